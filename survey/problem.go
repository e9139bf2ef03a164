package survey

import (
	"strconv"
	"strings"
)

// Problem says what is wrong with the answer to one question, in one plain
// sentence that says what to do.
type Problem struct {
	Question string
	Field    string // the HTML name of the input that the error summary leads to
	Say      string
}

func selectAnswer(text string) string { return "Select an answer to: " + text }
func enterAnswer(text string) string  { return "Enter an answer to: " + text }

// between ends a sentence with the bounds that are set.
func between(start, least, most string) string {
	switch {
	case least != "" && most != "":
		return start + " between " + least + " and " + most
	case least != "":
		return start + " that is " + least + " or more"
	case most != "":
		return start + " that is " + most + " or less"
	}
	return start
}

// count says "1 answer" and "2 answers".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return thousands(strconv.Itoa(n)) + " " + noun + "s"
}

// amount writes a number with its unit as people do: £100, 40%, 12 points.
func amount(n int64, unit string) string {
	digits := thousands(strconv.FormatInt(n, 10))
	switch unit {
	case "":
		return digits
	case "£", "€", "$":
		return unit + digits
	case "%":
		return digits + unit
	}
	return digits + " " + unit
}

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
