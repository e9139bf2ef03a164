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
	"github.com/folkmoot/folkmoot/internal/record"
)

// Exclude excludes a response from the results. reason is the code of one of
// ExclusionReasons and public. The answers are kept, so that the exclusion can be
// challenged.
func (s *Service) Exclude(ctx context.Context, by actor.Actor, slug, id, reason string) error {
	if ExclusionReasonLabel(reason) == "" {
		return fault.New(fault.Invalid, "Select a reason for excluding this response.")
	}
	return s.setState(ctx, by, slug, id, intake.Excluded, reason, "exclude", reason)
}

// ExcludeAll excludes those of the responses that are counted, and returns how many. Each has an entry of its own in
// the public record and in the audit log.
func (s *Service) ExcludeAll(ctx context.Context, by actor.Actor, slug string, ids []string, reason string) (int64, error) {
	switch {
	case len(ids) == 0:
		return 0, errNoneSelected
	case ExclusionReasonLabel(reason) == "":
		return 0, fault.New(fault.Invalid, "Select a reason for excluding these responses.")
	}
	return s.setStates(ctx, by, slug, ids, change{intake.Counted, intake.Excluded, reason, "exclude", reason})
}

// RestoreAll includes those of the responses again that are excluded, and returns how many. See Restore.
func (s *Service) RestoreAll(ctx context.Context, by actor.Actor, slug string, ids []string, why string) (int64, error) {
	switch why = strings.TrimSpace(why); {
	case len(ids) == 0:
		return 0, errNoneSelected
	case why == "":
		return 0, fault.New(fault.Invalid, "Enter a reason for including these responses again.")
	}
	return s.setStates(ctx, by, slug, ids, change{intake.Excluded, intake.Counted, "", "include-again", why})
}

var (
	errNoneSelected    = fault.New(fault.Invalid, "Select one or more responses.")
	errTooManySelected = fault.New(fault.Invalid, "You selected too many responses. Select those of one page.")
)

// change is a change of the state of responses, with its audit entry.
type change struct {
	from, to intake.ResponseState
	reason   string // of the new state
	act, why string
}

// setStates makes a change in one transaction. Responses that are not in the state from are left alone.
func (s *Service) setStates(ctx context.Context, by actor.Actor, slug string, ids []string, c change) (changed int64, err error) {
	defer fault.Wrap(&err, "make responses to %s %s", slug, c.to)
	switch {
	case !by.May(actor.Moderate):
		return 0, errMayNotExclude
	case len(ids) > MaxSelected:
		return 0, errTooManySelected
	}
	_, err = s.Intake.Log.Update(ctx, func(tx *db.Tx, leaves *record.Writer) error {
		changed = 0
		if _, err := consult.GetOwned(ctx, tx, by, slug); err != nil {
			return err
		}
		rows, err := intake.GetResponses(ctx, tx, slug, ids)
		if err != nil {
			return err
		}
		for _, row := range rows {
			if row.State != c.from {
				continue
			}
			changed++
			if err := audit.Append(ctx, tx, by, c.act, "response", row.ID, c.why); err != nil {
				return err
			}
			if err := s.Intake.SetState(ctx, tx, leaves, slug, row.ID, c.to, c.reason); err != nil {
				return err
			}
		}
		return nil
	})
	return changed, err
}

// MaxSelected is the number of responses that can be changed at once.
const MaxSelected = 2 * PageSize

// Restore includes an excluded response again. The record says that it was
// included; why goes only into the audit log.
func (s *Service) Restore(ctx context.Context, by actor.Actor, slug, id, why string) error {
	if why = strings.TrimSpace(why); why == "" {
		return fault.New(fault.Invalid, "Enter a reason for including this response again.")
	}
	return s.setState(ctx, by, slug, id, intake.Counted, "", "include-again", why)
}

var errMayNotExclude = fault.New(fault.Forbidden, "You do not have permission to exclude responses or include them again.")

// setState changes the state of a response and logs it as act, with why. A
// response that has the state and the reason already is left alone.
func (s *Service) setState(
	ctx context.Context,
	by actor.Actor,
	slug, id string,
	state intake.ResponseState,
	reason, act, why string,
) (err error) {
	defer fault.Wrap(&err, "make a response to %s %s", slug, state)
	if !by.May(actor.Moderate) {
		return errMayNotExclude
	}
	_, err = s.Intake.Log.Update(ctx, func(tx *db.Tx, leaves *record.Writer) error {
		if _, err := consult.GetOwned(ctx, tx, by, slug); err != nil {
			return err
		}
		row, err := intake.GetResponse(ctx, tx, slug, id)
		if err != nil || row.State == state && row.Reason == reason {
			return err
		}
		if err := audit.Append(ctx, tx, by, act, "response", id, why); err != nil {
			return err
		}
		return s.Intake.SetState(ctx, tx, leaves, slug, id, state, reason)
	})
	return err
}
