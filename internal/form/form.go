// Package form is the state of a form on a page: what it asks, what was typed
// into it and what is wrong with that.
package form

// FieldKind says how a field is shown.
type FieldKind string

// The kinds of field. The names follow govuk-frontend where it has one.
const (
	Radios     FieldKind = "radios"
	Checkboxes FieldKind = "checkboxes"
	Select     FieldKind = "select"
	Text       FieldKind = "text"
	Textarea   FieldKind = "textarea"
	Number     FieldKind = "number"
	Date       FieldKind = "date"    // three Parts: day, month, year
	Matrix     FieldKind = "matrix"  // one option of Options for each of Rows
	Ranking    FieldKind = "ranking" // a number for each of Parts
	Budget     FieldKind = "budget"  // an amount for each of Parts, together Total
	Email      FieldKind = "email"
	Postcode   FieldKind = "postcode"
	Panel      FieldKind = "panel" // Body to read, nothing to answer
	Hidden     FieldKind = "hidden"
	Password   FieldKind = "password" // for staff; its Value is never set, so that no page holds one
)

// FieldKinds lists every Kind, for tests that must cover them all.
var FieldKinds = []FieldKind{
	Radios,
	Checkboxes,
	Select,
	Text,
	Textarea,
	Number,
	Date,
	Matrix,
	Ranking,
	Budget,
	Email,
	Postcode,
	Panel,
	Hidden,
}

// Field is one question on a page.
type Field struct {
	Kind      FieldKind
	ID, Name  string
	Label     string
	LabelSize string // "l" if the question is the h1 of its page, "m", "s"; "" is "m"
	Hint      string
	Body      string // Markdown: the text of a panel
	Lang      string // of the words, where it is not that of the page

	Value          string
	Options        []Option
	Rows           []Row
	Parts          []Field
	PreferNotToSay *Option // "Prefer not to say", for kinds without options; its ID is also its name

	Error      string // "": nothing is wrong
	ErrorField string // the id that the error summary leads to; "" is ID

	Autocomplete, InputMode string
	Prefix, Suffix          string
	MaxLength               int // in characters; 0: no limit is shown
	Width                   int // in characters, of the input; 0: the whole line
	Optional                bool
	Total, Unit             string // budget
}

// Option is one of the answers that a field offers.
type Option struct {
	ID, Value   string // without ID, the field gives one
	Label, Hint string
	Lang        string // of the label, where it is not that of the field
	Checked     bool
	Exclusive   bool   // goes with no other
	Divider     bool   // an "or" stands before it
	WriteIn     *Field // a line to say more on
}

// Row is one line of a matrix.
type Row struct {
	ID, Name, Label string // the first of its buttons has ID
	Value           string // of the option that is chosen
	Error           string
}

// Form is the fields of a page, in the order in which they are shown.
type Form []*Field

// Problem is a line of the error summary.
type Problem struct{ Href, Say string }

// Problems returns what is wrong, for the head of the page, in the order of the
// page. Two problems with one input are told as the first of them.
func (f Form) Problems() (all []Problem) {
	told := map[string]bool{}
	add := func(id, say string) {
		if say != "" && !told[id] {
			told[id] = true
			all = append(all, Problem{"#" + id, say})
		}
	}
	for _, field := range f {
		add(field.errorID(), field.Error)
		for _, o := range field.Options {
			if o.WriteIn != nil {
				add(o.WriteIn.errorID(), o.WriteIn.Error)
			}
		}
		for _, r := range field.Rows {
			add(r.ID, r.Error)
		}
		for i := range field.Parts {
			add(field.Parts[i].errorID(), field.Parts[i].Error)
		}
	}
	return all
}
