package accountweb

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

const peoplePath = "/staff/people"

// personRow is a person in the list.
type personRow struct {
	Href, Name, Email, Roles string
	Tag                      page.Tag
}

type peopleView struct {
	page.StaffView
	Org, Notice, Invite string
	Heads               []page.ColumnHead
	People              []personRow
	Pages               page.Pagination
	SuspendedTag        page.Tag // for a suspended organisation
	SuspendedNotice     string
	SuspendLink         page.Link // to suspend or restore the organisation
}

var peoplePage = page.New(
	files,
	"templates/people.html",
	peopleView{
		Org:    "Exampleshire County Council",
		Notice: "The invitation has been sent.",
		Invite: "/staff/people/invite",
		Heads: []page.ColumnHead{
			{Text: "Name", Href: peoplePath + "?sort=name"}, {Text: "Email address", Href: peoplePath + "?sort=-email", Sorted: "ascending"},
			{Text: "Roles"}, {Text: "State", Href: peoplePath + "?sort=state"},
		},
		People: []personRow{
			{"/staff/people/1", "An officer", "officer@example.org", "Publisher", page.Tag{Text: "Active", Colour: "green"}},
			{"/staff/people/2", "A clerk", "clerk@example.org", "Entry clerk", page.Tag{Text: "Invited", Colour: "blue"}}},
		Pages: page.Pagination{Previous: "/staff/people?page=1", Next: "/staff/people?page=3"},
	},
	peopleView{
		Invite:      "/staff/people/invite?org=partner",
		SuspendLink: page.Link{Text: "Suspend this organisation", Href: "/staff/organisations/partner/suspend"},
	},
	peopleView{
		Org:          "A partner",
		SuspendedTag: page.Tag{Text: "Suspended", Colour: "red"},
		SuspendedNotice: "This organisation has been suspended since 2 March 2026. Its users cannot sign in. " +
			"Reason: The agreement has ended.",
		SuspendLink: page.Link{Text: "Restore this organisation", Href: "/staff/organisations/partner/restore"},
	},
)

// stateTag returns the tag for the state of an account.
func stateTag(p *locale.Printer, state account.PersonState) page.Tag {
	switch state {
	case account.Active:
		return page.Tag{Text: p.Say("Active"), Colour: "green"}
	case account.Invited:
		return page.Tag{Text: p.Say("Invited"), Colour: "blue"}
	}
	return page.Tag{Text: p.Say("Suspended"), Colour: "red"}
}

// requestedOrg returns the organisation in the query or form, or the person's own.
func requestedOrg(r *http.Request) string {
	if org := r.FormValue("org"); org != "" {
		return org
	}
	return site.Actor(r).Org
}

func (h *Handlers) listPeople(w http.ResponseWriter, r *http.Request) error {
	p := page.Printer(r)
	org, people, err := h.accounts.ListPeople(r.Context(), site.Actor(r),
		requestedOrg(r), page.SortBy(r.URL.Query()), r.URL.Query().Get(page.CursorName))
	if err != nil {
		return err
	}
	v := peopleView{
		Org: org.Name, Notice: h.PopNotice(r), Invite: peoplePath + "/invite?org=" + url.QueryEscape(org.ID),
	}
	v.setSuspension(r, org)
	if org.IsSuspended() {
		v.Invite = ""
	}
	for _, person := range people.Items {
		v.People = append(v.People, personRow{
			peoplePath + "/" + person.ID, person.Name, person.Email,
			account.RoleNames(p, person.Roles), stateTag(p, person.State),
		})
	}
	v.Heads = page.ColumnHeads(peoplePath, r.URL.Query(), account.PeopleSorts.Link,
		page.Column{Text: p.Say("Name"), Sort: "name"}, page.Column{Text: p.Say("Email address"), Sort: "email"},
		page.Column{Text: p.Say("Roles")}, page.Column{Text: p.Say("State"), Sort: "state"})
	v.Pages = page.Neighbours(peoplePath, r.URL.Query(), people.Previous, people.Next)
	return peoplePage.Write(w, r, http.StatusOK, v)
}

// peopleRoutes adds the pages for people.
func (h *Handlers) peopleRoutes() {
	const get, post, person = http.MethodGet, http.MethodPost, peoplePath + "/{id}"
	h.route(get, peoplePath, actor.ManagePeople, h.listPeople)
	h.routeReauth(get, peoplePath+"/invite", actor.ManagePeople, h.getInvite)
	h.routeReauth(post, peoplePath+"/invite", actor.ManagePeople, h.postInvite)
	h.routeReauth(get, person, actor.ManagePeople, h.showPerson)
	h.routeReauth(post, person+"/roles", actor.ManagePeople, h.setRoles)
	h.routeReauth(post, person+"/area", actor.ManagePeople, h.setArea)
	h.routeReauth(get, person+"/address", actor.ManagePeople, h.getPersonEmail)
	h.routeReauth(post, person+"/address", actor.ManagePeople, h.postPersonEmail)
	h.routeReauth(post, person+"/suspend", actor.ManagePeople, h.personAction(
		h.accounts.SuspendPerson,
		locale.Key("The account has been suspended."),
	))
	h.routeReauth(post, person+"/restore", actor.ManagePeople, h.personAction(
		h.accounts.RestorePerson,
		locale.Key("The account has been restored."),
	))
	h.routeReauth(post, person+"/resend", actor.ManagePeople, h.personAction(
		func(ctx context.Context, by actor.Actor, id string) error {
			_, err := h.accounts.ResendInvitation(ctx, by, id)
			return err
		},
		locale.Key("The invitation has been sent."),
	))
	h.routeReauth(post, person+"/reset-sign-in", actor.ManagePeople, h.personAction(
		func(ctx context.Context, by actor.Actor, id string) error {
			_, err := h.accounts.ResetSignIn(ctx, by, id)
			return err
		},
		locale.Key("The invitation has been sent."),
	))
}

// rolesField has the roles that organisations of this kind can have.
func rolesField(p *locale.Printer, kind account.OrgKind, chosen []account.Role) *form.Field {
	f := &form.Field{
		Kind: form.Checkboxes, ID: "roles", Name: "roles", Label: p.Say("Roles"),
		Hint: p.Say("Only give the roles they need."),
	}
	for _, info := range account.Roles {
		if info.OrgKind == "" || info.OrgKind == kind {
			f.Options = append(f.Options, form.Option{
				Value:   string(info.Role),
				Label:   p.Say(info.Name),
				Hint:    p.Say(info.Description),
				Checked: slices.Contains(chosen, info.Role),
			})
		}
	}
	return f
}

func postedRoles(r *http.Request) (roles []account.Role) {
	for _, role := range r.PostForm["roles"] {
		roles = append(roles, account.Role(role))
	}
	return roles
}

func (h *Handlers) inviteView(r *http.Request, org account.Org) web.FormView {
	p := page.Printer(r)
	return web.FormView{
		Title:  p.Say("Invite a colleague"),
		Back:   page.Link{Text: p.Say("People"), Href: peoplePath + "?org=" + url.QueryEscape(org.ID)},
		Action: peoplePath + "/invite",
		Button: p.Say("Send invitation"),
		Lead: []string{
			p.Say(
				"We will email them a link that works for 7 days. "+
					"They will use it to choose a password and set up a second factor. Organisation: %s.",
				org.Name,
			),
		},
		Form: form.Form{
			{
				Kind: form.Text, ID: "name", Name: "name", Label: p.Say("Name"), Value: r.PostFormValue("name"),
				Autocomplete: "off", Width: 30,
			},
			{
				Kind: form.Email, ID: "email", Name: "email", Label: p.Say("Email address"), Value: r.PostFormValue("email"),
				Autocomplete: "off", Width: 30,
			},
			rolesField(p, org.Kind, postedRoles(r)),
			{Kind: form.Hidden, Name: "org", Value: org.ID},
		},
	}
}

func (h *Handlers) getInvite(w http.ResponseWriter, r *http.Request) error {
	org, err := h.accounts.GetOrgToInvite(r.Context(), site.Actor(r), requestedOrg(r))
	if err != nil {
		return err
	}
	return web.WriteForm(w, r, h.inviteView(r, org))
}

func (h *Handlers) postInvite(w http.ResponseWriter, r *http.Request) error {
	org, err := h.accounts.GetOrgToInvite(r.Context(), site.Actor(r), requestedOrg(r))
	if err != nil {
		return err
	}
	invited := account.InviteRequest{
		Org: org.ID, Email: r.PostFormValue("email"), Name: r.PostFormValue("name"), Roles: postedRoles(r),
	}
	v := h.inviteView(r, org)
	for field, err := range invited.Validate(org.Kind) {
		v.Form[map[string]int{"name": 0, "email": 1, "roles": 2}[field]].Error = page.ErrorMessage(r, err)
	}
	if len(v.Form.Problems()) > 0 {
		return web.WriteForm(w, r, v)
	}
	if _, _, err := h.accounts.Invite(r.Context(), site.Actor(r), invited); err != nil {
		if v.Form[1].Error, err = web.FormError(r, err); err != nil {
			return err
		}
		return web.WriteForm(w, r, v)
	}
	h.SetNotice(r, page.Printer(r).Say("The invitation has been sent."))
	return site.Redirect(w, r, peoplePath+"?org="+url.QueryEscape(org.ID))
}
