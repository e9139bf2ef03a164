package cli_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"strings"
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
		ctx, stop := context.WithTimeout(t.Context(), 3*time.Second)
		defer stop()
		var said bytes.Buffer
		code = cli.Main(ctx, &cli.Env{
			Args:   []string{"serve", "-data", data, "-listen", "127.0.0.1:0"},
			Getenv: func(string) string { return "" }, In: strings.NewReader(""), Out: &said, Err: &said, Now: time.Now,
		})
		return code, said.String()
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
