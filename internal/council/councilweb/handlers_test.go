package councilweb

import (
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
	"github.com/folkmoot/folkmoot/internal/mail"
	"github.com/folkmoot/folkmoot/internal/page/pagetest"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

func TestPages(t *testing.T) {
	pagetest.Golden(t, "accessibility", accessibilityPage)
	pagetest.Golden(t, "privacy", privacyPage)
	pagetest.Golden(t, "data", openDataPage)
	pagetest.Golden(t, "datasets", datasetsPage)
	pagetest.Golden(t, "installation", installationPage)
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
		feature.Mount(deps, New(deps, service, nil, Installation{}, nil))
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
		if w.Code != 200 || !strings.Contains(w.Body.String(), "--fm-accent: #1d4670;") ||
			w.Header().Get("Content-Type") != "text/css; charset=utf-8" {
			t.Errorf("%s: %d %v %s", p.Look.StylePath(), w.Code, w.Header(), w.Body)
		}
		for _, path := range []string{"/look/14524a", "/look/", "/look/1D4670", "/look/1d4670%7D"} {
			if w := get(path); w.Code != 404 {
				t.Errorf("%s: %d", path, w.Code)
			}
		}
	})
}

// Administrators see how the program was started, without its secrets, and the rules that it follows.
func TestInstallationIsShownWithoutSecrets(t *testing.T) {
	deps := &web.Deps{Site: &site.Site{Log: slog.New(slog.DiscardHandler), Proxies: 1}}
	smtp, wrong := mail.ParseSMTP("smtps://user:secret-word@mail.example.org", "Exampleshire <consult@example.org>")
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	h := &Handlers{deps: deps, set: Installation{Address: "https://consult.example.org", Proxies: 1, Mail: smtp,
		SignIn: "https://login.example.org"}}
	deps.Site.Add(site.Route{Method: "GET", Pattern: "/", Needs: actor.Public, Handler: h.installation})
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("X-Forwarded-For", "203.0.113.9, 198.51.100.7")
	w := httptest.NewRecorder()
	deps.Site.ServeHTTP(w, r)
	page := w.Body.String()
	for _, want := range []string{"https://consult.example.org", "1 proxy in front", "198.51.100.7", "mail.example.org, encrypted",
		"consult@example.org", "https://login.example.org", "They are not checked for viruses.", "Results of fewer than 10 answers",
		"14 days after the consultation closes"} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is missing", want)
		}
	}
	if strings.Contains(page, "secret-word") || strings.Contains(page, "203.0.113.9") {
		t.Error("the page has the password of the mail server, or an address that a client invented")
	}
}

func TestStatementsBeforeAndAfterDefine(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		deps := &web.Deps{DB: d, Site: &site.Site{Log: slog.New(slog.DiscardHandler)}}
		service := &council.Service{DB: d}
		feature.Mount(deps, New(deps, service, nil, Installation{}, nil))
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
		if err := service.Define(t.Context(), actor.System, details()); err != nil {
			t.Fatal(err)
		}
		check("/accessibility", "Some maps")
		check("/accessibility", "partially compliant")
		check("/privacy", "Public task.")
	})
}
