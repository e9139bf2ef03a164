// Package dbtest runs tests on real, empty, migrated databases of both engines.
package dbtest

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/schema"
)

// Now is the current time in tests.
var Now = time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC)

// ServerDSN returns the DSN of the PostgreSQL server for tests, from the variable
// FOLKMOOT_TEST_POSTGRES, or "" to test with SQLite only. "make test" starts a
// server and sets the variable. It also sets FOLKMOOT_TEST_DEMAND, with which a
// missing server fails the test.
func ServerDSN(t testing.TB) string {
	server := os.Getenv("FOLKMOOT_TEST_POSTGRES")
	if server == "" && os.Getenv("FOLKMOOT_TEST_DEMAND") != "" {
		t.Fatal("FOLKMOOT_TEST_DEMAND is set, but FOLKMOOT_TEST_POSTGRES is not")
	}
	return server
}

// Each runs test once on each engine, with a migrated database without rows whose clock
// always shows Now.
func Each(t *testing.T, test func(t *testing.T, d *db.DB)) {
	t.Helper()
	each(t, migratedDSN, func(t *testing.T, dsn string) {
		d := Open(t, dsn)
		d.SetClock(func() time.Time { return Now })
		test(t, d)
	})
}

// EachDSN runs test once on each engine, with the DSN of a new empty database.
func EachDSN(t *testing.T, test func(t *testing.T, dsn string)) {
	t.Helper()
	each(t, NewPostgresDSN, test)
}

// each is EachDSN with the function that makes a database on a PostgreSQL server.
func each(t *testing.T, postgresDSN func(t testing.TB, server string) string, test func(t *testing.T, dsn string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, filepath.Join(t.TempDir(), "test.db")) })
	server := ServerDSN(t)
	if server == "" {
		t.Log("FOLKMOOT_TEST_POSTGRES is not set: SQLite only")
		return
	}
	t.Run("postgres", func(t *testing.T) { test(t, postgresDSN(t, server)) })
}

// Open opens and migrates the database dsn. It is closed when the test ends.
func Open(t testing.TB, dsn string) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	d.SetPageHook(pagePlans(t))
	if err := d.Migrate(t.Context(), schema.Migrations, Now); err != nil {
		t.Fatal(err)
	}
	return d
}

var schemaCount atomic.Int64

// NewPostgresDSN creates an empty schema on server, returns its DSN, and drops it
// when the test ends.
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
	return withSearchPath(server, name)
}
