package intake

import (
	"context"
	"fmt"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/receipt"
	"github.com/folkmoot/folkmoot/survey"
)

// ExpiredText replaces a written answer when its retention period ends.
const ExpiredText = "[deleted: the retention period ended]"

// expiredPostcode replaces a postcode when its retention period ends. It has the
// form of a postcode, so that the answers still pass their check; there is no
// postcode area UX.
const expiredPostcode = "UX99 9XX"

// CountDrafts counts the saved drafts of responses to a consultation.
func CountDrafts(ctx context.Context, tx *db.Tx, consultation string) (int64, error) {
	return db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM intake_draft WHERE consultation = $1`, consultation)
}

// ConsultationsWithDrafts returns the slugs of the consultations that have saved drafts.
func ConsultationsWithDrafts(ctx context.Context, tx *db.Tx) ([]string, error) {
	return db.All(ctx, tx, db.Text, `SELECT DISTINCT consultation FROM intake_draft ORDER BY consultation`)
}

// CountContacts counts the sealed email addresses for a consultation.
func CountContacts(ctx context.Context, tx *db.Tx, consultation string) (int64, error) {
	return db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM intake_contact WHERE consultation = $1`, consultation)
}

// CountMonitoring counts the responses whose monitoring answers have not been deleted.
func CountMonitoring(ctx context.Context, tx *db.Tx, consultation string) (int64, error) {
	return db.One(ctx, tx, db.Int, `SELECT COUNT(*)
		FROM intake_monitoring m JOIN intake_response r ON r.id = m.response WHERE r.consultation = $1`, consultation)
}

// CountTexts counts the responses whose written answers have not been deleted.
func CountTexts(ctx context.Context, tx *db.Tx, consultation string) (int64, error) {
	return db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM intake_response
		WHERE consultation = $1 AND state <> 'withdrawn' AND NOT texts_deleted`, consultation)
}

// SealedContacts returns the sealed email addresses for a consultation by their ids.
func SealedContacts(ctx context.Context, tx *db.Tx, consultation string) (map[string][]byte, error) {
	rows, err := db.All(ctx, tx, func(r db.Row) (c Contact, err error) { return c, r.Scan(&c.ID, &c.Sealed) },
		`SELECT id, sealed FROM intake_contact WHERE consultation = $1 ORDER BY id`, consultation)
	all := make(map[string][]byte, len(rows))
	for _, c := range rows {
		all[c.ID] = c.Sealed
	}
	return all, err
}

// DeleteContact deletes one sealed email address.
func DeleteContact(ctx context.Context, tx *db.Tx, consultation, id string) (int64, error) {
	return tx.Exec(ctx, `DELETE FROM intake_contact WHERE consultation = $1 AND id = $2`, consultation, id)
}

// DeleteContacts deletes all sealed email addresses for a consultation.
func DeleteContacts(ctx context.Context, tx *db.Tx, consultation string) (int64, error) {
	return tx.Exec(ctx, `DELETE FROM intake_contact WHERE consultation = $1`, consultation)
}

// DraftExists reports whether a draft is saved under id, as Key.DraftID gives it.
func DraftExists(ctx context.Context, tx *db.Tx, consultation, id string) (bool, error) {
	return db.One(ctx, tx, db.Bool,
		`SELECT COUNT(*) > 0 FROM intake_draft WHERE id = $1 AND consultation = $2`, id, consultation)
}

// DeleteDraft deletes the draft with the given id.
func DeleteDraft(ctx context.Context, tx *db.Tx, consultation, id string) (int64, error) {
	return tx.Exec(ctx, `DELETE FROM intake_draft WHERE consultation = $1 AND id = $2`, consultation, id)
}

// DeleteDrafts deletes all drafts of responses to a consultation, and which forms were
// sent.
func DeleteDrafts(ctx context.Context, tx *db.Tx, consultation string) (int64, error) {
	if _, err := tx.Exec(ctx, `DELETE FROM intake_sent_form WHERE consultation = $1`, consultation); err != nil {
		return 0, err
	}
	return tx.Exec(ctx, `DELETE FROM intake_draft WHERE consultation = $1`, consultation)
}

// DeleteMonitoring deletes the monitoring answers to a consultation with their
// salts, and adds a leaf that says so to the record. Released tables stay. The
// commitments of the responses can still be verified, because the monitoring
// answers have a commitment of their own.
func DeleteMonitoring(ctx context.Context, tx *db.Tx, leaves *record.Writer, consultation string) (int64, error) {
	n, err := CountMonitoring(ctx, tx, consultation)
	if err != nil || n == 0 {
		return 0, err
	}
	if _, err := tx.Exec(ctx, `UPDATE intake_response SET monitoring_deleted = TRUE, settled = FALSE
		WHERE consultation = $1 AND id IN (SELECT response FROM intake_monitoring)`, consultation); err != nil {
		return 0, err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM intake_monitoring
		WHERE response IN (SELECT id FROM intake_response WHERE consultation = $1)`, consultation); err != nil {
		return 0, err
	}
	sum := digest.Labelled("folkmoot/commit/retention/v1", fmt.Sprintf("%s %s %d", consultation, db.NewID(), n))
	leaves.Add(receipt.Leaf{Subject: consultation, Kind: "retention:monitoring", Commitment: sum})
	return n, nil
}

// DeleteTexts replaces the written answers and postcodes of up to limit responses
// to a consultation whose ids follow after, and returns these ids in order. Answers
// chosen from lists stay. Each response gets a new commitment and a leaf in the record.
// deletion is the id of the entry in the deletion log, by the account.
func (s *Service) DeleteTexts(
	ctx context.Context,
	tx *db.Tx,
	leaves *record.Writer,
	consultation, deletion, by, after string,
	limit int,
) (ids []string, err error) {
	batch, err := db.All(ctx, tx, scanStored, `SELECT `+responseColumns+fromResponses+`
		WHERE r.consultation = $1 AND r.id > $2 AND r.state <> 'withdrawn' AND NOT r.texts_deleted
		ORDER BY r.id LIMIT $3`, consultation, after, limit)
	if err != nil {
		return nil, err
	}
	for _, stored := range batch {
		answers, err := s.parseStored(ctx, tx, stored)
		if err != nil {
			return nil, err
		}
		characters := 0
		left, err := answers.MapTexts(func(q *survey.Question, choice, text string) string {
			characters += len([]rune(text))
			return replaceExpired(q, choice)
		})
		if err != nil {
			return nil, err
		}
		c := Change{DeletionID: deletion + "." + stored.id, Reason: "retention", By: by}
		if err := replaceAnswers(ctx, tx, leaves, stored, left, c, "expired", characters); err != nil {
			return nil, err
		}
		ids = append(ids, stored.id)
	}
	return ids, nil
}

// replaceExpired returns the replacement for an expired text: RedactionMark where
// ExpiredText would be longer than the question allows.
func replaceExpired(q *survey.Question, choice string) string {
	if q.Kind == survey.Postcode && choice == "" {
		return expiredPostcode
	}
	if choice == "" && q.MaxLength > 0 && q.MaxLength < len(ExpiredText) {
		return RedactionMark
	}
	return ExpiredText
}
