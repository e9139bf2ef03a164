package builderweb

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/draft/drafttest"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/page/pagetest"
	"github.com/folkmoot/folkmoot/internal/web"
	"github.com/folkmoot/folkmoot/survey"
)

// newOfficers returns two officers who use the pages of the questionnaire builder.
func newOfficers(t *testing.T, d *db.DB) (one, two *drafttest.User) {
	t.Helper()
	return drafttest.NewOfficers(t, d, func(deps *web.Deps, drafts *draft.Service) { feature.Mount(deps, New(deps, drafts)) })
}

func TestPagesGolden(t *testing.T) {
	pagetest.Golden(t, "questionnaire", questionnairePage)
	pagetest.Golden(t, "editor", editorPage.Page)
	pagetest.Golden(t, "add_question", addQuestionPage)
	pagetest.Golden(t, "remove", removePage)
	pagetest.Golden(t, "paste", pastePage)
	pagetest.Golden(t, "file", filePage)
	pagetest.Golden(t, "saved", savedPage)
	pagetest.Golden(t, "conditions", namedPage)
	pagetest.Golden(t, "areas", areasPage)
}

func TestOfficerBuildsQuestionnaire(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, _ := newOfficers(t, d)
		slug := w.Start(draft.StartOptions{Title: "Getting about"})
		at := draftedit.HubPath(slug)

		// Add a page, with two questions of their own and a ready-made one.
		to := w.Submit(at+"/questionnaire", "title", "title", "How you get about", "do", "add-page")
		if to != at+"/questionnaire#page-how-you-get-about" {
			t.Fatal(to)
		}
		add := at + "/pages/how-you-get-about/add"
		addTwice := func(pairs ...string) string {
			typed := drafttest.With(w.Form(add, "version"), pairs...)
			first := w.Post(add, typed, 303).Header().Get("Location")
			if again := w.Post(add, typed, 303).Header().Get("Location"); again != first {
				t.Errorf("a form submitted twice added two questions: %s", again)
			}
			return first
		}
		w.Post(add, url.Values{"do": {"own"}, "text": {" "}}, 422)
		w.Post(add, url.Values{"do": {"bank"}}, 422)
		bus := addTwice("do", "own", "text", "Do you take the bus?", "kind", "single")
		if bus != at+"/questions/do-you-take-the-bus" {
			t.Fatal(bus)
		}
		addTwice("do", "own", "text", "Why not?", "kind", "long-text")
		addTwice("do", "bank", "bank", "heard")
		if !strings.Contains(w.Get(bus, 200), "Add at least one answer to choose from.") {
			t.Error("the page does not say that the question needs answers to choose from")
		}

		// Buttons that change the list of options save the other fields.
		to = w.Submit(bus, "text", "do", "add-option", "hint", "Think of last week.", "required", "yes")
		if to != bus+"#option-1-text" {
			t.Error(to)
		}
		w.Submit(bus, "text", "option-1-text", "Yes", "do", "add-option")
		w.Submit(bus, "text", "option-2-text", "No", "do", "add-option")
		w.Submit(bus, "text", "option-3-text", "Sometimes", "option-3-writein", "yes", "do", "up-option-3")
		w.Submit(bus, "text", "do", "add-option")
		w.Submit(bus, "text", "do", "remove-option-4")
		q := w.Question(slug, "do-you-take-the-bus")
		var options []string
		for _, o := range q.Options {
			options = append(options, o.ID)
		}
		if !slices.Equal(options, []string{"yes", "sometimes", "no"}) || !q.Options[1].WriteIn ||
			q.Hint != "Think of last week." || !q.Required {
			t.Errorf("%+v", q)
		}

		// Invalid limits are refused, each in its own words, and the submitted values are shown again.
		typed := drafttest.With(w.Form(bus, "text"), "kind", "multiple", "min", "one", "max", "two", "do", "save")
		body := w.Post(bus, typed, 422).Body.String()
		again := drafttest.FormValues(t, body, "text")
		if again.Get("max") != "two" || again.Get("kind") != "multiple" {
			t.Errorf("submitted values are lost: %v", again)
		}
		for _, want := range []string{
			"Minimum number of answers must be a whole number", "Maximum number of answers must be a whole number",
		} {
			if !strings.Contains(body, want) {
				t.Errorf("the page does not say %q", want)
			}
		}

		// Add a condition.
		why := at + "/questions/why-not"
		w.Submit(why, "text", "new-line", "do-you-take-the-bus", "do", "add-line")
		typed = w.Form(why, "text")
		if typed.Get("line-1-question") != "do-you-take-the-bus" || typed.Get("line-1-test") != "is" {
			t.Errorf("the added clause: %v", typed)
		}
		typed["line-1-option"] = []string{"no", "sometimes"}
		to = w.Post(why, drafttest.With(typed, "do", "save"), 303).Header().Get("Location")
		if to != at+"/questionnaire?saved=1#question-why-not" {
			t.Error(to)
		}
		c := w.Question(slug, "why-not").When
		if c == nil || c.Question != "do-you-take-the-bus" || !slices.Equal(c.AnyOf, []string{"no", "sometimes"}) {
			t.Errorf("%+v", c)
		}
		if !strings.Contains(w.Get(at+"/questionnaire", 200), "Do you take the bus?” is one of “No”, “Sometimes”") {
			t.Error("the questionnaire does not show the condition")
		}

		// The page that removes a question offers to remove conditions that use it.
		w.Submit(bus+"/remove", "version")
		if w.Question(slug, "why-not").When != nil {
			t.Error("the condition was not removed")
		}
		if hints := builder.Hints(&w.Draft(slug).Definition); len(hints) > 0 {
			t.Errorf("hints: %v", hints)
		}
		w.Submit(at+"/questionnaire", "version", "do", "down-question-why-not")
		if first := w.Draft(slug).Definition.Forms[0].Pages[0].Questions[0]; first.ID != "heard" {
			t.Errorf("the question did not move: the first is %q", first.ID)
		}
	})
}

// Officers add boxes beside a number, a date or a text, and limits of dates relative to today. A question that is made a
// choice loses its boxes, and its answers to choose from do not become boxes.
//
// Row A13 of docs/faults.md.
func TestOfficerAddsBoxesAndDatesRelativeToToday(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, _ := newOfficers(t, d)
		slug := w.Start(draft.StartOptions{Title: "Getting about"})
		at := draftedit.HubPath(slug)
		w.Submit(at+"/questionnaire", "title", "title", "Your visits", "do", "add-page")
		add := at + "/pages/your-visits/add"
		last := w.Submit(add, "version", "do", "own", "text", "When was your last visit?", "kind", "date")
		w.Submit(add, "version", "do", "own", "text", "Why?", "kind", "long-text")
		if to := w.Submit(last, "text", "do", "add-box", "least", "12 months before today", "most", " Today "); to != last+"#box-1-text" {
			t.Error(to)
		}
		w.Submit(last, "text", "box-1-text", "I do not remember", "do", "save")
		q := w.Question(slug, "when-was-your-last-visit")
		if len(q.Options) != 1 || q.Options[0].ID != "i-do-not-remember" || *q.Least != "12 months before today" || *q.Most != "today" {
			t.Errorf("%+v", q)
		}
		w.Submit(last, "text", "least", "18 years ago", "do", "save")
		if body := w.Get(last, 200); !strings.Contains(body, "or like “today” or “18 years before today”, not “18 years ago”.") {
			t.Error("the page does not say how to write a relative date")
		}
		w.Submit(last, "text", "least", "", "do", "save")

		why := at + "/questions/why"
		w.Submit(why, "text", "new-line", "when-was-your-last-visit", "do", "add-line")
		typed := w.Form(why, "text")
		typed["line-1-test"], typed["line-1-option"] = []string{"is"}, []string{"i-do-not-remember"}
		w.Post(why, drafttest.With(typed, "do", "save"), 303)
		if c := w.Question(slug, "why").When; c == nil || c.Is != "i-do-not-remember" {
			t.Errorf("the condition on the box: %+v", c)
		}
		if hints := builder.Hints(&w.Draft(slug).Definition); len(hints) > 0 {
			t.Errorf("hints: %v", hints)
		}
		w.Submit(last, "text", "kind", "single", "do", "save")
		if q = w.Question(slug, "when-was-your-last-visit"); len(q.Options) > 0 || q.Most != nil {
			t.Errorf("the boxes became answers to choose from: %+v", q)
		}
		w.Submit(last, "text", "do", "add-option")
		w.Submit(last, "text", "option-1-text", "Last week", "do", "save")
		w.Submit(last, "text", "kind", "number", "do", "save")
		if q = w.Question(slug, "when-was-your-last-visit"); len(q.Options) > 0 {
			t.Errorf("the answers to choose from became boxes: %+v", q)
		}
	})
}

func TestRemovalBreakingConditionIsRefused(t *testing.T) {
	w, _ := newOfficers(t, dbtest.Open(t, t.TempDir()+"/test.db"))
	slug := w.Start(draft.StartOptions{Title: "Survey", Template: "short-survey"})
	body := w.Post(questionPath(slug, "satisfied")+"/remove", url.Values{"version": {"1"}}, 422).Body.String()
	if !strings.Contains(body, "What works well?") || !strings.Contains(body, `name="conditions" value="too"`) {
		t.Error("the page does not name the question with the condition, or does not offer to remove the condition")
	}
	if w.Draft(slug).Version.Number() != 1 {
		t.Error("the draft was changed")
	}
}

func TestComplexConditionIsShownAndPreserved(t *testing.T) {
	w, _ := newOfficers(t, dbtest.Open(t, t.TempDir()+"/test.db"))
	slug := w.Start(draft.StartOptions{Title: "Survey", Template: "short-survey"})
	when := &survey.Condition{
		All: []survey.Condition{
			{Any: []survey.Condition{{Question: "satisfied", Is: "neither"}, {Question: "good", Answered: true}}},
			{Question: "satisfied", Answered: true},
		},
	}
	if _, err := w.Service.Change(t.Context(), w.Actor, slug, "1", func(def *consult.Definition) error {
		def.Forms[0].Pages[0].Questions[2].When = when
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	at := questionPath(slug, "better")
	body := w.Get(at, 200)
	if !strings.Contains(body, "any of these: (") || !strings.Contains(body, "Neither satisfied nor dissatisfied") {
		t.Error("the page does not show the condition in words")
	}
	w.Submit(at, "text", "text", "What else?", "do", "save")
	if q := w.Question(slug, "better"); q.When == nil || len(q.When.All) != 2 || q.Text != "What else?" {
		t.Errorf("the condition changed: %+v", q)
	}
	w.Submit(at, "text", "replace", "yes", "new-line", "good", "do", "add-line")
	if q := w.Question(slug, "better"); q.When == nil || q.When.Question != "good" || !q.When.Answered {
		t.Errorf("the condition was not replaced: %+v", q.When)
	}
}

func TestConditionsInWords(t *testing.T) {
	f := &survey.Form{Pages: []survey.Page{{ID: "p", Questions: []survey.Question{
		{ID: "a", Kind: survey.Multiple, Text: "What do you use?", Options: []survey.Option{{ID: "x", Text: "Bus"}}},
		{ID: "b", Kind: survey.Date},
		{ID: "age", Kind: survey.Number, Text: "How old are you?"},
	}}}}
	for want, c := range map[string]*survey.Condition{
		"Always":                                    nil,
		"“What do you use?” is “Bus”":               {Question: "a", Is: "x"},
		"“What do you use?” was answered":           {Question: "a", Answered: true},
		"“What do you use?” has at least 1 answer":  {Question: "a", CountAtLeast: 1},
		"“What do you use?” has at least 2 answers": {Question: "a", CountAtLeast: 2},
		"“How old are you?” is 65 or more":          {Question: "age", AtLeast: "65"},
		"“Untitled question” is after 2026-03-02":   {Question: "b", Above: "2026-03-02"},
		"“Removed question” is “Removed answer”":    {Question: "c", Is: "y"},
	} {
		if got := conditionText(nil, f, c); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// The routes are listed with their conditions, a page with a condition can be skipped in the picture, and a question that
// no answers lead to is named.
func TestRoutesThroughQuestionnaire(t *testing.T) {
	w, _ := newOfficers(t, dbtest.Open(t, t.TempDir()+"/test.db"))
	slug := w.Start(draft.StartOptions{Title: "Survey", Template: "short-survey"})
	if v := newRoutesView(nil, &survey.Form{Pages: []survey.Page{{ID: "one"}}}, nil); v != nil {
		t.Errorf("routes without conditions: %+v", v)
	}
	if v := newRoutesView(nil, &routesForm, nil); len(v.Boxes) != 3 || len(v.Skips) != 1 || len(v.Rows) != 2 || len(v.Dead) != 0 {
		t.Errorf("%+v", v)
	}
	if _, err := w.Service.Change(t.Context(), w.Actor, slug, "1", func(def *consult.Definition) error {
		is := func(id string) survey.Condition { return survey.Condition{Question: "satisfied", Is: id} }
		def.Forms[0].Pages[0].Questions[2].When = &survey.Condition{All: []survey.Condition{is("neither"), {Not: new(is("neither"))}}}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	body := w.Get(questionnairePath(slug), 200)
	if at := strings.Index(body, "No answers lead to these"); at < 0 || !strings.Contains(body[at:at+300], `href="#question-better"`) {
		t.Error("the page does not name the question that no answers lead to")
	}
}

// The page for conflicting edits shows names instead of ids and codes.
func TestPartsOfQuestionInWords(t *testing.T) {
	def := &consult.Definition{Forms: []survey.Form{exampleForm}}
	e := questionEditor{"buses", "how"}
	values, err := e.Values(def)
	if err != nil {
		t.Fatal(err)
	}
	for part, want := range map[string]string{
		"kind":  "Multiple choice (checkboxes)",
		"needs": "People must answer this question to continue",
		"when": "all of these: (any of these: (“Do you take the bus?” is “No”; “What does it cost you?” was answered); " +
			"“Do you take the bus?” was answered)",
	} {
		if got, ok := e.PartText(nil, def, part, values); !ok || got != want {
			t.Errorf("%s: %q, want %q", part, got, want)
		}
	}
}

// Several answers are added at once: with a new question, to a question that has some, and as rows of a grid.
func TestOfficerPastesAnswersAndRows(t *testing.T) {
	w, _ := newOfficers(t, dbtest.Open(t, t.TempDir()+"/test.db"))
	slug := w.Start(draft.StartOptions{Title: "Getting about"})
	at := draftedit.HubPath(slug)
	w.Submit(at+"/questionnaire", "title", "title", "Travel", "do", "add-page")
	how := w.Submit(at+"/pages/travel/add", "text", "do", "own", "text", "How do you travel?", "kind", "multiple",
		"option-paste", "- Bus\n- Train\n- None of these")
	options := func() (all []string) {
		for _, o := range w.Question(slug, "how-do-you-travel").Options {
			all = append(all, o.ID)
		}
		return all
	}
	if got := options(); !slices.Equal(got, []string{"bus", "train", "none-of-these"}) {
		t.Fatal(got)
	}
	w.Submit(how, "text", "option-1-hint", "Any bus", "do", "save")
	if to := w.Submit(how, "text", "option-paste", "BUS\n\nOn foot", "do", "paste-option"); to != how+"#options" {
		t.Error(to)
	}
	if got := options(); !slices.Equal(got, []string{"bus", "train", "none-of-these", "on-foot"}) {
		t.Error(got)
	}
	w.Submit(how, "text", "option-paste", "On foot\nBus\nBy car", "option-paste-replace", "yes", "do", "save")
	q := w.Question(slug, "how-do-you-travel")
	if got := options(); !slices.Equal(got, []string{"on-foot", "bus", "by-car"}) || q.Options[1].Hint != "Any bus" {
		t.Error(got, q.Options)
	}
	body := w.Post(how, drafttest.With(w.Form(how, "text"), "kind", "matrix", "do", "again",
		"row-paste", strings.Repeat("Row\n", 3)+"Other row"), 303)
	if to := body.Header().Get("Location"); to != how {
		t.Error(to)
	}
	if q := w.Question(slug, "how-do-you-travel"); len(q.Rows) != 2 || q.Rows[1].ID != "other-row" {
		t.Errorf("%+v", q.Rows)
	}
	many := ""
	for i := range survey.MaxRows {
		many += "Row " + string(rune('a'+i%26)) + strings.Repeat("x", i) + "\n"
	}
	out := w.Post(how, drafttest.With(w.Form(how, "text"), "row-paste", many, "do", "paste-row"), 422).Body.String()
	if !strings.Contains(out, "A list can have up to 50 entries. With the pasted lines it would have 52.") {
		t.Error("the page does not say that the list is too long")
	}
	if drafttest.FormValues(t, out, "text").Get("row-paste") == "" {
		t.Error("the pasted text is lost")
	}
}

// A questionnaire is pasted as text, shown with the lines that were not understood, and then added once.
func TestOfficerPastesQuestionnaire(t *testing.T) {
	w, other := newOfficers(t, dbtest.Open(t, t.TempDir()+"/test.db"))
	slug := w.Start(draft.StartOptions{Title: "Getting about"})
	at := draftedit.HubPath(slug) + "/questionnaire/paste"
	text := "# Travel\n1. How do you travel?\n- Bus\n- Train\nWhat else\n\n# You\nIs there anything else?\n"
	typed := drafttest.With(w.Form(at, "text"), "text", text, "do", "check")
	body := w.Post(at, typed, 200).Body.String()
	for _, want := range []string{"2 pages, 2 questions", "Bus · Train", "<strong>Line 5:</strong>", "What else", "Add 2 questions"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if w.Draft(slug).Version.Number() != 1 {
		t.Error("checking changed the draft")
	}
	typed = drafttest.FormValues(t, body, "text")
	other.Submit(draftedit.HubPath(slug)+"/questionnaire", "title", "title", "Before", "do", "add-page")
	for range 2 {
		to := w.Post(at, drafttest.With(typed, "do", "add"), 303).Header().Get("Location")
		if to != draftedit.HubPath(slug)+"/questionnaire?saved=1#page-travel" {
			t.Error(to)
		}
	}
	var pages []string
	for _, p := range w.Draft(slug).Definition.Forms[0].Pages {
		pages = append(pages, p.ID)
	}
	if !slices.Equal(pages, []string{"before", "travel", "you"}) || len(w.Question(slug, "how-do-you-travel").Options) != 2 {
		t.Errorf("%v", pages)
	}
	w.Post(at, drafttest.With(typed, "text", " \n", "do", "check"), 422)
	w.Post(at, drafttest.With(typed, "text", strings.Repeat("a", builder.MaxPastedBytes+1), "do", "add"), 422)
	typed.Set("text", strings.Repeat("Why?\n\n", survey.MaxQuestions))
	body = w.Post(at, typed, 422).Body.String()
	if !strings.Contains(body, "A questionnaire can have up to 500 questions. With these it would have 502.") {
		t.Error("the page does not say that there are too many questions")
	}
}

// Questions are duplicated, moved to another page and removed from the list itself, and each change can be undone.
func TestOfficerArrangesQuestionsAndUndoes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, _ := newOfficers(t, d)
		slug := w.Start(draft.StartOptions{Title: "Survey", Template: "short-survey"})
		at := draftedit.HubPath(slug) + "/questionnaire"
		order := func() string {
			var all []string
			for _, p := range w.Draft(slug).Definition.Forms[0].Pages {
				for _, q := range p.Questions {
					all = append(all, q.ID)
				}
				all = append(all, "/")
			}
			return strings.Join(all, " ")
		}
		w.Submit(at, "title", "title", "More", "do", "add-page")
		if got := w.Submit(at, "version", "do", "copy-question-good"); got != at+"?done=duplicated&version=3#question-good-2" {
			t.Error(got)
		}
		if q := w.Question(slug, "good-2"); q.Text != w.Question(slug, "good").Text {
			t.Errorf("%+v", q)
		}
		typed := w.Form(at, "version")
		typed["selected"] = []string{"good-2", "satisfied"}
		w.Post(at, drafttest.With(typed, "do", "move", "to", "more"), 303)
		w.Submit(at, "version", "do", "place", "item", "good-2", "to", "more", "before", "satisfied")
		if got := order(); !strings.HasSuffix(got, "good-2 satisfied /") || strings.Count(got, "satisfied") != 1 {
			t.Error(got)
		}
		to, _, _ := strings.Cut(w.Submit(at, "version", "do", "remove-question-good-2"), "#")
		body := w.Get(to, 200)
		if !strings.Contains(body, "Question removed.") || strings.Contains(order(), "good-2") {
			t.Error("the question was not removed, or the page does not say so")
		}
		undo := drafttest.With(drafttest.FormValues(t, body, "version"), "do", "undo")
		w.Post(at, undo, 303)
		if got := order(); !strings.HasSuffix(got, "good-2 satisfied /") {
			t.Errorf("removing was not undone: %s", got)
		}
		w.Post(at, undo, 409)
		if strings.Contains(w.Get(to, 200), "Question removed.") {
			t.Error("the page offers to undo what is not the last change")
		}
		if got := w.Submit(at, "version", "do", "remove-question-satisfied"); got != questionPath(slug, "satisfied")+"/remove" {
			t.Errorf("a question that a condition uses: %s", got)
		}
		body = w.Post(at, drafttest.With(w.Form(at, "version"), "do", "move", "to", "more"), 422).Body.String()
		if !strings.Contains(body, "Select the questions first.") {
			t.Error("the page does not say that nothing was selected")
		}
	})
}

// A question and a questionnaire are saved, listed with who saved them, used again by a colleague, and no longer offered
// when they are removed. Other organisations do not see them.
func TestOfficersSaveQuestionsAndTemplates(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, other := newOfficers(t, d)
		slug := w.Start(draft.StartOptions{Title: "Survey", Template: "short-survey"})
		at := draftedit.HubPath(slug) + "/questionnaire"
		for range 2 { // the second is the same
			if to := w.Submit(at, "version", "do", "save-question-good"); to != at+"?kept=question#question-good" {
				t.Error(to)
			}
		}
		body := w.Post(at, drafttest.With(w.Form(at, "version"), "do", "template", "template-name", " "), 422).Body.String()
		if !strings.Contains(body, "Enter a name for the template, up to 300 characters.") {
			t.Error("the page does not ask for the name of the template")
		}
		w.Submit(at, "version", "do", "template", "template-name", "Our usual survey")

		start := func(u *drafttest.User) (ids []string) {
			all, err := u.Service.ListSaved(t.Context(), u.Actor)
			if err != nil {
				t.Fatal(err)
			}
			for _, kind := range []draft.SavedKind{draft.SavedTemplate, draft.SavedQuestion} {
				for _, saved := range draft.SavedOf(all, kind) {
					ids = append(ids, saved.ID)
				}
			}
			return ids
		}
		ids := start(other)
		if len(ids) != 2 {
			t.Fatal(ids)
		}
		again := other.Start(draft.StartOptions{Title: "Another survey", Saved: ids[0]})
		if len(other.Draft(again).Definition.Forms[0].Pages) != len(w.Draft(slug).Definition.Forms[0].Pages) {
			t.Error("the template has other pages")
		}
		add := draftedit.HubPath(again) + "/pages/" + other.Draft(again).Definition.Forms[0].Pages[0].ID + "/add"
		if body := other.Get(add, 200); !strings.Contains(body, "Saved by An officer on ") {
			t.Error("the page does not say who saved the question")
		}
		other.Post(add, url.Values{"version": {"1"}, "do": {"saved"}}, 422)
		if to := other.Submit(add, "version", "do", "saved", "saved", ids[1]); to != questionPath(again, "good-2") {
			t.Error(to)
		}
		if q := other.Question(again, "good-2"); q.When != nil || q.Text != w.Question(slug, "good").Text {
			t.Errorf("%+v", q)
		}
		saved := draftedit.HubPath(again) + "/questionnaire/saved"
		other.Post(saved, url.Values{"do": {"remove-" + ids[1]}}, 303)
		offered := strings.Contains(other.Get(add, 200), "Saved question")
		if body := other.Get(saved, 200); !strings.Contains(body, "restore-"+ids[1]) || offered {
			t.Error("a removed question is offered, or cannot be put back")
		}
		other.Post(saved, url.Values{"do": {"restore-" + ids[1]}}, 303)

		stranger := *other
		stranger.Actor.Org = "partner"
		if ids := start(&stranger); len(ids) != 0 {
			t.Errorf("another organisation sees %v", ids)
		}
		if _, err := stranger.Service.Start(t.Context(), stranger.Actor, draft.StartOptions{Title: "Theirs", Saved: ids[0]}); err == nil {
			t.Error("another organisation used the template")
		}
		if err := stranger.Service.SetSavedRemoved(t.Context(), stranger.Actor, ids[0], true); err == nil {
			t.Error("another organisation removed the template")
		}
	})
}
