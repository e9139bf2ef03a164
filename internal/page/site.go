package page

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Handler answers a request, or says why not.
type Handler func(w http.ResponseWriter, r *http.Request) error

// Route is one thing that the site answers. Routes are data, so that tests can
// walk them.
type Route struct {
	Method, Pattern string
	Needs           actor.Capability // actor.Public for everybody
	Handler         Handler
	MaxBody         int64 // in bytes; 0 is DefaultMaxBody
}

// What a request may have, unless its route says otherwise.
const (
	DefaultMaxBody = 256 << 10 // bytes of a body
	maxFields      = 2000      // fields of a form
)

// Site is where front desks hang their routes.
type Site struct {
	Log     *slog.Logger
	BaseURL string // "https://consult.example.org"; "" answers to any name
	Nav     []Link
	Council func(context.Context) Council

	mux    http.ServeMux
	routes []Route
}

// Add adds routes. A route that does not say what it needs is a mistake of ours
// and stops the start.
func (s *Site) Add(routes ...Route) {
	for _, r := range routes {
		if r.Needs == "" || r.Method == "" || !strings.HasPrefix(r.Pattern, "/") || r.Handler == nil {
			panic(fmt.Sprintf("route %s %s does not say what it needs, or is not whole", r.Method, r.Pattern))
		}
		if r.MaxBody == 0 {
			r.MaxBody = DefaultMaxBody
		}
		s.routes = append(s.routes, r)
		s.mux.Handle(r.Method+" "+r.Pattern, s.serve(r))
	}
}

// Routes returns all routes.
func (s *Site) Routes() []Route { return append([]Route(nil), s.routes...) }

func (s *Site) serve(route Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !By(r).May(route.Needs) {
			s.refuse(w, r, fault.New(fault.NotFound, "We cannot find that page."))
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, route.MaxBody)
		err := tooMuch(r)
		if err == nil {
			err = route.Handler(w, r)
		}
		if err != nil {
			s.refuse(w, r, err)
		}
	})
}

// tooMuch reads the form of r, if it has one, and refuses one that no page of
// ours could have sent.
func tooMuch(r *http.Request) error {
	if r.Method != http.MethodPost {
		return nil
	}
	if err := r.ParseForm(); err != nil {
		if tooLarge(err) {
			return &fault.Error{Kind: fault.TooLarge, Say: "That is more than we can take at once. Shorten your longest answers and send it again.", Err: err}
		}
		return &fault.Error{Kind: fault.Invalid, Say: "We could not read what your browser sent. Go back and send it again.", Err: err}
	}
	if len(r.PostForm) > maxFields {
		return fault.New(fault.Invalid, "That form has more answers than any of ours asks for. Go back and send it again.")
	}
	return nil
}

// policy allows this site its own style sheets, scripts and pictures, and
// nothing else of anybody.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; " +
	"connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r = r.WithContext(withSite(r.Context(), s))
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), interest-cohort=()")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	if strings.HasPrefix(s.BaseURL, "https://") {
		h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
	}
	defer s.rescue(w, r)
	if err := s.admit(r); err != nil {
		s.refuse(w, r, err)
		return
	}
	if strings.HasPrefix(r.URL.Path, "/static/") {
		serveAsset(w, r)
		return
	}
	if _, pattern := s.mux.Handler(r); pattern == "" {
		s.refuse(w, r, s.stranger(r))
		return
	}
	s.mux.ServeHTTP(w, r)
}

// stranger says why no route answers r.
func (s *Site) stranger(r *http.Request) error {
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		other := r.Clone(r.Context())
		other.Method = method
		if _, pattern := s.mux.Handler(other); pattern != "" {
			return fault.New(fault.Invalid, "That page does not take what your browser sent. Go back and try again.")
		}
	}
	return fault.New(fault.NotFound, "We cannot find that page. If you typed the address, check it; if you followed a link, start from the home page.")
}

// admit refuses requests for another host and forms that another site sent.
func (s *Site) admit(r *http.Request) error {
	if u, err := url.Parse(s.BaseURL); err == nil && u.Host != "" && !strings.EqualFold(r.Host, u.Host) && r.URL.Path != "/healthz" {
		return &fault.Error{Kind: fault.Misdirected, Say: "This address does not belong to this service."}
	}
	if err := http.NewCrossOriginProtection().Check(r); err != nil {
		return &fault.Error{Kind: fault.Forbidden, Say: "This form was sent from another site. Open our page and send it from there.", Err: err}
	}
	return nil
}

// rescue turns a panic of ours into a page. The values that were at hand are
// not logged: they may be answers.
func (s *Site) rescue(w http.ResponseWriter, r *http.Request) {
	if v := recover(); v != nil {
		if v == http.ErrAbortHandler {
			panic(v)
		}
		s.Log.Error("panic", "pattern", r.Pattern, "type", fmt.Sprintf("%T", v), "stack", string(debug.Stack()))
		s.refuse(w, r, fmt.Errorf("panic"))
	}
}

// Server returns an HTTP server with every limit set.
func Server(h http.Handler) *http.Server {
	return &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 60 * time.Second,
		WriteTimeout: 90 * time.Second, IdleTimeout: 120 * time.Second, MaxHeaderBytes: 64 << 10}
}

type actorKey struct{}

// As returns r on behalf of a. Only what knows sessions, and tests, call it.
func As(r *http.Request, a actor.Actor) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), actorKey{}, a))
}

// By returns on whose behalf r is. A desk hands it to the use case as an
// argument; nothing below the desks looks into the context.
func By(r *http.Request) actor.Actor {
	a, _ := r.Context().Value(actorKey{}).(actor.Actor)
	return a
}
