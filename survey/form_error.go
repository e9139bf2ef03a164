package survey

import (
	"fmt"
	"strings"
)

// FormError is the error of [Parse] and [CheckEdition]: all problems of a form.
type FormError struct{ Problems []FormProblem }

// Error returns the messages of all problems, one on each line.
func (e *FormError) Error() string {
	var all []string
	for _, p := range e.Problems {
		all = append(all, p.String())
	}
	return strings.Join(all, "\n")
}

// FormProblem is a problem of a form, and its location.
//
// [FormProblem.String] is a message for authors of JSON files. A program that lets people
// edit forms in another way has its own message for each Kind, with Questions, Value and
// Limit.
type FormProblem struct {
	// The IDs of the page, question and option or row with the problem. Those that do not
	// apply are "", so a problem of the form as a whole has none.
	Page, Question, Option string
	Member                 string // the setting: "text", "when", "options.text"; "" if only the message says it
	Format                 string // fmt format of the message
	Args                   []any

	Kind      ProblemKind
	Questions []string // IDs of the other questions concerned, for some kinds
	Value     string   // the value that is wrong, for some kinds
	Limit     int      // the limit that is exceeded, for some kinds
}

// String returns the message for authors of JSON files: a sentence that says what to do.
func (p FormProblem) String() string { return fmt.Sprintf(p.Format, p.Args...) }

// formError returns a FormError with one problem of the form as a whole.
func formError(format string, args ...any) error {
	return &FormError{[]FormProblem{{Format: format, Args: args}}}
}

// errorList collects problems, so that all are reported at once.
type errorList struct {
	location FormProblem // the location of the next problem, without a message
	problems []FormProblem
}

// add adds a problem and returns it, to set its kind. Beyond maxProblems, the
// problem that it returns is dropped.
func (r *errorList) add(format string, args ...any) *FormProblem {
	if len(r.problems) < maxProblems {
		p := r.location
		p.Format, p.Args = format, args
		r.problems = append(r.problems, p)
		return &r.problems[len(r.problems)-1]
	}
	return new(FormProblem)
}

// require adds a problem if ok is false. It always returns a problem, which is dropped if ok
// is true.
func (r *errorList) require(ok bool, format string, args ...any) *FormProblem {
	if !ok {
		return r.add(format, args...)
	}
	return new(FormProblem)
}

// err returns the problems as a FormError, or nil if there are none.
func (r *errorList) err() error {
	if len(r.problems) == 0 {
		return nil
	}
	return &FormError{r.problems}
}
