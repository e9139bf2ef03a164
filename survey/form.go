// Package survey is a questionnaire engine: it parses forms, works out which
// questions a respondent is asked, validates their answers and encodes them.
//
// A form is data: a JSON document with pages of questions, each with an optional
// condition on earlier answers. [Parse] refuses forms that cannot work, such as a
// condition on a later answer, a page that no answers lead to, or a condition that
// contradicts itself, and reports all problems in plain sentences.
//
// [Form.Check] validates what a browser sent and returns [Answers] or [Problem]s with
// a message for each field. [Answers.Canonical] encodes answers as unique bytes, for
// storage and for receipts; [ParseAnswers] decodes them.
//
// Each question of a set of answers has one of five states: answered, preferred not to
// say, skipped, not asked, or not valid, which only answers on paper can be. Answers to
// questions that are not on the respondent's path are dropped, so that hidden fields are
// never counted.
//
// The package is deterministic: it has no I/O, clock or randomness. The same form and
// answers give the same bytes on every machine. All sizes are limited; see the
// constants. A parsed [Form] may be used by several goroutines.
package survey

import "iter"

// QuestionKind is the way in which a question is answered.
type QuestionKind string

// The kinds of question. The list is closed.
const (
	Single    QuestionKind = "single"     // one option, shown as radio buttons
	Multiple  QuestionKind = "multiple"   // several options, between Min and Max of them
	Dropdown  QuestionKind = "dropdown"   // one option from a long list
	Matrix    QuestionKind = "matrix"     // one option for each row, such as agree to disagree
	Ranking   QuestionKind = "ranking"    // options put in order: all of them, or between Min and Max
	Number    QuestionKind = "number"     // between Least and Most, with up to Decimals decimal places
	Date      QuestionKind = "date"       // of some Precision, between Least and Most, which have the form 2016-05-27
	Duration  QuestionKind = "duration"   // a whole number of each of Units, between Least and Most in the shortest of them
	Period    QuestionKind = "period"     // two dates of some Precision, each between Least and Most
	ShortText QuestionKind = "short-text" // one line
	LongText  QuestionKind = "long-text"  // several lines
	Email     QuestionKind = "email"      // an email address
	FullName  QuestionKind = "name"       // the name of the respondent
	Address   QuestionKind = "address"    // a postal address, on several lines
	Telephone QuestionKind = "telephone"  // a telephone number
	Postcode  QuestionKind = "postcode"   // a full United Kingdom postcode
	Places    QuestionKind = "places"     // between Min and Max places marked on a map; made of the row pins of Map
	Budget    QuestionKind = "budget"     // an amount for each option, adding up to Total
	Consent   QuestionKind = "consent"    // may the words be published: see ConsentUnnamed
	Files     QuestionKind = "files"      // up to Max files of the types Accept, each of up to MaxMegabytes
	Panel     QuestionKind = "panel"      // information without an answer

	// One question for each row: see RowOf.
	MatrixNumber   QuestionKind = "matrix-number"   // a number for each row
	MatrixText     QuestionKind = "matrix-text"     // one line for each row
	MatrixMultiple QuestionKind = "matrix-multiple" // several options for each row
	Map            QuestionKind = "map"             // places on an outline map: see RowPins
)

// IsOwnWords reports whether questions of kind k are answered in people's own words.
func (k QuestionKind) IsOwnWords() bool { return k == ShortText || k == LongText }

// IsContact reports whether answers to questions of kind k say who the respondent is or
// how to reach them. They are no part of the canonical bytes of answers and are not
// counted, and no condition can refer to them: see [Answers.WithoutContacts].
func (k QuestionKind) IsContact() bool {
	return k == Email || k == FullName || k == Address || k == Telephone
}

// Form is a questionnaire in one language and one edition.
//
// Do not modify a Form returned by [Parse]; it may be used by several goroutines. To
// change a form, make a copy, change it, and Parse its [Form.JSON].
//
// The struct tags give the names of the settings in JSON, which Parse reads, and in YAML,
// for programs that store forms as YAML.
type Form struct {
	ID      string `json:"id" yaml:"id"`
	Title   string `json:"title" yaml:"title"`
	Lang    string `json:"lang" yaml:"lang"`       // BCP 47: "en", "gu", "zh-Hant"
	Edition string `json:"edition" yaml:"edition"` // "standard", "easy-read", "large-print" …
	Intro   string `json:"intro,omitempty" yaml:"intro,omitempty"`
	// Conditions are the named conditions, by name. They come before the pages in files.
	Conditions map[string]Condition `json:"conditions,omitempty" yaml:"conditions,omitempty"`
	Pages      []Page               `json:"pages" yaml:"pages"`

	plan    *plan    // set by Parse; see getPlan
	written *written // set by Parse if the questions are not as they were written; see RowOf
}

// Page is a page of questions that are shown together.
type Page struct {
	ID    string `json:"id" yaml:"id"`
	Title string `json:"title,omitempty" yaml:"title,omitempty"`
	Intro string `json:"intro,omitempty" yaml:"intro,omitempty"`
	// Monitoring marks a page of equality monitoring questions (age, religion and so
	// on), whose answers are stored separately from the others: see Answers.Part.
	Monitoring bool       `json:"monitoring,omitempty" yaml:"monitoring,omitempty"`
	When       *Condition `json:"when,omitempty" yaml:"when,omitempty"`     // nil for always
	Repeat     *Repeat    `json:"repeat,omitempty" yaml:"repeat,omitempty"` // nil for a page that is asked once
	// RandomOrder shows the questions in an order drawn for each respondent; see OrderField.
	// Panels stay in their places.
	RandomOrder bool       `json:"randomOrder,omitempty" yaml:"random-order,omitempty"`
	Questions   []Question `json:"questions" yaml:"questions"`

	repetition *Repetition // of a page made for a repetition
}

// Question is a question of a Form. Its kind determines which settings it may have;
// Parse refuses others.
type Question struct {
	ID             string       `json:"id" yaml:"id"`
	Kind           QuestionKind `json:"kind" yaml:"kind"`
	Text           string       `json:"text,omitempty" yaml:"text,omitempty"`
	Hint           string       `json:"hint,omitempty" yaml:"hint,omitempty"`
	Body           string       `json:"body,omitempty" yaml:"body,omitempty"` // Markdown
	Required       bool         `json:"required,omitempty" yaml:"required,omitempty"`
	PreferNotToSay bool         `json:"preferNotToSay,omitempty" yaml:"prefer-not-to-say,omitempty"`
	// RandomOrder shows the options, or the rows of a grid, in an order drawn for each respondent;
	// see OrderField. Those that are exclusive, have a text field or are Fixed stay in their places.
	RandomOrder bool     `json:"randomOrder,omitempty" yaml:"random-order,omitempty"`
	Options     []Option `json:"options,omitempty" yaml:"options,omitempty"`
	Rows        []Option `json:"rows,omitempty" yaml:"rows,omitempty"`            // matrix, and the kinds with a question for each row
	Min         *int     `json:"min,omitempty" yaml:"min,omitempty"`              // multiple, ranking: how many
	Max         *int     `json:"max,omitempty" yaml:"max,omitempty"`              // multiple, ranking, files: how many
	Least       *string  `json:"least,omitempty" yaml:"least,omitempty"`          // number, date, duration, period
	Most        *string  `json:"most,omitempty" yaml:"most,omitempty"`            // number, date, duration, period
	LeastOf     string   `json:"leastOf,omitempty" yaml:"least-of,omitempty"`     // number, date, duration: ID of an earlier question
	MostOf      string   `json:"mostOf,omitempty" yaml:"most-of,omitempty"`       // number, date, duration: ID of an earlier question
	Decimals    int      `json:"decimals,omitempty" yaml:"decimals,omitempty"`    // number
	MaxLength   int      `json:"maxLength,omitempty" yaml:"max-length,omitempty"` // texts, in characters
	Total       int64    `json:"total,omitempty" yaml:"total,omitempty"`          // budget
	TotalOf     string   `json:"totalOf,omitempty" yaml:"total-of,omitempty"`     // budget: ID of an earlier number question
	Unit        string   `json:"unit,omitempty" yaml:"unit,omitempty"`            // budget, number: "£", "%", "hours"
	Precision   string   `json:"precision,omitempty" yaml:"precision,omitempty"`  // date, period: "month" or "year"; "" for days
	// Pattern is the form that answers to a short text have, such as 'PL'/9999/99999 or a name of
	// NamedPatterns. PatternHelp is the sentence for people whose answer has another form.
	Pattern     string `json:"pattern,omitempty" yaml:"pattern,omitempty"`
	PatternHelp string `json:"patternHelp,omitempty" yaml:"pattern-help,omitempty"`
	// Accept lists which of AcceptGroups a question for files takes. MaxMegabytes is the size that each
	// file can have; 0 is DefaultMegabytes.
	Accept       []string `json:"accept,omitempty" yaml:"accept,omitempty"`
	MaxMegabytes int      `json:"maxMegabytes,omitempty" yaml:"max-megabytes,omitempty"`

	Units    []string   `json:"units,omitempty" yaml:"units,omitempty"`       // duration: some of DurationUnits, the longest first
	Marks    []string   `json:"marks,omitempty" yaml:"marks,omitempty"`       // map: what can be marked, some of MapMarks; nil for pins
	When     *Condition `json:"when,omitempty" yaml:"when,omitempty"`         // nil for whenever its page is shown
	Wordings []Wording  `json:"wordings,omitempty" yaml:"wordings,omitempty"` // by earlier answers; see Wording

	rowOf      *RowOf      // of a question made for a row
	repetition *Repetition // of a question made for a repetition of its page
	combined   bool        // see IsCombined
	onMap      *onMap      // of a question made for a map
}

// Option is an option of a question, or a row of a matrix.
type Option struct {
	ID   string `json:"id" yaml:"id"`
	Text string `json:"text" yaml:"text"`
	Hint string `json:"hint,omitempty" yaml:"hint,omitempty"`
	// Body describes the option at length, in Markdown: with links to documents and with
	// pictures.
	Body string `json:"body,omitempty" yaml:"body,omitempty"`
	// WriteIn gives the option a text field, which may be left blank unless
	// RequireWriteIn.
	WriteIn        bool `json:"writeIn,omitempty" yaml:"write-in,omitempty"`
	RequireWriteIn bool `json:"requireWriteIn,omitempty" yaml:"require-write-in,omitempty"`
	// Exclusive options, such as "None of these", cannot be combined with others.
	Exclusive bool `json:"exclusive,omitempty" yaml:"exclusive,omitempty"`
	// Fixed options and rows stay in their place when the others are in random order.
	Fixed bool `json:"fixed,omitempty" yaml:"fixed,omitempty"`
	// Merges lists the options of the original, by ID, for which this option of an Easy Read
	// edition stands: see CheckEdition.
	Merges []string `json:"merges,omitempty" yaml:"merges,omitempty"`
	// Shape is the outline of an area, street or place of a map, as well-known text in WGS 84.
	Shape string `json:"shape,omitempty" yaml:"shape,omitempty"`
}

// Question returns the question with this ID and its page, or nil and nil.
func (f *Form) Question(id string) (*Question, *Page) {
	p := f.getPlan()
	i, ok := p.byID[id]
	if !ok {
		return nil, nil
	}
	return p.steps[i].q, &f.Pages[p.steps[i].page]
}

// questions iterates over the questions of f in order, each with its page.
func (f *Form) questions() iter.Seq2[*Page, *Question] {
	return func(yield func(*Page, *Question) bool) {
		for i := range f.Pages {
			for j := range f.Pages[i].Questions {
				if !yield(&f.Pages[i], &f.Pages[i].Questions[j]) {
					return
				}
			}
		}
	}
}

// optionIndex returns the index of option id of q, or -1.
func (q *Question) optionIndex(id string) int { return optionIndex(q.Options, id) }

// optionIndex returns the index of id in options, or -1. For such short lists a loop is
// faster than a map.
func optionIndex(options []Option, id string) int {
	for i := range options {
		if options[i].ID == id {
			return i
		}
	}
	return -1
}

// hasRows reports whether questions of kind k have rows.
func (k QuestionKind) hasRows() bool { return k == Matrix || k.RowKind() != "" }

// isChoice reports whether the IDs of the chosen options of q are sent in a field with
// the name of q.
func (q *Question) isChoice() bool {
	return q.Kind == Multiple || q.Kind.OneOption()
}

// choiceLimits returns the minimum and maximum number of options in an answer to a
// multiple or ranking question. Without Min and Max, a ranking requires all options.
func (q *Question) choiceLimits() (least, most int) {
	least, most = 1, len(q.Options)
	if q.Kind == Ranking {
		least = most
	}
	if q.Max != nil {
		most = *q.Max
		least = min(least, most)
	}
	if q.Min != nil {
		least = max(*q.Min, 1)
	}
	return least, most
}
