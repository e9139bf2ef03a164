package survey

import (
	"math/big"
	"time"
)

// span is a run of the values that a number or a date can have, counted in
// their smallest steps: units of the last decimal place, or days. nil stands
// for no bound.
type span struct{ low, high *big.Int }

func (s span) empty() bool { return s.low != nil && s.high != nil && s.low.Cmp(s.high) > 0 }

// from and to return what of s is not below, or not above, n.
func (s span) from(n *big.Int) span {
	if s.low == nil || n.Cmp(s.low) > 0 {
		s.low = n
	}
	return s
}

func (s span) to(n *big.Int) span {
	if s.high == nil || n.Cmp(s.high) < 0 {
		s.high = n
	}
	return s
}

// span returns all that q allows.
func (q *Question) span() (s span) {
	if q.Least != nil {
		_, up := q.units(*q.Least)
		s = s.from(up)
	}
	if q.Most != nil {
		down, _ := q.units(*q.Most)
		s = s.to(down)
	}
	return s
}

// narrow returns what is left of s if the comparison r comes to want.
func (s span) narrow(q *Question, r *rule, want bool) span {
	down, up := q.units(r.bound)
	one := big.NewInt(1)
	switch {
	case r.op == opAtLeast && want, r.op == opBelow && !want: // x ≥ bound
		return s.from(up)
	case r.op == opAtLeast, r.op == opBelow: // x < bound
		return s.to(new(big.Int).Sub(up, one))
	case r.op == opAbove && want, r.op == opAtMost && !want: // x > bound
		return s.from(new(big.Int).Add(down, one))
	}
	return s.to(down) // x ≤ bound
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
