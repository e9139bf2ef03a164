package disclose

// Topic says what a table is about, and so how it is protected.
type Topic uint8

// The topics. The zero Topic is the one with most protection.
const (
	Sensitive  Topic = iota // about people: gender identity, sexual orientation, religion, kind of disability, pregnancy
	Monitoring              // about people, any other characteristic; also how they took part
	Proposal                // about what the council asks
)

// Rules are the numbers of a policy, for the page that explains them.
type Rules struct {
	Version           string `json:"version"`
	MinBase           int64  `json:"base"`            // a table with fewer answers is withheld
	MinCount          int64  `json:"least"`           // a smaller count of people is hidden
	MinSensitiveCount int64  `json:"least-sensitive"` // the same for sensitive subjects
	MinWidth          int64  `json:"width"`           // what could be in a hidden cell spans this much
	SmallGroup        int64  `json:"group"`           // a group below this must not be of one mind
	MinShareBase      int64  `json:"share-base"`      // no shares of fewer
}

// Policy is the promise that a council makes to those who answer. The zero
// Policy withholds everything.
type Policy struct {
	rules    Rules
	disabled rule // for the test that shows what each rule is good for
}

// Standard returns the policy described in the documentation of the package.
func Standard() Policy {
	return Policy{
		rules: Rules{Version: "2026-1", MinBase: 10, MinCount: 5, MinSensitiveCount: 10, MinWidth: 5, SmallGroup: 20, MinShareBase: 20},
	}
}

// Rules returns the numbers of p.
func (p Policy) Rules() Rules { return p.rules }

type rule uint16

const (
	rulePrimary     rule = 1 << iota
	ruleSecondary        // hide others so that the total does not give a hidden cell away
	ruleWidth            // and so that it could be many numbers
	ruleKnownMethod      // who know the rules, and so how large a hidden cell can be
	ruleZeros            // are hidden with the rest when they would reveal
	ruleHomogeneousGroup
	ruleMinBase          // a base below the least is withheld
	ruleExclusiveOption  // an option that stands alone shows how many chose the others
	ruleShareBase        // need a base
	ruleIdenticalAnswers // measures of answers that are all the same
	allRules             = ruleIdenticalAnswers<<1 - 1
	noRules              = rule(0)
)

func (p Policy) enabled(r rule) bool { return p.disabled&r == 0 }

// threshold returns the count from which on a cell about t is no longer small.
func (p Policy) threshold(t Topic) int64 {
	if t == Sensitive {
		return p.rules.MinSensitiveCount
	}
	return p.rules.MinCount
}

// StateCounts is what became of one question with everybody who responded. The four
// add up to the responses, whose number is public.
type StateCounts struct {
	Answered, PreferNotToSay, Skipped, NotAsked Count
}

// Table counts the answers to one question, and to nothing else: it has one
// dimension, and there is no type for more.
type Table struct {
	Topic  Topic
	States StateCounts
	Cells  []Count // one for each option, of the people who chose it

	// How many options one person who answered has chosen. 0 and 0 stand for
	// one each: a single choice.
	MinChoices, MaxChoices int64
	// Exclusive marks the options that cannot be chosen with others ("None of
	// these") in a question where several can be.
	Exclusive []bool
}

// Reason says why a table was withheld.
type Reason string

// The reasons.
const (
	NotWithheld       Reason = ""
	TooFewAnswers     Reason = "few"    // fewer answered than the base
	AlmostAllSame     Reason = "alike"  // a small group of one mind
	CannotProtect     Reason = "narrow" // hiding some cells would not have hidden them
	LinkedQuestion    Reason = "linked" // it depends on a question in which something is hidden
	AlreadyReleased   Reason = "before" // an earlier release shows it, over almost the same people
	CountedSeparately Reason = "parted" // it is shown in parts, and the sum would tell what is hidden in one of them
)

// Explanation gives the reason as a sentence.
func (w Reason) Explanation() string {
	switch w {
	case TooFewAnswers:
		return "We have hidden this result because fewer than 10 people answered."
	case AlmostAllSame:
		return "We have hidden this result because a small group answered and nearly all of them gave the same answer."
	case CannotProtect:
		return "We have hidden all these results because the numbers are very small. Hiding only some would not protect people’s identities."
	case LinkedQuestion:
		return "Only people who gave a certain answer to another question were asked this question. Some of those results are hidden, so we have hidden these too."
	case AlreadyReleased:
		return "We have shown this result in an earlier release. We do not show it again, because comparing the two could reveal individual answers."
	case CountedSeparately:
		return "The meaning of this question changed during the consultation, so we have counted answers to each wording separately."
	}
	return ""
}

// ReleasedTable is a table as the public may see it.
type ReleasedTable struct {
	Withheld       Reason `json:"withheld,omitempty"`
	Answered       Cell   `json:"answered"`
	PreferNotToSay Cell   `json:"prefer-not-to-say"`
	Skipped        Cell   `json:"skipped"`
	NotAsked       Cell   `json:"not-asked"`
	Cells          []Cell `json:"counts,omitempty"`
	Shares         []Cell `json:"shares,omitempty"` // of those who answered, in whole per cent
	Hidden         int    `json:"hidden,omitempty"` // how many of the counts are hidden
}

// Release applies p to t.
func (p Policy) Release(t Table) ReleasedTable {
	s := t.States
	why, hidden := p.decide(t)
	if why != NotWithheld && t.Topic != Proposal {
		return p.Withhold(t, why)
	}
	out := ReleasedTable{
		Withheld: why,
		Answered: newCell(s.Answered.n), PreferNotToSay: newCell(s.PreferNotToSay.n),
		Skipped: newCell(s.Skipped.n), NotAsked: newCell(s.NotAsked.n),
	}
	for i, c := range t.Cells {
		cell := newCell(c.n)
		if why != NotWithheld || hidden != nil && hidden[i] {
			cell = newMarkedCell(Confidential)
			out.Hidden++
		}
		out.Cells = append(out.Cells, cell)
		out.Shares = append(out.Shares, p.Share(cell, out.Answered))
	}
	return out
}

// Withhold shows nothing of t and says why: for what only the caller can know,
// that t is linked to another table.
func (p Policy) Withhold(t Table, why Reason) ReleasedTable {
	out := ReleasedTable{Withheld: why, Hidden: len(t.Cells)}
	for range t.Cells {
		out.Cells = append(out.Cells, newMarkedCell(Confidential))
		out.Shares = append(out.Shares, newMarkedCell(Confidential))
	}
	return out
}

// HideNonResponse returns r without telling apart those who skipped the question from those
// who were not asked: for a question that one edition of a form does not have,
// where how many answered that edition is hidden.
func (r ReleasedTable) HideNonResponse() ReleasedTable {
	r.Skipped, r.NotAsked = newMarkedCell(Confidential), newMarkedCell(Confidential)
	return r
}

// Share returns what share of base part is, in whole per cent. It is computed
// from what was released and from nothing else.
func (p Policy) Share(part, base Cell) Cell {
	switch {
	case !part.shown || !base.shown:
		return newMarkedCell(Confidential)
	case base.n == 0:
		return newMarkedCell(NotApplicable)
	case base.n < p.rules.MinShareBase && p.enabled(ruleShareBase):
		return newMarkedCell(NotAvailable)
	}
	percent := (200*part.n + base.n) / (2 * base.n) // half up
	if percent == 0 && part.n > 0 {
		return newMarkedCell(Low)
	}
	return newCell(percent)
}

// ReleaseMeasures releases figures computed over the answers of base people. same
// says that all of them gave the same answer, in which case a mean is not a
// figure about a group but the answer of each person in it.
func (p Policy) ReleaseMeasures(topic Topic, base Count, same bool, figures ...Measure) []ReleasedMeasure {
	out := make([]ReleasedMeasure, len(figures))
	for i, f := range figures {
		switch {
		case base.n == 0:
			out[i] = ReleasedMeasure{mark: NotApplicable}
		case topic != Proposal || p.rules.MinBase == 0 || base.n < p.rules.MinBase && p.enabled(ruleMinBase) || same && p.enabled(ruleIdenticalAnswers):
			out[i] = ReleasedMeasure{mark: Confidential}
		default:
			out[i] = ReleasedMeasure{text: f.text}
		}
	}
	return out
}
