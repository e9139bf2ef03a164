package actionweb

import (
	"fmt"
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
	"github.com/folkmoot/folkmoot/internal/edit"
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
	pagetest.Golden(t, "mine", minePage)
	pagetest.Golden(t, "report", reportPage)
	pagetest.Golden(t, "sheet", sheetPage)
}

func TestActionPageShowsReasonsAndDaysOverdue(t *testing.T) {
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
			Ref: "hate", Title: "Hate incidents", Summary: "They go unreported.", Source: evidence.Source{Name: "Survey", Date: on(2015, 1, 1)}}}}))
		must((&strategy.Service{DB: d, Log: log}).Define(t.Context(), actor.System, strategy.Strategy{
			Slug: "s", Title: "Equality strategy", From: on(2016, 4, 1), To: on(2020, 3, 31),
			Aims: []strategy.Aim{{Ref: "aim", Title: "A", Objectives: []strategy.Objective{{Ref: "report", Title: "More reports"}}}}}))
		s := &action.Service{DB: d}
		must(s.Define(t.Context(), actor.System, action.Definition{Actions: []action.Action{{
			Ref: "centres", What: "Open centres", Who: "Safety team", Due: on(2026, 2, 18), Measure: "Reports",
			Objective: "report", Needs: []string{"hate"},
			Updates: []action.Update{
				{Date: on(2025, 5, 1), Status: action.OnTrack, Text: "The older."},
				{Date: on(2025, 6, 1), Status: action.AtRisk, Text: "The newer."},
			},
		}}}))
		must((&decision.Service{DB: d, Log: log}).Define(t.Context(), actor.System, decision.Decision{
			Ref: "adopt", Title: "Adopted", Body: "Council", Date: on(2016, 7, 6), Decided: []string{"Yes."}, Reasons: "It is right.",
			Issues: []decision.Issue{
				{Ref: "where", Issue: "Nowhere to report.", RaisedBy: "Groups", Response: "True.", Change: "Centres.", Actions: []string{"centres"}},
			}}))
		h := &web.Deps{DB: d, Record: log, Site: &site.Site{Log: slog.New(slog.DiscardHandler)}}
		feature.Mount(h, New(h, s, &edit.Service{DB: d}, nil, (&decision.Service{DB: d}).Causes))
		ask := func(path string) (int, string) {
			w := httptest.NewRecorder()
			h.Site.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
			return w.Code, w.Body.String()
		}
		code, body := ask("/actions/centres")
		for _, want := range []string{
			"12 days overdue", `href="/evidence/hate"`, `href="/objectives/report"`,
			`href="/decisions/adopt#issue-where"`,
		} {
			if code != 200 || !strings.Contains(body, want) {
				t.Errorf("%d, without %q", code, want)
			}
		}
		if strings.Index(body, "The newer.") > strings.Index(body, "The older.") {
			t.Error("the newest update is not first")
		}
		if code, _ := ask("/actions/nowhere"); code != 404 {
			t.Errorf("an unknown action: %d", code)
		}
	})
}

// The list of actions says what was filtered and how many were found, its links keep the filters, and it has a feed of its
// own.
//
// Row E8 of docs/faults.md.
func TestFilteredActionsKeepTheirFilters(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := &action.Service{DB: d}
		due := dbtest.Now.Truncate(24 * time.Hour)
		var plan action.Definition
		for i := range 25 {
			days := i // since the action was due, from the tenth of which it is shown as overdue
			if i > 0 {
				days += 9
			}
			plan.Actions = append(plan.Actions, action.Action{
				Ref: fmt.Sprintf("lamp-%d", i), What: fmt.Sprintf("Lamp %d & more", i), Who: "Roads team", Due: due.AddDate(0, 0, -days),
				Measure: "Lamps",
				Updates: []action.Update{{Date: due.AddDate(0, 0, -30-i), Status: action.OnTrack, Text: "Half lit."}},
			})
		}
		plan.Actions = append(plan.Actions, action.Action{Ref: "bench", What: "A bench", Who: "Parks team", Due: due, Measure: "A bench"})
		if err := s.Define(t.Context(), actor.System, plan); err != nil {
			t.Fatal(err)
		}
		h := &web.Deps{DB: d, Site: &site.Site{Log: slog.New(slog.DiscardHandler)}}
		feature.Mount(h, New(h, s, &edit.Service{DB: d}, nil, (&decision.Service{DB: d}).Causes))
		for _, test := range []struct {
			name, path string
			has, lacks []string
		}{
			{"all", "/actions", []string{"<h2 class=\"govuk-heading-m\">26 actions</h2>", "/actions?page=", "Overdue (24)", "No update (1)"}, nil},
			{
				"filtered", "/actions?status=late&owner=Roads+team",
				[]string{
					"24 overdue actions · Roads team", "/actions?owner=Roads+team&amp;page=", `<input type="hidden" name="status" value="late">`,
					`<option value="Roads team" selected>`, `href="/actions?owner=Roads+team&amp;status=done"`, "33 days overdue",
					`href="/actions/feed.atom?owner=Roads+team&amp;status=late"`, `href="/actions?status=late">Clear filters`,
				},
				[]string{"A bench", "Lamp 0 "},
			},
			{"what no action has", "/actions?owner=%00%ff&due=20x6&status=broken", []string{"26 actions"}, nil},
			{"nothing", "/actions?owner=Nowhere", []string{"0 actions", "Choose other filters"}, []string{"Lamp 1 "}},
			{
				"the feed", "/actions/feed.atom?owner=Roads+team",
				[]string{"<title>25 actions · Roads team</title>", "<title>Lamp 1 &amp; more: On track</title>", "Half lit."},
				[]string{"A bench"},
			},
			{"the feed of another role", "/actions/feed.atom?owner=Parks+team", []string{"<title>1 action · Parks team</title>"}, []string{"Lamp"}},
		} {
			w := httptest.NewRecorder()
			h.Site.ServeHTTP(w, httptest.NewRequest("GET", test.path, nil))
			body := strings.ReplaceAll(w.Body.String(), "&#43;", "+")
			if w.Code != 200 {
				t.Errorf("%s: status %d", test.name, w.Code)
			}
			for _, text := range test.has {
				if !strings.Contains(body, text) {
					t.Errorf("%s has no %q: %s", test.name, text, body)
				}
			}
			for _, text := range test.lacks {
				if strings.Contains(body, text) {
					t.Errorf("%s has %q", test.name, text)
				}
			}
		}
		w := httptest.NewRecorder()
		h.Site.ServeHTTP(w, httptest.NewRequest("GET", "/actions?page=nonsense", nil))
		if w.Code != 404 {
			t.Errorf("a page that does not exist: %d", w.Code)
		}
	})
}
