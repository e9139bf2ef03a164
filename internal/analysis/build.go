package analysis

import (
	"maps"
	"slices"
	"strconv"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
	"github.com/folkmoot/folkmoot/tally"
)

// equalityOptInID is the ID of the question whether people want to answer the
// equality questions. Its answers reveal nothing about people.
const equalityOptInID = "answer-equality-questions"

// buildRelease applies disclosure control to c.
func (c *resultCounts) buildRelease(slug string, number int64, reason string) *Release {
	p := disclose.Standard()
	r := &Release{
		Format: releaseFormat, Consultation: slug, Title: c.title, Number: number, Reason: reason,
		Policy: p.Rules(), Forms: c.forms, Responses: c.responses, Submissions: c.submissions, Area: c.area, Benchmarks: c.benchmarks,
	}
	b := &builder{policy: p, history: c.history, lang: c.master.Lang}
	r.Channels = b.breakdown(byChannel, c.channels, c.responses.Counted)
	b.hideNotValid = r.Channels.Hidden > 0
	editions := map[string]int64{}
	for _, e := range c.answerTally.Editions {
		editions[e.Name] = e.Responses
	}
	r.Editions = b.breakdown(byEdition, editions, c.responses.Counted)
	// Versions are parts of editions, so they would reveal hidden editions.
	if r.Changes = c.changes; len(r.Changes) > 0 && r.Editions.Hidden == 0 {
		versions := b.breakdown(byVersion, c.formVersions, c.responses.Counted)
		r.Versions = &versions
	}
	for i := range c.master.Pages {
		page := &c.master.Pages[i]
		for j := range page.Questions {
			asked := &page.Questions[j]
			q := c.answerTally.Question(asked.ID)
			switch {
			case q == nil:
			case c.splitQuestions[asked.ID].isSplit():
				r.Questions = append(r.Questions, c.releaseWordings(b, r, asked, q))
			case len(q.Editions) > 0:
				r.Questions = append(r.Questions, c.releaseMerged(b, r, asked, q))
			default:
				b.partial, b.unoffered = c.revealsPart(r, asked), c.revealsOffer(r, asked)
				r.Questions = append(r.Questions, b.question(asked, q, c.isLinked(r, asked.ID, c.answeredForms)))
			}
		}
	}
	b.partial, b.unoffered = nil, nil
	r.Exclusions = c.releaseExclusions(b, r)
	r.Clusters = c.releaseClusters(b, r)
	if c.groupBy != "" {
		r.Format, r.ByGroup = groupsFormat, c.releaseByGroup(b, r)
	}
	return r
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
	policy   disclose.Policy
	history  *history
	lang     string          // of the questions
	withhold disclose.Reason // if set, everything is withheld for this reason
	// partial reports whether a table about a row of the current question, or about
	// the question itself (""), would reveal the number of responses to a version of
	// the form. It is nil if nothing is to be checked.
	partial func(row string) bool
	// unoffered reports whether the number of people who were offered an option of the
	// current question would reveal the number of responses to a version of the form.
	unoffered func(option string) bool
	// hideNotValid reports that the number of responses of a channel is hidden. Only forms
	// that staff enter have answers that are not valid, so their number is hidden too.
	hideNotValid bool
	effects      map[string][]int // by question, the codes of the responses of which the release shows a table
}

// table releases the table t about s. linked says that t depends on a question
// with hidden counts.
func (b *builder) table(t disclose.Table, s slot, linked bool) disclose.ReleasedTable {
	if why := b.reason(t.Topic, s, linked); why != disclose.NotWithheld {
		return b.policy.Withhold(t, why)
	}
	return b.policy.Release(t)
}

// reason returns why a table about s is withheld whatever its counts are.
func (b *builder) reason(topic disclose.Topic, s slot, linked bool) disclose.Reason {
	switch {
	case linked:
		return disclose.LinkedQuestion
	case b.partial != nil && b.partial(s.row):
		return disclose.HiddenVersion
	case b.withhold != disclose.NotWithheld:
		return b.withhold
	case topic != disclose.Proposal && b.history.showed(s.question), b.history.showedScales(s.question), b.history.crossedOthers(s.question),
		topic == disclose.Proposal && (!b.history.mayShow(b.policy, s, codeCounted) || b.history.revealsCluster(s.question)):
		return disclose.AlreadyReleased
	}
	return disclose.NotWithheld
}

// breakdown releases the numbers of responses by name, which add up to sum.
func (b *builder) breakdown(kind breakdownKind, parts map[string]int64, sum int64) Breakdown {
	out := b.parts(parts, sum, disclose.Monitoring)
	if !b.history.mayShowBreakdown(b.policy, kind) {
		out.ReleasedTable = b.policy.Withhold(disclose.Table{Cells: make([]disclose.Count, len(parts))}, disclose.AlreadyReleased)
	}
	return out
}

// parts releases numbers by name, which add up to sum.
func (b *builder) parts(parts map[string]int64, sum int64, topic disclose.Topic) Breakdown {
	out := Breakdown{Names: slices.Sorted(maps.Keys(parts))}
	t := disclose.Table{Topic: topic, States: disclose.StateCounts{Answered: disclose.NewCount(sum)}}
	for _, name := range out.Names {
		t.Cells = append(t.Cells, disclose.NewCount(parts[name]))
	}
	if len(parts) == 1 && sum >= b.policy.Rules().MinBase {
		t.Topic = disclose.Proposal // the only count is the total, which is public
	}
	out.ReleasedTable = b.policy.Release(t)
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

func (b *builder) states(s tally.StateCounts) disclose.StateCounts {
	return disclose.StateCounts{
		Answered: disclose.NewCount(s.Answered), PreferNotToSay: disclose.NewCount(s.PreferNotToSay),
		Skipped: disclose.NewCount(s.Skipped), NotAsked: disclose.NewCount(s.NotAsked),
		NotValid: disclose.NewCount(s.NotValid), HideNotValid: b.hideNotValid,
	}
}

func (b *builder) question(asked *survey.Question, q *tally.Question, linked bool) Question {
	about := disclosureTopic(q)
	out := Question{
		ID: q.ID, Kind: q.Kind, Text: asked.Text, Monitoring: q.Monitoring, Sensitive: about == disclose.Sensitive,
		Unit: asked.MeasureUnit(), Total: asked.Total, Repeated: asked.IsCombined(),
	}
	t := disclose.Table{Topic: about, States: b.states(q.StateCounts)}
	options, shapes := optionsCounted(b.lang, asked), shapesOf(asked)
	for i, o := range q.Options {
		t.Cells = append(t.Cells, disclose.NewCount(o.Count))
		t.Exclusive = append(t.Exclusive, options[i].Exclusive)
	}
	t.Bases = b.bases(slot{question: q.ID}, q.Answered, q.Options)
	switch q.Kind {
	case survey.Multiple:
		t.MinChoices, t.MaxChoices = answerLimits(asked)
	case survey.Budget:
		t.MinChoices, t.MaxChoices = 0, int64(len(asked.Options))
	}
	out.ReleasedTable = b.table(t, slot{question: q.ID}, linked)
	hidden := linked || out.Withheld != disclose.NotWithheld && out.Withheld != disclose.TooFewAnswers
	for i, o := range options {
		option := Option{ID: o.ID, Text: o.Text, Merges: o.Merges, Shape: shapes[o.ID]}
		if len(q.Options) > 0 {
			b.measure(&option, about, q, i, hidden)
			if o.WriteIn && about == disclose.Proposal {
				writeIns := []disclose.Count{disclose.NewCount(q.Options[i].WriteIns)}
				cell := disclose.Cell{} // hidden
				if !hidden {
					cell = b.policy.Release(disclose.Table{Topic: about, States: t.States, Cells: writeIns}).Cells[0]
				}
				option.WriteIns = &cell
			}
		}
		out.Options = append(out.Options, option)
	}
	for i, row := range q.Rows {
		t := disclose.Table{Topic: about, States: b.states(row.StateCounts)}
		for _, o := range row.Options {
			t.Cells = append(t.Cells, disclose.NewCount(o.Count))
		}
		t.Bases = b.bases(slot{question: q.ID, row: row.ID}, row.Answered, row.Options)
		released := b.table(t, slot{question: q.ID, row: row.ID}, linked)
		out.ReleasedTable.Hidden += released.Hidden
		out.Rows = append(out.Rows, Row{row.ID, asked.Rows[i].Text, released})
	}
	if n := q.Number; n != nil {
		base := t.States.Answered
		if last := len(t.Cells) - 1; last >= 0 { // the people who gave a number, and ticked no box
			base = t.Cells[last]
			hidden = hidden || !b.history.mayShow(b.policy, slot{question: q.ID, ranked: survey.Typed}, codeCounted)
		}
		v := b.measures(about, base, q.AllSame, hidden,
			disclose.NewMeasure(n.Mean), disclose.NewMeasure(n.LowerQuartile), disclose.NewMeasure(n.Median), disclose.NewMeasure(n.UpperQuartile))
		out.Number = &Number{v[0], v[1], v[2], v[3]}
	}
	return out
}

// shapesOf returns the outlines of the areas among which asked lets people choose, by ID, if it is a question of a map.
func shapesOf(asked *survey.Question) map[string]string {
	m := asked.Outline()
	if m == nil {
		return nil
	}
	shapes := map[string]string{}
	for i := range m.Areas {
		shapes[m.Areas[i].ID] = m.Areas[i].Shape.String()
	}
	return shapes
}

// optionsCounted returns the options whose people tally counts: those of the question, and after
// boxes such as “Don’t know” the bands of answers that were typed, in the language of the form.
func optionsCounted(lang string, asked *survey.Question) []survey.Option {
	words, all := locale.For(lang), slices.Clip(asked.Options)
	for _, band := range asked.Bands() {
		all = append(all, survey.Option{ID: band.ID, Text: bandText(words, asked.Kind, band)})
	}
	return all
}

// bandText returns the text of a band of answers to a question of a kind.
func bandText(words *locale.Printer, kind survey.QuestionKind, band survey.Band) string {
	switch first, err := survey.ParsePartialDate(band.First); {
	case err == nil && band.First != band.Last:
		return words.Say("%s to %s", band.First, band.Last)
	case err == nil && len(band.First) > len("2016"):
		return words.Month(first)
	case err == nil:
		return band.First
	}
	switch kind {
	case survey.Number:
		return words.Say("Gave a number")
	case survey.Date:
		return words.Say("Gave a date")
	case survey.Duration:
		return words.Say("Gave a time")
	case survey.Period:
		return words.Say("Gave both dates")
	case survey.Postcode:
		return words.Say("Gave a postcode")
	}
	return words.Say("Wrote an answer")
}

// bases returns how many of those who answered s were offered each option; nil if
// that is everyone. Numbers that would reveal something are hidden.
func (b *builder) bases(s slot, answered int64, options []tally.Option) []disclose.Count {
	if !slices.ContainsFunc(options, func(o tally.Option) bool { return o.Offered != answered }) {
		return nil
	}
	var all []disclose.Count
	for _, o := range options {
		s.offered = o.ID
		base := disclose.NewCount(o.Offered)
		if survey.IsBand(o.ID) && o.Offered == answered {
			all = append(all, base)
			continue
		}
		if b.unoffered == nil || b.unoffered(o.ID) || !b.history.mayShow(b.policy, s, codeCounted) {
			base = disclose.NoBase()
		}
		all = append(all, base)
	}
	return all
}

// measures releases figures over base people; same says that all gave the same
// answer.
func (b *builder) measures(
	about disclose.Topic,
	base disclose.Count,
	same, hidden bool,
	figures ...disclose.Measure,
) []disclose.ReleasedMeasure {
	if hidden || b.withhold != disclose.NotWithheld {
		return make([]disclose.ReleasedMeasure, len(figures)) // the zero value is hidden
	}
	return b.policy.ReleaseMeasures(about, base, same, figures...)
}

// measure sets the rank or amount of option i of q.
func (b *builder) measure(o *Option, about disclose.Topic, q *tally.Question, i int, hidden bool) {
	whole := func(n int64) disclose.Measure { return disclose.NewMeasure(strconv.FormatInt(n, 10)) }
	base := disclose.NewCount(q.Answered)
	if r := q.Options[i].Rank; r != nil {
		// The ranks are of the people who ranked each option, who may be fewer. The points
		// of one option follow from those of the others, so all are shown or none.
		for _, other := range q.Options {
			hidden = hidden || !b.history.mayShow(b.policy, slot{question: q.ID, ranked: other.ID}, codeCounted)
		}
		mean := b.measures(about, disclose.NewCount(r.Ranked), q.AllSame, hidden, disclose.NewMeasure(r.Mean))
		o.Rank = &Rank{mean[0], b.measures(about, base, q.AllSame, hidden, whole(r.Borda))[0]}
	}
	if a := q.Options[i].Amount; a != nil {
		v := b.measures(about, base, q.AllSame, hidden, whole(a.Mean), whole(a.Median))
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
