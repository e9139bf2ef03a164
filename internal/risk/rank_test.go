package risk

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

var libraries = []Option{{Name: "Nothing"}, {Name: "Close one", Saving: 90_000}, {Name: "Shorter hours",
	Saving: 60_000}, {Name: "Volunteers", Saving: 60_000}}

func effects(all ...Effect) []Effect { return all }

// Options are ranked by what they do to the group that is worst off: several medium effects rank before one severe effect.
func TestOptionsAreRankedByTheWorstOff(t *testing.T) {
	all := effects(
		Effect{Option: "Close one", Who: "Disabled people", Harm: 4, Likelihood: 3},
		Effect{Option: "Shorter hours", Who: "Disabled people", Harm: 2, Likelihood: 4},
		Effect{Option: "Shorter hours", Who: "Students", Harm: 2, Likelihood: 4},
		Effect{Option: "Shorter hours", Who: "Carers", Harm: 2, Likelihood: 4},
		Effect{Option: "Volunteers", Who: "disabled  people", Harm: 3, Likelihood: 3},
		Effect{Option: "Volunteers", Who: "Students", Harm: 2, Likelihood: 4},
		Effect{Option: "Volunteers", Who: "Carers", Harm: 2, Likelihood: 4},
	)
	var got []string
	for _, r := range Rank(libraries, all) {
		got = append(got, fmt.Sprintf("%d %s %d %s", r.Rank, r.Name, r.Worst, r.DominatedBy))
	}
	want := []string{"1 Nothing 0 ", "2 Shorter hours 8 ", "3 Volunteers 9 Shorter hours", "4 Close one 12 "}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	// The three options are close: eleven steps change their order, such as less harm by closing one library (3×3), which is then
	// before volunteers (3×3 too, with more effects after it).
	flips := Sensitivity(libraries[1:], all)
	if len(flips) != 11 || flips[0].To != 3 || strings.Join(flips[0].Order, "+") != "Shorter hours+Close one+Volunteers" {
		var words []string
		for _, f := range flips {
			words = append(words, fmt.Sprintf("%s/%s %t %d→%d: %s", f.Option, f.Who, f.Harmful, f.From, f.To, strings.Join(f.Order, "+")))
		}
		t.Errorf("%d flips: %q", len(flips), words)
	}
	if low, high := Range("Close one", all); low != 8 || high != 16 {
		t.Errorf("from %d to %d, want 8 to 16", low, high)
	}
}

// The ranking does not depend on the order of effects, no option ranks before one that dominates it, and a worse effect never
// improves a rank.
func TestRankingIsConsistent(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 1))
		var all []Effect
		for _, o := range libraries {
			for _, who := range []string{"a", "b", "c"} {
				if r.IntN(4) > 0 {
					all = append(all, Effect{Option: o.Name, Who: who, Harm: 1 + r.IntN(4), Likelihood: 1 + r.IntN(4)})
				}
			}
		}
		ranked := Rank(libraries, all)
		rank := map[string]int{}
		for _, x := range ranked {
			rank[x.Name] = x.Rank
		}
		shuffled := slices.Clone(all)
		r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		for i, x := range Rank(libraries, shuffled) {
			if x.Rank != rank[x.Name] || x.Name != ranked[i].Name {
				t.Fatalf("seed %d: the order of effects changes the ranking", seed)
			}
		}
		for _, x := range ranked {
			if x.DominatedBy != "" && rank[x.DominatedBy] > x.Rank {
				t.Fatalf("seed %d: %s ranks before %s, which dominates it", seed, x.Name, x.DominatedBy)
			}
		}
		if len(all) == 0 {
			continue
		}
		worse := slices.Clone(all)
		i := r.IntN(len(worse))
		worse[i].Harm = Highest
		for _, x := range Rank(libraries, worse) {
			if x.Name == worse[i].Option && x.Rank < rank[x.Name] {
				t.Fatalf("seed %d: more harm improves the rank of %s", seed, x.Name)
			}
		}
	}
}

// Of options with the same effects, those in more deprived places come later, if a figure is known about all of them.
func TestTiesAreRankedByTheMostDeprivedPlace(t *testing.T) {
	effects := []Effect{{Option: "North", Who: "Students", Harm: 2, Likelihood: 2}, {Option: "South", Who: "Students", Harm: 2, Likelihood: 2},
		{Option: "West", Who: "Students", Harm: 1, Likelihood: 2}}
	for _, test := range []struct {
		north, south int
		want         string
	}{{1, 7, "West 1, South 2, North 3"}, {7, 1, "West 1, North 2, South 3"},
		{3, 3, "West 1, North 2, South 2"}, {0, 1, "West 1, North 2, South 2"}} {
		var got []string
		for _, r := range Rank([]Option{{Name: "North", Tenth: test.north}, {Name: "South", Tenth: test.south}, {Name: "West"}}, effects) {
			got = append(got, fmt.Sprintf("%s %d", r.Name, r.Rank))
		}
		if strings.Join(got, ", ") != test.want {
			t.Errorf("tenths %d and %d: %s, want %s", test.north, test.south, got, test.want)
		}
	}
}

// Every change of one assumption is counted for the option that then comes first.
func TestFirstsAreCounted(t *testing.T) {
	first, steps := Firsts([]Option{{Name: "A"}, {Name: "B"}}, []Effect{{Option: "A", Who: "x", Harm: 2, Likelihood: 1},
		{Option: "B", Who: "x", Harm: 1, Likelihood: 3}})
	if steps != 6 || first["A"] != 5 || first["B"] != 1 {
		t.Errorf("%v of %d", first, steps)
	}
}
