// Package dbtest gives a test a real, empty, migrated database, once on each
// engine.
package dbtest

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/schema"
)

// Now is the time at which every test takes place, by every clock.
var Now = time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC)

// ServerDSN names the PostgreSQL server of the tests, or is "". make test starts
// one and names it, and sets FOLKMOOT_TEST_DEMAND so that a run without one
// fails instead of passing for less than it is.
func ServerDSN(t testing.TB) string {
	server := os.Getenv("FOLKMOOT_TEST_POSTGRES")
	if server == "" && os.Getenv("FOLKMOOT_TEST_DEMAND") != "" {
		t.Fatal("FOLKMOOT_TEST_POSTGRES names no server, and FOLKMOOT_TEST_DEMAND asks for one")
	}
	return server
}

// Each runs test once on each engine, each time on a database of its own whose
// clock stands at Now.
func Each(t *testing.T, test func(t *testing.T, d *db.DB)) {
	t.Helper()
	EachDSN(t, func(t *testing.T, dsn string) {
		d := Open(t, dsn)
		d.SetClock(func() time.Time { return Now })
		test(t, d)
	})
}

// EachDSN runs test once on each engine with the name of an empty database.
func EachDSN(t *testing.T, test func(t *testing.T, dsn string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, filepath.Join(t.TempDir(), "test.db")) })
	server := ServerDSN(t)
	if server == "" {
		t.Log("FOLKMOOT_TEST_POSTGRES is not set: SQLite only")
		return
	}
	t.Run("postgres", func(t *testing.T) { test(t, NewPostgresDSN(t, server)) })
}

// Open opens and migrates the database dsn, and closes it with the test.
func Open(t testing.TB, dsn string) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	if err := d.Migrate(t.Context(), schema.Migrations, Now); err != nil {
		t.Fatal(err)
	}
	return d
}

var schemaCount atomic.Int64

// NewPostgresDSN makes a schema on server for this test alone, names it, and drops it when
// the test ends.
func NewPostgresDSN(t testing.TB, server string) (dsn string) {
	t.Helper()
	admin, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("test_%d_%d", os.Getpid(), schemaCount.Add(1))
	if _, err := admin.Exec("CREATE SCHEMA " + name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		admin.ExecContext(context.Background(), "DROP SCHEMA "+name+" CASCADE")
		admin.Close()
	})
	sep := "?"
	if strings.Contains(server, "?") {
		sep = "&"
	}
	return server + sep + "search_path=" + name
}
