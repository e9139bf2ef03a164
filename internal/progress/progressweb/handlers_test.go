package progressweb

import (
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/page/pagetest"
	"github.com/folkmoot/folkmoot/internal/progress"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/strategy"
	"github.com/folkmoot/folkmoot/internal/web"
)

func TestPages(t *testing.T) {
	pagetest.Golden(t, "home", homePage)
	pagetest.Golden(t, "progress", progressPage)
}

func TestHomePageLabelsOverduePromises(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		log, err := record.Open(t.Context(), d, record.Options{Dir: t.TempDir(), Origin: "example.org/record"})
		if err != nil {
			t.Fatal(err)
		}
		h := &web.Deps{DB: d, Record: log, Site: &site.Site{Log: slog.New(slog.DiscardHandler)}}
		feature.Mount(
			h,
			New(h, &progress.Service{DB: d, Consults: &consult.Service{DB: d, Log: log}, Decisions: &decision.Service{DB: d, Log: log}}),
		)
		ask := func(path, want string) {
			t.Helper()
			w := httptest.NewRecorder()
			h.Site.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
			if w.Code != 200 || !strings.Contains(w.Body.String(), want) {
				t.Errorf("%s: %d, without %q", path, w.Code, want)
			}
		}
		ask("/", "There are no open consultations at the moment.")
		ask("/", "Nothing is overdue.")
		ask("/progress", "No strategies are published yet.")

		ageing := strategy.Strategy{Slug: "ageing", Title: "Ageing well", From: dbtest.Now.AddDate(-1, 0, 0), To: dbtest.Now.AddDate(3, 0, 0),
			Versions: []strategy.Version{{Kind: strategy.Adopted, Date: dbtest.Now.AddDate(-1, 0, 0)}}}
		if err := (&strategy.Service{DB: d, Log: log}).Define(t.Context(), actor.System, ageing); err != nil {
			t.Fatal(err)
		}
		ask("/progress", "No actions are published yet.")

		due := dbtest.Now.AddDate(0, 0, -12).Truncate(24 * time.Hour)
		plan := action.Definition{
			Actions: []action.Action{{Ref: "centres", What: "Open centres", Who: "Safety team", Due: due, Measure: "Reports"}},
		}
		if err := (&action.Service{DB: d}).Define(t.Context(), actor.System, plan); err != nil {
			t.Fatal(err)
		}
		ask("/", `<a class="govuk-link" href="/actions/centres">Open centres</a>`)
		ask("/", "12 days overdue")
		ask("/progress", "Other actions")
		w := httptest.NewRecorder()
		h.Site.ServeHTTP(w, httptest.NewRequest("GET", "/nowhere", nil))
		if w.Code != 404 {
			t.Errorf("an unknown page: %d", w.Code)
		}
	})
}
