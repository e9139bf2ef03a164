package survey

import "math/big"

// interval is a range of possible values of a number or a date, both ends included, in
// units of the smallest difference: 1 in the last decimal place, or a day, month or year. nil means no
// limit at that end.
type interval struct{ low, high *big.Int }

func (s interval) empty() bool { return s.low != nil && s.high != nil && s.low.Cmp(s.high) > 0 }

// atLeast returns the part of s that is n or more.
func (s interval) atLeast(n *big.Int) interval {
	if s.low == nil || n.Cmp(s.low) > 0 {
		s.low = n
	}
	return s
}

// atMost returns the part of s that is n or less.
func (s interval) atMost(n *big.Int) interval {
	if s.high == nil || n.Cmp(s.high) < 0 {
		s.high = n
	}
	return s
}

// interval returns the values that q accepts on some day.
func (q *Question) interval() (s interval) {
	if q.Least != nil && !IsRelativeDay(*q.Least) {
		_, up := q.units(*q.Least)
		s = s.atLeast(up)
	}
	if q.Most != nil && !IsRelativeDay(*q.Most) {
		down, _ := q.units(*q.Most)
		s = s.atMost(down)
	}
	return s
}

// narrow returns the part of s for which the comparison r is true (want) or false.
func (s interval) narrow(q *Question, r *rule, want bool) interval {
	down, up := q.units(r.bound)
	unit := big.NewInt(1)
	switch {
	case r.op == opAtLeast && want, r.op == opBelow && !want: // x ≥ bound
		return s.atLeast(up)
	case r.op == opAtLeast, r.op == opBelow: // x < bound
		return s.atMost(new(big.Int).Sub(up, unit))
	case r.op == opAbove && want, r.op == opAtMost && !want: // x > bound
		return s.atLeast(new(big.Int).Add(down, unit))
	}
	return s.atMost(down) // x ≤ bound
}

// units returns bound in units of the interval of q, rounded down and up.
func (q *Question) units(bound string) (down, up *big.Int) {
	if q.Kind.isDated() {
		t, _ := ParsePartialDate(bound)
		n := big.NewInt(int64(q.index(t)))
		return n, n
	}
	value, ok := new(big.Rat).SetString(bound)
	if !ok {
		value = new(big.Rat)
	}
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(q.Decimals)), nil)
	value.Mul(value, new(big.Rat).SetInt(scale))
	down = new(big.Int).Div(value.Num(), value.Denom()) // rounds towards minus infinity, because the divisor is positive
	if value.IsInt() {
		return down, down
	}
	return down, new(big.Int).Add(down, big.NewInt(1))
}
