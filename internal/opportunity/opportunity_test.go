package opportunity

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/offer"
	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/internal/skill"
)

const partner = "invented-partner"

var (
	today   = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	council = actor.Actor{ID: "ann", Org: actor.CouncilOrg, Capabilities: []actor.Capability{actor.Offer}}
	bob     = actor.Actor{ID: "bob", Org: partner, Capabilities: []actor.Capability{actor.Offer}}
	eve     = actor.Actor{ID: "eve", Org: "other", Capabilities: []actor.Capability{actor.Offer}}
)

// partnership is a council and a partner with needs, offers and wants.
type partnership struct {
	*testing.T
	db  *db.DB
	s   *Service
	now time.Time
}

// inPartnership runs test with a partnership on both databases: a need for a minibus in the north, which a partner offers there; a
// hall that the partner wants and the council offers; and wants and needs for an interpreter that no one offers.
func inPartnership(t *testing.T, test func(p *partnership)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := &partnership{t, d, &Service{DB: d}, dbtest.Now}
		d.SetClock(func() time.Time { return p.now })
		if err := account.New(d, nil).CreateDemoAccounts(t.Context()); err != nil {
			t.Fatal(err)
		}
		p.must(d.Update(t.Context(), func(tx *db.Tx) error {
			return place.Define(t.Context(), tx, actor.System, place.Definition{Places: []place.Place{
				{Ref: "county", Code: "E1", Name: "County", Kind: place.County},
				{Ref: "north", Code: "E2", Name: "North", Kind: place.District, Within: "county"},
			}})
		}))
		p.needs(need("buses", "accessible-minibus", 4), need("deaf", "interpreting-bsl", 3), need("nowhere", "hall", 1))
		p.entries(entry("bus", partner, offer.Offered, "accessible-minibus"), entry("hall", actor.CouncilOrg, offer.Offered, "hall"),
			entry("room", partner, offer.Wanted, "hall"), entry("bsl", partner, offer.Wanted, "interpreting-bsl"))
		test(p)
	})
}

func need(ref, term string, harm int) evidence.Need {
	n := evidence.Need{Ref: ref, Title: "Need " + ref, Summary: "It is so.", Source: evidence.Source{Name: "Survey", Date: today},
		Places: []string{"north"}, Harms: []evidence.Harm{{Who: "age", Harm: evidence.Step(fmt.Sprint(harm)), Likelihood: "2"}},
		Helps: []evidence.Help{{Skill: term, Quantity: 8, Unit: skill.DaysAMonth}}}
	if ref == "nowhere" {
		n.Places = nil
	}
	return n
}

func entry(ref, org string, direction offer.Direction, term string) offer.Entry {
	return offer.Entry{Ref: ref, Org: org, Title: "Entry " + ref, Direction: direction, Skill: term, Basis: offer.Lend,
		Places: []string{"county"}, Quantity: 4, Unit: skill.DaysAMonth, Expires: today.AddDate(1, 0, 0), Updated: today}
}

func (p *partnership) must(err error) {
	p.Helper()
	if err != nil {
		p.Fatal(err)
	}
}

func (p *partnership) needs(all ...evidence.Need) {
	p.Helper()
	p.must((&evidence.Service{DB: p.db}).Define(p.Context(), actor.System, evidence.Definition{Needs: all}))
}

func (p *partnership) entries(all ...offer.Entry) {
	p.Helper()
	p.must(p.db.Update(p.Context(), func(tx *db.Tx) error {
		return offer.Define(p.Context(), &definition.Loading{Tx: tx, By: actor.System}, offer.Definition{Entries: all})
	}))
}

// list returns what by sees, after it was worked out: the state of each proposal by request and offer.
func (p *partnership) list(by actor.Actor, closed bool) string {
	p.Helper()
	p.must(p.s.Compute(p.Context()))
	var all []string
	p.must(p.db.View(p.Context(), func(tx *db.Tx) error {
		return db.Each(func(at string) (db.Page[Listed], error) { return p.s.List(p.Context(), tx, by, closed, at, 1) }, func(l Listed) error {
			all = append(all, fmt.Sprintf("%s<%s %s", l.Request, l.Offer, l.State))
			return nil
		})
	}))
	return strings.Join(all, ", ")
}

func (p *partnership) expect(by actor.Actor, open, closed string) {
	p.Helper()
	for _, x := range []struct {
		closed bool
		want   string
	}{{false, open}, {true, closed}} {
		got := strings.Split(p.list(by, x.closed), ", ")
		slices.Sort(got)
		if strings.Join(got, ", ") != x.want {
			p.Errorf("%s sees %q, want %q (closed: %t)", by.ID, got, x.want, x.closed)
		}
	}
}

// answer does what by chose about the proposal that an offer meets a request, and returns the error.
func (p *partnership) answer(by actor.Actor, kind Kind, request, offered string, act Act, words string, until time.Time) error {
	p.Helper()
	id, version := idOf(kind, request, offered), int64(-1)
	p.must(p.db.View(p.Context(), func(tx *db.Tx) error {
		x, err := get(p.Context(), tx, id)
		if err == nil {
			version = x.Version
		}
		return err
	}))
	return p.s.Answer(p.Context(), by, id, Answer{Act: act, Version: version, Words: words, Until: until})
}

func (p *partnership) open() (refs string) {
	p.Helper()
	p.must(p.db.View(p.Context(), func(tx *db.Tx) error {
		refs = ""
		return offer.EachOpen(p.Context(), tx, p.now, func(e *offer.Entry) error { refs = e.Ref + " " + refs; return nil })
	}))
	return strings.TrimSpace(refs)
}

// Proposals are made from needs, offers and wants. The council sees all, a partner its own, and others nothing. What no partner
// serves, what several want and no partner offers, and what cannot be seen are named.
func TestOpportunitiesAreWorkedOut(t *testing.T) {
	inPartnership(t, func(p *partnership) {
		if got := p.list(council, false); got != "buses<bus suggested, room<hall suggested" { // needs come before wants
			t.Errorf("in the order of ranks: %s", got)
		}
		p.expect(bob, "buses<bus suggested, room<hall suggested", "")
		p.expect(eve, "", "")
		var r *Result
		p.must(p.db.View(p.Context(), func(tx *db.Tx) (err error) { r, err = GetResult(p.Context(), tx); return err }))
		if len(r.Unserved) != 1 || r.Unserved[0].Need != "deaf" || len(r.Scarce) != 1 || r.Scarce[0].Term != "interpreting-bsl" ||
			r.Scarce[0].Needs != 1 || r.Scarce[0].Partners != 1 || fmt.Sprint(r.Unseen.NeedsWithoutPlace) != "[nowhere]" {
			t.Errorf("seen apart from proposals: %+v", r)
		}
		if p.answer(eve, ForNeed, "buses", "bus", Contact, "Hello", time.Time{}) == nil {
			t.Error("an organisation that is no side gets in touch")
		}
	})
}

// Complaint 5: both sides accept, nothing before; what is agreed is no longer open, and ending it undoes that. The audit log has
// every act.
func TestNothingIsAgreedBeforeBothSidesAcceptAndEndingUndoesIt(t *testing.T) {
	inPartnership(t, func(p *partnership) {
		p.list(council, false)
		do := func(by actor.Actor, act Act, want string) {
			t.Helper()
			p.must(p.answer(by, ForWant, "room", "hall", act, "Because", time.Time{}))
			if got := p.list(bob, act == End); !strings.Contains(got, "room<hall "+want) {
				t.Errorf("after %s: %s", act, got)
			}
		}
		const all = "bsl bus hall room"
		do(bob, Contact, "contacted")
		do(bob, Accept, "contacted")
		if err := p.answer(bob, ForWant, "room", "hall", Accept, "", time.Time{}); !fault.Is(err, fault.Forbidden) {
			t.Errorf("one side accepts twice: %v", err)
		}
		if got := p.open(); got != all {
			t.Errorf("open after one side accepted: %s", got)
		}
		do(bob, Withdraw, "contacted")
		do(bob, Accept, "contacted")
		do(council, Accept, "agreed")
		if got := p.open(); got != "bsl bus" {
			t.Errorf("open while it is agreed: %s", got)
		}
		do(council, End, "ended")
		if got := p.open(); got != all {
			t.Errorf("open after it ended: %s", got)
		}
		var n int64
		p.must(p.db.View(p.Context(), func(tx *db.Tx) error {
			entries, err := audit.ListOwn(p.Context(), tx, bob, 50)
			n = int64(len(entries))
			return err
		}))
		if n != 4 {
			t.Errorf("%d entries in the audit log by one side, want 4", n)
		}
	})
}

// What is declined needs a reason, and does not come back, unless what it rests on changes. A new title is no change.
func TestDeclinedOpportunityComesBackOnlyWhenItsBasisChanges(t *testing.T) {
	inPartnership(t, func(p *partnership) {
		p.list(council, false)
		if err := p.answer(bob, ForNeed, "buses", "bus", Decline, " ", time.Time{}); !fault.Is(err, fault.Invalid) {
			t.Errorf("declined without a reason: %v", err)
		}
		p.must(p.answer(bob, ForNeed, "buses", "bus", Decline, "The bus is old.", time.Time{}))
		const declined = "buses<bus declined"
		p.expect(council, "room<hall suggested", declined)
		renamed := entry("bus", partner, offer.Offered, "accessible-minibus")
		renamed.Title, renamed.Expires = "Renamed", today.AddDate(1, 1, 0)
		p.entries(renamed)
		p.expect(council, "room<hall suggested", declined)
		p.now = p.now.AddDate(0, 1, 0)
		p.expect(council, "room<hall suggested", declined)
		renamed.Quantity = 8
		p.entries(renamed)
		p.expect(council, "buses<bus suggested, room<hall suggested", "")
		p.must(p.answer(bob, ForNeed, "buses", "bus", Contact, "It is new.", time.Time{}))
	})
}

// Complaint 6: a proposal that one side accepted does not stay half agreed for years. It lapses, and the acceptance with it.
func TestHalfAcceptedOpportunityLapses(t *testing.T) {
	inPartnership(t, func(p *partnership) {
		p.list(council, false)
		p.must(p.answer(council, ForNeed, "buses", "bus", Contact, "Can you start?", time.Time{}))
		p.must(p.answer(council, ForNeed, "buses", "bus", Accept, "", time.Time{}))
		p.now = p.now.AddDate(0, 0, lapsesAfter-1)
		p.expect(bob, "buses<bus contacted, room<hall suggested", "")
		p.now = p.now.AddDate(0, 0, 1)
		p.expect(bob, "buses<bus suggested, room<hall suggested", "")
		p.must(p.answer(bob, ForNeed, "buses", "bus", Contact, "Sorry for the wait.", time.Time{}))
		p.must(p.answer(bob, ForNeed, "buses", "bus", Accept, "", time.Time{}))
		p.expect(council, "buses<bus contacted, room<hall suggested", "")
	})
}

// An agreement with a last day ends after it, and what was deferred comes back on its day.
func TestAgreementsEndAndDeferredOnesComeBackOnTheirDay(t *testing.T) {
	inPartnership(t, func(p *partnership) {
		p.list(council, false)
		last := today.AddDate(0, 0, 10)
		p.must(p.answer(bob, ForNeed, "buses", "bus", Contact, "Until the 12th", last))
		p.must(p.answer(bob, ForNeed, "buses", "bus", Accept, "", time.Time{}))
		p.must(p.answer(council, ForNeed, "buses", "bus", Accept, "", time.Time{}))
		if err := p.answer(council, ForWant, "room", "hall", Defer, "Later", today); !fault.Is(err, fault.Invalid) {
			t.Errorf("deferred until today: %v", err)
		}
		p.must(p.answer(council, ForWant, "room", "hall", Defer, "Later", last))
		p.now = last.Add(-time.Hour)
		p.expect(bob, "buses<bus agreed, room<hall deferred", "")
		p.now = last.Add(23 * time.Hour)
		p.expect(bob, "buses<bus agreed, room<hall suggested", "")
		p.now = last.Add(24 * time.Hour)
		p.expect(bob, "room<hall suggested", "buses<bus ended")
		if got := p.open(); got != "bsl bus hall room" {
			t.Errorf("open after the last day: %s", got)
		}
	})
}

// What has expired cannot be contacted or accepted, and is no longer suggested.
func TestExpiredOfferCannotBeContacted(t *testing.T) {
	inPartnership(t, func(p *partnership) {
		p.list(council, false)
		p.must(p.answer(bob, ForWant, "room", "hall", Contact, "Hello", time.Time{}))
		p.now = today.AddDate(1, 0, 1)
		for _, x := range []struct {
			kind           Kind
			request, offer string
			act            Act
		}{{ForNeed, "buses", "bus", Contact}, {ForWant, "room", "hall", Accept}} {
			if err := p.answer(council, x.kind, x.request, x.offer, x.act, "Hello", time.Time{}); !fault.Is(err, fault.Conflict) {
				t.Errorf("%s of %s: %v", x.act, x.offer, err)
			}
		}
		p.expect(council, "", "")
	})
}

// The sides are told of what is new, once a day, and of answers of the other side.
func TestSidesAreToldOfNewOpportunitiesAndAnswers(t *testing.T) {
	inPartnership(t, func(p *partnership) {
		events := func() (all []string) {
			p.must(p.db.View(p.Context(), func(tx *db.Tx) (err error) {
				all, err = db.All(p.Context(), tx, db.Text, `SELECT kind || ' ' || org FROM staffnotice_event ORDER BY kind, org`)
				return err
			}))
			return all
		}
		p.list(council, false)
		p.entries(entry("second", partner, offer.Offered, "accessible-minibus"))
		p.list(council, false)
		const told = "[opportunity-new council opportunity-new invented-partner]"
		if got := fmt.Sprint(events()); got != told {
			t.Errorf("told of what is new: %s", got)
		}
		p.must(p.answer(bob, ForWant, "room", "hall", Contact, "Hello", time.Time{}))
		if got := fmt.Sprint(events()); got != "[opportunity-answered council "+told[1:] {
			t.Errorf("told of an answer: %s", got)
		}
	})
}
