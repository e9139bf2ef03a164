package consultweb

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/page/pagetest"
)

// All text of the interface on these pages can be translated, and text written
// by the council is marked with its own language.
func TestPagesInOtherLanguages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, service := newSite(t, d)
		if err := service.Extend(t.Context(), actor.System, "park", "2026-04-08 23:59", "The leaflets were late."); err != nil {
			t.Fatal(err)
		}
		ask := func(lang, path string) string {
			r := httptest.NewRequest("GET", path, nil)
			r.AddCookie(&http.Cookie{Name: "lang", Value: lang})
			w := httptest.NewRecorder()
			h.Site.ServeHTTP(w, r)
			for _, problem := range pagetest.Check(w.Body.String()) {
				t.Errorf("%s in %s: %s", path, lang, problem)
			}
			return w.Body.String()
		}
		for _, path := range []string{"/consultations", "/consultations?state=open",
			"/consultations?q=strategy&state=closed", "/consultations?q=zeppelin", "/consultations/park",
			"/consultations/equality-strategy", "/consultations/soon", "/consultations/libraries",
			"/consultations/park/documents/plan", "/consultations/park/documents/plan?edition=easy-read",
			"/consultations/nowhere"} {
			for _, text := range pagetest.Untranslated(ask(pagetest.PseudoLang, path), "strategy", "zeppelin", "Parks team",
				"Research team", "parks@example.org", "research@example.org") {
				t.Errorf("%s: %q cannot be translated", path, text)
			}
		}
		for _, test := range []struct{ lang, path, want string }{
			{"pl", "/consultations?state=closed", "2 zakończone konsultacje"},
			{"cy", "/consultations?q=EQUAL", "1 ymgynghoriad ar gyfer “EQUAL”"},
			{"gu", "/consultations/park", "8 એપ્રિલ, 2026, 11:59 PM સુધી લંબાવાયો"},
		} {
			if !strings.Contains(ask(test.lang, test.path), test.want) {
				t.Errorf("%s in %s does not contain %q", test.path, test.lang, test.want)
			}
		}
	})
}
