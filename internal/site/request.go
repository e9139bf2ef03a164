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

	"github.com/folkmoot/folkmoot/internal/fault"
)

// What a request may have, unless its route says otherwise.
const (
	DefaultMaxBody = 256 << 10 // bytes of a body
	maxFields      = 2000      // names and values of a form
)

var errPanic = errors.New("a handler panicked")

// crossOriginProtection refuses forms that another site sent, by what the browser says of
// where they come from. Nothing goes round it.
var crossOriginProtection = http.NewCrossOriginProtection()

// checkRequest refuses requests for another host, and forged ones.
func (s *Site) checkRequest(r *http.Request) error {
	if !s.isOwnHost(r.Host) && r.URL.Path != "/healthz" { // whoever watches us may do so by address
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

// isOwnHost reports whether host is the one that BaseURL names. On one's own
// machine all its names and ports will do.
func (s *Site) isOwnHost(host string) bool {
	base, err := url.Parse(s.BaseURL)
	if err != nil || base.Host == "" {
		return s.BaseURL == ""
	}
	return strings.EqualFold(host, base.Host) || isLoopback(base.Host) && isLoopback(host)
}

func isLoopback(host string) bool {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = strings.Trim(host, "[]")
	}
	ip := net.ParseIP(name)
	return strings.EqualFold(name, "localhost") || ip != nil && ip.IsLoopback()
}

// readForm reads the form of r, if it has one, and refuses one that no page of
// ours could have sent. A file comes in parts, and its handler reads them.
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
	if n > maxFields {
		return fault.New(fault.Invalid, "The form you sent has more answers than we ask for. Go back and send it again.")
	}
	return nil
}

// trackingWriter knows whether an answer has begun. What has begun cannot become an
// error page any more.
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

// headerRecorder keeps the head of an answer that goes nowhere.
type headerRecorder struct {
	header http.Header
	status int
}

func (n *headerRecorder) Header() http.Header         { return n.header }
func (n *headerRecorder) Write(b []byte) (int, error) { return len(b), nil }
func (n *headerRecorder) WriteHeader(status int)      { n.status = cmp.Or(n.status, status) }

// stackFunctions names the functions on the stack of a panic, without what they were
// called with.
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

// Redirect leads to another page after something was sent, so that to load that page
// again sends nothing. where is an address of this site.
func Redirect(w http.ResponseWriter, r *http.Request, where string) error {
	http.Redirect(w, r, where, http.StatusSeeOther)
	return nil
}
