// Package trend says whether one reading of an indicator is better or worse than an earlier one, or whether the difference can be
// chance.
//
// # The rule
//
// A source that estimates a value, for example from a survey, gives an interval around it, as a rule at 95%. The interval of the
// difference between two such readings is worked out from the two intervals (“square and add”): with the values a and b and their
// intervals from a1 to a2 and from b1 to b2, the difference b − a lies between
//
//	b − a − √((b − b1)² + (a2 − a)²)   and   b − a + √((b2 − b)² + (a − a1)²)
//
// If both are above 0, or both are below, the change is clear. If 0 is between them, there is no clear change. For intervals with
// equal halves this is the test of the difference by standard errors. Two intervals that do not overlap are always a clear
// change; two that overlap a little can be one.
//
// Sources: R. G. Newcombe, “Interval estimation for the difference between independent proportions: comparison of eleven methods”,
// Statistics in Medicine 17, 1998, 873–890, method 10, and for other estimates G. Y. Zou and A. Donner, “Construction of
// confidence limits about effect measures: a general approach”, Statistics in Medicine 27, 2008, 1693–1702.
//
// Without an interval of both readings, nothing is known about chance: the result is [CannotTell], with the difference.
//
// # An example by hand
//
// 12.0 (11.0 to 13.0) and then 9.0 (8.2 to 9.8): the difference is −3.0. √(0.8² + 1.0²) = 1.28, so it lies between −4.28 and
// −1.72. Both are below 0, and the change is clear. Where lower is better, it is better.
//
// # What it does not know
//
// The rule takes the readings as independent and their intervals as of one level. Readings whose periods overlap, or whose
// boundaries differ, must not be compared. It does not say why a value changed.
package trend

import (
	"errors"
	"math"
)

// Direction is which values of an indicator are better.
type Direction int

// The directions.
const (
	Neither Direction = iota // more is neither better nor worse
	HigherBetter
	LowerBetter
)

// Reading is a value with the interval that its source gives, or without one.
type Reading struct {
	Value        float64
	Lower, Upper float64
	Interval     bool // Lower and Upper are given
}

// Verdict is what can be said about a change.
type Verdict int

// The verdicts. Higher and Lower are those of indicators without a better direction.
const (
	CannotTell Verdict = iota // there is no interval, so that the difference may be chance
	NoClearChange
	Better
	Worse
	Higher
	Lower
)

// Change is what changed between two readings.
type Change struct {
	Verdict    Verdict
	Difference float64 // after − before
	Low, High  float64 // interval of the difference, if there are both intervals
}

// ErrReading is the error for a reading that is none: a value that is no number, or that is outside its interval.
var ErrReading = errors.New("trend: a reading needs a finite value inside its interval")

// valid reports whether r can be compared.
func (r Reading) valid() bool {
	finite := func(f float64) bool { return !math.IsNaN(f) && !math.IsInf(f, 0) }
	return finite(r.Value) && (!r.Interval || finite(r.Lower) && finite(r.Upper) && r.Lower <= r.Value && r.Value <= r.Upper)
}

// Compare says how after differs from before, by the rule of the package.
func Compare(before, after Reading, better Direction) (Change, error) {
	if !before.valid() || !after.valid() {
		return Change{}, ErrReading
	}
	c := Change{Difference: after.Value - before.Value}
	if !before.Interval || !after.Interval {
		return c, nil
	}
	c.Low = c.Difference - math.Hypot(after.Value-after.Lower, before.Upper-before.Value)
	c.High = c.Difference + math.Hypot(after.Upper-after.Value, before.Value-before.Lower)
	switch {
	case c.Low > 0:
		c.Verdict = rise(better)
	case c.High < 0:
		c.Verdict = fall(better)
	default:
		c.Verdict = NoClearChange
	}
	return c, nil
}

func rise(better Direction) Verdict {
	switch better {
	case HigherBetter:
		return Better
	case LowerBetter:
		return Worse
	}
	return Higher
}

func fall(better Direction) Verdict {
	switch better {
	case HigherBetter:
		return Worse
	case LowerBetter:
		return Better
	}
	return Lower
}
