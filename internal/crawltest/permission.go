package crawltest

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/site"
)

// Permission is how a route responds to each role.
type Permission struct {
	Route    string
	Needs    actor.Capability
	Allows   func(actor.Actor) bool
	Path     string         // a path of the route that was found
	Statuses map[string]int // by name of the role; 0: not requested, because it would change something
}

// Permissions requests every route, at one of its paths, in every role. Forms are sent only by roles that may not send
// them, and empty. If possible, it uses a path that still exists for the role everything, which may do everything.
func (s *Site) Permissions(m *Crawled, roles []Role, everything Role) (all []Permission) {
	for _, r := range s.Routes {
		name := r.Method + " " + r.Pattern
		if len(m.Paths[name]) == 0 || r.Needs == actor.Public {
			continue
		}
		p := Permission{Route: name, Needs: r.Needs, Allows: r.Allows, Path: m.Paths[name][0], Statuses: map[string]int{}}
		if !isOrgOwned(name) {
			p.Path = r.Pattern // a path without anyone's data
		}
		for _, path := range m.Paths[name] {
			if !isOrgOwned(name) {
				break
			}
			if r.Method == http.MethodGet && s.Request(everything, r.Method, path, nil, nil).Status < 400 {
				p.Path = path
				break
			}
		}
		for _, role := range roles {
			if r.Method != http.MethodGet && r.Allows(role.Actor) {
				continue
			}
			p.Statuses[role.Name] = s.Request(role, r.Method, p.Path, nil, nil).Status
		}
		all = append(all, p)
	}
	return all
}

// UnreachedRoutes returns the routes that no link or form leads to, so that they have not been checked.
func (s *Site) UnreachedRoutes(m *Crawled) (routes []string) {
	for _, r := range s.Routes {
		if name := r.Method + " " + r.Pattern; len(m.Paths[name]) == 0 {
			routes = append(routes, name)
		}
	}
	return routes
}

// PermissionProblems returns the responses that are wrong. Anonymous users must be sent to sign in; users without the
// capability must get the same response as for an unknown page, and so must users of other organisations for anything
// that belongs to the organisation home.
func PermissionProblems(all []Permission, roles []Role, home string) (found []string) {
	for _, p := range all {
		for _, role := range roles {
			got := p.Statuses[role.Name]
			if got == 0 {
				continue
			}
			var want []int
			switch by := role.Actor; {
			case by.ID == "":
				want = []int{http.StatusSeeOther, http.StatusUnauthorized}
			case !p.Allows(by):
				want = []int{http.StatusNotFound}
			case slices.Contains(strings.Split(p.Path, "/"), by.Org):
				continue // about their own organisation: the feature tests what they see of it
			case by.ActsFor(home):
				want = []int{http.StatusOK, http.StatusSeeOther, http.StatusConflict, http.StatusGone, http.StatusUnprocessableEntity}
			case !isOrgOwned(p.Route):
				want = []int{http.StatusOK, http.StatusSeeOther}
			default:
				want = []int{http.StatusNotFound}
			}
			if !slices.Contains(want, got) {
				found = append(found, fmt.Sprintf("%s (needs %s) has status %d for %s at %s", p.Route, p.Needs, got, role.Name, p.Path))
			}
		}
	}
	return found
}

// isOrgOwned reports whether a path of the route names something that belongs to an organisation. Passkey challenges
// belong to a session instead.
func isOrgOwned(route string) bool {
	return strings.Contains(route, "{") && !strings.Contains(route, "{ceremony}") || strings.Contains(route, "{slug}")
}

// ForbiddenLinks returns the links and forms on the pages of m, which role has visited, to routes for which role lacks
// the capability. There the role would be told that the page does not exist.
func (s *Site) ForbiddenLinks(role Role, m *Crawled) (found []string) {
	routes := map[string]site.Route{}
	for _, r := range s.Routes {
		routes[r.Method+" "+r.Pattern] = r
	}
	report := func(page, name string) {
		if r, ok := routes[name]; ok && r.Needs != actor.Public && !r.Allows(role.Actor) {
			found = append(found, fmt.Sprintf("%s: %s leads to %s, which needs %q", role.Name, page, name, r.Needs))
		}
	}
	for page, documents := range m.Pages {
		for _, d := range documents {
			for _, link := range d.Links() {
				if link.URL.Host == d.URL.Host {
					report(page, s.Route(http.MethodGet, link.URL.RequestURI()))
				}
			}
			for _, form := range d.Forms() {
				report(page, s.Route(form.Method, form.Action.RequestURI()))
			}
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// UnexpectedPublicRoutes returns the routes of the staff area that are public without being part of signing in, and
// other public routes that change something and are not on the list.
func UnexpectedPublicRoutes(routes []site.Route, signingIn func(pattern string) bool) (found []string) {
	for _, r := range routes {
		if r.Needs == actor.Public && strings.HasPrefix(r.Pattern, "/staff") && !signingIn(r.Pattern) {
			found = append(found, r.Method+" "+r.Pattern+" is a public route in the staff area")
		}
	}
	return found
}
