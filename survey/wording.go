package survey

import (
	"regexp"
	"slices"
	"strings"
)

// MaxWordings is the maximum number of wordings of a question.
const MaxWordings = 20

// Wording is another way to put a question, for respondents whose earlier answers make it fit
// better: “How often does the person you care for take the bus?”, or “You said “Bus”. How often
// do you take it?”, in which {travel} stands for the answer to question travel.
//
// A question is put in the first of its wordings whose condition is met and whose quoted
// answers were all given, and otherwise in its own words. Those fit everyone: they are on paper,
// in results and in exports. So a wording changes neither what is asked nor what is stored.
type Wording struct {
	ID   string     `json:"id" yaml:"id"`
	When *Condition `json:"when,omitempty" yaml:"when,omitempty"` // nil for whenever the quoted answers were given
	// Text, Hint and Body are used instead of those of the question; "" leaves these as they are.
	Text string `json:"text,omitempty" yaml:"text,omitempty"`
	Hint string `json:"hint,omitempty" yaml:"hint,omitempty"`
	Body string `json:"body,omitempty" yaml:"body,omitempty"` // Markdown
}

// quotedAnswer is the place of an earlier answer in a wording.
var quotedAnswer = regexp.MustCompile(`\{([a-z][a-z0-9-]*)\}`)

// CanBeQuoted reports whether answers to questions of kind k can be quoted in the wording of
// later questions: those that are short, and stored with the response.
func (k QuestionKind) CanBeQuoted() bool {
	switch k {
	case Single, Multiple, Dropdown, Number, Date, Duration, ShortText, Postcode:
		return true
	}
	return false
}

// texts returns the texts of w.
func (w *Wording) texts() [3]*string { return [3]*string{&w.Text, &w.Hint, &w.Body} }

// Quotes returns the IDs of the questions whose answers w quotes, in order, each once.
func (w *Wording) Quotes() (ids []string) {
	for _, text := range w.texts() {
		for _, found := range quotedAnswer.FindAllStringSubmatch(*text, -1) {
			if !slices.Contains(ids, found[1]) {
				ids = append(ids, found[1])
			}
		}
	}
	return ids
}

// TextList returns the texts of the wordings of q as those of options, for programs that treat
// all texts beside a question alike.
func (q *Question) TextList() (list []Option) {
	for _, w := range q.Wordings {
		list = append(list, Option{ID: w.ID, Text: w.Text, Hint: w.Hint, Body: w.Body})
	}
	return list
}

// Worded returns f as it is put to a respondent who has given the answers in raw: each question
// in the wording that applies. quote returns an answer as it is quoted, or "" if it cannot be;
// answers beside which something was written are not quoted. The result has the same version and
// takes the same answers as f, which it is if no wording applies.
func (f *Form) Worded(raw Raw, quote func(q *Question, a Answer) string) *Form {
	p := f.getPlan()
	if !p.worded {
		return f
	}
	w := f.evaluate(raw)
	put := map[int]Question{}
	for i := range p.steps {
		for j := range p.steps[i].q.Wordings {
			if q, ok := w.reword(i, j, quote); ok {
				put[i] = q
				break
			}
		}
	}
	if len(put) == 0 {
		return f
	}
	worded, plan := *f, *p
	worded.Pages, plan.steps = slices.Clone(f.Pages), slices.Clone(p.steps)
	i := 0
	for at := range worded.Pages {
		page := &worded.Pages[at]
		page.Questions = slices.Clone(page.Questions)
		for j := range page.Questions {
			if q, ok := put[i]; ok {
				page.Questions[j] = q
			}
			plan.steps[i].q = &page.Questions[j]
			i++
		}
	}
	plan.form = worded
	plan.form.plan = nil
	worded.plan = &plan
	return &worded
}

// reword returns the question of step i in wording j, if that applies.
func (w *evaluator) reword(i, j int, quote func(q *Question, a Answer) string) (q Question, ok bool) {
	s := &w.steps[i]
	wording := s.q.Wordings[j]
	if !s.wordings[j].holds(w.answers) {
		return q, false
	}
	quoted := map[string]string{}
	for _, id := range wording.Quotes() {
		at, known := w.byID[id]
		if !known || at >= i || !w.answers[at].canBeQuoted() {
			return q, false
		}
		text := strings.Join(strings.Fields(quote(w.steps[at].q, w.answers[at])), " ")
		if text == "" {
			return q, false
		}
		quoted[id] = text
	}
	q = *s.q
	insert := func(text *string, with string, escape func(string) string) {
		if with == "" {
			return
		}
		*text = quotedAnswer.ReplaceAllStringFunc(with, func(place string) string {
			return "\u2068" + escape(quoted[place[1:len(place)-1]]) + "\u2069" // isolates its direction
		})
	}
	plain := func(s string) string { return s }
	insert(&q.Text, wording.Text, plain)
	if q.rowOf != nil {
		of := *q.rowOf
		of.Text = strings.TrimSuffix(q.PlainText(), rowSeparator+of.Row)
		q.rowOf = &of
	}
	insert(&q.Hint, wording.Hint, plain)
	insert(&q.Body, wording.Body, escapeMarkdown)
	return q, true
}

// canBeQuoted reports whether a is an answer that can be quoted as a whole: nothing was written
// beside an option.
func (a *Answer) canBeQuoted() bool { return a.State == Answered && len(a.WriteIns) == 0 }

// escapeMarkdown returns s as Markdown that means s.
func escapeMarkdown(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r < 0x80 && strings.ContainsRune("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// checkWordings checks the wordings of q, question number at of the form, on page, whose first
// question is number first.
func (in *validator) checkWordings(page *Page, q *Question, first, at int) {
	in.locate(in.f, page, q)
	in.location.Member = "wordings"
	in.require(len(q.Wordings) <= MaxWordings, "Remove wordings from question %q: the maximum is %d.", q.ID, MaxWordings)
	ids := map[string]bool{}
	for i := range q.Wordings {
		w := &q.Wordings[i]
		in.locateOption("wordings", i, w.ID)
		in.location.Member = "wordings"
		owner := "wording " + quoted(w.ID) + " of question " + quoted(q.ID)
		in.checkID("wording of question "+q.ID, w.ID)
		in.require(!ids[w.ID], "Change the id of one of the wordings %q of question %q: there are two.", w.ID, q.ID)
		ids[w.ID] = true
		in.checkText("the text of "+owner, "wordings.text", &w.Text, MaxQuestionText, w.Hint == "" && w.Body == "")
		in.checkText("the hint of "+owner, "wordings.hint", &w.Hint, MaxTitle, false)
		in.checkText("the body of "+owner, "wordings.body", &w.Body, MaxBody, false)
		in.checkPictures(w.Body, "wordings.body", owner)
		in.checkQuotes(owner, q.ID, w, first, page.Monitoring)
		in.require(w.When != nil || len(w.Quotes()) > 0,
			"Add a condition to %s, or quote an answer in it: otherwise it is the wording for everyone.", owner).as(WordingForEveryone)
		in.location.Member = "wordings.when"
		in.checkCondition(owner, w.When, at, q.ID, page.Monitoring)
		in.locateOption("wordings", i, w.ID)
		w.When.eachTest(func(leaf *Condition) {
			if other, ok := in.byID[leaf.Question]; ok && first <= other && other < at {
				in.samePage(owner, leaf.Question)
			}
		})
	}
	in.location.Option, in.within = "", ""
}

// checkQuotes checks the answers that w, a wording of question self, quotes. first is the number
// of the first question of its page.
func (in *validator) checkQuotes(owner, self string, w *Wording, first int, monitoring bool) {
	for _, text := range w.texts() {
		if strings.ContainsAny(quotedAnswer.ReplaceAllString(*text, ""), "{}") {
			in.add("Change the braces in %s: write {question}, with the id of an earlier question, where its answer is quoted.", owner).
				as(UnknownQuote)
		}
	}
	for _, id := range w.Quotes() {
		i, known := in.byID[id]
		switch {
		case !known:
			in.add("Change %s: it quotes the answer to question %q, and there is no such question.", owner, id).
				as(UnknownQuote).about(id)
		case id == self:
			in.add("Change %s: it quotes the answer to its own question.", owner).as(RefersToItself)
		case i >= first && in.pageOf[i] == in.pageOf[first]:
			in.samePage(owner, id)
		case i >= first:
			in.add("Move question %q before %s: its answer is quoted there.", id, owner).as(RefersToLater).about(id)
		case !in.questions[i].Kind.CanBeQuoted():
			in.add("Change %s: answers to question %q of kind %s cannot be quoted.", owner, id, in.questions[i].Kind).
				as(CannotBeQuoted).about(id)
		case in.pageOf[i].Monitoring && !monitoring:
			in.add("Change %s: it quotes the answer to the equality monitoring question %q.", owner, id).
				as(RefersToMonitoring).about(id)
		}
	}
}

// samePage reports a wording that depends on an answer given on the same page.
func (in *validator) samePage(owner, id string) {
	in.add("Move question %q to an earlier page: %s depends on its answer, which must be known before the page is shown.", id, owner).
		as(SamePage).about(id)
}
