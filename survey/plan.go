package survey

import (
	"crypto/sha256"
	"encoding/hex"
)

// plan is a form prepared for evaluation: with IDs resolved, names of fields built and
// limits parsed, so that this is done once and not for every response.
type plan struct {
	form    Form           // a shallow copy of the form, to detect changes; see isFor
	version string         // see Form.Version
	steps   []step         // all questions and panels in order
	byID    map[string]int // index in steps
	pages   []pageSteps
	// relative is set if a limit depends on the day on which the form is answered. day is that
	// day, or "" if it is not known: see On.
	relative bool
	day      Day
	worded   bool // a question has wordings
	random   bool // something is in random order
	// combined is the form in which results count the answers; nil if that is the form itself, or
	// if Parse did not make the plan.
	combined *combined
}

// pageSteps is the range of the steps of a page.
type pageSteps struct {
	when        *rule
	first, last int // steps[first:last]
}

// step is a question or a panel.
type step struct {
	q                   *Question
	page                int // index of its page
	monitoring          bool
	when                *rule
	fieldNames          []string // see Question.fieldNames
	writeIns            []string // names of the text fields by index of the option; "" for none
	preferNotToSayField string   // name of the checkbox "prefer not to say", or ""
	boxField            string   // name of the boxes, or ""
	least, most         string   // the limits, "" for none
	relative            bool     // a limit depends on the day on which the form is answered
	wordings            []*rule  // the conditions of its wordings; nil for none
	bounds              boundSteps
}

// newStep returns the step for q, without its page and condition.
func newStep(q *Question) step {
	s := step{q: q, fieldNames: q.fieldNames(), writeIns: q.writeInNames(), boxField: q.BoxField()}
	s.least, s.most, _ = q.Limits("")
	s.relative = q.hasRelativeDay()
	if q.PreferNotToSay && !q.isChoice() {
		s.preferNotToSayField = q.ID + "--" + preferNotToSayID
	}
	return s
}

func (s *step) isPanel() bool { return s.q.Kind == Panel }

// getPlan returns the plan of f: the one made by Parse, or, if f was not made by Parse or
// was replaced since, a new one at every call, which is slow.
func (f *Form) getPlan() *plan {
	if p := f.plan; p != nil && p.isFor(f) {
		return p
	}
	return f.buildPlan()
}

// isFor reports whether p was built for f. It detects changed settings of the form and
// a replaced list of pages, but not changes within the pages.
func (p *plan) isFor(f *Form) bool {
	return p.form.ID == f.ID && p.form.Title == f.Title && p.form.Lang == f.Lang && p.form.Edition == f.Edition &&
		p.form.Intro == f.Intro && len(p.form.Pages) == len(f.Pages) && (len(f.Pages) == 0 || &p.form.Pages[0] == &f.Pages[0])
}

// buildPlan returns a new plan of f.
func (f *Form) buildPlan() *plan {
	head := *f
	head.plan = nil
	sum := sha256.Sum256(f.JSON())
	p := &plan{form: head, version: hex.EncodeToString(sum[:16]), byID: map[string]int{}}
	for i := range f.Pages {
		page := &f.Pages[i]
		first := len(p.steps)
		when := p.newRule(page.When)
		p.random = p.random || page.RandomOrder
		for j := range page.Questions {
			q := &page.Questions[j]
			s := newStep(q)
			s.page, s.monitoring, s.when = i, page.Monitoring, p.newRule(q.When)
			s.bounds = p.boundSteps(q)
			for k := range q.Wordings {
				s.wordings, p.worded = append(s.wordings, p.newRule(q.Wordings[k].When)), true
			}
			if _, twice := p.byID[q.ID]; !twice {
				p.byID[q.ID] = len(p.steps)
			}
			p.steps = append(p.steps, s)
			p.relative = p.relative || s.relative
			p.random = p.random || q.RandomOrder || q.rowOf != nil && q.rowOf.RandomOrder
		}
		p.pages = append(p.pages, pageSteps{when, first, len(p.steps)})
	}
	return p
}

// Version identifies the content of the form: the first 32 hexadecimal digits of the
// SHA-256 digest of [Form.JSON]. Any change to the form changes the version.
func (f *Form) Version() string { return f.getPlan().version }

// Fields returns the names of all HTML fields of q. Link to the first of them to link to
// the question as a whole.
func (f *Form) Fields(q *Question) []string {
	names := q.fieldNames()
	if box := q.BoxField(); box != "" {
		names = append(names, box)
	}
	if q.PreferNotToSay && !q.isChoice() && q.Kind != Panel {
		names = append(names, q.ID+"--"+preferNotToSayID)
	}
	return names
}

// fieldNames returns the names of the fields of the answer itself: one for each row,
// option or part of a date, or the ID of the question followed by its write-ins.
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
	case Date, Duration, Period:
		for _, part := range q.Parts() {
			names = append(names, q.ID+"--"+part)
		}
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

// writeInNames returns the names of the text fields beside the options of q, by index of
// the option; "" for options without one.
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
