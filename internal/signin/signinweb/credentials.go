package signinweb

import (
	"encoding/base64"
	"net/http"
	"strings"

	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/signin"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

// passwordForm has a new password.
func passwordForm(p *locale.Printer) form.Form {
	return form.Form{{
		Kind: form.Password, ID: "password", Name: "password", Label: p.Say("New password"),
		Autocomplete: "new-password", Width: 30,
		Hint: p.Say("Use at least 12 characters. Three or four unrelated words make a good password."),
	}}
}

func (h *Handlers) invitationView(r *http.Request, a *signin.Account) web.FormView {
	p := page.Printer(r)
	return web.FormView{
		Title:  p.Say("Choose a password"),
		Button: p.Say("Continue"),
		Action: r.URL.Path,
		Form:   passwordForm(p),
		Links:  h.invitationMethods(r, r.PathValue("token")),
		Lead:   []string{p.Say("You have been invited to join as %s. You will sign in with %s.", a.Name, a.Email)},
	}
}

func (h *Handlers) getInvitation(w http.ResponseWriter, r *http.Request) error {
	a, err := h.service.TokenHolder(r.Context(), signin.InvitationToken, r.PathValue("token"))
	if err != nil {
		return err
	}
	return web.WriteForm(w, r, h.invitationView(r, a))
}

func (h *Handlers) postInvitation(w http.ResponseWriter, r *http.Request) error {
	invited, err := h.service.TokenHolder(r.Context(), signin.InvitationToken, r.PathValue("token"))
	if err != nil {
		return err
	}
	accepted, err := h.service.AcceptInvitation(r.Context(), r.PathValue("token"), r.PostFormValue("password"))
	if fault.Is(err, fault.Invalid) {
		v := h.invitationView(r, invited)
		v.Form[0].Error = page.ErrorMessage(r, err)
		return web.WriteForm(w, r, v)
	}
	if err != nil {
		return err
	}
	if err := h.startSession(r, accepted, keyPartial, ""); err != nil {
		return err
	}
	return site.Redirect(w, r, enrolPath)
}

func forgottenView(r *http.Request, email string) web.FormView {
	p := page.Printer(r)
	return web.FormView{
		Title:  p.Say("Reset your password"),
		Back:   page.Link{Text: p.Say("Sign in"), Href: signInPath},
		Action: forgottenPath,
		Button: p.Say("Send link"),
		Lead: []string{p.Say(
			"We will email you a link to choose a new password. " +
				"You will still need your authenticator app or passkey to sign in.",
		)},
		Form: form.Form{{
			Kind: form.Email, ID: "email", Name: "email", Label: p.Say("Email address"), Value: email,
			Autocomplete: "username", Width: 30,
		}},
	}
}

func (h *Handlers) getForgotten(w http.ResponseWriter, r *http.Request) error {
	if r.URL.RawQuery != "sent" {
		return web.WriteForm(w, r, forgottenView(r, ""))
	}
	p := page.Printer(r)
	return web.WriteForm(w, r, web.FormView{
		Title: p.Say("Check your email"),
		Links: []page.Link{{Text: p.Say("Sign in"), Href: signInPath}},
		Lead: []string{
			p.Say("If there is an account for that address, we have sent it a link. The link works for one hour."),
			p.Say("If you do not get an email, check your spam folder or ask your administrator."),
		},
	})
}

// postForgotten gives the same answer whether or not there is an account.
func (h *Handlers) postForgotten(w http.ResponseWriter, r *http.Request) error {
	err := error(errBusy)
	if h.limiter.Allow() {
		err = h.service.RequestPasswordReset(r.Context(), r.PostFormValue("email"))
	}
	if err != nil {
		v := forgottenView(r, r.PostFormValue("email"))
		if v.Form[0].Error, err = web.FormError(r, err); err != nil {
			return err
		}
		return web.WriteForm(w, r, v)
	}
	return site.Redirect(w, r, forgottenPath+"?sent")
}

func newPasswordView(r *http.Request) web.FormView {
	p := page.Printer(r)
	return web.FormView{
		Title: p.Say("Choose a new password"), Button: p.Say("Save"), Action: r.URL.Path, Form: passwordForm(p),
	}
}

func (h *Handlers) getNewPassword(w http.ResponseWriter, r *http.Request) error {
	if _, err := h.service.TokenHolder(r.Context(), signin.ResetToken, r.PathValue("token")); err != nil {
		return err
	}
	return web.WriteForm(w, r, newPasswordView(r))
}

func (h *Handlers) postNewPassword(w http.ResponseWriter, r *http.Request) error {
	err := h.service.ResetPassword(r.Context(), r.PathValue("token"), r.PostFormValue("password"))
	if fault.Is(err, fault.Invalid) {
		v := newPasswordView(r)
		v.Form[0].Error = page.ErrorMessage(r, err)
		return web.WriteForm(w, r, v)
	}
	if err != nil {
		return err
	}
	h.SetNotice(r, page.Printer(r).Say("Your password has been changed. Sign in with your new password."))
	return site.Redirect(w, r, signInPath)
}

func (h *Handlers) changePasswordView(r *http.Request) web.FormView {
	p := page.Printer(r)
	return web.FormView{
		Title:  p.Say("Change your password"),
		Back:   page.Link{Text: p.Say("Your account"), Href: accountPath},
		Action: accountPath + "/password",
		Button: p.Say("Save"),
		Lead:   []string{p.Say("You will stay signed in here and be signed out everywhere else.")},
		Form:   passwordForm(p),
	}
}

func (h *Handlers) getChangePassword(w http.ResponseWriter, r *http.Request) error {
	return web.WriteForm(w, r, h.changePasswordView(r))
}

func (h *Handlers) postChangePassword(w http.ResponseWriter, r *http.Request) error {
	a := h.currentAccount(r)
	if a.Demo {
		return errDemoPerson
	}
	changed, err := h.service.ChangePassword(r.Context(), a.ID, r.PostFormValue("password"))
	if fault.Is(err, fault.Invalid) {
		v := h.changePasswordView(r)
		v.Form[0].Error = page.ErrorMessage(r, err)
		return web.WriteForm(w, r, v)
	}
	if err != nil {
		return err
	}
	return h.redirectToAccount(w, r, changed, locale.Key("Your password has been changed."))
}

var errDemoPerson = fault.New(fault.Conflict, "You cannot change sign-in details for a demonstration account.")

// redirectToAccount restarts the session after a change that ended all sessions,
// and redirects to the account page with a message.
func (h *Handlers) redirectToAccount(w http.ResponseWriter, r *http.Request, a *signin.Account, message string) error {
	if err := h.restartSession(r, a); err != nil {
		return err
	}
	h.SetNotice(r, page.Printer(r).Say(message))
	return site.Redirect(w, r, accountPath)
}

// enrollingAccount returns the account that may set up an authenticator app: of a
// person who is signed in and has recently confirmed it, or, with first set, of
// a person who has given a password and has no second factor yet. For others it
// redirects and returns nil.
func (h *Handlers) enrollingAccount(
	w http.ResponseWriter,
	r *http.Request,
) (a *signin.Account, first bool, err error) {
	if a := h.currentAccount(r); a != nil {
		switch {
		case a.Demo:
			return nil, false, errDemoPerson
		case !h.recentlyConfirmed(r):
			http.Redirect(w, r, confirmPath+"?next="+enrolPath, http.StatusSeeOther)
			return nil, false, nil
		}
		return a, false, nil
	}
	a, err = h.partialAccount(r)
	if err != nil {
		return nil, false, err
	}
	if a != nil {
		second, err := h.service.HasSecondFactor(r.Context(), a)
		if err != nil {
			return nil, false, err
		}
		if !second {
			return a, true, nil
		}
	}
	http.Redirect(w, r, signInPath, http.StatusSeeOther)
	return nil, false, nil
}

// pendingTOTP returns the secret for the authenticator app of a. It stays the
// same in a session, so that the page can be reloaded.
func (h *Handlers) pendingTOTP(r *http.Request, a *signin.Account) (signin.TOTP, error) {
	service := h.serviceName(r)
	sealed, err := base64.StdEncoding.DecodeString(h.sessions.GetString(r.Context(), keyTOTP))
	if err == nil && len(sealed) > 0 {
		return h.service.OpenTOTP(a, service, sealed)
	}
	key, err := h.service.NewTOTP(a, service)
	if err == nil {
		h.sessions.Put(r.Context(), keyTOTP, base64.StdEncoding.EncodeToString(key.Sealed))
	}
	return key, err
}

// serviceName returns the name of this service in authenticator apps.
func (h *Handlers) serviceName(r *http.Request) string {
	if h.Site.Council != nil {
		if c := h.Site.Council(r.Context()); c.Name != "" {
			return c.Name
		}
	}
	return "Folkmoot"
}

func (h *Handlers) getEnrol(w http.ResponseWriter, r *http.Request) error {
	a, _, err := h.enrollingAccount(w, r)
	if err != nil || a == nil {
		return err
	}
	key, err := h.pendingTOTP(r, a)
	if err != nil {
		return err
	}
	return h.writeEnrol(w, r, http.StatusOK, key, "")
}

func (h *Handlers) writeEnrol(
	w http.ResponseWriter,
	r *http.Request,
	status int,
	key signin.TOTP,
	codeError string,
) error {
	code, err := page.NewQRCode(key.URL)
	if err != nil {
		return err
	}
	return enrolPage.Write(w, r, status, enrolView{
		Secret: groupSecret(key.Secret), QRCode: code, OtherMethods: h.enrolMethods(r),
		Form: form.Form{{
			Kind: form.Text, ID: "code", Name: "code", Label: page.Printer(r).Say("Code"),
			Autocomplete: "one-time-code", InputMode: "numeric", Width: 10, Error: codeError,
		}},
	})
}

func (h *Handlers) postEnrol(w http.ResponseWriter, r *http.Request) error {
	a, first, err := h.enrollingAccount(w, r)
	if err != nil || a == nil {
		return err
	}
	key, err := h.pendingTOTP(r, a)
	if err != nil {
		return err
	}
	changed, codes, err := h.service.EnrolTOTP(r.Context(), a.ID, key.Sealed, r.PostFormValue("code"), first)
	if fault.Is(err, fault.Invalid) {
		return h.writeEnrol(w, r, http.StatusUnprocessableEntity, key, page.ErrorMessage(r, err))
	}
	if err != nil {
		return err
	}
	if first {
		err = h.signIn(w, r, changed, signin.MethodCode)
	} else {
		err = h.restartSession(r, changed)
	}
	if err != nil {
		return err
	}
	return h.redirectToCodes(w, r, changed, codes)
}

// codesOwner is the owner for which recovery codes of account id are encrypted.
func codesOwner(id string) string { return "codes " + id }

// redirectToCodes stores recovery codes, encrypted, in the session until the
// person has saved them, and redirects to the page that shows them.
func (h *Handlers) redirectToCodes(w http.ResponseWriter, r *http.Request, a *signin.Account, codes []string) error {
	sealed := h.service.Seal(codesOwner(a.ID), []byte(strings.Join(codes, " ")))
	h.sessions.Put(r.Context(), keyCodes, base64.StdEncoding.EncodeToString(sealed))
	return site.Redirect(w, r, recoveryCodesPath)
}

func (h *Handlers) getRecoveryCodes(w http.ResponseWriter, r *http.Request) error {
	sealed, err := base64.StdEncoding.DecodeString(h.sessions.GetString(r.Context(), keyCodes))
	if err != nil || len(sealed) == 0 {
		return site.Redirect(w, r, accountPath)
	}
	codes, err := h.service.Open(codesOwner(h.currentAccount(r).ID), sealed)
	if err != nil {
		return err
	}
	return codesPage.Write(w, r, http.StatusOK, codesView{Codes: strings.Fields(string(codes))})
}

func (h *Handlers) postRecoveryCodes(w http.ResponseWriter, r *http.Request) error {
	h.sessions.Remove(r.Context(), keyCodes)
	h.redirectNext(w, r)
	return nil
}

func (h *Handlers) postNewRecoveryCodes(w http.ResponseWriter, r *http.Request) error {
	a := h.currentAccount(r)
	codes, err := h.service.NewRecoveryCodes(r.Context(), a.ID)
	if err != nil {
		return err
	}
	h.sessions.Put(r.Context(), keyNext, accountPath)
	return h.redirectToCodes(w, r, a, codes)
}

func (h *Handlers) postRemoveTOTP(w http.ResponseWriter, r *http.Request) error {
	changed, err := h.service.RemoveTOTP(r.Context(), h.currentAccount(r).ID)
	if err != nil {
		return err
	}
	return h.redirectToAccount(w, r, changed, locale.Key("Your authenticator app has been removed."))
}
