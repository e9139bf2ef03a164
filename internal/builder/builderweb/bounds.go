package builderweb

import (
	"net/url"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// boundFields are the names of the fields for limits that are answers to earlier questions.
var boundFields = []string{"least-of", "most-of", "total-of"}

// boundValues returns the limits of q by the names of their fields.
func boundValues(q *survey.Question) map[string]*string {
	return map[string]*string{"least-of": &q.LeastOf, "most-of": &q.MostOf, "total-of": &q.TotalOf}
}

// boundLabel returns the label of a limit of a question of a kind.
func boundLabel(words *locale.Printer, name string, kind survey.QuestionKind) string {
	switch {
	case name == "total-of":
		return words.Say("Amounts add up to the answer to")
	case name == "least-of" && kind == survey.Date:
		return words.Say("Not before the answer to")
	case kind == survey.Date:
		return words.Say("Not after the answer to")
	case name == "least-of":
		return words.Say("At least the answer to")
	}
	return words.Say("No more than the answer to")
}

// boundSelects returns the fields for limits of a question of a kind by answers to earlier questions of f; none if there
// is no such question. The chosen question is offered even if it no longer fits, so that saving does not remove it.
func boundSelects(
	words *locale.Printer, f *survey.Form, page, id string, kind survey.QuestionKind, typed url.Values,
) (fields form.Form) {
	for _, name := range boundFields {
		offered := builder.Limiting(f, page, id, kind)
		if chosen := builder.Answerable(f, typed.Get(name)); chosen != nil &&
			!slices.ContainsFunc(offered, func(q *survey.Question) bool { return q.ID == chosen.ID }) {
			offered = append(offered, chosen)
		}
		if !builder.HasSetting(kind, name) || len(offered) == 0 {
			continue
		}
		field := &form.Field{
			Kind: form.Select, Name: name, Label: boundLabel(words, name, kind), LabelSize: "s", Optional: true,
			Hint: words.Say("An earlier question with the same unit. The limit does not apply to people who did not answer it."),
		}
		for _, q := range offered {
			field.Options = append(field.Options, form.Option{Value: q.ID, Label: questionTitle(words, q)})
		}
		fields = append(fields, field)
	}
	return fields
}

// boundsText returns the limits in values in words.
func boundsText(words *locale.Printer, f *survey.Form, values url.Values) string {
	var all []string
	for _, name := range boundFields {
		if q := builder.Answerable(f, values.Get(name)); q != nil {
			all = append(all, words.Say("%s: %s", boundLabel(words, name, survey.QuestionKind(values.Get("kind"))), questionTitle(words, q)))
		}
	}
	return strings.Join(all, "\n")
}
