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

// MonitoringTexts is what people wrote about themselves in their own words, apart from
// everything else that they said and in an order that says nothing.
type MonitoringTexts struct {
	Consultation *consult.Consultation
	Texts        []intake.MonitoringText
	Redactions   []intake.Redaction
}

// ReadMonitoringTexts returns what people wrote about themselves. purpose says what it is
// needed for and is kept, with who looked.
func (s *Service) ReadMonitoringTexts(ctx context.Context, by actor.Actor, slug, purpose string) (all MonitoringTexts, err error) {
	defer fault.Wrap(&err, "read what people wrote about themselves to %s", slug)
	if !by.May(actor.ReadMonitoring) {
		return all, errMonitoringForbidden
	}
	if purpose = strings.TrimSpace(purpose); len(purpose) < minPurposeLength {
		return all, errPurposeRequired
	}
	if err := s.logAccess(ctx, by, actor.ReadMonitoring, slug, "read-write-ins", "consultation", slug, purpose); err != nil {
		return all, err
	}
	return all, s.DB.View(ctx, func(tx *db.Tx) error {
		if all.Consultation, err = consult.Get(ctx, tx, slug); err != nil {
			return err
		}
		if all.Texts, err = s.Intake.MonitoringTexts(ctx, tx, slug); err != nil {
			return err
		}
		all.Redactions, err = intake.MonitoringRedactions(ctx, tx, slug)
		return err
	})
}
