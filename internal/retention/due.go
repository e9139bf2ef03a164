package retention

import (
	"context"
	"maps"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// The table retention_due says for each consultation and category of data that is held when
// it is due, so that lists need not compute that for every consultation. Closing dates,
// releases and decisions belong to other features, so RefreshDue computes it every few
// minutes. A page computes the rows that it shows again.

// RefreshDueEvery is how often RefreshDue is to be called.
const RefreshDueEvery = 5 * time.Minute

// notStarted is the value of retention_due.due for a period that has not started.
const notStarted = "~"

// refreshAtOnce is the number of consultations that RefreshDue reads in one transaction.
const refreshAtOnce = 50

// RefreshDue computes when the data of each consultation is due for deletion.
func (s *Service) RefreshDue(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "compute what is due for deletion")
	for after, more := "", true; more; {
		var slugs []string
		if err := s.db.View(ctx, func(tx *db.Tx) (err error) {
			slugs, err = consult.SlugsAfter(ctx, tx, after, refreshAtOnce)
			return err
		}); err != nil {
			return err
		}
		if err := s.refreshDueOf(ctx, slugs); err != nil {
			return err
		}
		if more = len(slugs) == refreshAtOnce; more {
			after = slugs[len(slugs)-1]
		}
	}
	return nil
}

// dueChange is a row of retention_due, as it is or as it has to be.
type dueChange struct {
	org, slug, what string
	held            bool
	due             string // "": not needed
}

const selectDue = `SELECT consultation, subject, org, held, due FROM retention_due`

func scanDue(r db.Row) (d dueChange, err error) {
	return d, r.Scan(&d.slug, &d.what, &d.org, &d.held, &d.due)
}

// refreshDueOf computes when the data of some consultations is due. It writes only if
// something has changed.
func (s *Service) refreshDueOf(ctx context.Context, slugs []string) error {
	var changes []dueChange
	if err := s.db.View(ctx, func(tx *db.Tx) error {
		changes = nil
		for _, slug := range slugs {
			of, err := s.dueChanges(ctx, tx, slug)
			if err != nil {
				return err
			}
			changes = append(changes, of...)
		}
		return nil
	}); err != nil || len(changes) == 0 {
		return err
	}
	return s.db.Update(ctx, func(tx *db.Tx) error {
		for _, c := range changes {
			var err error
			if c.due == "" {
				_, err = tx.Exec(ctx, `DELETE FROM retention_due WHERE consultation = $1 AND subject = $2`, c.slug, c.what)
			} else {
				_, err = tx.Exec(ctx, `INSERT INTO retention_due (consultation, subject, org, held, due) VALUES ($1, $2, $3, $4, $5)
					ON CONFLICT (consultation, subject) DO UPDATE SET org = excluded.org, held = excluded.held, due = excluded.due`,
					c.slug, c.what, c.org, c.held, c.due)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Service) dueChanges(ctx context.Context, tx *db.Tx, slug string) (changes []dueChange, err error) {
	c, err := consult.Get(ctx, tx, slug)
	if err != nil {
		return nil, err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return nil, err
	}
	wanted := map[string]dueChange{} // by category
	for _, d := range Categories {
		due, err := s.dueItem(ctx, tx, c, d.What)
		if err != nil {
			return nil, err
		}
		at := notStarted
		if !due.DueAt.IsZero() {
			at = db.Time(due.DueAt)
		}
		if due.Count > 0 || due.DueAt.After(now) { // else it is deleted, or the period has not started
			wanted[d.What] = dueChange{c.Org, slug, d.What, due.Count > 0, at}
		}
	}
	stored, err := db.All(ctx, tx, scanDue, selectDue+` WHERE consultation = $1`, slug)
	for _, d := range stored {
		want, ok := wanted[d.what]
		if !ok {
			changes = append(changes, dueChange{slug: slug, what: d.what})
		} else if want == d {
			delete(wanted, d.what)
		}
	}
	for d := range maps.Values(wanted) {
		changes = append(changes, d)
	}
	return changes, err
}

// DueQuery selects a page of what is due for deletion.
type DueQuery struct {
	Later bool   // what is not due yet; otherwise what is due now
	At    string // cursor of the page, or "" for the first
}

// DuePerPage is the number of items on a page of ListDue.
const DuePerPage = 20

// byDue is the order of what is due for deletion.
var byDue = db.Order{Columns: []db.Column{{Name: "due"}, {Name: "consultation"}, {Name: "subject"}}}

// dueWindow are the rows that are read for a page: since RefreshDue, some may have become
// others.
var dueWindow = db.Window{Rows: DuePerPage, Limit: 10 * DuePerPage}

// ListDue returns a page of what is held of the consultations of by's organisation and when
// it is due for deletion, the earliest first.
func (s *Service) ListDue(ctx context.Context, by actor.Actor, q DueQuery) (all db.Page[DueItem], err error) {
	defer fault.Wrap(&err, "list what is due for deletion")
	if !by.May(actor.ManageRetention) {
		return all, fault.New(fault.Forbidden, refusal)
	}
	return all, s.db.View(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		all, err = db.Sift(q.At, DuePerPage, dueWindow, func(at string, size int) (db.Page[dueChange], error) {
			return readDue(ctx, tx, by.Org, now, q.Later, at, size)
		}, func(rows []dueChange) ([]*DueItem, error) {
			chosen := make([]*DueItem, len(rows))
			for i, row := range rows {
				due, err := s.DueItem(ctx, tx, by, row.slug, row.what)
				if fault.Is(err, fault.NotFound) { // it belongs to another organisation now
					continue
				}
				if err != nil {
					return nil, err
				}
				if due.IsDue != q.Later && (due.Count > 0 || due.DueAt.After(now)) {
					chosen[i] = &due
				}
			}
			return chosen, nil
		})
		return err
	})
}

// readDue reads a page of the rows of an organisation that are due by until, or later.
func readDue(
	ctx context.Context, tx *db.Tx, org string, until time.Time, later bool, at string, size int,
) (db.Page[dueChange], error) {
	where, args := `due <= $1`, []any{db.Time(until)}
	if later {
		where = `due > $1`
	}
	if org != actor.AnyOrg {
		where, args = where+` AND org = $2`, append(args, org)
	}
	return db.ReadPage(ctx, tx, scanDue, func(d dueChange) []any { return []any{d.due, d.slug, d.what} },
		db.PageQuery{Order: byDue, At: at, Size: size}, selectDue, where, args...)
}

// DueItem returns when a category of data of a consultation is due for deletion.
func (s *Service) DueItem(ctx context.Context, tx *db.Tx, by actor.Actor, slug, what string) (due DueItem, err error) {
	c, err := authorise(ctx, tx, by, slug)
	if err != nil {
		return due, err
	}
	if _, ok := findCategory(what); !ok {
		return due, fault.New(fault.Invalid, "Select the type of data from the list.")
	}
	return s.dueItem(ctx, tx, c, what)
}

// Clock returns whether the clock may be wrong, for a page.
func (s *Service) Clock(ctx context.Context) (clock ClockCheck, err error) {
	defer fault.Wrap(&err, "read the clock")
	err = s.db.View(ctx, func(tx *db.Tx) error {
		clock, err = readClockCheck(ctx, tx)
		return err
	})
	return clock, err
}
