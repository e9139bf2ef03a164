// Package site serves the pages of an installation: routes as data, the checks
// that every request passes, and the page for each error.
package site

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/page"

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
	LoadSession     bool  // for everybody, and knows who is signed in all the same, as signing in does
	RequireReauth   bool  // only for who has proved a short while ago who they are
}

// Site is where front desks hang their routes. Its fields are set before it
// serves.
type Site struct {
	Log                   *slog.Logger
	BaseURL               string                             // "https://consult.example.org"; "" answers to any name
	Nav                   []page.Link                        // the main navigation
	Council               func(context.Context) page.Council // asked for every page, because a council may change its name
	Gallery               bool                               // show what Show was given under /gallery
	SignInPath            string                             // where staff sign in; "" while nobody can
	SessionMiddleware     func(http.Handler) http.Handler    // finds out who is signed in, and hands the request on As them; nil: nobody is
	ReauthPath            string                             // where staff prove again who they are
	RecentlyAuthenticated func(*http.Request) bool           // reports whether they did a short while ago; nil: always
	Proxies               int                                // how many stand before the site: see Network

	staffLinks   []StaffLink
	mux          http.ServeMux
	routes       []Route
	galleryItems []GalleryItem
	cache        page.Cache
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
		s.mux.Handle(r.Method+" "+r.Pattern, s.routeHandler(r))
	}
}

// Routes returns all routes.
func (s *Site) Routes() []Route { return slices.Clone(s.routes) }

// routeHandler answers for one route. Whoever may not use it is told what somebody is
// told who asks for nothing that is there.
func (s *Site) routeHandler(route Route) http.Handler {
	answer := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := s.authorise(route, r)
		if err == nil {
			r.Body = http.MaxBytesReader(w, r.Body, route.MaxBody)
			if err = readForm(r); err == nil {
				err = route.Handler(w, r)
			}
		}
		if door := s.signInRedirect(err); door != "" && (r.Method == http.MethodGet || r.Method == http.MethodHead) {
			http.Redirect(w, r, door+"?next="+url.QueryEscape(r.URL.RequestURI()), http.StatusSeeOther)
			return
		}
		if err != nil {
			s.writeError(w, r, err)
		}
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.SessionMiddleware != nil && (route.LoadSession || route.Needs != actor.Public) {
			s.SessionMiddleware(answer).ServeHTTP(w, r)
			return
		}
		answer(w, r)
	})
}

// errSignIn is what a stranger is told who sends a form that only staff may
// send. What was typed is still in the browser.
var errSignIn = fault.New(fault.SignedOut, "Sign in using another tab. Then return to this tab, go back a page and send the form again.")

// errReauth is what somebody is told who sends a form of consequence a long
// while after they signed in. It may be somebody else at their desk.
var errReauth = fault.New(
	fault.Forbidden,
	"Confirm it is you: open Your account in another tab and select Confirm it is you. Then return to this tab, go back a page and send the form again.",
)

// signInRedirect is where somebody goes who was refused with err and only has to say who
// they are, or "".
func (s *Site) signInRedirect(err error) string {
	switch {
	case errors.Is(err, errSignIn):
		return s.SignInPath
	case errors.Is(err, errReauth):
		return s.ReauthPath
	}
	return ""
}

// authorise says whether the actor of r may use route.
func (s *Site) authorise(route Route, r *http.Request) error {
	switch by := Actor(r); {
	case by.May(route.Needs) && route.RequireReauth && s.RecentlyAuthenticated != nil && !s.RecentlyAuthenticated(r):
		return errReauth
	case by.May(route.Needs):
		return nil
	case by.ID == "" && s.SignInPath != "":
		return errSignIn
	}
	return errPageNotFound
}

var errPageNotFound = fault.New(
	fault.NotFound,
	"We could not find that page. If you typed the web address, check it is correct. If you followed a link, start from the home page.",
)

// contentSecurityPolicy allows this site its own style sheets, scripts, pictures and forms,
// and nothing else of anybody.
const contentSecurityPolicy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// ServeHTTP is the gate: what every request must pass and every answer carries.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r = r.WithContext(page.WithChrome(context.WithValue(r.Context(), siteKey{}, s), s.chrome))
	h := w.Header()
	h.Set("Content-Security-Policy", contentSecurityPolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	if strings.HasPrefix(s.BaseURL, "https://") {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
	watched := &trackingWriter{ResponseWriter: w}
	defer s.recoverPanic(watched, r)
	if err := s.checkRequest(r); err != nil {
		s.writeError(watched, r, err)
		return
	}
	if s.chooseLanguage(watched, r) {
		return
	}
	s.findHandler(r).ServeHTTP(watched, r)
}

// findHandler returns what answers r: a static file, the gallery, a route, or the page
// that says why not.
func (s *Site) findHandler(r *http.Request) http.Handler {
	reads := r.Method == http.MethodGet || r.Method == http.MethodHead
	if answer, ok := page.Static(r.URL.Path); ok && reads {
		return answer
	}
	if s.Gallery && reads && (r.URL.Path == galleryPath || strings.HasPrefix(r.URL.Path, galleryPath+"/")) {
		return http.HandlerFunc(s.gallery)
	}
	if answer, pattern := s.mux.Handler(r); pattern == "" {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.handleUnmatched(w, r, answer) })
	}
	return &s.mux // and not what it answered with: only the mux itself reads the path's values
}

// WriteError shows the page for err, for what stands before the routes.
func (s *Site) WriteError(w http.ResponseWriter, r *http.Request, err error) { s.writeError(w, r, err) }

// handleUnmatched answers a request that no route takes. The mux knows whether another
// method would do; it says so in plain text, which becomes a page here.
func (s *Site) handleUnmatched(w http.ResponseWriter, r *http.Request, mux http.Handler) {
	note := &headerRecorder{header: http.Header{}}
	mux.ServeHTTP(note, r)
	if note.status != http.StatusMethodNotAllowed {
		s.writeError(w, r, errPageNotFound)
		return
	}
	w.Header().Set("Allow", note.header.Get("Allow"))
	words := page.Printer(r)
	s.writeErrorPage(w, r, http.StatusMethodNotAllowed, errorView{words.Say("You cannot do that on this page"),
		words.Say("If you were sending a form, go back, open the page again and send the form from there.")})
}

// recoverPanic turns a panic of ours into a page. Neither the value of the panic nor
// the arguments on the stack are logged: they may be somebody's answers.
func (s *Site) recoverPanic(w *trackingWriter, r *http.Request) {
	v := recover()
	if v == nil {
		return
	}
	if v == http.ErrAbortHandler {
		panic(v)
	}
	s.log().ErrorContext(r.Context(), "panic", "method", r.Method, "pattern", r.Pattern, "type", fmt.Sprintf("%T", v), "at", stackFunctions())
	s.writeError(w, r, errPanic)
}

// NewServer returns an HTTP server with every limit set.
func NewServer(h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       60 * time.Second,
		WriteTimeout:      90 * time.Second,
		IdleTimeout:       120 * time.Second,
		MaxHeaderBytes:    64 << 10,
	}
}

func (s *Site) log() *slog.Logger {
	if s.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return s.Log
}
