package disclose

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// attacker is a reader who wants to find out the hidden cells of a table. They know the
// released table, the number of people in each state (even if it was not released), the
// form, and, because the program is public, the rules.
type attacker struct {
	policy Policy
	table  Table // of whose Cells the attacker uses only those that are shown
	out    ReleasedTable
}

// eachPossibleTable calls yield with every way to fill the hidden cells that agrees with
// what is shown, until yield returns false.
func (a attacker) eachPossibleTable(yield func(cells []int64) bool) {
	cells := make([]int64, len(a.out.Cells))
	var hidden []int
	for i, c := range a.out.Cells {
		if n, shown := c.Number(); shown {
			cells[i] = n
		} else {
			hidden = append(hidden, i)
		}
	}
	var fill func(k int, room int64) bool
	fill = func(k int, room int64) bool {
		if k == len(hidden) {
			return !a.possible(cells) || yield(cells)
		}
		from := int64(0)
		if k == len(hidden)-1 && a.singleChoice() {
			from = max(room, 0) // the last cell follows from the others
		}
		for n := from; n <= room; n++ {
			cells[hidden[k]] = n
			left := room
			if a.singleChoice() {
				left -= n
			}
			if !fill(k+1, left) {
				return false
			}
		}
		cells[hidden[k]] = 0
		return true
	}
	room := a.table.States.Answered.n
	if a.singleChoice() {
		for _, n := range cells {
			room -= n
		}
	}
	fill(0, room)
}

func (a attacker) singleChoice() bool { return a.table.MaxChoices <= 1 }

// possible reports whether answers with these counts exist in which each person chose
// between MinChoices and MaxChoices options, or one exclusive option.
func (a attacker) possible(cells []int64) bool {
	people := a.table.States.Answered.n
	var sum, largest int64
	for i, n := range cells {
		if !a.singleChoice() && a.table.Exclusive[i] {
			people -= n
			continue
		}
		sum, largest = sum+n, max(largest, n)
	}
	return people >= 0 && largest <= people &&
		sum >= max(a.table.MinChoices, 1)*people && sum <= max(a.table.MaxChoices, 1)*people
}

// sameRelease reports whether a table with these cells would have been released as a.out.
func (a attacker) sameRelease(cells []int64) bool {
	t := a.table
	t.Cells = counts(cells...)
	got := a.policy.Release(t)
	return got.Withheld == a.out.Withheld && slices.Equal(got.Cells, a.out.Cells)
}

func counts(ns ...int64) []Count {
	var all []Count
	for _, n := range ns {
		all = append(all, NewCount(n))
	}
	return all
}

// interval is the range of the values added to it.
type interval struct {
	seen     bool // a value has been added
	from, to int64
}

func (i *interval) add(n int64) {
	if !i.seen {
		i.seen, i.from, i.to = true, n, n
	}
	i.from, i.to = min(i.from, n), max(i.to, n)
}

// findLeak returns a description of what a finds out, or "". It stops when every hidden
// cell has enough possible values.
func (a attacker) findLeak() string {
	base := a.table.States.Answered.n
	small := a.policy.threshold(a.table.Topic)
	for i, c := range a.out.Cells {
		n, shown := c.Number()
		switch {
		case !shown:
		case base > 0 && base < a.policy.rules.MinBase:
			return fmt.Sprintf("the answers of %d people are shown", base)
		case n > 0 && n < small:
			return fmt.Sprintf("cell %d is small and shows %d", i, n)
		case n >= base-1 && base > 0 && base < a.policy.rules.SmallGroup:
			return fmt.Sprintf("all or all but one of a group of %d are in cell %d", base, i)
		}
		if _, shown := a.out.Shares[i].Number(); shown && base < a.policy.rules.MinShareBase {
			return fmt.Sprintf("a percentage of %d people is shown", base)
		}
	}
	if a.out.Hidden == 0 {
		return a.findExclusiveLeak()
	}
	// The possible values of each cell for three readers:
	plain := make([]interval, len(a.out.Cells))   // one who knows the totals
	careful := make([]interval, len(a.out.Cells)) // and that zeros are shown and the smallest hidden first
	knowing := make([]interval, len(a.out.Cells)) // and runs this program on every possible table
	a.findSwaps(knowing)
	done := func() bool {
		for i, c := range a.out.Cells {
			if c.shown {
				continue
			}
			if plain[i].to-plain[i].from < 5 || a.singleChoice() && a.findPartialLeak() && careful[i].to-careful[i].from < 5 ||
				knowing[i].from == knowing[i].to {
				return false
			}
		}
		return true
	}
	a.eachPossibleTable(func(cells []int64) bool {
		changed, inOrder := false, a.inDescendingOrder(cells)
		for i, n := range cells {
			was := plain[i]
			plain[i].add(n)
			changed = changed || plain[i] != was
			if inOrder {
				was := careful[i]
				careful[i].add(n)
				changed = changed || careful[i] != was
			}
			changed = changed || !knowing[i].seen || n < knowing[i].from || n > knowing[i].to
		}
		if changed && a.sameRelease(cells) {
			for i, n := range cells {
				knowing[i].add(n)
			}
		}
		return !done()
	})
	if done() {
		return a.findExclusiveLeak()
	}
	for i, c := range a.out.Cells {
		switch {
		case c.shown:
		case plain[i].from == plain[i].to:
			return fmt.Sprintf("cell %d is %d, from the totals alone", i, plain[i].from)
		case knowing[i].from == knowing[i].to:
			return fmt.Sprintf("cell %d is %d, for a reader who knows the rules", i, knowing[i].from)
		case plain[i].to-plain[i].from < 5 && base >= 5:
			return fmt.Sprintf("cell %d is %d to %d", i, plain[i].from, plain[i].to)
		case a.singleChoice() && a.findPartialLeak() && careful[i].to-careful[i].from < 5:
			return fmt.Sprintf("cell %d is %d to %d, for a reader who knows that the smallest are hidden",
				i, careful[i].from, careful[i].to)
		}
	}
	return ""
}

// findPartialLeak reports whether some of the table is shown and some hidden.
func (a attacker) findPartialLeak() bool { return a.out.Withheld == NotWithheld && a.out.Hidden > 0 }

// inDescendingOrder reports whether no hidden cell is 0 or as large as a shown one.
func (a attacker) inDescendingOrder(cells []int64) bool {
	for i, c := range a.out.Cells {
		if c.shown {
			continue
		}
		if cells[i] == 0 {
			return false
		}
		for j, d := range a.out.Cells {
			if d.shown && cells[j] > 0 && cells[i] >= cells[j] {
				return false
			}
		}
	}
	return true
}

// findSwaps adds to found the tables in which two hidden cells are exchanged. Most of them
// are released in the same way, so that eachPossibleTable need not try all others.
func (a attacker) findSwaps(found []interval) {
	cells := make([]int64, len(a.table.Cells))
	for i, c := range a.table.Cells {
		cells[i] = c.n
	}
	for i := range cells {
		for j := range i + 1 {
			if a.out.Cells[i].shown || a.out.Cells[j].shown {
				continue
			}
			cells[i], cells[j] = cells[j], cells[i]
			if a.possible(cells) && a.sameRelease(cells) {
				for k, n := range cells {
					found[k].add(n)
				}
			}
			cells[i], cells[j] = cells[j], cells[i]
		}
	}
}

// findExclusiveLeak finds a small number of people who did not choose an exclusive option.
// If the count of that option is shown, they are known to have chosen something else.
func (a attacker) findExclusiveLeak() string {
	if a.singleChoice() {
		return ""
	}
	people, found := a.table.States.Answered.n, false
	for i, exclusive := range a.table.Exclusive {
		if exclusive {
			n, shown := a.out.Cells[i].Number()
			if !shown {
				return ""
			}
			people, found = people-n, true
		}
	}
	if found && people > 0 && people < a.policy.threshold(a.table.Topic) {
		return fmt.Sprintf("%d people are known to have chosen another option", people)
	}
	return ""
}

// random returns a table of a question that up to 31 people answered.
func random(rng *rand.Rand) Table {
	people := rng.IntN(32)
	options := 2 + rng.IntN(3)
	single := rng.IntN(3) > 0
	if single && people < 13 {
		options += rng.IntN(4) // enough for tables that cannot be protected
	}
	t := Table{
		Topic: []Topic{Monitoring, Monitoring, Sensitive}[rng.IntN(3)],
		States: StateCounts{
			Answered: NewCount(int64(people)), PreferNotToSay: NewCount(rng.Int64N(3)), Skipped: NewCount(rng.Int64N(4)),
			NotAsked: NewCount(rng.Int64N(9)),
		},
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
		"topic %d, %d answered %v, %d to %d options each, exclusive %v",
		t.Topic,
		t.States.Answered.n,
		ns,
		t.MinChoices,
		t.MaxChoices,
		t.Exclusive,
	)
}

// An attacker who tries every possible table does not find a hidden number.
func TestHiddenNumbersCannotBeDerived(t *testing.T) {
	rng, withHidden := rand.New(rand.NewPCG(2016, 9)), 0
	for range 10_000 {
		table := random(rng)
		out := Standard().Release(table)
		if out.Hidden > 0 {
			withHidden++
		}
		if found := (attacker{Standard(), table, out}).findLeak(); found != "" {
			t.Fatalf("%s\nreleased as %v %v\n%s", table.describe(), out.Cells, out.Withheld, found)
		}
	}
	if withHidden < 5000 {
		t.Errorf("only %d of the tables had something to hide, which is too few for this test", withHidden)
	}
}

// With any one rule disabled, the same attacker finds something out.
func TestEveryRuleIsNeeded(t *testing.T) {
	for _, test := range []struct {
		name string
		off  rule
	}{
		{"small counts are hidden", rulePrimary},
		{"others are hidden with them", ruleSecondary},
		{"until the range of possible values is wide", ruleWidth},
		{"even for readers who know the rules", ruleKnownMethod},
		{"tables with only zeros left to hide are withheld", ruleZeros},
		{"small homogeneous groups are withheld", ruleHomogeneousGroup},
		{"tables with few answers are withheld", ruleMinBase},
		{"exclusive options do not reveal a few people", ruleExclusiveOption},
		{"percentages are of enough people", ruleShareBase},
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
			t.Error("the attacker found nothing without this rule")
		})
	}
}
