package analysis

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/survey"
	"github.com/folkmoot/folkmoot/tally"
)

// splitQuestion counts a question whose meaning changed during the consultation
// separately for each meaning. A meaning is identified by the Sequence of the
// change that introduced it; the original one is 0.
type splitQuestion struct {
	id        string
	forms     []*survey.Form   // forms with changes, in the order in which they were used
	sequences map[string]int64 // meaning by version of the form
	counts    map[int64]*wordingCount
	dates     map[int64]string // date from which each meaning was used
}

// wordingCount is the answers to one meaning of a question.
type wordingCount struct {
	sequence  int64
	counter   *tally.Counter
	responses int64          // to forms with this meaning
	forms     []*survey.Form // forms of the responses
}

// findSplitQuestions sets n.splitQuestions from n.changes.
func (n *resultCounter) findSplitQuestions() error {
	for _, c := range n.changes {
		if c.Kind != consult.MeaningChange || c.OldText == "" || c.NewText == "" || n.splitQuestions[c.Question] != nil {
			continue // a question that was added or removed is not split
		}
		p := &splitQuestion{id: c.Question, sequences: map[string]int64{}, counts: map[int64]*wordingCount{}, dates: map[int64]string{}}
		n.splitQuestions[c.Question] = p
		for i := range n.changes {
			if err := p.applyChange(n, &n.changes[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// applyChange records the meanings of the question in the two forms of a change.
// A change to another question only shows that the new form has the meaning of
// the old one, unless this question changed at the same time.
func (p *splitQuestion) applyChange(n *resultCounter, c *QuestionChange) error {
	changesThisQuestion := func(other QuestionChange) bool {
		return other.OldVersion == c.OldVersion && other.NewVersion == c.NewVersion &&
			other.Sequence == c.Sequence && other.Question == p.id
	}
	if c.Question != p.id && slices.ContainsFunc(n.changes, changesThisQuestion) {
		return nil
	}
	var forms [2]*survey.Form
	for i, version := range []string{c.OldVersion, c.NewVersion} {
		f, err := consult.FormByVersion(n.ctx, n.tx, version)
		if err != nil {
			return err
		}
		forms[i] = f.Combined()
	}
	sequence := p.sequenceOf(forms[0])
	p.addForm(forms[0], sequence)
	if c.Question == p.id && c.Kind == consult.MeaningChange {
		sequence, p.dates[c.Sequence] = c.Sequence, c.Date
	}
	p.addForm(forms[1], sequence)
	return nil
}

func (p *splitQuestion) addForm(f *survey.Form, sequence int64) {
	if _, known := p.sequences[f.Version()]; !known {
		p.sequences[f.Version()] = sequence
		p.forms = append(p.forms, f)
	}
}

// sequenceOf returns the meaning of the question in f. A form without changes,
// such as a paper form, has the meaning of the latest form of its edition that has
// the question in the same wording.
func (p *splitQuestion) sequenceOf(f *survey.Form) int64 {
	if sequence, known := p.sequences[f.Version()]; known {
		return sequence
	}
	question := p.questionJSON(f)
	for _, other := range slices.Backward(p.forms) {
		if other.Edition == f.Edition && p.questionJSON(other) == question {
			return p.sequences[other.Version()]
		}
	}
	return 0
}

// questionJSON is the JSON of the question in f, without whether it is required,
// which differs on paper. It is "" if f does not have it.
func (p *splitQuestion) questionJSON(f *survey.Form) string {
	for _, page := range f.Pages {
		for _, q := range page.Questions {
			if q.ID == p.id {
				q.Required = false
				page.Questions, page.Title = []survey.Question{q}, ""
				return string((&survey.Form{Pages: []survey.Page{page}}).JSON())
			}
		}
	}
	return ""
}

// add counts a response for the meaning of the question in its form.
func (p *splitQuestion) add(master, f *survey.Form, edition string, answers []survey.Answers) error {
	if q, _ := f.Question(p.id); q == nil {
		return nil
	}
	sequence, known := p.sequences[f.Version()]
	if !known {
		sequence = p.sequenceOf(f)
		p.sequences[f.Version()] = sequence // cached, but not added to p.forms, from which others take their meaning
	}
	count := p.counts[sequence]
	if count == nil {
		count = &wordingCount{sequence: sequence, counter: tally.NewCounter(master)}
		p.counts[sequence] = count
	}
	if !slices.Contains(count.forms, f) {
		count.forms = append(count.forms, f)
	}
	count.responses++
	return count.counter.Add(edition, answers...)
}

// sortForms sorts forms by when they were first used, those without changes last, so
// that a release does not depend on the order of the responses.
func (p *splitQuestion) sortForms(forms []*survey.Form) {
	used := func(f *survey.Form) int {
		i := slices.IndexFunc(p.forms, func(g *survey.Form) bool { return g.Version() == f.Version() })
		if i < 0 {
			return len(p.forms)
		}
		return i
	}
	slices.SortFunc(forms, func(a, b *survey.Form) int {
		return cmp.Or(cmp.Compare(used(a), used(b)), strings.Compare(a.Version(), b.Version()))
	})
}

// isSplit reports whether there are answers to more than one meaning.
func (p *splitQuestion) isSplit() bool { return p != nil && len(p.counts) > 1 }

// releaseWordings releases the answers to each meaning of a question separately.
// It does not release their sum, which could reveal hidden counts of one meaning.
// Later releases do not show them again, because ten responses that differ between
// two releases may be one to one meaning and nine to the other.
func (c *resultCounts) releaseWordings(b *builder, r *Release, asked *survey.Question, q *tally.Question) Question {
	p := c.splitQuestions[asked.ID]
	sum, whole := *b, asked
	if len(q.Editions) > 0 {
		whole = mergedQuestion(asked, q)
	}
	sum.withhold, sum.partial = disclose.CountedSeparately, nil
	out := sum.question(whole, q, false)
	for i := range out.Options {
		out.Options[i].WriteIns, out.Options[i].Rank, out.Options[i].Amount = nil, nil, nil
	}
	out.Number = nil
	linked := b.IsLinked(asked.ID)
	for _, sequence := range slices.Sorted(maps.Keys(p.counts)) {
		count := p.counts[sequence]
		p.sortForms(count.forms)
		wording := *b
		wordingTally := count.counter.Tally().Question(asked.ID)
		var wordingAsked *survey.Question
		if len(wordingTally.Editions) > 0 {
			wordingAsked = mergedQuestion(asked, wordingTally)
			wordingAsked.Text = count.firstQuestion(asked.ID).Text
		} else {
			wordingAsked, wordingTally = count.questionAsAsked(asked, wordingTally)
		}
		switch {
		case c.history.Showed(asked.ID):
			wording.withhold = disclose.AlreadyReleased
		case wordingTally.Answered < b.Policy().Rules().MinBase:
			wording.withhold = disclose.TooFewAnswers
		}
		wording.partial = func(row string) bool {
			return b.Divides(func(f disclose.Form) string {
				if !slices.ContainsFunc(count.forms, func(g *survey.Form) bool { return g.Version() == f.Version }) {
					return "-"
				}
				return f.AskedIf(asked.ID, row)
			})
		}
		wording.unoffered = nil // every option of a wording was offered with it, or its base is hidden
		wordingLinked := linked || count.dependsOnHidden(r, asked.ID, q.Monitoring)
		w := Wording{From: p.dates[sequence], Question: wording.question(wordingAsked, wordingTally, wordingLinked)}
		out.Wordings = append(out.Wordings, w)
	}
	return out
}

// dependsOnHidden reports whether the number of people who were asked could reveal
// hidden counts of another question, or of an equality question, whose parts may
// be small.
func (in *wordingCount) dependsOnHidden(r *Release, id string, monitoring bool) bool {
	for _, f := range in.forms {
		q, page := f.Question(id)
		tests := testedQuestions(append(clauses(page.When), clauses(q.When)...))
		if r.hidesTested(page.When) || r.hidesTested(q.When) ||
			slices.ContainsFunc(tests, func(t string) bool { return isProtected(f, t) }) ||
			monitoring && (page.When != nil && id != equalityOptInID && !testsOnlyOptIn(page.When) || q.When != nil) {
			return true
		}
	}
	return false
}

// testsOnlyOptIn reports whether c tests only whether people chose to answer the
// equality questions.
func testsOnlyOptIn(c *survey.Condition) bool {
	return c.Question == equalityOptInID && c.Not == nil && len(c.All)+len(c.Any) == 0
}

// questionAsAsked returns the question in this wording and its tally, with only
// the options and rows that it had then.
func (in *wordingCount) questionAsAsked(master *survey.Question, q *tally.Question) (*survey.Question, *tally.Question) {
	is, was := *master, *q
	is.Options, is.Rows, was.Options, was.Rows = nil, nil, nil, nil
	first := in.firstQuestion(master.ID)
	is.Text, is.Min, is.Max, is.Unit, is.Total = first.Text, first.Min, first.Max, first.Unit, first.Total
	var rows []int
	for i, row := range master.Rows {
		if text, offered := in.optionText(first, func(q *survey.Question) []survey.Option { return q.Rows }, row); offered {
			row.Text, rows = text, append(rows, i)
			is.Rows = append(is.Rows, row)
			was.Rows = append(was.Rows, q.Rows[i])
			was.Rows[len(was.Rows)-1].Options = nil
		}
	}
	for i, o := range master.Options {
		if text, offered := in.optionText(first, func(q *survey.Question) []survey.Option { return q.Options }, o); offered {
			o.Text = text
			is.Options = append(is.Options, o)
			if len(q.Options) > 0 {
				was.Options = append(was.Options, q.Options[i])
			}
			for j, at := range rows {
				was.Rows[j].Options = append(was.Rows[j].Options, q.Rows[at].Options[i])
			}
		}
	}
	if len(is.Bands()) > 0 {
		was.Options = append(was.Options, q.Options[len(master.Options):]...) // the answers that were typed
	}
	return &is, &was
}

// firstQuestion returns the question in the form that gives this meaning its text.
func (in *wordingCount) firstQuestion(id string) *survey.Question {
	first, _ := in.forms[0].Question(id)
	for _, f := range in.forms {
		if f.Lang == in.forms[0].Lang && f.Edition == "standard" {
			first, _ = f.Question(id)
			break
		}
	}
	return first
}

// optionText reports whether one of the forms has an option, and its text there,
// preferably in first.
func (in *wordingCount) optionText(
	first *survey.Question,
	list func(*survey.Question) []survey.Option,
	o survey.Option,
) (text string, offered bool) {
	named := func(x survey.Option) bool { return x.ID == o.ID }
	if i := slices.IndexFunc(list(first), named); i >= 0 {
		return list(first)[i].Text, true
	}
	for _, f := range in.forms {
		q, _ := f.Question(first.ID)
		if i := slices.IndexFunc(list(q), named); i >= 0 {
			return list(q)[i].Text, true
		}
	}
	return "", false
}
