package moderation

import (
	"context"
	"strconv"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
)

// The lists of MonitoringQuery.
const (
	MonitoringToCheck    = "" // the answers that no officer has checked
	MonitoringChecked    = "checked"
	MonitoringRedactions = "redactions"
)

// MonitoringTextsPerPage is the number of answers, or of redactions, on a page of
// MonitoringTexts.
const MonitoringTextsPerPage = 20

// MonitoringQuery selects a page of the written equality monitoring answers.
type MonitoringQuery struct {
	List string // one of the constants above
	At   string // cursor of the page, or "" for the first
}

// MonitoringTexts is a page of the written equality monitoring answers to a consultation,
// apart from all other answers and in random order, or of their redactions.
type MonitoringTexts struct {
	Consultation   *consult.Consultation
	Texts          []intake.MonitoringText
	Redactions     []intake.Redaction // the latest first
	ToCheck        int64              // number of answers to check, on all pages
	Previous, Next string             // cursors of the neighbouring pages, or ""
}

// ReadMonitoringTexts returns a page of the written equality monitoring answers. The access
// is logged first, with the purpose.
func (s *Service) ReadMonitoringTexts(
	ctx context.Context,
	by actor.Actor,
	slug, purpose string,
	q MonitoringQuery,
) (all MonitoringTexts, err error) {
	defer fault.Wrap(&err, "read written monitoring answers to %s", slug)
	if !by.May(actor.ReadMonitoring) {
		return all, errMonitoringForbidden
	}
	if purpose, err = audit.Purpose(purpose, errPurposeRequired); err != nil {
		return all, err
	}
	err = s.logAccess(ctx, by, actor.ReadMonitoring, slug, "read-monitoring-texts", "consultation", slug, purpose)
	if err != nil {
		return all, err
	}
	return all, s.DB.View(ctx, func(tx *db.Tx) error {
		if all.Consultation, err = consult.Get(ctx, tx, slug); err != nil {
			return err
		}
		if all.ToCheck, err = intake.CountMonitoringTexts(ctx, tx, slug, false); err != nil {
			return err
		}
		if q.List == MonitoringRedactions {
			found, err := intake.ListMonitoringRedactions(ctx, tx, slug, q.At, MonitoringTextsPerPage)
			all.Redactions, all.Previous, all.Next = found.Items, found.Previous, found.Next
			return err
		}
		found, err := s.Intake.ListMonitoringTexts(ctx, tx, slug, q.List == MonitoringChecked, q.At, MonitoringTextsPerPage)
		all.Texts, all.Previous, all.Next = found.Items, found.Previous, found.Next
		return err
	})
}

// CheckMonitoringTexts marks written equality monitoring answers as checked, or as not
// checked, and returns how many. Those that have been redacted or deleted since they were
// shown are left out.
func (s *Service) CheckMonitoringTexts(
	ctx context.Context, by actor.Actor, slug string, handles []string, checked bool,
) (n int64, err error) {
	defer fault.Wrap(&err, "mark written monitoring answers to %s", slug)
	if !by.May(actor.ReadMonitoring) {
		return 0, errMonitoringForbidden
	}
	if len(handles) == 0 || len(handles) > MonitoringTextsPerPage {
		return 0, fault.New(fault.Invalid, "Select the answers to mark.")
	}
	act := "check-monitoring-texts"
	if !checked {
		act = "uncheck-monitoring-texts"
	}
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		if _, err := consult.GetOwned(ctx, tx, by, slug); err != nil {
			return err
		}
		if n, err = intake.SetMonitoringTextsChecked(ctx, tx, slug, handles, checked); err != nil || n == 0 {
			return err
		}
		return audit.Append(ctx, tx, by, act, "consultation", slug, strconv.FormatInt(n, 10))
	})
	return n, err
}
