package signinweb

import (
	"net/http"

	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

const emailChangePath = accountPath + "/address"

func (h *Handlers) emailChangeView(r *http.Request) web.FormView {
	p := page.Printer(r)
	return web.FormView{
		Title:  p.Say("Change your email address"),
		Back:   page.Link{Text: p.Say("Your account"), Href: accountPath},
		Action: emailChangePath,
		Button: p.Say("Send link"),
		Lead: []string{
			p.Say("You currently sign in with %s.", h.currentAccount(r).Email),
			p.Say(
				"We will email a link to the new address. " +
					"Your address will not change until you follow the link and confirm.",
			),
		},
		Form: form.Form{{
			Kind: form.Email, ID: "email", Name: "email", Label: p.Say("New email address"),
			Value: r.PostFormValue("email"), Autocomplete: "email", Width: 30,
		}},
	}
}

func (h *Handlers) getEmailChange(w http.ResponseWriter, r *http.Request) error {
	if h.currentAccount(r).Demo {
		return errDemoPerson
	}
	return web.WriteForm(w, r, h.emailChangeView(r))
}

// postEmailChange gives the same answer whether or not another account has the
// address.
func (h *Handlers) postEmailChange(w http.ResponseWriter, r *http.Request) error {
	if h.currentAccount(r).Demo {
		return errDemoPerson
	}
	if err := h.service.RequestEmailChange(r.Context(), site.Actor(r), r.PostFormValue("email")); err != nil {
		v := h.emailChangeView(r)
		if v.Form[0].Error, err = web.FormError(r, err); err != nil {
			return err
		}
		return web.WriteForm(w, r, v)
	}
	h.SetNotice(r, page.Printer(r).Say(
		"We have sent a link to your new email address. The link works for one day. "+
			"Until you confirm the change, sign in with your current address.",
	))
	return site.Redirect(w, r, accountPath)
}

func (h *Handlers) emailConfirmView(r *http.Request, email string) web.FormView {
	p := page.Printer(r)
	return web.FormView{
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

func (h *Handlers) getEmailConfirm(w http.ResponseWriter, r *http.Request) error {
	email, err := h.service.RequestedEmail(r.Context(), site.Actor(r), r.PathValue("token"))
	if err != nil {
		return err
	}
	return web.WriteForm(w, r, h.emailConfirmView(r, email))
}

func (h *Handlers) postEmailConfirm(w http.ResponseWriter, r *http.Request) error {
	changed, err := h.service.ConfirmEmailChange(r.Context(), site.Actor(r), r.PathValue("token"))
	if err != nil {
		return err
	}
	return h.redirectToAccount(w, r, changed, locale.Key("Your email address has been changed."))
}
