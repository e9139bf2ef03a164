package strategy

import (
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
)

// A measure of a strategy that applies is missing a reading from a year after the last one.
func TestMeasuresWithoutAReadingForAYear(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newService(t, d)
		if err := s.Define(t.Context(), actor.System, exampleStrategy()); err != nil {
			t.Fatal(err)
		}
		for _, test := range []struct {
			year, month int
			missing     int64
		}{{2016, 1, 0}, {2018, 6, 0}, {2019, 6, 1}, {2021, 1, 0}} {
			err := d.View(t.Context(), func(tx *db.Tx) error {
				all, err := ListMissingReadings(t.Context(), tx, date(test.year, 1, 1).AddDate(0, test.month-1, 0))
				n := int64(0)
				for _, m := range all {
					n += m.Measures
				}
				if n != test.missing {
					t.Errorf("in %d-%d: %v", test.year, test.month, all)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	})
}
