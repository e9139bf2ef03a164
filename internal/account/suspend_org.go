package account

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

var errOrgSuspended = fault.New(fault.Conflict, "This organisation is suspended. Restore it first.")

// SuspendOrg suspends a partner organisation: from their next request on, none
// of its people is signed in or can sign in. Its data does not change and the
// council can still see it. It needs actor.Operate and a reason.
func (s *Service) SuspendOrg(ctx context.Context, by actor.Actor, id, reason string) (err error) {
	defer fault.Wrap(&err, "suspend organisation %s", id)
	return s.updateOrgSuspension(ctx, by, id, reason, func(tx *db.Tx, o Org, reason string) error {
		if o.IsSuspended() {
			return fault.New(fault.Conflict, "This organisation is already suspended.")
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(
			ctx,
			`UPDATE account_org SET suspended_at = $2, suspend_reason = $3 WHERE id = $1`,
			id, db.Time(now), reason,
		); err != nil {
			return err
		}
		if err := eachPersonInOrg(ctx, tx, id, func(p *Person) error {
			if err := s.signIn.RevokeLinks(ctx, tx, p, false); err != nil {
				return err
			}
			return s.signIn.EndSessions(ctx, tx, p)
		}); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "suspend-organisation", "organisation", id, reason)
	})
}

// RestoreOrg ends the suspension of an organisation. Accounts that were
// suspended individually stay suspended. It needs actor.Operate and a reason.
func (s *Service) RestoreOrg(ctx context.Context, by actor.Actor, id, reason string) (err error) {
	defer fault.Wrap(&err, "restore organisation %s", id)
	return s.updateOrgSuspension(ctx, by, id, reason, func(tx *db.Tx, o Org, reason string) error {
		if !o.IsSuspended() {
			return fault.New(fault.Conflict, "This organisation is not suspended.")
		}
		if _, err := tx.Exec(
			ctx,
			`UPDATE account_org SET suspended_at = '', suspend_reason = '' WHERE id = $1`,
			id,
		); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "restore-organisation", "organisation", id, reason)
	})
}

var errSuspendForbidden = fault.New(fault.Forbidden, "You do not have permission to suspend organisations.")

// updateOrgSuspension checks permission and reason and calls fn in a
// transaction. It refuses to change the council.
func (s *Service) updateOrgSuspension(
	ctx context.Context,
	by actor.Actor,
	id, reason string,
	fn func(tx *db.Tx, o Org, reason string) error,
) error {
	if !by.May(actor.Operate) {
		return errSuspendForbidden
	}
	reason, err := checkReason(reason)
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
		return fn(tx, o, reason)
	})
}

// GetManagedOrg returns organisation id for an actor with actor.Operate.
func (s *Service) GetManagedOrg(ctx context.Context, by actor.Actor, id string) (o Org, err error) {
	if !by.May(actor.Operate) {
		return o, errSuspendForbidden
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		o, err = GetOrg(ctx, tx, id)
		return err
	})
	return o, err
}
