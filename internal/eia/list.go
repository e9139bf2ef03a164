package eia

import (
	"cmp"
	"context"
	"slices"
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
	type row struct{ recorded, ref string }
	where, args := q.condition(q.Filter, l.Today)
	rows, err := db.ReadPage(ctx, tx, func(r db.Row) (x row, err error) { return x, r.Scan(&x.recorded, &x.ref) },
		func(x row) []any { return []any{x.recorded, x.ref} }, db.PageQuery{
			Order: db.Order{Columns: []db.Column{{Name: "recorded"}, {Name: "ref"}}, Descending: true}, At: q.At, Size: PageSize,
		}, `SELECT recorded, ref FROM eia_assessment`, where, args...)
	if err != nil {
		return nil, err
	}
	var all []*Assessment
	for _, x := range rows.Items {
		a, err := Get(ctx, tx, x.ref)
		if err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	l.Page = db.Paged(rows, all)
	return l, nil
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

// Combined is what several proposals do to one group, over the years.
type Combined struct {
	Group   string
	Adverse int   // number of adverse impacts
	High    int   // of which high
	People  int64 // sum of the numbers given; people who are affected twice count twice
	Years   map[int][]CombinedImpact
}

// flagFrom is the number of adverse impacts from which a group is flagged.
const flagFrom = 3

// Flagged reports whether the group has three or more adverse impacts, or one that is high.
func (c *Combined) Flagged() bool { return c.Adverse >= flagFrom || c.High > 0 }

// CombinedImpact is an impact of a proposal.
type CombinedImpact struct {
	Ref, Title string
	Direction  Direction
	Size       Size
	Number     int64
	Year       int
}

// Cumulative returns what all published assessments together do to each group, the worst-off group first, and the years in
// order; 0 is an unknown year. Nothing is averaged: each impact is listed, except those of options that are not preferred.
func Cumulative(ctx context.Context, tx *db.Tx) (all []*Combined, years []int, err error) {
	type row struct {
		group    string
		position int64
		CombinedImpact
	}
	byGroup := map[string]*Combined{}
	add := func(x row) error {
		c := byGroup[x.group]
		if c == nil {
			c = &Combined{Group: x.group, Years: map[int][]CombinedImpact{}}
			byGroup[x.group], all = c, append(all, c)
		}
		if x.Direction == Adverse {
			c.Adverse++
			c.People += x.Number
			if x.Size == High {
				c.High++
			}
		}
		c.Years[x.Year] = append(c.Years[x.Year], x.CombinedImpact)
		if !slices.Contains(years, x.Year) {
			years = append(years, x.Year)
		}
		return nil
	}
	err = db.ReadEach(ctx, tx, func(r db.Row) (x row, err error) {
		return x, r.Scan(&x.Ref, &x.position, &x.group, &x.Title, &x.Direction, &x.Size, &x.Number, &x.Year)
	}, func(x row) []any { return []any{x.Ref, x.position} },
		db.Order{Columns: []db.Column{{Name: "assessment"}, {Name: "position", Number: true}}}, add,
		`SELECT assessment, position, affected, (SELECT title FROM eia_assessment a WHERE a.ref = assessment), direction, size, number,
			(SELECT year FROM eia_assessment a WHERE a.ref = assessment) FROM eia_impact`,
		`proposed AND direction IN ('adverse', 'unknown', 'positive')`)
	if err != nil {
		return nil, nil, err
	}
	slices.Sort(years)
	slices.SortStableFunc(all, func(a, b *Combined) int {
		return cmp.Or(b.High-a.High, b.Adverse-a.Adverse, cmp.Compare(b.People, a.People), cmp.Compare(a.Group, b.Group))
	})
	return all, years, nil
}
