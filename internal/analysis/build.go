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

// gate is the question that lets people leave out the questions about
// themselves. Whether they did tells nothing of who they are.
const gate = "answer-equality-questions"

// release decides what of c can be shown. A release that follows another does
// not show the tables about people again: two of them over nearly the same
// people would tell about those who differ.
func (c *counted) release(slug string, number int64, reason string) *Release {
	p := disclose.Standard()
	r := &Release{
		Format: c.format, Consultation: slug, Title: c.title, Number: number, Reason: reason,
		Policy: p.Rules(), Forms: c.forms, Responses: c.responses, Submissions: c.submissions, Status: c.status,
	}
	b := &builder{policy: p, again: number > 1}
	r.Sets = c.tell(b)
	r.Channels = b.split(c.channels, c.responses.Counted)
	editions := map[string]int64{}
	for _, e := range c.tally.Editions {
		editions[e.Name] = e.Responses
	}
	r.Editions = b.split(editions, c.responses.Counted)
	// Versions are parts of editions: beside a hidden edition they would tell it.
	if r.Changes = c.changes; len(r.Changes) > 0 && r.Editions.Hidden == 0 {
		versions := b.split(c.versions, c.responses.Counted)
		r.Versions = &versions
	}
	for i := range c.master.Pages {
		page := &c.master.Pages[i]
		for j := range page.Questions {
			asked := &page.Questions[j]
			if q := c.tally.Question(asked.ID); q != nil {
				linked := r.hides(page.When) || r.hides(asked.When)
				if c.parted[asked.ID].several() {
					r.Questions = append(r.Questions, c.wordings(b, r, asked, q, linked))
					continue
				}
				shown := b.question(asked, q, linked)
				if r.partHidden() && !c.everywhere(asked) {
					shown.blur()
				}
				r.Questions = append(r.Questions, shown)
			}
		}
	}
	return r
}

// partHidden reports whether it is hidden how many answered an edition, or a
// version of one.
func (r *Release) partHidden() bool {
	return r.Editions.Hidden > 0 || r.Format != formatOne && r.Versions != nil && r.Versions.Hidden > 0
}

// everywhere reports whether every edition that was answered asks the question,
// with all of its rows.
func (c *counted) everywhere(asked *survey.Question) bool {
	for _, f := range c.answered {
		if q, _ := f.Question(asked.ID); q == nil || len(q.Rows) < len(asked.Rows) {
			return false
		}
	}
	return true
}

// blur keeps back how many were not asked q. Where an edition does not have the
// question, that is how many answered this edition, which is hidden.
func (q *Question) blur() {
	q.Released = q.Released.Blur()
	for i := range q.Rows {
		q.Rows[i].Released = q.Rows[i].Released.Blur()
	}
}

// hides reports whether a condition tests a question in which something is
// hidden. How many were asked what follows from it would give that away.
func (r *Release) hides(c *survey.Condition) bool {
	if c == nil {
		return false
	}
	if q := r.Question(c.Question); q != nil && q.hides() {
		return true
	}
	for i := range c.All {
		if r.hides(&c.All[i]) {
			return true
		}
	}
	for i := range c.Any {
		if r.hides(&c.Any[i]) {
			return true
		}
	}
	return r.hides(c.Not)
}

// hides reports whether something is hidden in q, or in one of its wordings.
func (q *Question) hides() bool {
	if len(q.Wordings) > 0 {
		return slices.ContainsFunc(q.Wordings, func(w Wording) bool { return w.hides() })
	}
	return q.Released.Hidden > 0 || q.Released.Withheld != disclose.Shown
}

type builder struct {
	policy disclose.Policy
	again  bool
	hold   disclose.Why // all that is shown to it is withheld for this
}

func (b *builder) table(t disclose.Table, linked bool) disclose.Released {
	switch {
	case linked:
		return b.policy.Withhold(t, disclose.Linked)
	case b.hold != disclose.Shown:
		return b.policy.Withhold(t, b.hold)
	case b.again && t.Topic != disclose.Proposal:
		return b.policy.Withhold(t, disclose.Before)
	}
	return b.policy.Release(t)
}

func (b *builder) split(parts map[string]int64, sum int64) Split {
	out := Split{Names: slices.Sorted(maps.Keys(parts))}
	t := disclose.Table{Topic: disclose.Monitoring, States: disclose.States{Answered: disclose.Of(sum)}}
	for _, name := range out.Names {
		t.Cells = append(t.Cells, disclose.Of(parts[name]))
	}
	if len(parts) == 1 && sum >= b.policy.Rules().Base {
		t.Topic = disclose.Proposal // there is only one way, and the number that took it is the total
	}
	out.Released = b.table(t, false)
	return out
}

func topic(q *tally.Question) disclose.Topic {
	switch {
	case !q.Monitoring || q.ID == gate:
		return disclose.Proposal
	case consult.Delicate(q.ID):
		return disclose.Sensitive
	}
	return disclose.Monitoring
}

func states(s tally.States) disclose.States {
	return disclose.States{
		Answered: disclose.Of(s.Answered), PreferNotToSay: disclose.Of(s.PreferNotToSay),
		Skipped: disclose.Of(s.Skipped), NotAsked: disclose.Of(s.NotAsked),
	}
}

func (b *builder) question(asked *survey.Question, q *tally.Question, linked bool) Question {
	about := topic(q)
	out := Question{
		ID: q.ID, Kind: q.Kind, Text: asked.Text, Monitoring: q.Monitoring, Sensitive: about == disclose.Sensitive,
		Unit: asked.Unit, Total: asked.Total,
	}
	t := disclose.Table{Topic: about, States: states(q.States)}
	for i, o := range q.Options {
		t.Cells = append(t.Cells, disclose.Of(o.Count))
		t.Alone = append(t.Alone, asked.Options[i].Exclusive)
	}
	switch q.Kind {
	case survey.Multiple:
		t.Fewest, t.Most = howMany(asked)
	case survey.Budget:
		t.Fewest, t.Most = 0, int64(len(asked.Options))
	}
	out.Released = b.table(t, linked)
	for i, o := range asked.Options {
		option := Option{ID: o.ID, Text: o.Text}
		if len(q.Options) > 0 {
			b.measure(&option, about, q, i, linked)
			if o.WriteIn && about == disclose.Proposal {
				cell := b.table(disclose.Table{Topic: about, States: t.States, Cells: []disclose.Count{disclose.Of(q.Options[i].WriteIns)}}, linked).Cells[0]
				option.WriteIns = &cell
			}
		}
		out.Options = append(out.Options, option)
	}
	for i, row := range q.Rows {
		t := disclose.Table{Topic: about, States: states(row.States)}
		for _, o := range row.Options {
			t.Cells = append(t.Cells, disclose.Of(o.Count))
		}
		released := b.table(t, linked)
		out.Released.Hidden += released.Hidden
		out.Rows = append(out.Rows, Row{row.ID, asked.Rows[i].Text, released})
	}
	if n := q.Number; n != nil {
		v := b.measures(about, t.States.Answered, q.Same, linked,
			disclose.Measured(n.Mean), disclose.Measured(n.Lower), disclose.Measured(n.Median), disclose.Measured(n.Upper))
		out.Number = &Number{v[0], v[1], v[2], v[3]}
	}
	return out
}

// measures releases figures, unless the question is linked to one in which
// something is hidden.
func (b *builder) measures(about disclose.Topic, base disclose.Count, same, linked bool, figures ...disclose.Measure) []disclose.Value {
	if linked || b.hold != disclose.Shown {
		return make([]disclose.Value, len(figures)) // a Value that nobody released is confidential
	}
	return b.policy.Measures(about, base, same, figures...)
}

// measure adds to an option what was computed from the ranks or amounts that it
// was given.
func (b *builder) measure(o *Option, about disclose.Topic, q *tally.Question, i int, linked bool) {
	whole := func(n int64) disclose.Measure { return disclose.Measured(strconv.FormatInt(n, 10)) }
	base := disclose.Of(q.Answered)
	if r := q.Options[i].Rank; r != nil {
		// The mean rank is over those who ranked it, who may be fewer.
		mean := b.measures(about, disclose.Of(r.Ranked), q.Same, linked, disclose.Measured(r.Mean))
		o.Rank = &Rank{mean[0], b.measures(about, base, q.Same, linked, whole(r.Borda))[0]}
	}
	if a := q.Options[i].Amount; a != nil {
		v := b.measures(about, base, q.Same, linked, whole(a.Mean), whole(a.Median))
		o.Amount = &Amount{v[0], v[1]}
	}
}

// howMany returns how many options an answer to a question names.
func howMany(asked *survey.Question) (fewest, most int64) {
	fewest, most = 1, int64(len(asked.Options))
	if asked.Max != nil {
		most = int64(*asked.Max)
	}
	if asked.Min != nil {
		fewest = max(int64(*asked.Min), 1)
	}
	return fewest, most
}
