package accountweb

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

const orgsPath = "/staff/organisations"

type orgsView struct {
	page.StaffView
	Notice string
	Orgs   []listItem
	Form   form.Form
}

var orgsPage = page.New(
	files,
	"templates/organisations.html",
	orgsView{
		Notice: "The organisation has been added.",
		Orgs: []listItem{
			{"Exampleshire County Council", "/staff/people?org=council", "The council"},
			{"A partner", "/staff/people?org=partner", "Partner"},
			{"Another partner", "/staff/people?org=another", "Partner (suspended)"},
		},
		Form: form.Form{
			{Kind: form.Text, ID: "name", Name: "name", Label: "Name"},
			{
				Kind: form.Text, ID: "id", Name: "id", Label: "Short name",
				Hint: "Use lowercase letters, numbers and hyphens, like fire-service. You cannot change this later.",
			},
		},
	},
	orgsView{
		Form: form.Form{
			{Kind: form.Text, ID: "name", Name: "name", Label: "Name", Error: "Enter the name of the organisation."},
			{Kind: form.Text, ID: "id", Name: "id", Label: "Short name"},
		},
	},
)

// orgRoutes adds the pages for organisations.
func (h *Handlers) orgRoutes() {
	h.route(http.MethodGet, orgsPath, actor.Operate, h.listOrgs)
	h.routeReauth(http.MethodPost, orgsPath, actor.Operate, h.addOrg)
	h.orgActionRoutes(suspendOrg)
	h.orgActionRoutes(restoreOrg)
}

func (h *Handlers) listOrgs(w http.ResponseWriter, r *http.Request) error {
	return h.writeOrgs(w, r, "")
}

// writeOrgs shows the organisations and the form to add one, with the error of
// the last attempt.
func (h *Handlers) writeOrgs(w http.ResponseWriter, r *http.Request, problem string) error {
	p := page.Printer(r)
	orgs, err := h.accounts.ListOrgs(r.Context(), site.Actor(r))
	if err != nil {
		return err
	}
	v := orgsView{Notice: h.PopNotice(r), Form: form.Form{
		{
			Kind: form.Text, ID: "name", Name: "name", Label: p.Say("Name"), Value: r.PostFormValue("name"),
			Width: 30, Autocomplete: "off",
		},
		{
			Kind: form.Text, ID: "id", Name: "id", Label: p.Say("Short name"), Value: r.PostFormValue("id"),
			Hint:  p.Say("Use lowercase letters, numbers and hyphens, like fire-service. You cannot change this later."),
			Width: 20, Autocomplete: "off",
		},
	}}
	for _, o := range orgs {
		kind := p.Say("Partner")
		if o.Kind == account.Council {
			kind = p.Say("The council")
		}
		if o.IsSuspended() {
			kind = p.Say("Partner (suspended)")
		}
		v.Orgs = append(v.Orgs, listItem{o.Name, peoplePath + "?org=" + url.QueryEscape(o.ID), kind})
	}
	status := http.StatusOK
	if problem != "" {
		status = http.StatusUnprocessableEntity
		field := v.Form[1]
		if strings.TrimSpace(r.PostFormValue("name")) == "" {
			field = v.Form[0]
		}
		field.Error = problem
	}
	return orgsPage.Write(w, r, status, v)
}

func (h *Handlers) addOrg(w http.ResponseWriter, r *http.Request) error {
	err := h.accounts.AddOrg(r.Context(), site.Actor(r), r.PostFormValue("id"), r.PostFormValue("name"))
	if err != nil {
		message, err := web.FormError(r, err)
		if err != nil {
			return err
		}
		return h.writeOrgs(w, r, message)
	}
	h.SetNotice(r, page.Printer(r).Say("The organisation has been added."))
	return site.Redirect(w, r, orgsPath)
}
