package survey

import (
	"maps"
	"slices"
	"strconv"
)

// AnswerState says how a question stands. The four are never merged: a share is
// reckoned over those who answered, and the other three are printed beside it.
type AnswerState string

// The states of a question.
const (
	Answered       AnswerState = "answered"
	PreferNotToSay AnswerState = "prefer-not-to-say"
	Skipped        AnswerState = "skipped"   // asked and left blank
	NotAsked       AnswerState = "not-asked" // not on this person's path, or not in this Part
)

// preferNotToSayID is what a browser sends for PreferNotToSay: as the value of a question
// that chooses, or of a row of a matrix; for all other kinds there is a box of
// its own, Q--prefer-not-to-say=yes. No option may have it as its id.
const preferNotToSayID = string(PreferNotToSay)

// Answer is the state of one question and, if it was answered, the answer. Which
// field holds it follows from the question's Kind.
type Answer struct {
	State    AnswerState
	Options  []string          // single, multiple, dropdown: option ids, in the order of the form
	WriteIns map[string]string // by option id, only where something was written
	Rows     map[string]string // matrix: the option for each row that was answered, or "prefer-not-to-say"
	Ranking  []string          // option ids, the first choice first
	Number   string            // a plain decimal: "12.5"
	Date     string            // "2016-05-27"
	Text     string            // texts, email, postcode; "" for an email that WithoutContacts took out
	Amounts  map[string]int64  // budget: every option, noughts too
}

// clone shares nothing with a.
func (a Answer) clone() Answer {
	a.Options, a.Ranking = slices.Clone(a.Options), slices.Clone(a.Ranking)
	a.WriteIns, a.Rows, a.Amounts = maps.Clone(a.WriteIns), maps.Clone(a.Rows), maps.Clone(a.Amounts)
	return a
}

// part says which questions an Answers holds.
type part string

const (
	whole      part = "all"
	main       part = "main"       // all but monitoring
	monitoring part = "monitoring" // and that alone
)

func (p part) includes(s *step) bool {
	return !s.isPanel() && (p == whole || s.monitoring == (p == monitoring))
}

// Answers has passed Form.Check, or comes from bytes that had. There is no
// other way to make one that is not empty, so a function that takes Answers
// need not check them again. It does not change.
type Answers struct {
	form *Form
	part part
	list []Answer // by the place of the question in the form; State "" outside the part
}

// Get returns the answer to question id; NotAsked if there is no such question
// or it is not in this Part.
func (a Answers) Get(id string) Answer {
	if a.form == nil {
		return Answer{State: NotAsked}
	}
	i, ok := a.form.getPlan().byID[id]
	if !ok || a.list[i].State == "" {
		return Answer{State: NotAsked}
	}
	return a.list[i].clone()
}

// Each calls fn with every question of this Part and its answer, in the order
// of the form. Panels ask nothing and are left out.
func (a Answers) Each(fn func(q *Question, a Answer)) {
	if a.form == nil {
		return
	}
	steps := a.form.getPlan().steps
	for i := range a.list {
		if a.list[i].State != "" {
			fn(steps[i].q, a.list[i].clone())
		}
	}
}

// Part returns the answers about the person (monitoring) or all the others, so
// that the two can be kept, committed to and given out apart. What a part does
// not hold it does not know: the other part of a part is empty.
func (a Answers) Part(ofMonitoring bool) Answers {
	want := main
	if ofMonitoring {
		want = monitoring
	}
	if a.form == nil || a.part == want {
		return a
	}
	if a.part != whole {
		return Answers{}
	}
	steps, list := a.form.getPlan().steps, make([]Answer, len(a.list))
	for i := range list {
		if want.includes(&steps[i]) {
			list[i] = a.list[i]
		}
	}
	return Answers{a.form, want, list}
}

// WithoutContacts returns a without the email addresses in it, and those
// addresses. That a question for one was answered is still known, so paths and
// counts stay what they were; where to write is for whoever writes, and not for
// whoever counts.
func (a Answers) WithoutContacts() (rest Answers, addresses []string) {
	if a.form == nil {
		return a, nil
	}
	steps, list := a.form.getPlan().steps, slices.Clone(a.list)
	for i := range list {
		if steps[i].q.Kind == Email && list[i].State == Answered && list[i].Text != "" {
			addresses = append(addresses, list[i].Text)
			list[i].Text = ""
		}
	}
	return Answers{a.form, a.part, list}, addresses
}

// addressRemoved reports whether a answered q with an address that was taken out.
func (a *Answer) addressRemoved(q *Question) bool {
	return q.Kind == Email && a.State == Answered && a.Text == ""
}

// Raw returns what a browser would send for a. Checking it gives a again, but
// for addresses that WithoutContacts took out.
func (a Answers) Raw() Raw {
	raw := Raw{}
	if a.form == nil {
		return raw
	}
	steps := a.form.getPlan().steps
	for i := range a.list {
		a.list[i].fill(raw, steps[i].q)
	}
	return raw
}

func (a *Answer) fill(raw Raw, q *Question) {
	set := func(sub, value string) { raw[q.ID+"--"+sub] = []string{value} }
	switch {
	case a.State == PreferNotToSay && q.isChoice():
		raw[q.ID] = []string{preferNotToSayID}
	case a.State == PreferNotToSay:
		set(preferNotToSayID, "yes")
	case a.State != Answered, a.addressRemoved(q):
	case q.isChoice():
		raw[q.ID] = slices.Clone(a.Options)
		for id, text := range a.WriteIns {
			set(id, text)
		}
	case q.Kind == Matrix:
		for row, option := range a.Rows {
			set(row, option)
		}
	case q.Kind == Ranking:
		for i, option := range a.Ranking {
			set(option, strconv.Itoa(i+1))
		}
	case q.Kind == Budget:
		for option, n := range a.Amounts {
			set(option, strconv.FormatInt(n, 10))
		}
	case q.Kind == Number:
		raw[q.ID] = []string{a.Number}
	case q.Kind == Date:
		set("year", a.Date[:4])
		set("month", a.Date[5:7])
		set("day", a.Date[8:])
	default:
		raw[q.ID] = []string{a.Text}
	}
}
