package app_test

import (
	"bytes"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/backup"
	"github.com/folkmoot/folkmoot/internal/browsertest"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/schema"
)

// releasedVersion matches the heading of a version with a date in CHANGELOG.md.
var releasedVersion = regexp.MustCompile(`(?m)^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d{2}-\d{2}$`)

// The program starts on the data of every released version. When a version is
// released, testdata/released/VERSION is stored: the data folder of its
// demonstration, with `folkmoot backup` as database.backup in place of the SQLite
// file. A version in CHANGELOG.md without it fails.
func TestDataOfReleasedVersionsStillOpens(t *testing.T) {
	t.Parallel()
	changelog, err := os.ReadFile("../../CHANGELOG.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range releasedVersion.FindAllSubmatch(changelog, -1) {
		version := string(m[1])
		folder := filepath.Join("testdata", "released", version)
		data, err := os.ReadFile(filepath.Join(folder, "database.backup"))
		if err != nil {
			t.Errorf("version %s was released, but its data is not stored: %v", version, err)
			continue
		}
		t.Run(version, func(t *testing.T) { opens(t, os.DirFS(folder), data) })
	}
	t.Run("this version", func(t *testing.T) {
		folder := t.TempDir()
		s := newSite(t, app.Config{Data: folder}, minimalDemo(t), slog.New(slog.DiscardHandler), nil)
		var data bytes.Buffer
		if _, err := backup.Write(t.Context(), s.app.DB, schema.Migrations, &data); err != nil {
			t.Fatal(err)
		}
		opens(t, os.DirFS(folder), data.Bytes())
	})
}

// opens restores a backup on each engine and starts the program on it, with a copy
// of the other files of its data folder.
func opens(t *testing.T, folder fs.FS, data []byte) {
	t.Helper()
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		cfg := app.Config{Data: t.TempDir()}
		if db.IsPostgres(dsn) {
			cfg.Database = dsn
		}
		if err := os.CopyFS(cfg.Data, folder); err != nil {
			t.Fatal(err)
		}
		// Neither os.CopyFS nor Git keeps that only the owner may read the keys.
		err := fs.WalkDir(os.DirFS(cfg.Data), ".", func(name string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			return os.Chmod(filepath.Join(cfg.Data, name), 0o600)
		})
		if err != nil {
			t.Fatal(err)
		}
		databases, err := filepath.Glob(filepath.Join(cfg.Data, "*.db*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range databases {
			if err := os.Remove(name); err != nil {
				t.Fatal(err)
			}
		}
		d, err := db.Open(t.Context(), cfg.DSN())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := backup.Read(t.Context(), d, schema.Migrations, bytes.NewReader(data), time.Now()); err != nil {
			t.Fatal(err)
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		s := newSite(t, cfg, demoPart(t, "council.yaml"), slog.New(slog.DiscardHandler), nil)
		if _, err := s.app.Audit(t.Context(), func(problem string) { t.Error(problem) }); err != nil {
			t.Error(err)
		}
		v := browsertest.NewVisitor(t, s.address+"/consultations/getting-about")
		if v.Status != 200 {
			t.Errorf("the page of a consultation has status %d", v.Status)
		}
	})
}
