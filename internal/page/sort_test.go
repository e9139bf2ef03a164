package page_test

import (
	"net/url"
	"testing"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/page"
)

// The head of the column by which a table is sorted says so and turns the order round; the others
// sort by their column. Links keep the filters and begin at the first page.
func TestColumnHeadsSortTheTable(t *testing.T) {
	sorts := db.Sorts[int]{
		{Name: "due", Order: db.Order{Columns: []db.Column{{Name: "due"}}}},
		{Name: "updated", Order: db.Order{Columns: []db.Column{{Name: "updated"}}, Descending: true}},
	}
	for _, test := range []struct{ query, due, dueHref, updated, updatedHref string }{
		{"", "ascending", "/list?sort=-due", "", "/list?sort=updated"},
		{"sort=nothing", "ascending", "/list?sort=-due", "", "/list?sort=updated"},
		{"sort=-due&page=x&q=a", "descending", "/list?q=a&sort=due", "", "/list?q=a&sort=updated"},
		{"sort=updated", "", "/list?sort=due", "descending", "/list?sort=-updated"},
		{"sort=-updated", "", "/list?sort=due", "ascending", "/list?sort=updated"},
	} {
		query, err := url.ParseQuery(test.query)
		if err != nil {
			t.Fatal(err)
		}
		got := page.ColumnHeads("/list", query, sorts.Link,
			page.Column{Text: "Due", Sort: "due"}, page.Column{Text: "Updated", Sort: "updated"}, page.Column{Text: "Work"})
		if got[0].Sorted != test.due || got[0].Href != test.dueHref || got[1].Sorted != test.updated || got[1].Href != test.updatedHref ||
			got[2] != (page.ColumnHead{Text: "Work"}) {
			t.Errorf("%q: %+v", test.query, got)
		}
	}
}
