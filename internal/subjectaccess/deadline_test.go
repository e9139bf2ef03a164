package subjectaccess

import (
	"testing"
	"time"
)

// The month ends on the corresponding day, on the last day of a shorter month, and on the next working day if that is a
// weekend or a bank holiday. Waiting for the person stops the time, and an extension makes it three months.
//
// Row C5 of docs/faults.md.
func TestRequestsAreDueInOneMonth(t *testing.T) {
	day := func(text string) time.Time {
		at, err := time.Parse(time.DateOnly, text)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	step := func(kind StepKind, at string) Step { return Step{Kind: kind, Day: day(at)} }
	for name, test := range map[string]struct {
		received string
		right    Right
		steps    []Step
		due      string
		paused   StepKind
	}{
		"corresponding day":           {"2026-09-03", RightToErasure, nil, "2026-10-05", ""}, // 3 October is a Saturday
		"last day of a shorter month": {"2026-03-31", RightToErasure, nil, "2026-04-30", ""},
		"February":                    {"2027-01-31", RightToErasure, nil, "2027-03-01", ""}, // 28 February is a Sunday
		"February of a leap year":     {"2028-01-31", RightToErasure, nil, "2028-02-29", ""},
		"over New Year":               {"2026-12-10", RightToErasure, nil, "2027-01-11", ""}, // a Sunday
		"Christmas":                   {"2026-11-25", RightToErasure, nil, "2026-12-29", ""}, // Boxing Day is a Saturday
		"identity is shown later": {
			"2026-09-01", RightToErasure, []Step{step(IdentityAsked, "2026-09-02"), step(IdentityChecked, "2026-09-14")},
			"2026-10-14", "",
		},
		"identity is known at once": {
			"2026-09-01", RightToErasure, []Step{step(IdentityChecked, "2026-09-14")},
			"2026-10-01", "",
		},
		"identity is awaited": {
			"2026-09-01", RightToErasure, []Step{step(IdentityAsked, "2026-09-02")},
			"2026-10-01", IdentityAsked,
		},
		"clarification of access": {
			"2026-09-01", RightOfAccess, []Step{step(ClarificationAsked, "2026-09-02"), step(Clarified, "2026-09-07")},
			"2026-10-06", "",
		},
		"clarification is awaited": {
			"2026-09-01", RightOfAccess, []Step{step(ClarificationAsked, "2026-09-02")},
			"2026-10-01", ClarificationAsked,
		},
		"clarification of another right": {
			"2026-09-01", RightToErasure, []Step{step(ClarificationAsked, "2026-09-02")},
			"2026-10-01", "",
		},
		"extended": {
			"2026-09-01", RightOfAccess, []Step{step(Extended, "2026-09-20")},
			"2026-12-01", "",
		},
	} {
		r := Request{Right: test.right, Received: day(test.received)}
		r.Steps = append([]Step{step(Received, test.received)}, test.steps...)
		d := r.Deadline()
		if due := d.Due.Format(time.DateOnly); due != test.due || d.Paused != test.paused {
			t.Errorf("%s: due %s, paused %q", name, due, d.Paused)
		}
	}
	r := Request{Right: RightOfAccess, Received: day("2026-09-01"), Steps: []Step{step(Received, "2026-09-01")}}
	late := Step{Kind: Extended, Day: day("2026-10-02"), Note: "There are many."}
	if err := r.checkStep(&late, day("2026-10-10")); err == nil {
		t.Error("the person may be told of an extension after the first month")
	}
	late.Day = day("2026-10-01")
	if err := r.checkStep(&late, day("2026-10-10")); err != nil {
		t.Error(err)
	}
}
