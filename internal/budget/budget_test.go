package budget

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/internal/project"
	"github.com/folkmoot/folkmoot/ledger"
)

var (
	council  = actor.Actor{ID: "lead", Org: actor.CouncilOrg, Roles: []actor.Role{actor.Publisher}, Capabilities: actor.AllCapabilities}
	lead     = partnerActor("a")
	helper   = partnerActor("b")
	stranger = partnerActor("c")
)

func partnerActor(org string) actor.Actor {
	roles := []actor.Role{actor.PartnerEditor}
	return actor.Actor{ID: org + "-1", Org: org, Roles: roles, Capabilities: account.Capabilities(account.Partner, roles)}
}

// books are those of the project lunch, which a leads, with b and the council; c has no part in it.
type books struct {
	*testing.T
	db      *db.DB
	service *Service
}

func each(t *testing.T, fn func(b *books)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := &books{t, d, &Service{DB: d}}
		b.update(func(tx *db.Tx) error {
			for _, id := range []string{"a", "b", "c"} {
				if _, err := account.SavePartner(t.Context(), tx, account.Org{ID: id, Name: "Organisation " + id}); err != nil {
					return err
				}
			}
			if err := place.Define(t.Context(), tx, actor.System, place.Definition{Places: []place.Place{
				{Ref: "north", Code: "E2", Name: "North", Kind: place.District}}}); err != nil {
				return err
			}
			if err := (&evidence.Service{DB: d}).DefineIn(t.Context(), tx, actor.System, evidence.Definition{Needs: []evidence.Need{
				{Ref: "lonely", Title: "Need", Summary: "It is so.", Source: evidence.Source{Name: "Census", Date: dbtest.Now}}}}); err != nil {
				return err
			}
			return project.Define(t.Context(), &definition.Loading{Tx: tx, By: actor.System}, project.Definition{Projects: []project.Project{{
				Ref: "lunch", Title: "Lunch", Summary: "A club.", Lead: "a", Needs: []string{"lonely"}, Places: []string{"north"},
				From: today, Until: today.AddDate(1, 0, 0),
				Partners: []project.Partner{{Org: "b", Role: project.Delivers}, {Org: actor.CouncilOrg, Role: project.Funds}},
			}}})
		})
		fn(b)
	})
}

var today = time.Date(dbtest.Now.Year(), dbtest.Now.Month(), dbtest.Now.Day(), 0, 0, 0, 0, time.UTC)

func (b *books) update(fn func(tx *db.Tx) error) {
	b.Helper()
	if err := b.db.Update(b.Context(), fn); err != nil {
		b.Fatal(err)
	}
}

func (b *books) get() (m *Money) {
	b.Helper()
	b.update(func(tx *db.Tx) (err error) {
		m, err = Get(b.Context(), tx, "lunch")
		return err
	})
	return m
}

func (b *books) add(by actor.Actor, n New) (string, error) {
	return b.service.Add(b.Context(), by, "lunch", n)
}

func (b *books) must(by actor.Actor, n New) string {
	b.Helper()
	id, err := b.add(by, n)
	if err != nil {
		b.Fatal(err)
	}
	return id
}

func entry(s ledger.State, c ledger.Column, from, to string, amount int64) New {
	return New{Entry: Entry{Entry: ledger.Entry{State: s, Column: c, Line: "Food", Partner: from, Receiver: to, Amount: amount}, Day: today}}
}

// Complaint 10: only staff can log hours.
func TestPeopleOfPartnersLogTheirOwnHoursAndSpend(t *testing.T) {
	each(t, func(b *books) {
		b.must(helper, entry(ledger.Delivered, ledger.Hours, "b", "a", 90))
		b.must(helper, entry(ledger.Spent, ledger.Cash, "", "", 500))
		m := b.get()
		for _, e := range m.Entries {
			if e.Org != "b" || e.State == ledger.Delivered && (!e.ByGiver || e.ByReceiver) {
				t.Errorf("the entry: %+v", e)
			}
		}
		if got := ledger.Sum(m.Ledger(), ledger.Spent).Cash; got != 500 {
			t.Errorf("spent: %d", got)
		}
		for name, n := range map[string]New{
			"a plan":                  entry(ledger.Planned, ledger.Cash, "", "", 500),
			"what others spent":       entry(ledger.Spent, ledger.Cash, "a", "", 500),
			"what others give others": entry(ledger.Delivered, ledger.Hours, "a", actor.CouncilOrg, 90),
		} {
			if _, err := b.add(helper, n); !fault.Is(err, fault.Forbidden) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := b.add(stranger, entry(ledger.Spent, ledger.Cash, "", "", 5)); !fault.Is(err, fault.NotFound) {
			t.Errorf("an organisation without a part in the project: %v", err)
		}
	})
}

func TestEachSideConfirmsForItself(t *testing.T) {
	each(t, func(b *books) {
		id := b.must(helper, entry(ledger.Promised, ledger.Cash, "b", "a", 1000))
		if got := ledger.Sum(b.get().Ledger(), ledger.Promised); got.Cash != 0 || got.Unconfirmed != 1 {
			t.Errorf("with one side: %+v", got)
		}
		for name, by := range map[string]actor.Actor{"the giver again": helper, "the council": council} {
			if err := b.service.Confirm(t.Context(), by, "lunch", id); !fault.Is(err, fault.Conflict) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := b.service.Confirm(t.Context(), stranger, "lunch", id); !fault.Is(err, fault.NotFound) {
			t.Errorf("a stranger: %v", err)
		}
		if err := b.service.Confirm(t.Context(), lead, "lunch", id); err != nil {
			t.Fatal(err)
		}
		if got := ledger.Sum(b.get().Ledger(), ledger.Promised); got.Cash != 1000 || got.Unconfirmed != 0 {
			t.Errorf("with both sides: %+v", got)
		}
		n := entry(ledger.Delivered, ledger.Cash, "b", "a", 400)
		n.Fulfils = id
		b.must(helper, n)
		n.Partner, n.Receiver = "a", "b"
		if _, err := b.add(lead, n); !fault.Is(err, fault.Invalid) {
			t.Errorf("a delivery of another promise: %v", err)
		}
	})
}

func TestEntriesAreReversedAndNeverChanged(t *testing.T) {
	each(t, func(b *books) {
		id := b.must(helper, entry(ledger.Spent, ledger.Cash, "", "", 500))
		if err := b.service.Reverse(t.Context(), lead, "lunch", id, ""); !fault.Is(err, fault.Conflict) {
			t.Errorf("another organisation: %v", err)
		}
		if err := b.service.Reverse(t.Context(), helper, "lunch", id, "Twice"); err != nil {
			t.Fatal(err)
		}
		if err := b.service.Reverse(t.Context(), helper, "lunch", id, ""); !fault.Is(err, fault.Conflict) {
			t.Errorf("twice: %v", err)
		}
		m := b.get()
		if len(m.Entries) != 2 || ledger.Sum(m.Ledger(), ledger.Spent).Cash != 0 {
			t.Errorf("%+v", m.Entries)
		}
	})
}

func TestAClosedYearTakesNothing(t *testing.T) {
	each(t, func(b *books) {
		last := entry(ledger.Delivered, ledger.Hours, "b", "a", 60)
		last.Day = today.AddDate(-1, 0, 0)
		id := b.must(helper, last)
		year := ledger.YearOf(last.Day)
		if err := b.service.Close(t.Context(), council, "lunch", ledger.YearOf(today)); !fault.Is(err, fault.Conflict) {
			t.Errorf("closing a year that is not over: %v", err)
		}
		if err := b.service.Close(t.Context(), lead, "lunch", year); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a partner closes: %v", err)
		}
		unsure := council
		unsure.Interactive = true
		if err := b.service.Close(t.Context(), unsure, "lunch", year); !fault.Is(err, fault.Forbidden) {
			t.Errorf("without confirmation: %v", err)
		}
		if err := b.service.Close(t.Context(), council, "lunch", year); err != nil {
			t.Fatal(err)
		}
		if _, err := b.add(helper, last); !fault.Is(err, fault.Invalid) {
			t.Errorf("adding: %v", err)
		}
		if err := b.service.Confirm(t.Context(), lead, "lunch", id); !fault.Is(err, fault.Conflict) {
			t.Errorf("confirming: %v", err)
		}
		if err := b.service.Reverse(t.Context(), helper, "lunch", id, ""); !fault.Is(err, fault.Conflict) {
			t.Errorf("reversing: %v", err)
		}
		if err := b.service.Close(t.Context(), council, "lunch", year); !fault.Is(err, fault.Conflict) {
			t.Errorf("closing twice: %v", err)
		}
	})
}

func TestAValueNeedsARateOfTheCouncil(t *testing.T) {
	each(t, func(b *books) {
		b.define(Definition{Settings: &Settings{Rates: []Rate{
			{Ref: "cook", Name: "Cooking", Column: ledger.Hours, Pence: 1200, Source: "Survey", Prices: 2025}}}}, "")
		n := entry(ledger.Delivered, ledger.Hours, "b", "a", 90)
		n.RateRef = "cook"
		b.must(helper, n)
		if e := b.get().Entries[0]; e.Rate == nil || e.Rate.Source != "Survey" {
			t.Errorf("%+v", e)
		}
		n.Column = ledger.Cash
		if _, err := b.add(helper, n); !fault.Is(err, fault.Invalid) {
			t.Errorf("a rate of money: %v", err)
		}
		b.define(Definition{Settings: &Settings{Rates: []Rate{{Ref: "cook", Name: "Cooking", Column: ledger.Hours, Pence: 1200}}}}, "source")
	})
}

func (b *books) define(d Definition, want string) {
	b.Helper()
	err := b.db.Update(b.Context(), func(tx *db.Tx) error {
		return Define(b.Context(), &definition.Loading{Tx: tx, By: actor.System}, d)
	})
	if (err != nil) != (want != "") {
		b.Fatalf("%v, want %q", err, want)
	}
}

// The money test through the database: what is read back adds up as what was recorded, and a file takes it to another installation.
func TestRandomLedgersAddUpThroughTheDatabaseAndFiles(t *testing.T) {
	r := rand.New(rand.NewPCG(14, 5))
	var exported []ProjectMoney
	var sums []map[ledger.State]ledger.Total
	totals := func(m *Money) map[ledger.State]ledger.Total {
		all := map[ledger.State]ledger.Total{}
		for _, s := range ledger.States {
			all[s] = ledger.Sum(m.Ledger(), s)
		}
		return all
	}
	each(t, func(b *books) {
		var want ledger.Ledger
		for i := range 60 {
			n := entry(ledger.States[r.IntN(len(ledger.States))], ledger.Cash, "b", "a", 1+r.Int64N(5_000_000))
			n.Line = fmt.Sprint("Line ", r.IntN(3))
			if n.State.Given() {
				n.Column = ledger.Columns[r.IntN(3)]
			} else {
				n.Partner, n.Receiver = "", ""
			}
			if n.Column == ledger.InKind {
				n.Unit = "room days"
			}
			id := b.must(lead, n)
			e := n.Entry.Entry
			e.ID, e.Year, e.ByReceiver = id, ledger.YearOf(n.Day), e.State.Given()
			if err := want.Add(e); err != nil {
				t.Fatal(err)
			}
			if e.State.Given() && r.IntN(2) == 0 {
				if err := b.service.Confirm(t.Context(), helper, "lunch", id); err != nil {
					t.Fatal(err)
				}
				if err := want.Confirm(id, ledger.Giver); err != nil {
					t.Fatal(err)
				}
			}
			if r.IntN(4) == 0 {
				if err := b.service.Reverse(t.Context(), lead, "lunch", id, ""); err != nil {
					t.Fatal(err)
				}
				if err := want.Reverse(id, fmt.Sprint(i)); err != nil {
					t.Fatal(err)
				}
			}
		}
		got := totals(b.get())
		for _, s := range ledger.States {
			if sum := ledger.Sum(want.Entries(), s); !reflect.DeepEqual(got[s], sum) {
				t.Errorf("%s: %+v, want %+v", s, got[s], sum)
			}
		}
		files := map[string]any{}
		b.update(func(tx *db.Tx) error { return export(t.Context(), tx, files) })
		d := files["project-money/money.yaml"].(*Definition)
		b.define(*d, "") // changes nothing
		if again := totals(b.get()); !reflect.DeepEqual(again, got) {
			t.Errorf("defined again: %+v", again)
		}
		exported, sums = append(exported, d.Projects[0]), append(sums, got)
	})
	i := 0
	each(t, func(b *books) {
		b.define(Definition{Projects: []ProjectMoney{exported[i]}}, "")
		if got := totals(b.get()); !reflect.DeepEqual(got, sums[i]) {
			t.Errorf("from a file: %+v, want %+v", got, sums[i])
		}
		changed := exported[i]
		changed.Entries[0].Amount++
		b.define(Definition{Projects: []ProjectMoney{changed}}, "never changed")
		i++
	})
}
