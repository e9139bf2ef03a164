package moderation

import (
	"context"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/survey"
)

// RedactionRequest is the text that an officer asks to redact.
type RedactionRequest struct {
	Question, Choice string // Choice is the option whose write-in text it is in, or ""
	Text             string // exactly as it appears in the answer
	Reason           string // code of one of RedactionReasons
}

// CountRedactions returns in how many places Redact would delete the text, or why it would
// not.
func (s *Service) CountRedactions(
	ctx context.Context, by actor.Actor, slug, id string, request RedactionRequest,
) (occurrences int, err error) {
	defer fault.Wrap(&err, "plan a redaction of a response to %s", slug)
	change, err := s.planRedaction(ctx, by, slug, id, request)
	return len(change.Spans), err
}

func (s *Service) planRedaction(
	ctx context.Context, by actor.Actor, slug, id string, request RedactionRequest,
) (change intake.Change, err error) {
	if !by.May(actor.Moderate) {
		return change, fault.New(fault.Forbidden, "You do not have permission to redact responses.")
	}
	if RedactionReasonLabel(request.Reason) == "" {
		return change, errRedactionReason
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		if _, err := consult.GetOwned(ctx, tx, by, slug); err != nil {
			return err
		}
		var text string
		change, text, err = s.Intake.PlanRedaction(ctx, tx, slug, id, request.Question, request.Choice)
		if err != nil {
			return err
		}
		change.Spans, err = findSpans(text, request.Text)
		return err
	})
	change.Reason, change.By = request.Reason, by.ID
	return change, err
}

// Redact deletes text from an answer permanently, wherever it occurs in that
// answer, and returns the number of occurrences.
func (s *Service) Redact(
	ctx context.Context,
	by actor.Actor,
	slug, id string,
	request RedactionRequest,
) (occurrences int, err error) {
	defer fault.Wrap(&err, "redact a response to %s", slug)
	if err := audit.CheckConfirmed(by, "redact-answer", id); err != nil {
		return 0, err // before the deletion log has an entry
	}
	s.redactionMu.Lock()
	defer s.redactionMu.Unlock()
	change, err := s.planRedaction(ctx, by, slug, id, request)
	if err != nil {
		return 0, err
	}
	if err := s.deleter.Redact(ctx, change, func(tx *db.Tx) error {
		return audit.Append(ctx, tx, by, "redact-answer", "response", id, request.Reason)
	}); err != nil {
		return 0, err
	}
	return len(change.Spans), nil
}

// CountMonitoringRedactions returns in how many places RedactMonitoringText would delete the
// text, or why it would not.
func (s *Service) CountMonitoringRedactions(
	ctx context.Context, by actor.Actor, slug, handle, text, reason string,
) (occurrences int, err error) {
	defer fault.Wrap(&err, "plan a redaction of a written monitoring answer to %s", slug)
	change, err := s.planMonitoringRedaction(ctx, by, slug, handle, text, reason)
	return len(change.Spans), err
}

func (s *Service) planMonitoringRedaction(
	ctx context.Context, by actor.Actor, slug, handle, text, reason string,
) (change intake.Change, err error) {
	if !by.May(actor.ReadMonitoring) {
		return change, errMonitoringForbidden
	}
	if RedactionReasonLabel(reason) == "" {
		return change, errRedactionReason
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		if _, err := consult.GetOwned(ctx, tx, by, slug); err != nil {
			return err
		}
		var answer string
		if change, answer, err = s.Intake.PlanMonitoringRedaction(ctx, tx, slug, handle); err != nil {
			return err
		}
		change.Spans, err = findSpans(answer, text)
		return err
	})
	change.Reason, change.By = reason, by.ID
	return change, err
}

// RedactMonitoringText deletes text from a written equality monitoring answer
// permanently, wherever it occurs in that answer, and returns the number of
// occurrences. Neither the database nor the record says afterwards to which
// response the answer belongs.
func (s *Service) RedactMonitoringText(
	ctx context.Context,
	by actor.Actor,
	slug, handle, text, reason string,
) (occurrences int, err error) {
	defer fault.Wrap(&err, "redact a written monitoring answer to %s", slug)
	if err := audit.CheckConfirmed(by, "redact-monitoring-answer", slug); err != nil {
		return 0, err // before the deletion log has an entry
	}
	s.redactionMu.Lock()
	defer s.redactionMu.Unlock()
	change, err := s.planMonitoringRedaction(ctx, by, slug, handle, text, reason)
	if err != nil {
		return 0, err
	}
	if err := s.deleter.RedactMonitoring(ctx, change, func(tx *db.Tx) error {
		return audit.Append(ctx, tx, by, "redact-monitoring-answer", "consultation", slug, reason)
	}); err != nil {
		return 0, err
	}
	return len(change.Spans), nil
}

var errRedactionReason = fault.New(fault.Invalid, "Select a reason for the redaction.")

// findSpans returns the byte offsets of every occurrence of part in text.
func findSpans(text, part string) (spans [][2]int, err error) {
	part = strings.TrimSpace(survey.CleanText(part))
	if part == "" || strings.Trim(part, intake.RedactionMark) == "" {
		return nil, fault.New(fault.Invalid, "Enter the text to redact, exactly as it appears in the answer.")
	}
	for at := 0; ; {
		i := strings.Index(text[at:], part)
		if i < 0 {
			break
		}
		spans = append(spans, [2]int{at + i, at + i + len(part)})
		at += i + len(part)
	}
	if len(spans) == 0 {
		return nil, fault.New(
			fault.Invalid,
			"This text is not in the answer. Copy the text exactly, including capitals, spaces and line breaks.",
		)
	}
	return spans, nil
}
