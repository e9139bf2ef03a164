package projectweb

import (
	"context"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/csvw"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/project"
	"github.com/folkmoot/folkmoot/internal/web"
)

// listed is a project with the name of the organisation that leads it.
type listed struct {
	*project.Project
	leadName string
}

// projectTable has every project.
var projectTable = web.NewDataTable(web.DataTable{
	Ref: "projects", Order: 112, Title: locale.Lazy("Joint projects"), Page: listPath,
	Description: locale.Lazy("One row for each joint project, with its needs, places, organisations and stage."),
}, web.DataRows[listed]{
	Key:  []string{"ref"},
	Page: func(x listed) string { return project.Path(x.Ref) },
	Read: readProjects,
	Columns: []csvw.Column[listed]{
		csvw.Text("ref", "Project", "The project’s name in its web address.", func(x listed) string { return x.Ref }),
		csvw.Text("title", "Title", "The title.", func(x listed) string { return x.Title }),
		csvw.Text("language", "Language", "The language of the texts. Empty if it is the council’s.",
			func(x listed) string { return x.Language }),
		csvw.Text("summary", "Summary", "What the organisations do together.", func(x listed) string { return x.Summary }),
		csvw.Text("stage", "Stage", "identify, prepare, deliver or close.", func(x listed) string { return string(x.Stage) }),
		csvw.Text("lead", "Lead organisation", "The code of the organisation that leads it.", func(x listed) string { return x.Lead }),
		csvw.Text("leadName", "Name of the lead organisation", "Its name.", func(x listed) string { return x.leadName }),
		csvw.Text("partners", "Partners", "The codes of the other organisations, each with its role, separated by semicolons.",
			func(x listed) string {
				var all []string
				for _, p := range x.Partners {
					all = append(all, p.Org+": "+string(p.Role))
				}
				return strings.Join(all, "; ")
			}),
		csvw.Text("needs", "Needs", "The codes of the needs that it serves, separated by semicolons.",
			func(x listed) string { return strings.Join(x.Needs, "; ") }),
		csvw.Text("places", "Places", "The codes of the places, separated by semicolons.",
			func(x listed) string { return strings.Join(x.Places, "; ") }),
		csvw.Text("communities", "Communities", "The codes of the communities it is for. Empty if it is for everyone.",
			func(x listed) string { return strings.Join(x.Communities, "; ") }),
		csvw.Day("from", "From", "The first day.", func(x listed) time.Time { return x.From }),
		csvw.Day("until", "Until", "The last day.", func(x listed) time.Time { return x.Until }),
		csvw.Text("invented", "Invented", "What was invented for a demonstration. Empty if nothing was.",
			func(x listed) string { return x.Invented }),
	},
})

func readProjects(ctx context.Context, tx *db.Tx, at string) (db.Page[listed], error) {
	p, err := project.Find(ctx, tx, project.Query{}, at, web.RowsAtOnce)
	if err != nil {
		return db.Page[listed]{}, err
	}
	orgs, err := account.ListOrgs(ctx, tx)
	names := map[string]string{}
	for _, o := range orgs {
		names[o.ID] = o.Name
	}
	items := make([]listed, len(p.Items))
	for i, x := range p.Items {
		items[i] = listed{x, names[x.Lead]}
	}
	return db.Paged(p, items), err
}

// fileLinks are the files with what the list shows.
func fileLinks(p *locale.Printer) (links []page.Link) {
	for _, f := range projectTable.Files() {
		links = append(links, page.Link{Text: f.Format.In(p), Href: f.Path})
	}
	return links
}
