package draftweb

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/builder/builderweb"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/draft/drafttest"
	"github.com/folkmoot/folkmoot/internal/edit/editweb"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/overview"
	"github.com/folkmoot/folkmoot/internal/overview/overviewweb"
	"github.com/folkmoot/folkmoot/internal/page/pagetest"
	"github.com/folkmoot/folkmoot/internal/web"
)

func TestWritingPagesGolden(t *testing.T) {
	pagetest.Golden(t, "new", newPage)
	pagetest.Golden(t, "delete", deletePage)
}

// newOfficers returns two officers who use the pages of drafts and of the questionnaire builder.
func newOfficers(t *testing.T, d *db.DB) (one, two *drafttest.User) {
	t.Helper()
	return drafttest.NewOfficers(t, d, func(deps *web.Deps, drafts *draft.Service) {
		writing := New(deps, drafts)
		feature.Mount(deps, writing)
		feature.Mount(deps, editweb.New(deps, drafts.Edit, nil, writing.Forms))
		feature.Mount(deps, overviewweb.New(deps, &overview.Service{DB: deps.DB, Drafts: drafts}))
		feature.Mount(deps, builderweb.New(deps, drafts))
	})
}

func TestStartChecksFormAndHubShowsWhatIsMissing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, _ := newOfficers(t, d)
		const path = "/staff/consultations/new"
		w.Post(path, url.Values{"from": {"nothing"}}, 422)
		w.Post(path, url.Values{"title": {"X"}, "from": {"elsewhere"}}, 422)
		w.Post(path, url.Values{"title": {"X"}, "from": {"copy"}}, 422)
		at := w.Post(path, url.Values{"title": {"Getting about"}, "from": {"nothing"}}, 303).Header().Get("Location")
		if at != "/staff/consultations/getting-about" {
			t.Fatal(at)
		}
		assertContains(t, w.Get(at, 200), "Still to do:", at+"/about#next")
	})
}

func TestTextsAndDatesAreParsed(t *testing.T) {
	w, _ := newOfficers(t, dbtest.Open(t, t.TempDir()+"/test.db"))
	slug := w.Start(draft.StartOptions{Title: "The park"})
	at := draftedit.HubPath(slug) + "/about"
	for _, test := range []struct {
		day, month, year, time string
		want                   string // "" if the date is refused
	}{
		{"27", "5", "2026", "11:59pm", "2026-05-27 23:59"},
		{"1", "June", "2026", "9 am", "2026-06-01 09:00"},
		{"01", "06", "2026", "midday", "2026-06-01 12:00"},
		{"1", "6", "2026", "17.30", "2026-06-01 17:30"},
		{"1", "6", "2026", "", "2026-06-01 23:59"}, // consultations close at the end of the day
		{"", "6", "2026", "", "2026-06"},
		{"25", "10", "2026", "1:30am gmt", "2026-10-25 01:30 GMT"},
		{"25", "10", "2026", "1:30am", ""},
		{"29", "3", "2026", "1:30am", ""},
		{"31", "2", "2026", "", ""},
		{"x", "5", "2026", "", ""},
		{"1", "", "2026", "", ""},
		{"1", "5", "26", "", ""},
		{"1", "5", "2026", "soon", ""},
		{"", "", "", "9am", ""},
	} {
		typed := drafttest.With(w.Form(at, "title"), "closes-day", test.day, "closes-month", test.month,
			"closes-year", test.year, "closes-time", test.time, "do", "save")
		if test.want == "" {
			again := drafttest.FormValues(t, w.Post(at, typed, 422).Body.String(), "title")
			if again.Get("closes-day") != test.day || again.Get("closes-time") != test.time {
				t.Errorf("%v: submitted values are lost", test)
			}
			continue
		}
		w.Post(at, typed, 303)
		if got := w.Draft(slug).Definition.Closes; got != test.want {
			t.Errorf("%v: %q", test, got)
		}
		w.Submit(at, "title", "do", "save")
		if got := w.Draft(slug).Definition.Closes; got != test.want {
			t.Errorf("%v: saving again changes it to %q", test, got)
		}
	}
	// Dates that are wrong in the same way get different messages.
	typed := drafttest.With(w.Form(at, "title"), "opens-day", "31", "opens-month", "2", "opens-year", "2026",
		"closes-day", "31", "closes-month", "2", "closes-year", "2026", "do", "save")
	body := w.Post(at, typed, 422).Body.String()
	assertContains(t, body, "31 February 2026 does not exist: Opening date", "31 February 2026 does not exist: Closing date")

	w.Submit(at, "title", "summary", "Line one.\r\nLine two. ", "other-ways", "On paper.\r\n\r\nBy telephone.",
		"type", "consultation", "do", "save")
	w.Submit(at, "title", "alternatives-1-option", "Do nothing", "alternatives-1-why", "It floods.", "do", "save")
	def := w.Draft(slug).Definition
	if def.Summary != "Line one.\nLine two." || fmt.Sprint(def.OtherWays) != "[On paper. By telephone.]" ||
		def.Type != consult.Formal || fmt.Sprint(def.Alternatives) != "[{Do nothing It floods.}]" {
		t.Errorf("%+v", def)
	}
	w.Post(at, drafttest.With(w.Form(at, "title"), "title", " ", "do", "save"), 422)
	if w.Draft(slug).Definition.Title != "The park" {
		t.Error("the title was removed")
	}
	body = w.Post(at, drafttest.With(w.Form(at, "title"), "language", "Polish!", "do", "save"), 422).Body.String()
	assertContains(t, body, "Select a language.")
	if drafttest.FormValues(t, body, "title").Get("language") != "Polish!" {
		t.Error("the submitted language is lost")
	}
	w.Submit(at, "title", "language", " pl ", "do", "save")
	if got := w.Draft(slug).Definition.Language; got != "pl" {
		t.Errorf("the language is %q", got)
	}
}

// The language of the texts, the strategy and the earlier consultation are chosen by their names.
//
// Row C24 of docs/faults.md.
func TestLanguageAndRelatedWorkAreChosenByName(t *testing.T) {
	w, _ := newOfficers(t, dbtest.Open(t, t.TempDir()+"/test.db"))
	slug := w.Start(draft.StartOptions{Title: "The park"})
	at := draftedit.HubPath(slug) + "/about"
	w.Submit(at, "title", "language", "pl", "do", "save")
	page := w.Get(at, 200)
	for _, name := range []string{"language", "strategy", "follows"} {
		assertContains(t, page, `<select class="govuk-select" id="`+name+`"`)
	}
	assertContains(t, page, `<option value="pl" selected>Polish</option>`)
}

func TestConflictPageLosesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		one, two := newOfficers(t, d)
		slug := one.Start(draft.StartOptions{Title: "The park", Template: "short-survey"})
		at := draftedit.HubPath(slug) + "/about"
		mine := drafttest.With(one.Form(at, "title"), "title", "Our park", "summary", "My summary", "do", "save")
		two.Post(at, drafttest.With(two.Form(at, "title"), "summary", "Their summary", "area", "The north", "do", "save"), 303)
		body := one.Post(at, mine, 409).Body.String()
		assertContains(t, body, "Another officer saved changes at", "Our park", "Their summary", "My summary", "The north")
		// Only the first officer changed the title and only the second the area; both changed the summary.
		assertContains(t, body, "Changes that only one of you made are kept:", "<li>Title</li>", "<li>Area</li>")
		typed := drafttest.FormValues(t, body, "differs")
		if got := typed["differs"]; !slices.Equal(got, []string{"summary"}) || typed.Get("choose-summary") != "" {
			t.Errorf("the page asks about %v and has selected %q", got, typed.Get("choose-summary"))
		}
		body = one.Post(at, drafttest.With(typed, "do", "choose"), 422).Body.String()
		if again := drafttest.FormValues(t, body, "differs")["differs"]; !slices.Equal(again, []string{"summary"}) {
			t.Errorf("the page asks about %v", again)
		}
		one.Post(at, drafttest.With(drafttest.FormValues(t, body, "differs"), "choose-summary", "mine", "do", "choose"), 303)
		if def := one.Draft(slug).Definition; def.Title != "Our park" || def.Summary != "My summary" || def.Area != "The north" {
			t.Errorf("%+v", def.Text)
		}

		// Keep all submitted or all stored versions.
		for do, want := range map[string]string{"mine": "First", "theirs": "Second"} {
			mine := drafttest.With(one.Form(at, "title"), "why", "First "+do, "next", "Next "+do, "do", "save")
			two.Post(at, drafttest.With(two.Form(at, "title"), "why", "Second "+do, "area", "Area "+do, "do", "save"), 303)
			conflict := one.Post(at, mine, 409).Body.String()
			one.Post(at, drafttest.With(drafttest.FormValues(t, conflict, "differs"), "do", do), 303)
			def := one.Draft(slug).Definition
			if def.Why != want+" "+do || def.Next != "Next "+do || def.Area != "Area "+do { // also what only one of them changed
				t.Errorf("keep %s: %q, %q, %q", do, def.Why, def.Next, def.Area)
			}
		}

		// If the question was removed, the submitted text is shown.
		q := draftedit.HubPath(slug) + "/questions/better"
		mine = drafttest.With(one.Form(q, "text"), "text", "What should be better, and how?", "do", "save")
		two.Post(q+"/remove", two.Form(q+"/remove", "version"), 303)
		assertContains(t, one.Post(q, mine, 409).Body.String(), "removed this", "What should be better, and how?")
		// Moves and removals are refused for a version that is not the latest.
		old := fmt.Sprint(one.Draft(slug).Version.Number() - 1)
		one.Post(draftedit.HubPath(slug)+"/questionnaire", url.Values{"version": {old}, "do": {"down-question-satisfied"}}, 409)
		one.Post(draftedit.HubPath(slug)+"/questions/good/remove", url.Values{"version": {old}}, 409)
		one.Post(draftedit.HubPath(slug)+"/delete", url.Values{"version": {old}}, 409)
	})
}

func TestConcurrentPageSavesOneWins(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, _ := newOfficers(t, d)
		slug := w.Start(draft.StartOptions{Title: "The park"})
		at := draftedit.HubPath(slug) + "/about"
		sent := w.Form(at, "title").Encode()
		var wg sync.WaitGroup
		codes := make([]int, 16)
		for i := range codes {
			wg.Go(func() {
				typed, _ := url.ParseQuery(sent)
				typed.Set("source", fmt.Sprint("Source ", i))
				typed.Set("do", "save")
				r := httptest.NewRequest(http.MethodPost, at, strings.NewReader(typed.Encode()))
				r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				codes[i] = w.Send(r).Code
			})
		}
		wg.Wait()
		slices.Sort(codes)
		if want := append([]int{303}, slices.Repeat([]int{409}, 15)...); !slices.Equal(codes, want) {
			t.Errorf("statuses: %v", codes)
		}
	})
}

func TestEqualityQuestionsAreChosenFromBank(t *testing.T) {
	w, _ := newOfficers(t, dbtest.Open(t, t.TempDir()+"/test.db"))
	slug := w.Start(draft.StartOptions{Title: "The park"})
	at := draftedit.HubPath(slug) + "/monitoring"
	typed := w.Form(at, "purpose")
	typed["questions"] = []string{"activity-limitation", "age"}
	w.Post(at, drafttest.With(typed, "purpose", "To see who answers", "minutes", "many", "do", "save"), 422)
	w.Post(at, drafttest.With(typed, "minutes", "3"), 303)
	m := w.Draft(slug).Definition.Monitoring
	want := []string{"age", "health-condition", "activity-limitation"} // with the question that the last one follows
	if m == nil || !slices.Equal(m.Questions, want) || m.Minutes != 3 {
		t.Fatalf("%+v", m)
	}
	assertContains(t, w.Get(draftedit.HubPath(slug), 200), at+"#policy-document")
	blank := url.Values{"version": {fmt.Sprint(w.Draft(slug).Version)}, "purpose": {""}, "minutes": {""}, "do": {"save"}}
	w.Post(at, blank, 303)
	if m := w.Draft(slug).Definition.Monitoring; m != nil {
		t.Errorf("the draft still has equality questions: %+v", m)
	}
}

func TestStartFromDefinitionFile(t *testing.T) {
	w, _ := newOfficers(t, dbtest.Open(t, t.TempDir()+"/test.db"))
	send := func(file string) *httptest.ResponseRecorder {
		var b bytes.Buffer
		m := multipart.NewWriter(&b)
		m.WriteField("from", "file")
		if file != "" {
			part, _ := m.CreateFormFile("file", "market.yaml")
			part.Write([]byte(file))
		}
		m.Close()
		r := httptest.NewRequest(http.MethodPost, "/staff/consultations/new", &b)
		r.Header.Set("Content-Type", m.FormDataContentType())
		return w.Send(r)
	}
	for file, want := range map[string]int{"slug: market": 303, "": 422, "rubbish": 422} {
		if got := send(file); got.Code != want {
			t.Errorf("%q: %d\n%s", file, got.Code, got.Body)
		}
	}
	if w.Draft("market").Definition.Title != "The market" {
		t.Error("the draft does not have the title in the file")
	}
	w.Get(draftedit.HubPath("market")+"/definition", 404) // FormatDefinition is nil
	w.Service.FormatDefinition = func(def *consult.Definition) ([]byte, error) {
		return []byte("title: " + def.Title), nil
	}
	if body := w.Get(draftedit.HubPath("market")+"/definition", 200); body != "title: The market" {
		t.Errorf("the file is %q", body)
	}
}

func TestOtherOrganisationsGetNotFound(t *testing.T) {
	w, _ := newOfficers(t, dbtest.Open(t, t.TempDir()+"/test.db"))
	slug := w.Start(draft.StartOptions{Title: "The park", Template: "short-survey"})
	for name, by := range map[string]actor.Actor{
		"officer of a partner":         {ID: "three", Org: "partner", Capabilities: []actor.Capability{actor.Staff, actor.Draft}},
		"officer who may not draft":    {ID: "four", Org: actor.CouncilOrg, Capabilities: []actor.Capability{actor.Staff}},
		"visitor who is not signed in": {},
	} {
		w.Actor = by
		for _, path := range []string{
			"", "/about", "/questionnaire", "/questionnaire/introduction", "/pages/experience", "/pages/experience/add",
			"/pages/experience/remove", "/questions/good", "/questions/good/remove", "/monitoring", "/delete", "/definition",
		} {
			if path == "" && by.ID == "four" { // all staff of the organisation see that there is a draft, and no more
				if body := w.Get(draftedit.HubPath(slug), 200); strings.Contains(body, draftedit.HubPath(slug)+"/") {
					t.Errorf("%s finds a link to a part of the draft", name)
				}
				continue
			}
			if body := w.Get(draftedit.HubPath(slug)+path, 404); strings.Contains(body, "The park") {
				t.Errorf("%s can read the title at %s", name, path)
			}
			if path != "" && path != "/definition" {
				typed := url.Values{"version": {"1"}, "do": {"save"}, "text": {"X"}, "kind": {"single"}}
				w.Post(draftedit.HubPath(slug)+path, typed, 404)
			}
		}
	}
}
