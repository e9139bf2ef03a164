package analysis

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/actor"
)

// ReleaseOn is Publish that leaves the consultation closed, so that tests can import more responses.
func (s *Service) ReleaseOn(ctx context.Context, by actor.Actor, slug string, terms Terms) (*StoredRelease, error) {
	return s.release(ctx, by, slug, terms, nil)
}

// SetAfterCounting sets a function that is called between counting and publishing.
func (s *Service) SetAfterCounting(fn func()) { s.afterCounting = fn }
