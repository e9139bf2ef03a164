package disclose

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize/convex/lp"
)

// programme is what an attacker knows: linear equations over numbers of people that are not negative. It has no code in
// common with the package.
type programme struct {
	unknowns  int
	equations []equation
}

type equation struct {
	of  []int // unknowns, each once
	by  []float64
	sum float64
}

func (p *programme) unknown() int { p.unknowns++; return p.unknowns - 1 }

// is adds that the unknowns of plus minus those of minus are sum.
func (p *programme) is(sum float64, plus, minus []int) {
	e := equation{sum: sum}
	for _, i := range plus {
		e.of, e.by = append(e.of, i), append(e.by, 1)
	}
	for _, i := range minus {
		e.of, e.by = append(e.of, i), append(e.by, -1)
	}
	p.equations = append(p.equations, e)
}

// within adds that an unknown is from least to most.
func (p *programme) within(x int, least, most float64) {
	if least > 0 {
		p.is(least, []int{x}, []int{p.unknown()})
	}
	if most < 1e9 {
		p.is(most, []int{x, p.unknown()}, nil)
	}
}

// reduced returns the equations as a matrix without rows that follow from others, which the simplex method needs, the
// unknowns that are fixed by one equation, and the columns of the others.
func (p *programme) reduced() (a *mat.Dense, b []float64, fixed map[int]float64, at map[int]int) {
	var rows [][]float64
	for _, e := range p.equations {
		row := make([]float64, p.unknowns+1)
		for k, i := range e.of {
			row[i] += e.by[k]
		}
		row[p.unknowns] = e.sum
		rows = append(rows, row)
	}
	used := 0
	for column := 0; column < p.unknowns && used < len(rows); column++ {
		best := used
		for i := used; i < len(rows); i++ {
			if math.Abs(rows[i][column]) > math.Abs(rows[best][column]) {
				best = i
			}
		}
		if math.Abs(rows[best][column]) < 1e-9 {
			continue
		}
		rows[used], rows[best] = rows[best], rows[used]
		for i := range rows {
			if factor := rows[i][column] / rows[used][column]; i != used && factor != 0 {
				for k := range rows[i] {
					rows[i][k] -= factor * rows[used][k]
				}
			}
		}
		used++
	}
	fixed = map[int]float64{}
	var left [][]float64
	for _, row := range rows[:used] {
		var of []int
		for k, x := range row[:p.unknowns] {
			if math.Abs(x) > 1e-9 {
				of = append(of, k)
			}
		}
		if len(of) == 1 {
			fixed[of[0]] = row[p.unknowns] / row[of[0]]
		} else {
			left = append(left, row)
		}
	}
	at = map[int]int{}
	for x := range p.unknowns {
		if _, known := fixed[x]; !known {
			at[x] = len(at)
		}
	}
	if len(left) == 0 {
		return nil, nil, fixed, at
	}
	a = mat.NewDense(len(left), len(at), nil)
	for i, row := range left {
		sign := 1.0
		if row[p.unknowns] < 0 { // gonum finds a start more easily
			sign = -1
		}
		b = append(b, sign*row[p.unknowns])
		for x, k := range at {
			a.Set(i, k, sign*row[x])
		}
	}
	return a, b, fixed, at
}

// limits returns the least and the most of each unknown of want, by gonum.
func (p *programme) limits(t testing.TB, want []int) (all []limits) {
	t.Helper()
	a, b, fixed, at := p.reduced()
	for _, x := range want {
		if value, known := fixed[x]; known {
			all = append(all, limits{int64(math.Round(value)), int64(math.Round(value))})
			continue
		}
		var ends [2]int64
		for k, sign := range []float64{1, -1} {
			c := make([]float64, len(at))
			c[at[x]] = sign
			value, _, err := lp.Simplex(c, a, b, 1e-9, nil)
			if err != nil {
				t.Fatal(err)
			}
			ends[k] = int64(math.Round(sign * value))
		}
		all = append(all, limits{ends[0], ends[1]})
	}
	return all
}

// limitsByGLPK returns the same by glpsol, in one run: a copy of the equations for each end.
func (p *programme) limitsByGLPK(t testing.TB, want []int) (all []limits) {
	t.Helper()
	var objective, equations strings.Builder
	for k := range 2 * len(want) {
		fmt.Fprintf(&objective, " %c x%d_%d", "+-"[k%2], k, want[k/2])
		for i, e := range p.equations {
			fmt.Fprintf(&equations, " e%d_%d:", k, i)
			for j, x := range e.of {
				fmt.Fprintf(&equations, " %+g x%d_%d", e.by[j], k, x)
			}
			fmt.Fprintf(&equations, " = %g\n", e.sum)
		}
	}
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in.lp"), filepath.Join(dir, "out.txt")
	text := "Minimize\n sum:" + objective.String() + "\nSubject To\n" + equations.String() + "End\n"
	if err := os.WriteFile(in, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if said, err := exec.Command("glpsol", "--lp", in, "--write", out).CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, said)
	}
	values := map[string]float64{}
	names := columnsOfLP(text)
	solution, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.SplitSeq(string(solution), "\n") {
		var column int
		var status string
		var value, reduced float64
		if n, _ := fmt.Sscanf(line, "j %d %s %g %g", &column, &status, &value, &reduced); n == 4 {
			values[names[column-1]] = value
		}
	}
	for k, x := range want {
		least, most := values[fmt.Sprintf("x%d_%d", 2*k, x)], values[fmt.Sprintf("x%d_%d", 2*k+1, x)]
		all = append(all, limits{int64(math.Round(least)), int64(math.Round(most))})
	}
	return all
}

// columnsOfLP returns the unknowns of a programme in the order in which glpsol numbers them: as they appear.
func columnsOfLP(text string) (names []string) {
	known := map[string]bool{}
	for word := range strings.FieldsSeq(text) {
		if word[0] == 'x' && !known[word] {
			known[word] = true
			names = append(names, word)
		}
	}
	return names
}

// crossAttack is the programme of a reader of a released cross and its two one-way tables.
type crossAttack struct {
	programme
	cells         [][]int // unknowns
	rows, columns []int   // totals of the one-way tables
}

// newCrossAttack returns what follows from what is shown, or, with onlySides, from the one-way tables alone.
func newCrossAttack(out ReleasedCross, rows, columns Side, onlySides bool) *crossAttack {
	a := &crossAttack{}
	a.cells = make([][]int, len(out.Cells))
	byColumn := make([][]int, len(out.Columns))
	side := func(s Side, groups []int, lines [][]int) (totals []int) {
		parts := make([][]int, len(lines))
		for i, c := range s.Totals {
			x := a.unknown()
			totals = append(totals, x)
			parts[groups[i]] = append(parts[groups[i]], x)
			if c.shown {
				a.is(float64(c.n), []int{x}, nil)
			}
		}
		for i := range lines {
			a.is(0, parts[i], lines[i])
		}
		return totals
	}
	for r, row := range out.Cells {
		for k, c := range row {
			x := a.unknown()
			a.cells[r] = append(a.cells[r], x)
			byColumn[k] = append(byColumn[k], x)
			if c.shown && !onlySides {
				a.is(float64(c.n), []int{x}, nil)
			}
		}
		if c := out.Rows[r]; c.shown && !onlySides {
			a.is(float64(c.n), a.cells[r], nil)
		}
	}
	for k, c := range out.Columns {
		if c.shown && !onlySides {
			a.is(float64(c.n), byColumn[k], nil)
		}
	}
	a.rows, a.columns = side(rows, out.RowGroups, a.cells), side(columns, out.ColumnGroups, byColumn)
	return a
}

// hidden returns the unknowns that are hidden, with the names that a failure prints.
func (a *crossAttack) hidden(out ReleasedCross, rows, columns Side) (all []int, names []string) {
	for r, row := range out.Cells {
		for k, c := range row {
			if !c.shown {
				all, names = append(all, a.cells[r][k]), append(names, fmt.Sprintf("cell %d %d", r, k))
			}
		}
	}
	for side, s := range []Side{rows, columns} {
		for i, c := range s.Totals {
			if !c.shown {
				all, names = append(all, [][]int{a.rows, a.columns}[side][i]), append(names, fmt.Sprintf("total %d of side %d", i, side))
			}
		}
	}
	return all, names
}

// solver finds the least and the most of unknowns.
type solver func(p *programme, t testing.TB, want []int) []limits

// findCrossLeak returns what a reader finds out from a cross, or "".
func findCrossLeak(t testing.TB, p Policy, w crossWorld, out ReleasedCross, solve solver) string {
	if out.Withheld != NotWithheld {
		return ""
	}
	if found := w.findShown(p, out); found != "" {
		return found
	}
	a, sides := newCrossAttack(out, w.rows, w.columns, false), newCrossAttack(out, w.rows, w.columns, true)
	want, names := a.hidden(out, w.rows, w.columns)
	if len(want) == 0 {
		return ""
	}
	got := solve(&a.programme, t, want)
	var before []limits // what the one-way tables tell
	for i, l := range got {
		if l.width() >= p.rules.MinWidth {
			continue
		}
		if before == nil {
			before = solve(&sides.programme, t, want)
		}
		if l != before[i] {
			return fmt.Sprintf("%s is %d to %d; from the one-way tables it is %d to %d",
				names[i], l.least, l.most, before[i].least, before[i].most)
		}
	}
	return w.findByMethod(t, p, out, a, got, solve)
}

// merged returns the true counts of w as out groups them, and who answered: by row, and by column.
func (w crossWorld) merged(out ReleasedCross) (cells [][]int64, rows, columns []int64) {
	cells, rows, columns = make([][]int64, len(out.Rows)), make([]int64, len(out.Rows)), make([]int64, len(out.Columns))
	for r := range cells {
		cells[r] = make([]int64, len(out.Columns))
	}
	for i, row := range w.cells {
		for j, n := range row {
			r, k := out.RowGroups[i], out.ColumnGroups[j]
			cells[r][k] += n
			if j < len(row)-1 { // the last is those who did not answer
				rows[r] += n
			}
			if i < len(w.cells)-1 {
				columns[k] += n
			}
		}
	}
	return cells, rows, columns
}

// line is a row or column of a released cross.
type line struct {
	few     bool // counts few people by their answers, or all but a few
	oneMind bool
}

// lines returns what there is to know of the rows and columns.
func (w crossWorld) lines(out ReleasedCross) (rows, columns []line) {
	cells, byRow, byColumn := w.merged(out)
	judge := func(answered []int64, cell func(i, j int) int64, others int) (all []line) {
		last, people := len(answered)-1, int64(0)
		for _, n := range answered[:last] {
			people += n
		}
		for i, n := range answered {
			l := line{few: n > 0 && n < 10 || n > 0 && i < last && people > n && people-n < 10}
			for j := range others {
				l.oneMind = l.oneMind || n > 0 && cell(i, j) >= n-1
			}
			all = append(all, l)
		}
		return all
	}
	rows = judge(byRow, func(i, j int) int64 { return cells[i][j] }, len(byColumn)-1)
	return rows, judge(byColumn, func(i, j int) int64 { return cells[j][i] }, len(byRow)-1)
}

// findShown returns which shown number reveals something by itself.
func (w crossWorld) findShown(p Policy, out ReleasedCross) string {
	cells, byRow, byColumn := w.merged(out)
	rows, columns := w.lines(out)
	least := max(p.threshold(w.rows.Topic), p.threshold(w.columns.Topic))
	total := func(r int) (n int64) {
		for _, x := range cells[r] {
			n += x
		}
		return n
	}
	for r := range len(byRow) - 1 {
		for k, c := range out.Cells[r] {
			n := cells[r][k]
			nothing := total(r) == 0 || byColumn[k]+cells[len(byRow)-1][k] == 0 // and the one-way table says so
			switch {
			case !c.shown || nothing:
			case c.n != n:
				return fmt.Sprintf("cell %d %d shows %d and is %d", r, k, c.n, n)
			case n < least:
				return fmt.Sprintf("cell %d %d shows %d", r, k, n)
			case rows[r].few || columns[k].few:
				return fmt.Sprintf("cell %d %d is of a slice of few people", r, k)
			case rows[r].oneMind || columns[k].oneMind:
				return fmt.Sprintf("cell %d %d is of a row or column of one mind", r, k)
			}
		}
	}
	return ""
}

// findByMethod returns which number follows for a reader who knows of each hidden one whether it is below the threshold,
// unless its row or column is hidden as a whole.
func (w crossWorld) findByMethod(t testing.TB, p Policy, out ReleasedCross, a *crossAttack, plainly []limits, solve solver) string {
	cells, _, _ := w.merged(out)
	rows, columns := w.lines(out)
	whole := func(l line) bool { return l.few && p.enabled(ruleSlice) || l.oneMind && p.enabled(ruleOneMind) }
	least := float64(max(p.threshold(w.rows.Topic), p.threshold(w.columns.Topic)))
	for r, row := range out.Cells {
		for k, c := range row {
			switch {
			case c.shown || whole(rows[r]) || whole(columns[k]) || !out.Rows[r].shown || !out.Columns[k].shown:
			case cells[r][k] < int64(least):
				a.within(a.cells[r][k], 0, least-1)
			default:
				a.within(a.cells[r][k], least, 1e9)
			}
		}
	}
	want, names := a.hidden(out, w.rows, w.columns)
	for i, l := range solve(&a.programme, t, want) {
		if l.width() == 0 && plainly[i].width() > 0 {
			return fmt.Sprintf("%s is %d, for a reader who knows which numbers are small", names[i], l.least)
		}
	}
	return ""
}

// smallCross returns a table that an attack solves quickly.
func smallCross(rng *rand.Rand) crossWorld {
	w := randomCross(rng, 2+rng.IntN(5), 2+rng.IntN(5), []int{60, 150, 300, 1000}[rng.IntN(4)])
	if groups := len(w.columns.Totals) - w.columns.States; groups > 2 && rng.IntN(2) == 0 {
		var broader []int
		for i := range w.columns.Totals {
			broader = append(broader, min(i, groups+1)/2)
		}
		for i := range w.columns.States {
			broader[groups+i] = (groups + 1) / 2
		}
		w.columns.Broader = [][]int{broader}
	}
	return w
}

func describeCross(w crossWorld, out ReleasedCross) string {
	return fmt.Sprintf("%v\nsides %v and %v\nreleased as %v %v %v", w.cells, w.rows.Totals, w.columns.Totals, out.Cells, out.Rows, out.Columns)
}

// An attacker with a solver of linear programmes, which shares no code with the package, finds no hidden number of a
// cross, and no hidden number of the one-way tables beside it.
func TestHiddenNumbersOfACrossCannotBeDerived(t *testing.T) {
	rng := rand.New(rand.NewPCG(2016, 13))
	released, merged, hidden, cells := 0, 0, 0, 0
	const tables = 120
	for range tables {
		w := smallCross(rng)
		out := Standard().ReleaseCross(w.cross())
		if found := findCrossLeak(t, Standard(), w, out, (*programme).limits); found != "" {
			t.Fatalf("%s\n%s", found, describeCross(w, out))
		}
		if out.Withheld == NotWithheld {
			released++
			if len(out.Columns) < len(w.columns.Totals) {
				merged++
			}
			hidden += out.Hidden
			cells += len(out.Rows) * len(out.Columns)
		}
	}
	t.Logf("%d of %d tables were released, %d with merged groups; %d of %d of their cells are hidden", released, tables, merged, hidden, cells)
	if merged < 5 || released < tables/3 || hidden < cells/10 || cells-hidden < cells/10 {
		t.Errorf("too few for this test")
	}
}

// The same with glpsol, a second solver, and with larger tables.
func TestHiddenNumbersOfALargeCrossCannotBeDerived(t *testing.T) {
	if _, err := exec.LookPath("glpsol"); err != nil {
		t.Skip("glpsol is not installed")
	}
	rng := rand.New(rand.NewPCG(2016, 14))
	for i := range 12 {
		w := smallCross(rng)
		if i >= 6 {
			w = randomCross(rng, 10, 8, 2000)
		}
		out := Standard().ReleaseCross(w.cross())
		if found := findCrossLeak(t, Standard(), w, out, (*programme).limitsByGLPK); found != "" {
			t.Fatalf("%s\n%s", found, describeCross(w, out))
		}
	}
}

// reluctant returns a table of groups of which many skipped the question.
func reluctant(rng *rand.Rand) crossWorld {
	w := crossWorld{cells: make([][]int64, 4)}
	for i := range w.cells {
		for range 4 {
			n := rng.Int64N(9)
			if i == len(w.cells)-1 {
				n += 10
			}
			w.cells[i] = append(w.cells[i], n)
		}
	}
	return w.withSides(Proposal, Monitoring)
}

// With any one rule disabled, the same attacker finds something within 100 tables.
func TestEveryRuleOfCrossesIsNeeded(t *testing.T) {
	for name, test := range map[string]struct {
		off    rule
		random func(*rand.Rand) crossWorld
	}{
		"small counts are hidden":                    {rulePrimary, smallCross},
		"zeros are hidden":                           {ruleCrossZero, smallCross},
		"groups of few people are hidden":            {ruleSlice, reluctant},
		"groups that gave one answer are hidden":     {ruleOneMind, smallCross},
		"others are hidden with them":                {ruleSecondary, smallCross},
		"until the range of possible values is wide": {ruleWidth, smallCross},
		"even for readers who know the method":       {ruleKnownMethod, smallCross},
	} {
		t.Run(name, func(t *testing.T) {
			weak := Standard()
			weak.disabled = test.off
			rng := rand.New(rand.NewPCG(2016, 13))
			for i := range 100 {
				w := test.random(rng)
				out := weak.ReleaseCross(w.cross())
				if found := findCrossLeak(t, weak, w, out, (*programme).limits); found != "" {
					t.Logf("table %d: %s\n%s", i, found, describeCross(w, out))
					return
				}
			}
			t.Error("the attacker found nothing without this rule")
		})
	}
}
