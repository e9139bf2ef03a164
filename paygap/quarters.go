package paygap

import (
	"cmp"
	"math/big"
	"slices"
)

// quarters divides the people of all groups, given by their hourly rates, into four sections with numbers
// as equal as possible, from the lowest paid (paragraph 13). If n people cannot be divided by four, section
// k ends after the first n×k÷4 people, rounded down.
//
// People with the same rate can fall into several sections. The proportions of the groups at this rate are
// to be the same in each, as far as possible (SI 2017/172, regulation 13(2)), so people with one rate are
// put in an order in which the groups are spread evenly. With two groups, each section boundary then has
// the whole number of people nearest to the exact proportion before it.
func quarters(rates [][]*big.Rat) []Quarter {
	var all []ranked
	for group, list := range rates {
		sorted := slices.SortedFunc(slices.Values(list), (*big.Rat).Cmp)
		for first := 0; first < len(sorted); {
			end := first + 1
			for end < len(sorted) && sorted[end].Cmp(sorted[first]) == 0 {
				end++
			}
			for i := range end - first {
				all = append(all, ranked{sorted[first], group, int64(2*i + 1), int64(2 * (end - first))})
			}
			first = end
		}
	}
	slices.SortFunc(all, ranked.compare)
	made := make([]Quarter, len(QuarterNames))
	for k := range made {
		first, end := len(all)*k/len(made), len(all)*(k+1)/len(made)
		counts := make([]int, len(rates))
		for _, person := range all[first:end] {
			counts[person.group]++
		}
		shares := make([]Percent, len(rates))
		for group, n := range counts {
			shares[group] = share(n, end-first)
		}
		made[k] = Quarter{QuarterNames[k], counts, shares}
	}
	return made
}

// ranked is a person in the order of pay. The i-th of m people of a group with the same rate, from 0, is at
// (2i+1)/2m of the people with that rate.
type ranked struct {
	rate   *big.Rat
	group  int
	at, of int64
}

func (r ranked) compare(other ranked) int {
	return cmp.Or(
		r.rate.Cmp(other.rate),
		cmp.Compare(r.at*other.of, other.at*r.of),
		cmp.Compare(r.group, other.group),
	)
}
