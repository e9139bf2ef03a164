package intake

import (
	"context"
	"crypto/sha256"
	"fmt"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/receipt"
	"github.com/folkmoot/folkmoot/survey"
)

// ExpiredText is what is written where a text stood whose time was up.
const ExpiredText = "[deleted: kept as long as was promised]"

// expiredPostcode is put in the place of a postcode whose time is up: it has the shape
// of one, so that the answers are still answers, and there is no area UX.
const expiredPostcode = "UX99 9XX"

// expiryBatch is how many responses are changed in one transaction.
const expiryBatch = 200

// CountDrafts, CountContacts, CountMonitoring and CountWords say how much of each
// there is of consultation.
func CountDrafts(ctx context.Context, tx *db.Tx, consultation string) (int64, error) {
	return db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM intake_draft WHERE consultation = $1`, consultation)
}

// ConsultationsWithDrafts names the consultations that have drafts.
func ConsultationsWithDrafts(ctx context.Context, tx *db.Tx) ([]string, error) {
	return db.All(ctx, tx, db.Text, `SELECT DISTINCT consultation FROM intake_draft ORDER BY consultation`)
}

// CountContacts counts sealed addresses.
func CountContacts(ctx context.Context, tx *db.Tx, consultation string) (int64, error) {
	return db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM intake_contact WHERE consultation = $1`, consultation)
}

// CountMonitoring counts responses with raw monitoring answers.
func CountMonitoring(ctx context.Context, tx *db.Tx, consultation string) (int64, error) {
	return db.One(
		ctx,
		tx,
		db.Int,
		`SELECT COUNT(*) FROM intake_monitoring m JOIN intake_response r ON r.id = m.response WHERE r.consultation = $1`,
		consultation,
	)
}

// CountTexts counts responses whose words are still there.
func CountTexts(ctx context.Context, tx *db.Tx, consultation string) (int64, error) {
	return db.One(
		ctx,
		tx,
		db.Int,
		`SELECT COUNT(*) FROM intake_response WHERE consultation = $1 AND state <> 'withdrawn' AND NOT texts_deleted`,
		consultation,
	)
}

// SealedContacts returns the addresses of consultation as they are sealed, by id.
func SealedContacts(ctx context.Context, tx *db.Tx, consultation string) (map[string][]byte, error) {
	type one struct {
		id     string
		sealed []byte
	}
	rows, err := db.All(ctx, tx, func(r db.Row) (o one, err error) { return o, r.Scan(&o.id, &o.sealed) },
		`SELECT id, sealed FROM intake_contact WHERE consultation = $1 ORDER BY id`, consultation)
	all := make(map[string][]byte, len(rows))
	for _, o := range rows {
		all[o.id] = o.sealed
	}
	return all, err
}

// DeleteContact deletes one sealed address.
func (s *Service) DeleteContact(ctx context.Context, consultation, id string) error {
	if err := s.Deletions.append(Deletion{ID: db.NewID(), Kind: deletionContact, Consultation: consultation, Subject: id}); err != nil {
		return err
	}
	return s.deleteAndCheckpoint(ctx, func(tx *db.Tx) (int64, error) { return deleteContact(ctx, tx, consultation, id) })
}

func deleteContact(ctx context.Context, tx *db.Tx, consultation, id string) (int64, error) {
	return tx.Exec(ctx, `DELETE FROM intake_contact WHERE consultation = $1 AND id = $2`, consultation, id)
}

// DeleteContacts deletes every sealed address of consultation.
func (s *Service) DeleteContacts(ctx context.Context, consultation string) (n int64, err error) {
	defer fault.Wrap(&err, "delete the contacts of %s", consultation)
	deed := Deletion{ID: db.NewID(), Kind: deletionContacts, Consultation: consultation}
	if err := s.Deletions.append(deed); err != nil {
		return 0, err
	}
	err = s.deleteAndCheckpoint(ctx, func(tx *db.Tx) (int64, error) {
		n, err = deleteContacts(ctx, tx, deed)
		return n, err
	})
	return n, err
}

func deleteContacts(ctx context.Context, tx *db.Tx, deed Deletion) (int64, error) {
	if err := deed.markApplied(ctx, tx); err != nil {
		return 0, err
	}
	return tx.Exec(ctx, `DELETE FROM intake_contact WHERE consultation = $1`, deed.Consultation)
}

// DeleteDrafts deletes every draft of consultation.
func (s *Service) DeleteDrafts(ctx context.Context, consultation string) (n int64, err error) {
	defer fault.Wrap(&err, "delete the drafts of %s", consultation)
	err = s.deleteAndCheckpoint(ctx, func(tx *db.Tx) (int64, error) {
		n, err = tx.Exec(ctx, `DELETE FROM intake_draft WHERE consultation = $1`, consultation)
		return n, err
	})
	return n, err
}

// deleteAndCheckpoint deletes rows, and then what the file keeps of them.
func (s *Service) deleteAndCheckpoint(ctx context.Context, fn func(*db.Tx) (int64, error)) error {
	if err := s.DB.Update(ctx, func(tx *db.Tx) error {
		_, err := fn(tx)
		return err
	}); err != nil {
		return err
	}
	return s.DB.Checkpoint(ctx)
}

// DeleteMonitoring deletes the raw monitoring answers of consultation and their
// salts. What was released of them stays. The commitments of the responses can
// still be opened, because these answers have one of their own.
func (s *Service) DeleteMonitoring(ctx context.Context, consultation string) (n int64, err error) {
	defer fault.Wrap(&err, "delete the monitoring answers to %s", consultation)
	deed := Deletion{ID: db.NewID(), Kind: deletionMonitoring, Consultation: consultation}
	if err := s.Deletions.append(deed); err != nil {
		return 0, err
	}
	if n, err = s.deleteMonitoring(ctx, deed); err != nil {
		return 0, err
	}
	return n, s.DB.Checkpoint(ctx)
}

func (s *Service) deleteMonitoring(ctx context.Context, deed Deletion) (n int64, err error) {
	_, err = s.Log.Update(ctx, func(tx *db.Tx, leaves *record.Writer) error {
		if err := deed.markApplied(ctx, tx); err != nil {
			return err
		}
		if n, err = CountMonitoring(ctx, tx, deed.Consultation); err != nil || n == 0 {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE intake_response SET monitoring_deleted = TRUE
			WHERE consultation = $1 AND id IN (SELECT response FROM intake_monitoring)`, deed.Consultation); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM intake_monitoring WHERE response IN (SELECT id FROM intake_response WHERE consultation = $1)`, deed.Consultation); err != nil {
			return err
		}
		leaves.Add(receipt.Leaf{Subject: deed.Consultation, Kind: "retention:monitoring",
			Commitment: sha256.Sum256(fmt.Appendf(nil, "folkmoot/commit/retention/v1\x00%s %s %d", deed.Consultation, db.NewID(), n))})
		return nil
	})
	return n, err
}

// DeleteTexts takes every free text out of the responses to consultation, and
// every postcode, and leaves what was chosen from lists. Each response has a leaf
// that says so, and a new commitment.
func (s *Service) DeleteTexts(ctx context.Context, consultation string) (n int64, err error) {
	defer fault.Wrap(&err, "delete the words of responses to %s", consultation)
	deed := Deletion{ID: db.NewID(), Kind: deletionTexts, Consultation: consultation}
	if err := s.Deletions.append(deed); err != nil {
		return 0, err
	}
	if n, err = s.deleteTexts(ctx, deed); err != nil {
		return 0, err
	}
	return n, s.DB.Checkpoint(ctx)
}

func (s *Service) deleteTexts(ctx context.Context, deed Deletion) (done int64, err error) {
	for more := true; more; {
		n := int64(0)
		_, err := s.Log.Update(ctx, func(tx *db.Tx, leaves *record.Writer) error {
			some, err := db.All(
				ctx,
				tx,
				scanStored,
				`SELECT `+responseColumns+fromResponses+`WHERE r.consultation = $1 AND r.state <> 'withdrawn' AND NOT r.texts_deleted
				ORDER BY r.id LIMIT $2`,
				deed.Consultation,
				expiryBatch,
			)
			if err != nil {
				return err
			}
			if n, more = int64(len(some)), len(some) == expiryBatch; !more {
				if err := deed.markApplied(ctx, tx); err != nil {
					return err
				}
			}
			for _, kept := range some {
				answers, err := s.parseStored(ctx, tx, kept)
				if err != nil {
					return err
				}
				characters := 0
				left, err := answers.MapTexts(func(q *survey.Question, choice, text string) string {
					characters += len([]rune(text))
					return replaceExpired(q, choice, text)
				})
				if err != nil {
					return err
				}
				one := Deletion{ID: deed.ID + "." + kept.id, Reason: "retention", By: deed.By}
				if err := s.replaceAnswers(ctx, tx, leaves, kept, left, one, "expired", characters); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return done, err
		}
		done += n
	}
	return done, nil
}

// replaceExpired is what is left of a text. Where the note would be too long for the
// question, a Mark is not.
func replaceExpired(q *survey.Question, choice, text string) string {
	if q.Kind == survey.Postcode && choice == "" {
		return expiredPostcode
	}
	if choice == "" && q.MaxLength > 0 && q.MaxLength < len(ExpiredText) {
		return RedactionMark
	}
	return ExpiredText
}
