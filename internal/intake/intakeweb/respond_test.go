package intakeweb

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/internal/web"
	"github.com/folkmoot/folkmoot/receipt"
	"github.com/folkmoot/folkmoot/survey"
)

// fixture is a site with one consultation, and the rooms behind it in earnest.
type fixture struct {
	t        *testing.T
	d        *db.DB
	log      *record.Log
	site     *site.Site
	keys     *intake.Keys
	handlers *Handlers
	now      atomic.Pointer[time.Time]
}

type noReleases struct{}

func (noReleases) Count(ctx context.Context, tx *db.Tx, slug string) (int64, error) {
	return intake.Count(ctx, tx, slug)
}
func (noReleases) Released(context.Context, *db.Tx, string) (bool, error) { return false, nil }

var yesNo = []survey.Option{{ID: "yes", Text: "Yes"}, {ID: "no", Text: "No"}}

var pool = consult.Definition{
	Slug: "pool", Title: "The pool", Type: consult.Survey, Published: true, Opens: "2026-02-01 09:00", Closes: "2026-03-03 09:30",
	Text: consult.Text{
		Summary:  "The pool.",
		Next:     "We read it.",
		Audience: "Everybody.",
		Feedback: "2026-04-01",
		Contact:  consult.Contact{Team: "Pools", Address: "The council"},
	},
	Forms: []survey.Form{
		{ID: "pool", Title: "The pool", Lang: "en", Edition: "standard", Intro: "**Anybody** may answer.", Pages: []survey.Page{
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
	w := &fixture{
		t:    t,
		d:    d,
		log:  log,
		keys: intake.NewKeys(bytes.Repeat([]byte{7}, 32)),
		site: &site.Site{Log: slog.New(slog.DiscardHandler)},
	}
	w.setNow(dbtest.Now)
	d.SetClock(func() time.Time { return *w.now.Load() })
	consults := &consult.Service{DB: d, Log: log, Responses: noReleases{}}
	if err := consults.Define(t.Context(), actor.System, pool); err != nil {
		t.Fatal(err)
	}
	rc := intake.NewReceiver(d, log, func(string, string) ([]byte, error) { return nil, nil }, slog.New(slog.DiscardHandler))
	w.handlers = New(&web.Deps{DB: d, Record: log, Slog: slog.New(slog.DiscardHandler), Site: w.site, Now: time.Now, BaseURL: ""},
		&intake.Service{DB: d, Log: log, Keys: w.keys, Receiver: rc, Releases: noReleases{}, Now: time.Now})
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); rc.Run(ctx) }()
	t.Cleanup(func() { stop(); <-done })
	return w
}

func (w *fixture) setNow(now time.Time) { w.now.Store(&now) }

func (w *fixture) get(path string) *httptest.ResponseRecorder {
	out := httptest.NewRecorder()
	w.site.ServeHTTP(out, httptest.NewRequest("GET", path, nil))
	return out
}

func (w *fixture) post(path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest("POST", path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	out := httptest.NewRecorder()
	w.site.ServeHTTP(out, r)
	return out
}

func (w *fixture) newKey() string {
	return w.keys.New("pool", *w.now.Load()).String()
}

func (w *fixture) countStored() (n int64) {
	w.t.Helper()
	if err := w.d.View(context.Background(), func(tx *db.Tx) (err error) {
		n, err = intake.Count(context.Background(), tx, "pool")
		return err
	}); err != nil {
		w.t.Fatal(err)
	}
	return n
}

func (w *fixture) check(what string, out *httptest.ResponseRecorder, status int, part string) {
	w.t.Helper()
	got := out.Body.String()
	if out.Code == http.StatusSeeOther {
		got = out.Header().Get("Location")
	}
	if out.Code != status || !strings.Contains(got, part) {
		w.t.Errorf("%s: %d, want %d with %q:\n%.1500s", what, out.Code, status, part, got)
	}
}

// The whole way, page by page, and back again.
func TestRespondPageByPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newFixture(t, d)
		w.check("start", w.get("/consultations/pool/respond"), 200, "3 March 2026 at 9:30am")
		begin := w.get("/consultations/pool/respond/standard")
		w.check("begin", begin, 303, "/use")
		base := strings.TrimSuffix(begin.Header().Get("Location"), "use")

		w.check("first page", w.get(base+"use"), 200, "Do you swim?")
		w.check("what the form begins with", w.get(base+"use"), 200, "<strong>Anybody</strong> may answer.")
		w.check("all at once", w.get(base+allPages), 200, "<strong>Anybody</strong> may answer.")
		w.check("nothing chosen", w.post(base+"use", url.Values{"version": {"0"}}), 422, `href="#swim"`)
		w.check("no leads to why", w.post(base+"use", url.Values{"swim": {"no"}, "version": {"0"}}), 303, base+"why-not")
		if strings.Contains(w.get(base+"why-not").Body.String(), "<strong>Anybody</strong>") {
			t.Error("the second page begins as the form does")
		}
		w.check("why", w.post(base+"why-not", url.Values{"why": {"Cold."}, "version": {"1"}}), 303, base+"wish")
		w.check("put aside", w.post(base+"wish", url.Values{"wish": {"Warmth."}, "action": {"later"}, "version": {"2"}}), 303, base+"later")
		w.check("the link", w.get(base+"later"), 200, base+"check")

		// A changed mind makes a page unreachable: its answer is not sent, and that is said.
		w.check("change", w.post(base+"use", url.Values{"swim": {"yes"}, "version": {"3"}}), 303, base+"wish")
		check := w.get(base + "check")
		w.check("check", check, 200, "Not sent")
		w.check("send", w.post(base+"check", url.Values{"action": {"send"}}), 200, "Response received")
		w.check("back, then send again", w.post(base+"check", url.Values{"action": {"send"}}), 200, "Your receipt")
		w.check("check after sending", w.get(base+"check"), 303, base+"receipt")
		if n := w.countStored(); n != 1 {
			t.Errorf("%d responses", n)
		}
		full := w.get(base + "full-copy.txt")
		r, err := receipt.Parse(full.Body.Bytes())
		if err != nil || r.Verify(w.log.Key()) != nil || strings.Contains(string(r.Copy.Answers), "Cold.") ||
			!strings.Contains(string(r.Copy.Answers), "Warmth.") {
			t.Errorf("%v %s", err, full.Body)
		}
		w.check("picture", w.get(base+"receipt.svg"), 200, "<svg")
	})
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
		w := newFixture(t, d)
		one := func(page string) string { return "/consultations/pool/answers/standard/" + w.newKey() + "/" + page }
		for _, test := range []struct {
			name   string
			out    *httptest.ResponseRecorder
			status int
			part   string
		}{
			{"4: a page that is not there", w.get(one("nine")), 404, "no such page"},
			{"4: send with nothing", w.post(one("check"), url.Values{"action": {"send"}}), 303, "/use"},
			{"4: a page that the answers do not lead to", w.get(one("why-not")), 303, "/use"},
			{"8: an option that is not offered", w.post(one("0"), url.Values{"swim": {"perhaps"}, "action": {"send"}}), 422, `href="#swim"`},
			{"8: an option of another question", w.post(one("0"), url.Values{"swim": {"wish"}, "action": {"send"}}), 422, `href="#swim"`},
			{"8: ten thousand options", w.post(one("0"), many), 400, "could not read"},
			{"8: two of one", w.post(one("0"), url.Values{"swim": {"yes", "no"}, "action": {"send"}}), 422, `href="#swim"`},
			{"11: longer than it may be", w.post(one("0"), url.Values{"swim": {"yes"}, "wish": {strings.Repeat("é", 201)}, "action": {"send"}}), 422, `href="#wish"`},
			{"11: more than the site takes", w.post(one("0"), url.Values{"wish": {strings.Repeat("x", 300<<10)}}), 413, "Shorten"},
			{"12: thousands of fields", w.post(one("0"), keys), 400, "more answers"},
			{"24: a key that is not whole", w.get("/consultations/pool/answers/standard/abc/use"), 404, "not whole"},
			{"an edition that is not there", w.get("/consultations/pool/answers/braille/" + w.newKey() + "/use"), 404, "no such questionnaire"},
			{"a consultation that is not there", w.get("/consultations/moon/respond"), 404, ""},
			{"a receipt of nothing", w.get(one("receipt")), 404, "We hold no response"},
		} {
			if test.out.Code != test.status || !strings.Contains(test.out.Body.String()+test.out.Header().Get("Location"), test.part) {
				t.Errorf("%s: %d, want %d with %q:\n%.600s", test.name, test.out.Code, test.status, test.part, test.out.Body)
			}
			if test.out.Code == 200 {
				t.Errorf("%s was taken", test.name)
			}
		}
		if n := w.countStored(); n != 0 {
			t.Errorf("%d responses were kept", n)
		}
	})
}

// Hostile input 4: the last page may be sent first. Nothing of it is lost, and
// nothing is counted before the first is answered.
func TestPagesInAnyOrder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newFixture(t, d)
		base := "/consultations/pool/answers/standard/" + w.newKey() + "/"
		w.check("last first", w.post(base+"wish", url.Values{"wish": {"Warmth."}, "version": {"0"}}), 303, base+"check")
		w.check("check leads to what is open", w.get(base+"check"), 303, base+"use")
		w.check("so does sending", w.post(base+"check", url.Values{"action": {"send"}}), 303, base+"use")
		w.check("first last", w.post(base+"use", url.Values{"swim": {"yes"}, "version": {"1"}}), 303, base+"wish")
		w.check("nothing is lost", w.get(base+"check"), 200, "Warmth.")
	})
}

// Hostile input 14: bytes that are no text are put in order before anything is
// kept, the same for both databases.
func TestInvalidUTF8IsStoredAlikeOnBothEngines(t *testing.T) {
	kept := map[string]bool{}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newFixture(t, d)
		base := "/consultations/pool/answers/standard/" + w.newKey() + "/"
		typed := "a\x00b\xff\xed\xa0\x80\u202ec\r\nd"
		w.check("send", w.post(base+"0", url.Values{"swim": {"yes"}, "wish": {typed}, "action": {"send"}}), 200, "Response received")
		r, err := receipt.Parse(w.get(base + "full-copy.txt").Body.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		kept[string(r.Copy.Answers)] = true
		if !strings.Contains(string(r.Copy.Answers), "\u202ec") {
			t.Errorf("what is text was not kept as typed: %q", r.Copy.Answers)
		}
	})
	if len(kept) != 1 {
		t.Errorf("kept in %d ways: %v", len(kept), kept)
	}
}

// Hostile inputs 18 and 20: what people type is shown as they typed it, and
// does nothing.
func TestTypedTextIsEscaped(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newFixture(t, d)
		base := "/consultations/pool/answers/standard/" + w.newKey() + "/"
		typed := `"'><svg/onload=alert(1)>{{7*7}}${7*7}%s[x](javascript:alert(1))`
		w.post(base+"use", url.Values{"swim": {"yes"}})
		w.post(base+"wish", url.Values{"wish": {typed}, "version": {"1"}})
		for _, page := range []string{"wish", "check"} {
			body := w.get(base + page).Body.String()
			if strings.Contains(body, "<svg/onload") || strings.Contains(body, `href="javascript`) ||
				!strings.Contains(body, "&lt;svg/onload=alert(1)&gt;{{7*7}}${7*7}%s[x](javascript:alert(1))") {
				t.Errorf("%s:\n%s", page, body)
			}
		}
	})
}

// Hostile input 21: the older of two tabs shows both texts.
func TestConflictShowsBothVersions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newFixture(t, d)
		base := "/consultations/pool/answers/standard/" + w.newKey() + "/"
		w.post(base+"use", url.Values{"swim": {"yes"}, "version": {"0"}})
		w.post(base+"wish", url.Values{"wish": {"from the newer tab"}, "version": {"1"}})
		out := w.post(base+"wish", url.Values{"wish": {"from the older tab"}, "version": {"1"}})
		w.check("older", out, 409, "from the newer tab")
		w.check("older", out, 409, "from the older tab")
		version := regexp.MustCompile(`name="version" value="(\d+)"`).FindStringSubmatch(out.Body.String())
		if version == nil {
			t.Fatal("no version")
		}
		w.check("decided", w.post(base+"wish", url.Values{"wish": {"from the older tab"}, "version": {version[1]}}), 303, "check")
		w.check("kept", w.get(base+"check"), 200, "from the older tab")
	})
}

// Hostile inputs 22 and 28: pages with answers stay in no cache, what is cleared
// is gone, and a closed door says so.
func TestDeleteDraftAndClosedConsultation(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newFixture(t, d)
		base := "/consultations/pool/answers/standard/" + w.newKey() + "/"
		w.post(base+"use", url.Values{"swim": {"yes"}})
		for _, path := range []string{base + "use", base + "wish", base + "check", base + "later"} {
			out := w.get(path)
			if out.Header().Get("Cache-Control") != "no-store" || out.Header().Get("Referrer-Policy") != "no-referrer" ||
				len(out.Result().Cookies()) > 0 {
				t.Errorf("%s: %v", path, out.Header())
			}
		}
		w.check("clear", w.post(base+"clear", url.Values{}), 200, "deleted")
		w.check("cleared", w.get(base+"check"), 303, "/use")
		w.post(base+"use", url.Values{"swim": {"yes"}})
		w.setNow(time.Date(2026, 3, 3, 9, 45, 0, 0, time.UTC))
		w.check("after the grace", w.post(base+"check", url.Values{"action": {"send"}}), 410, "closed on 3 March 2026")
		if n := w.countStored(); n != 0 {
			t.Errorf("%d responses", n)
		}
	})
}

// Taking a response back, by somebody who has only the receipt page.
func TestWithdraw(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newFixture(t, d)
		base := "/consultations/pool/answers/standard/" + w.newKey() + "/"
		got := w.post(base+"0", url.Values{"swim": {"yes"}, "action": {"send"}, "version": {"0"}})
		w.check("send", got, 200, "Response received")
		code := regexp.MustCompile(`<code>([^<]+)</code>`).FindStringSubmatch(got.Body.String())
		if code == nil {
			t.Fatal(got.Body)
		}
		w.check("wrong", w.post("/consultations/pool/withdraw", url.Values{"code": {"abc"}}), 422, `href="#code"`)
		w.check("right", w.post("/consultations/pool/withdraw", url.Values{"code": {code[1]}}), 200, "withdrawn")
		w.check("the receipt says so", w.get(base+"receipt"), 200, "You withdrew this response")
	})
}
