package intakeweb

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/internal/retention"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
	"github.com/folkmoot/folkmoot/receipt"
	"github.com/folkmoot/folkmoot/survey"
)

// fixture is a site with one consultation, a database, a record and a running
// receiver.
type fixture struct {
	t        *testing.T
	d        *db.DB
	log      *record.Log
	site     *site.Site
	keys     *intake.Keys
	deps     *web.Deps
	service  *intake.Service
	consults *consult.Service
	now      atomic.Pointer[time.Time]
	browser  *browser // that get and post use; nil keeps no cookies
}

// browser keeps cookies, as a respondent's browser does.
type browser struct{ cookies map[string]string }

func newBrowser() *browser { return &browser{map[string]string{}} }

func (b *browser) send(f *fixture, r *http.Request) *httptest.ResponseRecorder {
	if b != nil {
		for name, value := range b.cookies {
			r.AddCookie(&http.Cookie{Name: name, Value: value})
		}
	}
	out := httptest.NewRecorder()
	f.site.ServeHTTP(out, r)
	if b != nil {
		for _, c := range out.Result().Cookies() {
			if b.cookies[c.Name] = c.Value; c.MaxAge < 0 {
				delete(b.cookies, c.Name)
			}
		}
	}
	return out
}

type noReleases struct{}

func (noReleases) Released(context.Context, *db.Tx, string) (bool, error) { return false, nil }

var yesNo = []survey.Option{{ID: "yes", Text: "Yes"}, {ID: "no", Text: "No"}}

var pool = consult.Definition{
	Slug: "pool", Title: "The pool", Type: consult.Survey, Published: true, Opens: "2026-02-01 09:00", Closes: "2026-03-03 09:30",
	Text: consult.Text{
		Summary:  "The pool.",
		Next:     "We read it.",
		Audience: "All residents.",
		Feedback: "2026-04-01",
		Contact:  consult.Contact{Team: "Pools", Address: "The council"},
	},
	Forms: []survey.Form{
		{ID: "pool", Title: "The pool", Lang: "en", Edition: "standard", Intro: "**Anyone** can respond.", Pages: []survey.Page{
			{
				ID:        "use",
				Title:     "Your visits",
				Questions: []survey.Question{{ID: "swim", Kind: survey.Single, Text: "Do you swim?", Required: true, Options: yesNo}},
			},
			{
				ID:        "why-not",
				Title:     "Why not",
				When:      &survey.Condition{Question: "swim", Is: "no"},
				Questions: []survey.Question{{ID: "why", Kind: survey.LongText, Text: "Why do you not swim?", Required: true, MaxLength: 200}},
			},
			{
				ID:        "wish",
				Title:     "Your wish",
				Questions: []survey.Question{{ID: "wish", Kind: survey.LongText, Text: "What do you wish for?", MaxLength: 200}},
			},
		}},
	},
}

func newFixture(t *testing.T, d *db.DB) *fixture {
	t.Helper()
	log, err := record.Open(t.Context(), d, record.Options{Dir: t.TempDir(), Origin: "test.invalid/record"})
	if err != nil {
		t.Fatal(err)
	}
	f := &fixture{
		t:    t,
		d:    d,
		log:  log,
		keys: intake.NewKeys(bytes.Repeat([]byte{7}, 32)),
		site: &site.Site{Log: slog.New(slog.DiscardHandler)},

		browser: newBrowser(),
	}
	f.setNow(dbtest.Now)
	d.SetClock(func() time.Time { return *f.now.Load() })
	f.consults = &consult.Service{DB: d, Log: log, CountResponses: intake.Count}
	f.define(pool)
	rc := intake.NewReceiver(d, log, func(string, string) ([]byte, error) { return nil, nil }, slog.New(slog.DiscardHandler))
	in := &intake.Service{DB: d, Log: log, Keys: f.keys, Receiver: rc, Releases: noReleases{}, Now: time.Now}
	f.service = in
	f.deps = &web.Deps{DB: d, Record: log, Slog: slog.New(slog.DiscardHandler), Site: f.site, Now: time.Now}
	feature.Mount(f.deps, New(f.deps, in, f.consults, retention.NewDeleter(in, nil, retention.Erasers{})))
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); rc.Run(ctx) }()
	t.Cleanup(func() { stop(); <-done })
	return f
}

var (
	withdrawalCode = regexp.MustCompile(`data-fm="withdrawal-code">([A-Z-]{19})<`)
	hiddenHalf     = regexp.MustCompile(`name="-half" value="([A-Z]{16})"`)
)

// half returns the half of the key that a page carries in its forms, or "".
func half(out *httptest.ResponseRecorder) string {
	if m := hiddenHalf.FindStringSubmatch(out.Body.String()); m != nil {
		return m[1]
	}
	return ""
}

// define adds a consultation.
func (f *fixture) define(def consult.Definition) {
	f.t.Helper()
	if err := f.consults.Define(f.t.Context(), actor.System, def); err != nil {
		f.t.Fatal(err)
	}
}

func (f *fixture) setNow(now time.Time) { f.now.Store(&now) }

func (f *fixture) get(path string) *httptest.ResponseRecorder {
	return f.browser.send(f, httptest.NewRequest("GET", path, nil))
}

func (f *fixture) post(path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest("POST", path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return f.browser.send(f, r)
}

// start starts a response in the browser of f and returns the path of its pages.
func (f *fixture) start() string { return f.startOf("pool") }

func (f *fixture) startOf(slug string) string {
	f.t.Helper()
	out := f.get("/consultations/" + slug + "/respond/standard")
	if out.Code != http.StatusSeeOther {
		f.t.Fatalf("start: %d %s", out.Code, out.Body)
	}
	where := out.Header().Get("Location")
	return where[:strings.LastIndex(where, "/")+1]
}

func (f *fixture) countStored() (n int64) {
	f.t.Helper()
	if err := f.d.View(context.Background(), func(tx *db.Tx) (err error) {
		n, err = intake.Count(context.Background(), tx, "pool")
		return err
	}); err != nil {
		f.t.Fatal(err)
	}
	return n
}

func (f *fixture) check(what string, out *httptest.ResponseRecorder, status int, parts ...string) {
	f.t.Helper()
	got := out.Body.String()
	if out.Code == http.StatusSeeOther {
		got = out.Header().Get("Location")
	}
	for _, part := range parts {
		if out.Code != status || !strings.Contains(got, part) {
			f.t.Errorf("%s: %d, want %d with %q:\n%.1500s", what, out.Code, status, part, got)
		}
	}
}

// The whole questionnaire page by page, going back once.
func TestRespondPageByPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		f.check("start", f.get("/consultations/pool/respond"), 200, "3 March 2026 at 9:30am")
		begin := f.get("/consultations/pool/respond/standard")
		f.check("start now", begin, 303, "/use")
		base := strings.TrimSuffix(begin.Header().Get("Location"), "use")

		f.check("first page", f.get(base+"use"), 200, "Do you swim?")
		f.check("introduction", f.get(base+"use"), 200, "<strong>Anyone</strong> can respond.")
		f.check("introduction on the page with all questions", f.get(base+allPages), 200, "<strong>Anyone</strong> can respond.")
		f.check("nothing selected", f.post(base+"use", url.Values{"version": {"0"}}), 422, `href="#swim"`)
		f.check("“No” leads to the conditional page", f.post(base+"use", url.Values{"swim": {"no"}, "version": {"0"}}), 303, base+"why-not")
		if strings.Contains(f.get(base+"why-not").Body.String(), "<strong>Anyone</strong>") {
			t.Error("the introduction of the form is also on the second page")
		}
		f.check("conditional page", f.post(base+"why-not", url.Values{"why": {"Cold."}, "version": {"1"}}), 303, base+"wish")
		later := url.Values{"wish": {"Warmth."}, "action": {"later"}, "version": {"2"}}
		f.check("save and come back later", f.post(base+"wish", later), 303, base+"later")
		f.check("the link", f.get(base+"later"), 200, base+"check")

		// After a change a page is no longer on the path: its answer is shown as not sent.
		f.check("change an answer", f.post(base+"use", url.Values{"swim": {"yes"}, "version": {"3"}}), 303, base+"wish")
		f.check("check your answers", f.get(base+"check"), 200, "Not sent")
		kept := maps.Clone(f.browser.cookies)
		sent := f.post(base+"check", url.Values{"action": {"send"}})
		f.check("send", sent, 200, "Response received")
		if n := f.countStored(); n != 1 {
			t.Errorf("%d responses", n)
		}
		full := f.post(base+"full-copy.txt", url.Values{web.HalfField: {half(sent)}})
		r, err := receipt.Parse(full.Body.Bytes())
		if err != nil || r.Verify(f.log.Key()) != nil || strings.Contains(string(r.Copy.Answers), "Cold.") ||
			!strings.Contains(string(r.Copy.Answers), "Warmth.") {
			t.Errorf("%v %s", err, full.Body)
		}
		f.check("QR code", sent, 200, `src="data:image/svg&#43;xml;base64,`)

		// The connection was cut before the receipt came, so the browser still has the
		// cookie: it gets the same page again, and then no more.
		f.browser.cookies = kept
		again := f.post(base+"check", url.Values{"action": {"send"}})
		if again.Code != 200 || again.Body.String() != sent.Body.String() {
			t.Errorf("sent again: %d %s", again.Code, again.Body)
		}
		f.check("sent again without the cookie", f.post(base+"check", url.Values{"action": {"send"}}), 200, "These answers were sent on")
	})
}

// The fixed parts of the receipt page are rendered once. Each page has the codes and links of its own response, and
// nothing of another.
func TestReceiptPageShowsItsOwnCodes(t *testing.T) {
	f := newFixture(t, dbtest.Open(t, filepath.Join(t.TempDir(), "test.db")))
	secrets := regexp.MustCompile(`[A-Z]{4}(?:-[A-Z]{4}){3}\b|[A-Z2-7]{4}(?:-[A-Z2-7]{4}){7}|` +
		`name="-half" value="[^"]+"|/answers/standard/[^/]+/|base64,[^"]+`)
	seen := map[string]int{}
	for i := range 4 {
		base := f.start()
		out := f.post(base+allPages, url.Values{"action": {"send"}, "version": {"0"}, "swim": {"yes"}})
		f.check("send", out, 200, "Response received")
		f.check("link to the full copy", out, 200, `action="`+base+`full-copy.txt"`)
		own := map[string]bool{}
		for _, secret := range secrets.FindAllString(out.Body.String(), -1) {
			own[secret] = true
		}
		if len(own) < 5 {
			t.Fatalf("only %d codes and links on the page: %v\n%s", len(own), own, out.Body)
		}
		for secret := range own {
			if before, ok := seen[secret]; ok {
				t.Errorf("page %d shows %s of page %d", i, secret, before)
			}
			seen[secret] = i
		}
	}
}

func TestHostileInput(t *testing.T) {
	many := url.Values{"action": {"send"}, "version": {"0"}}
	for i := range 10_000 {
		many.Add("swim", fmt.Sprint("o", i))
	}
	keys := url.Values{"action": {"send"}}
	for i := range 3000 {
		keys.Set(fmt.Sprint("k", i), "v")
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		newPath := func(page string) string { return f.start() + page }
		two := url.Values{"swim": {"yes", "no"}, "action": {"send"}}
		tooLong := url.Values{"swim": {"yes"}, "wish": {strings.Repeat("é", 201)}, "action": {"send"}}
		for _, test := range []struct {
			name   string
			out    *httptest.ResponseRecorder
			status int
			part   string
		}{
			{"4: unknown page", f.get(newPath("nine")), 404, "cannot find that page"},
			{"4: send without answers", f.post(newPath("check"), url.Values{"action": {"send"}}), 303, "/use"},
			{"4: a page that is not on the path", f.get(newPath("why-not")), 303, "/use"},
			{"8: unknown option", f.post(newPath("0"), url.Values{"swim": {"perhaps"}, "action": {"send"}}), 422, `href="#swim"`},
			{"8: the id of another question as option", f.post(newPath("0"), url.Values{"swim": {"wish"}, "action": {"send"}}), 422, `href="#swim"`},
			{"8: ten thousand options", f.post(newPath("0"), many), 400, "could not read"},
			{"8: two options where one is allowed", f.post(newPath("0"), two), 422, `href="#swim"`},
			{"11: too long an answer", f.post(newPath("0"), tooLong), 422, `href="#wish"`},
			{"11: too long a request", f.post(newPath("0"), url.Values{"wish": {strings.Repeat("x", 300<<10)}}), 413, "Shorten"},
			{"12: thousands of fields", f.post(newPath("0"), keys), 400, "more answers"},
			{"24: incomplete key", f.get("/consultations/pool/answers/standard/abc/use"), 404, "This link is incomplete"},
			{"unknown edition", f.get(strings.Replace(newPath("use"), "/standard/", "/braille/", 1)), 404, "cannot find that questionnaire"},
			{"unknown consultation", f.get("/consultations/moon/respond"), 404, ""},
			{"receipt of a response that was not sent", f.get(newPath("receipt")), 303, "/use"},
		} {
			if test.out.Code != test.status || !strings.Contains(test.out.Body.String()+test.out.Header().Get("Location"), test.part) {
				t.Errorf("%s: %d, want %d with %q:\n%.600s", test.name, test.out.Code, test.status, test.part, test.out.Body)
			}
			if test.out.Code == 200 {
				t.Errorf("%s was accepted", test.name)
			}
		}
		if n := f.countStored(); n != 0 {
			t.Errorf("%d responses were stored", n)
		}
	})
}

// Hostile input 4: the last page can be posted first. Its answers are saved, and
// the response cannot be sent before the required questions are answered.
func TestPagesInAnyOrder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		base := f.start()
		f.check("last page first", f.post(base+"wish", url.Values{"wish": {"Warmth."}, "version": {"0"}}), 303, base+"check")
		f.check("check redirects to the incomplete page", f.get(base+"check"), 303, base+"use")
		f.check("sending redirects there too", f.post(base+"check", url.Values{"action": {"send"}}), 303, base+"use")
		f.check("first page last", f.post(base+"use", url.Values{"swim": {"yes"}, "version": {"1"}}), 303, base+"wish")
		f.check("the last page's answer is still there", f.get(base+"check"), 200, "Warmth.")
	})
}

// Hostile input 14: invalid bytes are replaced before anything is stored, in the
// same way for both databases.
func TestInvalidUTF8IsStoredAlikeOnBothEngines(t *testing.T) {
	stored := map[string]bool{}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		base := f.start()
		typed := "a\x00b\xff\xed\xa0\x80\u202ec\r\nd"
		sent := f.post(base+"0", url.Values{"swim": {"yes"}, "wish": {typed}, "action": {"send"}})
		f.check("send", sent, 200, "Response received")
		r, err := receipt.Parse(f.post(base+"full-copy.txt", url.Values{web.HalfField: {half(sent)}}).Body.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		stored[string(r.Copy.Answers)] = true
		if !strings.Contains(string(r.Copy.Answers), "\u202ec") {
			t.Errorf("a valid character was changed: %q", r.Copy.Answers)
		}
	})
	if len(stored) != 1 {
		t.Errorf("stored in %d different ways: %v", len(stored), stored)
	}
}

// Hostile inputs 18 and 20: text is shown exactly as typed and never interpreted.
func TestTypedTextIsEscaped(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		base := f.start()
		typed := `"'><svg/onload=alert(1)>{{7*7}}${7*7}%s[x](javascript:alert(1))`
		f.post(base+"use", url.Values{"swim": {"yes"}})
		f.post(base+"wish", url.Values{"wish": {typed}, "version": {"1"}})
		for _, page := range []string{"wish", "check"} {
			body := f.get(base + page).Body.String()
			if strings.Contains(body, "<svg/onload") || strings.Contains(body, `href="javascript`) ||
				!strings.Contains(body, "&lt;svg/onload=alert(1)&gt;{{7*7}}${7*7}%s[x](javascript:alert(1))") {
				t.Errorf("%s:\n%s", page, body)
			}
		}
	})
}

// Hostile input 21: posting from the older of two tabs shows both versions.
func TestConflictShowsBothVersions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		base := f.start()
		f.post(base+"use", url.Values{"swim": {"yes"}, "version": {"0"}})
		f.post(base+"wish", url.Values{"wish": {"from the newer tab"}, "version": {"1"}})
		out := f.post(base+"wish", url.Values{"wish": {"from the older tab"}, "version": {"1"}})
		f.check("saved version", out, 409, "from the newer tab")
		f.check("posted version", out, 409, "from the older tab")
		version := regexp.MustCompile(`name="version" value="(\d+)"`).FindStringSubmatch(out.Body.String())
		if version == nil {
			t.Fatal("the page has no version field")
		}
		f.check("continue", f.post(base+"wish", url.Values{"wish": {"from the older tab"}, "version": {version[1]}}), 303, "check")
		f.check("the posted version is saved", f.get(base+"check"), 200, "from the older tab")
	})
}

// Hostile inputs 22 and 28: pages with answers are not cached, a deleted draft is
// gone, and a closed consultation says so.
func TestDeleteDraftAndClosedConsultation(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		base := f.start()
		f.post(base+"use", url.Values{"swim": {"yes"}})
		f.post(base+"wish", url.Values{"version": {"1"}})
		for _, path := range []string{base + "use", base + "wish", base + "check", base + "later"} {
			out := f.get(path)
			if out.Header().Get("Cache-Control") != "no-store" || out.Header().Get("Referrer-Policy") != "no-referrer" ||
				len(out.Result().Cookies()) > 0 {
				t.Errorf("%s: %v", path, out.Header())
			}
		}
		f.check("delete", f.post(base+"clear", url.Values{}), 200, "deleted")
		f.check("after deleting", f.get(base+"check"), 200, "This is a new response")
		base = f.start()
		f.post(base+"use", url.Values{"swim": {"yes"}})
		f.setNow(time.Date(2026, 3, 3, 9, 45, 0, 0, time.UTC))
		f.check("after the grace period", f.post(base+"check", url.Values{"action": {"send"}}), 410, "closed on 3 March 2026")
		if n := f.countStored(); n != 0 {
			t.Errorf("%d responses", n)
		}
	})
}

// Withdrawal with the code from the receipt page.
func TestWithdraw(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		base := f.start()
		got := f.post(base+"0", url.Values{"swim": {"yes"}, "action": {"send"}, "version": {"0"}})
		f.check("send", got, 200, "Response received")
		code := withdrawalCode.FindStringSubmatch(got.Body.String())
		if code == nil {
			t.Fatal(got.Body)
		}
		f.check("wrong code", f.post("/consultations/pool/withdraw", url.Values{"code": {"abc"}}), 422, `href="#code"`)
		f.check("right code", f.post("/consultations/pool/withdraw", url.Values{"code": {code[1]}}), 200, "withdrawn")
		f.check("the address afterwards", f.get(base+"receipt"), 200, "These answers were sent on 2 March 2026")
	})
}
