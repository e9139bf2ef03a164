package match

import (
	"cmp"
	"slices"
	"strings"
)

// Unserved is a need that no offer meets and no current project serves.
type Unserved struct {
	Need string
	Parts
}

// Scarce is a term that at least two needs or partners want and no partner offers anywhere.
type Scarce struct {
	Term            string
	Needs, Partners int // that want it
}

// Unaware are two current projects for one need in one place, without a partner in common, of which neither knows the other.
type Unaware struct {
	Need, Place   string // the most deprived place that they share
	First, Second string // projects, in the order of their references
}

// Unseen is what is not matched, or not as well, because something is not known.
type Unseen struct {
	NeedsWithoutPlace, NeedsWithoutTerm []string // are not matched
	NeedsWithoutHarm                    []string // come last
	OffersWithoutQuantity               []string // come after those that say how much
}

func (x *index) addUnserved(r *Result) {
	met := map[string]bool{}
	for _, j := range r.Joint {
		met[j.Need] = true
	}
	for i := range x.Needs {
		n := &x.Needs[i]
		places := x.numbers(n.Places)
		if met[n.Ref] || len(places) == 0 || len(n.Wants) == 0 || len(x.serves[n.Ref]) > 0 {
			continue
		}
		u := Unserved{Need: n.Ref, Parts: Parts{Scores: n.scores(), Tenth: x.Places[x.sharedPlaces(places, places)[0]].Tenth}}
		r.Unserved = append(r.Unserved, u)
	}
	slices.SortFunc(r.Unserved, func(a, b Unserved) int { return cmp.Or(a.Parts.Compare(b.Parts), strings.Compare(a.Need, b.Need)) })
}

func (x *index) addScarce(r *Result) {
	offered := map[string]bool{}
	for _, o := range x.offers {
		offered[o.Term] = true
	}
	type wanting struct{ needs, partners map[string]bool }
	wanted := map[string]wanting{}
	x.requests(func(q *request) {
		if offered[q.wanted.Term] {
			return
		}
		by, known := wanted[q.wanted.Term]
		if !known {
			by = wanting{map[string]bool{}, map[string]bool{}}
			wanted[q.wanted.Term] = by
		}
		if q.partner == "" {
			by.needs[q.ref] = true
		} else {
			by.partners[q.partner] = true
		}
	})
	for term, by := range wanted {
		if s := (Scarce{term, len(by.needs), len(by.partners)}); s.Needs+s.Partners > 1 {
			r.Scarce = append(r.Scarce, s)
		}
	}
	slices.SortFunc(r.Scarce, func(a, b Scarce) int {
		return cmp.Or(cmp.Compare(b.Needs+b.Partners, a.Needs+a.Partners), strings.Compare(a.Term, b.Term))
	})
}

func (x *index) addUnaware(r *Result) {
	for need, projects := range x.serves {
		for i, a := range projects {
			for _, b := range projects[i+1:] {
				places := x.sharedPlaces(a.places, b.places)
				if len(places) == 0 || len(both(a.Partners, b.Partners)) > 0 ||
					slices.Contains(a.Knows, b.Ref) || slices.Contains(b.Knows, a.Ref) {
					continue
				}
				r.Unaware = append(r.Unaware, Unaware{need, x.Places[places[0]].Ref, min(a.Ref, b.Ref), max(a.Ref, b.Ref)})
			}
		}
	}
	slices.SortFunc(r.Unaware, func(a, b Unaware) int {
		return cmp.Or(strings.Compare(a.Need, b.Need), strings.Compare(a.First, b.First), strings.Compare(a.Second, b.Second))
	})
}

func (x *index) addUnseen(r *Result) {
	for i := range x.Needs {
		n := &x.Needs[i]
		add := func(to *[]string, missing bool) {
			if missing {
				*to = append(*to, n.Ref)
			}
		}
		add(&r.Unseen.NeedsWithoutPlace, len(x.numbers(n.Places)) == 0)
		add(&r.Unseen.NeedsWithoutTerm, len(n.Wants) == 0)
		add(&r.Unseen.NeedsWithoutHarm, len(n.scores()) == 0)
	}
	for _, o := range x.offers {
		if o.Quantity <= 0 {
			r.Unseen.OffersWithoutQuantity = append(r.Unseen.OffersWithoutQuantity, o.Ref)
		}
	}
	for _, refs := range []*[]string{&r.Unseen.NeedsWithoutPlace, &r.Unseen.NeedsWithoutTerm, &r.Unseen.NeedsWithoutHarm,
		&r.Unseen.OffersWithoutQuantity} {
		slices.Sort(*refs)
	}
}
