package page

import (
	"maps"
	"net/url"

	"github.com/folkmoot/folkmoot/internal/db"
)

// SortName is the name of the query parameter with the column by which a list is sorted.
const SortName = "sort"

// ColumnHead is the head of a column of a table. Href sorts the table by it; "" if it cannot be.
type ColumnHead struct {
	Text, Href string
	Sorted     string // "ascending", "descending" or ""
	Numeric    bool
	Lang       string // of a Text that is not translated
}

// Column is a column of a table that can be sorted. Sort is its name in addresses; "" if the table
// cannot be sorted by it.
type Column struct {
	Text, Sort string
	Numeric    bool
}

// SortBy returns the column by which the address with query asks to sort a list.
func SortBy(query url.Values) db.Sort { return db.Sort(query.Get(SortName)) }

// ColumnHeads returns the heads of a table at path. Their links keep the rest of query. link is
// db.Sorts.Link of the list.
func ColumnHeads(path string, query url.Values, link func(now db.Sort, name string) db.SortLink, columns ...Column) []ColumnHead {
	now := SortBy(query)
	var heads []ColumnHead
	for _, c := range columns {
		head := ColumnHead{Text: c.Text, Numeric: c.Numeric}
		if c.Sort != "" {
			with := maps.Clone(query)
			if with == nil {
				with = url.Values{}
			}
			with.Del(CursorName)
			to := link(now, c.Sort)
			with.Set(SortName, string(to.Next))
			head.Href, head.Sorted = path+"?"+with.Encode(), to.Sorted
		}
		heads = append(heads, head)
	}
	return heads
}
