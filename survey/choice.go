package survey

import (
	"slices"
	"strconv"
)

// readSingle reads a question of which one option is chosen.
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
	// The id of the form, not what was sent, so that the request can be let go.
	a := Answer{State: Answered, Options: []string{q.Options[i].ID}}
	if !w.readWriteIn(s, i, &a) {
		return Answer{State: Skipped}
	}
	return a
}

// readMultiple reads a question of which several options may be chosen.
func (w *evaluator) readMultiple(s *step) Answer {
	q, values := s.q, w.raw[s.q.ID]
	if allBlank(values) {
		return w.blankAnswer(selectAnswer)
	}
	chosen, n, notSays, alone := make([]bool, len(q.Options)), 0, 0, -1
	for _, v := range values {
		i := q.optionIndex(v)
		switch {
		case isBlank(v):
			continue
		case v == preferNotToSayID && q.PreferNotToSay:
			notSays++
			continue
		case i < 0:
			return w.reject(q.ID, notListed(q.Text))
		case chosen[i]:
			return w.reject(q.ID, newMessage("Select each answer only once: %s", q.Text))
		}
		chosen[i] = true
		n++
		if q.Options[i].Exclusive {
			alone = i
		}
	}
	least, most := q.choiceLimits()
	switch {
	case notSays > 0 && n > 0:
		return w.reject(q.ID, newMessage("Select “Prefer not to say” or other answers, not both: %s", q.Text))
	case notSays > 1:
		return w.reject(q.ID, newMessage("Select each answer only once: %s", q.Text))
	case notSays > 0:
		return Answer{State: PreferNotToSay}
	case alone >= 0 && n > 1:
		return w.reject(q.ID, newMessage("Select “%s” or other answers, not both: %s", q.Options[alone].Text, q.Text))
	case n > most:
		return w.reject(q.ID, newCountMessage(most, "Select no more than %d answer to: %s", "Select no more than %d answers to: %s", q.Text))
	case alone < 0 && n < least:
		return w.reject(q.ID, newCountMessage(least, "Select at least %d answer to: %s", "Select at least %d answers to: %s", q.Text))
	}
	a := Answer{State: Answered, Options: make([]string, 0, n)}
	fits := true
	for i := range chosen {
		if chosen[i] {
			a.Options = append(a.Options, q.Options[i].ID)
			fits = w.readWriteIn(s, i, &a) && fits
		}
	}
	if !fits {
		return Answer{State: Skipped}
	}
	return a
}

func notListed(text string) message {
	return newMessage("Select an answer from the list for: %s", text)
}

// readWriteIn takes what was written in beside option i, which was chosen. What
// stands beside an option that was not is dropped: without script a page cannot
// hide it, and the person changed their mind.
func (w *evaluator) readWriteIn(s *step, i int, a *Answer) bool {
	name := s.writeIns[i]
	if name == "" {
		return true
	}
	option := &s.q.Options[i]
	text, wrong, ok := w.readText(name, MaxWriteIn, option.Text)
	if !ok {
		w.reject(name, wrong)
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

// readMatrix reads one option for each row.
func (w *evaluator) readMatrix(s *step) Answer {
	q := s.q
	rows, notSays, fits := make(map[string]string, len(q.Rows)), 0, true
	for i := range q.Rows {
		row, name := &q.Rows[i], s.fieldNames[i]
		value, ok := w.singleValue(name)
		option := q.optionIndex(value)
		switch {
		case !ok:
			w.reject(name, newMessage("Select only one answer to: %s", row.Text))
			fits = false
		case value == "" && q.Required:
			w.reject(name, selectAnswer(row.Text))
			fits = false
		case value == "":
		case value == preferNotToSayID && q.PreferNotToSay:
			rows[row.ID] = preferNotToSayID
			notSays++
		case option < 0:
			w.reject(name, notListed(row.Text))
			fits = false
		default:
			rows[row.ID] = q.Options[option].ID
		}
	}
	switch {
	case !fits || len(rows) == 0:
		return Answer{State: Skipped}
	case notSays == len(q.Rows):
		return Answer{State: PreferNotToSay}
	}
	return Answer{State: Answered, Rows: rows}
}

// readRanking reads a place for each option, or for as many as were asked for.
func (w *evaluator) readRanking(s *step) Answer {
	q := s.q
	least, most := q.choiceLimits()
	places, n, fits := make([]string, len(q.Options)), 0, true
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
			w.reject(name, newMessage("Select a number between 1 and %s for: %s", Decimal(strconv.Itoa(most)), q.Options[i].Text))
			fits = false
		case places[place-1] != "":
			w.reject(name, newMessage("Give each choice a different number. You have used %s twice", Decimal(strconv.Itoa(place))))
			fits = false
		default:
			places[place-1] = q.Options[i].ID
		}
	}
	switch {
	case n == 0:
		return w.blankAnswer(func(text string) message { return newMessage("Rank the choices: %s", text) })
	case !fits:
		return Answer{State: Skipped}
	case n < least:
		return w.reject(w.firstBlankField(s), tooFewRanked(least, len(q.Options), q.Text))
	case slices.Contains(places[:n], ""):
		return w.reject(s.fieldNames[0], newMessage("Use every number from 1 onwards without gaps: %s", q.Text))
	}
	return Answer{State: Answered, Ranking: places[:n:n]}
}

// firstBlankField returns the first field of s that was left blank.
func (w *evaluator) firstBlankField(s *step) string {
	for _, name := range s.fieldNames {
		if allBlank(w.raw[name]) {
			return name
		}
	}
	return s.fieldNames[0]
}

func tooFewRanked(least, all int, text string) message {
	if least == all {
		return newMessage("Rank every choice: %s", text)
	}
	return newCountMessage(least, "Give a place to at least %d choice: %s", "Rank at least %d choices: %s", text)
}
