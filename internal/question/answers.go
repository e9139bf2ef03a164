package question

import (
	"strings"

	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// AnswerText returns the value of a field as text. It reads the field instead of the checked answer, so that it also
// works for incomplete answers.
func AnswerText(f *form.Field) string {
	if f.PreferNotToSay != nil && f.PreferNotToSay.Checked {
		return f.PreferNotToSay.Label
	}
	var all []string
	for _, o := range f.Options {
		if !o.Checked {
			continue
		}
		text := o.Label
		if o.WriteIn != nil && o.WriteIn.Value != "" {
			text += ": " + o.WriteIn.Value
		}
		all = append(all, text)
	}
	for _, r := range f.Rows {
		for _, o := range f.Options {
			if r.Value == o.Value && r.Value != "" {
				all = append(all, r.Label+": "+o.Label)
			}
		}
	}
	switch f.Kind {
	case form.Date:
		var parts []string
		for _, p := range f.Parts {
			if p.Value != "" {
				parts = append(parts, p.Value)
			}
		}
		all = append(all, strings.Join(parts, " "))
	default:
		for _, p := range f.Parts {
			if p.Value != "" {
				all = append(all, p.Label+": "+strings.TrimSpace(p.Value+" "+f.Unit))
			}
		}
	}
	if f.Options == nil && f.Value != "" {
		all = append(all, f.Value)
	}
	return strings.Join(all, "\n")
}

// AnswerRow is a question with the text of its answer.
type AnswerRow struct {
	Question, Answer string
	ChangeHref       string // address where the answer can be changed; "" if it cannot
}

// AnswerRows is AnswerRowsIn in English.
func AnswerRows(fields form.Form, change string) []AnswerRow {
	return AnswerRowsIn(nil, fields, change)
}

// AnswerRowsIn returns the questions and answers of fields, for a summary page. change is the path of the page where
// they can be changed, or "".
func AnswerRowsIn(p *locale.Printer, fields form.Form, change string) (all []AnswerRow) {
	for _, f := range fields {
		if f.Kind == form.Panel || f.Kind == form.Hidden || f.Waiting {
			continue
		}
		words := AnswerText(f)
		if words == "" {
			words = p.Say("No answer")
		}
		one := AnswerRow{Question: f.Label, Answer: words}
		if change != "" {
			one.ChangeHref = change + "#" + f.ID
		}
		all = append(all, one)
	}
	return all
}
