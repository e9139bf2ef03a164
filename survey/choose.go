package survey

import (
	"slices"
	"strconv"
)

// readSingle reads a question of which one option is chosen.
func (w *walk) readSingle(s *step) Answer {
	q := s.q
	value, ok := w.one(q.ID)
	switch {
	case !ok:
		return w.no(q.ID, say("Select one answer only to: %s", q.Text))
	case value == "":
		return w.blank(selectAnswer)
	case value == notSay && q.PreferNotToSay:
		return Answer{State: PreferNotToSay}
	}
	i := q.option(value)
	if i < 0 {
		return w.no(q.ID, notListed(q.Text))
	}
	// The id of the form, not what was sent, so that the request can be let go.
	a := Answer{State: Answered, Options: []string{q.Options[i].ID}}
	if !w.writeIn(s, i, &a) {
		return Answer{State: Skipped}
	}
	return a
}

// readMultiple reads a question of which several options may be chosen.
func (w *walk) readMultiple(s *step) Answer {
	q, values := s.q, w.raw[s.q.ID]
	if allBlank(values) {
		return w.blank(selectAnswer)
	}
	chosen, n, notSays, alone := make([]bool, len(q.Options)), 0, 0, -1
	for _, v := range values {
		i := q.option(v)
		switch {
		case isBlank(v):
			continue
		case v == notSay && q.PreferNotToSay:
			notSays++
			continue
		case i < 0:
			return w.no(q.ID, notListed(q.Text))
		case chosen[i]:
			return w.no(q.ID, say("Select each answer once only: %s", q.Text))
		}
		chosen[i] = true
		n++
		if q.Options[i].Exclusive {
			alone = i
		}
	}
	least, most := q.howMany()
	switch {
	case notSays > 0 && n > 0:
		return w.no(q.ID, say("Select “Prefer not to say” on its own, or take it away: %s", q.Text))
	case notSays > 1:
		return w.no(q.ID, say("Select each answer once only: %s", q.Text))
	case notSays > 0:
		return Answer{State: PreferNotToSay}
	case alone >= 0 && n > 1:
		return w.no(q.ID, say("Select “%s” on its own, or take it away: %s", q.Options[alone].Text, q.Text))
	case n > most:
		return w.no(q.ID, counted(most, "Select no more than %d answer to: %s", "Select no more than %d answers to: %s", q.Text))
	case alone < 0 && n < least:
		return w.no(q.ID, counted(least, "Select at least %d answer to: %s", "Select at least %d answers to: %s", q.Text))
	}
	a := Answer{State: Answered, Options: make([]string, 0, n)}
	fits := true
	for i := range chosen {
		if chosen[i] {
			a.Options = append(a.Options, q.Options[i].ID)
			fits = w.writeIn(s, i, &a) && fits
		}
	}
	if !fits {
		return Answer{State: Skipped}
	}
	return a
}

func notListed(text string) sentence { return say("Select an answer from the list to: %s", text) }

// writeIn takes what was written in beside option i, which was chosen. What
// stands beside an option that was not is dropped: without script a page cannot
// hide it, and the person changed their mind.
func (w *walk) writeIn(s *step, i int, a *Answer) bool {
	name := s.writeIns[i]
	if name == "" {
		return true
	}
	option := &s.q.Options[i]
	text, wrong, ok := w.text(name, MaxWriteIn, option.Text)
	if !ok {
		w.no(name, wrong)
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
func (w *walk) readMatrix(s *step) Answer {
	q := s.q
	rows, notSays, fits := make(map[string]string, len(q.Rows)), 0, true
	for i := range q.Rows {
		row, name := &q.Rows[i], s.names[i]
		value, ok := w.one(name)
		option := q.option(value)
		switch {
		case !ok:
			w.no(name, say("Select one answer only to: %s", row.Text))
			fits = false
		case value == "" && q.Required:
			w.no(name, selectAnswer(row.Text))
			fits = false
		case value == "":
		case value == notSay && q.PreferNotToSay:
			rows[row.ID] = notSay
			notSays++
		case option < 0:
			w.no(name, notListed(row.Text))
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
func (w *walk) readRanking(s *step) Answer {
	q := s.q
	least, most := q.howMany()
	places, n, fits := make([]string, len(q.Options)), 0, true
	for i := range q.Options {
		name := s.names[i]
		value, ok := w.one(name)
		if ok && value == "" {
			continue
		}
		n++
		place, isNumber := smallNumber(value)
		switch {
		case !ok || !isNumber || place < 1 || place > most:
			w.no(name, say("Enter a whole number between 1 and %s for: %s", Decimal(strconv.Itoa(most)), q.Options[i].Text))
			fits = false
		case places[place-1] != "":
			w.no(name, say("Give each choice a different place: %s is used twice", Decimal(strconv.Itoa(place))))
			fits = false
		default:
			places[place-1] = q.Options[i].ID
		}
	}
	switch {
	case n == 0:
		return w.blank(func(text string) sentence { return say("Put the choices in order: %s", text) })
	case !fits:
		return Answer{State: Skipped}
	case n < least:
		return w.no(w.firstBlank(s), leastOf(least, len(q.Options), q.Text))
	case slices.Contains(places[:n], ""):
		return w.no(s.names[0], say("Use each place from 1 onwards, leaving none out: %s", q.Text))
	}
	return Answer{State: Answered, Ranking: places[:n:n]}
}

// firstBlank returns the first field of s that was left blank.
func (w *walk) firstBlank(s *step) string {
	for _, name := range s.names {
		if allBlank(w.raw[name]) {
			return name
		}
	}
	return s.names[0]
}

func leastOf(least, all int, text string) sentence {
	if least == all {
		return say("Give a place to every choice: %s", text)
	}
	return counted(least, "Give a place to at least %d choice: %s", "Give a place to at least %d choices: %s", text)
}
