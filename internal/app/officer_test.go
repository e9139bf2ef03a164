package app_test

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/browsertest"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/waittest"
	"github.com/folkmoot/folkmoot/internal/web"
)

// browserUser uses a browser by reading labels and pressing buttons.
type browserUser struct {
	t *testing.T
	*browsertest.Tab
	address string
}

func (o *browserUser) visit(path string) {
	o.t.Helper()
	if status := o.Visit(o.address + path); status != http.StatusOK {
		o.t.Fatalf("%s answers %d", path, status)
	}
}

// fill sets the field with this id.
func (o *browserUser) fill(id, text string) {
	o.t.Helper()
	if o.Evaluate(
		`(() => { const e = document.getElementById(`+strconv.Quote(
			id,
		)+`); if (!e) return "missing"; e.value = `+strconv.Quote(
			text,
		)+`; return "" })()`,
	) != "" {
		o.t.Fatalf("%s has no field %q: %s", o.Evaluate("location.href"), id, o.text())
	}
}

// check selects the checkbox or radio button whose label begins with words.
func (o *browserUser) check(words string) {
	o.t.Helper()
	if o.Evaluate(
		`(() => { const l = [...document.querySelectorAll("main label")].find(l => l.textContent.trim().startsWith(`+strconv.Quote(
			words,
		)+`)); const e = l && document.getElementById(l.htmlFor); if (!e) return "missing"; e.checked = true; return "" })()`,
	) != "" {
		o.t.Fatalf("%s has no label that begins with %q: %s", o.Evaluate("location.href"), words, o.text())
	}
}

// selectOption selects the option with words from the list with this id.
func (o *browserUser) selectOption(id, words string) {
	o.t.Helper()
	if o.Evaluate(
		`(() => { const s = document.getElementById(`+strconv.Quote(
			id,
		)+`); const p = s && [...s.options].find(p => p.textContent.includes(`+strconv.Quote(
			words,
		)+`)); if (!p) return "missing"; s.value = p.value; return "" })()`,
	) != "" {
		o.t.Fatalf("%s has no option %q in %q: %s", o.Evaluate("location.href"), words, id, o.text())
	}
}

func (o *browserUser) text() string { return o.Evaluate("document.querySelector('main').innerText") }

// press presses a button and expects the next page to say something. While the page shows the
// progress of work, it waits and then asks for the result.
func (o *browserUser) press(button, says string) {
	o.t.Helper()
	const result = "Show the result"
	working := "location.pathname.startsWith(" + strconv.Quote(web.OperationsPath) + ")"
	o.Click(button, "performance.timeOrigin !== "+o.Evaluate("String(performance.timeOrigin)")+
		" && ("+contains(says)+" || "+working+" && "+contains(result)+")")
	if o.Evaluate("String("+contains(says)+")") != "true" {
		o.Click(result, contains(says))
	}
}

// contains is the JavaScript expression that tells whether the page says words.
func contains(words string) string {
	return "document.querySelector('main').innerText.includes(" + strconv.Quote(words) + ")"
}

// confirm presses a button for something that cannot be undone, types what the page asks for,
// and presses it again.
func (o *browserUser) confirm(button, says string) {
	o.press(button, "This cannot be undone.")
	label := o.Evaluate(`document.querySelector("label[for=confirmation]").innerText`)
	_, phrase, _ := strings.Cut(label, "“")
	phrase, _, _ = strings.Cut(phrase, "”")
	o.fill("confirmation", phrase)
	o.press(button, says)
}

func (o *browserUser) expectText(words string) {
	o.t.Helper()
	if !strings.Contains(o.text(), words) {
		o.t.Fatalf("%s does not say %q: %s", o.Evaluate("location.href"), words, o.text())
	}
}

func (o *browserUser) fillDate(id string, at time.Time) {
	o.t.Helper()
	o.fill(id+"-day", at.Format("2"))
	o.fill(id+"-month", at.Format("1"))
	o.fill(id+"-year", at.Format("2006"))
}

// An officer is invited, signs in with a passkey, writes a questionnaire of
// three pages with routing and an Easy Read version, fixes what the check
// reports, publishes, enters two paper forms, sees them counted by channel,
// closes the consultation, releases its results and publishes feedback, without
// touching a file.
func TestOfficerRunsAConsultation(t *testing.T) {
	t.Parallel()
	b := browsertest.Open(t)
	var clock atomic.Pointer[time.Time]
	at := func(now time.Time) { clock.Store(&now) }
	begun := time.Date(2027, 3, 1, 9, 30, 0, 0, time.UTC)
	at(begun)
	address, a := newStaffDemo(t, func() time.Time { return *clock.Load() })

	admin := &browserUser{t, b.Tab(t, browsertest.TabOptions{}), address}
	admin.visit("/staff/sign-in")
	admin.press("Sign in as: Administrator", "Staff area")
	admin.visit("/staff/people/invite")
	admin.fill("name", "A new officer")
	admin.fill("email", "new-officer@example.org")
	for _, role := range []string{"Publisher", "Entry clerk", "Analyst"} {
		admin.check(role)
	}
	admin.press("Send invitation", "A new officer")
	waittest.Until(t, "the invitation is listed as sent", func() bool {
		admin.visit("/staff/notifications")
		return strings.Contains(admin.text(), "Read this email")
	})
	admin.press("Read this email", "/staff/invitation/")
	link := regexp.MustCompile(`/staff/invitation/\S+`).FindString(admin.text())
	if link == "" {
		t.Fatalf("no link: %s", admin.text())
	}

	o := &browserUser{t, b.Tab(t, browsertest.TabOptions{}), address}
	o.AddPasskeyDevice()
	o.visit(link)
	o.press("passkey", "asskey")
	o.Click("Create a passkey", "document.querySelector('[data-passkey-button]')?.getClientRects().length > 0")
	o.Click("Create a passkey", "location.pathname.startsWith('/staff') && document.body.innerText.includes('A new officer')")

	// Three pages; the second is for people who answer no.
	o.visit("/staff/consultations/new")
	o.fill("title", "A bench in the park")
	o.check("A blank consultation")
	o.check("Consultation")
	o.press("Start", "A bench in the park")
	const hub = "/staff/consultations/a-bench-in-the-park"
	o.visit(hub + "/questionnaire")
	for _, title := range []string{"Your visits", "Why not", "Your wishes"} {
		o.fill("title", title)
		o.press("Add page", title)
	}
	ask := func(page, text, kind string) {
		t.Helper()
		o.visit(hub + "/pages/" + page + "/add")
		o.fill("text", text)
		o.check(kind)
		o.press("Add question", text)
	}
	ask("your-visits", "Do you sit on the bench?", "Single choice (radio buttons)")
	o.press("Add another answer", "Answer")
	o.fill("option-1-text", "Yes")
	o.press("Add another answer", "Answer")
	o.fill("option-2-text", "No")
	o.press("Save", "Do you sit on the bench?")
	ask("why-not", "What keeps you away?", "Long text answer")
	ask("your-wishes", "What do you wish for?", "Long text answer")
	o.visit(hub + "/pages/why-not")
	o.selectOption("new-line", "Do you sit on the bench?")
	o.press("Add condition", "Answers to match")
	o.check("No")
	o.press("Save", "Why not")

	// An Easy Read version.
	o.visit(hub + "/versions")
	o.selectOption("format", "Easy Read")
	o.selectOption("lang", "English")
	o.press("Add format or translation", "Easy")
	o.Evaluate(
		`(() => { let n = 0; for (const e of document.querySelectorAll("main textarea, main input[type=text]")) {
			e.value ||= "Easy words " + ++n
		} return "" })()`,
	)
	o.press("Save", "Easy")

	// The check lists what is missing, and passes once it is fixed.
	o.visit(hub + "/check")
	o.expectText("Must be fixed")
	if o.Evaluate(`String([...document.querySelectorAll("main button")].some(b => b.textContent.trim().startsWith("Publish")))`) == "true" {
		t.Fatalf("nothing is said of it, and it can be published: %s", o.text())
	}
	o.visit(hub + "/about")
	o.fillDate("opens", begun)
	o.fill("opens-time", "09:30")
	o.fillDate("closes", begun.AddDate(0, 1, 0))
	o.fill("closes-time", "17:00")
	o.fillDate("feedback", begun.AddDate(0, 3, 0))
	for id, text := range map[string]string{"summary": "Whether the bench stays.", "audience": "People who walk there.",
		"why":       "The bench is old.",
		"formative": "Everything about the bench can still change.", "no-alternatives": "There is one bench.",
		"next": "The parks team reads every answer.",
		"team": "Parks", "email": "parks@example.org", "address": "The council", "duty": "There is none; we ask because it is fair."} {
		o.fill(id, text)
	}
	o.press("Save draft", "Draft saved at")
	recordNoNeed(t, a, "consultation:a-bench-in-the-park")
	o.visit(hub + "/check")
	o.Evaluate(
		`(() => { for (const e of document.querySelectorAll("main textarea[name=reason]")) {
			e.value ||= "A small change, agreed with the people it affects."
		} return "" })()`,
	)
	o.press("Save reasons", "Check and publish")
	o.Screenshot("officer check")
	o.confirm("Publish", "A bench in the park")

	// Two paper forms.
	o.visit(hub + "/data-entry")
	o.fill("reference", "Box 1")
	o.check("On paper")
	o.selectOption("edition", "tandard")
	o.fillDate("day", begun)
	o.fill("forms", "2")
	o.fill("second", "0")
	o.press("Start batch", "Box 1") // leads to the first form
	for i, codes := range [][]string{{"a", "", "More benches"}, {"b", "The rain", "A roof"}} {
		fields := strings.Split(
			o.Evaluate(`[...document.querySelectorAll("main form input[type=text], main form textarea")].map(e => e.id).join(" ")`),
			" ",
		)
		for j, code := range codes {
			if j < len(fields) {
				o.fill(fields[j], code)
			}
		}
		o.Screenshot("officer keys")
		o.press([]string{"Save and enter another", "Save"}[i], []string{"Form 1 saved.", "2 of 2"}[i])
	}
	o.press("Finish first entry", "Closed")
	o.visit(hub + "/responses")
	if n := strings.Count(o.text(), "On paper"); n != 2 {
		t.Errorf("%d responses on paper are listed, want 2: %s", n, o.text())
	}
	o.visit(hub + "/data-entry")
	if !regexp.MustCompile(`(?m)^On paper\s+2$`).MatchString(o.text()) {
		t.Errorf("two on paper are not counted: %s", o.text())
	}
	o.Screenshot("officer responses")

	// It is closed early with a public reason. Half an hour later the officer has
	// been signed out, and signs in again to see it closed.
	o.visit(hub + "/status")
	o.fill("close-early-reason", "The park is flooded.")
	o.confirm("Close early", "The park is flooded.")
	at(begun.Add(40 * time.Minute))
	o.visit(hub + "/status")
	o.Click("Sign in with a passkey", "location.pathname === '"+hub+"/status'")
	o.expectText("This consultation closed on 1 March 2027")
	o.Screenshot("officer closed")

	// After the postal deadline, the officer previews the results and releases
	// them.
	at(begun.AddDate(0, 0, 5))
	o.visit(hub + "/results")
	o.Click("Sign in with a passkey", "location.pathname === '"+hub+"/results'")
	o.expectText("Responses counted\t2")
	o.Screenshot("officer releases")
	o.visit(hub + "/results/preview")
	o.expectText("These results are not released yet.")
	o.visit(hub + "/results")
	o.confirm("Release the results", "Nothing has changed since the latest release.")
	public := strings.Replace(hub, "/staff", "", 1)
	o.visit(public + "/results")
	o.expectText("We have hidden this result because fewer than 10 people answered.")
	o.Screenshot("officer released")
	o.visit(public)
	o.expectText("Results published")

	// The officer publishes feedback with a computed number.
	o.visit(hub + "/feedback")
	o.expectText("{{figure:" + strings.TrimPrefix(public, "/consultations/") + "#1/responses}}")
	o.fill("asked", "Whether the park should have a bench.")
	o.fill("said", "You sent {{figure:"+strings.TrimPrefix(public, "/consultations/")+"#1/responses}} responses.")
	o.fill("did", "We put up a bench.")
	o.press("Save and continue", "The draft")
	o.Click("Preview", "document.body.textContent.includes('You sent 2 responses.')")
	o.Screenshot("officer answers")
	o.visit(hub + "/feedback")
	o.press("Publish", "What is published")

	// A resident finds it although there is no decision: from the list of decisions over the list of feedback, from the
	// home page and from the page of the consultation.
	read := "/feedback/" + strings.TrimPrefix(public, "/consultations/")
	o.visit("/decisions")
	o.Click("We asked, you said, we did: feedback on 1 consultation", "location.pathname === '/feedback'")
	o.expectText("We put up a bench.")
	for _, from := range []string{"/feedback", "/", public} {
		o.visit(from)
		link := `[...document.links].find(a => a.pathname === ` + strconv.Quote(read) + `)`
		if o.Evaluate(`String(Boolean(`+link+`))`) != "true" {
			t.Fatalf("%s does not lead to %s: %s", from, read, o.text())
		}
		o.Evaluate(`(() => { ` + link + `.click(); return "" })()`)
		o.WaitFor(`location.pathname === ` + strconv.Quote(read) + ` && document.readyState === "complete"`)
		o.expectText("You sent 2 responses.")
		o.expectText("We put up a bench.")
	}
}

// newStaffDemo is the staff area of the demonstration on a local address, with
// the clock of the test.
func newStaffDemo(t *testing.T, now func() time.Time) (address string, a *app.App) {
	t.Helper()
	return newStaffDemoOn(t, app.Config{}, demoPart(t, "council.yaml"), now)
}

// newStaffDemoOn is newStaffDemo with cfg and the definitions in files.
func newStaffDemoOn(t *testing.T, cfg app.Config, files fs.FS, now func() time.Time) (address string, a *app.App) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	address = "http://localhost:" + port
	cfg.Data, cfg.BaseURL, cfg.Demonstration = t.TempDir(), address, true
	cfg.OperationWait = cmp.Or(cfg.OperationWait, operationWait)
	a, err = app.New(t.Context(), cfg, discardLogger(), now)
	if err != nil {
		t.Fatal(err)
	}
	a.DB.SetClock(now)
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := definition.Load(t.Context(), a.Log, files, actor.System, a.Definitions()); err != nil {
		t.Fatal(err)
	}
	if err := a.Accounts.CreateDemoAccounts(t.Context()); err != nil {
		t.Fatal(err)
	}
	server := &httptest.Server{Listener: listener, Config: &http.Server{Handler: a.Handler()}}
	server.Start()
	t.Cleanup(server.Close)
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan error, 1)
	go func() { ended <- a.RunBackground(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
	return address, a
}
