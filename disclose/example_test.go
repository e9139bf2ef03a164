package disclose_test

import (
	"fmt"

	"github.com/folkmoot/folkmoot/disclose"
)

// Three people answered that they are Sikh. Hiding this count only would not protect it,
// because it would follow from the total, so the next smallest count is hidden too.
func ExamplePolicy_Release() {
	religion := disclose.Table{
		Topic: disclose.Sensitive,
		States: disclose.StateCounts{
			Answered:       disclose.NewCount(440),
			PreferNotToSay: disclose.NewCount(31),
			Skipped:        disclose.NewCount(12),
			NotAsked:       disclose.NewCount(0),
		},
		Cells: []disclose.Count{
			disclose.NewCount(214),
			disclose.NewCount(190),
			disclose.NewCount(33),
			disclose.NewCount(3),
			disclose.NewCount(0),
		},
	}
	out := disclose.Standard().Release(religion)
	fmt.Println("answered:", out.Answered)
	for i, option := range []string{"Christian", "No religion", "Hindu", "Sikh", "Jain"} {
		fmt.Println(option, out.Cells[i], out.Shares[i])
	}
	// Output:
	// answered: 440
	// Christian 214 49
	// No religion 190 43
	// Hindu [c] [c]
	// Sikh [c] [c]
	// Jain 0 0
}

// A count that has not been released cannot be printed.
func ExampleCount() {
	n := disclose.NewCount(3)
	fmt.Printf("%d people, %v\n", n, n)
	// Output: [not released] people, [not released]
}

// Measures need enough answers that are not all the same.
func ExamplePolicy_ReleaseMeasures() {
	p, mean := disclose.Standard(), disclose.NewMeasure("12.5")
	fmt.Println(p.ReleaseMeasures(disclose.Proposal, disclose.NewCount(57), false, mean))
	fmt.Println(p.ReleaseMeasures(disclose.Proposal, disclose.NewCount(9), false, mean))
	fmt.Println(p.ReleaseMeasures(disclose.Proposal, disclose.NewCount(57), true, mean))
	// Output:
	// [12.5]
	// [[c]]
	// [[c]]
}

func ExampleMark_Description() {
	for _, m := range disclose.Marks {
		fmt.Println(m, m.Description())
	}
	// Output:
	// [c] hidden to protect people’s identities
	// [x] not available because too few people answered
	// [z] not applicable
	// [low] more than 0, but rounds to 0
}
