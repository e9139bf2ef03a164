package survey

import (
	"fmt"
	"strings"
)

// FormError lists everything that is wrong with a form, each in one sentence
// that names the page, question or option it speaks of.
type FormError struct{ Problems []string }

func (e *FormError) Error() string { return strings.Join(e.Problems, "\n") }

func formError(format string, args ...any) error {
	return &FormError{[]string{fmt.Sprintf(format, args...)}}
}

// report gathers sentences, so that all can be told at once.
type report struct{ problems []string }

func (r *report) say(format string, args ...any) {
	// A form can be wrong in more ways than anybody reads.
	if len(r.problems) < maxProblems {
		r.problems = append(r.problems, fmt.Sprintf(format, args...))
	}
}

// unless says the sentence if ok is false.
func (r *report) unless(ok bool, format string, args ...any) {
	if !ok {
		r.say(format, args...)
	}
}

func (r *report) err() error {
	if len(r.problems) == 0 {
		return nil
	}
	return &FormError{r.problems}
}
