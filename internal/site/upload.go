package site

import (
	"errors"
	"io"
	"net/http"
	"time"
)

// pace is how slowly a form with files may arrive. Without it, a file of 20 MB from a slow phone would be cut off by the
// ReadTimeout of the server.
type pace struct {
	grace  time.Duration // as long as any form may take
	perSec int64         // bytes that must arrive in each second after that, on average
	most   time.Duration // however much arrives
}

// uploadPace lets 20 MB arrive at 128 kbit/s, in 21 minutes. A client that sends less than that is cut off after a
// minute, as one that sends any other form.
var uploadPace = pace{grace: 60 * time.Second, perSec: 16 << 10, most: 30 * time.Minute}

// pacedBody is the body of a form with files. Each read moves the deadlines of the connection.
type pacedBody struct {
	io.ReadCloser
	pace    pace
	control *http.ResponseController
	now     func() time.Time
	started time.Time // of the first read
	n       int64     // bytes that have arrived
	ended   bool
}

// paced lets the body of r arrive as slowly as p allows, by the clock now.
func (p pace) paced(w http.ResponseWriter, r *http.Request, now func() time.Time) io.ReadCloser {
	return &pacedBody{ReadCloser: r.Body, pace: p, control: http.NewResponseController(w), now: now}
}

// Read implements io.Reader.
func (b *pacedBody) Read(into []byte) (int, error) {
	if b.started.IsZero() {
		b.started = b.now()
	}
	allowed := min(b.pace.grace+time.Duration(b.n)*time.Second/time.Duration(b.pace.perSec), b.pace.most)
	if !b.ended {
		b.allow(b.started.Add(allowed))
	}
	n, err := b.ReadCloser.Read(into)
	b.n += int64(n)
	switch {
	case b.ended || err == nil:
	case errors.Is(err, io.EOF): // all of it is there: from now on, limits are those of any request
		b.ended = true
		b.allow(b.now().Add(maxHandling))
	default: // the server does not wait for the rest
		b.ended = true
		_ = b.control.SetWriteDeadline(b.now().Add(writeTimeout))
	}
	return n, err
}

// allow lets the client send until a time and read the answer for a while after that. Errors are of tests that record
// responses, which have no deadlines.
func (b *pacedBody) allow(until time.Time) {
	_ = b.control.SetReadDeadline(until)
	_ = b.control.SetWriteDeadline(until.Add(writeTimeout))
}
