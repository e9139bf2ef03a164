// Command folkmoot runs public consultations: it collects and analyses
// responses, supports decisions with due regard to equality, and reports on
// what was done.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"
	_ "time/tzdata" // for machines without a time zone database

	"github.com/folkmoot/folkmoot/internal/cli"
)

func main() {
	// The heap is small and each page allocates much, so less frequent garbage
	// collection is much faster for a few more megabytes.
	debug.SetGCPercent(300)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	program, err := os.Executable()
	if err != nil {
		program = os.Args[0]
	}
	os.Exit(cli.Main(ctx, &cli.Env{Args: os.Args[1:], Getenv: os.Getenv, Program: program,
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Now: time.Now, GiveWay: giveWay}))
}
