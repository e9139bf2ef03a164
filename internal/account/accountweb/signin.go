package accountweb

import (
	"cmp"
	"net"
	"net/http"
	"strings"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
)

// errBusy is what everybody is told while too many try to get in.
var errBusy = fault.New(fault.Busy, "Too many people are signing in right now. Wait a minute, then try again.")

// formError returns err as a sentence for the page if it is one that whoever typed
// can do something about, and err itself otherwise.
func formError(r *http.Request, err error) (say string, _ error) {
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Conflict, fault.Busy:
		return page.ErrorMessage(r, err), nil
	}
	return "", err
}

// signInForm asks for an address and a password.
func signInForm(r *http.Request, email, next string) form.Form {
	p := page.Printer(r)
	return form.Form{
		{Kind: form.Email, ID: "email", Name: "email", Label: p.Say("Email address"), Value: email, Autocomplete: "username", Width: 30},
		{Kind: form.Password, ID: "password", Name: "password", Label: p.Say("Password"), Autocomplete: "current-password", Width: 30},
		{Kind: form.Hidden, Name: "next", Value: next},
	}
}

func (d *Handlers) getSignIn(w http.ResponseWriter, r *http.Request) error {
	if d.currentPerson(r) != nil {
		d.redirectNext(w, r)
		return nil
	}
	next := safeNext(r.FormValue("next"))
	return d.writeSignIn(w, r, http.StatusOK, signInForm(r, "", next), next)
}

func (d *Handlers) writeSignIn(w http.ResponseWriter, r *http.Request, status int, f form.Form, next string) error {
	v := signInView{Form: f, OtherMethods: d.methodLinks(r, d.signInMethods), Next: next, Notice: d.popNotice(r)}
	if d.demonstration && isLocalRequest(r) {
		people, err := d.account.ListDemoPeople(r.Context())
		if err != nil {
			return err
		}
		for _, p := range people {
			v.DemoPeople = append(v.DemoPeople, demoPerson{p.ID, page.Printer(r).Say(p.Name)})
		}
	}
	return signInPage.Write(w, r, status, v)
}

// postSignIn takes the first of two proofs. Every answer to a wrong one is the
// same, whatever is wrong.
func (d *Handlers) postSignIn(w http.ResponseWriter, r *http.Request) error {
	email, password, next := r.PostFormValue("email"), r.PostFormValue("password"), safeNext(r.PostFormValue("next"))
	f := signInForm(r, email, next)
	switch {
	case email == "":
		f[0].Error = page.Printer(r).Say("Enter your email address.")
	case password == "":
		f[1].Error = page.Printer(r).Say("Enter your password.")
	}
	if len(f.Problems()) > 0 {
		return d.writeSignIn(w, r, http.StatusUnprocessableEntity, f, next)
	}
	p, err := d.verifyPassword(r, email, password)
	if err != nil {
		if f[1].Error, err = formError(r, err); err != nil {
			return err
		}
		return d.writeSignIn(w, r, http.StatusUnprocessableEntity, f, next)
	}
	second, err := d.account.HasSecondFactor(r.Context(), p)
	if err != nil {
		return err
	}
	if second && !p.HasTOTP() {
		d.setNotice(
			r,
			page.Printer(r).Say("You cannot sign in to this account with a password alone. Use your passkey or your organisation's sign-in."),
		)
		return site.Redirect(w, r, signInPath)
	}
	d.sessions.Put(r.Context(), keyNext, next)
	if err := d.startSession(r, p, keyPartial, ""); err != nil {
		return err
	}
	to := signInPath + "/code"
	if !second {
		to = enrolPath
	}
	return site.Redirect(w, r, to)
}

// verifyPassword bounds how many strangers get to try a password at all, whatever the
// address.
func (d *Handlers) verifyPassword(r *http.Request, email, password string) (*account.Person, error) {
	if !d.accountForBrowser(r).IsKnownBrowser(email) && !d.limiter.Allow() {
		return nil, errBusy
	}
	return d.accountForBrowser(r).VerifyPassword(r.Context(), email, password)
}

func codeView(r *http.Request) formView {
	p := page.Printer(r)
	return formView{Title: p.Say("Enter the code from your app"), Action: signInPath + "/code", Button: p.Say("Sign in"),
		Lead: []string{
			p.Say("Open your authenticator app and enter the code for this service. If you have lost the app, enter a recovery code."),
		},
		Form: form.Form{{Kind: form.Text, ID: "code", Name: "code", Label: p.Say("Code"), Autocomplete: "one-time-code", Width: 10}},
		Links: []page.Link{{Text: p.Say("I have lost my authenticator app and recovery codes"), Href: "/staff/sign-in/no-code"},
			{Text: p.Say("Start again"), Href: signInPath}}}
}

func (d *Handlers) getCode(w http.ResponseWriter, r *http.Request) error {
	p, err := d.partialPerson(r)
	if err != nil {
		return err
	}
	if p == nil {
		return site.Redirect(w, r, signInPath)
	}
	return writeForm(w, r, codeView(r))
}

// postCode takes the second proof.
func (d *Handlers) postCode(w http.ResponseWriter, r *http.Request) error {
	p, err := d.partialPerson(r)
	if err != nil {
		return err
	}
	if p == nil {
		return site.Redirect(w, r, signInPath)
	}
	who, how, err := d.accountForBrowser(r).VerifyCode(r.Context(), p.ID, r.PostFormValue("code"))
	if err != nil {
		v := codeView(r)
		if v.Form[0].Error, err = formError(r, err); err != nil {
			return err
		}
		return writeForm(w, r, v)
	}
	return d.signInAndRedirect(w, r, who, how)
}

// getLostCode says what to do for somebody who cannot give the second proof.
func (d *Handlers) getLostCode(w http.ResponseWriter, r *http.Request) error {
	p := page.Printer(r)
	return writeForm(
		w,
		r,
		formView{Title: p.Say("If you cannot get a code"), Back: page.Link{Text: p.Say("Sign in"), Href: signInPath}, Lead: []string{
			p.Say(
				"Ask an administrator in your organisation to reset your sign-in. You will get an invitation by email, choose a password and set up an authenticator app again.",
			),
			p.Say("If you are the only administrator, ask the team that runs the server to use this command: folkmoot user reset"),
		}},
	)
}

// isLocalRequest reports whether r comes from the machine on which we run, and through
// nobody else.
func isLocalRequest(r *http.Request) bool {
	name, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		name = r.Host
	}
	ip := net.ParseIP(strings.Trim(name, "[]"))
	return (strings.EqualFold(name, "localhost") || ip != nil && ip.IsLoopback()) && r.Header.Get("X-Forwarded-For") == "" &&
		r.Header.Get("Forwarded") == ""
}

// postSignInAsDemo signs in somebody invented, in a demonstration.
func (d *Handlers) postSignInAsDemo(w http.ResponseWriter, r *http.Request) error {
	if !isLocalRequest(r) {
		return fault.New(fault.Forbidden, "You can only sign in to the demonstration on the computer it runs on.")
	}
	people, err := d.account.ListDemoPeople(r.Context())
	if err != nil {
		return err
	}
	for _, p := range people {
		if p.ID == r.PostFormValue("person") {
			return d.signInAndRedirect(w, r, p, "demonstration")
		}
	}
	return fault.New(fault.NotFound, "We cannot find that person. Choose a person from the list.")
}

func (d *Handlers) postSignOut(w http.ResponseWriter, r *http.Request) error {
	if err := d.sessions.Destroy(r.Context()); err != nil {
		return err
	}
	w.Header().Set("Clear-Site-Data", `"cache", "storage"`)
	return site.Redirect(w, r, signInPath)
}

// confirmView asks who is signed in to prove it again.
func (d *Handlers) confirmView(r *http.Request) formView {
	p := page.Printer(r)
	v := formView{Title: p.Say("Confirm it is you"), Action: confirmPath, Button: p.Say("Continue"), Links: d.methodLinks(r, d.confirmMethods),
		Lead: []string{p.Say("Confirm your password to continue.")},
		Form: form.Form{{Kind: form.Hidden, Name: "next", Value: safeNext(r.FormValue("next"))}}}
	switch who := d.currentPerson(r); {
	case who.Demo:
		v.Lead = append(v.Lead, p.Say("Demonstration accounts have no password."))
	case who.HasPassword():
		v.Form = append(
			form.Form{
				{Kind: form.Password, ID: "password", Name: "password", Label: p.Say("Password"), Autocomplete: "current-password", Width: 30},
			},
			v.Form...)
	default:
		v.Button = ""
		v.Lead = append(v.Lead, p.Say("Your account has no password. Sign out, then sign in again the way you usually do."))
	}
	return v
}

func (d *Handlers) getConfirm(w http.ResponseWriter, r *http.Request) error {
	return writeForm(w, r, d.confirmView(r))
}

func (d *Handlers) postConfirm(w http.ResponseWriter, r *http.Request) error {
	who := d.currentPerson(r)
	if who.Demo && d.demonstration {
		return d.confirmAndRedirect(w, r)
	}
	if err := d.account.ConfirmPassword(r.Context(), who.ID, r.PostFormValue("password")); err != nil {
		v := d.confirmView(r)
		if v.Form[0].Error, err = formError(r, err); err != nil {
			return err
		}
		v.Form[0].Error = cmp.Or(v.Form[0].Error, page.Printer(r).Say("Enter your password."))
		return writeForm(w, r, v)
	}
	return d.confirmAndRedirect(w, r)
}

func (d *Handlers) getHome(w http.ResponseWriter, r *http.Request) error {
	by, p := site.Actor(r), page.Printer(r)
	orgs, err := d.account.ListOrgs(r.Context(), actor.Actor{Org: by.Org})
	if err != nil {
		return err
	}
	v := homeView{Notice: d.popNotice(r), Name: by.Name}
	for _, o := range orgs {
		v.Org = o.Name
	}
	for _, l := range d.Site.StaffLinks(by) {
		says := l.Description
		if says != "" {
			says = p.Say(says)
		}
		v.Sections = append(v.Sections, listItem{p.Say(l.Text), l.Href, says})
	}
	return homePage.Write(w, r, http.StatusOK, v)
}
