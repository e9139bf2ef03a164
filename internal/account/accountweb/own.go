package accountweb

import (
	"encoding/base64"
	"net/http"
	"strings"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
)

// passwordForm asks for a new password. The address goes along so that a
// password manager knows whose it is.
func passwordForm(p *locale.Printer) form.Form {
	return form.Form{{Kind: form.Password, ID: "password", Name: "password", Label: p.Say("New password"), Autocomplete: "new-password", Width: 30,
		Hint: p.Say("At least 12 characters. Three or four words that do not belong together make a good one.")}}
}

func (d *Handlers) invitationView(r *http.Request, who *account.Person) askView {
	p := page.In(r)
	return askView{Title: p.Say("Choose a password"), Button: p.Say("Continue"), Action: r.URL.Path, Form: passwordForm(p), Links: d.invitationWays(r, r.PathValue("token")),
		Lead: []string{p.Say("You have been invited to work here as %s. You sign in with the address %s.", who.Name, who.Email)}}
}

func (d *Handlers) askInvitation(w http.ResponseWriter, r *http.Request) error {
	who, err := d.account.TokenHolder(r.Context(), account.Invitation, r.PathValue("token"))
	if err != nil {
		return err
	}
	return ask(w, r, d.invitationView(r, who))
}

func (d *Handlers) takeInvitation(w http.ResponseWriter, r *http.Request) error {
	who, err := d.account.TokenHolder(r.Context(), account.Invitation, r.PathValue("token"))
	if err != nil {
		return err
	}
	who2, err := d.account.Accept(r.Context(), r.PathValue("token"), r.PostFormValue("password"))
	if fault.Is(err, fault.Invalid) {
		v := d.invitationView(r, who)
		v.Form[0].Error = page.Said(r, err)
		return ask(w, r, v)
	}
	if err != nil {
		return err
	}
	if err := d.begin(r, who2, keyHalf, ""); err != nil {
		return err
	}
	return site.See(w, r, enrolPath)
}

func forgottenView(r *http.Request, email string) askView {
	p := page.In(r)
	return askView{Title: p.Say("Get a new password"), Back: page.Link{Text: p.Say("Sign in"), Href: signInPath}, Action: "/staff/forgotten", Button: p.Say("Send a link"),
		Lead: []string{p.Say("We send you a link for a new password. You still need your authenticator app or passkey to sign in.")},
		Form: form.Form{{Kind: form.Email, ID: "email", Name: "email", Label: p.Say("Email address"), Value: email, Autocomplete: "username", Width: 30}}}
}

func (d *Handlers) askForgotten(w http.ResponseWriter, r *http.Request) error {
	if r.URL.RawQuery == "sent" {
		p := page.In(r)
		return ask(w, r, askView{Title: p.Say("Check your email"), Links: []page.Link{{Text: p.Say("Sign in"), Href: signInPath}},
			Lead: []string{p.Say("If there is an account with that address, we have sent it a link. It is good for one hour."), p.Say("If nothing comes, look in the folder for unwanted mail, or ask your administrator.")}})
	}
	return ask(w, r, forgottenView(r, ""))
}

// takeForgotten says the same whoever has the address, and whether anybody does.
func (d *Handlers) takeForgotten(w http.ResponseWriter, r *http.Request) error {
	err := error(errTries)
	if d.tries.Allow() {
		err = d.account.Forgotten(r.Context(), r.PostFormValue("email"))
	}
	if err != nil {
		v := forgottenView(r, r.PostFormValue("email"))
		if v.Form[0].Error, err = shown(r, err); err != nil {
			return err
		}
		return ask(w, r, v)
	}
	return site.See(w, r, "/staff/forgotten?sent")
}

func newPasswordView(r *http.Request) askView {
	p := page.In(r)
	return askView{Title: p.Say("Choose a new password"), Button: p.Say("Save"), Action: r.URL.Path, Form: passwordForm(p)}
}

func (d *Handlers) askNewPassword(w http.ResponseWriter, r *http.Request) error {
	if _, err := d.account.TokenHolder(r.Context(), account.Reset, r.PathValue("token")); err != nil {
		return err
	}
	return ask(w, r, newPasswordView(r))
}

func (d *Handlers) takeNewPassword(w http.ResponseWriter, r *http.Request) error {
	err := d.account.NewPassword(r.Context(), r.PathValue("token"), r.PostFormValue("password"))
	if fault.Is(err, fault.Invalid) {
		v := newPasswordView(r)
		v.Form[0].Error = page.Said(r, err)
		return ask(w, r, v)
	}
	if err != nil {
		return err
	}
	d.tell(r, page.In(r).Say("Your password is changed. Sign in with it."))
	return site.See(w, r, signInPath)
}

func (d *Handlers) changeView(r *http.Request) askView {
	p := page.In(r)
	return askView{Title: p.Say("Change your password"), Back: page.Link{Text: p.Say("Your account"), Href: accountPath}, Action: accountPath + "/password", Button: p.Say("Save"),
		Lead: []string{p.Say("You stay signed in here, and are signed out everywhere else.")}, Form: passwordForm(p)}
}

func (d *Handlers) askChange(w http.ResponseWriter, r *http.Request) error {
	return ask(w, r, d.changeView(r))
}

func (d *Handlers) takeChange(w http.ResponseWriter, r *http.Request) error {
	who := d.person(r)
	if who.Invented {
		return errInvented
	}
	changed, err := d.account.ChangePassword(r.Context(), who.ID, r.PostFormValue("password"))
	if fault.Is(err, fault.Invalid) {
		v := d.changeView(r)
		v.Form[0].Error = page.Said(r, err)
		return ask(w, r, v)
	}
	if err != nil {
		return err
	}
	return d.onAccount(w, r, changed, locale.Key("Your password is changed."))
}

var errInvented = fault.New(fault.Conflict, "This person is invented, and signs in without a password.")

// onAccount goes on with a new session after a change that ended all sessions.
func (d *Handlers) onAccount(w http.ResponseWriter, r *http.Request, who *account.Person, message string) error {
	if err := d.again(r, who); err != nil {
		return err
	}
	d.tell(r, page.In(r).Say(message))
	return site.See(w, r, accountPath)
}

// enrolling returns who may set up an authenticator app now: somebody who is
// signed in and has just proved it, or, first, somebody who has given a password
// and has no second factor. For everybody else it has sent the browser away.
func (d *Handlers) enrolling(w http.ResponseWriter, r *http.Request) (who *account.Person, first bool, err error) {
	if who := d.person(r); who != nil {
		switch {
		case who.Invented:
			return nil, false, errInvented
		case !d.fresh(r):
			http.Redirect(w, r, confirmPath+"?next="+enrolPath, http.StatusSeeOther)
			return nil, false, nil
		}
		return who, false, nil
	}
	who, err = d.halfway(r)
	if err != nil {
		return nil, false, err
	}
	if who != nil {
		second, err := d.account.HasSecond(r.Context(), who)
		if err != nil {
			return nil, false, err
		}
		if !second {
			return who, true, nil
		}
	}
	http.Redirect(w, r, signInPath, http.StatusSeeOther)
	return nil, false, nil
}

// key returns the secret that is on its way to the app of who. It stays the same
// while the page is open, however often it is sent.
func (d *Handlers) key(r *http.Request, who *account.Person) (account.TOTP, error) {
	service := d.service(r)
	if sealed, err := base64.StdEncoding.DecodeString(d.sessions.GetString(r.Context(), keyTOTP)); err == nil && len(sealed) > 0 {
		return d.account.SameTOTP(who, service, sealed)
	}
	key, err := d.account.NewTOTP(who, service)
	if err == nil {
		d.sessions.Put(r.Context(), keyTOTP, base64.StdEncoding.EncodeToString(key.Sealed))
	}
	return key, err
}

// service is what an app calls us.
func (d *Handlers) service(r *http.Request) string {
	if d.Site.Council != nil {
		if c := d.Site.Council(r.Context()); c.Name != "" {
			return c.Name
		}
	}
	return "Folkmoot"
}

func (d *Handlers) askEnrol(w http.ResponseWriter, r *http.Request) error {
	who, _, err := d.enrolling(w, r)
	if err != nil || who == nil {
		return err
	}
	key, err := d.key(r, who)
	if err != nil {
		return err
	}
	return d.showEnrol(w, r, http.StatusOK, key, "")
}

func (d *Handlers) showEnrol(w http.ResponseWriter, r *http.Request, status int, key account.TOTP, wrong string) error {
	picture, err := draw(key.URL)
	if err != nil {
		return err
	}
	p := page.In(r)
	return enrolPage.Write(w, r, status, enrolView{Secret: grouped(key.Secret), Code: picture, Ways: d.enrolWays(r),
		Form: form.Form{{Kind: form.Text, ID: "code", Name: "code", Label: p.Say("Code"), Autocomplete: "one-time-code", InputMode: "numeric", Width: 10, Error: wrong}}})
}

func (d *Handlers) takeEnrol(w http.ResponseWriter, r *http.Request) error {
	who, first, err := d.enrolling(w, r)
	if err != nil || who == nil {
		return err
	}
	key, err := d.key(r, who)
	if err != nil {
		return err
	}
	changed, codes, err := d.account.EnrolTOTP(r.Context(), who.ID, key.Sealed, r.PostFormValue("code"), first)
	if fault.Is(err, fault.Invalid) {
		return d.showEnrol(w, r, http.StatusUnprocessableEntity, key, page.Said(r, err))
	}
	if err != nil {
		return err
	}
	if first {
		err = d.enter(w, r, changed, account.ByCode)
	} else {
		err = d.again(r, changed)
	}
	if err != nil {
		return err
	}
	return d.showCodes(w, r, changed, codes)
}

// showCodes keeps recovery codes, sealed, until they have been written down, and
// goes where they are shown.
func (d *Handlers) showCodes(w http.ResponseWriter, r *http.Request, who *account.Person, codes []string) error {
	sealed := d.account.Seal("codes "+who.ID, []byte(strings.Join(codes, " ")))
	d.sessions.Put(r.Context(), keyCodes, base64.StdEncoding.EncodeToString(sealed))
	return site.See(w, r, "/staff/recovery-codes")
}

func (d *Handlers) readCodes(w http.ResponseWriter, r *http.Request) error {
	sealed, err := base64.StdEncoding.DecodeString(d.sessions.GetString(r.Context(), keyCodes))
	if err != nil || len(sealed) == 0 {
		return site.See(w, r, accountPath)
	}
	codes, err := d.account.Open("codes "+d.person(r).ID, sealed)
	if err != nil {
		return err
	}
	return codesPage.Write(w, r, http.StatusOK, codesView{Codes: strings.Fields(string(codes))})
}

func (d *Handlers) haveCodes(w http.ResponseWriter, r *http.Request) error {
	d.sessions.Remove(r.Context(), keyCodes)
	d.onward(w, r)
	return nil
}

func (d *Handlers) newCodes(w http.ResponseWriter, r *http.Request) error {
	who := d.person(r)
	codes, err := d.account.NewCodes(r.Context(), who.ID)
	if err != nil {
		return err
	}
	d.sessions.Put(r.Context(), keyNext, accountPath)
	return d.showCodes(w, r, who, codes)
}

func (d *Handlers) removeTOTP(w http.ResponseWriter, r *http.Request) error {
	changed, err := d.account.RemoveTOTP(r.Context(), d.person(r).ID)
	if err != nil {
		return err
	}
	return d.onAccount(w, r, changed, locale.Key("Your authenticator app is removed."))
}
