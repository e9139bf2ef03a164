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

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/jobs"
	"github.com/folkmoot/folkmoot/internal/mail"
	"github.com/folkmoot/folkmoot/internal/notify"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/page/pagetest"
	"github.com/folkmoot/folkmoot/internal/seal"
	"github.com/folkmoot/folkmoot/internal/web"
)

func TestPages(t *testing.T) {
	pagetest.Golden(t, "outbox", outboxPage)
	pagetest.Golden(t, "notification", notificationPage)
	pagetest.Golden(t, "unsubscribe", unsubscribePage)
}

const baseURL = "https://consult.example.org"

var council = page.Council{Name: "Exampleshire County Council", Service: "Folkmoot"}

// sampleData are what every kind of letter is filled with in the golden files.
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
}

// Every kind of letter, in text and in HTML.
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
			notify.FeedbackOverdue,
			notify.RetentionDue,
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
			t.Errorf("the outbox has no word for %s", kind)
		}
		golden(t, kind+".txt", "Subject: "+got.Subject+"\n\n"+got.Text)
		golden(t, kind+".html", got.HTML)
	}
	if _, err := w.Render(t.Context(), notify.RenderInput{Kind: "nonsense"}); err == nil {
		t.Error("nonsense was written")
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

// T-MAIL: what somebody wrote stands in the body alone, and does nothing there.
func TestUserTextStaysOutOfSubject(t *testing.T) {
	w := &Renderer{BaseURL: baseURL, Council: func(context.Context) page.Council { return council }}
	bad := "<script>x</script>\r\nBcc: him@example.org\r\n\r\n{{.}} %s"
	hostile := map[string]string{}
	for name := range sampleData {
		hostile[name] = bad
	}
	hostile["link"] = "/x"
	for _, lang := range []string{"", "cy", "gu", "pl", "en-XA", "ar-XB", "xx"} {
		for _, kind := range notify.Kinds {
			got, err := w.Render(t.Context(), notify.RenderInput{Kind: kind, Lang: lang, Data: hostile})
			if err != nil {
				t.Fatalf("%s: %v", kind, err)
			}
			if strings.Contains(got.HTML, "<script") || strings.Contains(got.Subject, "script") || strings.ContainsAny(got.Subject, "\r\n") ||
				strings.Contains(got.Text, "\nBcc") ||
				strings.Contains(got.Text, "%!") {
				t.Errorf("%s in %q:\n%s\n%s\n%s", kind, lang, got.Subject, got.Text, got.HTML)
			}
		}
	}
}

// T-HOST: a link leads to where the installation is, and nowhere else.
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
			t.Errorf("%q at %q leads to %q", test.link, test.base, got)
		}
	}
}

// testSite is a site with an outbox, in which one letter about the pool waits.
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
	h := &testSite{t: t, db: d}
	h.site = &site.Site{
		Log:        slog.New(slog.DiscardHandler),
		BaseURL:    baseURL,
		SignInPath: "/staff/sign-in",
		Council: func(context.Context) page.Council {
			c := council
			c.Demonstration = h.demo
			return c
		},
	}
	mailer := &notify.Mailer{
		DB:        d,
		Box:       box,
		Carrier:   mail.Discard{},
		Render:    (&Renderer{BaseURL: baseURL, Council: h.site.Council}).Render,
		PerMinute: 100,
	}
	h.outbox = &notify.Outbox{Mailer: mailer, Audit: audit.Append}
	New(&web.Deps{DB: d, Slog: h.site.Log, Site: h.site, Now: time.Now, BaseURL: baseURL}, h.outbox)
	runner := &jobs.Runner{DB: d, Log: h.site.Log, Lease: time.Minute, MaxAttempts: 3, PollInterval: time.Second}
	mailer.RegisterJobs(runner)
	h.runJobs = func() {
		for {
			if worked, err := runner.RunOne(t.Context()); err != nil || !worked {
				return
			}
		}
	}
	if err := d.Update(t.Context(), func(tx *db.Tx) error {
		return (&notify.Queue{Box: box}).Enqueue(t.Context(), tx, notify.Notification{Kind: notify.Confirmation, Key: "k", Consultation: "pool", To: "her@example.org",
			Data: map[string]string{"title": "The pool", "code": "ABCD", "link": "/receipts"}}, dbtest.Now)
	}); err != nil {
		t.Fatal(err)
	}
	return h
}

func (h *testSite) request(method, path, body string, by actor.Actor, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, baseURL+path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	if by.ID != "" {
		r = site.WithActor(r, by)
	}
	out := httptest.NewRecorder()
	h.site.ServeHTTP(out, r)
	return out
}

func (h *testSite) check(what string, out *httptest.ResponseRecorder, status int, part string) {
	h.t.Helper()
	if got := out.Body.String() + out.Header().Get("Location"); out.Code != status || !strings.Contains(got, part) {
		h.t.Errorf("%s: %d, want %d with %q:\n%.1200s", what, out.Code, status, part, got)
	}
}

// unsubscribeToken is what the letter says where it can be stopped.
func (h *testSite) unsubscribeToken() string {
	h.t.Helper()
	all, err := h.outbox.List(h.t.Context(), operator, time.Time{}, "", 1)
	if err != nil || len(all) != 1 {
		h.t.Fatal(all, err)
	}
	w, _, err := h.outbox.ReadStored(h.t.Context(), operator, all[0].ID)
	if err != nil {
		h.t.Fatal(err)
	}
	return strings.TrimPrefix(w.UnsubscribeURL, baseURL+notify.UnsubscribePath)
}

func TestOutboxShowsTextOnlyInDemo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newTestSite(t, d)
		h.runJobs()
		other := actor.Actor{ID: "u", Org: actor.CouncilOrg, Capabilities: []actor.Capability{actor.Staff, actor.ManagePeople}}
		h.check("a stranger", h.request("GET", "/staff/notifications", "", actor.Actor{}), 303, "/staff/sign-in")
		h.check("a colleague", h.request("GET", "/staff/notifications", "", other), 404, "")
		list := h.request("GET", "/staff/notifications", "", operator)
		h.check("the operator", list, 200, "Stored, not sent")
		if strings.Contains(list.Body.String(), "her@") || strings.Contains(list.Body.String(), "Read this email") ||
			list.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s", list.Body)
		}
		all, err := h.outbox.List(t.Context(), operator, time.Time{}, "", 1)
		if err != nil {
			t.Fatal(err)
		}
		one := "/staff/notifications/" + all[0].ID
		h.check("reading what is no demonstration's", h.request("GET", one, "", operator), 404, "")
		h.demo = true
		h.check("the operator of a demonstration", h.request("GET", "/staff/notifications", "", operator), 200, "Read this email")
		h.check("a letter", h.request("GET", one, "", operator), 200, "The pool")
		h.check("its recipient", h.request("GET", one, "", operator), 200, "h…@example.org")
		h.check("a colleague", h.request("GET", one, "", other), 404, "")
		h.check("a letter that is not there", h.request("GET", "/staff/notifications/x", "", operator), 404, "cannot find")
		h.check("again", h.request("POST", one+"/retry", "", operator), 409, "not waiting")
		h.check("a page that is none", h.request("GET", "/staff/notifications?behind=x", "", operator), 404, "")
		h.check(
			"the page after the last",
			h.request("GET", "/staff/notifications?behind=2020-01-01T00:00:00Z~", "", operator),
			200,
			"There are no letters",
		)
	})
}

func TestUnsubscribe(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newTestSite(t, d)
		h.runJobs()
		path := notify.UnsubscribePath + h.unsubscribeToken()
		get := h.request("GET", path, "", actor.Actor{})
		h.check("the page", get, 200, "Stop these emails")
		if get.Header().Get("Cache-Control") != "no-store" {
			t.Error(get.Header())
		}
		h.check("looking stops nothing", h.request("GET", path, "", actor.Actor{}), 200, "Stop these emails")
		form := url.Values{"stop": {"yes"}}.Encode()
		h.check(
			"a form on another site",
			h.request("POST", path, form, actor.Actor{}, "Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example.org"),
			403,
			"another site",
		)
		h.check("so still", h.request("GET", path, "", actor.Actor{}), 200, "Stop these emails")
		h.check("a link that is not whole", h.request("GET", path[:len(path)-2], "", actor.Actor{}), 404, "does not work")
		// As RFC 8058, section 3.2 has it: no cookies, no browser, no redirect.
		h.check("one click", h.request("POST", path, "List-Unsubscribe=One-Click", actor.Actor{}), 200, "No more emails")
		h.check("the page afterwards", h.request("GET", path, "", actor.Actor{}), 200, "No more emails")
		h.check("our own form", h.request("POST", path, form, actor.Actor{}, "Sec-Fetch-Site", "same-origin"), 303, path)

		var b bytes.Buffer
		b.WriteString("--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n")
		r := httptest.NewRequest(http.MethodPost, baseURL+path, &b)
		r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
		out := httptest.NewRecorder()
		h.site.ServeHTTP(out, r)
		h.check("one click in parts", out, 200, "No more emails")
	})
}

// One page ends the emails about one consultation, or all of them, by pressing a
// button; a mail provider's one click ends those about the one.
func TestUnsubscribeAll(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newTestSite(t, d)
		h.runJobs()
		path := notify.UnsubscribePath + h.unsubscribeToken()
		h.check("the page", h.request("GET", path, "", actor.Actor{}), 200, "Stop all consultation emails from this council")
		h.check(
			"one click",
			h.request("POST", path, "List-Unsubscribe=One-Click", actor.Actor{}),
			200,
			"Stop all consultation emails from this council",
		)
		all := url.Values{"stop": {"all"}}.Encode()
		h.check(
			"a form on another site",
			h.request("POST", path, all, actor.Actor{}, "Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example.org"),
			403,
			"another site",
		)
		h.check("a link that was changed", h.request("POST", path[:len(path)-1]+"!", all, actor.Actor{}), 404, "does not work")
		for range 2 {
			h.check("all", h.request("POST", path, all, actor.Actor{}, "Sec-Fetch-Site", "same-origin"), 303, path)
		}
		after := h.request("GET", path, "", actor.Actor{})
		h.check("the page afterwards", after, 200, "You will not get any more consultation emails from this council")
		if strings.Contains(after.Body.String(), `value="all"`) {
			t.Error("there is nothing left to stop, and a button for it")
		}
	})
}

// After a restore the outbox says what is held, and whoever runs the
// installation says what becomes of it; that is noted.
func TestResolveOnHold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newTestSite(t, d)
		if err := d.Update(t.Context(), func(tx *db.Tx) error { return notify.HoldAfterRestore(t.Context(), tx, dbtest.Now) }); err != nil {
			t.Fatal(err)
		}
		h.runJobs()
		list := h.request("GET", "/staff/notifications", "", operator)
		h.check("the outbox", list, 200, "1 letter is held")
		h.check("its letter", list, 200, "Do not send")
		other := actor.Actor{ID: "u", Org: actor.CouncilOrg, Capabilities: []actor.Capability{actor.Staff, actor.ManagePeople}}
		h.check("a colleague", h.request("POST", "/staff/notifications/on-hold", "do=send", other), 404, "")
		h.check("what no form of ours sends", h.request("POST", "/staff/notifications/on-hold", "", operator), 400, "Choose whether")
		all, err := h.outbox.List(t.Context(), operator, time.Time{}, "", 1)
		if err != nil || all[0].State != notify.OnHold {
			t.Fatal(all, err)
		}
		one := "/staff/notifications/" + all[0].ID
		h.check("send none", h.request("POST", "/staff/notifications/on-hold", "do=drop", operator), 303, "/staff/notifications")
		h.check("again", h.request("POST", one+"/discard", "", operator), 409, "not waiting")
		h.check("send what is gone", h.request("POST", one+"/retry", "", operator), 409, "not waiting")
		h.runJobs()
		h.check("the outbox afterwards", h.request("GET", "/staff/notifications", "", operator), 200, "Not sent")
		if err := d.View(t.Context(), func(tx *db.Tx) error {
			entries, _, err := audit.List(t.Context(), tx, actor.System, audit.Filter{Act: "drop-held-letters"})
			if len(entries) != 1 || entries[0].Reason != "letters: 1" {
				t.Errorf("noted: %+v", entries)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	})
}

// Every letter to the public in every language, in text and in HTML. A language
// that the interface does not speak gets the nearest one, and says which.
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
		for lang, want := range map[string]string{"cy": "cy", "gu": "gu", "pl": "pl", "cy-GB": "cy", "uk": "en", "x\r\ny": "en", "ar-XB": "ar-XB"} {
			got, err := w.Render(t.Context(), notify.RenderInput{Kind: kind, Lang: lang, Data: sampleData, UnsubscribePath: stop})
			if err != nil {
				t.Fatal(err)
			}
			dir := "ltr"
			if want == "ar-XB" {
				dir = "rtl"
			}
			if got.Lang != want || !strings.Contains(got.HTML, `<html lang="`+want+`" dir="`+dir+`">`) {
				t.Errorf("%s in %q is written in %s:\n%.200s", kind, lang, got.Lang, got.HTML)
			}
			if (got.Subject == english.Subject) != (want == "en") || (got.Text == english.Text) != (want == "en") {
				t.Errorf("%s in %q has the subject %q", kind, lang, got.Subject)
			}
		}
	}
}
