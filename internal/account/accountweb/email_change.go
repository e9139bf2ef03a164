package accountweb

import (
	"net/http"
	"net/url"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
)

const emailChangePath = accountPath + "/address"

func emailField(p *locale.Printer, value string) *form.Field {
	return &form.Field{
		Kind:         form.Email,
		ID:           "email",
		Name:         "email",
		Label:        p.Say("New email address"),
		Value:        value,
		Autocomplete: "email",
		Width:        30,
	}
}

func reasonField(r *http.Request, hint string) *form.Field {
	return &form.Field{
		Kind:      form.Textarea,
		ID:        "why",
		Name:      "why",
		Label:     page.Printer(r).Say("Reason"),
		Hint:      hint,
		Value:     r.PostFormValue("why"),
		MaxLength: 500,
	}
}

func (d *Handlers) emailChangeView(r *http.Request) formView {
	p := page.Printer(r)
	return formView{
		Title:  p.Say("Change your email address"),
		Back:   page.Link{Text: p.Say("Your account"), Href: accountPath},
		Action: emailChangePath,
		Button: p.Say("Send link"),
		Lead: []string{
			p.Say("You currently sign in with %s.", d.currentPerson(r).Email),
			p.Say("We will email a link to the new address. Your address will not change until you follow the link and confirm."),
		},
		Form: form.Form{emailField(p, r.PostFormValue("email"))},
	}
}

func (d *Handlers) getEmailChange(w http.ResponseWriter, r *http.Request) error {
	if d.currentPerson(r).Demo {
		return errDemoPerson
	}
	return writeForm(w, r, d.emailChangeView(r))
}

// postEmailChange says the same whoever has the address that was typed.
func (d *Handlers) postEmailChange(w http.ResponseWriter, r *http.Request) error {
	if d.currentPerson(r).Demo {
		return errDemoPerson
	}
	if err := d.account.RequestEmailChange(r.Context(), site.Actor(r), r.PostFormValue("email")); err != nil {
		v := d.emailChangeView(r)
		if v.Form[0].Error, err = formError(r, err); err != nil {
			return err
		}
		return writeForm(w, r, v)
	}
	d.setNotice(
		r,
		page.Printer(
			r,
		).Say(
			"We have sent a link to your new email address. The link works for one day. Until you confirm the change, sign in with your current address.",
		),
	)
	return site.Redirect(w, r, accountPath)
}

func (d *Handlers) emailConfirmView(r *http.Request, email string) formView {
	p := page.Printer(r)
	return formView{
		Title:  p.Say("Confirm your new email address"),
		Back:   page.Link{Text: p.Say("Your account"), Href: accountPath},
		Action: r.URL.Path,
		Button: p.Say("Confirm email address"),
		Lead: []string{
			p.Say("From now on, sign in with %s. We will send your emails to this address.", email),
			p.Say("You will stay signed in here and be signed out everywhere else."),
		},
	}
}

func (d *Handlers) getEmailConfirm(w http.ResponseWriter, r *http.Request) error {
	email, err := d.account.RequestedEmail(r.Context(), site.Actor(r), r.PathValue("token"))
	if err != nil {
		return err
	}
	return writeForm(w, r, d.emailConfirmView(r, email))
}

func (d *Handlers) postEmailConfirm(w http.ResponseWriter, r *http.Request) error {
	changed, err := d.account.ConfirmEmailChange(r.Context(), site.Actor(r), r.PathValue("token"))
	if err != nil {
		return err
	}
	return d.redirectToAccount(w, r, changed, locale.Key("Your email address has been changed."))
}

// personEmailView asks an administrator for the new address of who.
func personEmailView(r *http.Request, who *account.Person) formView {
	p, path := page.Printer(r), peoplePath+"/"+url.PathEscape(who.ID)
	return formView{
		Title:  p.Say("Change the email address for %s", who.Name),
		Back:   page.Link{Text: who.Name, Href: path},
		Action: path + "/address",
		Button: p.Say("Change email address"),
		Lead: []string{p.Say("Their current email address is %s.", who.Email),
			p.Say(
				"Use this if a colleague can no longer read email at their old address. Check that the request really comes from them, for example by phone. They will be signed out and will still need their password and second factor. We will email both addresses.",
			)},
		Form: form.Form{emailField(p, r.PostFormValue("email")), reasonField(r, p.Say("Colleagues can see this in the audit log."))},
	}
}

func (d *Handlers) getPersonEmail(w http.ResponseWriter, r *http.Request) error {
	who, err := d.account.GetManagedPerson(r.Context(), site.Actor(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	return writeForm(w, r, personEmailView(r, who))
}

func (d *Handlers) postPersonEmail(w http.ResponseWriter, r *http.Request) error {
	who, err := d.account.GetManagedPerson(r.Context(), site.Actor(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	email, why := r.PostFormValue("email"), r.PostFormValue("why")
	v := personEmailView(r, who)
	for field, err := range account.ValidateEmailChange(email, why) {
		v.Form[map[string]int{"email": 0, "why": 1}[field]].Error = page.ErrorMessage(r, err)
	}
	if len(v.Form.Problems()) == 0 {
		err := d.account.ChangeEmailOf(r.Context(), site.Actor(r), who.ID, email, why)
		if err == nil {
			return d.redirectToPerson(w, r, nil, locale.Key("The email address has been changed."))
		}
		if v.Form[0].Error, err = formError(r, err); err != nil {
			return err
		}
	}
	return writeForm(w, r, v)
}
