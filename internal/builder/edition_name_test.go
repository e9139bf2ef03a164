package builder

import (
	"testing"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/survey"
)

func TestEditionNamesHaveFormatAndLanguage(t *testing.T) {
	for want, got := range map[string]EditionName{
		"Standard":                    FormName(&survey.Form{Edition: "standard", Lang: "en"}),
		"Easy Read":                   FormName(&survey.Form{Edition: "easy-read", Lang: "en"}),
		"Large print: Polish":         FormName(&survey.Form{Edition: "large-print-pl", Lang: "pl"}),
		"Translation: Urdu":           FormName(&survey.Form{Edition: "ur", Lang: "ur"}),
		"Translation: Welsh":          DocumentEditionName(&consult.Edition{Format: consult.Translation, Lang: "cy"}),
		"Easy Read: Welsh":            DocumentEditionName(&consult.Edition{Format: consult.EasyRead, Lang: "cy"}),
		"British Sign Language video": DocumentEditionName(&consult.Edition{Format: consult.SignedVideo, Lang: "bfi"}),
		"Translation: Gujarati": FormNameIn(&consult.Definition{Forms: []survey.Form{
			{Edition: "standard"}, {Edition: "gu", Lang: "gu"},
		}}, "gu"),
	} {
		if got.String() != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
