package opportunity

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/staffnotice"
	"github.com/folkmoot/folkmoot/match"
)

// Result is what was seen apart from proposals.
type Result struct {
	Computed time.Time        `json:"-"`
	Unserved []match.Unserved `json:"unserved,omitempty"` // needs that no partner serves
	Scarce   []match.Scarce   `json:"scarce,omitempty"`   // skills that several want and no partner offers
	Unseen   match.Unseen     `json:"unseen"`
	Left     int              `json:"left,omitempty"` // proposals that are not kept, because there are too many
}

// Limits of what is stored.
const (
	maxProposals = 2000 // of each kind; the first by rank
	atOnce       = 200  // rows in a transaction
)

// Compute works out what partners could do together, if anything that this rests on has changed. What is read and worked out is
// outside the write lock; the changes are stored in short transactions, and the digest of what they rest on in the last.
func (s *Service) Compute(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "work out opportunities")
	if err := s.settle(ctx); err != nil {
		return err
	}
	var in *inputs
	var known bool
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if in, err = read(ctx, tx, now); err != nil {
			return err
		}
		known, err = db.One(ctx, tx, db.Bool, `SELECT EXISTS (SELECT 1 FROM opportunity_result WHERE basis = $1)`, in.digest())
		return err
	})
	if err != nil || known {
		return err
	}
	found := match.Suggest(&in.world)
	result := &Result{Unserved: found.Unserved, Scarce: found.Scarce, Unseen: found.Unseen}
	proposals := in.proposals(found, result)
	for some := range slices.Chunk(in.changes(proposals), atOnce) {
		if err := s.DB.Update(ctx, func(tx *db.Tx) error { return in.store(ctx, tx, some) }); err != nil {
			return err
		}
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error { return saveResult(ctx, tx, in.digest(), result) })
}

// proposals returns what match found, in the order of ranks: needs before wants.
func (in *inputs) proposals(found *match.Result, result *Result) (all []*Proposal) {
	add := func(kind Kind, c Content) {
		all = append(all, &Proposal{
			ID: idOf(kind, c.Request, c.Offer), Kind: kind, Request: c.Request, Offer: c.Offer, Asks: in.asks(kind, c.Request),
			Offers: c.Partner, State: Suggested, Basis: in.basisOf(kind, c.Request, c.Offer), Content: c,
		})
	}
	kept := func() bool { return len(all) < maxProposals }
	for _, j := range found.Joint {
		for _, m := range j.Matches {
			if kept() {
				add(ForNeed, Content{Match: m, Rank: j.Rank, Missing: j.Missing})
			} else {
				result.Left++
			}
		}
	}
	needs := len(all)
	for _, e := range found.Exchanges {
		if len(all)-needs < maxProposals {
			add(ForWant, Content{Match: e.Match, Rank: e.Rank, Returns: e.Returns})
		} else {
			result.Left++
		}
	}
	return all
}

// change is a proposal to store.
type change struct {
	*Proposal
	position int64
	shelf    string
	fresh    bool // it is suggested, and was not
}

// Shelves of lists.
const (
	openShelf   = "open"
	closedShelf = "closed"
	goneShelf   = "gone"
)

// changes returns what differs from what is stored. Proposals that the sides have taken up, declined or ended keep their state;
// those that are no longer found leave the list, if they were only suggested.
func (in *inputs) changes(found []*Proposal) (all []change) {
	seen := map[string]bool{}
	for i, p := range found {
		if seen[p.ID] { // an offer that meets a need by two terms
			continue
		}
		seen[p.ID] = true
		c := change{Proposal: p, position: int64(i + 1), shelf: openShelf}
		if old := in.stored[p.ID]; old == nil {
			c.fresh = true
		} else {
			p.State, p.Since, p.Changed, p.Version, p.Until = old.State, old.Since, old.Changed, old.Version, old.Until
			p.AsksAccepts, p.OffersAccepts = old.AsksAccepts, old.OffersAccepts
			if old.State.closed() { // found only if what it rests on has changed
				p.State, p.Until, p.AsksAccepts, p.OffersAccepts, c.fresh = Suggested, time.Time{}, false, false, true
			}
		}
		all = append(all, c)
	}
	for id, old := range in.stored {
		if !seen[id] && (old.State == Suggested || old.State == Deferred) {
			all = append(all, change{Proposal: old, shelf: goneShelf})
		}
	}
	slices.SortFunc(all, func(a, b change) int { return cmp.Or(cmp.Compare(a.position, b.position), strings.Compare(a.ID, b.ID)) })
	return all
}

// store stores changes, unless a side has acted on a proposal meanwhile, and notifies the sides of what is new for them.
func (in *inputs) store(ctx context.Context, tx *db.Tx, changes []change) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	for _, c := range changes {
		p := c.Proposal
		old, known := in.stored[p.ID]
		if c.fresh {
			p.Since, p.Changed = in.world.Today, now
		}
		switch {
		case !known:
			if err := insert(ctx, tx, p); err != nil {
				return err
			}
		case c.fresh:
			p.Version++
			if err := p.update(ctx, tx, old.Version); fault.Is(err, fault.Conflict) {
				continue // a side has acted on it; it is looked at again the next time
			} else if err != nil {
				return err
			}
			if err := addAct(ctx, tx, p, actor.AnyOrg, Again, "", now); err != nil {
				return err
			}
		case c.shelf != goneShelf:
			if err := p.updateContent(ctx, tx); err != nil {
				return err
			}
		}
		if err := p.list(ctx, tx, c.shelf, c.position); err != nil {
			return err
		}
		if c.fresh {
			if err := in.notify(ctx, tx, p); err != nil {
				return err
			}
		}
	}
	return nil
}

// notify tells the sides of p that it is new, with one event a day for each side.
func (in *inputs) notify(ctx context.Context, tx *db.Tx, p *Proposal) error {
	title, err := p.title(ctx, tx)
	if err != nil {
		return err
	}
	for _, org := range p.sides() {
		if err := staffnotice.Append(ctx, tx, staffnotice.Event{
			Kind: newNotice, Key: org + "/" + in.world.Today.Format(time.DateOnly), Org: org, Title: title, Link: ListPath,
			Audience: staffnotice.Audience{Can: []actor.Capability{actor.Offer}},
		}); err != nil {
			return err
		}
	}
	return nil
}
