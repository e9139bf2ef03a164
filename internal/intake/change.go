package intake

import (
	"context"
	"encoding/hex"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/survey"
)

// Change is the withdrawal of a response or the redaction of one of its texts, as
// the deletion log records it. It holds no text, only what is needed to make the
// same change again in an older copy of the database.
type Change struct {
	DeletionID   string // of the entry in the deletion log
	Consultation string
	Subject      string // id of the response; for monitoring answers, their tag
	Commitment   string // of the response as it was received, hexadecimal; "" for monitoring answers

	// Of redactions only.
	PreviousID       string   // the deletion that last changed the response before this one
	Question, Choice string   // Choice is the option whose write-in text is changed, or ""
	Spans            [][2]int // byte offsets in the text as it was before: from, and up to but excluding
	Reason           string   // code
	By               string   // id of the account
}

// PlanWithdrawal returns the change that withdraws a response. It reports false if
// the response has been withdrawn before.
func PlanWithdrawal(ctx context.Context, tx *db.Tx, consultation, id string) (c Change, due bool, err error) {
	stored, err := getStored(ctx, tx, consultation, id)
	if err != nil {
		return c, false, err
	}
	c = Change{Consultation: consultation, Subject: id, Commitment: hex.EncodeToString(stored.commitment)}
	return c, stored.state != Withdrawn, nil
}

// WithdrawalDue reports whether c has yet to be made in this database. A response
// that does not exist needs no change. One that was sent again with the same key
// has another commitment and is another response; one that was imported again
// from the same file is the same.
func WithdrawalDue(ctx context.Context, tx *db.Tx, c Change) (bool, error) {
	stored, err := getStored(ctx, tx, c.Consultation, c.Subject)
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	same := stored.withdrawalDigest == "" || hex.EncodeToString(stored.commitment) == c.Commitment
	return err == nil && stored.state != Withdrawn && same, err
}

// PlanRedaction returns a change of the text that answers a question, without
// spans, and the text as it is now.
func (s *Service) PlanRedaction(
	ctx context.Context,
	tx *db.Tx,
	consultation, id, question, choice string,
) (c Change, text string, err error) {
	stored, err := getStored(ctx, tx, consultation, id)
	if err != nil {
		return c, "", err
	}
	answers, err := s.parseStored(ctx, tx, stored)
	if err != nil {
		return c, "", err
	}
	answers.EachText(func(q *survey.Question, at, written string) {
		if q.ID == question && at == choice {
			text = written
		}
	})
	return Change{
		Consultation: consultation,
		Subject:      id,
		Commitment:   hex.EncodeToString(stored.commitment),
		PreviousID:   stored.lastDeletionID,
		Question:     question,
		Choice:       choice,
	}, text, nil
}

// RedactionDue reports whether c has yet to be made in this database: the response
// is as it was when c was planned.
func RedactionDue(ctx context.Context, tx *db.Tx, c Change) (bool, error) {
	_, due, err := redactable(ctx, tx, c)
	return due, err
}

func redactable(ctx context.Context, tx *db.Tx, c Change) (stored storedResponse, due bool, err error) {
	stored, err = getStored(ctx, tx, c.Consultation, c.Subject)
	if fault.Is(err, fault.NotFound) {
		return stored, false, nil
	}
	due = stored.state != Withdrawn && stored.lastDeletionID == c.PreviousID &&
		hex.EncodeToString(stored.commitment) == c.Commitment
	return stored, err == nil && due, err
}

// Redact makes the redaction c if it is due, and adds the leaves for it to the
// record. It reports whether it was.
func (s *Service) Redact(ctx context.Context, tx *db.Tx, leaves *record.Writer, c Change) (bool, error) {
	stored, due, err := redactable(ctx, tx, c)
	if err != nil || !due {
		return false, err
	}
	answers, err := s.parseStored(ctx, tx, stored)
	if err != nil {
		return false, err
	}
	left, characters, err := redactAnswers(answers, c)
	if err != nil {
		return false, err
	}
	kind := numberedKind("redacted", stored.redactionCount+1)
	return true, replaceAnswers(ctx, tx, leaves, stored, left, c, kind, characters)
}

// parseStored returns the answers of a stored response, or fault.Closed if it was
// withdrawn.
func (s *Service) parseStored(ctx context.Context, tx *db.Tx, stored storedResponse) (survey.Answers, error) {
	if stored.state == Withdrawn {
		return survey.Answers{}, fault.New(
			fault.Closed,
			"This response has been withdrawn and its answers have been deleted.",
		)
	}
	form, err := s.Form(ctx, tx, stored.formVersion)
	if err != nil {
		return survey.Answers{}, err
	}
	return survey.ParseAnswers(form, []byte(stored.answers))
}
