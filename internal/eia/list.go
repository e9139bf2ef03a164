package eia

import (
	"context"
	"strconv"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// Filter selects assessments of the register.
type Filter string

// The filters.
const (
	AllAssessments Filter = ""
	OnlyMade       Filter = "made"
	OnlyPlanned    Filter = "planned"
	OnlyNotNeeded  Filter = "not-needed" // with the reason why
	OnlyUnknown    Filter = "not-recorded"
	OnlyReviewDue  Filter = "review" // past the date of their review, or planned and late
)

// Filters lists every filter in the order of pages.
var Filters = []Filter{AllAssessments, OnlyMade, OnlyPlanned, OnlyNotNeeded, OnlyUnknown, OnlyReviewDue}

var filterLabels = labelled{
	"": locale.Lazy("All"), "made": locale.Lazy("Assessed"), "planned": locale.Lazy("Planned"),
	"not-needed": locale.Lazy("Not needed"), "not-recorded": locale.Lazy("Agreed without an assessment"), "review": locale.Lazy("Overdue"),
}

// Label returns the name of f.
func (f Filter) Label() locale.LazyMessage { return label(filterLabels, f) }

// Query selects a page of the register. The zero value is the first page of all of it.
type Query struct {
	Filter  Filter
	Group   string // code of a group on which an impact is adverse, or "" for all
	Service string
	At      string
}

// PageSize is the number of assessments on a page of the register.
const PageSize = 20

// Listing is a page of the register, last published first.
type Listing struct {
	db.Page[*Assessment]
	Today    time.Time
	Counts   map[Filter]int64
	Rules    Rules
	Services []string
	Groups   []string // codes of those on which an impact is adverse
}

// List returns a page of the register.
func List(ctx context.Context, tx *db.Tx, q Query) (l *Listing, err error) {
	l = &Listing{Counts: map[Filter]int64{}}
	if l.Today, err = today(ctx, tx); err != nil {
		return nil, err
	}
	if l.Rules, err = GetRules(ctx, tx); err != nil {
		return nil, err
	}
	l.Services, err = db.All(ctx, tx, db.Text, `SELECT DISTINCT service FROM eia_assessment WHERE service <> '' ORDER BY service`)
	if err != nil {
		return nil, err
	}
	l.Groups, err = db.All(ctx, tx, db.Text, `SELECT DISTINCT affected FROM eia_impact WHERE direction = 'adverse' ORDER BY affected`)
	if err != nil {
		return nil, err
	}
	for _, f := range Filters {
		where, args := q.condition(f, l.Today)
		if l.Counts[f], err = db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM eia_assessment WHERE `+where, args...); err != nil {
			return nil, err
		}
	}
	where, args := q.condition(q.Filter, l.Today)
	l.Page, err = readPage(ctx, tx, q.At, where, args...)
	return l, err
}

// ListAll returns the page of the register at the cursor at, last published first, and nothing about the rest of it.
func ListAll(ctx context.Context, tx *db.Tx, at string) (db.Page[*Assessment], error) {
	return readPage(ctx, tx, at, "")
}

// LastRecorded returns when an assessment was last published, or zero.
func LastRecorded(ctx context.Context, tx *db.Tx) (time.Time, error) {
	return db.One(ctx, tx, func(r db.Row) (at time.Time, err error) { return at, r.Scan(db.ScanTime(&at)) },
		`SELECT COALESCE(MAX(recorded), '') FROM eia_assessment`)
}

func readPage(ctx context.Context, tx *db.Tx, at, where string, args ...any) (p db.Page[*Assessment], err error) {
	type row struct{ recorded, ref string }
	rows, err := db.ReadPage(ctx, tx, func(r db.Row) (x row, err error) { return x, r.Scan(&x.recorded, &x.ref) },
		func(x row) []any { return []any{x.recorded, x.ref} }, db.PageQuery{
			Order: db.Order{Columns: []db.Column{{Name: "recorded"}, {Name: "ref"}}, Descending: true}, At: at, Size: PageSize,
		}, `SELECT recorded, ref FROM eia_assessment`, where, args...)
	if err != nil {
		return p, err
	}
	var all []*Assessment
	for _, x := range rows.Items {
		a, err := Get(ctx, tx, x.ref)
		if err != nil {
			return p, err
		}
		all = append(all, a)
	}
	return db.Paged(rows, all), nil
}

// CountReviewDue returns how many assessments are past the date of their review, have an event that asks for it, or were
// planned and are late.
func CountReviewDue(ctx context.Context, tx *db.Tx) (int64, error) {
	day, err := today(ctx, tx)
	if err != nil {
		return 0, err
	}
	where, args := Query{}.condition(OnlyReviewDue, day)
	return db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM eia_assessment WHERE `+where, args...)
}

// condition returns the SQL condition of q with another filter, and its arguments.
func (q Query) condition(f Filter, day time.Time) (where string, args []any) {
	where, args = `ref <> $1`, []any{""}
	switch f {
	case OnlyMade:
		where += ` AND needed = 'yes'`
	case OnlyPlanned:
		where += ` AND needed = 'planned'`
	case OnlyNotNeeded:
		where += ` AND needed = 'no'`
	case OnlyUnknown:
		where += ` AND needed = 'not-recorded'`
	case OnlyReviewDue:
		where, args = where+` AND current_to < $2 AND needed <> 'not-recorded'`, append(args, day.Format(time.DateOnly))
	}
	if q.Group != "" {
		args = append(args, q.Group)
		where += ` AND EXISTS (SELECT 1 FROM eia_impact i WHERE i.assessment = eia_assessment.ref AND i.direction = 'adverse'
			AND i.affected = ` + placeholder(len(args)) + `)`
	}
	if q.Service != "" {
		args = append(args, q.Service)
		where += ` AND service = ` + placeholder(len(args))
	}
	return where, args
}

func placeholder(n int) string { return db.Placeholders(n, 1) }

// CountToKeep returns how many assessments are made or planned.
func CountToKeep(ctx context.Context, tx *db.Tx) (int64, error) {
	return db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM eia_assessment WHERE needed IN ($1, $2)`, NeedYes, NeedPlanned)
}

// FirstDue returns the first n assessments that are due for review, by title.
func FirstDue(ctx context.Context, tx *db.Tx, n int) ([]Named, error) {
	day, err := today(ctx, tx)
	if err != nil {
		return nil, err
	}
	where, args := Query{}.condition(OnlyReviewDue, day)
	return db.All(ctx, tx, func(r db.Row) (x Named, err error) { return x, r.Scan(&x.Ref, &x.Title) },
		`SELECT ref, title FROM eia_assessment WHERE `+where+` ORDER BY title, ref LIMIT `+strconv.Itoa(n), args...)
}
