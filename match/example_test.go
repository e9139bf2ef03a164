package match_test

import (
	"fmt"
	"time"

	"github.com/folkmoot/folkmoot/match"
)

// The example that the documentation of the package works out by hand.
func ExampleSuggest() {
	today := time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC)
	interpreter := match.Amount{Term: "interpreting-urdu", Quantity: 10, Unit: "hours a week"}
	w := &match.World{
		Today: today,
		Places: []match.Place{
			{Ref: "district"}, {Ref: "ward-a", Within: "district", Tenth: 2}, {Ref: "ward-b", Within: "district", Tenth: 1},
		},
		Needs: []match.Need{
			{Ref: "hospital visits", Places: []string{"ward-a"}, Wants: []match.Amount{interpreter},
				Groups: []match.Group{{Name: "people who speak no English", Harm: 4, Likelihood: 2}}},
			{Ref: "school meetings", Places: []string{"ward-b"}, Wants: []match.Amount{interpreter},
				Groups: []match.Group{{Name: "people who speak no English", Harm: 2, Likelihood: 4}, {Name: "carers", Harm: 2, Likelihood: 2}}},
		},
		Entries: []match.Entry{{Ref: "five hours", Partner: "Invented community centre", Places: []string{"district"},
			Amount: match.Amount{Term: "interpreting-urdu", Quantity: 5, Unit: "hours a week"}, Expires: today.AddDate(0, 3, 0)}},
	}
	for _, j := range match.Suggest(w).Joint {
		m := j.Matches[0]
		fmt.Printf("%d. %s: scores %v, tenth %d, covers %d of %d, with %v\n", j.Rank, j.Need, m.Scores, m.Tenth, m.Covers, m.Wanted, j.Partners())
	}
	// Output:
	// 1. school meetings: scores [8 4], tenth 1, covers 5 of 10, with [Invented community centre]
	// 2. hospital visits: scores [8], tenth 2, covers 5 of 10, with [Invented community centre]
}
