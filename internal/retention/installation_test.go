package retention_test

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
	"github.com/folkmoot/folkmoot/internal/moderation/moderationtest"
)

// installation is a moderationtest.Fixture whose database can be restored from a backup, as an
// operator would, while the record and the deletion log stay as they are.
type installation struct {
	*moderationtest.Fixture
	dsn       string
	dir, keys string // dir holds the record and the deletion log
}

// newInstallation starts an installation on a new database.
func newInstallation(t *testing.T, dsn string) *installation {
	t.Helper()
	in := &installation{dsn: dsn, dir: t.TempDir(), keys: t.TempDir()}
	in.start(t)
	return in
}

// start opens the database and starts the services again.
func (in *installation) start(t *testing.T) {
	t.Helper()
	in.Fixture = moderationtest.NewOn(t, dbtest.Open(t, in.dsn), in.dir, in.keys)
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

// backup copies the database and returns a function that stops the installation and
// restores the copy.
func (in *installation) backup(t *testing.T) (restore func()) {
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
			in.close()
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
		in.close()
	}
}

// close stops the services and closes the database.
func (in *installation) close() {
	in.Fixture.Stop()
	in.DB.Close()
}

// checkAbsent checks that text is in no row of any table, not in the bytes of the
// database files where there are any, and not in the deletion log.
func (in *installation) checkAbsent(t *testing.T, text string) {
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
	if found, err := os.ReadFile(filepath.Join(in.dir, "deletions.jsonl")); err != nil ||
		bytes.Contains(found, []byte(text)) {
		t.Errorf("the deletion log holds %q (%v)", text, err)
	}
}

// secondServer starts another server on the database of in, with a folder of its own: the
// signing key is the same, the checkpoint file and the deletion log are not.
func (in *installation) secondServer(t *testing.T) *installation {
	t.Helper()
	second := &installation{dsn: in.dsn, dir: t.TempDir(), keys: in.keys}
	files, err := filepath.Glob(filepath.Join(in.dir, "*.key"))
	if err != nil || len(files) == 0 {
		t.Fatal("there is no key", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(second.dir, filepath.Base(file)), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	second.start(t)
	return second
}
