package locale

import (
	"slices"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// NamedLanguage is a language with its name in the language of a Printer.
type NamedLanguage struct{ Tag, Name string }

// signLanguages are used in Britain and have no names in the tables of golang.org/x/text.
var signLanguages = []NamedLanguage{{"bfi", Key("British Sign Language")}, {"isg", Key("Irish Sign Language")}}

// AllLanguages lists the languages that have a name of their own, English first and the others by their names.
func (p *Printer) AllLanguages() (all []NamedLanguage) {
	names := map[string]string{"en": p.LanguageName("en")}
	for _, l := range signLanguages {
		names[l.Tag] = p.Say(l.Name)
	}
	for _, tag := range display.Supported.Tags() {
		if base, script, region := tag.Raw(); (script == language.Script{}) && (region == language.Region{}) {
			names[base.String()] = p.LanguageName(base.String())
		}
	}
	names["zh-Hant"] = p.LanguageName("zh-Hant") // written otherwise than zh
	for tag, name := range names {
		if tag != "und" && tag != "mul" {
			all = append(all, NamedLanguage{tag, name})
		}
	}
	slices.SortFunc(all, func(a, b NamedLanguage) int {
		if (a.Tag == "en") != (b.Tag == "en") {
			if a.Tag == "en" {
				return -1
			}
			return 1
		}
		return strings.Compare(Fold(a.Name)+a.Tag, Fold(b.Name)+b.Tag)
	})
	return all
}
