package question

import (
	"strings"

	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// WrittenText returns what was written on paper for an answer that is not valid: “A; B”, “Parks: 60; Roads: 50”.
func WrittenText(p *locale.Printer, q *survey.Question, a survey.Answer) string {
	var all []string
	add := func(label, field string) {
		if text := labels(p, q, a.Written[field]); text != "" {
			all = append(all, label+text)
		}
	}
	add("", q.ID)
	for _, list := range [][]survey.Option{q.Options, q.Rows} {
		for _, o := range list {
			add(o.Text+": ", q.ID+"--"+o.ID)
		}
	}
	var parts []string
	for _, part := range q.Parts() {
		parts = append(parts, a.Written[q.ID+"--"+part]...)
	}
	if len(parts) > 0 {
		all = append(all, strings.Join(parts, " "))
	}
	if len(a.Written[q.ID+"--"+preferNotToSayID]) > 0 {
		all = append(all, p.Say("Prefer not to say"))
	}
	return strings.Join(all, "; ")
}

// labels returns the texts of options that were chosen, or what was typed.
func labels(p *locale.Printer, q *survey.Question, values []string) string {
	var all []string
	for _, value := range values {
		switch at := optionAt(q, value); {
		case at >= 0:
			all = append(all, q.Options[at].Text)
		case value == preferNotToSayID:
			all = append(all, p.Say("Prefer not to say"))
		default:
			all = append(all, value)
		}
	}
	return strings.Join(all, "; ")
}
