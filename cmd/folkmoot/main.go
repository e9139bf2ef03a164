// Command folkmoot consults the public, decides with due regard to equality,
// and accounts for what was then done.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"
	_ "time/tzdata" // zones, on machines that have none

	"github.com/folkmoot/folkmoot/internal/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	program, err := os.Executable()
	if err != nil {
		program = os.Args[0]
	}
	os.Exit(cli.Main(ctx, &cli.Env{Args: os.Args[1:], Getenv: os.Getenv, Program: program,
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Now: time.Now}))
}
