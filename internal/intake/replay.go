package intake

import (
	"context"
	"encoding/hex"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/record"
)

// ReplayResult says what Replay had to do again.
type ReplayResult struct{ Withdrawn, Redacted, Other int64 }

// Any reports whether it was anything.
func (r ReplayResult) Any() bool { return r != ReplayResult{} }

// Replay carries out every deed of the ledger that the database does not show,
// as after an older database was put back. It must have returned before the site
// listens. Nearly every time there is nothing to do.
func (s *Service) Replay(ctx context.Context) (done ReplayResult, err error) {
	defer fault.Wrap(&err, "carry the ledger out again")
	deeds, err := s.Deletions.List()
	if err != nil || len(deeds) == 0 {
		return done, err
	}
	if done.Other, err = s.replayRows(ctx, deeds); err != nil {
		return done, err
	}
	// What is withdrawn first: nobody need take words out of what is gone.
	for _, d := range deeds {
		if d.Kind == deletionWithdrawal {
			n, err := s.replayResponse(ctx, d)
			if done.Withdrawn += n; err != nil {
				return done, err
			}
		}
	}
	for i, d := range deeds {
		n, err := s.replayDeletion(ctx, d, deeds[i+1:])
		if err != nil {
			return done, err
		}
		if d.Kind == deletionRedaction || d.Kind == deletionMonitoringRedaction {
			done.Redacted += n
		} else {
			done.Other += n
		}
	}
	if !done.Any() {
		return done, nil
	}
	return done, s.DB.Checkpoint(ctx)
}

// replayRows deletes the drafts and single contacts that came back, what features
// above had erased, and what was saved of responses that were taken back: in an
// older database those may not have been sent yet.
func (s *Service) replayRows(ctx context.Context, deeds []Deletion) (n int64, err error) {
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		n = 0
		rows, err := db.All(ctx, tx, db.Text, `SELECT id FROM intake_deletion`)
		if err != nil {
			return err
		}
		seen := map[string]bool{}
		for _, id := range rows {
			seen[id] = true
		}
		for _, d := range deeds {
			var gone int64
			switch d.Kind {
			case deletionWithdrawal, deletionSubject:
				if seen[d.ID] {
					continue
				}
				if err := d.markApplied(ctx, tx); err != nil {
					return err
				}
				if d.Kind == deletionWithdrawal {
					err = s.deleteRelated(ctx, tx, d.Consultation, d.Subject)
				} else if s.SubjectEraser != nil {
					gone, err = s.SubjectEraser(ctx, tx, d.Consultation, d.Subject)
				}
			case deletionDraft:
				gone, err = tx.Exec(ctx, `DELETE FROM intake_draft WHERE consultation = $1 AND id = $2`, d.Consultation, d.Subject)
			case deletionContact:
				gone, err = deleteContact(ctx, tx, d.Consultation, d.Subject)
			}
			if n += gone; err != nil {
				return err
			}
		}
		return nil
	})
	return n, err
}

func (s *Service) replayDeletion(ctx context.Context, d Deletion, later []Deletion) (n int64, err error) {
	switch d.Kind {
	case deletionWithdrawal, deletionDraft, deletionContact, deletionSubject:
		return 0, nil // done before
	case deletionRedaction:
		if superseded(d, later) {
			return 0, nil
		}
		return s.replayResponse(ctx, d)
	case deletionMonitoringRedaction:
		if superseded(d, later) {
			return 0, nil
		}
		return s.replayMonitoringRedaction(ctx, d)
	}
	// What was done to a whole consultation is done again only in a database that
	// has not seen it: responses may have come since.
	var seen bool
	if err := s.DB.View(ctx, func(tx *db.Tx) (err error) {
		seen, err = db.One(ctx, tx, db.Bool, `SELECT COUNT(*) > 0 FROM intake_deletion WHERE id = $1`, d.ID)
		return err
	}); err != nil || seen {
		return 0, err
	}
	switch d.Kind {
	case deletionContacts:
		err = s.DB.Update(ctx, func(tx *db.Tx) error {
			n, err = deleteContacts(ctx, tx, d)
			return err
		})
	case deletionMonitoring:
		n, err = s.deleteMonitoring(ctx, d)
	case deletionTexts:
		n, err = s.deleteTexts(ctx, d)
	default:
		err = fault.Newf(fault.Internal, "the deletion log has an entry of kind %q, which was written by a newer version of Folkmoot", d.Kind)
	}
	return n, err
}

// markApplied notes in tx that d was carried out.
func (d Deletion) markApplied(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Exec(
		ctx,
		`INSERT INTO intake_deletion (id, consultation, kind) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING`,
		d.ID,
		d.Consultation,
		d.Kind,
	)
	return err
}

// superseded reports whether d, which takes words out, was tried and failed, and
// was then done by a later line about the same text as d.
func superseded(d Deletion, later []Deletion) bool {
	for _, l := range later {
		if l.Kind == d.Kind && l.Subject == d.Subject && l.PreviousID == d.PreviousID {
			return true
		}
	}
	return false
}

// replayResponse carries out a deed that is about one response, unless that is done.
// A response that is not there needs nothing; one that was sent again under the
// same key is another one, and has another commitment. What is brought in again
// from the same file is the same.
func (s *Service) replayResponse(ctx context.Context, d Deletion) (n int64, err error) {
	mine := func(kept storedResponse) bool {
		if d.Kind == deletionRedaction {
			return kept.state != Withdrawn && kept.lastDeletionID == d.PreviousID && hex.EncodeToString(kept.commitment) == d.Commitment
		}
		return kept.state != Withdrawn && (kept.withdrawalDigest == "" || hex.EncodeToString(kept.commitment) == d.Commitment)
	}
	var due bool
	look := func(tx *db.Tx) (storedResponse, error) {
		kept, err := getStored(ctx, tx, d.Consultation, d.Subject)
		if fault.Is(err, fault.NotFound) {
			due, err = false, nil
			return kept, err
		}
		due = err == nil && mine(kept)
		return kept, err
	}
	if err := s.DB.View(ctx, func(tx *db.Tx) error {
		_, err := look(tx)
		return err
	}); err != nil || !due {
		return 0, err
	}
	_, err = s.Log.Update(ctx, func(tx *db.Tx, leaves *record.Writer) error {
		kept, err := look(tx)
		if err != nil || !due {
			return err
		}
		if d.Kind == deletionWithdrawal {
			return s.setState(ctx, tx, leaves, kept, Withdrawn, "")
		}
		return s.applyRedaction(ctx, tx, leaves, kept, d)
	})
	if err == nil && due {
		n = 1
	}
	return n, err
}
