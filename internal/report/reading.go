package report

import (
	"context"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// Receipt says which version of a report a member received when.
type Receipt struct {
	Report   string
	Version  int64
	Member   string // account
	SentAt   time.Time
	OpenedAt time.Time // zero if the member has not opened it
}

func scanReceipt(row db.Row) (r Receipt, err error) {
	return r, row.Scan(&r.Report, &r.Version, &r.Member, db.ScanTime(&r.SentAt), db.ScanTime(&r.OpenedAt))
}

const selectReceipt = `SELECT report, version, member, sent_at, opened_at FROM report_receipt`

// Send sends the latest version of a report to all members who have not received it. It returns how many those are.
func (s *Service) Send(ctx context.Context, by actor.Actor, ref string) (n int, err error) {
	defer fault.Wrap(&err, "send report %s", ref)
	if !by.MayForAll(actor.EditRecords) && !by.MayForAll(actor.ApproveReports) {
		return 0, forbidden()
	}
	members, err := s.Members(ctx)
	if err != nil {
		return 0, err
	}
	return n, s.DB.Update(ctx, func(tx *db.Tx) error {
		r, err := Get(ctx, tx, ref)
		if err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		had, err := Receipts(ctx, tx, ref)
		if err != nil {
			return err
		}
		var rows [][]any
		for _, m := range members {
			if !slices.ContainsFunc(had, func(x Receipt) bool { return x.Version == r.Edition && x.Member == m.ID }) {
				rows = append(rows, []any{ref, r.Edition, m.ID, db.Time(now), ""})
			}
		}
		if n = len(rows); n == 0 {
			return nil
		}
		if _, err := tx.Insert(ctx, `report_receipt (report, version, member, sent_at, opened_at)`, rows, ``); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "send-report", "report", ref, r.Key())
	})
}

// Receipts returns who received which version of a report when, the latest version first.
func Receipts(ctx context.Context, tx *db.Tx, ref string) ([]Receipt, error) {
	return db.All(ctx, tx, scanReceipt, selectReceipt+` WHERE report = $1 ORDER BY version DESC, member`, ref)
}

// Reading is a report that a member received.
type Reading struct {
	*Report // in the version received
	Receipt Receipt
	Newer   bool // a newer version is published
	Mine    bool // it affects the area of the member
}

// ReadingOf returns the page of the reports that a member, who represents area, received at the cursor at: the last that were
// sent first.
func ReadingOf(ctx context.Context, tx *db.Tx, member, area, at string) (found db.Page[Reading], err error) {
	receipts, err := db.ReadPage(ctx, tx, scanReceipt,
		func(r Receipt) []any { return []any{db.Time(r.SentAt), r.Report, r.Version} },
		db.PageQuery{Order: db.Order{Columns: []db.Column{{Name: "sent_at"}, {Name: "report"}, {Name: "version", Number: true}},
			Descending: true}, At: at, Size: PageSize}, selectReceipt, `member = $1`, member)
	if err != nil {
		return found, err
	}
	var all []Reading
	for _, x := range receipts.Items {
		r, err := GetVersion(ctx, tx, x.Report, x.Version)
		if err != nil {
			return found, err
		}
		latest, err := Get(ctx, tx, x.Report)
		if err != nil {
			return found, err
		}
		all = append(all, Reading{r, x, latest.Edition > r.Edition, r.Affects(area)})
	}
	slices.SortStableFunc(all, func(a, b Reading) int { // those about the area of the member first
		switch {
		case a.Mine == b.Mine:
			return 0
		case a.Mine:
			return -1
		}
		return 1
	})
	return db.Paged(receipts, all), nil
}

// Affects reports whether r names area, however it is capitalised.
func (r *Report) Affects(area string) bool {
	return slices.ContainsFunc(r.Areas, func(name string) bool { return area != "" && locale.Fold(name) == locale.Fold(area) })
}

// Open records that a member opened a version, if they received it. It reports whether they did.
func (s *Service) Open(ctx context.Context, by actor.Actor, ref string, version int64) (received bool, err error) {
	var opened time.Time
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		all, err := db.All(ctx, tx, scanReceipt, selectReceipt+` WHERE report = $1 AND version = $2 AND member = $3`,
			ref, version, by.ID)
		if received = len(all) > 0; received {
			opened = all[0].OpenedAt
		}
		return err
	})
	if err != nil || !received || !opened.IsZero() {
		return received, err
	}
	return true, s.DB.Update(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `
			UPDATE report_receipt SET opened_at = $1 WHERE report = $2 AND version = $3 AND member = $4 AND opened_at = ''`,
			db.Time(now), ref, version, by.ID)
		if err != nil || n == 0 {
			return err
		}
		return audit.Append(ctx, tx, by, "open-report", "report", ref, (&Report{Ref: ref, Edition: version}).Key())
	})
}

// FirstUnread returns the report that was sent first to a member and that they have not opened, in the version received.
func FirstUnread(ctx context.Context, tx *db.Tx, member string) (*Report, error) {
	x, err := db.One(ctx, tx, scanReceipt, selectReceipt+`
		WHERE member = $1 AND opened_at = '' ORDER BY sent_at, report, version LIMIT 1`, member)
	if err != nil {
		return nil, err
	}
	return GetVersion(ctx, tx, x.Report, x.Version)
}

// CountUnread returns how many reports a member has received and not opened.
func CountUnread(ctx context.Context, tx *db.Tx, member string) (int64, error) {
	return db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM report_receipt WHERE member = $1 AND opened_at = ''`, member)
}
