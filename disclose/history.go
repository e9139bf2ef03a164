package disclose

import "math/big"

// Part is a group of people that the tables about one question do not tell apart: each
// table counts either all of them or none of them. The parts of a question are disjoint.
type Part struct {
	// In has an element for each table, in the order of publication. It reports
	// whether the table counts these people. The last table is the new one.
	In     []bool
	People Count
}

// MayFollow reports whether a table about proposals may be published after others about
// the same question. parts are the people whom these tables count and who answered.
//
// It may if it counts exactly the same people, or if every part has at least
// Rules.MinDifference people. Whatever a reader adds and subtracts, every result is then a
// sum over whole parts, so no calculation leads to figures about fewer people. This holds
// for any number of tables, not only for pairs.
func (p Policy) MayFollow(parts []Part) bool {
	if p.rules.MinDifference == 0 {
		return false
	}
	small, different := false, false
	for _, part := range parts {
		if part.People.n == 0 {
			continue
		}
		for _, in := range part.In {
			different = different || !in
		}
		small = small || part.People.n < p.rules.MinDifference
	}
	return !different || !small || !p.enabled(ruleDifference)
}

// Derivable reports whether the number of people in target can be calculated from numbers
// that are shown, by adding and subtracting multiples of them. People belong to parts;
// target and each element of shown have one element for each part, true if the number
// includes the people in it.
func Derivable(target []bool, shown [][]bool) bool {
	if len(target) == 0 {
		return true
	}
	// Gaussian elimination: target is derivable if it is a linear combination of shown.
	var rows [][]*big.Rat
	for _, s := range shown {
		if r := reduce(rationals(s), rows); pivot(r) >= 0 {
			rows = append(rows, r)
		}
	}
	return pivot(reduce(rationals(target), rows)) < 0
}

func rationals(in []bool) []*big.Rat {
	out := make([]*big.Rat, len(in))
	for i, x := range in {
		out[i] = new(big.Rat)
		if x {
			out[i].SetInt64(1)
		}
	}
	return out
}

// pivot returns the index of the first element of row that is not 0, or -1.
func pivot(row []*big.Rat) int {
	for i, x := range row {
		if x.Sign() != 0 {
			return i
		}
	}
	return -1
}

// reduce subtracts multiples of rows from row, so that it is 0 at the pivot of each. rows
// must have been reduced by those before them.
func reduce(row []*big.Rat, rows [][]*big.Rat) []*big.Rat {
	for _, r := range rows {
		at := pivot(r)
		factor := new(big.Rat).Quo(row[at], r[at])
		if factor.Sign() == 0 {
			continue
		}
		for i := range row {
			row[i].Sub(row[i], new(big.Rat).Mul(factor, r[i]))
		}
	}
	return row
}
