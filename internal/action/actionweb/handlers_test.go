package actionweb

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
	pagetest.Golden(t, "show", showPage)
	pagetest.Golden(t, "mine", minePage)
	pagetest.Golden(t, "report", reportPage)
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
		feature.Mount(h, New(h, s, nil, nil))
		ask := func(path string) (int, string) {
			w := httptest.NewRecorder()
			h.Site.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
			return w.Code, w.Body.String()
		}
		code, body := ask("/actions/centres")
		for _, want := range []string{
			"12 days overdue", `href="/strategies/s#need-hate"`, `href="/strategies/s#objective-report"`,
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
