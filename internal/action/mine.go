package action

import (
	"context"
	"encoding/json"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/council"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
)

func parseSource(text string) (s evidence.Source, err error) {
	return s, json.Unmarshal([]byte(text), &s)
}

var errNotMine = fault.New(fault.NotFound, "We cannot find that action. Look for it in your actions.")

// getMine returns an action of by's organisation, or any action to a person who may sign off. Others get
// fault.NotFound.
func getMine(ctx context.Context, tx *db.Tx, by actor.Actor, ref string) (*Action, error) {
	a, err := Get(ctx, tx, ref)
	if err == nil && !MaySignOff(by) && !a.isOwner(by) {
		return nil, errNotMine
	}
	return a, err
}

// GetMine returns an action that by reports on or signs off, and the report on it that has not been
// published, if there is one. Others get fault.NotFound.
func (s *Service) GetMine(ctx context.Context, by actor.Actor, ref string) (a *Action, r Report, err error) {
	defer fault.Wrap(&err, "get action %s", ref)
	return a, r, s.DB.View(ctx, func(tx *db.Tx) error {
		if a, err = getMine(ctx, tx, by, ref); err != nil {
			return err
		}
		r, err = openReport(ctx, tx, ref)
		return err
	})
}

// IsMine reports whether by reports on an action or signs off reports on it.
func IsMine(by actor.Actor, a *Action) bool { return MaySignOff(by) || a.isOwner(by) }

// Mine is a line of the list of a person's actions.
type Mine struct {
	Ref, What, Who, Objective string
	Due                       time.Time
	Status                    Status      // of the newest update
	Updated                   time.Time   // date of the newest update, or zero
	Report                    ReportState // of the report that has not been published, or ""

}

// MineQuery selects a page of actions.
type MineQuery struct {
	All   bool        // those of colleagues too
	Ended bool        // those that have ended; otherwise those that have not
	State ReportState // only those with a report in this state; "" for all
	Sort  db.Sort     // of MineSorts
	At    string      // cursor of the page, or "" for the first
}

// minePerPage is the number of actions on a page.
const minePerPage = 50

// reportColumn is the state of the open report on an action, as a column of action_action.
const reportColumn = `COALESCE((SELECT r.state FROM action_report r
		WHERE r.action = action_action.ref AND r.state <> 'published'), '')`

// ended are the statuses of actions that have ended.
const ended = `('complete', 'closed', 'carried-forward')`

// notReported is the condition for actions without a report that waits to be signed off. Few have one.
const notReported = `ref NOT IN (SELECT r.action FROM action_report r WHERE r.state = 'reported')`

// MineSorts are the orders of a person's actions.
var MineSorts = db.Sorts[Mine]{
	{Name: "due", Order: db.Order{Columns: []db.Column{{Name: "due"}, {Name: "ref"}}},
		Position: func(m Mine) []any { return []any{db.Time(m.Due), m.Ref} }},
	{Name: "action", Order: db.Order{Columns: []db.Column{{Name: "what"}, {Name: "ref"}}},
		Position: func(m Mine) []any { return []any{m.What, m.Ref} }},
	{Name: "who", Order: db.Order{Columns: []db.Column{{Name: "who"}, {Name: "due"}, {Name: "ref"}}},
		Position: func(m Mine) []any { return []any{m.Who, db.Time(m.Due), m.Ref} }},
	{Name: "updated", Order: db.Order{Columns: []db.Column{{Name: "updated"}, {Name: "ref"}}, Descending: true},
		Position: func(m Mine) []any { return []any{db.Time(m.Updated), m.Ref} }},
}

func scanMine(row db.Row) (m Mine, err error) {
	return m, row.Scan(&m.Ref, &m.What, &m.Who, &m.Objective, db.ScanTime(&m.Due), &m.Status, db.ScanTime(&m.Updated), &m.Report)
}

// mine is the condition for the actions of by, with its arguments.
func (q *MineQuery) mine(by actor.Actor) (where string, args []any) {
	switch {
	case MaySignOff(by):
		return `TRUE`, nil
	case q.All:
		return `org = $1`, []any{by.Org}
	}
	return `org = $1 AND owner IN ('', $2)`, []any{by.Org, by.ID}
}

// ListMine returns a page of the actions on which by reports, those that are due first before the
// others unless q.Sort is another order. People who may sign off see all actions.
func (s *Service) ListMine(ctx context.Context, by actor.Actor, q MineQuery) (found db.Page[Mine], err error) {
	defer fault.Wrap(&err, "list own actions")
	if !by.May(actor.UpdateActions) {
		return found, fault.New(fault.Forbidden, "You do not have permission to report on actions.")
	}
	where, args := q.mine(by)
	in := ` NOT IN ` // and not progress, whose index SQLite would use instead of that of the order
	if q.Ended {
		in = ` IN `
	}
	where += ` AND status` + in + ended
	if q.State != "" {
		where += ` AND ` + reportColumn + ` = '` + string(q.State.known()) + `'`
	}
	return found, s.DB.View(ctx, func(tx *db.Tx) error {
		order, position := MineSorts.In(q.Sort)
		found, err = db.ReadPage(ctx, tx, scanMine, position, db.PageQuery{Order: order, At: q.At, Size: minePerPage},
			`SELECT ref, what, who, objective, due, status, updated, `+reportColumn+` FROM action_action`,
			where, args...)
		return err
	})
}

// known returns s, or Returned if it is not the state of an open report.
func (s ReportState) known() ReportState {
	if s == Reported {
		return Reported
	}
	return Returned
}

// DueCounts are the actions of a person that are late or due soon, and the reports that wait.
type DueCounts struct {
	Late, Soon  int64
	Other       int64     // that have not ended and are due later or have no date
	First       time.Time // when the first of the late ones was due
	NextDue     time.Time // when the first of the others is due
	ToSignOff   int64     // reports, for those who may sign off
	ReturnedOwn int64     // reports of the person that were returned
	LongLate    int64     // actions of all organisations that are late by the council's number of days, for those who may sign off
}

// CountDue counts the actions of by's organisation that by owns and that have not ended, without
// those on which a report waits, and the reports that wait for by.
func CountDue(ctx context.Context, tx *db.Tx, by actor.Actor, now time.Time) (c DueCounts, err error) {
	plans, err := council.GetPlans(ctx, tx)
	if err != nil {
		return c, err
	}
	today := now.UTC().Truncate(24 * time.Hour)
	c, err = db.One(ctx, tx, func(row db.Row) (c DueCounts, err error) {
		return c, row.Scan(&c.Late, &c.Soon, &c.Other, db.ScanTime(&c.First), db.ScanTime(&c.NextDue))
	}, `SELECT COUNT(*) FILTER (WHERE due <> '' AND due < $3), COUNT(*) FILTER (WHERE due BETWEEN $3 AND $4),
			COUNT(*) FILTER (WHERE due = '' OR due > $4),
			COALESCE(MIN(due) FILTER (WHERE due <> '' AND due < $3), ''), COALESCE(MIN(due) FILTER (WHERE due BETWEEN $3 AND $4), '')
		FROM action_action
		WHERE org = $1 AND progress = 'open' AND owner IN ('', $2) AND `+notReported,
		by.Org, by.ID, db.Time(today), db.Time(today.AddDate(0, 0, plans.RemindDays)))
	if err != nil {
		return c, err
	}
	if by.May(actor.Publish) {
		c.ToSignOff, err = db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM action_report WHERE state = 'reported'
			AND ($1 OR action IN (SELECT ref FROM action_action WHERE org = $2))`, MaySignOff(by), by.Org)
		if err != nil {
			return c, err
		}
	}
	if MaySignOff(by) {
		c.LongLate, err = db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM action_action WHERE progress = 'open' AND due <> '' AND due <= $1
			AND `+notReported, db.Time(today.AddDate(0, 0, -plans.LeadDays)))
		if err != nil {
			return c, err
		}
	}
	c.ReturnedOwn, err = db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM action_report WHERE state = 'returned' AND reported_by = $1`, by.ID)
	return c, err
}
