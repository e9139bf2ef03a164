package backup_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/folkmoot/folkmoot/internal/backup"
)

// A backup that was killed leaves a part, which the next backup of that name
// replaces. A part that another backup is writing is left alone.
//
// Row H8 of docs/faults.md.
func TestPartOfKilledBackupIsReplaced(t *testing.T) {
	path := filepath.Join(t.TempDir(), "backup")
	if err := os.WriteFile(path+".part", []byte("half of an earlier backup, longer than the next"), 0o644); err != nil {
		t.Fatal(err)
	}
	write := func(text string) func(io.Writer) error {
		return func(to io.Writer) error {
			_, err := io.WriteString(to, text)
			return err
		}
	}
	for _, text := range []string{"first", "second"} {
		if err := backup.WriteFile(path, func(to io.Writer) error {
			if err := backup.WriteFile(path, write("another")); err == nil {
				t.Error("two backups write the same file")
			}
			return write(text)(to)
		}); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != text {
			t.Errorf("%q, %v", got, err)
		}
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	failed := errors.New("the disk is full")
	if err := backup.WriteFile(path, func(io.Writer) error { return failed }); !errors.Is(err, failed) {
		t.Error(err)
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != "second" {
		t.Errorf("a failed backup replaced the last one: %q, %v", got, err)
	}
	if left, err := filepath.Glob(path + ".*"); err != nil || len(left) > 0 {
		t.Errorf("left: %v, %v", left, err)
	}
}
