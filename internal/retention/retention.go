// Package retention keeps data as long as promised and deletes it permanently.
package retention

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/seal"
)

// Service knows the retention period of every category of data, and deletes what
// is due.
type Service struct {
	db                    *db.DB
	deleter               *Deleter
	box                   *seal.Keyring // nil: there are no keys of contacts to destroy
	source                Source
	releasedAt, decidedAt TimeFunc
}

// Source is a feature above that holds drafts and written answers besides those of
// responses. They have the same retention periods.
type Source interface {
	ConsultationsWithDrafts(ctx context.Context, tx *db.Tx) (slugs []string, err error)
	CountDrafts(ctx context.Context, tx *db.Tx, consultation string) (int64, error)
	CountTexts(ctx context.Context, tx *db.Tx, consultation string) (int64, error)
	DeleteDrafts(ctx context.Context, consultation string) (int64, error)
	DeleteTexts(ctx context.Context, consultation string) (int64, error)
}

// TimeFunc returns when something happened in a consultation, or the zero time if
// it has not happened yet.
type TimeFunc func(ctx context.Context, tx *db.Tx, consultation string) (time.Time, error)

// Config has what New needs from features above. Each field may be nil.
type Config struct {
	Box        *seal.Keyring // holds the keys of contacts, which are destroyed with them
	Source     Source
	ReleasedAt TimeFunc // when the latest results were released: monitoring answers are kept from then on
	DecidedAt  TimeFunc // when the latest decision was taken: written answers are kept from then on
}

// Deleter returns the Deleter of s.
func (s *Service) Deleter() *Deleter { return s.deleter }

// New returns a Service that deletes with deleter.
func New(deleter *Deleter, c Config) *Service {
	s := &Service{db: deleter.intake.DB, deleter: deleter, box: c.Box, source: c.Source, releasedAt: c.ReleasedAt, decidedAt: c.DecidedAt}
	never := func(context.Context, *db.Tx, string) (at time.Time, err error) { return at, nil }
	if s.source == nil {
		s.source = noSource{}
	}
	if s.releasedAt == nil {
		s.releasedAt = never
	}
	if s.decidedAt == nil {
		s.decidedAt = never
	}
	return s
}

type noSource struct{}

func (noSource) ConsultationsWithDrafts(context.Context, *db.Tx) ([]string, error) { return nil, nil }
func (noSource) CountDrafts(context.Context, *db.Tx, string) (n int64, err error)  { return }
func (noSource) CountTexts(context.Context, *db.Tx, string) (n int64, err error)   { return }
func (noSource) DeleteDrafts(context.Context, string) (n int64, err error)         { return }
func (noSource) DeleteTexts(context.Context, string) (n int64, err error)          { return }

const refusal = "You do not have permission to delete data."

// authorise returns the consultation if by may manage its retention.
func authorise(ctx context.Context, tx *db.Tx, by actor.Actor, slug string) (*consult.Consultation, error) {
	if !by.May(actor.ManageRetention) {
		return nil, fault.New(fault.Forbidden, refusal)
	}
	return consult.GetOwned(ctx, tx, by, slug)
}
