package db_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
)

// The write-ahead log is copied into the database file while a transaction writes: neither waits for the other.
func TestLogIsCopiedWhileOthersWrite(t *testing.T) {
	file := filepath.Join(t.TempDir(), "test.db")
	d, err := db.Open(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	if err := d.Migrate(t.Context(), testMigrations, dbtest.Now); err != nil {
		t.Fatal(err)
	}
	insert := func(tx *db.Tx, id string) error {
		_, err := tx.Exec(t.Context(), `INSERT INTO thing_thing (id, n) VALUES ($1, 1)`, id)
		return err
	}
	if err := d.Update(t.Context(), func(tx *db.Tx) error { return insert(tx, "committed-before") }); err != nil {
		t.Fatal(err)
	}
	has := func(text string) bool {
		t.Helper()
		all, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		return bytes.Contains(all, []byte(text))
	}
	if has("committed-before") {
		t.Fatal("the row was copied before CopyLog was called")
	}
	if err := d.Update(t.Context(), func(tx *db.Tx) error {
		if err := insert(tx, "not-committed-yet"); err != nil {
			return err
		}
		return d.CopyLog(t.Context())
	}); err != nil {
		t.Fatal(err)
	}
	if !has("committed-before") || has("not-committed-yet") {
		t.Errorf("the file has the row that was committed: %t, and the one that was not: %t", has("committed-before"), has("not-committed-yet"))
	}
}
