package disclose

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// threeQuestions is a random consultation with two questions about proposals and one about people, and no states.
type threeQuestions struct {
	size   [3]int
	people [][][]int64 // by answer to each of them
	sides  [3]Side
}

func randomThree(rng *rand.Rand) threeQuestions {
	answers, groups := 2+rng.IntN(2), 3+rng.IntN(2)
	w := threeQuestions{size: [3]int{answers, answers, groups}}
	for range answers {
		var plane [][]int64
		for range answers {
			plane = append(plane, make([]int64, groups))
		}
		w.people = append(w.people, plane)
	}
	odds := 3 + rng.IntN(10)
	group := skewed(rng, groups, 2)
	views := make([][]float64, groups)
	for i := range views {
		views[i] = skewed(rng, answers, 3)
	}
	for range 60 + rng.IntN(300) {
		c := pick(rng, group)
		a := pick(rng, views[c])
		b := a // opinions go together
		if rng.IntN(odds) == 0 {
			b = rng.IntN(answers)
		}
		w.people[a][b][c]++
	}
	return w.withSides()
}

func (w threeQuestions) withSides() threeQuestions {
	for q := range 3 {
		totals := make([]int64, w.size[q])
		w.each(func(at [3]int, n int64) { totals[at[q]] += n })
		topic := []Topic{Proposal, Proposal, Monitoring}[q]
		table := singleChoiceTable(topic, totals...)
		table.States.PreferNotToSay, table.States.Skipped = NewCount(0), NewCount(0)
		w.sides[q] = SideOf(fmt.Sprint("question ", q), Standard().Release(table), topic)
	}
	return w
}

func (w threeQuestions) each(visit func(at [3]int, n int64)) {
	for a := range w.people {
		for b := range w.people[a] {
			for c, n := range w.people[a][b] {
				visit([3]int{a, b, c}, n)
			}
		}
	}
}

// cross returns the table of question r by question k.
func (w threeQuestions) cross(r, k int) Cross {
	cells := make([][]int64, w.size[r])
	for i := range cells {
		cells[i] = make([]int64, w.size[k])
	}
	w.each(func(at [3]int, n int64) { cells[at[r]][at[k]] += n })
	c := Cross{Rows: w.sides[r], Columns: w.sides[k]}
	for _, row := range cells {
		c.Cells = append(c.Cells, counts(row...))
	}
	return c
}

var threePairs = [][2]int{{0, 2}, {1, 2}, {0, 1}}

// findInAll returns what a reader finds out from three crosses together.
func (w threeQuestions) findInAll(t *testing.T, p Policy, out []ReleasedCross) string {
	joint := &programme{}
	x := map[[3]int]int{}
	w.each(func(at [3]int, _ int64) { x[at] = joint.unknown() })
	var targets []int
	var names []string
	for q, s := range w.sides {
		for i, c := range s.Totals {
			var of []int
			for at, unknown := range x {
				if at[q] == i {
					of = append(of, unknown)
				}
			}
			if c.shown {
				joint.is(float64(c.n), of, nil)
			}
		}
	}
	for i, pair := range threePairs {
		if out[i].Withheld != NotWithheld {
			continue
		}
		for r, row := range out[i].Cells {
			for k, c := range row {
				var of []int
				for at, unknown := range x {
					if at[pair[0]] == r && at[pair[1]] == k {
						of = append(of, unknown)
					}
				}
				if c.shown {
					joint.is(float64(c.n), of, nil)
					continue
				}
				sum := joint.unknown()
				joint.is(0, of, []int{sum})
				targets, names = append(targets, sum), append(names, fmt.Sprintf("cell %d %d of cross %d", r, k, i))
			}
		}
	}
	if len(targets) == 0 {
		return ""
	}
	got := joint.limits(t, targets)
	at := 0
	for i, pair := range threePairs {
		if out[i].Withheld != NotWithheld {
			continue
		}
		rows, columns := w.sides[pair[0]], w.sides[pair[1]]
		sides := newCrossAttack(out[i], rows, columns, true)
		want, _ := sides.hidden(out[i], rows, columns)
		for j, before := range sides.limits(t, want)[:out[i].Hidden] {
			if l := got[at+j]; l.width() < min(p.rules.MinWidth, before.width()) {
				return fmt.Sprintf("%s is %d to %d; from the one-way tables it is %d to %d",
					names[at+j], l.least, l.most, before.least, before.most)
			}
		}
		at += out[i].Hidden
	}
	return ""
}

// crosses returns the three crosses, which close a circle.
func (w threeQuestions) crosses() (all []Cross) {
	for _, pair := range threePairs {
		all = append(all, w.cross(pair[0], pair[1]))
	}
	return all
}

// An attacker who solves the equations of all crosses together finds nothing.
func TestCrossesTogetherRevealNothing(t *testing.T) {
	rng := rand.New(rand.NewPCG(13, 13))
	both := 0
	for range 60 {
		w := randomThree(rng)
		out := Standard().ReleaseCrosses(w.crosses()...)
		if leak := w.findInAll(t, Standard(), out); leak != "" {
			t.Fatal(leak, w.people, out)
		}
		if out[0].Withheld == NotWithheld && out[1].Withheld == NotWithheld {
			both++
			if out[2].Withheld != LinkedCross {
				t.Errorf("the third cross: %q", out[2].Withheld)
			}
		}
	}
	if both < 20 {
		t.Errorf("only %d pairs were released", both)
	}
}

// If a third cross closed a circle, the three together would reveal what each of them hides.
func TestCrossThatClosesACircleWouldReveal(t *testing.T) {
	w := threeQuestions{size: [3]int{3, 3, 3}, people: [][][]int64{
		{{33, 18, 15}, {0, 1, 1}, {2, 0, 1}},
		{{0, 10, 0}, {27, 185, 0}, {1, 10, 0}},
		{{0, 0, 0}, {0, 0, 0}, {13, 0, 40}},
	}}.withSides()
	out := Standard().ReleaseCrosses(w.crosses()...)
	if out[0].Withheld != NotWithheld || out[1].Withheld != NotWithheld || out[2].Withheld != LinkedCross {
		t.Fatal(out[0].Withheld, out[1].Withheld, out[2].Withheld)
	}
	if leak := w.findInAll(t, Standard(), out); leak != "" {
		t.Error(leak)
	}
	weak := Standard()
	weak.disabled = ruleForest
	if leak := w.findInAll(t, weak, weak.ReleaseCrosses(w.crosses()...)); leak == "" {
		t.Error("the attacker found nothing in all three")
	} else {
		t.Log(leak)
	}
}

// A question that is asked depending on another is linked to it: who was not asked is who gave certain answers.
func TestCrossOfAQuestionThatDependsOnAnother(t *testing.T) {
	w := threeQuestions{size: [3]int{2, 2, 2}, people: [][][]int64{{{60, 50}, {70, 40}}, {{55, 45}, {35, 65}}}}.withSides()
	w.sides[1].Links = []Link{{Question: w.sides[0].Question}}
	out := Standard().ReleaseCrosses(w.cross(0, 2), w.cross(1, 2))
	if out[0].Withheld != NotWithheld || out[1].Withheld != LinkedCross {
		t.Errorf("%q, %q", out[0].Withheld, out[1].Withheld)
	}
	if out = Standard().ReleaseCrosses(w.cross(1, 2)); out[0].Withheld != NotWithheld {
		t.Errorf("alone: %q", out[0].Withheld)
	}
}
