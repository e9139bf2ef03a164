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
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/intake"
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
		Summary:  "The park.",
		Next:     "We read every response.",
		Audience: "Everyone.",
		Feedback: "2026-04-01",
		Contact:  consult.Contact{Team: "Parks", Address: "The council"},
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

// An officer goes from an open consultation to two releases. Typed text is kept
// when a release is refused.
func TestReleaseResults(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		log, err := record.Open(t.Context(), d, record.Options{Dir: t.TempDir(), Origin: "test.invalid/record"})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { log.Close() })
		now := dbtest.Now
		clock := func() time.Time { return now }
		d.SetClock(clock)
		if err := (&consult.Service{DB: d, Log: log, CountResponses: intake.Count}).Define(t.Context(), actor.System, park); err != nil {
			t.Fatal(err)
		}
		svc := &analysis.Service{DB: d, Log: log}
		in := &intake.Service{DB: d, Log: log, Keys: intake.NewKeys(bytes.Repeat([]byte{7}, 32)), Releases: svc}
		importRows := func(from, to int) {
			var file strings.Builder
			file.WriteString("row,channel,edition,day,status,use\n")
			for i := from; i < to; i++ {
				fmt.Fprintf(&file, "%d,paper,standard,2026-02-20,,%s\n", i, []string{"yes", "no"}[i%2])
			}
			if _, err := in.Import(t.Context(), actor.System, "park", strings.NewReader(file.String())); err != nil {
				t.Fatal(err)
			}
		}
		importRows(0, 20)
		srv := &site.Site{
			Log:                   slog.New(slog.DiscardHandler),
			RecentlyAuthenticated: func(*http.Request) bool { return true },
		}
		deps := &web.Deps{DB: d, Record: log, Slog: srv.Log, Now: clock, Site: srv}
		feature.Mount(deps, New(deps, svc))

		const button = `<button class="govuk-button">`
		officer := actor.Actor{
			ID:           "officer",
			Org:          actor.CouncilOrg,
			Name:         "An officer",
			Capabilities: []actor.Capability{actor.Staff, actor.Release},
		}
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
			now = dbtest.Now.AddDate(0, 0, step.days)
			if step.first != nil {
				step.first()
			}
			r := httptest.NewRequest("GET", "/staff/consultations/park/results", nil)
			if step.form != nil {
				r = httptest.NewRequest("POST", "/staff/consultations/park/results", strings.NewReader(step.form.Encode()))
				r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			}
			if step.by.ID != "" {
				r = site.WithActor(r, step.by)
			}
			w := pagetest.ServeConfirmed(srv, r)
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
