package skill

import (
	"slices"
	"testing"
	"time"
)

// Every line has a code of its own, a kind and a name, is offered from its first day to its last, and is found afterwards.
func TestLinesKeepTheirNamesAfterTheirLastDay(t *testing.T) {
	seen, names := map[string]bool{}, map[string]bool{}
	for _, s := range skills {
		name := s.Name.In(nil)
		if s.Code == "" || seen[s.Code] || names[name] || !slices.Contains(Kinds, s.Kind) {
			t.Errorf("%+v has no kind, or a code or name of another line", s)
		}
		seen[s.Code], names[name] = true, true
		if got, ok := Get(s.Code); !ok || got.Code != s.Code || Check(s.Code) != nil {
			t.Errorf("%s is not found: %+v", s.Code, got)
		}
	}
	defer func(all []Skill) { skills = all }(skills)
	skills = []Skill{{Code: "hall", Kind: Asset, Since: "2026-11-30", Until: "2027-01-31"}}
	for day, want := range map[string]int{"2026-11-29": 0, "2026-11-30": 1, "2027-01-31": 1, "2027-02-01": 0} {
		at, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		if n := len(On(at)); n != want {
			t.Errorf("%d lines on %s, want %d", n, day, want)
		}
	}
	if _, ok := Get("hall"); !ok || Check("hal") == nil {
		t.Error("a line is not found by its code, or an unknown one is")
	}
}

// A quantity says its unit, also of one.
func TestQuantitiesSayTheirUnit(t *testing.T) {
	for u, want := range map[Unit][2]string{
		HoursAWeek: {"1 hour a week", "5 hours a week"}, Places: {"1 place", "5 places"}, Items: {"1 item", "5 items"},
	} {
		if one, five := u.Quantity(1).In(nil), u.Quantity(5).In(nil); one != want[0] || five != want[1] {
			t.Errorf("%s: %s, %s", u, one, five)
		}
	}
	for _, u := range Units {
		if u.Label().In(nil) == "" || u.Quantity(2).In(nil) == "" {
			t.Errorf("%s has no name", u)
		}
	}
}
