package attack

import (
	"errors"
	"math"
	"slices"
	"strings"
)

// system is what a reader knows: sums of unknown numbers of people, which are not negative. The solver is a simplex method
// on a dense table; it has no code in common with package disclose, which it attacks.
type system struct {
	unknowns int
	sums     [][]bool // by equation and unknown
	values   []float64
}

// add adds that the unknowns in sum add up to value.
func (s *system) add(sum []bool, value int64) {
	s.sums, s.values = append(s.sums, sum), append(s.values, float64(value))
}

// table is a system in the form that is solved: unknowns that appear in the same sums are one, and the rows express some of
// the unknowns by the others.
type table struct {
	of      []int       // by unknown of the system, its column
	columns int         //
	rows    [][]float64 // the last element is the right-hand side
	basis   []int       // by row
	ready   bool        // the right-hand sides are not negative
}

const small = 1e-7

// newTable returns s in row echelon form.
func newTable(s *system) *table {
	t := &table{of: make([]int, s.unknowns)}
	at := map[string]int{}
	var examples []int
	var key strings.Builder
	for i := range s.unknowns {
		key.Reset()
		for _, sum := range s.sums {
			if sum[i] {
				key.WriteByte('1')
			} else {
				key.WriteByte('0')
			}
		}
		k, known := at[key.String()]
		if !known {
			k = len(examples)
			at[key.String()] = k
			examples = append(examples, i)
		}
		t.of[i] = k
	}
	t.columns = len(examples)
	for e, sum := range s.sums {
		row := make([]float64, t.columns+1)
		for k, i := range examples {
			if sum[i] {
				row[k] = 1
			}
		}
		row[t.columns] = s.values[e]
		t.reduce(row)
		at, most := -1, small
		for k, x := range row[:t.columns] {
			if math.Abs(x) > most {
				at, most = k, math.Abs(x)
			}
		}
		if at < 0 {
			continue
		}
		t.rows, t.basis = append(t.rows, row), append(t.basis, at)
		t.pivot(len(t.rows)-1, at)
	}
	return t
}

// vectors returns, for each column, whether a sum has all of its unknowns, and whether it has any. People can be divided
// between the unknowns of a column in any way.
func (t *table) vectors(sum []bool) (all, any []float64) {
	all, any = make([]float64, t.columns+1), make([]float64, t.columns+1)
	for k := range t.columns {
		all[k] = 1
	}
	for i, in := range sum {
		if in {
			any[t.of[i]] = 1
		} else {
			all[t.of[i]] = 0
		}
	}
	return all, any
}

// reduce subtracts multiples of the rows from row, so that it has none of the basic unknowns.
func (t *table) reduce(row []float64) {
	for r, b := range t.basis {
		if by := row[b]; by != 0 {
			for k, x := range t.rows[r] {
				row[k] -= by * x
			}
			row[b] = 0
		}
	}
}

// follows reports whether a sum can be calculated by adding and subtracting.
func (t *table) follows(sum []bool) bool {
	row, any := t.vectors(sum)
	if !slices.Equal(row, any) {
		return false
	}
	t.reduce(row)
	for _, x := range row[:t.columns] {
		if math.Abs(x) > small {
			return false
		}
	}
	return true
}

// pivot makes column k the basic one of row r.
func (t *table) pivot(r, k int) {
	row := t.rows[r]
	by := 1 / row[k]
	for i := range row {
		row[i] *= by
	}
	row[k] = 1
	for i, other := range t.rows {
		if factor := other[k]; i != r && math.Abs(factor) > 1e-12 {
			for j, x := range row {
				other[j] -= factor * x
			}
			other[k] = 0
		}
	}
	t.basis[r] = k
}

var errNoSolution = errors.New("the equations have no solution, or the solver lost it")

// start makes all right-hand sides not negative: the first phase of the simplex method, with one unknown more that is
// subtracted from every row and then minimised.
func (t *table) start() error {
	if t.ready {
		return nil
	}
	worst, least := -1, -small
	for r, row := range t.rows {
		if b := row[t.columns]; b < least {
			worst, least = r, b
		}
	}
	if worst >= 0 {
		extra := t.columns
		for r, row := range t.rows {
			b := row[extra]
			t.rows[r] = append(row[:extra:extra], -1, b)
		}
		t.columns++
		t.pivot(worst, extra)
		cost := make([]float64, t.columns+1)
		cost[extra] = 1
		value, err := t.minimise(cost, func(float64) bool { return false })
		if err != nil || value > 1e-5 {
			return errNoSolution
		}
		for r, b := range t.basis {
			if b != extra {
				continue
			}
			for k, x := range t.rows[r][:extra] {
				if math.Abs(x) > small {
					t.pivot(r, k)
					break
				}
			}
		}
		t.columns--
		for r, row := range t.rows {
			b := row[extra+1]
			t.rows[r] = append(row[:extra:extra], b)
		}
	}
	t.ready = true
	return nil
}

// minimise returns the least value of cost. It ends early if enough says so of the value that it has reached.
func (t *table) minimise(cost []float64, enough func(float64) bool) (float64, error) {
	cost = append([]float64(nil), cost...)
	t.reduce(cost) // the reduced costs; the last element is minus the value
	for step := range 20_000 {
		if enough(-cost[t.columns]) {
			break
		}
		enter, most := -1, -small
		for k, c := range cost[:t.columns] {
			if c < most {
				enter, most = k, c
				if step > 500 {
					break // Bland’s rule, so that it does not run in a circle
				}
			}
		}
		if enter < 0 {
			break
		}
		leave, ratio := -1, math.Inf(1)
		for r, row := range t.rows {
			if x := row[enter]; x > small {
				q := math.Max(row[t.columns], 0) / x
				if q < ratio-1e-9 || q < ratio+1e-9 && leave >= 0 && t.basis[r] < t.basis[leave] {
					leave, ratio = r, q
				}
			}
		}
		if leave < 0 {
			return math.Inf(-1), nil
		}
		t.pivot(leave, enter)
		if by := cost[enter]; by != 0 {
			for k, x := range t.rows[leave] {
				cost[k] -= by * x
			}
			cost[enter] = 0
		}
		if step == 19_999 {
			return 0, errNoSolution
		}
	}
	return -cost[t.columns], nil
}

// limits returns the least and the most that a sum can be, as whole numbers. It ends early if they are at least width apart.
func (t *table) limits(sum []bool, truth, width int64) (least, most int64, err error) {
	if err := t.start(); err != nil {
		return 0, 0, err
	}
	all, any := t.vectors(sum)
	low, err := t.minimise(all, func(v float64) bool { return v <= float64(truth-width)+small })
	if err != nil {
		return 0, 0, err
	}
	least = int64(math.Ceil(low - 1e-4))
	for k := range any {
		any[k] = -any[k]
	}
	high, err := t.minimise(any, func(v float64) bool { return -v >= float64(least+width)-small })
	if err != nil {
		return 0, 0, err
	}
	if math.IsInf(high, -1) {
		return least, math.MaxInt64 / 2, nil
	}
	most = int64(math.Floor(-high + 1e-4))
	if truth < least || truth > most && most-least < width {
		return least, most, errNoSolution
	}
	return least, max(most, truth), nil
}
