package accountweb

import (
	"net/http"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
)

const (
	providerPath     = signInPath + "/provider"
	ownProviderPath  = accountPath + "/provider"
	acceptByProvider = "/staff/invitation-by-provider/" // and the token
)

// providerRoutes puts in its place what is about signing in through the provider
// of the council, if it has one.
func (d *Handlers) providerRoutes() {
	name := d.account.ProviderName()
	if name == "" {
		return
	}
	const get, post, all = http.MethodGet, http.MethodPost, actor.Public
	d.anybody(get, providerPath, all, d.beforeProvider)
	d.anybody(post, providerPath, all, d.toProvider)
	d.anybody(get, providerPath+"/to/{state}", all, d.goingToProvider)
	d.anybody(get, providerPath+"/back", all, d.backFromProvider)
	d.anybody(get, acceptByProvider+"{token}", all, d.beforeAccept)
	d.anybody(post, acceptByProvider+"{token}", all, d.toAccept)
	d.anybody(get, ownProviderPath, actor.Staff, d.showLink)
	d.carefully(post, ownProviderPath, actor.Staff, d.toLink)
	d.carefully(post, ownProviderPath+"/unlink", actor.Staff, d.unlink)
	d.signInWays = append(d.signInWays, way{Text: locale.Key("Sign in with %s"), Name: name, Href: providerPath})
	d.accountWays = append(d.accountWays, way{Text: locale.Key("Signing in with %s"), Name: name, Href: ownProviderPath})
	d.acceptWays = append(d.acceptWays, way{Text: locale.Key("Sign in with %s instead"), Name: name, Href: acceptByProvider})
	d.Site.Show(providerPage)
}

// providerView is a page from which somebody goes to the provider, or to which
// they come back without success.
type providerView struct {
	outside
	Title, Lead string
	Problem     string
	Action      string // of the button; "" where there is none
	Next        string
	Button      string
	To          page.Link // where the browser is being sent
	Other       page.Link
}

var providerPage = page.New(files, "templates/oidc.html",
	providerView{Title: "Sign in with the county network", Lead: "You sign in there, and come back here.", Action: "/staff/sign-in/provider", Next: "/staff/consultations", Button: "Continue",
		Other: page.Link{Text: "Sign in another way", Href: "/staff/sign-in"}},
	providerView{Title: "Sign in with the county network", Problem: "The county network did not sign you in. Try again, or sign in another way.", Action: "/staff/sign-in/provider", Button: "Try again",
		Other: page.Link{Text: "Sign in another way", Href: "/staff/sign-in"}},
	providerView{Title: "You are being sent to the county network", To: page.Link{Text: "Go on to the county network", Href: "https://login.example.org/authorize?client_id=folkmoot"},
		Other: page.Link{Text: "Sign in another way", Href: "/staff/sign-in"}},
)

func (d *Handlers) providerView(r *http.Request) providerView {
	p := page.In(r)
	v := providerView{Title: p.Say("Sign in with %s", d.account.ProviderName()), Lead: p.Say("You sign in there, and come back here."), Button: p.Say("Continue"),
		Action: providerPath, Other: page.Link{Text: p.Say("Sign in another way"), Href: signInPath}}
	if next := r.FormValue("next"); next != "" {
		v.Next = safe(next)
	}
	return v
}

func (d *Handlers) beforeProvider(w http.ResponseWriter, r *http.Request) error {
	v := d.providerView(r)
	v.Problem = d.told(r)
	if v.Problem == "" && r.URL.Query().Has("over") {
		v.Problem = page.In(r).Say("That took longer than 5 minutes, or was begun in another browser or used before. Start again.")
	}
	return providerPage.Write(w, r, http.StatusOK, v)
}

// back is the address of ours to which the provider sends people back. It is the
// one that was set there, whatever the request says.
func (d *Handlers) back() string { return d.BaseURL + providerPath + "/back" }

func (d *Handlers) toProvider(w http.ResponseWriter, r *http.Request) error {
	if next := r.FormValue("next"); next != "" {
		d.sessions.Put(r.Context(), keyNext, safe(next))
	}
	return d.depart(w, r, func() (string, error) { return d.account.AskProvider(r.Context(), d.browser(r), d.back()) })
}

// depart begins with begin, and sends the browser to the page that sends it on.
// It cannot be sent on at once: a form of ours goes nowhere but to us, and
// browsers hold that against every address that follows upon it.
func (d *Handlers) depart(w http.ResponseWriter, r *http.Request, begin func() (string, error)) error {
	if !d.tries.Allow() {
		return errTries
	}
	state, err := begin()
	if err != nil {
		return d.notSignedIn(w, r, err)
	}
	return site.See(w, r, providerPath+"/to/"+state)
}

func (d *Handlers) goingToProvider(w http.ResponseWriter, r *http.Request) error {
	address, err := d.account.ProviderAddress(r.Context(), r.PathValue("state"), d.sessions.GetString(r.Context(), keyBrowser))
	if fault.Is(err, fault.Invalid) { // it is over, or somebody else's
		http.Redirect(w, r, providerPath+"?over=1", http.StatusSeeOther) // to look makes no row, so nothing is kept for that page
		return nil
	}
	if err != nil {
		return err
	}
	v, p, name := d.providerView(r), page.In(r), d.account.ProviderName()
	v.Title, v.Lead, v.Action = p.Say("You are being sent to %s", name), "", ""
	v.To = page.Link{Text: p.Say("Go on to %s", name), Href: address}
	w.Header().Set("Refresh", "0; url="+address)
	return providerPage.Write(w, r, http.StatusOK, v)
}

// backFromProvider takes what the browser brings back. It is a link to us from
// elsewhere, and changes something all the same; what makes it good is that it
// was begun here, in this browser, a short while ago.
func (d *Handlers) backFromProvider(w http.ResponseWriter, r *http.Request) error {
	if !d.tries.Allow() {
		return errTries
	}
	a, err := d.account.ProviderReturned(r.Context(), site.By(r), d.sessions.GetString(r.Context(), keyBrowser), account.ReadReturned(r.URL.Query()))
	if err != nil {
		return d.notSignedIn(w, r, err)
	}
	name := d.account.ProviderName()
	switch {
	case a.Linked:
		d.tell(r, page.In(r).Say("Your account is linked. From now on you can sign in with %s.", name))
		return site.See(w, r, ownProviderPath)
	case a.MFA:
		return d.establish(w, r, a.Person, name)
	case a.Person.HasTOTP():
		if err := d.begin(r, a.Person, keyHalf, ""); err != nil {
			return err
		}
		return site.See(w, r, signInPath+"/code")
	}
	return d.notSignedIn(w, r, fault.Newf(fault.Forbidden, "%s did not say that it asked you for a second factor, and you have no authenticator app here. Sign in with your passkey, or ask your administrator.", name))
}

// notSignedIn says what went wrong, with the button to try again.
func (d *Handlers) notSignedIn(w http.ResponseWriter, r *http.Request, err error) error {
	status := http.StatusUnprocessableEntity
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Conflict, fault.Forbidden:
		d.Slog.InfoContext(r.Context(), "provider", "err", err)
	case fault.Busy:
		d.Slog.WarnContext(r.Context(), "provider", "err", err)
		status = http.StatusServiceUnavailable
	default:
		return err
	}
	v := d.providerView(r)
	v.Problem, v.Lead, v.Button = page.Said(r, err), "", page.In(r).Say("Try again")
	if site.By(r).ID != "" {
		v.Action, v.Other = ownProviderPath, page.Link{Text: page.In(r).Say("Your account"), Href: accountPath}
	}
	return providerPage.Write(w, r, status, v)
}

func (d *Handlers) beforeAccept(w http.ResponseWriter, r *http.Request) error {
	if _, err := d.account.TokenHolder(r.Context(), account.Invitation, r.PathValue("token")); err != nil {
		return err
	}
	v := d.providerView(r)
	v.Action, v.Other = acceptByProvider+r.PathValue("token"), page.Link{Text: page.In(r).Say("Choose a password and set up an authenticator app"), Href: "/staff/invitation/" + r.PathValue("token")}
	return providerPage.Write(w, r, http.StatusOK, v)
}

func (d *Handlers) toAccept(w http.ResponseWriter, r *http.Request) error {
	return d.depart(w, r, func() (string, error) {
		return d.account.AskProviderToAccept(r.Context(), r.PathValue("token"), d.browser(r), d.back())
	})
}

// showLink says whether the account is linked, with the button to change that.
func (d *Handlers) showLink(w http.ResponseWriter, r *http.Request) error {
	return d.showLinked(w, r, http.StatusOK, "")
}

func (d *Handlers) showLinked(w http.ResponseWriter, r *http.Request, status int, problem string) error {
	linked, err := d.account.Linked(r.Context(), site.By(r))
	if err != nil {
		return err
	}
	v, p, name := d.providerView(r), page.In(r), d.account.ProviderName()
	v.Title, v.Problem, v.Other = p.Say("Signing in with %s", name), problem, page.Link{Text: p.Say("Your account"), Href: accountPath}
	if linked {
		v.Lead, v.Action, v.Button = p.Say("Your account is linked. You can sign in with %s.", name), ownProviderPath+"/unlink", p.Say("Take the link away")
	} else {
		v.Lead, v.Action, v.Button = p.Say("Your account is not linked. Link it to sign in with %s from now on.", name), ownProviderPath, p.Say("Link your account")
	}
	if told := d.told(r); told != "" {
		v.Lead = told
	}
	return providerPage.Write(w, r, status, v)
}

func (d *Handlers) toLink(w http.ResponseWriter, r *http.Request) error {
	return d.depart(w, r, func() (string, error) {
		return d.account.AskProviderFor(r.Context(), site.By(r), d.browser(r), d.back())
	})
}

func (d *Handlers) unlink(w http.ResponseWriter, r *http.Request) error {
	if err := d.account.Unlink(r.Context(), site.By(r)); err != nil {
		say, err := shown(r, err)
		if err != nil {
			return err
		}
		return d.showLinked(w, r, http.StatusUnprocessableEntity, say)
	}
	d.tell(r, page.In(r).Say("The link is taken away."))
	return site.See(w, r, ownProviderPath)
}
