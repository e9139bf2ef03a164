package tally

import (
	"cmp"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"
)

// parseScaled parses a decimal number in units of its last decimal place: "12.5" with 2
// places is 1250. The result is not a float64, whose sums depend on the order of
// addition, and not an int64, because forms allow 15 digits and 6 decimal places.
func parseScaled(number string, places int) (*big.Int, error) {
	whole, fraction, _ := strings.Cut(number, ".")
	if len(fraction) > places {
		return nil, fmt.Errorf("tally: %q has more than %d decimal places", number, places)
	}
	n, ok := new(big.Int).SetString(whole+fraction+strings.Repeat("0", places-len(fraction)), 10)
	if !ok || whole == "" {
		return nil, fmt.Errorf("tally: %q is not a number", number)
	}
	return n, nil
}

// formatDecimal formats n/d with up to places decimal places, rounded half away from
// zero, without trailing zeros.
func formatDecimal(n, d *big.Int, places int) string {
	text := new(big.Rat).SetFrac(n, d).FloatString(places)
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	if text == "-0" {
		return "0"
	}
	return text
}

// summarise returns the summary of numbers, given as people by number in units of the last
// of places decimal places, and whether all are the same. It returns nil for no numbers.
func summarise(people map[string]int64, places int) (_ *NumberSummary, same bool) {
	if len(people) == 0 {
		return nil, false
	}
	var sorted []*big.Int
	sum, all := new(big.Int), int64(0)
	for text, n := range people {
		value, _ := new(big.Int).SetString(text, 10) // written by big.Int.String
		sorted, all = append(sorted, value), all+n
		sum.Add(sum, new(big.Int).Mul(value, big.NewInt(n)))
	}
	slices.SortFunc(sorted, (*big.Int).Cmp)
	unit := powerOfTen(places)
	at := func(quarter int64) string {
		rest := (all - 1) * quarter / 4
		for _, value := range sorted {
			if rest -= people[value.String()]; rest < 0 {
				return formatDecimal(value, unit, places)
			}
		}
		panic("tally: a quartile is after the last value") // impossible: rest < all
	}
	whole := new(big.Int).Mul(unit, big.NewInt(all))
	return &NumberSummary{
		Min: at(0), LowerQuartile: at(1), Median: at(2), UpperQuartile: at(3), Max: at(4),
		Mean: formatDecimal(sum, whole, places+1), Spread: spreadOf(sorted, people),
	}, len(sorted) == 1
}

// spreadOf returns the spread of different values, of which people says how many gave each.
func spreadOf(values []*big.Int, people map[string]int64) (s Spread) {
	bySize := slices.Clone(values)
	slices.SortFunc(bySize, func(a, b *big.Int) int { return b.CmpAbs(a) })
	rest, two := new(big.Int), int64(2) // how many of the two largest are still to be left out
	for _, value := range bySize {
		n := people[value.String()]
		s.People, s.MostSay = s.People+n, max(s.MostSay, n)
		without := min(n, two)
		two -= without
		rest.Add(rest, new(big.Int).Mul(new(big.Int).Abs(value), big.NewInt(n-without)))
	}
	const most = 1_000
	if s.Rest = most; len(bySize) > 0 && bySize[0].Sign() != 0 {
		rest.Mul(rest, big.NewInt(100)).Div(rest, new(big.Int).Abs(bySize[0]))
		if rest.Cmp(big.NewInt(most)) < 0 {
			s.Rest = rest.Int64()
		}
	}
	return s
}

func powerOfTen(places int) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil)
}

// amountCounts is people by the amount that they gave to an option.
type amountCounts map[int64]int64

// people returns the number of people.
func (c amountCounts) people() (n int64) {
	for _, people := range c {
		n += people
	}
	return n
}

// sum returns the sum of all amounts.
func (c amountCounts) sum() *big.Int {
	sum := new(big.Int)
	for amount, people := range c {
		sum.Add(sum, new(big.Int).Mul(big.NewInt(amount), big.NewInt(people)))
	}
	return sum
}

// median returns the median of the amounts, of which there must be one at least. Of an
// even number it is the lower of the two in the middle.
func (c amountCounts) median() int64 {
	rest, last := (c.people()-1)/2, int64(0)
	for _, amount := range slices.Sorted(maps.Keys(c)) {
		last = amount
		if rest -= c[amount]; rest < 0 {
			break
		}
	}
	return last
}

func (c amountCounts) spread() Spread {
	var values []*big.Int
	people := map[string]int64{}
	for amount, n := range c {
		value := big.NewInt(amount)
		values, people[value.String()] = append(values, value), n
	}
	s := spreadOf(values, people)
	if largest := slices.Max(slices.Collect(maps.Keys(c))); largest > 0 {
		s.Rest = min(s.Rest+50*s.People/largest, 1_000) // means are rounded to whole numbers
	}
	return s
}

// roundMeans returns the mean of each column, rounded to whole numbers that add up to the
// rounded sum of the means. It uses the largest remainder method: all means are rounded
// down, and those with the largest remainders are increased by 1; of equal remainders,
// those of the first columns. Columns of different numbers of people do not add up to
// anything, so each of their means is rounded half up.
func roundMeans(columns []amountCounts) []int64 {
	means := make([]int64, len(columns))
	if len(columns) == 0 {
		return means
	}
	n := columns[0].people()
	if slices.ContainsFunc(columns, func(c amountCounts) bool { return c.people() != n }) {
		for i, column := range columns {
			means[i] = column.roundMean()
		}
		return means
	}
	if n == 0 {
		return means
	}
	type remainder struct {
		column int
		value  int64
	}
	var remainders []remainder
	var total int64
	for i, column := range columns {
		sum, rest := column.sum(), new(big.Int)
		sum.DivMod(sum, big.NewInt(n), rest)
		means[i] = sum.Int64()
		total += rest.Int64()
		remainders = append(remainders, remainder{i, rest.Int64()})
	}
	slices.SortStableFunc(remainders, func(a, b remainder) int { return cmp.Compare(b.value, a.value) })
	for _, r := range remainders[:(total+n/2)/n] {
		means[r.column]++
	}
	return means
}

// roundMean returns the mean of the amounts, which are not negative, rounded half up; 0
// if there are none.
func (c amountCounts) roundMean() int64 {
	n := c.people()
	if n == 0 {
		return 0
	}
	twice := new(big.Int).Lsh(c.sum(), 1)
	return twice.Add(twice, big.NewInt(n)).Div(twice, big.NewInt(2*n)).Int64()
}
