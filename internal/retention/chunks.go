package retention

import (
	"cmp"
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/jobs"
	"github.com/folkmoot/folkmoot/internal/notify"
	"github.com/folkmoot/folkmoot/internal/record"
)

// A whole category of data is deleted in chunks, each in a transaction of its own, so that
// others can write in between. If it is interrupted, the next attempt deletes the rest, with
// the same entry of the deletion log; the last chunk marks the entry as applied.

// defaultChunk is the number of drafts, contacts or responses in one transaction.
const defaultChunk = 200

func (d *Deleter) chunk() int { return cmp.Or(d.Chunk, defaultChunk) }

// inChunks calls fn, which deletes n things in one transaction, while there is more. It
// reports how much it has deleted of count.
func inChunks(ctx context.Context, count int64, fn func() (n int64, more bool, err error)) (total int64, err error) {
	for more := true; more; {
		n, left, err := fn()
		if err != nil {
			return total, err
		}
		total, more = total+n, left
		jobs.Progress(ctx, total, count)
	}
	return total, nil
}

// DeleteDrafts deletes every draft of a response to a consultation, of which there are
// count. There is no entry in the deletion log: in a restored database the drafts are due
// again and deleted again.
func (d *Deleter) DeleteDrafts(ctx context.Context, consultation string, count int64) (n int64, err error) {
	defer fault.Wrap(&err, "delete the drafts of %s", consultation)
	n, err = inChunks(ctx, count, func() (n int64, more bool, err error) {
		err = d.intake.DB.Update(ctx, func(tx *db.Tx) error {
			n, more, err = intake.DeleteDrafts(ctx, tx, consultation, d.chunk())
			return err
		})
		return n, more, err
	})
	if err != nil {
		return n, err
	}
	return n, d.intake.DB.Checkpoint(ctx)
}

// DeleteIdleDrafts deletes the drafts of all consultations that no one has asked to keep
// and that have not been saved for intake.IdleDays, and the files whose draft no longer exists.
// Like DeleteDrafts, it needs no entry
// in the deletion log.
func (d *Deleter) DeleteIdleDrafts(ctx context.Context) (n int64, err error) {
	defer fault.Wrap(&err, "delete idle drafts")
	idle, abandoned := false, false
	if err := d.intake.DB.View(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err == nil {
			idle, err = intake.HasIdleDrafts(ctx, tx, now)
		}
		if err == nil {
			abandoned, err = intake.HasAbandonedFiles(ctx, tx, now)
		}
		return err
	}); err != nil || !idle && !abandoned {
		return 0, err
	}
	n, err = inChunks(ctx, 0, func() (n int64, more bool, err error) {
		err = d.intake.DB.Update(ctx, func(tx *db.Tx) error {
			now, err := tx.Now(ctx)
			if err == nil {
				n, err = intake.DeleteIdleDrafts(ctx, tx, now, d.chunk())
			}
			return err
		})
		return n, n == int64(d.chunk()), err
	})
	if err != nil {
		return n, err
	}
	if _, err := inChunks(ctx, 0, func() (files int64, more bool, err error) {
		err = d.intake.DB.Update(ctx, func(tx *db.Tx) error {
			now, err := tx.Now(ctx)
			if err == nil {
				files, err = intake.DeleteAbandonedFiles(ctx, tx, now, d.chunk())
			}
			return err
		})
		return files, files == int64(d.chunk()), err
	}); err != nil {
		return n, err
	}
	return n, d.intake.DB.Checkpoint(ctx)
}

// DeleteContacts deletes every sealed email address for a consultation, of which there are
// count.
func (d *Deleter) DeleteContacts(ctx context.Context, consultation string, count int64) (int64, error) {
	return d.deleteAll(ctx, kindContacts, consultation, count)
}

// DeleteMonitoring deletes the equality monitoring answers to a consultation, of which
// there are count. What was released of them stays.
func (d *Deleter) DeleteMonitoring(ctx context.Context, consultation string, count int64) (int64, error) {
	return d.deleteAll(ctx, kindMonitoring, consultation, count)
}

// DeleteTexts deletes the written answers and postcodes of all responses to a
// consultation, of which there are count, and returns the number of responses. Answers
// chosen from lists stay.
func (d *Deleter) DeleteTexts(ctx context.Context, consultation string, count int64) (int64, error) {
	return d.deleteAll(ctx, kindTexts, consultation, count)
}

// deleteAll deletes all data of a kind of a consultation, with an entry in the deletion log.
func (d *Deleter) deleteAll(ctx context.Context, kind, consultation string, count int64) (n int64, err error) {
	defer fault.Wrap(&err, "delete all %s of %s", kind, consultation)
	del, err := d.begin(ctx, kind, consultation)
	if err != nil {
		return 0, err
	}
	if n, err = d.applyAll(ctx, del, count); err != nil {
		return n, err
	}
	return n, d.intake.DB.Checkpoint(ctx)
}

// begin returns the entry of the deletion log for a deletion of kind from a consultation:
// that of one that was interrupted, or a new one.
func (d *Deleter) begin(ctx context.Context, kind, consultation string) (del Deletion, err error) {
	all, err := d.deletions.List()
	if err != nil {
		return del, err
	}
	found := false
	if err := d.intake.DB.View(ctx, func(tx *db.Tx) error {
		found = false
		for _, one := range all {
			if one.Kind != kind || one.Consultation != consultation {
				continue
			}
			applied, err := isApplied(ctx, tx, one.ID)
			if err != nil {
				return err
			}
			if !applied {
				del, found = one, true
			}
		}
		return nil
	}); err != nil || found {
		return del, err
	}
	del = Deletion{ID: db.NewID(), Kind: kind, Consultation: consultation}
	return del, d.deletions.append(del)
}

// applyAll deletes what del, an entry for a whole consultation, says.
func (d *Deleter) applyAll(ctx context.Context, del Deletion, count int64) (int64, error) {
	switch del.Kind {
	case kindContacts:
		return d.applyContacts(ctx, del, count)
	case kindMonitoring:
		return d.applyMonitoring(ctx, del)
	case kindTexts:
		return d.applyTexts(ctx, del, count)
	}
	return 0, fault.Newf(
		fault.Internal,
		"the deletion log has an entry of kind %q, which was written by a newer version of Folkmoot",
		del.Kind,
	)
}

func (d *Deleter) applyContacts(ctx context.Context, del Deletion, count int64) (int64, error) {
	return inChunks(ctx, count, func() (n int64, more bool, err error) {
		err = d.intake.DB.Update(ctx, func(tx *db.Tx) error {
			if err := d.share(ctx, tx, del); err != nil {
				return err
			}
			if n, err = intake.DeleteContacts(ctx, tx, del.Consultation, d.chunk()); err != nil {
				return err
			}
			if more = n == int64(d.chunk()); more {
				return nil
			}
			return markApplied(ctx, tx, del.ID, del.Consultation, del.Kind)
		})
		return n, more, err
	})
}

// deleteNotifications deletes the emails to the respondents of a consultation.
func (d *Deleter) deleteNotifications(ctx context.Context, consultation string) error {
	for more := true; more; {
		if err := d.intake.DB.Update(ctx, func(tx *db.Tx) (err error) {
			more, err = notify.DeleteConsultation(ctx, tx, consultation, d.chunk())
			return err
		}); err != nil {
			return err
		}
	}
	return nil
}

// applyMonitoring adds a leaf to the record with the first chunk, so that the record also
// says what a deletion did that was interrupted after it.
func (d *Deleter) applyMonitoring(ctx context.Context, del Deletion) (int64, error) {
	var count int64
	if err := d.intake.DB.View(ctx, func(tx *db.Tx) (err error) {
		count, err = intake.CountMonitoring(ctx, tx, del.Consultation)
		return err
	}); err != nil {
		return 0, err
	}
	return d.ofResponses(ctx, del, count, intake.MonitoringResponses,
		func(tx *db.Tx, leaves *record.Writer, ids []string, first bool) (int64, error) {
			if first {
				intake.AddMonitoringDeletion(leaves, del.Consultation, count)
			}
			return intake.DeleteMonitoring(ctx, tx, ids)
		})
}

func (d *Deleter) applyTexts(ctx context.Context, del Deletion, count int64) (int64, error) {
	return d.ofResponses(ctx, del, count, intake.TextResponses,
		func(tx *db.Tx, leaves *record.Writer, ids []string, _ bool) (int64, error) {
			ids, err := d.intake.DeleteTexts(ctx, tx, leaves, del.Consultation, del.ID, del.By, ids)
			if err != nil {
				return 0, err
			}
			for _, id := range ids {
				if err := d.erasers.Response(ctx, tx, id, false); err != nil {
					return 0, err
				}
			}
			return int64(len(ids)), nil
		})
}

// ofResponses calls fn with the ids of the responses that choose returns, a chunk in each
// transaction. They are chosen before the transaction, because others wait for it. first is
// true for the first chunk.
func (d *Deleter) ofResponses(
	ctx context.Context, del Deletion, count int64,
	choose func(ctx context.Context, tx *db.Tx, consultation, after string, limit int) ([]string, error),
	fn func(tx *db.Tx, leaves *record.Writer, ids []string, first bool) (int64, error),
) (int64, error) {
	after := ""
	return inChunks(ctx, count, func() (n int64, more bool, err error) {
		var ids []string
		if err := d.intake.DB.View(ctx, func(tx *db.Tx) error {
			ids, err = choose(ctx, tx, del.Consultation, after, d.chunk())
			return err
		}); err != nil {
			return 0, false, err
		}
		more = len(ids) == d.chunk()
		if _, err := d.intake.Log.Update(ctx, func(tx *db.Tx, leaves *record.Writer) (err error) {
			if err := d.share(ctx, tx, del); err != nil {
				return err
			}
			if n = 0; len(ids) > 0 {
				if n, err = fn(tx, leaves, ids, after == ""); err != nil {
					return err
				}
			}
			if more {
				return nil
			}
			return markApplied(ctx, tx, del.ID, del.Consultation, del.Kind)
		}); err != nil {
			return 0, false, err
		}
		if len(ids) > 0 {
			after = ids[len(ids)-1]
		}
		return n, more, nil
	})
}
