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
		Engagement: c.engagement,
	}
	b := &builder{Publication: p.Publish(&c.history.History, c.disclosureForms()), lang: c.master.Lang}
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
				b.check(asked.ID)
				r.Questions = append(r.Questions, b.question(asked, q, b.IsLinked(asked.ID)))
			}
			if q := r.Question(asked.ID); q != nil && q.hasHidden() {
				b.Hide(asked.ID)
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
	return q.HidesCounts()
}

// builder applies disclosure control to tables and measures.
type builder struct {
	*disclose.Publication
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
}

// check sets b.partial and b.unoffered for a question that is asked as it is.
func (b *builder) check(id string) {
	b.partial = func(row string) bool { return b.Divides(func(f disclose.Form) string { return f.AskedIf(id, row) }) }
	b.unoffered = func(option string) bool {
		return b.Divides(func(f disclose.Form) string { return f.Offers(id, option) })
	}
}

// table releases the table t about s. linked says that t depends on a question
// with hidden counts.
func (b *builder) table(t disclose.Table, s disclose.Slot, linked bool) disclose.ReleasedTable {
	if why := b.whyWithheld(t.Topic, s, linked); why != disclose.NotWithheld {
		return b.Policy().Withhold(t, why)
	}
	return b.Policy().Release(t)
}

// whyWithheld returns why a table about s is withheld whatever its counts are.
func (b *builder) whyWithheld(topic disclose.Topic, s disclose.Slot, linked bool) disclose.Reason {
	switch {
	case linked:
		return disclose.LinkedQuestion
	case b.partial != nil && b.partial(s.Row):
		return disclose.HiddenVersion
	case b.withhold != disclose.NotWithheld:
		return b.withhold
	}
	return b.Reason(topic, s)
}

// breakdown releases the numbers of responses by name, which add up to sum.
func (b *builder) breakdown(kind string, parts map[string]int64, sum int64) Breakdown {
	return breakdownOf(parts, func(names []string, counts []disclose.Count) disclose.ReleasedTable {
		return b.Breakdown(kind, names, counts, disclose.NewCount(sum))
	})
}

// breakdownOf returns numbers by name as release releases them.
func breakdownOf(parts map[string]int64, release func(names []string, counts []disclose.Count) disclose.ReleasedTable) Breakdown {
	out := Breakdown{Names: slices.Sorted(maps.Keys(parts))}
	var counts []disclose.Count
	for _, name := range out.Names {
		counts = append(counts, disclose.NewCount(parts[name]))
	}
	out.ReleasedTable = release(out.Names, counts)
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
	t.Bases = b.bases(disclose.Slot{Question: q.ID}, q.Answered, q.Options)
	switch q.Kind {
	case survey.Multiple:
		t.MinChoices, t.MaxChoices = answerLimits(asked)
	case survey.Budget:
		t.MinChoices, t.MaxChoices = 0, int64(len(asked.Options))
	}
	out.ReleasedTable = b.table(t, disclose.Slot{Question: q.ID}, linked)
	hidden := linked || out.Withheld != disclose.NotWithheld && out.Withheld != disclose.TooFewAnswers
	for i, o := range options {
		option := Option{ID: o.ID, Text: o.Text, Merges: o.Merges, Shape: shapes[o.ID]}
		if len(q.Options) > 0 {
			b.measure(&option, about, q, i, hidden)
			if o.WriteIn && about == disclose.Proposal {
				writeIns := []disclose.Count{disclose.NewCount(q.Options[i].WriteIns)}
				cell := disclose.Cell{} // hidden
				if !hidden {
					cell = b.Policy().Release(disclose.Table{Topic: about, States: t.States, Cells: writeIns}).Cells[0]
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
		t.Bases = b.bases(disclose.Slot{Question: q.ID, Row: row.ID}, row.Answered, row.Options)
		released := b.table(t, disclose.Slot{Question: q.ID, Row: row.ID}, linked)
		out.ReleasedTable.Hidden += released.Hidden
		out.Rows = append(out.Rows, Row{row.ID, asked.Rows[i].Text, released})
	}
	if n := q.Number; n != nil {
		s := disclose.Slot{Question: q.ID}
		if len(t.Cells) > 0 { // the last counts the people who gave a number, and ticked no box
			s.Ranked = survey.Typed
			hidden = hidden || !b.History().MayShow(b.Policy(), s, disclose.Counted)
		}
		out.Number = &Number{} // hidden
		if of := numbersOf(about, n.Spread); b.mayMeasure(s, hidden) {
			p := b.Policy()
			out.Number.Mean = p.ReleaseMean(of, disclose.NewMeasure(n.Mean))
			out.Number.Lower = p.ReleaseQuantile(of, 1, disclose.NewMeasure(n.LowerQuartile))
			out.Number.Median = p.ReleaseQuantile(of, 2, disclose.NewMeasure(n.Median))
			out.Number.Upper = p.ReleaseQuantile(of, 3, disclose.NewMeasure(n.UpperQuartile))
		}
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
func (b *builder) bases(s disclose.Slot, answered int64, options []tally.Option) []disclose.Count {
	if !slices.ContainsFunc(options, func(o tally.Option) bool { return o.Offered != answered }) {
		return nil
	}
	var all []disclose.Count
	for _, o := range options {
		s.Offered = o.ID
		base := disclose.NewCount(o.Offered)
		if survey.IsBand(o.ID) && o.Offered == answered {
			all = append(all, base)
			continue
		}
		if b.unoffered == nil || b.unoffered(o.ID) || !b.History().MayShow(b.Policy(), s, disclose.Counted) {
			base = disclose.NoBase()
		}
		all = append(all, base)
	}
	return all
}

// mayMeasure reports whether figures about s may be shown, if they reveal nothing by themselves.
func (b *builder) mayMeasure(s disclose.Slot, hidden bool) bool {
	return !hidden && b.withhold == disclose.NotWithheld && b.History().CountsSame(s)
}

func numbersOf(about disclose.Topic, s tally.Spread) disclose.Numbers {
	return disclose.Numbers{
		Topic: about, People: disclose.NewCount(s.People), MostSay: disclose.NewCount(s.MostSay), Rest: disclose.NewCount(s.Rest),
	}
}

// measure sets the rank or amount of option i of q.
func (b *builder) measure(o *Option, about disclose.Topic, q *tally.Question, i int, hidden bool) {
	whole := func(n int64) disclose.Measure { return disclose.NewMeasure(strconv.FormatInt(n, 10)) }
	hidden = hidden || b.withhold != disclose.NotWithheld
	if r := q.Options[i].Rank; r != nil {
		// The ranks are of the people who ranked each option, who may be fewer. The points of one option follow from
		// those of the others and tell its mean rank, so all are shown or none.
		fewest := q.Answered
		for _, other := range q.Options {
			hidden = hidden || !b.History().MayShow(b.Policy(), disclose.Slot{Question: q.ID, Ranked: other.ID}, disclose.Counted)
			if other.Rank != nil && other.Rank.Ranked > 0 {
				fewest = min(fewest, other.Rank.Ranked)
			}
		}
		o.Rank = &Rank{}
		if !hidden {
			o.Rank.Mean = b.Policy().ReleaseMeasures(about, disclose.NewCount(r.Ranked), q.AllSame, disclose.NewMeasure(r.Mean))[0]
			o.Rank.Borda = b.Policy().ReleaseMeasures(about, disclose.NewCount(fewest), q.AllSame, whole(r.Borda))[0]
		}
	}
	if a := q.Options[i].Amount; a != nil {
		o.Amount = &Amount{}
		if !b.mayMeasure(disclose.Slot{Question: q.ID, Offered: o.ID}, hidden) {
			return
		}
		// The means of a question add up to its total, so all are shown or none: if that of one option may not be shown,
		// it decides for all.
		of := numbersOf(about, a.Spread)
		if q.Options[i].Count == 0 { // the table says that all gave it nothing
			of.MostSay = disclose.Count{}
		}
		o.Amount.Median = b.Policy().ReleaseQuantile(of, 2, whole(a.Median))
		mean := whole(a.Mean)
		for _, other := range q.Options {
			if other.Amount == nil || other.Count == 0 {
				continue
			}
			if _, shown := b.Policy().ReleaseMean(numbersOf(about, other.Amount.Spread), mean).Text(); !shown {
				of = numbersOf(about, other.Amount.Spread)
			}
		}
		o.Amount.Mean = b.Policy().ReleaseMean(of, mean)
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
