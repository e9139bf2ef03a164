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

// details returns the details of an invented council.
func details() council.Definition {
	day := time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)
	return council.Definition{
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
	}
}

// The style sheet has the colour of the council and an address that changes with it. That of another colour is gone.
func TestStyleSheetHasTheColourOfTheCouncil(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		deps := &web.Deps{DB: d, Site: &site.Site{Log: slog.New(slog.DiscardHandler)}}
		service := &council.Service{DB: d}
		feature.Mount(deps, New(deps, service, nil, nil, nil))
		get := func(path string) *httptest.ResponseRecorder {
			w := httptest.NewRecorder()
			deps.Site.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
			return w
		}
		if w := get("/look/1d4670"); w.Code != 404 {
			t.Errorf("a style sheet before there is a colour: %d", w.Code)
		}
		p := details()
		p.Look.Colour = "#1d4670"
		if err := service.Define(t.Context(), actor.System, p); err != nil {
			t.Fatal(err)
		}
		w := get(p.Look.StylePath())
		if w.Code != 200 || !strings.Contains(w.Body.String(), "--fm-accent: #1d4670;") || w.Header().Get("Content-Type") != "text/css; charset=utf-8" {
			t.Errorf("%s: %d %v %s", p.Look.StylePath(), w.Code, w.Header(), w.Body)
		}
		for _, path := range []string{"/look/14524a", "/look/", "/look/1D4670", "/look/1d4670%7D"} {
			if w := get(path); w.Code != 404 {
				t.Errorf("%s: %d", path, w.Code)
			}
		}
	})
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
		if err := service.Define(t.Context(), actor.System, details()); err != nil {
			t.Fatal(err)
		}
		check("/accessibility", "Some maps")
		check("/accessibility", "partially compliant")
		check("/privacy", "Public task.")
	})
}
