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

// Officers add wordings that quote an earlier answer, without typing an id; versions of the questionnaire have their own
// words for them, and a question cannot be removed unnoticed while a wording uses it.
//
// Row G of docs/faults.md.
func TestOfficerAddsWordings(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, _ := newOfficers(t, d)
		slug := w.Start(draft.StartOptions{Title: "Getting about"})
		at := draftedit.HubPath(slug)
		w.Submit(at+"/questionnaire", "title", "title", "You", "do", "add-page")
		w.Submit(at+"/questionnaire", "title", "title", "Travel", "do", "add-page")
		way := w.Submit(at+"/pages/you/add", "version", "do", "own", "text", "How do you travel?", "kind", "single")
		w.Submit(way, "text", "do", "add-option")
		w.Submit(way, "text", "option-1-text", "Bus", "do", "save")
		often := w.Submit(at+"/pages/travel/add", "version", "do", "own", "text", "How often?", "kind", "number")
		if strings.Contains(w.Get(way, 200), `id="wordings"`) {
			t.Error("a question on the first page offers wordings by earlier answers")
		}
		w.Submit(often, "text", "do", "add-wording")
		w.Submit(often, "text", "wording-1-text", "You said {}. How often?", "wording-1-quote", "how-do-you-travel", "do", "add-wording")
		bus := `{"question":"how-do-you-travel","is":"bus"}`
		w.Submit(often, "text", "wording-2-text", "How often does it come?", "wording-2-when", bus, "do", "save")
		want := []survey.Wording{
			{ID: "wording", Text: "You said {how-do-you-travel}. How often?"},
			{ID: "wording-2", When: &survey.Condition{Question: "how-do-you-travel", Is: "bus"}, Text: "How often does it come?"},
		}
		if got := w.Question(slug, "how-often").Wordings; !reflect.DeepEqual(got, want) {
			t.Errorf("the wordings are %+v", got)
		}
		if got := w.Form(often, "text").Get("wording-1-text"); got != "You said {}. How often?" {
			t.Errorf("the form shows the wording as %q", got)
		}
		def := &w.Draft(slug).Definition
		if hints := builder.Hints(def); len(hints) > 0 {
			t.Errorf("hints: %v", hints)
		}
		values, err := questionEditor{slug, "how-often"}.Values(def)
		if err != nil {
			t.Fatal(err)
		}
		in, _ := questionEditor{slug, "how-often"}.PartText(nil, def, "wordings", values)
		if want := "You said “How do you travel?”. How often?\nHow often does it come? (“How do you travel?” is “Bus”)"; in != want {
			t.Errorf("the wordings in words: %q", in)
		}
		removal := url.Values{"version": w.Form(way+"/remove", "version")["version"]}
		if body := w.Post(way+"/remove", removal, 422).Body.String(); !strings.Contains(body, "How often?") {
			t.Error("the page does not name the question whose wordings use the answer")
		}
		checkTranslatedWordings(t, builder.Clone(def))
		if err := builder.RemoveQuestion(def, "how-do-you-travel", true); err != nil {
			t.Fatal(err)
		}
		if i, j := builder.QuestionIndex(&def.Forms[0], "how-often"); def.Forms[0].Pages[i].Questions[j].Wordings != nil {
			t.Error("the wordings outlived the question that they quote")
		}
	})
}

// checkTranslatedWordings checks that a translation has its own words for the wordings of def.
func checkTranslatedWordings(t *testing.T, def *consult.Definition) {
	t.Helper()
	name, err := builder.AddEdition(def, consult.Translation, "cy")
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for _, p := range builder.NewEditionTexts(def, builder.EditionIndex(def, name), nil).Pages {
		for _, text := range p.Texts {
			texts[text.FieldName] = "CY " + text.Master
			if place := text.Place(name); builder.EditionFieldName(place) != text.FieldName {
				t.Errorf("%s is at %+v", text.FieldName, place)
			}
		}
	}
	builder.ApplyEditionTexts(def, builder.EditionIndex(def, name), texts)
	f := &def.Forms[builder.EditionIndex(def, name)]
	i, j := builder.QuestionIndex(f, "how-often")
	if got := f.Pages[i].Questions[j].Wordings; len(got) != 2 || got[0].Text != "CY You said {how-do-you-travel}. How often?" ||
		got[1].When == nil {
		t.Errorf("the translated wordings: %+v", got)
	}
}

// Officers make grids of numbers, with a row that people name, and conditions on a row. A question whose rows are used
// cannot be removed unnoticed.
//
// Row G of docs/faults.md.
func TestOfficerMakesGridsOfNumbers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, _ := newOfficers(t, d)
		slug := w.Start(draft.StartOptions{Title: "Getting about"})
		at := draftedit.HubPath(slug)
		w.Submit(at+"/questionnaire", "title", "title", "You", "do", "add-page")
		hours := w.Submit(at+"/pages/you/add", "version", "do", "own", "text", "Hours a week?", "kind", "matrix-number")
		if body := w.Get(hours, 200); !strings.Contains(body, "Add at least one row.") {
			t.Error("the page does not ask for a row")
		}
		w.Submit(hours, "text", "do", "add-row", "least", "0", "unit", "hours")
		w.Submit(hours, "text", "row-1-text", "Caring", "do", "add-row")
		w.Submit(hours, "text", "row-2-text", "Another activity", "row-2-writein", "yes", "do", "save")
		why := w.Submit(at+"/pages/you/add", "version", "do", "own", "text", "Why?", "kind", "long-text")
		w.Submit(why, "text", "new-line", "hours-a-week-caring", "do", "add-line")
		w.Submit(why, "text", "line-1-test", "above", "line-1-value", "20", "do", "save")
		def := &w.Draft(slug).Definition
		if hints := builder.Hints(def); len(hints) > 0 {
			t.Errorf("hints: %v", hints)
		}
		q := w.Question(slug, "hours-a-week")
		if len(q.Rows) != 2 || !q.Rows[1].WriteIn || *q.Least != "0" || q.Unit != "hours" {
			t.Errorf("the grid is %+v", q)
		}
		if body := w.Get(at+"/questionnaire", 200); !strings.Contains(body, "Hours a week? – Caring” is more than 20") {
			t.Error("the questionnaire does not show the condition on the row")
		}
		if by := builder.DependentsOf(&def.Forms[0], "hours-a-week", ""); len(by) != 1 || by[0].Question != "why" {
			t.Errorf("what depends on the grid: %v", by)
		}
		w.Submit(hours, "text", "row-1-text", "", "do", "save")
		if body := w.Get(hours, 200); !strings.Contains(body, "Enter text for every answer and row") {
			t.Error("the page does not say that a row has no text")
		}
	})
}
