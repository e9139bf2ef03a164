package survey

import (
	"fmt"
	"strconv"
	"strings"
)

// Problem says what is wrong with the answer to one question, in one plain
// sentence that says what to do.
//
// The engine speaks English. So that others can say the sentence in other
// languages, they get what it was made of: every Format is a constant of this
// package.
type Problem struct {
	Question string
	Field    string // the HTML name of the input that the error summary leads to
	Say      string

	Format string // of Say, as package fmt reads it
	One    string // Format where N is 1; "" if the sentence counts nothing
	N      int    // stands before Args, where the sentence counts
	Args   []any  // each a string, a Decimal, a Day or a Sum
}

type (
	// Decimal is a number as an answer spells it.
	Decimal string

	// Day is a date as an answer spells it: 2016-05-27.
	Day string

	// Amount is a whole number of something.
	Amount struct {
		N    int64
		Unit string
	}
)

func (d Decimal) String() string { return thousands(string(d)) }
func (d Day) String() string     { return formatDate(string(d)) }

// String writes a number with its unit as people do: £100, 40%, 12 points.
func (s Amount) String() string { return s.WithUnit(thousands(strconv.FormatInt(s.N, 10))) }

// WithUnit puts the unit to digits that somebody else has written.
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

// message is a Problem that is not yet told of any question.
type message struct {
	n          int
	one, other string
	args       []any
}

// newMessage makes a sentence that counts nothing.
//
//locale:message 0
func newMessage(format string, args ...any) message { return message{other: format, args: args} }

// newCountMessage makes a sentence with the number n in it.
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

func selectAnswer(text string) message { return newMessage("Select an answer to: %s", text) }
func enterAnswer(text string) message  { return newMessage("Enter an answer to: %s", text) }

// thousands puts commas into a number that is written out.
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

// pluralise says "1 answer" and "2 answers", in what is told of a form.
func pluralise(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return thousands(strconv.Itoa(n)) + " " + noun + "s"
}
