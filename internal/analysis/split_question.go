package analysis

import (
	"slices"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/survey"
	"github.com/folkmoot/folkmoot/tally"
)

// splitQuestion is a question whose meaning changed while people answered, and so is
// more than one question.
type splitQuestion struct {
	id        string
	forms     []*survey.Form   // that stand in changes, in the order in which they were in use
	sequences map[string]int64 // by version: the moment from which its meaning is the same; 0 is the beginning
	counts    map[int64]*wordingCount
	dates     map[int64]string // of the moments
}

// wordingCount is the answers to one meaning of a question.
type wordingCount struct {
	sequence  int64
	counter   *tally.Counter
	responses int64          // on a form that asks it so
	forms     []*survey.Form // on which they came
}

// findSplitQuestions finds the questions whose meaning changed, from how the forms changed.
func (n *resultCounter) findSplitQuestions() error {
	for _, c := range n.changes {
		if c.Kind != consult.MeaningChange || c.OldText == "" || c.NewText == "" || n.splitQuestions[c.Question] != nil {
			continue // where it was not asked there is nothing to add up
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

// applyChange takes in that one form took the place of another. What is said of
// another question tells that this one stayed as it was, unless it is said of
// this one too.
func (p *splitQuestion) applyChange(n *resultCounter, c *QuestionChange) error {
	same := func(other QuestionChange) bool {
		return other.OldVersion == c.OldVersion && other.NewVersion == c.NewVersion && other.Sequence == c.Sequence && other.Question == p.id
	}
	if c.Question != p.id && slices.ContainsFunc(n.changes, same) {
		return nil
	}
	var forms [2]*survey.Form
	for i, version := range []string{c.OldVersion, c.NewVersion} {
		f, err := consult.FormByVersion(n.ctx, n.tx, version)
		if err != nil {
			return err
		}
		forms[i] = f
	}
	before := p.sequenceOf(forms[0])
	p.addForm(forms[0], before)
	if c.Question == p.id && c.Kind == consult.MeaningChange {
		before, p.dates[c.Sequence] = c.Sequence, c.Date
	}
	p.addForm(forms[1], before)
	return nil
}

func (p *splitQuestion) addForm(f *survey.Form, moment int64) {
	if _, known := p.sequences[f.Version()]; !known {
		p.sequences[f.Version()] = moment
		p.forms = append(p.forms, f)
	}
}

// sequenceOf says since when the question has meant what it means in f. A form of
// which no change tells, such as that which was printed on paper, asks what the
// last form of its edition asks in the same words.
func (p *splitQuestion) sequenceOf(f *survey.Form) int64 {
	if m, known := p.sequences[f.Version()]; known {
		return m
	}
	asks := p.questionJSON(f)
	for _, k := range slices.Backward(p.forms) {
		if k.Edition == f.Edition && p.questionJSON(k) == asks {
			return p.sequences[k.Version()]
		}
	}
	return 0
}

// questionJSON is how f asks the question, to the letter, but for whether it must be
// answered, which paper cannot know.
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

// add counts a response under the meaning that the question has in its form.
func (p *splitQuestion) add(master, f *survey.Form, edition string, answers []survey.Answers) error {
	if q, _ := f.Question(p.id); q == nil {
		return nil
	}
	moment, known := p.sequences[f.Version()]
	if !known {
		moment = p.sequenceOf(f)
		p.sequences[f.Version()] = moment // known from now on, and no model for others
	}
	in := p.counts[moment]
	if in == nil {
		in = &wordingCount{sequence: moment, counter: tally.NewCounter(master)}
		p.counts[moment] = in
	}
	if !slices.Contains(in.forms, f) {
		in.forms = append(in.forms, f)
	}
	in.responses++
	return in.counter.Add(edition, answers...)
}

// isSplit reports whether answers came to more than one meaning.
func (p *splitQuestion) isSplit() bool { return p != nil && len(p.counts) > 1 }

// releaseWordings releases the answers to each meaning of a question by themselves.
// Their sum is not released: it would tell what is hidden in one of them. And no
// later release shows them, because ten who differ between two releases may be
// one and nine.
func (c *resultCounts) releaseWordings(b *builder, r *Release, asked *survey.Question, q *tally.Question, linked bool) Question {
	p := c.splitQuestions[asked.ID]
	sum := *b
	sum.withhold = disclose.CountedSeparately
	out := sum.question(asked, q, false)
	for i := range out.Options {
		out.Options[i].WriteIns, out.Options[i].Rank, out.Options[i].Amount = nil, nil, nil
	}
	out.Number = nil
	var moments []int64
	for m := range p.counts {
		moments = append(moments, m)
	}
	slices.Sort(moments)
	for _, m := range moments {
		in := p.counts[m]
		one := *b
		is, was := in.questionAsAsked(asked, in.counter.Tally().Question(asked.ID))
		switch {
		case b.isRevision:
			one.withhold = disclose.AlreadyReleased
		case was.Answered < b.policy.Rules().MinBase:
			one.withhold = disclose.TooFewAnswers
		}
		w := Wording{From: p.dates[m], Question: one.question(is, was, linked || in.dependsOnHidden(r, asked.ID, q.Monitoring))}
		if r.hasHiddenParts() {
			w.hideNotAsked()
		}
		out.Wordings = append(out.Wordings, w)
	}
	return out
}

// dependsOnHidden reports whether how many were asked tells of a question in which
// something is hidden; also of one about the people, of whom a part may be few.
func (in *wordingCount) dependsOnHidden(r *Release, id string, monitoring bool) bool {
	for _, f := range in.forms {
		q, page := f.Question(id)
		if r.hidesTested(page.When) || r.hidesTested(q.When) ||
			monitoring && (page.When != nil && id != equalityOptInID && !testsOnlyOptIn(page.When) || q.When != nil) {
			return true
		}
	}
	return false
}

// testsOnlyOptIn reports whether a condition tests nothing but whether people answered
// the questions about themselves.
func testsOnlyOptIn(c *survey.Condition) bool {
	return c.Question == equalityOptInID && c.Not == nil && len(c.All)+len(c.Any) == 0
}

// questionAsAsked returns the question as it was asked in this meaning, and its tally, with
// the answers that could be chosen then.
func (in *wordingCount) questionAsAsked(master *survey.Question, q *tally.Question) (*survey.Question, *tally.Question) {
	is, was := *master, *q
	is.Options, is.Rows, was.Options, was.Rows = nil, nil, nil, nil
	first, _ := in.forms[0].Question(master.ID)
	for _, f := range in.forms {
		if f.Lang == in.forms[0].Lang && f.Edition == "standard" {
			first, _ = f.Question(master.ID)
			break
		}
	}
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
	return &is, &was
}

// optionText says whether one of the forms offers an option, and in which words:
// those of first, if it does.
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
