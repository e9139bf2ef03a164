package draftweb

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/site"

	"golang.org/x/net/html"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/page/pagetest"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/internal/web"
	"github.com/folkmoot/folkmoot/survey"
)

func TestWritingPagesGolden(t *testing.T) {
	pagetest.Golden(t, "list", listPage)
	pagetest.Golden(t, "published", publishedPage)
	pagetest.Golden(t, "new", newPage)
	pagetest.Golden(t, "hub", hubPage)
	pagetest.Golden(t, "delete", deletePage)
	pagetest.Golden(t, "questionnaire", questionnairePage)
	pagetest.Golden(t, "editor", editorPage)
	pagetest.Golden(t, "add_question", addQuestionPage)
	pagetest.Golden(t, "remove", removePage)
	pagetest.Golden(t, "conflict", conflictPage)
}

// testOfficer is an officer at a browser without script.
type testOfficer struct {
	t       *testing.T
	site    *site.Site
	by      actor.Actor
	service *draft.Service
}

func officer(id string) actor.Actor {
	return actor.Actor{ID: id, Org: actor.CouncilOrg, Name: "Officer " + id, Capabilities: []actor.Capability{actor.Staff, actor.Draft}}
}

func newTestOfficers(t *testing.T, d *db.DB) (one, two *testOfficer) {
	t.Helper()
	log, err := record.Open(t.Context(), d, record.Options{Dir: t.TempDir(), Origin: "consult.example.org"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { log.Close() })
	slog := slog.New(slog.NewTextHandler(t.Output(), nil))
	srv := &site.Site{Log: slog}
	s := &draft.Service{DB: d, Consults: &consult.Service{DB: d, Log: log}, ParseDefinition: func(file []byte) (consult.Definition, error) {
		if !bytes.HasPrefix(file, []byte("slug: market")) {
			return consult.Definition{}, fault.New(fault.Invalid, "The file cannot be used.")
		}
		return consult.Definition{Slug: "market", Title: "The market", Type: consult.Survey}, nil
	}}
	New(
		&web.Deps{
			DB:     d,
			Record: log,
			Slog:   slog,
			Site:   srv,
			Now:    time.Now,
			PersonNames: func(_ context.Context, ids []string) (map[string]string, error) {
				return map[string]string{"one": "An officer", "two": "Another officer"}, nil
			},
		},
		s,
	)
	return &testOfficer{t, srv, officer("one"), s}, &testOfficer{t, srv, officer("two"), s}
}

func (w *testOfficer) send(r *http.Request) *httptest.ResponseRecorder {
	out := httptest.NewRecorder()
	w.site.ServeHTTP(out, site.WithActor(r, w.by))
	return out
}

func (w *testOfficer) get(path string, want int) string {
	w.t.Helper()
	out := w.send(httptest.NewRequest("GET", path, nil))
	if out.Code != want {
		w.t.Fatalf("GET %s: %d, want %d\n%s", path, out.Code, want, out.Body)
	}
	return out.Body.String()
}

func (w *testOfficer) post(path string, typed url.Values, want int) *httptest.ResponseRecorder {
	w.t.Helper()
	r := httptest.NewRequest("POST", path, strings.NewReader(typed.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	out := w.send(r)
	if out.Code != want {
		w.t.Fatalf("POST %s %v: %d, want %d\n%s", path, typed, out.Code, want, out.Body)
	}
	return out
}

// formValues is what the last form of a page that has the field would send.
func formValues(t *testing.T, whole, field string) url.Values {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(whole))
	if err != nil {
		t.Fatal(err)
	}
	var found url.Values
	var walk func(n *html.Node, in url.Values) url.Values
	walk = func(n *html.Node, in url.Values) url.Values {
		if n.Type == html.ElementNode && n.Data == "form" {
			in = url.Values{}
		}
		attr := map[string]string{}
		for _, a := range n.Attr {
			attr[a.Key] = a.Val
		}
		_, checked := attr["checked"]
		if name := attr["name"]; name != "" && in != nil {
			switch {
			case n.Data == "input" && (attr["type"] != "radio" && attr["type"] != "checkbox" || checked):
				in.Add(name, attr["value"])
			case n.Data == "textarea":
				if in.Add(name, ""); n.FirstChild != nil {
					in.Set(name, n.FirstChild.Data)
				}
			case n.Data == "select":
				value := ""
				for o := n.FirstChild; o != nil; o = o.NextSibling {
					for _, a := range o.Attr {
						if a.Key == "selected" || a.Key == "value" && value == "" && o == n.FirstChild {
							for _, b := range o.Attr {
								if b.Key == "value" {
									value = b.Val
								}
							}
						}
					}
				}
				in.Add(name, value)
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c, in)
		}
		if n.Type == html.ElementNode && n.Data == "form" && in.Has(field) {
			found = in
		}
		return in
	}
	walk(doc, nil)
	if found == nil {
		t.Fatalf("no form has the field %q:\n%s", field, whole)
	}
	return found
}

func withValues(values url.Values, pairs ...string) url.Values {
	for i := 0; i < len(pairs); i += 2 {
		values.Set(pairs[i], pairs[i+1])
	}
	return values
}

func (w *testOfficer) draft(slug string) *draft.Draft {
	w.t.Helper()
	d, err := w.service.Get(w.t.Context(), w.by, slug)
	if err != nil {
		w.t.Fatal(err)
	}
	return d
}

func (w *testOfficer) question(slug, id string) survey.Question {
	w.t.Helper()
	f := &w.draft(slug).Definition.Forms[0]
	i, j := draft.QuestionIndex(f, id)
	if i < 0 {
		w.t.Fatalf("there is no question %q", id)
	}
	return f.Pages[i].Questions[j]
}

func TestOfficerWritesConsultation(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, _ := newTestOfficers(t, d)
		w.post("/staff/consultations/new", url.Values{"from": {"nothing"}}, 422)
		w.post("/staff/consultations/new", url.Values{"title": {"X"}, "from": {"elsewhere"}}, 422)
		w.post("/staff/consultations/new", url.Values{"title": {"X"}, "from": {"copy"}}, 422)
		at := w.post("/staff/consultations/new", url.Values{"title": {"Getting about"}, "from": {"nothing"}}, 303).Header().Get("Location")
		if at != "/staff/consultations/getting-about" {
			t.Fatal(at)
		}
		if body := w.get(at, 200); !strings.Contains(body, "Still to do:") || !strings.Contains(body, "What happens next") {
			t.Error("the hub does not say what is missing")
		}

		// A page, with two questions of one's own and one from the bank.
		to := w.post(
			at+"/questionnaire",
			withValues(formValues(t, w.get(at+"/questionnaire", 200), "title"), "title", "How you get about", "do", "add-page"),
			303,
		).Header().Get(
			"Location",
		)
		if to != at+"/questionnaire#page-how-you-get-about" {
			t.Fatal(to)
		}
		here := at + "/pages/how-you-get-about"
		add := func(pairs ...string) *httptest.ResponseRecorder {
			typed := withValues(formValues(t, w.get(here+"/add", 200), "version"), pairs...)
			first := w.post(here+"/add", typed, 303)
			if again := w.post(here+"/add", typed, 303); again.Header().Get("Location") != first.Header().Get("Location") {
				t.Errorf("pressed twice it is added twice: %s", again.Header().Get("Location"))
			}
			return first
		}
		w.post(here+"/add", url.Values{"do": {"own"}, "text": {" "}}, 422)
		w.post(here+"/add", url.Values{"do": {"bank"}}, 422)
		bus := add("do", "own", "text", "Do you take the bus?", "kind", "single").Header().Get("Location")
		if bus != at+"/questions/do-you-take-the-bus" {
			t.Fatal(bus)
		}
		add("do", "own", "text", "Why not?", "kind", "long-text")
		add("do", "bank", "bank", "heard")
		if body := w.get(bus, 200); !strings.Contains(body, "Add at least one answer to choose from.") {
			t.Error("the question does not say that it needs options")
		}

		// Options, by buttons that keep what was typed in the other fields.
		typed := formValues(t, w.get(bus, 200), "text")
		to = w.post(bus, withValues(typed, "do", "add-option", "hint", "Think of last week.", "required", "yes"), 303).Header().Get("Location")
		if to != bus+"#option-1-text" {
			t.Error(to)
		}
		w.post(bus, withValues(formValues(t, w.get(bus, 200), "text"), "option-1-text", "Yes", "do", "add-option"), 303)
		w.post(bus, withValues(formValues(t, w.get(bus, 200), "text"), "option-2-text", "No", "do", "add-option"), 303)
		w.post(
			bus,
			withValues(formValues(t, w.get(bus, 200), "text"), "option-3-text", "Sometimes", "option-3-writein", "yes", "do", "up-option-3"),
			303,
		)
		w.post(bus, withValues(formValues(t, w.get(bus, 200), "text"), "do", "add-option"), 303)
		w.post(bus, withValues(formValues(t, w.get(bus, 200), "text"), "do", "remove-option-4"), 303)
		q := w.question("getting-about", "do-you-take-the-bus")
		var options []string
		for _, o := range q.Options {
			options = append(options, o.ID)
		}
		if !slices.Equal(options, []string{"yes", "sometimes", "no"}) || !q.Options[1].WriteIn || q.Hint != "Think of last week." || !q.Required {
			t.Errorf("%+v", q)
		}
		// Another kind, and back: a limit that is no number is refused and kept.
		body := w.post(bus, withValues(formValues(t, w.get(bus, 200), "text"), "kind", "multiple", "max", "two", "do", "save"), 422).Body.String()
		if got := formValues(t, body, "text"); got.Get("max") != "two" || got.Get("kind") != "multiple" ||
			!strings.Contains(body, "whole number") {
			t.Errorf("what was typed is lost: %v", got)
		}

		// Routing by choosing.
		why := at + "/questions/why-not"
		w.post(why, withValues(formValues(t, w.get(why, 200), "text"), "new-line", "do-you-take-the-bus", "do", "add-line"), 303)
		if got := formValues(t, w.get(why, 200), "text"); got.Get("line-1-question") != "do-you-take-the-bus" || got.Get("line-1-test") != "is" {
			t.Errorf("the line: %v", got)
		}
		typed = formValues(t, w.get(why, 200), "text")
		typed["line-1-option"] = []string{"no", "sometimes"}
		if to = w.post(why, withValues(typed, "do", "save"), 303).Header().Get("Location"); to != at+"/questionnaire?saved=1#question-why-not" {
			t.Error(to)
		}
		if c := w.question("getting-about", "why-not").When; c == nil || c.Question != "do-you-take-the-bus" ||
			!slices.Equal(c.AnyOf, []string{"no", "sometimes"}) {
			t.Errorf("%+v", c)
		}
		body = w.get(at+"/questionnaire", 200)
		if !strings.Contains(body, "Do you take the bus?” is one of: No, Sometimes") {
			t.Error("the questionnaire does not say when it is asked")
		}

		// What a condition looks at is not removed unseen.
		w.post(bus+"/remove", formValues(t, w.get(bus+"/remove", 200), "version"), 303) // its page offers to remove the condition too
		if w.question("getting-about", "why-not").When != nil {
			t.Error("the condition is still there")
		}
		if hints := draft.Hints(&w.draft("getting-about").Definition); len(hints) > 0 {
			t.Errorf("hints: %v", hints)
		}
		w.post(at+"/questionnaire", withValues(formValues(t, w.get(at+"/questionnaire", 200), "version"), "do", "down-question-why-not"), 303)
		f := w.draft("getting-about").Definition.Forms[0]
		if f.Pages[0].Questions[0].ID != "heard" {
			t.Errorf("it did not move: %+v", f.Pages[0])
		}
	})
}

func TestRemovalBreakingConditionIsRefused(t *testing.T) {
	w, _ := newTestOfficers(t, dbtest.Open(t, t.TempDir()+"/test.db"))
	slug, err := w.service.Start(t.Context(), w.by, draft.StartOptions{Title: "Survey", Template: "short-survey"})
	if err != nil {
		t.Fatal(err)
	}
	at := hubPath(slug) + "/questions/satisfied/remove"
	body := w.post(at, url.Values{"version": {"1"}}, 422).Body.String()
	if !strings.Contains(body, "What works well?") || !strings.Contains(body, `name="conditions" value="too"`) {
		t.Error("it does not name what looks at the answer, or offers nothing")
	}
	if w.draft(slug).Version != 1 {
		t.Error("it was changed")
	}
}

func TestComplexConditionIsShownAndPreserved(t *testing.T) {
	w, _ := newTestOfficers(t, dbtest.Open(t, t.TempDir()+"/test.db"))
	slug, err := w.service.Start(t.Context(), w.by, draft.StartOptions{Title: "Survey", Template: "short-survey"})
	if err != nil {
		t.Fatal(err)
	}
	deep := &survey.Condition{
		All: []survey.Condition{
			{Any: []survey.Condition{{Question: "satisfied", Is: "neither"}, {Question: "good", Answered: true}}},
			{Question: "satisfied", Answered: true},
		},
	}
	if _, err := w.service.Change(t.Context(), w.by, slug, 1, func(def *consult.Definition) error {
		def.Forms[0].Pages[0].Questions[2].When = deep
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	at := hubPath(slug) + "/questions/better"
	body := w.get(at, 200)
	if !strings.Contains(body, "any of: (") || !strings.Contains(body, "Neither satisfied nor dissatisfied") {
		t.Error("the condition is not told in words")
	}
	w.post(at, withValues(formValues(t, body, "text"), "text", "What else?", "do", "save"), 303)
	if q := w.question(slug, "better"); q.When == nil || len(q.When.All) != 2 || q.Text != "What else?" {
		t.Errorf("it was touched: %+v", q)
	}
	w.post(at, withValues(formValues(t, w.get(at, 200), "text"), "replace", "yes", "new-line", "good", "do", "add-line"), 303)
	if q := w.question(slug, "better"); q.When == nil || q.When.Question != "good" || !q.When.Answered {
		t.Errorf("it was not replaced: %+v", q.When)
	}
}

func TestTextsAndDatesAreParsed(t *testing.T) {
	w, _ := newTestOfficers(t, dbtest.Open(t, t.TempDir()+"/test.db"))
	slug, err := w.service.Start(t.Context(), w.by, draft.StartOptions{Title: "The park"})
	if err != nil {
		t.Fatal(err)
	}
	at := hubPath(slug) + "/about"
	for _, test := range []struct {
		day, month, year, time string
		want                   string // "": it is refused
	}{
		{"27", "5", "2026", "11:59pm", "2026-05-27 23:59"}, {"1", "June", "2026", "9 am", "2026-06-01 09:00"}, {"01", "06", "2026", "midday", "2026-06-01 12:00"},
		{"1", "6", "2026", "17.30", "2026-06-01 17:30"}, {"1", "6", "2026", "", "2026-06-01"}, {"", "6", "2026", "", "2026-06"}, {"25", "10", "2026", "1:30am gmt", "2026-10-25 01:30 GMT"},
		{"25", "10", "2026", "1:30am", ""}, {"29", "3", "2026", "1:30am", ""}, {"31", "2", "2026", "", ""}, {"x", "5", "2026", "", ""}, {"1", "", "2026", "", ""}, {"1", "5", "26", "", ""}, {"1", "5", "2026", "soon", ""}, {"", "", "", "9am", ""},
	} {
		typed := withValues(
			formValues(t, w.get(at, 200), "title"),
			"closes-day",
			test.day,
			"closes-month",
			test.month,
			"closes-year",
			test.year,
			"closes-time",
			test.time,
			"do",
			"save",
		)
		if test.want == "" {
			if got := formValues(t, w.post(at, typed, 422).Body.String(), "title"); got.Get("closes-day") != test.day ||
				got.Get("closes-time") != test.time {
				t.Errorf("%v: what was typed is lost", test)
			}
			continue
		}
		w.post(at, typed, 303)
		if got := w.draft(slug).Definition.Closes; got != test.want {
			t.Errorf("%v: %q", test, got)
		}
		if again := formValues(t, w.get(at, 200), "title"); w.post(at, withValues(again, "do", "save"), 303) != nil &&
			w.draft(slug).Definition.Closes != test.want {
			t.Errorf("%v: saved again it is %q", test, w.draft(slug).Definition.Closes)
		}
	}
	typed := withValues(
		formValues(t, w.get(at, 200), "title"),
		"summary",
		"Line one.\r\nLine two. ",
		"other-ways",
		"On paper.\r\n\r\nBy telephone.",
		"type",
		"consultation",
		"do",
		"add-way",
	)
	w.post(at, typed, 303)
	w.post(at, withValues(formValues(t, w.get(at, 200), "title"), "way-1-text", "Do nothing", "way-1-hint", "It floods.", "do", "save"), 303)
	def := w.draft(slug).Definition
	if def.Summary != "Line one.\nLine two." || fmt.Sprint(def.OtherWays) != "[On paper. By telephone.]" || def.Type != consult.Formal ||
		fmt.Sprint(def.Alternatives) != "[{Do nothing It floods.}]" {
		t.Errorf("%+v", def)
	}
	if w.post(at, withValues(formValues(t, w.get(at, 200), "title"), "title", " ", "do", "save"), 422); w.draft(
		slug,
	).Definition.Title != "The park" {
		t.Error("it has no title")
	}
	if body := w.post(at, withValues(formValues(t, w.get(at, 200), "title"), "language", "Polish!", "do", "save"), 422).Body.String(); !strings.Contains(
		body,
		"That is not the code of a language.",
	) ||
		formValues(t, body, "title").Get("language") != "Polish!" {
		t.Error("it is written in a language that there is not")
	}
	if w.post(at, withValues(formValues(t, w.get(at, 200), "title"), "language", " pl ", "do", "save"), 303); w.draft(
		slug,
	).Definition.Language != "pl" {
		t.Errorf("its language is %q", w.draft(slug).Definition.Language)
	}
}

func TestConflictPageLosesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		one, two := newTestOfficers(t, d)
		slug, err := one.service.Start(t.Context(), one.by, draft.StartOptions{Title: "The park", Template: "short-survey"})
		if err != nil {
			t.Fatal(err)
		}
		at := hubPath(slug) + "/about"
		mine := withValues(formValues(t, one.get(at, 200), "title"), "title", "Our park", "summary", "Your version", "do", "save")
		two.post(at, withValues(formValues(t, two.get(at, 200), "title"), "summary", "Theirs", "area", "The north", "do", "save"), 303)
		body := one.post(at, mine, 409).Body.String()
		for _, want := range []string{"Another officer saved this at", "Our park", "Your version", "Theirs", "The north"} {
			if !strings.Contains(body, want) {
				t.Errorf("it does not show %q", want)
			}
		}
		// Only I changed the title and only they the area; both changed the summary.
		typed := formValues(t, body, "differs")
		if typed.Get("choose-title") != "mine" || typed.Get("choose-area") != "theirs" || typed.Get("choose-summary") != "" {
			t.Errorf("proposed: title %q, area %q, summary %q", typed.Get("choose-title"), typed.Get("choose-area"), typed.Get("choose-summary"))
		}
		body = one.post(at, withValues(typed, "do", "choose"), 422).Body.String()
		one.post(
			at,
			withValues(formValues(t, body, "differs"), "choose-summary", "mine", "choose-title", "mine", "choose-area", "theirs", "do", "choose"),
			303,
		)
		if def := one.draft(slug).Definition; def.Title != "Our park" || def.Summary != "Your version" || def.Area != "The north" {
			t.Errorf("%+v", def.Text)
		}

		// Either whole.
		for do, want := range map[string]string{"mine": "First", "theirs": "Second"} {
			mine := withValues(formValues(t, one.get(at, 200), "title"), "why", "First "+do, "do", "save")
			two.post(at, withValues(formValues(t, two.get(at, 200), "title"), "why", "Second "+do, "do", "save"), 303)
			one.post(at, withValues(formValues(t, one.post(at, mine, 409).Body.String(), "differs"), "do", do), 303)
			if got := one.draft(slug).Definition.Why; got != want+" "+do {
				t.Errorf("take %s: %q", do, got)
			}
		}

		// A question that was removed meanwhile: what was typed is shown.
		q := hubPath(slug) + "/questions/better"
		mine = withValues(formValues(t, one.get(q, 200), "text"), "text", "What should be better, and how?", "do", "save")
		two.post(q+"/remove", formValues(t, two.get(q+"/remove", 200), "version"), 303)
		if body := one.post(q, mine, 409).Body.String(); !strings.Contains(body, "removed this") ||
			!strings.Contains(body, "What should be better, and how?") {
			t.Error("what was typed is lost")
		}
		// Moves and removals are not done on what one has not seen.
		old := fmt.Sprint(one.draft(slug).Version - 1)
		one.post(hubPath(slug)+"/questionnaire", url.Values{"version": {old}, "do": {"down-question-satisfied"}}, 409)
		one.post(hubPath(slug)+"/questions/good/remove", url.Values{"version": {old}}, 409)
		one.post(hubPath(slug)+"/delete", url.Values{"version": {old}}, 409)
	})
}

func TestConcurrentPageSavesOneWins(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, _ := newTestOfficers(t, d)
		slug, err := w.service.Start(t.Context(), w.by, draft.StartOptions{Title: "The park"})
		if err != nil {
			t.Fatal(err)
		}
		at := hubPath(slug) + "/about"
		sent := formValues(t, w.get(at, 200), "title").Encode()
		var wg sync.WaitGroup
		codes := make([]int, 16)
		for i := range codes {
			wg.Go(func() {
				typed, _ := url.ParseQuery(sent)
				typed.Set("source", fmt.Sprint("Source ", i))
				typed.Set("do", "save")
				r := httptest.NewRequest("POST", at, strings.NewReader(typed.Encode()))
				r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				codes[i] = w.send(r).Code
			})
		}
		wg.Wait()
		slices.Sort(codes)
		if want := append([]int{303}, slices.Repeat([]int{409}, 15)...); !slices.Equal(codes, want) {
			t.Errorf("%v", codes)
		}
	})
}

func TestEqualityQuestionsAreChosenFromBank(t *testing.T) {
	w, _ := newTestOfficers(t, dbtest.Open(t, t.TempDir()+"/test.db"))
	slug, err := w.service.Start(t.Context(), w.by, draft.StartOptions{Title: "The park"})
	if err != nil {
		t.Fatal(err)
	}
	at := hubPath(slug) + "/monitoring"
	typed := formValues(t, w.get(at, 200), "purpose")
	typed["questions"] = []string{"activity-limitation", "age"}
	w.post(at, withValues(typed, "purpose", "To see who answers", "minutes", "many", "do", "save"), 422)
	w.post(at, withValues(typed, "minutes", "3"), 303)
	m := w.draft(slug).Definition.Monitoring
	if m == nil || !slices.Equal(m.Questions, []string{"age", "health-condition", "activity-limitation"}) || m.Minutes != 3 {
		t.Fatalf("%+v", m)
	}
	if body := w.get(hubPath(slug), 200); !strings.Contains(body, "How long you will keep the answers") {
		t.Error("the hub does not say that the retention is missing")
	}
	w.post(at, url.Values{"version": {fmt.Sprint(w.draft(slug).Version)}, "purpose": {""}, "minutes": {""}, "do": {"save"}}, 303)
	if m := w.draft(slug).Definition.Monitoring; m != nil {
		t.Errorf("they are still asked: %+v", m)
	}
}

func TestStartFromDefinitionFile(t *testing.T) {
	w, _ := newTestOfficers(t, dbtest.Open(t, t.TempDir()+"/test.db"))
	send := func(file string) *httptest.ResponseRecorder {
		var b bytes.Buffer
		m := multipart.NewWriter(&b)
		m.WriteField("from", "file")
		if file != "" {
			part, _ := m.CreateFormFile("file", "market.yaml")
			part.Write([]byte(file))
		}
		m.Close()
		r := httptest.NewRequest("POST", "/staff/consultations/new", &b)
		r.Header.Set("Content-Type", m.FormDataContentType())
		return w.send(r)
	}
	for file, want := range map[string]int{"slug: market": 303, "": 422, "rubbish": 422} {
		if got := send(file); got.Code != want {
			t.Errorf("%q: %d\n%s", file, got.Code, got.Body)
		}
	}
	if w.draft("market").Definition.Title != "The market" {
		t.Error("it is not there")
	}
	w.get(hubPath("market")+"/definition", 404) // nobody gave a way to write one
	w.service.FormatDefinition = func(def *consult.Definition) ([]byte, error) { return []byte("title: " + def.Title), nil }
	if body := w.get(hubPath("market")+"/definition", 200); body != "title: The market" {
		t.Errorf("the file is %q", body)
	}
}

func TestOtherOrganisationsGetNotFound(t *testing.T) {
	w, _ := newTestOfficers(t, dbtest.Open(t, t.TempDir()+"/test.db"))
	slug, err := w.service.Start(t.Context(), w.by, draft.StartOptions{Title: "The park", Template: "short-survey"})
	if err != nil {
		t.Fatal(err)
	}
	for name, by := range map[string]actor.Actor{
		"another organisation": {ID: "three", Org: "partner", Capabilities: []actor.Capability{actor.Staff, actor.Draft}},
		"a reader":             {ID: "four", Org: actor.CouncilOrg, Capabilities: []actor.Capability{actor.Staff}},
		"the public":           {},
	} {
		w.by = by
		for _, path := range []string{"", "/about", "/questionnaire", "/questionnaire/introduction", "/pages/experience", "/pages/experience/add", "/pages/experience/remove", "/questions/good", "/questions/good/remove", "/monitoring", "/delete", "/definition"} {
			if body := w.get(hubPath(slug)+path, 404); strings.Contains(body, "The park") {
				t.Errorf("%s reads its title at %s", name, path)
			}
			if path != "" && path != "/definition" {
				w.post(hubPath(slug)+path, url.Values{"version": {"1"}, "do": {"save"}, "text": {"X"}, "kind": {"single"}}, 404)
			}
		}
	}
}
