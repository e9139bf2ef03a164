package site

import (
	"cmp"
	"errors"
	"net"
	"net/http"
	"net/url"
	"runtime"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/folkmoot/folkmoot/internal/fault"
)

// Limits of a request, unless its route sets others.
const (
	DefaultMaxBody = 256 << 10 // bytes of a body
	MaxFields      = 2000      // names and values of a form
)

// The paths for monitoring, which may use any host name.
const (
	ReadyPath = "/healthz" // can requests be served now?
	LivePath  = "/livez"   // is the process running, or must it be restarted?
)

var errPanic = errors.New("a handler panicked")

// crossOriginProtection refuses forms sent from other sites, by the headers that browsers set. There are no
// exceptions.
var crossOriginProtection = http.NewCrossOriginProtection()

// checkRequest refuses requests for another host and requests from other sites.
func (s *Site) checkRequest(r *http.Request) error {
	if !s.isOwnHost(r.Host) && r.URL.Path != ReadyPath && r.URL.Path != LivePath { // monitoring may use an IP address
		return fault.New(fault.Misdirected, "This web address is not part of this service. Check the address in your browser.")
	}
	if err := crossOriginProtection.Check(r); err != nil {
		return &fault.Error{
			Kind: fault.Forbidden,
			Say:  "This form was sent from another website. Open the page on our website and send the form from there.",
			Err:  err,
		}
	}
	return nil
}

// isOwnHost reports whether host is the host of BaseURL, with its port or, if that is the usual one, without. For a
// local BaseURL, all local names and ports are accepted.
func (s *Site) isOwnHost(host string) bool {
	base, err := url.Parse(s.BaseURL)
	if err != nil || base.Host == "" {
		return s.BaseURL == ""
	}
	usual := map[string]string{"http": "80", "https": "443"}[base.Scheme]
	name, port, ok := SplitHost(host)
	own, ownPort, ownOK := SplitHost(base.Host)
	if !ok || !ownOK {
		return false
	}
	return strings.EqualFold(name, own) && cmp.Or(port, usual) == cmp.Or(ownPort, usual) || isLoopback(own) && isLoopback(name)
}

// SplitHost splits the host of a request or a URL into its name, without brackets, and its port, which is "" or a number.
// It is not ok if what follows the colon is anything else, such as another name.
func SplitHost(host string) (name, port string, ok bool) {
	name, port = host, ""
	if at := strings.LastIndexByte(host, ':'); at >= 0 && !strings.HasSuffix(host, "]") {
		name, port = host[:at], host[at+1:]
		if n, err := strconv.ParseUint(port, 10, 16); err != nil || strconv.FormatUint(n, 10) != port {
			return "", "", false
		}
	}
	if inner, found := strings.CutPrefix(name, "["); found {
		if name, found = strings.CutSuffix(inner, "]"); !found || net.ParseIP(name) == nil {
			return "", "", false
		}
		return name, port, true
	}
	return name, port, name != "" && !strings.Contains(name, ":")
}

func isLoopback(name string) bool {
	ip := net.ParseIP(name)
	return strings.EqualFold(name, "localhost") || ip != nil && ip.IsLoopback()
}

// IsLoopback reports whether the host of a request or a URL is this machine, with or without a port.
func IsLoopback(host string) bool {
	name, _, ok := SplitHost(host)
	return ok && isLoopback(name)
}

// readForm parses the form of r, if it has one, refuses forms with more fields than any page has, and makes what was typed
// StorableText. Handlers read uploaded files themselves.
func readForm(r *http.Request) error {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return nil
	}
	if err := r.ParseForm(); err != nil {
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			return &fault.Error{
				Kind: fault.TooLarge,
				Say:  "You have sent more than we can accept at once. Shorten your longest answers and send the page again.",
				Err:  err,
			}
		}
		return &fault.Error{Kind: fault.Invalid, Say: "We could not read what your browser sent. Go back and try again.", Err: err}
	}
	n := 0
	for _, values := range r.PostForm {
		n += cmp.Or(len(values), 1)
	}
	if n > MaxFields {
		return fault.New(fault.Invalid, "The form you sent has more answers than we ask for. Go back and send it again.")
	}
	for _, form := range []url.Values{r.PostForm, r.Form} {
		for _, values := range form {
			for i, text := range values {
				values[i] = StorableText(text)
			}
		}
	}
	return nil
}

// StorableText returns text with U+FFFD for each zero byte and for what is not UTF-8. Browsers send neither, and PostgreSQL
// does not store them: a backup of a SQLite database that has them could not be restored there.
func StorableText(text string) string {
	return strings.Map(func(c rune) rune {
		if c == 0 {
			return utf8.RuneError
		}
		return c // for what is not UTF-8, it is U+FFFD already
	}, text)
}

// trackingWriter records whether a response has begun. After that, no error page can be sent.
type trackingWriter struct {
	http.ResponseWriter
	started bool
}

func (w *trackingWriter) WriteHeader(status int) {
	w.started = true
	w.ResponseWriter.WriteHeader(status)
}

func (w *trackingWriter) Write(b []byte) (int, error) {
	w.started = true
	return w.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *trackingWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// headerRecorder records the status and header of a response and discards the body.
type headerRecorder struct {
	header http.Header
	status int
}

func (n *headerRecorder) Header() http.Header         { return n.header }
func (n *headerRecorder) Write(b []byte) (int, error) { return len(b), nil }
func (n *headerRecorder) WriteHeader(status int)      { n.status = cmp.Or(n.status, status) }

// stackFunctions returns the functions on the stack of a panic, without their arguments.
func stackFunctions() (all []string) {
	pcs := make([]uintptr, 40)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(4, pcs)])
	for {
		f, more := frames.Next()
		if strings.HasPrefix(f.Function, "github.com/folkmoot/") {
			all = append(all, f.Function+":"+strconv.Itoa(f.Line))
		}
		if !more {
			return all
		}
	}
}

// errForeignRedirect does not say where it leads, because the log would have it too.
var errForeignRedirect = errors.New("a redirect does not lead to a path of this site")

// Redirect redirects to the path where on this site with status 303, so that reloading that page does not send the
// form again. A path that browsers could take for another site or another header is an error; build paths with
// url.PathEscape.
func Redirect(w http.ResponseWriter, r *http.Request, where string) error {
	if !strings.HasPrefix(where, "/") || strings.HasPrefix(where, "//") || strings.ContainsFunc(where, func(c rune) bool {
		return c < ' ' || c == 0x7f || c == '\\'
	}) {
		return errForeignRedirect
	}
	http.Redirect(w, r, where, http.StatusSeeOther)
	return nil
}
