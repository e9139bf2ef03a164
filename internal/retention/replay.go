package retention

import (
	"context"
	"slices"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/record"
)

// ReplayResult counts what Replay deleted again.
type ReplayResult struct{ Withdrawn, Redacted, Other int64 }

// Any reports whether Replay changed anything.
func (r ReplayResult) Any() bool { return r != ReplayResult{} }

// Replay applies every entry of the deletion log that the database does not show,
// as when an older copy of it was restored, after SyncLog. It must return before the server
// listens. At most starts there is nothing to do.
func (d *Deleter) Replay(ctx context.Context) (done ReplayResult, err error) {
	defer fault.Wrap(&err, "replay the deletion log")
	if err := d.SyncLog(ctx); err != nil {
		return done, err
	}
	all, err := d.deletions.List()
	if err != nil || len(all) == 0 {
		return done, err
	}
	if done.Other, err = d.replayRows(ctx, all); err != nil {
		return done, err
	}
	// Withdrawals first: a withdrawn response needs no redaction.
	for _, del := range all {
		if del.Kind == kindWithdrawal {
			n, err := d.replayResponse(ctx, del)
			if done.Withdrawn += n; err != nil {
				return done, err
			}
		}
	}
	for i, del := range all {
		n, err := d.replayDeletion(ctx, del, all[i+1:])
		if err != nil {
			return done, err
		}
		if del.Kind == kindRedaction || del.Kind == kindMonitoringRedaction {
			done.Redacted += n
		} else {
			done.Other += n
		}
	}
	if !done.Any() {
		return done, nil
	}
	return done, d.intake.DB.Checkpoint(ctx)
}

// replayRows deletes restored drafts and single contacts, what features above had
// erased, and the drafts of withdrawn responses: in an older database a draft may
// not have been sent yet.
func (d *Deleter) replayRows(ctx context.Context, all []Deletion) (n int64, err error) {
	err = d.intake.DB.Update(ctx, func(tx *db.Tx) error {
		n = 0
		for some := range slices.Chunk(all, appliedPerQuery) {
			applied, err := appliedAmong(ctx, tx, some)
			if err != nil {
				return err
			}
			for _, del := range some {
				if applied[del.ID] {
					continue
				}
				deleted, err := d.replayRow(ctx, tx, del)
				if n += deleted; err != nil {
					return err
				}
			}
		}
		return nil
	})
	return n, err
}

func (d *Deleter) replayRow(ctx context.Context, tx *db.Tx, del Deletion) (int64, error) {
	switch del.Kind {
	case kindWithdrawal:
		if err := markApplied(ctx, tx, del.ID, del.Consultation, del.Kind); err != nil {
			return 0, err
		}
		return 0, d.erasers.Response(ctx, tx, del.Subject, true)
	case kindSubject:
		if err := markApplied(ctx, tx, del.ID, del.Consultation, del.Kind); err != nil {
			return 0, err
		}
		return d.erasers.Subject(ctx, tx, del.Consultation, del.Subject)
	case kindDraft:
		return intake.DeleteDraft(ctx, tx, del.Consultation, del.Subject)
	case kindContact:
		return intake.DeleteContact(ctx, tx, del.Consultation, del.Subject)
	}
	return 0, nil
}

func (d *Deleter) replayDeletion(ctx context.Context, del Deletion, later []Deletion) (n int64, err error) {
	switch del.Kind {
	case kindWithdrawal, kindDraft, kindContact, kindSubject:
		return 0, nil // applied before
	case kindRedaction:
		if superseded(del, later) {
			return 0, nil
		}
		return d.replayResponse(ctx, del)
	case kindMonitoringRedaction:
		if superseded(del, later) {
			return 0, nil
		}
		return d.replayMonitoringRedaction(ctx, del)
	}
	// A deletion from a whole consultation is repeated only in a database that has
	// not seen it: there may be newer responses that are not due.
	applied := false
	if err := d.intake.DB.View(ctx, func(tx *db.Tx) (err error) {
		applied, err = isApplied(ctx, tx, del.ID)
		return err
	}); err != nil || applied {
		return 0, err
	}
	return d.applyAll(ctx, del, 0)
}

// superseded reports whether redaction d failed and a later entry of the log
// retried it on the same text.
func superseded(d Deletion, later []Deletion) bool {
	for _, l := range later {
		if l.Kind == d.Kind && l.Subject == d.Subject && l.PreviousID == d.PreviousID {
			return true
		}
	}
	return false
}

// replayResponse makes the withdrawal or redaction of one response again if it is
// due, and returns how many responses it changed.
func (d *Deleter) replayResponse(ctx context.Context, del Deletion) (n int64, err error) {
	c := del.change()
	check := intake.WithdrawalDue
	if del.Kind == kindRedaction {
		check = intake.RedactionDue
	}
	var due bool
	if err := d.intake.DB.View(ctx, func(tx *db.Tx) (err error) {
		due, err = check(ctx, tx, c)
		return err
	}); err != nil || !due {
		return 0, err
	}
	_, err = d.intake.Log.Update(ctx, func(tx *db.Tx, leaves *record.Writer) error {
		n = 0
		due, err := check(ctx, tx, c)
		if err != nil || !due {
			return err
		}
		n = 1
		if del.Kind == kindRedaction {
			_, err := d.redact(ctx, tx, leaves, c)
			return err
		}
		if err := d.intake.SetState(ctx, tx, leaves, c.Consultation, c.Subject, intake.Withdrawn, ""); err != nil {
			return err
		}
		return d.erasers.Response(ctx, tx, c.Subject, true)
	})
	return n, err
}

// replayMonitoringRedaction makes the redaction of a written monitoring answer
// again if it is due, and returns how many responses it changed.
func (d *Deleter) replayMonitoringRedaction(ctx context.Context, del Deletion) (n int64, err error) {
	var due bool
	if err := d.intake.DB.View(ctx, func(tx *db.Tx) (err error) {
		due, err = intake.MonitoringRedactionDue(ctx, tx, del.change())
		return err
	}); err != nil || !due {
		return 0, err
	}
	_, err = d.intake.Log.Update(ctx, func(tx *db.Tx, leaves *record.Writer) error {
		n = 0
		done, err := d.intake.RedactMonitoring(ctx, tx, leaves, del.change())
		if done {
			n = 1
		}
		return err
	})
	return n, err
}

// appliedPerQuery limits the arguments of one statement.
const appliedPerQuery = 256

// appliedAmong returns the ids of those of some deletions that markApplied has marked.
func appliedAmong(ctx context.Context, tx *db.Tx, some []Deletion) (map[string]bool, error) {
	applied, wanted := map[string]bool{}, make([]any, len(some))
	for i, del := range some {
		wanted[i] = del.ID
	}
	list, args := db.In(1, wanted)
	ids, err := db.All(ctx, tx, db.Text, `SELECT id FROM retention_deletion WHERE id IN `+list, args...)
	for _, id := range ids {
		applied[id] = true
	}
	return applied, err
}

// isApplied reports whether markApplied has marked a deletion.
func isApplied(ctx context.Context, tx *db.Tx, id string) (bool, error) {
	return db.One(ctx, tx, db.Bool, `SELECT COUNT(*) > 0 FROM retention_deletion WHERE id = $1`, id)
}

// markApplied marks a deletion as applied to this database.
func markApplied(ctx context.Context, tx *db.Tx, id, consultation, kind string) error {
	_, err := tx.Exec(ctx, `INSERT INTO retention_deletion (id, consultation, kind) VALUES ($1, $2, $3)
		ON CONFLICT (id) DO NOTHING`, id, consultation, kind)
	return err
}
