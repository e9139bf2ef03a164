package survey

import (
	"fmt"
	"strings"
)

// FormError lists everything that is wrong with a form.
type FormError struct{ Problems []FormProblem }

func (e *FormError) Error() string {
	var all []string
	for _, p := range e.Problems {
		all = append(all, p.String())
	}
	return strings.Join(all, "\n")
}

// FormProblem is one thing that is wrong with a form, and where it is put right:
// on a page, in a question, at one of its options or rows, each named by its id.
// What is "" is not meant; a form as a whole has all of them "".
//
// Format and Args make the sentence for who writes the form as JSON. A program
// with another way to write forms has words of its own for each Kind, and uses
// Questions, Value and Limit in them.
type FormProblem struct {
	Page, Question, Option string
	Member                 string // of what is meant: "text", "when", "options.text"; "" where Format says it
	Format                 string
	Args                   []any

	Kind      ProblemKind
	Questions []string // IDs of other questions that are concerned, for some kinds
	Value     string   // the value that is wrong, for some kinds
	Limit     int      // the limit that is exceeded, for some kinds
}

// String is the sentence for who writes the form as JSON.
func (p FormProblem) String() string { return fmt.Sprintf(p.Format, p.Args...) }

func formError(format string, args ...any) error {
	return &FormError{[]FormProblem{{Format: format, Args: args}}}
}

// errorList gathers problems, so that all can be told at once.
type errorList struct {
	location FormProblem // where the next one is, without its sentence
	problems []FormProblem
}

// add adds a problem and returns it, to set its kind. Beyond maxProblems, the
// problem that it returns is dropped.
func (r *errorList) add(format string, args ...any) *FormProblem {
	// A form can be wrong in more ways than anybody reads.
	if len(r.problems) < maxProblems {
		p := r.location
		p.Format, p.Args = format, args
		r.problems = append(r.problems, p)
		return &r.problems[len(r.problems)-1]
	}
	return new(FormProblem)
}

// require says the sentence if ok is false.
func (r *errorList) require(ok bool, format string, args ...any) *FormProblem {
	if !ok {
		return r.add(format, args...)
	}
	return new(FormProblem)
}

func (r *errorList) err() error {
	if len(r.problems) == 0 {
		return nil
	}
	return &FormError{r.problems}
}
