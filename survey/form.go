// Package survey is the questionnaire engine: what a form asks, along which
// path, which answers it takes, and the one sequence of bytes that those
// answers are.
//
// A form is data. [Parse] reads it from JSON and refuses, in plain sentences
// and all at once, whatever could not be asked of a person: an answer that is
// needed before it is given, a page that nobody can reach, a condition that
// contradicts itself. [Form.Check] then reads what a browser sent. It is the
// only way to come by [Answers], apart from [ParseAnswers], which takes back
// the bytes of answers that were checked before.
//
// Every question is in one of four states, and they are never merged: it was
// answered, the person would rather not say, it was asked and left blank, or it
// was not asked. Answers to questions that are off the path are dropped before
// anything is counted, so that a hidden field cannot vote.
//
// The package does no input or output, has no clock and no chance in it: the
// same form and the same answers give the same bytes on every machine.
package survey

import "iter"

// QuestionKind says how a question is answered.
type QuestionKind string

// The kinds of question. The list is closed.
const (
	Single    QuestionKind = "single"     // one option, all of them in sight
	Multiple  QuestionKind = "multiple"   // several options, between Min and Max of them
	Dropdown  QuestionKind = "dropdown"   // one option out of a long list
	Matrix    QuestionKind = "matrix"     // one option for each row, such as agree to disagree
	Ranking   QuestionKind = "ranking"    // options put in order: all of them, or between Min and Max
	Number    QuestionKind = "number"     // between Least and Most, with up to Decimals decimal places
	Date      QuestionKind = "date"       // between Least and Most, which are written 2016-05-27
	ShortText QuestionKind = "short-text" // one line
	LongText  QuestionKind = "long-text"  // as many lines as MaxLength allows
	Email     QuestionKind = "email"      // an email address
	Postcode  QuestionKind = "postcode"   // a full United Kingdom postcode
	Budget    QuestionKind = "budget"     // an amount for each option, adding up to Total
	Panel     QuestionKind = "panel"      // information: it is read, not answered
)

// Form is a questionnaire in one language and one edition.
//
// A Form that came from Parse is not to be changed: any number of goroutines
// may use it. To change one, change a copy of its parts and Parse its JSON.
//
// In JSON the settings are spelled as the struct tags say; in YAML definition
// files the same settings are spelled with hyphens.
type Form struct {
	ID      string `json:"id" yaml:"id"`
	Title   string `json:"title" yaml:"title"`
	Lang    string `json:"lang" yaml:"lang"`       // BCP 47: "en", "gu", "zh-Hant"
	Edition string `json:"edition" yaml:"edition"` // "standard", "easy-read", "large-print" …
	Intro   string `json:"intro,omitempty" yaml:"intro,omitempty"`
	Pages   []Page `json:"pages" yaml:"pages"`

	plan *plan // made by Parse; see plan.go
}

// Page is what a person sees at one time.
type Page struct {
	ID    string `json:"id" yaml:"id"`
	Title string `json:"title,omitempty" yaml:"title,omitempty"`
	Intro string `json:"intro,omitempty" yaml:"intro,omitempty"`
	// Monitoring marks questions about the person (age, religion …), which are
	// kept apart from the views that the person gave: see Answers.Part.
	Monitoring bool       `json:"monitoring,omitempty" yaml:"monitoring,omitempty"`
	When       *Condition `json:"when,omitempty" yaml:"when,omitempty"` // nil: always on the path
	Questions  []Question `json:"questions" yaml:"questions"`
}

// Question is one thing that a Form asks. Which of its settings mean something
// depends on its Kind; Parse refuses the others.
type Question struct {
	ID             string       `json:"id" yaml:"id"`
	Kind           QuestionKind `json:"kind" yaml:"kind"`
	Text           string       `json:"text,omitempty" yaml:"text,omitempty"`
	Hint           string       `json:"hint,omitempty" yaml:"hint,omitempty"`
	Body           string       `json:"body,omitempty" yaml:"body,omitempty"`
	Required       bool         `json:"required,omitempty" yaml:"required,omitempty"`
	PreferNotToSay bool         `json:"preferNotToSay,omitempty" yaml:"prefer-not-to-say,omitempty"`
	Options        []Option     `json:"options,omitempty" yaml:"options,omitempty"`
	Rows           []Option     `json:"rows,omitempty" yaml:"rows,omitempty"`            // matrix
	Min            *int         `json:"min,omitempty" yaml:"min,omitempty"`              // multiple, ranking: how many
	Max            *int         `json:"max,omitempty" yaml:"max,omitempty"`              // multiple, ranking: how many
	Least          *string      `json:"least,omitempty" yaml:"least,omitempty"`          // number, date
	Most           *string      `json:"most,omitempty" yaml:"most,omitempty"`            // number, date
	Decimals       int          `json:"decimals,omitempty" yaml:"decimals,omitempty"`    // number
	MaxLength      int          `json:"maxLength,omitempty" yaml:"max-length,omitempty"` // texts, in characters
	Total          int64        `json:"total,omitempty" yaml:"total,omitempty"`          // budget
	Unit           string       `json:"unit,omitempty" yaml:"unit,omitempty"`            // budget: "£", "%", "points"
	When           *Condition   `json:"when,omitempty" yaml:"when,omitempty"`            // nil: asked whenever its page is
}

// Option is one of the answers that a question offers, or one row of a matrix.
type Option struct {
	ID   string `json:"id" yaml:"id"`
	Text string `json:"text" yaml:"text"`
	Hint string `json:"hint,omitempty" yaml:"hint,omitempty"`
	// WriteIn gives the option a line to say more on. It may stay empty.
	WriteIn bool `json:"writeIn,omitempty" yaml:"write-in,omitempty"`
	// Exclusive options, such as "none of these", go with no other option.
	Exclusive bool `json:"exclusive,omitempty" yaml:"exclusive,omitempty"`
}

// Question returns the question with this id and its page, or nil and nil.
func (f *Form) Question(id string) (*Question, *Page) {
	p := f.getPlan()
	i, ok := p.byID[id]
	if !ok {
		return nil, nil
	}
	return p.steps[i].q, &f.Pages[p.steps[i].page]
}

// questions walks over the questions of f in order, each with its page.
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

// optionIndex returns the place of option id among those of q, or -1.
func (q *Question) optionIndex(id string) int { return optionIndex(q.Options, id) }

// optionIndex returns the place of id among options, or -1. Lists are short enough
// for a walk to be quicker than a map.
func optionIndex(options []Option, id string) int {
	for i := range options {
		if options[i].ID == id {
			return i
		}
	}
	return -1
}

// isChoice reports whether options of q are chosen in a field of its own name.
func (q *Question) isChoice() bool {
	return q.Kind == Single || q.Kind == Multiple || q.Kind == Dropdown
}

// choiceLimits returns the least and the most options that an answer to a multiple
// or ranking question names. A ranking asks for all unless it says otherwise.
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
