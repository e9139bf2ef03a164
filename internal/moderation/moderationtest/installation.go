package moderationtest

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
)

// Installation is a Fixture whose database can be restored from a backup, as an
// operator would, while the record and the deletion log stay as they are.
type Installation struct {
	*Fixture
	Dir       string // of the record and the deletion log
	dsn, keys string
}

// NewInstallation starts an installation on a new database.
func NewInstallation(t *testing.T, dsn string) *Installation {
	t.Helper()
	in := &Installation{dsn: dsn, Dir: t.TempDir(), keys: t.TempDir()}
	in.Start(t)
	return in
}

// Start opens the database and starts the services again.
func (in *Installation) Start(t *testing.T) {
	t.Helper()
	in.Fixture = newFixture(t, dbtest.Open(t, in.dsn), in.Dir, in.keys)
}

// tables returns the names of all tables of d.
func tables(t *testing.T, d *db.DB) (names []string) {
	t.Helper()
	query := `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'sqlite_*' AND name NOT GLOB 'schema_*' ORDER BY name`
	if d.Engine() == "postgres" {
		query = `SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename !~ '^(saved|schema)_' ORDER BY tablename`
	}
	if err := d.View(context.Background(), func(tx *db.Tx) (err error) {
		names, err = db.All(context.Background(), tx, db.Text, query)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return names
}

// Backup copies the database and returns a function that stops the installation and
// restores the copy.
func (in *Installation) Backup(t *testing.T) (restore func()) {
	t.Helper()
	if in.DB.Engine() == "sqlite" {
		if err := in.DB.Checkpoint(t.Context()); err != nil {
			t.Fatal(err)
		}
		copied, err := os.ReadFile(in.dsn)
		if err != nil {
			t.Fatal(err)
		}
		return func() {
			in.Stop()
			os.Remove(in.dsn + "-wal")
			os.Remove(in.dsn + "-shm")
			if err := os.WriteFile(in.dsn, copied, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	all := tables(t, in.DB)
	run := func(statements ...string) {
		if err := in.DB.Update(t.Context(), func(tx *db.Tx) error {
			for _, s := range statements {
				if _, err := tx.Exec(t.Context(), s); err != nil {
					return fmt.Errorf("%s: %w", s, err)
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range all {
		run("CREATE TABLE saved_" + name + " AS TABLE " + name)
	}
	return func() {
		statements := []string{"SET LOCAL session_replication_role = replica"}
		for _, name := range all {
			statements = append(statements, "DELETE FROM "+name, "INSERT INTO "+name+" SELECT * FROM saved_"+name)
		}
		run(statements...)
		for _, name := range all {
			run("DROP TABLE saved_" + name)
		}
		in.Stop()
	}
}

// Stop stops the services and closes the database.
func (in *Installation) Stop() {
	in.stop()
	in.DB.Close()
}

// CheckAbsent checks that text is in no row of any table, not in the bytes of the
// database files where there are any, and not in the deletion log.
func (in *Installation) CheckAbsent(t *testing.T, text string) {
	t.Helper()
	err := in.DB.View(t.Context(), func(tx *db.Tx) error {
		for _, name := range tables(t, in.DB) {
			if err := tx.Dump(t.Context(), name, func([]string) error { return nil }, func(row []any) error {
				if strings.Contains(fmt.Sprintf("%s", row), text) {
					t.Errorf("%q is in a row of %s", text, name)
				}
				return nil
			}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, ending := range []string{"", "-wal"} {
		if found, err := os.ReadFile(in.dsn + ending); err == nil && bytes.Contains(found, []byte(text)) {
			t.Errorf("%q is in the file %s", text, filepath.Base(in.dsn+ending))
		}
	}
	if found, err := os.ReadFile(filepath.Join(in.Dir, "deletions.jsonl")); err != nil ||
		bytes.Contains(found, []byte(text)) {
		t.Errorf("the deletion log holds %q (%v)", text, err)
	}
}
