package crawltest

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/actor"
)

// Permission is what one route answers to everybody.
type Permission struct {
	Route    string
	Needs    actor.Capability
	Path     string         // one address of it that was met
	Statuses map[string]int // by the name of the role; 0: not asked, because it would change something
}

// Permissions asks every route that was met, at one of its addresses, as every
// role. A form is sent only by those who may not send it, and empty. Of the
// addresses that were met one is taken that there still is for whoever may do
// everything.
func (s *Site) Permissions(m *Crawled, roles []Role, everything Role) (all []Permission) {
	for _, r := range s.Routes {
		name := r.Method + " " + r.Pattern
		if len(m.Paths[name]) == 0 || r.Needs == actor.Public {
			continue
		}
		p := Permission{Route: name, Needs: r.Needs, Path: m.Paths[name][0], Statuses: map[string]int{}}
		if !isOrgOwned(name) {
			p.Path = r.Pattern // and nothing of anybody's behind it
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
			if r.Method != http.MethodGet && role.Actor.May(r.Needs) {
				continue
			}
			p.Statuses[role.Name] = s.Request(role, r.Method, p.Path, nil, nil).Status
		}
		all = append(all, p)
	}
	return all
}

// UnreachedRoutes names the routes that nothing leads to, so that nobody has looked at
// them.
func (s *Site) UnreachedRoutes(m *Crawled) (routes []string) {
	for _, r := range s.Routes {
		if name := r.Method + " " + r.Pattern; len(m.Paths[name]) == 0 {
			routes = append(routes, name)
		}
	}
	return routes
}

// PermissionProblems says which of the answers should have been others. A stranger is
// sent to sign in, or told to; whoever lacks the capability is told what is told
// of a page that is not there; and so is whoever belongs to another
// organisation, of everything that belongs to this one.
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
			case !by.May(p.Needs):
				want = []int{http.StatusNotFound}
			case by.ActsFor(home):
				want = []int{http.StatusOK, http.StatusSeeOther, http.StatusConflict, http.StatusGone, http.StatusUnprocessableEntity}
			case !isOrgOwned(p.Route):
				want = []int{http.StatusOK, http.StatusSeeOther}
			default:
				want = []int{http.StatusNotFound}
			}
			if !slices.Contains(want, got) {
				found = append(found, fmt.Sprintf("%s (needs %s) answers %d to %s at %s", p.Route, p.Needs, got, role.Name, p.Path))
			}
		}
	}
	return found
}

// isOrgOwned reports whether an address of the route names something that belongs to
// an organisation. A question that was put to a device belongs to one session.
func isOrgOwned(route string) bool {
	return strings.Contains(route, "{") && !strings.Contains(route, "{question}") || strings.Contains(route, "{slug}")
}

// UnexpectedPublicRoutes names the routes of the back office that everybody may use without
// being part of signing in, and public ones outside it that change something and
// are not on the list.
func UnexpectedPublicRoutes(routes []site.Route, signingIn func(pattern string) bool) (found []string) {
	for _, r := range routes {
		if r.Needs == actor.Public && strings.HasPrefix(r.Pattern, "/staff") && !signingIn(r.Pattern) {
			found = append(found, r.Method+" "+r.Pattern+" is in the back office and for everybody")
		}
	}
	return found
}
