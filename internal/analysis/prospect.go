package analysis

import (
	"context"
	"errors"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Prospect is what releasing the results of a consultation would do now.
type Prospect struct {
	*consult.Consultation
	Releases []*Frozen // those there are, the latest first
	Stops    error     // why nothing can be released; nil: nothing stands in the way
	Next     *Frozen   // what would be released, without Bytes; nil: it is stopped, or nothing has changed
	Reason   bool      // it wants a reason
}

// Prospect counts as a release does, and publishes nothing.
func (s *Service) Prospect(ctx context.Context, by actor.Actor, slug string) (p *Prospect, err error) {
	defer fault.Wrap(&err, "see what a release of %s would be", slug)
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		p = new(Prospect)
		c, now, err := s.ready(ctx, tx, by, slug)
		if c == nil {
			return err
		}
		p.Consultation = c
		if err := p.stop(err); err != nil {
			return err
		}
		if p.Releases, err = List(ctx, tx, slug); err != nil || p.Stops != nil {
			return err
		}
		next, _, err := s.next(ctx, tx, c, "")
		if fault.Is(err, fault.Conflict) { // it has changed since the last release
			p.Reason = true
			next, _, err = s.next(ctx, tx, c, "?")
		}
		if err := p.stop(err); err != nil || p.Stops != nil {
			return err
		}
		if next.Bytes == nil {
			next.At, next.Reason = now, ""
			p.Next = next
		}
		return nil
	})
	return p, err
}

// stop keeps err if it is for people to read, and returns it if it is not.
func (p *Prospect) stop(err error) error {
	if refused, ok := errors.AsType[*fault.Error](err); ok && refused.Kind == fault.Conflict {
		p.Stops, err = err, nil
	}
	return err
}
