package draftedit

import (
	"strconv"

	"github.com/folkmoot/folkmoot/internal/form"
)

// ConditionView is the part of a form that edits the condition of a page or question.
type ConditionView struct {
	Legend      string
	Any         bool // any clause must be true, not all
	Clauses     []ClauseView
	Questions   []SelectItem // questions whose answers a new clause can test
	ComplexText string       // a condition that clauses cannot express, in words
	ComplexCode string       // "" if clauses can express the condition
	Replace     bool         // the officer has chosen to replace a complex condition
}

// SelectItem is an entry of a drop-down list or a checkbox.
type SelectItem struct {
	Value, Label string
	Selected     bool
}

// ClauseView is a clause of a condition.
type ClauseView struct {
	Number    int    // position in the condition, from 1
	Question  string // id
	Name      string // text of the question
	Operators []SelectItem
	Rows      []SelectItem // of a matrix question
	Options   []SelectItem
	Value     *form.Field // what the answer is compared with; nil if no operator does
	IsNamed   bool        // Name is that of a named condition
	Missing   bool        // the question has been removed or comes later, or the named condition has been removed
}

// Field returns the name, which is also the id, of a field of the clause.
func (c ClauseView) Field(field string) string { return rowFieldName("line", c.Number, field) }

// Option returns the id of the checkbox of option i.
func (c ClauseView) Option(i int) string {
	return rowFieldName("line", c.Number, "option-"+strconv.Itoa(i))
}
