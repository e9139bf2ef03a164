package survey

import (
	"fmt"
	"slices"
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
	Condition              string // the name of the named condition with the problem
	Member                 string // the setting: "text", "when", "options.text"; "" if only the message says it
	Format                 string // fmt format of the message
	Args                   []any

	// Pointer is the place of the problem in the JSON of the form, as a JSON Pointer (RFC 6901):
	// "/pages/0/questions/2/options/1/text". A setting that is missing is named as if it was
	// there. "" is the form as a whole.
	Pointer string

	Kind      ProblemKind
	Questions []string // IDs of the other questions concerned, for some kinds
	Value     string   // the value that is wrong, for some kinds
	Limit     int      // the limit that is exceeded, for some kinds
}

// String returns the message for authors of JSON files: a sentence that says what to do.
func (p FormProblem) String() string { return p.Text(func(name string) string { return name }) }

// Text is String with the names of settings as spell returns them: those of JSON are its
// argument.
func (p FormProblem) Text(spell func(json string) string) string {
	args := slices.Clone(p.Args)
	for i, a := range args {
		if name, ok := a.(setting); ok {
			args[i] = spell(string(name))
		}
	}
	return fmt.Sprintf(p.Format, args...)
}

// setting is the name of a setting in JSON, as an argument of a message.
type setting string

// formError returns a FormError with one problem of the form as a whole.
func formError(format string, args ...any) error {
	return &FormError{[]FormProblem{{Format: format, Args: args}}}
}

// errorList collects problems, so that all are reported at once.
type errorList struct {
	location FormProblem // the location of the next problem, without a message
	again    bool        // the location is in a further repetition of a page, of which a problem is reported once
	within   string      // the rest of its Pointer, if it is not that of Member: "/options/2", "/when/all/0"
	problems []FormProblem
}

// locate sets the location of the next problems to question q of page, or to page if q is nil,
// or to f if both are.
func (r *errorList) locate(f *Form, page *Page, q *Question) {
	r.location, r.within = FormProblem{}, ""
	r.again = page != nil && page.repetition != nil && page.repetition.Number > 1
	for i := range f.Pages {
		if page != &f.Pages[i] {
			continue
		}
		r.location.Page, r.location.Pointer = page.sourcePage(), "/pages/"+itoa(f.sourceIndex(i))
		for j := range page.Questions {
			if q == &page.Questions[j] {
				r.location.Question = q.ID
				switch {
				case q.rowOf != nil:
					r.location.Question = q.rowOf.Question
				case q.repetition != nil && q.repetition.Question == "":
					r.location.Question = ""
					return // it was not written as a question of the page
				case q.repetition != nil:
					r.location.Question = q.repetition.Question
				}
				r.location.Pointer += "/questions/" + itoa(page.sourceIndex(j))
			}
		}
	}
}

// sourceIndex returns the index of page i of f among its pages as they were written.
func (f *Form) sourceIndex(i int) (index int) {
	for k := range f.Pages[:i] {
		if next := f.Pages[k+1].repetition; next == nil || next.Number == 1 {
			index++
		}
	}
	return index
}

// locateOption adds option id, at index of the list named options or rows, to the location. If
// index is negative, the location is the list.
func (r *errorList) locateOption(list string, index int, id string) {
	r.location.Option, r.within = id, "/"+list
	if index >= 0 {
		r.within += "/" + itoa(index)
	}
}

// pointer returns the pointer of the next problem.
func (r *errorList) pointer() string {
	_, ofOption, _ := strings.Cut(r.location.Member, ".")
	switch {
	case r.within == "" && r.location.Member != "":
		return r.location.Pointer + "/" + r.location.Member
	case ofOption != "":
		return r.location.Pointer + r.within + "/" + ofOption
	}
	return r.location.Pointer + r.within
}

// add adds a problem and returns it, to set its kind. Beyond maxProblems, the
// problem that it returns is dropped.
func (r *errorList) add(format string, args ...any) *FormProblem {
	p := r.location
	p.Format, p.Args, p.Pointer = format, args, r.pointer()
	known := r.again && slices.ContainsFunc(r.problems, func(other FormProblem) bool {
		return other.Pointer == p.Pointer && other.Format == format
	})
	if len(r.problems) < maxProblems && !known {
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
