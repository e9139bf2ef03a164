package app_test

import (
	"context"
	"errors"
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
)

// officer is somebody at a browser of their own, who reads labels and presses
// buttons.
type officer struct {
	t *testing.T
	*browsertest.Tab
	address string
}

func (o *officer) visit(path string) {
	o.t.Helper()
	if status := o.Visit(o.address + path); status != http.StatusOK {
		o.t.Fatalf("%s answers %d", path, status)
	}
}

// write writes into, or chooses, what has this id.
func (o *officer) write(id, text string) {
	o.t.Helper()
	if o.Evaluate(`(() => { const e = document.getElementById(`+strconv.Quote(id)+`); if (!e) return "missing"; e.value = `+strconv.Quote(text)+`; return "" })()`) != "" {
		o.t.Fatalf("%s has no field %q: %s", o.Evaluate("location.href"), id, o.words())
	}
}

// tick ticks the box, or the button of a choice, whose label begins with words.
func (o *officer) tick(words string) {
	o.t.Helper()
	if o.Evaluate(`(() => { const l = [...document.querySelectorAll("main label")].find(l => l.textContent.trim().startsWith(`+strconv.Quote(words)+`)); const e = l && document.getElementById(l.htmlFor); if (!e) return "missing"; e.checked = true; return "" })()`) != "" {
		o.t.Fatalf("%s has no label that begins with %q: %s", o.Evaluate("location.href"), words, o.words())
	}
}

// choose chooses, from the list with this id, the option that has words.
func (o *officer) choose(id, words string) {
	o.t.Helper()
	if o.Evaluate(`(() => { const s = document.getElementById(`+strconv.Quote(id)+`); const p = s && [...s.options].find(p => p.textContent.includes(`+strconv.Quote(words)+`)); if (!p) return "missing"; s.value = p.value; return "" })()`) != "" {
		o.t.Fatalf("%s has no option %q in %q: %s", o.Evaluate("location.href"), words, id, o.words())
	}
}

func (o *officer) words() string { return o.Evaluate("document.querySelector('main').innerText") }

// press presses a button, and expects the page to say something then.
func (o *officer) press(button, says string) {
	o.t.Helper()
	o.Press(button, "performance.timeOrigin !== "+o.Evaluate("String(performance.timeOrigin)")+" && document.querySelector('main').innerText.includes("+strconv.Quote(says)+")")
}

func (o *officer) reads(words string) {
	o.t.Helper()
	if !strings.Contains(o.words(), words) {
		o.t.Fatalf("%s does not say %q: %s", o.Evaluate("location.href"), words, o.words())
	}
}

func (o *officer) day(id string, at time.Time) {
	o.t.Helper()
	sep := "-"
	if o.Evaluate(`String(Boolean(document.getElementById("`+id+`--day")))`) == "true" {
		sep = "--"
	}
	o.write(id+sep+"day", at.Format("2"))
	o.write(id+sep+"month", at.Format("1"))
	o.write(id+sep+"year", at.Format("2006"))
}

// An officer is invited, signs in with a passkey, writes a questionnaire of three
// pages with routing and an Easy Read edition, is stopped by the check, mends
// what it names, publishes, keys two paper forms, sees them counted by channel,
// closes it, releases its results and tells people what came of it. They touch no
// file.
func TestAnOfficerRunsAConsultation(t *testing.T) {
	t.Parallel()
	b := browsertest.Open(t)
	var clock atomic.Pointer[time.Time]
	at := func(now time.Time) { clock.Store(&now) }
	begun := time.Date(2027, 3, 1, 9, 30, 0, 0, time.UTC)
	at(begun)
	address := desk(t, func() time.Time { return *clock.Load() })

	admin := &officer{t, b.Tab(t, browsertest.Look{}), address}
	admin.visit("/staff/sign-in")
	admin.press("Sign in as: Administrator", "Back office")
	admin.visit("/staff/people/invite")
	admin.write("name", "A new officer")
	admin.write("email", "new-officer@example.org")
	for _, role := range []string{"Publisher", "Entry clerk", "Analyst"} {
		admin.tick(role)
	}
	admin.press("Send invitation", "A new officer")
	var link string
	for range 100 { // the letter is work behind the site
		admin.visit("/staff/outbox")
		if strings.Contains(admin.words(), "Read this letter") {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	admin.press("Read this letter", "/staff/invitation/")
	if link = regexp.MustCompile(`/staff/invitation/\S+`).FindString(admin.words()); link == "" {
		t.Fatalf("no link: %s", admin.words())
	}

	o := &officer{t, b.Tab(t, browsertest.Look{}), address}
	o.Passkeys()
	o.visit(link)
	o.press("passkey", "asskey")
	o.Press("Make a passkey", "document.querySelector('[data-passkey-button]')?.getClientRects().length > 0")
	o.Press("Make a passkey", "location.pathname.startsWith('/staff') && document.body.innerText.includes('A new officer')")

	// Three pages, of which the second is for those who say no.
	o.visit("/staff/consultations/new")
	o.write("title", "A bench in the park")
	o.tick("An empty page")
	o.tick("Consultation")
	o.press("Start", "A bench in the park")
	const hub = "/staff/consultations/a-bench-in-the-park"
	o.visit(hub + "/questionnaire")
	for _, title := range []string{"Your visits", "Why not", "Your wishes"} {
		o.write("title", title)
		o.press("Add the page", title)
	}
	ask := func(page, text, kind string) {
		t.Helper()
		o.visit(hub + "/pages/" + page + "/add")
		o.write("text", text)
		o.tick(kind)
		o.press("Add this question", text)
	}
	ask("your-visits", "Do you sit on the bench?", "One answer from a list")
	o.press("Add an answer", "Answer")
	o.write("option-1-text", "Yes")
	o.press("Add an answer", "Answer")
	o.write("option-2-text", "No")
	o.press("Save", "Do you sit on the bench?")
	ask("why-not", "What keeps you away?", "A longer text")
	ask("your-wishes", "What do you wish for?", "A longer text")
	o.visit(hub + "/pages/why-not")
	o.choose("new-line", "Do you sit on the bench?")
	o.press("Add this line", "The answer to")
	o.tick("No")
	o.press("Save", "Why not")

	// An Easy Read edition beside it.
	o.visit(hub + "/editions")
	o.choose("format", "Easy Read")
	o.write("lang", "en")
	o.press("Add this edition", "Easy")
	o.Evaluate(`(() => { let n = 0; for (const e of document.querySelectorAll("main textarea, main input[type=text]")) e.value ||= "Easy words " + ++n; return "" })()`)
	o.press("Save", "Easy")

	// The check stops it, names what is missing, and lets it pass once it is there.
	o.visit(hub + "/check")
	o.reads("Must be mended")
	if o.Evaluate(`String([...document.querySelectorAll("main button")].some(b => b.textContent.trim().startsWith("Publish")))`) == "true" {
		t.Fatalf("nothing is said of it, and it can be published: %s", o.words())
	}
	o.visit(hub + "/about")
	o.day("opens", begun)
	o.write("opens-time", "09:00")
	o.day("closes", begun.AddDate(0, 1, 0))
	o.write("closes-time", "17:00")
	o.day("feedback", begun.AddDate(0, 3, 0))
	for id, text := range map[string]string{"summary": "Whether the bench stays.", "audience": "Everybody who walks there.", "why": "The bench is old.",
		"formative": "Everything about the bench can still change.", "no-alternatives": "There is one bench.", "next": "The parks team reads every answer.",
		"team": "Parks", "email": "parks@example.org", "address": "The council", "duty": "There is none; we ask because it is fair."} {
		o.write(id, text)
	}
	o.press("Save", "Saved.")
	o.visit(hub + "/check")
	o.Evaluate(`(() => { for (const e of document.querySelectorAll("main textarea[name=reason]")) e.value ||= "A small matter, settled with those it concerns."; return "" })()`)
	o.press("Save the reasons", "Check and publish")
	o.Shot("officer check")
	o.press("Publish", "A bench in the park")

	// Two paper forms.
	o.visit(hub + "/entry")
	o.write("reference", "Box 1")
	o.tick("On paper")
	o.choose("edition", "tandard")
	o.day("day", begun)
	o.write("forms", "2")
	o.write("second", "0")
	o.press("Open the bundle", "Box 1")
	o.press("Key", "")
	for i, codes := range [][]string{{"a", "", "More benches"}, {"b", "The rain", "A roof"}} {
		fields := strings.Split(o.Evaluate(`[...document.querySelectorAll("main form input[type=text], main form textarea")].map(e => e.id).join(" ")`), " ")
		for j, code := range codes {
			if j < len(fields) {
				o.write(fields[j], code)
			}
		}
		o.Shot("officer keys")
		o.press("Save and next", []string{"Form 1 is saved.", "2 of 2"}[i])
	}
	o.press("Finish the first keying", "Closed")
	o.visit(hub + "/responses")
	if n := strings.Count(o.words(), "On paper"); n != 2 {
		t.Errorf("%d responses on paper are listed, want 2: %s", n, o.words())
	}
	o.visit(hub + "/entry")
	if !regexp.MustCompile(`(?m)^On paper\s+2$`).MatchString(o.words()) {
		t.Errorf("two on paper are not counted: %s", o.words())
	}
	o.Shot("officer responses")

	// It is closed early, for a reason that everybody can read. Half an hour later
	// the officer has been signed out, and comes back to see it closed.
	o.visit(hub + "/acts")
	o.write("shorten-reason", "The park is flooded.")
	o.press("Close early", "The park is flooded.")
	at(begun.Add(40 * time.Minute))
	o.visit(hub + "/acts")
	o.Press("Sign in with a passkey", "location.pathname === '"+hub+"/acts'")
	o.reads("It closed on 1 March 2027")
	o.Shot("officer closed")

	// When no form can be in the post any more, they read the results as everybody
	// would, and release them.
	at(begun.AddDate(0, 0, 5))
	o.visit(hub + "/results")
	o.Press("Sign in with a passkey", "location.pathname === '"+hub+"/results'")
	o.reads("Responses counted\t2")
	o.Shot("officer releases")
	o.visit(hub + "/results/preview")
	o.reads("These results are not released.")
	o.visit(hub + "/results")
	o.press("Release the results", "Nothing has changed since the latest release.")
	public := strings.Replace(hub, "/staff", "", 1)
	o.visit(public + "/results")
	o.reads("Fewer than 10 people answered, so we do not show how.")
	o.Shot("officer released")
	o.visit(public)
	o.reads("Results published")

	// And they tell people what came of it, with a number that nobody typed.
	o.visit(hub + "/answer")
	o.reads("{{figure:" + strings.TrimPrefix(public, "/consultations/") + "#1/responses}}")
	o.write("asked", "Whether the park should have a bench.")
	o.write("said", "You sent {{figure:"+strings.TrimPrefix(public, "/consultations/")+"#1/responses}} responses.")
	o.write("did", "We put up a bench.")
	o.press("Preview", "You sent 2 responses.")
	o.Shot("officer answers")
	o.press("Publish the answer", "An answer is published")
	o.visit("/decisions")
	o.reads("We put up a bench.")
}

// desk is the demonstration's back office at an address of this machine, by the
// clock of the test.
func desk(t *testing.T, now func() time.Time) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	address := "http://localhost:" + port
	a, err := app.New(t.Context(), app.Config{Data: t.TempDir(), BaseURL: address, Demonstration: true}, quiet(), now)
	if err != nil {
		t.Fatal(err)
	}
	a.DB.SetClock(now)
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := definition.Load(t.Context(), part(t, "council.yaml"), actor.System, a.Features); err != nil {
		t.Fatal(err)
	}
	if err := a.Accounts.Demonstrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	server := &httptest.Server{Listener: listener, Config: &http.Server{Handler: a.Handler()}}
	server.Start()
	t.Cleanup(server.Close)
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan error, 1)
	go func() { ended <- a.Work(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
	return address
}
