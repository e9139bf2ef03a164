package survey

import (
	"slices"
	"strconv"
)

// readSingle reads the answer to a single or dropdown question.
func (w *evaluator) readSingle(s *step) Answer {
	q := s.q
	value, ok := w.singleValue(q.ID)
	switch {
	case !ok:
		return w.reject(q.ID, newMessage("Select only one answer to: %s", q.Text))
	case value == "":
		return w.blankAnswer(selectAnswer)
	case value == preferNotToSayID && q.PreferNotToSay:
		return Answer{State: PreferNotToSay}
	}
	i := q.optionIndex(value)
	if i < 0 {
		return w.reject(q.ID, notListed(q.Text))
	}
	// The ID from the form instead of value, which would keep the whole request in memory.
	a := Answer{State: Answered, Options: []string{q.Options[i].ID}}
	if !w.readWriteIn(s, i, &a) {
		return Answer{State: Skipped}
	}
	return a
}

// readMultiple reads the answer to a multiple question.
func (w *evaluator) readMultiple(s *step) Answer {
	q, values := s.q, s.q.withMarkedAreas(w.raw)
	if allBlank(values) {
		return w.blankAnswer(selectAnswer)
	}
	chosen, n := make([]bool, len(q.Options)), 0
	preferNotToSay := 0 // how often "prefer not to say" was sent
	exclusive := -1     // index of an exclusive option that was chosen
	for _, v := range values {
		i := q.optionIndex(v)
		switch {
		case isBlank(v):
			continue
		case v == preferNotToSayID && q.PreferNotToSay:
			preferNotToSay++
			continue
		case i < 0:
			return w.reject(q.ID, notListed(q.Text))
		case chosen[i]:
			return w.reject(q.ID, newMessage("Select each answer only once: %s", q.Text))
		}
		chosen[i] = true
		n++
		if q.Options[i].Exclusive {
			exclusive = i
		}
	}
	least, most := q.choiceLimits()
	switch {
	case preferNotToSay > 0 && n > 0:
		return w.reject(q.ID, newMessage("Select “Prefer not to say” or other answers, not both: %s", q.Text))
	case preferNotToSay > 1:
		return w.reject(q.ID, newMessage("Select each answer only once: %s", q.Text))
	case preferNotToSay > 0:
		return Answer{State: PreferNotToSay}
	case exclusive >= 0 && n > 1:
		return w.reject(q.ID, newMessage("Select “%s” or other answers, not both: %s", q.Options[exclusive].Text, q.Text))
	case n > most:
		return w.reject(q.ID,
			newCountMessage(most, "Select no more than %d answer to: %s", "Select no more than %d answers to: %s", q.Text))
	case exclusive < 0 && n < least:
		return w.reject(q.ID,
			newCountMessage(least, "Select at least %d answer to: %s", "Select at least %d answers to: %s", q.Text))
	}
	a := Answer{State: Answered, Options: make([]string, 0, n)}
	valid := true
	for i := range chosen {
		if chosen[i] {
			a.Options = append(a.Options, q.Options[i].ID)
			valid = w.readWriteIn(s, i, &a) && valid
		}
	}
	if !valid {
		return Answer{State: Skipped}
	}
	return a
}

// notListed is the message for an answer that is not an option of the question.
func notListed(text string) message {
	return newMessage("Select an answer from the list for: %s", text)
}

// readWriteIn adds the text written beside option i, which was chosen, to a. It
// reports false, and records a problem, if the text is not valid. Text beside options
// that were not chosen is ignored: without JavaScript a page cannot hide the field
// when a respondent chooses another option.
func (w *evaluator) readWriteIn(s *step, i int, a *Answer) bool {
	name := s.writeIns[i]
	if name == "" {
		return true
	}
	option := &s.q.Options[i]
	text, wrong, ok := w.readText(name, MaxWriteIn, s.q.Text+" – "+option.Text)
	if !ok {
		w.reject(name, wrong)
		return false
	}
	if text == "" && option.RequireWriteIn {
		w.reject(name, newMessage("Tell us more about “%s”: %s", option.Text, s.q.Text))
		return false
	}
	if text != "" {
		if a.WriteIns == nil {
			a.WriteIns = make(map[string]string, 1)
		}
		a.WriteIns[option.ID] = text
	}
	return true
}

// readMatrix reads the answer to a matrix question: one option for each row.
func (w *evaluator) readMatrix(s *step) Answer {
	q := s.q
	rows, valid := make(map[string]string, len(q.Rows)), true
	preferNotToSay := 0             // rows with "prefer not to say"
	var written map[string][]string // of rows that are not valid
	for i := range q.Rows {
		row, name := &q.Rows[i], s.fieldNames[i]
		value, ok := w.singleValue(name)
		option := q.optionIndex(value)
		switch {
		case !ok && w.keepsRow(s, name, &written):
			rows[row.ID] = notValidID
		case !ok:
			w.reject(name, newMessage("Select only one answer for “%s”: %s", row.Text, q.Text))
			valid = false
		case value == "" && q.Required:
			w.reject(name, newMessage("Select an answer for “%s”: %s", row.Text, q.Text))
			valid = false
		case value == "":
		case value == preferNotToSayID && q.PreferNotToSay:
			rows[row.ID] = preferNotToSayID
			preferNotToSay++
		case option < 0:
			w.reject(name, newMessage("Select an answer from the list for “%s”: %s", row.Text, q.Text))
			valid = false
		default:
			rows[row.ID] = q.Options[option].ID
		}
	}
	switch {
	case !valid || len(rows) == 0:
		return Answer{State: Skipped}
	case len(written) == len(rows):
		return Answer{State: NotValid, Written: written}
	case preferNotToSay == len(q.Rows):
		return Answer{State: PreferNotToSay}
	}
	return Answer{State: Answered, Rows: rows, Written: written}
}

// readRanking reads the answer to a ranking question: a place from 1 for each option,
// or for as many options as q.choiceLimits requires.
func (w *evaluator) readRanking(s *step) Answer {
	q := s.q
	least, most := q.choiceLimits()
	places, n, valid := make([]string, len(q.Options)), 0, true
	for i := range q.Options {
		name := s.fieldNames[i]
		value, ok := w.singleValue(name)
		if ok && value == "" {
			continue
		}
		n++
		place, isNumber := parseSmallInt(value)
		switch {
		case !ok || !isNumber || place < 1 || place > most:
			w.reject(name, newMessage("Select a number between 1 and %s for “%s”: %s",
				Decimal(strconv.Itoa(most)), q.Options[i].Text, q.Text))
			valid = false
		case places[place-1] != "":
			w.reject(name, newMessage("Give “%s” a number that you have not used for another choice: %s",
				q.Options[i].Text, q.Text))
			valid = false
		default:
			places[place-1] = q.Options[i].ID
		}
	}
	switch {
	case n == 0:
		return w.blankAnswer(func(text string) message { return newMessage("Rank the choices: %s", text) })
	case !valid:
		return Answer{State: Skipped}
	case n < least:
		return w.reject(w.firstBlankField(s), tooFewRanked(least, len(q.Options), q.Text))
	case slices.Contains(places[:n], ""):
		return w.reject(s.fieldNames[0], newMessage("Use every number from 1 onwards without gaps: %s", q.Text))
	}
	return Answer{State: Answered, Ranking: places[:n:n]}
}

// firstBlankField returns the first field of s that was left blank, or the first of
// all fields if none was.
func (w *evaluator) firstBlankField(s *step) string {
	for _, name := range s.fieldNames {
		if allBlank(w.raw[name]) {
			return name
		}
	}
	return s.fieldNames[0]
}

// tooFewRanked is the message for a ranking in which fewer than least of all options
// have a place.
func tooFewRanked(least, all int, text string) message {
	if least == all {
		return newMessage("Rank every choice: %s", text)
	}
	return newCountMessage(least, "Rank at least %d choice: %s", "Rank at least %d choices: %s", text)
}
