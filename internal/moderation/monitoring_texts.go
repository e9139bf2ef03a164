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

// MonitoringTexts is the written equality monitoring answers to a consultation, apart
// from all other answers and in random order.
type MonitoringTexts struct {
	Consultation *consult.Consultation
	Texts        []intake.MonitoringText
	Redactions   []intake.Redaction
}

// ReadMonitoringTexts returns the written equality monitoring answers. The access is
// logged first, with the purpose.
func (s *Service) ReadMonitoringTexts(
	ctx context.Context,
	by actor.Actor,
	slug, purpose string,
) (all MonitoringTexts, err error) {
	defer fault.Wrap(&err, "read written monitoring answers to %s", slug)
	if !by.May(actor.ReadMonitoring) {
		return all, errMonitoringForbidden
	}
	if purpose = strings.TrimSpace(purpose); len(purpose) < minPurposeLength {
		return all, errPurposeRequired
	}
	err = s.logAccess(ctx, by, actor.ReadMonitoring, slug, "read-monitoring-texts", "consultation", slug, purpose)
	if err != nil {
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
