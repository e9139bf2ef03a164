package app

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/folkmoot/folkmoot/internal/fault"
)

// outageHandler logs failures of the database at most once a second. While it is
// away, every request and every background task fails, and thousands of equal lines
// would hide everything else. Each line says how many were left out before it.
type outageHandler struct {
	slog.Handler
	now   func() time.Time
	state *outageState
}

type outageState struct {
	mu      sync.Mutex
	last    time.Time // guarded by mu; when a line was logged
	omitted int       // guarded by mu; since then
}

func newOutageLog(log *slog.Logger, now func() time.Time) *slog.Logger {
	return slog.New(outageHandler{log.Handler(), now, &outageState{}})
}

// Handle implements slog.Handler.
func (h outageHandler) Handle(ctx context.Context, r slog.Record) error {
	outage := false
	r.Attrs(func(a slog.Attr) bool {
		err, ok := a.Value.Any().(error)
		outage = ok && fault.Is(err, fault.Unavailable)
		return !outage
	})
	if !outage {
		return h.Handler.Handle(ctx, r)
	}
	h.state.mu.Lock()
	now := h.now()
	if now.Sub(h.state.last) < time.Second {
		h.state.omitted++
		h.state.mu.Unlock()
		return nil
	}
	omitted := h.state.omitted
	h.state.last, h.state.omitted = now, 0
	h.state.mu.Unlock()
	if omitted > 0 {
		r = r.Clone()
		r.AddAttrs(slog.Int("omitted", omitted))
	}
	return h.Handler.Handle(ctx, r)
}

// WithAttrs implements slog.Handler.
func (h outageHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return outageHandler{h.Handler.WithAttrs(attrs), h.now, h.state}
}

// WithGroup implements slog.Handler.
func (h outageHandler) WithGroup(name string) slog.Handler {
	return outageHandler{h.Handler.WithGroup(name), h.now, h.state}
}
