package accountweb

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
)

const peoplePath = "/staff/people"

// personRow is somebody in the list.
type personRow struct {
	Href, Name, Email, Roles string
	Tag                      page.Tag
}

type peopleView struct {
	page.StaffView
	Org, Notice, Invite string
	People              []personRow
	SuspendedTag        page.Tag // that the organisation is suspended
	SuspendedNotice     string
	SuspendLink         page.Link // to where that is changed
}

var peoplePage = page.New(
	files,
	"templates/people.html",
	peopleView{
		Org:    "Exampleshire County Council",
		Notice: "The invitation has been sent.",
		Invite: "/staff/people/invite",
		People: []personRow{
			{"/staff/people/1", "An officer", "officer@example.org", "Publisher", page.Tag{Text: "Active", Colour: "green"}},
			{"/staff/people/2", "A clerk", "clerk@example.org", "Entry clerk", page.Tag{Text: "Invited", Colour: "blue"}}},
	},
	peopleView{
		Invite:      "/staff/people/invite?org=partner",
		SuspendLink: page.Link{Text: "Suspend this organisation", Href: "/staff/organisations/partner/suspend"},
	},
	peopleView{
		Org:             "A partner",
		SuspendedTag:    page.Tag{Text: "Suspended", Colour: "red"},
		SuspendedNotice: "This organisation has been suspended since 2 March 2026. Nobody of it can sign in. Reason: The agreement has ended.",
		SuspendLink:     page.Link{Text: "Restore this organisation", Href: "/staff/organisations/partner/restore"},
	},
)

// tags say the states of an account.
func stateTag(p *locale.Printer, state account.PersonState) page.Tag {
	switch state {
	case account.Active:
		return page.Tag{Text: p.Say("Active"), Colour: "green"}
	case account.Invited:
		return page.Tag{Text: p.Say("Invited"), Colour: "blue"}
	}
	return page.Tag{Text: p.Say("Suspended"), Colour: "red"}
}

// requestedOrg is the organisation that the address names, or one's own.
func requestedOrg(r *http.Request) string {
	if org := r.FormValue("org"); org != "" {
		return org
	}
	return site.Actor(r).Org
}

func (d *Handlers) listPeople(w http.ResponseWriter, r *http.Request) error {
	p := page.Printer(r)
	org, people, err := d.account.ListPeople(r.Context(), site.Actor(r), requestedOrg(r))
	if err != nil {
		return err
	}
	v := peopleView{Org: org.Name, Notice: d.popNotice(r), Invite: peoplePath + "/invite?org=" + url.QueryEscape(org.ID)}
	v.setSuspension(r, org)
	if org.IsSuspended() {
		v.Invite = ""
	}
	for _, who := range people {
		v.People = append(v.People, personRow{peoplePath + "/" + who.ID, who.Name, who.Email, roleNames(p, who), stateTag(p, who.State)})
	}
	return peoplePage.Write(w, r, http.StatusOK, v)
}

// rolesField offers the roles that an organisation of this kind has.
func rolesField(p *locale.Printer, kind account.OrgKind, chosen []account.Role) *form.Field {
	f := &form.Field{Kind: form.Checkboxes, ID: "roles", Name: "roles", Label: p.Say("Roles"), Hint: p.Say("Only give the roles they need.")}
	for _, info := range account.Roles {
		if info.OrgKind == "" || info.OrgKind == kind {
			f.Options = append(
				f.Options,
				form.Option{
					Value:   string(info.Role),
					Label:   p.Say(info.Name),
					Hint:    p.Say(info.Description),
					Checked: slices.Contains(chosen, info.Role),
				},
			)
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

func (d *Handlers) inviteView(r *http.Request, org account.Org) formView {
	p := page.Printer(r)
	return formView{
		Title:  p.Say("Invite a colleague"),
		Back:   page.Link{Text: p.Say("People"), Href: peoplePath + "?org=" + url.QueryEscape(org.ID)},
		Action: peoplePath + "/invite",
		Button: p.Say("Send invitation"),
		Lead: []string{
			p.Say(
				"We will email them a link that works for 7 days. They will use it to choose a password and set up a second factor. Organisation: %s.",
				org.Name,
			),
		},
		Form: form.Form{
			{Kind: form.Text, ID: "name", Name: "name", Label: p.Say("Name"), Value: r.PostFormValue("name"), Autocomplete: "off", Width: 30},
			{
				Kind:         form.Email,
				ID:           "email",
				Name:         "email",
				Label:        p.Say("Email address"),
				Value:        r.PostFormValue("email"),
				Autocomplete: "off",
				Width:        30,
			},
			rolesField(p, org.Kind, postedRoles(r)),
			{Kind: form.Hidden, Name: "org", Value: org.ID},
		},
	}
}

func (d *Handlers) getInvite(w http.ResponseWriter, r *http.Request) error {
	org, _, err := d.account.ListPeople(r.Context(), site.Actor(r), requestedOrg(r))
	if err != nil {
		return err
	}
	return writeForm(w, r, d.inviteView(r, org))
}

func (d *Handlers) postInvite(w http.ResponseWriter, r *http.Request) error {
	org, _, err := d.account.ListPeople(r.Context(), site.Actor(r), requestedOrg(r))
	if err != nil {
		return err
	}
	who := account.InviteRequest{Org: org.ID, Email: r.PostFormValue("email"), Name: r.PostFormValue("name"), Roles: postedRoles(r)}
	v := d.inviteView(r, org)
	for field, err := range who.Validate(org.Kind) {
		v.Form[map[string]int{"name": 0, "email": 1, "roles": 2}[field]].Error = page.ErrorMessage(r, err)
	}
	if len(v.Form.Problems()) > 0 {
		return writeForm(w, r, v)
	}
	if _, _, err := d.account.Invite(r.Context(), site.Actor(r), who); err != nil {
		if v.Form[1].Error, err = formError(r, err); err != nil {
			return err
		}
		return writeForm(w, r, v)
	}
	d.setNotice(r, page.Printer(r).Say("The invitation has been sent."))
	return site.Redirect(w, r, peoplePath+"?org="+url.QueryEscape(org.ID))
}

type personView struct {
	page.StaffView
	Back         page.Link
	Name, Notice string
	Path         string
	Tag          page.Tag
	Facts        []page.SummaryRow
	Form         form.Form
	Self         bool
	Actions      []listItem
}

var personPage = page.New(
	files,
	"templates/person.html",
	personView{
		Back:   page.Link{Text: "People", Href: "/staff/people"},
		Name:   "An officer",
		Path:   "/staff/people/1",
		Tag:    page.Tag{Text: "Active", Colour: "green"},
		Notice: "The roles are saved.",
		Facts: []page.SummaryRow{
			{Key: "Email address", Value: "officer@example.org", Href: "/staff/people/1/address", Action: "Change"},
		},
		Actions: []listItem{
			{"Suspend account", "/staff/people/1/suspend", "They will be signed out straight away and will not be able to sign in."},
		},
		Form: form.Form{
			{
				Kind:    form.Checkboxes,
				ID:      "roles",
				Name:    "roles",
				Label:   "Roles",
				Error:   "Choose at least one role.",
				Options: []form.Option{{Value: "viewer", Label: "Viewer", Hint: "Sees what all staff can see. Cannot change anything."}},
			},
		},
	},
	personView{
		Back: page.Link{Text: "People", Href: "/staff/people"},
		Name: "Administrator",
		Self: true,
		Tag:  page.Tag{Text: "Active", Colour: "green"},
	},
)

func (d *Handlers) showPerson(w http.ResponseWriter, r *http.Request) error {
	who, err := d.account.GetManagedPerson(r.Context(), site.Actor(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	return d.writePerson(w, r, who, who.Roles, "")
}

func (d *Handlers) writePerson(w http.ResponseWriter, r *http.Request, who *account.Person, chosen []account.Role, wrong string) error {
	p, path := page.Printer(r), peoplePath+"/"+who.ID
	v := personView{
		Back:   page.Link{Text: p.Say("People"), Href: peoplePath + "?org=" + url.QueryEscape(who.Org)},
		Name:   who.Name,
		Notice: d.popNotice(r),
		Path:   path,
		Tag:    stateTag(p, who.State),
		Self:   who.ID == site.Actor(r).ID,
		Facts: []page.SummaryRow{
			{Key: p.Say("Email address"), Value: who.Email},
			{Key: p.Say("Password"), Value: setUpText(p, who.HasPassword())},
			{Key: p.Say("Authenticator app"), Value: setUpText(p, who.HasTOTP())},
		},
	}
	if who.OrgSuspended {
		v.Facts = append(v.Facts, page.SummaryRow{Key: p.Say("Organisation"), Value: p.Say("Suspended")})
	}
	status := http.StatusOK
	if !v.Self {
		v.Form = form.Form{rolesField(p, who.OrgKind, chosen)}
		v.Form[0].Error = wrong
		if !who.Demo {
			v.Facts[0].Href, v.Facts[0].Action = path+"/address", p.Say("Change")
		}
	}
	if wrong != "" {
		status = http.StatusUnprocessableEntity
	}
	act := func(text, name, says string) {
		v.Actions = append(v.Actions, listItem{p.Say(text), path + "/" + name, p.Say(says)})
	}
	if who.State == account.Invited {
		act(locale.Key("Resend invitation"), "resend", locale.Key("We will email them a new link. The old link will stop working."))
	}
	if who.State == account.Suspended {
		act(locale.Key("Restore account"), "restore", locale.Key("They will be able to sign in again as before."))
	} else {
		act(locale.Key("Suspend account"), "suspend", locale.Key("They will be signed out straight away and will not be able to sign in."))
	}
	if who.State == account.Active {
		act(
			locale.Key("Reset sign-in"),
			"afresh",
			locale.Key(
				"Use this if they have lost their authenticator app and recovery codes. It removes all their ways to sign in and sends them a new invitation.",
			),
		)
	}
	return personPage.Write(w, r, status, v)
}

func setUpText(p *locale.Printer, ok bool) string {
	if ok {
		return p.Say("Set up")
	}
	return p.Say("Not set up")
}

func (d *Handlers) setRoles(w http.ResponseWriter, r *http.Request) error {
	who, err := d.account.GetManagedPerson(r.Context(), site.Actor(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	err = d.account.SetRoles(r.Context(), site.Actor(r), who.ID, postedRoles(r))
	if fault.Is(err, fault.Invalid) {
		return d.writePerson(w, r, who, postedRoles(r), page.ErrorMessage(r, err))
	}
	return d.redirectToPerson(w, r, err, locale.Key("The roles have been saved. They apply straight away."))
}

// personAction makes a handler of something that is done to somebody's account.
func (d *Handlers) personAction(do func(r *http.Request, by actor.Actor, id string) error, message string) site.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		return d.redirectToPerson(w, r, do(r, site.Actor(r), r.PathValue("id")), message)
	}
}

// redirectToPerson goes back to the page of somebody and says what was done.
func (d *Handlers) redirectToPerson(w http.ResponseWriter, r *http.Request, err error, message string) error {
	if err != nil {
		return err
	}
	d.setNotice(r, page.Printer(r).Say(message))
	return site.Redirect(w, r, peoplePath+"/"+url.PathEscape(r.PathValue("id")))
}
