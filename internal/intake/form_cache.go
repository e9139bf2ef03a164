package intake

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/survey"
)

// formCacheEntry is the value of Service.formCache: what all requests that send a
// response to the same edition need.
type formCacheEntry struct {
	consultation *consult.Consultation
	form         *survey.Form
	expires      time.Time
}

// formCacheTTL is how long an entry is used. A stale entry cannot let a late
// response in: the transaction that stores a response checks whether the
// consultation accepts it.
const formCacheTTL = time.Second

// CachedForm returns a consultation and the current form of one of its editions.
// They may be up to formCacheTTL out of date. Requests that need the same one at the same moment
// read it once: otherwise every request that waits would read it whenever it expires.
func (s *Service) CachedForm(ctx context.Context, slug, edition string) (*consult.Consultation, *survey.Form, error) {
	key := slug + "\x00" + edition
	if v, ok := s.formCache.Load(key); ok {
		if cached := v.(*formCacheEntry); s.Now().Before(cached.expires) {
			return cached.consultation, cached.form, nil
		}
	}
	loaded, err, _ := s.formLoads.Do(key, func() (any, error) {
		return s.loadForm(context.WithoutCancel(ctx), key, slug, edition) // for others, too
	})
	if err != nil {
		return nil, nil, err
	}
	entry := loaded.(*formCacheEntry)
	return entry.consultation, entry.form, nil
}

// loadForm reads an entry of formCache and stores it under key.
func (s *Service) loadForm(ctx context.Context, key, slug, edition string) (*formCacheEntry, error) {
	entry := &formCacheEntry{expires: s.Now().Add(formCacheTTL)}
	err := s.DB.View(ctx, func(tx *db.Tx) (err error) {
		if entry.consultation, err = consult.Get(ctx, tx, slug); err != nil {
			return err
		}
		if entry.consultation.Stage == consult.StageDraft {
			return fault.New(fault.NotFound, "We cannot find that consultation.")
		}
		ref, err := consult.FindForm(ctx, tx, slug, edition)
		if err == nil {
			entry.form, err = s.Form(ctx, tx, ref.Version)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	s.formCache.Store(key, entry)
	return entry, nil
}
