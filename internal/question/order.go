package question

import (
	"maps"
	"math/rand/v2"
	"strconv"

	"github.com/folkmoot/folkmoot/survey"
)

// WithOrder returns raw with the order in which one respondent sees what is in random order in f: the one that raw has, or one
// that is drawn. It is drawn by itself: neither a key nor the time can be computed from it.
func WithOrder(f *survey.Form, raw survey.Raw) survey.Raw {
	if !f.HasRandomOrder() || survey.OrderOf(raw) > 0 {
		return raw
	}
	raw = maps.Clone(raw)
	if raw == nil {
		raw = survey.Raw{}
	}
	raw[survey.OrderField] = []string{strconv.Itoa(1 + rand.IntN(survey.Orders))}
	return raw
}

// InOrder returns questions of p, with their options and rows, in the order that raw has.
func InOrder(p *survey.Page, questions []*survey.Question, raw survey.Raw) []*survey.Question {
	var items []survey.Item
	for _, q := range questions {
		items = append(items, survey.Item{Page: p, Question: q})
	}
	var ordered []*survey.Question
	for _, item := range survey.InOrder(items, survey.OrderOf(raw)) {
		ordered = append(ordered, item.Question)
	}
	return ordered
}
