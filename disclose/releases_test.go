package disclose

import "testing"

// A question is not shown by group if an earlier release shows it for other people, or by group for anyone; and not at all
// if an earlier release shows it by group for other people.
func TestHistoryOfGroups(t *testing.T) {
	shown := []ShownTable{{Question: "use", Code: Counted, Answered: newCell(30)}, {Question: "area", Code: Counted, Answered: newCell(30)}}
	for _, test := range []struct {
		what          string
		crossed       []string
		codes         []int // of 20 responses, then and now
		may, heldBack bool
	}{
		{"the same people", nil, []int{Counted, Counted}, true, false},
		{"more people now", nil, []int{NotCounted, Counted}, false, false},
		{"fewer people now", nil, []int{Counted, NotCounted}, false, false},
		{"the same people by group", []string{"use", "area"}, []int{Counted, Counted}, false, false},
		{"other people by group", []string{"use", "area"}, []int{NotCounted, Counted}, false, true},
	} {
		h := &History{Releases: []Shown{{Tables: shown, Crossed: test.crossed}}}
		for range 20 {
			h.Add(Response{Codes: test.codes})
		}
		b := Standard().Publish(h, nil)
		for _, id := range []string{"use", "area"} {
			heldBack := b.Reason(Proposal, Slot{Question: id}) == AlreadyReleased
			if h.MayCross(Standard(), id) != test.may || heldBack != test.heldBack {
				t.Errorf("%s, %s: %v, %v", test.what, id, h.MayCross(Standard(), id), heldBack)
			}
		}
		if !h.MayCross(Standard(), "bins") || b.Reason(Proposal, Slot{Question: "bins"}) != NotWithheld {
			t.Errorf("%s: a question that no release has", test.what)
		}
	}
}
