package builder

import (
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/consult"
)

func TestTemplatesAndBankQuestionsAreValid(t *testing.T) {
	for _, tmpl := range Templates() {
		if hints := Hints(&tmpl.Definition); len(hints) > 0 {
			t.Errorf("%s: %v", tmpl.ID, hints)
		}
		// Row C1 of docs/faults.md.
		if f := &tmpl.Definition.Forms[0]; f.HasFreeText() && f.ConsentQuestion() == nil {
			t.Errorf("template %s asks for free text but not for consent to publish it", tmpl.ID)
		}
		if !strings.Contains(tmpl.Definition.Summary, "[Change this]") || tmpl.Definition.Next == "" {
			t.Errorf("template %s has no placeholder in its summary, or no text about what happens next", tmpl.ID)
		}
	}
	for _, b := range Bank() {
		def := &consult.Definition{Title: "X"}
		page := AddPage(def, "X")
		if _, err := AddQuestion(def, page, b.Question); err != nil {
			t.Fatal(err)
		}
		if hints := Hints(def); len(hints) > 0 {
			t.Errorf("%s: %v", b.Name, hints)
		}
	}
}
