package survey

import (
	"fmt"
	"strconv"
	"strings"
)

// Problem is a mistake in the answer to one question, with a message for the
// respondent. The message says what to do and names the question and, in a question
// with several fields, the row or option. So no two lines of an error summary are the
// same, unless two questions have the same text.
//
// Say is the message in English. For other languages, translate Format and One, which
// are constants of this package, and format them with N and Args. Args contains
// numbers and dates unformatted, so that they can be written as usual in the language.
type Problem struct {
	Question string // ID of the question
	Field    string // HTML name of the field to which the error summary links
	Say      string // the message in English

	Format string // fmt format of the message
	One    string // Format to use instead if N is 1; "" if the message has no count
	N      int    // the count; if One is not "", it is the first argument of the format, before Args
	Args   []any  // each a string, a Decimal, a Day, an Amount or a Length
}

type (
	// Decimal is a number in the form of Answer.Number: 1250.5.
	Decimal string

	// Day is a date in the form of Answer.Date: 2016-05-27, 2016-05 or 2016. In the message that
	// a day does not exist it is that day.
	Day string

	// Amount is a whole number with a unit such as "£", "%" or "points"; see WithUnit.
	Amount struct {
		N    int64
		Unit string
	}
)

// String returns the number in English: 1,250.5.
func (d Decimal) String() string { return thousands(string(d)) }

// String returns the date in English: 27 May 2016.
func (d Day) String() string { return formatDate(string(d)) }

// String returns the amount in English: £1,000, 40%, 12 points.
func (s Amount) String() string { return s.WithUnit(thousands(strconv.FormatInt(s.N, 10))) }

// UnitPlace returns the unit as it stands before and after a number.
func UnitPlace(unit string) (before, after string) {
	switch unit {
	case "£", "€", "$":
		return unit, ""
	}
	return "", unit
}

// trimUnit removes the unit from what was typed for a number: "£60", "60 hours", "60%".
func trimUnit(typed, unit string) string {
	typed = trimInput(typed)
	if len(typed) > MaxTypedBytes || unit == "" {
		return typed
	}
	if before, after := UnitPlace(unit); before != "" {
		typed = strings.TrimPrefix(typed, before)
	} else if n := len(typed) - len(after); n > 0 && strings.EqualFold(typed[n:], after) {
		typed = typed[:n]
	}
	return typed
}

// WithUnit adds the unit to digits, which is N formatted in some language: before it
// for £, € and $, directly after it for %, and otherwise after a space.
func (s Amount) WithUnit(digits string) string {
	switch s.Unit {
	case "":
		return digits
	case "£", "€", "$":
		return s.Unit + digits
	case "%":
		return digits + s.Unit
	}
	return digits + " " + s.Unit
}

// message is the text of a Problem; see there for the meaning of the fields.
type message struct {
	n          int
	one, other string
	args       []any
}

// newMessage returns a message without a count.
//
//locale:message 0
func newMessage(format string, args ...any) message { return message{other: format, args: args} }

// newCountMessage returns a message with the count n, which is the first argument of
// both formats: %d, or %[1]d if the format numbers its arguments.
//
//locale:count 1 2
func newCountMessage(n int, one, other string, args ...any) message {
	return message{n, one, other, args}
}

func (s message) String() string {
	switch {
	case s.one == "":
		return fmt.Sprintf(s.other, s.args...)
	case s.n == 1:
		return s.format(s.one)
	}
	return s.format(s.other)
}

var countVerbs = strings.NewReplacer("%d", "%s", "%[1]d", "%[1]s")

func (s message) format(format string) string {
	return fmt.Sprintf(countVerbs.Replace(format), append([]any{thousands(strconv.Itoa(s.n))}, s.args...)...)
}

// The messages for a question that must be answered and was left blank.
func selectAnswer(text string) message { return newMessage("Select an answer to: %s", text) }
func enterAnswer(text string) message  { return newMessage("Enter an answer to: %s", text) }

// thousands adds commas between groups of three digits to a decimal number.
func thousands(number string) string {
	sign, rest, fraction := "", number, ""
	if strings.HasPrefix(rest, "-") {
		sign, rest = "-", rest[1:]
	}
	if whole, after, ok := strings.Cut(rest, "."); ok {
		rest, fraction = whole, "."+after
	}
	for i := len(rest) - 3; i > 0; i -= 3 {
		rest = rest[:i] + "," + rest[i:]
	}
	return sign + rest + fraction
}

func itoa(n int) string { return strconv.Itoa(n) }

// pluralise returns "1 option", "2 options" and so on, for problems of forms.
func pluralise(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return thousands(strconv.Itoa(n)) + " " + noun + "s"
}
