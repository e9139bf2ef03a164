package intakeweb

import (
	"fmt"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/web"
)

// Two people with one link have two responses: neither sees or changes the other's.
//
// Row A3 of docs/faults.md.
func TestPassedOnLinkStartsNewResponse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		base := f.start()
		f.post(base+"use", url.Values{"swim": {"yes"}, "version": {"0"}})
		f.post(base+"wish", url.Values{"wish": {"The first person's wish."}, "version": {"1"}})
		first := f.browser

		f.browser = newBrowser()
		for _, page := range []string{"use", "wish", "check", "later", "0", "receipt"} {
			out := f.get(base + page)
			f.check("the second person opens "+page, out, 200, "This is a new response")
			if strings.Contains(out.Body.String(), "first person") {
				t.Errorf("%s shows the first person's answers", page)
			}
		}
		f.browser = newBrowser()
		out := f.get(base + "use")
		action := regexp.MustCompile(`action="(/consultations/pool/answers/standard/[^"]+/)use"`).FindStringSubmatch(out.Body.String())
		if action == nil || action[1] == base {
			t.Fatalf("the page does not lead to a response of its own: %v", action)
		}
		own := action[1]
		f.check("the second person answers", f.post(own+"use", url.Values{"swim": {"yes"}, "version": {"0"}, web.HalfField: {half(out)}}),
			303, own+"wish")
		f.post(own+"wish", url.Values{"wish": {"The second person's wish."}, "version": {"1"}})
		f.check("the second person sends", f.post(own+"check", url.Values{"action": {"send"}}), 200, "Response received")

		f.browser = first
		check := f.get(base + "check")
		f.check("the first person's answers", check, 200, "The first person")
		if strings.Contains(check.Body.String(), "second person") {
			t.Error("the first person sees the second's answers")
		}
		f.check("the first person sends", f.post(base+"check", url.Values{"action": {"send"}}), 200, "Response received")
		if n := f.countStored(); n != 2 {
			t.Errorf("%d responses, want 2", n)
		}
	})
}

// What a person typed on a page is on the page again if their cookie is gone.
//
// Row A3 of docs/faults.md.
func TestLostCookieKeepsTheTypedPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		base := f.start()
		f.post(base+"use", url.Values{"swim": {"yes"}, "version": {"0"}})
		f.browser = newBrowser()
		for _, page := range []string{"wish", "why-not", "0"} {
			typed := url.Values{"wish": {"Typed just now."}, "why": {"Typed just now."}, "version": {"1"}}
			f.check(page, f.post(base+page, typed), 409, "Typed just now.")
		}
	})
}

// After sending, every page of the form says that it was sent, in every browser: Back
// leads to no form, other answers are refused and never thanked for, and the next
// person at the same computer sees nothing of the first.
//
// Row A2 of docs/faults.md.
func TestUsedKeySaysSoOnEveryPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		base := f.start()
		f.post(base+"use", url.Values{"swim": {"yes"}, "version": {"0"}})
		f.post(base+"wish", url.Values{"wish": {"MARKER"}, "version": {"1"}})
		kept := f.browser.cookies
		before := map[string]string{}
		for name, value := range kept {
			before[name] = value
		}
		sent := f.post(base+"check", url.Values{"action": {"send"}})
		f.check("sent", sent, 200, "Response received")
		if len(f.browser.cookies) != 0 {
			t.Errorf("the browser keeps %v", f.browser.cookies)
		}
		code := withdrawalCode.FindStringSubmatch(sent.Body.String())[1]
		for name, cookies := range map[string]map[string]string{"without the cookie": {}, "with the cookie": before} {
			for _, page := range []string{"use", "why-not", "wish", "check", "later", "receipt", "0"} {
				f.browser.cookies = cookies
				out := f.get(base + page)
				f.check(name+" "+page, out, 200, "These answers were sent on 2 March 2026")
				if body := out.Body.String(); strings.Contains(body, "MARKER") || strings.Contains(body, code) {
					t.Errorf("%s %s shows what was sent", name, page)
				}
			}
			for _, page := range []string{"use", "wish", "0"} {
				for _, action := range []string{"continue", "later", "send"} {
					f.browser.cookies = cookies
					out := f.post(base+page, url.Values{"swim": {"yes"}, "wish": {"Other words."}, "action": {action}, "version": {"0"}})
					f.check(name+": other answers on "+page, out, 409, "has not been sent")
					if strings.Contains(out.Body.String(), code) {
						t.Errorf("%s: the code is shown after other answers", name)
					}
				}
			}
		}
		if n := f.countStored(); n != 1 {
			t.Errorf("%d responses", n)
		}
	})
}

// A browser that refuses cookies can respond: the half of the key goes from form to
// form and is never in an address.
//
// Row A3 of docs/faults.md.
func TestRespondWithoutCookies(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		f.browser = nil
		out := f.get(f.start() + "use")
		f.check("first page", out, 200, "your browser refuses cookies")
		action := regexp.MustCompile(`<form method="post" action="([^"]+)"`)
		send := func(path string, form url.Values) *httptest.ResponseRecorder {
			t.Helper()
			form.Set(web.HalfField, half(out))
			out = f.post(path, form)
			if out.Header().Get("Location") != "" {
				t.Fatalf("%s redirects, which loses the half", path)
			}
			return out
		}
		at := func() string { return action.FindStringSubmatch(out.Body.String())[1] }
		key := half(out)
		if key == "" {
			t.Fatal("the page has no hidden half")
		}
		base := strings.TrimSuffix(at(), "use")
		f.check("“No”", send(base+"use", url.Values{"swim": {"no"}, "version": {"0"}}), 200, "Why do you not swim?")
		f.check("saved for later", send(base+"why-not", url.Values{"why": {"Cold."}, "action": {"later"}, "version": {"1"}}), 200,
			"You will need this code")
		f.check("the code continues", f.post("/consultations/pool/continue", url.Values{"code": {strings.ToLower(key)}}), 200,
			"You have completed 2 parts of 3.")
		f.check("wish", send(base+"wish", url.Values{"wish": {"Warmth."}, "version": {"2"}}), 200, "Check your answers")
		f.check("change", send(base+"why-not", url.Values{"action": {"show"}}), 200, "Cold.")
		f.check("back to check", send(base+"check", url.Values{"action": {"show"}}), 200, "Check your answers")
		sent := send(base+"check", url.Values{"action": {"send"}})
		f.check("sent", sent, 200, "Response received")
		again := f.post(base+"check", url.Values{"action": {"send"}, web.HalfField: {key}})
		f.check("sent again", again, 200, withdrawalCode.FindStringSubmatch(sent.Body.String())[1])
		f.check("another page afterwards", f.post(base+"wish", url.Values{"wish": {"x"}, web.HalfField: {key}}), 409, "has not been sent")
		if n := f.countStored(); n != 1 {
			t.Errorf("%d responses", n)
		}
	})
}

// A line of a proxy's log opens nothing: every address of a whole response, sent again
// by another client with every method that a log shows, shows and changes nothing, at
// every step.
//
// Rows A3 and H1 of docs/faults.md.
func TestProxyLogOpensNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f, _ := newFixtureWithEmail(t, d)
		var lines []string // METHOD PATH
		replay := func(step string) {
			t.Helper()
			own := f.browser
			f.browser = newBrowser()
			defer func() { f.browser = own }()
			before := f.dump()
			for _, line := range lines {
				method, path, _ := strings.Cut(line, " ")
				r := httptest.NewRequest(method, path, nil)
				if method == "POST" {
					r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				}
				out := f.browser.send(f, r)
				if body := out.Body.String(); strings.Contains(body, "MARKER") || withdrawalCode.MatchString(body) {
					t.Errorf("%s: %s shows the response: %d", step, line, out.Code)
				}
			}
			if after := f.dump(); after != before {
				t.Errorf("%s: the database has changed", step)
			}
		}
		get := func(path string) *httptest.ResponseRecorder {
			lines = append(lines, "GET "+path)
			return f.get(path)
		}
		post := func(path string, form url.Values) *httptest.ResponseRecorder {
			lines = append(lines, "POST "+path)
			return f.post(path, form)
		}
		begun := get("/consultations/pool/respond/standard").Header().Get("Location")
		base := strings.TrimSuffix(begun, "use")
		get(base + "use")
		post(base+"use", url.Values{"swim": {"yes"}, "version": {"0"}})
		get(base + "wish")
		post(base+"wish", url.Values{"wish": {"MARKER"}, "action": {"later"}, "version": {"1"}})
		get(base + "later")
		post(base+"later", url.Values{"email": {"her@example.org"}})
		get(base + "later?sent=yes")
		get("/consultations/pool/continue")
		get(base + "0")
		get(base + "check")
		lines = append(lines, "POST "+base+"clear", "POST "+base+"0", "POST "+base+"full-copy.txt", "POST "+base+"receipt",
			"GET "+base+"receipt", "POST /consultations/pool/continue")
		replay("before sending")
		f.check("the draft is as it was", f.get(base+"check"), 200, "MARKER")
		sent := post(base+"check", url.Values{"action": {"send"}})
		f.check("sent", sent, 200, "Response received")
		post(base+"receipt-email", url.Values{"email": {"her@example.org"}})
		get("/consultations/pool/withdraw")
		replay("after sending")
		code := withdrawalCode.FindStringSubmatch(sent.Body.String())[1]
		f.check("withdrawn", post("/consultations/pool/withdraw", url.Values{"code": {strings.ToLower(code)}}), 200, "withdrawn")
		replay("after withdrawing")
		for _, line := range lines {
			if strings.Contains(line, half(sent)) || strings.Contains(line, code) {
				t.Errorf("an address holds a secret: %s", line)
			}
		}
		if len(lines) < 15 {
			t.Errorf("only %d lines", len(lines))
		}
	})
}

// dump returns all rows of the tables that a respondent can change.
func (f *fixture) dump() string {
	f.t.Helper()
	var b strings.Builder
	if err := f.d.View(f.t.Context(), func(tx *db.Tx) error {
		for _, table := range []string{
			"intake_draft", "intake_response", "intake_monitoring", "intake_contact", "intake_sent_form", "notify_notification", "record_leaf",
		} {
			if err := tx.Dump(f.t.Context(), table, func([]string) error { return nil }, func(row []any) error {
				fmt.Fprintln(&b, table, row)
				return nil
			}); err != nil {
				return fmt.Errorf("%s: %w", table, err)
			}
		}
		return nil
	}); err != nil {
		f.t.Fatal(err)
	}
	return b.String()
}

// The code of saved answers opens them in another browser, at the first page that was
// not seen, and says how much is done.
//
// Row A14 of docs/faults.md.
func TestCodeContinuesAtTheFirstUnseenPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		base := f.start()
		f.post(base+"use", url.Values{"swim": {"no"}, "version": {"0"}})
		later := f.get(base + "later")
		f.check("how much is done", later, 200, "You have completed 1 part of 3.")
		f.check("the link has a host", later, 200, `href="http://example.com/consultations/pool/continue"`)
		if body := f.get(base + "check").Body.String(); strings.Contains(body, "Delete these answers</button>") {
			t.Error("Delete is beside Send")
		}
		code := oneCookie(t, f)
		f.browser = newBrowser()
		f.check("a mistake", f.post("/consultations/pool/continue", url.Values{"code": {"ABCD"}}), 422, `href="#code"`)
		f.check("an unknown code", f.post("/consultations/pool/continue", url.Values{"code": {"FQKB-WMXE-TRAC-HNPP"}}), 422, `href="#code"`)
		f.check("continue", f.post("/consultations/pool/continue", url.Values{"code": {code.String()}}), 200, "Why do you not swim?")
		f.check("this browser has the answers", f.get(base+"use"), 200, "checked")
		f.post(base+"why-not", url.Values{"why": {"Cold."}, "version": {"1"}})
		f.check("the next page", f.post("/consultations/pool/continue", url.Values{"code": {code.String()}}), 200, "What do you wish for?")
		f.post(base+"wish", url.Values{"wish": {""}, "version": {"2"}})
		f.check("all seen", f.post("/consultations/pool/continue", url.Values{"code": {code.String()}}), 200, "Check your answers")
		f.check("send", f.post(base+"check", url.Values{"action": {"send"}}), 200, "Response received")
		f.check("after sending", f.post("/consultations/pool/continue", url.Values{"code": {code.String()}}), 200, "These answers were sent on")
	})
}
