package bench

import (
	"cmp"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// Answer is the answer to a request.
type Answer struct {
	Status   int
	Type     string // Content-Type
	Location string // where it leads to, or ""
	Body     []byte
}

// FoundPage is a page that a walk found.
type FoundPage struct {
	Path, Route string
	Bytes       int
}

// Walk visits a site along its links, like a visitor who reads a few pages of each kind.
type Walk struct {
	Ask    func(path string) (Answer, error)
	Routes []string // of requests that read, like "GET /assessments/{ref}"
	Seeds  []string // addresses to begin with
	Each   int      // addresses of a route that are visited
	// Follow reports whether the walk may visit addresses of a route. nil: any.
	Follow func(route string) bool

	first  []byte // what was answered first
	Found  []FoundPage
	Wrong  []string // addresses that were not answered with 200, with the status
	routes http.ServeMux
	asked  map[string]int // number of addresses by route
}

var anyLink = regexp.MustCompile(`(?:href|src|action)="(/[^"#]*)`)

// Run walks.
func (w *Walk) Run() error {
	w.asked = map[string]int{}
	for _, r := range w.Routes {
		w.routes.Handle(r, http.NotFoundHandler())
	}
	met := map[string]bool{}
	next := slices.Clone(w.Seeds)
	for _, path := range next {
		met[path] = true
	}
	for len(next) > 0 {
		path := next[0]
		next = next[1:]
		route := w.Route(path)
		if route == "" || w.Follow != nil && !w.Follow(route) {
			continue
		}
		got, err := w.Ask(path)
		switch {
		case err != nil:
			return err
		case got.Location != "":
			got.Body = []byte(`href="` + got.Location + `"`)
		case got.Status != http.StatusOK:
			w.Wrong = append(w.Wrong, http.StatusText(got.Status)+" "+path)
			continue
		default:
			w.Found = append(w.Found, FoundPage{path, route, len(got.Body)})
		}
		if !strings.HasPrefix(got.Type, "text/html") && got.Location == "" {
			continue
		}
		if w.first == nil {
			w.first = got.Body
		}
		for _, m := range anyLink.FindAllSubmatch(got.Body, -1) {
			to := html.UnescapeString(string(m[1]))
			r := w.Route(to)
			if met[to] || r == "" || w.asked[r] >= w.Each || strings.HasPrefix(to, "//") || strings.HasPrefix(to,
				"/static/") {
				continue
			}
			met[to], w.asked[r] = true, w.asked[r]+1
			next = append(next, to)
		}
	}
	return nil
}

// Route returns the route that serves a path, or "".
func (w *Walk) Route(path string) string {
	u, err := url.Parse(path)
	if err != nil {
		return ""
	}
	_, pattern := w.routes.Handler(&http.Request{Method: http.MethodGet, URL: u, Host: "localhost"})
	if !strings.HasPrefix(pattern, "GET ") {
		return ""
	}
	return pattern
}

// Largest returns at most n pages of each route, those of most bytes, in the order of the routes.
func (w *Walk) Largest(n int) (all []FoundPage) {
	count := map[string]int{}
	pages := slices.Clone(w.Found)
	slices.SortStableFunc(pages, func(a, b FoundPage) int {
		return cmp.Or(cmp.Compare(a.Route, b.Route),
			b.Bytes-a.Bytes)
	})
	for _, p := range pages {
		if count[p.Route]++; count[p.Route] <= n {
			all = append(all, p)
		}
	}
	return all
}

// Missed returns the routes that no request reached.
func (w *Walk) Missed() (routes []string) {
	for _, r := range w.Routes {
		if !slices.ContainsFunc(w.Found, func(p FoundPage) bool { return p.Route == r }) {
			routes = append(routes, r)
		}
	}
	return routes
}
