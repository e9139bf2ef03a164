package survey

import (
	"maps"
	"slices"
	"strings"
)

// ShownField is the name of the hidden field that lists the questions and panels that
// pages have shown, by ID, separated by spaces. IDs begin with a letter, so no question
// can have a field of this name.
//
// Raw answers with this field, such as a draft that is filled in page by page, can only
// become [Answers] when every question that applies was shown: a question that was
// not shown was not left blank. Without the field, as for a form on paper, all were shown.
const ShownField = "--shown"

// Item is a question or panel of a page as a respondent meets it.
type Item struct {
	Question *Question
	Page     *Page
	Asked    bool // applies with the answers given so far
	New      bool // applies, and no page has shown it yet; false without ShownField
	// When is the part of its conditions that depends on other answers on the same page,
	// for scripts that show and hide it while answers are given. It is nil if there is
	// none.
	When   *Condition
	Bounds []Bound // see Form.Bounds
}

// Items returns the questions and panels of a page that apply with these answers, and
// those that other answers on the same page would make apply, in order. For page "" it
// returns those of all pages, as if they were one page.
func (f *Form) Items(page string, raw Raw) []Item {
	w := f.evaluate(raw)
	first, last := w.stepsOf(f, page)
	possible := make([]bool, len(w.steps)) // by index of the step: can be asked by answers on this page
	var items []Item
	for i := first; i < last; i++ {
		s := &w.steps[i]
		rest, holds := w.reduce(s.conditions(f, page == ""), possible[:i])
		onPath := page == "" || w.pages[s.page].when.holds(w.answers)
		if possible[i] = onPath && (holds || rest != nil); !possible[i] {
			continue
		}
		asked := w.isAsked(w.pages[s.page], i)
		items = append(items, Item{
			Question: s.q,
			Page:     &f.Pages[s.page],
			Asked:    asked,
			New:      asked && w.isUnseen(i),
			When:     rest,
			Bounds:   w.boundsOf(s),
		})
	}
	return items
}

// stepsOf returns the range of the steps of a page, or of all pages if page is "".
func (p *plan) stepsOf(f *Form, page string) (first, last int) {
	if page == "" {
		return 0, len(p.steps)
	}
	steps, _ := p.pageByID(f, page)
	return steps.first, steps.last
}

// conditions returns the condition of s, with that of its page if withPage.
func (s *step) conditions(f *Form, withPage bool) *Condition {
	page := f.Pages[s.page].When
	switch {
	case !withPage || page == nil:
		return s.q.When
	case s.q.When == nil:
		return page
	}
	return &Condition{All: []Condition{*page, *s.q.When}}
}

// reduce evaluates the tests of c, except those of steps that are true in local, whose
// answers are still being given. It returns what remains of c, or nil and the result.
func (w *evaluator) reduce(c *Condition, local []bool) (rest *Condition, result bool) {
	switch {
	case c == nil:
		return nil, true
	case c.All != nil:
		list, stopped := w.reduceList(c.All, local, false)
		return compound(list, func() *Condition { return &Condition{All: list} }), !stopped
	case c.Any != nil:
		list, stopped := w.reduceList(c.Any, local, true)
		return compound(list, func() *Condition { return &Condition{Any: list} }), stopped
	case c.Not != nil:
		rest, result := w.reduce(c.Not, local)
		if rest == nil {
			return nil, !result
		}
		return &Condition{Not: rest}, false
	}
	if i, ok := w.byID[c.Question]; ok && i < len(local) && local[i] {
		return c, false
	}
	test := w.compileRule(c)
	return nil, test.holds(w.answers)
}

// reduceList reduces each of list. If one has the result decisive, which decides the
// whole list, it returns nil and true; otherwise it returns what remains of the others.
func (w *evaluator) reduceList(list []Condition, local []bool, decisive bool) (rest []Condition, decided bool) {
	for i := range list {
		switch part, result := w.reduce(&list[i], local); {
		case part != nil:
			rest = append(rest, *part)
		case result == decisive:
			return nil, true
		}
	}
	return rest, false
}

// compound returns nil for no parts, the part itself for one, and otherwise join().
func compound(parts []Condition, join func() *Condition) *Condition {
	switch len(parts) {
	case 0:
		return nil
	case 1:
		return &parts[0]
	}
	return join()
}

// Turn is what follows when a respondent has sent a page of a form.
type Turn struct {
	Raw      Raw       // the saved answers with those of the page
	Problems []Problem // with the answers on the page, only of questions that it showed
	// Again reports that the answers on the page make further questions or panels of the
	// same page apply: it must be shown once more.
	Again bool
	// At is the ID of the question on whose map a place was marked or changed, or "". There are no
	// Problems then, because people are not done with the page.
	At   string
	Next string // ID of the page that follows on the path, or "" at the end
	// Checked is the whole set of answers, if nothing is missing or wrong on any page.
	Checked  Answers
	Complete bool
}

// Turn adds what a browser sent for a page to the answers that are saved, and works out
// what follows. Page "" is all pages as one. Fields of other pages are ignored, and
// answers to questions that the page did not show are kept.
//
// If sent has no ShownField, the page is taken to have shown what applies with the saved
// answers, or, for all pages as one, everything.
func (f *Form) Turn(page string, saved, sent Raw) Turn {
	p := f.getPlan()
	first, last := p.stepsOf(f, page)
	raw := maps.Clone(saved)
	if raw == nil {
		raw = Raw{}
	}
	shown := p.shownBefore(saved)
	sent, at := p.actOnMaps(first, last, sent)
	for i, is := range f.shownBy(page, saved, sent) {
		s := &p.steps[i]
		if i < first || i >= last || !is && !s.hasInput(sent) {
			continue
		}
		shown[i] = true
		for _, name := range s.allFields() {
			if values := sent[name]; len(values) > 0 {
				raw[name] = values
			} else {
				delete(raw, name)
			}
		}
	}
	raw[ShownField] = []string{p.joinIDs(shown)}
	p.keepOrder(raw, sent)
	t := f.turn(page, raw)
	if t.At = at; at != "" {
		t.Again, t.Problems, t.Complete, t.Checked = true, nil, false, Answers{}
	}
	return t
}

// turn is Turn for answers that have been merged.
func (f *Form) turn(page string, raw Raw) Turn {
	w := f.evaluate(raw)
	first, last := w.stepsOf(f, page)
	t := Turn{Raw: raw, Problems: w.problemsOf(first, last), Complete: len(w.problems) == 0}
	for i := range w.steps {
		s := &w.steps[i]
		if !w.isUnseen(i) || !w.isAsked(w.pages[s.page], i) {
			continue
		}
		if t.Complete = false; first <= i && i < last {
			t.Again = true
		}
	}
	for i, steps := range w.pages {
		if page != "" && steps.first >= last && w.anyAsked(steps) {
			t.Next = f.Pages[i].ID
			break
		}
	}
	if t.Complete {
		t.Checked = w.wholeAnswers(f)
	}
	return t
}

// FirstUnfinished returns the first page on the path that has a problem, or a question or
// panel that was not shown yet. It returns "" if there is none.
func (f *Form) FirstUnfinished(raw Raw) string {
	w := f.evaluate(raw)
	for i, steps := range w.pages {
		if len(w.problemsOf(steps.first, steps.last)) > 0 {
			return f.Pages[i].ID
		}
		for j := steps.first; j < steps.last; j++ {
			if w.isUnseen(j) && w.isAsked(steps, j) {
				return f.Pages[i].ID
			}
		}
	}
	return ""
}

// isUnseen reports whether raw says what was shown, and that step i was not.
func (w *evaluator) isUnseen(i int) bool { return w.shown != nil && !w.shown[i] }

// shownBy returns which steps the page showed that a browser sent; see Turn.
func (f *Form) shownBy(page string, saved, sent Raw) []bool {
	p := f.getPlan()
	if _, ok := sent[ShownField]; ok {
		return p.shownBefore(sent)
	}
	shown := make([]bool, len(p.steps))
	if page == "" {
		for i := range shown {
			shown[i] = true
		}
		return shown
	}
	w := f.evaluate(saved)
	for i := range shown {
		shown[i] = w.isAsked(w.pages[w.steps[i].page], i)
	}
	return shown
}

// shownBefore returns which steps were shown according to the ShownField of raw.
func (p *plan) shownBefore(raw Raw) []bool {
	shown := make([]bool, len(p.steps))
	for _, value := range raw[ShownField] {
		for id := range strings.FieldsSeq(value) {
			if i, ok := p.byID[id]; ok {
				shown[i] = true
			}
		}
	}
	return shown
}

// joinIDs returns the IDs of the steps that are true in shown, for ShownField.
func (p *plan) joinIDs(shown []bool) string {
	var b strings.Builder
	for i := range shown {
		if !shown[i] {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(p.steps[i].q.ID)
	}
	return b.String()
}

// allFields returns the names of all fields of s.
func (s *step) allFields() []string {
	names := slices.Clip(s.fieldNames)
	for _, name := range [...]string{s.boxField, s.preferNotToSayField} {
		if name != "" {
			names = append(names, name)
		}
	}
	return names
}

// hasInput reports whether any field of s was filled in.
func (s *step) hasInput(raw Raw) bool {
	for _, name := range s.allFields() {
		if !allBlank(raw[name]) {
			return true
		}
	}
	return s.q.onMap != nil && len(s.q.markedAreas(raw)) > 0
}
