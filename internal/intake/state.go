package intake

import (
	"context"
	"fmt"
	"strings"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/record"
)

// FindByWithdrawalCode returns the id of the response with the given withdrawal
// code. A code that no response has is fault.Invalid.
func FindByWithdrawalCode(ctx context.Context, tx *db.Tx, consultation, typed string) (id string, err error) {
	code, err := ParseCode(typed)
	if err != nil {
		return "", err
	}
	id, err = db.One(ctx, tx, db.Text, `SELECT id FROM intake_response WHERE consultation = $1 AND withdrawal_digest = $2`,
		consultation, code.withdrawalDigest())
	if fault.Is(err, fault.NotFound) {
		return "", fault.New(
			fault.Invalid,
			"We have no response to this consultation with that withdrawal code. Check the code and the name of the consultation.",
		)
	}
	return id, err
}

// numberedKind returns the kind of a leaf that can occur more than once for a
// response. The record refuses a second leaf that is equal to the first, so the
// second and later ones carry a number.
func numberedKind(kind string, n int64) string {
	switch {
	case n <= 1:
		return kind
	case strings.Contains(kind, ":"):
		return fmt.Sprintf("%s-%d", kind, n)
	}
	return fmt.Sprintf("%s:%d", kind, n)
}

// leafKind returns the kind of the leaf for the change of s to state.
func (s *storedResponse) leafKind(state ResponseState, reason string) string {
	switch state {
	case Excluded:
		return numberedKind("excluded:"+reason, s.restoreCount+1)
	case Counted:
		return numberedKind("restored", s.restoreCount+1)
	}
	return string(Withdrawn)
}

// SetState changes the state of a response and adds the leaf for the change to
// the record. Setting the state that a response already has, with the same
// reason, does nothing. A withdrawn response cannot be changed: fault.Conflict.
//
// Withdrawn deletes the answers and the monitoring answers of the response. The
// deletion log and the data of other features are the business
// of the caller: see package retention.
func (s *Service) SetState(
	ctx context.Context,
	tx *db.Tx,
	leaves *record.Writer,
	consultation, id string,
	state ResponseState,
	reason string,
) error {
	stored, err := getStored(ctx, tx, consultation, id)
	if err != nil {
		return err
	}
	return setState(ctx, tx, leaves, stored, state, reason)
}

func setState(
	ctx context.Context,
	tx *db.Tx,
	leaves *record.Writer,
	stored storedResponse,
	state ResponseState,
	reason string,
) error {
	switch {
	case stored.state == state && stored.reason == reason:
		return nil
	case stored.state == Withdrawn:
		return fault.New(fault.Conflict, "This response has been withdrawn, so you cannot change it.")
	case stored.state == Excluded && state == Excluded:
		return fault.New(
			fault.Conflict,
			"This response is already excluded. To change the reason, include it again first.",
		)
	}
	leaves.Add(stored.changeLeaf(stored.leafKind(state, reason)))
	set, args := `state = $2, reason = $3`, []any{stored.id, string(state), reason}
	switch state {
	case Counted:
		set += `, restored = restored + 1`
	case Withdrawn:
		// Without its salt nothing can be learnt from the commitments.
		args = append(args, stored.firstContent())
		set += `, content_commitment = $4, answers = '', salt = NULL, monitoring_commitment = NULL, redacted_commitment = NULL`
		if _, err := deleteFiles(ctx, tx, `response = $1`, stored.id); err != nil {
			return err
		}
		for _, table := range []string{"intake_monitoring_text", "intake_monitoring"} {
			if _, err := tx.Exec(ctx, `DELETE FROM `+table+` WHERE response = $1`, stored.id); err != nil {
				return err
			}
		}
	}
	_, err := tx.Exec(ctx, `UPDATE intake_response SET settled = FALSE, `+set+` WHERE id = $1`, args...)
	return err
}
