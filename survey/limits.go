package survey

// The limits. Parse refuses a form that exceeds them, and Check an answer. Characters are
// Unicode code points after [CleanText]; bytes are counted as sent.
//
//	what                                       characters        bytes
//	a form, as JSON                                               1 MiB
//	pages, questions in a form                 200, 500
//	repetitions of a page                      20
//	options, rows, boxes of a question         300, 50, 5
//	wordings of a question                     20
//	an id                                      64                 64
//	a title, a hint, the text of an option     300
//	the text of a question                     1,000
//	an intro, the body of a question           20,000
//	a condition: depth, tests                  8, 100
//	named conditions, the name of one          100, 100
//	short text, unless maxLength says less     300                4 × characters
//	long text, unless maxLength says           5,000 (to 20,000)  4 × characters
//	a write-in                                 300                4 × characters
//	places on a map: marks, points             20, 200
//	the areas of a map: points                 4,000
//	an email address                           254                254
//	a number, an amount, a rank, part of a date 15 digits and 6 decimals  64
//	files of an answer                         5               20 MiB each
//	all texts of one set of answers            400,000
//	a set of answers, as canonical bytes                          8 MiB
//
// Parse enforces MaxAllText by adding up the lengths of all texts that a form allows.
// Together with MaxFormBytes, which limits the number of IDs, this keeps answers below
// MaxAnswersBytes: everything that Check accepts, ParseAnswers accepts too.
const (
	MaxFormBytes      = 1 << 20
	MaxPages          = 200
	MaxQuestions      = 500
	MaxOptions        = 300
	MaxRows           = 50
	MaxBoxes          = 5
	MaxID             = 64
	MaxTitle          = 300
	MaxQuestionText   = 1_000
	MaxBody           = 20_000
	MaxConditionDepth = 8
	MaxConditionTests = 100

	MaxShortText     = 300
	DefaultLongText  = 5_000
	MaxLongText      = 20_000
	MaxWriteIn       = 300
	MaxEmail         = 254
	MaxName          = 200
	MaxAddress       = 500
	MaxTelephone     = 40
	MaxDigits        = 15
	MaxDecimals      = 6
	MaxTypedBytes    = 64
	MaxFiles         = 5
	MaxMegabytes     = 20
	DefaultMegabytes = 10
	MaxAllText       = 400_000
	MaxAnswersBytes  = 8 << 20
)

// maxJSONDepth is the maximum nesting of the JSON of a form: pages, questions and their
// lists have up to nine levels, and each level of a condition has two.
const maxJSONDepth = 10 + 2*MaxConditionDepth

// maxAnswerLength returns the maximum number of characters of a text answer to q.
func (q *Question) maxAnswerLength() int {
	switch {
	case q.Kind == Email:
		return MaxEmail
	case q.Kind == FullName:
		return MaxName
	case q.Kind == Address:
		return MaxAddress
	case q.Kind == Telephone:
		return MaxTelephone
	case q.MaxLength > 0:
		return q.MaxLength
	case q.Kind == LongText:
		return DefaultLongText
	}
	return MaxShortText
}

// maxAnswerSize returns the maximum number of characters of all free texts in an answer
// to q, write-ins included.
func (q *Question) maxAnswerSize() (n int) {
	switch q.Kind {
	case ShortText, LongText, Email, FullName, Address, Telephone:
		n = q.maxAnswerLength()
	case Places:
		n = MaxPlacesBytes
	}
	for i := range q.Options {
		if q.Options[i].WriteIn {
			n += MaxWriteIn
		}
	}
	return n
}

// maxProblems is the maximum number of problems in a FormError.
const maxProblems = 100
