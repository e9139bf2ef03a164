package ledger

import (
	"cmp"
	"math/big"
	"slices"
)

// Quote is a price that a supplier named for a budget line.
type Quote struct {
	Year   Year
	Line   string
	Pence  int64
	Chosen bool
}

// Economy compares what a budget line cost in a year with its plan and its quotes, in pence.
type Economy struct {
	Year          Year
	Line          string
	Planned       int64
	Spent         int64
	Quotes        int   // how many there were
	Lowest        int64 // of the quotes
	Chosen        int64 // the quote that was chosen, or 0
	OverPlan      int64 // Spent less Planned: below 0 if less was spent
	AboveCheapest int64 // Chosen less Lowest
}

// Economies compares every budget line of every year with its plan and its quotes.
func Economies(entries []Entry, quotes []Quote) (all []Economy) {
	at := func(y Year, line string) *Economy {
		i, found := slices.BinarySearchFunc(all, Economy{Year: y, Line: line}, func(a, b Economy) int {
			return cmp.Or(cmp.Compare(a.Year, b.Year), cmp.Compare(a.Line, b.Line))
		})
		if !found {
			all = slices.Insert(all, i, Economy{Year: y, Line: line})
		}
		return &all[i]
	}
	for _, r := range Totals(entries, By{Year: true, Line: true}) {
		switch r.State {
		case Planned:
			at(r.Year, r.Line).Planned = r.Cash
		case Spent:
			at(r.Year, r.Line).Spent = r.Cash
		}
	}
	for _, q := range quotes {
		e := at(q.Year, q.Line)
		if e.Quotes == 0 || q.Pence < e.Lowest {
			e.Lowest = q.Pence
		}
		if q.Chosen {
			e.Chosen = q.Pence
		}
		e.Quotes++
	}
	for i := range all {
		all[i].OverPlan = all[i].Spent - all[i].Planned
		if all[i].Chosen != 0 {
			all[i].AboveCheapest = all[i].Chosen - all[i].Lowest
		}
	}
	return all
}

// Reading is how much of an output or an outcome there was in a year.
type Reading struct {
	Name, Unit    string
	Year          Year
	Target        *float64 // nil if there is none
	Actual        *float64 // nil if it is not known
	LowerIsBetter bool
}

// UnitCost is what one unit of an output cost in a year.
type UnitCost struct {
	Name, Unit string
	Year       Year
	Output     float64
	Spent      int64 // pence, all that the project spent in the year
	Pence      int64 // spent for one unit, rounded to a penny
	Minutes    int64 // that were delivered for one unit, rounded
	PerPound   float64
	Change     *int64 // Pence less that of the year before; nil if there is none
}

// UnitCosts sets what was spent in each year against each output of it. An output of 0 or one that is not known has no unit cost.
func UnitCosts(entries []Entry, outputs []Reading) (all []UnitCost) {
	outputs = slices.Clone(outputs)
	slices.SortStableFunc(outputs, func(a, b Reading) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.Year, b.Year))
	})
	for _, o := range outputs {
		if o.Actual == nil || *o.Actual <= 0 {
			continue
		}
		in := InYear(entries, o.Year)
		spent := Sum(in, Spent).Cash
		u := UnitCost{Name: o.Name, Unit: o.Unit, Year: o.Year, Output: *o.Actual, Spent: spent, Pence: per(spent, *o.Actual),
			Minutes: per(Sum(in, Delivered).Minutes, *o.Actual)}
		if spent > 0 {
			u.PerPound = *o.Actual * 100 / float64(spent)
		}
		if n := len(all); n > 0 && all[n-1].Name == o.Name && all[n-1].Unit == o.Unit && all[n-1].Year == o.Year-1 {
			change := u.Pence - all[n-1].Pence
			u.Change = &change
		}
		all = append(all, u)
	}
	return all
}

// per returns n ÷ by, rounded half away from zero.
func per(n int64, by float64) int64 {
	d := new(big.Rat).SetFloat64(by)
	if d == nil || d.Sign() <= 0 {
		return 0
	}
	return round(new(big.Rat).Quo(new(big.Rat).SetInt64(n), d))
}

// round returns the whole number next to r, the one farther from zero if r is halfway.
func round(r *big.Rat) int64 {
	num, den := new(big.Int).Abs(r.Num()), r.Denom()
	num.Mul(num, big.NewInt(2)).Add(num, den)
	n := num.Quo(num, new(big.Int).Mul(den, big.NewInt(2))).Int64()
	if r.Sign() < 0 {
		return -n
	}
	return n
}

// Effect compares an outcome with its target.
type Effect struct {
	Reading
	Met *bool // whether the target was met; nil if the target or the reading is missing
}

// Effects compares outcomes with their targets, in the order of their names and years. It does not say what caused them.
func Effects(outcomes []Reading) (all []Effect) {
	for _, o := range outcomes {
		e := Effect{Reading: o}
		if o.Target != nil && o.Actual != nil {
			met := *o.Actual >= *o.Target
			if o.LowerIsBetter {
				met = *o.Actual <= *o.Target
			}
			e.Met = &met
		}
		all = append(all, e)
	}
	slices.SortStableFunc(all, func(a, b Effect) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Year, b.Year)) })
	return all
}

// MinPeople is the smallest number of people that is shown.
const MinPeople = 10

// Gain is how many people of a group gained in a place. Groups overlap, so that their numbers are not added up.
type Gain struct {
	Year     Year
	Group    string
	Place    string
	People   int
	WorstOff bool // the group is the worst off of those that the need names
	Hidden   bool // there are fewer than MinPeople; People is 0
}

// Gains returns who gained, the worst off first, with small numbers hidden. Nothing is summed, so that no hidden number follows
// from a total.
func Gains(all []Gain) []Gain {
	all = slices.Clone(all)
	for i := range all {
		if all[i].People < MinPeople {
			all[i].People, all[i].Hidden = 0, true
		}
	}
	slices.SortStableFunc(all, func(a, b Gain) int {
		worst := func(g Gain) int {
			if g.WorstOff {
				return 0
			}
			return 1
		}
		return cmp.Or(cmp.Compare(a.Year, b.Year), cmp.Compare(worst(a), worst(b)), cmp.Compare(a.Group, b.Group),
			cmp.Compare(a.Place, b.Place))
	})
	return all
}
