package disclose

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// attacker is somebody who wants to know what stands in the hidden cells of a
// table. A reader has the table as it was released, how many people are in
// each state (whether it was released or not) and what the form says; and,
// because this program can be read by anybody, the rules.
type attacker struct {
	policy Policy
	table  Table // the reader looks at its Cells only where they were shown
	out    ReleasedTable
}

// eachPossibleTable calls yield with every way to fill the hidden cells that agrees with
// what was shown: what one finds by trying everything.
func (r attacker) eachPossibleTable(yield func(cells []int64) bool) {
	cells := make([]int64, len(r.out.Cells))
	var hidden []int
	for i, c := range r.out.Cells {
		if n, shown := c.Number(); shown {
			cells[i] = n
		} else {
			hidden = append(hidden, i)
		}
	}
	var fill func(k int, room int64) bool
	fill = func(k int, room int64) bool {
		if k == len(hidden) {
			return !r.possible(cells) || yield(cells)
		}
		from := int64(0)
		if k == len(hidden)-1 && r.singleChoice() {
			from = max(room, 0) // the last one follows from the rest
		}
		for n := from; n <= room; n++ {
			cells[hidden[k]] = n
			left := room
			if r.singleChoice() {
				left -= n
			}
			if !fill(k+1, left) {
				return false
			}
		}
		cells[hidden[k]] = 0
		return true
	}
	room := r.table.States.Answered.n
	if r.singleChoice() {
		for _, n := range cells {
			room -= n
		}
	}
	fill(0, room)
}

func (r attacker) singleChoice() bool { return r.table.MaxChoices <= 1 }

// possible reports whether people could have answered so: each chose at least
// Fewest and at most Most options, or one that stands alone.
func (r attacker) possible(cells []int64) bool {
	people := r.table.States.Answered.n
	var sum, largest int64
	for i, n := range cells {
		if !r.singleChoice() && r.table.Exclusive[i] {
			people -= n
			continue
		}
		sum, largest = sum+n, max(largest, n)
	}
	return people >= 0 && largest <= people && sum >= max(r.table.MinChoices, 1)*people && sum <= max(r.table.MaxChoices, 1)*people
}

// sameRelease reports whether cells would have been released as what r has.
func (r attacker) sameRelease(cells []int64) bool {
	t := r.table
	t.Cells = counts(cells...)
	got := r.policy.Release(t)
	return got.Withheld == r.out.Withheld && slices.Equal(got.Cells, r.out.Cells)
}

func counts(ns ...int64) []Count {
	var all []Count
	for _, n := range ns {
		all = append(all, NewCount(n))
	}
	return all
}

type interval struct {
	seen     bool
	from, to int64
}

func (i *interval) add(n int64) {
	if !i.seen {
		i.seen, i.from, i.to = true, n, n
	}
	i.from, i.to = min(i.from, n), max(i.to, n)
}

// findLeak returns what r finds out, or "". It stops looking when every hidden
// cell could be enough different numbers.
func (r attacker) findLeak() string {
	base := r.table.States.Answered.n
	small := r.policy.threshold(r.table.Topic)
	for i, c := range r.out.Cells {
		n, shown := c.Number()
		switch {
		case !shown:
		case base > 0 && base < r.policy.rules.MinBase:
			return fmt.Sprintf("how %d people answered", base)
		case n > 0 && n < small:
			return fmt.Sprintf("cell %d is small and shows %d", i, n)
		case n >= base-1 && base > 0 && base < r.policy.rules.SmallGroup:
			return fmt.Sprintf("a group of %d are all in cell %d", base, i)
		}
		if _, shown := r.out.Shares[i].Number(); shown && base < r.policy.rules.MinShareBase {
			return fmt.Sprintf("a share of %d", base)
		}
	}
	if r.out.Hidden == 0 {
		return r.findExclusiveLeak()
	}
	plain := make([]interval, len(r.out.Cells))   // knows the totals
	careful := make([]interval, len(r.out.Cells)) // knows that zeros are shown and the smallest hidden first
	knowing := make([]interval, len(r.out.Cells)) // has run this program on every world
	r.findSwaps(knowing)
	done := func() bool {
		for i, c := range r.out.Cells {
			if c.shown {
				continue
			}
			if plain[i].to-plain[i].from < 5 || r.singleChoice() && r.findPartialLeak() && careful[i].to-careful[i].from < 5 ||
				knowing[i].from == knowing[i].to {
				return false
			}
		}
		return true
	}
	r.eachPossibleTable(func(cells []int64) bool {
		news, inOrder := false, r.inDescendingOrder(cells)
		for i, n := range cells {
			was := plain[i]
			plain[i].add(n)
			news = news || plain[i] != was
			if inOrder {
				was := careful[i]
				careful[i].add(n)
				news = news || careful[i] != was
			}
			news = news || !knowing[i].seen || n < knowing[i].from || n > knowing[i].to
		}
		if news && r.sameRelease(cells) {
			for i, n := range cells {
				knowing[i].add(n)
			}
		}
		return !done()
	})
	if done() {
		return r.findExclusiveLeak()
	}
	for i, c := range r.out.Cells {
		switch {
		case c.shown:
		case plain[i].from == plain[i].to:
			return fmt.Sprintf("cell %d is %d, from the totals alone", i, plain[i].from)
		case knowing[i].from == knowing[i].to:
			return fmt.Sprintf("cell %d is %d, for one who knows the rules", i, knowing[i].from)
		case plain[i].to-plain[i].from < 5 && base >= 5:
			return fmt.Sprintf("cell %d is %d to %d", i, plain[i].from, plain[i].to)
		case r.singleChoice() && r.findPartialLeak() && careful[i].to-careful[i].from < 5:
			return fmt.Sprintf("cell %d is %d to %d, for one who knows that the smallest are hidden", i, careful[i].from, careful[i].to)
		}
	}
	return ""
}

// findPartialLeak reports whether some of the table is shown and some hidden.
func (r attacker) findPartialLeak() bool { return r.out.Withheld == NotWithheld && r.out.Hidden > 0 }

// inDescendingOrder reports whether cells have no hidden zero, and none that is as large
// as a shown one.
func (r attacker) inDescendingOrder(cells []int64) bool {
	for i, c := range r.out.Cells {
		if c.shown {
			continue
		}
		if cells[i] == 0 {
			return false
		}
		for j, d := range r.out.Cells {
			if d.shown && cells[j] > 0 && cells[i] >= cells[j] {
				return false
			}
		}
	}
	return true
}

// findSwaps puts into found the worlds in which two hidden cells have changed
// places. They are as likely as the truth to be the truth, and trying them
// first saves trying most of the others.
func (r attacker) findSwaps(found []interval) {
	cells := make([]int64, len(r.table.Cells))
	for i, c := range r.table.Cells {
		cells[i] = c.n
	}
	for i := range cells {
		for j := range i + 1 {
			if r.out.Cells[i].shown || r.out.Cells[j].shown {
				continue
			}
			cells[i], cells[j] = cells[j], cells[i]
			if r.possible(cells) && r.sameRelease(cells) {
				for k, n := range cells {
					found[k].add(n)
				}
			}
			cells[i], cells[j] = cells[j], cells[i]
		}
	}
}

// findExclusiveLeak looks at how many did not choose what stands alone: where it
// is shown, a few are left who are known to have chosen something else.
func (r attacker) findExclusiveLeak() string {
	if r.singleChoice() {
		return ""
	}
	people, any := r.table.States.Answered.n, false
	for i, alone := range r.table.Exclusive {
		if alone {
			n, shown := r.out.Cells[i].Number()
			if !shown {
				return ""
			}
			people, any = people-n, true
		}
	}
	if any && people > 0 && people < r.policy.threshold(r.table.Topic) {
		return fmt.Sprintf("%d people chose something else", people)
	}
	return ""
}

// random returns the table of a question that up to 40 people were asked.
func random(rng *rand.Rand) Table {
	people := rng.IntN(32)
	options := 2 + rng.IntN(3)
	single := rng.IntN(3) > 0
	if single && people < 13 {
		options += rng.IntN(4) // enough for a table in which nobody is left to hide behind
	}
	t := Table{
		Topic:  []Topic{Monitoring, Monitoring, Sensitive}[rng.IntN(3)],
		States: StateCounts{NewCount(int64(people)), NewCount(rng.Int64N(3)), NewCount(rng.Int64N(4)), NewCount(rng.Int64N(9))},
	}
	weights := make([]float64, options)
	for i := range weights {
		weights[i] = 1
		for range rng.IntN(4) {
			weights[i] *= rng.Float64()
		}
	}
	pick := func() int {
		best, at := -1.0, 0
		for i, w := range weights {
			if x := w * rng.Float64(); x > best {
				best, at = x, i
			}
		}
		return at
	}
	cells := make([]int64, options)
	if single {
		for range people {
			cells[pick()]++
		}
		t.Cells = counts(cells...)
		return t
	}
	t.MinChoices, t.MaxChoices, t.Exclusive = 1, int64(2+rng.IntN(options-1)), make([]bool, options)
	t.Exclusive[options-1] = rng.IntN(2) == 0
	if t.Exclusive[options-1] {
		t.MaxChoices = min(t.MaxChoices, int64(options-1))
		weights[options-1] *= float64(rng.IntN(6))
	}
	for range people {
		chosen := map[int]bool{pick(): true}
		for range rng.IntN(int(max(t.MaxChoices, 1))) {
			chosen[pick()] = true
		}
		if t.Exclusive[options-1] && chosen[options-1] {
			chosen = map[int]bool{options - 1: true}
		}
		for i := range chosen {
			cells[i]++
		}
	}
	t.Cells = counts(cells...)
	return t
}

func (t Table) describe() string {
	var ns []int64
	for _, c := range t.Cells {
		ns = append(ns, c.n)
	}
	return fmt.Sprintf(
		"topic %d, %d answered %v, %d to %d each, alone %v",
		t.Topic,
		t.States.Answered.n,
		ns,
		t.MinChoices,
		t.MaxChoices,
		t.Exclusive,
	)
}

// Nobody who tries every table that could have been finds a hidden number.
func TestHiddenNumbersCannotBeDerived(t *testing.T) {
	rng, hid := rand.New(rand.NewPCG(2016, 9)), 0
	for range 10_000 {
		table := random(rng)
		out := Standard().Release(table)
		if out.Hidden > 0 {
			hid++
		}
		if found := (attacker{Standard(), table, out}).findLeak(); found != "" {
			t.Fatalf("%s\nreleased as %v %v\n%s", table.describe(), out.Cells, out.Withheld, found)
		}
	}
	if hid < 5000 {
		t.Errorf("only %d of the tables had something to hide: the test is too kind", hid)
	}
}

// Each rule is there for a reason: without it the same reader finds something.
func TestEveryRuleIsNeeded(t *testing.T) {
	for _, test := range []struct {
		name string
		off  rule
	}{
		{"small counts are hidden", rulePrimary},
		{"others are hidden with them", ruleSecondary},
		{"until the interval is wide", ruleWidth},
		{"also for those who know the rules", ruleKnownMethod},
		{"zeros are hidden where they reveal", ruleZeros},
		{"a small group is not of one mind", ruleHomogeneousGroup},
		{"a base is large enough", ruleMinBase},
		{"what stands alone leaves enough others", ruleExclusiveOption},
		{"shares have a base", ruleShareBase},
	} {
		t.Run(test.name, func(t *testing.T) {
			weak := Standard()
			weak.disabled = test.off
			rng := rand.New(rand.NewPCG(2016, 9))
			for i := range 10_000 {
				table := random(rng)
				out := weak.Release(table)
				if found := (attacker{weak, table, out}).findLeak(); found != "" {
					t.Logf("table %d: %s released as %v: %s", i, table.describe(), out.Cells, found)
					return
				}
			}
			t.Error("the rule was off, and nobody noticed")
		})
	}
}
