package analysis

import (
	"maps"
	"slices"
	"strconv"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/survey"
	"github.com/folkmoot/folkmoot/tally"
)

// equalityOptInID is the ID of the question whether people want to answer the
// equality questions. Its answers reveal nothing about people.
const equalityOptInID = "answer-equality-questions"

// buildRelease applies disclosure control to c. A second or later release does
// not show equality monitoring tables, because comparing two tables of nearly the
// same people would reveal answers of those in only one of them.
func (c *resultCounts) buildRelease(slug string, number int64, reason string) *Release {
	p := disclose.Standard()
	r := &Release{
		Format: c.format, Consultation: slug, Title: c.title, Number: number, Reason: reason,
		Policy: p.Rules(), Forms: c.forms, Responses: c.responses, Submissions: c.submissions, Statuses: c.statuses,
	}
	b := &builder{policy: p, isRevision: number > 1}
	r.Clusters = c.releaseClusters(b)
	r.Channels = b.breakdown(c.channels, c.responses.Counted)
	editions := map[string]int64{}
	for _, e := range c.answerTally.Editions {
		editions[e.Name] = e.Responses
	}
	r.Editions = b.breakdown(editions, c.responses.Counted)
	// Versions are parts of editions, so they would reveal hidden editions.
	if r.Changes = c.changes; len(r.Changes) > 0 && r.Editions.Hidden == 0 {
		versions := b.breakdown(c.formVersions, c.responses.Counted)
		r.Versions = &versions
	}
	for i := range c.master.Pages {
		page := &c.master.Pages[i]
		for j := range page.Questions {
			asked := &page.Questions[j]
			if q := c.answerTally.Question(asked.ID); q != nil {
				linked := r.hidesTested(page.When) || r.hidesTested(asked.When)
				if c.splitQuestions[asked.ID].isSplit() {
					r.Questions = append(r.Questions, c.releaseWordings(b, r, asked, q, linked))
					continue
				}
				shown := b.question(asked, q, linked)
				if r.hasHiddenParts() && !c.askedOnEveryForm(asked) {
					shown.hideNotAsked()
				}
				r.Questions = append(r.Questions, shown)
			}
		}
	}
	return r
}

// hasHiddenParts reports whether the number of responses to an edition or a
// version is hidden.
func (r *Release) hasHiddenParts() bool {
	return r.Editions.Hidden > 0 || r.Format != formatV1 && r.Versions != nil && r.Versions.Hidden > 0
}

// askedOnEveryForm reports whether every form with responses has the question
// with all its rows.
func (c *resultCounts) askedOnEveryForm(asked *survey.Question) bool {
	for _, f := range c.answeredForms {
		if q, _ := f.Question(asked.ID); q == nil || len(q.Rows) < len(asked.Rows) {
			return false
		}
	}
	return true
}

// hideNotAsked hides how many people were not asked q. If an edition does not
// have the question, that number would reveal the number of responses to the
// edition.
func (q *Question) hideNotAsked() {
	q.ReleasedTable = q.ReleasedTable.HideNonResponse()
	for i := range q.Rows {
		q.Rows[i].ReleasedTable = q.Rows[i].ReleasedTable.HideNonResponse()
	}
}

// hidesTested reports whether condition c depends on a question with hidden
// counts. The number of people who were asked the conditional question would
// reveal them.
func (r *Release) hidesTested(c *survey.Condition) bool {
	if c == nil {
		return false
	}
	if q := r.Question(c.Question); q != nil && q.hasHidden() {
		return true
	}
	for i := range c.All {
		if r.hidesTested(&c.All[i]) {
			return true
		}
	}
	for i := range c.Any {
		if r.hidesTested(&c.Any[i]) {
			return true
		}
	}
	return r.hidesTested(c.Not)
}

// hasHidden reports whether q, or one of its wordings, has hidden counts.
func (q *Question) hasHidden() bool {
	if len(q.Wordings) > 0 {
		return slices.ContainsFunc(q.Wordings, func(w Wording) bool { return w.hasHidden() })
	}
	return q.ReleasedTable.Hidden > 0 || q.ReleasedTable.Withheld != disclose.NotWithheld
}

// builder applies disclosure control to tables and measures.
type builder struct {
	policy     disclose.Policy
	isRevision bool            // a release that follows another
	withhold   disclose.Reason // if set, everything is withheld for this reason
}

// table releases t. linked says that t depends on a question with hidden counts.
func (b *builder) table(t disclose.Table, linked bool) disclose.ReleasedTable {
	switch {
	case linked:
		return b.policy.Withhold(t, disclose.LinkedQuestion)
	case b.withhold != disclose.NotWithheld:
		return b.policy.Withhold(t, b.withhold)
	case b.isRevision && t.Topic != disclose.Proposal:
		return b.policy.Withhold(t, disclose.AlreadyReleased)
	}
	return b.policy.Release(t)
}

// breakdown releases the numbers of responses by name, which add up to sum.
func (b *builder) breakdown(parts map[string]int64, sum int64) Breakdown {
	out := Breakdown{Names: slices.Sorted(maps.Keys(parts))}
	t := disclose.Table{Topic: disclose.Monitoring, States: disclose.StateCounts{Answered: disclose.NewCount(sum)}}
	for _, name := range out.Names {
		t.Cells = append(t.Cells, disclose.NewCount(parts[name]))
	}
	if len(parts) == 1 && sum >= b.policy.Rules().MinBase {
		t.Topic = disclose.Proposal // the only count is the total, which is public
	}
	out.ReleasedTable = b.table(t, false)
	return out
}

func disclosureTopic(q *tally.Question) disclose.Topic {
	switch {
	case !q.Monitoring || q.ID == equalityOptInID:
		return disclose.Proposal
	case consult.IsSensitive(q.ID):
		return disclose.Sensitive
	}
	return disclose.Monitoring
}

func disclosureStates(s tally.StateCounts) disclose.StateCounts {
	return disclose.StateCounts{
		Answered: disclose.NewCount(s.Answered), PreferNotToSay: disclose.NewCount(s.PreferNotToSay),
		Skipped: disclose.NewCount(s.Skipped), NotAsked: disclose.NewCount(s.NotAsked),
	}
}

func (b *builder) question(asked *survey.Question, q *tally.Question, linked bool) Question {
	about := disclosureTopic(q)
	out := Question{
		ID: q.ID, Kind: q.Kind, Text: asked.Text, Monitoring: q.Monitoring, Sensitive: about == disclose.Sensitive,
		Unit: asked.Unit, Total: asked.Total,
	}
	t := disclose.Table{Topic: about, States: disclosureStates(q.StateCounts)}
	for i, o := range q.Options {
		t.Cells = append(t.Cells, disclose.NewCount(o.Count))
		t.Exclusive = append(t.Exclusive, asked.Options[i].Exclusive)
	}
	switch q.Kind {
	case survey.Multiple:
		t.MinChoices, t.MaxChoices = answerLimits(asked)
	case survey.Budget:
		t.MinChoices, t.MaxChoices = 0, int64(len(asked.Options))
	}
	out.ReleasedTable = b.table(t, linked)
	for i, o := range asked.Options {
		option := Option{ID: o.ID, Text: o.Text}
		if len(q.Options) > 0 {
			b.measure(&option, about, q, i, linked)
			if o.WriteIn && about == disclose.Proposal {
				writeIns := []disclose.Count{disclose.NewCount(q.Options[i].WriteIns)}
				cell := b.table(disclose.Table{Topic: about, States: t.States, Cells: writeIns}, linked).Cells[0]
				option.WriteIns = &cell
			}
		}
		out.Options = append(out.Options, option)
	}
	for i, row := range q.Rows {
		t := disclose.Table{Topic: about, States: disclosureStates(row.StateCounts)}
		for _, o := range row.Options {
			t.Cells = append(t.Cells, disclose.NewCount(o.Count))
		}
		released := b.table(t, linked)
		out.ReleasedTable.Hidden += released.Hidden
		out.Rows = append(out.Rows, Row{row.ID, asked.Rows[i].Text, released})
	}
	if n := q.Number; n != nil {
		v := b.measures(about, t.States.Answered, q.AllSame, linked,
			disclose.NewMeasure(n.Mean), disclose.NewMeasure(n.LowerQuartile), disclose.NewMeasure(n.Median), disclose.NewMeasure(n.UpperQuartile))
		out.Number = &Number{v[0], v[1], v[2], v[3]}
	}
	return out
}

// measures releases figures over base people; same says that all gave the same
// answer. They are hidden if linked is true or everything is withheld.
func (b *builder) measures(
	about disclose.Topic,
	base disclose.Count,
	same, linked bool,
	figures ...disclose.Measure,
) []disclose.ReleasedMeasure {
	if linked || b.withhold != disclose.NotWithheld {
		return make([]disclose.ReleasedMeasure, len(figures)) // the zero value is hidden
	}
	return b.policy.ReleaseMeasures(about, base, same, figures...)
}

// measure sets the rank or amount of option i of q.
func (b *builder) measure(o *Option, about disclose.Topic, q *tally.Question, i int, linked bool) {
	whole := func(n int64) disclose.Measure { return disclose.NewMeasure(strconv.FormatInt(n, 10)) }
	base := disclose.NewCount(q.Answered)
	if r := q.Options[i].Rank; r != nil {
		// The mean rank is over the people who ranked this option, who may be fewer.
		mean := b.measures(about, disclose.NewCount(r.Ranked), q.AllSame, linked, disclose.NewMeasure(r.Mean))
		o.Rank = &Rank{mean[0], b.measures(about, base, q.AllSame, linked, whole(r.Borda))[0]}
	}
	if a := q.Options[i].Amount; a != nil {
		v := b.measures(about, base, q.AllSame, linked, whole(a.Mean), whole(a.Median))
		o.Amount = &Amount{v[0], v[1]}
	}
}

// answerLimits returns the minimum and maximum number of options in an answer.
func answerLimits(asked *survey.Question) (fewest, most int64) {
	fewest, most = 1, int64(len(asked.Options))
	if asked.Max != nil {
		most = int64(*asked.Max)
	}
	if asked.Min != nil {
		fewest = max(int64(*asked.Min), 1)
	}
	return fewest, most
}
