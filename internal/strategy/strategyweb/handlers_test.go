package strategyweb

import (
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/page/pagetest"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/strategy"
	"github.com/folkmoot/folkmoot/internal/web"
)

func TestPages(t *testing.T) {
	pagetest.Golden(t, "list", listPage)
	pagetest.Golden(t, "show", showPage)
	pagetest.Golden(t, "compare", comparePage)
	pagetest.Golden(t, "check", checkPage)
}

func TestStrategyPageLinksPlanAndEvidence(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		log, err := record.Open(t.Context(), d, record.Options{Dir: t.TempDir(), Origin: "example.org/record"})
		if err != nil {
			t.Fatal(err)
		}
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		on := func(y int, m time.Month, n int) time.Time { return time.Date(y, m, n, 0, 0, 0, 0, time.UTC) }
		must((&evidence.Service{DB: d}).Define(t.Context(), actor.System, evidence.Definition{Needs: []evidence.Need{{
			Ref: "hate", Title: "Hate incidents", Summary: "They go unreported.",
			Characteristics: []string{"religion-belief"},
			Source:          evidence.Source{Name: "Survey", Date: on(2015, 1, 1)}}}}))
		s := &strategy.Service{DB: d, Log: log}
		must(s.Define(t.Context(), actor.System, strategy.Strategy{
			Slug: "s", Title: "Equality strategy", From: on(2016, 4, 1), To: on(2020, 3, 31),
			Versions: []strategy.Version{{Kind: strategy.Draft, Date: on(2016, 4, 25), Body: "We *want* <b>this</b>."}},
			Aims: []strategy.Aim{
				{Ref: "aim", Title: "Good relations", Objectives: []strategy.Objective{{Ref: "report", Title: "More reports", AsPublished: true}}},
			},
			Publications: []strategy.Publication{{Kind: strategy.EqualityObjectives, Date: on(2016, 7, 6), Title: "Objectives"}}}))
		must(s.DefineDuties(t.Context(), actor.System, strategy.DutyDefinition{Jurisdiction: "england", Employees: 100}))
		must((&action.Service{DB: d}).Define(t.Context(), actor.System, action.Definition{Actions: []action.Action{{
			Ref: "centres", What: "Open centres", Who: "Safety team", Due: on(2026, 2, 18), Measure: "Reports",
			Objective: "report", Needs: []string{"hate"}}}}))
		h := &web.Deps{DB: d, Record: log, Site: &site.Site{Log: slog.New(slog.DiscardHandler)}}
		feature.Mount(h, New(h, s))
		for _, test := range []struct {
			path string
			code int
			want string
		}{
			{"/strategies", 200, `href="/strategies/s"`},
			{"/strategies/s", 200, `href="/actions/centres"`},
			{"/strategies/s", 200, `href="#need-hate"`},
			{"/strategies/s", 200, `id="need-hate"`},
			{"/strategies/s", 200, "Religion or belief"},
			{"/strategies/s", 200, "12 days overdue"},
			{"/strategies/s", 200, "Missing from this objective: measure, baseline, target, due date, role responsible."},
			{"/strategies/s", 200, "Due by 5 July 2020"},
			{"/strategies/s", 200, "5 years overdue"},
			{"/strategies/s", 200, "We <em>want</em>"},
			{"/strategies/nowhere", 404, "We cannot find that strategy."},
		} {
			w := httptest.NewRecorder()
			h.Site.ServeHTTP(w, httptest.NewRequest("GET", test.path, nil))
			if w.Code != test.code || !strings.Contains(w.Body.String(), test.want) {
				t.Errorf("%s: %d, without %q", test.path, w.Code, test.want)
			}
		}
	})
}

// A strategy links to the one that it replaced, and that one back.
//
// Row E6 of docs/faults.md.
func TestStrategiesLinkToTheirNeighbours(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		log, err := record.Open(t.Context(), d, record.Options{Dir: t.TempDir(), Origin: "example.org/record"})
		if err != nil {
			t.Fatal(err)
		}
		s := &strategy.Service{DB: d, Log: log}
		for i, one := range []strategy.Strategy{{Slug: "first", Follows: "unknown"}, {Slug: "second", Follows: "first"}} {
			one.Title, one.From, one.To = "The "+one.Slug, dbtest.Now.AddDate(4*i, 0, 0), dbtest.Now.AddDate(4*i+4, 0, 0)
			if err := s.Define(t.Context(), actor.System, one); err != nil {
				t.Fatal(err)
			}
		}
		h := &web.Deps{DB: d, Record: log, Site: &site.Site{Log: slog.New(slog.DiscardHandler)}}
		feature.Mount(h, New(h, s))
		for path, want := range map[string]string{
			"/strategies/first":  `Replaced by: <a class="govuk-link" href="/strategies/second">The second</a>`,
			"/strategies/second": `Replaced: <a class="govuk-link" href="/strategies/first">The first</a>`,
		} {
			w := httptest.NewRecorder()
			h.Site.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
			if !strings.Contains(w.Body.String(), want) {
				t.Errorf("%s: without %q", path, want)
			}
		}
	})
}

// Two versions of a strategy are shown side by side, with the words that changed and the issue that people raised beside them.
//
// Row E6 of docs/faults.md.
func TestVersionsAreComparedWithTheReasonsForTheChanges(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		log, err := record.Open(t.Context(), d, record.Options{Dir: t.TempDir(), Origin: "example.org/record"})
		if err != nil {
			t.Fatal(err)
		}
		s := &strategy.Service{DB: d, Log: log}
		on := func(m time.Month) time.Time { return time.Date(2016, m, 1, 0, 0, 0, 0, time.UTC) }
		if err := s.Define(t.Context(), actor.System, strategy.Strategy{
			Slug: "s", Title: "Strategy", From: on(4), To: on(4).AddDate(4, 0, 0),
			Versions: []strategy.Version{
				{Kind: strategy.Consulted, Date: on(4), Body: "## Aims\n\nWe want **fairness**.\n\n## Who\n\n- age\n- rural people\n"},
				{Kind: strategy.Adopted, Date: on(6), Body: "## Aims\n\nWe want **fairness**.\n\n## Who\n\n- age\n- carers and <b>rural</b> people\n"},
			},
		}); err != nil {
			t.Fatal(err)
		}
		if err := (&decision.Service{DB: d, Log: log}).Define(t.Context(), actor.System, decision.Decision{
			Ref: "adopt", Title: "Adopted", Body: "Council", Date: on(6), Decided: []string{"Yes."}, Reasons: "It is right.", Strategy: "s",
			Issues: []decision.Issue{{Ref: "carers", Issue: "Carers are missing.", RaisedBy: "Carers", Response: "True.", Change: "Named.",
				Document: "/strategies/s#adopted", Words: "carers and"}},
		}); err != nil {
			t.Fatal(err)
		}
		h := &web.Deps{DB: d, Record: log, Site: &site.Site{Log: slog.New(slog.DiscardHandler)}}
		feature.Mount(h, New(h, s))
		get := func(path string, code int, wants ...string) {
			t.Helper()
			w := httptest.NewRecorder()
			h.Site.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
			if w.Code != code {
				t.Fatalf("%s: %d", path, w.Code)
			}
			for _, want := range wants {
				if !strings.Contains(w.Body.String(), want) {
					t.Errorf("%s: without %q in %s", path, want, w.Body)
				}
			}
		}
		get("/strategies/s", 200, `href="/strategies/s/versions"`, "Ended", `href="/decisions/adopt"`)
		get("/strategies/s/versions", 200, "1 change<", `href="#part-3">Who</a>`, "We want fairness.", "Consulted on, 1 April 2016",
			`Added: </span>carers and &lt;b&gt;`, `href="/decisions/adopt#issue-carers"`)
		get("/strategies/s/versions?from=adopted&to=consulted", 200, `Removed: </span>carers and`)
		get("/strategies/s/versions?from=adopted&to=nothing", 404)
	})
}
