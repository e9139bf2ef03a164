// Package cli is the program as an operator sees it: its commands, its
// environment and its exit codes.
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

// Env is all that the program takes from outside. Tests hand in their own.
type Env struct {
	Args    []string // without the name of the program
	Getenv  func(string) string
	Program string // the path of this program, for commands that start it again
	In      io.Reader
	Out     io.Writer
	Err     io.Writer
	Now     func() time.Time
}

type command struct {
	name, args, about string
	run               func(ctx context.Context, e *Env, args []string) error
}

// commands in the order in which help shows them.
func commands() []command {
	return []command{
		{"demo", "[-listen ADDRESS] [-data DIR]", "show the demonstration county", runDemo},
		{"serve", "[-listen ADDRESS] [-data DIR]", "run the site", runServe},
		{"import", "[-data DIR] FOLDER", "load definition files", runImport},
		{"export", "[-data DIR] FOLDER", "write definition files into a new folder", runExport},
		{"user", "add|list|suspend|reset [-data DIR] [EMAIL]", "make the first administrator; let one in again", runUser},
		{"verify", "[-key KEY|FILE] [-data DIR] FILE", "check a receipt, without a network", runVerify},
		{"audit", "[-data DIR]", "recompute the record and every number from the database", runAudit},
		{"backup", "[-data DIR] [-recipient KEY] FILE", "write the whole database into a file", runBackup},
		{"restore", "[-data DIR] [-identity FILE] FILE", "fill an empty database from a backup", runRestore},
		{"doctor", "[-data DIR]", "say what this installation is and whether it is well", runDoctor},
		{"bench", "[NAME] [-seconds N] [-loops N]", "measure: intake, crash, pages, all", runBench},
	}
}

// errUsage is a command that was not understood; what is wrong has been said.
var errUsage = errors.New("usage")

// Main runs one command and returns the exit code: 0 when it did what was
// asked, 1 when it could not, 2 when it was not understood.
func Main(ctx context.Context, e *Env) int {
	if len(e.Args) > 0 {
		for _, c := range commands() {
			if c.name != e.Args[0] {
				continue
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
			fmt.Fprintf(e.Err, "There is no command %q.\n", e.Args[0])
		}
	}
	fmt.Fprintln(e.Err, "folkmoot consults the public, decides with due regard to equality, and accounts for it.")
	fmt.Fprintln(e.Err)
	for _, c := range commands() {
		fmt.Fprintf(e.Err, "  folkmoot %-8s %-32s %s\n", c.name, c.args, c.about)
	}
	return 2
}

// flags parses args, with the settings that every command which opens an
// installation shares. It returns what is left.
func flags(e *Env, name string, args []string, more func(*flag.FlagSet)) ([]string, error) {
	set := flag.NewFlagSet("folkmoot "+name, flag.ContinueOnError)
	set.SetOutput(e.Err)
	if more != nil {
		more(set)
	}
	if err := set.Parse(args); err != nil {
		return nil, errUsage
	}
	return set.Args(), nil
}

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
