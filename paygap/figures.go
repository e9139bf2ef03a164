package paygap

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
)

// Employee is a relevant employee on the snapshot date.
type Employee struct {
	Group   string   // such as "male"; "" if it is not known
	FullPay bool     // not paid less, or nothing, because of leave in the pay period (paragraph 1)
	Hourly  *big.Rat // hourly rate of pay in pounds: see Pay.HourlyRate; needed if FullPay
	Bonus   *big.Rat // bonuses paid in the 12 months that end on the snapshot date, in pounds; nil or 0: none
}

// Figures are the pay gaps of a payroll.
type Figures struct {
	Reference  string    `json:"reference"`
	Groups     []Group   `json:"groups"` // the reference group, then the others by name
	Quarters   []Quarter `json:"quarters"`
	Undeclared int       `json:"undeclared"` // relevant employees whose group is not known
}

// Group is the figures of a group. The gaps of the reference group are undefined.
type Group struct {
	Name      string  `json:"name"`
	Employees int     `json:"employees"` // relevant employees
	FullPay   int     `json:"full_pay"`  // full-pay relevant employees
	PaidBonus int     `json:"paid_bonus"`
	BonusRate Percent `json:"bonus_proportion"` // PaidBonus of Employees

	MeanHourlyGap   Percent `json:"mean_hourly_gap"`
	MedianHourlyGap Percent `json:"median_hourly_gap"`
	MeanBonusGap    Percent `json:"mean_bonus_gap"`
	MedianBonusGap  Percent `json:"median_bonus_gap"`
}

// Quarter is one of four sections of the full-pay relevant employees in the order of their hourly pay.
type Quarter struct {
	Name   string    `json:"name"`
	Counts []int     `json:"counts"` // people of each group, in the order of Figures.Groups
	Shares []Percent `json:"shares"`
}

// QuarterNames are the names of the quarters in law, from the lowest paid.
var QuarterNames = [4]string{"lower", "lower middle", "upper middle", "upper"}

// Calculate returns the figures of a payroll. Groups are compared with reference, which is listed even if it
// is empty. An error gives the number, from 1, of an employee who cannot be counted.
func Calculate(payroll []Employee, reference string) (*Figures, error) {
	if reference == "" {
		return nil, fmt.Errorf("paygap: the reference group has no name")
	}
	members := map[string]*pay{reference: {}}
	figures := &Figures{Reference: reference}
	for i, e := range payroll {
		if err := e.check(); err != nil {
			return nil, fmt.Errorf("paygap: employee %d %w", i+1, err)
		}
		if e.Group == "" {
			figures.Undeclared++
			continue
		}
		if members[e.Group] == nil {
			members[e.Group] = &pay{}
		}
		members[e.Group].add(e)
	}
	names := make([]string, 0, len(members))
	for name := range members {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		switch reference {
		case a:
			return -1
		case b:
			return 1
		}
		return strings.Compare(a, b)
	})
	var rates [][]*big.Rat
	for _, name := range names {
		figures.Groups = append(figures.Groups, members[name].compare(name, members[reference], name == reference))
		rates = append(rates, members[name].hourly)
	}
	figures.Quarters = quarters(rates)
	return figures, nil
}

func (e Employee) check() error {
	switch {
	case e.FullPay && e.Hourly == nil:
		return fmt.Errorf("has full pay but no hourly rate")
	case e.FullPay && e.Hourly.Sign() < 0, e.Bonus != nil && e.Bonus.Sign() < 0:
		return fmt.Errorf("has pay below 0")
	}
	return nil
}

// pay is what the people of a group are paid.
type pay struct {
	employees       int
	hourly, bonuses []*big.Rat
}

func (p *pay) add(e Employee) {
	p.employees++
	if e.FullPay {
		p.hourly = append(p.hourly, e.Hourly)
	}
	if e.Bonus != nil && e.Bonus.Sign() > 0 {
		p.bonuses = append(p.bonuses, e.Bonus)
	}
}

// compare returns the figures of group p, compared with those of the reference group.
func (p *pay) compare(name string, reference *pay, isReference bool) Group {
	g := Group{
		Name: name, Employees: p.employees, FullPay: len(p.hourly), PaidBonus: len(p.bonuses),
		BonusRate: share(len(p.bonuses), p.employees),
	}
	if !isReference {
		g.MeanHourlyGap = gap(mean(reference.hourly), mean(p.hourly))
		g.MedianHourlyGap = gap(median(reference.hourly), median(p.hourly))
		g.MeanBonusGap = gap(mean(reference.bonuses), mean(p.bonuses))
		g.MedianBonusGap = gap(median(reference.bonuses), median(p.bonuses))
	}
	return g
}

// mean returns nil for no amounts.
func mean(amounts []*big.Rat) *big.Rat {
	if len(amounts) == 0 {
		return nil
	}
	sum := new(big.Rat)
	for _, amount := range amounts {
		sum.Add(sum, amount)
	}
	return sum.Quo(sum, big.NewRat(int64(len(amounts)), 1))
}

// median returns the middle amount, or the mean of the two in the middle; nil for no amounts.
func median(amounts []*big.Rat) *big.Rat {
	if len(amounts) == 0 {
		return nil
	}
	sorted := slices.SortedFunc(slices.Values(amounts), (*big.Rat).Cmp)
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return mean(sorted[middle-1 : middle+1])
}
