package intake_test

import (
	"bytes"
	"context"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/survey"
)

// BenchmarkSubmit measures the receiver without HTTP, with at least 32 concurrent
// respondents. "folkmoot bench intake" measures the whole path.
func BenchmarkSubmit(b *testing.B) {
	d := dbtest.Open(b, filepath.Join(b.TempDir(), "bench.db"))
	d.SetClock(func() time.Time { return dbtest.Now })
	log, err := record.Open(b.Context(), d, record.Options{Dir: b.TempDir(), Origin: "test.invalid/record"})
	if err != nil {
		b.Fatal(err)
	}
	consults := &consult.Service{DB: d, Log: log, CountResponses: intake.Count}
	if err := consults.Define(b.Context(), actor.System, park); err != nil {
		b.Fatal(err)
	}
	rc := intake.NewReceiver(d, log, fakeSeal, slog.New(slog.DiscardHandler))
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); rc.Run(ctx) }()
	defer func() { stop(); <-done }()
	keys := intake.NewKeys(bytes.Repeat([]byte{7}, 32))
	var form *survey.Form
	d.View(ctx, func(tx *db.Tx) error {
		refs, err := consult.Forms(ctx, tx, "park")
		if err == nil {
			form, err = consult.FormByVersion(ctx, tx, refs[0].Version)
		}
		return err
	})
	b.SetParallelism(32)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			answers, _ := form.Check(validAnswers)
			r := intake.NewResponse(form, answers)
			r.Key, r.Consultation = keys.Issue("park", dbtest.Now).Key, "park"
			if _, err := rc.Submit(context.Background(), &r); err != nil {
				b.Error(err)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "responses/s")
}
