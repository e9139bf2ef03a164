package analysis

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/equality"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/survey"
	"github.com/folkmoot/folkmoot/tally"
)

// gate is the question that lets people leave out the questions about
// themselves. Whether they did tells nothing of who they are.
const gate = "answer-equality-questions"

// counted is what the responses to a consultation come to, before anything is
// decided about showing it.
type counted struct {
	title     string
	master    *survey.Form
	forms     []Form
	tally     *tally.Tally
	answered  map[string]*survey.Form // by version: the forms on which counted responses came
	channels  map[string]int64
	versions  map[string]int64 // by version of the form
	changes   []Change
	responses Responses
	status    []Status
}

// count reads every response to c. As makes it count under the title and the
// forms of an earlier release, to compute that one again; nil is as of now.
func count(ctx context.Context, tx *db.Tx, c *consult.Consultation, as *Release) (*counted, error) {
	out := &counted{title: c.Title, channels: map[string]int64{}, versions: map[string]int64{}, answered: map[string]*survey.Form{}}
	versions, err := versions(ctx, tx, c.Slug)
	if err != nil {
		return nil, err
	}
	if as != nil {
		out.title, versions = as.Title, nil
		for _, f := range as.Forms {
			versions = append(versions, f.Version)
		}
	}
	forms := map[string]*survey.Form{}
	form := func(version string) (*survey.Form, error) {
		if f, ok := forms[version]; ok {
			return f, nil
		}
		f, err := consult.FormByVersion(ctx, tx, version)
		if err == nil {
			forms[version] = f
			out.forms = append(out.forms, Form{f.Edition, f.Lang, version})
		}
		return f, err
	}
	for _, version := range versions {
		if _, err := form(version); err != nil {
			return nil, err
		}
	}
	out.master = forms[versions[0]]
	counter := tally.NewCounter(out.master)
	err = intake.Read(ctx, tx, c.Slug, func(k intake.Kept) error {
		out.responses.Receipts++
		out.status = append(out.status, Status{k.Index, status(k)})
		switch intake.State(k.State) {
		case intake.Withdrawn:
			out.responses.Withdrawn++
			return nil
		case intake.Excluded:
			out.responses.Excluded++
			return nil
		}
		f, err := form(k.FormVersion)
		if err != nil {
			return err
		}
		parts, err := answers(f, k)
		if err != nil {
			return fmt.Errorf("entry %d of the record: %w", k.Index, err)
		}
		out.responses.Counted++
		out.channels[k.Channel]++
		out.versions[k.FormVersion]++
		out.answered[k.FormVersion] = f
		return counter.Add(k.Edition, parts...)
	})
	out.tally = counter.Tally()
	if err == nil {
		out.changes, err = changes(ctx, tx, c.Slug, as)
	}
	return out, err
}

// changes returns how the questions of slug changed while people answered, or
// as an earlier release told it.
func changes(ctx context.Context, tx *db.Tx, slug string, as *Release) (all []Change, err error) {
	if as != nil {
		return as.Changes, nil
	}
	kept, err := consult.Changes(ctx, tx, slug)
	for _, k := range kept {
		was, err := consult.FormByVersion(ctx, tx, k.Before)
		if err != nil {
			return nil, err
		}
		is, err := consult.FormByVersion(ctx, tx, k.Version)
		if err != nil {
			return nil, err
		}
		c := Change{Question: k.Question, Kind: k.Kind, Note: k.Note, Edition: is.Edition, Before: k.Before, Version: k.Version, Day: k.At.Format(time.DateOnly)}
		if q, _ := was.Question(k.Question); q != nil {
			c.Was = q.Text
		}
		if q, _ := is.Question(k.Question); q != nil {
			c.Is = q.Text
		}
		all = append(all, c)
	}
	return all, err
}

// versions names the forms on which slug was last answered, the master first.
func versions(ctx context.Context, tx *db.Tx, slug string) (all []string, err error) {
	refs, err := consult.Forms(ctx, tx, slug)
	if err == nil && len(refs) == 0 {
		err = fault.New(fault.Conflict, "This consultation has no form, so there are no results to release.")
	}
	for _, ref := range refs {
		all = append(all, ref.Version)
	}
	return all, err
}

func status(k intake.Kept) string {
	if k.Reason != "" && intake.State(k.State) == intake.Excluded {
		return k.State + ":" + k.Reason
	}
	return k.State
}

func answers(f *survey.Form, k intake.Kept) (parts []survey.Answers, err error) {
	for _, canonical := range [][]byte{k.Answers, k.Monitoring} {
		if canonical == nil {
			continue
		}
		a, err := survey.ParseAnswers(f, canonical)
		if err != nil {
			return nil, err
		}
		parts = append(parts, a)
	}
	return parts, nil
}

// release decides what of c can be shown. A release that follows another does
// not show the tables about people again: two of them over nearly the same
// people would tell about those who differ.
func (c *counted) release(slug string, number int64, reason string) *Release {
	p := disclose.Standard()
	r := &Release{
		Format: format, Consultation: slug, Title: c.title, Number: number, Reason: reason,
		Policy: p.Rules(), Forms: c.forms, Responses: c.responses, Status: c.status,
	}
	b := &builder{policy: p, again: number > 1}
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
				shown := b.question(asked, q, linked)
				if r.Editions.Hidden > 0 && !c.everywhere(asked) {
					shown.blur()
				}
				r.Questions = append(r.Questions, shown)
			}
		}
	}
	return r
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
	if q := r.Question(c.Question); q != nil && (q.Released.Hidden > 0 || q.Released.Withheld != disclose.Shown) {
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

type builder struct {
	policy disclose.Policy
	again  bool
}

func (b *builder) table(t disclose.Table, linked bool) disclose.Released {
	switch {
	case linked:
		return b.policy.Withhold(t, disclose.Linked)
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
	if !q.Monitoring || q.ID == gate {
		return disclose.Proposal
	}
	asked, ok := equality.QuestionAt(q.ID, equality.Latest)
	if !ok {
		return disclose.Sensitive // nobody has told us that it is not
	}
	switch asked.Characteristic {
	case equality.GenderReassignment, equality.SexualOrientation, equality.ReligionBelief,
		equality.Disability, equality.PregnancyMaternity, equality.HealthInequality:
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
	if linked {
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
