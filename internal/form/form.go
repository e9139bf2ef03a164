// Package form is the state of a form on a page: what it asks, what was typed
// into it and what is wrong with that.
package form

// Kind says how a field is shown.
type Kind string

// The kinds of field. The names follow govuk-frontend where it has one.
const (
	Radios     Kind = "radios"
	Checkboxes Kind = "checkboxes"
	Select     Kind = "select"
	Text       Kind = "text"
	Textarea   Kind = "textarea"
	Number     Kind = "number"
	Date       Kind = "date"    // three Parts: day, month, year
	Matrix     Kind = "matrix"  // one option of Options for each of Rows
	Ranking    Kind = "ranking" // a number for each of Parts
	Budget     Kind = "budget"  // an amount for each of Parts, together Total
	Email      Kind = "email"
	Postcode   Kind = "postcode"
	Panel      Kind = "panel" // Body to read, nothing to answer
	Hidden     Kind = "hidden"
)

// Kinds lists every Kind, for tests that must cover them all.
var Kinds = []Kind{Radios, Checkboxes, Select, Text, Textarea, Number, Date, Matrix, Ranking, Budget, Email, Postcode, Panel, Hidden}

// Field is one question on a page.
type Field struct {
	Kind      Kind
	ID, Name  string
	Label     string
	LabelSize string // "l", "m" or "s"; "" is as running text
	Hint      string
	Body      string // Markdown: the text of a panel
	Lang      string // of the words, where it is not that of the page

	Value   string
	Options []Option
	Rows    []Row
	Parts   []Field
	NotSay  *Option // "Prefer not to say", for kinds without options

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
	ID, Value   string
	Label, Hint string
	Checked     bool
	Exclusive   bool   // goes with no other
	Divider     bool   // an "or" stands before it
	WriteIn     *Field // a line to say more on
}

// Row is one line of a matrix.
type Row struct {
	ID, Name, Label string
	Value           string // of the option that is chosen
	Error           string
}

// Form is the fields of a page, in the order in which they are shown.
type Form []*Field

// Problem is a line of the error summary.
type Problem struct{ Href, Say string }

// Wrong returns what is wrong, for the head of the page.
func (f Form) Wrong() (all []Problem) {
	for _, field := range f {
		if field.Error == "" {
			continue
		}
		to := field.ErrorField
		if to == "" {
			to = field.ID
		}
		all = append(all, Problem{"#" + to, field.Error})
	}
	return all
}

// DescribedBy lists the ids of what explains the field: its hint and its error.
func (f *Field) DescribedBy() string {
	ids := ""
	if f.Hint != "" {
		ids = f.ID + "-hint"
	}
	if f.Error != "" {
		if ids != "" {
			ids += " "
		}
		ids += f.ID + "-error"
	}
	return ids
}

// Chosen reports whether option is what the row says.
func (r Row) Chosen(option string) bool { return r.Value != "" && r.Value == option }
