package actionweb

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

// Row C3 of docs/faults.md. In the browser, a partner reports on its action with what was typed kept
// after a mistake, the council signs it off, and the public page shows it. Others get 404.
func TestPartnerReportsAndTheCouncilSignsOff(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := &action.Service{DB: d}
		if err := account.New(d, nil).AddOrg(t.Context(), actor.System, "partner", "A partner"); err != nil {
			t.Fatal(err)
		}
		if err := s.Define(t.Context(), actor.System, action.Definition{Actions: []action.Action{{
			Ref: "van", What: "Run a van", Who: "Partner", Measure: "Visits", Unit: "visits", Organisation: "partner",
			Due: dbtest.Now.Truncate(24*time.Hour).AddDate(0, 0, -1),
		}}}); err != nil {
			t.Fatal(err)
		}
		deps := &web.Deps{DB: d, Slog: slog.New(slog.DiscardHandler), Site: &site.Site{Log: slog.New(slog.DiscardHandler)},
			Now: func() time.Time { return dbtest.Now }}
		feature.Mount(deps, New(deps, s, &edit.Service{DB: d}, account.New(d, nil).WhoCan, (&decision.Service{DB: d}).Causes))
		as := func(org string, role actor.Role) actor.Actor {
			return actor.Actor{ID: string(role), Org: org, Capabilities: actor.CapabilitiesOf(org == actor.CouncilOrg, role)}
		}
		partner, publisher := as("partner", actor.PartnerEditor), as(actor.CouncilOrg, actor.Publisher)
		send := func(by actor.Actor, method, path, form string, want int, texts ...string) {
			t.Helper()
			r := httptest.NewRequest(method, path, strings.NewReader(form))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			w := httptest.NewRecorder()
			deps.Site.ServeHTTP(w, site.WithActor(r, by))
			if w.Code != want {
				t.Fatalf("%s %s: %d, want %d: %s", method, path, w.Code, want, w.Body)
			}
			for _, text := range texts {
				if !strings.Contains(w.Body.String(), text) {
					t.Errorf("%s %s: without %q", method, path, text)
				}
			}
		}
		typed := url.Values{
			"version": {"0"}, "status-sent": {"yes"}, "status": {"on-track"}, "date-day": {"1"}, "date-month": {"3"}, "date-year": {"2026"},
			"text": {"MARKER-text"}, "value": {"many"}, "source": {"Log book"}, "address": {"https://example.org/log"},
		}
		send(partner, "GET", minePath, "", 200, `href="/staff/actions/van"`, "1 day overdue")
		send(partner, "POST", minePath+"/van", typed.Encode(), 422, "Figure must be a number", "MARKER-text", `value="many"`, "Log book")
		typed.Set("value", "1,200")
		send(as("elsewhere", actor.PartnerEditor), "POST", minePath+"/van", typed.Encode(), 404)
		send(as(actor.CouncilOrg, actor.ActionOwner), "GET", minePath+"/van", "", 404)
		send(partner, "POST", minePath+"/van", typed.Encode(), http.StatusSeeOther)
		send(partner, "POST", minePath+"/van/sign-off", "version=1&do=publish", 404)
		send(publisher, "GET", minePath+"?list=reported", "", 200, `href="/staff/actions/van"`, "Waiting for sign-off")
		send(publisher, "GET", minePath+"/van", "", 200, "Sign off and publish", "MARKER-text", "1,200 visits")
		send(publisher, "POST", minePath+"/van/sign-off", "version=1&do=return", 422, "Enter what the author should change.")
		send(publisher, "POST", minePath+"/van/sign-off", "version=1&do=publish", http.StatusSeeOther)
		send(actor.Actor{}, "GET", "/actions/van", "", 200, "MARKER-text", "1,200 visits", `href="https://example.org/log"`)
	})
}
