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

// The question whether there is another repetition of a page is among the texts that the check lists.
//
// Row G of docs/faults.md.
func TestQuestionForAnotherRepetitionIsMeasured(t *testing.T) {
	def := &consult.Definition{Forms: []survey.Form{{Edition: "standard", Lang: "en", Pages: []survey.Page{
		{ID: "child", Title: "Your children", Repeat: &survey.Repeat{Item: "Child", Most: 3, More: "Is there another child?"}},
	}}}}
	all := allTexts(def)
	if len(all) != 1 || all[0].Text != "Is there another child?" || all[0].Form.Page != "child" || all[0].Words != 4 {
		t.Errorf("the texts are %+v", all)
	}
}
