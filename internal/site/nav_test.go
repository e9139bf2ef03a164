package site

import (
	"fmt"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/page"
)

// The links of a person who uses many are under headings; the headings without links are left out.
func TestManyStaffLinksAreInSections(t *testing.T) {
	links := func(orders ...int) (all []StaffLink) {
		for _, order := range orders {
			all = append(all, StaffLink{Link: page.Link{Text: fmt.Sprint(order)}, Order: order})
		}
		return all
	}
	for _, test := range []struct {
		links []StaffLink
		want  string
	}{
		{links(1, 10, 30, 52), "[]"},
		{links(1, 2, 10, 22, 30, 31, 40, 52, 90), "[]"},
		{links(1, 2, 10, 22, 23, 40, 41, 52, 53, 90), "[{Decide 3} {Evidence and places 5} {Administration 7}]"},
		{links(1, 2, 3, 4, 5, 6, 7, 8, 9, 10), "[]"},
	} {
		if got := fmt.Sprint(StaffSections(test.links)); got != test.want {
			t.Errorf("%v: %s, want %s", test.links, got, test.want)
		}
	}
}

func TestStaffLinksAreOfThoseWhoMayUseThem(t *testing.T) {
	link := StaffLink{Needs: actor.Staff, NeedsAny: []actor.Capability{actor.Publish, actor.Moderate}}
	for _, test := range []struct {
		role actor.Role
		want bool
	}{{actor.Publisher, true}, {actor.Analyst, true}, {actor.Councillor, false}, {actor.Auditor, false}} {
		a := actor.Actor{ID: "a", Org: actor.CouncilOrg, Capabilities: actor.CapabilitiesOf(true, test.role)}
		if got := link.shownTo(a); got != test.want {
			t.Errorf("shown to a person with the role %s: %t", test.role, got)
		}
	}
}
