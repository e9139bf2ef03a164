package disclose

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// employers returns numbers of employees, most of them small.
func employers(rng *rand.Rand) (all []float64) {
	for range 8 + rng.IntN(60) {
		all = append(all, math.Floor(math.Exp(rng.Float64()*[]float64{1, 3, 9}[rng.IntN(3)])))
	}
	if rng.IntN(8) == 0 { // of one mind
		for i := range all {
			all[i] = 10
		}
		all[0] += float64(rng.IntN(2))
	}
	slices.Sort(all)
	return all
}

// describeNumbers returns what the rules have to know, without the code of package tally.
func describeNumbers(sorted []float64) Numbers {
	sum, counts := 0.0, map[float64]int64{}
	for _, x := range sorted {
		sum += x
		counts[x]++
	}
	most := int64(0)
	for _, n := range counts {
		most = max(most, n)
	}
	largest, second := sorted[len(sorted)-1], sorted[len(sorted)-2]
	rest := math.Floor(100 * (sum - largest - second) / largest)
	return Numbers{Topic: Proposal, People: NewCount(int64(len(sorted))), MostSay: NewCount(most), Rest: NewCount(int64(rest))}
}

// findNumber returns what readers find out about the number of one person: the one with the second largest from the sum,
// and everyone from quantiles.
func findNumber(p Policy, sorted []float64) string {
	n, of := len(sorted), describeNumbers(sorted)
	sum := 0.0
	for _, x := range sorted {
		sum += x
	}
	if _, shown := p.ReleaseMean(of, NewMeasure("1")).Text(); shown {
		largest := sorted[n-1]
		switch guess := sum - sorted[n-2]; {
		case n < 10:
			return fmt.Sprintf("the mean of %d", n)
		case guess < largest*1.1:
			return fmt.Sprintf("the largest, %g of %d numbers, to within %g", largest, n, guess-largest)
		case sorted[0] == sorted[n-1] || n < 20 && (sorted[1] == sorted[n-1] || sorted[0] == sorted[n-2]):
			return "that nearly all gave the same"
		}
	}
	for quarter := int64(1); quarter <= 3; quarter++ {
		if _, shown := p.ReleaseQuantile(of, quarter, NewMeasure("1")).Text(); shown && n*int(min(quarter, 4-quarter)) < 40 {
			return fmt.Sprintf("number %d of %d", quarter*int64(n)/4, n)
		}
	}
	return ""
}

// Row D6 of docs/faults.md: figures about numbers do not tell what one person gave, and with a rule disabled they do.
func TestFiguresDoNotTellTheNumberOfOnePerson(t *testing.T) {
	for name, off := range map[string]rule{
		"": 0, "dominance": ruleDominance, "quantiles": ruleBeyond, "the same": ruleIdenticalAnswers, "base": ruleMinBase,
	} {
		rng, found, shown := rand.New(rand.NewPCG(6, 13)), "", 0
		p := Standard()
		p.disabled = off
		for range 3000 {
			numbers := employers(rng)
			if found == "" {
				found = findNumber(p, numbers)
			}
			if _, is := p.ReleaseMean(describeNumbers(numbers), NewMeasure("1")).Text(); is {
				shown++
			}
		}
		if (off == 0) != (found == "") || shown < 500 {
			t.Errorf("without %q: found %q; %d means are shown", name, found, shown)
		}
	}
	// Twelve employers, of whom one has 5,000 employees: their mean is 422.2.
	numbers := []float64{1, 2, 2, 3, 4, 5, 6, 8, 9, 12, 14, 5000}
	if got := Standard().ReleaseMean(describeNumbers(numbers), NewMeasure("422.2")); got.String() != "[c]" {
		t.Error(got)
	}
}
