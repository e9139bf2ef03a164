package accountweb

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
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
			{Kind: form.Text, ID: "id", Name: "id", Label: "Short name", Hint: "Small letters, digits and hyphens."},
		},
	},
	orgsView{
		Form: form.Form{
			{Kind: form.Text, ID: "name", Name: "name", Label: "Name", Error: "Enter the name of the organisation."},
			{Kind: form.Text, ID: "id", Name: "id", Label: "Short name"},
		},
	},
)

func (d *Handlers) listOrgs(w http.ResponseWriter, r *http.Request) error {
	return d.writeOrgs(w, r, "")
}

func (d *Handlers) writeOrgs(w http.ResponseWriter, r *http.Request, wrong string) error {
	p := page.Printer(r)
	orgs, err := d.account.ListOrgs(r.Context(), site.Actor(r))
	if err != nil {
		return err
	}
	v := orgsView{Notice: d.popNotice(r), Form: form.Form{
		{Kind: form.Text, ID: "name", Name: "name", Label: p.Say("Name"), Value: r.PostFormValue("name"), Width: 30, Autocomplete: "off"},
		{
			Kind:         form.Text,
			ID:           "id",
			Name:         "id",
			Label:        p.Say("Short name"),
			Hint:         p.Say("Use lowercase letters, numbers and hyphens, like fire-service. You cannot change this later."),
			Value:        r.PostFormValue("id"),
			Width:        20,
			Autocomplete: "off",
		},
	}}
	for _, o := range orgs {
		says := p.Say("Partner")
		if o.Kind == account.Council {
			says = p.Say("The council")
		}
		if o.IsSuspended() {
			says = p.Say("Partner (suspended)")
		}
		v.Orgs = append(v.Orgs, listItem{o.Name, peoplePath + "?org=" + url.QueryEscape(o.ID), says})
	}
	status := http.StatusOK
	if wrong != "" {
		status = http.StatusUnprocessableEntity
		at := 1
		if strings.TrimSpace(r.PostFormValue("name")) == "" {
			at = 0
		}
		v.Form[at].Error = wrong
	}
	return orgsPage.Write(w, r, status, v)
}

func (d *Handlers) addOrg(w http.ResponseWriter, r *http.Request) error {
	if err := d.account.AddOrg(r.Context(), site.Actor(r), r.PostFormValue("id"), r.PostFormValue("name")); err != nil {
		say, err := formError(r, err)
		if err != nil {
			return err
		}
		return d.writeOrgs(w, r, say)
	}
	d.setNotice(r, page.Printer(r).Say("The organisation has been added."))
	return site.Redirect(w, r, orgsPath)
}
