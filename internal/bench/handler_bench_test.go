package bench_test

import (
	"context"
	"io"
	"log/slog"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/bench"
	"github.com/folkmoot/folkmoot/internal/web"
)

// BenchmarkHandler measures the whole application without the network, for
// profiling.
func BenchmarkHandler(b *testing.B) {
	a, err := app.New(b.Context(), app.Config{Data: b.TempDir()}, slog.New(slog.DiscardHandler), time.Now)
	if err != nil {
		b.Fatal(err)
	}
	if err := a.Services.Consult.Define(b.Context(), actor.System, bench.Definition()); err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); a.RunBackground(ctx) }()
	defer func() { stop(); <-done; a.Close() }()
	site := a.Handler()
	b.SetParallelism(32)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			key := a.Services.Intake.Keys.Issue(bench.Consultation, time.Now())
			form := url.Values{
				"action":           {"send"},
				web.HalfField:      {string(key.Code)},
				"version":          {"0"},
				"use":              {"weekly"},
				"ways":             {"bus", "walk"},
				"agree--one":       {"agree"},
				"money--parks":     {"40"},
				"money--libraries": {"60"},
				"age":              {"a35-44"},
				"why":              {strings.Repeat("The bus is late. ", 50)},
			}
			r := httptest.NewRequest(
				"POST",
				"/consultations/"+bench.Consultation+"/answers/standard/"+key.Address.String()+"/0",
				strings.NewReader(form.Encode()),
			)
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			w := httptest.NewRecorder()
			site.ServeHTTP(w, r)
			if w.Code != 200 {
				body, _ := io.ReadAll(w.Body)
				b.Fatalf("%d %s", w.Code, body)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "responses/s")
}
