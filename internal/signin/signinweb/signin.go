package signinweb

import (
	"cmp"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/signin"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

// errBusy is returned while there are too many attempts by all people together.
var errBusy = fault.New(fault.Busy, "Too many people are signing in right now. Wait a minute, then try again.")

// signInForm has the email address and the password.
func signInForm(r *http.Request, email, next string) form.Form {
	p := page.Printer(r)
	return form.Form{
		{
			Kind: form.Email, ID: "email", Name: "email", Label: p.Say("Email address"), Value: email,
			Autocomplete: "username", Width: 30,
		},
		{
			Kind: form.Password, ID: "password", Name: "password", Label: p.Say("Password"),
			Autocomplete: "current-password", Width: 30,
		},
		{Kind: form.Hidden, Name: "next", Value: next},
	}
}

func (h *Handlers) getSignIn(w http.ResponseWriter, r *http.Request) error {
	if h.currentAccount(r) != nil {
		h.redirectNext(w, r)
		return nil
	}
	next := safeNext(r.FormValue("next"))
	return h.writeSignIn(w, r, http.StatusOK, signInForm(r, "", next), next)
}

func (h *Handlers) writeSignIn(w http.ResponseWriter, r *http.Request, status int, f form.Form, next string) error {
	v := signInView{Form: f, OtherMethods: h.methodLinks(r, h.signInMethods), Next: next, Notice: h.PopNotice(r)}
	if h.demonstration && isLocalRequest(r) {
		people, err := h.service.ListDemoPeople(r.Context())
		if err != nil {
			return err
		}
		for _, a := range people {
			v.DemoPeople = append(v.DemoPeople, demoPerson{a.ID, page.Printer(r).Say(a.Name)})
		}
	}
	return signInPage.Write(w, r, status, v)
}

// postSignIn checks the first factor. Its answer is the same for everything that
// can be wrong.
func (h *Handlers) postSignIn(w http.ResponseWriter, r *http.Request) error {
	email, password, next := r.PostFormValue("email"), r.PostFormValue("password"), safeNext(r.PostFormValue("next"))
	f := signInForm(r, email, next)
	switch {
	case email == "":
		f[0].Error = page.Printer(r).Say("Enter your email address.")
	case password == "":
		f[1].Error = page.Printer(r).Say("Enter your password.")
	}
	if len(f.Problems()) > 0 {
		return h.writeSignIn(w, r, http.StatusUnprocessableEntity, f, next)
	}
	a, err := h.verifyPassword(r, email, password)
	if err != nil {
		if f[1].Error, err = web.FormError(r, err); err != nil {
			return err
		}
		return h.writeSignIn(w, r, http.StatusUnprocessableEntity, f, next)
	}
	second, err := h.service.HasSecondFactor(r.Context(), a)
	if err != nil {
		return err
	}
	if second && !a.HasTOTP() {
		h.SetNotice(r, page.Printer(r).Say(
			"You cannot sign in to this account with a password alone. Use your passkey or your organisation's sign-in.",
		))
		return site.Redirect(w, r, signInPath)
	}
	h.sessions.Put(r.Context(), keyNext, next)
	if err := h.startSession(r, a, keyPartial, ""); err != nil {
		return err
	}
	to := signInPath + "/code"
	if !second {
		to = enrolPath
	}
	return site.Redirect(w, r, to)
}

// verifyPassword checks a password. Attempts from unknown browsers are limited
// over all email addresses.
func (h *Handlers) verifyPassword(r *http.Request, email, password string) (*signin.Account, error) {
	service := h.serviceFor(r)
	if !service.IsKnownBrowser(email) && !h.limiter.Allow() {
		return nil, errBusy
	}
	return service.VerifyPassword(r.Context(), email, password)
}

func codeView(r *http.Request) web.FormView {
	p := page.Printer(r)
	return web.FormView{
		Title: p.Say("Enter the code from your app"), Action: signInPath + "/code", Button: p.Say("Sign in"),
		Lead: []string{p.Say(
			"Open your authenticator app and enter the code for this service. " +
				"If you have lost the app, enter a recovery code.",
		)},
		Form: form.Form{{
			Kind: form.Text, ID: "code", Name: "code", Label: p.Say("Code"),
			Autocomplete: "one-time-code", Width: 10,
		}},
		Links: []page.Link{
			{Text: p.Say("I have lost my authenticator app and recovery codes"), Href: lostCodePath},
			{Text: p.Say("Start again"), Href: signInPath},
		},
	}
}

func (h *Handlers) getCode(w http.ResponseWriter, r *http.Request) error {
	a, err := h.partialAccount(r)
	if err != nil {
		return err
	}
	if a == nil {
		return site.Redirect(w, r, signInPath)
	}
	return web.WriteForm(w, r, codeView(r))
}

// postCode checks the second factor.
func (h *Handlers) postCode(w http.ResponseWriter, r *http.Request) error {
	partial, err := h.partialAccount(r)
	if err != nil {
		return err
	}
	if partial == nil {
		return site.Redirect(w, r, signInPath)
	}
	a, method, err := h.serviceFor(r).VerifyCode(r.Context(), partial.ID, r.PostFormValue("code"))
	if err != nil {
		v := codeView(r)
		if v.Form[0].Error, err = web.FormError(r, err); err != nil {
			return err
		}
		return web.WriteForm(w, r, v)
	}
	return h.signInAndRedirect(w, r, a, method)
}

// getLostCode says what to do without a second factor.
func (h *Handlers) getLostCode(w http.ResponseWriter, r *http.Request) error {
	p := page.Printer(r)
	return web.WriteForm(w, r, web.FormView{
		Title: p.Say("If you cannot get a code"),
		Back:  page.Link{Text: p.Say("Sign in"), Href: signInPath},
		Lead: []string{
			p.Say(
				"Ask an administrator in your organisation to reset your sign-in. You will get an invitation by email, " +
					"choose a password and set up an authenticator app again.",
			),
			p.Say(
				"If you are the only administrator, ask the team that runs the server to use this command: " +
					"folkmoot user reset",
			),
		},
	})
}

// isLocalRequest reports whether r was sent to a loopback name, not through a proxy.
func isLocalRequest(r *http.Request) bool {
	return site.IsLoopback(r.Host) && r.Header.Get("X-Forwarded-For") == "" && r.Header.Get("Forwarded") == ""
}

// postSignInAsDemo signs in a person of the demonstration.
func (h *Handlers) postSignInAsDemo(w http.ResponseWriter, r *http.Request) error {
	if !isLocalRequest(r) {
		return fault.New(fault.Forbidden, "You can only sign in to the demonstration on the computer it runs on.")
	}
	people, err := h.service.ListDemoPeople(r.Context())
	if err != nil {
		return err
	}
	for _, a := range people {
		if a.ID == r.PostFormValue("person") {
			return h.signInAndRedirect(w, r, a, methodDemo)
		}
	}
	return fault.New(fault.NotFound, "We cannot find that person. Choose a person from the list.")
}

func (h *Handlers) postSignOut(w http.ResponseWriter, r *http.Request) error {
	if err := h.sessions.Destroy(r.Context()); err != nil {
		return err
	}
	w.Header().Set("Clear-Site-Data", `"cache", "storage"`)
	return site.Redirect(w, r, signInPath)
}

// confirmView asks the signed-in person to confirm their sign-in.
func (h *Handlers) confirmView(r *http.Request) web.FormView {
	p := page.Printer(r)
	v := web.FormView{
		Title: p.Say("Confirm it is you"), Action: confirmPath, Button: p.Say("Continue"),
		Links: h.methodLinks(r, h.confirmMethods),
		Lead:  []string{p.Say("Confirm your password to continue.")},
		Form:  form.Form{{Kind: form.Hidden, Name: "next", Value: safeNext(r.FormValue("next"))}},
	}
	switch a := h.currentAccount(r); {
	case a.Demo:
		v.Lead = append(v.Lead, p.Say("Demonstration accounts have no password."))
	case a.HasPassword():
		password := &form.Field{
			Kind: form.Password, ID: "password", Name: "password", Label: p.Say("Password"),
			Autocomplete: "current-password", Width: 30,
		}
		v.Form = append(form.Form{password}, v.Form...)
	default:
		v.Button = ""
		v.Lead = append(v.Lead, p.Say("Your account has no password. Sign out, then sign in again the way you usually do."))
	}
	return v
}

func (h *Handlers) getConfirm(w http.ResponseWriter, r *http.Request) error {
	return web.WriteForm(w, r, h.confirmView(r))
}

func (h *Handlers) postConfirm(w http.ResponseWriter, r *http.Request) error {
	a := h.currentAccount(r)
	if a.Demo && h.demonstration {
		return h.confirmAndRedirect(w, r)
	}
	if err := h.service.ConfirmPassword(r.Context(), a.ID, r.PostFormValue("password")); err != nil {
		v := h.confirmView(r)
		if v.Form[0].Error, err = web.FormError(r, err); err != nil {
			return err
		}
		v.Form[0].Error = cmp.Or(v.Form[0].Error, page.Printer(r).Say("Enter your password."))
		return web.WriteForm(w, r, v)
	}
	return h.confirmAndRedirect(w, r)
}
