package match

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// drawWorld draws a small world in which many things meet.
func drawWorld(t *rapid.T) *World {
	w := &World{Today: today}
	places := rapid.IntRange(1, 8).Draw(t, "places")
	for i := range places {
		p := Place{Ref: fmt.Sprint("place ", i), Tenth: rapid.IntRange(0, 10).Draw(t, "tenth")}
		if i > 0 && rapid.Bool().Draw(t, "within") {
			p.Within = fmt.Sprint("place ", rapid.IntRange(0, i-1).Draw(t, "within which"))
		}
		w.Places = append(w.Places, p)
	}
	some := func(what string, least, n int) []string {
		all := rapid.SliceOfNDistinct(rapid.IntRange(0, n-1), least, min(n, 3), rapid.ID[int]).Draw(t, what)
		names := make([]string, len(all))
		for i, number := range all {
			names[i] = fmt.Sprint(what, " ", number)
		}
		return names
	}
	amount := func() Amount {
		return Amount{fmt.Sprint("term ", rapid.IntRange(0, 2).Draw(t, "term")), rapid.Int64Range(0, 4).Draw(t, "quantity"),
			rapid.SampledFrom([]string{"hours", "places"}).Draw(t, "unit")}
	}
	period := func() (p Period) {
		if rapid.IntRange(0, 2).Draw(t, "has a period") > 0 {
			return p
		}
		if rapid.Bool().Draw(t, "begins") {
			p.First = today.AddDate(0, 0, rapid.IntRange(-10, 10).Draw(t, "first"))
		}
		if rapid.Bool().Draw(t, "ends") {
			p.Last = today.AddDate(0, 0, rapid.IntRange(-3, 20).Draw(t, "last"))
		}
		return p
	}
	for i := range rapid.IntRange(0, 5).Draw(t, "needs") {
		n := Need{Ref: fmt.Sprint("need ", i),
			Places: some("place", rapid.IntRange(0, 1).Draw(t, "least"), places), Communities: some("community", 0, 3), Period: period()}
		for range rapid.IntRange(0, 2).Draw(t, "wants") {
			if a := amount(); !slices.ContainsFunc(n.Wants, func(had Amount) bool { return had.Term == a.Term }) {
				n.Wants = append(n.Wants, a)
			}
		}
		for range rapid.IntRange(0, 2).Draw(t, "groups") {
			n.Groups = append(n.Groups, Group{"group", rapid.IntRange(1, 4).Draw(t, "harm"), rapid.IntRange(1, 4).Draw(t, "likelihood")})
		}
		w.Needs = append(w.Needs, n)
	}
	for i := range rapid.IntRange(0, 16).Draw(t, "entries") {
		e := Entry{Ref: fmt.Sprint("entry ", i), Partner: fmt.Sprint("partner ", rapid.IntRange(0, 2).Draw(t, "partner")),
			Want: rapid.Bool().Draw(t, "want"), Amount: amount(),
			Places: some("place", rapid.IntRange(0, 1).Draw(t, "least"), places), Communities: some("community", 0, 3),
			Period: period(), Expires: today.AddDate(0, 0, rapid.IntRange(-1, 5).Draw(t, "expires"))}
		if e.Want && rapid.Bool().Draw(t, "for a need") {
			e.Need = fmt.Sprint("need ", rapid.IntRange(0, 4).Draw(t, "which need"))
		}
		w.Entries = append(w.Entries, e)
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "projects") {
		w.Projects = append(w.Projects, Project{Ref: fmt.Sprint("project ", i), Needs: some("need", 0, 5),
			Places:   some("place", rapid.IntRange(0, 1).Draw(t, "least"), places),
			Partners: some("partner", 0, 3), Knows: some("project", 0, 3)})
	}
	return w
}

func TestIndexFindsWhatComparingEverythingFinds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		if fast, all := Suggest(w), CompareAll(w); !reflect.DeepEqual(fast, all) {
			t.Fatalf("%+v\nby the index: %+v\none by one: %+v", w, fast, all)
		}
	})
}

// An offer of more, for longer, at more places or for more people meets what it met before, at least as well.
func TestMoreCapacityNeverLowersAMatch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		before := Suggest(w)
		if len(w.Entries) == 0 {
			return
		}
		e := &w.Entries[rapid.IntRange(0, len(w.Entries)-1).Draw(t, "which entry")]
		if e.Want {
			return
		}
		switch rapid.IntRange(0, 3).Draw(t, "more") {
		case 0:
			e.Quantity += rapid.Int64Range(1, 5).Draw(t, "more of it")
		case 1:
			e.Period = Period{}
		case 2:
			for _, p := range w.Places {
				if !slices.Contains(e.Places, p.Ref) {
					e.Places = append(e.Places, p.Ref)
				}
			}
		case 3:
			e.Expires = e.Expires.AddDate(0, 0, 1)
		}
		after := Suggest(w)
		for _, had := range matches(before) {
			now := slices.IndexFunc(matches(after), func(m Match) bool {
				return m.Request == had.Request && m.Offer == had.Offer && m.Term == had.Term
			})
			if now < 0 {
				t.Fatalf("%s no longer meets %s", had.Offer, had.Request)
			}
			if m := matches(after)[now]; m.Parts.Compare(had.Parts) > 0 {
				t.Fatalf("%s met %s with %+v, and now with %+v", had.Offer, had.Request, had.Parts, m.Parts)
			}
		}
	})
}

// matches returns every match of r.
func matches(r *Result) (all []Match) {
	for _, j := range r.Joint {
		all = append(all, j.Matches...)
	}
	for _, e := range r.Exchanges {
		all = append(all, e.Match)
	}
	return all
}

// Names decide nothing: with other names, the same things meet and have the same ranks.
func TestRenamingChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		// Nine's complement of the digits reverses the order of all names.
		rename := func(name string) string {
			b := []byte(name)
			for i, c := range b {
				if c >= '0' && c <= '9' {
					b[i] = '0' + '9' - c
				}
			}
			return string(b)
		}
		got := ranks(Suggest(renamed(w, rename)), rename)
		if want := ranks(Suggest(w), func(name string) string { return name }); !slices.Equal(got, want) {
			t.Fatalf("%+v\nrenamed: %q\nbefore: %q", w, got, want)
		}
	})
}

// ranks describes the proposals of r without their order, with names that back restores.
func ranks(r *Result, back func(string) string) (all []string) {
	for _, j := range r.Joint {
		for _, m := range j.Matches {
			all = append(all, fmt.Sprint(j.Rank, " ", back(m.Request), " ", back(m.Offer), " ", back(m.Term), " ", m.Parts))
		}
	}
	for _, e := range r.Exchanges {
		all = append(all, fmt.Sprint(e.Rank, " ", back(e.Request), " ", back(e.Offer), " ", e.Parts))
	}
	for _, u := range r.Unserved {
		all = append(all, fmt.Sprint(back(u.Need), " ", u.Parts))
	}
	for _, s := range r.Scarce {
		all = append(all, fmt.Sprint(back(s.Term), " ", s.Needs, " ", s.Partners))
	}
	for _, u := range r.Unaware {
		first, second := back(u.First), back(u.Second)
		all = append(all, fmt.Sprint(back(u.Need), " ", min(first, second), " ", max(first, second)))
	}
	slices.Sort(all)
	return all
}

// renamed returns w with other names of everything.
func renamed(w *World, rename func(string) string) *World {
	list := func(names []string) (all []string) {
		for _, name := range names {
			all = append(all, rename(name))
		}
		return all
	}
	to := &World{Today: w.Today}
	for _, p := range w.Places {
		p.Ref, p.Within = rename(p.Ref), rename(p.Within)
		to.Places = append(to.Places, p)
	}
	for _, n := range w.Needs {
		n.Ref, n.Places, n.Communities = rename(n.Ref), list(n.Places), list(n.Communities)
		n.Wants = slices.Clone(n.Wants)
		for i := range n.Wants {
			n.Wants[i].Term = rename(n.Wants[i].Term)
		}
		to.Needs = append(to.Needs, n)
	}
	for _, e := range w.Entries {
		e.Ref, e.Partner, e.Term, e.Need = rename(e.Ref), rename(e.Partner), rename(e.Term), rename(e.Need)
		e.Places, e.Communities = list(e.Places), list(e.Communities)
		to.Entries = append(to.Entries, e)
	}
	for _, p := range w.Projects {
		to.Projects = append(to.Projects, Project{rename(p.Ref), list(p.Needs), list(p.Places), list(p.Partners), list(p.Knows)})
	}
	return to
}

// If each of two partners offers what the other wants, both see both exchanges, and each exchange names the other.
func TestExchangesAreSeenFromBothSides(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := Suggest(drawWorld(t))
		for _, e := range r.Exchanges {
			for _, partner := range []string{e.Wants, e.Partner} {
				if !slices.ContainsFunc(r.For(partner).Exchanges, func(o Exchange) bool { return o.Request == e.Request && o.Offer == e.Offer }) {
					t.Fatalf("%s does not see %+v", partner, e)
				}
			}
			for _, back := range r.Exchanges {
				if back.Wants != e.Partner || back.Partner != e.Wants {
					continue
				}
				if !slices.Contains(e.Returns, back.Request) || !slices.Contains(back.Returns, e.Request) {
					t.Fatalf("%+v and %+v do not name each other", e, back)
				}
			}
		}
	})
}

// A circle of places has an end.
func TestPlacesInACircle(t *testing.T) {
	w := small()
	w.Places[0].Within = "ward"
	done := make(chan struct{})
	go func() { Suggest(w); close(done) }()
	select {
	case <-done:
	case <-time.After(time.Minute):
		t.Fatal("it does not end")
	}
}
