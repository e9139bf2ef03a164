package sustainabilityweb

import (
	"context"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/csvw"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/sustainability"
	"github.com/folkmoot/folkmoot/internal/web"
)

// effectsTable has the latest version of every check.
var effectsTable = web.NewDataTable(web.DataTable{
	Ref: "long-term-effects", Order: 102, Title: locale.Lazy("Long-term effects"), Page: sustainability.PublicPath,
	Description: locale.Lazy("One row for each record of what a strategy, project or action does to people now, in 5 years and in 25 years."),
}, web.DataRows[*sustainability.Check]{
	Key:  []string{"ref"},
	Page: func(c *sustainability.Check) string { return sustainability.Path(c.Ref) },
	Read: func(ctx context.Context, tx *db.Tx, at string) (db.Page[*sustainability.Check], error) {
		return sustainability.ListWhole(ctx, tx, at, web.RowsAtOnce)
	},
	Columns: []csvw.Column[*sustainability.Check]{
		csvw.Text("ref", "Record", "The record’s name in its web address.", func(c *sustainability.Check) string { return c.Ref }),
		csvw.Text("title", "Title", "What it is about.", func(c *sustainability.Check) string { return c.Title }),
		csvw.Text("activities", "Activities", "What it covers, as kind and name, separated by semicolons.",
			func(c *sustainability.Check) string { return strings.Join(c.Activities, "; ") }),
		csvw.Text("needs", "Needs", "The needs that it rests on, separated by semicolons.",
			func(c *sustainability.Check) string { return strings.Join(c.Needs, "; ") }),
		csvw.Text("without", "Without need", "Why it rests on no need.", func(c *sustainability.Check) string { return c.WithoutWhy }),
		csvw.Text("notChecked", "Not recorded", "Why no effects are recorded. Empty if they are.",
			func(c *sustainability.Check) string { return c.NotChecked }),
		effects("now", "Now", sustainability.Now), effects("in5Years", "In 5 years", sustainability.In5),
		effects("in25Years", "In 25 years", sustainability.In25),
		csvw.Day("review", "Review", "The earliest day on which an effect is looked at again.",
			func(c *sustainability.Check) time.Time { return c.NextReview() }),
		csvw.Whole("version", "Version", "The number of the version.", func(c *sustainability.Check) int64 { return c.Version }),
		csvw.Time("recorded", "Recorded", "When the version was published here.",
			func(c *sustainability.Check) time.Time { return c.Recorded }),
		csvw.Text("invented", "Invented", "What was invented for a demonstration. Empty if nothing was.",
			func(c *sustainability.Check) string { return c.Invented }),
	},
})

// effects is the column of the effects by a horizon.
func effects(name, title string, h sustainability.Horizon) csvw.Column[*sustainability.Check] {
	return csvw.Text(name, title, "What happens to people, with who bears it, separated by semicolons.", func(c *sustainability.Check) string {
		var all []string
		for _, e := range c.Of(h) {
			switch text := strings.TrimSpace(e.Does); {
			case text == "":
				all = append(all, string(e.Direction))
			case e.Who == "":
				all = append(all, text)
			default:
				all = append(all, text+" ("+e.Who+")")
			}
		}
		return strings.Join(all, "; ")
	})
}
