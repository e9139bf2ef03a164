// Package site serves the pages of an installation: routes as data, checks for every request, and error pages.
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

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
)

// Handler serves a request, or returns an error for which the site sends an error page.
type Handler func(w http.ResponseWriter, r *http.Request) error

// Route is a route of the site. Routes are data, so that tests can enumerate them.
type Route struct {
	Method, Pattern string
	Needs           actor.Capability // actor.Public for pages that need no permission
	ForAll          bool             // Needs is needed for all organisations, as people of the council have it
	Handler         Handler
	MaxBody         int64 // in bytes; 0 is DefaultMaxBody
	MaxUpload       int64 // instead of MaxBody for forms with files, which the handler reads; 0 is MaxBody
	LoadSession     bool  // public, but the actor is known if signed in, as for signing in itself
	RequireReauth   bool  // only for staff who have authenticated recently
}

// Allows reports whether a may use the route.
func (r Route) Allows(a actor.Actor) bool {
	return a.May(r.Needs) && (!r.ForAll || a.MayForAll(r.Needs))
}

// Site is the HTTP handler of an installation, to which features add their routes. Its fields must be set before it
// serves.
type Site struct {
	Log                   *slog.Logger
	BaseURL               string                             // like "https://consult.example.org"; "" accepts any host
	Nav                   []page.Link                        // the main navigation
	Council               func(context.Context) page.Council // called for every page, because the council can change its name
	Gallery               bool                               // serve the gallery under /gallery
	FeedPath              string                             // of the feed that every page names; "" if there is none
	SignInPath            string                             // where staff sign in; "" if they cannot
	SessionMiddleware     func(http.Handler) http.Handler    // sets the actor of a request from its session; nil: all requests are anonymous
	ReauthPath            string                             // where staff authenticate again
	RecentlyAuthenticated func(*http.Request) bool           // reports whether the person has confirmed their sign-in recently; nil: never
	Proxies               int                                // number of reverse proxies: see ClientNetwork
	Now                   func() time.Time                   // the clock of the server; nil: forms with files must arrive as fast as others

	// Menu returns the menu beside a page of the staff area, or nil. It may be nil.
	Menu func(*http.Request) (*page.Menu, error)

	staffLinks   []StaffLink
	mux          http.ServeMux
	routes       []Route
	galleryItems []GalleryItem
	cache        page.Cache
}

// Add adds routes. It panics if a route is incomplete or does not set Needs.
func (s *Site) Add(routes ...Route) {
	for _, r := range routes {
		if r.Needs == "" || r.Method == "" || !strings.HasPrefix(r.Pattern, "/") || r.Handler == nil {
			panic(fmt.Sprintf("route %s %s is incomplete: it must have Method, Pattern, Needs and Handler", r.Method, r.Pattern))
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

// routeHandler returns the handler of a route. Unauthorised users get the same 404 as for an unknown URL.
func (s *Site) routeHandler(route Route) http.Handler {
	answer := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := s.authorise(route, r)
		if err == nil {
			if err = readForm(r); err == nil {
				err = route.Handler(w, r)
			}
		}
		if signIn := s.signInRedirect(err); signIn != "" && (r.Method == http.MethodGet || r.Method == http.MethodHead) {
			http.Redirect(w, r, signIn+"?next="+url.QueryEscape(r.URL.RequestURI()), http.StatusSeeOther)
			return
		}
		if err != nil {
			s.writeError(w, r, err)
		}
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		longest, most := maxHandling, route.maxBody(r)
		if most > DefaultMaxBody && hasFiles(r) && s.Now != nil {
			longest += uploadPace.most
			r.Body = uploadPace.paced(w, r, s.Now)
		}
		ctx, cancel := context.WithTimeout(r.Context(), longest)
		defer cancel()
		r = r.WithContext(ctx)
		r.Body = http.MaxBytesReader(w, r.Body, most)
		if s.SessionMiddleware != nil && (route.LoadSession || route.Needs != actor.Public) {
			s.SessionMiddleware(answer).ServeHTTP(w, r)
			return
		}
		answer(w, r)
	})
}

// maxBody returns how many bytes the body of r may have.
func (route *Route) maxBody(r *http.Request) int64 {
	if route.MaxUpload > 0 && hasFiles(r) {
		return route.MaxUpload
	}
	return route.MaxBody
}

// hasFiles reports whether r is a form that can have files.
func hasFiles(r *http.Request) bool {
	return strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data")
}

// errSignIn refuses a form sent by someone who is not signed in. What they typed is still in the browser.
var errSignIn = fault.New(fault.SignedOut, "Sign in using another tab. Then return to this tab, go back a page and send the form again.")

// errReauth refuses an important form sent long after signing in. The person may have left their computer unlocked.
// Its error page has the form, unless it contains a secret: see newResendView.
var errReauth = &fault.Error{
	Kind: fault.Forbidden, Title: locale.Key("Confirm it is you"),
	Say: "Confirm it is you: open Your account in another tab and select Confirm it is you. " +
		"Then return to this tab, go back a page and send the form again.",
}

// signInRedirect returns the path where the user can sign in or authenticate again if that would solve err, or "".
func (s *Site) signInRedirect(err error) string {
	switch {
	case errors.Is(err, errSignIn):
		return s.SignInPath
	case errors.Is(err, errReauth):
		return s.ReauthPath
	}
	return ""
}

// authorise returns nil if the actor of r may use route.
func (s *Site) authorise(route Route, r *http.Request) error {
	switch by := Actor(r); {
	case route.Allows(by) && route.RequireReauth && (s.RecentlyAuthenticated == nil || !s.RecentlyAuthenticated(r)):
		return errReauth
	case route.Allows(by):
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

// contentSecurityPolicy allows style sheets, scripts, images and forms of this site, and nothing else.
const contentSecurityPolicy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// AllowFetch lets the script of the page request pages of this site.
func AllowFetch(w http.ResponseWriter) {
	w.Header().Set("Content-Security-Policy", contentSecurityPolicy+"; connect-src 'self'")
}

// AllowTime lets the response take until a time, longer than others.
func AllowTime(w http.ResponseWriter, until time.Time) error {
	err := http.NewResponseController(w).SetWriteDeadline(until)
	if errors.Is(err, http.ErrNotSupported) { // tests that record responses have no deadline
		err = nil
	}
	return err
}

// ServeHTTP checks the request, sets the security headers of the response, and serves the route.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r = r.WithContext(page.WithLanguages(page.WithChrome(context.WithValue(r.Context(), siteKey{}, s), s.chrome), s.languages))
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
	tracked := &trackingWriter{ResponseWriter: w}
	defer s.recoverPanic(tracked, r)
	if err := s.checkRequest(r); err != nil {
		s.writeError(tracked, r, err)
		return
	}
	if s.chooseLanguage(tracked, r) {
		return
	}
	s.findHandler(r).ServeHTTP(tracked, r)
}

// findHandler returns the handler for r: a static file, the gallery, a route, or an error page.
func (s *Site) findHandler(r *http.Request) http.Handler {
	isRead := r.Method == http.MethodGet || r.Method == http.MethodHead
	if answer, ok := page.Static(r.URL.Path); ok && isRead {
		return answer
	}
	if s.Gallery && isRead && (r.URL.Path == galleryPath || strings.HasPrefix(r.URL.Path, galleryPath+"/")) {
		return http.HandlerFunc(s.gallery)
	}
	if answer, pattern := s.mux.Handler(r); pattern == "" {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.handleUnmatched(w, r, answer) })
	}
	return &s.mux // not the handler it returned: only the mux itself sets the path values
}

// WriteError sends the error page for err, for middleware outside the routes.
func (s *Site) WriteError(w http.ResponseWriter, r *http.Request, err error) { s.writeError(w, r, err) }

// handleUnmatched serves requests without a route. If the mux would answer 405, the error page says so and has its
// Allow header.
func (s *Site) handleUnmatched(w http.ResponseWriter, r *http.Request, mux http.Handler) {
	recorder := &headerRecorder{header: http.Header{}}
	mux.ServeHTTP(recorder, r)
	if recorder.status != http.StatusMethodNotAllowed {
		s.writeError(w, r, errPageNotFound)
		return
	}
	w.Header().Set("Allow", recorder.header.Get("Allow"))
	words := page.Printer(r)
	s.writeErrorPage(w, r, http.StatusMethodNotAllowed, errorView{Title: words.Say("You cannot do that on this page"),
		Say: words.Say("If you were sending a form, go back, open the page again and send the form from there.")})
}

// recoverPanic turns a panic into an error page. Neither its value nor the arguments on the stack are logged, because
// they could contain people's answers.
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

// maxHandling is how long a request may take. It is longer than the client has to
// send it and shorter than WriteTimeout, so that a database that hangs is told to
// the client in a page.
const maxHandling = 75 * time.Second

// writeTimeout is the WriteTimeout of the server.
const writeTimeout = 90 * time.Second

// NewServer returns an HTTP server with limits for everything.
func NewServer(h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       60 * time.Second,
		WriteTimeout:      writeTimeout,
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
