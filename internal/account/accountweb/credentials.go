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
	return form.Form{
		{Kind: form.Password, ID: "password", Name: "password", Label: p.Say("New password"), Autocomplete: "new-password", Width: 30,
			Hint: p.Say("Use at least 12 characters. Three or four unrelated words make a good password.")},
	}
}

func (d *Handlers) invitationView(r *http.Request, who *account.Person) formView {
	p := page.Printer(r)
	return formView{
		Title:  p.Say("Choose a password"),
		Button: p.Say("Continue"),
		Action: r.URL.Path,
		Form:   passwordForm(p),
		Links:  d.invitationMethods(r, r.PathValue("token")),
		Lead:   []string{p.Say("You have been invited to join as %s. You will sign in with %s.", who.Name, who.Email)},
	}
}

func (d *Handlers) getInvitation(w http.ResponseWriter, r *http.Request) error {
	who, err := d.account.TokenHolder(r.Context(), account.InvitationToken, r.PathValue("token"))
	if err != nil {
		return err
	}
	return writeForm(w, r, d.invitationView(r, who))
}

func (d *Handlers) postInvitation(w http.ResponseWriter, r *http.Request) error {
	who, err := d.account.TokenHolder(r.Context(), account.InvitationToken, r.PathValue("token"))
	if err != nil {
		return err
	}
	who2, err := d.account.AcceptInvitation(r.Context(), r.PathValue("token"), r.PostFormValue("password"))
	if fault.Is(err, fault.Invalid) {
		v := d.invitationView(r, who)
		v.Form[0].Error = page.ErrorMessage(r, err)
		return writeForm(w, r, v)
	}
	if err != nil {
		return err
	}
	if err := d.startSession(r, who2, keyPartial, ""); err != nil {
		return err
	}
	return site.Redirect(w, r, enrolPath)
}

func resetView(r *http.Request, email string) formView {
	p := page.Printer(r)
	return formView{
		Title:  p.Say("Reset your password"),
		Back:   page.Link{Text: p.Say("Sign in"), Href: signInPath},
		Action: "/staff/forgotten-password",
		Button: p.Say("Send link"),
		Lead: []string{
			p.Say("We will email you a link to choose a new password. You will still need your authenticator app or passkey to sign in."),
		},
		Form: form.Form{
			{Kind: form.Email, ID: "email", Name: "email", Label: p.Say("Email address"), Value: email, Autocomplete: "username", Width: 30},
		},
	}
}

func (d *Handlers) getForgotten(w http.ResponseWriter, r *http.Request) error {
	if r.URL.RawQuery == "sent" {
		p := page.Printer(r)
		return writeForm(w, r, formView{Title: p.Say("Check your email"), Links: []page.Link{{Text: p.Say("Sign in"), Href: signInPath}},
			Lead: []string{
				p.Say("If there is an account for that address, we have sent it a link. The link works for one hour."),
				p.Say("If you do not get an email, check your spam folder or ask your administrator."),
			}})
	}
	return writeForm(w, r, resetView(r, ""))
}

// postForgotten says the same whoever has the address, and whether anybody does.
func (d *Handlers) postForgotten(w http.ResponseWriter, r *http.Request) error {
	err := error(errBusy)
	if d.limiter.Allow() {
		err = d.account.RequestPasswordReset(r.Context(), r.PostFormValue("email"))
	}
	if err != nil {
		v := resetView(r, r.PostFormValue("email"))
		if v.Form[0].Error, err = formError(r, err); err != nil {
			return err
		}
		return writeForm(w, r, v)
	}
	return site.Redirect(w, r, "/staff/forgotten-password?sent")
}

func newPasswordView(r *http.Request) formView {
	p := page.Printer(r)
	return formView{Title: p.Say("Choose a new password"), Button: p.Say("Save"), Action: r.URL.Path, Form: passwordForm(p)}
}

func (d *Handlers) getNewPassword(w http.ResponseWriter, r *http.Request) error {
	if _, err := d.account.TokenHolder(r.Context(), account.ResetToken, r.PathValue("token")); err != nil {
		return err
	}
	return writeForm(w, r, newPasswordView(r))
}

func (d *Handlers) postNewPassword(w http.ResponseWriter, r *http.Request) error {
	err := d.account.ResetPassword(r.Context(), r.PathValue("token"), r.PostFormValue("password"))
	if fault.Is(err, fault.Invalid) {
		v := newPasswordView(r)
		v.Form[0].Error = page.ErrorMessage(r, err)
		return writeForm(w, r, v)
	}
	if err != nil {
		return err
	}
	d.setNotice(r, page.Printer(r).Say("Your password has been changed. Sign in with your new password."))
	return site.Redirect(w, r, signInPath)
}

func (d *Handlers) changePasswordView(r *http.Request) formView {
	p := page.Printer(r)
	return formView{
		Title:  p.Say("Change your password"),
		Back:   page.Link{Text: p.Say("Your account"), Href: accountPath},
		Action: accountPath + "/password",
		Button: p.Say("Save"),
		Lead:   []string{p.Say("You will stay signed in here and be signed out everywhere else.")},
		Form:   passwordForm(p),
	}
}

func (d *Handlers) getChangePassword(w http.ResponseWriter, r *http.Request) error {
	return writeForm(w, r, d.changePasswordView(r))
}

func (d *Handlers) postChangePassword(w http.ResponseWriter, r *http.Request) error {
	who := d.currentPerson(r)
	if who.Demo {
		return errDemoPerson
	}
	changed, err := d.account.ChangePassword(r.Context(), who.ID, r.PostFormValue("password"))
	if fault.Is(err, fault.Invalid) {
		v := d.changePasswordView(r)
		v.Form[0].Error = page.ErrorMessage(r, err)
		return writeForm(w, r, v)
	}
	if err != nil {
		return err
	}
	return d.redirectToAccount(w, r, changed, locale.Key("Your password has been changed."))
}

var errDemoPerson = fault.New(fault.Conflict, "You cannot change sign-in details for a demonstration account.")

// redirectToAccount goes on with a new session after a change that ended all sessions.
func (d *Handlers) redirectToAccount(w http.ResponseWriter, r *http.Request, who *account.Person, message string) error {
	if err := d.restartSession(r, who); err != nil {
		return err
	}
	d.setNotice(r, page.Printer(r).Say(message))
	return site.Redirect(w, r, accountPath)
}

// enrollingPerson returns who may set up an authenticator app now: somebody who is
// signed in and has just proved it, or, first, somebody who has given a password
// and has no second factor. For everybody else it has sent the browser away.
func (d *Handlers) enrollingPerson(w http.ResponseWriter, r *http.Request) (who *account.Person, first bool, err error) {
	if who := d.currentPerson(r); who != nil {
		switch {
		case who.Demo:
			return nil, false, errDemoPerson
		case !d.recentlyConfirmed(r):
			http.Redirect(w, r, confirmPath+"?next="+enrolPath, http.StatusSeeOther)
			return nil, false, nil
		}
		return who, false, nil
	}
	who, err = d.partialPerson(r)
	if err != nil {
		return nil, false, err
	}
	if who != nil {
		second, err := d.account.HasSecondFactor(r.Context(), who)
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

// pendingTOTP returns the secret that is on its way to the app of who. It stays the same
// while the page is open, however often it is sent.
func (d *Handlers) pendingTOTP(r *http.Request, who *account.Person) (account.TOTP, error) {
	service := d.serviceName(r)
	if sealed, err := base64.StdEncoding.DecodeString(d.sessions.GetString(r.Context(), keyTOTP)); err == nil && len(sealed) > 0 {
		return d.account.OpenTOTP(who, service, sealed)
	}
	key, err := d.account.NewTOTP(who, service)
	if err == nil {
		d.sessions.Put(r.Context(), keyTOTP, base64.StdEncoding.EncodeToString(key.Sealed))
	}
	return key, err
}

// serviceName is what an app calls us.
func (d *Handlers) serviceName(r *http.Request) string {
	if d.Site.Council != nil {
		if c := d.Site.Council(r.Context()); c.Name != "" {
			return c.Name
		}
	}
	return "Folkmoot"
}

func (d *Handlers) getEnrol(w http.ResponseWriter, r *http.Request) error {
	who, _, err := d.enrollingPerson(w, r)
	if err != nil || who == nil {
		return err
	}
	key, err := d.pendingTOTP(r, who)
	if err != nil {
		return err
	}
	return d.writeEnrol(w, r, http.StatusOK, key, "")
}

func (d *Handlers) writeEnrol(w http.ResponseWriter, r *http.Request, status int, key account.TOTP, wrong string) error {
	picture, err := drawQRCode(key.URL)
	if err != nil {
		return err
	}
	p := page.Printer(r)
	return enrolPage.Write(w, r, status, enrolView{Secret: groupSecret(key.Secret), QRCode: picture, OtherMethods: d.enrolMethods(r),
		Form: form.Form{
			{
				Kind:         form.Text,
				ID:           "code",
				Name:         "code",
				Label:        p.Say("Code"),
				Autocomplete: "one-time-code",
				InputMode:    "numeric",
				Width:        10,
				Error:        wrong,
			},
		}})
}

func (d *Handlers) postEnrol(w http.ResponseWriter, r *http.Request) error {
	who, first, err := d.enrollingPerson(w, r)
	if err != nil || who == nil {
		return err
	}
	key, err := d.pendingTOTP(r, who)
	if err != nil {
		return err
	}
	changed, codes, err := d.account.EnrolTOTP(r.Context(), who.ID, key.Sealed, r.PostFormValue("code"), first)
	if fault.Is(err, fault.Invalid) {
		return d.writeEnrol(w, r, http.StatusUnprocessableEntity, key, page.ErrorMessage(r, err))
	}
	if err != nil {
		return err
	}
	if first {
		err = d.signIn(w, r, changed, account.MethodCode)
	} else {
		err = d.restartSession(r, changed)
	}
	if err != nil {
		return err
	}
	return d.redirectToCodes(w, r, changed, codes)
}

// redirectToCodes keeps recovery codes, sealed, until they have been written down, and
// goes where they are shown.
func (d *Handlers) redirectToCodes(w http.ResponseWriter, r *http.Request, who *account.Person, codes []string) error {
	sealed := d.account.Seal("codes "+who.ID, []byte(strings.Join(codes, " ")))
	d.sessions.Put(r.Context(), keyCodes, base64.StdEncoding.EncodeToString(sealed))
	return site.Redirect(w, r, "/staff/recovery-codes")
}

func (d *Handlers) getRecoveryCodes(w http.ResponseWriter, r *http.Request) error {
	sealed, err := base64.StdEncoding.DecodeString(d.sessions.GetString(r.Context(), keyCodes))
	if err != nil || len(sealed) == 0 {
		return site.Redirect(w, r, accountPath)
	}
	codes, err := d.account.Open("codes "+d.currentPerson(r).ID, sealed)
	if err != nil {
		return err
	}
	return codesPage.Write(w, r, http.StatusOK, codesView{Codes: strings.Fields(string(codes))})
}

func (d *Handlers) postRecoveryCodes(w http.ResponseWriter, r *http.Request) error {
	d.sessions.Remove(r.Context(), keyCodes)
	d.redirectNext(w, r)
	return nil
}

func (d *Handlers) postNewRecoveryCodes(w http.ResponseWriter, r *http.Request) error {
	who := d.currentPerson(r)
	codes, err := d.account.NewRecoveryCodes(r.Context(), who.ID)
	if err != nil {
		return err
	}
	d.sessions.Put(r.Context(), keyNext, accountPath)
	return d.redirectToCodes(w, r, who, codes)
}

func (d *Handlers) postRemoveTOTP(w http.ResponseWriter, r *http.Request) error {
	changed, err := d.account.RemoveTOTP(r.Context(), d.currentPerson(r).ID)
	if err != nil {
		return err
	}
	return d.redirectToAccount(w, r, changed, locale.Key("Your authenticator app has been removed."))
}
