package definition_test

import (
	"fmt"
	"io"
	"log/slog"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/demo"
	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/council"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/progress"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/internal/strategy"
)

// later is a day on which the demonstration has something open.
var later = time.Date(2026, 11, 2, 9, 30, 0, 0, time.UTC)

// house returns the features as an installation has them.
func house(t *testing.T, d *db.DB) definition.Features {
	t.Helper()
	log, err := record.Open(t.Context(), d, record.Options{Dir: t.TempDir(), Origin: "folkmoot.invalid/record"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { log.Close() })
	quiet := slog.New(slog.NewTextHandler(io.Discard, nil))
	seal := func(plain string) ([]byte, error) { return []byte(plain), nil }
	var f definition.Features
	f.Council = &council.Service{DB: d}
	f.Evidence = &evidence.Service{DB: d}
	f.Strategy = &strategy.Service{DB: d, Log: log}
	f.Consult = &consult.Service{DB: d, Log: log}
	f.Action = &action.Service{DB: d}
	f.Analysis = &analysis.Service{DB: d, Log: log}
	f.Intake = &intake.Service{DB: d, Log: log, Receiver: intake.NewReceiver(d, log, seal, quiet)}
	f.Decision = &decision.Service{DB: d, Log: log, Figures: analysis.Figure}
	f.Progress = &progress.Service{DB: d, Consults: f.Consult, Decisions: f.Decision}
	return f
}

func TestTheCountyLoads(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		d.SetClock(func() time.Time { return later })
		f := house(t, d)
		begun := time.Now()
		done, err := definition.Load(t.Context(), demo.Files(), actor.System, f)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Println(done, time.Since(begun))
	})
}
