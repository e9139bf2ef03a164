package db_test

import (
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
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

// A transaction in which Insert failed is not committed, even if its error is ignored: some
// of the rows may have been stored.
func TestTransactionWithFailedInsertIsNotCommitted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		create := func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `CREATE TABLE failed_insert (id TEXT NOT NULL PRIMARY KEY)`)
			return err
		}
		if err := d.Update(ctx, create); err != nil {
			t.Fatal(err)
		}
		var inner error
		err := d.Update(ctx, func(tx *db.Tx) error {
			_, inner = tx.Insert(ctx, "failed_insert (id)", [][]any{{"a"}, {"b"}, {"a"}, {"c"}}, "")
			return nil
		})
		if !fault.Is(inner, fault.Conflict) || err == nil {
			t.Errorf("the insert returned %v and the transaction %v, want errors", inner, err)
		}
		var n int64
		if err := d.View(ctx, func(tx *db.Tx) (err error) {
			n, err = db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM failed_insert`)
			return err
		}); err != nil || n != 0 {
			t.Errorf("%d rows are stored, want none; %v", n, err)
		}
	})
}

// A list of any length has placeholders for a power of two of arguments and means the same.
func TestListsHaveFewLengths(t *testing.T) {
	for n := 1; n < 70; n++ {
		values := make([]any, n)
		for i := range values {
			values[i] = i
		}
		list, args := db.In(3, values)
		if len(args)&(len(args)-1) != 0 || len(args) < n || len(args) >= 2*n && n > 1 || args[len(args)-1] != n-1 ||
			list != "("+db.Placeholders(3, len(args))+")" {
			t.Errorf("%d values: %s with %d arguments", n, list, len(args))
		}
	}
}
