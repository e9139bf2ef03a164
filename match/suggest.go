package match

import (
	"cmp"
	"slices"
	"strings"
)

// Result is what can be seen in a World.
type Result struct {
	Joint     []Joint    // projects that could be, the needs of those who are worst off first
	Exchanges []Exchange // between two partners
	Unserved  []Unserved // needs that no offer meets and no project serves, the worst first
	Scarce    []Scarce   // what several want and no partner offers, the most wanted first
	Unaware   []Unaware  // projects that serve one need and do not know of each other
	Unseen    Unseen
}

// Match is an offer that meets a request, with the reasons.
type Match struct {
	Request     string // the need, or what is wanted
	Offer       string
	Partner     string // who offers
	Term        string
	Places      []string // that they share, the most deprived first
	Communities []string // that both name
	Parts
}

// compare orders matches of one request. Those with equal parts are in the order of their references.
func (m Match) compare(o Match) int {
	return cmp.Or(m.Parts.Compare(o.Parts), strings.Compare(m.Offer, o.Offer), strings.Compare(m.Term, o.Term))
}

// Joint is a project that partners could carry out together for a need.
type Joint struct {
	Need    string
	Matches []Match  // at least one, the best first; the first has the parts of the rank
	Missing []string // terms that would help and that no match has
	Rank    int      // from 1; equal parts have the same
}

// Partners returns who could take part, in the order of their best offers.
func (j Joint) Partners() (all []string) {
	for _, m := range j.Matches {
		if !slices.Contains(all, m.Partner) {
			all = append(all, m.Partner)
		}
	}
	return all
}

// Exchange is what one partner wants and another offers.
type Exchange struct {
	Match
	Wants   string   // the partner that wants it
	Returns []string // what the partner that offers it wants, and the other one offers: references of such wants, sorted
	Rank    int      // from 1; equal parts have the same
}

// Suggest returns what can be seen in w. Its time is linear in the number of offers, and of pairs of a request and an offer that
// share a term and a place.
func Suggest(w *World) *Result { return suggest(w, (*index).candidates) }

// CompareAll returns the same as [Suggest] by comparing every request with every offer. It is the baseline of measurements and
// the check of tests.
func CompareAll(w *World) *Result { return suggest(w, (*index).everyOffer) }

func suggest(w *World, candidates func(*index, *request, func(*offer))) *Result {
	x, r := newIndex(w), &Result{}
	joint := map[string]int{} // by need: the index in r.Joint
	x.requests(func(q *request) {
		candidates(x, q, func(o *offer) {
			m, ok := x.meets(q, o)
			switch {
			case !ok:
			case q.partner != "":
				r.Exchanges = append(r.Exchanges, Exchange{Match: m, Wants: q.partner})
			default:
				at, known := joint[q.ref]
				if !known {
					at = len(r.Joint)
					joint[q.ref], r.Joint = at, append(r.Joint, Joint{Need: q.ref})
				}
				r.Joint[at].Matches = append(r.Joint[at].Matches, m)
			}
		})
	})
	x.finishJoint(r)
	finishExchanges(r)
	x.addUnserved(r)
	x.addScarce(r)
	x.addUnaware(r)
	x.addUnseen(r)
	return r
}

func (x *index) finishJoint(r *Result) {
	for i := range r.Joint {
		j := &r.Joint[i]
		slices.SortFunc(j.Matches, Match.compare)
		for _, wanted := range x.needs[j.Need].Wants {
			if !slices.ContainsFunc(j.Matches, func(m Match) bool { return m.Term == wanted.Term }) {
				j.Missing = append(j.Missing, wanted.Term)
			}
		}
	}
	slices.SortFunc(r.Joint, func(a, b Joint) int {
		return cmp.Or(a.Matches[0].Parts.Compare(b.Matches[0].Parts), strings.Compare(a.Need, b.Need))
	})
	for i := range r.Joint {
		r.Joint[i].Rank = i + 1
		if i > 0 && r.Joint[i].Matches[0].Parts.Compare(r.Joint[i-1].Matches[0].Parts) == 0 {
			r.Joint[i].Rank = r.Joint[i-1].Rank
		}
	}
}

func finishExchanges(r *Result) {
	type direction struct{ wants, offers string }
	wanted := map[direction][]string{} // references of wants
	for _, e := range r.Exchanges {
		wanted[direction{e.Wants, e.Partner}] = append(wanted[direction{e.Wants, e.Partner}], e.Request)
	}
	for _, refs := range wanted {
		slices.Sort(refs)
	}
	slices.SortFunc(r.Exchanges, func(a, b Exchange) int {
		return cmp.Or(a.Parts.Compare(b.Parts), strings.Compare(a.Request, b.Request), strings.Compare(a.Offer, b.Offer))
	})
	for i := range r.Exchanges {
		e := &r.Exchanges[i]
		e.Returns = slices.Compact(slices.Clone(wanted[direction{e.Partner, e.Wants}]))
		e.Rank = i + 1
		if i > 0 && e.Parts.Compare(r.Exchanges[i-1].Parts) == 0 {
			e.Rank = r.Exchanges[i-1].Rank
		}
	}
}

// For returns the part of r that concerns a partner, with the ranks among all.
func (r *Result) For(partner string) *Result {
	of := &Result{}
	for _, j := range r.Joint {
		if slices.Contains(j.Partners(), partner) {
			of.Joint = append(of.Joint, j)
		}
	}
	for _, e := range r.Exchanges {
		if e.Wants == partner || e.Partner == partner {
			of.Exchanges = append(of.Exchanges, e)
		}
	}
	return of
}
