// Package question turns the questions of a survey into form fields, and their values into text.
package question

import (
	"slices"
	"strconv"

	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// OnPage returns all questions of a page, whether or not conditions hide them.
func OnPage(p *survey.Page) (all []*survey.Question) {
	for i := range p.Questions {
		all = append(all, &p.Questions[i])
	}
	return all
}

const preferNotToSayID = "prefer-not-to-say"

// Fields is FieldsIn in English.
func Fields(questions []*survey.Question, raw survey.Raw, problems []survey.Problem, lang string) form.Form {
	return FieldsIn(nil, questions, raw, problems, lang)
}

// FieldsIn returns the form fields for questions, with the values from raw and the errors from problems. The questions
// are in the language lang; p translates the texts of the interface.
func FieldsIn(p *locale.Printer, questions []*survey.Question, raw survey.Raw, problems []survey.Problem, lang string) form.Form {
	var all form.Form
	for _, q := range questions {
		f := FieldIn(p, q, raw, problems)
		f.Lang = lang
		if f.LabelSize = "m"; q.RowOf() != nil {
			f.LabelSize = "s"
		}
		if p.Lang() != lang {
			markLanguage(q, f, p.Lang())
		}
		all = append(all, f)
	}
	return all
}

var fieldKinds = map[survey.QuestionKind]form.FieldKind{
	survey.Single: form.Radios, survey.Multiple: form.Checkboxes, survey.Dropdown: form.Select, survey.Matrix: form.Matrix,
	survey.Ranking: form.Ranking, survey.Number: form.Number, survey.Date: form.Date, survey.ShortText: form.Text,
	survey.LongText: form.Textarea, survey.Email: form.Email, survey.Postcode: form.Postcode, survey.Budget: form.Budget,
	survey.FullName: form.Text, survey.Address: form.Textarea, survey.Telephone: form.Text,
	survey.Consent: form.Radios, survey.Panel: form.Panel, survey.Duration: form.Date, survey.Period: form.Period,
	survey.Files:  form.File,
	survey.Places: form.Places, survey.Map: form.Places,
}

// markLanguage sets the language of the interface's texts in a field whose question is in another language.
func markLanguage(q *survey.Question, f *form.Field, lang string) {
	if of := q.RowOf(); of != nil && of.Names {
		f.Lang = lang
	}
	for i := range f.Options {
		if o := &f.Options[i]; o.Value == preferNotToSayID {
			o.Lang = lang
		} else if o.WriteIn != nil {
			o.WriteIn.Lang = lang
		}
	}
	for i := range f.Boxes {
		if o := &f.Boxes[i]; o.Name != q.BoxField() {
			o.Lang = lang
		}
	}
	for i := range f.Parts {
		if f.Kind == form.Date || f.Kind == form.Period {
			f.Parts[i].Lang = lang
		}
		for j := range f.Parts[i].Parts {
			f.Parts[i].Parts[j].Lang = lang
		}
	}
}

// Field is Fields for one question.
func Field(q *survey.Question, raw survey.Raw, problems []survey.Problem) *form.Field {
	return FieldIn(nil, q, raw, problems)
}

// FieldIn is FieldsIn for one question.
func FieldIn(words *locale.Printer, q *survey.Question, raw survey.Raw, problems []survey.Problem) *form.Field {
	f := &form.Field{
		Kind: fieldKinds[q.Kind], ID: q.ID, Name: q.ID, Label: q.PlainText(), Hint: q.Hint, Body: q.Body,
		Value: firstValue(raw, q.ID), MaxLength: q.MaxLength,
		Optional: !q.Required && !q.IsRequiredOnMap() && q.Kind != survey.Panel,
		Total:    strconv.FormatInt(q.Total, 10), Unit: q.Unit, TotalText: locale.WithUnit(words.Number(q.Total), q.Unit),
	}
	if of := q.RowOf(); of != nil {
		f.Label, f.LabelBefore = of.Row, of.Text
		if of.Names {
			f.Label = words.Say("Tell us more about “%s”", of.Row)
		}
		if of.First {
			f.Group = &form.Group{Title: of.Text, Hint: of.Hint, Body: of.Body}
		}
	}
	if of := q.Repetition(); of != nil && f.LabelBefore == "" {
		f.LabelBefore = of.Heading // which is in the title of the page
	} else if of != nil {
		f.LabelBefore = of.Heading + " – " + f.LabelBefore
	}
	if q.Kind == survey.Number {
		f.Prefix, f.Suffix = survey.UnitPlace(q.Unit)
	}
	switch q.Kind {
	case survey.Email:
		f.Autocomplete = "email"
	case survey.FullName:
		f.Autocomplete = "name"
	case survey.Address:
		f.Autocomplete = "street-address"
	case survey.Telephone:
		f.Autocomplete, f.InputMode, f.Width = "tel", "tel", 20
	case survey.Postcode:
		f.Autocomplete = "postal-code"
	}
	switch q.Kind {
	case survey.Single, survey.Multiple, survey.Dropdown, survey.Consent:
		f.Options = options(words, q, raw, problems)
	case survey.Matrix:
		f.Options, f.Rows = matrixOptions(words, q), rows(words, q, raw, problems)
	case survey.Ranking, survey.Budget:
		f.Parts = parts(words, q, raw, problems)
	case survey.Date, survey.Duration:
		f.Parts = typedParts(words, q, q.Parts(), raw)
	case survey.Period:
		f.Parts = ends(words, q, raw)
	case survey.Files:
		setFiles(words, q, f, raw)
	case survey.Places:
		f.Map = mapField(words, q, f.Value)
	case survey.Map: // in a preview; otherwise it has been replaced by questions for its rows
		f.Map = DrawMap(q)
	}
	f.Boxes = boxes(words, q, f, raw)
	for _, p := range problems {
		if p.Question == q.ID && f.Error == "" {
			f.Error, f.ErrorField = problemText(words, p), p.Field
		}
	}
	return f
}

func options(words *locale.Printer, q *survey.Question, raw survey.Raw, problems []survey.Problem) (all []form.Option) {
	chosen := raw[q.ID]
	for i, o := range q.Options {
		opt := form.Option{ID: optionID(q.ID, i), Value: o.ID, Label: o.Text, Hint: o.Hint, Body: o.Body, Checked: slices.Contains(chosen, o.ID),
			Exclusive: o.Exclusive, Divider: o.Exclusive && q.Kind == survey.Multiple && i > 0}
		if o.WriteIn {
			name := q.ID + "--" + o.ID
			opt.WriteIn = &form.Field{
				Kind:  form.Text,
				ID:    name,
				Name:  name,
				Label: words.Say("Tell us more about “%s” (optional)", o.Text),
				Value: firstValue(raw, name),
				Error: problemForField(words, problems, name),
			}
			if o.RequireWriteIn {
				opt.WriteIn.Label = words.Say("Tell us more about “%s”", o.Text)
			}
		}
		all = append(all, opt)
	}
	if q.PreferNotToSay {
		all = append(
			all,
			form.Option{
				ID:        q.ID + "--" + preferNotToSayID,
				Value:     preferNotToSayID,
				Label:     words.Say("Prefer not to say"),
				Checked:   slices.Contains(chosen, preferNotToSayID),
				Exclusive: true,
				Divider:   q.Kind != survey.Dropdown,
			},
		)
	}
	return all
}

// boxes returns the boxes of q, whose other fields are in f.
func boxes(words *locale.Printer, q *survey.Question, f *form.Field, raw survey.Raw) (all []form.Option) {
	if name := q.BoxField(); name != "" {
		for i, o := range q.Options {
			all = append(all, form.Option{
				ID: optionID(name, i), Name: name, Value: o.ID, Label: o.Text, Hint: o.Hint, Body: o.Body,
				Checked: slices.Contains(raw[name], o.ID),
			})
		}
	}
	if name := q.ID + "--" + preferNotToSayID; q.PreferNotToSay && f.Options == nil {
		all = append(all, form.Option{
			ID: name, Name: name, Value: "yes", Label: words.Say("Prefer not to say"), Checked: firstValue(raw, name) != "",
		})
	}
	return all
}

// optionID returns the id of option i. The first has the id of its question, so that the error summary links to it.
func optionID(question string, i int) string {
	if i == 0 {
		return question
	}
	return question + "-" + strconv.Itoa(i+1)
}

func matrixOptions(words *locale.Printer, q *survey.Question) (all []form.Option) {
	for _, o := range q.Options {
		all = append(all, form.Option{Value: o.ID, Label: o.Text, Hint: o.Hint, Body: o.Body})
	}
	if q.PreferNotToSay {
		all = append(all, form.Option{Value: preferNotToSayID, Label: words.Say("Prefer not to say")})
	}
	return all
}

func rows(words *locale.Printer, q *survey.Question, raw survey.Raw, problems []survey.Problem) (all []form.Row) {
	for _, r := range q.Rows {
		name := q.ID + "--" + r.ID
		all = append(
			all,
			form.Row{ID: name, Name: name, Label: r.Text, Body: r.Body, Value: firstValue(raw, name), Error: problemForField(words, problems, name)},
		)
	}
	return all
}

func parts(words *locale.Printer, q *survey.Question, raw survey.Raw, problems []survey.Problem) (all []form.Field) {
	for _, o := range q.Options {
		name := q.ID + "--" + o.ID
		part := form.Field{Kind: form.Number, ID: name, Name: name, Label: o.Text, Hint: o.Hint, Body: o.Body, Value: firstValue(raw, name),
			InputMode: "numeric", Width: 5, Error: problemForField(words, problems, name)}
		if q.Kind == survey.Budget {
			part.Prefix, part.Suffix = survey.UnitPlace(q.Unit)
		}
		all = append(all, part)
	}
	return all
}

func problemForField(words *locale.Printer, problems []survey.Problem, name string) string {
	for _, p := range problems {
		if p.Field == name {
			return problemText(words, p)
		}
	}
	return ""
}

// problemText returns the text of p in the language of words. Package survey has only the English text.
func problemText(words *locale.Printer, p survey.Problem) string {
	if p.Format == "" {
		return p.Say
	}
	args := make([]any, len(p.Args))
	for i, arg := range p.Args {
		args[i] = argument(words, arg)
	}
	if p.One != "" {
		return words.Count(int64(p.N), p.One, p.Format, args...)
	}
	return words.Say(p.Format, args...)
}

func firstValue(raw survey.Raw, name string) string {
	if v := raw[name]; len(v) > 0 {
		return v[0]
	}
	return ""
}
