package db_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
)

// A SQLite file is read as the last commit left it, and no byte of it or of its
// log changes: while a server runs, after it was killed, and after it stopped.
//
// Row H3 of docs/faults.md.
func TestReadingOnlyChangesNoFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "test.db")
	d := dbtest.Open(t, path)
	if err := d.Update(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), `CREATE TABLE read_only (n BIGINT NOT NULL)`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	insert := func() {
		t.Helper()
		if err := d.Update(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), `INSERT INTO read_only (n) VALUES (1)`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	insert()
	files := func(dir string) map[string][]byte {
		t.Helper()
		all := map[string][]byte{}
		names, err := filepath.Glob(filepath.Join(dir, "*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if all[filepath.Base(name)], err = os.ReadFile(name); err != nil {
				t.Fatal(err)
			}
		}
		return all
	}
	check := func(what, dir string, want int64) {
		t.Helper()
		before := files(dir)
		r, err := db.OpenReadOnly(t.Context(), filepath.Join(dir, "test.db"))
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if err := r.View(t.Context(), func(tx *db.Tx) error {
			n, err := db.One(t.Context(), tx, db.Int, `SELECT COUNT(*) FROM read_only`)
			if n != want {
				t.Errorf("%s: %d rows, want %d", what, n, want)
			}
			return err
		}); err != nil {
			t.Errorf("%s: %v", what, err)
		}
		if err := r.Update(t.Context(), func(*db.Tx) error { return nil }); err == nil {
			t.Errorf("%s: Update is possible", what)
		}
		if err := r.View(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), `INSERT INTO read_only (n) VALUES (1)`)
			return err
		}); err == nil {
			t.Errorf("%s: a statement wrote", what)
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
		after := files(dir)
		if len(after) != len(before) {
			t.Errorf("%s: %d files are now %d", what, len(before), len(after))
		}
		for name := range before {
			// Within one process, both share the index of the log in memory.
			if !bytes.Equal(before[name], after[name]) && (name != "test.db-shm" || what == "killed") {
				t.Errorf("%s: %s has changed", what, name)
			}
		}
	}
	check("running", dir, 1)
	killed := t.TempDir()
	for name, text := range files(dir) {
		if err := os.WriteFile(filepath.Join(killed, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	check("killed", killed, 1)
	insert()
	check("running, with a later commit", dir, 2)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	check("stopped", dir, 2)
	if _, err := db.OpenReadOnly(t.Context(), filepath.Join(dir, "none.db")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file that does not exist: %v", err)
	}
}
