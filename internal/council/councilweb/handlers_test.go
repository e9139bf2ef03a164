package councilweb

import (
	"context"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/council"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/page/pagetest"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

func TestPages(t *testing.T) {
	pagetest.Golden(t, "accessibility", accessibilityPage)
	pagetest.Golden(t, "privacy", privacyPage)
	pagetest.Golden(t, "data", openDataPage)
}

func TestStatementsBeforeAndAfterDefine(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		deps := &web.Deps{DB: d, Site: &site.Site{Log: slog.New(slog.DiscardHandler)}}
		service := &council.Service{DB: d}
		feature.Mount(deps, New(deps, service, nil, func(context.Context) ([]Dataset, error) {
			return []Dataset{{Title: "Parks: results", Released: dbtest.Now}}, nil
		}, nil))
		check := func(path, want string) {
			t.Helper()
			w := httptest.NewRecorder()
			deps.Site.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
			if w.Code != 200 || !strings.Contains(w.Body.String(), want) {
				t.Errorf("%s: %d, without %q", path, w.Code, want)
			}
		}
		check("/accessibility", "has not yet published")
		check("/privacy", "What we never store with your answers")
		check("/data", "Released on 2 March 2026")
		day := time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)
		err := service.Define(t.Context(), actor.System, council.Definition{
			Name: "Exampleshire County Council", Area: "Exampleshire", Service: "Have your say", Contact: council.Contact{Phone: "0300"},
			Demonstration: true, Invented: []string{"the responses", "the decisions"},
			Accessibility: council.Accessibility{
				Scope:         "This site.",
				Compliance:    council.PartiallyCompliant,
				NonCompliance: []council.Gap{{What: "Some maps", FixBy: day}},
				Enforcement:   council.Link{Name: "EASS", Address: "https://example.org"},
				Prepared:      day,
			},
			Privacy: council.Privacy{Controller: "Exampleshire County Council", LegalBasis: []string{"Public task."}, Reviewed: day},
		})
		if err != nil {
			t.Fatal(err)
		}
		check("/accessibility", "Some maps")
		check("/accessibility", "partially compliant")
		check("/privacy", "Public task.")
	})
}
