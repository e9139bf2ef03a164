package disclose

import "slices"

// Publication is one release of a consultation while it is put together. It decides what each of its numbers reveals
// beside the others and beside everything that earlier releases show. Breakdowns come first, then questions in the order
// of the questionnaire, then exclusions, similar responses and crosses.
type Publication struct {
	policy  Policy
	history *History
	forms   []Form
	sums    [][]bool         // the numbers of responses that are shown, by the forms that they count
	hidden  map[string]bool  // questions of which counts are hidden
	effects map[string][]int // by question, the codes of the responses of which the release shows a table
}

// Publish begins a release that counts responses to forms.
func (p Policy) Publish(h *History, forms []Form) *Publication {
	all := make([]bool, len(forms))
	for i := range all {
		all[i] = true
	}
	return &Publication{policy: p, history: h, forms: forms, sums: [][]bool{all}, hidden: map[string]bool{}, effects: map[string][]int{}}
}

// Policy returns the rules of b.
func (b *Publication) Policy() Policy { return b.policy }

// History returns what is published already.
func (b *Publication) History() *History { return b.history }

// The attributes of responses of which it matters that they divide the forms.
const (
	ByEdition = "edition"
	ByVersion = "version"
)

// Breakdown releases the numbers of responses by an attribute, which add up to sum.
func (b *Publication) Breakdown(kind string, names []string, counts []Count, sum Count) ReleasedTable {
	if why := b.history.breakdownReason(b.policy, kind); why != NotWithheld {
		return b.policy.Withhold(Table{Cells: counts}, why)
	}
	out := b.policy.releaseParts(counts, sum, Monitoring)
	for k, c := range out.Cells {
		if !c.shown || kind != ByEdition && kind != ByVersion {
			continue
		}
		in := make([]bool, len(b.forms))
		for i, f := range b.forms {
			in[i] = kind == ByEdition && f.Edition == names[k] || kind == ByVersion && f.Version == names[k]
		}
		b.sums = append(b.sums, in)
	}
	return out
}

// releaseParts releases numbers of responses that add up to sum, which is public.
func (p Policy) releaseParts(counts []Count, sum Count, topic Topic) ReleasedTable {
	if len(counts) == 1 && sum.n >= p.rules.MinBase {
		topic = Proposal // the only count is the total
	}
	return p.Release(Table{Topic: topic, States: StateCounts{Answered: sum}, Cells: counts})
}

// Divides reports whether group divides the forms so that the number of responses to those of one group cannot be calculated
// from the numbers that are shown: a table that counts one group would reveal it.
func (b *Publication) Divides(group func(Form) string) bool {
	if !b.policy.enabled(ruleVersions) {
		return false
	}
	for i := range b.forms {
		in := make([]bool, len(b.forms))
		for k := range b.forms {
			in[k] = group(b.forms[k]) == group(b.forms[i])
		}
		if !Derivable(in, b.sums) {
			return true
		}
	}
	return false
}

// Reason returns AlreadyReleased if a table about s must not follow the earlier releases.
func (b *Publication) Reason(topic Topic, s Slot) Reason {
	h, p := b.history, b.policy
	switch {
	case topic != Proposal && h.Showed(s.Question) && p.enabled(ruleOnce),
		h.showedScales(s.Question), h.crossedOthers(s.Question) && p.enabled(ruleCrossOnce),
		topic == Proposal && !h.MayShow(p, s, Counted),
		topic == Proposal && h.revealsSet(s.Question) && p.enabled(ruleSimilar):
		return AlreadyReleased
	}
	return NotWithheld
}

// IsLinked reports whether the number of people who were asked a question could reveal counts of others.
func (b *Publication) IsLinked(question string) bool {
	return b.policy.IsLinked(b.forms, question, func(q string) bool { return b.hidden[q] }) || b.dividesFew(question)
}

// Hide says that counts of a question are hidden. A table about it that is shown can have hidden counts too.
func (b *Publication) Hide(question string) { b.hidden[question] = true }

// Question releases the table about a question that was asked as it is, without rows and wordings.
func (b *Publication) Question(question string, t Table) ReleasedTable {
	out, why := ReleasedTable{}, NotWithheld
	switch {
	case b.IsLinked(question):
		why = LinkedQuestion
	case b.Divides(func(f Form) string { return f.AskedIf(question, "") }):
		why = HiddenVersion
	default:
		why = b.Reason(t.Topic, Slot{Question: question})
	}
	if out = b.policy.Release(t); why != NotWithheld {
		out = b.policy.Withhold(t, why)
	}
	if out.HidesCounts() {
		b.Hide(question)
	}
	return out
}

// MayShowBase reports whether the number of people who were offered an option may be shown.
func (b *Publication) MayShowBase(s Slot) bool {
	return !b.Divides(func(f Form) string { return f.Offers(s.Question, s.Offered) }) && b.history.MayShow(b.policy, s, Counted)
}

// Exclusions releases the numbers of excluded responses by reason, and by set of similar responses. Their sum is public, so
// hiding some of them takes hiding others. If the only one is withheld, its name must not be shown either: it would say that the
// sum is its number.
func (b *Publication) Exclusions(names []string, counts []Count, sum Count) ReleasedTable {
	var out ReleasedTable
	if len(counts) == 1 { // the only count is the total, which is public
		out = b.policy.Release(Table{Topic: Proposal, States: StateCounts{Answered: sum}})
		out.Cells, out.Withheld = []Cell{out.Answered}, NotWithheld
	} else {
		out = b.policy.releaseParts(counts, sum, Sensitive)
	}
	if !b.history.mayShowExclusions(b.policy, names, out.Cells) {
		out = b.policy.Withhold(Table{Cells: counts}, AlreadyReleased)
	}
	return out
}

// Effect releases the answers to a question of the responses that are excluded because of set number set of similar
// responses; shown is the table of the question in the release. The answers are protected like those about people: they
// are shown only if enough are excluded, with small counts hidden, and in one release only. ok is false if they are
// not shown.
func (b *Publication) Effect(set int, question string, shown, t ReleasedTable) (ok bool) {
	h, code, s := b.history, SimilarSet+set, Slot{Question: question}
	h.tables(question, func(_ int, t *ShownTable) { ok = ok || t.Code >= SimilarSet })
	if ok && b.policy.enabled(ruleSimilar) {
		return false
	}
	for i := range h.Releases {
		if slices.Contains(h.Releases[i].Crossed, question) {
			return false // the people whom an earlier release counts by group may be among them
		}
	}
	if shown.Withheld != NotWithheld && shown.Withheld != TooFewAnswers {
		return false // what is hidden in the results is not shown here
	}
	codes := b.effects[question]
	if codes == nil {
		codes = []int{Counted}
	}
	if t.Hidden > 0 && b.policy.enabled(ruleSimilar) {
		counted := h.isolates(question, h.now(), code, codes...)
		h.tables(question, func(i int, t *ShownTable) { counted = counted || h.counts(question, h.now(), code, i, t.Code) })
		if counted {
			return false // what is possible behind the hidden counts would follow from the other tables
		}
	}
	codes = append(slices.Clone(codes), code)
	if !h.MayShow(b.policy, s, codes...) {
		return false
	}
	b.effects[question] = codes
	return true
}

// Crosses releases crosses: see [Policy.ReleaseCrosses].
func (b *Publication) Crosses(crosses ...Cross) []ReleasedCross {
	for i := range crosses {
		c := &crosses[i]
		if !b.history.MayCross(b.policy, c.Rows.Question) || !b.history.MayCross(b.policy, c.Columns.Question) {
			c.Rows.Withheld = AlreadyReleased
		}
	}
	return b.policy.ReleaseCrosses(crosses...)
}
