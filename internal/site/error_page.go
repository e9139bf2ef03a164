package site

import (
	"embed"
	"log/slog"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/page"

	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

//go:embed templates/*.html
var templateFiles embed.FS

// statusCodes is the only place where a fault becomes a number.
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
}

// errorTitles are what the pages are called.
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
}

// errorView is what refusal.html shows.
type errorView struct{ Title, Say string }

func (errorView) NoStore() bool { return true }
func (errorView) NoIndex() bool { return true }

var errorPage = page.New(templateFiles, "templates/error.html", errorView{"Page not found", "We could not find what you asked for."})

// retryAfterSeconds is when somebody may come back whom we sent away, in seconds.
const retryAfterSeconds = "30"

// writeError shows the page for err. What is not meant for people stays in the log.
func (s *Site) writeError(w http.ResponseWriter, r *http.Request, err error) {
	kind := fault.KindOf(err)
	level := slog.LevelInfo
	if kind == fault.Internal {
		level = slog.LevelError
	}
	// The pattern and not the path: a path may hold a key.
	s.log().Log(r.Context(), level, "refused", "method", r.Method, "pattern", r.Pattern, "status", statusCodes[kind], "err", err)
	if kind == fault.Busy {
		w.Header().Set("Retry-After", retryAfterSeconds)
	}
	words := page.Printer(r)
	say := page.SaidIn(words, err)
	if say == "" {
		say = words.Say("Try again later. If you were responding to a consultation, we still have the answers you saved.")
	}
	s.writeErrorPage(w, r, statusCodes[kind], errorView{words.Say(errorTitles[kind]), say})
}

// writeErrorPage sends the page of a refusal. An answer that has begun is cut off
// instead, so that nobody takes half of it for the whole.
func (s *Site) writeErrorPage(w http.ResponseWriter, r *http.Request, code int, v errorView) {
	if w, ok := w.(*trackingWriter); ok && w.started {
		panic(http.ErrAbortHandler)
	}
	for _, name := range []string{"Content-Disposition", "Content-Encoding", "Content-Length", "ETag", "Last-Modified", "Vary"} {
		w.Header().Del(name) // they were meant for the answer that did not come
	}
	if err := errorPage.Write(w, r, code, v); err != nil {
		s.log().ErrorContext(r.Context(), "refusal", "err", err)
	}
}
