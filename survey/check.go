package survey

// Raw is what a browser sent, unchecked: for each HTML name its values. For
// question Q, option O and row R the names are
//
//	single, dropdown    Q = O, or "prefer-not-to-say"
//	multiple            Q = O, once for each
//	a write-in          Q--O = text
//	matrix              Q--R = O, or "prefer-not-to-say"
//	ranking             Q--O = 1, 2, 3 …
//	date                Q--day, Q--month, Q--year
//	budget              Q--O = amount
//	all others          Q = what was typed
//	prefer not to say   Q--prefer-not-to-say = yes, where Q itself takes no options
//
// Two hyphens occur in no id, so no two fields share a name. Names that are not
// the form's are not looked at.
type Raw map[string][]string

// evaluator is one way through a form: what the answers so far lead to.
type evaluator struct {
	*plan
	raw      Raw
	answers  []Answer
	problems []Problem
	current  *step // the question that is being read
}

// evaluate reads raw from the first question to the last. Each is read once, and
// only after all that its conditions look at; so there is no way to go round in
// a circle. What cannot be read counts as blank for the conditions after it.
func (f *Form) evaluate(raw Raw) *evaluator {
	p := f.getPlan()
	w := &evaluator{plan: p, raw: raw, answers: make([]Answer, len(p.steps))}
	for _, page := range p.pages {
		onPath := page.when.holds(w.answers)
		for i := page.first; i < page.last; i++ {
			s := &p.steps[i]
			switch {
			case s.isPanel():
				// Whether a panel is shown, asked works out when somebody wants to know.
			case onPath && s.when.holds(w.answers):
				w.current = s
				w.answers[i] = w.read(s)
			default:
				w.answers[i].State = NotAsked
			}
		}
	}
	return w
}

// isAsked reports whether the person sees step i of page. It may be asked after
// the whole form was walked, since no condition looks at what comes later.
func (w *evaluator) isAsked(page pageSteps, i int) bool {
	if w.steps[i].isPanel() {
		return page.when.holds(w.answers) && w.steps[i].when.holds(w.answers)
	}
	return w.answers[i].State != NotAsked
}

func (w *evaluator) anyAsked(page pageSteps) bool {
	for i := page.first; i < page.last; i++ {
		if w.isAsked(page, i) {
			return true
		}
	}
	return false
}

// Path returns the pages on the path that these answers lead along, in order.
// Answers off the path do not count, and a page of which nothing is asked is
// not on it.
func (f *Form) Path(raw Raw) []*Page {
	w := f.evaluate(raw)
	var path []*Page
	for i, page := range w.pages {
		if w.anyAsked(page) {
			path = append(path, &f.Pages[i])
		}
	}
	return path
}

// Asked returns the questions and panels of p that are to be shown, given these
// answers; none if p is off the path.
func (f *Form) Asked(p *Page, raw Raw) []*Question {
	w := f.evaluate(raw)
	page, ok := w.pageByID(f, p.ID)
	if !ok {
		return nil
	}
	var asked []*Question
	for i := page.first; i < page.last; i++ {
		if w.isAsked(page, i) {
			asked = append(asked, w.steps[i].q)
		}
	}
	return asked
}

func (p *plan) pageByID(f *Form, page string) (pageSteps, bool) {
	for i := range f.Pages {
		if f.Pages[i].ID == page {
			return p.pages[i], true
		}
	}
	return pageSteps{}, false
}

// CheckPage returns what is wrong with the answers on one page; nothing if that
// page is off the path or not of this form.
func (f *Form) CheckPage(page string, raw Raw) []Problem {
	w := f.evaluate(raw)
	stretch, ok := w.pageByID(f, page)
	if !ok {
		return nil
	}
	var problems []Problem
	for _, problem := range w.problems {
		if i := w.byID[problem.Question]; stretch.first <= i && i < stretch.last {
			problems = append(problems, problem)
		}
	}
	return problems
}

// Check reads raw against f. Answers to questions that are not asked are left
// out without a word. If there are problems, there are no Answers.
func (f *Form) Check(raw Raw) (Answers, []Problem) {
	w := f.evaluate(raw)
	if len(w.problems) > 0 {
		return Answers{}, w.problems
	}
	for i := range w.steps {
		if w.steps[i].isPanel() {
			w.answers[i].State = ""
		}
	}
	return Answers{f, whole, w.answers}, nil
}

// reject notes a problem with the question that is being read, and returns a blank.
func (w *evaluator) reject(field string, s message) Answer {
	w.problems = append(w.problems, Problem{w.current.q.ID, field, s.String(), s.other, s.one, s.n, s.args})
	return Answer{State: Skipped}
}

// blankAnswer is the answer of a person who left the question out.
func (w *evaluator) blankAnswer(say func(string) message) Answer {
	if w.current.q.Required {
		return w.reject(w.current.fieldNames[0], say(w.current.q.Text))
	}
	return Answer{State: Skipped}
}

// read reads the answer to s.
func (w *evaluator) read(s *step) Answer {
	if s.preferNotToSayField != "" {
		switch values := w.raw[s.preferNotToSayField]; {
		case allBlank(values):
		case len(values) != 1 || values[0] != "yes":
			return w.reject(s.preferNotToSayField, newMessage("Select “Prefer not to say” or leave it unselected: %s", s.q.Text))
		case w.hasInput(s):
			return w.reject(s.preferNotToSayField, newMessage("Enter an answer or select “Prefer not to say”, not both: %s", s.q.Text))
		default:
			return Answer{State: PreferNotToSay}
		}
	}
	switch s.q.Kind {
	case Single, Dropdown:
		return w.readSingle(s)
	case Multiple:
		return w.readMultiple(s)
	case Matrix:
		return w.readMatrix(s)
	case Ranking:
		return w.readRanking(s)
	case Budget:
		return w.readBudget(s)
	case Date:
		return w.readDate(s)
	}
	return w.readTyped(s)
}

// hasInput reports whether something was sent for s.
func (w *evaluator) hasInput(s *step) bool {
	for _, name := range s.fieldNames {
		if !allBlank(w.raw[name]) {
			return true
		}
	}
	return false
}

func allBlank(values []string) bool {
	for _, v := range values {
		if !isBlank(v) {
			return false
		}
	}
	return true
}

// singleValue returns the one value of a field that takes one, "" if it was left blank,
// and false if there are several.
func (w *evaluator) singleValue(name string) (value string, ok bool) {
	values := w.raw[name]
	if len(values) == 1 { // as good as always
		if isBlank(values[0]) {
			return "", true
		}
		return values[0], true
	}
	for _, v := range values {
		if isBlank(v) {
			continue
		}
		if value != "" {
			return "", false
		}
		value = v
	}
	return value, true
}
