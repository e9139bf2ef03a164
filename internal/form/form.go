// Package form describes the fields of a form on a page with their values and errors.
package form

import (
	"fmt"
	"slices"
	"strings"
)

// FieldKind is the kind of a field.
type FieldKind string

// The kinds of fields, named after govuk-frontend's components where there is one.
const (
	Radios     FieldKind = "radios"
	Checkboxes FieldKind = "checkboxes"
	Select     FieldKind = "select"
	Text       FieldKind = "text"
	Textarea   FieldKind = "textarea"
	Number     FieldKind = "number"
	Date       FieldKind = "date"    // Parts that are typed side by side: day, month, year; hours, minutes
	Period     FieldKind = "period"  // two Parts of kind date
	Matrix     FieldKind = "matrix"  // one of Options for each of Rows
	Ranking    FieldKind = "ranking" // a number for each of Parts
	Budget     FieldKind = "budget"  // an amount for each of Parts, which add up to Total
	Email      FieldKind = "email"
	Postcode   FieldKind = "postcode"
	File       FieldKind = "file"
	Places     FieldKind = "places" // marks on Map
	Panel      FieldKind = "panel"  // text (Body) without an input
	Hidden     FieldKind = "hidden"
	Password   FieldKind = "password" // for staff; Value is never set, so that no page contains a password
)

// FieldKinds lists the kinds that questions can have, for tests that must cover all of them.
var FieldKinds = []FieldKind{
	Radios,
	Checkboxes,
	Select,
	Text,
	Textarea,
	Number,
	Date,
	Period,
	Matrix,
	Ranking,
	Budget,
	Email,
	Postcode,
	File,
	Places,
	Panel,
	Hidden,
}

// Field is a question or another input on a page.
type Field struct {
	Kind     FieldKind
	ID, Name string
	Label    string
	// LabelBefore is read out before Label by screen readers: the question of which the field is a row.
	LabelBefore string
	Group       *Group // shown before the field, the first of a group; nil for most
	LabelSize   string // "l" if the label is the h1 of the page, else "m" or "s"; "" is "m"
	Hint        string
	Bound       string // about limits that are earlier answers, in the language of the page
	Body        string // Markdown: the text of a panel, or a description
	Lang        string // of the texts, if not the language of the page

	Value   string
	Options []Option
	Rows    []Row
	Parts   []Field
	Map     *Map     // of kind places
	Boxes   []Option // ticked instead of filling in the field, such as "Don’t know" and "Prefer not to say"; each has a Name

	Error      string // "" if there is none
	ErrorField string // id that the error summary links to; "" is ID
	misread    string // what is wrong with the date that was typed

	Autocomplete, InputMode string
	List                    string // id of the datalist with suggestions for a text
	LookUp                  string // of a text: the parameter with which the script looks up suggestions for List; "" if it does not
	Focus                   bool   // the input has the focus when the page opens
	Prefix, Suffix          string
	Attached                []Attachment // files that were uploaded before, which the form keeps
	Accept                  string       // of a file: name endings, such as ".pdf,.jpg"
	Several                 bool         // of a file: several can be chosen
	MaxLength               int          // in characters; 0: no limit is shown
	Width                   int          // of the input, in characters; 0: full width
	Optional                bool
	Partial                 bool // a date of which the day, or the day and the month, may be left blank

	// On a page of a questionnaire:
	Question    string // ID of the question or panel; "" elsewhere
	When        string // condition on other answers of the page as JSON, for the script; "" for none
	Waiting     bool   // does not apply with the present answers: only the script can show it
	Advised     bool   // Advice is shown, also while it changes
	Advice      string // what could be better in what was typed; it keeps nothing from being saved
	Notice      string // why the field has been added to the page; shown before it and focused
	Total, Unit string // for a budget: the total in digits
	TotalText   string // for a budget: the total with its unit, like £1,000
	TotalLine   string // for a budget whose total is an earlier answer: the sentence about it
}

// Attachment is a file that was uploaded to a field. Value is what the form sends for it.
type Attachment struct{ Value, Name, Size string }

// RemoveName is the name of the buttons that remove an Attachment. Their values are the name of the field, a space and the
// value of the attachment.
const RemoveName = "remove-file"

// Group is the question to which several fields are the rows.
type Group struct{ Title, Hint, Body string }

// Option is one of the answers of a field.
type Option struct {
	ID, Value   string // "" for ID: derived from the field
	Name        string // of one of Boxes
	Label, Hint string
	Body        string // Markdown, shown on request
	Lang        string // of the label, if not the language of the field
	Checked     bool
	Exclusive   bool   // cannot be combined with others
	Divider     bool   // "or" is shown before it
	WriteIn     *Field // text input for more detail
}

// Row is a row of a grid.
type Row struct {
	ID, Name, Label string // ID is the id of its first radio button
	Body            string // Markdown, shown on request
	Value           string // of the selected option
	Error           string
}

// Form lists the fields of a page in order.
type Form []*Field

// Notice returns the notice before one of the fields, or "".
func (f Form) Notice() string {
	for _, field := range f {
		if field.Notice != "" {
			return field.Notice
		}
	}
	return ""
}

// Problem is a line of the error summary.
type Problem struct{ Href, Say string }

// Problems returns the lines of the error summary in the order of the page. If an input has two errors, only the first
// is listed. No two lines are the same: equal messages are preceded by the labels of their field and row, and
// numbered if those are equal too.
func (f Form) Problems() (all []Problem) {
	listed := map[string]bool{}
	var labels []string // by index in all
	add := func(id, say string, of ...string) {
		if say != "" && !listed[id] {
			listed[id] = true
			all = append(all, Problem{"#" + id, say})
			labels = append(labels, strings.Join(slices.DeleteFunc(of, func(s string) bool { return s == "" }), " – "))
		}
	}
	for _, field := range f {
		add(field.errorID(), field.Error, field.Label)
		for _, o := range field.Options {
			if o.WriteIn != nil {
				add(o.WriteIn.errorID(), o.WriteIn.Error, field.Label, o.Label)
			}
		}
		for _, r := range field.Rows {
			add(r.ID, r.Error, field.Label, r.Label)
		}
		for i := range field.Parts {
			add(field.Parts[i].errorID(), field.Parts[i].Error, field.Label, field.Parts[i].Label)
		}
	}
	tellApart(all, func(at, _, _ int) string {
		if labels[at] == "" {
			return all[at].Say
		}
		return labels[at] + ": " + all[at].Say
	})
	tellApart(all, func(at, n, of int) string { return fmt.Sprintf("%s (%d/%d)", all[at].Say, n, of) })
	return all
}

// tellApart replaces each message that others are equal to by what change returns for its index: it is the nth of
// several.
func tellApart(all []Problem, change func(at, n, of int) string) {
	same := map[string][]int{}
	for i := range all {
		same[all[i].Say] = append(same[all[i].Say], i)
	}
	for _, list := range same {
		for n, at := range list {
			if len(list) > 1 {
				all[at].Say = change(at, n+1, len(list))
			}
		}
	}
}
