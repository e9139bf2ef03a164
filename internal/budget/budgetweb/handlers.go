// Package budgetweb shows the money, hours and support in kind of joint projects, and takes what organisations record.
package budgetweb

import (
	"context"
	"embed"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/budget"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/project"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html templates/parts/*.html
var files embed.FS

type handlers struct {
	*web.Deps
	service *budget.Service
}

// New returns the feature of the money of projects.
func New(deps *web.Deps, service *budget.Service) feature.Feature {
	h := &handlers{deps, service}
	f := feature.Feature{
		Name: "budget", Definitions: service.Definitions(),
		AuditLabels: web.AuditLabels{
			Acts: map[string]string{
				"define-project-money":  locale.Key("Imported the money of a project"),
				"define-project-rates":  locale.Key("Imported rates for the money of projects"),
				"add-project-money":     locale.Key("Recorded money, hours or support in kind of a project"),
				"confirm-project-money": locale.Key("Confirmed what is given to a project"),
				"reverse-project-money": locale.Key("Corrected the money of a project"),
				budget.CloseAct:         locale.Key("Closed a financial year of a project"),
			},
			Kinds: map[string]string{budget.KindName: locale.Key("Money of a project")},
		},
		Routes: []site.Route{
			{Method: http.MethodGet, Pattern: project.PublicPath + "/{ref}/money", Needs: actor.Public, Handler: h.show},
			{Method: http.MethodGet, Pattern: budget.StaffPath, Needs: actor.Partnership, Handler: h.list},
			{Method: http.MethodGet, Pattern: budget.StaffPath + "/{ref}", Needs: actor.Partnership, Handler: h.keep},
			{Method: http.MethodPost, Pattern: budget.StaffPath + "/{ref}", Needs: actor.Partnership, Handler: h.act},
			{Method: http.MethodPost, Pattern: budget.StaffPath + "/{ref}/close", Needs: actor.ApproveRecords, Handler: h.close},
		},
		DataTables: []web.DataTable{moneyTable},
		Examples:   []site.GalleryItem{showPage, listPage, keepPage},
	}
	f.AddStaffLink(49, "Money of projects", budget.StaffPath, actor.Partnership,
		"What joint projects plan and spend, and the money, hours and support in kind that organisations give.")
	return f
}

// orgNames returns the names of all organisations by id.
func orgNames(ctx context.Context, tx *db.Tx, words web.PagePrinter) (map[string]page.UserText, error) {
	orgs, err := account.ListOrgs(ctx, tx)
	names := map[string]page.UserText{}
	for _, o := range orgs {
		names[o.ID] = page.UserText{Text: o.Name, Lang: words.LangOrCouncil("")}
	}
	return names, err
}
