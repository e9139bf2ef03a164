// Package cli is the command line interface: commands, environment variables
// and exit codes.
package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"
)

// Env is everything that the program takes from its environment. Tests pass
// their own.
type Env struct {
	Args    []string // without the program name
	Getenv  func(string) string
	Program string // path of this program, for commands that start it again
	In      io.Reader
	Out     io.Writer
	Err     io.Writer
	Now     func() time.Time

	// GiveWay lowers the priority of the program, for commands that work beside a server; nil: it
	// stays.
	GiveWay func()
}

// command is one command of the program.
type command struct {
	name, args, about string
	takes             int // the most arguments besides flags
	run               func(ctx context.Context, e *Env, args []string) error
}

// worksBesideServer reports whether a server may be at work on the same machine, whose people are
// not to wait for c.
func (c command) worksBesideServer() bool {
	return c.name != "demo" && c.name != "serve" && c.name != "bench"
}

// commands returns all commands in the order in which help lists them.
func commands() []command {
	return []command{
		{"demo", "[-listen ADDRESS] [-data DIR]", "run the site with demonstration data", 0, runDemo},
		{"serve", "[-listen ADDRESS] [-data DIR] [-restored REASON] [-moved REASON]", "run the site", 0, runServe},
		{"import", "[-data DIR] FOLDER", "import definition files", 1, runImport},
		{"export", "[-data DIR] FOLDER", "export definition files to a new folder", 1, runExport},
		{"user", "add|list|suspend|reset [-data DIR] [EMAIL]", "manage staff accounts", 1, runUser},
		{"verify", "[-key KEY|FILE] [-data DIR] FILE", "check a receipt offline", 1, runVerify},
		{"audit", "[-data DIR]", "check the record and all published numbers", 0, runAudit},
		{"backup", "[-data DIR] [-recipient KEY] FILE", "back up the database to a file", 1, runBackup},
		{"restore", "[-data DIR] [-identity FILE] FILE", "restore a backup into an empty database", 1, runRestore},
		{"drill", "[-data DIR] [-identity FILE] FILE", "restore a backup to a temporary place and audit it", 1, runDrill},
		{"doctor", "[-data DIR]", "show and check this installation", 0, runDoctor},
		{"release", "[-data DIR] [-reason TEXT] CONSULTATION", "release the results of a consultation", 1, runRelease},
		{"similar", "[-data DIR] CONSULTATION", "count similar responses to a consultation", 1, runSimilar},
		{"check", "[-without FEATURES] [-json] FOLDER", "count questionnaires that load exactly as their source", 1, runCheck},
		{"paygap", "[-by COLUMN] [-reference GROUP] [-json] FILE", "calculate pay gaps from a payroll file", 1, runPayGap},
		{
			"responses", "[-data DIR] [-format FORMAT] -reason TEXT CONSULTATION FILE",
			"export the responses to a consultation", 2, runResponses,
		},
		{
			"delete", "[-data DIR] -reason TEXT CONSULTATION drafts|contacts|monitoring|words",
			"delete data that is due for deletion", 2, runDelete,
		},
		{
			"bench", "[NAME] [-seconds N] [-loops N] [-sizes N,N] [-tables N]",
			"run benchmarks: intake, nodes, crash, pages, county, release, similar, tally or all", 0, runBench,
		},
	}
}

// errUsage is returned for wrong arguments. Main prints the usage of the
// command.
var errUsage = errors.New("usage")

// Main runs one command and returns the exit code: 0 for success, 1 for
// failure, 2 for wrong usage.
func Main(ctx context.Context, e *Env) int {
	makeFilesPrivate()
	if len(e.Args) > 0 {
		for _, c := range commands() {
			if c.name != e.Args[0] {
				continue
			}
			if e.GiveWay != nil && c.worksBesideServer() {
				e.GiveWay()
			}
			err := c.run(ctx, e, e.Args[1:])
			switch {
			case err == nil || errors.Is(err, context.Canceled) && ctx.Err() != nil:
				return 0
			case errors.Is(err, errUsage):
				fmt.Fprintf(e.Err, "usage: folkmoot %s %s\n", c.name, c.args)
				return 2
			}
			fmt.Fprintf(e.Err, "folkmoot %s: %v\n", c.name, err)
			return 1
		}
		if e.Args[0] != "help" {
			fmt.Fprintf(e.Err, "Unknown command %q.\n", e.Args[0])
		}
	}
	fmt.Fprintln(e.Err, "Folkmoot runs public consultations, records decisions and reports on what was done.")
	fmt.Fprintln(e.Err)
	for _, c := range commands() {
		fmt.Fprintf(e.Err, "  folkmoot %-9s %-75s %s\n", c.name, c.args, c.about)
	}
	return 2
}

// flags parses args and returns the remaining arguments, of which there are no more than
// the command takes. more defines the flags. name begins with the name of the command.
func flags(e *Env, name string, args []string, more func(*flag.FlagSet)) ([]string, error) {
	set := flag.NewFlagSet("folkmoot "+name, flag.ContinueOnError)
	set.SetOutput(e.Err)
	if more != nil {
		more(set)
	}
	if err := set.Parse(args); err != nil {
		return nil, errUsage
	}
	first, _, _ := strings.Cut(name, " ")
	for _, c := range commands() {
		if c.name == first && set.NArg() > c.takes {
			fmt.Fprintf(e.Err, "folkmoot %s does not take %q there.\n", name, set.Arg(c.takes))
			return nil, errUsage
		}
	}
	return set.Args(), nil
}

// logger returns the logger for the level in FOLKMOOT_LOG.
func logger(e *Env) *slog.Logger {
	level := slog.LevelInfo
	switch strings.ToLower(e.Getenv("FOLKMOOT_LOG")) {
	case "debug":
		level = slog.LevelDebug
	case "warn":
		level = slog.LevelWarn
	case "error":
		level = slog.LevelError
	}
	return slog.New(slog.NewJSONHandler(e.Err, &slog.HandlerOptions{Level: level}))
}
