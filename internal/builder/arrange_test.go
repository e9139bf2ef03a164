package builder

import (
	"testing"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/survey"
)

// Equality questions are not moved to other pages, where their answers would count as answers to the consultation, and
// other questions are not moved to theirs.
func TestEqualityQuestionsStayOnTheirPages(t *testing.T) {
	def := &consult.Definition{Forms: []survey.Form{{Pages: []survey.Page{
		{ID: "views", Questions: []survey.Question{{ID: "why"}, {ID: "how"}}},
		{ID: "you", Monitoring: true, Questions: []survey.Question{{ID: "age"}}},
	}}}}
	for id, page := range map[string]string{"why": "you", "age": "views"} {
		if err := PlaceQuestions(def, []string{id}, page, ""); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", id, err)
		}
	}
	if err := PlaceQuestions(def, []string{"gone"}, "views", ""); !fault.Is(err, fault.NotFound) {
		t.Error(err)
	}
	if err := PlaceQuestions(def, []string{"how"}, "views", "why"); err != nil || def.Forms[0].Pages[0].Questions[0].ID != "how" {
		t.Error(err, def.Forms[0].Pages[0].Questions)
	}
}
