package form

import (
	"slices"

	"github.com/folkmoot/folkmoot/internal/locale"
)

// NewLanguage returns the list from which the language of a text is chosen, the only one on pages for staff: all languages
// with a name, sign languages among them. A chosen language without a name is kept as an option. label is in the language
// of words.
func NewLanguage(words *locale.Printer, name, label, chosen string) *Field {
	f := &Field{Kind: Select, ID: name, Name: name, Label: label, LabelSize: "s"}
	for _, l := range words.AllLanguages() {
		f.Options = append(f.Options, Option{Value: l.Tag, Label: l.Name, Checked: l.Tag == chosen})
	}
	if chosen != "" && !slices.ContainsFunc(f.Options, func(o Option) bool { return o.Checked }) {
		f.Options = append(f.Options, Option{Value: chosen, Label: words.LanguageName(chosen), Checked: true})
	}
	return f
}
