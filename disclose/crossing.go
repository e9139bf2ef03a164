package disclose

// crossing is a Cross, with groups merged, whose cells are being hidden.
type crossing struct {
	p             Policy
	network       *network
	threshold     int64
	rows, columns crossSide
	cells         [][]int64 // the true counts
	at            [][]int   // and their arcs in the network
	sides         [2]Side   // as given
	// The totals of the one-way tables, true, of the rows and of the columns.
	rowParts, columnParts []int64
}

// crossSide is the rows or the columns of a crossing.
type crossSide struct {
	groups  []int   // by total of the one-way table: the line that counts it
	totals  []int64 // by line
	states  []bool  // by line: it counts people without an answer
	open    []bool  // by line: of whom that is no secret
	total   []int   // by line: the arc of its total
	parts   []int   // by total of the one-way table: its arc
	answers []int64 // by line: those in it who answered the question of the other side
}

func (p Policy) newCrossing(c Cross, rows, columns []int) *crossing {
	x := &crossing{p: p, threshold: max(p.threshold(c.Rows.Topic), p.threshold(c.Columns.Topic)), sides: [2]Side{c.Rows, c.Columns}}
	x.rows, x.columns = newCrossSide(c.Rows, rows), newCrossSide(c.Columns, columns)
	x.cells = make([][]int64, len(x.rows.totals))
	for r := range x.cells {
		x.cells[r] = make([]int64, len(x.columns.totals))
	}
	x.rowParts, x.columnParts = make([]int64, len(rows)), make([]int64, len(columns))
	for i, row := range c.Cells {
		for j, n := range row {
			x.cells[rows[i]][columns[j]] += n.n
			x.rowParts[i], x.columnParts[j] = x.rowParts[i]+n.n, x.columnParts[j]+n.n
		}
	}
	x.build()
	return x
}

// with returns x with other counts of the same people, of which nothing is hidden yet.
func (x *crossing) with(cells [][]int64) *crossing {
	y := *x
	y.cells = cells
	y.rows, y.columns = newCrossSide(x.sides[0], x.rows.groups), newCrossSide(x.sides[1], x.columns.groups)
	y.build()
	return &y
}

// build sums up the cells, and makes the network.
func (x *crossing) build() {
	height, width := len(x.rows.totals), len(x.columns.totals)
	x.at = make([][]int, height)
	for r, row := range x.cells {
		x.at[r] = make([]int, width)
		for k, n := range row {
			x.rows.totals[r], x.columns.totals[k] = x.rows.totals[r]+n, x.columns.totals[k]+n
			if !x.columns.states[k] {
				x.rows.answers[r] += n
			}
			if !x.rows.states[r] {
				x.columns.answers[k] += n
			}
		}
	}
	// Nodes: the start, the end, and for each line one before and one after its total.
	const start, end = 0, 1
	before := func(r int) int { return 2 + r }
	row := func(r int) int { return 2 + height + r }
	column := func(k int) int { return 2 + 2*height + k }
	after := func(k int) int { return 2 + 2*height + width + k }
	w := newNetwork(2 + 2*height + 2*width)
	x.network = w
	rows, columns := x.rows.groups, x.columns.groups
	for i, n := range x.rowParts {
		x.rows.parts = append(x.rows.parts, w.addTotal(start, before(rows[i]), n, x.sides[0], i))
	}
	for r, n := range x.rows.totals {
		x.rows.total = append(x.rows.total, w.add(before(r), row(r), n, true, limits{0, unlimited}))
	}
	for r := range x.cells {
		for k, n := range x.cells[r] {
			known := limits{0, x.threshold - 1}
			if n >= x.threshold {
				known = limits{x.threshold, unlimited}
			}
			x.at[r][k] = w.add(row(r), column(k), n, false, known)
		}
	}
	for k, n := range x.columns.totals {
		x.columns.total = append(x.columns.total, w.add(column(k), after(k), n, true, limits{0, unlimited}))
	}
	for j, n := range x.columnParts {
		x.columns.parts = append(x.columns.parts, w.addTotal(after(columns[j]), end, n, x.sides[1], j))
	}
	for r, hidden := range x.p.hiddenTotals(x.sides[0], rows, x.rowParts) {
		if hidden {
			w.hide(x.rows.total[r])
		}
	}
	for k, hidden := range x.p.hiddenTotals(x.sides[1], columns, x.columnParts) {
		if hidden {
			w.hide(x.columns.total[k])
		}
	}
}

func newCrossSide(s Side, groups []int) crossSide {
	lines := 0
	for _, g := range groups {
		lines = max(lines, g+1)
	}
	out := crossSide{
		groups: groups, totals: make([]int64, lines), answers: make([]int64, lines),
		states: make([]bool, lines), open: make([]bool, lines),
	}
	for i := range lines {
		out.open[i] = true
	}
	for i, g := range groups {
		out.states[g] = s.isState(i)
		out.open[g] = out.open[g] && s.isOpen(i)
	}
	return out
}

// addTotal adds total i of the one-way table of s. If it is hidden, an informed reader knows that it is not 0 and
// smaller than those that are shown, because zeros are shown and the smallest are hidden first.
func (w *network) addTotal(from, to int, n int64, s Side, i int) int {
	known := limits{0, unlimited}
	if most := s.smallestShown() - 1; !s.isState(i) && n >= 1 && n <= most {
		known = limits{1, most}
	}
	at := w.add(from, to, n, true, known)
	if !s.Totals[i].shown {
		w.hide(at)
	}
	return at
}

// hiddenTotals returns which groups of the totals of s have a total that is hidden. It depends on the one-way table
// only. A group of one total is shown as there. The total of several is shown if the hidden ones among them are as well
// protected as in the one-way table alone; those of which that is not true are hidden, and all others with hidden
// ones if their sum would still reveal something.
func (p Policy) hiddenTotals(s Side, groups []int, totals []int64) []bool {
	lines, sums := newCrossSide(s, groups), []int64(nil)
	for range lines.totals {
		sums = append(sums, 0)
	}
	parts := make([]int, len(sums))
	for i, g := range groups {
		sums[g] += totals[i]
		parts[g]++
	}
	doubtful := make([]bool, len(sums)) // some of its totals are hidden
	for i, g := range groups {
		doubtful[g] = doubtful[g] || !s.Totals[i].shown
	}
	// spans returns how much the possible values of each hidden total span if the groups in hidden are hidden.
	spans := func(hidden []bool) (of [][readers]int64) {
		const start, end = 0, 1
		w := newNetwork(2 + len(sums))
		for i, g := range groups {
			w.addTotal(start, 2+g, totals[i], s, i)
		}
		for g, n := range sums {
			if at := w.add(2+g, end, n, true, limits{0, unlimited}); hidden[g] {
				w.hide(at)
			}
		}
		of = make([][readers]int64, len(groups))
		for i := range groups {
			for r := range readers {
				if !s.Totals[i].shown {
					w.measure(i, r, p.rules.MinWidth)
					of[i][r] = min(w.seen[r][i].width(), p.rules.MinWidth)
				}
			}
		}
		return of
	}
	alone, hidden := spans(doubtful), make([]bool, len(sums))
	for g := range sums {
		hidden[g] = parts[g] == 1 && doubtful[g]
	}
	for _, pool := range []bool{false, true} {
		with := spans(hidden)
		for i, g := range groups {
			if with[i] != alone[i] {
				hidden[g] = true
				if pool {
					return doubtful
				}
			}
		}
	}
	return hidden
}

// isSmallSlice reports whether the people of line i of s who answered the other question are too few to be counted
// by their answers, or the people of all other groups together are.
func (x *crossing) isSmallSlice(s *crossSide, i int) bool {
	others := int64(0)
	for j, n := range s.answers {
		if j != i && !s.states[j] {
			others += n
		}
	}
	n, least := s.answers[i], x.p.rules.MinBase
	return n > 0 && (n < least || !s.states[i] && others > 0 && others < least) && x.p.enabled(ruleSlice)
}

// hasSmallSlice reports whether a group of s is too small to be counted by its answers.
func (x *crossing) hasSmallSlice(s *crossSide) bool {
	for i := range s.totals {
		if !s.states[i] && x.isSmallSlice(s, i) {
			return true
		}
	}
	return false
}

// isOfOneMind reports whether all or all but one of those in a line who answered the other question gave the same answer:
// then the table reveals what everyone in the line answered.
func (x *crossing) isOfOneMind(s, other *crossSide, i int, cell func(j int) int64) bool {
	if s.answers[i] == 0 || !x.p.enabled(ruleOneMind) {
		return false
	}
	for j := range other.totals {
		if !other.states[j] && cell(j) >= s.answers[i]-1 {
			return true
		}
	}
	return false
}

// hidePrimary hides the cells that would reveal something by themselves. Cells of a line without people are shown as 0.
func (x *crossing) hidePrimary() {
	w := x.network
	hide := func(r, k int) {
		if !x.isEmpty(r, k) && !x.rows.open[r] && !x.columns.open[k] {
			w.hide(x.at[r][k])
		}
	}
	for r := range x.cells {
		for k, n := range x.cells[r] {
			if n < x.threshold && (n > 0 && x.p.enabled(rulePrimary) || n == 0 && x.p.enabled(ruleCrossZero)) {
				hide(r, k)
			}
		}
	}
	rows, columns := x.hiddenLines()
	for r := range x.cells {
		for k := range x.cells[r] {
			if rows[r] || columns[k] {
				// A line that is hidden as a whole does not tell which of its cells are small.
				w.arcs[x.at[r][k]].known[informed] = limits{0, unlimited}
				hide(r, k)
			}
			if w.arcs[x.rows.total[r]].hidden || w.arcs[x.columns.total[k]].hidden {
				w.hide(x.at[r][k]) // also who skipped the question: the total could not be less
			}
		}
	}
}

// hiddenLines returns which rows and columns are hidden as a whole.
func (x *crossing) hiddenLines() (rows, columns []bool) {
	hidden := func(at int) bool { return x.network.arcs[at].hidden }
	for r, at := range x.rows.total {
		rows = append(rows, x.isSmallSlice(&x.rows, r) || hidden(at) ||
			x.isOfOneMind(&x.rows, &x.columns, r, func(k int) int64 { return x.cells[r][k] }))
	}
	for k, at := range x.columns.total {
		columns = append(columns, x.isSmallSlice(&x.columns, k) || hidden(at) ||
			x.isOfOneMind(&x.columns, &x.rows, k, func(r int) int64 { return x.cells[r][k] }))
	}
	return rows, columns
}

// isEmpty reports whether the total of the row or the column is shown and 0.
func (x *crossing) isEmpty(r, k int) bool {
	return x.rows.totals[r] == 0 && !x.network.arcs[x.rows.total[r]].hidden ||
		x.columns.totals[k] == 0 && !x.network.arcs[x.columns.total[k]].hidden
}

// protect hides cells until the possible values of every hidden number span enough, and reports whether that succeeded
// and something is left to show.
func (x *crossing) protect() bool {
	w := x.network
	x.hidePrimary()
	if !x.p.enabled(ruleSecondary) {
		return true
	}
	for again := true; again; {
		again = false
		for at := 0; at < len(w.arcs); at++ {
			if a := w.arcs[at]; !a.hidden || a.fixed {
				continue
			}
			for r := range readers {
				need := x.needed(r)
				for !w.measure(at, r, need) {
					more := w.widen(at, r, need)
					if more == nil {
						break // no more is known of it than from the one-way tables
					}
					for _, i := range more {
						w.hide(i)
						again = again || i < at
					}
				}
				if r == informed && x.p.enabled(ruleKnownMethod) && w.seen[r][at].width() == 0 && w.seen[plain][at].width() > 0 {
					return false
				}
			}
		}
	}
	for r := range x.at {
		for k, at := range x.at[r] {
			if !w.arcs[at].hidden && w.arcs[at].n > 0 && !x.rows.states[r] && !x.columns.states[k] {
				return true
			}
		}
	}
	return false
}

// needed returns how much the possible values of a hidden number must span for reader r. One who knows of each number
// whether it was hidden because it is small must be left with half of what the mark says.
func (x *crossing) needed(r reader) int64 {
	switch {
	case !x.p.enabled(ruleWidth):
		return 1
	case r == plain:
		return x.p.rules.MinWidth
	case !x.p.enabled(ruleKnownMethod):
		return 0
	}
	return (x.threshold - 1) / 2
}

// released returns what is shown of x.
func (x *crossing) released() ReleasedCross {
	w, out := x.network, ReleasedCross{RowGroups: x.rows.groups, ColumnGroups: x.columns.groups}
	show := func(at int) Cell {
		if w.arcs[at].hidden {
			return newMarkedCell(Confidential)
		}
		return newCell(w.arcs[at].n)
	}
	for _, at := range x.rows.total {
		out.Rows = append(out.Rows, show(at))
	}
	for k, at := range x.columns.total {
		out.Columns = append(out.Columns, show(at))
		base := show(at)
		for r := range x.cells {
			if x.rows.states[r] && base.shown {
				if c := show(x.at[r][k]); c.shown {
					base.n -= c.n
				} else {
					base = c
				}
			}
		}
		out.Bases = append(out.Bases, base)
	}
	for r := range x.cells {
		var row, shares []Cell
		for k, at := range x.at[r] {
			c := show(at)
			row = append(row, c)
			if !c.shown {
				out.Hidden++
			}
			if !x.rows.states[r] {
				shares = append(shares, x.p.Share(c, out.Bases[k]))
			}
		}
		out.Cells, out.Shares = append(out.Cells, row), append(out.Shares, shares)
	}
	return out
}
