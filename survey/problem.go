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

	// Sum is a whole number of something.
	Sum struct {
		N    int64
		Unit string
	}
)

func (d Decimal) String() string { return thousands(string(d)) }
func (d Day) String() string     { return sayDate(string(d)) }

// String writes a number with its unit as people do: £100, 40%, 12 points.
func (s Sum) String() string { return s.With(thousands(strconv.FormatInt(s.N, 10))) }

// With puts the unit to digits that somebody else has written.
func (s Sum) With(digits string) string {
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

// sentence is a Problem that is not yet told of any question.
type sentence struct {
	n          int
	one, other string
	args       []any
}

// say makes a sentence that counts nothing.
func say(format string, args ...any) sentence { return sentence{other: format, args: args} }

// counted makes a sentence with the number n in it.
func counted(n int, one, other string, args ...any) sentence { return sentence{n, one, other, args} }

func (s sentence) String() string {
	switch {
	case s.one == "":
		return fmt.Sprintf(s.other, s.args...)
	case s.n == 1:
		return s.count(s.one)
	}
	return s.count(s.other)
}

var numbered = strings.NewReplacer("%d", "%s", "%[1]d", "%[1]s")

func (s sentence) count(format string) string {
	return fmt.Sprintf(numbered.Replace(format), append([]any{thousands(strconv.Itoa(s.n))}, s.args...)...)
}

func selectAnswer(text string) sentence { return say("Select an answer to: %s", text) }
func enterAnswer(text string) sentence  { return say("Enter an answer to: %s", text) }

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

// count says "1 answer" and "2 answers", in what is told of a form.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return thousands(strconv.Itoa(n)) + " " + noun + "s"
}
