package intake

import (
	"context"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/record"
)

// withdrawalCodeLength is the length of Key.Code: a response and its secret, 22 each.
const withdrawalCodeLength = 44

// FindByWithdrawalCode returns the id of the response that code names, if all of code is
// right. Whoever has it holds the response.
func FindByWithdrawalCode(ctx context.Context, tx *db.Tx, consultation, code string) (id string, err error) {
	code = strings.TrimSpace(code)
	wrong := fault.New(
		fault.Invalid,
		"Enter the withdrawal code exactly as it appears on your receipt. It has 44 characters, which can be letters, numbers, hyphens and underscores.",
	)
	if len(code) != withdrawalCodeLength {
		return "", wrong
	}
	kept, err := getStored(ctx, tx, consultation, code[:22])
	if fault.Is(err, fault.NotFound) {
		return "", wrong // the same words: a code tells nothing until all of it is right
	}
	if err != nil {
		return "", err
	}
	if subtle.ConstantTimeCompare([]byte(kept.withdrawalDigest), []byte(digest("folkmoot/withdrawal/v1", code[22:]))) != 1 {
		return "", wrong
	}
	return kept.id, nil
}

// Withdraw deletes the answers of the response that code names, and says so in
// the record with a leaf that bears the same commitment. Results that are
// released before it stay as they are: they are frozen, and tell nothing of one
// person. To withdraw twice is the same as once.
func (s *Service) Withdraw(ctx context.Context, consultation, code string) (err error) {
	defer fault.Wrap(&err, "withdraw from %s", consultation)
	var kept storedResponse
	if err := s.DB.View(ctx, func(tx *db.Tx) error {
		id, err := FindByWithdrawalCode(ctx, tx, consultation, code)
		if err == nil {
			kept, err = getStored(ctx, tx, consultation, id)
		}
		return err
	}); err != nil {
		return err
	}
	return s.deleteAnswers(ctx, kept, nil)
}

// WithdrawOnBehalf is Withdraw on behalf of a person who lost the code and has shown
// in another way that the response is theirs. how says in which, and is kept in
// the audit log: it must not hold what they showed.
func (s *Service) WithdrawOnBehalf(ctx context.Context, by actor.Actor, consultation, id, how string) (err error) {
	defer fault.Wrap(&err, "withdraw from %s for a person", consultation)
	if !by.May(actor.ManageRetention) {
		return fault.New(fault.Forbidden, "You do not have permission to withdraw responses on behalf of other people.")
	}
	if how = strings.TrimSpace(how); how == "" {
		return fault.New(fault.Invalid, "Enter how the person proved that the response is theirs.")
	}
	var kept storedResponse
	if err := s.DB.View(ctx, func(tx *db.Tx) error {
		if _, err := consult.GetOwned(ctx, tx, by, consultation); err != nil {
			return err
		}
		kept, err = getStored(ctx, tx, consultation, id)
		return err
	}); err != nil {
		return err
	}
	return s.deleteAnswers(ctx, kept, func(tx *db.Tx) error {
		return audit.Append(ctx, tx, by, "withdraw-for", "response", id, how)
	})
}

// deleteAnswers deletes the answers of kept: first the line in the ledger, then the
// rows, then what the database keeps of rows that are gone.
func (s *Service) deleteAnswers(ctx context.Context, kept storedResponse, note func(*db.Tx) error) error {
	if kept.state == Withdrawn {
		return nil
	}
	deed := Deletion{
		ID:           db.NewID(),
		Kind:         deletionWithdrawal,
		Consultation: kept.consultation,
		Subject:      kept.id,
		Commitment:   hex.EncodeToString(kept.commitment),
	}
	if err := s.Deletions.append(deed); err != nil {
		return err
	}
	_, err := s.Log.Update(ctx, func(tx *db.Tx, leaves *record.Writer) error {
		now, err := getStored(ctx, tx, kept.consultation, kept.id)
		if err != nil {
			return err
		}
		if note != nil {
			if err := note(tx); err != nil {
				return err
			}
		}
		if err := s.setState(ctx, tx, leaves, now, Withdrawn, ""); err != nil {
			return err
		}
		return deed.markApplied(ctx, tx)
	})
	if err != nil {
		return err
	}
	return s.DB.Checkpoint(ctx)
}

// deleteRelated deletes what is held of a response besides itself: what was saved before
// it was sent, and what those above hold.
func (s *Service) deleteRelated(ctx context.Context, tx *db.Tx, consultation, id string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM intake_draft WHERE consultation = $1 AND response = $2`, consultation, id); err != nil ||
		s.OnErase == nil {
		return err
	}
	return s.OnErase(ctx, tx, id, true)
}

// Exclude leaves a response out of the count for a reason that is public. The
// answers are kept, because an exclusion must be open to question.
func (s *Service) Exclude(ctx context.Context, by actor.Actor, consultation, id, reason string) error {
	if ExclusionReasonLabel(reason) == "" {
		return fault.New(fault.Invalid, "Select a reason for excluding this response.")
	}
	return s.changeState(ctx, by, consultation, id, Excluded, reason, "")
}

// Restore takes an excluded response back into the count. why is for the audit
// log; the record says that it was restored.
func (s *Service) Restore(ctx context.Context, by actor.Actor, consultation, id, why string) error {
	if why = strings.TrimSpace(why); why == "" {
		return fault.New(fault.Invalid, "Enter a reason for including this response again.")
	}
	return s.changeState(ctx, by, consultation, id, Counted, "", why)
}

func (s *Service) changeState(
	ctx context.Context,
	by actor.Actor,
	consultation, id string,
	state ResponseState,
	reason, why string,
) (err error) {
	defer fault.Wrap(&err, "make a response to %s %s", consultation, state)
	if !by.May(actor.Moderate) {
		return fault.New(fault.Forbidden, "You do not have permission to exclude responses or include them again.")
	}
	_, err = s.Log.Update(ctx, func(tx *db.Tx, leaves *record.Writer) error {
		if _, err := consult.GetOwned(ctx, tx, by, consultation); err != nil {
			return err
		}
		kept, err := getStored(ctx, tx, consultation, id)
		if err != nil || kept.state == state && kept.reason == reason {
			return err
		}
		act := "exclude"
		if state == Counted {
			act, reason = "restore", ""
		} else {
			why = reason
		}
		if err := audit.Append(ctx, tx, by, act, "response", id, why); err != nil {
			return err
		}
		return s.setState(ctx, tx, leaves, kept, state, reason)
	})
	return err
}

// numberedKind is the kind of a leaf that may have to be said of one response more than
// once: the record holds no leaf twice, so that later ones bear a number.
func numberedKind(kind string, n int64) string {
	switch {
	case n <= 1:
		return kind
	case strings.Contains(kind, ":"):
		return fmt.Sprintf("%s-%d", kind, n)
	}
	return fmt.Sprintf("%s:%d", kind, n)
}

// leafKind is the kind of the leaf that says that kept is now in state.
func (s *storedResponse) leafKind(state ResponseState, reason string) string {
	switch state {
	case Excluded:
		return numberedKind("excluded:"+reason, s.restoreCount+1)
	case Counted:
		return numberedKind("restored", s.restoreCount+1)
	}
	return string(Withdrawn)
}

// setState moves a response to state, with the leaf that says so. What is withdrawn
// stays so.
func (s *Service) setState(
	ctx context.Context,
	tx *db.Tx,
	leaves *record.Writer,
	kept storedResponse,
	state ResponseState,
	reason string,
) error {
	switch {
	case kept.state == state && kept.reason == reason:
		return nil
	case kept.state == Withdrawn:
		return fault.New(fault.Conflict, "This response has been withdrawn, so you cannot change it.")
	case kept.state == Excluded && state == Excluded:
		return fault.New(fault.Conflict, "This response is already excluded. To change the reason, include it again first.")
	}
	leaves.Add(kept.leaf(kept.leafKind(state, reason)))
	set := `state = $2, reason = $3`
	switch state {
	case Counted:
		set += `, restored = restored + 1`
	case Withdrawn:
		// Without its salt the commitment is noise.
		set += `, answers = '', salt = NULL, monitoring_commitment = NULL, redacted_commitment = NULL`
		if _, err := tx.Exec(ctx, `DELETE FROM intake_monitoring WHERE response = $1`, kept.id); err != nil {
			return err
		}
		if err := s.deleteRelated(ctx, tx, kept.consultation, kept.id); err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, `UPDATE intake_response SET `+set+` WHERE id = $1`, kept.id, string(state), reason)
	return err
}

// Reason is why a response is left out of the count, or words are taken out.
type Reason struct{ Code, Label string }

// ExclusionReasons are those for which a response may be left out of the count. Code goes
// into the public record, Words onto pages. None is that its views are unwelcome.
var ExclusionReasons = []Reason{
	{"duplicate", locale.Key("Duplicate of an earlier response from the same person")},
	{"not-a-response", locale.Key("Does not answer any of the questions")},
	{"test", locale.Key("Test response")},
	{"keying-error", locale.Key("Entered incorrectly, then entered again correctly")},
	{"outside-scope", locale.Key("About a different consultation or council")},
	{"abusive", locale.Key("Threatening or abusive, and does not answer any of the questions")},
	{"not-eligible", locale.Key("Not eligible to respond under the published rules")},
}

// RedactionReasons are those for which words may be taken out of an answer.
var RedactionReasons = []Reason{
	{"third-party", locale.Key("Names or describes another person")},
	{"own-identity", locale.Key("Reveals the writer’s identity or contact details")},
	{"health", locale.Key("Reveals details of someone’s health, religion, family or criminal history")},
	{"unlawful", locale.Key("Threatening, abusive or defamatory")},
	{"on-request", locale.Key("Requested by the person who wrote it")},
}

// ExclusionReasonLabel says the reason for an exclusion in words, or "" if it is none.
func ExclusionReasonLabel(code string) string { return reasonLabel(ExclusionReasons, code) }

// RedactionReasonLabel says the reason for a redaction in words, or "" if it is none.
func RedactionReasonLabel(code string) string { return reasonLabel(RedactionReasons, code) }

func reasonLabel(reasons []Reason, code string) string {
	for _, r := range reasons {
		if r.Code == code {
			return r.Label
		}
	}
	return ""
}
