package sharingweb

import (
	"context"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/csvw"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/sharing"
	"github.com/folkmoot/folkmoot/internal/web"
)

// agreementTable has every agreement.
var agreementTable = web.NewDataTable(web.DataTable{
	Ref: "data-sharing", Order: 114, Title: locale.Lazy("Data-sharing agreements"), Page: sharing.PublicPath,
	Description: locale.Lazy("One row for each data-sharing agreement: what is shared, between whom, why and on which legal basis."),
}, web.DataRows[sharing.Listed]{
	Key:  []string{"ref"},
	Page: func(x sharing.Listed) string { return sharing.Path(x.Ref) },
	Read: func(ctx context.Context, tx *db.Tx, at string) (db.Page[sharing.Listed], error) {
		return findToday(ctx, tx, sharing.Query{}, at, web.RowsAtOnce)
	},
	Columns: []csvw.Column[sharing.Listed]{
		column("ref", "Agreement", "The agreement’s name in its web address.", func(x sharing.Listed) string { return x.Ref }),
		column("title", "Title", "The title.", func(x sharing.Listed) string { return x.Title }),
		column("state", "State", "in-force, undecided, unsigned, future or ended, on the day of the file.",
			func(x sharing.Listed) string { return string(x.State) }),
		column("parties", "Organisations", "The codes of the organisations, each with what it is in law, separated by semicolons.",
			func(x sharing.Listed) string {
				return joined(x.Parties, func(p sharing.Party) string { return p.Org + ": " + string(p.Relation) })
			}),
		column("purpose", "Purpose", "What the sharing is to achieve.", func(x sharing.Listed) string { return x.Purpose }),
		column("necessity", "Necessity", "Why it is necessary.", func(x sharing.Listed) string { return x.Necessity }),
		column("data", "Data", "What is shared, each with its kind, separated by semicolons.", func(x sharing.Listed) string {
			return joined(x.Data, func(d sharing.Item) string { return d.What + ": " + string(d.Kind) })
		}),
		column("basis", "Lawful basis", "The lawful basis.", func(x sharing.Listed) string { return string(x.Basis) }),
		column("power", "Legal power", "The legal power.", func(x sharing.Listed) string { return x.Power }),
		column("conditions", "Conditions", "Further conditions for sensitive data.", func(x sharing.Listed) string { return x.Conditions }),
		column("dpia", "Impact assessment", "done or not-needed.", func(x sharing.Listed) string { return string(x.DPIA) }),
		column("retention", "Retention", "How long the data is kept.", func(x sharing.Listed) string { return x.Retention }),
		csvw.Day("from", "From", "The first day.", func(x sharing.Listed) time.Time { return x.From }),
		csvw.Day("until", "Until", "The last day. Empty if there is none.", func(x sharing.Listed) time.Time { return x.Until }),
		csvw.Day("decided", "Decided", "The day of the decision. Empty until it is made.",
			func(x sharing.Listed) time.Time { return x.Decision.On }),
		csvw.Day("review", "Review", "The day of the next review.", func(x sharing.Listed) time.Time { return x.Next }),
		csvw.Whole("version", "Version", "The number of the version of the terms.", func(x sharing.Listed) int64 { return x.Version }),
		column("invented", "Invented", "What was invented for a demonstration. Empty if nothing was.",
			func(x sharing.Listed) string { return x.Invented }),
	},
})

func column(name, title, says string, value func(sharing.Listed) string) csvw.Column[sharing.Listed] {
	return csvw.Text(name, title, says, value)
}

func joined[T any](all []T, text func(T) string) string {
	texts := make([]string, len(all))
	for i, one := range all {
		texts[i] = text(one)
	}
	return strings.Join(texts, "; ")
}

// fileLinks are the files with what the list shows.
func fileLinks(p *locale.Printer) (links []page.Link) {
	for _, f := range agreementTable.Files() {
		links = append(links, page.Link{Text: f.Format.In(p), Href: f.Path})
	}
	return links
}
