package intake

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/survey"
)

// formCacheEntry is what everybody who sends at the same time asks for alike.
type formCacheEntry struct {
	consultation *consult.Consultation
	form         *survey.Form
	expires      time.Time
}

// formCacheTTL is how long it may be used again. It decides nothing: whether a
// consultation takes a response is asked in the transaction that keeps it.
const formCacheTTL = time.Second

// CachedForm returns a consultation and the present form of one of its editions,
// as they were at most a second ago.
func (s *Service) CachedForm(ctx context.Context, slug, edition string) (*consult.Consultation, *survey.Form, error) {
	key := slug + "\x00" + edition
	if kept, ok := s.formCache.Load(key); ok && s.Now().Before(kept.(*formCacheEntry).expires) {
		return kept.(*formCacheEntry).consultation, kept.(*formCacheEntry).form, nil
	}
	step := &formCacheEntry{expires: s.Now().Add(formCacheTTL)}
	err := s.DB.View(ctx, func(tx *db.Tx) (err error) {
		if step.consultation, err = consult.Get(ctx, tx, slug); err != nil {
			return err
		}
		if step.consultation.Stage == consult.StageDraft {
			return fault.New(fault.NotFound, "We cannot find that consultation.")
		}
		refs, err := consult.Forms(ctx, tx, slug)
		if err != nil {
			return err
		}
		for _, ref := range refs {
			if ref.Edition == edition {
				step.form, err = s.Form(ctx, tx, ref.Version)
				return err
			}
		}
		return fault.New(fault.NotFound, "We cannot find that questionnaire. Check the consultation page for the versions available.")
	})
	if err != nil {
		return nil, nil, err
	}
	s.formCache.Store(key, step)
	return step.consultation, step.form, nil
}
