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
	Version        string `json:"version"`
	Base           int64  `json:"base"`            // a table with fewer answers is withheld
	Least          int64  `json:"least"`           // a smaller count of people is hidden
	LeastSensitive int64  `json:"least-sensitive"` // the same for sensitive subjects
	Width          int64  `json:"width"`           // what could be in a hidden cell spans this much
	Group          int64  `json:"group"`           // a group below this must not be of one mind
	ShareBase      int64  `json:"share-base"`      // no shares of fewer
}

// Policy is the promise that a council makes to those who answer. The zero
// Policy withholds everything.
type Policy struct {
	rules Rules
	off   rule // for the test that shows what each rule is good for
}

// Standard returns the policy described in the documentation of the package.
func Standard() Policy {
	return Policy{rules: Rules{Version: "2026-1", Base: 10, Least: 5, LeastSensitive: 10, Width: 5, Group: 20, ShareBase: 20}}
}

// Rules returns the numbers of p.
func (p Policy) Rules() Rules { return p.rules }

type rule uint16

const (
	primary   rule = 1 << iota
	secondary      // hide others so that the total does not give a hidden cell away
	width          // and so that it could be many numbers
	readers        // who know the rules, and so how large a hidden cell can be
	zeros          // are hidden with the rest when they would reveal
	group
	least   // a base below the least is withheld
	sole    // an option that stands alone shows how many chose the others
	shares  // need a base
	alike   // measures of answers that are all the same
	allOff  = alike<<1 - 1
	noRules = rule(0)
)

func (p Policy) has(r rule) bool { return p.off&r == 0 }

// below returns the count from which on a cell about t is no longer small.
func (p Policy) below(t Topic) int64 {
	if t == Sensitive {
		return p.rules.LeastSensitive
	}
	return p.rules.Least
}

// States is what became of one question with everybody who responded. The four
// add up to the responses, whose number is public.
type States struct {
	Answered, PreferNotToSay, Skipped, NotAsked Count
}

// Table counts the answers to one question, and to nothing else: it has one
// dimension, and there is no type for more.
type Table struct {
	Topic  Topic
	States States
	Cells  []Count // one for each option, of the people who chose it

	// How many options one person who answered has chosen. 0 and 0 stand for
	// one each: a single choice.
	Fewest, Most int64
	// Alone marks the options that cannot be chosen with others ("None of
	// these") in a question where several can be.
	Alone []bool
}

// Why says why a table was withheld.
type Why string

// The reasons.
const (
	Shown  Why = ""
	Few    Why = "few"    // fewer answered than the base
	Alike  Why = "alike"  // a small group of one mind
	Narrow Why = "narrow" // hiding some cells would not have hidden them
	Linked Why = "linked" // it depends on a question in which something is hidden
	Before Why = "before" // an earlier release shows it, over almost the same people
	Parted Why = "parted" // it is shown in parts, and the sum would tell what is hidden in one of them
)

// Say gives the reason as a sentence.
func (w Why) Say() string {
	switch w {
	case Few:
		return "Fewer than 10 people answered, so we do not show how."
	case Alike:
		return "A small group answered and nearly all of them said the same, so we do not show what."
	case Narrow:
		return "The numbers are so small that hiding some would not keep them hidden, so we show none."
	case Linked:
		return "This question was put to those who gave a certain answer to another, and some of those numbers are hidden, so we do not show these."
	case Before:
		return "An earlier release shows this. Two tables over nearly the same people would tell about those who differ, so we show it once."
	case Parted:
		return "The meaning of this question changed while people answered, so the answers to each wording are counted by themselves."
	}
	return ""
}

// Released is a table as the public may see it.
type Released struct {
	Withheld       Why    `json:"withheld,omitempty"`
	Answered       Cell   `json:"answered"`
	PreferNotToSay Cell   `json:"prefer-not-to-say"`
	Skipped        Cell   `json:"skipped"`
	NotAsked       Cell   `json:"not-asked"`
	Cells          []Cell `json:"counts,omitempty"`
	Shares         []Cell `json:"shares,omitempty"` // of those who answered, in whole per cent
	Hidden         int    `json:"hidden,omitempty"` // how many of the counts are hidden
}

// Release applies p to t.
func (p Policy) Release(t Table) Released {
	s := t.States
	why, hidden := p.judge(t)
	if why != Shown && t.Topic != Proposal {
		return p.Withhold(t, why)
	}
	out := Released{
		Withheld: why,
		Answered: number(s.Answered.n), PreferNotToSay: number(s.PreferNotToSay.n),
		Skipped: number(s.Skipped.n), NotAsked: number(s.NotAsked.n),
	}
	for i, c := range t.Cells {
		cell := number(c.n)
		if why != Shown || hidden != nil && hidden[i] {
			cell = marked(Confidential)
			out.Hidden++
		}
		out.Cells = append(out.Cells, cell)
		out.Shares = append(out.Shares, p.Share(cell, out.Answered))
	}
	return out
}

// Withhold shows nothing of t and says why: for what only the caller can know,
// that t is linked to another table.
func (p Policy) Withhold(t Table, why Why) Released {
	out := Released{Withheld: why, Hidden: len(t.Cells)}
	for range t.Cells {
		out.Cells = append(out.Cells, marked(Confidential))
		out.Shares = append(out.Shares, marked(Confidential))
	}
	return out
}

// Blur returns r without telling apart those who skipped the question from those
// who were not asked: for a question that one edition of a form does not have,
// where how many answered that edition is hidden.
func (r Released) Blur() Released {
	r.Skipped, r.NotAsked = marked(Confidential), marked(Confidential)
	return r
}

// Share returns what share of base part is, in whole per cent. It is computed
// from what was released and from nothing else.
func (p Policy) Share(part, base Cell) Cell {
	switch {
	case !part.shown || !base.shown:
		return marked(Confidential)
	case base.n == 0:
		return marked(NotApplicable)
	case base.n < p.rules.ShareBase && p.has(shares):
		return marked(NotAvailable)
	}
	percent := (200*part.n + base.n) / (2 * base.n) // half up
	if percent == 0 && part.n > 0 {
		return marked(Low)
	}
	return number(percent)
}

// Measures releases figures computed over the answers of base people. same
// says that all of them gave the same answer, in which case a mean is not a
// figure about a group but the answer of each person in it.
func (p Policy) Measures(topic Topic, base Count, same bool, figures ...Measure) []Value {
	out := make([]Value, len(figures))
	for i, f := range figures {
		switch {
		case base.n == 0:
			out[i] = Value{mark: NotApplicable}
		case topic != Proposal || p.rules.Base == 0 || base.n < p.rules.Base && p.has(least) || same && p.has(alike):
			out[i] = Value{mark: Confidential}
		default:
			out[i] = Value{text: f.text}
		}
	}
	return out
}
