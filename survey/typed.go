package survey

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// text takes free text from a field: cleaned, otherwise as typed. say is what is
// wrong with it; label says which text is meant.
func (w *walk) text(name string, most int, label string) (text, say string) {
	value, ok := w.one(name)
	if !ok {
		return "", "Write one answer only: " + label
	}
	// Bytes first: they are known without reading ten megabytes.
	if len(value) > utf8.UTFMax*most {
		return "", "Shorten your answer to " + count(most, "character") + " or fewer: " + label
	}
	value = CleanText(value)
	if n := utf8.RuneCountInString(value); n > most {
		return "", "Shorten your answer to " + count(most, "character") + " or fewer, it has " + thousands(strconv.Itoa(n)) + ": " + label
	}
	return value, ""
}

// readTyped reads what comes in one field: texts, numbers and addresses.
func (w *walk) readTyped(s *step) Answer {
	q := s.q
	if q.Kind == ShortText || q.Kind == LongText {
		text, say := w.text(q.ID, q.longest(), q.Text)
		switch {
		case say != "":
			return w.no(q.ID, say)
		case text == "":
			return w.blank(enterAnswer)
		}
		return Answer{State: Answered, Text: text}
	}
	value, ok := w.one(q.ID)
	switch {
	case !ok:
		return w.no(q.ID, "Enter one answer only to: "+q.Text)
	case value == "":
		return w.blank(enterAnswer)
	}
	switch q.Kind {
	case Number:
		if number, ok := readNumber(value); ok && decimals(number) <= q.Decimals && q.allows(number, compareNumbers) {
			return Answer{State: Answered, Number: number}
		}
		return w.no(q.ID, "Enter "+s.within)
	case Email:
		if address := typed(value); isEmail(address) {
			return Answer{State: Answered, Text: address}
		}
		return w.no(q.ID, "Enter an email address in full, like name@example.com")
	}
	if postcode, ok := readPostcode(value); ok {
		return Answer{State: Answered, Text: postcode}
	}
	return w.no(q.ID, "Enter a full UK postcode, like LE3 8RA")
}

// readDate reads the three fields of a date.
func (w *walk) readDate(s *step) Answer {
	q := s.q
	var values [3]string
	blanks, first := 0, -1
	for i, name := range s.names {
		value, ok := w.one(name)
		if !ok {
			return w.no(name, "Enter one date only: "+q.Text)
		}
		if values[i] = value; value == "" {
			blanks++
			if first < 0 {
				first = i
			}
		}
	}
	switch {
	case blanks == 3:
		return w.blank(enterAnswer)
	case blanks > 0:
		return w.no(s.names[first], "Enter the "+[...]string{"day", "month", "year"}[first]+" of the date too: "+q.Text)
	}
	date, wrong := readDate(values[0], values[1], values[2])
	switch {
	case wrong >= 0:
		return w.no(s.names[wrong], "Enter "+[...]string{
			"a day that the month has",
			"the month as a number from 1 to 12, or its name",
			"the year with 4 digits, like 2016",
		}[wrong]+": "+q.Text)
	case !q.allows(date, strings.Compare):
		return w.no(s.names[0], "Enter "+s.within)
	}
	return Answer{State: Answered, Date: date}
}

// allows reports whether value is within the bounds of q. Parse saw to it that
// they are spelled as answers are.
func (q *Question) allows(value string, compare func(a, b string) int) bool {
	return (q.Least == nil || compare(value, *q.Least) >= 0) && (q.Most == nil || compare(value, *q.Most) <= 0)
}

// within says what q takes, as the end of a sentence that begins "Enter".
func (q *Question) within() string {
	least, most := "", ""
	if q.Least != nil {
		least = *q.Least
	}
	if q.Most != nil {
		most = *q.Most
	}
	switch q.Kind {
	case Number:
		noun := "a whole number"
		if q.Decimals > 0 {
			noun = "a number"
		}
		sentence := between(noun, thousands(least), thousands(most))
		if q.Decimals > 0 {
			sentence += ", with no more than " + count(q.Decimals, "decimal place")
		}
		return sentence
	case Date:
		switch {
		case least != "" && most != "":
			return "a date between " + sayDate(least) + " and " + sayDate(most)
		case least != "":
			return "a date that is " + sayDate(least) + " or later"
		case most != "":
			return "a date that is " + sayDate(most) + " or earlier"
		}
	}
	return ""
}

// readBudget reads an amount for each option; a field that was left blank is
// nought, so that a person need only fill in what they would spend on.
func (w *walk) readBudget(s *step) Answer {
	q := s.q
	amounts, sum, some, fits := make(map[string]int64, len(q.Options)), int64(0), false, true
	for i := range q.Options {
		value, ok := w.one(s.names[i])
		number := "0"
		if value != "" || !ok {
			some = true
			if number, ok = readNumber(value); !ok || decimals(number) > 0 || number[0] == '-' {
				w.no(s.names[i], "Enter a whole number that is 0 or more for: "+q.Options[i].Text)
				fits = false
				continue
			}
		}
		n, _ := strconv.ParseInt(number, 10, 64) // at most MaxDigits digits
		amounts[q.Options[i].ID] = n
		sum += n
	}
	switch {
	case !fits:
		return Answer{State: Skipped}
	case !some:
		return w.blank(enterAnswer)
	case sum != q.Total:
		return w.no(s.names[0], "Change the amounts so that they add up to "+amount(q.Total, q.Unit)+", not "+amount(sum, q.Unit)+": "+q.Text)
	}
	return Answer{State: Answered, Amounts: amounts}
}
