package app_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/crawltest"
)

// hostileSegments are path segments, escaped, that would lead elsewhere or add a header if a redirect repeated them.
var hostileSegments = []string{
	"%2f%2fevil.example", "..%2f..%2f..%2f..%2f..%2f%2fevil.example", "%5cevil.example", "%2fevil.example",
	"standard%0d%0aSet-Cookie:%20evil=1", "%0d%0aevil.example", "https:%2f%2fevil.example", "evil.example%3f%23",
}

// No part of a path reaches a Location or the log: on every route, for everyone and for staff with every capability, a
// hostile segment in the place of each parameter is answered without an error of the program, and what redirects there
// are lead to paths of this site.
//
// Row B8 of docs/faults.md.
func TestHostilePathsDoNotReachRedirectsOrTheLog(t *testing.T) {
	t.Parallel()
	heard := &logBuffer{}
	s := newSite(t, app.Config{}, minimalDemo(t), heard.logger(), nil)
	s.app.Site().RecentlyAuthenticated = crawltest.RecentlyAuthenticated
	s.app.Site().SessionMiddleware = crawltest.SessionMiddleware
	staff := &crawltest.Site{Handler: s.app.Handler(), Routes: s.app.Routes()}
	started := s.startResponse(t)
	address := strings.Split(started.path, "/")[5]
	fitting := map[string]string{"{slug}": "getting-about", "{edition}": "standard", "{key}": address, "{page}": "check"}
	redirects, requests := 0, 0
	for _, route := range s.app.Routes() {
		for _, parameter := range routeParameter.FindAllString(route.Pattern, -1) {
			for _, hostile := range hostileSegments {
				path := strings.Replace(route.Pattern, parameter, hostile, 1)
				for name, value := range fitting {
					path = strings.ReplaceAll(path, name, value)
				}
				path = routeParameter.ReplaceAllString(path, "standard")
				if _, err := url.ParseRequestURI(path); err != nil {
					continue
				}
				var form url.Values
				if route.Method == http.MethodPost {
					form = url.Values{"edition": {hostile}, "code": {hostile}, "next": {hostile}}
				}
				for _, role := range []crawltest.Role{crawltest.Anonymous, fullAccess} {
					requests++
					got := staff.Request(role, route.Method, path, form, nil)
					if got.Status >= 500 {
						t.Errorf("%s %s: %d", route.Method, path, got.Status)
					}
					where := got.Header.Get("Location")
					if where == "" {
						continue
					}
					redirects++
					to, err := url.Parse(where)
					if err != nil || to.Host != "" || to.Scheme != "" || !strings.HasPrefix(where, "/") || strings.HasPrefix(where, "//") ||
						strings.ContainsAny(where, "\\\r\n") || strings.Contains(got.Header.Get("Set-Cookie"), "evil") {
						t.Errorf("%s %s leads to %q", route.Method, path, where)
					}
				}
			}
		}
	}
	if strings.Contains(heard.String(), "evil") || strings.Contains(heard.String(), address) {
		t.Errorf("the log holds parts of paths:\n%.3000s", heard)
	}
	if requests < 1000 || redirects < 10 {
		t.Errorf("only %d requests and %d redirects", requests, redirects)
	}

	// The edition of a response, as it was found: unknown ones do not exist.
	r := httptest.NewRequest(http.MethodGet, "/consultations/getting-about/answers/%0d%0aevil/"+address+"/check", nil)
	w := httptest.NewRecorder()
	if s.app.Handler().ServeHTTP(w, r); w.Code != http.StatusNotFound {
		t.Errorf("an unknown edition: %d", w.Code)
	}
}
