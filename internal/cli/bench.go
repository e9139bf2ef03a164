package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/demo"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/bench"
	"github.com/folkmoot/folkmoot/internal/definition"
)

// runBench runs one benchmark, or all of them. It measures SQLite, and also
// PostgreSQL if FOLKMOOT_BENCH_POSTGRES is set to a database URL. The benchmark tally also measures DuckDB if
// FOLKMOOT_BENCH_DUCKDB is set to a command, such as that of tools/bench-duckdb.mjs.
func runBench(ctx context.Context, e *Env, args []string) error {
	run := bench.Options{Program: e.Program, Database: e.Getenv("FOLKMOOT_BENCH_POSTGRES"),
		DuckDB: e.Getenv("FOLKMOOT_BENCH_DUCKDB"), Out: e.Out, Err: e.Err, Now: e.Now,
		Prepare: func(ctx context.Context, dir, database string) error { return prepareBench(ctx, e, dir, database) },
		PrepareRelease: func(ctx context.Context, dir string, n, statements int) error {
			return prepareRelease(ctx, e, dir, n, statements)
		},
		PrepareCounty: func(ctx context.Context, dir, database string, size bench.CountySize, seed uint64) ([]string, error) {
			return prepareCounty(ctx, e, dir, database, size, seed)
		}}
	var seed uint64
	name := "all"
	if len(args) > 0 && args[0] != "" && args[0][0] != '-' {
		name, args = args[0], args[1:]
	}
	var seconds float64
	var sizes string
	if _, err := flags(e, "bench", args, func(set *flag.FlagSet) {
		set.Float64Var(&seconds, "seconds", 0, "duration of each load, in seconds; 0 is 5, and for county 0.5 for each page")
		set.IntVar(&run.Loops, "loops", 200, "number of times the server is killed")
		set.StringVar(&sizes, "sizes", "",
			"numbers of responses for release and tally, of texts for similar, of skills for match, or the most cells for disclose, "+
				"like 10000,100000")
		set.IntVar(&run.Tables, "tables", 0, "tables for release beside those of its usual questionnaire, half of them by age")
		set.Uint64Var(&seed, "seed", 2016, "random seed for the times at which it is killed")
	}); err != nil {
		return err
	}
	for n := range strings.SplitSeq(sizes, ",") {
		if size, err := strconv.Atoi(n); err == nil && size > 0 && size <= 10_000_000 {
			run.Sizes = append(run.Sizes, size)
		} else if sizes != "" {
			return errors.New("-sizes must be numbers from 1 to 10000000 with commas between them")
		}
	}
	if seconds == 0 {
		if seconds = 5; name == "county" {
			seconds = 0.5
		}
	}
	run.Length = time.Duration(seconds * float64(time.Second))
	if run.Tables < 0 || run.Tables > 200 {
		return errors.New("-tables must be from 0 to 200")
	}
	if seconds < 0.1 || seconds > 60 || run.Loops < 1 || run.Loops > 1000 {
		return errors.New("-seconds must be from 0.1 to 60 and -loops from 1 to 1000")
	}
	switch name {
	case "pages":
		run.Prepare = func(ctx context.Context, dir, database string) error {
			return withApp(ctx, e, settings{Config: app.Config{Data: dir, Database: database}}, func(a *app.App) error {
				_, err := definition.Load(ctx, a.Log, demo.Files(), actor.System, a.Definitions())
				return err
			})
		}
		return bench.Pages(ctx, run)
	case "county":
		return bench.County(ctx, run, bench.FullCounty, seed)
	case "all":
		if _, err := bench.Crash(ctx, run, seed); err != nil {
			return err
		}
		return bench.Intake(ctx, run)
	case "similar":
		return bench.Similar(ctx, run, seed)
	case "tally":
		return bench.Tally(ctx, run, seed)
	case "disclose":
		return bench.Disclose(ctx, run, seed)
	case "match":
		return bench.Match(ctx, run, seed)
	case "release":
		return bench.Release(ctx, run)
	case "intake":
		return bench.Intake(ctx, run)
	case "nodes":
		return bench.Nodes(ctx, run, seed)
	case "crash":
		_, err := bench.Crash(ctx, run, seed)
		return err
	}
	return fmt.Errorf("unknown benchmark %q; choose intake, nodes, crash, pages, county, release, similar, tally, disclose, match or all",
		name)
}

// prepareBench creates an installation with the benchmark consultation.
func prepareBench(ctx context.Context, e *Env, dir, database string) error {
	s := settings{Config: app.Config{Data: dir, Database: database}}
	return withApp(ctx, e, s, func(a *app.App) error { return a.Services.Consult.Define(ctx, actor.System, bench.Definition()) })
}

// prepareRelease adds a closed consultation with responses to an installation.
func prepareRelease(ctx context.Context, e *Env, dir string, responses, statements int) error {
	return withApp(ctx, e, settings{Config: app.Config{Data: dir}}, func(a *app.App) error {
		if err := a.Services.Consult.Define(ctx, actor.System, bench.ReleaseDefinition(statements)); err != nil {
			return err
		}
		const step = 10_000
		for from := 0; from < responses; from += step {
			file := bench.ReleaseCSV(from, min(from+step, responses), statements)
			if _, err := a.Services.Intake.Import(ctx, actor.System, bench.ReleaseConsultation, file); err != nil {
				return err
			}
		}
		return nil
	})
}

// prepareCounty creates a demonstration with an invented county, loaded from definition files like the data of any council,
// and returns the routes of the site.
func prepareCounty(ctx context.Context, e *Env, dir, database string, size bench.CountySize, seed uint64) (routes []string, err error) {
	folders, err := os.MkdirTemp("", "folkmoot-county-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folders)) }()
	first, later := filepath.Join(folders, "first"), filepath.Join(folders, "later")
	if err := os.CopyFS(first, demo.Files()); err != nil {
		return nil, err
	}
	if err := bench.WriteCounty(first, later, size, seed, e.Now()); err != nil {
		return nil, err
	}
	s := settings{Config: app.Config{Data: dir, Database: database, Demonstration: true}}
	if err := prepareDemo(e, s, demo.Files()); err != nil {
		return nil, err
	}
	return routes, withApp(ctx, e, s, func(a *app.App) error {
		for _, r := range a.Routes() {
			routes = append(routes, r.Method+" "+r.Pattern)
		}
		for _, folder := range []string{first, later} {
			loaded, err := definition.Load(ctx, a.Log, os.DirFS(folder), actor.System, a.Definitions())
			if err != nil {
				return err
			}
			fmt.Fprintln(e.Err, loaded)
		}
		return nil
	})
}
