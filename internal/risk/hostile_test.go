package risk

import (
	"fmt"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
)

// A comparison of hundreds of options is refused, and its preview does not rank them anew for each step of each effect: that
// took seconds for 200 options, and grew with their cube.
func TestHugeComparisonsAreRefused(t *testing.T) {
	huge := func(options, effects int) *Appraisal {
		a := &Appraisal{Ref: "huge", Title: "Huge"}
		for i := range options {
			a.Options = append(a.Options, Option{Name: fmt.Sprint("option ", i)})
		}
		for i := range effects {
			a.Effects = append(a.Effects, Effect{Option: fmt.Sprint("option ", i%options), Who: "Carers", Harm: 1 + i%4, Likelihood: 2})
		}
		return a
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if err := d.View(t.Context(), func(tx *db.Tx) error {
			for _, test := range []struct {
				options, effects int
				refused          bool
			}{{20, 100, false}, {21, 3, true}, {3, 101, true}, {2000, 6000, true}} {
				a := huge(test.options, test.effects)
				err := a.validate(t.Context(), tx)
				if refused := err != nil && strings.Contains(err.Error(), "at most 20 options and 100 effects"); refused != test.refused {
					t.Errorf("%d options with %d effects: %v", test.options, test.effects, err)
				}
				_, steps := Firsts(a.Options, a.Effects)
				if flips := Sensitivity(a.Options, a.Effects); test.refused != (len(flips) == 0) || test.refused != (steps == 0) {
					t.Errorf("%d options with %d effects: %d flips of %d steps", test.options, test.effects, len(flips), steps)
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	})
}
