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
	pagetest.Golden(t, "letter", letterPage)
	pagetest.Golden(t, "stop", stopPage)
}

const base = "https://consult.example.org"

var council = page.Council{Name: "Exampleshire County Council", Service: "Folkmoot"}

// words are what every kind of letter is filled with in the golden files.
var words = map[string]string{"name": "An officer", "organisation": "Exampleshire County Council", "title": "Getting about", "code": "MFRG-GZDF",
	"link": "/somewhere", "until": "2026-03-09T09:30:00Z", "at": "2026-03-02T09:30:00Z", "due": "2026-03-01T00:00:00Z", "closes": "2026-03-31T23:59:00+01:00"}

// Every kind of letter, in text and in HTML.
func TestLetters(t *testing.T) {
	w := &Writer{BaseURL: base, Council: func(context.Context) page.Council { return council }}
	subjects := map[string]string{}
	for _, kind := range notify.Kinds {
		stop := notify.StopPath + "abc"
		switch kind {
		case notify.Invitation, notify.Reset, notify.CodeChanged, notify.AddressNew, notify.AddressAsked, notify.AddressChanged, notify.FeedbackOverdue, notify.RetentionDue, notify.ContactAccess:
			stop = ""
		}
		got, err := w.Write(t.Context(), notify.Sheet{Kind: kind, Words: words, Stop: stop})
		if err != nil {
			t.Errorf("%s: %v", kind, err)
			continue
		}
		if other := subjects[got.Subject]; other != "" || got.Subject == "" {
			t.Errorf("%s and %s have the subject %q", kind, other, got.Subject)
		}
		subjects[got.Subject] = kind
		if kinds[kind] == "" {
			t.Errorf("the outbox has no word for %s", kind)
		}
		golden(t, kind+".txt", "Subject: "+got.Subject+"\n\n"+got.Text)
		golden(t, kind+".html", got.HTML)
	}
	if _, err := w.Write(t.Context(), notify.Sheet{Kind: "nonsense"}); err == nil {
		t.Error("nonsense was written")
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", "letters", name)
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
func TestWhatPeopleWriteStandsInTheBodyAlone(t *testing.T) {
	w := &Writer{BaseURL: base, Council: func(context.Context) page.Council { return council }}
	bad := "<script>x</script>\r\nBcc: him@example.org\r\n\r\n{{.}} %s"
	hostile := map[string]string{}
	for name := range words {
		hostile[name] = bad
	}
	hostile["link"] = "/x"
	for _, lang := range []string{"", "cy", "gu", "pl", "en-XA", "ar-XB", "xx"} {
		for _, kind := range notify.Kinds {
			got, err := w.Write(t.Context(), notify.Sheet{Kind: kind, Lang: lang, Words: hostile})
			if err != nil {
				t.Fatalf("%s: %v", kind, err)
			}
			if strings.Contains(got.HTML, "<script") || strings.Contains(got.Subject, "script") || strings.ContainsAny(got.Subject, "\r\n") || strings.Contains(got.Text, "\nBcc") || strings.Contains(got.Text, "%!") {
				t.Errorf("%s in %q:\n%s\n%s\n%s", kind, lang, got.Subject, got.Text, got.HTML)
			}
		}
	}
}

// T-HOST: a link leads to where the installation is, and nowhere else.
func TestALinkLeadsHome(t *testing.T) {
	for _, test := range []struct{ base, link, want string }{
		{base, "/a?b=c", base + "/a?b=c"},
		{base, base + "/a", base + "/a"},
		{base, "", ""},
		{"", "/a", "/a"},
		{base, "https://evil.example.org/a", "wrong"},
		{base, base + ".evil.example.org/a", "wrong"},
		{base, base + "@evil.example.org/a", "wrong"},
		{base, "//evil.example.org/a", "wrong"},
		{base, `/\evil.example.org`, "wrong"},
		{base, "javascript:alert(1)", "wrong"},
		{base, "/a\r\nBcc: x", "wrong"},
		{"", "https://evil.example.org/a", "wrong"},
		{"", "//evil.example.org/a", "wrong"},
	} {
		got, err := (&Writer{BaseURL: test.base}).link(test.link)
		if err != nil {
			got = "wrong"
		}
		if got != test.want {
			t.Errorf("%q at %q leads to %q", test.link, test.base, got)
		}
	}
}

// house is a site with an outbox, in which one letter about the pool waits.
type house struct {
	t      *testing.T
	site   *site.Site
	demo   bool
	outbox *notify.Outbox
	run    func()
	d      *db.DB
}

var operator = actor.Actor{ID: "op", Org: actor.Council, Name: "An operator", Can: []actor.Capability{actor.Staff, actor.Operator}}

func build(t *testing.T, d *db.DB) *house {
	t.Helper()
	box, err := seal.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { box.Close() })
	h := &house{t: t, d: d}
	h.site = &site.Site{Log: slog.New(slog.DiscardHandler), BaseURL: base, SignIn: "/staff/sign-in", Council: func(context.Context) page.Council {
		c := council
		c.Demonstration = h.demo
		return c
	}}
	mailer := &notify.Mailer{DB: d, Box: box, Carrier: mail.Nowhere{}, Write: (&Writer{BaseURL: base, Council: h.site.Council}).Write, PerMinute: 100}
	h.outbox = &notify.Outbox{Mailer: mailer, Note: audit.Note}
	New(&web.Deps{DB: d, Slog: h.site.Log, Site: h.site, Now: time.Now, BaseURL: base}, h.outbox)
	runner := &jobs.Runner{DB: d, Slog: h.site.Log, Lease: time.Minute, Attempts: 3, Idle: time.Second}
	mailer.Register(runner)
	h.run = func() {
		for {
			if worked, err := runner.RunOne(t.Context()); err != nil || !worked {
				return
			}
		}
	}
	if err := d.Update(t.Context(), func(tx *db.Tx) error {
		return (&notify.Post{Box: box}).Queue(t.Context(), tx, notify.Letter{Kind: notify.Confirmation, Key: "k", Consultation: "pool", To: "her@example.org",
			Words: map[string]string{"title": "The pool", "code": "ABCD", "link": "/receipts"}}, dbtest.Now)
	}); err != nil {
		t.Fatal(err)
	}
	return h
}

func (h *house) ask(method, path, body string, by actor.Actor, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, base+path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	if by.ID != "" {
		r = site.As(r, by)
	}
	out := httptest.NewRecorder()
	h.site.ServeHTTP(out, r)
	return out
}

func (h *house) want(what string, out *httptest.ResponseRecorder, status int, part string) {
	h.t.Helper()
	if got := out.Body.String() + out.Header().Get("Location"); out.Code != status || !strings.Contains(got, part) {
		h.t.Errorf("%s: %d, want %d with %q:\n%.1200s", what, out.Code, status, part, got)
	}
}

// token is what the letter says where it can be stopped.
func (h *house) token() string {
	h.t.Helper()
	all, err := h.outbox.List(h.t.Context(), operator, time.Time{}, "", 1)
	if err != nil || len(all) != 1 {
		h.t.Fatal(all, err)
	}
	w, _, err := h.outbox.Read(h.t.Context(), operator, all[0].ID)
	if err != nil {
		h.t.Fatal(err)
	}
	return strings.TrimPrefix(w.Stop, base+notify.StopPath)
}

func TestTheOutboxShowsLettersOnlyInADemonstration(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := build(t, d)
		h.run()
		other := actor.Actor{ID: "u", Org: actor.Council, Can: []actor.Capability{actor.Staff, actor.People}}
		h.want("a stranger", h.ask("GET", "/staff/outbox", "", actor.Actor{}), 303, "/staff/sign-in")
		h.want("a colleague", h.ask("GET", "/staff/outbox", "", other), 404, "")
		list := h.ask("GET", "/staff/outbox", "", operator)
		h.want("the operator", list, 200, "Kept here")
		if strings.Contains(list.Body.String(), "her@") || strings.Contains(list.Body.String(), "Read this letter") || list.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s", list.Body)
		}
		all, err := h.outbox.List(t.Context(), operator, time.Time{}, "", 1)
		if err != nil {
			t.Fatal(err)
		}
		one := "/staff/outbox/" + all[0].ID
		h.want("reading what is no demonstration's", h.ask("GET", one, "", operator), 404, "")
		h.demo = true
		h.want("the operator of a demonstration", h.ask("GET", "/staff/outbox", "", operator), 200, "Read this letter")
		h.want("a letter", h.ask("GET", one, "", operator), 200, "The pool")
		h.want("its recipient", h.ask("GET", one, "", operator), 200, "h…@example.org")
		h.want("a colleague", h.ask("GET", one, "", other), 404, "")
		h.want("a letter that is not there", h.ask("GET", "/staff/outbox/x", "", operator), 404, "cannot find")
		h.want("again", h.ask("POST", one+"/again", "", operator), 409, "not waiting")
		h.want("a page that is none", h.ask("GET", "/staff/outbox?behind=x", "", operator), 404, "")
		h.want("the page after the last", h.ask("GET", "/staff/outbox?behind=2020-01-01T00:00:00Z~", "", operator), 200, "There are no letters")
	})
}

func TestStoppingLetters(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := build(t, d)
		h.run()
		path := notify.StopPath + h.token()
		get := h.ask("GET", path, "", actor.Actor{})
		h.want("the page", get, 200, "Stop the emails")
		if get.Header().Get("Cache-Control") != "no-store" {
			t.Error(get.Header())
		}
		h.want("looking stops nothing", h.ask("GET", path, "", actor.Actor{}), 200, "Stop the emails")
		form := url.Values{"stop": {"yes"}}.Encode()
		h.want("a form on another site", h.ask("POST", path, form, actor.Actor{}, "Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example.org"), 403, "another site")
		h.want("so still", h.ask("GET", path, "", actor.Actor{}), 200, "Stop the emails")
		h.want("a link that is not whole", h.ask("GET", path[:len(path)-2], "", actor.Actor{}), 404, "does not work")
		// As RFC 8058, section 3.2 has it: no cookies, no browser, no redirect.
		h.want("one click", h.ask("POST", path, "List-Unsubscribe=One-Click", actor.Actor{}), 200, "No more emails")
		h.want("the page afterwards", h.ask("GET", path, "", actor.Actor{}), 200, "No more emails")
		h.want("our own form", h.ask("POST", path, form, actor.Actor{}, "Sec-Fetch-Site", "same-origin"), 303, path)

		var b bytes.Buffer
		b.WriteString("--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n")
		r := httptest.NewRequest(http.MethodPost, base+path, &b)
		r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
		out := httptest.NewRecorder()
		h.site.ServeHTTP(out, r)
		h.want("one click in parts", out, 200, "No more emails")
	})
}

// One page ends the emails about one consultation, or all of them, by pressing a
// button; a mail provider's one click ends those about the one.
func TestStoppingAllLetters(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := build(t, d)
		h.run()
		path := notify.StopPath + h.token()
		h.want("the page", h.ask("GET", path, "", actor.Actor{}), 200, "Stop all letters from this council")
		h.want("one click", h.ask("POST", path, "List-Unsubscribe=One-Click", actor.Actor{}), 200, "Stop all letters from this council")
		all := url.Values{"stop": {"all"}}.Encode()
		h.want("a form on another site", h.ask("POST", path, all, actor.Actor{}, "Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example.org"), 403, "another site")
		h.want("a link that was changed", h.ask("POST", path[:len(path)-1]+"!", all, actor.Actor{}), 404, "does not work")
		for range 2 {
			h.want("all", h.ask("POST", path, all, actor.Actor{}, "Sec-Fetch-Site", "same-origin"), 303, path)
		}
		after := h.ask("GET", path, "", actor.Actor{})
		h.want("the page afterwards", after, 200, "No more emails from this council")
		if strings.Contains(after.Body.String(), `value="all"`) {
			t.Error("there is nothing left to stop, and a button for it")
		}
	})
}

// After a restore the outbox says what is held, and whoever runs the
// installation says what becomes of it; that is noted.
func TestLettersThatAreHeld(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := build(t, d)
		if err := d.Update(t.Context(), func(tx *db.Tx) error { return notify.Restored(t.Context(), tx, dbtest.Now) }); err != nil {
			t.Fatal(err)
		}
		h.run()
		list := h.ask("GET", "/staff/outbox", "", operator)
		h.want("the outbox", list, 200, "1 letter is held")
		h.want("its letter", list, 200, "Do not send it")
		other := actor.Actor{ID: "u", Org: actor.Council, Can: []actor.Capability{actor.Staff, actor.People}}
		h.want("a colleague", h.ask("POST", "/staff/outbox/held", "do=send", other), 404, "")
		h.want("what no form of ours sends", h.ask("POST", "/staff/outbox/held", "", operator), 400, "Choose whether")
		all, err := h.outbox.List(t.Context(), operator, time.Time{}, "", 1)
		if err != nil || all[0].State != notify.Held {
			t.Fatal(all, err)
		}
		one := "/staff/outbox/" + all[0].ID
		h.want("send none", h.ask("POST", "/staff/outbox/held", "do=drop", operator), 303, "/staff/outbox")
		h.want("again", h.ask("POST", one+"/drop", "", operator), 409, "not waiting")
		h.want("send what is gone", h.ask("POST", one+"/again", "", operator), 409, "not waiting")
		h.run()
		h.want("the outbox afterwards", h.ask("GET", "/staff/outbox", "", operator), 200, "Not sent")
		if err := d.View(t.Context(), func(tx *db.Tx) error {
			entries, _, err := audit.List(t.Context(), tx, actor.System, audit.Filter{Act: "drop-held-letters"})
			if len(entries) != 1 || entries[0].Why != "letters: 1" {
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
func TestLettersInOtherLanguages(t *testing.T) {
	w := &Writer{BaseURL: base, Council: func(context.Context) page.Council { return council }}
	for _, kind := range []string{notify.Confirmation, notify.DraftLink, notify.ClosingSoon, notify.ResultsOut, notify.ContactAccess} {
		stop := notify.StopPath + "abc"
		if kind == notify.ContactAccess {
			stop = ""
		}
		english, err := w.Write(t.Context(), notify.Sheet{Kind: kind, Words: words, Stop: stop})
		if err != nil {
			t.Fatal(err)
		}
		for lang, want := range map[string]string{"cy": "cy", "gu": "gu", "pl": "pl", "cy-GB": "cy", "ur": "en", "x\r\ny": "en", "ar-XB": "ar-XB"} {
			got, err := w.Write(t.Context(), notify.Sheet{Kind: kind, Lang: lang, Words: words, Stop: stop})
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
