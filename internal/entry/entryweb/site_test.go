package entryweb

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/browsertest"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/print"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
	"github.com/folkmoot/folkmoot/survey"
)

// testSite is a site with one consultation, and the rooms behind it in earnest.
type testSite struct {
	t    *testing.T
	d    *db.DB
	log  *record.Log
	site *site.Site
	by   actor.Actor
	now  time.Time

	entry *entry.Service
}

type noReleases struct{}

func (noReleases) Count(ctx context.Context, tx *db.Tx, slug string) (int64, error) {
	return intake.Count(ctx, tx, slug)
}
func (noReleases) Released(context.Context, *db.Tx, string) (bool, error) { return false, nil }

var (
	clerk = actor.Actor{
		ID:           "clerk-1",
		Org:          actor.CouncilOrg,
		Name:         "An officer",
		Capabilities: []actor.Capability{actor.Staff, actor.EnterResponses},
	}
	colleague = actor.Actor{ID: "clerk-2", Org: actor.CouncilOrg, Name: "Another officer", Capabilities: clerk.Capabilities}
	stranger  = actor.Actor{ID: "clerk-3", Org: "elsewhere", Name: "An officer of another council", Capabilities: clerk.Capabilities}
	reader    = actor.Actor{ID: "reader", Org: actor.CouncilOrg, Name: "A reader", Capabilities: []actor.Capability{actor.Staff}}
)

func newTestSite(t *testing.T, d *db.DB, browser string) *testSite {
	t.Helper()
	log, err := record.Open(t.Context(), d, record.Options{Dir: t.TempDir(), Origin: "test.invalid/record"})
	if err != nil {
		t.Fatal(err)
	}
	quiet := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError}))
	w := &testSite{t: t, d: d, log: log, by: clerk, now: dbtest.Now, site: &site.Site{Log: quiet, Council: func(context.Context) page.Council {
		return page.Council{Name: "Exampleshire County Council"}
	}}}
	d.SetClock(func() time.Time { return w.now })
	form := *exampleSurvey
	form.ID = "buses"
	form.Pages = append([]survey.Page(nil), form.Pages...)
	form.Pages[0].Questions = append([]survey.Question(nil), form.Pages[0].Questions...)
	form.Pages[0].Questions[0].Required = true // on the web; not on paper
	consults := &consult.Service{DB: d, Log: log, Responses: noReleases{}}
	if err := consults.Define(t.Context(), actor.System, consult.Definition{
		Slug: "buses", Title: "Getting about", Type: consult.Survey, Published: true, Opens: "2026-02-01 09:00", Closes: "2026-03-03 09:30",
		Text: consult.Text{Summary: "Buses.", Next: "We read it.", Audience: "Everybody.", Feedback: "2026-04-01", Invented: "This consultation is invented.",
			Contact: consult.Contact{Team: "Transport team", Address: "Exampleshire County Council\nThe Moot Hall\nExampleton", Phone: "01632 960000", Email: "transport@example.org"}},
		Forms: []survey.Form{form}}); err != nil {
		t.Fatal(err)
	}
	in := &intake.Service{DB: d, Log: log, Keys: intake.NewKeys(bytes.Repeat([]byte{7}, 32)), Releases: noReleases{}, Now: time.Now,
		Receiver: intake.NewReceiver(d, log, nil, quiet)}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan struct{})
	go func() { defer close(done); in.Receiver.Run(ctx) }()
	t.Cleanup(func() { stop(); <-done })
	in.OnErase, in.SubjectEraser = entry.EraseResponse, entry.EraseSubmission
	w.entry = &entry.Service{DB: d, Log: log, Intake: in}
	New(&web.Deps{DB: d, Record: log, Slog: quiet, Site: w.site, Now: time.Now, BaseURL: ""}, w.entry, print.New(browser, w.site))
	return w
}

func (w *testSite) do(method, path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	out := httptest.NewRecorder()
	w.site.ServeHTTP(out, site.WithActor(r, w.by))
	return out
}

func (w *testSite) want(what string, out *httptest.ResponseRecorder, status int, part string) string {
	w.t.Helper()
	got := out.Body.String()
	if out.Code == http.StatusSeeOther {
		got = out.Header().Get("Location")
	}
	if out.Code != status || !strings.Contains(got, part) {
		if at := strings.Index(got, "<main"); at > 0 {
			got = got[at:]
		}
		w.t.Fatalf("%s: %d, want %d with %q:\n%.2500s", what, out.Code, status, part, got)
	}
	return got
}

const staffPath = "/staff/consultations/buses/"

// open opens a bundle and returns its address.
func (w *testSite) open(forms, percent string) string {
	w.t.Helper()
	return w.want(
		"open",
		w.do("POST", staffPath+"data-entry", url.Values{"reference": {"Library 2"}, "channel": {"paper"}, "edition": {"standard"},
			"day--day": {"1"}, "day--month": {"3"}, "day--year": {"2026"}, "forms": {forms}, "second": {percent}}),
		303,
		staffPath+"data-entry/",
	)
}

var token = regexp.MustCompile(`name="token" value="([^"]+)"`)

// key keys a form at address, as a clerk does who sees the page.
func (w *testSite) key(address string, typed url.Values) *httptest.ResponseRecorder {
	w.t.Helper()
	shown := w.do("GET", address, nil)
	found := token.FindStringSubmatch(shown.Body.String())
	number := regexp.MustCompile(`name="number" value="(\d+)"`).FindStringSubmatch(shown.Body.String())
	if found == nil || number == nil {
		w.t.Fatalf("%s: %d no token %.500s", address, shown.Code, shown.Body)
	}
	typed.Set("token", found[1])
	typed.Set("number", number[1])
	return w.do("POST", address, typed)
}

func (w *testSite) countResponses() (all map[intake.Channel]int64, states map[intake.ResponseState]int64) {
	w.t.Helper()
	if err := w.d.View(w.t.Context(), func(tx *db.Tx) (err error) {
		if all, err = intake.CountByChannel(w.t.Context(), tx, "buses"); err == nil {
			states, err = intake.CountByState(w.t.Context(), tx, "buses")
		}
		if err == nil {
			err = intake.Audit(w.t.Context(), tx, "buses", func(say string) { w.t.Error(say) })
		}
		return err
	}); err != nil {
		w.t.Fatal(err)
	}
	return all, states
}

// From the bundle to the third look.
func TestBatchIsKeyedTwiceAndResolved(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTestSite(t, d, "")
		bundle := w.open("2", "100")
		w.want("bundle", w.do("GET", bundle, nil), 200, "0 of 2")
		if strings.Contains(w.do("GET", bundle, nil).Body.String(), "Keyed twice: forms") {
			t.Error("the sample is shown before the first keying")
		}
		w.want("first", w.do("GET", bundle+"/next", nil), 200, "autofocus")
		w.want("a code that is not there", w.key(bundle+"/next", url.Values{"k-bus": {"q"}}), 422, "Its codes are a, b.")
		w.want(
			"keyed",
			w.key(bundle+"/next", url.Values{"k-bus": {"a"}, "k-how": {"ac=Ferry"}, "k-agree": {"ab"}, "k-wish": {"?"}, "k-sex": {"x"}}),
			303,
			"/next",
		)
		w.want(
			"a required question left blank, an answer off the path",
			w.key(bundle+"/next", url.Values{"k-bus": {"b"}, "k-often": {"a"}}),
			303,
			"not-asked=2",
		)
		w.want("two of two", w.do("GET", bundle+"/next", nil), 303, bundle)
		if all, _ := w.countResponses(); all[intake.Paper] != 2 {
			t.Errorf("%v", all)
		}
		w.want("correct", w.do("GET", bundle+"/forms/1", nil), 200, `value="a; c=Ferry"`)
		w.want(
			"corrected",
			w.key(bundle+"/forms/1", url.Values{"k-bus": {"a"}, "k-how": {"bc=Ferry"}, "k-agree": {"ab"}, "k-sex": {"x"}}),
			303,
			bundle,
		)
		if all, states := w.countResponses(); all[intake.Paper] != 2 || states[intake.Excluded] != 1 {
			t.Errorf("%v %v", all, states)
		}
		w.want("finish", w.do("POST", bundle, url.Values{"action": {"finish"}}), 303, bundle)
		w.want("not by the first", w.do("GET", bundle, nil), 200, "A colleague must key")
		w.want("nothing for the first", w.do("GET", bundle+"/second", nil), 303, bundle)
		w.want("the first may not", w.do("POST", bundle+"/second", url.Values{"number": {"1"}, "token": {"t"}}), 422, "You keyed this form")

		w.by = colleague
		blind := w.do("GET", bundle+"/second", nil)
		w.want("second", blind, 200, "second keying")
		if strings.Contains(blind.Body.String(), "Ferry") || strings.Contains(blind.Body.String(), "What is your sex") {
			t.Error("the second keying sees the first, or the equality questions")
		}
		w.want("form 1", w.key(bundle+"/second", url.Values{"k-bus": {"a"}, "k-how": {"ac=Ferry"}, "k-agree": {"ab"}}), 303, bundle)
		w.want("form 2", w.key(bundle+"/second", url.Values{"k-bus": {"b"}}), 303, bundle)
		w.want("no closing before it is settled", w.do("POST", bundle, url.Values{"action": {"close"}}), 422, "nobody has settled")
		differ := w.do("GET", bundle+"/differences/1", nil)
		w.want("both are shown", differ, 200, "Keyed: a; c=Ferry")
		sent := url.Values{"token": token.FindStringSubmatch(differ.Body.String())[1:2], "r-how": {"second"}}
		w.want("a reason is needed", w.do("POST", bundle+"/differences/1", sent), 422, "Say how you decided")
		sent.Set("reason", "The first box is ticked.")
		w.want("settled", w.do("POST", bundle+"/differences/1", sent), 303, bundle)
		w.want("no second time", w.do("POST", bundle+"/differences/1", sent), 404, "Nothing waits")
		if all, states := w.countResponses(); all[intake.Paper] != 2 || states[intake.Excluded] != 2 || states[intake.Counted] != 2 {
			t.Errorf("%v %v", all, states)
		}
		report := w.do("GET", bundle, nil)
		w.want("report", report, 200, "1 of 20")
		w.want("close", w.do("POST", bundle, url.Values{"action": {"close"}}), 303, bundle)
		w.want("closed", w.do("GET", bundle+"/forms/1", nil), 410, "closed")

		// What was keyed is counted with all the rest, on the form that it was given on.
		w.now = w.now.AddDate(0, 0, 6)
		released, err := (&analysis.Service{DB: d, Log: w.log}).Release(t.Context(), actor.System, "buses")
		if err != nil {
			t.Fatal(err)
		}
		if r := released.Release.Responses; r.Counted != 2 || r.Excluded != 2 {
			t.Errorf("%+v", r)
		}
	})
}

// Hostile input 66: what cannot be kept keeps nothing.
func TestFailedRequestsSaveNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTestSite(t, d, "")
		bundle := w.open("3", "0")
		for name, typed := range map[string]url.Values{
			"two of one":      {"k-bus": {"ab"}},
			"too many":        {"k-two": {"abc"}},
			"a row too few":   {"k-bus": {"a"}, "k-agree": {"a"}},
			"no such day":     {"k-since": {"31 2 2016"}},
			"half a date":     {"k-since": {"2016"}},
			"no postcode":     {"k-post": {"zebra"}},
			"with another":    {"k-how": {"ad"}},
			"sums that fail":  {"k-bus": {"a"}, "k-money": {"60 60"}},
			"a word too much": {"k-bus": {"a=Yes"}},
		} {
			w.want(name, w.key(bundle+"/next", typed), 422, `class="govuk-error-summary"`)
		}
		if all, _ := w.countResponses(); all[intake.Paper] != 0 {
			t.Errorf("%v", all)
		}
		// Hostile input 65: the same form twice, and a form that a colleague took.
		shown := w.do("GET", bundle+"/next", nil).Body.String()
		same := url.Values{"k-bus": {"a"}, "number": {"1"}, "token": token.FindStringSubmatch(shown)[1:2]}
		w.want("once", w.do("POST", bundle+"/next", same), 303, "/next")
		w.want("twice", w.do("POST", bundle+"/next", same), 303, "/next")
		late := url.Values{"k-bus": {"b"}, "number": {"1"}, "token": {"another"}}
		w.want("a colleague was quicker", w.do("POST", bundle+"/next", late), 422, `value="b"`)
		if all, _ := w.countResponses(); all[intake.Paper] != 1 {
			t.Errorf("%v", all)
		}
		future := url.Values{
			"reference":  {"Tomorrow"},
			"channel":    {"paper"},
			"edition":    {"standard"},
			"forms":      {"1"},
			"second":     {"0"},
			"day--day":   {"3"},
			"day--month": {"3"},
			"day--year":  {"2026"},
		}
		w.want("a day to come", w.do("POST", staffPath+"data-entry", future), 422, "has not come yet")
		future.Set("day--month", "1")
		w.want("a day before it opened", w.do("POST", staffPath+"data-entry", future), 422, "before the consultation opened")
		future.Set("channel", "web")
		w.want("a channel that is none of ours", w.do("POST", staffPath+"data-entry", future), 422, "Select how")
	})
}

func TestOtherOrganisationsGetNotFound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTestSite(t, d, "")
		bundle := w.open("1", "0")
		for _, who := range []actor.Actor{stranger, reader, {}} {
			w.by = who
			for _, path := range []string{staffPath + "data-entry", bundle, bundle + "/next", staffPath + "submissions", staffPath + "submissions/x", staffPath + "submissions/x/erase", staffPath + "assisted"} {
				if out := w.do("GET", path, nil); out.Code != 404 {
					t.Errorf("%s at %s: %d", who.ID, path, out.Code)
				}
			}
			if out := w.do("POST", bundle+"/next", url.Values{"number": {"1"}, "token": {"t"}}); out.Code != 404 {
				t.Errorf("%s keys: %d", who.ID, out.Code)
			}
		}
	})
}

func TestAssistedResponse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTestSite(t, d, "")
		w.want("no channel", w.do("POST", staffPath+"assisted", url.Values{"edition": {"standard"}}), 422, "Select whether")
		begin := w.want("begin", w.do("POST", staffPath+"assisted", url.Values{"edition": {"standard"}, "channel": {"phone"}}), 303, "/begin")
		base := strings.TrimSuffix(begin, "begin")
		w.want("read out first", w.do("GET", begin, nil), 200, "Please do not tell me your name")
		w.want("on", w.do("POST", begin, url.Values{}), 303, base+"use")
		w.want("nothing is required", w.do("POST", base+"use", url.Values{"bus": {"no"}}), 303, base+"rest")
		w.want("wrong", w.do("POST", base+"rest", url.Values{"post": {"zebra"}}), 422, `href="#post"`)
		w.want("rest", w.do("POST", base+"rest", url.Values{"wish": {"A later bus."}}), 303, base+"you")
		w.want("you", w.do("POST", base+"you", url.Values{"sex": {"f"}}), 303, base+"0")
		w.want("check", w.do("GET", base+"0", nil), 200, "A later bus.")
		sent := w.want("sent", w.do("POST", base+"0", url.Values{}), 200, "take the response back")
		if !regexp.MustCompile(`<code>[\w-]{44}</code>`).MatchString(sent) {
			t.Error("no code")
		}
		if all, states := w.countResponses(); all[intake.Phone] != 1 || states[intake.Counted] != 1 {
			t.Errorf("%v %v", all, states)
		}
	})
}

func TestSubmissionsAreCountedSeparately(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTestSite(t, d, "")
		sent := url.Values{
			"kind":       {"petition"},
			"title":      {"Save the 7"},
			"day--day":   {"1"},
			"day--month": {"3"},
			"day--year":  {"2026"},
			"claimed":    {"912"},
			"checked":    {"1,000"},
		}
		w.want("more checked than there are", w.do("POST", staffPath+"submissions", sent), 422, "More signatures were checked")
		sent.Set("checked", "640")
		w.want("added", w.do("POST", staffPath+"submissions", sent), 303, "submissions")
		list := w.want("list", w.do("GET", staffPath+"submissions", nil), 200, "912 signatures claimed, 640 checked")
		one := regexp.MustCompile(staffPath + `submissions/[\w-]+`).FindString(list)
		sent.Set("version", "1")
		sent.Set("checked", "700")
		w.want("why", w.do("POST", one, sent), 422, "Say why you change it")
		sent.Set("why", "Counted again.")
		w.want("changed", w.do("POST", one, sent), 303, "submissions")
		w.want("an older page", w.do("POST", one, sent), 422, "A colleague changed this")
		w.want("history", w.do("GET", one, nil), 200, "Version 1,")
		sent.Set("version", "2")
		sent.Set("action", "take-out")
		w.want("taken out", w.do("POST", one, sent), 303, "submissions")
		w.want("not counted", w.do("GET", staffPath+"submissions", nil), 200, "Excluded")
		w.want("a clerk is told whom to ask", w.do("GET", one, nil), 200, one+"/erase")
		w.want("and does not delete", w.do("GET", one+"/erase", nil), 404, "")
		w.by = actor.Actor{ID: "chief", Org: actor.CouncilOrg, Capabilities: actor.AllCapabilities}
		w.want("what would be deleted", w.do("GET", one+"/erase", nil), 200, "Nobody can undo this")
		w.want("no reason", w.do("POST", one+"/erase", url.Values{"how": {" "}}), 422, "Say why it is deleted")
		w.want("deleted", w.do("POST", one+"/erase", url.Values{"how": {"Somebody who was named asked."}}), 303, one+"/erase")
		w.want("it says so", w.do("GET", one+"/erase", nil), 200, "What this said is deleted")
		for _, path := range []string{one, staffPath + "submissions"} {
			if text := w.do("GET", path, nil).Body.String(); strings.Contains(text, "Save the 7") || !strings.Contains(text, "Deleted") {
				t.Errorf("%s still says it: %s", path, text)
			}
		}
		sent.Set("version", "3")
		w.want("written anew from an old page", w.do("POST", one, sent), 422, "A colleague changed this")
		if all, _ := w.countResponses(); len(all) != 0 {
			t.Errorf("a petition is counted as a response: %v", all)
		}
	})
}

// The form on paper, and the two ways to it. With FOLKMOOT_TEST_SHOTS the files
// are kept, to be looked at.
func TestPaperForm(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTestSite(t, d, "")
		got := w.want("paper", w.do("GET", "/consultations/buses/paper/standard", nil), 200, "Go to question 3")
		for _, part := range []string{"Send this form to:", "The Moot Hall", "3 March 2026 at 9:30am", "6 March 2026", "Answer question 2 only if at question 1 you ticked “Yes”.", "fp__sheet", "http://example.com/consultations/buses/respond"} {
			if !strings.Contains(got, part) {
				t.Errorf("it does not say %q", part)
			}
		}
		if strings.Contains(got, ".pdf") {
			t.Error("a PDF is offered, and nothing can make one")
		}
		w.want("no pdf", w.do("GET", "/consultations/buses/paper/standard.pdf", nil), 404, "Print the page")
		w.want("no edition", w.do("GET", "/consultations/buses/paper/braille", nil), 404, "no such questionnaire")
	})
}

func TestPaperFormPDF(t *testing.T) {
	browser := os.Getenv("FOLKMOOT_TEST_CHROMIUM")
	if browser == "" {
		if os.Getenv("FOLKMOOT_TEST_DEMAND") != "" {
			t.Fatal("FOLKMOOT_TEST_DEMAND asks for a browser; name one in FOLKMOOT_TEST_CHROMIUM")
		}
		t.Skip("FOLKMOOT_TEST_CHROMIUM names no browser")
	}
	d := dbtest.Open(t, filepath.Join(t.TempDir(), "test.db"))
	w := newTestSite(t, d, browser)
	w.want("it is offered", w.do("GET", "/consultations/buses/paper/standard", nil), 200, "standard.pdf")
	out := w.do("GET", "/consultations/buses/paper/standard.pdf", nil)
	body := out.Body.Bytes()
	if out.Code != 200 || out.Header().Get("Content-Type") != "application/pdf" || !bytes.HasPrefix(body, []byte("%PDF-")) {
		t.Fatalf("%d %.300s", out.Code, body)
	}
	if !bytes.Contains(body, []byte("/StructTreeRoot")) || !bytes.Contains(body, []byte("/Lang")) {
		t.Error("it has no tags, or does not say its language")
	}
	again := w.do("GET", "/consultations/buses/paper/standard.pdf", nil)
	if !bytes.Equal(again.Body.Bytes(), body) {
		t.Error("it was made twice")
	}
	if shots := os.Getenv("FOLKMOOT_TEST_SHOTS"); shots != "" {
		if err := os.WriteFile(filepath.Join(shots, "paper.pdf"), body, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestScreenshots(t *testing.T) {
	b := browsertest.Open(t)
	d := dbtest.Open(t, filepath.Join(t.TempDir(), "test.db"))
	w := newTestSite(t, d, "")
	bundle := w.open("40", "10")
	w.key(bundle+"/next", url.Values{"k-bus": {"a"}})
	served := httptest.NewServer(
		http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) { w.site.ServeHTTP(out, site.WithActor(r, w.by)) }),
	)
	t.Cleanup(served.Close)
	for _, look := range []browsertest.TabOptions{{}, {Width: 320}} {
		tab := b.Tab(t, look)
		for name, path := range map[string]string{"entry-paper": "/consultations/buses/paper/standard", "entry-key": bundle + "/next", "entry-bundle": bundle, "entry-overview": staffPath + "data-entry", "entry-submissions": staffPath + "submissions", "entry-aloud": staffPath + "assisted"} {
			if status := tab.Visit(served.URL + path); status != 200 {
				t.Errorf("%s: %d", path, status)
			}
			for _, say := range append(tab.Overflow(), tab.Problems()...) {
				t.Errorf("%s at %d: %s", path, look.Width, say)
			}
			for _, v := range tab.Axe() {
				t.Errorf("%s at %d: %s", path, look.Width, v)
			}
			tab.Screenshot(fmt.Sprintf("%s-%d", name, max(look.Width, 320)))
		}
	}
}

var linkInCode = regexp.MustCompile(`<code>http://example.com(/consultations/buses/group-response/[\w-]{43})</code>`)

// An organisation writes together, and nothing that one writes is lost.
func TestGroupResponse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTestSite(t, d, "")
		w.by = actor.Actor{}
		const reply = "/consultations/buses/group-response"
		w.want("start", w.do("GET", reply, nil), 200, "Nobody needs an account")
		w.want("no name", w.do("POST", reply, url.Values{"edition": {"standard"}}), 422, `href="#name"`)
		sender := w.want("begin", w.do("POST", reply, url.Values{"edition": {"standard"}, "name": {"chair"}}), 303, reply+"/")
		shown := w.do("GET", sender, nil)
		links := linkInCode.FindAllStringSubmatch(shown.Body.String(), -1)
		if len(links) != 2 || links[0][1] != sender || shown.Header().Get("Cache-Control") != "no-store" {
			t.Fatalf("%v %v", links, shown.Header())
		}
		door := links[1][1]
		w.want("join", w.do("GET", door, nil), 200, "Join")
		w.want("the same name", w.do("POST", door, url.Values{"name": {" chair "}}), 422, "is called so")
		w.want("the door does not write", w.do("GET", door+"/use", nil), 404, "no such page")
		writer := w.want("joined", w.do("POST", door, url.Values{"name": {"treasurer"}}), 303, reply+"/")
		if other := w.do("GET", writer, nil).Body.String(); strings.Contains(other, door) || strings.Contains(other, "Send response") {
			t.Error("a writer sees the door, or sends")
		}

		w.want("not the equality questions", w.do("GET", sender+"/you", nil), 404, "no such page")
		w.want("one writes", w.do("POST", writer+"/use", url.Values{"bus": {"yes"}, "v-bus": {"0"}}), 303, writer)
		w.want("another writes elsewhere", w.do("POST", sender+"/rest", url.Values{"stop": {"Market"}, "v-stop": {"0"}}), 303, sender)
		w.want(
			"on the same page, another question",
			w.do("POST", writer+"/rest", url.Values{"stop": {"Market"}, "v-stop": {"0"}, "wish": {"Later buses."}, "v-wish": {"0"}}),
			303,
			writer,
		)
		clash := w.do("POST", sender+"/rest", url.Values{"stop": {"Market"}, "v-stop": {"1"}, "wish": {"Cheaper buses."}, "v-wish": {"0"}})
		w.want("both texts", clash, 409, "Later buses.")
		w.want("both texts", clash, 409, "Cheaper buses.")
		w.want("nothing is overwritten", w.do("GET", sender, nil), 200, "Later buses.")
		w.want("who wrote it", w.do("GET", sender, nil), 200, "Written by: treasurer")
		w.want(
			"brought together",
			w.do("POST", sender+"/rest", url.Values{"stop": {"Market"}, "v-stop": {"1"}, "wish": {"Later and cheaper buses."}, "v-wish": {"1"}}),
			303,
			sender,
		)
		w.want(
			"wrong",
			w.do(
				"POST",
				sender+"/rest",
				url.Values{
					"post":   {"zebra"},
					"v-post": {"0"},
					"v-stop": {"1"},
					"stop":   {"Market"},
					"wish":   {"Later and cheaper buses."},
					"v-wish": {"2"},
				},
			),
			422,
			`href="#post"`,
		)

		w.want("a writer does not send", w.do("POST", writer, url.Values{"action": {"send"}}), 403, "Only the person who began")
		w.want("sent", w.do("POST", sender, url.Values{"action": {"send"}}), 303, sender)
		w.want("the receipt", w.do("GET", sender, nil), 303, "/receipt")
		w.want("sent twice", w.do("POST", sender, url.Values{"action": {"send"}}), 303, sender)
		w.want("the others", w.do("GET", writer, nil), 404, "The reply was sent")
		w.want("another consultation", w.do("GET", "/consultations/moon/group-response/abc", nil), 404, "")
		if all, states := w.countResponses(); all[intake.Web] != 1 || states[intake.Counted] != 1 {
			t.Errorf("%v %v", all, states)
		}
		left := func() (n int64) {
			if err := d.View(t.Context(), func(tx *db.Tx) (err error) {
				n, err = db.One(t.Context(), tx, db.Int, `SELECT (SELECT COUNT(*) FROM entry_group_response) + (SELECT COUNT(*) FROM entry_group_link) + (SELECT COUNT(*) FROM entry_group_answer)`)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return n
		}
		if n := left(); n != 0 {
			t.Errorf("%d rows are left of a reply that was sent", n)
		}

		late := w.want("another", w.do("POST", reply, url.Values{"edition": {"standard"}, "name": {"chair"}}), 303, reply+"/")
		w.do("POST", late+"/use", url.Values{"bus": {"yes"}, "v-bus": {"0"}})
		w.now = dbtest.Now.AddDate(0, 0, 15)
		if n, err := w.entry.DeleteDrafts(t.Context(), "buses"); err != nil || n != 1 {
			t.Errorf("%d replies deleted, want 1 (%v)", n, err)
		}
		w.want("after the close", w.do("GET", late, nil), 404, "deleted after the close")
		if n := left(); n != 0 {
			t.Errorf("%d rows are left", n)
		}
	})
}
