package strategy

import "testing"

// Readers see which values of a measure are better, also where only the baseline and the target say it.
func TestDirectionOfAMeasure(t *testing.T) {
	value := func(v float64) *float64 { return &v }
	for _, test := range []struct {
		o    Objective
		want Direction
	}{
		{Objective{Baseline: value(19), Target: value(12)}, Lower}, {Objective{Baseline: value(3), Target: value(5)}, Higher},
		{Objective{Baseline: value(3), Target: value(3)}, ""}, {Objective{Target: value(3)}, ""}, {Objective{Better: Lower}, Lower},
	} {
		if got := test.o.Direction(); got != test.want {
			t.Errorf("%+v: %q, want %q", test.o, got, test.want)
		}
	}
	if every := (&Objective{}).Interval(); every != 12 {
		t.Errorf("measured every %d months unless it is said", every)
	}
}
