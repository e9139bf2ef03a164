package entry

import (
	"testing"

	"github.com/folkmoot/folkmoot/survey"
)

// A full stop, a capital or a blank in what people wrote is no difference between two entries of a
// form. Another word, another number and another choice are.
//
// Row C17 of docs/faults.md.
func TestPunctuationIsNoDifferenceInDoubleEntry(t *testing.T) {
	text := func(s string) survey.Answer { return survey.Answer{State: survey.Answered, Text: s} }
	beside := func(s string) survey.Answer {
		return survey.Answer{State: survey.Answered, Options: []string{"other"}, WriteIns: map[string]string{"other": s}}
	}
	for _, c := range []struct {
		first, second string
		same          bool
	}{
		{"More benches", "More benches.", true},
		{"More benches", "more  benches", true},
		{"More\nbenches, please!", "More benches please", true},
		{"Don’t close it", "Don't close it", true},
		{"a bus-stop", "a bus stop", true},
		{"Éclairage", "éclairage", true},
		{"More benches", "No benches", false},
		{"1.5 miles", "15 miles", false},
		{"£10", "$10", false},
		{"not now", "notnow", false},
		{"બસ", "બસો", false},
	} {
		if got := equalAnswers(text(c.first), text(c.second)); got != c.same {
			t.Errorf("%q and %q are the same: %v", c.first, c.second, got)
		}
		if got := equalAnswers(beside(c.first), beside(c.second)); got != c.same {
			t.Errorf("%q and %q beside an option are the same: %v", c.first, c.second, got)
		}
	}
	if equalAnswers(text("yes"), survey.Answer{State: survey.Skipped}) {
		t.Error("an answer is the same as a blank")
	}
	if equalAnswers(beside("x"), survey.Answer{State: survey.Answered, Options: []string{"a"}}) {
		t.Error("two options are the same")
	}
}
