package opportunity

import (
	"context"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/offer"
	"github.com/folkmoot/folkmoot/internal/staffnotice"
)

// ListPath is where people of partners see what their organisation could do together with others.
const ListPath = "/staff/opportunities"

// Service works out opportunities and keeps what partners answer.
type Service struct{ DB *db.DB }

// Kinds of notices.
const (
	newNotice      = "opportunity-new"
	answeredNotice = "opportunity-answered"
)

// Notices returns the events that the sides of a proposal are notified of.
func (s *Service) Notices() []staffnotice.Kind {
	needs := []actor.Capability{actor.Offer}
	return []staffnotice.Kind{
		{Name: newNotice, Say: "There are new opportunities to work together", Needs: needs},
		{Name: answeredNotice, Say: "There is an answer about an opportunity to work together", Default: staffnotice.AtOnce, Needs: needs},
	}
}

// listOf returns the organisation whose list by sees: actor.AnyOrg for the council, which sees all.
func listOf(by actor.Actor) string {
	if by.MayForAll(actor.Offer) {
		return actor.AnyOrg
	}
	return by.Org
}

// List returns a page of the proposals that by may see: the council sees all, partners those of which they are a side.
func (s *Service) List(ctx context.Context, tx *db.Tx, by actor.Actor, closed bool, at string, size int) (db.Page[Listed], error) {
	if !by.May(actor.Offer) {
		return db.Page[Listed]{}, notFound()
	}
	return List(ctx, tx, listOf(by), closed, at, size)
}

// Get returns a proposal that by may see, with what was done about it, the latest first.
func (s *Service) Get(ctx context.Context, tx *db.Tx, by actor.Actor, id string) (*Proposal, []Done, error) {
	p, err := get(ctx, tx, id)
	if err == nil && (!by.May(actor.Offer) || !p.isSide(by) && listOf(by) != actor.AnyOrg) {
		err = notFound()
	}
	if err != nil {
		return nil, nil, err
	}
	done, err := acts(ctx, tx, id)
	return p, done, err
}

func notFound() error { return fault.New(fault.NotFound, "We cannot find that proposal.") }

// Answer is what a person of a side does.
type Answer struct {
	Act     Act
	Version int64     // of the proposal that they saw
	Words   string    // a message, or the reason
	Until   time.Time // last day of an agreement, or the day to which it is deferred
}

// Answer does what a person of one side chose. Nothing is agreed before both sides have accepted.
func (s *Service) Answer(ctx context.Context, by actor.Actor, id string, a Answer) (err error) {
	defer fault.Wrap(&err, "answer opportunity %s", id)
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		p, _, err := s.Get(ctx, tx, by, id)
		if err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		a.Words = strings.TrimSpace(a.Words)
		if p.Version != a.Version {
			return fault.New(fault.Conflict, "The other organisation has answered since you opened the page. Open it again to see the answer.")
		}
		allowed := false
		for _, act := range p.May(by) {
			allowed = allowed || act == a.Act
		}
		if !allowed {
			return fault.New(fault.Forbidden, "Your organisation cannot do this now.")
		}
		if err := a.check(now); err != nil {
			return err
		}
		if err := p.apply(ctx, tx, by, a, now); err != nil {
			return err
		}
		return p.done(ctx, tx, by, a.Act, a.Words, now)
	})
}

// check returns fault.Invalid if something is missing.
func (a *Answer) check(now time.Time) error {
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
	switch {
	case a.Act == Contact && a.Words == "":
		return fault.New(fault.Invalid, "Write a message to the other organisation.")
	case (a.Act == Decline || a.Act == Defer || a.Act == End) && a.Words == "":
		return fault.New(fault.Invalid, "Give a reason. The other organisation will see it.")
	case a.Act == Defer && !a.Until.After(today):
		return fault.New(fault.Invalid, "Enter the day from which you want to see it again. It must be after today.")
	case a.Act == Contact && !a.Until.IsZero() && a.Until.Before(today):
		return fault.New(fault.Invalid, "The last day of the agreement cannot be over.")
	}
	return nil
}

// apply changes the state of p.
func (p *Proposal) apply(ctx context.Context, tx *db.Tx, by actor.Actor, a Answer, now time.Time) error {
	switch a.Act {
	case Contact:
		if err := p.requireOpen(ctx, tx, now); err != nil {
			return err
		}
		p.State, p.Until, p.AsksAccepts, p.OffersAccepts = Contacted, a.Until, false, false
	case Accept:
		p.AsksAccepts = p.AsksAccepts || by.ActsFor(p.Asks)
		p.OffersAccepts = p.OffersAccepts || by.ActsFor(p.Offers)
		if !p.AsksAccepts || !p.OffersAccepts {
			return p.requireOpen(ctx, tx, now)
		}
		p.State = Agreed
		for _, ref := range p.entries() {
			if err := offer.Close(ctx, tx, ref, p.ID); err != nil {
				return err
			}
		}
	case Withdraw:
		p.AsksAccepts = p.AsksAccepts && !by.ActsFor(p.Asks)
		p.OffersAccepts = p.OffersAccepts && !by.ActsFor(p.Offers)
	case Decline:
		p.State, p.AsksAccepts, p.OffersAccepts = Declined, false, false
	case Defer:
		p.State, p.Until, p.AsksAccepts, p.OffersAccepts = Deferred, a.Until, false, false
	case End:
		return p.end(ctx, tx)
	}
	return nil
}

// entries returns the references of the offer, and of the want if that asks.
func (p *Proposal) entries() []string {
	if p.Kind == ForWant {
		return []string{p.Offer, p.Request}
	}
	return []string{p.Offer}
}

// requireOpen returns fault.Conflict if the offer, or what is wanted, has expired or is agreed otherwise.
func (p *Proposal) requireOpen(ctx context.Context, tx *db.Tx, now time.Time) error {
	for _, ref := range p.entries() {
		e, err := offer.Get(ctx, tx, ref)
		if err != nil {
			return err
		}
		if !e.OpenOn(now) {
			return fault.Newf(fault.Conflict, "“%s” is no longer offered or wanted.", e.Title)
		}
	}
	return nil
}

// end ends an agreement. What was agreed is open again.
func (p *Proposal) end(ctx context.Context, tx *db.Tx) error {
	p.State, p.AsksAccepts, p.OffersAccepts = Ended, false, false
	for _, ref := range p.entries() {
		if err := offer.Reopen(ctx, tx, ref, p.ID); err != nil {
			return err
		}
	}
	return nil
}

// done stores p after an act, with its entry in the audit log, and notifies the other side.
func (p *Proposal) done(ctx context.Context, tx *db.Tx, by actor.Actor, act Act, words string, now time.Time) error {
	before := p.Version
	p.Version, p.Changed = before+1, now
	if err := p.update(ctx, tx, before); err != nil {
		return err
	}
	shelf := openShelf
	if p.State.closed() {
		shelf = closedShelf
	}
	if err := p.list(ctx, tx, shelf, 0); err != nil {
		return err
	}
	if err := addAct(ctx, tx, p, by.Org, act, words, now); err != nil {
		return err
	}
	title, err := p.title(ctx, tx)
	if err != nil {
		return err
	}
	for _, org := range p.sides() {
		if by.Org == org {
			continue
		}
		if err := staffnotice.Append(ctx, tx, staffnotice.Event{
			Kind: answeredNotice, Key: p.ID + "/" + db.JSON(p.Version) + "/" + org, Org: org, Title: title, Link: ListPath + "/" + p.ID,
			Audience: staffnotice.Audience{Can: []actor.Capability{actor.Offer}},
		}); err != nil {
			return err
		}
	}
	return audit.Append(ctx, tx, by, string(act)+"-opportunity", "opportunity", p.ID, "")
}

// settle ends agreements whose last day is over, and opens for an answer again what was deferred until today, and what one side
// took up and the other has not answered for lapsesAfter days.
func (s *Service) settle(ctx context.Context) error {
	var due []*Proposal
	if err := s.DB.View(ctx, func(tx *db.Tx) error {
		due = nil
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		for _, state := range []State{Agreed, Contacted, Deferred} {
			if err := each(ctx, tx, func(p *Proposal) error {
				if p.isDue(now) {
					due = append(due, p)
				}
				return nil
			}, `p.state = $1`, string(state)); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return err
	}
	for _, p := range due {
		err := s.DB.Update(ctx, func(tx *db.Tx) error {
			now, err := tx.Now(ctx)
			if err != nil {
				return err
			}
			fresh, err := get(ctx, tx, p.ID)
			if err != nil || !fresh.isDue(now) {
				return err
			}
			if fresh.State == Agreed {
				if err := fresh.end(ctx, tx); err != nil {
					return err
				}
				return fresh.done(ctx, tx, actor.System, End, "", now)
			}
			fresh.State, fresh.Until, fresh.AsksAccepts, fresh.OffersAccepts = Suggested, time.Time{}, false, false
			return fresh.done(ctx, tx, actor.System, Lapse, "", now)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// isDue reports whether something happens to p without an act of a person.
func (p *Proposal) isDue(now time.Time) bool {
	switch p.State {
	case Agreed:
		return !p.Until.IsZero() && !now.Before(p.Until.AddDate(0, 0, 1))
	case Deferred:
		return !now.Before(p.Until)
	case Contacted:
		return !now.Before(p.Changed.AddDate(0, 0, lapsesAfter))
	}
	return false
}
