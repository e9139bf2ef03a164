package match

import (
	"slices"
	"testing"
	"time"
)

var today = time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC)

// small is a world in which an offer of one partner meets a need and what another partner wants.
func small() *World {
	hall := Amount{Term: "hall", Quantity: 2, Unit: "evenings a week"}
	return &World{
		Today: today,
		Places: []Place{{Ref: "county"}, {Ref: "district", Within: "county"}, {Ref: "ward", Within: "district", Tenth: 3},
			{Ref: "other", Within: "county", Tenth: 1}},
		Needs: []Need{{Ref: "isolation", Places: []string{"district"}, Communities: []string{"older people", "carers"}, Wants: []Amount{hall},
			Groups: []Group{{"older people", 3, 3}}}},
		Entries: []Entry{
			{Ref: "village hall", Partner: "parish", Amount: hall, Places: []string{"ward"}, Communities: []string{"carers"}, Expires: today},
			{Ref: "dance class", Partner: "club", Want: true, Amount: hall, Places: []string{"county"}, Expires: today, Need: "isolation"},
		},
	}
}

func TestOfferMeetsARequest(t *testing.T) {
	later := Period{First: today.AddDate(0, 1, 0)}
	earlier := Period{Last: today.AddDate(0, 0, 20)}
	for name, test := range map[string]struct {
		change          func(w *World)
		joint, exchange bool
	}{
		"the term and a place are the same": {func(*World) {}, true, true},
		"another term":                      {func(w *World) { w.Entries[0].Term = "minibus" }, false, false},
		"another place":                     {func(w *World) { w.Entries[0].Places = []string{"other"} }, false, true},
		"a wider place":                     {func(w *World) { w.Entries[0].Places = []string{"county"} }, true, true},
		"no place of the offer":             {func(w *World) { w.Entries[0].Places = nil }, false, false},
		"no place of the need":              {func(w *World) { w.Needs[0].Places = nil }, false, true},
		"a place that is not known":         {func(w *World) { w.Entries[0].Places = []string{"nowhere"} }, false, false},
		"the offer has expired":             {func(w *World) { w.Entries[0].Expires = today.AddDate(0, 0, -1) }, false, false},
		"what is wanted has expired":        {func(w *World) { w.Entries[1].Expires = today.AddDate(0, 0, -1) }, true, false},
		"it was declined":                   {func(w *World) { w.Declined = []Declined{{"isolation", "village hall"}} }, false, true},
		"the partner offers it to itself":   {func(w *World) { w.Entries[1].Partner = "parish" }, true, false},
		"other communities":                 {func(w *World) { w.Entries[0].Communities = []string{"young people"} }, false, true},
		"offered to anyone":                 {func(w *World) { w.Entries[0].Communities = nil }, true, true},
		"they share no day":                 {func(w *World) { w.Entries[0].Period, w.Needs[0].Period = later, earlier }, false, true},
		"both without an end":               {func(w *World) { w.Entries[0].Period, w.Needs[0].Period = later, later }, true, true},
		"the need is over":                  {func(w *World) { w.Needs[0].Period.Last = today.AddDate(0, 0, -1) }, false, true},
		"they serve it already": {func(w *World) {
			w.Projects = []Project{{Ref: "p", Needs: []string{"isolation"}, Places: []string{"ward"}, Partners: []string{"parish"}}}
		}, false, false},
		"others serve it already": {func(w *World) {
			w.Projects = []Project{{Ref: "p", Needs: []string{"isolation"}, Places: []string{"ward"}, Partners: []string{"club"}}}
		}, true, true},
		"they serve it elsewhere": {func(w *World) {
			w.Projects = []Project{{Ref: "p", Needs: []string{"isolation"}, Places: []string{"other"}, Partners: []string{"parish"}}}
		}, true, true},
	} {
		w := small()
		test.change(w)
		for how, suggest := range map[string]func(*World) *Result{"by index": Suggest, "one by one": CompareAll} {
			r := suggest(w)
			if got := len(r.Joint) == 1; got != test.joint {
				t.Errorf("%s, %s: a joint project is proposed: %v", name, how, got)
			}
			if got := len(r.Exchanges) == 1; got != test.exchange {
				t.Errorf("%s, %s: an exchange is proposed: %v", name, how, got)
			}
		}
	}
}

func TestReasonsAreGiven(t *testing.T) {
	r := Suggest(small())
	m := r.Joint[0].Matches[0]
	if !slices.Equal(m.Places, []string{"ward"}) || !slices.Equal(m.Communities, []string{"carers"}) || !m.Named || m.Tenth != 3 ||
		!slices.Equal(m.Scores, []int{9}) || m.Covers != 2 || m.Wanted != 2 || !m.Endless() {
		t.Errorf("reasons: %+v", m)
	}
	if e := r.Exchanges[0]; e.Wants != "club" || e.Partner != "parish" || e.Request != "dance class" || !slices.Equal(e.Scores, []int{9}) {
		t.Errorf("exchange: %+v", e)
	}
	w := small()
	w.Entries[0].Unit = "days"
	if m := Suggest(w).Joint[0].Matches[0]; m.Wanted != 0 {
		t.Errorf("days cover %d of %d evenings", m.Covers, m.Wanted)
	}
}

// Who is worst off comes first, then the next. Nothing is added up.
func TestOrder(t *testing.T) {
	best := Parts{Scores: []int{9, 4}, Tenth: 2, Named: true, Covers: 1, Wanted: 2, Days: 10}
	for i, worse := range []Parts{
		{Scores: []int{8, 8, 8, 8}, Tenth: 1, Named: true, Covers: 2, Wanted: 2, Days: endless},
		{Scores: []int{9, 3, 3, 3}, Tenth: 1, Named: true, Covers: 2, Wanted: 2, Days: endless},
		{Scores: []int{9}, Tenth: 1, Named: true, Covers: 2, Wanted: 2, Days: endless},
		{Tenth: 1, Named: true, Covers: 2, Wanted: 2, Days: endless},
		{Scores: []int{9, 4}, Tenth: 3, Named: true, Covers: 2, Wanted: 2, Days: endless},
		{Scores: []int{9, 4}, Named: true, Covers: 2, Wanted: 2, Days: endless},
		{Scores: []int{9, 4}, Tenth: 2, Covers: 2, Wanted: 2, Days: endless},
		{Scores: []int{9, 4}, Tenth: 2, Named: true, Covers: 49, Wanted: 100, Days: endless},
		{Scores: []int{9, 4}, Tenth: 2, Named: true, Days: endless},
		{Scores: []int{9, 4}, Tenth: 2, Named: true, Covers: 1, Wanted: 2, Days: 9},
	} {
		if best.Compare(worse) >= 0 || worse.Compare(best) <= 0 {
			t.Errorf("%d: %+v does not come after %+v", i, worse, best)
		}
	}
	if same := (Parts{Scores: []int{9, 4}, Tenth: 2, Named: true, Covers: 3, Wanted: 6, Days: 10}); best.Compare(same) != 0 {
		t.Errorf("%+v and %+v differ", best, same)
	}
	if huge := (Parts{Covers: 1 << 62, Wanted: 1 << 62}); huge.Compare(Parts{Covers: 1, Wanted: 1}) != 0 {
		t.Error("whole and whole differ")
	}
}

func TestGapsAreSeen(t *testing.T) {
	w := small()
	w.Needs = append(w.Needs,
		Need{Ref: "transport", Places: []string{"other"}, Wants: []Amount{{Term: "minibus"}}, Groups: []Group{{"older people", 2, 2}}},
		Need{Ref: "hunger", Places: []string{"ward"}, Wants: []Amount{{Term: "minibus"}}, Groups: []Group{{"children", 4, 3}}},
		Need{Ref: "served", Places: []string{"ward"}, Wants: []Amount{{Term: "minibus"}}},
		Need{Ref: "nowhere", Wants: []Amount{{Term: "hall"}}},
		Need{Ref: "vague", Places: []string{"ward"}},
	)
	w.Projects = []Project{
		{Ref: "b", Needs: []string{"served"}, Places: []string{"ward"}, Partners: []string{"club"}},
		{Ref: "a", Needs: []string{"served"}, Places: []string{"county"}, Partners: []string{"parish"}},
		{Ref: "c", Needs: []string{"served"}, Places: []string{"ward"}, Partners: []string{"club", "school"}, Knows: []string{"a"}},
		{Ref: "d", Needs: []string{"served"}, Places: []string{"other"}, Partners: []string{"school"}},
	}
	w.Entries = append(w.Entries,
		Entry{Ref: "desks", Partner: "school", Amount: Amount{Term: "desk"}, Places: []string{"ward"}, Expires: today})
	r := Suggest(w)
	var unserved []string
	for _, u := range r.Unserved {
		unserved = append(unserved, u.Need)
	}
	if !slices.Equal(unserved, []string{"hunger", "transport"}) {
		t.Errorf("unserved: %v", unserved)
	}
	if !slices.Equal(r.Scarce, []Scarce{{"minibus", 3, 0}}) {
		t.Errorf("scarce: %v", r.Scarce)
	}
	if want := []Unaware{{"served", "ward", "a", "b"}, {"served", "other", "a", "d"}}; !slices.Equal(r.Unaware, want) {
		t.Errorf("unaware: %v, want %v", r.Unaware, want)
	}
	u := r.Unseen
	if !slices.Equal(u.NeedsWithoutPlace, []string{"nowhere"}) || !slices.Equal(u.NeedsWithoutTerm, []string{"vague"}) ||
		!slices.Equal(u.NeedsWithoutHarm, []string{"nowhere", "served", "vague"}) || !slices.Equal(u.OffersWithoutQuantity, []string{"desks"}) {
		t.Errorf("unseen: %+v", u)
	}
}
