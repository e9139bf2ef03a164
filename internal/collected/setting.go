package collected

// Use is what a column is used for.
type Use string

// The uses.
const (
	LeaveOut  Use = "leave-out"
	ID        Use = "id"       // which response it is: each row has another
	Received  Use = "received" // when the response was received
	Single    Use = "single"   // one answer from a list
	Several   Use = "several"  // several answers in one cell, between semicolons or in lines
	Option    Use = "option"   // one answer of a question with several: the cell says whether it was chosen
	GridRow   Use = "grid-row" // one row of a grid
	ShortText Use = "short-text"
	LongText  Use = "long-text"
	Number    Use = "number"
	Date      Use = "date"
)

// Uses are all uses, in the order in which a person chooses from them.
var Uses = []Use{LeaveOut, Single, Several, Option, GridRow, ShortText, LongText, Number, Date, ID, Received}

// Setting is what a person has chosen for a column.
type Setting struct {
	Use      Use    `json:"use"`
	Wording  string `json:"wording,omitempty"`  // of the question; columns of one question have the same
	Part     string `json:"part,omitempty"`     // of Option and GridRow: the answer or row
	Equality bool   `json:"equality,omitempty"` // an equality question, whose answers are kept apart
}

// IsQuestion reports whether the column is one of a question.
func (u Use) IsQuestion() bool {
	switch u {
	case LeaveOut, ID, Received, "":
		return false
	}
	return true
}

// HasParts reports whether a question of this use has several columns.
func (u Use) HasParts() bool { return u == Option || u == GridRow }

// Reason says why a column was guessed to be what it was.
type Reason string

// The reasons.
const (
	Blank          Reason = "blank"           // no row has a value
	Identifying    Reason = "identifying"     // the heading asks who the respondent is or how to reach them
	LooksLike      Reason = "looks-like"      // the values look like email addresses, telephone numbers or postcodes
	About          Reason = "about"           // the survey, not the respondent: the network address, the page, the language
	UniqueHeading  Reason = "unique-heading"  // the heading is that of a number of the response, and no value is there twice
	DateHeading    Reason = "date-heading"    // the heading is that of the date of the response, and the values are dates
	DatesUnclear   Reason = "dates-unclear"   // the heading is that of a date of the response, and not all values can be read
	AllDates       Reason = "all-dates"       //
	AllNumbers     Reason = "all-numbers"     //
	FewValues      Reason = "few-values"      // Count different values
	Scale          Reason = "scale"           // the values are of a known scale
	Separated      Reason = "separated"       // cells have several of Count values, between separators
	TickedParts    Reason = "ticked-parts"    // Count columns with one question, each ticked or not
	SameScaleParts Reason = "same-scale-rows" // Count columns with one question and the same Values
	LongValues     Reason = "long-values"     // the longest has Count characters
	MixedValues    Reason = "mixed-values"    // Count different values, most of them once
	FileSays       Reason = "file-says"       // the file has a description of its questions
)

// Guess is what a column was guessed to be.
type Guess struct {
	Setting
	Why      Reason
	Count    int      // for some reasons
	Examples []string // some of the values, of answers from a list
}
