package accountweb

import (
	"net/http"
	"net/url"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
)

const orgsPath = "/staff/organisations"

type orgsView struct {
	page.StaffView
	Add  page.Link
	Orgs []orgItem
}

// orgItem is an organisation with the link to its people.
type orgItem struct {
	listItem
	Details page.Link // empty for the council
}

var orgsPage = page.New(
	files,
	"templates/organisations.html",
	orgsView{
		Add: page.Link{Text: "Add a partner organisation", Href: "/staff/partners/new"},
		Orgs: []orgItem{
			{listItem: listItem{"Exampleshire County Council", "/staff/people?org=council", "The council"}},
			{listItem{"A partner", "/staff/people?org=partner", "Partner"},
				page.Link{Text: "Details", Href: "/staff/partners/partner"}},
		},
	},
)

// orgRoutes adds the pages for organisations. Their details are records of package edit.
func (h *Handlers) orgRoutes() {
	h.route(http.MethodGet, orgsPath, actor.Operate, h.listOrgs)
	h.orgActionRoutes(suspendOrg)
	h.orgActionRoutes(restoreOrg)
}

// listOrgs shows the organisations.
func (h *Handlers) listOrgs(w http.ResponseWriter, r *http.Request) error {
	p := page.Printer(r)
	orgs, err := h.accounts.ListOrgs(r.Context(), site.Actor(r))
	if err != nil {
		return err
	}
	v := orgsView{Add: page.Link{Text: p.Say("Add a partner organisation"), Href: account.PartnersPath + "/new"}}
	for _, o := range orgs {
		item := orgItem{listItem: listItem{o.Name, peoplePath + "?org=" + url.QueryEscape(o.ID), p.Say("The council")}}
		if o.Kind == account.Partner {
			item.Description = p.Say("Partner")
			item.Details = page.Link{Text: p.Say("Details"), Href: account.PartnersPath + "/" + url.PathEscape(o.ID)}
		}
		if o.IsSuspended() {
			item.Description = p.Say("Partner (suspended)")
		}
		v.Orgs = append(v.Orgs, item)
	}
	return orgsPage.Write(w, r, http.StatusOK, v)
}
