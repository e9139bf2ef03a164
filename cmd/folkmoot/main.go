// Command folkmoot consults the public, decides with due regard to equality,
// and accounts for what was then done.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"
	_ "time/tzdata" // zones, on machines that have none

	"github.com/folkmoot/folkmoot/internal/cli"
)

func main() {
	// Little is kept in memory and much is made for each page, so collecting
	// less often buys a good deal of speed for a few megabytes.
	debug.SetGCPercent(300)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	program, err := os.Executable()
	if err != nil {
		program = os.Args[0]
	}
	os.Exit(cli.Main(ctx, &cli.Env{Args: os.Args[1:], Getenv: os.Getenv, Program: program,
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Now: time.Now}))
}
