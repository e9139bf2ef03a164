package builderweb

import (
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// Officers write a condition once and choose it by its name; a change applies wherever it is used. It cannot be removed
// while it is used, and goes with the question that it depends on.
//
// Row G of docs/faults.md.
func TestOfficerNamesConditions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, _ := newOfficers(t, d)
		slug := w.Start(draft.StartOptions{Title: "Getting about"})
		at := draftedit.HubPath(slug)
		list := at + "/questionnaire/conditions"
		w.Submit(at+"/questionnaire", "title", "title", "You", "do", "add-page")
		w.Submit(at+"/questionnaire", "title", "title", "Bus", "do", "add-page")
		way := w.Submit(at+"/pages/you/add", "version", "do", "own", "text", "How do you travel?", "kind", "single")
		w.Submit(way, "text", "do", "add-option")
		w.Submit(way, "text", "option-1-text", "Bus/tram", "do", "save")
		often := w.Submit(at+"/pages/bus/add", "version", "do", "own", "text", "How often?", "kind", "number")

		const name = "By bus/tram & 100 % sure"
		edit := w.Submit(list, "name", "do", "add", "name", "  By bus/tram &  100 % sure ")
		if !strings.Contains(w.Get(at+"/questionnaire", 200), "Choose which answer this depends on") {
			t.Error("a condition without parts is not pointed out")
		}
		w.Submit(edit, "new-line", "do", "add-line", "new-line", "how-do-you-travel")
		w.Submit(edit, "version", "line-1-question", "how-do-you-travel", "line-1-test", "is", "line-1-option", "bus-tram", "do", "save")
		if body := w.Get(list, 200); !strings.Contains(body, "“How do you travel?” is “Bus/tram”") || !strings.Contains(body, "Not used") {
			t.Error("the list does not say what the condition is, or that it is not used")
		}
		w.Submit(often, "new-line", "do", "add-line", "new-line", "named:"+name)
		w.Submit(often, "version", "line-1-question", "named:"+name, "line-1-test", "not-met", "do", "save")
		if got := w.Question(slug, "how-often").When; got == nil || got.Not == nil || got.Not.Named != name {
			t.Errorf("the question has the condition %+v", got)
		}
		if !strings.Contains(w.Get(at+"/questionnaire", 200), "Asked only if: not “By bus/tram &amp; 100 % sure”") {
			t.Error("the questionnaire does not say the name of the condition")
		}
		refused := w.Form(list, "name")
		refused.Set("do", "remove")
		refused.Set("condition", name)
		w.Post(list, refused, 422)
		refused.Set("do", "rename")
		refused.Set("name", " ")
		w.Post(list, refused, 422)
		refused.Set("name", "Bus users")
		w.Post(list, refused, 303)
		def := &w.Draft(slug).Definition
		if got := w.Question(slug, "how-often").When; got.Not.Named != "Bus users" {
			t.Errorf("after renaming, the question has the condition %+v", got.Not)
		}
		if hints := builder.Hints(def); len(hints) > 0 {
			t.Errorf("hints: %v", hints)
		}
		f := builder.MasterForm(def)
		text := conditionText(nil, f, &survey.Condition{Named: "Bus users"})
		if text != "“Bus users”" {
			t.Error(text)
		}
		err := builder.RemoveQuestion(def, "how-do-you-travel", false)
		if !slices.Contains(builder.AsDependents(err), builder.Dependent{Name: "Bus users", Condition: "Bus users"}) {
			t.Errorf("removing the question names the dependents %v", builder.AsDependents(err))
		}
		if err := builder.RemoveQuestion(def, "how-do-you-travel", true); err != nil {
			t.Fatal(err)
		}
		i, j := builder.QuestionIndex(f, "how-often")
		if len(f.Conditions) > 0 || f.Pages[i].Questions[j].When != nil {
			t.Errorf("the condition outlived the question: %v", f.Conditions)
		}
	})
}

// Officers who select a question for a condition and save come to the condition, and do not lose it.
func TestSelectedConditionIsNotLostOnSaving(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, _ := newOfficers(t, d)
		at := draftedit.HubPath(w.Start(draft.StartOptions{Title: "Getting about"}))
		w.Submit(at+"/questionnaire", "title", "title", "You", "do", "add-page")
		w.Submit(at+"/pages/you/add", "version", "do", "own", "text", "Do you travel?", "kind", "short-text")
		why := w.Submit(at+"/pages/you/add", "version", "do", "own", "text", "How?", "kind", "short-text")
		for _, action := range []string{"save", ""} { // a button, and Enter in a field
			before := len(w.Form(why, "new-line"))
			to := w.Submit(why, "new-line", "new-line", "do-you-travel", "do", action)
			if after := len(w.Form(why, "new-line")); after <= before || !strings.HasSuffix(to, "/questions/how#lines") {
				t.Errorf("%q leads to %s, with %d fields after %d", action, to, after, before)
			}
		}
	})
}

// A condition can use others, but not in a circle.
//
// Row G of docs/faults.md.
func TestNamedConditionsUseNoCircles(t *testing.T) {
	f := &survey.Form{Conditions: map[string]survey.Condition{
		"A": {Question: "q", Answered: true}, "B": {Not: &survey.Condition{Named: "A"}}, "C": {Named: "B"},
	}}
	for name, want := range map[string][]string{"A": nil, "B": {"A"}, "C": {"A", "B"}, "": {"A", "B", "C"}} {
		if got := builder.UsableConditions(f, name); !slices.Equal(got, want) {
			t.Errorf("condition %q may use %v, want %v", name, got, want)
		}
	}
}

// Those who approve a draft read what a changed named condition says, and the list of changes says which questions are
// asked of others.
//
// Row G of docs/faults.md.
func TestChangesOfNamedConditionsInWords(t *testing.T) {
	f := builder.Clone(&consult.Definition{Forms: []survey.Form{exampleForm}}).Forms[0]
	f.Conditions = map[string]survey.Condition{"Bus users": {Question: "bus", Is: "yes"}}
	f.Pages[1].When = &survey.Condition{Named: "Bus users"}
	after := builder.Clone(&consult.Definition{Forms: []survey.Form{f}})
	if err := builder.SetNamedCondition(after, "Bus users", &survey.Condition{Question: "bus", Is: "no"}); err != nil {
		t.Fatal(err)
	}
	differences := consult.CompareForms(&f, &after.Forms[0])
	if len(differences) != 1 || differences[0].Question != "how" || !differences[0].ChangesMeaning {
		t.Errorf("differences: %+v", differences)
	}
	kind := (&draft.Service{QuestionSettings: QuestionSettings, ConditionText: ConditionText}).Records()[0]
	got := ""
	for _, fact := range kind.Words(locale.For("en"), draft.ValuesOf(after)) {
		if fact.Label == "Named condition: Bus users" {
			got = fact.Text
		}
	}
	if want := "“Do you take the bus?” is “No”"; got != want {
		t.Errorf("the condition is said as %q, want %q", got, want)
	}
}
