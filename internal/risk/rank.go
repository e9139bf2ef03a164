package risk

import (
	"cmp"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/evidence"
)

// Scales of harm and likelihood, each from 1 to 4. Harm is that to people, never that to the council:
// 1 an inconvenience that can be put right, 2 loss of choice or a modest cost, 3 loss of a service or an income that is hard
// to replace, 4 a threat to safety, independence, housing, liberty or an essential need.
const (
	Lowest  = evidence.LowestStep
	Highest = evidence.HighestStep
)

// Effect is what an option does to a group of people.
type Effect struct {
	Option     string `yaml:"option" json:"option"` // name of the option
	Who        string `yaml:"who" json:"who"`
	Does       string `yaml:"does" json:"does,omitempty"` // what happens to them
	Harm       int    `yaml:"harm" json:"harm"`
	Likelihood int    `yaml:"likelihood" json:"likelihood"`
	People     int64  `yaml:"people" json:"people,omitempty"` // affected; 0 if it is not known
}

// Score is harm times likelihood, from 1 to 16.
func (e Effect) Score() int { return e.Harm * e.Likelihood }

// Option is one way to make a saving, or to place staff or money.
type Option struct {
	Name   string `yaml:"name" json:"name"`
	Does   string `yaml:"does" json:"does,omitempty"`
	Saving int64  `yaml:"saving" json:"saving"` // pounds a year; 0 for doing nothing

	Places []string `yaml:"places" json:"places,omitempty"` // references of the places that it concerns
	Tenth  int      `yaml:"-" json:"-"`                     // of the most deprived of them, from 1 to 10; 0 if it is not known
}

// Ranked is an option with its place among others.
type Ranked struct {
	Option
	Effects     []Effect // the worst first
	Worst       int      // score of the first; 0 without any
	Rank        int      // from 1; options with equal effects have the same
	DominatedBy string   // name of an option that is no worse for any group, saves as much and is better in something; "" for none

	tieBroken bool // it comes after the one before only because it concerns more deprived places
}

// Rank returns the options in the order of what they do to the group that is worst off, then to the next, and so on. Scores are
// never added up or averaged: many small effects do not weigh up a large one. Of options with the same
// effects, those that concern more deprived places come later if that is known of all of them; then those that save less.
func Rank(options []Option, effects []Effect) []Ranked {
	ranked := make([]Ranked, len(options))
	scores := make([]map[string]int, len(options)) // by group
	for i, o := range options {
		ranked[i].Option, scores[i] = o, map[string]int{}
		for _, e := range effects {
			if e.Option == o.Name {
				ranked[i].Effects = append(ranked[i].Effects, e)
				scores[i][group(e.Who)] = max(scores[i][group(e.Who)], e.Score())
			}
		}
		slices.SortStableFunc(ranked[i].Effects, func(a, b Effect) int { return b.Score() - a.Score() })
		if len(ranked[i].Effects) > 0 {
			ranked[i].Worst = ranked[i].Effects[0].Score()
		}
	}
	for i := range ranked {
		for j := range ranked {
			if ranked[i].DominatedBy == "" && dominates(options[j], options[i], scores[j], scores[i]) {
				ranked[i].DominatedBy = options[j].Name
			}
		}
	}
	slices.SortStableFunc(ranked, func(a, b Ranked) int {
		return cmp.Or(compareEffects(a.Effects, b.Effects), cmp.Compare(b.Saving, a.Saving))
	})
	sortTies(ranked)
	for i := range ranked {
		ranked[i].Rank = i + 1
		if i > 0 && compareEffects(ranked[i-1].Effects, ranked[i].Effects) == 0 && !ranked[i].tieBroken {
			ranked[i].Rank = ranked[i-1].Rank
		}
	}
	return ranked
}

// sortTies sorts options with the same effects by how deprived the places are that they concern, if that is known of all.
func sortTies(ranked []Ranked) {
	for from := 0; from < len(ranked); {
		to := from + 1
		known := ranked[from].Tenth > 0
		for to < len(ranked) && compareEffects(ranked[from].Effects, ranked[to].Effects) == 0 {
			known = known && ranked[to].Tenth > 0
			to++
		}
		if tied := ranked[from:to]; known && len(tied) > 1 {
			slices.SortStableFunc(tied, func(a, b Ranked) int { return b.Tenth - a.Tenth })
			for i := 1; i < len(tied); i++ {
				tied[i].tieBroken = tied[i].Tenth != tied[i-1].Tenth
			}
		}
		from = to
	}
}

// group folds the name of a group, so that options can be compared.
func group(who string) string { return strings.ToLower(strings.Join(strings.Fields(who), " ")) }

// compareEffects compares effects, which begin with the worst, one by one.
func compareEffects(a, b []Effect) int {
	for i := range max(len(a), len(b)) {
		x, y := 0, 0
		if i < len(a) {
			x = a[i].Score()
		}
		if i < len(b) {
			y = b[i].Score()
		}
		if x != y {
			return x - y
		}
	}
	return 0
}

// dominates reports whether a is no worse than b for any group, saves no less, and is better in something.
func dominates(a, b Option, ofA, ofB map[string]int) bool {
	better := a.Saving > b.Saving
	for who, score := range ofA {
		if score > ofB[who] {
			return false
		}
	}
	for who, score := range ofB {
		better = better || ofA[who] < score
	}
	return better && a.Saving >= b.Saving
}

// Flip is a change of one assumption by one step after which the options come in another order.
type Flip struct {
	Effect
	Harmful  bool // the harm changes; otherwise the likelihood
	From, To int
	Order    []string // names of the options in the order then
}

// The largest comparison. Its options are ranked anew for each step of each effect, on every view of its page.
const (
	maxOptions = 20
	maxEffects = 100
)

// Sensitivity returns every change of the harm or the likelihood of one effect by one step that changes the order of the
// options. A draft that is larger than can be published has none.
func Sensitivity(options []Option, effects []Effect) (flips []Flip) {
	if len(options) > maxOptions {
		return nil
	}
	now := order(Rank(options, effects))
	eachStep(effects, func(i int, harmful bool, from, to int, changed []Effect) {
		if then := order(Rank(options, changed)); !slices.Equal(then, now) {
			flips = append(flips, Flip{effects[i], harmful, from, to, then})
		}
	})
	return flips
}

// Firsts counts after how many changes of one assumption by one step each option comes first, and returns how many changes
// there are. A draft that is larger than can be published has none.
func Firsts(options []Option, effects []Effect) (first map[string]int, steps int) {
	first = map[string]int{}
	if len(options) > maxOptions {
		return first, 0
	}
	eachStep(effects, func(_ int, _ bool, _, _ int, changed []Effect) {
		steps++
		if ranked := Rank(options, changed); len(ranked) > 0 {
			first[ranked[0].Name]++
		}
	})
	return first, steps
}

// Range returns the lowest and the highest score of the worst effect of an option if one assumption changes by one step.
func Range(name string, effects []Effect) (low, high int) {
	worst := func(all []Effect) (score int) {
		for _, e := range all {
			if e.Option == name {
				score = max(score, e.Score())
			}
		}
		return score
	}
	low = worst(effects)
	high = low
	eachStep(effects, func(_ int, _ bool, _, _ int, changed []Effect) {
		low, high = min(low, worst(changed)), max(high, worst(changed))
	})
	return low, high
}

// eachStep calls fn with the effects after each change of one of them by one step, unless there are more than can be published.
func eachStep(effects []Effect, fn func(i int, harmful bool, from, to int, changed []Effect)) {
	if len(effects) > maxEffects {
		return
	}
	for i, e := range effects {
		for _, step := range []int{-1, 1} {
			if to := e.Harm + step; to >= Lowest && to <= Highest {
				changed := slices.Clone(effects)
				changed[i].Harm = to
				fn(i, true, e.Harm, to, changed)
			}
			if to := e.Likelihood + step; to >= Lowest && to <= Highest {
				changed := slices.Clone(effects)
				changed[i].Likelihood = to
				fn(i, false, e.Likelihood, to, changed)
			}
		}
	}
}

// order returns the names of ranked options.
func order(ranked []Ranked) (names []string) {
	for _, r := range ranked {
		names = append(names, r.Name)
	}
	return names
}
