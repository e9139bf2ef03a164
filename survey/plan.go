package survey

import (
	"crypto/sha256"
	"encoding/hex"
)

// plan is a Form made ready for walking: ids looked up, field names put
// together and bounds read once, so that Check does none of it.
type plan struct {
	head    Form // the form's own settings and the slice of its pages, to know a plan that is out of date
	version string
	steps   []step
	byID    map[string]int
	pages   []stretch
}

// stretch is a page as a run of steps.
type stretch struct {
	when        *rule
	first, last int // steps[first:last]
}

// step is a question at its place in the form.
type step struct {
	q          *Question
	page       int
	monitoring bool
	when       *rule
	names      []string // see Question.fields
	writeIns   []string // names of the lines to write in, by option; "" without one
	notSay     string   // name of the box "prefer not to say", or ""
	within     sentence // "Enter a whole number between 0 and 100"
}

func (s *step) panel() bool { return s.q.Kind == Panel }

// planned returns the plan of f. Parse made it; a Form that was put together by
// hand, or changed since, gets a new one at every call, which is slow but true.
func (f *Form) planned() *plan {
	if p := f.plan; p != nil && p.describes(f) {
		return p
	}
	return f.draw()
}

func (p *plan) describes(f *Form) bool {
	return p.head.ID == f.ID && p.head.Title == f.Title && p.head.Lang == f.Lang && p.head.Edition == f.Edition &&
		p.head.Intro == f.Intro && len(p.head.Pages) == len(f.Pages) && (len(f.Pages) == 0 || &p.head.Pages[0] == &f.Pages[0])
}

func (f *Form) draw() *plan {
	head := *f
	head.plan = nil
	sum := sha256.Sum256(f.JSON())
	p := &plan{head: head, version: hex.EncodeToString(sum[:16]), byID: map[string]int{}}
	for i := range f.Pages {
		page := &f.Pages[i]
		first := len(p.steps)
		when := p.rule(page.When)
		for j := range page.Questions {
			q := &page.Questions[j]
			s := step{q: q, page: i, monitoring: page.Monitoring, when: p.rule(q.When), names: q.fields(), writeIns: q.writeIns(), within: q.within()}
			if q.PreferNotToSay && !q.chooses() {
				s.notSay = q.ID + "--" + notSay
			}
			if _, twice := p.byID[q.ID]; !twice {
				p.byID[q.ID] = len(p.steps)
			}
			p.steps = append(p.steps, s)
		}
		p.pages = append(p.pages, stretch{when, first, len(p.steps)})
	}
	return p
}

// Version names the form by what it says: the first 32 hexadecimal digits of
// the SHA-256 of its JSON. Any change of any word is another version.
func (f *Form) Version() string { return f.planned().version }

// Fields returns all the HTML names that a page may send for q. The first of
// them is where a link to the question as a whole leads.
func (f *Form) Fields(q *Question) []string {
	names := q.fields()
	if q.PreferNotToSay && !q.chooses() && q.Kind != Panel {
		names = append(names, q.ID+"--"+notSay)
	}
	return names
}

// fields returns the names under which the answer itself comes: one for each
// row, option or part, or the question's own and then those of write-ins.
func (q *Question) fields() (names []string) {
	switch q.Kind {
	case Panel:
	case Matrix:
		for i := range q.Rows {
			names = append(names, q.ID+"--"+q.Rows[i].ID)
		}
	case Ranking, Budget:
		for i := range q.Options {
			names = append(names, q.ID+"--"+q.Options[i].ID)
		}
	case Date:
		names = []string{q.ID + "--day", q.ID + "--month", q.ID + "--year"}
	default:
		names = []string{q.ID}
		for _, name := range q.writeIns() {
			if name != "" {
				names = append(names, name)
			}
		}
	}
	return names
}

func (q *Question) writeIns() (names []string) {
	if !q.chooses() {
		return nil
	}
	names = make([]string, len(q.Options))
	for i := range q.Options {
		if q.Options[i].WriteIn {
			names[i] = q.ID + "--" + q.Options[i].ID
		}
	}
	return names
}
