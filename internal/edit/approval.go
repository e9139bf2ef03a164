package edit

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Submit asks for approval. If the record cannot be published as it is, the error is a *MistakesError.
func (s *Service) Submit(ctx context.Context, by actor.Actor, k *Kind, address string, version int64) (c *Copy, err error) {
	defer fault.Wrap(&err, "submit %s %s", k.Name, address)
	c, err = s.Get(ctx, by, k, address)
	if err != nil {
		return nil, err
	}
	if err := s.checkDeclared(ctx, by, k, c); err != nil {
		return nil, err
	}
	if err := s.try(ctx, by, k, c, s.publish); err != nil {
		return nil, err
	}
	return s.change(ctx, by, k, address, version, SubmitAct, func(tx *db.Tx, c *Copy) error {
		if c.State != Draft && c.State != Returned {
			return staleError()
		}
		c.State, c.SubmittedBy = Submitted, by.ID
		c.addWriter(by.ID)
		return s.noticeSubmitted(ctx, tx, by, k, c)
	})
}

// MayApprove reports whether by may approve or return c: they have the capability, and did not write c themselves unless
// the council lets them.
func (s *Service) MayApprove(ctx context.Context, by actor.Actor, k *Kind, c *Copy) (may, same bool, err error) {
	if !k.approves(by) {
		return false, false, nil
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error { may, same, err = s.mayApprove(ctx, tx, by, k, c); return err })
	return may, same, err
}

func (s *Service) mayApprove(ctx context.Context, tx *db.Tx, by actor.Actor, k *Kind, c *Copy) (may, same bool, err error) {
	same = k.OwnApproval
	if s.SamePersonMayApprove != nil && !same {
		if same, err = s.SamePersonMayApprove(ctx, tx, k.Name); err != nil {
			return false, false, err
		}
	}
	return k.approves(by) && (same || !slices.Contains(c.Writers, by.ID)), same, nil
}

func (s *Service) requireApprover(ctx context.Context, tx *db.Tx, by actor.Actor, k *Kind, c *Copy) error {
	if !k.approves(by) {
		return forbidden()
	}
	may, _, err := s.mayApprove(ctx, tx, by, k, c)
	if err == nil && !may {
		return writerError()
	}
	return err
}

func writerError() error {
	return fault.New(fault.Forbidden, "Another person must approve this, because you wrote or changed it.")
}

// Approve allows c to be published.
func (s *Service) Approve(ctx context.Context, by actor.Actor, k *Kind, address string, version int64) (*Copy, error) {
	return s.change(ctx, by, k, address, version, ApproveAct, s.approving(ctx, by, k, givenNotice))
}

// approving returns what approves a copy, and notifies those who wrote it.
func (s *Service) approving(ctx context.Context, by actor.Actor, k *Kind, notice string) func(*db.Tx, *Copy) error {
	return func(tx *db.Tx, c *Copy) error {
		if c.State != Submitted {
			return staleError()
		}
		c.State, c.ApprovedBy = Approved, by.ID
		if err := s.requireApprover(ctx, tx, by, k, c); err != nil {
			return err
		}
		return k.noticeWriters(ctx, tx, by, c, notice, occasion())
	}
}

// MayApproveAndPublish reports whether by may do both to c in one step, given that they may approve it. With same, the
// council lets people approve what they wrote.
func (c *Copy) MayApproveAndPublish(by actor.Actor, same bool) bool {
	return c.State == Submitted && (same || !slices.Contains(c.Writers, by.ID))
}

// ApproveAndPublish is Approve and Publish in one transaction, with the version and the audit entry of each. Kind.Publish
// runs after the version of the approval is stored.
func (s *Service) ApproveAndPublish(ctx context.Context, by actor.Actor, k *Kind, address string, version int64) (*Copy, error) {
	if err := s.checkLatest(ctx, by, k, address, version); err != nil {
		return nil, err
	}
	return s.actIn(ctx, s.publishing, by, k, address, version, PublishAct, func(l *definition.Loading, c *Copy) error {
		if c.State != Submitted {
			return staleError()
		}
		if err := k.requireUnchanged(ctx, l.Tx, c); err != nil {
			return err
		}
		if err := s.approving(ctx, by, k, givenAndPublishedNotice)(l.Tx, c); err != nil {
			return err
		}
		if err := k.saveAct(ctx, l.Tx, by, c, ApproveAct); err != nil {
			return err
		}
		if err := s.publishCopy(ctx, l, k, c); err != nil {
			return err
		}
		return k.saveAct(ctx, l.Tx, by, c, PublishAct)
	})
}

// Return asks for changes, with a comment that says which.
func (s *Service) Return(ctx context.Context, by actor.Actor, k *Kind, address string, version int64, comment string) (*Copy, error) {
	if strings.TrimSpace(comment) == "" {
		return nil, fault.New(fault.Invalid, "Say what needs to change.")
	}
	return s.change(ctx, by, k, address, version, ReturnAct, func(tx *db.Tx, c *Copy) error {
		if c.State != Submitted && c.State != Approved {
			return staleError()
		}
		c.State, c.ApprovedBy = Returned, ""
		if err := s.requireApprover(ctx, tx, by, k, c); err != nil {
			return err
		}
		if err := addComment(ctx, tx, by, c, "", strings.TrimSpace(comment)); err != nil {
			return err
		}
		return k.noticeWriters(ctx, tx, by, c, returnedNotice, occasion())
	})
}

// Publish stores c as the record. It must be approved, or by may approve it themselves.
func (s *Service) Publish(ctx context.Context, by actor.Actor, k *Kind, address string, version int64) (*Copy, error) {
	if err := s.checkLatest(ctx, by, k, address, version); err != nil {
		return nil, err
	}
	return s.changeIn(ctx, s.publishing, by, k, address, version, PublishAct, func(l *definition.Loading, c *Copy) error {
		tx := l.Tx
		if !c.State.pending() {
			return staleError()
		}
		if c.State != Approved {
			_, same, err := s.mayApprove(ctx, tx, by, k, c)
			if err == nil && !same {
				err = fault.New(fault.Forbidden, "This must be approved before it is published.")
			}
			if err == nil {
				err = s.requireApprover(ctx, tx, by, k, c)
			}
			if err != nil {
				return err
			}
			c.ApprovedBy = by.ID
			if err := k.noticeWriters(ctx, tx, by, c, givenNotice, occasion()); err != nil {
				return err
			}
		}
		if err := k.requireUnchanged(ctx, tx, c); err != nil {
			return err
		}
		return s.publishCopy(ctx, l, k, c)
	})
}

// checkLatest is checkDeclared for a version of a record that is the latest; another is refused later.
func (s *Service) checkLatest(ctx context.Context, by actor.Actor, k *Kind, address string, version int64) error {
	latest, err := s.Get(ctx, by, k, address)
	if err != nil || latest.Version != version {
		return err
	}
	return s.checkDeclared(ctx, by, k, latest)
}

// requireUnchanged returns a *ConflictError if the published record is no longer the one on which c is based.
func (k *Kind) requireUnchanged(ctx context.Context, tx *db.Tx, c *Copy) error {
	published, err := k.loadPublished(ctx, tx, c.Record)
	if err == nil && SeenOf(published) != c.Seen() {
		err = newConflict(k, c, c.Base, c.Values, published, true)
	}
	return err
}

// publishCopy stores c as the record, after which c is the same as what is published.
func (s *Service) publishCopy(ctx context.Context, l *definition.Loading, k *Kind, c *Copy) (err error) {
	if err := s.publish(ctx, l, k, c); err != nil {
		return err
	}
	if c.Values, err = k.Load(ctx, l.Tx, c.Record); err != nil {
		return err
	}
	c.Base, c.State, c.Writers = c.Values.Clone(), Published, nil
	return nil
}

// publish passes the values to the feature, and sets the reference of a new record.
func publish(ctx context.Context, l *definition.Loading, k *Kind, c *Copy) error {
	if wrong := k.check(c.Values, true); len(wrong) > 0 {
		return &MistakesError{wrong}
	}
	if c.Record == "" {
		base := refFrom(c.Title, k.Name)
		c.Record = base
		for n := 2; ; n++ {
			taken, err := k.loadPublished(ctx, l.Tx, c.Record)
			if err != nil {
				return err
			}
			if taken == nil && c.Record != "new" { // the address of the form for a new record
				break
			}
			c.Record = fmt.Sprintf("%s-%d", base, n)
		}
	}
	err := k.Publish(ctx, l, c.Record, c.Values)
	if wrong := k.mistakes(err); err != nil && wrong != nil {
		return wrong
	}
	return err
}

// errTrial ends the transaction of a trial.
var errTrial = errors.New("edit: end of the trial")

// try publishes c in a transaction that is undone, with publish or [Service.publish].
func (s *Service) try(
	ctx context.Context, by actor.Actor, k *Kind, c *Copy, publish func(context.Context, *definition.Loading, *Kind, *Copy) error,
) error {
	err := s.publishing(ctx, by, func(l *definition.Loading) error {
		trial := *c
		if err := publish(ctx, l, k, &trial); err != nil {
			return err
		}
		return errTrial
	})
	if errors.Is(err, errTrial) {
		return nil
	}
	return err
}

// Undo makes the values of an earlier version the next version.
func (s *Service) Undo(ctx context.Context, by actor.Actor, k *Kind, address string, version, to int64) (*Copy, error) {
	return s.change(ctx, by, k, address, version, UndoAct, func(tx *db.Tx, c *Copy) error {
		v, err := findVersion(ctx, tx, c, to)
		if err != nil {
			return err
		}
		if v == nil {
			return notFound()
		}
		keepForbidden(by, k, v.Values, c)
		c.Values, c.State, c.SubmittedBy, c.ApprovedBy = v.Values, Draft, "", ""
		k.setTitle(c)
		c.addWriter(by.ID)
		return nil
	})
}
