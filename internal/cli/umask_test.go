package cli_test

import (
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/cli"
)

// Row B7 of docs/faults.md. Files that a command creates can be read by their owner
// only, even those that a library creates with another mode.
func TestCommandsCreatePrivateFiles(t *testing.T) {
	old := syscall.Umask(0o022)
	defer syscall.Umask(old)
	cli.Main(t.Context(), &cli.Env{
		Args: []string{"help"}, Getenv: func(string) string { return "" }, Out: io.Discard, Err: io.Discard, Now: time.Now,
	})
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("a new file has the mode %v, %v", info.Mode(), err)
	}
}
