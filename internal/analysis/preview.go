package analysis

import (
	"context"
	"errors"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Preview is what releasing the results of a consultation would do now.
type Preview struct {
	*consult.Consultation
	Releases    []*StoredRelease // those there are, the latest first
	Blocked     error            // why nothing can be released; nil: nothing stands in the way
	Next        *StoredRelease   // what would be released, without Bytes; nil: it is stopped, or nothing has changed
	NeedsReason bool             // it wants a reason
}

// Preview counts as a release does, and publishes nothing.
func (s *Service) Preview(ctx context.Context, by actor.Actor, slug string) (p *Preview, err error) {
	defer fault.Wrap(&err, "see what a release of %s would be", slug)
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		p = new(Preview)
		c, now, err := s.checkReady(ctx, tx, by, slug)
		if c == nil {
			return err
		}
		p.Consultation = c
		if err := p.block(err); err != nil {
			return err
		}
		if p.Releases, err = List(ctx, tx, slug); err != nil || p.Blocked != nil {
			return err
		}
		next, _, err := s.nextRelease(ctx, tx, c, "")
		if fault.Is(err, fault.Conflict) { // it has changed since the last release
			p.NeedsReason = true
			next, _, err = s.nextRelease(ctx, tx, c, "?")
		}
		if err := p.block(err); err != nil || p.Blocked != nil {
			return err
		}
		if next.Bytes == nil {
			next.ReleasedAt, next.Reason = now, ""
			p.Next = next
		}
		return nil
	})
	return p, err
}

// block keeps err if it is for people to read, and returns it if it is not.
func (p *Preview) block(err error) error {
	if refused, ok := errors.AsType[*fault.Error](err); ok && refused.Kind == fault.Conflict {
		p.Blocked, err = err, nil
	}
	return err
}
