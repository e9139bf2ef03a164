package survey

import (
	"strconv"
	"strings"
)

// Parts returns the parts that an answer to q consists of, each with a field Q--part: the day,
// month and year of a date, the hours and minutes of a duration, both dates of a period. It is
// nil for questions of other kinds, and for ranking, budget and matrix questions, which have a
// field for each option or row.
func (q *Question) Parts() []string {
	switch q.Kind {
	case Date:
		return q.dateParts()
	case Duration:
		return q.Units
	case Period:
		var parts []string
		for _, end := range [...]string{"from-", "to-"} {
			for _, part := range q.dateParts() {
				parts = append(parts, end+part)
			}
		}
		return parts
	}
	return nil
}

// PartValues returns what a browser sends for each of [Question.Parts] for the answer a, which
// was typed.
func (q *Question) PartValues(a Answer) []string {
	switch q.Kind {
	case Date:
		return dateValues(a.Date)
	case Duration:
		return q.durationValues(a.Number)
	case Period:
		return append(dateValues(a.Date), dateValues(a.Until)...)
	}
	return nil
}

// Cell returns the answer a, which was typed, as one text for tables and programs: a number,
// a duration as a number of its shortest unit, a date like 2016-05-27, 2016-05 or 2016, a period
// like 2016-05-27/2016-06-01, the digests of files, or a text. [Question.SetCell] reads it.
func (q *Question) Cell(a Answer) string {
	if a.Until != "" {
		return a.Date + "/" + a.Until
	}
	return a.Number + a.Date + a.Text + strings.Join(a.Files, " ")
}

// SetCell sets the fields of q in raw to what [Question.Cell] returned, or to what is as near to
// it as possible, so that it is refused with a message about the field.
func (q *Question) SetCell(raw Raw, cell string) {
	parts := q.Parts()
	if q.Kind == Files {
		raw[q.ID] = strings.Fields(cell)
		return
	}
	if parts == nil {
		raw[q.ID] = []string{cell}
		return
	}
	dates := []string{cell}
	switch q.Kind {
	case Duration:
		raw[q.ID+"--"+parts[len(parts)-1]] = dates
		return
	case Period:
		dates = strings.SplitN(cell, "/", 2)
	}
	n := len(q.dateParts())
	for i, date := range dates {
		for j, value := range strings.SplitN(date, "-", n) { // the year first
			raw[q.ID+"--"+parts[i*n+n-1-j]] = []string{value}
		}
	}
}

// readParts returns the values of the fields of s, which has parts, "" for those left blank. If
// all were left blank, or one has several values, ok is false and a is the answer.
func (w *evaluator) readParts(s *step) (values []string, a Answer, ok bool) {
	values = make([]string, len(s.fieldNames))
	for i, name := range s.fieldNames {
		value, single := w.singleValue(name)
		if !single {
			return nil, w.reject(name, enterOnlyOne(s.q)), false
		}
		values[i] = value
		ok = ok || value != ""
	}
	if !ok {
		a = w.blankAnswer(enterOrSelect(s.boxes()))
	}
	return values, a, ok
}

// enterOnlyOne is the message for a part with several values.
func enterOnlyOne(q *Question) message {
	if q.Kind == Date {
		return newMessage("Enter only one date: %s", q.Text)
	}
	return newMessage("Enter only one answer to: %s", q.Text)
}

// Measure returns the number by which results summarise a, an answer to q: that of a number, a
// duration in its shortest unit, or the length of a period. ok is false for answers of other
// kinds and for boxes.
func (q *Question) Measure(a Answer) (number string, ok bool) {
	switch {
	case !a.HasTyped(q.Kind):
		return "", false
	case q.Kind == Number, q.Kind == Duration:
		return a.Number, true
	case q.Kind == Period:
		return strconv.Itoa(q.length(a.Date, a.Until)), true
	}
	return "", false
}

// IsMeasured reports whether answers to questions of kind k have a [Question.Measure].
func (k QuestionKind) IsMeasured() bool { return k == Number || k == Duration || k == Period }

// MeasureUnit returns the unit of [Question.Measure]: one of [DurationUnits] for durations and
// periods, and Unit for numbers.
func (q *Question) MeasureUnit() string {
	switch q.Kind {
	case Duration:
		if len(q.Units) > 0 {
			return q.Units[len(q.Units)-1]
		}
	case Period:
		return map[string]string{"": "days", PrecisionMonth: "months", PrecisionYear: "years"}[q.Precision]
	}
	return q.Unit
}
