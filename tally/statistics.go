package tally

import (
	"cmp"
	"fmt"
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

// summarise returns the summary of numbers, in units of the last of places decimal
// places, and whether all are the same. It returns nil for no numbers.
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

// median returns the median of amounts, of which there must be one at least. Of an even
// number it is the lower of the two in the middle.
func median(amounts []int64) int64 {
	sorted := slices.Sorted(slices.Values(amounts))
	return sorted[(len(sorted)-1)/2]
}

// roundMeans returns the mean of each column, rounded to whole numbers that add up to the
// rounded sum of the means. It uses the largest remainder method: all means are rounded
// down, and those with the largest remainders are increased by 1; of equal remainders,
// those of the first columns. Columns of different lengths do not add up to anything, so
// each of their means is rounded half up.
func roundMeans(columns [][]int64) []int64 {
	means := make([]int64, len(columns))
	if slices.ContainsFunc(columns, func(c []int64) bool { return len(c) != len(columns[0]) }) {
		for i, column := range columns {
			means[i] = roundMean(column)
		}
		return means
	}
	if len(columns) == 0 || len(columns[0]) == 0 {
		return means
	}
	n := int64(len(columns[0]))
	type remainder struct {
		column int
		value  int64
	}
	var remainders []remainder
	var total int64
	for i, column := range columns {
		sum, rest := new(big.Int), new(big.Int)
		for _, amount := range column {
			sum.Add(sum, big.NewInt(amount))
		}
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

// roundMean returns the mean of amounts, which are not negative, rounded half up; 0 if
// there are none.
func roundMean(amounts []int64) int64 {
	if len(amounts) == 0 {
		return 0
	}
	sum, n := new(big.Int), big.NewInt(int64(len(amounts)))
	for _, amount := range amounts {
		sum.Add(sum, big.NewInt(amount))
	}
	sum.Add(sum.Lsh(sum, 1), n)
	return sum.Div(sum, n.Lsh(n, 1)).Int64()
}
