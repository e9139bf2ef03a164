package analysis

import (
	"context"
	"errors"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Preview is the result of releasing the results of a consultation now.
type Preview struct {
	*consult.Consultation
	Releases    []Head         // existing releases, the latest first
	Blocked     error          // why nothing can be released; nil if it can
	Next        *StoredRelease // what would be released, with nil Bytes; nil if blocked or unchanged
	NeedsReason bool           // the release needs a reason
}

// Preview counts the responses like Release, but publishes nothing.
func (s *Service) Preview(ctx context.Context, by actor.Actor, slug string) (p *Preview, err error) {
	defer fault.Wrap(&err, "preview a release of %s", slug)
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
		if p.Releases, err = Heads(ctx, tx, slug); err != nil || p.Blocked != nil {
			return err
		}
		next, _, err := s.nextRelease(ctx, tx, c, "")
		if fault.Is(err, fault.Conflict) { // changed since the last release
			p.NeedsReason = true
			next, _, err = s.nextRelease(ctx, tx, c, placeholderReason)
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

// placeholderReason is the reason of a previewed release until there is a real
// one.
const placeholderReason = "?"

// block stores err in p.Blocked if it is a fault.Conflict, and returns any other.
func (p *Preview) block(err error) error {
	if refused, ok := errors.AsType[*fault.Error](err); ok && refused.Kind == fault.Conflict {
		p.Blocked, err = err, nil
	}
	return err
}
