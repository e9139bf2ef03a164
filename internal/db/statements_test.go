package db_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/folkmoot/folkmoot/internal/db"
)

// A statement that runs often is prepared once, gives the same results as before,
// follows a change of its table, and holds no lock after its transaction: the
// write-ahead log can be emptied.
func TestStatementsAreKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	d, err := db.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	update := func(statements ...string) {
		t.Helper()
		if err := d.Update(t.Context(), func(tx *db.Tx) error {
			for _, s := range statements {
				if _, err := tx.Exec(t.Context(), s); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	update(`CREATE TABLE kept (n BIGINT NOT NULL)`)
	for i := range int64(10) {
		if err := d.Update(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Insert(t.Context(), "kept (n)", [][]any{{i}, {i}, {i}}, "")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if err := d.View(t.Context(), func(tx *db.Tx) error {
			n, err := db.One(t.Context(), tx, db.Int, `SELECT COUNT(*) FROM kept WHERE n = $1`, i)
			all, err2 := db.All(t.Context(), tx, db.Int, `SELECT n FROM kept`)
			if n != 3 || int64(len(all)) != 3*(i+1) || err2 != nil {
				t.Errorf("round %d: %d rows of %d, %v", i, n, len(all), err2)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	if read, write := d.KeptStatements(); read != 2 || write != 2 { // INSERT of two rows, and of one
		t.Errorf("%d and %d statements are kept", read, write)
	}
	update(`ALTER TABLE kept ADD COLUMN m BIGINT NOT NULL DEFAULT 7`)
	if err := d.Checkpoint(t.Context()); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path + "-wal"); err != nil || info.Size() != 0 {
		t.Errorf("the write-ahead log is not empty, so a kept statement holds a lock: %v, %v", info, err)
	}
	if err := d.View(t.Context(), func(tx *db.Tx) error {
		n, err := db.One(t.Context(), tx, db.Int, `SELECT COUNT(*) FROM kept WHERE n = $1`, 3)
		if n != 3 {
			t.Errorf("after a change of the table: %d", n)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}
