package accountweb

import (
	"context"
	"net/http"
	"net/url"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
)

type personView struct {
	page.StaffView
	Back         page.Link
	Name, Notice string
	Path         string
	Tag          page.Tag
	Facts        []page.SummaryRow
	Form         form.Form
	AreaForm     form.Form // the area that a councillor represents
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
		Notice: "The roles have been saved. They apply straight away.",
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
		Back: page.Link{Text: "People", Href: "/staff/people"}, Name: "A councillor", Path: "/staff/people/2",
		Tag: page.Tag{Text: "Active", Colour: "green"},
		AreaForm: form.Form{{Kind: form.Select, ID: "area", Name: "area", Label: "Area they represent", Value: "North",
			Options: []form.Option{{Label: "No area"}, {Value: "North", Label: "North", Checked: true}}}},
	},
	personView{
		Back: page.Link{Text: "People", Href: "/staff/people"},
		Name: "Administrator",
		Self: true,
		Tag:  page.Tag{Text: "Active", Colour: "green"},
	},
)

func (h *Handlers) showPerson(w http.ResponseWriter, r *http.Request) error {
	person, err := h.accounts.GetManagedPerson(r.Context(), site.Actor(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	return h.writePerson(w, r, person, person.Roles, "")
}

// writePerson shows person with the roles chosen in the form and the error of the
// last attempt.
func (h *Handlers) writePerson(
	w http.ResponseWriter,
	r *http.Request,
	person *account.Person,
	chosen []account.Role,
	problem string,
) error {
	methods, err := h.accounts.SignInMethods(r.Context(), person)
	if err != nil {
		return err
	}
	p, path := page.Printer(r), peoplePath+"/"+person.ID
	v := personView{
		Back:   page.Link{Text: p.Say("People"), Href: peoplePath + "?org=" + url.QueryEscape(person.Org)},
		Name:   person.Name,
		Notice: h.PopNotice(r),
		Path:   path,
		Tag:    stateTag(p, person.State),
		Self:   person.ID == site.Actor(r).ID,
		Facts: []page.SummaryRow{
			{Key: p.Say("Email address"), Value: person.Email},
			{Key: p.Say("Password"), Value: setUpText(p, methods.Password)},
			{Key: p.Say("Authenticator app"), Value: setUpText(p, methods.TOTP)},
		},
	}
	if person.OrgSuspended {
		v.Facts = append(v.Facts, page.SummaryRow{Key: p.Say("Organisation"), Value: p.Say("Suspended")})
	}
	status := http.StatusOK
	if !v.Self {
		v.Form = form.Form{rolesField(p, person.OrgKind, chosen)}
		v.Form[0].Error = problem
		if !person.Demo {
			v.Facts[0].Href, v.Facts[0].Action = path+"/address", p.Say("Change")
		}
	}
	if v.AreaForm, err = h.areaForm(r, person); err != nil {
		return err
	}
	if problem != "" {
		status = http.StatusUnprocessableEntity
	}
	act := func(text, name, description string) {
		v.Actions = append(v.Actions, listItem{p.Say(text), path + "/" + name, p.Say(description)})
	}
	if person.State == account.Invited {
		act(locale.Key("Resend invitation"), "resend", locale.Key("We will email them a new link. The old link will stop working."))
	}
	if person.State == account.Suspended {
		act(locale.Key("Restore account"), "restore", locale.Key("They will be able to sign in again as before."))
	} else {
		act(
			locale.Key("Suspend account"),
			"suspend",
			locale.Key("They will be signed out straight away and will not be able to sign in."),
		)
	}
	if person.State == account.Active {
		act(
			locale.Key("Reset sign-in"),
			"reset-sign-in",
			locale.Key(
				"Use this if they have lost their authenticator app and recovery codes. "+
					"It removes all their ways to sign in and sends them a new invitation.",
			),
		)
	}
	return personPage.Write(w, r, status, v)
}

// areaForm returns the form with the area that person represents; nil unless they are a councillor.
func (h *Handlers) areaForm(r *http.Request, person *account.Person) (form.Form, error) {
	if !person.HasRole(account.Councillor) {
		return nil, nil
	}
	names, err := h.accounts.ListAreas(r.Context(), person)
	p := page.Printer(r)
	f := &form.Field{
		Kind: form.Select, ID: "area", Name: "area", Label: p.Say("Area they represent"), Value: person.Area,
		Hint:    p.Say("They see what is about this area first. They will be signed out when you change it."),
		Options: []form.Option{{Label: p.Say("No area")}},
	}
	for _, name := range names {
		f.Options = append(f.Options, form.Option{Value: name, Label: name, Checked: name == person.Area})
	}
	return form.Form{f}, err
}

func (h *Handlers) setArea(w http.ResponseWriter, r *http.Request) error {
	err := h.accounts.SetArea(r.Context(), site.Actor(r), r.PathValue("id"), r.PostFormValue("area"))
	return h.redirectToPerson(w, r, err, locale.Key("The area has been saved."))
}

func setUpText(p *locale.Printer, ok bool) string {
	if ok {
		return p.Say("Set up")
	}
	return p.Say("Not set up")
}

func (h *Handlers) setRoles(w http.ResponseWriter, r *http.Request) error {
	person, err := h.accounts.GetManagedPerson(r.Context(), site.Actor(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	err = h.accounts.SetRoles(r.Context(), site.Actor(r), person.ID, postedRoles(r))
	if fault.Is(err, fault.Invalid) {
		return h.writePerson(w, r, person, postedRoles(r), page.ErrorMessage(r, err))
	}
	return h.redirectToPerson(w, r, err, locale.Key("The roles have been saved. They apply straight away."))
}

// personAction returns a handler that calls do for the person in the path and
// redirects back with a message.
func (h *Handlers) personAction(
	do func(ctx context.Context, by actor.Actor, id string) error,
	message string,
) site.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		return h.redirectToPerson(w, r, do(r.Context(), site.Actor(r), r.PathValue("id")), message)
	}
}

// redirectToPerson returns err, or redirects to the page of the person in the path
// with a message.
func (h *Handlers) redirectToPerson(w http.ResponseWriter, r *http.Request, err error, message string) error {
	if err != nil {
		return err
	}
	h.SetNotice(r, page.Printer(r).Say(message))
	return site.Redirect(w, r, peoplePath+"/"+url.PathEscape(r.PathValue("id")))
}
