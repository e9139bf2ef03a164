package builderweb

import (
	"cmp"

	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/question"
	"github.com/folkmoot/folkmoot/survey"
)

// The value with which a clause compares an answer is typed as the answer is: a date in its parts, a number with its unit.

// valueField is the name of the field for the value in a row; that of a date has the parts of the date behind it.
const valueField = "value"

// typedDateIn returns the parts of the date that was typed into row. It returns false if the row has no fields for them.
func typedDateIn(row draftedit.FormRow) (d survey.TypedDate, ok bool) {
	for part, text := range map[string]*string{"-day": &d.Day, "-month": &d.Month, "-year": &d.Year} {
		if values, has := row[valueField+part]; has && len(values) > 0 {
			*text, ok = values[0], true
		}
	}
	return d, ok
}

// clauseValue returns the submitted value of a clause about q. A date that cannot be read stays as it was typed, and the
// check before publication reports it.
func clauseValue(row draftedit.FormRow, q *survey.Question, lang string) string {
	typed, ok := typedDateIn(row)
	if !ok || q == nil || q.Kind != survey.Date {
		return row.Get(valueField)
	}
	if q.Precision != "" {
		if date, wrong := typed.ReadPartial(lang, ""); wrong == nil {
			return date
		}
	}
	return typed.Text(lang)
}

// newClauseValue returns the field for the value of a clause about q; name is its name.
func newClauseValue(words *locale.Printer, row draftedit.FormRow, q *survey.Question, name string) *form.Field {
	label := words.Say("Compare with")
	if q.Kind == survey.Date {
		typed, ok := typedDateIn(row)
		if !ok {
			typed = survey.TypedDateOf(row.Get(valueField))
		}
		f := form.NewDate(words, name, label, typed)
		if f.Parts = f.Parts[len(f.Parts)-len(q.Parts()):]; q.Precision != "" { // of a month or a year, the last ones
			f.Hint = ""
		}
		return f
	}
	f := &form.Field{Kind: form.Text, ID: name, Name: name, Label: label, Value: row.Get(valueField), Width: 10}
	switch q.Kind {
	case survey.Number:
		f.Kind = form.Number
		f.Prefix, f.Suffix = survey.UnitPlace(q.Unit)
	case survey.Duration:
		f.Kind, f.Suffix = form.Number, question.UnitName(words, q.MeasureUnit())
	case survey.Multiple, survey.Ranking:
		f.InputMode = "numeric"
	}
	f.LabelSize = cmp.Or(f.LabelSize, "s")
	return f
}
