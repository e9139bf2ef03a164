package intake

import (
	"context"
	"fmt"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/fault"
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
	var all []string
	err := consult.EachSlug(ctx, tx, func(slug consult.Slug) error {
		has, err := db.One(ctx, tx, db.Bool, `SELECT EXISTS (SELECT 1 FROM intake_draft WHERE consultation = $1)`, slug)
		if has {
			all = append(all, slug)
		}
		return err
	})
	return all, err
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

// EachContact calls fn with every sealed contact for a consultation, in the order of their
// random ids.
func EachContact(ctx context.Context, tx *db.Tx, consultation string, fn func(Contact) error) error {
	return db.ReadEach(
		ctx, tx,
		func(r db.Row) (c Contact, err error) { return c, r.Scan(&c.ID, &c.Sealed) },
		func(c Contact) []any { return []any{c.ID} },
		db.Order{Columns: []db.Column{{Name: "id"}}},
		fn,
		`SELECT id, sealed FROM intake_contact`, `consultation = $1`, consultation)
}

// OpenFunc decrypts what a SealFunc encrypted. It returns fault.Closed if the key was destroyed.
type OpenFunc func(consultation string, sealed []byte) (plain string, err error)

// EachOpenContact is EachContact with the decrypted details. It leaves out contacts whose key
// was destroyed.
func EachOpenContact(
	ctx context.Context, tx *db.Tx, open OpenFunc, consultation string, fn func(id string, details []survey.Contact) error,
) error {
	return EachContact(ctx, tx, consultation, func(c Contact) error {
		plain, err := open(consultation, c.Sealed)
		if fault.Is(err, fault.Closed) {
			return nil
		}
		if err != nil {
			return err
		}
		details, err := DecodeContact(plain)
		if err != nil {
			return err
		}
		return fn(c.ID, details)
	})
}

// DeleteContact deletes one sealed email address.
func DeleteContact(ctx context.Context, tx *db.Tx, consultation, id string) (int64, error) {
	return tx.Exec(ctx, `DELETE FROM intake_contact WHERE consultation = $1 AND id = $2`, consultation, id)
}

// DeleteContacts deletes up to limit sealed contact details for a consultation, and returns
// how many.
func DeleteContacts(ctx context.Context, tx *db.Tx, consultation string, limit int) (int64, error) {
	return tx.Exec(ctx, `DELETE FROM intake_contact
		WHERE id IN (SELECT id FROM intake_contact WHERE consultation = $1 LIMIT $2)`, consultation, limit)
}

// DraftExists reports whether a draft is saved under id, as Key.DraftID gives it.
func DraftExists(ctx context.Context, tx *db.Tx, consultation, id string) (bool, error) {
	return db.One(ctx, tx, db.Bool,
		`SELECT COUNT(*) > 0 FROM intake_draft WHERE id = $1 AND consultation = $2`, id, consultation)
}

// DeleteDraft deletes the draft with the given id, and the files that were attached to it.
func DeleteDraft(ctx context.Context, tx *db.Tx, consultation, id string) (int64, error) {
	if _, err := deleteFiles(ctx, tx, `consultation = $1 AND draft = $2`, consultation, id); err != nil {
		return 0, err
	}
	return tx.Exec(ctx, `DELETE FROM intake_draft WHERE consultation = $1 AND id = $2`, consultation, id)
}

// DeleteDrafts deletes up to limit rows about which forms were sent to a consultation, up to
// limit files that were attached and not sent and, once none of them are left, up to limit drafts of responses. It returns how many drafts,
// and whether it may have left something. The drafts are last because they are counted.
func DeleteDrafts(ctx context.Context, tx *db.Tx, consultation string, limit int) (n int64, more bool, err error) {
	forms, err := tx.Exec(ctx, `DELETE FROM intake_sent_form WHERE consultation = $1 AND id IN
		(SELECT id FROM intake_sent_form WHERE consultation = $1 LIMIT $2)`, consultation, limit)
	if err != nil || forms == int64(limit) {
		return 0, true, err
	}
	attached, err := deleteFiles(ctx, tx, `id IN (SELECT id FROM intake_file WHERE consultation = $1 AND response = '' LIMIT $2)`,
		consultation, limit)
	if err != nil || attached == int64(limit) {
		return 0, true, err
	}
	n, err = tx.Exec(ctx, `DELETE FROM intake_draft
		WHERE id IN (SELECT id FROM intake_draft WHERE consultation = $1 LIMIT $2)`, consultation, limit)
	return n, n == int64(limit), err
}

// MonitoringResponses returns the ids of up to limit responses to a consultation that have
// monitoring answers and follow after, in order.
func MonitoringResponses(ctx context.Context, tx *db.Tx, consultation, after string, limit int) ([]string, error) {
	return db.All(ctx, tx, db.Text, `SELECT m.response
		FROM intake_monitoring m JOIN intake_response r ON r.id = m.response
		WHERE r.consultation = $1 AND m.response > $2 ORDER BY m.response LIMIT $3`, consultation, after, limit)
}

// DeleteMonitoring deletes the monitoring answers of the responses with the given ids, and
// their salts. Released tables stay. The commitments of the responses can still be
// verified, because the monitoring answers have a commitment of their own. It returns how
// many it deleted. The record must have a leaf of AddMonitoringDeletion.
func DeleteMonitoring(ctx context.Context, tx *db.Tx, ids []string) (int64, error) {
	list, args := db.In(1, db.Args(ids))
	if _, err := tx.Exec(ctx, `UPDATE intake_response SET monitoring_deleted = TRUE, settled = FALSE
		WHERE id IN (SELECT response FROM intake_monitoring WHERE response IN `+list+`)`, args...); err != nil {
		return 0, err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM intake_monitoring_text WHERE response IN `+list, args...); err != nil {
		return 0, err
	}
	return tx.Exec(ctx, `DELETE FROM intake_monitoring WHERE response IN `+list, args...)
}

// AddMonitoringDeletion adds the leaf to the record that says that the monitoring answers
// of count responses to a consultation are deleted.
func AddMonitoringDeletion(leaves *record.Writer, consultation string, count int64) {
	sum := digest.Labelled("folkmoot/commit/retention/v1", fmt.Sprintf("%s %s %d", consultation, db.NewID(), count))
	leaves.Add(receipt.Leaf{Subject: consultation, Kind: "retention:monitoring", Commitment: sum})
}

// TextResponses returns the ids of up to limit responses to a consultation whose written
// answers have not been deleted and which follow after, in order.
func TextResponses(ctx context.Context, tx *db.Tx, consultation, after string, limit int) ([]string, error) {
	return db.All(ctx, tx, db.Text, `SELECT id FROM intake_response
		WHERE consultation = $1 AND id > $2 AND state <> 'withdrawn' AND NOT texts_deleted ORDER BY id LIMIT $3`,
		consultation, after, limit)
}

// DeleteTexts replaces the written answers and postcodes of the responses to a
// consultation with the given ids, and returns the ids of those that still had any. Answers
// chosen from lists stay. Each response gets a new commitment and a leaf in the record.
// deletion is the id of the entry in the deletion log, by the account.
func (s *Service) DeleteTexts(
	ctx context.Context,
	tx *db.Tx,
	leaves *record.Writer,
	consultation, deletion, by string,
	of []string,
) (ids []string, err error) {
	list, args := db.In(2, db.Args(of))
	batch, err := db.All(ctx, tx, scanStored, `SELECT `+responseColumns+fromResponses+`
		WHERE r.consultation = $1 AND r.id IN `+list+` AND r.state <> 'withdrawn' AND NOT r.texts_deleted
		ORDER BY r.id`, append([]any{consultation}, args...)...)
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
		if _, err := deleteFiles(ctx, tx, `response = $1`, stored.id); err != nil {
			return nil, err
		}
		ids = append(ids, stored.id)
	}
	return ids, nil
}

// replaceExpired returns the replacement for an expired text: RedactionMark where
// ExpiredText would be longer than the question allows.
func replaceExpired(q *survey.Question, choice string) string {
	if q.Kind == survey.Places {
		return survey.DeletedPlaces
	}
	if q.Kind == survey.Postcode && choice == "" {
		return expiredPostcode
	}
	if choice == "" && q.MaxLength > 0 && q.MaxLength < len(ExpiredText) {
		return RedactionMark
	}
	return ExpiredText
}
