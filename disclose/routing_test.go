package disclose_test

import (
	"testing"

	"github.com/folkmoot/folkmoot/disclose"
)

// A question that one version asks because of a row of a grid, and another version does not ask, is withheld if few people of a
// version answered that row, however many answered the grid: who was asked would say how these few answered the row.
func TestQuestionAskedBecauseOfARowIsLinkedToTheFewWhoAnsweredIt(t *testing.T) {
	linked := func(row int64) bool {
		form := func(edition string, answered int64, asks bool) disclose.Form {
			f := disclose.Form{Edition: edition, Version: edition, Asks: map[string]disclose.Asked{
				"grid": {Rows: []string{"buses", "trains"}, Options: []string{"yes", "no"}},
			}, Answered: map[disclose.Slot]disclose.Count{
				{Question: "grid"}: disclose.NewCount(100), {Question: "grid", Row: "buses"}: disclose.NewCount(answered),
				{Question: "grid", Row: "trains"}: disclose.NewCount(100),
			}}
			if asks {
				f.Asks["why"] = disclose.Asked{When: "buses is no", Tests: []string{"grid"}, Decides: []string{"grid"}, Exact: true}
			}
			return f
		}
		b := disclose.Standard().Publish(&disclose.History{}, []disclose.Form{form("standard", 100, true), form("easy-read", row, false)})
		return b.IsLinked("why")
	}
	for row, want := range map[int64]bool{0: false, 1: true, 9: true, 10: false, 100: false} {
		if got := linked(row); got != want {
			t.Errorf("%d people of the second version answered the row: linked is %v", row, got)
		}
	}
}
