package paygap

import (
	"math/big"
	"strings"
)

// Percent is an exact percentage, or undefined. The zero Percent is undefined.
type Percent struct{ value *big.Rat }

// Undefined is how String shows a Percent that is not defined.
const Undefined = "undefined"

// Defined reports whether p is a number.
func (p Percent) Defined() bool { return p.value != nil }

// Rat returns a copy of the exact value, or nil if p is undefined.
func (p Percent) Rat() *big.Rat {
	if p.value == nil {
		return nil
	}
	return new(big.Rat).Set(p.value)
}

// String returns p rounded to one decimal place, half away from zero, such as "12.5" or "-0.3"; or Undefined.
func (p Percent) String() string {
	if p.value == nil {
		return Undefined
	}
	text := p.value.FloatString(1)
	if strings.Trim(text, "-0.") == "" {
		return "0.0"
	}
	return text
}

// MarshalJSON writes the number that String shows, or null.
func (p Percent) MarshalJSON() ([]byte, error) {
	if p.value == nil {
		return []byte("null"), nil
	}
	return []byte(p.String()), nil
}

// gap returns (a − b) ÷ a × 100.
func gap(a, b *big.Rat) Percent {
	if a == nil || b == nil || a.Sign() == 0 {
		return Percent{}
	}
	difference := new(big.Rat).Sub(a, b)
	return Percent{difference.Mul(difference.Quo(difference, a), hundred)}
}

// share returns part ÷ whole × 100.
func share(part, whole int) Percent {
	if whole == 0 {
		return Percent{}
	}
	return Percent{new(big.Rat).Mul(big.NewRat(int64(part), int64(whole)), hundred)}
}

var hundred = big.NewRat(100, 1)
