package notifyweb

import (
	"bytes"
	"context"
	"flag"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/jobs"
	"github.com/folkmoot/folkmoot/internal/mail"
	"github.com/folkmoot/folkmoot/internal/notify"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/page/pagetest"
	"github.com/folkmoot/folkmoot/internal/seal"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

func TestPages(t *testing.T) {
	pagetest.Golden(t, "outbox", outboxPage)
	pagetest.Golden(t, "notification", notificationPage)
	pagetest.Golden(t, "unsubscribe", unsubscribePage)
}

const baseURL = "https://consult.example.org"

var council = page.Council{Name: "Exampleshire County Council", Service: "Folkmoot"}

// sampleData is the data for every kind of notification in the golden files.
var sampleData = map[string]string{
	"name":         "An officer",
	"organisation": "Exampleshire County Council",
	"title":        "Getting about",
	"code":         "MFRG-GZDF",
	"link":         "/somewhere",
	"until":        "2026-03-09T09:30:00Z",
	"at":           "2026-03-02T09:30:00Z",
	"due":          "2026-03-01T00:00:00Z",
	"closes":       "2026-03-31T23:59:00+01:00",
	"reason":       "The disk failed",
	"missing":      "12",
	"say":          "A record is waiting for your approval",
	"items": `[{"Say": "An action of yours is due", "Title": "Train\nstaff", "Due": "2026-03-01T00:00:00Z"},
		{"Say": "A request about personal data is waiting for you"}]`,
	"more": "3",
}

// Every kind of notification, as text and as HTML.
func TestEmailTexts(t *testing.T) {
	w := &Renderer{BaseURL: baseURL, Council: func(context.Context) page.Council { return council }}
	subjects := map[string]string{}
	for _, kind := range notify.Kinds {
		stop := notify.UnsubscribePath + "abc"
		switch kind {
		case notify.Invitation,
			notify.Reset,
			notify.SignInChanged,
			notify.EmailConfirm,
			notify.EmailChangeRequested,
			notify.EmailChanged,
			notify.StaffNotice,
			notify.StaffDigest,
			notify.DatabaseRestored,
			notify.ContactAccess:
			stop = ""
		}
		got, err := w.Render(t.Context(), notify.RenderInput{Kind: kind, Data: sampleData, UnsubscribePath: stop})
		if err != nil {
			t.Errorf("%s: %v", kind, err)
			continue
		}
		if other := subjects[got.Subject]; other != "" || got.Subject == "" {
			t.Errorf("%s and %s have the subject %q", kind, other, got.Subject)
		}
		subjects[got.Subject] = kind
		if kindNames[kind] == "" {
			t.Errorf("the outbox has no name for %s", kind)
		}
		golden(t, kind+".txt", "Subject: "+got.Subject+"\n\n"+got.Text)
		golden(t, kind+".html", got.HTML)
	}
	if _, err := w.Render(t.Context(), notify.RenderInput{Kind: "nonsense"}); err == nil {
		t.Error("an unknown kind was rendered")
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", "emails", name)
	if flag.Lookup("update").Value.String() == "true" {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Errorf("%s has changed; if that is right, run the test with -update and read the diff:\n%s", file, got)
	}
}

// Hostile text from users appears only in the body, escaped.
func TestUserTextStaysOutOfSubject(t *testing.T) {
	w := &Renderer{BaseURL: baseURL, Council: func(context.Context) page.Council { return council }}
	bad := "<script>x</script>\r\nBcc: him@example.org\r\n\r\n{{.}} %s"
	hostile := map[string]string{}
	for name := range sampleData {
		hostile[name] = bad
	}
	hostile["link"], hostile["say"], hostile["more"] = "/x", sampleData["say"], "1"
	hostile["items"] = db.JSON([]notify.DigestItem{{Say: sampleData["say"], Title: bad, Due: bad}})
	for _, lang := range []string{"", "cy", "gu", "pl", "en-XA", "ar-XB", "xx"} {
		for _, kind := range notify.Kinds {
			got, err := w.Render(t.Context(), notify.RenderInput{Kind: kind, Lang: lang, Data: hostile})
			if err != nil {
				t.Fatalf("%s: %v", kind, err)
			}
			if strings.Contains(got.HTML, "<script") ||
				strings.Contains(got.Subject, "script") || strings.ContainsAny(got.Subject, "\r\n") ||
				strings.Contains(got.Text, "\nBcc") || strings.Contains(got.Text, "%!") {
				t.Errorf("%s in %q:\n%s\n%s\n%s", kind, lang, got.Subject, got.Text, got.HTML)
			}
		}
	}
}

// A link leads to this installation or is refused.
func TestAbsoluteLink(t *testing.T) {
	for _, test := range []struct{ base, link, want string }{
		{baseURL, "/a?b=c", baseURL + "/a?b=c"},
		{baseURL, baseURL + "/a", baseURL + "/a"},
		{baseURL, "", ""},
		{"", "/a", "/a"},
		{baseURL, "https://evil.example.org/a", "wrong"},
		{baseURL, baseURL + ".evil.example.org/a", "wrong"},
		{baseURL, baseURL + "@evil.example.org/a", "wrong"},
		{baseURL, "//evil.example.org/a", "wrong"},
		{baseURL, `/\evil.example.org`, "wrong"},
		{baseURL, "javascript:alert(1)", "wrong"},
		{baseURL, "/a\r\nBcc: x", "wrong"},
		{"", "https://evil.example.org/a", "wrong"},
		{"", "//evil.example.org/a", "wrong"},
	} {
		got, err := (&Renderer{BaseURL: test.base}).absoluteLink(test.link)
		if err != nil {
			got = "wrong"
		}
		if got != test.want {
			t.Errorf("link %q with base URL %q: got %q, want %q", test.link, test.base, got, test.want)
		}
	}
}

// testSite is a site with an outbox in which one notification about the pool is
// queued.
type testSite struct {
	t       *testing.T
	site    *site.Site
	demo    bool
	outbox  *notify.Outbox
	runJobs func()
	db      *db.DB
}

var operator = actor.Actor{
	ID:           "op",
	Org:          actor.CouncilOrg,
	Name:         "An operator",
	Capabilities: []actor.Capability{actor.Staff, actor.Operate},
}

func newTestSite(t *testing.T, d *db.DB) *testSite {
	t.Helper()
	box, err := seal.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { box.Close() })
	s := &testSite{t: t, db: d}
	s.site = &site.Site{RecentlyAuthenticated: func(*http.Request) bool { return true },
		Log:        slog.New(slog.DiscardHandler),
		BaseURL:    baseURL,
		SignInPath: "/staff/sign-in",
		Council: func(context.Context) page.Council {
			c := council
			c.Demonstration = s.demo
			return c
		},
	}
	mailer := &notify.Mailer{
		DB:        d,
		Box:       box,
		Carrier:   mail.Discard{},
		Render:    (&Renderer{BaseURL: baseURL, Council: s.site.Council}).Render,
		PerMinute: 100,
	}
	s.outbox = &notify.Outbox{Mailer: mailer, Audit: audit.Append}
	deps := &web.Deps{DB: d, Slog: s.site.Log, Site: s.site, Now: time.Now, BaseURL: baseURL}
	feature.Mount(deps, New(deps, s.outbox))
	runner := &jobs.Runner{DB: d, Log: s.site.Log, Lease: time.Minute, MaxAttempts: 3, PollInterval: time.Second}
	mailer.RegisterJobs(runner)
	s.runJobs = func() {
		for range 1000 {
			if worked, err := runner.RunOne(t.Context()); err != nil || !worked {
				return
			}
		}
		t.Error("jobs are still due after 1000 runs")
	}
	if err := d.Update(t.Context(), func(tx *db.Tx) error {
		return (&notify.Queue{Box: box}).Enqueue(t.Context(), tx, notify.Notification{
			Kind:         notify.Confirmation,
			Key:          "k",
			Consultation: "pool",
			To:           "her@example.org",
			Data:         map[string]string{"title": "The pool", "code": "ABCD", "link": "/receipts"},
		}, dbtest.Now)
	}); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *testSite) request(method, path, body string, by actor.Actor, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, baseURL+path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	if by.ID != "" {
		r = site.WithActor(r, by)
	}
	return pagetest.ServeConfirmed(s.site, r)
}

func (s *testSite) check(what string, out *httptest.ResponseRecorder, status int, part string) {
	s.t.Helper()
	if got := out.Body.String() + out.Header().Get("Location"); out.Code != status || !strings.Contains(got, part) {
		s.t.Errorf("%s: %d, want %d with %q:\n%.1200s", what, out.Code, status, part, got)
	}
}

// unsubscribeToken returns the token of the unsubscribe link of the stored
// notification.
func (s *testSite) unsubscribeToken() string {
	s.t.Helper()
	all, err := s.outbox.List(s.t.Context(), operator, "", 1)
	if err != nil || len(all.Items) != 1 {
		s.t.Fatal(all, err)
	}
	w, _, err := s.outbox.ReadStored(s.t.Context(), operator, all.Items[0].ID)
	if err != nil {
		s.t.Fatal(err)
	}
	return strings.TrimPrefix(w.UnsubscribeURL, baseURL+notify.UnsubscribePath)
}

func TestOutboxShowsTextOnlyInDemo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newTestSite(t, d)
		s.runJobs()
		other := actor.Actor{ID: "u", Org: actor.CouncilOrg, Capabilities: []actor.Capability{actor.Staff, actor.ManagePeople}}
		s.check("a visitor", s.request("GET", "/staff/notifications", "", actor.Actor{}), 303, "/staff/sign-in")
		s.check("a colleague", s.request("GET", "/staff/notifications", "", other), 404, "")
		list := s.request("GET", "/staff/notifications", "", operator)
		s.check("the operator", list, 200, "Stored, not sent")
		if strings.Contains(list.Body.String(), "her@") || strings.Contains(list.Body.String(), "Read this email") ||
			list.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s", list.Body)
		}
		all, err := s.outbox.List(t.Context(), operator, "", 1)
		if err != nil {
			t.Fatal(err)
		}
		path := "/staff/notifications/" + all.Items[0].ID
		s.check("reading outside a demonstration", s.request("GET", path, "", operator), 404, "")
		s.demo = true
		s.check("the operator of a demonstration", s.request("GET", "/staff/notifications", "", operator), 200, "Read this email")
		s.check("a notification", s.request("GET", path, "", operator), 200, "The pool")
		s.check("its recipient", s.request("GET", path, "", operator), 200, "h…@example.org")
		s.check("a colleague", s.request("GET", path, "", other), 404, "")
		s.check("an unknown notification", s.request("GET", "/staff/notifications/x", "", operator), 404, "cannot find")
		s.check("retrying a stored one", s.request("POST", path+"/retry", "", operator), 409, "cannot change this notification")
		s.check("a wrong page address", s.request("GET", "/staff/notifications?page=x", "", operator), 404, "")
	})
}

func TestUnsubscribe(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newTestSite(t, d)
		s.runJobs()
		path := notify.UnsubscribePath + s.unsubscribeToken()
		get := s.request("GET", path, "", actor.Actor{})
		s.check("the page", get, 200, "Stop these emails")
		if get.Header().Get("Cache-Control") != "no-store" {
			t.Error(get.Header())
		}
		s.check("GET does not unsubscribe", s.request("GET", path, "", actor.Actor{}), 200, "Stop these emails")
		form := url.Values{"stop": {"yes"}}.Encode()
		s.check(
			"a form on another site",
			s.request("POST", path, form, actor.Actor{}, "Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example.org"),
			403,
			"another website",
		)
		s.check("the page after that", s.request("GET", path, "", actor.Actor{}), 200, "Stop these emails")
		s.check("a truncated link", s.request("GET", path[:len(path)-2], "", actor.Actor{}), 404, "does not work")
		// RFC 8058, section 3.2: no cookies, no redirect.
		s.check("one click", s.request("POST", path, "List-Unsubscribe=One-Click", actor.Actor{}), 200, "any more emails")
		s.check("the page afterwards", s.request("GET", path, "", actor.Actor{}), 200, "any more emails")
		s.check("our own form", s.request("POST", path, form, actor.Actor{}, "Sec-Fetch-Site", "same-origin"), 303, path)

		var b bytes.Buffer
		b.WriteString("--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n")
		r := httptest.NewRequest(http.MethodPost, baseURL+path, &b)
		r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
		out := httptest.NewRecorder()
		s.site.ServeHTTP(out, r)
		s.check("one click as multipart", out, 200, "any more emails")
	})
}

// The page can end emails about one consultation or about all of them. A mail
// provider's one click ends those about the one.
func TestUnsubscribeAll(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newTestSite(t, d)
		s.runJobs()
		path := notify.UnsubscribePath + s.unsubscribeToken()
		s.check("the page", s.request("GET", path, "", actor.Actor{}), 200, "Stop all consultation emails from this council")
		s.check(
			"one click",
			s.request("POST", path, "List-Unsubscribe=One-Click", actor.Actor{}),
			200,
			"Stop all consultation emails from this council",
		)
		all := url.Values{"stop": {"all"}}.Encode()
		s.check(
			"a form on another site",
			s.request("POST", path, all, actor.Actor{}, "Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example.org"),
			403,
			"another website",
		)
		s.check("a link that was changed", s.request("POST", path[:len(path)-1]+"!", all, actor.Actor{}), 404, "does not work")
		for range 2 {
			s.check("all", s.request("POST", path, all, actor.Actor{}, "Sec-Fetch-Site", "same-origin"), 303, path)
		}
		after := s.request("GET", path, "", actor.Actor{})
		s.check("the page afterwards", after, 200, "You will not get any more consultation emails from this council")
		if strings.Contains(after.Body.String(), `value="all"`) {
			t.Error("there is still a button to stop all emails")
		}
	})
}

// After a restore an operator decides about the notifications on hold, and the
// decision is audited.
func TestResolveOnHold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newTestSite(t, d)
		if err := d.Update(t.Context(), func(tx *db.Tx) error { return notify.HoldAfterRestore(t.Context(), tx, dbtest.Now) }); err != nil {
			t.Fatal(err)
		}
		s.runJobs()
		list := s.request("GET", "/staff/notifications", "", operator)
		s.check("the outbox", list, 200, "1 email is on hold")
		s.check("its notification", list, 200, "Do not send")
		other := actor.Actor{ID: "u", Org: actor.CouncilOrg, Capabilities: []actor.Capability{actor.Staff, actor.ManagePeople}}
		s.check("a colleague", s.request("POST", "/staff/notifications/on-hold", "do=send", other), 404, "")
		s.check("no decision", s.request("POST", "/staff/notifications/on-hold", "", operator), 400, "Choose whether")
		all, err := s.outbox.List(t.Context(), operator, "", 1)
		if err != nil || all.Items[0].State != notify.OnHold {
			t.Fatal(all, err)
		}
		path := "/staff/notifications/" + all.Items[0].ID
		s.check("send none", s.request("POST", "/staff/notifications/on-hold", "do=discard", operator), 303, "/staff/notifications")
		s.check("discard again", s.request("POST", path+"/discard", "", operator), 409, "cannot change this notification")
		s.check("send a discarded one", s.request("POST", path+"/retry", "", operator), 409, "cannot change this notification")
		s.runJobs()
		s.check("the outbox afterwards", s.request("GET", "/staff/notifications", "", operator), 200, "Not sent")
		if err := d.View(t.Context(), func(tx *db.Tx) error {
			entries, err := audit.List(t.Context(), tx, actor.System, audit.Filter{Act: "discard-notifications-on-hold"})
			if len(entries.Items) != 1 || entries.Items[0].Reason != "notifications: 1 | confirmed: Email" {
				t.Errorf("audit entries: %+v", entries)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	})
}

// Every notification to respondents in every language, as text and as HTML. A
// language without translations gets the nearest one, and is marked as that.
func TestEmailLanguages(t *testing.T) {
	w := &Renderer{BaseURL: baseURL, Council: func(context.Context) page.Council { return council }}
	for _, kind := range []string{notify.Confirmation, notify.DraftLink, notify.ClosingSoon, notify.ResultsPublished, notify.ContactAccess} {
		stop := notify.UnsubscribePath + "abc"
		if kind == notify.ContactAccess {
			stop = ""
		}
		english, err := w.Render(t.Context(), notify.RenderInput{Kind: kind, Data: sampleData, UnsubscribePath: stop})
		if err != nil {
			t.Fatal(err)
		}
		for lang, want := range map[string]string{
			"cy": "cy", "gu": "gu", "pl": "pl", "cy-GB": "cy", "uk": "en", "x\r\ny": "en", "ar-XB": "ar-XB",
		} {
			got, err := w.Render(t.Context(), notify.RenderInput{Kind: kind, Lang: lang, Data: sampleData, UnsubscribePath: stop})
			if err != nil {
				t.Fatal(err)
			}
			dir := "ltr"
			if want == "ar-XB" {
				dir = "rtl"
			}
			if got.Lang != want || !strings.Contains(got.HTML, `<html lang="`+want+`" dir="`+dir+`">`) {
				t.Errorf("%s requested in %q is in %s:\n%.200s", kind, lang, got.Lang, got.HTML)
			}
			if (got.Subject == english.Subject) != (want == "en") || (got.Text == english.Text) != (want == "en") {
				t.Errorf("%s in %q has the subject %q", kind, lang, got.Subject)
			}
		}
	}
}
