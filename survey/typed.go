package survey

import (
	"strconv"
	"unicode/utf8"
)

// readText reads free text from the field name, of at most most characters, and cleans
// it. If it is not valid, ok is false and wrong is the message, which names the text
// by label.
func (w *evaluator) readText(name string, most int, label string) (text string, wrong message, ok bool) {
	value, ok := w.singleValue(name)
	if !ok {
		return "", newMessage("Enter only one answer for: %s", label), false
	}
	// The number of bytes is known without reading the text, which may be very long.
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
			"Shorten your answer to %d character or fewer. You have used %s: %s",
			"Shorten your answer to %d characters or fewer. You have used %s: %s",
			Decimal(strconv.Itoa(n)),
			label,
		), false
	}
	return value, message{}, true
}

// readTyped reads the answer to a question with one field for typing: texts, numbers,
// contact details and postcodes.
func (w *evaluator) readTyped(s *step) Answer {
	q := s.q
	switch q.Kind {
	case ShortText, LongText, FullName, Address:
		text, wrong, ok := w.readText(q.ID, q.maxAnswerLength(), q.Text)
		switch {
		case !ok:
			return w.reject(q.ID, wrong)
		case text == "":
			return w.blankAnswer(enterOrSelect(s.boxes()))
		case q.Pattern != "":
			return w.readPattern(s, text)
		}
		return Answer{State: Answered, Text: text}
	}
	value, ok := w.singleValue(q.ID)
	switch {
	case !ok:
		return w.reject(q.ID, newMessage("Enter only one answer to: %s", q.Text))
	case value == "":
		return w.blankAnswer(enterOrSelect(s.boxes()))
	}
	switch q.Kind {
	case Number:
		number, ok := parseNumber(trimUnit(value, q.Unit))
		if !ok || decimalPlaces(number) > q.Decimals || !s.inRange(number, compareNumbers) {
			return w.reject(q.ID, q.rangeMessage(s.least, s.most))
		}
		if wrong, outside := w.outsideBounds(s, number); outside {
			return w.reject(q.ID, wrong)
		}
		return Answer{State: Answered, Number: number}
	case Telephone:
		if number := trimInput(value); IsTelephone(number) {
			return Answer{State: Answered, Text: number}
		}
		return w.reject(q.ID, newMessage("Enter a telephone number, like 0116 232 3232 or +44 116 232 3232: %s", q.Text))
	case Email:
		if address := trimInput(value); IsEmail(address) {
			return Answer{State: Answered, Text: address}
		}
		return w.reject(q.ID, newMessage("Enter an email address in the correct format, like name@example.com: %s", q.Text))
	}
	if postcode, ok := parsePostcode(value); ok {
		return Answer{State: Answered, Text: postcode}
	}
	return w.reject(q.ID, newMessage("Enter a full UK postcode, like LE3 8RA: %s", q.Text))
}

// inRange reports whether value is within the limits of s, which are not relative. Parse has
// checked that they are in the same form as answers.
func (s *step) inRange(value string, compare func(a, b string) int) bool {
	return (s.least == "" || compare(value, s.least) >= 0) && (s.most == "" || compare(value, s.most) <= 0)
}

// boxes returns the boxes of s, which is a question with one or several fields for typing.
func (s *step) boxes() []Option {
	if s.boxField == "" {
		return nil
	}
	return s.q.Options
}

// rangeMessage returns the message for a number or a date that is not valid or not
// between least and most, "" for no limit.
func (q *Question) rangeMessage(least, most string) message {
	switch q.Kind {
	case Number:
		return numberWithin(Decimal(least), Decimal(most), q.Decimals, q.Text)
	case Duration:
		return q.durationRange(least, most)
	case Date, Period:
		switch {
		case least != "" && most != "":
			return newMessage("Enter a date between %s and %s: %s", Day(least), Day(most), q.Text)
		case least != "":
			return newMessage("Enter a date on or after %s: %s", Day(least), q.Text)
		case most != "":
			return newMessage("Enter a date on or before %s: %s", Day(most), q.Text)
		}
	}
	return message{}
}

// numberWithin returns the message for the number question text, whose answers are
// between least and most, "" for no limit, with up to decimals decimal places.
func numberWithin(least, most Decimal, decimals int, text string) message {
	switch between := least != "" && most != ""; {
	case decimals == 0 && between:
		return newMessage("Enter a whole number between %s and %s: %s", least, most, text)
	case decimals == 0 && least != "":
		return newMessage("Enter a whole number that is %s or more: %s", least, text)
	case decimals == 0 && most != "":
		return newMessage("Enter a whole number that is %s or less: %s", most, text)
	case decimals == 0:
		return newMessage("Enter a whole number: %s", text)
	case between:
		return newCountMessage(
			decimals,
			"Enter a number between %[2]s and %[3]s, with no more than %[1]d decimal place: %[4]s",
			"Enter a number between %[2]s and %[3]s, with no more than %[1]d decimal places: %[4]s",
			least, most, text,
		)
	case least != "":
		return newCountMessage(
			decimals,
			"Enter a number that is %[2]s or more, with no more than %[1]d decimal place: %[3]s",
			"Enter a number that is %[2]s or more, with no more than %[1]d decimal places: %[3]s",
			least, text,
		)
	case most != "":
		return newCountMessage(
			decimals,
			"Enter a number that is %[2]s or less, with no more than %[1]d decimal place: %[3]s",
			"Enter a number that is %[2]s or less, with no more than %[1]d decimal places: %[3]s",
			most, text,
		)
	}
	return newCountMessage(
		decimals,
		"Enter a number, with no more than %d decimal place: %s",
		"Enter a number, with no more than %d decimal places: %s",
		text,
	)
}

// readBudget reads the answer to a budget question: an amount for each option. A blank
// field counts as 0.
func (w *evaluator) readBudget(s *step) Answer {
	q := s.q
	amounts, sum := make(map[string]int64, len(q.Options)), int64(0)
	answered, valid := false, true
	total, known := w.total(s)
	example := int64(20)
	if known {
		example = min(example, total)
	}
	for i := range q.Options {
		value, ok := w.singleValue(s.fieldNames[i])
		number := "0"
		if value != "" || !ok {
			answered = true
			if number, ok = parseNumber(trimUnit(value, q.Unit)); !ok || decimalPlaces(number) > 0 || number[0] == '-' {
				w.reject(s.fieldNames[i], newMessage("Amount for “%s” must be a whole number of 0 or more, like %s: %s",
					q.Options[i].Text, Decimal(strconv.FormatInt(example, 10)), q.Text))
				valid = false
				continue
			}
		}
		n, _ := strconv.ParseInt(number, 10, 64) // at most MaxDigits digits
		amounts[q.Options[i].ID] = n
		sum += n
	}
	switch {
	case !valid:
		return Answer{State: Skipped}
	case !answered:
		return w.blankAnswer(enterAnswer)
	case known && sum != total:
		return w.reject(s.fieldNames[0], w.wrongTotal(s, total, sum))
	}
	return Answer{State: Answered, Amounts: amounts}
}
