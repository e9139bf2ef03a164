package retention

import (
	"context"
	"strings"
	"sync"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/record"
)

// Deleter deletes data permanently: it writes an entry to the deletion log, then
// changes the database, then removes what the database file still holds of deleted
// rows. When an older copy of the database is restored, Replay deletes the same
// data again.
type Deleter struct {
	intake    *intake.Service
	deletions *DeletionLog
	erasers   Erasers
	syncing   sync.Mutex // held during SyncLog

	// Chunk is how much is deleted in one transaction if a whole category is: drafts,
	// contacts or responses. 0 is defaultChunk.
	Chunk int
}

// Erasers delete, in the transaction of the caller, what features above hold.
// Either may be nil.
type Erasers struct {
	// Response erases what is held about a response. whole is true if the response
	// was withdrawn and false if only texts of it were redacted or deleted.
	Response func(ctx context.Context, tx *db.Tx, id string, whole bool) error
	// Subject erases a subject of EraseSubject and returns how many rows it changed.
	Subject func(ctx context.Context, tx *db.Tx, consultation, subject string) (int64, error)
}

// NewDeleter returns a Deleter of the data of in. deletions may be nil in tests
// that restore no database.
func NewDeleter(in *intake.Service, deletions *DeletionLog, erasers Erasers) *Deleter {
	if erasers.Response == nil {
		erasers.Response = func(context.Context, *db.Tx, string, bool) error { return nil }
	}
	if erasers.Subject == nil {
		erasers.Subject = func(context.Context, *db.Tx, string, string) (int64, error) { return 0, nil }
	}
	return &Deleter{intake: in, deletions: deletions, erasers: erasers}
}

// Deletions returns the deletion log.
func (d *Deleter) Deletions() *DeletionLog { return d.deletions }

// Withdraw deletes the answers of the response with the given withdrawal code, and
// adds a leaf with the commitment of the response to the record. Results that were
// released before stay as they are; they do not identify anyone. The contact details
// that were left with the response go too, and the emails with its receipt. Withdrawing
// twice is the same as once.
func (d *Deleter) Withdraw(ctx context.Context, consultation, code string) (err error) {
	defer fault.Wrap(&err, "withdraw from %s", consultation)
	var c intake.Change
	var due bool
	var contacts []string
	if err := d.intake.DB.View(ctx, func(tx *db.Tx) error {
		id, err := intake.FindByWithdrawalCode(ctx, tx, consultation, code)
		if err == nil {
			c, due, err = intake.PlanWithdrawal(ctx, tx, consultation, id)
		}
		if err == nil {
			contacts, err = intake.ContactsOf(ctx, tx, consultation, code)
		}
		return err
	}); err != nil {
		return err
	}
	if due {
		if err := d.withdraw(ctx, c, func(tx *db.Tx) error {
			return d.intake.DeleteEmailsOf(ctx, tx, consultation, code)
		}); err != nil {
			return err
		}
	}
	for _, id := range contacts {
		if err := d.DeleteContact(ctx, consultation, id); err != nil {
			return err
		}
	}
	return nil
}

// WithdrawOnBehalf withdraws a response for a respondent who lost the withdrawal
// code and has proved in another way that the response is theirs. how says in which
// way, without repeating what they showed; it goes into the audit log.
func (d *Deleter) WithdrawOnBehalf(ctx context.Context, by actor.Actor, consultation, id, how string) (err error) {
	return d.WithdrawForRequest(ctx, by, consultation, id, how, func(*db.Tx) error { return nil })
}

// WithdrawForRequest is WithdrawOnBehalf for a request about personal data. also runs in the
// same transaction, even if the response was withdrawn before.
func (d *Deleter) WithdrawForRequest(
	ctx context.Context, by actor.Actor, consultation, id, how string, also func(*db.Tx) error,
) (err error) {
	defer fault.Wrap(&err, "withdraw a response to %s on behalf of the respondent", consultation)
	if !by.May(actor.ManageRetention) {
		return fault.New(fault.Forbidden, "You do not have permission to withdraw responses on behalf of other people.")
	}
	if how = strings.TrimSpace(how); how == "" {
		return fault.New(fault.Invalid, "Enter how the person proved that the response is theirs.")
	}
	if err := audit.CheckConfirmed(by, "withdraw-on-behalf", id); err != nil {
		return err // before the deletion log has an entry
	}
	var c intake.Change
	var due bool
	if err := d.intake.DB.View(ctx, func(tx *db.Tx) error {
		if _, err := consult.GetOwned(ctx, tx, by, consultation); err != nil {
			return err
		}
		c, due, err = intake.PlanWithdrawal(ctx, tx, consultation, id)
		return err
	}); err != nil {
		return err
	}
	if !due {
		return d.intake.DB.Update(ctx, also)
	}
	return d.withdraw(ctx, c, func(tx *db.Tx) error {
		if err := also(tx); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "withdraw-on-behalf", "response", id, how)
	})
}

// withdraw makes the withdrawal c. also runs in its transaction.
func (d *Deleter) withdraw(ctx context.Context, c intake.Change, also func(*db.Tx) error) error {
	c.DeletionID = db.NewID()
	return d.logged(ctx, changeDeletion(kindWithdrawal, c), func(tx *db.Tx, leaves *record.Writer) error {
		if err := also(tx); err != nil {
			return err
		}
		if err := d.intake.SetState(ctx, tx, leaves, c.Consultation, c.Subject, intake.Withdrawn, ""); err != nil {
			return err
		}
		if err := d.erasers.Response(ctx, tx, c.Subject, true); err != nil {
			return err
		}
		return markApplied(ctx, tx, c.DeletionID, c.Consultation, kindWithdrawal)
	})
}

// Redact makes the redaction c of a response, which intake.PlanRedaction planned.
// also runs in the same transaction. A response that was changed since it was
// planned is fault.Conflict.
func (d *Deleter) Redact(ctx context.Context, c intake.Change, also func(*db.Tx) error) error {
	c.DeletionID = db.NewID()
	return d.logged(ctx, changeDeletion(kindRedaction, c), func(tx *db.Tx, leaves *record.Writer) error {
		if err := also(tx); err != nil {
			return err
		}
		done, err := d.redact(ctx, tx, leaves, c)
		if err == nil && !done {
			err = fault.New(
				fault.Conflict,
				"Someone else has just changed this response. Open it again to see the changes.",
			)
		}
		return err
	})
}

func (d *Deleter) redact(ctx context.Context, tx *db.Tx, leaves *record.Writer, c intake.Change) (bool, error) {
	done, err := d.intake.Redact(ctx, tx, leaves, c)
	if err != nil || !done {
		return false, err
	}
	return true, d.erasers.Response(ctx, tx, c.Subject, false)
}

// RedactMonitoring makes the redaction c of a written monitoring answer, which
// intake.PlanMonitoringRedaction planned. also runs in the same transaction.
// Answers that were changed since are intake.ErrMonitoringTextChanged.
func (d *Deleter) RedactMonitoring(ctx context.Context, c intake.Change, also func(*db.Tx) error) error {
	c.DeletionID = db.NewID()
	return d.logged(ctx, changeDeletion(kindMonitoringRedaction, c), func(tx *db.Tx, leaves *record.Writer) error {
		if err := also(tx); err != nil {
			return err
		}
		done, err := d.intake.RedactMonitoring(ctx, tx, leaves, c)
		if err == nil && !done {
			err = intake.ErrMonitoringTextChanged
		}
		return err
	})
}

// EraseSubject erases something that a feature above holds, through
// Erasers.Subject. also runs in the same transaction.
func (d *Deleter) EraseSubject(ctx context.Context, consultation, subject string, also func(*db.Tx) error) error {
	del := Deletion{ID: db.NewID(), Kind: kindSubject, Consultation: consultation, Subject: subject}
	return d.loggedRows(ctx, del, func(tx *db.Tx) error {
		if err := markApplied(ctx, tx, del.ID, consultation, kindSubject); err != nil {
			return err
		}
		if _, err := d.erasers.Subject(ctx, tx, consultation, subject); err != nil {
			return err
		}
		return also(tx)
	})
}

// DeleteDraft deletes the draft that was saved with key, if there is one.
func (d *Deleter) DeleteDraft(ctx context.Context, consultation string, key intake.Key) (err error) {
	defer fault.Wrap(&err, "delete a draft of a response to %s", consultation)
	id, exists := key.DraftID(), false
	if err := d.intake.DB.View(ctx, func(tx *db.Tx) (err error) {
		exists, err = intake.DraftExists(ctx, tx, consultation, id)
		return err
	}); err != nil || !exists {
		return err
	}
	del := Deletion{ID: db.NewID(), Kind: kindDraft, Consultation: consultation, Subject: id}
	return d.loggedRows(ctx, del, func(tx *db.Tx) error {
		_, err := intake.DeleteDraft(ctx, tx, consultation, id)
		return err
	})
}

// DeleteContact deletes one sealed email address.
func (d *Deleter) DeleteContact(ctx context.Context, consultation, id string) error {
	del := Deletion{ID: db.NewID(), Kind: kindContact, Consultation: consultation, Subject: id}
	return d.loggedRows(ctx, del, func(tx *db.Tx) error {
		_, err := intake.DeleteContact(ctx, tx, consultation, id)
		return err
	})
}

// logged appends del to the deletion log and then calls fn in a transaction that
// may add to the record.
func (d *Deleter) logged(ctx context.Context, del Deletion, fn func(*db.Tx, *record.Writer) error) error {
	if err := d.deletions.append(del); err != nil {
		return err
	}
	if _, err := d.intake.Log.Update(ctx, func(tx *db.Tx, leaves *record.Writer) error {
		if err := d.share(ctx, tx, del); err != nil {
			return err
		}
		return fn(tx, leaves)
	}); err != nil {
		return err
	}
	return d.intake.DB.Checkpoint(ctx)
}

// loggedRows is logged for deletions that the record does not mention.
func (d *Deleter) loggedRows(ctx context.Context, del Deletion, fn func(*db.Tx) error) error {
	if err := d.deletions.append(del); err != nil {
		return err
	}
	return d.updateRows(ctx, func(tx *db.Tx) error {
		if err := d.share(ctx, tx, del); err != nil {
			return err
		}
		return fn(tx)
	})
}

func (d *Deleter) updateRows(ctx context.Context, fn func(*db.Tx) error) error {
	if err := d.intake.DB.Update(ctx, fn); err != nil {
		return err
	}
	return d.intake.DB.Checkpoint(ctx)
}
