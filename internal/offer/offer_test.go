package offer

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/internal/skill"
)

// today is the day of the clock of the tests.
var today = dayOf(dbtest.Now)

func entry(ref string) Entry {
	return Entry{Ref: ref, Title: "Hall " + ref, Direction: Offered, Skill: "hall", Basis: Lend, Places: []string{"north"},
		Expires: today.AddDate(0, 6, 0), Updated: today.AddDate(0, -1, 0)}
}

// define stores entries as a file does, after the places of the tests.
func define(t *testing.T, d *db.DB, entries ...Entry) error {
	t.Helper()
	return d.Update(t.Context(), func(tx *db.Tx) error {
		if err := place.Define(t.Context(), tx, actor.System, place.Definition{Places: []place.Place{
			{Ref: "county", Code: "E1", Name: "County", Kind: place.County},
			{Ref: "north", Code: "E2", Name: "North", Kind: place.District, Within: "county"},
			{Ref: "south", Code: "E3", Name: "South", Kind: place.District, Within: "county"},
			{Ref: "ward", Code: "E4", Name: "Ward", Kind: place.Ward, Within: "north"},
		}}); err != nil {
			return err
		}
		for _, e := range entries {
			if err := e.define(t.Context(), &definition.Loading{Tx: tx, By: actor.System}); err != nil {
				return err
			}
		}
		return nil
	})
}

// found returns the references of the entries that q selects on day, read in pages of two.
func found(t *testing.T, d *db.DB, q Query, day time.Time) (refs []string) {
	t.Helper()
	err := d.View(t.Context(), func(tx *db.Tx) error {
		return db.Each(func(at string) (db.Page[*Entry], error) { return Find(t.Context(), tx, q, day, at, 2) }, func(e *Entry) error {
			refs = append(refs, e.Ref)
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(refs)
	return refs
}

// The list of open entries is filtered by place, kind, direction and skill. A place finds what is offered in it, in its parts and in
// what it is a part of.
func TestOpenEntriesAreFiltered(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		hall, want, urdu, loop := entry("hall"), entry("want"), entry("urdu"), entry("loop")
		want.Direction, want.Places = Wanted, []string{"county"}
		urdu.Skill, urdu.Places = "interpreting-urdu", []string{"ward"}
		loop.Skill, loop.Places = "hearing-loop", []string{"south"}
		if err := define(t, d, hall, want, urdu, loop); err != nil {
			t.Fatal(err)
		}
		for _, test := range []struct {
			q    Query
			want string
		}{
			{Query{}, "hall loop urdu want"},
			{Query{Direction: Wanted}, "want"},
			{Query{Kind: skill.Ability}, "urdu"},
			{Query{Skill: "hall", Direction: Offered}, "hall"},
			{Query{Place: "county"}, "hall loop urdu want"},
			{Query{Place: "north"}, "hall urdu want"},
			{Query{Place: "ward"}, "hall urdu want"},
			{Query{Place: "south", Kind: skill.Asset}, "loop want"},
			{Query{Place: "nowhere"}, ""},
		} {
			if got := strings.Join(found(t, d, test.q, dbtest.Now), " "); got != test.want {
				t.Errorf("%+v: %s, want %s", test.q, got, test.want)
			}
		}
	})
}

// What has expired is not listed, not found at its address, and cannot be agreed, from the day after its last day on.
func TestExpiredOffersAreHiddenAndUncontactable(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		last, over := entry("last"), entry("over")
		last.Expires, over.Expires = today, today.AddDate(0, 0, -1)
		if err := define(t, d, last, over); err != nil {
			t.Fatal(err)
		}
		if got := found(t, d, Query{}, dbtest.Now); !slices.Equal(got, []string{"last"}) {
			t.Errorf("listed: %v", got)
		}
		err := d.Update(t.Context(), func(tx *db.Tx) error {
			if _, err := GetOpen(t.Context(), tx, "last", dbtest.Now); err != nil {
				t.Errorf("on the last day: %v", err)
			}
			if _, err := GetOpen(t.Context(), tx, "over", dbtest.Now); !fault.Is(err, fault.NotFound) {
				t.Errorf("after the last day: %v", err)
			}
			if err := Close(t.Context(), tx, "over", "x"); !fault.Is(err, fault.Conflict) {
				t.Errorf("an expired entry is agreed: %v", err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// Complaint 5: what is agreed leaves the open list, and comes back when that ends. It is agreed once only.
func TestAgreedOffersLeaveTheOpenListAndComeBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if err := define(t, d, entry("a"), entry("b")); err != nil {
			t.Fatal(err)
		}
		step := func(want string, fn func(tx *db.Tx) error) {
			t.Helper()
			if err := d.Update(t.Context(), fn); err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(found(t, d, Query{}, dbtest.Now), " "); got != want {
				t.Errorf("open: %s, want %s", got, want)
			}
		}
		step("b", func(tx *db.Tx) error { return Close(t.Context(), tx, "a", "one") })
		if err := d.Update(t.Context(), func(tx *db.Tx) error { return Close(t.Context(), tx, "a", "two") }); !fault.Is(err, fault.Conflict) {
			t.Errorf("agreed twice: %v", err)
		}
		changed := entry("a")
		changed.Title = "Another title"
		if err := define(t, d, changed); err != nil {
			t.Fatal(err)
		}
		step("b", func(tx *db.Tx) error { return Reopen(t.Context(), tx, "a", "two") }) // it is not agreed under this
		step("a b", func(tx *db.Tx) error { return Reopen(t.Context(), tx, "a", "one") })
	})
}

// Complaint 6: an entry without a last day, or with one of 1970, is refused, and so is one that the form would hide at once.
func TestOfferNeedsALastDayThatIsNotOver(t *testing.T) {
	for _, test := range []struct {
		expires time.Time
		refused bool
	}{
		{time.Time{}, true}, {time.Unix(0, 0).UTC(), true}, {today.AddDate(0, 0, -1), false}, {today.AddDate(0, Longest-1, 0), false},
		{today.AddDate(0, Longest, 1), true},
	} {
		e := entry("a")
		e.Expires = test.expires
		if err := e.validate(); fault.Is(err, fault.Invalid) != test.refused {
			t.Errorf("until %s: %v", test.expires, err)
		}
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if err := define(t, d); err != nil {
			t.Fatal(err)
		}
		s := &Service{DB: d}
		by := actor.Actor{ID: "ann", Org: actor.CouncilOrg, Capabilities: []actor.Capability{actor.Offer}}
		for days, refused := range map[int]bool{-1: true, 0: false} {
			e := entry("form")
			e.Expires = today.AddDate(0, 0, days)
			err := d.Update(t.Context(), func(tx *db.Tx) error {
				return s.publish(t.Context(), &definition.Loading{Tx: tx, By: by}, "form", e.form().Values())
			})
			wrong, _ := errors.AsType[definition.SettingErrors](err)
			if (err != nil) != refused || refused && (len(wrong) != 1 || fmt.Sprint(wrong[0].Path) != "[expires]") {
				t.Errorf("%d days after today: %v", days, err)
			}
		}
	})
}

// An organisation changes only what it offers itself, and a file cannot give an entry to another organisation.
func TestEntriesBelongToTheirOrganisation(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if err := account.New(d, nil).CreateDemoAccounts(t.Context()); err != nil {
			t.Fatal(err)
		}
		const partner = "invented-partner"
		own := entry("own")
		own.Org = partner
		if err := define(t, d, own); err != nil {
			t.Fatal(err)
		}
		own.Org = actor.CouncilOrg
		if err := define(t, d, own); !fault.Is(err, fault.Invalid) {
			t.Errorf("a file gives it to the council: %v", err)
		}
		s := &Service{DB: d}
		for org, refused := range map[string]bool{partner: false, "other": true, actor.CouncilOrg: true} {
			by := actor.Actor{ID: "ann", Org: org, Capabilities: []actor.Capability{actor.Offer}}
			err := d.Update(t.Context(), func(tx *db.Tx) error {
				v := own.form().Values()
				v.Set("title", "By "+org)
				return s.publish(t.Context(), &definition.Loading{Tx: tx, By: by}, "own", v)
			})
			if fault.Is(err, fault.Forbidden) != refused || !refused && err != nil {
				t.Errorf("by someone of %s: %v", org, err)
			}
		}
	})
}

// What cannot be matched or understood is refused, each at its setting.
func TestDefectsOfEntriesAreRefused(t *testing.T) {
	for setting, change := range map[string]func(*Entry){
		"title": func(e *Entry) { e.Title = " " }, "direction": func(e *Entry) { e.Direction = "both" }, "basis": func(e *Entry) { e.Basis = "" },
		"skill": func(e *Entry) { e.Skill = "juggling" }, "places": func(e *Entry) { e.Places = nil },
		"communities": func(e *Entry) { e.Communities = []string{"tall"} }, "unit": func(e *Entry) { e.Quantity = 5 },
		"quantity": func(e *Entry) { e.Quantity = -1 }, "until": func(e *Entry) { e.From, e.Until = today, today.AddDate(0, 0, -1) },
		"need": func(e *Entry) { e.Need = "buses" }, "standard": func(e *Entry) { e.Standard = "javascript:alert(1)" },
	} {
		e := entry("a")
		if err := e.validate(); err != nil {
			t.Fatal(err)
		}
		change(&e)
		wrong, _ := errors.AsType[definition.SettingErrors](e.validate())
		if len(wrong) != 1 || wrong[0].Path[0] != setting {
			t.Errorf("%s: %v", setting, wrong)
		}
	}
}

// An organisation is told two weeks before what it offers or wants is hidden, and not of what is agreed.
func TestOrganisationsAreToldWhatExpiresSoon(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		soon, later, over, agreed := entry("soon"), entry("later"), entry("over"), entry("agreed")
		soon.Expires, agreed.Expires = today.AddDate(0, 0, ExpiresSoon), today.AddDate(0, 0, ExpiresSoon)
		later.Expires, over.Expires = today.AddDate(0, 0, ExpiresSoon+1), today.AddDate(0, 0, -1)
		if err := define(t, d, soon, later, over, agreed); err != nil {
			t.Fatal(err)
		}
		if err := d.Update(t.Context(), func(tx *db.Tx) error { return Close(t.Context(), tx, "agreed", "x") }); err != nil {
			t.Fatal(err)
		}
		due, err := (&Service{DB: d}).Notices()[0].Due(t.Context())
		if err != nil || len(due) != 1 || due[0].Org != actor.CouncilOrg || due[0].Link != RecordsPath+"/soon" {
			t.Errorf("%+v, %v", due, err)
		}
	})
}
