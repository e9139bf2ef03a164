package bench_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/bench"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
)

// A server is killed under load twenty times on each database. After the last
// restart every receipt is valid, and its response and record entry exist
// exactly once. `make bench` kills it 200 times.
func TestReceiptsSurviveCrashes(t *testing.T) {
	program := os.Getenv("FOLKMOOT_TEST_PROGRAM")
	if program == "" {
		program = buildProgram(t)
	}
	var out, errs bytes.Buffer
	run := bench.Options{Program: program, Loops: 20, Out: &out, Err: &errs, Now: time.Now, Prepare: prepare}
	if server := dbtest.ServerDSN(t); server != "" {
		run.Database = dbtest.NewPostgresDSN(t, server)
	}
	all, err := bench.Crash(t.Context(), run, 2016)
	t.Logf("%s", out.String())
	if err != nil {
		t.Fatalf("%v\n%s", err, errs.String())
	}
	for _, c := range all {
		if c.Receipts < 20*10 {
			t.Errorf("%s: only %d receipts: the server was killed too early for a meaningful test", c.Database, c.Receipts)
		}
	}
}

// buildProgram builds the program if FOLKMOOT_TEST_PROGRAM is not set.
func buildProgram(t *testing.T) string {
	program := filepath.Join(t.TempDir(), "folkmoot")
	if out, err := exec.Command("go", "build", "-o", program, "github.com/folkmoot/folkmoot/cmd/folkmoot").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return program
}

func prepare(ctx context.Context, dir, database string) error {
	a, err := app.New(ctx, app.Config{Data: dir, Database: database}, slog.New(slog.DiscardHandler), time.Now)
	if err != nil {
		return err
	}
	return errors.Join(a.Services.Consult.Define(ctx, actor.System, bench.Definition()), a.Close())
}
