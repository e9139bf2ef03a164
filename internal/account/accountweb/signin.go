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

// errTries is what everybody is told while too many try to get in.
var errTries = fault.New(fault.Busy, "Very many people are signing in at this moment. Wait a minute, then try again.")

// shown returns err as a sentence for the page if it is one that whoever typed
// can do something about, and err itself otherwise.
func shown(r *http.Request, err error) (say string, _ error) {
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Conflict, fault.Busy:
		return page.Said(r, err), nil
	}
	return "", err
}

// signInForm asks for an address and a password.
func signInForm(r *http.Request, email, next string) form.Form {
	p := page.In(r)
	return form.Form{
		{Kind: form.Email, ID: "email", Name: "email", Label: p.Say("Email address"), Value: email, Autocomplete: "username", Width: 30},
		{Kind: form.Password, ID: "password", Name: "password", Label: p.Say("Password"), Autocomplete: "current-password", Width: 30},
		{Kind: form.Hidden, Name: "next", Value: next},
	}
}

func (d *Handlers) askSignIn(w http.ResponseWriter, r *http.Request) error {
	if d.person(r) != nil {
		d.onward(w, r)
		return nil
	}
	next := safe(r.FormValue("next"))
	return d.showSignIn(w, r, http.StatusOK, signInForm(r, "", next), next)
}

func (d *Handlers) showSignIn(w http.ResponseWriter, r *http.Request, status int, f form.Form, next string) error {
	v := signInView{Form: f, Ways: d.ways(r, d.signInWays), Next: next, Told: d.told(r)}
	if d.demonstration && nearby(r) {
		people, err := d.account.Demonstrators(r.Context())
		if err != nil {
			return err
		}
		for _, p := range people {
			v.People = append(v.People, button{p.ID, page.In(r).Say(p.Name)})
		}
	}
	return signInPage.Write(w, r, status, v)
}

// takePassword takes the first of two proofs. Every answer to a wrong one is the
// same, whatever is wrong.
func (d *Handlers) takePassword(w http.ResponseWriter, r *http.Request) error {
	email, password, next := r.PostFormValue("email"), r.PostFormValue("password"), safe(r.PostFormValue("next"))
	f := signInForm(r, email, next)
	switch {
	case email == "":
		f[0].Error = page.In(r).Say("Enter your email address.")
	case password == "":
		f[1].Error = page.In(r).Say("Enter your password.")
	}
	if len(f.Wrong()) > 0 {
		return d.showSignIn(w, r, http.StatusUnprocessableEntity, f, next)
	}
	p, err := d.password(r, email, password)
	if err != nil {
		if f[1].Error, err = shown(r, err); err != nil {
			return err
		}
		return d.showSignIn(w, r, http.StatusUnprocessableEntity, f, next)
	}
	second, err := d.account.HasSecond(r.Context(), p)
	if err != nil {
		return err
	}
	if second && !p.HasTOTP() {
		d.tell(r, page.In(r).Say("A password is not enough for your account. Sign in with your passkey, or as you do elsewhere in your organisation."))
		return site.See(w, r, signInPath)
	}
	d.sessions.Put(r.Context(), keyNext, next)
	if err := d.begin(r, p, keyHalf, ""); err != nil {
		return err
	}
	to := signInPath + "/code"
	if !second {
		to = enrolPath
	}
	return site.See(w, r, to)
}

// password bounds how many strangers get to try a password at all, whatever the
// address.
func (d *Handlers) password(r *http.Request, email, password string) (*account.Person, error) {
	if !d.here(r).Knows(email) && !d.tries.Allow() {
		return nil, errTries
	}
	return d.here(r).Password(r.Context(), email, password)
}

func codeView(r *http.Request) askView {
	p := page.In(r)
	return askView{Title: p.Say("Enter the code from your app"), Action: signInPath + "/code", Button: p.Say("Sign in"),
		Lead: []string{p.Say("Open your authenticator app and enter the code that it shows for this service. If you have lost the app, enter one of your recovery codes.")},
		Form: form.Form{{Kind: form.Text, ID: "code", Name: "code", Label: p.Say("Code"), Autocomplete: "one-time-code", Width: 10}},
		Links: []page.Link{{Text: p.Say("I have lost the app and the recovery codes"), Href: "/staff/lost"},
			{Text: p.Say("Start again"), Href: signInPath}}}
}

func (d *Handlers) askCode(w http.ResponseWriter, r *http.Request) error {
	p, err := d.halfway(r)
	if err != nil {
		return err
	}
	if p == nil {
		return site.See(w, r, signInPath)
	}
	return ask(w, r, codeView(r))
}

// takeCode takes the second proof.
func (d *Handlers) takeCode(w http.ResponseWriter, r *http.Request) error {
	p, err := d.halfway(r)
	if err != nil {
		return err
	}
	if p == nil {
		return site.See(w, r, signInPath)
	}
	who, how, err := d.here(r).Code(r.Context(), p.ID, r.PostFormValue("code"))
	if err != nil {
		v := codeView(r)
		if v.Form[0].Error, err = shown(r, err); err != nil {
			return err
		}
		return ask(w, r, v)
	}
	return d.establish(w, r, who, how)
}

// lost says what to do for somebody who cannot give the second proof.
func (d *Handlers) lost(w http.ResponseWriter, r *http.Request) error {
	p := page.In(r)
	return ask(w, r, askView{Title: p.Say("If you cannot get a code"), Back: page.Link{Text: p.Say("Sign in"), Href: signInPath}, Lead: []string{
		p.Say("Ask an administrator of your organisation. They can let you start afresh: you get an invitation by email, choose a password and set up an app again."),
		p.Say("If you are the only administrator, whoever runs the server can do it with the command: folkmoot user reset."),
	}})
}

// nearby reports whether r comes from the machine on which we run, and through
// nobody else.
func nearby(r *http.Request) bool {
	name, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		name = r.Host
	}
	ip := net.ParseIP(strings.Trim(name, "[]"))
	return (strings.EqualFold(name, "localhost") || ip != nil && ip.IsLoopback()) && r.Header.Get("X-Forwarded-For") == "" && r.Header.Get("Forwarded") == ""
}

// signInAs signs in somebody invented, in a demonstration.
func (d *Handlers) signInAs(w http.ResponseWriter, r *http.Request) error {
	if !nearby(r) {
		return fault.New(fault.Forbidden, "Open the demonstration on the machine on which it runs.")
	}
	people, err := d.account.Demonstrators(r.Context())
	if err != nil {
		return err
	}
	for _, p := range people {
		if p.ID == r.PostFormValue("person") {
			return d.establish(w, r, p, "demonstration")
		}
	}
	return fault.New(fault.NotFound, "We cannot find that person. Choose one from the list.")
}

func (d *Handlers) signOut(w http.ResponseWriter, r *http.Request) error {
	if err := d.sessions.Destroy(r.Context()); err != nil {
		return err
	}
	w.Header().Set("Clear-Site-Data", `"cache", "storage"`)
	return site.See(w, r, signInPath)
}

// confirmView asks who is signed in to prove it again.
func (d *Handlers) confirmView(r *http.Request) askView {
	p := page.In(r)
	v := askView{Title: p.Say("Confirm that it is you"), Action: confirmPath, Button: p.Say("Continue"), Links: d.ways(r, d.confirmWays),
		Lead: []string{p.Say("You are about to see or change something of consequence, and it is a while since you signed in.")},
		Form: form.Form{{Kind: form.Hidden, Name: "next", Value: safe(r.FormValue("next"))}}}
	switch who := d.person(r); {
	case who.Invented:
		v.Lead = append(v.Lead, p.Say("In the demonstration there is no password to enter."))
	case who.HasPassword():
		v.Form = append(form.Form{{Kind: form.Password, ID: "password", Name: "password", Label: p.Say("Password"), Autocomplete: "current-password", Width: 30}}, v.Form...)
	default:
		v.Button = ""
		v.Lead = append(v.Lead, p.Say("Your account has no password. Sign out, then sign in again as you do otherwise."))
	}
	return v
}

func (d *Handlers) askConfirm(w http.ResponseWriter, r *http.Request) error {
	return ask(w, r, d.confirmView(r))
}

func (d *Handlers) takeConfirm(w http.ResponseWriter, r *http.Request) error {
	who := d.person(r)
	if who.Invented && d.demonstration {
		return d.confirmed(w, r)
	}
	if err := d.account.Confirm(r.Context(), who.ID, r.PostFormValue("password")); err != nil {
		v := d.confirmView(r)
		if v.Form[0].Error, err = shown(r, err); err != nil {
			return err
		}
		v.Form[0].Error = cmp.Or(v.Form[0].Error, page.In(r).Say("Enter your password."))
		return ask(w, r, v)
	}
	return d.confirmed(w, r)
}

func (d *Handlers) home(w http.ResponseWriter, r *http.Request) error {
	by, p := site.By(r), page.In(r)
	orgs, err := d.account.Orgs(r.Context(), actor.Actor{Org: by.Org})
	if err != nil {
		return err
	}
	v := homeView{Told: d.told(r), Name: by.Name}
	for _, o := range orgs {
		v.Org = o.Name
	}
	for _, l := range d.Site.DeskLinks(by) {
		says := l.Says
		if says != "" {
			says = p.Say(says)
		}
		v.Parts = append(v.Parts, part{p.Say(l.Text), l.Href, says})
	}
	return homePage.Write(w, r, http.StatusOK, v)
}
