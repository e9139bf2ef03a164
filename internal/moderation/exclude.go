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

// Restore includes an excluded response again. The record says that it was
// included; why goes only into the audit log.
func (s *Service) Restore(ctx context.Context, by actor.Actor, slug, id, why string) error {
	if why = strings.TrimSpace(why); why == "" {
		return fault.New(fault.Invalid, "Enter a reason for including this response again.")
	}
	return s.setState(ctx, by, slug, id, intake.Counted, "", "include-again", why)
}

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
		return fault.New(
			fault.Forbidden,
			"You do not have permission to exclude responses or include them again.",
		)
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
