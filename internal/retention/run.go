package retention

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/secrets"
)

// DueItem is a category of data of one consultation and when it is due for deletion.
type DueItem struct {
	Category
	Consultation, Title, Org string
	DueAt                    time.Time // zero if the period has not started
	Count                    int64     // number of drafts, addresses or responses
	IsDue                    bool      // the period has ended and there is something to delete
}

// dueItem returns when a category of data of c is due for deletion and how much of it
// there is.
func (s *Service) dueItem(
	ctx context.Context,
	tx *db.Tx,
	c *consult.Consultation,
	what string,
) (due DueItem, err error) {
	due.Category, _ = findCategory(what)
	due.Consultation, due.Title, due.Org = c.Slug, c.Title, c.Org
	if due.Rule, err = effectiveRule(ctx, tx, c.Slug, what); err != nil {
		return due, err
	}
	from := c.Closes.End()
	count, others := intake.CountDrafts, s.source.CountDrafts
	switch what {
	case Contacts:
		count, others = intake.CountContacts, countNone
	case Monitoring:
		count, others = intake.CountMonitoring, countNone
		from, err = s.releasedAt(ctx, tx, c.Slug)
	case Texts:
		count, others = intake.CountTexts, s.source.CountTexts
		from, err = s.decidedAt(ctx, tx, c.Slug)
	}
	if c.Closes.IsZero() && (what == Drafts || what == Contacts) {
		from = time.Time{}
	}
	if err != nil {
		return due, err
	}
	due.DueAt = due.Expiry(from)
	if due.Count, err = count(ctx, tx, c.Slug); err != nil {
		return due, err
	}
	more, err := others(ctx, tx, c.Slug)
	if due.Count += more; err != nil {
		return due, err
	}
	now, err := tx.Now(ctx)
	due.IsDue = due.Count > 0 && !due.DueAt.IsZero() && !now.Before(due.DueAt)
	return due, err
}

func countNone(context.Context, *db.Tx, string) (int64, error) { return 0, nil }

// DeletionRun is the report on a category of data of one consultation that was
// deleted at the end of its retention period.
type DeletionRun struct {
	ID, Consultation, Title, What string
	By                            string // id of the account that requested it
	Due, At                       time.Time
	Deleted                       int64
}

// latestRuns is the order of the deletion runs.
var latestRuns = db.Order{Columns: []db.Column{{Name: "at"}, {Name: "id"}}, Descending: true}

// runsPerPage is the number of deletion runs on a page.
const runsPerPage = 50

// ListDeletionRuns returns the page of the deletion runs at the cursor at, the newest
// first, of the consultations of by's organisation.
func (s *Service) ListDeletionRuns(ctx context.Context, by actor.Actor, at string) (all db.Page[DeletionRun], err error) {
	if !by.May(actor.ManageRetention) {
		return all, fault.New(fault.Forbidden, refusal)
	}
	where, args := `org = $1`, []any{by.Org}
	if by.Org == actor.AnyOrg {
		where, args = "", nil
	}
	return all, s.db.View(ctx, func(tx *db.Tx) error {
		all, err = db.ReadPage(ctx, tx, func(row db.Row) (r DeletionRun, err error) {
			return r, row.Scan(&r.ID, &r.Consultation, &r.What, db.ScanTime(&r.Due), &r.Deleted, &r.By, db.ScanTime(&r.At))
		}, func(r DeletionRun) []any { return []any{db.Time(r.At), r.ID} }, db.PageQuery{Order: latestRuns, At: at, Size: runsPerPage},
			`SELECT id, consultation, subject, due, deleted, actor, at FROM retention_run`, where, args...)
		if err != nil {
			return err
		}
		for i := range all.Items {
			r := &all.Items[i]
			switch c, err := consult.Get(ctx, tx, r.Consultation); {
			case err == nil:
				r.Title = c.Title
			case fault.Is(err, fault.NotFound):
				r.Title = r.Consultation
			default:
				return err
			}
		}
		return nil
	})
}

// DeleteOperation is the kind of the operation that deletes what an officer asked to
// delete.
const DeleteOperation = "delete-expired"

// RequestDeletion checks in tx that by may delete a category of data and that it is due,
// and writes the entry in the audit log.
func (s *Service) RequestDeletion(ctx context.Context, tx *db.Tx, by actor.Actor, slug, what string) error {
	due, err := s.authoriseDeletion(ctx, tx, by, slug, what)
	if err != nil {
		return err
	}
	if !due.IsDue {
		return errNothingDue
	}
	return audit.Append(ctx, tx, by, "request-deletion", "consultation", slug, what)
}

// PlanDeletion returns what RequestDeletion would delete. Data that is not due is
// fault.Conflict.
func (s *Service) PlanDeletion(ctx context.Context, by actor.Actor, slug, what string) (due DueItem, err error) {
	defer fault.Wrap(&err, "plan the deletion of what is due of %s", slug)
	err = s.db.View(ctx, func(tx *db.Tx) error {
		due, err = s.authoriseDeletion(ctx, tx, by, slug, what)
		if err == nil && !due.IsDue {
			err = errNothingDue
		}
		return err
	})
	return due, err
}

var errNothingDue = fault.New(fault.Conflict, "There is nothing to delete at the moment.")

// authoriseDeletion returns the due item if by may delete it and the clock is right.
func (s *Service) authoriseDeletion(
	ctx context.Context,
	tx *db.Tx,
	by actor.Actor,
	slug, what string,
) (due DueItem, err error) {
	c, err := authorise(ctx, tx, by, slug)
	if err != nil {
		return due, err
	}
	if _, ok := findCategory(what); !ok {
		return due, fault.New(fault.Invalid, "Select the data to delete from the list.")
	}
	clock, err := readClockCheck(ctx, tx)
	if err != nil {
		return due, err
	}
	if clock.Jumped {
		return due, fault.New(
			fault.Conflict,
			"The server clock changed by more than a day. Nothing will be deleted until an officer confirms that it is correct.",
		)
	}
	return s.dueItem(ctx, tx, c, what)
}

// DeleteDue deletes a category of data of a consultation if it is due, saves a
// report and returns how much it deleted. If nothing is due it does nothing.
func (s *Service) DeleteDue(ctx context.Context, by actor.Actor, slug, what string) (deleted int64, err error) {
	return s.deleteDue(ctx, by, slug, what, deletion{run: db.NewID()})
}

// DeleteRequested deletes what RequestDeletion has allowed, and saves its report under
// the id run. It may be called again with the same id after it was interrupted: it then
// deletes the rest. requested is how much there was to delete at the request, for the
// report. It returns what the report says.
func (s *Service) DeleteRequested(
	ctx context.Context, by actor.Actor, slug, what, run string, requested int64,
) (deleted int64, err error) {
	reported := false
	if err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		deleted, err = db.One(ctx, tx, db.Int, `SELECT deleted FROM retention_run WHERE id = $1`, run)
		if reported = err == nil; fault.Is(err, fault.NotFound) {
			err = nil
		}
		return err
	}); err != nil || reported {
		return deleted, err
	}
	return s.deleteDue(ctx, by, slug, what, deletion{run: run, requested: requested})
}

// DeleteFromConsole is DeleteDue for the people who run the server, who give a reason for the
// audit log. If nothing is due, it is fault.Conflict.
func (s *Service) DeleteFromConsole(ctx context.Context, slug, what, reason string) (deleted int64, err error) {
	if reason = strings.TrimSpace(reason); reason == "" {
		return 0, fault.New(fault.Invalid, "Enter the reason for the audit log.")
	}
	if _, err := s.PlanDeletion(ctx, actor.System, slug, what); err != nil {
		return 0, err
	}
	return s.deleteDue(ctx, actor.System, slug, what, deletion{run: db.NewID(), reason: reason})
}

// deletion is one run of deleteDue.
type deletion struct {
	run       string // id of the report
	reason    string // for the audit log, or ""
	requested int64  // if not 0, an officer has asked to delete so much
}

func (s *Service) deleteDue(ctx context.Context, by actor.Actor, slug, what string, d deletion) (deleted int64, err error) {
	defer fault.Wrap(&err, "delete what is due of %s", slug)
	var due DueItem
	if err := s.db.View(ctx, func(tx *db.Tx) error {
		due, err = s.authoriseDeletion(ctx, tx, by, slug, what)
		return err
	}); err != nil || !due.IsDue && d.requested == 0 {
		return 0, err
	}
	if due.IsDue {
		if deleted, err = s.deleteCategory(ctx, slug, what, due.Count); err != nil {
			return 0, err
		}
	}
	deleted = max(deleted, d.requested) // an earlier attempt may have deleted a part
	return deleted, s.db.Update(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		why := what + ": " + strconv.FormatInt(deleted, 10)
		if d.reason != "" {
			why += " (" + d.reason + ")"
		}
		if err := audit.Append(ctx, tx, by, "delete-expired", "consultation", slug, why); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM retention_due WHERE consultation = $1 AND subject = $2`, slug, what); err != nil {
			return err
		}
		_, err = tx.Exec(
			ctx,
			`INSERT INTO retention_run (id, consultation, org, subject, due, deleted, actor, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			d.run,
			slug,
			due.Org,
			what,
			db.Time(due.DueAt),
			deleted,
			by.ID,
			db.Time(now),
		)
		return err
	})
}

// deleteCategory deletes a category of data, of which there is so much, and returns how
// much it has deleted.
func (s *Service) deleteCategory(ctx context.Context, slug, what string, count int64) (deleted int64, err error) {
	var more int64
	switch what {
	case Drafts:
		deleted, err = s.deleter.DeleteDrafts(ctx, slug, count)
		if err == nil {
			more, err = s.source.DeleteDrafts(ctx, slug)
		}
	case Contacts:
		if s.box != nil {
			// Forgotten first: a new key for the consultation will be another one.
			if err = secrets.Forget(ctx, s.deleter.intake.DB, "contacts/"+slug+".key"); err == nil {
				err = s.box.DestroyKey(slug)
			}
		}
		if err == nil {
			err = s.deleter.deleteNotifications(ctx, slug)
		}
		if err == nil { // last, because they are counted
			deleted, err = s.deleter.DeleteContacts(ctx, slug, count)
		}
	case Monitoring:
		deleted, err = s.deleter.DeleteMonitoring(ctx, slug, count)
	case Texts:
		deleted, err = s.deleter.DeleteTexts(ctx, slug, count)
		if err == nil {
			more, err = s.source.DeleteTexts(ctx, slug)
		}
	}
	return deleted + more, err
}
