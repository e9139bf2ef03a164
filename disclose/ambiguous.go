package disclose

import "slices"

// maxAmbiguous is the number of hidden cells up to which a reader is expected to try which tables this program
// releases in the same way. There are too many tables behind larger ones.
const maxAmbiguous = 16

// isAmbiguous reports whether every hidden cell has another possible value in a table of which the same cells would be
// hidden: otherwise a reader who runs the program on all tables that agree with what is shown would find the cell. Such
// a table is looked for among those with a few people moved along a circle of hidden cells, and, if that does not
// find one for every cell, among those with people moved along several circles.
//
// The search is of those that protect hides, whether they are ambiguous or not, so that it comes to the same result for
// nearly all of them.
func (x *crossing) isAmbiguous() bool {
	if !x.p.enabled(ruleAmbiguous) || !x.p.enabled(ruleSecondary) {
		return true
	}
	w := x.network
	var hidden []int
	for r := range x.at {
		for k, at := range x.at[r] {
			// Where a total is hidden, it varies as well.
			if w.arcs[at].hidden && !w.arcs[x.rows.total[r]].hidden && !w.arcs[x.columns.total[k]].hidden {
				hidden = append(hidden, at)
			}
		}
	}
	if len(hidden) > maxAmbiguous {
		return true
	}
	confirmed := make([]bool, len(w.arcs))
	var left []int
	for _, at := range hidden {
		if w.seen[plain][at].width() > 0 && !confirmed[at] && !x.confirm(at, confirmed) {
			left = append(left, at)
		}
	}
	return len(left) == 0 || x.wander(hidden, left, confirmed)
}

// mostTables is how many tables wander looks at.
const mostTables = 800

// wander looks for tables of which the same cells would be hidden from one to the next, and reports whether each cell of left
// has another value in one of them. It goes on from tables that it has found, and from the last one that
// hides others, so that it can pass between them. Its steps follow from the table alone.
func (x *crossing) wander(hidden, left []int, confirmed []bool) bool {
	w := x.network
	found := [][][]int64{x.cells}
	beyond, mix := x.cells, uint64(1)
	step := func(n int) int { // mixes the steps: Knuth’s linear congruential generator
		mix = mix*6364136223846793005 + 1442695040888963407
		return int(mix >> 33 % uint64(n))
	}
	for range mostTables {
		from := found[step(len(found))]
		if step(3) == 0 {
			from = beyond
		}
		y := x.with(from)
		for k, a := range w.arcs {
			if a.hidden {
				y.network.hide(k)
			}
		}
		if y.network.change(hidden[step(len(hidden))], plain, step(2) == 0, 1+int64(step(3))) == 0 {
			beyond = x.cells
			continue
		}
		cells := y.cellsOf(y.network.flow)
		z := x.with(cells)
		if !x.hidesSame(z) {
			beyond = cells
			continue
		}
		found = append(found, cells)
		for k := range confirmed {
			confirmed[k] = confirmed[k] || z.network.arcs[k].n != w.arcs[k].n
		}
		if !slices.ContainsFunc(left, func(at int) bool { return !confirmed[at] }) {
			return true
		}
	}
	return false
}

// confirm looks for a table of which the same cells would be hidden and in which at has another value, and marks all
// cells that have another value in it.
func (x *crossing) confirm(at int, confirmed []bool) bool {
	w := x.network
	for people := int64(1); people <= x.p.rules.MinWidth; people++ {
		for _, down := range []bool{false, true} {
			if w.change(at, plain, down, people) != people {
				continue
			}
			flow := slices.Clone(w.flow)
			if y := x.with(x.cellsOf(flow)); !x.hidesSame(y) {
				continue
			}
			for i, n := range flow {
				confirmed[i] = confirmed[i] || n != w.arcs[i].n
			}
			return true
		}
	}
	return false
}

// cellsOf returns the counts of the cells in an explanation.
func (x *crossing) cellsOf(flow []int64) [][]int64 {
	cells := make([][]int64, len(x.at))
	for r := range x.at {
		for _, at := range x.at[r] {
			cells[r] = append(cells[r], flow[at])
		}
	}
	return cells
}

// hidesSame reports whether y has the totals of x, and the same cells of both are hidden.
func (x *crossing) hidesSame(y *crossing) bool {
	if !slices.Equal(x.rows.totals, y.rows.totals) || !slices.Equal(x.columns.totals, y.columns.totals) || !y.protect() {
		return false
	}
	return slices.EqualFunc(x.network.arcs, y.network.arcs, func(a, b arc) bool { return a.hidden == b.hidden })
}
