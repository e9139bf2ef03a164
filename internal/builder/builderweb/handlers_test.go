package builderweb

import (
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/draft/drafttest"

	"github.com/folkmoot/folkmoot/internal/builder"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/page/pagetest"
	"github.com/folkmoot/folkmoot/survey"
)

// newOfficers returns two officers who use the pages of the questionnaire builder.
func newOfficers(t *testing.T, d *db.DB) (one, two *drafttest.User) {
	t.Helper()
	return drafttest.NewOfficers(t, d, New)
}

func TestPagesGolden(t *testing.T) {
	pagetest.Golden(t, "questionnaire", questionnairePage)
	pagetest.Golden(t, "editor", editorPage.Page)
	pagetest.Golden(t, "add_question", addQuestionPage)
	pagetest.Golden(t, "remove", removePage)
}

func TestOfficerBuildsQuestionnaire(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, _ := newOfficers(t, d)
		at := draftedit.HubPath(w.Start(draft.StartOptions{Title: "Getting about"}))

		// A page, with two questions of one's own and one from the bank.
		to := w.Post(
			at+"/questionnaire",
			drafttest.With(drafttest.FormValues(t, w.Get(at+"/questionnaire", 200), "title"), "title", "How you get about", "do", "add-page"),
			303,
		).Header().Get(
			"Location",
		)
		if to != at+"/questionnaire#page-how-you-get-about" {
			t.Fatal(to)
		}
		here := at + "/pages/how-you-get-about"
		add := func(pairs ...string) *httptest.ResponseRecorder {
			typed := drafttest.With(drafttest.FormValues(t, w.Get(here+"/add", 200), "version"), pairs...)
			first := w.Post(here+"/add", typed, 303)
			if again := w.Post(here+"/add", typed, 303); again.Header().Get("Location") != first.Header().Get("Location") {
				t.Errorf("pressed twice it is added twice: %s", again.Header().Get("Location"))
			}
			return first
		}
		w.Post(here+"/add", url.Values{"do": {"own"}, "text": {" "}}, 422)
		w.Post(here+"/add", url.Values{"do": {"bank"}}, 422)
		bus := add("do", "own", "text", "Do you take the bus?", "kind", "single").Header().Get("Location")
		if bus != at+"/questions/do-you-take-the-bus" {
			t.Fatal(bus)
		}
		add("do", "own", "text", "Why not?", "kind", "long-text")
		add("do", "bank", "bank", "heard")
		if body := w.Get(bus, 200); !strings.Contains(body, "Add at least one answer to choose from.") {
			t.Error("the question does not say that it needs options")
		}

		// Options, by buttons that keep what was typed in the other fields.
		typed := drafttest.FormValues(t, w.Get(bus, 200), "text")
		to = w.Post(bus, drafttest.With(typed, "do", "add-option", "hint", "Think of last week.", "required", "yes"), 303).Header().Get("Location")
		if to != bus+"#option-1-text" {
			t.Error(to)
		}
		w.Post(bus, drafttest.With(drafttest.FormValues(t, w.Get(bus, 200), "text"), "option-1-text", "Yes", "do", "add-option"), 303)
		w.Post(bus, drafttest.With(drafttest.FormValues(t, w.Get(bus, 200), "text"), "option-2-text", "No", "do", "add-option"), 303)
		w.Post(
			bus,
			drafttest.With(drafttest.FormValues(t, w.Get(bus, 200), "text"), "option-3-text", "Sometimes", "option-3-writein", "yes", "do", "up-option-3"),
			303,
		)
		w.Post(bus, drafttest.With(drafttest.FormValues(t, w.Get(bus, 200), "text"), "do", "add-option"), 303)
		w.Post(bus, drafttest.With(drafttest.FormValues(t, w.Get(bus, 200), "text"), "do", "remove-option-4"), 303)
		q := w.Question("getting-about", "do-you-take-the-bus")
		var options []string
		for _, o := range q.Options {
			options = append(options, o.ID)
		}
		if !slices.Equal(options, []string{"yes", "sometimes", "no"}) || !q.Options[1].WriteIn || q.Hint != "Think of last week." || !q.Required {
			t.Errorf("%+v", q)
		}
		// Another kind, and back: a limit that is no number is refused and kept.
		body := w.Post(bus, drafttest.With(drafttest.FormValues(t, w.Get(bus, 200), "text"), "kind", "multiple", "max", "two", "do", "save"), 422).Body.String()
		if got := drafttest.FormValues(t, body, "text"); got.Get("max") != "two" || got.Get("kind") != "multiple" ||
			!strings.Contains(body, "whole number") {
			t.Errorf("what was typed is lost: %v", got)
		}

		// Routing by choosing.
		why := at + "/questions/why-not"
		w.Post(why, drafttest.With(drafttest.FormValues(t, w.Get(why, 200), "text"), "new-line", "do-you-take-the-bus", "do", "add-line"), 303)
		if got := drafttest.FormValues(t, w.Get(why, 200), "text"); got.Get("line-1-question") != "do-you-take-the-bus" || got.Get("line-1-test") != "is" {
			t.Errorf("the line: %v", got)
		}
		typed = drafttest.FormValues(t, w.Get(why, 200), "text")
		typed["line-1-option"] = []string{"no", "sometimes"}
		if to = w.Post(why, drafttest.With(typed, "do", "save"), 303).Header().Get("Location"); to != at+"/questionnaire?saved=1#question-why-not" {
			t.Error(to)
		}
		if c := w.Question("getting-about", "why-not").When; c == nil || c.Question != "do-you-take-the-bus" ||
			!slices.Equal(c.AnyOf, []string{"no", "sometimes"}) {
			t.Errorf("%+v", c)
		}
		body = w.Get(at+"/questionnaire", 200)
		if !strings.Contains(body, "Do you take the bus?” is one of: No, Sometimes") {
			t.Error("the questionnaire does not say when it is asked")
		}

		// What a condition looks at is not removed unseen.
		w.Post(bus+"/remove", drafttest.FormValues(t, w.Get(bus+"/remove", 200), "version"), 303) // its page offers to remove the condition too
		if w.Question("getting-about", "why-not").When != nil {
			t.Error("the condition is still there")
		}
		if hints := builder.Hints(&w.Draft("getting-about").Definition); len(hints) > 0 {
			t.Errorf("hints: %v", hints)
		}
		w.Post(at+"/questionnaire", drafttest.With(drafttest.FormValues(t, w.Get(at+"/questionnaire", 200), "version"), "do", "down-question-why-not"), 303)
		f := w.Draft("getting-about").Definition.Forms[0]
		if f.Pages[0].Questions[0].ID != "heard" {
			t.Errorf("it did not move: %+v", f.Pages[0])
		}
	})
}

func TestRemovalBreakingConditionIsRefused(t *testing.T) {
	w, _ := newOfficers(t, dbtest.Open(t, t.TempDir()+"/test.db"))
	slug, err := w.Service.Start(t.Context(), w.Actor, draft.StartOptions{Title: "Survey", Template: "short-survey"})
	if err != nil {
		t.Fatal(err)
	}
	at := draftedit.HubPath(slug) + "/questions/satisfied/remove"
	body := w.Post(at, url.Values{"version": {"1"}}, 422).Body.String()
	if !strings.Contains(body, "What works well?") || !strings.Contains(body, `name="conditions" value="too"`) {
		t.Error("it does not name what looks at the answer, or offers nothing")
	}
	if w.Draft(slug).Version != 1 {
		t.Error("it was changed")
	}
}

func TestComplexConditionIsShownAndPreserved(t *testing.T) {
	w, _ := newOfficers(t, dbtest.Open(t, t.TempDir()+"/test.db"))
	slug, err := w.Service.Start(t.Context(), w.Actor, draft.StartOptions{Title: "Survey", Template: "short-survey"})
	if err != nil {
		t.Fatal(err)
	}
	deep := &survey.Condition{
		All: []survey.Condition{
			{Any: []survey.Condition{{Question: "satisfied", Is: "neither"}, {Question: "good", Answered: true}}},
			{Question: "satisfied", Answered: true},
		},
	}
	if _, err := w.Service.Change(t.Context(), w.Actor, slug, 1, func(def *consult.Definition) error {
		def.Forms[0].Pages[0].Questions[2].When = deep
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	at := draftedit.HubPath(slug) + "/questions/better"
	body := w.Get(at, 200)
	if !strings.Contains(body, "any of: (") || !strings.Contains(body, "Neither satisfied nor dissatisfied") {
		t.Error("the condition is not told in words")
	}
	w.Post(at, drafttest.With(drafttest.FormValues(t, body, "text"), "text", "What else?", "do", "save"), 303)
	if q := w.Question(slug, "better"); q.When == nil || len(q.When.All) != 2 || q.Text != "What else?" {
		t.Errorf("it was touched: %+v", q)
	}
	w.Post(at, drafttest.With(drafttest.FormValues(t, w.Get(at, 200), "text"), "replace", "yes", "new-line", "good", "do", "add-line"), 303)
	if q := w.Question(slug, "better"); q.When == nil || q.When.Question != "good" || !q.When.Answered {
		t.Errorf("it was not replaced: %+v", q.When)
	}
}
