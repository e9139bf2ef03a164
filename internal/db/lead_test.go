package db_test

import (
	"testing"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/waittest"
)

// One server of a database does work that is wasted when several do it, until it stops.
//
// Row H4 of docs/faults.md.
func TestOneServerLeads(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		leads := func(d *db.DB, work int64) bool {
			t.Helper()
			yes, err := d.Lead(t.Context(), work)
			if err != nil {
				t.Fatal(err)
			}
			return yes
		}
		first, err := db.Open(t.Context(), dsn)
		if err != nil {
			t.Fatal(err)
		}
		second := dbtest.Open(t, dsn)
		if again := leads(first, 1); !again || !leads(first, 1) {
			t.Error("the first server that asks does not lead")
		}
		if db.IsPostgres(dsn) && leads(second, 1) {
			t.Error("two servers lead")
		}
		if !leads(second, 2) {
			t.Error("the second server does not lead other work")
		}
		if err := first.Close(); err != nil {
			t.Fatal(err)
		}
		waittest.Until(t, "the second server leads after the first has stopped", func() bool { return leads(second, 1) })
	})
}
