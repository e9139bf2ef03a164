package bench

import (
	"bufio"
	"context"
	"fmt"
	"os/exec"
	"regexp"
	"syscall"
	"time"
)

// server is a folkmoot process that can be killed.
type server struct {
	cmd  *exec.Cmd
	host string
	done chan struct{} // closed when the process has ended
	err  error         // how it ended; set before done is closed
}

var listenAddress = regexp.MustCompile(`http://(\S+:\d+)`)

// start runs folkmoot serve with the data in dir and waits until it prints its
// address. database is "" for SQLite in dir.
func start(ctx context.Context, run Options, dir, database string) (*server, error) {
	return startCommand(ctx, run, "serve", dir, database)
}

// startCommand is start with another command that serves the site.
func startCommand(ctx context.Context, run Options, name, dir, database string) (*server, error) {
	cmd := exec.CommandContext(ctx, run.Program, name, "-data", dir, "-listen", "127.0.0.1:0")
	cmd.Env = append(cmd.Environ(), "FOLKMOOT_DATABASE="+database, "FOLKMOOT_BASE_URL=", "FOLKMOOT_LOG=error")
	cmd.Stderr = run.Err
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	s := &server{cmd: cmd, done: make(chan struct{})}
	address := make(chan string, 1)
	go func() {
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			if m := listenAddress.FindStringSubmatch(lines.Text()); m != nil {
				select {
				case address <- m[1]:
				default:
				}
			}
		}
		s.err = cmd.Wait()
		close(s.done)
	}()
	select {
	case s.host = <-address:
		return s, nil
	case <-s.done:
		return nil, fmt.Errorf("the server stopped before it was ready: %v", s.err)
	case <-time.After(120 * time.Second):
		s.kill()
		return nil, fmt.Errorf("the server was not ready within 2 minutes")
	}
}

// kill kills the server without warning, as a power cut would.
func (s *server) kill() {
	s.cmd.Process.Kill()
	<-s.done
}

// stop asks the server to shut down and waits for it.
func (s *server) stop() error {
	s.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-s.done:
		return s.err
	case <-time.After(120 * time.Second):
		s.kill()
		return fmt.Errorf("the server did not stop within 2 minutes")
	}
}
