package app_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/backup"
	"github.com/folkmoot/folkmoot/internal/crawltest"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/schema"
)

// Hostile input 91: after yesterday's backup has been restored and the server
// has started, a response that was withdrawn since is in no row, file, page,
// export or new backup.
func TestErasedDataStaysErasedAfterRestore(t *testing.T) {
	t.Parallel()
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		cfg := app.Config{Data: t.TempDir()}
		if db.IsPostgres(dsn) {
			cfg.Database = dsn
		}
		var yesterday bytes.Buffer
		t.Run("she answers, a backup is taken, she takes it back", func(t *testing.T) {
			s := newSite(t, cfg, minimalDemo(t), discardLogger(), nil)
			s.runBackground(t)
			her := s.newRespondent(t)
			her.send(t)
			if _, err := backup.Write(t.Context(), s.app.DB, schema.Migrations, &yesterday); err != nil {
				t.Fatal(err)
			}
			her.withdraw(t)
		})
		// The database is lost; the record folder beside it is not.
		if cfg.Database != "" {
			cfg.Database = dbtest.NewPostgresDSN(t, dbtest.ServerDSN(t))
		}
		for _, end := range []string{"", "-wal", "-shm"} {
			os.Remove(filepath.Join(cfg.Data, "folkmoot.db"+end))
		}
		d, err := db.Open(t.Context(), cfg.DSN())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := backup.Read(t.Context(), d, schema.Migrations, &yesterday, openDate); err != nil {
			t.Fatal(err)
		}
		if where := columnsWithWords(t, d); len(where) == 0 {
			t.Error("her words are not in yesterday's backup, so the test shows nothing")
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		t.Run("the backup is restored", func(t *testing.T) {
			cfg.Restored = "the database was lost"
			s := newSite(t, cfg, minimalDemo(t), discardLogger(), nil)
			s.runBackground(t)
			for _, where := range columnsWithWords(t, s.app.DB) {
				t.Errorf("her words are in %s", where)
			}
			s.app.Site().RecentlyAuthenticated = crawltest.RecentlyAuthenticated // signinweb tests who must confirm
			s.app.Site().SessionMiddleware = crawltest.SessionMiddleware
			c := &crawltest.Site{Handler: s.app.Handler(), Routes: s.app.Routes()}
			met := c.Walk(fullAccess, 10, "/", "/staff")
			for _, say := range crawltest.MarkerLeaks(met, testWords) {
				t.Error(say)
			}
			var next bytes.Buffer
			if _, err := backup.Write(t.Context(), s.app.DB, schema.Migrations, &next); err != nil {
				t.Fatal(err)
			}
			if text := unzipped(t, &next); strings.Contains(text, testWords) {
				t.Error("her words are in the next backup")
			}
			checkToldOfRestore(t, s.app.DB, cfg.Restored)
			if _, err := s.app.Audit(t.Context(), func(say string) { t.Errorf("the audit: %s", say) }); err != nil {
				t.Error(err)
			}
		})
		for _, file := range filesWithWords(t, cfg.Data) {
			t.Errorf("her words are in the file %s", file)
		}
	})
}

// checkToldOfRestore checks that the audit log has the reason for which a restored
// database was accepted.
func checkToldOfRestore(t *testing.T, d *db.DB, reason string) {
	t.Helper()
	if err := d.View(t.Context(), func(tx *db.Tx) error {
		n, err := db.One(t.Context(), tx, db.Int, `SELECT COUNT(*) FROM audit_entry WHERE act = 'start-epoch' AND reason = $1`, reason)
		if n != 1 {
			t.Errorf("the audit log has %d entries that the database was restored, want 1", n)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// columnsWithWords returns the columns that contain her words.
func columnsWithWords(t *testing.T, d *db.DB) (columns []string) {
	t.Helper()
	for column, values := range dumpTables(t, d) {
		if strings.Contains(fmt.Sprint(values), testWords) {
			columns = append(columns, column)
		}
	}
	return columns
}

// filesWithWords returns the files that contain her words.
func filesWithWords(t *testing.T, folder string) (names []string) {
	t.Helper()
	err := fs.WalkDir(os.DirFS(folder), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(folder, name))
		if strings.Contains(string(data), testWords) {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func unzipped(t *testing.T, file io.Reader) string {
	t.Helper()
	plain, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(plain)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
