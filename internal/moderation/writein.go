package moderation

import (
	"context"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
)

// Said is what people wrote about themselves in their own words, apart from
// everything else that they said and in an order that says nothing.
type Said struct {
	Consultation *consult.Consultation
	WriteIns     []intake.WriteIn
	Cuts         []intake.Cut
}

// WriteIns returns what people wrote about themselves. purpose says what it is
// needed for and is kept, with who looked.
func (s *Service) WriteIns(ctx context.Context, by actor.Actor, slug, purpose string) (all Said, err error) {
	defer fault.Wrap(&err, "read what people wrote about themselves to %s", slug)
	if !by.May(actor.ReadMonitoring) {
		return all, errNotMonitoring
	}
	if purpose = strings.TrimSpace(purpose); len(purpose) < minPurpose {
		return all, errNeedsPurpose
	}
	if err := s.note(ctx, by, actor.ReadMonitoring, slug, "read-write-ins", "consultation", slug, purpose); err != nil {
		return all, err
	}
	return all, s.DB.View(ctx, func(tx *db.Tx) error {
		if all.Consultation, err = consult.Get(ctx, tx, slug); err != nil {
			return err
		}
		if all.WriteIns, err = s.Intake.WriteIns(ctx, tx, slug); err != nil {
			return err
		}
		all.Cuts, err = intake.WriteInCuts(ctx, tx, slug)
		return err
	})
}
