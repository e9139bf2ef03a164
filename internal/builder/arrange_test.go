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

// Questions that are repeated go to a page of their own, unless they are all of their page. Equality questions, which are
// about one person, are not repeated.
//
// Row G of docs/faults.md.
func TestRepeatedQuestionsHaveAPageOfTheirOwn(t *testing.T) {
	def := &consult.Definition{Forms: []survey.Form{{Lang: "cy", Pages: []survey.Page{
		{ID: "child", Questions: []survey.Question{{ID: "why"}, {ID: "age"}, {ID: "school"}}},
		{ID: "you", Monitoring: true, Questions: []survey.Question{{ID: "sex"}}},
	}}}}
	f := &def.Forms[0]
	for _, c := range []struct {
		ids  []string
		item string
	}{{nil, "Child"}, {[]string{"age"}, " "}, {[]string{"sex"}, "Person"}, {[]string{"age", "sex"}, "Child"}} {
		if _, err := RepeatQuestions(Clone(def), c.ids, c.item); !fault.Is(err, fault.Invalid) {
			t.Errorf("%v for each %q: %v", c.ids, c.item, err)
		}
	}
	id, err := RepeatQuestions(def, []string{"age", "school"}, "Child")
	if err != nil || id != "child-2" || len(f.Pages) != 3 || len(f.Pages[1].Questions) != 2 ||
		f.Pages[1].Repeat.Yes != "Oes" && f.Pages[1].Repeat.Yes != "Ie" {
		t.Errorf("%v: page %s of %+v", err, id, f.Pages)
	}
	id, err = RepeatQuestions(def, []string{"why"}, "Site")
	if err != nil || id != "child" || f.Pages[0].Repeat.Item != "Site" || len(f.Pages) != 3 {
		t.Errorf("%v: page %s of %+v", err, id, f.Pages)
	}
}
