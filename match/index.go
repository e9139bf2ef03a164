package match

import (
	"cmp"
	"slices"
	"time"
)

// index is a World whose references are numbers, with its offers by term and place.
type index struct {
	*World
	places  map[string]int
	parent  []int   // of each place, or -1
	offers  []offer // that have not expired
	at      map[spot][]int
	inside  map[spot][]int
	serves  map[string][]project // current projects by need
	refused map[Declined]bool
	needs   map[string]*Need

	seen []int // by offer: the number of the request that saw it last
	turn int
}

// spot is a term at a place.
type spot struct {
	term  string
	place int
}

// offer is an offer with its places as numbers.
type offer struct {
	*Entry
	places []int
}

type project struct {
	*Project
	places []int
}

// request is a term that a need or a want asks for.
type request struct {
	ref         string // of the need or the want
	partner     string // who wants it; "" for a need
	need        *Need  // nil if a want is for none
	places      []int
	communities []string
	period      Period
	wanted      Amount
	scores      []int // of the need
}

// maxDepth bounds how many places a place is a part of, so that a circle of places has an end.
const maxDepth = 20

func newIndex(w *World) *index {
	x := &index{World: w, places: map[string]int{}, at: map[spot][]int{}, inside: map[spot][]int{},
		serves: map[string][]project{}, refused: map[Declined]bool{}, needs: map[string]*Need{}}
	for i, p := range w.Places {
		x.places[p.Ref] = i
	}
	x.parent = make([]int, len(w.Places))
	for i, p := range w.Places {
		x.parent[i] = -1
		if within, ok := x.places[p.Within]; ok {
			x.parent[i] = within
		}
	}
	for i := range w.Needs {
		x.needs[w.Needs[i].Ref] = &w.Needs[i]
	}
	for i := range w.Projects {
		p := project{&w.Projects[i], x.numbers(w.Projects[i].Places)}
		for _, need := range p.Needs {
			x.serves[need] = append(x.serves[need], p)
		}
	}
	for _, d := range w.Declined {
		x.refused[d] = true
	}
	for i := range w.Entries {
		if e := &w.Entries[i]; !e.Want && !expired(e, w.Today) {
			x.addOffer(offer{e, x.numbers(e.Places)})
		}
	}
	x.seen = make([]int, len(x.offers))
	return x
}

func expired(e *Entry, today time.Time) bool { return e.Expires.Before(today) }

// numbers returns the places with these references. Places that the World does not have are left out.
func (x *index) numbers(refs []string) (all []int) {
	for _, ref := range refs {
		if n, ok := x.places[ref]; ok {
			all = append(all, n)
		}
	}
	return all
}

func (x *index) addOffer(o offer) {
	number := len(x.offers)
	x.offers = append(x.offers, o)
	for _, place := range o.places {
		x.at[spot{o.Term, place}] = append(x.at[spot{o.Term, place}], number)
		for above := range x.above(place) {
			x.inside[spot{o.Term, above}] = append(x.inside[spot{o.Term, above}], number)
		}
	}
}

// above yields the places that place is a part of.
func (x *index) above(place int) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		for range maxDepth {
			if place = x.parent[place]; place < 0 || !yield(place) {
				return
			}
		}
	}
}

// shared returns what two places share: the one that is a part of the other, or -1.
func (x *index) shared(a, b int) int {
	if a == b {
		return a
	}
	for above := range x.above(a) {
		if above == b {
			return a
		}
	}
	for above := range x.above(b) {
		if above == a {
			return b
		}
	}
	return -1
}

// sharedPlaces returns what any two places of a and b share, the most deprived first.
func (x *index) sharedPlaces(a, b []int) (all []int) {
	for _, p := range a {
		for _, q := range b {
			if s := x.shared(p, q); s >= 0 && !slices.Contains(all, s) {
				all = append(all, s)
			}
		}
	}
	slices.SortFunc(all, func(p, q int) int {
		return cmp.Or(cmp.Compare(lastIfUnknown(x.Places[p].Tenth), lastIfUnknown(x.Places[q].Tenth)),
			cmp.Compare(x.Places[p].Ref, x.Places[q].Ref))
	})
	return all
}

// candidates calls fn once for each offer of the term of r that shares a place with r.
func (x *index) candidates(r *request, fn func(*offer)) {
	x.turn++
	visit := func(numbers []int) {
		for _, n := range numbers {
			if x.seen[n] != x.turn {
				x.seen[n] = x.turn
				fn(&x.offers[n])
			}
		}
	}
	for _, place := range r.places {
		visit(x.at[spot{r.wanted.Term, place}])
		visit(x.inside[spot{r.wanted.Term, place}])
		for above := range x.above(place) {
			visit(x.at[spot{r.wanted.Term, above}])
		}
	}
}

// everyOffer is candidates that looks at all offers.
func (x *index) everyOffer(r *request, fn func(*offer)) {
	for i := range x.offers {
		if o := &x.offers[i]; o.Term == r.wanted.Term {
			fn(o)
		}
	}
}

// requests calls fn for each term of each need, and for what each partner wants.
func (x *index) requests(fn func(*request)) {
	for i := range x.Needs {
		n := &x.Needs[i]
		places, scores := x.numbers(n.Places), n.scores()
		for _, wanted := range n.Wants {
			fn(&request{n.Ref, "", n, places, n.Communities, n.Period, wanted, scores})
		}
	}
	for i := range x.Entries {
		e := &x.Entries[i]
		if !e.Want || expired(e, x.Today) {
			continue
		}
		need := x.needs[e.Need]
		fn(&request{e.Ref, e.Partner, need, x.numbers(e.Places), e.Communities, e.Period, e.Amount, need.scores()})
	}
}

// meets returns how o meets r, or false.
func (x *index) meets(r *request, o *offer) (m Match, ok bool) {
	if o.Term != r.wanted.Term || o.Partner == r.partner || x.refused[Declined{r.ref, o.Ref}] {
		return m, false
	}
	days := r.period.overlap(o.Period, x.Today)
	communities := both(r.communities, o.Communities)
	if days == 0 || len(communities) == 0 && len(r.communities) > 0 && len(o.Communities) > 0 {
		return m, false
	}
	places := x.sharedPlaces(r.places, o.places)
	if r.need != nil {
		places = slices.DeleteFunc(places, func(place int) bool { return x.alreadyServes(o.Partner, r.need.Ref, place) })
	}
	if len(places) == 0 {
		return m, false
	}
	m = Match{Request: r.ref, Offer: o.Ref, Partner: o.Partner, Term: o.Term, Communities: communities}
	for _, place := range places {
		m.Places = append(m.Places, x.Places[place].Ref)
	}
	m.Scores = r.scores
	m.Tenth, m.Named, m.Days = x.Places[places[0]].Tenth, len(communities) > 0, days
	m.setShare(r.wanted, o.Amount)
	return m, true
}

// alreadyServes reports whether a partner takes part in a current project for the need in the whole of the place.
func (x *index) alreadyServes(partner, need string, place int) bool {
	for _, p := range x.serves[need] {
		if slices.Contains(p.Partners, partner) && x.covers(p.places, place) {
			return true
		}
	}
	return false
}

// covers reports whether one of places is place, or place is a part of it.
func (x *index) covers(places []int, place int) bool {
	return slices.ContainsFunc(places, func(p int) bool { return x.shared(p, place) == place })
}

func both(a, b []string) (all []string) {
	for _, one := range a {
		if slices.Contains(b, one) {
			all = append(all, one)
		}
	}
	return all
}
