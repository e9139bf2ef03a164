package builder

import (
	"strings"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// FormatName returns the name of a format, like “Easy Read”.
func FormatName(format consult.Format) locale.LazyMessage {
	switch format {
	case consult.EasyRead:
		return locale.Lazy("Easy Read")
	case consult.LargePrint:
		return locale.Lazy("Large print")
	case consult.Translation:
		return locale.Lazy("Translation")
	case consult.SignedVideo:
		return locale.Lazy("British Sign Language video")
	}
	return locale.Lazy("Standard")
}

// EditionName is the name of a version of a questionnaire or document, like “Easy Read” or “Translation: Urdu”.
// As an argument of a message it is translated with it.
type EditionName struct {
	format consult.Format
	lang   string
}

// FormName returns the name of a version of a questionnaire.
func FormName(f *survey.Form) EditionName {
	for _, format := range []consult.Format{consult.Standard, consult.EasyRead, consult.LargePrint} {
		if f.Edition == string(format) {
			return EditionName{format, "en"}
		}
		if strings.HasPrefix(f.Edition, string(format)+"-") {
			return EditionName{format, f.Lang}
		}
	}
	return EditionName{consult.Translation, f.Lang}
}

// FormNameIn returns the name of the version of the questionnaire of def with the given edition.
func FormNameIn(def *consult.Definition, edition string) EditionName {
	for i := range def.Forms {
		if def.Forms[i].Edition == edition {
			return FormName(&def.Forms[i])
		}
	}
	return FormName(&survey.Form{Edition: edition, Lang: edition})
}

// DocumentEditionName returns the name of a version of a document.
func DocumentEditionName(e *consult.Edition) EditionName { return EditionName{e.Format, e.Lang} }

// In returns the name in the language of p.
func (n EditionName) In(p *locale.Printer) string {
	switch {
	case n.format == consult.Translation:
		return p.Say("Translation: %s", p.LanguageName(n.lang))
	case n.lang == "en" || n.format == consult.SignedVideo:
		return FormatName(n.format).In(p)
	}
	return p.Say("%s: %s", FormatName(n.format), p.LanguageName(n.lang))
}

// String returns the name in English.
func (n EditionName) String() string { return n.In(nil) }
