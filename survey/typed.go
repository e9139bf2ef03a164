package survey

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// readText takes free text from a field: cleaned, otherwise as typed. wrong is what
// is wrong with it, if there is anything; label says which text is meant.
func (w *evaluator) readText(name string, most int, label string) (text string, wrong message, ok bool) {
	value, ok := w.singleValue(name)
	if !ok {
		return "", newMessage("Enter only one answer for: %s", label), false
	}
	// Bytes first: they are known without reading ten megabytes.
	if len(value) > utf8.UTFMax*most {
		return "", newCountMessage(
			most,
			"Shorten your answer to %d character or fewer: %s",
			"Shorten your answer to %d characters or fewer: %s",
			label,
		), false
	}
	value = CleanText(value)
	if n := utf8.RuneCountInString(value); n > most {
		return "", newCountMessage(
			most,
			"Shorten your answer to %d character or fewer, it has %s: %s",
			"Shorten your answer to %d characters or fewer. You have used %s: %s",
			Decimal(strconv.Itoa(n)),
			label,
		), false
	}
	return value, message{}, true
}

// readTyped reads what comes in one field: texts, numbers and addresses.
func (w *evaluator) readTyped(s *step) Answer {
	q := s.q
	if q.Kind == ShortText || q.Kind == LongText {
		text, wrong, ok := w.readText(q.ID, q.maxAnswerLength(), q.Text)
		switch {
		case !ok:
			return w.reject(q.ID, wrong)
		case text == "":
			return w.blankAnswer(enterAnswer)
		}
		return Answer{State: Answered, Text: text}
	}
	value, ok := w.singleValue(q.ID)
	switch {
	case !ok:
		return w.reject(q.ID, newMessage("Enter only one answer to: %s", q.Text))
	case value == "":
		return w.blankAnswer(enterAnswer)
	}
	switch q.Kind {
	case Number:
		if number, ok := parseNumber(value); ok && decimalPlaces(number) <= q.Decimals && q.inRange(number, compareNumbers) {
			return Answer{State: Answered, Number: number}
		}
		return w.reject(q.ID, s.rangeError)
	case Email:
		if address := trimInput(value); isEmail(address) {
			return Answer{State: Answered, Text: address}
		}
		return w.reject(q.ID, newMessage("Enter an email address in the correct format, like name@example.com"))
	}
	if postcode, ok := parsePostcode(value); ok {
		return Answer{State: Answered, Text: postcode}
	}
	return w.reject(q.ID, newMessage("Enter a full UK postcode, like LE3 8RA"))
}

// readDate reads the three fields of a date.
func (w *evaluator) readDate(s *step) Answer {
	q := s.q
	var values [3]string
	blanks, first := 0, -1
	for i, name := range s.fieldNames {
		value, ok := w.singleValue(name)
		if !ok {
			return w.reject(name, newMessage("Enter only one date: %s", q.Text))
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
		return w.blankAnswer(enterAnswer)
	case blanks > 0:
		return w.reject(
			s.fieldNames[first],
			newMessage([...]string{"Date must include a day: %s", "Date must include a month: %s", "Date must include a year: %s"}[first], q.Text),
		)
	}
	date, wrong := parseDate(values[0], values[1], values[2])
	switch {
	case wrong >= 0:
		return w.reject(s.fieldNames[wrong], newMessage([...]string{
			"Enter a day that exists in that month: %s",
			"Enter the month as a number from 1 to 12 or by name: %s",
			"Year must include 4 numbers, like 2016: %s",
		}[wrong], q.Text))
	case !q.inRange(date, strings.Compare):
		return w.reject(s.fieldNames[0], s.rangeError)
	}
	return Answer{State: Answered, Date: date}
}

// inRange reports whether value is within the bounds of q. Parse saw to it that
// they are spelled as answers are.
func (q *Question) inRange(value string, compare func(a, b string) int) bool {
	return (q.Least == nil || compare(value, *q.Least) >= 0) && (q.Most == nil || compare(value, *q.Most) <= 0)
}

// rangeMessage says what q takes.
func (q *Question) rangeMessage() message {
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
			return newMessage("Enter a date between %s and %s", Day(least), Day(most))
		case least != "":
			return newMessage("Enter a date on or after %s", Day(least))
		case most != "":
			return newMessage("Enter a date on or before %s", Day(most))
		}
	}
	return message{}
}

func numberWithin(least, most Decimal, decimals int) message {
	switch between := least != "" && most != ""; {
	case decimals == 0 && between:
		return newMessage("Enter a whole number between %s and %s", least, most)
	case decimals == 0 && least != "":
		return newMessage("Enter a whole number that is %s or more", least)
	case decimals == 0 && most != "":
		return newMessage("Enter a whole number that is %s or less", most)
	case decimals == 0:
		return newMessage("Enter a whole number")
	case between:
		return newCountMessage(
			decimals,
			"Enter a number between %[2]s and %[3]s, with no more than %[1]d decimal place",
			"Enter a number between %[2]s and %[3]s, with no more than %[1]d decimal places",
			least,
			most,
		)
	case least != "":
		return newCountMessage(
			decimals,
			"Enter a number that is %[2]s or more, with no more than %[1]d decimal place",
			"Enter a number that is %[2]s or more, with no more than %[1]d decimal places",
			least,
		)
	case most != "":
		return newCountMessage(
			decimals,
			"Enter a number that is %[2]s or less, with no more than %[1]d decimal place",
			"Enter a number that is %[2]s or less, with no more than %[1]d decimal places",
			most,
		)
	}
	return newCountMessage(
		decimals,
		"Enter a number, with no more than %d decimal place",
		"Enter a number, with no more than %d decimal places",
	)
}

// readBudget reads an amount for each option; a field that was left blank is
// nought, so that a person need only fill in what they would spend on.
func (w *evaluator) readBudget(s *step) Answer {
	q := s.q
	amounts, sum, some, fits := make(map[string]int64, len(q.Options)), int64(0), false, true
	for i := range q.Options {
		value, ok := w.singleValue(s.fieldNames[i])
		number := "0"
		if value != "" || !ok {
			some = true
			if number, ok = parseNumber(value); !ok || decimalPlaces(number) > 0 || number[0] == '-' {
				w.reject(s.fieldNames[i], newMessage("Enter a whole number of 0 or more for: %s", q.Options[i].Text))
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
		return w.blankAnswer(enterAnswer)
	case sum != q.Total:
		return w.reject(
			s.fieldNames[0],
			newMessage("Amounts must add up to %s, not %s: %s", Amount{q.Total, q.Unit}, Amount{sum, q.Unit}, q.Text),
		)
	}
	return Answer{State: Answered, Amounts: amounts}
}
