package match

import (
	"cmp"
	"math/bits"
	"slices"
)

// Parts are what the rank of a proposal is made of, in the order in which they count.
type Parts struct {
	Scores []int // of the groups of the need, the worst affected first; none if they are not known
	Tenth  int   // of the most deprived of the places that are shared; 0 if it is not known
	Named  bool  // the offer names a community of the need
	// Covers and Wanted are how much of the quantity the offer covers: Covers of Wanted. Wanted is 0 if that is not known.
	Covers, Wanted int64
	Days           int // for which both last from today; see [Parts.Endless]
}

// Endless reports whether Days is not a number of days, because neither says when it ends.
func (p Parts) Endless() bool { return p.Days == endless }

// Compare returns a negative number if a comes before b, 0 if they are equal, and otherwise a positive number.
func (a Parts) Compare(b Parts) int {
	return cmp.Or(
		slices.Compare(b.Scores, a.Scores),
		cmp.Compare(lastIfUnknown(a.Tenth), lastIfUnknown(b.Tenth)),
		compareBool(b.Named, a.Named),
		compareShares(b, a),
		cmp.Compare(b.Days, a.Days),
	)
}

func lastIfUnknown(tenth int) int {
	if tenth == 0 {
		return 11
	}
	return tenth
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// compareShares compares Covers ÷ Wanted exactly: a share that is not known is the least.
func compareShares(a, b Parts) int {
	if a.Wanted == 0 || b.Wanted == 0 {
		return cmp.Compare(min(a.Wanted, 1), min(b.Wanted, 1))
	}
	leftHigh, left := bits.Mul64(uint64(a.Covers), uint64(b.Wanted))
	rightHigh, right := bits.Mul64(uint64(b.Covers), uint64(a.Wanted))
	return cmp.Or(cmp.Compare(leftHigh, rightHigh), cmp.Compare(left, right))
}

// setShare sets how much of wanted the offer covers.
func (p *Parts) setShare(wanted, offered Amount) {
	if wanted.Quantity <= 0 || offered.Quantity <= 0 || wanted.Unit != offered.Unit {
		return
	}
	p.Covers, p.Wanted = min(offered.Quantity, wanted.Quantity), wanted.Quantity
}
