// Package attack invents histories of releases and attacks them: it publishes invented consultations again and again under
// the rules of package disclose, and looks for what a reader finds out who keeps everything that was ever published and knows
// whom each release counts.
//
// The solver and everything that the reader knows are written without code of package disclose, apart from its types.
package attack

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/folkmoot/folkmoot/disclose"
)

// The questions of an invented consultation, in the order of the questionnaire. Each person gives one answer, or several if the
// question is of multiple choice, or skips it; the last is asked of some only.
const (
	view = iota
	use
	about // about the people
	extra
	questions
)

var names = [questions]string{"view", "use", "about", "extra"}

// grid is the name of the question whose rows are view and use, if they are rows.
const grid = "grid"

// Answers that are not options. The answer to a question of multiple choice is the sum of 1<<o for each option o that was chosen.
const (
	skipped  = -1
	notAsked = -2
)

// person is a respondent.
type person struct {
	version  int // of the questionnaire
	paper    bool
	answers  [questions]int
	excluded bool
	gone     bool // withdrawn
	set      int  // of similar responses, from 1; 0 is none
}

// version is a version of the questionnaire.
type version struct {
	edition string
	asked   bool     // it asks the last question
	when    [2][]int // of those who answered use and about so; nil is any
	form    disclose.Form
}

// world is an invented consultation.
type world struct {
	rng      *rand.Rand
	policy   disclose.Policy
	options  [questions]int
	topic    disclose.Topic // of the question about people; that where they live is a Proposal
	together int            // how often opinions go with the answer about people, of 10
	alike    bool           // nearly everyone gives the same answer about people
	multiple [questions]bool
	alone    [questions]bool // the last option of multiple choice cannot be combined with others
	rows     bool            // view and use are rows of one question
	versions []version
	people   []*person
	apart    []bool // by set of similar responses: they are excluded; otherwise they are counted
	releases []release
}

// release is what a release shows, and whom it counts.
type release struct {
	codes    []int    // by person: see package disclose
	reasons  []string // by person: why those are excluded who are in no set; "" is not
	forms    []disclose.Form
	tables   [questions]disclose.ReleasedTable
	grid     disclose.ReleasedTable // who answered any row, if there are rows
	excluded *breakdown             // numbers of excluded responses by reason and set; nil if none is excluded
	editions breakdown
	versions *breakdown
	channels breakdown
	sets     []set
	crosses  []cross
}

type breakdown struct {
	names []string
	disclose.ReleasedTable
}

// set is what a release shows about similar responses that it excludes.
type set struct {
	code    int
	effects map[int]disclose.ReleasedTable // by question
}

type cross struct {
	question int
	sides    [2][]int // the answers that the totals of the one-way tables count
	disclose.ReleasedCross
}

// newWorld invents a consultation without responses. shape decides of what kinds its questions are.
func newWorld(rng, shape *rand.Rand, p disclose.Policy) *world {
	w := &world{rng: rng, policy: p, options: [questions]int{2 + rng.IntN(3), 2, 2 + rng.IntN(3), 2}}
	w.topic = []disclose.Topic{disclose.Monitoring, disclose.Monitoring, disclose.Sensitive, disclose.Proposal}[rng.IntN(4)]
	w.together, w.alike = []int{1, 2, 5, 9, 10}[rng.IntN(5)], rng.IntN(4) == 0
	w.shape(shape)
	when := func() (w [2][]int) {
		switch rng.IntN(7) {
		case 0, 1, 2:
			w[0] = []int{1}
		case 3:
			w[1] = []int{0}
		case 4:
			w[0], w[1] = []int{1}, []int{0}
		}
		return w
	}
	first := version{edition: "standard", asked: true, when: when()}
	w.versions = []version{first}
	if rng.IntN(2) == 0 {
		second := first // the questionnaire was changed while the consultation was open
		second.asked = rng.IntN(3) > 0
		w.versions = append(w.versions, second)
	}
	if rng.IntN(3) > 0 {
		easy := first
		easy.edition, easy.asked = "easy-read", rng.IntN(2) == 0
		if rng.IntN(4) == 0 {
			easy.when = when()
		}
		w.versions = append(w.versions, easy)
	}
	for i := range w.versions {
		w.versions[i].form = w.form(i)
	}
	return w
}

// shape makes some of the questions multiple choice or rows, in half of the consultations.
func (w *world) shape(rng *rand.Rand) {
	kind := rng.IntN(8)
	for q, is := range map[int]bool{view: kind == 0 || kind == 2, about: kind == 1 || kind == 2} {
		if w.multiple[q] = is; is {
			w.options[q] = min(w.options[q], 3)
		}
	}
	w.alone[about], w.alone[view] = w.multiple[about] && rng.IntN(2) == 0, w.multiple[view] && rng.IntN(2) == 0
	if w.rows = kind == 3; w.rows {
		w.options[view] = w.options[use]
	}
}

// chose reports whether an answer to question q has option o.
func (w *world) chose(q, answer, o int) bool {
	if w.multiple[q] {
		return answer > 0 && answer>>o&1 == 1
	}
	return answer == o
}

// answersTo returns all that people can answer to question q, besides skipping it.
func (w *world) answersTo(q int) (all []int) {
	if !w.multiple[q] {
		return w.optionsOf(q)
	}
	last := 1 << (w.options[q] - 1)
	for answer := 1; answer < 2*last; answer++ {
		if !w.alone[q] || answer <= last {
			all = append(all, answer)
		}
	}
	return all
}

// chooseMore returns an answer to q that includes option o, with others if several can be chosen.
func (w *world) chooseMore(q, o int) int {
	if o == skipped || !w.multiple[q] {
		return o
	}
	all := slices.DeleteFunc(w.answersTo(q), func(answer int) bool { return !w.chose(q, answer, o) })
	return all[min(w.rng.IntN(len(all)), w.rng.IntN(len(all)))]
}

// slot is what package disclose calls question q.
func (w *world) slot(q int) disclose.Slot {
	if w.rows && (q == view || q == use) {
		return disclose.Slot{Question: grid, Row: names[q]}
	}
	return disclose.Slot{Question: names[q]}
}

// form returns version i as package disclose has to know it.
func (w *world) form(i int) disclose.Form {
	v := &w.versions[i]
	f := disclose.Form{Edition: v.edition, Version: fmt.Sprint("version ", i), Asks: map[string]disclose.Asked{}}
	for q, name := range names {
		a := disclose.Asked{About: q == about && w.topic != disclose.Proposal, Exact: true}
		for o := range w.options[q] {
			a.Options = append(a.Options, fmt.Sprint(o))
		}
		if q == extra {
			if !v.asked {
				continue
			}
			a.When = fmt.Sprint(v.when)
			for k, on := range []int{use, about} {
				if v.when[k] != nil {
					a.Tests = append(a.Tests, w.slot(on).Question)
				}
			}
			a.Decides = a.Tests
		}
		if s := w.slot(q); s.Row != "" {
			name, a.Rows = s.Question, []string{names[view], names[use]}
		}
		f.Asks[name] = a
	}
	return f
}

// isAsked reports whether v asks the last question of people with these answers.
func (w *world) isAsked(v *version, answers [questions]int) bool {
	for k, on := range []int{use, about} {
		if v.when[k] != nil && !slices.ContainsFunc(v.when[k], func(o int) bool { return w.chose(on, answers[on], o) }) {
			return false
		}
	}
	return v.asked
}

// answer adds n people who respond.
func (w *world) answer(n int, paper bool) {
	rng := w.rng
	for range n {
		p := &person{paper: paper, version: rng.IntN(len(w.versions))}
		if w.versions[p.version].edition == "easy-read" && rng.IntN(4) > 0 {
			p.version = 0
		}
		// The question about people comes first here: opinions depend on it.
		p.answers[about] = min(rng.IntN(w.options[about]), rng.IntN(w.options[about]+1))
		if w.alike && rng.IntN(20) > 0 {
			p.answers[about] = 0
		}
		for _, q := range []int{view, use} {
			p.answers[q] = min(rng.IntN(w.options[q]), rng.IntN(w.options[q]+1))
			if rng.IntN(10) < w.together {
				p.answers[q] = p.answers[about] % w.options[q]
			}
		}
		for _, q := range []int{view, use, about} {
			if rng.IntN(10) == 0 {
				p.answers[q] = skipped
			}
		}
		for _, q := range []int{view, about} {
			p.answers[q] = w.chooseMore(q, p.answers[q])
		}
		if p.answers[extra] = notAsked; w.isAsked(&w.versions[p.version], p.answers) {
			p.answers[extra] = min(rng.IntN(w.options[extra]), rng.IntN(w.options[extra]+1))
		}
		w.people = append(w.people, p)
	}
}

// change excludes, restores, withdraws and adds people, and decides about similar responses, as officers and residents do
// between releases.
func (w *world) change() {
	rng := w.rng
	pick := func(n int, fn func(*person)) {
		for _, at := range rng.Perm(len(w.people))[:min(n, len(w.people))] {
			fn(w.people[at])
		}
	}
	for range 1 + rng.IntN(2) {
		n := []int{1, 3, 9, 10, 12, 15, 20, 30}[rng.IntN(8)]
		switch rng.IntN(7) {
		case 0:
			pick(n, func(p *person) { p.excluded = true })
		case 1: // restore everyone
			pick(len(w.people), func(p *person) { p.excluded = false })
		case 2:
			pick(n, func(p *person) { p.gone = true })
		case 3:
			w.answer(n, false)
		case 4:
			w.answer(n, true) // late paper
		case 5:
			if len(w.apart) < 2 {
				w.apart = append(w.apart, true)
				pick(n+8, func(p *person) { p.set = len(w.apart) })
			}
		default:
			for i := range w.apart {
				w.apart[i] = rng.IntN(2) == 0
			}
		}
	}
}

// code returns how a release counts p now.
func (w *world) code(p *person) int {
	switch {
	case p.gone, p.excluded:
		return disclose.NotCounted
	case p.set > 0 && w.apart[p.set-1]:
		return disclose.SimilarSet + p.set - 1
	}
	return disclose.Counted
}
