package analysis

import (
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/survey"
	"github.com/folkmoot/folkmoot/tally"
)

// mergedQuestion returns asked with the options of q, which counts all respondents on a shorter
// scale. An option that merges several has all their texts.
func mergedQuestion(asked *survey.Question, q *tally.Question) *survey.Question {
	out := *asked
	out.Options = nil
	counted := q.Options
	if len(q.Rows) > 0 {
		counted = q.Rows[0].Options
	}
	for _, o := range counted {
		ids := []string{o.ID}
		if len(o.Merges) > 0 {
			ids = o.Merges
		}
		merged := survey.Option{ID: o.ID, Merges: o.Merges}
		var texts []string
		for _, original := range asked.Options {
			if slices.Contains(ids, original.ID) {
				texts = append(texts, original.Text)
				merged.WriteIn = merged.WriteIn || original.WriteIn
			}
		}
		merged.Text = strings.Join(texts, " / ")
		out.Options = append(out.Options, merged)
	}
	return &out
}

// releaseMerged releases a question that an edition asks with a shorter scale: the answers of
// all respondents on the shorter scale, and, if that reveals nothing about few people, those to
// each scale.
func (c *resultCounts) releaseMerged(b *builder, r *Release, asked *survey.Question, q *tally.Question) Question {
	linked := b.IsLinked(asked.ID)
	b.check(asked.ID)
	out := b.question(mergedQuestion(asked, q), q, linked)
	if linked || out.Withheld != disclose.NotWithheld || !c.mayShowScales(b, r, asked, q) {
		return out
	}
	for i := range q.Editions {
		e := &q.Editions[i]
		scale := asked
		if e.Edition != "" {
			scale = c.questionOfEdition(e)
		}
		part := b.question(scale, &e.Question, linked)
		part.hideStates()
		out.ByScale = append(out.ByScale, Scale{e.Edition, part})
	}
	return out
}

// hideStates hides how many people did not answer.
func (q *Question) hideStates() {
	hide := func(t *disclose.ReleasedTable) {
		t.PreferNotToSay, t.Skipped, t.NotAsked, t.NotValid = disclose.Cell{}, disclose.Cell{}, disclose.Cell{}, disclose.Cell{}
	}
	hide(&q.ReleasedTable)
	for i := range q.Rows {
		hide(&q.Rows[i].ReleasedTable)
	}
}

// mayShowScales reports whether the answers to each scale of q can be shown beside their sum.
// A reader can subtract each from the sum. So they are shown only if each is of as many
// people as two tables must differ by, in every row that anyone answered; if the numbers of
// responses to the editions are shown; about proposals; and in the first release that shows
// the question.
func (c *resultCounts) mayShowScales(b *builder, r *Release, asked *survey.Question, q *tally.Question) bool {
	rules := b.Policy().Rules()
	least := max(rules.MinBase, rules.MinDifference)
	var editions []string
	for _, e := range q.Editions {
		if e.Answered < least || slices.Contains(editions, e.Edition) || e.Edition != "" && c.questionOfEdition(&e) == nil {
			return false
		}
		for _, row := range e.Rows {
			if row.Answered > 0 && row.Answered < least {
				return false
			}
		}
		editions = append(editions, e.Edition)
	}
	return len(editions) > 1 && disclosureTopic(q) == disclose.Proposal && !c.history.Showed(q.ID) &&
		r.Editions.Hidden == 0 && r.Editions.Withheld == disclose.NotWithheld &&
		!b.Divides(func(f disclose.Form) string {
			if mergesAnswers(c.answeredForms[f.Version], asked.ID) {
				return f.Edition + " " + f.AskedIf(asked.ID, "")
			}
			return f.AskedIf(asked.ID, "")
		})
}

// mergesAnswers reports whether f asks a question with options that merge others.
func mergesAnswers(f *survey.Form, id string) bool {
	q, _ := f.Question(id)
	return q != nil && slices.ContainsFunc(q.Options, func(o survey.Option) bool { return len(o.Merges) > 0 })
}

// questionOfEdition returns the question with the options and rows of e, in a form of its
// edition that was answered, or nil.
func (c *resultCounts) questionOfEdition(e *tally.EditionQuestion) (found *survey.Question) {
	version := "" // the first in order, so that a release does not depend on the order of the responses
	for v, f := range c.answeredForms {
		q, _ := f.Question(e.ID)
		if f.Edition == e.Edition && q != nil && sameOptions(q, e) && (found == nil || v < version) {
			found, version = q, v
		}
	}
	return found
}

// sameOptions reports whether the options and rows of q are those that e counts, in order.
func sameOptions(q *survey.Question, e *tally.EditionQuestion) bool {
	counted := e.Options
	if len(e.Rows) > 0 {
		counted = e.Rows[0].Options
	}
	return slices.EqualFunc(q.Options, counted, func(o survey.Option, n tally.Option) bool { return o.ID == n.ID }) &&
		slices.EqualFunc(q.Rows, e.Rows, func(o survey.Option, n tally.Row) bool { return o.ID == n.ID })
}
