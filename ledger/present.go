package ledger

import (
	"errors"
	"math/big"
	"time"
)

// Band is the discount rate of some years.
type Band struct {
	From        int // first year, counted from the base year, which is 0
	BasisPoints int // hundredths of a per cent: 350 is 3.5 %
}

// Discounting is a set of discount rates, in force from a day.
type Discounting struct {
	Bands  []Band // by From; the first is of year 0, the last has no end
	Source string
	From   time.Time
}

// ErrBands says that discount rates are incomplete.
var ErrBands = errors.New("discount rates need a source, begin at year 0, and have their years in order and rates from 0 to 100 %")

// maxYears is how far ahead a present value looks.
const maxYears = 500

// Check returns ErrBands if d cannot be used.
func (d *Discounting) Check() error {
	if len(d.Bands) == 0 || d.Source == "" || d.Bands[0].From != 0 {
		return ErrBands
	}
	for i, b := range d.Bands {
		if b.BasisPoints < 0 || b.BasisPoints > 10000 || i > 0 && b.From <= d.Bands[i-1].From {
			return ErrBands
		}
	}
	return nil
}

// At returns the rates in force on a day: of those that begin on it or before, the latest. It returns false if there are none.
func At(all []Discounting, day time.Time) (found Discounting, ok bool) {
	for _, d := range all {
		if !d.From.After(day) && (!ok || d.From.After(found.From)) {
			found, ok = d, true
		}
	}
	return found, ok
}

// PresentValue returns what amounts in pence of the years 0, 1, 2 … are worth in year 0, rounded to a penny at the end.
func (d *Discounting) PresentValue(pence []int64) (int64, error) {
	if err := d.Check(); err != nil {
		return 0, err
	}
	if len(pence) > maxYears {
		return 0, errors.New("a present value looks 500 years ahead at most")
	}
	sum, factor, band := new(big.Rat), big.NewRat(1, 1), 0
	for year, amount := range pence {
		for band+1 < len(d.Bands) && d.Bands[band+1].From <= year {
			band++
		}
		if year > 0 {
			factor.Mul(factor, big.NewRat(10000, int64(10000+d.Bands[band].BasisPoints)))
		}
		sum.Add(sum, new(big.Rat).Mul(factor, new(big.Rat).SetInt64(amount)))
	}
	return round(sum), nil
}
