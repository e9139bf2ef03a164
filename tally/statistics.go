package tally

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strings"
)

// parseScaled reads a plain decimal as a whole number of units of its last decimal
// place: "12.5" with 2 places is 1250. Nothing here is a floating-point number,
// because a sum of those depends on the order in which people answered; and none
// is of 64 bits, because a form takes 15 digits and 6 decimal places.
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

// formatDecimal writes n/d to so many decimal places, halves away from zero, and
// leaves out noughts that say nothing.
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

func summarise(numbers []*big.Int, places int) (_ *NumberSummary, same bool) {
	if len(numbers) == 0 {
		return nil, false
	}
	sorted := slices.SortedFunc(slices.Values(numbers), (*big.Int).Cmp)
	sum := new(big.Int)
	for _, n := range sorted {
		sum.Add(sum, n)
	}
	last, unit := len(sorted)-1, powerOfTen(places)
	at := func(quarter int) string { return formatDecimal(sorted[last*quarter/4], unit, places) }
	whole := new(big.Int).Mul(unit, big.NewInt(int64(len(sorted))))
	return &NumberSummary{
		Min: at(0), LowerQuartile: at(1), Median: at(2), UpperQuartile: at(3), Max: at(4),
		Mean: formatDecimal(sum, whole, places+1),
	}, sorted[0].Cmp(sorted[last]) == 0
}

func powerOfTen(places int) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil)
}

// median returns the median of amounts; of an even number the lower of the two
// in the middle.
func median(amounts []int64) int64 {
	sorted := slices.Sorted(slices.Values(amounts))
	return sorted[(len(sorted)-1)/2]
}

// roundMeans returns the mean of each column in whole units that add up to the mean
// of the sums: what is lost by rounding down goes to the columns that lost most
// (largest remainder; of equals, the first in the form).
func roundMeans(columns [][]int64) []int64 {
	means := make([]int64, len(columns))
	if len(columns) == 0 || len(columns[0]) == 0 {
		return means
	}
	n := int64(len(columns[0]))
	type part struct {
		at   int
		lost int64
	}
	var parts []part
	var lost int64
	for i, column := range columns {
		sum, rest := new(big.Int), new(big.Int)
		for _, amount := range column {
			sum.Add(sum, big.NewInt(amount))
		}
		sum.DivMod(sum, big.NewInt(n), rest)
		means[i] = sum.Int64()
		lost += rest.Int64()
		parts = append(parts, part{i, rest.Int64()})
	}
	slices.SortStableFunc(parts, func(a, b part) int { return cmp.Compare(b.lost, a.lost) })
	for _, p := range parts[:(lost+n/2)/n] {
		means[p.at]++
	}
	return means
}
