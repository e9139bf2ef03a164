package survey

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// text takes free text from a field: cleaned, otherwise as typed. wrong is what
// is wrong with it, if there is anything; label says which text is meant.
func (w *walk) text(name string, most int, label string) (text string, wrong sentence, ok bool) {
	value, ok := w.one(name)
	if !ok {
		return "", say("Write one answer only: %s", label), false
	}
	// Bytes first: they are known without reading ten megabytes.
	if len(value) > utf8.UTFMax*most {
		return "", counted(most, "Shorten your answer to %d character or fewer: %s", "Shorten your answer to %d characters or fewer: %s", label), false
	}
	value = CleanText(value)
	if n := utf8.RuneCountInString(value); n > most {
		return "", counted(most, "Shorten your answer to %d character or fewer, it has %s: %s", "Shorten your answer to %d characters or fewer, it has %s: %s",
			Decimal(strconv.Itoa(n)), label), false
	}
	return value, sentence{}, true
}

// readTyped reads what comes in one field: texts, numbers and addresses.
func (w *walk) readTyped(s *step) Answer {
	q := s.q
	if q.Kind == ShortText || q.Kind == LongText {
		text, wrong, ok := w.text(q.ID, q.longest(), q.Text)
		switch {
		case !ok:
			return w.no(q.ID, wrong)
		case text == "":
			return w.blank(enterAnswer)
		}
		return Answer{State: Answered, Text: text}
	}
	value, ok := w.one(q.ID)
	switch {
	case !ok:
		return w.no(q.ID, say("Enter one answer only to: %s", q.Text))
	case value == "":
		return w.blank(enterAnswer)
	}
	switch q.Kind {
	case Number:
		if number, ok := readNumber(value); ok && decimals(number) <= q.Decimals && q.allows(number, compareNumbers) {
			return Answer{State: Answered, Number: number}
		}
		return w.no(q.ID, s.within)
	case Email:
		if address := typed(value); isEmail(address) {
			return Answer{State: Answered, Text: address}
		}
		return w.no(q.ID, say("Enter an email address in full, like name@example.com"))
	}
	if postcode, ok := readPostcode(value); ok {
		return Answer{State: Answered, Text: postcode}
	}
	return w.no(q.ID, say("Enter a full UK postcode, like LE3 8RA"))
}

// readDate reads the three fields of a date.
func (w *walk) readDate(s *step) Answer {
	q := s.q
	var values [3]string
	blanks, first := 0, -1
	for i, name := range s.names {
		value, ok := w.one(name)
		if !ok {
			return w.no(name, say("Enter one date only: %s", q.Text))
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
		return w.no(s.names[first], say([...]string{"Enter the day of the date too: %s", "Enter the month of the date too: %s", "Enter the year of the date too: %s"}[first], q.Text))
	}
	date, wrong := readDate(values[0], values[1], values[2])
	switch {
	case wrong >= 0:
		return w.no(s.names[wrong], say([...]string{
			"Enter a day that the month has: %s",
			"Enter the month as a number from 1 to 12, or its name: %s",
			"Enter the year with 4 digits, like 2016: %s",
		}[wrong], q.Text))
	case !q.allows(date, strings.Compare):
		return w.no(s.names[0], s.within)
	}
	return Answer{State: Answered, Date: date}
}

// allows reports whether value is within the bounds of q. Parse saw to it that
// they are spelled as answers are.
func (q *Question) allows(value string, compare func(a, b string) int) bool {
	return (q.Least == nil || compare(value, *q.Least) >= 0) && (q.Most == nil || compare(value, *q.Most) <= 0)
}

// within says what q takes.
func (q *Question) within() sentence {
	least, most := "", ""
	if q.Least != nil {
		least = *q.Least
	}
	if q.Most != nil {
		most = *q.Most
	}
	switch q.Kind {
	case Number:
		return numberWithin(Decimal(least), Decimal(most), q.Decimals)
	case Date:
		switch {
		case least != "" && most != "":
			return say("Enter a date between %s and %s", Day(least), Day(most))
		case least != "":
			return say("Enter a date that is %s or later", Day(least))
		case most != "":
			return say("Enter a date that is %s or earlier", Day(most))
		}
	}
	return sentence{}
}

func numberWithin(least, most Decimal, decimals int) sentence {
	switch between := least != "" && most != ""; {
	case decimals == 0 && between:
		return say("Enter a whole number between %s and %s", least, most)
	case decimals == 0 && least != "":
		return say("Enter a whole number that is %s or more", least)
	case decimals == 0 && most != "":
		return say("Enter a whole number that is %s or less", most)
	case decimals == 0:
		return say("Enter a whole number")
	case between:
		return counted(decimals, "Enter a number between %[2]s and %[3]s, with no more than %[1]d decimal place", "Enter a number between %[2]s and %[3]s, with no more than %[1]d decimal places", least, most)
	case least != "":
		return counted(decimals, "Enter a number that is %[2]s or more, with no more than %[1]d decimal place", "Enter a number that is %[2]s or more, with no more than %[1]d decimal places", least)
	case most != "":
		return counted(decimals, "Enter a number that is %[2]s or less, with no more than %[1]d decimal place", "Enter a number that is %[2]s or less, with no more than %[1]d decimal places", most)
	}
	return counted(decimals, "Enter a number, with no more than %d decimal place", "Enter a number, with no more than %d decimal places")
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
				w.no(s.names[i], say("Enter a whole number that is 0 or more for: %s", q.Options[i].Text))
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
		return w.no(s.names[0], say("Change the amounts so that they add up to %s, not %s: %s", Sum{q.Total, q.Unit}, Sum{sum, q.Unit}, q.Text))
	}
	return Answer{State: Answered, Amounts: amounts}
}
