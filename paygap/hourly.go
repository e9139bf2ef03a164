package paygap

import (
	"fmt"
	"math/big"
)

// Days of a period, as the regulations count them (SI 2017/172, regulation 6(3)). A fortnight has 14 days.
var (
	Week  = big.NewRat(7, 1)
	Month = big.NewRat(3044, 100)  // 30.44
	Year  = big.NewRat(36525, 100) // 365.25
)

// Pay is what an employee was paid in the pay period in which the snapshot date falls, before deductions.
// Amounts are pounds.
type Pay struct {
	// Ordinary is basic pay, allowances, pay for leave, piecework and shift premiums; not overtime,
	// redundancy pay, pay instead of leave, or benefits in kind (paragraph 3).
	Ordinary *big.Rat

	Bonus     *big.Rat // bonuses paid in the pay period; nil or 0: none (paragraph 4)
	BonusDays *big.Rat // days of the period for which they were paid; needed if there is a bonus

	PeriodDays  *big.Rat // days of the pay period: [Week], [Month] or another number
	WeeklyHours *big.Rat // working hours in a week, without overtime (paragraph 7)
}

// HourlyRate returns the hourly rate of pay in pounds (paragraph 6): the part of bonuses that belongs to
// the pay period is added to ordinary pay, the sum is converted to a week of 7 days and divided by the
// weekly hours.
func (p Pay) HourlyRate() (*big.Rat, error) {
	for _, amount := range []struct {
		name     string
		value    *big.Rat
		positive bool
	}{
		{"ordinary pay", p.Ordinary, false},
		{"pay period", p.PeriodDays, true},
		{"weekly hours", p.WeeklyHours, true},
	} {
		switch {
		case amount.value == nil:
			return nil, fmt.Errorf("paygap: %s is missing", amount.name)
		case amount.value.Sign() < 0, amount.positive && amount.value.Sign() == 0:
			return nil, fmt.Errorf("paygap: %s is %s", amount.name, amount.value.FloatString(2))
		}
	}
	pay := new(big.Rat).Set(p.Ordinary)
	if p.Bonus != nil && p.Bonus.Sign() != 0 {
		if p.Bonus.Sign() < 0 || p.BonusDays == nil || p.BonusDays.Sign() <= 0 {
			return nil, fmt.Errorf("paygap: a bonus needs an amount above 0 and the days for which it was paid")
		}
		part := new(big.Rat).Quo(p.Bonus, p.BonusDays)
		pay.Add(pay, part.Mul(part, p.PeriodDays))
	}
	weekly := pay.Mul(pay, new(big.Rat).Quo(Week, p.PeriodDays))
	return weekly.Quo(weekly, p.WeeklyHours), nil
}
