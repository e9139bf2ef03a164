package survey

import (
	"math/big"
	"time"
)

// interval is a run of the values that a number or a date can have, counted in
// their smallest steps: units of the last decimal place, or days. nil stands
// for no bound.
type interval struct{ low, high *big.Int }

func (s interval) empty() bool { return s.low != nil && s.high != nil && s.low.Cmp(s.high) > 0 }

// atLeast and to return what of s is not below, or not above, n.
func (s interval) atLeast(n *big.Int) interval {
	if s.low == nil || n.Cmp(s.low) > 0 {
		s.low = n
	}
	return s
}

func (s interval) atMost(n *big.Int) interval {
	if s.high == nil || n.Cmp(s.high) < 0 {
		s.high = n
	}
	return s
}

// interval returns all that q allows.
func (q *Question) interval() (s interval) {
	if q.Least != nil {
		_, up := q.units(*q.Least)
		s = s.atLeast(up)
	}
	if q.Most != nil {
		down, _ := q.units(*q.Most)
		s = s.atMost(down)
	}
	return s
}

// narrow returns what is left of s if the comparison r comes to want.
func (s interval) narrow(q *Question, r *rule, want bool) interval {
	down, up := q.units(r.bound)
	one := big.NewInt(1)
	switch {
	case r.op == opAtLeast && want, r.op == opBelow && !want: // x ≥ bound
		return s.atLeast(up)
	case r.op == opAtLeast, r.op == opBelow: // x < bound
		return s.atMost(new(big.Int).Sub(up, one))
	case r.op == opAbove && want, r.op == opAtMost && !want: // x > bound
		return s.atLeast(new(big.Int).Add(down, one))
	}
	return s.atMost(down) // x ≤ bound
}

// units returns the steps next to bound, below and above it; they are one if
// bound falls on a step.
func (q *Question) units(bound string) (down, up *big.Int) {
	if q.Kind == Date {
		t, _ := time.Parse(time.DateOnly, bound)
		days := big.NewInt(t.Unix() / (24 * 60 * 60))
		return days, days
	}
	value, ok := new(big.Rat).SetString(bound)
	if !ok {
		value = new(big.Rat)
	}
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(q.Decimals)), nil)
	value.Mul(value, new(big.Rat).SetInt(scale))
	down = new(big.Int).Div(value.Num(), value.Denom()) // Euclidean: towards minus infinity, as the divisor is positive
	if value.IsInt() {
		return down, down
	}
	return down, new(big.Int).Add(down, big.NewInt(1))
}
