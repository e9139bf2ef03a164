// Package crawltest crawls a site in every role and reports what should not be there.
//
// It knows no feature. It finds pages by the table of routes and by the links and forms of pages, so that new pages
// are checked without further work.
package crawltest

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/browsertest"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
)

// Role is a kind of user. The zero Actor is an anonymous user.
type Role struct {
	Name  string
	Actor actor.Actor
}

// Anonymous is a user who is not signed in.
var Anonymous = Role{Name: "anonymous"}

// Site is the site to crawl. Its SessionMiddleware must be SessionMiddleware.
type Site struct {
	Handler http.Handler
	Routes  []site.Route
	mux     *http.ServeMux
	halves  sync.Map // name → value of the cookies with half of a secret link, which all roles share
}

type roleKey struct{}

// RecentlyAuthenticated replaces the check of the site that a person has confirmed
// their sign-in recently, so that Request can use every route.
func RecentlyAuthenticated(*http.Request) bool { return true }

// SessionMiddleware replaces the session handling of the site, so that Request can set the actor.
func SessionMiddleware(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if a, ok := r.Context().Value(roleKey{}).(actor.Actor); ok && a.ID != "" {
			r = site.WithActor(r, a)
		}
		next.ServeHTTP(w, r)
	})
}

// host is the base URL of requests.
const host = "http://localhost"

// Request sends a request in a role and returns the response. It does not follow redirects.
func (s *Site) Request(role Role, method, path string, form url.Values, header http.Header) *browsertest.Document {
	ctx := context.WithValue(context.Background(), roleKey{}, role.Actor)
	var r *http.Request
	if form == nil {
		r = httptest.NewRequestWithContext(ctx, method, host+path, nil)
	} else {
		r = httptest.NewRequestWithContext(ctx, method, host+path, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if method != http.MethodGet && method != http.MethodHead {
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	for name, values := range header {
		r.Header[name] = values
	}
	s.halves.Range(func(name, value any) bool {
		r.AddCookie(&http.Cookie{Name: name.(string), Value: value.(string)})
		return true
	})
	w := httptest.NewRecorder()
	func() {
		defer func() {
			if v := recover(); v != nil && v != http.ErrAbortHandler {
				panic(v)
			}
		}()
		s.Handler.ServeHTTP(w, r)
	}()
	for _, c := range w.Result().Cookies() {
		if strings.HasPrefix(c.Name, "folkmoot-half-") && c.MaxAge >= 0 {
			s.halves.Store(c.Name, c.Value)
		}
	}
	at, _ := url.Parse(host + path)
	d, err := browsertest.ParseDocument(at, w.Code, w.Header(), w.Body.Bytes())
	if err != nil {
		panic(err) // html.Parse accepts any input
	}
	return d
}

// Get is Request for a page, and follows redirects.
func (s *Site) Get(role Role, path string) *browsertest.Document {
	d := s.Request(role, http.MethodGet, path, nil, nil)
	for range 5 {
		to := redirectPath(d)
		if to == "" {
			break
		}
		d = s.Request(role, http.MethodGet, to, nil, nil)
	}
	return d
}

// redirectPath returns the path of this site to which a response redirects, or "".
func redirectPath(d *browsertest.Document) string {
	if d.Status < 300 || d.Status > 399 {
		return ""
	}
	to, err := d.URL.Parse(d.Header.Get("Location"))
	if err != nil || to.Host != d.URL.Host {
		return ""
	}
	to.Fragment = ""
	return to.RequestURI()
}

// Route returns the route that serves a request, like "GET /staff/people", or "".
func (s *Site) Route(method, path string) string {
	if s.mux == nil {
		s.mux = http.NewServeMux()
		for _, r := range s.Routes {
			s.mux.Handle(r.Method+" "+r.Pattern, http.NotFoundHandler())
		}
	}
	r, err := http.NewRequest(method, host+path, nil)
	if err != nil {
		return ""
	}
	_, pattern := s.mux.Handler(r)
	return pattern
}

// Crawled is what a crawl has found.
type Crawled struct {
	Pages   map[string][]*browsertest.Document // by route, each as first seen
	Paths   map[string][]string                // the paths of each route, including those of forms
	Forms   map[string][]FoundForm             // forms that change something, by route
	FoundOn map[string]string                  // where a path was found first
	Sorted  map[string]int                     // by route, how many of Paths show a list in another order
}

// FoundForm is a form with the page it was found on.
type FoundForm struct {
	Page string // path of the page
	Path string
	Form *browsertest.Form
}

// Walk follows links and search forms from the given paths, and visits at most each pages of a route.
func (s *Site) Walk(role Role, each int, from ...string) *Crawled {
	m := &Crawled{map[string][]*browsertest.Document{}, map[string][]string{}, map[string][]FoundForm{}, map[string]string{}, map[string]int{}}
	s.ContinueWalk(role, m, each, from...)
	return m
}

// ContinueWalk continues a crawl from further paths.
func (s *Site) ContinueWalk(role Role, m *Crawled, each int, from ...string) {
	next := slices.Clone(from)
	for len(next) > 0 {
		path := next[0]
		next = next[1:]
		if slices.Contains(from, path) {
			m.FoundOn[path] = ""
		}
		d := s.Get(role, path)
		route := s.Route(http.MethodGet, d.URL.RequestURI())
		m.Pages[route] = append(m.Pages[route], d)
		m.record(http.MethodGet, d.URL.RequestURI(), path, s)
		if d.Status != http.StatusOK || !strings.HasPrefix(d.Header.Get("Content-Type"), "text/html") {
			continue
		}
		var targets []string
		for _, link := range d.Links() {
			targets = append(targets, link.URL.RequestURI())
		}
		for _, image := range d.Images() {
			targets = append(targets, image.RequestURI())
		}
		for _, form := range d.Forms() {
			if form.Method == http.MethodGet {
				form.Fill()
				to := *form.Action
				to.RawQuery = form.Values.Encode()
				targets = append(targets, to.RequestURI())
				continue
			}
			at := form.Action.RequestURI()
			post := s.Route(form.Method, at)
			m.Forms[post] = append(m.Forms[post], FoundForm{d.URL.RequestURI(), at, form})
			m.record(form.Method, at, d.URL.RequestURI(), s)
		}
		for _, to := range targets {
			if strings.HasPrefix(to, "/static/") || strings.HasPrefix(to, "/gallery") {
				continue
			}
			route := s.Route(http.MethodGet, to)
			_, seen := m.FoundOn[to]
			if link, err := url.Parse(to); err == nil && link.Query().Has(page.SortName) {
				if seen || m.Sorted[route] > 0 {
					continue // one other order of each list
				}
				m.Sorted[route]++
			} else if seen || len(m.Paths[route])-m.Sorted[route] >= each && route != "" {
				continue
			}
			m.record(http.MethodGet, to, d.URL.RequestURI(), s)
			next = append(next, to)
		}
	}
}

// Merge adds the paths and forms of other crawls to m.
func (m *Crawled) Merge(others ...*Crawled) {
	for _, o := range others {
		for route, paths := range o.Paths {
			for _, path := range paths {
				if !slices.Contains(m.Paths[route], path) {
					m.Paths[route] = append(m.Paths[route], path)
				}
			}
		}
		for route, forms := range o.Forms {
			m.Forms[route] = append(m.Forms[route], forms...)
		}
		for route, pages := range o.Pages {
			m.Pages[route] = append(m.Pages[route], pages...)
		}
	}
}

func (m *Crawled) record(method, path, from string, s *Site) {
	route := s.Route(method, path)
	if !slices.Contains(m.Paths[route], path) {
		m.Paths[route] = append(m.Paths[route], path)
	}
	if _, known := m.FoundOn[path]; !known {
		m.FoundOn[path] = from
	}
}
