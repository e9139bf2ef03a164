package crawltest

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/folkmoot/folkmoot/internal/browsertest"
)

// MarkerLeaks returns the pages that have the marker of another user in their body or headers.
func MarkerLeaks(m *Crawled, marker string) (found []string) {
	for _, pages := range m.Pages {
		for _, d := range pages {
			if where := findMarker(d, marker); where != "" {
				found = append(found, fmt.Sprintf("%s shows %q in its %s", d.URL.RequestURI(), marker, where))
			}
		}
	}
	return found
}

func findMarker(d *browsertest.Document, marker string) string {
	if strings.Contains(string(d.Body), marker) {
		return "body"
	}
	for name, values := range d.Header {
		if strings.Contains(strings.Join(values, " "), marker) {
			return name
		}
	}
	return ""
}

// ExistenceLeaks returns the paths of m for which role gets another response than for something that does not exist:
// another status, or the marker. Users must not learn that something exists that they may not see.
func (s *Site) ExistenceLeaks(role Role, m *Crawled, marker string) (found []string) {
	for _, r := range s.Routes {
		name := r.Method + " " + r.Pattern
		if !isOrgOwned(name) || !strings.HasPrefix(r.Pattern, "/staff/") {
			continue
		}
		for _, path := range m.Paths[name] {
			d := s.Request(role, r.Method, path, nil, nil)
			if d.Status != http.StatusNotFound {
				found = append(found, fmt.Sprintf("%s has status %d for %s", path, d.Status, role.Name))
			}
			if where := findMarker(d, marker); where != "" {
				found = append(found, fmt.Sprintf("%s shows %q to %s in its %s", path, marker, role.Name, where))
			}
		}
	}
	return found
}

// AcceptedForgeries sends every form as if from another site and returns those that were accepted.
func (s *Site) AcceptedForgeries(role Role, m *Crawled) (found []string) {
	for route, forms := range m.Forms {
		for _, header := range []http.Header{
			{"Sec-Fetch-Site": {"cross-site"}}, {"Sec-Fetch-Site": {"same-site"}},
			{"Sec-Fetch-Site": {"cross-site"}, "Origin": {"https://elsewhere.example"}},
		} {
			if d := s.Request(role, http.MethodPost, forms[0].Path, forms[0].Form.Values, header); d.Status != http.StatusForbidden {
				found = append(found, fmt.Sprintf("%s has status %d for a form with %v", route, d.Status, header))
			}
		}
	}
	return found
}
