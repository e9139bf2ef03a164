package analysis

import (
	"cmp"
	"context"
	"encoding/json"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
)

// Preview is the result of releasing the results of a consultation now.
type Preview struct {
	*consult.Consultation
	Releases []Head // existing releases, the latest first
	// Characteristics are the questions by which a release can have answers.
	Characteristics []Characteristic
	Obstacles       Obstacles      // everything that is in the way of a release
	Next            *StoredRelease // what would be released, with nil Bytes; nil if there are obstacles, or if it is unchanged or not counted
	NeedsReason     bool           // the release needs a reason
	GroupBy         string         // ID of the characteristic by which Next has answers; "" for none
	NotCounted      bool           // the present responses have not been counted, because counting takes long
}

// IsBlocked reports whether nothing can be released now.
func (p *Preview) IsBlocked() bool { return len(p.Obstacles) > 0 }

// Preview counts the responses like Publish with this characteristic, but publishes nothing.
func (s *Service) Preview(ctx context.Context, by actor.Actor, slug, groupBy string) (p *Preview, err error) {
	defer fault.Wrap(&err, "preview a release of %s", slug)
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		if p, err = s.checkPreview(ctx, tx, by, slug, groupBy); err != nil || p.IsBlocked() {
			return err
		}
		return s.count(ctx, tx, p)
	})
	return p, err
}

// maxCountedAtOnce is the number of responses that are counted while a page is made,
// which takes about a tenth of a second.
const maxCountedAtOnce = 2000

// PreviewQuickly is Preview if that takes an instant, because there are few responses or
// because counted, which CountPreview returned, is still up to date. Otherwise the
// preview is NotCounted.
func (s *Service) PreviewQuickly(ctx context.Context, by actor.Actor, slug, groupBy string, counted []byte) (p *Preview, err error) {
	defer fault.Wrap(&err, "preview a release of %s", slug)
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		if p, err = s.checkPreview(ctx, tx, by, slug, groupBy); err != nil || p.IsBlocked() {
			return err
		}
		if found, err := p.load(ctx, tx, counted); err != nil || found {
			return err
		}
		n, err := intake.Count(ctx, tx, slug)
		if p.NotCounted = n > s.maxCounted(); err != nil || p.NotCounted {
			return err
		}
		return s.count(ctx, tx, p)
	})
	return p, err
}

func (s *Service) maxCounted() int64 { return cmp.Or(s.MaxCountedAtOnce, maxCountedAtOnce) }

// CountOperation is the kind of the operation that counts responses with CountPreview.
const CountOperation = "count-responses"

// CountPreview counts the responses for PreviewQuickly. say returns the sentence that
// tells people why nothing can be released.
func (s *Service) CountPreview(
	ctx context.Context, by actor.Actor, slug, groupBy string, say func(error) string,
) (counted []byte, responses int64, err error) {
	defer fault.Wrap(&err, "count the responses to %s", slug)
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		p, err := s.checkPreview(ctx, tx, by, slug, groupBy)
		if err == nil {
			err = p.Obstacles.Err()
		}
		if err != nil {
			return err
		}
		in, err := readInputs(ctx, tx, p.Consultation)
		if err != nil {
			return err
		}
		if err := s.count(ctx, tx, p); err != nil {
			return err
		}
		saved := savedPreview{Epoch: in.epoch, End: in.end, Rest: in.rest, GroupBy: groupBy, NeedsReason: p.NeedsReason}
		if p.IsBlocked() {
			saved.Blocked = say(p.Obstacles.Err())
		}
		if p.Next != nil {
			saved.Next, saved.At = p.Next.Release, p.Next.ReleasedAt
		}
		if responses, err = intake.Count(ctx, tx, slug); err == nil {
			counted, err = json.Marshal(saved)
		}
		return err
	})
	return counted, responses, err
}

// savedPreview is a Preview as CountPreview returns it, with the inputs that it counted.
type savedPreview struct {
	Epoch, End  int64
	Rest        string
	GroupBy     string
	Blocked     string
	NeedsReason bool
	Next        *Release
	At          time.Time
}

// load sets p to what CountPreview counted, if nothing has changed since.
func (p *Preview) load(ctx context.Context, tx *db.Tx, counted []byte) (bool, error) {
	if len(counted) == 0 {
		return false, nil
	}
	var saved savedPreview
	if err := json.Unmarshal(counted, &saved); err != nil {
		return false, err
	}
	if saved.GroupBy != p.GroupBy {
		return false, nil
	}
	in := inputs{epoch: saved.Epoch, end: saved.End, rest: saved.Rest}
	if changed, err := in.changed(ctx, tx, p.Consultation); err != nil || changed {
		return false, err
	}
	p.NeedsReason = saved.NeedsReason
	if saved.Blocked != "" {
		p.Obstacles = Obstacles{{Err: &fault.Error{Kind: fault.Conflict, Say: saved.Blocked}}}
	}
	if saved.Next != nil {
		p.Next = &StoredRelease{Release: saved.Next, ReleasedAt: saved.At}
	}
	return true, nil
}

// checkPreview returns the preview without what has to be counted for it.
func (s *Service) checkPreview(ctx context.Context, tx *db.Tx, by actor.Actor, slug, groupBy string) (*Preview, error) {
	c, _, all, err := s.obstacles(ctx, tx, by, slug)
	if err != nil {
		return nil, err
	}
	p := &Preview{Consultation: c, Obstacles: all, GroupBy: groupBy}
	if p.Releases, err = Heads(ctx, tx, slug); err != nil {
		return nil, err
	}
	p.Characteristics, err = findCharacteristics(ctx, tx, c, groupBy)
	return p, err
}

// count counts the responses for p.
func (s *Service) count(ctx context.Context, tx *db.Tx, p *Preview) error {
	next, _, err := s.nextRelease(ctx, tx, p.Consultation, Terms{GroupBy: p.GroupBy})
	if fault.Is(err, fault.Conflict) { // changed since the last release
		p.NeedsReason = true
		next, _, err = s.nextRelease(ctx, tx, p.Consultation, Terms{placeholderReason, p.GroupBy})
	}
	if fault.Is(err, fault.Conflict) {
		p.Obstacles, err = Obstacles{{Err: err}}, nil
	}
	if err != nil || p.IsBlocked() {
		return err
	}
	if next.Bytes != nil {
		return nil
	}
	p.Next, next.Reason = next, ""
	next.ReleasedAt, err = tx.Now(ctx)
	return err
}

// placeholderReason is the reason of a previewed release until there is a real
// one.
const placeholderReason = "?"
