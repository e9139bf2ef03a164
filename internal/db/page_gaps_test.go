package db_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
)

// SQLite leaves copies of rows that it has moved to another page, which outlive the row.
// None is left after RemoveTraces, and the file is as sound as before.
//
// Row B1 of docs/faults.md.
func TestCopiesOfMovedRowsAreRemoved(t *testing.T) {
	path := filepath.Join(t.TempDir(), "moved.db")
	d := dbtest.Open(t, path)
	exec := func(query string, args ...any) {
		t.Helper()
		if err := d.Update(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), query, args...)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	exec(`CREATE TABLE moved (id TEXT NOT NULL PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID`)
	random := rand.New(rand.NewPCG(2016, 11))
	secret := func(i int) string { return fmt.Sprintf("secret-%06d-", i) }
	const rows = 3000
	for first := 0; first < rows; first += 100 {
		if err := d.Update(t.Context(), func(tx *db.Tx) error {
			for i := first; i < first+100; i++ {
				if _, err := tx.Exec(t.Context(), `INSERT INTO moved (id, body) VALUES ($1, $2)`,
					fmt.Sprintf("%016x", random.Uint64()), secret(i)+strings.Repeat("x", random.IntN(700))); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	inFile := func() (found int) {
		t.Helper()
		if err := d.Checkpoint(t.Context()); err != nil {
			t.Fatal(err)
		}
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return bytes.Count(content, []byte("secret-"))
	}
	if found := inFile(); found <= rows {
		t.Fatalf("%d texts are in the file, so SQLite leaves no copies any more: this test and clearGaps can go", found)
	}
	exec(`DELETE FROM moved WHERE id < $1`, "8")
	var left int64
	if err := d.View(t.Context(), func(tx *db.Tx) (err error) {
		left, err = db.One(t.Context(), tx, db.Int, `SELECT COUNT(*) FROM moved`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if found := inFile(); found <= int(left) {
		t.Fatalf("%d texts are in the file and %d rows are left, so nothing is to be removed", found, left)
	}
	if complete, err := d.RemoveTraces(t.Context(), []string{"moved"}, 0); err != nil || !complete {
		t.Fatal(complete, err)
	}
	if found := inFile(); found != int(left) {
		t.Errorf("%d texts are in the file, want those of %d rows", found, left)
	}
	if err := d.View(t.Context(), func(tx *db.Tx) error {
		sound, err := db.One(t.Context(), tx, db.Text, `PRAGMA integrity_check`)
		if sound != "ok" {
			t.Errorf("the file is damaged: %s", sound)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	exec(`INSERT INTO moved (id, body) VALUES ('new', 'after')`)
}
