package imports_test

import (
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/imports"
)

func TestUploadsAreSorted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newFixture(t, d)
		now := dbtest.Now
		d.SetClock(func() time.Time { return now })
		for n, name := range []string{"parks.csv", "buses.csv", "parks.csv", "lakes.csv"} {
			now = now.Add(time.Minute)
			h.upload(name, csvOf(library(10+n)))
		}
		dbtest.CheckSorts(t, imports.Sorts.Names(), func(by db.Sort, at string) (db.Page[*imports.File], error) {
			return h.Service.List(t.Context(), officer, by, at, 3)
		}, func(f *imports.File) []string { return []string{db.Time(f.MadeAt), f.Name, f.ID} })
	})
}
