package survey

import (
	"maps"
	"slices"
	"strconv"
)

// AnswerState is the state of a question in one set of answers. Results count the
// states separately: percentages and means are of those who answered, and the others
// are shown beside them.
type AnswerState string

// The states of a question.
const (
	Answered       AnswerState = "answered"
	PreferNotToSay AnswerState = "prefer-not-to-say"
	Skipped        AnswerState = "skipped"   // asked and left blank
	NotAsked       AnswerState = "not-asked" // not on the respondent's path, or not in this part
	// NotValid is an answer on paper that the form does not allow, such as amounts that do
	// not add up. It is kept as it was written; see [Form.CheckAsWritten].
	NotValid AnswerState = "not-valid"
)

// preferNotToSayID is the value that a browser sends for PreferNotToSay in a single,
// multiple or dropdown question or in a row of a matrix. The other kinds have a
// checkbox of its own, Q--prefer-not-to-say=yes. No option may have it as its ID.
const preferNotToSayID = string(PreferNotToSay)

// notValidID stands in Answer.Rows for a row whose answer is not valid. No option may have
// it as its ID.
const notValidID = string(NotValid)

// Answer is the state of one question and, if it was answered, the answer. The kind
// of the question determines which of the fields is set. Of an answer that is not valid,
// only Written is set.
type Answer struct {
	State    AnswerState
	Options  []string          // single, multiple, dropdown: IDs of options, in the order of the form; a box of a typed question
	WriteIns map[string]string // text written beside an option, by its ID; only options with text
	Rows     map[string]string // matrix: for each answered row the ID of the option, "prefer-not-to-say" or "not-valid"
	Ranking  []string          // IDs of options, first choice first
	Number   string            // a plain decimal number, such as "12.5"; a duration in the shortest of its units
	Date     string            // in the form "2016-05-27", "2016-05" or "2016"; of a period, the first date
	Until    string            // period: the second date
	Text     string            // texts, contact details, postcode
	Files    []string          // files: SHA-256 of each in hexadecimal, or FileOnPaper
	Amounts  map[string]int64  // budget: the amount of every option, 0 included
	// Written is what was written where an answer is not valid, by name of the field as in
	// Raw: of the whole question, or of the rows that are "not-valid".
	Written map[string][]string
}

// clone returns a deep copy of a.
func (a Answer) clone() Answer {
	a.Options, a.Ranking, a.Files = slices.Clone(a.Options), slices.Clone(a.Ranking), slices.Clone(a.Files)
	a.WriteIns, a.Rows, a.Amounts = maps.Clone(a.WriteIns), maps.Clone(a.Rows), maps.Clone(a.Amounts)
	if a.Written != nil {
		written := make(map[string][]string, len(a.Written))
		for field, values := range a.Written {
			written[field] = slices.Clone(values)
		}
		a.Written = written
	}
	return a
}

// part is the set of questions that an Answers contains.
type part string

const (
	whole      part = "all"
	main       part = "main"       // all but equality monitoring
	monitoring part = "monitoring" // only equality monitoring
)

// includes reports whether the question of s belongs to p. Panels belong to none.
func (p part) includes(s *step) bool {
	return !s.isPanel() && (p == whole || s.monitoring == (p == monitoring))
}

// Answers is a set of checked answers to a form. [Form.Check], [Form.CheckAsWritten] and
// [ParseAnswers] are the only ways to make one that is not empty, so a function that takes
// Answers need not check them again. All are valid but those in the state [NotValid].
// Answers is immutable and may be used by several goroutines.
type Answers struct {
	form *Form
	part part
	// list is by index of the question in the form. State is "" for questions outside the
	// part and for removed contacts.
	list []Answer
}

// Get returns the answer to question id. Its state is NotAsked if there is no such
// question or the question is not in this part.
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

// Each calls fn with every question of this part and its answer, in the order of the
// form. It leaves out panels.
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

// Part returns only the answers to questions on equality monitoring pages, or only
// the others, so that the two can be stored and published separately. The result
// contains nothing about the other questions: taking the other part of a part gives
// empty Answers.
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

// Contact is an answer of a contact kind (see [QuestionKind.IsContact]).
type Contact struct {
	Kind QuestionKind `json:"kind"`
	Text string       `json:"text"`
}

// WithoutContacts returns a without the questions of contact kinds, and the answers to
// them, so that they can be stored separately. Nothing in the rest tells whether such a
// question was asked or answered: a mark would be a list of the responses that belong
// to the stored contacts.
func (a Answers) WithoutContacts() (rest Answers, contacts []Contact) {
	if a.form == nil {
		return a, nil
	}
	steps, list := a.form.getPlan().steps, slices.Clone(a.list)
	for i := range list {
		if !steps[i].q.Kind.IsContact() {
			continue
		}
		if list[i].State == Answered {
			contacts = append(contacts, Contact{steps[i].q.Kind, list[i].Text})
		}
		list[i] = Answer{}
	}
	return Answers{a.form, a.part, list}, contacts
}

// Raw returns what a browser would send for a, for example to fill in the form again.
// [Form.CheckAsWritten] of it, with [Answers.AsWritten], returns a, except for what
// WithoutContacts has removed.
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

// fill sets the fields of q in raw to what a browser would send for a.
func (a *Answer) fill(raw Raw, q *Question) {
	set := func(sub, value string) { raw[q.ID+"--"+sub] = []string{value} }
	for field, values := range a.Written {
		raw[field] = slices.Clone(values)
	}
	switch {
	case a.State == PreferNotToSay && q.isChoice():
		raw[q.ID] = []string{preferNotToSayID}
	case a.State == PreferNotToSay:
		set(preferNotToSayID, "yes")
	case a.State != Answered:
	case q.isChoice():
		raw[q.ID] = slices.Clone(a.Options)
		for id, text := range a.WriteIns {
			set(id, text)
		}
	case q.Kind == Matrix:
		for row, option := range a.Rows {
			if option != notValidID {
				set(row, option)
			}
		}
	case q.Kind == Ranking:
		for i, option := range a.Ranking {
			set(option, strconv.Itoa(i+1))
		}
	case q.Kind == Budget:
		for option, n := range a.Amounts {
			set(option, strconv.FormatInt(n, 10))
		}
	case q.Kind.HasBoxes() && len(a.Options) > 0:
		set(boxID, a.Options[0])
	case q.Kind == Number:
		raw[q.ID] = []string{a.Number}
	case q.Kind == Files:
		raw[q.ID] = slices.Clone(a.Files)
	case q.Parts() != nil:
		for i, value := range q.PartValues(*a) {
			set(q.Parts()[i], value)
		}
	default:
		raw[q.ID] = []string{a.Text}
	}
}
