package draft

import (
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/survey"
)

// Texts are measured in their own language: that of the consultation, of a document or of a version of the
// questionnaire. Only English has a measure, so no other text is said to be hard to read.
//
// Row C18 of docs/faults.md.
func TestOnlyEnglishIsMeasured(t *testing.T) {
	hard := strings.Repeat("considered representations received from interested organisations and individuals ", 8) + "."
	for _, test := range []struct {
		language, form string
		measured       bool
	}{{"", "en", true}, {"en-GB", "pl", true}, {"pl", "en", false}, {"", "pl", false}, {"cy", "cy", false}} {
		def := &consult.Definition{}
		def.Text.Language = test.language
		def.Summary = hard
		def.Forms = []survey.Form{{Edition: "standard", Lang: test.form}}
		texts := allTexts(def)
		if len(texts) != 1 || texts[0].Measured != test.measured {
			t.Fatalf("%+v: %+v", test, texts)
		}
		if found := readabilityFindings(texts); len(found) > 0 != test.measured {
			t.Errorf("%+v: %+v", test, found)
		}
	}
}
