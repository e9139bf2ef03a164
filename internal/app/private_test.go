package app_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/app"
)

// Row B7 of docs/faults.md. Whatever the modes of an existing data folder and the files
// in it are, and whatever the umask is, only its owner can read or change them after a
// start; and a link does not lead out of it.
func TestDataFolderIsPrivate(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no modes")
	}
	data, outside := filepath.Join(t.TempDir(), "data"), filepath.Join(t.TempDir(), "outside")
	for _, file := range []string{filepath.Join(data, "folkmoot.db"), filepath.Join(data, "record", "record.checkpoints"), outside} {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, nil, 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(file, 0o666); err != nil { // whatever the umask is
			t.Fatal(err)
		}
	}
	if err := os.Chmod(data, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(data, "link")); err != nil {
		t.Fatal(err)
	}
	a, err := app.New(t.Context(), app.Config{Data: data}, discardLogger(), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	seen := 0
	if err := filepath.WalkDir(data, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.Type()&fs.ModeSymlink != 0 {
			return err
		}
		info, err := entry.Info()
		if seen++; err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has the mode %o", path, info.Mode().Perm())
		}
		return err
	}); err != nil || seen < 8 {
		t.Errorf("%d files and folders, %v", seen, err)
	}
	if info, err := os.Stat(outside); err != nil || info.Mode().Perm() != 0o666 {
		t.Errorf("the file that a link names was changed: %v, %v", info.Mode(), err)
	}
}
