package db_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
)

var testMigrations = fstest.MapFS{
	"0001_thing.sql": {Data: []byte(`CREATE TABLE thing_thing (id TEXT PRIMARY KEY, n BIGINT NOT NULL, data BLOB);
-- only postgres
ALTER TABLE thing_thing SET (fillfactor = 90);
-- end
`)},
}

func eachDatabase(t *testing.T, test func(t *testing.T, d *db.DB)) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		d, err := db.Open(t.Context(), dsn)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { d.Close() })
		if err := d.Migrate(t.Context(), testMigrations, dbtest.Now); err != nil {
			t.Fatal(err)
		}
		test(t, d)
	})
}

func TestQueriesAgreeOnBothEngines(t *testing.T) {
	eachDatabase(t, func(t *testing.T, d *db.DB) {
		err := d.Update(t.Context(), func(tx *db.Tx) error {
			var rows [][]any
			for i := range 9000 { // more than fit in one statement
				id := "xxx" + string(rune('a'+i%26)) + db.Time(dbtest.Now.Add(time.Duration(i)*time.Millisecond))
				rows = append(rows, []any{id, i, []byte{0, 255}})
			}
			n, err := tx.Insert(t.Context(), "thing_thing (id, n, data)", rows, "ON CONFLICT (id) DO NOTHING")
			if n != 9000 {
				t.Errorf("inserted %d rows, want 9000", n)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		err = d.View(t.Context(), func(tx *db.Tx) error {
			// $2 before $1: placeholders count by number, not by order of appearance.
			got, err := db.One(t.Context(), tx, db.Int, `SELECT COUNT(*) FROM thing_thing WHERE n >= $2 AND n < $1`, 10, 4)
			if got != 6 {
				t.Errorf("counted %d, want 6", got)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// A comment such as "-- only for tests" looks like the beginning of a section for
// one engine and would exclude the rest of the file.
func TestEngineSectionsAreComplete(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		d, err := db.Open(t.Context(), dsn)
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		const table = "CREATE TABLE thing_thing (id TEXT PRIMARY KEY) WITHOUT ROWID;\n"
		for text, want := range map[string]string{
			"-- only while it is open\n" + table:                               "must name postgres or sqlite",
			table + "-- only postgres\nSELECT 1;\n":                            `"-- only postgres" has no "-- end"`,
			"-- only postgres\nSELECT 1;\n-- only sqlite\n" + table + "-- end": `"-- only sqlite" begins within "-- only postgres"`,
		} {
			err := d.Migrate(t.Context(), fstest.MapFS{"0001_thing.sql": {Data: []byte(text)}}, dbtest.Now)
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s\ngot %v, want an error with %q", text, err, want)
			}
		}
	})
}

func TestViewCannotWrite(t *testing.T) {
	eachDatabase(t, func(t *testing.T, d *db.DB) {
		err := d.View(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), `INSERT INTO thing_thing (id, n) VALUES ('a', 1)`)
			return err
		})
		if err == nil {
			t.Error("a View transaction could write")
		}
	})
}

func TestErrorsAreTranslatedOnBothEngines(t *testing.T) {
	eachDatabase(t, func(t *testing.T, d *db.DB) {
		insert := func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), `INSERT INTO thing_thing (id, n) VALUES ('a', 1)`)
			return err
		}
		if err := d.Update(t.Context(), insert); err != nil {
			t.Fatal(err)
		}
		if err := d.Update(t.Context(), insert); !fault.Is(err, fault.Conflict) {
			t.Errorf("inserting the same key again: %v, want a conflict", err)
		}
		err := d.View(t.Context(), func(tx *db.Tx) error {
			scan := func(r db.Row) (*int64, error) { n := new(int64); return n, r.Scan(n) }
			n, err := db.One(t.Context(), tx, scan, `SELECT n FROM thing_thing WHERE id = 'b'`)
			if n != nil {
				t.Errorf("with the error, %d", *n)
			}
			return err
		})
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("reading a row that does not exist: %v, want not found", err)
		}
	})
}

func TestAChangedMigrationIsAnError(t *testing.T) {
	eachDatabase(t, func(t *testing.T, d *db.DB) {
		edited := fstest.MapFS{"0001_thing.sql": {
			Data: append([]byte("-- edited\n"), testMigrations["0001_thing.sql"].Data...),
		}}
		if err := d.Migrate(t.Context(), edited, dbtest.Now); err == nil || !strings.Contains(err.Error(), "has changed") {
			t.Errorf("an edited migration: %v, want an error", err)
		}
		if err := d.Migrate(t.Context(), fstest.MapFS{}, dbtest.Now); err == nil || !strings.Contains(err.Error(), "newer version") {
			t.Errorf("an older program: %v, want an error", err)
		}
		if err := d.Migrate(t.Context(), testMigrations, dbtest.Now); err != nil {
			t.Errorf("the same migrations again: %v", err)
		}
	})
}

func TestServersMayMigrateAtTheSameTime(t *testing.T) {
	server := dbtest.ServerDSN(t)
	if server == "" {
		t.Log("FOLKMOOT_TEST_POSTGRES is not set")
		return
	}
	dsn := dbtest.NewPostgresDSN(t, server)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			d, err := db.Open(context.Background(), dsn)
			if err == nil {
				err = errors.Join(d.Migrate(context.Background(), testMigrations, dbtest.Now), d.Close())
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

func TestNowIsDatabaseTime(t *testing.T) {
	eachDatabase(t, func(t *testing.T, d *db.DB) {
		now, err := d.Now(t.Context())
		if err != nil || time.Since(now).Abs() > time.Minute {
			t.Errorf("got %v, %v; want about the time of this machine", now, err)
		}
		d.SetClock(func() time.Time { return dbtest.Now })
		if now, _ := d.Now(t.Context()); now != dbtest.Now {
			t.Errorf("with a clock of the test: %v, want %v", now, dbtest.Now)
		}
	})
}
