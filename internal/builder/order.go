package builder

import (
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/survey"
)

// ClearFixed removes the places of options and rows of q that are not in random order.
func ClearFixed(q *survey.Question) {
	ofRows := HasSetting(q.Kind, "rows")
	for _, list := range []struct {
		options *[]survey.Option
		random  bool
	}{{&q.Options, q.RandomOrder && !ofRows}, {&q.Rows, q.RandomOrder && ofRows}} {
		if list.random {
			continue
		}
		*list.options = slices.Clone(*list.options)
		for i := range *list.options {
			(*list.options)[i].Fixed = false
		}
	}
}

// isEasyRead reports whether an edition is in Easy Read, in any language.
func isEasyRead(edition string) bool { return strings.HasPrefix(edition, string(consult.EasyRead)) }

// keepEasyOrder gives q, a question of an Easy Read edition made from that of the original, the order that the edition has
// set: people who read with difficulty find answers by their place, so it is the written one unless the edition says so.
func keepEasyOrder(edition string, q *survey.Question, current survey.Question) {
	if isEasyRead(edition) && q.RandomOrder {
		q.RandomOrder = current.RandomOrder
		ClearFixed(q)
	}
}
