package cli_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/cli"
)

// Row B14 of docs/faults.md. An installation with accounts of the demonstration is not
// served: anybody could have signed in to it.
func TestServeRefusesADemonstration(t *testing.T) {
	data := t.TempDir()
	serve := func() (code int, output string) {
		ctx, stop := context.WithTimeout(t.Context(), time.Minute)
		defer stop()
		said := &untilReady{stop: stop}
		code = cli.Main(ctx, &cli.Env{
			Args:   []string{"serve", "-data", data, "-listen", "127.0.0.1:0"},
			Getenv: func(string) string { return "" }, In: strings.NewReader(""), Out: said, Err: said, Now: time.Now,
		})
		return code, said.text.String()
	}
	if code, output := serve(); code != 0 || !strings.Contains(output, "Folkmoot is ready") {
		t.Fatalf("without demonstration accounts: %d %s", code, output)
	}
	a, err := app.New(t.Context(), app.Config{Data: data, Demonstration: true}, slog.New(slog.NewTextHandler(io.Discard, nil)), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Accounts.CreateDemoAccounts(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if code, output := serve(); code != 1 || !strings.Contains(output, "belongs to a demonstration") {
		t.Errorf("with demonstration accounts: %d %s", code, output)
	}
}

// untilReady keeps what a server says, and stops it once it is ready, however long that takes.
type untilReady struct {
	stop func()
	mu   sync.Mutex
	text bytes.Buffer
}

func (u *untilReady) Write(said []byte) (int, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	n, err := u.text.Write(said)
	if bytes.Contains(u.text.Bytes(), []byte("Folkmoot is ready")) {
		u.stop()
	}
	return n, err
}
