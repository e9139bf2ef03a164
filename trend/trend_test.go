package trend

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"
)

// estimate returns a reading with an interval around its value.
func estimate(value, below, above float64) Reading {
	return Reading{Value: value, Lower: value - below, Upper: value + above, Interval: true}
}

// random returns readings as sources have them, some close to each other and some with no room on one side.
func random(r *rand.Rand) (before, after Reading) {
	one := func() Reading {
		below, above := r.Float64()*5, r.Float64()*5
		if r.IntN(5) == 0 {
			below = 0
		}
		return estimate(50+r.NormFloat64()*4, below, above)
	}
	return one(), one()
}

var opposite = map[Verdict]Verdict{
	Better: Worse, Worse: Better, Higher: Lower, Lower: Higher, NoClearChange: NoClearChange, CannotTell: CannotTell,
}

// compare returns the verdict, and fails the test if there is none.
func compare(t *testing.T, before, after Reading, better Direction) Change {
	t.Helper()
	c, err := Compare(before, after, better)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The example of the package is worked out by hand, and so are the edges of the rule.
func TestRuleOnExamples(t *testing.T) {
	for _, test := range []struct {
		name          string
		before, after Reading
		better        Direction
		want          Verdict
	}{
		{"the example of the package", estimate(12, 1, 1), estimate(9, .8, .8), LowerBetter, Better},
		{"and where higher is better", estimate(12, 1, 1), estimate(9, .8, .8), HigherBetter, Worse},
		{"and where neither is", estimate(12, 1, 1), estimate(9, .8, .8), Neither, Lower},
		{"intervals that overlap a little", estimate(10, 1, 1), estimate(11.5, 1, 1), HigherBetter, Better},
		{"intervals that overlap much", estimate(10, 1, 1), estimate(11, 1, 1), HigherBetter, NoClearChange},
		{"0 at the edge of the difference", estimate(0, 3, 4), estimate(5, 3, 0), HigherBetter, NoClearChange},
		{"no difference at all", estimate(10, 0, 0), estimate(10, 0, 0), HigherBetter, NoClearChange},
		{"one interval only", estimate(10, 1, 1), Reading{Value: 40}, HigherBetter, CannotTell},
		{"no interval", Reading{Value: 10}, Reading{Value: 40}, HigherBetter, CannotTell},
	} {
		if c := compare(t, test.before, test.after, test.better); c.Verdict != test.want {
			t.Errorf("%s: %d, want %d (%+v)", test.name, c.Verdict, test.want, c)
		}
	}
	c := compare(t, estimate(12, 1, 1), estimate(9, .8, .8), LowerBetter)
	if math.Abs(c.Low+4.28) > .005 || math.Abs(c.High+1.72) > .005 || c.Difference != -3 {
		t.Errorf("the interval of the example is %.3f to %.3f, the difference %.3f", c.Low, c.High, c.Difference)
	}
}

// Seen from the later reading, the change is the opposite one.
func TestChangeIsSymmetric(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		before, after := random(r)
		for _, better := range []Direction{Neither, HigherBetter, LowerBetter} {
			there, back := compare(t, before, after, better), compare(t, after, before, better)
			if back.Verdict != opposite[there.Verdict] || back.Difference != -there.Difference || back.Low != -there.High {
				t.Fatalf("%+v to %+v: %+v, and back %+v", before, after, there, back)
			}
		}
	}
}

// The direction changes the word for a change, never whether there is one.
func TestDirectionFlipsTheWord(t *testing.T) {
	r, seen := rand.New(rand.NewPCG(3, 4)), map[Verdict]bool{}
	for range 20_000 {
		before, after := random(r)
		up, down := compare(t, before, after, HigherBetter), compare(t, before, after, LowerBetter)
		none := compare(t, before, after, Neither)
		if down.Verdict != opposite[up.Verdict] || (none.Verdict == NoClearChange) != (up.Verdict == NoClearChange) {
			t.Fatalf("%+v to %+v: %d, %d and %d", before, after, up.Verdict, down.Verdict, none.Verdict)
		}
		seen[up.Verdict], seen[none.Verdict] = true, true
	}
	if len(seen) != 5 {
		t.Errorf("only %v were tried", seen)
	}
}

// More noise never makes a change of what was none.
func TestWiderIntervalNeverMakesAChange(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 20_000 {
		before, after := random(r)
		narrow := compare(t, before, after, HigherBetter)
		for _, wide := range []*Reading{&before, &after} {
			wide.Lower -= r.Float64()
			wide.Upper += r.Float64() * 3
		}
		wide := compare(t, before, after, HigherBetter)
		if wide.Verdict != narrow.Verdict && wide.Verdict != NoClearChange {
			t.Fatalf("%+v to %+v: %d became %d", before, after, narrow.Verdict, wide.Verdict)
		}
	}
}

// Intervals that do not overlap are a clear change.
func TestIntervalsThatDoNotOverlapAreAChange(t *testing.T) {
	r, apart := rand.New(rand.NewPCG(7, 8)), 0
	for range 20_000 {
		before, after := random(r)
		if before.Upper < after.Lower || after.Upper < before.Lower {
			apart++
			if c := compare(t, before, after, Neither); c.Verdict == NoClearChange {
				t.Fatalf("%+v to %+v: no clear change", before, after)
			}
		}
	}
	if apart < 1000 {
		t.Errorf("only %d pairs do not overlap", apart)
	}
}

// The unit of the indicator does not matter.
func TestUnitDoesNotMatter(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	scaled := func(x Reading) Reading {
		return Reading{Value: x.Value * 1024, Lower: x.Lower * 1024, Upper: x.Upper * 1024, Interval: true}
	}
	for range 5_000 {
		before, after := random(r)
		if a, b := compare(t, before, after, Neither), compare(t, scaled(before), scaled(after), Neither); a.Verdict != b.Verdict {
			t.Fatalf("%+v to %+v: %d and %d", before, after, a.Verdict, b.Verdict)
		}
	}
}

func TestReadingsThatAreNoneAreRefused(t *testing.T) {
	good := estimate(1, 1, 1)
	for _, bad := range []Reading{
		{Value: math.NaN()}, {Value: math.Inf(1)}, {Value: 3, Lower: 1, Upper: 2, Interval: true}, {Value: 0, Lower: 1, Upper: 2, Interval: true},
		{Value: 1, Lower: math.Inf(-1), Upper: 2, Interval: true}, {Value: 1, Lower: 0, Upper: math.NaN(), Interval: true},
	} {
		_, first := Compare(bad, good, Neither)
		_, second := Compare(good, bad, Neither)
		if !errors.Is(first, ErrReading) || !errors.Is(second, ErrReading) {
			t.Errorf("%+v: %v and %v", bad, first, second)
		}
	}
}
