package survey

// Raw is what a browser sent, unchecked: the values of each HTML field by its name.
// net/http's Request.PostForm can be converted to it. For question Q, option O and
// row R the fields are
//
//	single, dropdown    Q = O, or "prefer-not-to-say"
//	multiple            Q = O, once for each
//	a write-in          Q--O = text
//	matrix              Q--R = O, or "prefer-not-to-say"
//	ranking             Q--O = 1, 2, 3 …
//	date                Q--day, Q--month, Q--year, as far as its precision goes
//	duration            Q--hours, Q--minutes and so on, one for each unit
//	period              Q--from-day … Q--to-year
//	budget              Q--O = amount
//	files               Q = SHA-256, once for each; see FileDigest
//	places              Q = well-known text; the areas in which they are count as chosen
//	all others          Q = what was typed
//	a box               Q--instead = O, where Q is typed; see QuestionKind.HasBoxes
//	prefer not to say   Q--prefer-not-to-say = yes, where Q itself takes no options
//	what was shown      --shown = IDs of questions; see ShownField
//	in which order      --order = a number; see OrderField
//
// An ID never contains two hyphens in a row, so no two fields have the same name.
// Names that do not belong to the form are ignored.
type Raw map[string][]string

// evaluator reads one set of raw answers from the first question to the last.
type evaluator struct {
	*plan
	raw      Raw
	answers  []Answer // of the steps read so far
	problems []Problem
	current  *step  // the question that is being read
	shown    []bool // by index of the step; nil if raw does not say what was shown
	unseen   []int  // steps that are asked, but were not shown and are blank; without panels
	// asWritten has, by index of the step, the questions whose answers are kept as they were
	// written if they are not valid; nil for none.
	asWritten []bool
	// past is set if the answers were checked on an earlier day, which is not known: limits
	// that are relative to it are not checked.
	past bool
}

// evaluate reads raw from the first question to the last. Each question is read once,
// after all the questions that its conditions refer to, so it always ends. Invalid
// answers count as blank in later conditions.
func (f *Form) evaluate(raw Raw, asWritten ...string) *evaluator {
	p := f.getPlan()
	w := &evaluator{plan: p, raw: raw, answers: make([]Answer, len(p.steps)), asWritten: p.indicator(asWritten)}
	if _, ok := raw[ShownField]; ok {
		w.shown = p.shownBefore(raw)
	}
	for _, page := range p.pages {
		onPath := page.when.holds(w.answers)
		for i := page.first; i < page.last; i++ {
			s := &p.steps[i]
			switch {
			case s.isPanel():
				// isAsked works out whether a panel is shown.
			case !onPath || !s.when.holds(w.answers):
				w.answers[i].State = NotAsked
			case w.isUnseen(i) && !s.hasInput(raw):
				w.unseen, w.answers[i].State = append(w.unseen, i), Skipped
			default:
				w.answers[i] = w.readStep(i)
			}
		}
	}
	return w
}

// isAsked reports whether step i of page is shown. Call it after evaluate.
func (w *evaluator) isAsked(page pageSteps, i int) bool {
	if w.steps[i].isPanel() {
		return page.when.holds(w.answers) && w.steps[i].when.holds(w.answers)
	}
	return w.answers[i].State != NotAsked
}

// anyAsked reports whether any question or panel of page is shown.
func (w *evaluator) anyAsked(page pageSteps) bool {
	for i := page.first; i < page.last; i++ {
		if w.isAsked(page, i) {
			return true
		}
	}
	return false
}

// Path returns the pages that a respondent with these answers sees, in order. It
// ignores answers to questions off the path, and leaves out pages on which nothing
// is asked.
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

// Asked returns the questions and panels of p that a respondent with these answers
// sees; none if p is off the path.
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

// pageByID returns the steps of the page with this ID.
func (p *plan) pageByID(f *Form, page string) (pageSteps, bool) {
	for i := range f.Pages {
		if f.Pages[i].ID == page {
			return p.pages[i], true
		}
	}
	return pageSteps{}, false
}

// CheckPage returns the problems of the answers on the page with this ID; none if the
// page is off the path or does not exist. It is for forms that are answered page by
// page. A question that was not shown yet, see [ShownField], has no problem.
func (f *Form) CheckPage(page string, raw Raw) []Problem {
	w := f.evaluate(raw)
	steps, _ := w.pageByID(f, page)
	return w.problemsOf(steps.first, steps.last)
}

// problemsOf returns the problems of steps[first:last].
func (w *evaluator) problemsOf(first, last int) (problems []Problem) {
	for _, problem := range w.problems {
		if i := w.byID[problem.Question]; first <= i && i < last {
			problems = append(problems, problem)
		}
	}
	return problems
}

// Check validates raw against f. It drops answers to questions that are not on the
// path, so that hidden fields are never counted. If there is a problem, the Answers
// are empty. All answers are valid. Each question has at most one problem, except that each row or option of
// a matrix, ranking, budget or write-in can have one. If raw says what was shown, see
// [ShownField], each question that applies and was not shown is a problem.
func (f *Form) Check(raw Raw) (Answers, []Problem) { return f.CheckAsWritten(raw, nil) }

// CheckAsWritten is Check for what was written on paper, where nothing stops an answer that
// the form does not allow: amounts that do not add up, two boxes where one is allowed, a
// word in place of a number. Such answers to the questions with the IDs asWritten get the
// state [NotValid] and are kept as they were written; of a matrix, only those of the rows
// that are not valid. They are no problem then, and count as blank in conditions.
//
// It remains a problem if an answer is to a question of a contact kind, is not an option
// of its question, or is longer than any answer can be.
func (f *Form) CheckAsWritten(raw Raw, asWritten []string) (Answers, []Problem) {
	w := f.evaluate(raw, asWritten...)
	for _, i := range w.unseen {
		w.current = &w.steps[i]
		w.reject(w.current.fieldNames[0], newMessage("Read and answer this question: %s", w.current.q.Text))
	}
	if len(w.problems) > 0 {
		return Answers{}, w.problems
	}
	answers := w.wholeAnswers(f)
	if kept := answers.AsWritten(); len(kept) > 0 && len(answers.Canonical()) > MaxAnswersBytes {
		w.current = &w.steps[w.byID[kept[0]]]
		w.reject(w.current.fieldNames[0], newMessage("Shorten the answers: together, they are too long. Begin with: %s", w.current.q.Text))
		return Answers{}, w.problems
	}
	return answers, nil
}

// wholeAnswers returns the answers that w has read, if there is no problem.
func (w *evaluator) wholeAnswers(f *Form) Answers {
	for i := range w.steps {
		if w.steps[i].isPanel() {
			w.answers[i].State = ""
		}
	}
	return Answers{f, whole, w.answers}
}

// reject records a problem of the current question at field, and returns a blank
// answer.
func (w *evaluator) reject(field string, s message) Answer {
	w.problems = append(w.problems, Problem{w.current.q.ID, field, s.String(), s.other, s.one, s.n, s.args})
	return Answer{State: Skipped}
}

// blankAnswer returns the answer to the current question if it was left blank. If it
// is required, that is a problem with the message newMessage(text of the question).
func (w *evaluator) blankAnswer(newMessage func(string) message) Answer {
	if w.current.q.Required && w.current.q.isGivenOtherwise(w.raw) {
		return Answer{State: Skipped}
	}
	if w.current.q.Required && w.current.q.onMap != nil {
		return w.reject(w.current.fieldNames[0], w.current.q.placeMissing())
	}
	if w.current.q.Required {
		return w.reject(w.current.fieldNames[0], newMessage(w.current.q.Text))
	}
	return Answer{State: Skipped}
}

// read returns the answer to s and records its problems.
func (w *evaluator) read(s *step) Answer {
	if s.preferNotToSayField != "" {
		switch values := w.raw[s.preferNotToSayField]; {
		case allBlank(values):
		case len(values) != 1 || values[0] != "yes":
			return w.reject(s.preferNotToSayField,
				newMessage("Select “Prefer not to say” or leave it unselected: %s", s.q.Text))
		case w.hasTyped(s) || s.boxField != "" && !allBlank(w.raw[s.boxField]):
			return w.reject(s.preferNotToSayField,
				newMessage("Enter an answer or select “Prefer not to say”, not both: %s", s.q.Text))
		default:
			return Answer{State: PreferNotToSay}
		}
	}
	if s.boxField != "" {
		if a, decided := w.readBox(s); decided {
			return a
		}
	}
	switch s.q.Kind {
	case Single, Dropdown, Consent:
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
	case Duration:
		return w.readDuration(s)
	case Period:
		return w.readPeriod(s)
	case Files:
		return w.readFiles(s)
	case Places:
		return w.readPlaces(s)
	}
	return w.readTyped(s)
}

// Read returns the answer to q alone, without regard to conditions and to limits that are
// relative to the day, in a form in the language lang. It returns false if raw has no valid answer and q was not left blank.
func (q *Question) Read(raw Raw, lang string) (a Answer, ok bool) {
	if q.Kind == Panel {
		return a, false
	}
	s := newStep(q)
	w := &evaluator{plan: &plan{form: Form{Lang: lang}}, raw: raw, current: &s, past: true}
	if !s.hasInput(raw) {
		return Answer{State: Skipped}, true
	}
	a = w.read(&s)
	return a, len(w.problems) == 0
}

// allBlank reports whether no value has visible characters.
func allBlank(values []string) bool {
	for _, v := range values {
		if !isBlank(v) {
			return false
		}
	}
	return true
}

// singleValue returns the value of a field that takes one value, or "" if it was left
// blank. It returns false if there are several values.
func (w *evaluator) singleValue(name string) (value string, ok bool) {
	values := w.raw[name]
	if len(values) == 1 { // the usual case
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
