package match

import (
	"slices"
	"time"
)

// World is everything that proposals are made from. References are unique among things of one kind.
type World struct {
	Places   []Place
	Needs    []Need
	Entries  []Entry
	Projects []Project  // that have not ended
	Today    time.Time  // a date
	Declined []Declined // which are not proposed again
}

// Place is a place in which people live.
type Place struct {
	Ref    string
	Within string // the place that it is a part of; "" for none
	Tenth  int    // of deprivation, from 1, the most deprived, to 10; 0 if it is not known
}

// Need is something that people need, with its evidence elsewhere.
type Need struct {
	Ref         string
	Places      []string
	Communities []string // who has it; none for everyone
	Groups      []Group  // what happens to them without help
	Wants       []Amount // what would help
	Period      Period
}

// Group is what the need does to a group of people.
type Group struct {
	Name             string
	Harm, Likelihood int // from 1 to 4, as in the risk register
}

// Score is harm times likelihood, from 1 to 16.
func (g Group) Score() int { return g.Harm * g.Likelihood }

// scores returns the scores of the groups of n, the worst first. n may be nil.
func (n *Need) scores() (all []int) {
	if n == nil {
		return nil
	}
	for _, g := range n.Groups {
		if s := g.Score(); s > 0 {
			all = append(all, s)
		}
	}
	slices.SortFunc(all, func(a, b int) int { return b - a })
	return all
}

// Amount is how much of a term is wanted or offered.
type Amount struct {
	Term     string // of a list of skills, assets and knowledge
	Quantity int64  // 0 if it is not known
	Unit     string // such as "hours a week"
}

// Entry is what a partner offers or wants.
type Entry struct {
	Ref     string
	Partner string
	Want    bool // otherwise an offer
	Amount
	Places      []string
	Communities []string // for whom; none for anyone
	Period      Period
	Expires     time.Time // the last day on which it is shown; required
	Need        string    // the need for which it is wanted; "" for none
}

// Project is a project that has not ended.
type Project struct {
	Ref      string
	Needs    []string
	Places   []string
	Partners []string
	Knows    []string // projects with which it is coordinated
}

// Declined is a request that was not met with an offer because one side declined.
type Declined struct{ Request, Offer string }

// Period is a number of days. A zero date leaves the side open.
type Period struct{ First, Last time.Time }

const day = 24 * time.Hour

// endless is the number of days of a period without an end.
const endless = 1 << 30

// overlap returns for how many days from today p and q last together, or 0.
func (p Period) overlap(q Period, today time.Time) int {
	first, last := today, p.Last
	for _, begins := range []time.Time{p.First, q.First} {
		if begins.After(first) {
			first = begins
		}
	}
	if last.IsZero() || !q.Last.IsZero() && q.Last.Before(last) {
		last = q.Last
	}
	switch {
	case last.IsZero():
		return endless
	case last.Before(first):
		return 0
	}
	return int(last.Sub(first)/day) + 1
}
