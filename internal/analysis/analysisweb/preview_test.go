package analysisweb

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/site"
)

// Officers who release results can preview them; no one else can.
func TestOfficersPreviewResults(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ask, svc, at := newAuthenticatedSite(t, d)
		const preview, public = "/staff/consultations/park/results/preview", "/consultations/park/results"
		officer := actor.Actor{
			ID:           "officer",
			Org:          actor.CouncilOrg,
			Name:         "An officer",
			Capabilities: []actor.Capability{actor.Staff, actor.Release},
		}
		for _, step := range []struct {
			name        string
			days        int
			by          actor.Actor
			release     bool
			path        string
			status      int
			has, hasNot string
		}{
			{"no preview while it is open", 0, officer, false, preview, 303, "", "667"},
			{"preview before the release", 40, officer, false, preview, 200, "667 (67%)", "release.json"},
			{"small numbers are hidden from officers too", 40, officer, false, preview, 200, "[c] hidden", "373"},
			{"the page says it is not released", 40, officer, false, preview, 200, "not released", "public, max-age"},
			{"the public gets no preview", 40, actor.Actor{}, false, preview, 404, "", "667"},
			{"a data entry clerk gets no preview", 40, actor.Actor{ID: "clerk", Org: actor.CouncilOrg,
				Capabilities: []actor.Capability{actor.Staff, actor.EnterResponses}}, false, preview, 404, "", "667"},
			{"another organisation gets no preview", 40, actor.Actor{ID: "partner", Org: "partner",
				Capabilities: actor.AllCapabilities}, false, preview, 404, "", "667"},
			{"the public has no results yet", 40, actor.Actor{}, false, public, 200, "reading and counting", "667"},
			{"the public gets the same results", 40, actor.Actor{}, true, public, 200, "667 (67%)", "not released"},
			{"nothing left to preview", 40, officer, false, preview, 303, "", ""},
		} {
			at(step.days)
			if step.release {
				if _, err := svc.Publish(t.Context(), officer, "park", analysis.Terms{}); err != nil {
					t.Fatal(err)
				}
			}
			r := httptest.NewRequest("GET", step.path, nil)
			if step.by.ID != "" {
				r = site.WithActor(r, step.by)
			}
			w := ask(r)
			if body := w.Body.String(); w.Code != step.status || !strings.Contains(body, step.has) ||
				step.hasNot != "" && strings.Contains(body, step.hasNot) {
				t.Errorf("%s: %d\n%s", step.name, w.Code, body)
			}
			if step.path == preview && step.status == 200 && w.Header().Get("Cache-Control") != "no-store" {
				t.Errorf("%s: caches may store it: %q", step.name, w.Header().Get("Cache-Control"))
			}
		}
	})
}
