package disclose

import "slices"

// Topic is what a table is about. It determines how the table is protected.
type Topic uint8

// The topics. The zero value has the most protection.
const (
	Sensitive  Topic = iota // ethnic group, gender identity, sexual orientation, religion, health, pregnancy
	Monitoring              // other characteristics of people, and how they took part
	Proposal                // what people think of the council's proposals
)

// Rules are the thresholds of a policy, for pages and files that explain them.
type Rules struct {
	Version           string `json:"version"`
	MinBase           int64  `json:"min-base"`            // tables with fewer answers are withheld
	MinCount          int64  `json:"min-count"`           // smaller counts are hidden
	MinSensitiveCount int64  `json:"min-sensitive-count"` // the same for sensitive subjects
	MinWidth          int64  `json:"min-width"`           // the possible values of a hidden count span this much
	SmallGroup        int64  `json:"small-group"`         // smaller groups must not be homogeneous
	MinShareBase      int64  `json:"min-share-base"`      // no percentages of fewer people
	MinDifference     int64  `json:"min-difference"`      // people by which two tables about a question differ
	MinRest           int64  `json:"min-rest"`            // percent of the largest number that others but two add up to, for a mean
	MinBeyond         int64  `json:"min-beyond"`          // people who gave no more, and no less, than a quantile
}

// Policy is a set of rules for releasing tables. The zero Policy withholds everything.
type Policy struct {
	rules    Rules
	disabled rule // for the test that shows what each rule is needed for
}

// Standard returns the policy described in the package comment.
func Standard() Policy {
	return Policy{rules: Rules{
		Version: "2026-3", MinBase: 10, MinCount: 5, MinSensitiveCount: 10, MinWidth: 5, SmallGroup: 20, MinShareBase: 20,
		MinDifference: 10, MinRest: 10, MinBeyond: 10,
	}}
}

// Rules returns the thresholds of p.
func (p Policy) Rules() Rules { return p.rules }

// rule is a set of rules that tests can disable.
type rule uint32

const (
	rulePrimary          rule = 1 << iota // hide small counts
	ruleSecondary                         // hide others, so that no hidden count follows from the total
	ruleWidth                             // until hidden counts have many possible values
	ruleKnownMethod                       // even for readers who know these rules
	ruleZeros                             // withhold the table if only zeros are left to hide
	ruleHomogeneousGroup                  // withhold tables of small homogeneous groups
	ruleMinBase                           // withhold tables with few answers
	ruleExclusiveOption                   // withhold if an exclusive option reveals that few chose others
	ruleShareBase                         // no percentages of few people
	ruleIdenticalAnswers                  // no measures of answers that are all the same
	ruleDifference                        // tables about a question do not differ by few people
	ruleSteps                             // numbers shown while responses arrive are rounded down
	ruleRoom                              // and leave room for other answers
	ruleCrossZero                         // hide zeros in crosses
	ruleSlice                             // a cross counts no few people, nor all but a few, by their answers
	ruleOneMind                           // nor people who gave the same answer
	ruleAmbiguous                         // a cross hides the same cells of other tables
	ruleForest                            // crosses that are published together close no circle
	ruleDominance                         // no means to which one person contributes nearly all
	ruleBeyond                            // no quantiles of few people
	ruleReleases                          // releases do not differ by few responses
	ruleOnce                              // a table about people is shown in one release only
	ruleSimilar                           // hidden answers of similar responses follow from no other table
	ruleRouting                           // who was asked a question tells nothing hidden about the answers that decide it
	ruleVersions                          // questions of some versions do not reveal how many used one
	ruleBreakdowns                        // numbers of responses by edition, and of exclusions, are not shown again with few more
	ruleCrossOnce                         // a question is crossed in one release only, and not shown for others
)

// enabled reports whether p applies rule r.
func (p Policy) enabled(r rule) bool { return p.disabled&r == 0 }

// threshold returns the smallest count about t that need not be hidden.
func (p Policy) threshold(t Topic) int64 {
	if t == Sensitive {
		return p.rules.MinSensitiveCount
	}
	return p.rules.MinCount
}

// StateCounts counts the responses by the state of a question. The counts add up to the
// number of responses, which is public.
type StateCounts struct {
	Answered, PreferNotToSay, Skipped, NotAsked Count
	NotValid                                    Count // answers on paper that the form does not allow
	// HideNotValid hides NotValid, if it is not 0, and Skipped, from which it would follow:
	// where the number of responses on paper is hidden.
	HideNotValid bool
}

// Table counts the answers to one question.
type Table struct {
	Topic  Topic
	States StateCounts
	Cells  []Count // for each option, the people who chose it
	// Bases has, for each option, the people who answered and were offered it. It may be
	// nil if all options were offered to everyone. [NoBase] hides one.
	Bases []Count

	// The minimum and maximum number of options that a person who answered has
	// chosen. If both are 0, everyone chose one option.
	MinChoices, MaxChoices int64
	// Exclusive marks the options that cannot be combined with others ("None of
	// these") if people could choose several. It may be nil otherwise.
	Exclusive []bool
}

// Reason is the reason why a table was withheld.
type Reason string

// The reasons. [Policy.Release] uses the first four; the others are for callers of
// [Policy.Withhold].
const (
	NotWithheld       Reason = ""
	TooFewAnswers     Reason = "too-few-answers"    // fewer than Rules.MinBase people answered
	AlmostAllSame     Reason = "almost-all-same"    // the answers of a small group are homogeneous
	CannotProtect     Reason = "cannot-protect"     // hiding some counts would not protect them
	LinkedQuestion    Reason = "linked-question"    // who was asked depends on answers that are hidden or protected
	HiddenVersion     Reason = "hidden-version"     // it would reveal how many answered a version of the form
	AlreadyReleased   Reason = "already-released"   // an earlier release shows it for almost the same people
	CountedSeparately Reason = "counted-separately" // its parts are released, and it would reveal hidden counts in them
	DifferentPeople   Reason = "different-people"   // it does not count the same people as the tables of its questions
	HiddenEarlier     Reason = "hidden-earlier"     // an earlier release hides some of it, and comparing the two could reveal that
	LinkedCross       Reason = "linked-cross"       // other crosses lead from one of its questions to the other
)

// Explanation returns the reason as an English sentence for readers of the results, or ""
// for NotWithheld.
func (w Reason) Explanation() string {
	switch w {
	case TooFewAnswers:
		return "We have hidden this result because fewer than 10 people answered."
	case AlmostAllSame:
		return "We have hidden this result because a small group answered and nearly all of them gave the same answer."
	case CannotProtect:
		return "We have hidden all these results because the numbers are very small. " +
			"Hiding only some would not protect people’s identities."
	case LinkedQuestion:
		return "Only people who gave certain answers to other questions were asked this question. " +
			"These results could reveal how individual people answered those questions, so we have hidden them."
	case HiddenVersion:
		return "Only some versions of the questionnaire ask this question. " +
			"These results could reveal how few people used one of the versions, so we have hidden them."
	case AlreadyReleased:
		return "We have shown this result in an earlier release. " +
			"We do not show it again, because comparing the two could reveal individual answers."
	case CountedSeparately:
		return "The meaning of this question changed during the consultation, " +
			"so we have counted answers to each wording separately."
	case HiddenEarlier:
		return "An earlier release hides some of these numbers. " +
			"We do not show them now, because comparing the two releases could reveal what is hidden."
	case LinkedCross:
		return "We have hidden this table because, together with other tables that we show, " +
			"it could reveal individual answers."
	case DifferentPeople:
		return "This table does not count the same people as the results of its two questions. " +
			"We have hidden it, because comparing them could reveal individual answers."
	}
	return ""
}

// ReleasedTable is a table that may be published.
type ReleasedTable struct {
	Withheld       Reason `json:"withheld,omitempty"`
	Answered       Cell   `json:"answered"`
	PreferNotToSay Cell   `json:"prefer-not-to-say"`
	Skipped        Cell   `json:"skipped"`
	NotAsked       Cell   `json:"not-asked"`
	NotValid       Cell   `json:"not-valid"`
	Cells          []Cell `json:"counts,omitempty"`
	Shares         []Cell `json:"shares,omitempty"` // percentages of Bases, or of those who answered
	// Bases has, for each of Cells, the people who answered and were offered the option. It
	// is nil if that was everyone who answered.
	Bases  []Cell `json:"bases,omitempty"`
	Hidden int    `json:"hidden,omitempty"` // number of Cells that are hidden
}

// Release decides which counts of t may be published. A table about people that is
// withheld also hides how many answered; a withheld table about proposals does not. The
// bases of options that not everyone was offered are shown about proposals only, because
// they count the people who used a version of the form.
func (p Policy) Release(t Table) ReleasedTable {
	s := t.States
	why, hidden := p.decide(t)
	if why != NotWithheld && t.Topic != Proposal {
		return p.Withhold(t, why)
	}
	out := ReleasedTable{
		Withheld: why,
		Answered: newCell(s.Answered.n), PreferNotToSay: newCell(s.PreferNotToSay.n),
		Skipped: newCell(s.Skipped.n), NotAsked: newCell(s.NotAsked.n), NotValid: newCell(s.NotValid.n),
	}
	if s.HideNotValid && s.NotValid.n > 0 {
		out.Skipped, out.NotValid = newMarkedCell(Confidential), newMarkedCell(Confidential)
	}
	for i, c := range t.Cells {
		cell := newCell(c.n)
		if why != NotWithheld || hidden != nil && hidden[i] {
			cell = newMarkedCell(Confidential)
			out.Hidden++
		}
		base := out.Base(i)
		if t.Bases != nil {
			base = newMarkedCell(Confidential)
			if n := t.Bases[i].n; n >= 0 && t.Topic == Proposal && why == NotWithheld {
				base = newCell(n)
			}
			out.Bases = append(out.Bases, base)
		}
		out.Cells = append(out.Cells, cell)
		out.Shares = append(out.Shares, p.Share(cell, base))
	}
	return out
}

// Base returns the number of people of whom Shares[i] is a percentage.
func (r ReleasedTable) Base(i int) Cell {
	if r.Bases == nil || i >= len(r.Bases) {
		return r.Answered
	}
	return r.Bases[i]
}

// HidesCounts reports whether any count of r is hidden.
func (r ReleasedTable) HidesCounts() bool { return r.Hidden > 0 || r.Withheld != NotWithheld }

// ShowsNumber reports whether r shows how many people answered, or any count.
func (r ReleasedTable) ShowsNumber() bool {
	return r.Answered.shown || slices.ContainsFunc(r.Cells, func(c Cell) bool { return c.shown })
}

// NoBase is an element of [Table.Bases] that is hidden with its percentage.
func NoBase() Count { return Count{n: -1} }

// Withhold returns t with everything hidden, for reasons that only the caller can know,
// such as a link between t and another table.
func (p Policy) Withhold(t Table, why Reason) ReleasedTable {
	out := ReleasedTable{Withheld: why, Hidden: len(t.Cells)}
	for range t.Cells {
		out.Cells = append(out.Cells, newMarkedCell(Confidential))
		out.Shares = append(out.Shares, newMarkedCell(Confidential))
	}
	return out
}

// Share returns part as a percentage of base, rounded to a whole number, half up. It uses
// released numbers only, so it reveals nothing else.
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
