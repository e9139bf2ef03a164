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

// row is somebody in the list.
type row struct {
	Href, Name, Email, Roles string
	Tag                      page.Tag
}

type peopleView struct {
	page.Desk
	Org, Told, Invite string
	People            []row
	Shut              page.Tag // that the organisation is suspended
	Since             string
	Turn              page.Link // to where that is changed
}

var peoplePage = page.New(files, "templates/people.html",
	peopleView{Org: "Exampleshire County Council", Told: "The invitation is on its way.", Invite: "/staff/people/invite", People: []row{
		{"/staff/people/1", "An officer", "officer@example.org", "Publisher", page.Tag{Text: "Active", Colour: "green"}},
		{"/staff/people/2", "A clerk", "clerk@example.org", "Entry clerk", page.Tag{Text: "Invited", Colour: "blue"}}}},
	peopleView{Invite: "/staff/people/invite?org=partner", Turn: page.Link{Text: "Suspend this organisation", Href: "/staff/organisations/partner/suspend"}},
	peopleView{Org: "A partner", Shut: page.Tag{Text: "Suspended", Colour: "red"}, Since: "This organisation has been suspended since 2 March 2026. Nobody of it can sign in. Reason: The agreement has ended.",
		Turn: page.Link{Text: "Let this organisation in again", Href: "/staff/organisations/partner/restore"}},
)

// tags say the states of an account.
func tag(p *locale.Printer, state account.State) page.Tag {
	switch state {
	case account.Active:
		return page.Tag{Text: p.Say("Active"), Colour: "green"}
	case account.Invited:
		return page.Tag{Text: p.Say("Invited"), Colour: "blue"}
	}
	return page.Tag{Text: p.Say("Suspended"), Colour: "red"}
}

// orgOf is the organisation that the address names, or one's own.
func orgOf(r *http.Request) string {
	if org := r.FormValue("org"); org != "" {
		return org
	}
	return site.By(r).Org
}

func (d *Handlers) listPeople(w http.ResponseWriter, r *http.Request) error {
	p := page.In(r)
	org, people, err := d.account.People(r.Context(), site.By(r), orgOf(r))
	if err != nil {
		return err
	}
	v := peopleView{Org: org.Name, Told: d.told(r), Invite: peoplePath + "/invite?org=" + url.QueryEscape(org.ID)}
	v.standing(r, org)
	if org.Shut() {
		v.Invite = ""
	}
	for _, who := range people {
		v.People = append(v.People, row{peoplePath + "/" + who.ID, who.Name, who.Email, roleNames(p, who), tag(p, who.State)})
	}
	return peoplePage.Write(w, r, http.StatusOK, v)
}

// rolesField offers the roles that an organisation of this kind has.
func rolesField(p *locale.Printer, kind account.Kind, chosen []account.Role) *form.Field {
	f := &form.Field{Kind: form.Checkboxes, ID: "roles", Name: "roles", Label: p.Say("Roles"), Hint: p.Say("Give as few as the work needs.")}
	for _, info := range account.Roles {
		if info.Only == "" || info.Only == kind {
			f.Options = append(f.Options, form.Option{Value: string(info.Role), Label: p.Say(info.Name), Hint: p.Say(info.Says), Checked: slices.Contains(chosen, info.Role)})
		}
	}
	return f
}

func rolesOf(r *http.Request) (roles []account.Role) {
	for _, role := range r.PostForm["roles"] {
		roles = append(roles, account.Role(role))
	}
	return roles
}

func (d *Handlers) inviteView(r *http.Request, org account.Org) askView {
	p := page.In(r)
	return askView{Title: p.Say("Invite somebody"), Back: page.Link{Text: p.Say("People"), Href: peoplePath + "?org=" + url.QueryEscape(org.ID)}, Action: peoplePath + "/invite", Button: p.Say("Send invitation"),
		Lead: []string{p.Say("They get a link by email that is good for 7 days. With it they choose a password and set up a second factor. Organisation: %s.", org.Name)},
		Form: form.Form{
			{Kind: form.Text, ID: "name", Name: "name", Label: p.Say("Name"), Value: r.PostFormValue("name"), Autocomplete: "off", Width: 30},
			{Kind: form.Email, ID: "email", Name: "email", Label: p.Say("Email address"), Value: r.PostFormValue("email"), Autocomplete: "off", Width: 30},
			rolesField(p, org.Kind, rolesOf(r)),
			{Kind: form.Hidden, Name: "org", Value: org.ID},
		}}
}

func (d *Handlers) askInvite(w http.ResponseWriter, r *http.Request) error {
	org, _, err := d.account.People(r.Context(), site.By(r), orgOf(r))
	if err != nil {
		return err
	}
	return ask(w, r, d.inviteView(r, org))
}

func (d *Handlers) takeInvite(w http.ResponseWriter, r *http.Request) error {
	org, _, err := d.account.People(r.Context(), site.By(r), orgOf(r))
	if err != nil {
		return err
	}
	who := account.Who{Org: org.ID, Email: r.PostFormValue("email"), Name: r.PostFormValue("name"), Roles: rolesOf(r)}
	v := d.inviteView(r, org)
	for field, err := range who.Wrong(org.Kind) {
		v.Form[map[string]int{"name": 0, "email": 1, "roles": 2}[field]].Error = page.Said(r, err)
	}
	if len(v.Form.Wrong()) > 0 {
		return ask(w, r, v)
	}
	if _, _, err := d.account.Invite(r.Context(), site.By(r), who); err != nil {
		if v.Form[1].Error, err = shown(r, err); err != nil {
			return err
		}
		return ask(w, r, v)
	}
	d.tell(r, page.In(r).Say("The invitation is on its way."))
	return site.See(w, r, peoplePath+"?org="+url.QueryEscape(org.ID))
}

type personView struct {
	page.Desk
	Back       page.Link
	Name, Told string
	Path       string
	Tag        page.Tag
	Facts      []page.SummaryRow
	Form       form.Form
	Self       bool
	Acts       []part
}

var personPage = page.New(files, "templates/person.html",
	personView{Back: page.Link{Text: "People", Href: "/staff/people"}, Name: "An officer", Path: "/staff/people/1", Tag: page.Tag{Text: "Active", Colour: "green"}, Told: "The roles are saved.",
		Facts: []page.SummaryRow{{Key: "Email address", Value: "officer@example.org", Href: "/staff/people/1/address", Action: "Change"}}, Acts: []part{{"Suspend", "/staff/people/1/suspend", "They are signed out at once and cannot sign in."}},
		Form: form.Form{{Kind: form.Checkboxes, ID: "roles", Name: "roles", Label: "Roles", Error: "Choose at least one role.", Options: []form.Option{{Value: "viewer", Label: "Viewer", Hint: "Sees what every member of staff may see, and changes nothing."}}}}},
	personView{Back: page.Link{Text: "People", Href: "/staff/people"}, Name: "Administrator", Self: true, Tag: page.Tag{Text: "Active", Colour: "green"}},
)

func (d *Handlers) showPerson(w http.ResponseWriter, r *http.Request) error {
	who, err := d.account.Managed(r.Context(), site.By(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	return d.writePerson(w, r, who, who.Roles, "")
}

func (d *Handlers) writePerson(w http.ResponseWriter, r *http.Request, who *account.Person, chosen []account.Role, wrong string) error {
	p, path := page.In(r), peoplePath+"/"+who.ID
	v := personView{Back: page.Link{Text: p.Say("People"), Href: peoplePath + "?org=" + url.QueryEscape(who.Org)}, Name: who.Name, Told: d.told(r), Path: path, Tag: tag(p, who.State), Self: who.ID == site.By(r).ID,
		Facts: []page.SummaryRow{{Key: p.Say("Email address"), Value: who.Email}, {Key: p.Say("Password"), Value: setUp(p, who.HasPassword())}, {Key: p.Say("Authenticator app"), Value: setUp(p, who.HasTOTP())}}}
	if who.OrgShut {
		v.Facts = append(v.Facts, page.SummaryRow{Key: p.Say("Organisation"), Value: p.Say("Suspended")})
	}
	status := http.StatusOK
	if !v.Self {
		v.Form = form.Form{rolesField(p, who.OrgKind, chosen)}
		v.Form[0].Error = wrong
		if !who.Invented {
			v.Facts[0].Href, v.Facts[0].Action = path+"/address", p.Say("Change")
		}
	}
	if wrong != "" {
		status = http.StatusUnprocessableEntity
	}
	act := func(text, name, says string) {
		v.Acts = append(v.Acts, part{p.Say(text), path + "/" + name, p.Say(says)})
	}
	if who.State == account.Invited {
		act(locale.Key("Send the invitation again"), "resend", locale.Key("They get a new link. The one before is good no longer."))
	}
	if who.State == account.Suspended {
		act(locale.Key("Let in again"), "restore", locale.Key("They can sign in again as they did before."))
	} else {
		act(locale.Key("Suspend"), "suspend", locale.Key("They are signed out at once and cannot sign in."))
	}
	if who.State == account.Active {
		act(locale.Key("Let them start afresh"), "afresh", locale.Key("For somebody who has lost the app and the recovery codes. Every way of signing in is taken away, and they get a new invitation."))
	}
	return personPage.Write(w, r, status, v)
}

func setUp(p *locale.Printer, ok bool) string {
	if ok {
		return p.Say("Set up")
	}
	return p.Say("None")
}

func (d *Handlers) setRoles(w http.ResponseWriter, r *http.Request) error {
	who, err := d.account.Managed(r.Context(), site.By(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	err = d.account.SetRoles(r.Context(), site.By(r), who.ID, rolesOf(r))
	if fault.Is(err, fault.Invalid) {
		return d.writePerson(w, r, who, rolesOf(r), page.Said(r, err))
	}
	return d.afterwards(w, r, err, locale.Key("The roles are saved. They count from the next request."))
}

// manage makes a handler of something that is done to somebody's account.
func (d *Handlers) manage(do func(r *http.Request, by actor.Actor, id string) error, message string) site.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		return d.afterwards(w, r, do(r, site.By(r), r.PathValue("id")), message)
	}
}

// afterwards goes back to the page of somebody and says what was done.
func (d *Handlers) afterwards(w http.ResponseWriter, r *http.Request, err error, message string) error {
	if err != nil {
		return err
	}
	d.tell(r, page.In(r).Say(message))
	return site.See(w, r, peoplePath+"/"+url.PathEscape(r.PathValue("id")))
}
