package db_test

import (
	"sync"
	"sync/atomic"
	"testing"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
)

// Servers that all change one row wait for each other: each transaction sees what
// the one before has committed, and none is run again.
//
// Row H4 of docs/faults.md.
func TestWritersOfOneRowTakeTurns(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		const servers, each = 4, 25
		first := dbtest.Open(t, dsn)
		if err := first.Update(t.Context(), func(tx *db.Tx) error {
			if _, err := tx.Exec(t.Context(), `CREATE TABLE turn (n BIGINT NOT NULL)`); err != nil {
				return err
			}
			_, err := tx.Exec(t.Context(), `INSERT INTO turn (n) VALUES (0)`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		var runs atomic.Int64
		var all sync.WaitGroup
		open := make([]*db.DB, servers)
		for i := range open {
			open[i] = dbtest.Open(t, dsn)
		}
		for _, server := range open {
			all.Go(func() {
				for range each {
					if err := server.UpdateInTurn(t.Context(), func(tx *db.Tx) error {
						runs.Add(1)
						var n int64
						for range 30 { // so that transactions meet
							var err error
							if n, err = db.One(t.Context(), tx, db.Int, `SELECT n FROM turn`); err != nil {
								return err
							}
						}
						_, err := tx.Exec(t.Context(), `UPDATE turn SET n = $1`, n+1)
						return err
					}); err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		if err := first.View(t.Context(), func(tx *db.Tx) error {
			n, err := db.One(t.Context(), tx, db.Int, `SELECT n FROM turn`)
			// PostgreSQL aborts a few transactions because of others elsewhere on the server. Without turns it is a third of them.
			if most := int64(servers * each * 11 / 10); n != servers*each || runs.Load() > most {
				t.Errorf("the row is %d after %d runs, want %d after at most %d", n, runs.Load(), servers*each, most)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	})
}
