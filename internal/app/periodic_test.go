package app

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/feature"
)

// A panic in periodic work stops neither the program nor the work: it is logged
// without its value and the work runs again.
func TestPanicInPeriodicWorkIsLogged(t *testing.T) {
	var log bytes.Buffer
	a := &App{log: slog.New(slog.NewTextHandler(&log, nil))}
	ctx, stop := context.WithCancel(t.Context())
	runs := 0
	err := a.runPeriodic(ctx, feature.Periodic{Name: "panic", Every: time.Millisecond, Run: func(context.Context) error {
		if runs++; runs == 3 {
			stop()
		}
		panic("resident@example.org")
	}})
	if !errors.Is(err, context.Canceled) || runs != 3 {
		t.Errorf("%d runs, %v", runs, err)
	}
	if got := log.String(); !strings.Contains(got, "panic: string") || strings.Contains(got, "resident@") {
		t.Errorf("log: %s", got)
	}
}
