package budgetweb

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/budget"
	"github.com/folkmoot/folkmoot/internal/csvw"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/web"
	"github.com/folkmoot/folkmoot/ledger"
)

// moneyTable has every entry of every project. Money, hours and support in kind have columns of their own.
var moneyTable = web.NewDataTable(web.DataTable{
	Ref: "project-money", Order: 113, Title: locale.Lazy("Money of joint projects"), Page: "/projects",
	Description: locale.Lazy("One row for each entry: what was planned, forecast, committed or spent, or given by an organisation. " +
		"A correction is a row with the opposite amount."),
}, web.DataRows[budget.Entry]{
	Key:  []string{"id"},
	Page: func(e budget.Entry) string { return budget.Path(e.Project) },
	Read: func(ctx context.Context, tx *db.Tx, at string) (db.Page[budget.Entry], error) {
		return budget.Entries(ctx, tx, at, web.RowsAtOnce)
	},
	Columns: []csvw.Column[budget.Entry]{
		csvw.Text("id", "Entry", "The entry’s own code.", func(e budget.Entry) string { return e.ID }),
		csvw.Text("project", "Project", "The project’s name in its web address.", func(e budget.Entry) string { return e.Project }),
		csvw.Text("financialYear", "Financial year", "April to March, like 2026/27.", func(e budget.Entry) string { return e.Year.String() }),
		csvw.Day("date", "Date", "The day of the payment, the work or the promise.", func(e budget.Entry) time.Time { return e.Day }),
		csvw.Text("state", "State", "planned, forecast, committed or spent; intended, promised or delivered.",
			func(e budget.Entry) string { return string(e.State) }),
		csvw.Text("line", "Budget line", "The budget line.", func(e budget.Entry) string { return e.Line }),
		csvw.Text("organisation", "Organisation", "The code of the organisation that gives or spends. Empty if it is the project’s plan.",
			func(e budget.Entry) string { return e.Partner }),
		csvw.Text("receiver", "Receiver", "The code of the organisation that receives what is given.",
			func(e budget.Entry) string { return e.Receiver }),
		csvw.Number("pounds", "Pounds", "Money. Empty for hours and support in kind.", func(e budget.Entry) *float64 {
			return of(e, ledger.Cash, 100)
		}),
		csvw.Number("minutes", "Minutes", "Time of people, in minutes. Empty for money and support in kind.",
			func(e budget.Entry) *float64 { return of(e, ledger.Hours, 1) }),
		csvw.Number("quantity", "Quantity", "Support in kind, in the unit. Empty for money and hours.",
			func(e budget.Entry) *float64 { return of(e, ledger.InKind, 1) }),
		csvw.Text("unit", "Unit", "The unit of support in kind.", func(e budget.Entry) string { return e.Unit }),
		csvw.Number("ratePounds", "Rate in pounds", "What an hour or a unit is worth. Empty if no value is given.",
			func(e budget.Entry) *float64 {
				if e.Rate == nil {
					return nil
				}
				rate := float64(e.Rate.Pence) / 100
				return &rate
			}),
		csvw.Text("rateSource", "Source of the rate", "Where the rate comes from.", func(e budget.Entry) string {
			if e.Rate == nil {
				return ""
			}
			return e.Rate.Source
		}),
		csvw.Text("ratePrices", "Price year of the rate", "The financial year whose prices the rate uses.", func(e budget.Entry) string {
			if e.Rate == nil {
				return ""
			}
			return e.Rate.Prices.String()
		}),
		csvw.Flag("counted", "Counted", "Whether the entry is in the totals: what is given is, once both organisations have confirmed it.",
			func(e budget.Entry) bool { return e.Counts() }),
		csvw.Text("reverses", "Corrects", "The code of the entry that this one takes back.", func(e budget.Entry) string { return e.Reverses }),
	},
})

// of returns the amount of e in its column, and nil in the others.
func of(e budget.Entry, c ledger.Column, unit float64) *float64 {
	if e.Column != c {
		return nil
	}
	n := float64(e.Amount) / unit
	return &n
}

// fileLinks are the files with all entries.
func fileLinks(p *locale.Printer) (links []page.Link) {
	for _, f := range moneyTable.Files() {
		links = append(links, page.Link{Text: f.Format.In(p), Href: f.Path})
	}
	return links
}
