package progressreport

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/internal/strategy"
	"github.com/folkmoot/folkmoot/receipt"
)

func scan(row db.Row) (*Report, error) {
	r := &Report{}
	var body string
	if err := row.Scan(&body, db.ScanTime(&r.RecordedAt)); err != nil {
		return nil, err
	}
	return r, json.Unmarshal([]byte(body), r)
}

const selectReport = `SELECT body, recorded FROM progressreport_report`

// Get returns the latest edition of the report ref, or fault.NotFound.
func Get(ctx context.Context, tx *db.Tx, ref string) (*Report, error) {
	r, err := db.One(ctx, tx, scan, selectReport+` WHERE latest AND ref = $1`, ref)
	if fault.Is(err, fault.NotFound) {
		err = fault.New(fault.NotFound, "We cannot find that report. Check the list of reports.")
	}
	return r, err
}

// PageSize is the number of reports on a page of a list.
const PageSize = 20

// List returns the page of reports at the cursor at, latest period first.
func List(ctx context.Context, tx *db.Tx, at string) (db.Page[*Report], error) {
	return list(ctx, tx, at, scan, selectReport)
}

// ListHeads is List with nothing of the reports but Ref, Title, To and RecordedAt, which is faster.
func ListHeads(ctx context.Context, tx *db.Tx, at string) (db.Page[*Report], error) {
	return list(ctx, tx, at, func(row db.Row) (*Report, error) {
		r := &Report{}
		return r, row.Scan(&r.Ref, &r.Title, db.ScanTime(&r.To), db.ScanTime(&r.RecordedAt))
	}, `SELECT ref, title, ends, recorded FROM progressreport_report`)
}

func list(ctx context.Context, tx *db.Tx, at string, scan func(db.Row) (*Report, error), query string) (db.Page[*Report], error) {
	return db.ReadPage(ctx, tx, scan, func(r *Report) []any { return []any{db.Time(r.To), r.Ref} },
		db.PageQuery{Order: db.Order{Columns: []db.Column{{Name: "ends"}, {Name: "ref"}}, Descending: true}, At: at, Size: PageSize},
		query, `latest`)
}

// EachRef calls fn with the references of all reports.
func EachRef(ctx context.Context, tx *db.Tx, fn func(string) error) error {
	return db.EachText(ctx, tx, "ref", fn, `SELECT ref FROM progressreport_report`, `latest`)
}

func listItems(ctx context.Context, tx *db.Tx, q edit.ListQuery) (db.Page[edit.Item], error) {
	return db.ReadPage(ctx, tx, q.Scan, q.Position, q.PageQuery, `SELECT ref, title, ends FROM progressreport_report`, `latest`)
}

// save stores r as a new edition and adds an entry to the public record, unless it equals the latest edition. It reports
// whether it stored one.
func (r *Report) save(ctx context.Context, tx *db.Tx, w *record.Writer) (changed bool, err error) {
	old, err := Get(ctx, tx, r.Ref)
	switch {
	case fault.Is(err, fault.NotFound):
		r.Edition = 1
	case err != nil:
		return false, err
	default:
		r.Edition = old.Edition
		if db.JSON(r) == db.JSON(old) {
			return false, nil
		}
		r.Edition++
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return false, err
	}
	if _, err := tx.Exec(ctx, `UPDATE progressreport_report SET latest = FALSE WHERE ref = $1`, r.Ref); err != nil {
		return false, err
	}
	body := db.JSON(r)
	_, err = tx.Exec(ctx, `
		INSERT INTO progressreport_report (ref, edition, latest, recorded, kind, strategy, starts, ends, title, body)
		VALUES ($1, $2, TRUE, $3, $4, $5, $6, $7, $8, $9)`,
		r.Ref, r.Edition, db.Time(now), string(r.Kind), r.Strategy, db.Time(r.From), db.Time(r.To), r.Title, body)
	if err != nil {
		return false, err
	}
	w.Add(leaf(r.Ref, body))
	return true, nil
}

// Leaf returns the entry in the public record for r as it was read.
func (r *Report) Leaf() receipt.Leaf { return leaf(r.Ref, db.JSON(r)) }

// EachLeaf calls yield with the leaf of each edition of a report, and where it is stored.
func EachLeaf(ctx context.Context, tx *db.Tx, yield func(leaf receipt.Leaf, place string)) error {
	type row struct {
		ref, body string
		edition   int64
	}
	return db.ReadEach(ctx, tx, func(r db.Row) (x row, err error) { return x, r.Scan(&x.ref, &x.edition, &x.body) },
		func(x row) []any { return []any{x.ref, x.edition} },
		db.Order{Columns: []db.Column{{Name: "ref"}, {Name: "edition", Number: true}}}, func(x row) error {
			yield(leaf(x.ref, x.body), fmt.Sprintf("table progressreport_report, %s edition %d", x.ref, x.edition))
			return nil
		}, `SELECT ref, edition, body FROM progressreport_report`, "")
}

// Count returns how many reports are published.
func Count(ctx context.Context, tx *db.Tx) (int64, error) {
	return db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM progressreport_report WHERE latest`)
}

// Overdue is a series of reports that has stopped.
type Overdue struct {
	Kind            Kind
	Strategy        string // slug
	Title, Language string // of the strategy; "" if it is about all
	Last            string // reference of the last report
	PeriodEnds      time.Time
	Due             time.Time // when the next report was due
}

// ListOverdue returns the series whose next report is overdue at now: a report is due a month after the end of a quarter and
// three months after the end of a year, until the strategy ends.
func ListOverdue(ctx context.Context, tx *db.Tx, now time.Time) (all []Overdue, err error) {
	series, err := db.All(ctx, tx, func(row db.Row) (o Overdue, err error) {
		return o, row.Scan(&o.Kind, &o.Strategy, db.ScanTime(&o.PeriodEnds), &o.Last)
	}, `SELECT r.kind, r.strategy, r.ends, r.ref FROM progressreport_report r
		WHERE r.latest AND r.ends = (SELECT MAX(l.ends) FROM progressreport_report l
			WHERE l.latest AND l.strategy = r.strategy AND l.kind = r.kind)
		ORDER BY r.ends, r.ref`)
	if err != nil {
		return nil, err
	}
	for _, o := range series {
		// Counted from the first of the month, because three months after 30 June is the end of September.
		after := time.Date(o.PeriodEnds.Year(), o.PeriodEnds.Month()+1, 1, 0, 0, 0, 0, time.UTC)
		o.PeriodEnds = after.AddDate(0, o.Kind.Months(), -1)
		o.Due = after.AddDate(0, o.Kind.Months()+o.Kind.grace(), -1)
		if !o.Due.Before(now.UTC().Truncate(24 * time.Hour)) {
			continue
		}
		if o.Strategy == "" {
			all = append(all, o)
			continue
		}
		s, err := strategy.GetBrief(ctx, tx, o.Strategy)
		if err != nil {
			return nil, err
		}
		if o.Title, o.Language = s.Title, s.Language; s.To.IsZero() || !o.PeriodEnds.After(s.To) {
			all = append(all, o)
		}
	}
	return all, nil
}
