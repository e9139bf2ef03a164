package entryweb

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"maps"
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
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/page/pagetest"
	"github.com/folkmoot/folkmoot/internal/print"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/internal/retention"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
	"github.com/folkmoot/folkmoot/survey"
)

// testSite is a site with one consultation and real services.
type testSite struct {
	t    *testing.T
	d    *db.DB
	log  *record.Log
	site *site.Site
	by   actor.Actor
	now  time.Time

	cookies map[string]string // of the browser
	entry   *entry.Service
}

type noReleases struct{}

func (noReleases) Released(context.Context, *db.Tx, string) (bool, error) { return false, nil }

var (
	clerk = actor.Actor{
		ID:           "clerk-1",
		Org:          actor.CouncilOrg,
		Name:         "An officer",
		Capabilities: []actor.Capability{actor.Staff, actor.EnterResponses},
	}
	colleague = actor.Actor{ID: "clerk-2", Org: actor.CouncilOrg, Name: "Another officer", Capabilities: clerk.Capabilities}
	stranger  = actor.Actor{
		ID:           "clerk-3",
		Org:          "elsewhere",
		Name:         "An officer of another council",
		Capabilities: clerk.Capabilities,
	}
	reader = actor.Actor{ID: "reader", Org: actor.CouncilOrg, Name: "A reader", Capabilities: []actor.Capability{actor.Staff}}
)

func newTestSite(t *testing.T, d *db.DB, browser string) *testSite {
	t.Helper()
	log, err := record.Open(t.Context(), d, record.Options{Dir: t.TempDir(), Origin: "test.invalid/record"})
	if err != nil {
		t.Fatal(err)
	}
	quiet := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError}))
	w := &testSite{
		t:   t,
		d:   d,
		log: log,
		by:  clerk,
		now: dbtest.Now,
		site: &site.Site{
			RecentlyAuthenticated: func(*http.Request) bool { return true },
			Log:                   quiet,
			Council:               func(context.Context) page.Council { return page.Council{Name: "Exampleshire County Council"} },
		},
	}
	d.SetClock(func() time.Time { return w.now })
	form := *exampleSurvey
	form.ID = "buses"
	form.Pages = append([]survey.Page(nil), form.Pages...)
	form.Pages[0].Questions = append([]survey.Question(nil), form.Pages[0].Questions...)
	form.Pages[0].Questions[0].Required = true // required online, but not on paper
	consults := &consult.Service{DB: d, Log: log, CountResponses: intake.Count}
	if err := consults.Define(t.Context(), actor.System, consult.Definition{
		Slug: "buses", Title: "Getting about", Type: consult.Survey, Published: true, Opens: "2026-02-01 09:00", Closes: "2026-03-03 09:30",
		Text: consult.Text{
			Summary: "Buses.", Next: "We read it.", Audience: "Everyone.", Feedback: "2026-04-01", Invented: "This consultation is invented.",
			Contact: consult.Contact{
				Team:    "Transport team",
				Address: "Exampleshire County Council\nThe Moot Hall\nExampleton",
				Phone:   "01632 960000",
				Email:   "transport@example.org",
			},
		},
		Forms: []survey.Form{form}}); err != nil {
		t.Fatal(err)
	}
	in := &intake.Service{DB: d, Log: log, Keys: intake.NewKeys(bytes.Repeat([]byte{7}, 32)), Releases: noReleases{}, Now: time.Now,
		Receiver: intake.NewReceiver(d, log, nil, quiet)}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan struct{})
	go func() { defer close(done); in.Receiver.Run(ctx) }()
	t.Cleanup(func() { stop(); <-done })
	deleter := retention.NewDeleter(in, nil, retention.Erasers{Response: entry.EraseResponse, Subject: entry.EraseSubmission})
	w.entry = &entry.Service{DB: d, Log: log, Intake: in, Deleter: deleter}
	deps := &web.Deps{DB: d, Record: log, Slog: quiet, Site: w.site, Now: time.Now, BaseURL: "",
		Printer: print.New(browser, w.site)}
	feature.Mount(deps, New(deps, w.entry))
	return w
}

func (w *testSite) do(method, path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for name, value := range w.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	out := pagetest.ServeConfirmed(w.site, site.WithActor(r, w.by))
	for _, c := range out.Result().Cookies() {
		if w.cookies == nil {
			w.cookies = map[string]string{}
		}
		if w.cookies[c.Name] = c.Value; c.MaxAge < 0 {
			delete(w.cookies, c.Name)
		}
	}
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

// open opens a batch and returns its path.
func (w *testSite) open(forms, percent string) string {
	w.t.Helper()
	return strings.TrimSuffix(w.want(
		"open",
		w.do("POST", staffPath+"data-entry", url.Values{"reference": {"Library 2"}, "channel": {"paper"}, "edition": {"standard"},
			"day-day": {"1"}, "day-month": {"3"}, "day-year": {"2026"}, "forms": {forms}, "second": {percent}}),
		303,
		staffPath+"data-entry/",
	), "/next")
}

var token = regexp.MustCompile(`name="token" value="([^"]+)"`)

// key fills in the data entry page at path and submits it.
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

// A batch from opening to resolving the differences.
func TestBatchIsKeyedTwiceAndResolved(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTestSite(t, d, "")
		batch := w.open("2", "100")
		w.want("batch", w.do("GET", batch, nil), 200, "0 of 2")
		if strings.Contains(w.do("GET", batch, nil).Body.String(), "Forms entered twice:") {
			t.Error("the sample is shown before the first entry is finished")
		}
		w.want("first", w.do("GET", batch+"/next", nil), 200, "autofocus")
		w.want("an unknown code", w.key(batch+"/next", url.Values{"k-bus": {"q"}}), 422, "Its codes are a, b.")
		w.want(
			"entered",
			w.key(
				batch+"/next",
				url.Values{"k-bus": {"a"}, "k-how": {"ac=Ferry"}, "k-agree": {"ab"}, "k-wish": {"?"}, "k-sex": {"x"}},
			),
			303,
			"/next",
		)
		skipped := url.Values{"k-bus": {"b"}, "k-often": {"a"}}
		w.want("an answer to a skipped question", w.key(batch+"/next", skipped), 422,
			"Earlier answers skip question 2, so this answer will not be saved.")
		skipped.Set("leave-out", "wish")
		w.want("another one was to be left out", w.key(batch+"/next", skipped), 422, `name="leave-out" value="often"`)
		skipped.Set("leave-out", "often")
		w.want("a required question left blank, an answer left out", w.key(batch+"/next", skipped), 303, "/next")
		w.want("two of two", w.do("GET", batch+"/next", nil), 303, batch)
		if all, _ := w.countResponses(); all[intake.Paper] != 2 {
			t.Errorf("%v", all)
		}
		w.want("correct", w.do("GET", batch+"/forms/1", nil), 200, `value="a; c=Ferry"`)
		w.want(
			"corrected",
			w.key(batch+"/forms/1", url.Values{"k-bus": {"a"}, "k-often": {"a"}, "k-how": {"bc=Ferry"}, "k-agree": {"ab"}, "k-sex": {"x"}}),
			303,
			batch,
		)
		if all, states := w.countResponses(); all[intake.Paper] != 2 || states[intake.Excluded] != 1 {
			t.Errorf("%v %v", all, states)
		}
		w.want("finish", w.do("POST", batch, url.Values{"action": {"finish"}}), 303, batch)
		w.want("not by the first clerk", w.do("GET", batch, nil), 200, "A colleague must do the second entry")
		w.want("nothing for the first clerk", w.do("GET", batch+"/second", nil), 303, batch)
		w.want(
			"refused for the first clerk",
			w.do("POST", batch+"/second", url.Values{"number": {"1"}, "token": {"t"}}),
			422,
			"You did the first entry of this form",
		)

		w.by = colleague
		blind := w.do("GET", batch+"/second", nil)
		w.want("second", blind, 200, "second entry")
		if strings.Contains(blind.Body.String(), "Ferry") || strings.Contains(blind.Body.String(), "What is your sex") {
			t.Error("the second entry shows the first entry or the equality monitoring questions")
		}
		w.want("form 1", w.key(batch+"/second", url.Values{"k-bus": {"b"}, "k-how": {"ac=Ferry"}}), 303, batch)
		w.want("form 2", w.key(batch+"/second", url.Values{"k-bus": {"b"}}), 303, batch)
		w.want("close too early", w.do("POST", batch, url.Values{"action": {"close"}}), 422, "Resolve all differences")
		differ := w.do("GET", batch+"/differences/1", nil)
		w.want("both are shown", differ, 200, "Entered: a; c=Ferry")
		sent := url.Values{"token": token.FindStringSubmatch(differ.Body.String())[1:2], "r-how": {"second"},
			"r-bus": {"second"}, "r-often": {"first"}, "r-agree": {"second"}, "r-order": {"second"}, "r-money": {"second"}}
		w.want("a reason is needed", w.do("POST", batch+"/differences/1", sent), 422, "Enter how you decided")
		sent.Set("reason", "The first box is ticked.")
		w.want("an answer that the other decisions skip", w.do("POST", batch+"/differences/1", sent), 422,
			"Earlier answers skip question 2, so this answer will not be saved.")
		sent.Set("leave-out", "how")
		w.want("another one was to be left out", w.do("POST", batch+"/differences/1", sent), 422, `name="leave-out" value="often"`)
		sent.Set("leave-out", "often")
		w.want("resolved", w.do("POST", batch+"/differences/1", sent), 303, batch+"/differences")
		w.want("resolved again", w.do("POST", batch+"/differences/1", sent), 404, "has no differences")
		if all, states := w.countResponses(); all[intake.Paper] != 2 || states[intake.Excluded] != 2 ||
			states[intake.Counted] != 2 {
			t.Errorf("%v %v", all, states)
		}
		report := w.do("GET", batch, nil)
		w.want("report", report, 200, "6 of 20")
		w.want("close", w.do("POST", batch, url.Values{"action": {"close"}}), 303, batch)
		w.want("closed", w.do("GET", batch+"/forms/1", nil), 410, "closed")

		// Entered responses are counted with the others, by the form they were given on.
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

// Hostile input 66: invalid forms are refused and nothing is saved.
func TestFailedRequestsSaveNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTestSite(t, d, "")
		batch := w.open("3", "0")
		for name, typed := range map[string]url.Values{
			"two codes for one answer":      {"k-bus": {"ab"}},
			"too many":                      {"k-two": {"abc"}},
			"a row too few":                 {"k-bus": {"a"}, "k-agree": {"a"}},
			"invalid date":                  {"k-since": {"31 2 2016"}},
			"incomplete date":               {"k-since": {"2016"}},
			"invalid postcode":              {"k-post": {"zebra"}},
			"exclusive option with another": {"k-how": {"ad"}},
			"wrong total":                   {"k-bus": {"a"}, "k-money": {"60 60"}},
			"text where none is allowed":    {"k-bus": {"a=Yes"}},
		} {
			w.want(name, w.key(batch+"/next", typed), 422, `class="govuk-error-summary"`)
		}
		if all, _ := w.countResponses(); all[intake.Paper] != 0 {
			t.Errorf("%v", all)
		}
		// Hostile input 65: the same form twice, and a number that a colleague used.
		shown := w.do("GET", batch+"/next", nil).Body.String()
		same := url.Values{"k-bus": {"a"}, "number": {"1"}, "token": token.FindStringSubmatch(shown)[1:2]}
		w.want("once", w.do("POST", batch+"/next", same), 303, "/next")
		w.want("twice", w.do("POST", batch+"/next", same), 303, "/next")
		late := url.Values{"k-bus": {"b"}, "number": {"1"}, "token": {"another"}}
		w.want("a colleague was quicker", w.do("POST", batch+"/next", late), 422, `value="b"`)
		if all, _ := w.countResponses(); all[intake.Paper] != 1 {
			t.Errorf("%v", all)
		}
		future := url.Values{
			"reference": {"Tomorrow"},
			"channel":   {"paper"},
			"edition":   {"standard"},
			"forms":     {"1"},
			"second":    {"0"},
			"day-day":   {"3"},
			"day-month": {"3"},
			"day-year":  {"2026"},
		}
		w.want("a future date", w.do("POST", staffPath+"data-entry", future), 422, "today or in the past")
		future.Set("day-month", "1")
		w.want("a date before it opened", w.do("POST", staffPath+"data-entry", future), 422, "before the consultation opened")
		future.Set("channel", "web")
		w.want("a channel that batches do not have", w.do("POST", staffPath+"data-entry", future), 422, "Select how")
	})
}

func TestOtherOrganisationsGetNotFound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTestSite(t, d, "")
		batch := w.open("1", "0")
		for _, who := range []actor.Actor{stranger, reader, {}} {
			w.by = who
			for _, path := range []string{
				staffPath + "data-entry", batch, batch + "/next", staffPath + "submissions",
				staffPath + "submissions/x", staffPath + "submissions/x/erase", staffPath + "assisted",
			} {
				if out := w.do("GET", path, nil); out.Code != 404 {
					t.Errorf("%s at %s: %d", who.ID, path, out.Code)
				}
			}
			if out := w.do("POST", batch+"/next", url.Values{"number": {"1"}, "token": {"t"}}); out.Code != 404 {
				t.Errorf("%s enters a form: %d", who.ID, out.Code)
			}
		}
	})
}

func TestAssistedResponse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTestSite(t, d, "")
		w.want("no channel", w.do("POST", staffPath+"assisted", url.Values{"edition": {"standard"}}), 422, "Select whether")
		begin := w.want(
			"begin",
			w.do("POST", staffPath+"assisted", url.Values{"edition": {"standard"}, "channel": {"phone"}}),
			303,
			"/begin",
		)
		base := strings.TrimSuffix(begin, "begin")
		w.want("read out first", w.do("GET", begin, nil), 200, "Please do not tell me your name")
		w.want("first page", w.do("POST", begin, url.Values{}), 303, base+"use")
		w.want("nothing is required", w.do("POST", base+"use", url.Values{"bus": {"no"}}), 303, base+"rest")
		w.want("invalid", w.do("POST", base+"rest", url.Values{"post": {"zebra"}}), 422, `href="#post"`)
		w.want("rest", w.do("POST", base+"rest", url.Values{"wish": {"A later bus."}}), 303, base+"you")
		w.want("you", w.do("POST", base+"you", url.Values{"sex": {"f"}}), 303, base+"0")
		w.want("check", w.do("GET", base+"0", nil), 200, "A later bus.")
		sent := w.want("sent", w.do("POST", base+"0", url.Values{}), 200, "withdraw")
		if !regexp.MustCompile(`>[A-Z-]{19}</strong>`).MatchString(sent) {
			t.Error("no code")
		}
		again := url.Values{"edition": {"standard"}, "channel": {"phone"}}
		for name, value := range again {
			if !strings.Contains(sent, `name="`+name+`" value="`+value[0]+`"`) {
				t.Errorf("the button for another response does not submit %s", name)
			}
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
			"kind":      {"petition"},
			"title":     {"Save the 7"},
			"day-day":   {"1"},
			"day-month": {"3"},
			"day-year":  {"2026"},
			"claimed":   {"912"},
			"checked":   {"1,000"},
		}
		w.want(
			"more checked than there are",
			w.do("POST", staffPath+"submissions", sent),
			422,
			"must not be more than signatures claimed",
		)
		sent.Set("checked", "640")
		w.want("added", w.do("POST", staffPath+"submissions", sent), 303, "submissions")
		list := w.want("list", w.do("GET", staffPath+"submissions", nil), 200, "912 signatures claimed, 640 checked")
		path := regexp.MustCompile(staffPath + `submissions/[\w-]+`).FindString(list)
		sent.Set("version", "1")
		sent.Set("checked", "700")
		w.want("why", w.do("POST", path, sent), 422, "Enter why you are changing it")
		sent.Set("why", "Counted again.")
		w.want("changed", w.do("POST", path, sent), 303, "submissions")
		w.want("an outdated page", w.do("POST", path, sent), 422, "Someone else has changed this")
		w.want("history", w.do("GET", path, nil), 200, "Version 1,")
		sent.Set("version", "2")
		sent.Set("action", "exclude")
		w.want("excluded", w.do("POST", path, sent), 303, "submissions")
		w.want("not counted", w.do("GET", staffPath+"submissions", nil), 200, "Excluded")
		w.want("a clerk sees who to ask", w.do("GET", path, nil), 200, path+"/erase")
		w.want("a clerk cannot delete", w.do("GET", path+"/erase", nil), 404, "")
		w.by = actor.Actor{ID: "chief", Org: actor.CouncilOrg, Capabilities: actor.AllCapabilities}
		w.want("before deleting", w.do("GET", path+"/erase", nil), 200, "cannot undo this")
		w.want("no reason", w.do("POST", path+"/erase", url.Values{"how": {" "}}), 422, "Enter why you are deleting it")
		w.want("deleted", w.do("POST", path+"/erase", url.Values{"how": {"A person named in it asked."}}), 303, path+"/erase")
		w.want("after deleting", w.do("GET", path+"/erase", nil), 200, "has been deleted")
		for _, path := range []string{path, staffPath + "submissions"} {
			if text := w.do("GET", path, nil).Body.String(); strings.Contains(text, "Save the 7") ||
				!strings.Contains(text, "Deleted") {
				t.Errorf("%s still shows the deleted content: %s", path, text)
			}
		}
		sent.Set("version", "3")
		w.want("an outdated page after deletion", w.do("POST", path, sent), 422, "Someone else has changed this")
		if all, _ := w.countResponses(); len(all) != 0 {
			t.Errorf("a petition is counted as a response: %v", all)
		}
	})
}

// The printable form as a web page, without a browser to make a PDF.
func TestPaperForm(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTestSite(t, d, "")
		got := w.want("paper", w.do("GET", "/consultations/buses/paper/standard", nil), 200, "Go to question 3")
		for _, part := range []string{
			"Send this form to:", "The Moot Hall", "3 March 2026 at 9:30am", "6 March 2026",
			"Answer question 2 only if you ticked “Yes” at question 1.",
			"fp__sheet", "http://example.com/consultations/buses/respond",
		} {
			if !strings.Contains(got, part) {
				t.Errorf("the paper form does not contain %q", part)
			}
		}
		if strings.Contains(got, ".pdf") {
			t.Error("a PDF is offered without a browser to make one")
		}
		w.want("no pdf", w.do("GET", "/consultations/buses/paper/standard/document.pdf", nil), 404, "Print the page")
		w.want("no edition", w.do("GET", "/consultations/buses/paper/braille", nil), 404, "cannot find that questionnaire")
	})
}

func TestPaperFormPDF(t *testing.T) {
	browser := os.Getenv("FOLKMOOT_TEST_CHROMIUM")
	if browser == "" {
		if os.Getenv("FOLKMOOT_TEST_DEMAND") != "" {
			t.Fatal("FOLKMOOT_TEST_DEMAND requires a browser: set FOLKMOOT_TEST_CHROMIUM")
		}
		t.Skip("FOLKMOOT_TEST_CHROMIUM is not set")
	}
	d := dbtest.Open(t, filepath.Join(t.TempDir(), "test.db"))
	w := newTestSite(t, d, browser)
	w.want("it is offered", w.do("GET", "/consultations/buses/paper/standard", nil), 200, "standard/document.pdf")
	out := w.do("GET", "/consultations/buses/paper/standard/document.pdf", nil)
	body := out.Body.Bytes()
	if out.Code != 200 || out.Header().Get("Content-Type") != "application/pdf" || !bytes.HasPrefix(body, []byte("%PDF-")) {
		t.Fatalf("%d %.300s", out.Code, body)
	}
	if !bytes.Contains(body, []byte("/StructTreeRoot")) || !bytes.Contains(body, []byte("/Lang")) {
		t.Error("the PDF has no tags or no language")
	}
	again := w.do("GET", "/consultations/buses/paper/standard/document.pdf", nil)
	if !bytes.Equal(again.Body.Bytes(), body) {
		t.Error("the PDF was not cached")
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
	batch := w.open("40", "10")
	w.key(batch+"/next", url.Values{"k-bus": {"a"}})
	twice := w.open("3", "100")
	for range 3 {
		w.key(twice+"/next", url.Values{"k-two": {"a"}, "k-wish": {"A later bus on Fridays, please."}})
	}
	w.do("POST", twice, url.Values{"action": {"finish"}})
	w.by = colleague
	for _, two := range []string{"b", "ab", "a"} {
		w.key(twice+"/second", url.Values{"k-two": {two}, "k-wish": {"A later bus on Sundays, please."}})
	}
	served := httptest.NewServer(
		http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) { w.site.ServeHTTP(out, site.WithActor(r, w.by)) }),
	)
	t.Cleanup(served.Close)
	for _, options := range []browsertest.TabOptions{{}, {Width: 320}} {
		tab := b.Tab(t, options)
		for name, path := range map[string]string{
			"entry-paper":       "/consultations/buses/paper/standard",
			"entry-key":         batch + "/next",
			"entry-batch":       batch,
			"entry-differences": twice + "/differences?select=all",
			"entry-checking":    twice,
			"entry-overview":    staffPath + "data-entry",
			"entry-submissions": staffPath + "submissions",
			"entry-assisted":    staffPath + "assisted",
		} {
			if status := tab.Visit(served.URL + path); status != 200 {
				t.Errorf("%s: %d", path, status)
			}
			for _, say := range append(tab.Overflow(), tab.Problems()...) {
				t.Errorf("%s at %d: %s", path, options.Width, say)
			}
			for _, v := range tab.Axe() {
				t.Errorf("%s at %d: %s", path, options.Width, v)
			}
			tab.Screenshot(fmt.Sprintf("%s-%d", name, max(options.Width, 320)))
		}
	}
}

var (
	codeOnPage  = regexp.MustCompile(`<strong class="fm-code">([A-Z-]{19})</strong>`)
	groupAction = regexp.MustCompile(`"(/consultations/buses/group-response/[\w-]{27})["/]`)
)

// as runs fn in the browser with the given cookies.
func (w *testSite) as(cookies map[string]string, fn func()) {
	own := w.cookies
	w.cookies = cookies
	fn()
	w.cookies = own
}

// Several people write a response together, and no one's answers are
// overwritten.
func TestGroupResponse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTestSite(t, d, "")
		w.by = actor.Actor{}
		const reply = "/consultations/buses/group-response"
		w.want("start", w.do("GET", reply, nil), 200, "do not need accounts")
		w.want("no name", w.do("POST", reply, url.Values{"edition": {"standard"}}), 422, `href="#name"`)
		chair, treasurer := map[string]string{}, map[string]string{}
		w.cookies = chair
		shown := w.do("POST", reply, url.Values{"edition": {"standard"}, "name": {"chair"}})
		body := w.want("begin", shown, 200, "Give this link or code")
		sender := groupAction.FindStringSubmatch(body)[1]
		codes := codeOnPage.FindAllStringSubmatch(body, -1)
		if len(codes) != 2 || shown.Header().Get("Cache-Control") != "no-store" ||
			!strings.Contains(body, "http://example.com"+reply+"/join#"+codes[1][1]) {
			t.Fatalf("%v %v", codes, shown.Header())
		}
		w.want("the sender's page", w.do("GET", sender, nil), 200, "Send response")
		invite := codes[1][1]
		w.cookies = treasurer
		w.want("the address alone asks for a code", w.do("GET", sender, nil), 200, "Enter your own code")
		w.want("and so does every page of it", w.do("GET", sender+"/use", nil), 200, "Enter your own code")
		w.want("nor can it be sent", w.do("POST", sender, url.Values{"action": {"send"}}), 200, "Enter your own code")
		join := func(name string) *httptest.ResponseRecorder {
			return w.do("POST", reply+"/join", url.Values{"code": {strings.ToLower(invite)}, "name": {name}})
		}
		w.want("wrong code", w.do("POST", reply+"/join", url.Values{"code": {"ABCD"}}), 422, `href="#code"`)
		w.want("join", w.do("POST", reply+"/join", url.Values{"code": {invite}}), 200, "Join")
		w.want("the same name", join(" chair "), 422, "Another writer is using that role")
		joined := w.want("joined", join("treasurer"), 200, "You are writing as: treasurer")
		writer := groupAction.FindStringSubmatch(joined)[1]
		if writer != sender {
			t.Fatal("the writers have different responses")
		}
		if other := w.do("GET", writer, nil).Body.String(); strings.Contains(other, invite) || strings.Contains(other, "Send response") {
			t.Error("a writer sees the invitation or the send button")
		}
		own := codeOnPage.FindStringSubmatch(joined)[1]
		w.as(map[string]string{}, func() {
			again := w.do("POST", reply+"/join", url.Values{"code": {own}})
			w.want("the writer's code on another device", again, 200, "You are writing as: treasurer")
			w.want("and from then on", w.do("GET", writer, nil), 200, "You are writing as: treasurer")
		})
		as := func(who map[string]string, method, path string, form url.Values) (out *httptest.ResponseRecorder) {
			w.as(who, func() { out = w.do(method, path, form) })
			return out
		}

		w.want("no equality monitoring questions", as(chair, "GET", sender+"/you", nil), 404, "not in this response")
		w.want(
			"the writer's answer makes another question of the page apply",
			as(treasurer, "POST", writer+"/use", url.Values{"bus": {"yes"}, "v-bus": {"0"}, "--shown": {"bus"}}),
			200,
			"One more question because of your answer",
		)
		w.want(
			"the writer saves",
			as(treasurer, "POST", writer+"/use", url.Values{"bus": {"yes"}, "v-bus": {"1"}, "--shown": {"bus often how two"}}),
			303,
			writer,
		)
		w.want(
			"the sender saves another page",
			as(chair, "POST", sender+"/rest", url.Values{"stop": {"Market"}, "v-stop": {"0"}}),
			303,
			sender,
		)
		w.want(
			"the writer saves another question of the same page",
			as(treasurer, "POST", writer+"/rest",
				url.Values{"stop": {"Market"}, "v-stop": {"0"}, "wish": {"Later buses."}, "v-wish": {"0"}},
			),
			303,
			writer,
		)
		clash := as(chair, "POST", sender+"/rest",
			url.Values{"stop": {"Market"}, "v-stop": {"1"}, "wish": {"Cheaper buses."}, "v-wish": {"0"}},
		)
		w.want("a conflict shows the colleague's answer", clash, 409, "Later buses.")
		w.want("a conflict shows the own answer", clash, 409, "Cheaper buses.")
		w.want("nothing is overwritten", as(chair, "GET", sender, nil), 200, "Later buses.")
		w.want("who wrote it", as(chair, "GET", sender, nil), 200, "Written by: treasurer")
		w.want(
			"the answers are combined",
			as(chair, "POST", sender+"/rest",
				url.Values{"stop": {"Market"}, "v-stop": {"1"}, "wish": {"Later and cheaper buses."}, "v-wish": {"1"}},
			),
			303,
			sender,
		)
		w.want(
			"wrong",
			as(chair, "POST", sender+"/rest",
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

		w.want("a writer does not send", as(treasurer, "POST", writer, url.Values{"action": {"send"}}), 403, "Only the person who started")
		cookies := maps.Clone(chair)
		thanks := w.want("sent", as(chair, "POST", sender, url.Values{"action": {"send"}}), 200, "Response received")
		if !strings.Contains(thanks, `data-fm="withdrawal-code"`) || len(chair) != 0 {
			t.Errorf("no code, or a cookie is left: %v", chair)
		}
		again := w.want("the answer was lost", as(cookies, "POST", sender, url.Values{"action": {"send"}}), 200, "Response received")
		if again != thanks {
			t.Error("sent again, it is not the same page")
		}
		w.want("the sender's page after sending", as(chair, "GET", sender, nil), 200, "These answers were sent on")
		w.want("the writer's page after sending", as(treasurer, "GET", writer+"/use", nil), 200, "These answers were sent on")
		w.want("writing after sending", as(treasurer, "POST", writer+"/use", url.Values{"bus": {"no"}}), 409, "These answers were sent on")
		w.want("another consultation", w.do("GET", "/consultations/moon/group-response/abc", nil), 404, "")
		if all, states := w.countResponses(); all[intake.Web] != 1 || states[intake.Counted] != 1 {
			t.Errorf("%v %v", all, states)
		}
		left := func() (n int64) {
			if err := d.View(t.Context(), func(tx *db.Tx) (err error) {
				n, err = db.One(t.Context(), tx, db.Int, `
					SELECT (SELECT COUNT(*) FROM entry_group_response) + (SELECT COUNT(*) FROM entry_group_link)
						+ (SELECT COUNT(*) FROM entry_group_answer)`)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return n
		}
		if n := left(); n != 0 {
			t.Errorf("%d rows are left of a group response that was sent", n)
		}

		w.cookies = map[string]string{}
		late := groupAction.FindStringSubmatch(
			w.want("another", w.do("POST", reply, url.Values{"edition": {"standard"}, "name": {"chair"}}), 200, "chair"))[1]
		w.do("POST", late+"/use", url.Values{"bus": {"yes"}, "v-bus": {"0"}})
		w.now = dbtest.Now.AddDate(0, 0, 15)
		if n, err := w.entry.DeleteDrafts(t.Context(), "buses"); err != nil || n != 1 {
			t.Errorf("%d group responses deleted, want 1 (%v)", n, err)
		}
		w.want("after the close", w.do("GET", late, nil), 404, "deleted after the consultation closed")
		if n := left(); n != 0 {
			t.Errorf("%d rows are left", n)
		}
	})
}
