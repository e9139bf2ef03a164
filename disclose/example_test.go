package disclose_test

import (
	"fmt"

	"github.com/folkmoot/folkmoot/disclose"
)

// Three people gave their religion as Sikh. To hide them, their number is not
// enough: the next smallest goes too, or the total would give it away.
func ExamplePolicy_Release() {
	religion := disclose.Table{
		Topic: disclose.Sensitive,
		States: disclose.StateCounts{
			Answered: disclose.NewCount(440), PreferNotToSay: disclose.NewCount(31), Skipped: disclose.NewCount(12), NotAsked: disclose.NewCount(0),
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

// A number that was not released does not come out.
func ExampleCount() {
	n := disclose.NewCount(3)
	fmt.Printf("%d people, %v\n", n, n)
	// Output: [not released] people, [not released]
}

func ExampleMark_Description() {
	for _, m := range disclose.Marks {
		fmt.Println(m, m.Description())
	}
	// Output:
	// [c] hidden so that nobody can be recognised
	// [x] not available because too few people answered
	// [z] not applicable
	// [low] more than none, but rounds to 0
}
