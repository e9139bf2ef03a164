package edit

import (
	"context"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
)

// Item is a published record in a list.
type Item struct {
	Ref, Title string
	Date       time.Time // by which the list can be sorted; zero if the record has none
}

// ListColumns are the columns by which the list of the published records of a kind is sorted. Each needs an index with
// Ref behind it.
type ListColumns struct {
	Ref, Title string
	Date       string // "" if records of the kind have no date
	//locale:message
	DateLabel string // heading of the column with the date: "Due"
	Latest    bool   // the list begins with the latest date, and otherwise with the first title
}

// sorts returns the orders of the list.
func (c ListColumns) sorts() db.Sorts[Item] {
	all := db.Sorts[Item]{{Name: SortTitle, Order: db.Order{Columns: []db.Column{{Name: c.Title}, {Name: c.Ref}}},
		Position: func(i Item) []any { return []any{i.Title, i.Ref} }}}
	if c.Date != "" {
		all = append(all, db.SortColumn[Item]{Name: SortDate,
			Order:    db.Order{Columns: []db.Column{{Name: c.Date}, {Name: c.Ref}}, Descending: true},
			Position: func(i Item) []any { return []any{db.Time(i.Date), i.Ref} }})
	}
	if c.Latest {
		slices.Reverse(all)
	}
	return all
}

// Names of the orders of lists of records, in addresses.
const (
	SortTitle = "title"
	SortDate  = "date" // of published records, or when copies were last changed
)

// ListQuery is which page of the published records of a kind to read, with db.ReadPage. The statement selects their
// references, titles and dates, if records of the kind have them.
type ListQuery struct {
	db.PageQuery
	// Org is the organisation whose records are listed, of kinds with Kind.Org. "" lists those of all, for what everyone may see.
	Org      string
	Position func(Item) []any
	dated    bool
}

// Scan reads a row of the statement.
func (q ListQuery) Scan(row db.Row) (i Item, err error) {
	if !q.dated {
		return i, row.Scan(&i.Ref, &i.Title)
	}
	return i, row.Scan(&i.Ref, &i.Title, db.ScanTime(&i.Date))
}

// ReadList returns the page of up to size published records at the cursor at that belong to an organisation, sorted by one of
// Sorts. Kinds without Org, whose records belong to the council, have the same list for every org.
func (k *Kind) ReadList(ctx context.Context, tx *db.Tx, org string, by db.Sort, at string, size int) (db.Page[Item], error) {
	order, position := k.Sorts().In(by)
	return k.List(ctx, tx, ListQuery{db.PageQuery{Order: order, At: at, Size: size}, org, position, k.Listed.Date != ""})
}

// Sorts returns the orders of the list of published records.
func (k *Kind) Sorts() db.Sorts[Item] { return k.Listed.sorts() }

// CopySorts are the orders of working copies. Their date is when they were last changed.
var CopySorts = db.Sorts[*Copy]{
	{Name: SortDate, Order: lastChanged, Position: func(c *Copy) []any { return []any{db.Time(c.ChangedAt), c.ID} }},
	{Name: SortTitle, Order: db.Order{Columns: []db.Column{{Name: "title"}, {Name: "id"}}},
		Position: func(c *Copy) []any { return []any{c.Title, c.ID} }},
}
