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

const addressPath = accountPath + "/address"

func addressField(p *locale.Printer, value string) *form.Field {
	return &form.Field{Kind: form.Email, ID: "email", Name: "email", Label: p.Say("New email address"), Value: value, Autocomplete: "email", Width: 30}
}

func reasonField(r *http.Request, hint string) *form.Field {
	return &form.Field{Kind: form.Textarea, ID: "why", Name: "why", Label: page.In(r).Say("Reason"), Hint: hint, Value: r.PostFormValue("why"), MaxLength: 500}
}

func (d *Handlers) addressView(r *http.Request) askView {
	p := page.In(r)
	return askView{Title: p.Say("Change your email address"), Back: page.Link{Text: p.Say("Your account"), Href: accountPath}, Action: addressPath, Button: p.Say("Send a link"),
		Lead: []string{p.Say("You sign in with %s now.", d.person(r).Email), p.Say("We send a link to the new address. Your address stays as it is until you follow the link and confirm.")},
		Form: form.Form{addressField(p, r.PostFormValue("email"))}}
}

func (d *Handlers) askAddress(w http.ResponseWriter, r *http.Request) error {
	if d.person(r).Invented {
		return errInvented
	}
	return ask(w, r, d.addressView(r))
}

// takeAddress says the same whoever has the address that was typed.
func (d *Handlers) takeAddress(w http.ResponseWriter, r *http.Request) error {
	if d.person(r).Invented {
		return errInvented
	}
	if err := d.account.AskAddress(r.Context(), site.By(r), r.PostFormValue("email")); err != nil {
		v := d.addressView(r)
		if v.Form[0].Error, err = shown(r, err); err != nil {
			return err
		}
		return ask(w, r, v)
	}
	d.tell(r, page.In(r).Say("We have sent a link to the new address. It is good for one day. Until you follow it and confirm, you sign in as before."))
	return site.See(w, r, accountPath)
}

func (d *Handlers) newAddressView(r *http.Request, email string) askView {
	p := page.In(r)
	return askView{Title: p.Say("Confirm your new email address"), Back: page.Link{Text: p.Say("Your account"), Href: accountPath}, Action: r.URL.Path, Button: p.Say("Use this address"),
		Lead: []string{p.Say("From now on you sign in with %s, and letters go there.", email), p.Say("You stay signed in here, and are signed out everywhere else.")}}
}

func (d *Handlers) askNewAddress(w http.ResponseWriter, r *http.Request) error {
	email, err := d.account.AskedAddress(r.Context(), site.By(r), r.PathValue("token"))
	if err != nil {
		return err
	}
	return ask(w, r, d.newAddressView(r, email))
}

func (d *Handlers) takeNewAddress(w http.ResponseWriter, r *http.Request) error {
	changed, err := d.account.TakeAddress(r.Context(), site.By(r), r.PathValue("token"))
	if err != nil {
		return err
	}
	return d.onAccount(w, r, changed, locale.Key("Your email address is changed."))
}

// elseView asks an administrator for the new address of who.
func elseView(r *http.Request, who *account.Person) askView {
	p, path := page.In(r), peoplePath+"/"+url.PathEscape(who.ID)
	return askView{Title: p.Say("Change the email address of %s", who.Name), Back: page.Link{Text: who.Name, Href: path}, Action: path + "/address", Button: p.Say("Change the address"),
		Lead: []string{p.Say("Their address is %s now.", who.Email),
			p.Say("For somebody who cannot read their post any more. Make sure in another way that it is them who asks. They are signed out, still need their password and second factor, and get a letter at both addresses.")},
		Form: form.Form{addressField(p, r.PostFormValue("email")), reasonField(r, p.Say("For colleagues. It stays in the audit log."))}}
}

func (d *Handlers) askElse(w http.ResponseWriter, r *http.Request) error {
	who, err := d.account.Managed(r.Context(), site.By(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	return ask(w, r, elseView(r, who))
}

func (d *Handlers) takeElse(w http.ResponseWriter, r *http.Request) error {
	who, err := d.account.Managed(r.Context(), site.By(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	email, why := r.PostFormValue("email"), r.PostFormValue("why")
	v := elseView(r, who)
	for field, err := range account.AddressWrong(email, why) {
		v.Form[map[string]int{"email": 0, "why": 1}[field]].Error = page.Said(r, err)
	}
	if len(v.Form.Wrong()) == 0 {
		err := d.account.ChangeAddress(r.Context(), site.By(r), who.ID, email, why)
		if err == nil {
			return d.afterwards(w, r, nil, locale.Key("The email address is changed."))
		}
		if v.Form[0].Error, err = shown(r, err); err != nil {
			return err
		}
	}
	return ask(w, r, v)
}
