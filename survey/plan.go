package survey

import (
	"crypto/sha256"
	"encoding/hex"
)

// plan is a Form made ready for walking: ids looked up, field names put
// together and bounds read once, so that Check does none of it.
type plan struct {
	form    Form // the form's own settings and the slice of its pages, to know a plan that is out of date
	version string
	steps   []step
	byID    map[string]int
	pages   []pageSteps
}

// pageSteps is a page as a run of steps.
type pageSteps struct {
	when        *rule
	first, last int // steps[first:last]
}

// step is a question at its place in the form.
type step struct {
	q                   *Question
	page                int
	monitoring          bool
	when                *rule
	fieldNames          []string // see Question.fields
	writeIns            []string // names of the lines to write in, by option; "" without one
	preferNotToSayField string   // name of the box "prefer not to say", or ""
	rangeError          message  // "Enter a whole number between 0 and 100"
}

func (s *step) isPanel() bool { return s.q.Kind == Panel }

// getPlan returns the plan of f. Parse made it; a Form that was put together by
// hand, or changed since, gets a new one at every call, which is slow but true.
func (f *Form) getPlan() *plan {
	if p := f.plan; p != nil && p.isFor(f) {
		return p
	}
	return f.buildPlan()
}

func (p *plan) isFor(f *Form) bool {
	return p.form.ID == f.ID && p.form.Title == f.Title && p.form.Lang == f.Lang && p.form.Edition == f.Edition &&
		p.form.Intro == f.Intro && len(p.form.Pages) == len(f.Pages) && (len(f.Pages) == 0 || &p.form.Pages[0] == &f.Pages[0])
}

func (f *Form) buildPlan() *plan {
	head := *f
	head.plan = nil
	sum := sha256.Sum256(f.JSON())
	p := &plan{form: head, version: hex.EncodeToString(sum[:16]), byID: map[string]int{}}
	for i := range f.Pages {
		page := &f.Pages[i]
		first := len(p.steps)
		when := p.newRule(page.When)
		for j := range page.Questions {
			q := &page.Questions[j]
			s := step{
				q:          q,
				page:       i,
				monitoring: page.Monitoring,
				when:       p.newRule(q.When),
				fieldNames: q.fieldNames(),
				writeIns:   q.writeInNames(),
				rangeError: q.rangeMessage(),
			}
			if q.PreferNotToSay && !q.isChoice() {
				s.preferNotToSayField = q.ID + "--" + preferNotToSayID
			}
			if _, twice := p.byID[q.ID]; !twice {
				p.byID[q.ID] = len(p.steps)
			}
			p.steps = append(p.steps, s)
		}
		p.pages = append(p.pages, pageSteps{when, first, len(p.steps)})
	}
	return p
}

// Version names the form by what it says: the first 32 hexadecimal digits of
// the SHA-256 of its JSON. Any change of any word is another version.
func (f *Form) Version() string { return f.getPlan().version }

// Fields returns all the HTML names that a page may send for q. The first of
// them is where a link to the question as a whole leads.
func (f *Form) Fields(q *Question) []string {
	names := q.fieldNames()
	if q.PreferNotToSay && !q.isChoice() && q.Kind != Panel {
		names = append(names, q.ID+"--"+preferNotToSayID)
	}
	return names
}

// fieldNames returns the names under which the answer itself comes: one for each
// row, option or part, or the question's own and then those of write-ins.
func (q *Question) fieldNames() (names []string) {
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
		for _, name := range q.writeInNames() {
			if name != "" {
				names = append(names, name)
			}
		}
	}
	return names
}

func (q *Question) writeInNames() (names []string) {
	if !q.isChoice() {
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
