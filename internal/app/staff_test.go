package app_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/browsertest"
	"github.com/folkmoot/folkmoot/internal/crawltest"
	"github.com/folkmoot/folkmoot/internal/site"
)

// newSignedInDemoSite returns the demonstration for a browser that may do everything, with the pseudo-languages.
func newSignedInDemoSite(t *testing.T) *installation {
	s := newDemoSite(t, "")
	s.app.Site().Gallery = true                                          // for the pseudo-languages
	s.app.Site().RecentlyAuthenticated = crawltest.RecentlyAuthenticated // signinweb tests who must confirm
	s.app.Site().SessionMiddleware = func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { next.ServeHTTP(w, site.WithActor(r, fullAccess.Actor)) })
	}
	return s
}

// The pages on which the ten common jobs of docs/ten-jobs.md are done, on a tablet and on a wide screen, in English, in Urdu
// and with longer text.
func TestBusiestStaffPagesOnTabletsAndWideScreens(t *testing.T) {
	t.Parallel()
	s, b := newSignedInDemoSite(t), browsertest.Open(t)
	const open = "/staff/consultations/getting-about"
	for name, address := range map[string]string{
		"my-work": "/staff", "consultations": "/staff/consultations", "consultation": open, "questionnaire": open + "/questionnaire",
		"versions": open + "/versions", "data-entry": open + "/data-entry", "responses": open + "/responses",
		"actions": "/staff/actions", "decision": "/staff/decisions/new", "approval": "/staff/evidence",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, width := range []int{768, 1280} {
				b.CheckPageAt(t, s.address+address, "busy-"+name, width, "en", "ur", "en-XA")
			}
		})
	}
}

// Every staff page that the demonstration leads to, in a browser. None is higher than three screens without a menu.
func TestEveryStaffPage(t *testing.T) {
	t.Parallel()
	s := newSignedInDemoSite(t)
	c := &crawltest.Site{Handler: s.app.Handler(), Routes: s.app.Routes()}
	w := &crawltest.FormFiller{
		Site:  c,
		Role:  fullAccess,
		Today: time.Now(),
		Text:  func(name string) string { return valueFor(name, "What an officer writes.") },
		Skip:  func(_, button string) bool { return strings.Contains(strings.ToLower(button), "sign out") },
	}
	w.NonDestructive = true // nothing is deleted: the pages are to be looked at
	w.Run(2, "/staff")
	met := c.Walk(fullAccess, 1, "/staff")
	b := browsertest.Open(t)
	pages := 0
	for _, route := range slices.Sorted(maps.Keys(met.Pages)) {
		d := met.Pages[route][0]
		if !strings.Contains(route, " /staff") || d.Status != http.StatusOK || !strings.HasPrefix(d.Header.Get("Content-Type"), "text/html") {
			continue
		}
		pages++
		name := strings.Join(
			strings.FieldsFunc(strings.TrimPrefix(route, "GET /"), func(r rune) bool { return strings.ContainsRune("/{}.$", r) }),
			"-",
		)
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const screens = 3 * 900 // pixels
			if h := b.CheckPage(t, s.address+d.URL.RequestURI(), name, browsertest.CheckedLanguages...); h > screens {
				t.Errorf("%s is %d pixels high at 1280, and has no menu", d.URL.Path, h)
			}
		})
	}
	if pages < len(account.Roles) {
		t.Errorf("only %d pages were met", pages)
	}
}
