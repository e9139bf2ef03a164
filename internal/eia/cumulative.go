package eia

import (
	"cmp"
	"context"
	"slices"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Combined is how many impacts of proposals one group has, over the years.
type Combined struct {
	Group   string
	Adverse int64 // number of adverse impacts
	High    int64 // of which high
	Medium  int64 // of which medium
	People  int64 // sum of the numbers given; people who are affected twice count twice
	Years   map[int][]ImpactCount
}

// ImpactCount is how many impacts have a direction and a size.
type ImpactCount struct {
	Direction Direction
	Size      Size
	Count     int64
}

// flagFrom is the number of adverse impacts from which a group is flagged.
const flagFrom = 3

// Flagged reports whether the group has three or more adverse impacts, or one that is high.
func (c *Combined) Flagged() bool { return c.Adverse >= flagFrom || c.High > 0 }

// combined is the condition of the impacts that are put together: not those of options that are not preferred.
const combined = `proposed AND direction IN ('adverse', 'unknown', 'positive')`

// Cumulative returns what all published assessments together do to each group, the worst-off group first, and the years in
// order; 0 is an unknown year. Nothing is averaged: impacts are counted, and ListImpacts lists each.
func Cumulative(ctx context.Context, tx *db.Tx) (all []*Combined, years []int, err error) {
	type row struct {
		group  string
		year   int
		people int64
		ImpactCount
	}
	rows, err := db.All(ctx, tx, func(r db.Row) (x row, err error) {
		return x, r.Scan(&x.group, &x.year, &x.Direction, &x.Size, &x.Count, &x.people)
	}, `SELECT affected, year, direction, size, COUNT(*), CAST(SUM(number) AS BIGINT) FROM eia_impact WHERE `+combined+`
		GROUP BY affected, year, direction, size`)
	if err != nil {
		return nil, nil, err
	}
	byGroup := map[string]*Combined{}
	for _, x := range rows {
		c := byGroup[x.group]
		if c == nil {
			c = &Combined{Group: x.group, Years: map[int][]ImpactCount{}}
			byGroup[x.group], all = c, append(all, c)
		}
		if x.Direction == Adverse {
			c.Adverse += x.Count
			c.People += x.people
			switch x.Size {
			case High:
				c.High += x.Count
			case Medium:
				c.Medium += x.Count
			}
		}
		c.Years[x.year] = append(c.Years[x.year], x.ImpactCount)
		if !slices.Contains(years, x.year) {
			years = append(years, x.year)
		}
	}
	slices.Sort(years)
	for _, c := range all {
		for _, counts := range c.Years {
			slices.SortFunc(counts, func(a, b ImpactCount) int {
				return cmp.Or(slices.Index(combinedOrder, a.Direction)-slices.Index(combinedOrder, b.Direction),
					slices.Index(worstFirst, a.Size)-slices.Index(worstFirst, b.Size))
			})
		}
	}
	slices.SortFunc(all, func(a, b *Combined) int {
		return cmp.Or(cmp.Compare(b.High, a.High), cmp.Compare(b.Medium, a.Medium), cmp.Compare(b.Adverse, a.Adverse),
			cmp.Compare(b.People, a.People), cmp.Compare(a.Group, b.Group))
	})
	return all, years, nil
}

// The order of counts on a page.
var (
	combinedOrder = []Direction{Adverse, Unknown, Positive}
	worstFirst    = []Size{High, Medium, Low, ""}
)

// CombinedImpact is an impact of a proposal.
type CombinedImpact struct {
	Ref, Title string
	Direction  Direction
	Size       Size
	Year       int
	position   int64
}

// ImpactsPageSize is how many impacts a page of them has.
const ImpactsPageSize = 100

// ListImpacts returns the page of the impacts on a group at the cursor at, those of the latest year first. On the first page of
// a group without impacts it is fault.NotFound.
func ListImpacts(ctx context.Context, tx *db.Tx, group, at string) (p db.Page[CombinedImpact], err error) {
	order := db.Order{Columns: []db.Column{{Name: "year", Number: true}, {Name: "assessment"}, {Name: "position", Number: true}},
		Descending: true}
	p, err = db.ReadPage(ctx, tx, func(r db.Row) (m CombinedImpact, err error) {
		return m, r.Scan(&m.Ref, &m.position, &m.Title, &m.Direction, &m.Size, &m.Year)
	}, func(m CombinedImpact) []any { return []any{int64(m.Year), m.Ref, m.position} },
		db.PageQuery{Order: order, At: at, Size: ImpactsPageSize},
		`SELECT assessment, position, (SELECT title FROM eia_assessment a WHERE a.ref = assessment), direction, size, year FROM eia_impact`,
		`affected = $1 AND `+combined, group)
	if err == nil && at == "" && len(p.Items) == 0 {
		err = fault.New(fault.NotFound, "We cannot find impacts on that group.")
	}
	return p, err
}
