package disclose

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// tiny are rules so small that every possible history can be tried.
var tiny = Policy{rules: Rules{MinDifference: 3, SmallGroup: 5}}

// arrivals are the people of one period between two counts, by their answer: those who are selected, and the
// others.
type arrivals struct{ selected, others []int64 }

func (a arrivals) said(cell int) int64 { return a.selected[cell] + a.others[cell] }

func (a arrivals) people() (n int64) {
	for i := range a.selected {
		n += a.said(i)
	}
	return n
}

// eachArrivals returns every way in which people can have one of some answers, and be selected.
func eachArrivals(people, answers int, selectAll bool) (all []arrivals) {
	parts := make([]int64, 2*answers)
	var fill func(at int, left int64)
	fill = func(at int, left int64) {
		if at == len(parts)-1 {
			parts[at] = left
			if !selectAll || !slices.ContainsFunc(parts[answers:], func(n int64) bool { return n > 0 }) {
				all = append(all, arrivals{slices.Clone(parts[:answers]), slices.Clone(parts[answers:])})
			}
			return
		}
		for n := range left + 1 {
			parts[at] = n
			fill(at+1, left-n)
		}
	}
	fill(0, int64(people))
	return all
}

// show returns everything that is shown of a history: after each period but the last, in which no count falls, and the
// release, which has the exact counts of all.
func show(p Policy, history []arrivals, answers int) (shown [][]int64, release []int64) {
	sum, now := make([]int64, answers), []int64(nil)
	release = make([]int64, answers)
	for b, a := range history {
		for i := range sum {
			sum[i] += a.selected[i]
			release[i] += a.said(i)
		}
		if b < len(history)-1 {
			now = p.AtLeast(now, counts(sum...), NewCount(a.people()))
			shown = append(shown, now)
		}
	}
	return shown, release
}

// findRunningLeak tries every history of periods with these numbers of people, and returns what a reader who knows the
// rules, everything shown and the release finds out about the people of one period, or "": that few of them, or all of
// them, gave an answer.
func findRunningLeak(p Policy, people []int, answers int, selectAll bool) string {
	var ways [][]arrivals
	for _, n := range people {
		ways = append(ways, eachArrivals(n, answers, selectAll))
	}
	type seen struct{ possible [][]interval }
	groups, history, small := map[string]*seen{}, make([]arrivals, len(people)), ""
	var try func(b int)
	try = func(b int) {
		if b < len(people) {
			for _, a := range ways[b] {
				history[b] = a
				try(b + 1)
			}
			return
		}
		shown, release := show(p, history, answers)
		last, alone := shown[len(shown)-1], 0
		for i := range release {
			if last[i] > 0 && last[i] < p.rules.MinDifference {
				small = fmt.Sprintf("%v shows %d people", shown, last[i])
			}
			if release[i] > last[i] {
				alone++
			}
		}
		if alone < 2 {
			return // all who are not shown gave one answer: a homogeneous group of at least SmallGroup
		}
		key := fmt.Sprint(shown, release)
		g := groups[key]
		if g == nil {
			g = &seen{make([][]interval, len(people))}
			for i := range g.possible {
				g.possible[i] = make([]interval, answers)
			}
			groups[key] = g
		}
		for i, a := range history {
			for cell := range answers {
				g.possible[i][cell].add(a.said(cell))
			}
		}
	}
	if try(0); small != "" {
		return small
	}
	for key, g := range groups {
		for b := range people {
			for cell, n := range g.possible[b] {
				if n.from == n.to && n.from > 0 && (n.from < p.rules.MinDifference || n.from == int64(people[b])) {
					return fmt.Sprintf("%s: %d of the %d people of period %d gave answer %d", key, n.from, people[b], b, cell)
				}
			}
		}
	}
	return ""
}

// While responses arrive, a reader who sees all numbers on all days and the results in the end, and runs the program
// on every possible history, never learns how many of those who came between two counts gave an answer: not even of
// the one person who came after the last count.
//
// Row C10 of docs/faults.md.
func TestNumbersOfSeveralDaysRevealNoAnswer(t *testing.T) {
	for _, people := range [][]int{{7, 7, 1}, {8, 8, 2}} {
		if found := findRunningLeak(tiny, people, 2, false); found != "" {
			t.Errorf("%v: %s", people, found)
		}
	}
	if found := findRunningLeak(tiny, []int{8, 2}, 3, false); found != "" {
		t.Error(found)
	}
}

// With any one rule disabled, the same reader learns something.
//
// Row C10 of docs/faults.md.
func TestEveryRuleOfRunningNumbersIsNeeded(t *testing.T) {
	for name, test := range map[string]struct {
		off       rule
		selectAll bool
		people    []int
	}{
		"numbers are rounded down":       {ruleSteps, false, []int{8, 1}},
		"room is left for other answers": {ruleRoom, false, []int{7, 7, 1}},
		"some responses are left out":    {0, true, []int{8, 8, 1}},
	} {
		weak := tiny
		weak.disabled = test.off
		found := findRunningLeak(weak, test.people, 2, test.selectAll)
		if found == "" {
			t.Errorf("without the rule that %s, the reader found nothing", name)
		}
		t.Log(name, found)
	}
}

// person is a respondent in a random history.
type person struct {
	period, answer int
	selected       bool
}

// periods adds people up.
func periods(all []person, count, answers int) []arrivals {
	history := make([]arrivals, count)
	for i := range history {
		history[i] = arrivals{make([]int64, answers), make([]int64, answers)}
	}
	for _, one := range all {
		if one.selected {
			history[one.period].selected[one.answer]++
		} else {
			history[one.period].others[one.answer]++
		}
	}
	return history
}

// canDeny reports whether person i could have given another answer: whether there is another history of which
// everything that is shown, and the release, are the same.
func canDeny(p Policy, all []person, i, count, answers int) bool {
	shown, release := show(p, periods(all, count, answers), answers)
	same := func(changed []person) bool {
		s, r := show(p, periods(changed, count, answers), answers)
		return slices.Equal(r, release) && slices.EqualFunc(s, shown, slices.Equal[[]int64])
	}
	swap := func(from []person) bool { // the answer of i with that of another who is not selected
		for j, other := range all {
			if !from[j].selected && other.answer != all[i].answer {
				changed := slices.Clone(from)
				changed[i].answer, changed[j].answer = other.answer, all[i].answer
				return same(changed)
			}
		}
		return false
	}
	if !all[i].selected {
		return swap(all)
	}
	left := slices.Clone(all) // i is left out
	left[i].selected = false
	for j, other := range all { // and another like them selected instead
		if other.period == all[i].period && other.answer == all[i].answer && !other.selected {
			left[j].selected = true
			return swap(left)
		}
	}
	return same(left) && swap(left)
}

// In random arrivals with the real rules, people whose answers are told apart by everything that is ever shown can be
// denied: another history, in which they gave another answer, looks the same. Those for whom this simple search finds
// none are few, and never the people of a whole period.
//
// Row C10 of docs/faults.md.
func TestAnswersCanBeDeniedAfterManyDays(t *testing.T) {
	rng, tried, undenied := rand.New(rand.NewPCG(10, 11)), 0, 0
	for range 30 {
		answers, weights := 2+rng.IntN(5), []float64(nil)
		for range answers {
			weights = append(weights, rng.Float64()*rng.Float64())
		}
		sizes := []int{50, 50, 50, 50, 50, 62, 1 + rng.IntN(3)}
		var all []person
		for period, n := range sizes {
			for range n {
				best, answer := -1.0, 0
				for i, w := range weights {
					if x := w * rng.Float64(); x > best {
						best, answer = x, i
					}
				}
				all = append(all, person{period, answer, rng.IntN(4) > 0})
			}
		}
		shown, _ := show(Standard(), periods(all, len(sizes), answers), answers)
		for b := range shown {
			for i, n := range shown[b] {
				if n%10 != 0 || b > 0 && n < shown[b-1][i] {
					t.Fatalf("shown %v", shown)
				}
			}
		}
		deniable := make([]bool, len(sizes))
		for range 40 {
			i := rng.IntN(len(all))
			tried++
			if canDeny(Standard(), all, i, len(sizes), answers) {
				deniable[all[i].period] = true
			} else {
				undenied++
			}
		}
		if last := len(all) - 1; !canDeny(Standard(), all, last, len(sizes), answers) && !all[last].selected {
			t.Errorf("the answer of the last person is certain: %v", shown)
		}
	}
	if undenied > tried/10 {
		t.Errorf("of %d people, %d cannot deny their answer by this search", tried, undenied)
	}
}
