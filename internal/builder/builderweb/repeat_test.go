package builderweb

import (
	"net/url"
	"reflect"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/survey"
)

// Officers repeat selected questions for each child, with a question for another one in the language of the form, and
// change or end that on the page. A translation has its own words for it.
//
// Row G of docs/faults.md.
func TestOfficerRepeatsQuestions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, _ := newOfficers(t, d)
		slug := w.Start(draft.StartOptions{Title: "Play"})
		list := draftedit.HubPath(slug) + "/questionnaire"
		w.Submit(list, "title", "title", "You", "do", "add-page")
		at := draftedit.HubPath(slug) + "/pages/"
		for _, text := range []string{"Postcode area", "Age", "School"} {
			w.Submit(w.Submit(at+"you/add", "version", "do", "own", "text", text, "kind", "short-text"), "text", "do", "save")
		}
		w.Submit(list, "title", "do", "repeat", "item", " Child ", "selected", "school")
		w.Submit(list, "title", "do", "move", "selected", "age", "to", "child")
		form := func() *survey.Form { return builder.MasterForm(&w.Draft(slug).Definition) }
		want := &survey.Repeat{Item: "Child", Most: 10, More: "Is there another one to tell us about?", Yes: "Yes", No: "No"}
		if f := form(); len(f.Pages) != 2 || f.Pages[1].ID != "child" || len(f.Pages[1].Questions) != 2 ||
			!reflect.DeepEqual(f.Pages[1].Repeat, want) {
			t.Fatalf("the questions are repeated as %+v", f.Pages)
		}
		if page := w.Get(list, 200); !strings.Contains(page, "Repeated for each “Child”, minimum 1, maximum 10.") {
			t.Error("the questionnaire does not say that the page is repeated")
		}
		w.Submit(at+"child", "repeat-item", "repeat-least", "2", "repeat-most", "4", "repeat-more", "Another child?")
		want.Least, want.Most, want.More = 2, 4, "Another child?"
		if r := form().Pages[1].Repeat; !reflect.DeepEqual(r, want) {
			t.Errorf("the page is repeated as %+v", r)
		}
		if got := w.Form(at+"child", "repeat-item").Get("repeat-most"); got != "4" {
			t.Errorf("the form shows the maximum as %q", got)
		}
		if hints := builder.Hints(&w.Draft(slug).Definition); len(hints) > 0 {
			t.Errorf("hints: %v", hints)
		}
		wrong := w.Form(at+"child", "repeat-item")
		wrong.Set("repeat-least", "5")
		if page := w.Post(at+"child", wrong, 422).Body.String(); !strings.Contains(page,
			`<a href="#repeat-least">Enter a number that is no more than the maximum, 4.</a>`) {
			t.Errorf("a minimum above the maximum: %s", page)
		}
		w.Submit(at+"child", "repeat-item", "repeat-most", "1", "repeat-least", "")
		hints := builder.Hints(&w.Draft(slug).Definition)
		if len(hints) != 1 || hints[0].Page != "child" || !strings.HasPrefix(hints[0].Format, "The maximum number of times") {
			t.Errorf("hints about one repetition: %+v", hints)
		}
		w.Submit(at+"child", "repeat-item", "repeat-item", "")
		if r := form().Pages[1].Repeat; r != nil {
			t.Errorf("the page is still repeated: %+v", r)
		}
	})
}

// Officers remove several questions at once and can undo that. Nothing is removed if a condition of another question uses one
// of them.
//
// Row G of docs/faults.md.
func TestOfficerRemovesSeveralQuestions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, _ := newOfficers(t, d)
		slug := w.Start(draft.StartOptions{Title: "Play", Template: "short-survey"})
		list := draftedit.HubPath(slug) + "/questionnaire"
		draftOf := func() *survey.Form { return builder.MasterForm(&w.Draft(slug).Definition) }
		at, _ := w.Service.Get(t.Context(), w.Actor, slug)
		_, err := w.Service.Change(t.Context(), w.Actor, slug, at.Version, func(def *consult.Definition) error {
			question := func(id string, when *survey.Condition) survey.Question {
				return survey.Question{ID: id, Kind: survey.ShortText, Text: "The question " + id, When: when}
			}
			used := &survey.Condition{Question: "a", Answered: true}
			builder.MasterForm(def).Pages = []survey.Page{{ID: "p", Questions: []survey.Question{
				question("a", nil), question("b", used), question("c", used), question("d", nil)}}}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		selected := func(ids ...string) url.Values {
			form := w.Form(list, "version")
			form["selected"], form["do"] = ids, []string{"delete"}
			return form
		}
		page := w.Post(list, selected("a", "b"), 422).Body.String()
		if !strings.Contains(page, "Nothing was removed, because conditions use the answers: The question c.") ||
			len(draftOf().Pages[0].Questions) != 4 {
			t.Errorf("a question that a condition uses: %s", page)
		}
		w.Post(list, selected("a", "b", "c"), 303)
		if left := draftOf().Pages[0].Questions; len(left) != 1 || left[0].ID != "d" {
			t.Errorf("%d questions are left", len(left))
		}
		w.Submit(list, "version", "do", "undo")
		if left := draftOf().Pages[0].Questions; len(left) != 4 || left[1].When == nil {
			t.Errorf("after undoing, %d questions are left", len(left))
		}
	})
}

// Row G of docs/faults.md.
func TestTranslationsHaveTheirOwnWordsForRepetitions(t *testing.T) {
	def := &consult.Definition{Forms: []survey.Form{{ID: "f", Title: "Play", Lang: "en", Edition: "standard", Pages: []survey.Page{{
		ID: "child", Repeat: &survey.Repeat{Item: "Child", Most: 4, More: "Another?", Yes: "Yes", No: "No"},
		Questions: []survey.Question{{ID: "school", Kind: survey.ShortText, Text: "School?"}},
	}}}}}
	name, err := builder.AddEdition(def, consult.Translation, "cy")
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{"title--form": "Chwarae"}
	for text := range builder.NewEditionTexts(def, 1, nil).All() {
		if text.Master == "Child" || text.Master == "Another?" || text.Master == "Yes" || text.Master == "No" || text.Master == "School?" {
			texts[text.FieldName] = "cy " + text.Master
		}
		if at := builder.EditionFieldName(text.Place(name)); at != text.FieldName {
			t.Errorf("%s is found as %s", text.FieldName, at)
		}
	}
	builder.ApplyEditionTexts(def, 1, texts)
	want := &survey.Repeat{Item: "cy Child", Most: 4, More: "cy Another?", Yes: "cy Yes", No: "cy No"}
	if got := def.Forms[1].Pages[0].Repeat; !reflect.DeepEqual(got, want) {
		t.Errorf("the translation is repeated as %+v", got)
	}
	if _, err := survey.Parse(def.Forms[1].JSON()); err != nil {
		t.Error(err)
	}
	if err := survey.CheckEdition(&def.Forms[0], &def.Forms[1]); err != nil {
		t.Error(err)
	}
}
