package progressweb

import (
	"encoding/xml"
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
	pagetest.Golden(t, "objective", objectivePage)
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

// What is new can be followed as an Atom feed, search engines find all public pages, and nothing of a draft is in either.
//
// Row E8 of docs/faults.md.
func TestFeedAndSitemap(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		log, err := record.Open(t.Context(), d, record.Options{Dir: t.TempDir(), Origin: "example.org/record"})
		if err != nil {
			t.Fatal(err)
		}
		consults := &consult.Service{DB: d, Log: log}
		h := &web.Deps{DB: d, Record: log, BaseURL: "https://consult.example.org", Site: &site.Site{Log: slog.New(slog.DiscardHandler)}}
		feature.Mount(h, New(h, &progress.Service{DB: d, Consults: consults, Decisions: &decision.Service{DB: d, Log: log}}))
		for slug, published := range map[string]bool{"park": true, "secret": false} {
			def := consult.Definition{Slug: slug, Title: "Title of " + slug, Type: consult.Survey, Published: published,
				Closes: "2026-04-01 23:59",
				Opens:  "2026-03-01 09:00", Text: consult.Text{
					Summary: "We ask.", Next: "We count.", OtherWays: []string{"By post."},
					Contact: consult.Contact{Team: "Parks team", Email: "parks@example.org"},
				}}
			if err := consults.Define(t.Context(), actor.System, def); err != nil {
				t.Fatal(err)
			}
		}
		due := dbtest.Now.AddDate(0, 1, 0).Truncate(24 * time.Hour)
		plan := action.Definition{Actions: []action.Action{{Ref: "lights", What: "Put up <lights>", Who: "Roads team", Due: due,
			Measure: "Lights",
			Updates: []action.Update{{Date: due.AddDate(0, -1, -1), Status: action.OnTrack, Text: "Half are up & lit."}}}}}
		if err := (&action.Service{DB: d}).Define(t.Context(), actor.System, plan); err != nil {
			t.Fatal(err)
		}
		body := func(path, kind string) string {
			w := httptest.NewRecorder()
			h.Site.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
			if w.Code != 200 || !strings.HasPrefix(w.Header().Get("Content-Type"), kind) || strings.Contains(w.Body.String(), "secret") {
				t.Errorf("%s: %d, %s\n%s", path, w.Code, w.Header().Get("Content-Type"), w.Body)
			}
			return w.Body.String()
		}
		var feed struct {
			Entries []struct {
				ID    string `xml:"id"`
				Title string `xml:"title"`
			} `xml:"entry"`
		}
		if err := xml.Unmarshal([]byte(body(FeedPath, "application/atom+xml")), &feed); err != nil {
			t.Fatal(err)
		}
		ids, titles := map[string]bool{}, ""
		for _, e := range feed.Entries {
			if ids[e.ID] {
				t.Errorf("two entries are %s", e.ID)
			}
			ids[e.ID] = true
			titles += e.Title + "\n"
		}
		for _, want := range []string{"Title of park: Published", "Put up <lights>: On track"} {
			if !strings.Contains(titles, want) {
				t.Errorf("%q is not in the feed:\n%s", want, titles)
			}
		}
		sitemap := body("/sitemap.xml", "application/xml")
		for _, want := range []string{"/consultations/park<", "/actions/lights<"} {
			if !strings.Contains(sitemap, "<loc>https://consult.example.org"+want) {
				t.Errorf("%s is not in the sitemap", want)
			}
		}
		if !strings.Contains(body("/robots.txt", "text/plain"), "Sitemap: https://consult.example.org/sitemap.xml") {
			t.Error("robots.txt does not name the sitemap")
		}
	})
}
