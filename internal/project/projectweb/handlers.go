// Package projectweb shows joint projects: for which need, who does what, and with which results.
package projectweb

import (
	"context"
	"embed"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
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
	service *project.Service
}

const listPath = project.PublicPath

// New returns the feature of joint projects.
func New(deps *web.Deps, service *project.Service) feature.Feature {
	h := &handlers{deps, service}
	f := feature.Feature{
		Name: "project", Definitions: service.Definitions(), Records: service.Records(),
		AuditLabels: web.AuditLabels{Acts: map[string]string{
			"define-project":        locale.Key("Imported a joint project"),
			"sign-project":          locale.Key("Signed the agreement of a joint project"),
			"withdraw-from-project": locale.Key("Withdrew a signature from the agreement of a joint project"),
			"plan-project-gate":     locale.Key("Prepared a gate of a joint project"),
			"approve-project-gate":  locale.Key("Approved a gate of a joint project"),
			"decide-project-gate":   locale.Key("Decided about a gate of a joint project"),
			"read-measure":          locale.Key("Recorded a reading of a joint project"),
			"sign-project-quarter":  locale.Key("Signed off a quarter of a joint project"),
		}},
		Routes: []site.Route{
			{Method: http.MethodGet, Pattern: listPath, Needs: actor.Public, Handler: h.list},
			{Method: http.MethodGet, Pattern: listPath + "/{ref}", Needs: actor.Public, Handler: h.show},
			{Method: http.MethodGet, Pattern: workPath, Needs: actor.Staff, Handler: h.workList},
			{Method: http.MethodGet, Pattern: workPath + "/{ref}", Needs: actor.Staff, Handler: h.work},
		},
		Referrers: []web.Referrers{
			{To: web.EvidenceRecord, Order: 50, Heading: locale.Lazy("Joint projects for this"), Needs: actor.Public,
				Find: referring(func(ref string) project.Query { return project.Query{Need: ref} }, "need")},
			{To: web.PlaceRecord, Order: 58, Heading: locale.Lazy("Joint projects here"), Needs: actor.Public,
				Find: referring(func(ref string) project.Query { return project.Query{Place: ref} }, "place")},
			{To: web.PartnerRecord, Order: 10, Heading: locale.Lazy("Joint projects"), Needs: actor.Public,
				Find: referring(func(ref string) project.Query { return project.Query{Partner: ref} }, "partner")},
			{To: web.OpportunityRecord, Order: 10, Heading: locale.Lazy("Joint projects that came from it"), Needs: actor.Public,
				Find: referring(func(ref string) project.Query { return project.Query{Opportunity: ref} }, "")},
		},
		DataTables: []web.DataTable{projectTable},
		Examples:   []site.GalleryItem{listPage, showPage, workListPage, workingPage},
	}
	for _, a := range acts {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			f.Routes = append(f.Routes, site.Route{Method: method, Pattern: workPath + "/{ref}/" + a.path, Needs: actor.Partnership,
				Handler: h.handle(a)})
		}
	}
	f.AddStaffLink(47, "Work on joint projects", workPath, actor.Staff,
		"The agreement, gates and readings of each project, and what each organisation signs off.")
	return f
}

// referring returns the projects that a query by a reference selects. filter is the filter of the list for it, or "".
func referring(
	query func(ref string) project.Query, filter string,
) func(context.Context, *db.Tx, web.ReferrerQuery) (web.Referring, error) {
	return func(ctx context.Context, tx *db.Tx, q web.ReferrerQuery) (found web.Referring, err error) {
		all, err := project.Find(ctx, tx, query(q.Ref), "", web.MaxReferrers)
		for _, p := range all.Items {
			found.Items = append(found.Items, web.Referrer{
				UserText: page.UserText{Text: p.Title, Href: project.Path(p.Ref), Lang: p.Language}, Fact: p.Stage.Label(),
			})
		}
		if all.Next != "" && filter != "" {
			found.MoreHref = listPath + "?" + filter + "=" + q.Ref
		}
		return found, err
	}
}

// orgTexts returns the names of all organisations by id. Those in the directory of partners lead there.
func orgTexts(ctx context.Context, tx *db.Tx, words web.PagePrinter) (map[string]page.UserText, error) {
	orgs, err := account.ListOrgs(ctx, tx)
	if err != nil {
		return nil, err
	}
	texts := map[string]page.UserText{}
	for _, o := range orgs {
		texts[o.ID] = page.UserText{Text: o.Name, Lang: words.LangOrCouncil("")}
	}
	return texts, nil
}
