package releaseweb

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/jobs"
	"github.com/folkmoot/folkmoot/internal/operation"
	"github.com/folkmoot/folkmoot/internal/operation/operationtest"
	"github.com/folkmoot/folkmoot/internal/page/pagetest"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
	"github.com/folkmoot/folkmoot/survey"
)

func TestPages(t *testing.T) { pagetest.Golden(t, "release", releasePage) }

var park = consult.Definition{
	Slug: "park", Title: "The park", Type: consult.Survey, Published: true, Opens: "2026-02-01 09:00", Closes: "2026-03-03 09:30",
	Text: consult.Text{
		Summary:      "The park.",
		Next:         "We read every response.",
		Audience:     "Everyone.",
		Feedback:     "2026-04-01",
		AreaQuestion: "use",
		Contact:      consult.Contact{Team: "Parks", Address: "The council"},
	},
	Forms: []survey.Form{
		{ID: "park", Title: "The park", Lang: "en", Edition: "standard", Pages: []survey.Page{{ID: "one", Questions: []survey.Question{
			{
				ID:      "use",
				Kind:    survey.Single,
				Text:    "Do you use the park?",
				Options: []survey.Option{{ID: "yes", Text: "Yes"}, {ID: "no", Text: "No"}},
			}}}}},
	},
}

// testSite is a site with the page, and a consultation whose responses the test imports.
type testSite struct {
	t          *testing.T
	d          *db.DB
	now        time.Time
	service    *analysis.Service
	intake     *intake.Service
	runner     *jobs.Runner
	operations *operation.Service
	site       *site.Site
	deps       *web.Deps
}

func newTestSite(t *testing.T, d *db.DB) *testSite {
	t.Helper()
	log, err := record.Open(t.Context(), d, record.Options{Dir: t.TempDir(), Origin: "test.invalid/record"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { log.Close() })
	s := &testSite{t: t, d: d, now: dbtest.Now, service: &analysis.Service{DB: d, Log: log}, runner: operationtest.Runner(t, d)}
	clock := func() time.Time { return s.now }
	d.SetClock(clock)
	if err := (&consult.Service{DB: d, Log: log, CountResponses: intake.Count}).Define(t.Context(), actor.System, park); err != nil {
		t.Fatal(err)
	}
	s.intake = &intake.Service{DB: d, Log: log, Keys: intake.NewKeys(bytes.Repeat([]byte{7}, 32)), Releases: s.service}
	s.operations = operationtest.NewWith(t, d, s.runner)
	s.site = &site.Site{
		Log:                   slog.New(slog.DiscardHandler),
		RecentlyAuthenticated: func(*http.Request) bool { return true },
	}
	s.deps = &web.Deps{DB: d, Record: log, Slog: s.site.Log, Now: clock, Site: s.site, Operations: s.operations, OperationWait: time.Minute}
	feature.Mount(s.deps, New(s.deps, s.service))
	return s
}

// importRows imports responses with these numbers.
func (s *testSite) importRows(from, to int) {
	s.t.Helper()
	var file strings.Builder
	file.WriteString("row,channel,edition,day,status,use\n")
	for i := from; i < to; i++ {
		fmt.Fprintf(&file, "%d,paper,standard,2026-02-20,,%s\n", i, []string{"yes", "no"}[i%2])
	}
	if _, err := s.intake.Import(s.t.Context(), actor.System, "park", strings.NewReader(file.String())); err != nil {
		s.t.Fatal(err)
	}
}

// ask requests a page as by. form is nil for a GET request.
func (s *testSite) ask(by actor.Actor, path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest("GET", path, nil)
	if form != nil {
		r = httptest.NewRequest("POST", path, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if by.ID != "" {
		r = site.WithActor(r, by)
	}
	return pagetest.ServeConfirmed(s.site, r)
}

var officer = actor.Actor{
	ID:           "officer",
	Org:          actor.CouncilOrg,
	Name:         "An officer",
	Capabilities: []actor.Capability{actor.Staff, actor.Release},
}

// An officer goes from an open consultation to two releases. Typed text is kept
// when a release is refused.
func TestReleaseResults(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newTestSite(t, d)
		svc, importRows := h.service, h.importRows
		importRows(0, 20)

		const button = `<button class="govuk-button">`
		clerk := actor.Actor{ID: "clerk", Org: actor.CouncilOrg, Capabilities: []actor.Capability{actor.Staff, actor.EnterResponses}}
		for _, step := range []struct {
			name        string
			days        int
			by          actor.Actor
			form        url.Values // nil is a GET request
			status      int
			has, hasNot string
			first       func()
		}{
			{"the public gets no page", 0, actor.Actor{}, nil, 404, "", "The park", nil},
			{"a data entry clerk gets no page", 0, clerk, nil, 404, "", "The park", nil},
			{"another organisation gets no page", 0, actor.Actor{ID: "partner", Org: "partner",
				Capabilities: actor.AllCapabilities}, nil, 404, "", "The park", nil},
			{"another organisation cannot release", 40, actor.Actor{ID: "partner", Org: "partner",
				Capabilities: actor.AllCapabilities}, url.Values{}, 404, "", "The park", nil},
			{"while it is open", 0, officer, nil, 200, "You cannot release results while the consultation is open.", button, nil},
			{"a POST while it is open", 0, officer, url.Values{}, 422,
				"You cannot release results while the consultation is open.", button, nil},
			{"before the postal deadline", 3, officer, nil, 200, "6 March 2026", button, nil},
			{"when all responses have arrived", 40, officer, nil, 200, `<dd class="govuk-summary-list__value">20</dd>`,
				"Why are you releasing the results again?", nil},
			{"released but not marked as reported", 40, officer, nil, 200, "Show the results as published",
				"What this release will include", func() {
					if _, err := svc.Release(t.Context(), actor.System, "park"); err != nil {
						t.Fatal(err)
					}
				}},
			{"too few new responses", 40, officer, nil, 200, "Only 3 responses have changed since release 1.", button,
				func() { importRows(20, 23) }},
			{"enough new responses", 40, officer, nil, 200, "Why are you releasing the results again?",
				"Show the results as published", func() { importRows(23, 40) }},
			{"without a reason", 40, officer, url.Values{"reason": {" "}}, 422, "Give a reason for the new release.", "", nil},
			{"while it is open again", 0, officer, url.Values{"reason": {"We found a batch."}}, 422,
				"You cannot release results while the consultation is open.", "", nil},
			{"with a reason", 40, officer, url.Values{"reason": {"We found a batch."}}, 303, "", "", nil},
			{"submitted twice", 40, officer, url.Values{"reason": {"We found a batch."}}, 303, "", "", nil},
			{"nothing left to release", 40, officer, nil, 200, "We found a batch.", button, nil},
		} {
			h.now = dbtest.Now.AddDate(0, 0, step.days)
			if step.first != nil {
				step.first()
			}
			w := h.ask(step.by, "/staff/consultations/park/results", step.form)
			if body := w.Body.String(); w.Code != step.status || !strings.Contains(body, step.has) ||
				step.hasNot != "" && strings.Contains(body, step.hasNot) {
				t.Errorf("%s: %d\n%s", step.name, w.Code, body)
			}
		}
		if _, all, err := svc.Releases(t.Context(), "park"); err != nil || len(all) != 2 {
			t.Errorf("%d releases, %v", len(all), err)
		}
	})
}

// Row D9 of docs/faults.md. No page counts many responses: the officer has them counted, sees
// the preview until something changes, and releases. The page with the progress belongs to
// those who may release.
func TestManyResponsesAreCountedBeforeTheRelease(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newTestSite(t, d)
		h.service.MaxCountedAtOnce = 10
		h.importRows(0, 20)
		h.now = dbtest.Now.AddDate(0, 0, 40)
		const at, offer, counted = "/staff/consultations/park/results", `action="` + "/staff/consultations/park/results/count" + `"`,
			`<dd class="govuk-summary-list__value">20</dd>`
		see := func(has, hasNot string) {
			t.Helper()
			if body := h.ask(officer, at, nil).Body.String(); !strings.Contains(body, has) || strings.Contains(body, hasNot) {
				t.Errorf("no %q, or %q, in\n%s", has, hasNot, body)
			}
		}
		post := func(path string, want int, location string) {
			t.Helper()
			if w := h.ask(officer, path, url.Values{}); w.Code != want || !strings.HasPrefix(w.Header().Get("Location"), location) {
				t.Errorf("%s: %d to %q\n%s", path, w.Code, w.Header().Get("Location"), w.Body)
			}
		}
		see(offer, counted)
		post(at, 303, at) // not released before it was counted
		post(at+"/count", 303, at)
		see(counted, offer)
		h.importRows(20, 21)
		h.now = h.now.Add(time.Minute)
		see(offer, counted)
		post(at+"/count", 303, at)
		post(at, 303, at)
		see(">Release 1</a>", "nothing that is on no page")
		if _, all, err := h.service.Releases(t.Context(), "park"); err != nil || len(all) != 1 {
			t.Fatalf("%d releases, %v", len(all), err)
		}
	})
}

// An officer chooses a characteristic: the preview, the confirmation and the release are by it. What was counted for another
// choice is not used.
func TestReleaseByGroup(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newTestSite(t, d)
		h.service.MaxCountedAtOnce = 10
		h.importRows(0, 20)
		h.now = dbtest.Now.AddDate(0, 0, 40)
		const at, query = "/staff/consultations/park/results", "?group-by=use"
		see := func(path string, has ...string) {
			t.Helper()
			body := h.ask(officer, path, nil).Body.String()
			for _, text := range has {
				if !strings.Contains(body, text) {
					t.Errorf("%s: no %q in\n%s", path, text, body)
				}
			}
		}
		post := func(path, location string) {
			t.Helper()
			w := h.ask(officer, path, url.Values{groupField: {"use"}})
			if w.Code != 303 || w.Header().Get("Location") != location {
				t.Errorf("%s: %d to %q\n%s", path, w.Code, w.Header().Get("Location"), w.Body)
			}
		}
		count := `action="` + at + `/count"`
		see(at, `<option value="use" lang="en">Do you use the park?</option>`, count)
		see(at+query, `<option value="use" selected`, count+`><input type="hidden" name="group-by" value="use">`)
		post(at, at+query) // not counted yet
		post(at+"/count", at+query)
		see(at, count) // counted for the other choice
		see(at+query, `href="`+at+`/preview`+query+`"`, `<input type="hidden" name="group-by" value="use">`, "Questions shown by group")
		post(at, at+query)
		f, err := h.service.Get(t.Context(), "park", 1)
		if err != nil || f.ByGroup == nil || f.ByGroup.By != "use" {
			t.Fatalf("%+v, %v", f, err)
		}
		if w := h.ask(officer, at+"?group-by=nothing", nil); w.Code < 400 || w.Code >= 500 {
			t.Errorf("by a question that does not exist: %d", w.Code)
		}
	})
}

// Row D9 of docs/faults.md. A release whose server stops after publishing and before saying so
// is not published again: one release, one entry in the audit log.
func TestReleaseIsPublishedOnceAfterACrash(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newTestSite(t, d)
		h.importRows(0, 20)
		h.now = dbtest.Now.AddDate(0, 0, 40)
		if w := h.ask(officer, "/staff/consultations/park/results", url.Values{}); w.Code != 303 {
			t.Fatalf("%d\n%s", w.Code, w.Body)
		}
		h.operations.Close() // after which its jobs are done
		h.now = h.now.Add(time.Hour)
		if err := d.Update(t.Context(), func(tx *db.Tx) error {
			if _, err := tx.Exec(t.Context(), `UPDATE operation_item SET ended_at = ''`); err != nil {
				return err
			}
			_, err := tx.Exec(t.Context(), `UPDATE jobs_job SET state = 'running' WHERE kind = 'operation'`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if worked, err := h.runner.RunOne(t.Context()); err != nil || !worked {
			t.Fatal(worked, err)
		}
		if err := d.View(t.Context(), func(tx *db.Tx) error {
			problem, err := db.One(t.Context(), tx, db.Text, `SELECT problem FROM operation_item WHERE ended_at <> ''`)
			if err != nil || problem != "" {
				return fmt.Errorf("%q: %w", problem, err)
			}
			all, err := audit.List(t.Context(), tx, actor.System, audit.Filter{Act: "release-results"})
			if len(all.Items) != 1 || all.Items[0].ActorID != officer.ID {
				t.Errorf("%d entries: %+v", len(all.Items), all.Items)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if _, all, err := h.service.Releases(t.Context(), "park"); err != nil || len(all) != 1 {
			t.Errorf("%d releases, %v", len(all), err)
		}
	})
}
