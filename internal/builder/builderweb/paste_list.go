package builderweb

import (
	"net/url"

	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// Names of the fields with which several answers or rows are added, after the kind of the list.
const (
	pasteSuffix   = "-paste"
	replaceSuffix = "-paste-replace"
)

// pasteFields returns the fields with which several entries of a list are added at once.
func pasteFields(words *locale.Printer, kind, label string) form.Form {
	return form.Form{
		{
			Kind: form.Textarea, Name: kind + pasteSuffix, Label: label, LabelSize: "s",
			Hint: words.Say("Paste from a document or spreadsheet. We remove bullets, blank lines and repeated lines."),
		},
		{
			Kind: form.Checkboxes, Name: kind + replaceSuffix, Label: words.Say("Current list"), LabelSize: "s",
			Options: []form.Option{{
				Value: "yes", Label: words.Say("Replace the current list"),
				Hint: words.Say("Entries with the same text keep their settings and translations."),
			}},
		},
	}
}

// newOptionsField returns the field for the answers of a question that is added.
func newOptionsField(words *locale.Printer) *form.Field {
	return &form.Field{
		Kind: form.Textarea, Name: "option" + pasteSuffix, Label: words.Say("Answers, one on each line"), LabelSize: "s",
		Optional: true, Hint: words.Say("For questions with answers to choose from."),
	}
}

// addPasted returns the entries of a list of the given kind with the submitted lines.
func addPasted(list []survey.Option, typed url.Values, kind string, invalid draftedit.FieldErrors) []survey.Option {
	limit := survey.MaxOptions
	if kind == "row" {
		limit = survey.MaxRows
	}
	all, err := builder.AddPasted(list, typed.Get(kind+pasteSuffix), typed.Get(kind+replaceSuffix) != "", limit)
	if err != nil {
		invalid[kind+pasteSuffix] = draftedit.MessageOf(err)
		return list
	}
	return all
}
