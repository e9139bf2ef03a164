package edit

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Records of a kind with Proposed are about organisations: an organisation proposes changes to its record, and the council,
// which keeps the register, approves them. The two see each other's changes by these rules:
//
//   - The organisation that a record is about sees every change to it.
//   - The council sees what another organisation writes once it is submitted, with its history and the comments on it.
//     Until then it sees what is published, and cannot change it (Copy.Held).
//   - Other organisations see nothing but what is published.

// keeps reports whether by keeps the register of a kind with Proposed.
func (k *Kind) keeps(by actor.Actor) bool { return k.Proposed && by.MayForAll(k.Write) }

// Owns reports whether by may change the published record ref.
func (k *Kind) Owns(ctx context.Context, tx *db.Tx, by actor.Actor, ref string) (owns bool, err error) {
	org := actor.CouncilOrg
	if !by.May(k.Write) || k.keeps(by) {
		return by.May(k.Write), nil
	}
	if k.Org != nil {
		if org, err = k.Org(ctx, tx, ref); err != nil {
			return false, err
		}
	}
	return by.ActsFor(org), nil
}

// proposes reports whether by may propose changes to the record ref of a kind with Proposed, which is about their organisation.
func (k *Kind) proposes(ctx context.Context, tx *db.Tx, by actor.Actor, ref string) (bool, error) {
	if !k.Proposed || ref == "" {
		return false, nil
	}
	org, err := k.Org(ctx, tx, ref)
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	return err == nil && by.ActsFor(org), err
}

// sees reports whether by sees c with its changes. held is set if by sees only what is published.
func (k *Kind) sees(ctx context.Context, tx *db.Tx, by actor.Actor, c *Copy) (sees, held bool, err error) {
	if by.ActsFor(c.Org) {
		return true, false, nil
	}
	if sees, err = k.proposes(ctx, tx, by, c.Record); sees || err != nil {
		return sees, false, err
	}
	if !k.keeps(by) {
		return false, false, nil
	}
	return true, c.State == Draft || c.State == Discarded, nil
}

// MayStart reports whether by may begin a new record: of a register that the council keeps, only its own people, unless
// organisations begin records too.
func (k *Kind) MayStart(by actor.Actor) bool { return !k.Proposed || k.Begun || k.keeps(by) }

// holder returns the organisation in which c is written after by has changed it.
func (k *Kind) holder(by actor.Actor, c *Copy) string {
	if k.keeps(by) || k.Proposed && !c.State.pending() {
		return by.OwnOrg()
	}
	return c.Org
}

// approves reports whether by may approve records of the kind: of a register that the council keeps, only its own people.
func (k *Kind) approves(by actor.Actor) bool {
	return by.May(k.Approve) && (!k.Proposed || by.MayForAll(k.Approve))
}

// approverOrg returns the organisation whose people approve c.
func (k *Kind) approverOrg(c *Copy) string {
	if k.Proposed {
		return actor.CouncilOrg
	}
	return c.Org
}

// writerOrgs returns the organisations whose people may have written c.
func (k *Kind) writerOrgs(ctx context.Context, tx *db.Tx, c *Copy) ([]string, error) {
	orgs := []string{c.Org}
	if k.Proposed && c.Record != "" {
		org, err := k.Org(ctx, tx, c.Record)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return nil, err
		}
		if err == nil && org != c.Org {
			orgs = append(orgs, org)
		}
	}
	return orgs, nil
}

// errHeld is the error for a change to a record that its organisation is changing.
func errHeld() error {
	return fault.New(fault.Conflict,
		"The organisation is changing its entry. You can see and change it once the organisation has submitted its changes.")
}

// longestSubmitted is the order of the submitted copies of a kind.
var longestSubmitted = db.Order{Columns: []db.Column{{Name: "changed_at"}, {Name: "id"}}}

// proposedTo returns what other organisations submitted to the council, of the kinds with Proposed.
func proposedTo(ctx context.Context, tx *db.Tx, by actor.Actor, kinds []Kind, state State) (all []*Copy, err error) {
	for i := range kinds {
		if !kinds[i].keeps(by) || state == Draft {
			continue
		}
		page, err := db.ReadPage(ctx, tx, scanCopy, func(c *Copy) []any { return []any{db.Time(c.ChangedAt), c.ID} },
			db.PageQuery{Order: longestSubmitted, Size: maxWaiting}, `SELECT `+copyColumns+` FROM edit_copy`,
			`kind = $1 AND state = $2 AND org <> $3`, kinds[i].Name, state, actor.CouncilOrg)
		if err != nil {
			return nil, err
		}
		all = append(all, page.Items...)
	}
	return all, nil
}
