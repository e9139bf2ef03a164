package draftedit

import (
	"strconv"
)

// ConditionView is the condition editor.
type ConditionView struct {
	Legend      string
	Any         bool
	Clauses     []ClauseView
	Questions   []SelectItem // the questions that may be looked at
	ComplexText string       // the condition in words, if lines cannot say it
	ComplexCode string
	Replace     bool
}

// SelectItem is one of a list to select from.
type SelectItem struct {
	Value, Label string
	Selected     bool
}

// ClauseView is one test as the editor shows it.
type ClauseView struct {
	Number    int
	Question  string // its id
	Name      string // its words
	Operators []SelectItem
	Rows      []SelectItem
	Options   []SelectItem
	Value     string
	HasValue  bool
	Missing   bool // there is no such question before this
}

// Field is the name and the id of a field of the line.
func (l ClauseView) Field(field string) string { return rowFieldName("line", l.Number, field) }

// Option is the id of the option i.
func (l ClauseView) Option(i int) string {
	return rowFieldName("line", l.Number, "option-"+strconv.Itoa(i))
}
