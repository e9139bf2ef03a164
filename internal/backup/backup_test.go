package backup_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/folkmoot/folkmoot/internal/backup"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
)

// files are migrations with every column type in use.
var files = fstest.MapFS{"0001_thing.sql": {Data: []byte(`
	CREATE TABLE thing_kind (id TEXT NOT NULL PRIMARY KEY);
	CREATE TABLE thing_thing (id TEXT NOT NULL PRIMARY KEY, kind TEXT NOT NULL REFERENCES thing_kind (id),
		n BIGINT NOT NULL, x DOUBLE PRECISION, yes BOOLEAN NOT NULL, bytes BLOB);
	CREATE TABLE thing_gone (id TEXT NOT NULL PRIMARY KEY);`)},
	"0002_thing.sql": {Data: []byte(`DROP TABLE thing_gone;`)}}

func fillDatabase(t *testing.T, d *db.DB) {
	t.Helper()
	err := d.Update(t.Context(), func(tx *db.Tx) error {
		for _, step := range []struct {
			into string
			row  []any
		}{
			{"thing_kind (id)", []any{"k"}},
			{"thing_thing (id, kind, n, x, yes, bytes)", []any{"a", "k", int64(1) << 62, 0.1, true, []byte{0, 0xff, '\n'}}},
			{"thing_thing (id, kind, n, x, yes, bytes)", []any{"b\n\"</>\u2028ગુજરાતી", "k", -1, nil, false, nil}},
			{"thing_thing (id, kind, n, x, yes, bytes)", []any{"c", "k", 0, 3.0, false, []byte{}}},
		} {
			if _, err := tx.Insert(t.Context(), step.into, [][]any{step.row}, ""); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// newDatabase opens an empty database without migrations.
func newDatabase(t *testing.T, dsn string) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

func writeBackup(t *testing.T, d *db.DB) []byte {
	t.Helper()
	var file bytes.Buffer
	if _, err := backup.Write(t.Context(), d, files, &file); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// decompress returns the lines of a backup without the first and last, which
// depend on engine and time.
func decompress(t *testing.T, file []byte) string {
	t.Helper()
	plain, err := gzip.NewReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	all, err := io.ReadAll(plain)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(all)), "\n")
	return strings.Join(lines[1:len(lines)-1], "\n")
}

// A backup of either engine can be restored on either, and gives the same
// backup again.
func TestBackupIsTheSameOnBothEngines(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, from string) {
		first := newDatabase(t, from)
		if err := first.Migrate(t.Context(), files, dbtest.Now); err != nil {
			t.Fatal(err)
		}
		fillDatabase(t, first)
		file := writeBackup(t, first)
		dbtest.EachDSN(t, func(t *testing.T, to string) {
			second := newDatabase(t, to)
			rows, err := backup.Read(t.Context(), second, files, bytes.NewReader(file), dbtest.Now)
			if err != nil || rows != 4 {
				t.Fatalf("%d rows, %v", rows, err)
			}
			if want, got := decompress(t, file), decompress(t, writeBackup(t, second)); want != got {
				t.Errorf("backup of the restored database:\n%s\nwant:\n%s", got, want)
			}
			if _, err := backup.Read(t.Context(), second, files, bytes.NewReader(file), dbtest.Now); err == nil ||
				!strings.Contains(err.Error(), "not empty") {
				t.Errorf("second restore: %v", err)
			}
		})
	})
}

// An older backup is restored with its own schema and then migrated.
func TestOlderBackupIsMigrated(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		first := newDatabase(t, filepath.Join(t.TempDir(), "first.db"))
		if err := first.Migrate(t.Context(), files, dbtest.Now); err != nil {
			t.Fatal(err)
		}
		fillDatabase(t, first)
		file := writeBackup(t, first)
		newer := fstest.MapFS{
			"0003_thing.sql": {Data: []byte(`ALTER TABLE thing_kind ADD COLUMN name TEXT NOT NULL DEFAULT 'none';`)},
		}
		for name, f := range files {
			newer[name] = f
		}
		second := newDatabase(t, dsn)
		if _, err := backup.Read(t.Context(), second, newer, bytes.NewReader(file), dbtest.Now); err != nil {
			t.Fatal(err)
		}
		err := second.View(t.Context(), func(tx *db.Tx) error {
			name, err := db.One(t.Context(), tx, db.Text, `SELECT name FROM thing_kind`)
			if name != "none" {
				t.Errorf("name is %q, want the default of the newer migration", name)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestDamagedBackupIsRejectedWhole(t *testing.T) {
	first := newDatabase(t, filepath.Join(t.TempDir(), "first.db"))
	if err := first.Migrate(t.Context(), files, dbtest.Now); err != nil {
		t.Fatal(err)
	}
	fillDatabase(t, first)
	file := writeBackup(t, first)
	plain, err := gzip.NewReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	lines, err := io.ReadAll(plain)
	if err != nil {
		t.Fatal(err)
	}
	again := func(text string) []byte {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		io.WriteString(w, text)
		if err := errors.Join(w.Close()); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	whole := string(lines)
	for name, test := range map[string]struct {
		file []byte
		say  string
	}{
		"not gzip":              {[]byte("hello"), "not a backup"},
		"another format":        {again(`{"format":"other/v1"}` + "\n"), "not a Folkmoot backup"},
		"truncated":             {file[:len(file)/2], ""},
		"without its last line": {again(whole[:strings.LastIndex(strings.TrimSpace(whole), "\n")+1]), "incomplete"},
		"a changed value":       {again(strings.Replace(whole, `"k",-1,`, `"k",-2,`, 1)), "changed"},
		"a missing row":         {again(strings.Replace(whole, `{"row":["k"]}`+"\n", "", 1)), ""},
		"SQL in a column name":  {again(strings.Replace(whole, `"columns":["id"]`, `"columns":["id) SELECT 1 --"]`, 1)), "unknown table"},
		"an unknown table":      {again(strings.Replace(whole, `"table":"thing_kind"`, `"table":"schema_sum"`, 1)), "unknown table"},
		"from a newer version":  {again(strings.Replace(whole, `0002_thing.sql`, `0009_thing.sql`, 1)), "newer version"},
	} {
		t.Run(name, func(t *testing.T) {
			dbtest.EachDSN(t, func(t *testing.T, dsn string) {
				second := newDatabase(t, dsn)
				_, err := backup.Read(t.Context(), second, files, bytes.NewReader(test.file), dbtest.Now)
				if err == nil || !strings.Contains(err.Error(), test.say) {
					t.Fatalf("got error %v, want one with %q", err, test.say)
				}
				if err := second.Migrate(t.Context(), files, dbtest.Now); err != nil {
					t.Fatal(err)
				}
				if err := second.View(t.Context(), func(tx *db.Tx) error {
					empty, err := tx.Empty(t.Context(), "thing_thing")
					if !empty {
						t.Error("rows of a rejected backup were restored")
					}
					return err
				}); err != nil {
					t.Error(err)
				}
			})
		})
	}
}
