package invent

import (
	"fmt"
	"slices"

	"github.com/folkmoot/folkmoot/survey"
)

// unlimitedTotal is what people share out who did not give the number that a budget is about.
const unlimitedTotal = 100

// withTotal returns q with the total that raw, the answers so far, gives it, if that is the answer to an earlier question.
func withTotal(form *survey.Form, q *survey.Question, raw survey.Raw) *survey.Question {
	if q.TotalOf == "" {
		return q
	}
	fixed := *q
	fixed.Total = unlimitedTotal
	for _, b := range form.Bounds(q, raw) {
		if amount, ok := b.Value.(survey.Amount); ok {
			fixed.Total = max(amount.N, 0)
		}
	}
	return &fixed
}

// keepWithinBounds replaces the answer to q, a question on page, by the earlier answer that limits it, if it is outside.
func keepWithinBounds(form *survey.Form, page string, q *survey.Question, raw survey.Raw) {
	for _, b := range form.Bounds(q, raw) {
		limit := ""
		switch value := b.Value.(type) {
		case survey.Decimal:
			limit = string(value)
		case survey.Day:
			limit = string(value)
		case survey.Length:
			limit = value.N
		}
		wrong := func(p survey.Problem) bool { return p.Question == q.ID }
		if limit != "" && slices.ContainsFunc(form.CheckPage(page, raw), wrong) {
			for _, part := range q.Parts() {
				delete(raw, fmt.Sprintf("%s--%s", q.ID, part))
			}
			q.SetCell(raw, limit)
		}
	}
}
