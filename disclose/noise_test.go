package disclose

import (
	"math"
	"math/rand/v2"
	"testing"
)

// noise returns n as the cell key method would publish it: changed by up to most, small changes being more likely. A 0
// remains 0, and nothing becomes negative.
func noise(rng *rand.Rand, n, most int64) int64 {
	if n == 0 {
		return 0
	}
	return max(n+rng.Int64N(most+1)-rng.Int64N(most+1), 0)
}

// hidingUtility is what is left of crosses with hidden counts.
type hidingUtility struct {
	tables, withheld, cells, hidden int
	people, peopleShown             int64
}

// noiseUtility is what is left of the same crosses with noise.
type noiseUtility struct {
	lines, linesOff    int     // rows, and those that do not add up to their total
	shares             int     // percentages of groups of at least 20 people
	points             float64 // the sum of their errors, in percentage points
	small, smallNarrow int     // counts from 1 to 4, and those whose possible values span less than 5
}

// The decision to hide counts and to add no noise rests on these numbers: docs/decisions/2026-11-30-hide-or-perturb.md.
// Noise that leaves a reader, who knows the totals and the largest change, as many values as hiding does is so large
// that hardly a row adds up.
func TestNoiseThatProtectsAsMuchAsHiding(t *testing.T) {
	for _, size := range [][3]int{{5, 5, 300}, {5, 5, 1200}, {5, 18, 5000}, {20, 6, 5000}} {
		hiding, perturbed := hidingUtility{}, map[int64]*noiseUtility{2: {}, 3: {}, 5: {}}
		rng := rand.New(rand.NewPCG(21, uint64(size[2]+size[0])))
		for range 40 {
			w := randomCross(rng, size[0], size[1], size[2])
			out := Standard().ReleaseCross(w.cross())
			hiding.add(w, out)
			for _, most := range []int64{2, 3, 5} {
				if out.Withheld == NotWithheld {
					perturbed[most].add(rng, w, out, most)
				}
			}
		}
		percent := func(part, all int) int { return 100 * part / max(all, 1) }
		t.Logf("%d answers, %d groups, %d people: %d of %d tables withheld, %d%% of cells hidden, %d%% of people in the others",
			size[0], size[1], size[2], hiding.withheld, hiding.tables, percent(hiding.hidden, hiding.cells),
			percent(int(hiding.peopleShown), int(hiding.people)))
		for _, most := range []int64{2, 3, 5} {
			u := perturbed[most]
			t.Logf("  noise up to %d: %d%% of small counts known to less than 6 values, %d%% of rows do not add up, %.1f points error",
				most, percent(u.smallNarrow, u.small), percent(u.linesOff, u.lines), u.points/float64(u.shares))
		}
		if u := perturbed[2]; u.smallNarrow < u.small {
			t.Error("noise up to 2 leaves enough values: think again about the decision")
		}
		if u := perturbed[5]; percent(u.linesOff, u.lines) < 50 {
			t.Error("most rows with noise up to 5 add up: think again about the decision")
		}
		if hiding.peopleShown < hiding.people/4 {
			t.Error("hiding leaves too little: think again about the decision")
		}
	}
}

func (u *hidingUtility) add(w crossWorld, out ReleasedCross) {
	if u.tables++; out.Withheld != NotWithheld {
		u.withheld++
		return
	}
	u.hidden += out.Hidden
	for _, row := range w.cells {
		for _, n := range row {
			u.people += n
		}
	}
	for _, row := range out.Cells {
		for _, c := range row {
			u.cells++
			u.peopleShown += c.n
		}
	}
}

// add adds the cross that out releases, with noise up to most.
func (u *noiseUtility) add(rng *rand.Rand, w crossWorld, out ReleasedCross, most int64) {
	x := Standard().newCrossing(w.cross(), out.RowGroups, out.ColumnGroups)
	for r := range x.cells {
		sum := int64(0)
		for k, n := range x.cells[r] {
			published := noise(rng, n, most)
			sum += published
			if base := x.columns.answers[k]; base >= 20 && !x.rows.states[r] {
				u.shares++
				u.points += 100 * math.Abs(float64(published-n)) / float64(base)
			}
			a := &x.network.arcs[x.at[r][k]]
			a.known[plain] = limits{max(published-most, 0), published + most}
			x.network.hide(x.at[r][k])
		}
		if u.lines++; sum != x.rows.totals[r] {
			u.linesOff++
		}
	}
	for r := range x.cells {
		for k, n := range x.cells[r] {
			if n >= 1 && n <= 4 {
				if u.small++; !x.network.measure(x.at[r][k], plain, 5) {
					u.smallNarrow++
				}
			}
		}
	}
}
