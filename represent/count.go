package represent

// Count is a number of people that was released, or hidden to protect them. The zero Count is hidden.
type Count struct {
	n     int64
	known bool
}

// Known returns the Count of n people.
func Known(n int64) Count { return Count{n, true} }

// Number returns the number in c; known is false if it is hidden.
func (c Count) Number() (n int64, known bool) { return c.n, c.known }

// Sum returns the sum of counts, which is hidden if one of them is.
func Sum(counts ...Count) Count {
	sum := Known(0)
	for _, c := range counts {
		sum.n, sum.known = sum.n+c.n, sum.known && c.known
	}
	if !sum.known {
		return Count{}
	}
	return sum
}

// State says whether a figure has a value.
type State uint8

// The states. The zero State is Hidden.
const (
	Hidden    State = iota // it follows from a hidden count
	Defined                // it has a value
	Undefined              // there is none, such as a share of no people
)

// Figure is a number computed from counts. The zero Figure is hidden.
type Figure struct {
	value float64
	state State
}

// State returns whether f has a value.
func (f Figure) State() State { return f.state }

// Value returns the value of f; defined is false if it has none.
func (f Figure) Value() (value float64, defined bool) { return f.value, f.state == Defined }

// ratio returns part ÷ whole.
func ratio(part, whole Count) Figure {
	switch {
	case !part.known || !whole.known:
		return Figure{}
	case whole.n == 0:
		return Figure{state: Undefined}
	}
	return Figure{float64(part.n) / float64(whole.n), Defined}
}

// combine returns what of computes from the values of f and g: hidden if one of them is, and undefined if it is not hidden
// and one of them is undefined.
func combine(f, g Figure, of func(f, g float64) Figure) Figure {
	switch {
	case f.state == Hidden || g.state == Hidden:
		return Figure{}
	case f.state == Undefined || g.state == Undefined:
		return Figure{state: Undefined}
	}
	return of(f.value, g.value)
}
