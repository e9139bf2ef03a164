package site

import (
	"cmp"
	"embed"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"

	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
)

//go:embed templates/*.html
var templateFiles embed.FS

// statusCodes maps kinds of errors to HTTP status codes. Nothing else does.
var statusCodes = map[fault.Kind]int{
	fault.Internal:    http.StatusInternalServerError,
	fault.Invalid:     http.StatusBadRequest,
	fault.NotFound:    http.StatusNotFound,
	fault.Forbidden:   http.StatusForbidden,
	fault.Conflict:    http.StatusConflict,
	fault.Closed:      http.StatusGone,
	fault.TooLarge:    http.StatusRequestEntityTooLarge,
	fault.Misdirected: http.StatusMisdirectedRequest,
	fault.Busy:        http.StatusServiceUnavailable,
	fault.SignedOut:   http.StatusUnauthorized,
	fault.Unavailable: http.StatusServiceUnavailable,
}

// errorTitles are the titles of error pages.
var errorTitles = map[fault.Kind]string{
	fault.Internal:    locale.Key("Sorry, there is a problem with the service"),
	fault.Invalid:     locale.Key("There is a problem with what you sent"),
	fault.NotFound:    locale.Key("Page not found"),
	fault.Forbidden:   locale.Key("You do not have permission to do this"),
	fault.Conflict:    locale.Key("We could not make this change"),
	fault.Closed:      locale.Key("This is no longer available"),
	fault.TooLarge:    locale.Key("This is too large to send"),
	fault.Misdirected: locale.Key("This web address is wrong"),
	fault.Busy:        locale.Key("The service is busy"),
	fault.SignedOut:   locale.Key("You are signed out"),
	fault.Unavailable: locale.Key("Sorry, the service is not available at the moment"),
}

// errorView is the view of error.html.
type errorView struct {
	Title, Say string
	Back       string      // URL path of the consultation that the request was about; "" if there is none
	Resend     *resendView // nil unless the same form can be sent again
	SignIn     page.Link   // to sign in, or to confirm who one is, before the form is sent again; empty otherwise
}

func (errorView) NoStore() bool { return true }
func (errorView) NoIndex() bool { return true }

var errorPage = page.New(templateFiles, "templates/error.html",
	errorView{Title: "Page not found", Say: "We could not find what you asked for."},
	errorView{Title: "This consultation was withdrawn", Say: "This consultation was withdrawn on 2 March 2026.", Back: "/consultations/park"},
	errorView{Title: "The service is busy", Say: "Wait a minute, then try again.", Resend: &resendView{
		Action: "/here", Fields: []resendField{{"text", "What I typed"}}, Files: []string{"file"}, Texts: []string{"What I typed"},
	}},
	errorView{Title: "Confirm it is you", Say: "You signed in a while ago.",
		SignIn: page.Link{Text: "Confirm it is you", Href: "/staff/confirm"},
		Resend: &resendView{Action: "/here", Fields: []resendField{{"do", "invite"}}}})

// retryAfterSeconds is the Retry-After header of a busy service.
const retryAfterSeconds = "30"

// writeError sends the error page for err. Details that are not meant for people are only logged.
func (s *Site) writeError(w http.ResponseWriter, r *http.Request, err error) {
	kind := fault.KindOf(err)
	level := slog.LevelInfo
	if kind == fault.Internal || kind == fault.Unavailable {
		level = slog.LevelError
	}
	// Log the pattern instead of the path, which can contain a secret key.
	s.log().Log(r.Context(), level, "request failed",
		"method", r.Method, "pattern", r.Pattern, "status", statusCodes[kind], "err", logged(kind, err))
	later := kind == fault.Busy || kind == fault.Unavailable
	if later {
		w.Header().Set("Retry-After", retryAfterSeconds)
	}
	words := page.Printer(r)
	say := page.ErrorMessageIn(words, err)
	if say == "" {
		say = words.Say("Try again later. If you were responding to a consultation, we still have the answers you saved.")
	}
	view := errorView{Title: words.Say(errorTitle(err)), Say: say}
	if kind == fault.Conflict || kind == fault.Closed {
		view.Back = consultationPath(r)
	}
	if later {
		view.Resend = newResendView(r)
	}
	if path := s.signInRedirect(err); path != "" {
		if view.Resend = newResendView(r); view.Resend != nil {
			view.SignIn = page.Link{Text: words.Say("Confirm it is you (opens in a new tab)"), Href: path}
			view.Say = words.Say("You signed in a while ago. Confirm it is you in a new tab, then return to this page and select " +
				"Send again. What you typed is in this page.")
			if kind == fault.SignedOut {
				view.SignIn.Text = words.Say("Sign in (opens in a new tab)")
				view.Say = words.Say("Sign in using a new tab, then return to this page and select Send again. What you typed is in this page.")
			}
		}
	}
	s.writeErrorPage(w, r, statusCodes[kind], view)
}

// errorTitle returns the title of the error page for err, in English.
func errorTitle(err error) string {
	if e, ok := errors.AsType[*fault.Error](err); ok && e.Title != "" {
		return e.Title
	}
	return errorTitles[fault.KindOf(err)]
}

// consultationPath returns the URL path of the consultation that a request to a public page was about, or "".
func consultationPath(r *http.Request) string {
	const root = "/consultations/"
	if _, path, _ := strings.Cut(r.Pattern, " "); !strings.HasPrefix(path, root+"{slug}/") {
		return ""
	}
	return root + url.PathEscape(r.PathValue("slug"))
}

// logged returns what the log says of err. Of an error for the user it is the message without the values in it and
// without where it occurred, because both can repeat what somebody typed or a part of the path.
func logged(kind fault.Kind, err error) any {
	e, ok := errors.AsType[*fault.Error](err)
	if !ok || kind == fault.Internal || kind == fault.Unavailable {
		return err
	}
	return cmp.Or(e.Format, e.Say)
}

// writeErrorPage sends an error page. If a response has already begun, the connection is aborted instead, so that the
// client does not take half of it for the whole.
func (s *Site) writeErrorPage(w http.ResponseWriter, r *http.Request, code int, v errorView) {
	if w, ok := w.(*trackingWriter); ok && w.started {
		panic(http.ErrAbortHandler)
	}
	for _, name := range []string{"Content-Disposition", "Content-Encoding", "Content-Length", "ETag", "Last-Modified", "Vary"} {
		w.Header().Del(name) // set for the response that failed
	}
	if err := errorPage.Write(w, r, code, v); err != nil {
		s.log().ErrorContext(r.Context(), "error page failed", "err", err)
	}
}
