package offerweb

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/csvw"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/offer"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/skill"
	"github.com/folkmoot/folkmoot/internal/web"
)

// openEntry is an open entry with the name of its organisation. It has no names of people.
type openEntry struct {
	*offer.Entry
	organisation string
}

// openTable has the entries that are open today.
var openTable = web.NewDataTable(web.DataTable{
	Ref: "offers-and-wants", Order: 110, Title: locale.Lazy("Offers and wants"), Page: listPath,
	Description: locale.Lazy("One row for each offer and want that is open today, with the organisation, the places and the last day."),
}, web.DataRows[openEntry]{
	Key:  []string{"ref"},
	Page: func(x openEntry) string { return offer.Path(x.Ref) },
	Read: readOpen,
	Columns: []csvw.Column[openEntry]{
		csvw.Text("ref", "Entry", "The entry’s name in its web address.", func(x openEntry) string { return x.Ref }),
		csvw.Text("title", "Title", "The title.", func(x openEntry) string { return x.Title }),
		csvw.Text("language", "Language", "The language of the texts. Empty if it is the council’s.",
			func(x openEntry) string { return x.Language }),
		csvw.Text("direction", "Direction", "offer: something is offered. want: something is wanted.",
			func(x openEntry) string { return string(x.Direction) }),
		csvw.Text("kind", "Kind", "skill, asset or knowledge.", func(x openEntry) string { return string(x.Kind()) }),
		csvw.Text("skill", "Skill", "The code of the skill, asset or knowledge.", func(x openEntry) string { return x.Skill }),
		csvw.Text("skillName", "Name of the skill", "Its name in English.", func(x openEntry) string { return skill.Name(x.Skill).In(nil) }),
		csvw.Text("standard", "Standard", "The address of the same in a standard list.", func(x openEntry) string { return x.Standard }),
		csvw.Text("basis", "Basis", "lend, share, give or charge.", func(x openEntry) string { return string(x.Basis) }),
		csvw.Text("organisation", "Organisation", "The code of the organisation.", func(x openEntry) string { return x.Org }),
		csvw.Text("organisationName", "Name of the organisation", "Its name.", func(x openEntry) string { return x.organisation }),
		csvw.Text("places", "Places", "The codes of the places, separated by semicolons.",
			func(x openEntry) string { return strings.Join(x.Places, "; ") }),
		csvw.Text("communities", "Communities", "The codes of the communities it is for. Empty if it is for everyone.",
			func(x openEntry) string { return strings.Join(x.Communities, "; ") }),
		{Name: "quantity", Title: "Quantity", Datatype: csvw.Integer, Description: "How much. Empty if it is not known.",
			Value: func(x openEntry) string {
				if x.Quantity == 0 {
					return ""
				}
				return strconv.FormatInt(x.Quantity, 10)
			}},
		csvw.Text("unit", "Unit", "What the quantity counts.", func(x openEntry) string { return string(x.Unit) }),
		csvw.Day("from", "From", "The first day on which it is available or wanted.", func(x openEntry) time.Time { return x.From }),
		csvw.Day("until", "Until", "The last day on which it is available or wanted.", func(x openEntry) time.Time { return x.Until }),
		csvw.Text("terms", "Terms", "The terms.", func(x openEntry) string { return x.Terms }),
		csvw.Text("need", "Need", "The need for which it is wanted.", func(x openEntry) string { return x.Need }),
		csvw.Day("updated", "Updated", "The day of the last change.", func(x openEntry) time.Time { return x.Updated }),
		csvw.Day("expires", "Shown until", "The last day on which it is shown.", func(x openEntry) time.Time { return x.Expires }),
		csvw.Text("invented", "Invented", "What was invented for a demonstration. Empty if nothing was.",
			func(x openEntry) string { return x.Invented }),
	},
})

// readOpen returns a page of the entries that are open today.
func readOpen(ctx context.Context, tx *db.Tx, at string) (db.Page[openEntry], error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return db.Page[openEntry]{}, err
	}
	p, err := offer.Find(ctx, tx, offer.Query{}, now, at, web.RowsAtOnce)
	if err != nil {
		return db.Page[openEntry]{}, err
	}
	orgs, err := orgNames(ctx, tx)
	items := make([]openEntry, len(p.Items))
	for i, e := range p.Items {
		items[i] = openEntry{e, orgs[e.Org].Name}
	}
	return db.Paged(p, items), err
}

// fileLinks are the files with what the list shows.
func fileLinks(p *locale.Printer) (links []page.Link) {
	for _, f := range openTable.Files() {
		links = append(links, page.Link{Text: f.Format.In(p), Href: f.Path})
	}
	return links
}
