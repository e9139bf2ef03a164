package crawltest

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/folkmoot/folkmoot/internal/browsertest"
)

// MarkerLeaks says which of the answers hold the marker of somebody else: in the body,
// or in a header.
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

// ExistenceLeaks says which addresses of m answer role otherwise than they answer for
// something that is not there: with another status, or with the marker. Whoever
// asks for what is not theirs must not learn that it exists.
func (s *Site) ExistenceLeaks(role Role, m *Crawled, marker string) (found []string) {
	for _, r := range s.Routes {
		name := r.Method + " " + r.Pattern
		if !isOrgOwned(name) || !strings.HasPrefix(r.Pattern, "/staff/") {
			continue
		}
		for _, path := range m.Paths[name] {
			d := s.Request(role, r.Method, path, nil, nil)
			if d.Status != http.StatusNotFound {
				found = append(found, fmt.Sprintf("%s answers %d to %s", path, d.Status, role.Name))
			}
			if where := findMarker(d, marker); where != "" {
				found = append(found, fmt.Sprintf("%s shows %q to %s in its %s", path, marker, role.Name, where))
			}
		}
	}
	return found
}

// AcceptedForgeries sends every form that was met as another site would, and says which
// was taken.
func (s *Site) AcceptedForgeries(role Role, m *Crawled) (found []string) {
	for route, forms := range m.Forms {
		for _, header := range []http.Header{
			{"Sec-Fetch-Site": {"cross-site"}}, {"Sec-Fetch-Site": {"same-site"}},
			{"Sec-Fetch-Site": {"cross-site"}, "Origin": {"https://elsewhere.example"}},
		} {
			if d := s.Request(role, http.MethodPost, forms[0].Path, forms[0].Form.Values, header); d.Status != http.StatusForbidden {
				found = append(found, fmt.Sprintf("%s answers %d to a form with %v", route, d.Status, header))
			}
		}
	}
	return found
}
