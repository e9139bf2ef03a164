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
		States: disclose.States{
			Answered: disclose.Of(440), PreferNotToSay: disclose.Of(31), Skipped: disclose.Of(12), NotAsked: disclose.Of(0),
		},
		Cells: []disclose.Count{disclose.Of(214), disclose.Of(190), disclose.Of(33), disclose.Of(3), disclose.Of(0)},
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
	n := disclose.Of(3)
	fmt.Printf("%d people, %v\n", n, n)
	// Output: [not released] people, [not released]
}

func ExampleMark_Say() {
	for _, m := range disclose.Marks {
		fmt.Println(m, m.Say())
	}
	// Output:
	// [c] hidden so that nobody can be recognised
	// [x] not available because too few people answered
	// [z] not applicable
	// [low] more than none, but rounds to 0
}
