package consultweb

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/site"
)

// Every page of a withdrawn consultation says when it was withdrawn and never that it closed, least of all on a date that
// is yet to come. A page that takes no response has the state of the consultation as its title and links to it.
//
// Row A20 of docs/faults.md.
func TestPagesSayTheStateOfAConsultation(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, service := newSite(t, d)
		h.Site.Add(site.Route{Method: "GET", Pattern: "/consultations/{slug}/refuses", Needs: actor.Public,
			Handler: func(_ http.ResponseWriter, r *http.Request) error {
				c, err := service.GetPublic(r.Context(), r.PathValue("slug"))
				if err != nil {
					return err
				}
				return c.Accepts(c.Now, time.Time{})
			}})
		for _, slug := range []string{"park", "soon"} {
			if slug == "soon" {
				checkPage(t, h.Site, "/consultations/soon/refuses", 409, []string{
					heading("This consultation has not opened yet"), "It opens on 1 May 2026 at 9am.", `href="/consultations/soon"`})
			}
			if err := service.Withdraw(t.Context(), actor.System, slug, "The council dropped the plan."); err != nil {
				t.Fatal(err)
			}
			withdrawn := "withdrawn on 2 March 2026"
			checkPage(t, h.Site, "/consultations/"+slug, 200, []string{"This consultation was " + withdrawn, "W" + withdrawn[1:],
				"The council dropped the plan.", "before the consultation was withdrawn"},
				"closed", "while the consultation was open", "UK time")
			checkPage(t, h.Site, "/consultations/"+slug+"/refuses", 410, []string{heading("This consultation was withdrawn"),
				"This consultation was " + withdrawn + " and", `href="/consultations/` + slug + `"`}, "closed")
		}
		checkPage(t, h.Site, "/consultations?q=park", 200, []string{"Withdrawn on 2 March 2026"}, "1 April 2026")
		checkPage(t, h.Site, "/consultations/equality-strategy/refuses", 410, []string{
			heading("This consultation has closed"), "closed on 27 May 2016 at 11:59pm", `href="/consultations/equality-strategy"`,
		})
		checkPage(t, h.Site, "/consultations/libraries/refuses", 410, []string{
			"This consultation closed on 2014", `href="/consultations/libraries"`,
		})
	})
}

// heading returns the heading of an error page.
func heading(text string) string { return `<h1 class="govuk-heading-l">` + text + `</h1>` }

func checkPage(t *testing.T, s http.Handler, path string, status int, has []string, lacks ...string) {
	t.Helper()
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
	if w.Code != status {
		t.Errorf("%s: status %d, want %d", path, w.Code, status)
	}
	for _, text := range has {
		if !strings.Contains(w.Body.String(), text) {
			t.Errorf("%s lacks %q", path, text)
		}
	}
	for _, text := range lacks {
		if strings.Contains(w.Body.String(), text) {
			t.Errorf("%s has %q", path, text)
		}
	}
}
