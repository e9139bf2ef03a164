package account

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

var errOrgSuspended = fault.New(fault.Conflict, "This organisation is suspended. Restore it first.")

// SuspendOrg keeps everybody of a partner out, from their next request on. What
// belongs to it stays where it is, and the council sees it as before.
func (s *Service) SuspendOrg(ctx context.Context, by actor.Actor, id, why string) (err error) {
	defer fault.Wrap(&err, "suspend organisation %s", id)
	return s.updateOrgSuspension(ctx, by, id, why, func(tx *db.Tx, o Org, why string) error {
		if o.IsSuspended() {
			return fault.New(fault.Conflict, "This organisation is already suspended.")
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE account_org SET suspended_at = $2, suspend_reason = $3 WHERE id = $1`, id, db.Time(now), why); err != nil {
			return err
		}
		people, err := peopleInOrg(ctx, tx, id)
		if err != nil {
			return err
		}
		for _, p := range people {
			for _, kind := range []TokenKind{ResetToken, EmailToken} {
				if err := revokeTokens(ctx, tx, p.ID, kind, now); err != nil {
					return err
				}
			}
			if err := endSessions(ctx, tx, p); err != nil {
				return err
			}
			if err := updatePerson(ctx, tx, p); err != nil {
				return err
			}
		}
		return audit.Append(ctx, tx, by, "suspend-organisation", "organisation", id, why)
	})
}

// RestoreOrg lets a suspended organisation in again. Who of it was suspended
// themselves stays so.
func (s *Service) RestoreOrg(ctx context.Context, by actor.Actor, id, why string) (err error) {
	defer fault.Wrap(&err, "restore organisation %s", id)
	return s.updateOrgSuspension(ctx, by, id, why, func(tx *db.Tx, o Org, why string) error {
		if !o.IsSuspended() {
			return fault.New(fault.Conflict, "This organisation is not suspended.")
		}
		if _, err := tx.Exec(ctx, `UPDATE account_org SET suspended_at = '', suspend_reason = '' WHERE id = $1`, id); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "restore-organisation", "organisation", id, why)
	})
}

// updateOrgSuspension changes how organisation id stands, for a reason. The council always
// stands.
func (s *Service) updateOrgSuspension(
	ctx context.Context,
	by actor.Actor,
	id, why string,
	fn func(tx *db.Tx, o Org, why string) error,
) error {
	if !by.May(actor.Operate) {
		return fault.New(fault.Forbidden, "You do not have permission to suspend organisations.")
	}
	why, err := checkReason(why)
	if err != nil {
		return err
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		o, err := GetOrg(ctx, tx, id)
		if err != nil {
			return err
		}
		if o.Kind == Council {
			return fault.New(fault.Conflict, "The council runs this service and cannot be suspended.")
		}
		return fn(tx, o, why)
	})
}

// GetManagedOrg returns organisation id if by looks after its standing.
func (s *Service) GetManagedOrg(ctx context.Context, by actor.Actor, id string) (o Org, err error) {
	if !by.May(actor.Operate) {
		return o, fault.New(fault.Forbidden, "You do not have permission to suspend organisations.")
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		o, err = GetOrg(ctx, tx, id)
		return err
	})
	return o, err
}
