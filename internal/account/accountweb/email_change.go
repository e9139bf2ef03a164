package accountweb

import (
	"net/http"
	"net/url"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

// reasonField is the field for the reason of a change.
func reasonField(r *http.Request, hint string) *form.Field {
	return &form.Field{
		Kind: form.Textarea, ID: "reason", Name: "reason", Label: page.Printer(r).Say("Reason"), Hint: hint,
		Value: r.PostFormValue("reason"), MaxLength: 500,
	}
}

// personEmailView asks an administrator for the new email address of person.
func personEmailView(r *http.Request, person *account.Person) web.FormView {
	p, path := page.Printer(r), peoplePath+"/"+url.PathEscape(person.ID)
	return web.FormView{
		Title:  p.Say("Change the email address for %s", person.Name),
		Back:   page.Link{Text: person.Name, Href: path},
		Action: path + "/address",
		Button: p.Say("Change email address"),
		Lead: []string{
			p.Say("Their current email address is %s.", person.Email),
			p.Say(
				"Use this if a colleague can no longer read email at their old address. " +
					"Check that the request really comes from them, for example by phone. They will be signed out and " +
					"will still need their password and second factor. We will email both addresses.",
			),
		},
		Form: form.Form{
			{
				Kind: form.Email, ID: "email", Name: "email", Label: p.Say("New email address"),
				Value: r.PostFormValue("email"), Autocomplete: "off", Width: 30,
			},
			reasonField(r, p.Say("Colleagues can see this in the audit log.")),
		},
	}
}

func (h *Handlers) getPersonEmail(w http.ResponseWriter, r *http.Request) error {
	person, err := h.accounts.GetManagedPerson(r.Context(), site.Actor(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	return web.WriteForm(w, r, personEmailView(r, person))
}

func (h *Handlers) postPersonEmail(w http.ResponseWriter, r *http.Request) error {
	person, err := h.accounts.GetManagedPerson(r.Context(), site.Actor(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	email, reason := r.PostFormValue("email"), r.PostFormValue("reason")
	v := personEmailView(r, person)
	for field, err := range account.ValidateEmailChange(email, reason) {
		v.Form[map[string]int{"email": 0, "reason": 1}[field]].Error = page.ErrorMessage(r, err)
	}
	if len(v.Form.Problems()) == 0 {
		err := h.accounts.ChangeEmailOf(r.Context(), site.Actor(r), person.ID, email, reason)
		if err == nil {
			return h.redirectToPerson(w, r, nil, locale.Key("The email address has been changed."))
		}
		if v.Form[0].Error, err = web.FormError(r, err); err != nil {
			return err
		}
	}
	return web.WriteForm(w, r, v)
}
