package cli_test

import (
	"context"
	"encoding/json"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/cli"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
)

// asProgram is the environment variable with which this test program runs as folkmoot, for
// commands that start servers.
const asProgram = "FOLKMOOT_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) == "" {
		os.Exit(m.Run())
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := cli.Main(ctx, &cli.Env{Args: os.Args[1:], Getenv: os.Getenv, Program: os.Args[0],
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Now: time.Now})
	stop()
	os.Exit(code)
}

// Each benchmark runs to its end, with little load, and prints its result last.
//
// Row D9 of docs/faults.md.
func TestBenchmarksRun(t *testing.T) {
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv(asProgram, "1")
	for name, test := range map[string]struct {
		args     []string
		postgres bool
		fields   []string // that must not be 0
	}{
		"disclose": {[]string{"-sizes", "120"}, false, []string{"ratio", "histories", "releases"}},
		"intake":   {[]string{"-seconds", "0.1"}, false, []string{"raw_per_second", "promised_per_second", "ratio_to_promised", "responses"}},
		"match":    {[]string{"-sizes", "400,800"}, false, []string{"pairs"}},
		"nodes":    {[]string{"-seconds", "0.1"}, true, []string{"ratio"}},
		"pages":    {[]string{"-seconds", "0.1"}, false, []string{"max_bytes_gzip_with_assets"}},
		"release": {[]string{"-seconds", "0.1", "-sizes", "30,60", "-tables", "6"}, false,
			[]string{"tables", "intake_p99_ms", "intake_p99_alone_ms"}},
		"similar": {[]string{"-sizes", "1000,2000"}, false, []string{"precision"}},
		"tally":   {[]string{"-sizes", "500,2000"}, false, []string{"sqlite_ms", "bytes_per_response"}},
	} {
		t.Run(name, func(t *testing.T) {
			database := ""
			if test.postgres {
				server := dbtest.ServerDSN(t)
				if server == "" {
					t.Skip("FOLKMOOT_TEST_POSTGRES is not set")
				}
				database = dbtest.NewPostgresDSN(t, server)
			}
			var out, errs strings.Builder
			code := cli.Main(t.Context(), &cli.Env{
				Args: append([]string{"bench", name}, test.args...), Program: program, Out: &out, Err: &errs, Now: time.Now,
				Getenv: func(key string) string {
					if key == "FOLKMOOT_BENCH_POSTGRES" {
						return database
					}
					return ""
				},
			})
			lines := strings.Split(strings.TrimSpace(out.String()), "\n")
			var got map[string]any
			if err := json.Unmarshal([]byte(lines[len(lines)-1]), &got); code != 0 || err != nil {
				t.Fatalf("%d %v\n%s\n%s", code, err, out.String(), errs.String())
			}
			if got["name"] != name {
				t.Errorf("the result is of %v", got["name"])
			}
			if same, compares := got["identical"]; compares && same != true {
				t.Errorf("the results differ: %s", errs.String())
			}
			for _, field := range test.fields {
				if n, ok := got[field].(float64); !ok || n == 0 {
					t.Errorf("%s is %v", field, got[field])
				}
			}
		})
	}
}
