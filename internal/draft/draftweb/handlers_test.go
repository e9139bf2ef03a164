package draftweb

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/folkmoot/folkmoot/internal/builder/builderweb"

	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/draft/drafttest"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/page/pagetest"
	"github.com/folkmoot/folkmoot/internal/web"
)

func TestWritingPagesGolden(t *testing.T) {
	pagetest.Golden(t, "list", listPage)
	pagetest.Golden(t, "published", publishedPage)
	pagetest.Golden(t, "new", newPage)
	pagetest.Golden(t, "hub", hubPage)
	pagetest.Golden(t, "delete", deletePage)
	pagetest.Golden(t, "editor", editorPage.Page)
}

// newOfficers returns two officers who use the pages of drafts and of the questionnaire builder.
func newOfficers(t *testing.T, d *db.DB) (one, two *drafttest.User) {
	t.Helper()
	return drafttest.NewOfficers(t, d, func(deps *web.Deps, drafts *draft.Service) {
		New(deps, drafts)
		builderweb.New(deps, drafts)
	})
}

func TestStartChecksFormAndHubShowsWhatIsMissing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, _ := newOfficers(t, d)
		w.Post("/staff/consultations/new", url.Values{"from": {"nothing"}}, 422)
		w.Post("/staff/consultations/new", url.Values{"title": {"X"}, "from": {"elsewhere"}}, 422)
		w.Post("/staff/consultations/new", url.Values{"title": {"X"}, "from": {"copy"}}, 422)
		at := w.Post("/staff/consultations/new", url.Values{"title": {"Getting about"}, "from": {"nothing"}}, 303).Header().Get("Location")
		if at != "/staff/consultations/getting-about" {
			t.Fatal(at)
		}
		if body := w.Get(at, 200); !strings.Contains(body, "Still to do:") || !strings.Contains(body, "What happens next") {
			t.Error("the hub does not say what is missing")
		}
	})
}

func TestTextsAndDatesAreParsed(t *testing.T) {
	w, _ := newOfficers(t, dbtest.Open(t, t.TempDir()+"/test.db"))
	slug, err := w.Service.Start(t.Context(), w.Actor, draft.StartOptions{Title: "The park"})
	if err != nil {
		t.Fatal(err)
	}
	at := draftedit.HubPath(slug) + "/about"
	for _, test := range []struct {
		day, month, year, time string
		want                   string // "": it is refused
	}{
		{"27", "5", "2026", "11:59pm", "2026-05-27 23:59"}, {"1", "June", "2026", "9 am", "2026-06-01 09:00"}, {"01", "06", "2026", "midday", "2026-06-01 12:00"},
		{"1", "6", "2026", "17.30", "2026-06-01 17:30"}, {"1", "6", "2026", "", "2026-06-01"}, {"", "6", "2026", "", "2026-06"}, {"25", "10", "2026", "1:30am gmt", "2026-10-25 01:30 GMT"},
		{"25", "10", "2026", "1:30am", ""}, {"29", "3", "2026", "1:30am", ""}, {"31", "2", "2026", "", ""}, {"x", "5", "2026", "", ""}, {"1", "", "2026", "", ""}, {"1", "5", "26", "", ""}, {"1", "5", "2026", "soon", ""}, {"", "", "", "9am", ""},
	} {
		typed := drafttest.With(
			drafttest.FormValues(t, w.Get(at, 200), "title"),
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
			if got := drafttest.FormValues(t, w.Post(at, typed, 422).Body.String(), "title"); got.Get("closes-day") != test.day ||
				got.Get("closes-time") != test.time {
				t.Errorf("%v: what was typed is lost", test)
			}
			continue
		}
		w.Post(at, typed, 303)
		if got := w.Draft(slug).Definition.Closes; got != test.want {
			t.Errorf("%v: %q", test, got)
		}
		if again := drafttest.FormValues(t, w.Get(at, 200), "title"); w.Post(at, drafttest.With(again, "do", "save"), 303) != nil &&
			w.Draft(slug).Definition.Closes != test.want {
			t.Errorf("%v: saved again it is %q", test, w.Draft(slug).Definition.Closes)
		}
	}
	typed := drafttest.With(
		drafttest.FormValues(t, w.Get(at, 200), "title"),
		"summary",
		"Line one.\r\nLine two. ",
		"other-ways",
		"On paper.\r\n\r\nBy telephone.",
		"type",
		"consultation",
		"do",
		"add-way",
	)
	w.Post(at, typed, 303)
	w.Post(at, drafttest.With(drafttest.FormValues(t, w.Get(at, 200), "title"), "way-1-text", "Do nothing", "way-1-hint", "It floods.", "do", "save"), 303)
	def := w.Draft(slug).Definition
	if def.Summary != "Line one.\nLine two." || fmt.Sprint(def.OtherWays) != "[On paper. By telephone.]" || def.Type != consult.Formal ||
		fmt.Sprint(def.Alternatives) != "[{Do nothing It floods.}]" {
		t.Errorf("%+v", def)
	}
	if w.Post(at, drafttest.With(drafttest.FormValues(t, w.Get(at, 200), "title"), "title", " ", "do", "save"), 422); w.Draft(
		slug,
	).Definition.Title != "The park" {
		t.Error("it has no title")
	}
	if body := w.Post(at, drafttest.With(drafttest.FormValues(t, w.Get(at, 200), "title"), "language", "Polish!", "do", "save"), 422).Body.String(); !strings.Contains(
		body,
		"That is not the code of a language.",
	) ||
		drafttest.FormValues(t, body, "title").Get("language") != "Polish!" {
		t.Error("it is written in a language that there is not")
	}
	if w.Post(at, drafttest.With(drafttest.FormValues(t, w.Get(at, 200), "title"), "language", " pl ", "do", "save"), 303); w.Draft(
		slug,
	).Definition.Language != "pl" {
		t.Errorf("its language is %q", w.Draft(slug).Definition.Language)
	}
}

func TestConflictPageLosesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		one, two := newOfficers(t, d)
		slug, err := one.Service.Start(t.Context(), one.Actor, draft.StartOptions{Title: "The park", Template: "short-survey"})
		if err != nil {
			t.Fatal(err)
		}
		at := draftedit.HubPath(slug) + "/about"
		mine := drafttest.With(drafttest.FormValues(t, one.Get(at, 200), "title"), "title", "Our park", "summary", "Your version", "do", "save")
		two.Post(at, drafttest.With(drafttest.FormValues(t, two.Get(at, 200), "title"), "summary", "Theirs", "area", "The north", "do", "save"), 303)
		body := one.Post(at, mine, 409).Body.String()
		for _, want := range []string{"Another officer saved this at", "Our park", "Your version", "Theirs", "The north"} {
			if !strings.Contains(body, want) {
				t.Errorf("it does not show %q", want)
			}
		}
		// Only I changed the title and only they the area; both changed the summary.
		typed := drafttest.FormValues(t, body, "differs")
		if typed.Get("choose-title") != "mine" || typed.Get("choose-area") != "theirs" || typed.Get("choose-summary") != "" {
			t.Errorf("proposed: title %q, area %q, summary %q", typed.Get("choose-title"), typed.Get("choose-area"), typed.Get("choose-summary"))
		}
		body = one.Post(at, drafttest.With(typed, "do", "choose"), 422).Body.String()
		one.Post(
			at,
			drafttest.With(drafttest.FormValues(t, body, "differs"), "choose-summary", "mine", "choose-title", "mine", "choose-area", "theirs", "do", "choose"),
			303,
		)
		if def := one.Draft(slug).Definition; def.Title != "Our park" || def.Summary != "Your version" || def.Area != "The north" {
			t.Errorf("%+v", def.Text)
		}

		// Either whole.
		for do, want := range map[string]string{"mine": "First", "theirs": "Second"} {
			mine := drafttest.With(drafttest.FormValues(t, one.Get(at, 200), "title"), "why", "First "+do, "do", "save")
			two.Post(at, drafttest.With(drafttest.FormValues(t, two.Get(at, 200), "title"), "why", "Second "+do, "do", "save"), 303)
			one.Post(at, drafttest.With(drafttest.FormValues(t, one.Post(at, mine, 409).Body.String(), "differs"), "do", do), 303)
			if got := one.Draft(slug).Definition.Why; got != want+" "+do {
				t.Errorf("take %s: %q", do, got)
			}
		}

		// A question that was removed meanwhile: what was typed is shown.
		q := draftedit.HubPath(slug) + "/questions/better"
		mine = drafttest.With(drafttest.FormValues(t, one.Get(q, 200), "text"), "text", "What should be better, and how?", "do", "save")
		two.Post(q+"/remove", drafttest.FormValues(t, two.Get(q+"/remove", 200), "version"), 303)
		if body := one.Post(q, mine, 409).Body.String(); !strings.Contains(body, "removed this") ||
			!strings.Contains(body, "What should be better, and how?") {
			t.Error("what was typed is lost")
		}
		// Moves and removals are not done on what one has not seen.
		old := fmt.Sprint(one.Draft(slug).Version - 1)
		one.Post(draftedit.HubPath(slug)+"/questionnaire", url.Values{"version": {old}, "do": {"down-question-satisfied"}}, 409)
		one.Post(draftedit.HubPath(slug)+"/questions/good/remove", url.Values{"version": {old}}, 409)
		one.Post(draftedit.HubPath(slug)+"/delete", url.Values{"version": {old}}, 409)
	})
}

func TestConcurrentPageSavesOneWins(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, _ := newOfficers(t, d)
		slug, err := w.Service.Start(t.Context(), w.Actor, draft.StartOptions{Title: "The park"})
		if err != nil {
			t.Fatal(err)
		}
		at := draftedit.HubPath(slug) + "/about"
		sent := drafttest.FormValues(t, w.Get(at, 200), "title").Encode()
		var wg sync.WaitGroup
		codes := make([]int, 16)
		for i := range codes {
			wg.Go(func() {
				typed, _ := url.ParseQuery(sent)
				typed.Set("source", fmt.Sprint("Source ", i))
				typed.Set("do", "save")
				r := httptest.NewRequest("POST", at, strings.NewReader(typed.Encode()))
				r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				codes[i] = w.Send(r).Code
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
	w, _ := newOfficers(t, dbtest.Open(t, t.TempDir()+"/test.db"))
	slug, err := w.Service.Start(t.Context(), w.Actor, draft.StartOptions{Title: "The park"})
	if err != nil {
		t.Fatal(err)
	}
	at := draftedit.HubPath(slug) + "/monitoring"
	typed := drafttest.FormValues(t, w.Get(at, 200), "purpose")
	typed["questions"] = []string{"activity-limitation", "age"}
	w.Post(at, drafttest.With(typed, "purpose", "To see who answers", "minutes", "many", "do", "save"), 422)
	w.Post(at, drafttest.With(typed, "minutes", "3"), 303)
	m := w.Draft(slug).Definition.Monitoring
	if m == nil || !slices.Equal(m.Questions, []string{"age", "health-condition", "activity-limitation"}) || m.Minutes != 3 {
		t.Fatalf("%+v", m)
	}
	if body := w.Get(draftedit.HubPath(slug), 200); !strings.Contains(body, "How long you will keep the answers") {
		t.Error("the hub does not say that the retention is missing")
	}
	w.Post(at, url.Values{"version": {fmt.Sprint(w.Draft(slug).Version)}, "purpose": {""}, "minutes": {""}, "do": {"save"}}, 303)
	if m := w.Draft(slug).Definition.Monitoring; m != nil {
		t.Errorf("they are still asked: %+v", m)
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
		r := httptest.NewRequest("POST", "/staff/consultations/new", &b)
		r.Header.Set("Content-Type", m.FormDataContentType())
		return w.Send(r)
	}
	for file, want := range map[string]int{"slug: market": 303, "": 422, "rubbish": 422} {
		if got := send(file); got.Code != want {
			t.Errorf("%q: %d\n%s", file, got.Code, got.Body)
		}
	}
	if w.Draft("market").Definition.Title != "The market" {
		t.Error("it is not there")
	}
	w.Get(draftedit.HubPath("market")+"/definition", 404) // nobody gave a way to write one
	w.Service.FormatDefinition = func(def *consult.Definition) ([]byte, error) { return []byte("title: " + def.Title), nil }
	if body := w.Get(draftedit.HubPath("market")+"/definition", 200); body != "title: The market" {
		t.Errorf("the file is %q", body)
	}
}

func TestOtherOrganisationsGetNotFound(t *testing.T) {
	w, _ := newOfficers(t, dbtest.Open(t, t.TempDir()+"/test.db"))
	slug, err := w.Service.Start(t.Context(), w.Actor, draft.StartOptions{Title: "The park", Template: "short-survey"})
	if err != nil {
		t.Fatal(err)
	}
	for name, by := range map[string]actor.Actor{
		"another organisation": {ID: "three", Org: "partner", Capabilities: []actor.Capability{actor.Staff, actor.Draft}},
		"a reader":             {ID: "four", Org: actor.CouncilOrg, Capabilities: []actor.Capability{actor.Staff}},
		"the public":           {},
	} {
		w.Actor = by
		for _, path := range []string{"", "/about", "/questionnaire", "/questionnaire/introduction", "/pages/experience", "/pages/experience/add", "/pages/experience/remove", "/questions/good", "/questions/good/remove", "/monitoring", "/delete", "/definition"} {
			if body := w.Get(draftedit.HubPath(slug)+path, 404); strings.Contains(body, "The park") {
				t.Errorf("%s reads its title at %s", name, path)
			}
			if path != "" && path != "/definition" {
				w.Post(draftedit.HubPath(slug)+path, url.Values{"version": {"1"}, "do": {"save"}, "text": {"X"}, "kind": {"single"}}, 404)
			}
		}
	}
}
