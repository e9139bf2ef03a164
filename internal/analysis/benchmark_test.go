package analysis_test

import (
	"testing"
	"testing/fstest"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/place"
)

// A release keeps the figures about residents that there were on its day: when they are corrected, it stays as it is and can
// still be recomputed, and there can be another release for that reason.
func TestReleasesKeepWhatRespondentsAreComparedWith(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newFixture(t, d)
		define := func(women string) {
			t.Helper()
			_, err := definition.Load(t.Context(), h.log, fstest.MapFS{
				"places.yaml": {Data: []byte("places:\n  - {ref: county, code: E1, name: Leicestershire, kind: county}\n")},
				"figures/sex.yaml": {Data: []byte("tables:\n  - {ref: sex, title: Sex, measure: parts, " +
					"source: A table, date: 2021-03-21, correction: Counted again,\n" +
					"     compare: [{question: sex, groups: {Women: female, Men: male}}, {question: age, groups: {Women: x}}],\n" +
					"     figures: \"place,category,value\\nE1,Women," + women + "\\nE1,Men,49\\n\"}\n")},
			}, actor.System, (&place.Service{DB: d}).Definitions())
			if err != nil {
				t.Fatal(err)
			}
		}
		people := func(r *analysis.Release) (women int64) {
			for _, b := range r.Benchmarks {
				if b.Question != "sex" || b.People[0].ID != "female" || b.Date != "2021-03-21" {
					t.Errorf("a benchmark of a question that is not asked, or another: %+v", b)
				}
				women += b.People[0].N
			}
			return women
		}
		define("51")
		h.importResponses(responsesCSV(0, 80, "counted"))
		h.advanceDays(5)
		first, err := h.analysis.Release(t.Context(), actor.System, "park")
		if err != nil || people(first.Release) != 51 || first.Area != "Leicestershire" {
			t.Fatalf("the first release: %+v, %v", first, err)
		}
		define("61")
		again, err := h.analysis.Release(t.Context(), actor.System, "park")
		if err != nil || again.Number != 1 || people(again.Release) != 51 {
			t.Errorf("the release after other figures: %+v, %v", again, err)
		}
		err = d.View(t.Context(), func(tx *db.Tx) error {
			return analysis.Audit(t.Context(), tx, "park", func(problem string) { t.Error(problem) })
		})
		if err != nil {
			t.Fatal(err)
		}
		second, err := h.analysis.ReleaseAgain(t.Context(), actor.System, "park", "The figures about residents were wrong.")
		if err != nil || second.Number != 2 || people(second.Release) != 61 {
			t.Errorf("the second release: %+v, %v", second, err)
		}
	})
}
