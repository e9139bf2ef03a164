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
	providerPath        = signInPath + "/provider"
	accountProviderPath = accountPath + "/provider"
	acceptProviderPath  = "/staff/invitation-provider/" // and the token
)

// providerRoutes puts in its place what is about signing in through the provider
// of the council, if it has one.
func (d *Handlers) providerRoutes() {
	name := d.account.ProviderName()
	if name == "" {
		return
	}
	const get, post, all = http.MethodGet, http.MethodPost, actor.Public
	d.route(get, providerPath, all, d.getProvider)
	d.route(post, providerPath, all, d.postProvider)
	d.route(get, providerPath+"/to/{state}", all, d.getProviderRedirect)
	d.route(get, providerPath+"/back", all, d.getProviderCallback)
	d.route(get, acceptProviderPath+"{token}", all, d.getProviderInvitation)
	d.route(post, acceptProviderPath+"{token}", all, d.postProviderInvitation)
	d.route(get, accountProviderPath, actor.Staff, d.getProviderLink)
	d.routeReauth(post, accountProviderPath, actor.Staff, d.postProviderLink)
	d.routeReauth(post, accountProviderPath+"/unlink", actor.Staff, d.postProviderUnlink)
	d.signInMethods = append(d.signInMethods, signInMethod{Text: locale.Key("Sign in with %s"), ProviderName: name, Href: providerPath})
	d.accountMethods = append(
		d.accountMethods,
		signInMethod{Text: locale.Key("Signing in with %s"), ProviderName: name, Href: accountProviderPath},
	)
	d.acceptMethods = append(
		d.acceptMethods,
		signInMethod{Text: locale.Key("Sign in with %s instead"), ProviderName: name, Href: acceptProviderPath},
	)
	d.Site.AddToGallery(providerPage)
}

// providerView is a page from which somebody goes to the provider, or to which
// they come back without success.
type providerView struct {
	signedOutPage
	Title, Lead string
	Problem     string
	Action      string // of the button; "" where there is none
	Next        string
	Button      string
	Redirect    page.Link // where the browser is being sent
	OtherMethod page.Link
}

var providerPage = page.New(
	files,
	"templates/provider.html",
	providerView{
		Title:       "Sign in with the county network",
		Lead:        "You will sign in there and then come back here.",
		Action:      "/staff/sign-in/provider",
		Next:        "/staff/consultations",
		Button:      "Continue",
		OtherMethod: page.Link{Text: "Sign in another way", Href: "/staff/sign-in"},
	},
	providerView{
		Title:       "Sign in with the county network",
		Problem:     "The county network did not sign you in. Try again, or sign in another way.",
		Action:      "/staff/sign-in/provider",
		Button:      "Try again",
		OtherMethod: page.Link{Text: "Sign in another way", Href: "/staff/sign-in"},
	},
	providerView{
		Title:       "You are being sent to the county network",
		Redirect:    page.Link{Text: "Go on to the county network", Href: "https://login.example.org/authorize?client_id=folkmoot"},
		OtherMethod: page.Link{Text: "Sign in another way", Href: "/staff/sign-in"},
	},
)

func (d *Handlers) providerView(r *http.Request) providerView {
	p := page.Printer(r)
	v := providerView{
		Title:       p.Say("Sign in with %s", d.account.ProviderName()),
		Lead:        p.Say("You will sign in there and then come back here."),
		Button:      p.Say("Continue"),
		Action:      providerPath,
		OtherMethod: page.Link{Text: p.Say("Sign in another way"), Href: signInPath},
	}
	if next := r.FormValue("next"); next != "" {
		v.Next = safeNext(next)
	}
	return v
}

func (d *Handlers) getProvider(w http.ResponseWriter, r *http.Request) error {
	v := d.providerView(r)
	v.Problem = d.popNotice(r)
	if v.Problem == "" && r.URL.Query().Has("over") {
		v.Problem = page.Printer(r).Say("That took longer than 5 minutes, was started in another browser or has already been used. Start again.")
	}
	return providerPage.Write(w, r, http.StatusOK, v)
}

// callbackURL is the address of ours to which the provider sends people back. It is the
// one that was set there, whatever the request says.
func (d *Handlers) callbackURL() string { return d.BaseURL + providerPath + "/back" }

func (d *Handlers) postProvider(w http.ResponseWriter, r *http.Request) error {
	if next := r.FormValue("next"); next != "" {
		d.sessions.Put(r.Context(), keyNext, safeNext(next))
	}
	return d.redirectToProvider(w, r, func() (string, error) {
		return d.account.BeginProviderSignIn(r.Context(), d.browserSecret(r), d.callbackURL())
	})
}

// redirectToProvider begins with begin, and sends the browser to the page that sends it on.
// It cannot be sent on at once: a form of ours goes nowhere but to us, and
// browsers hold that against every address that follows upon it.
func (d *Handlers) redirectToProvider(w http.ResponseWriter, r *http.Request, begin func() (string, error)) error {
	if !d.limiter.Allow() {
		return errBusy
	}
	state, err := begin()
	if err != nil {
		return d.writeProviderError(w, r, err)
	}
	return site.Redirect(w, r, providerPath+"/to/"+state)
}

func (d *Handlers) getProviderRedirect(w http.ResponseWriter, r *http.Request) error {
	address, err := d.account.ProviderAuthURL(r.Context(), r.PathValue("state"), d.sessions.GetString(r.Context(), keyBrowserSecret))
	if fault.Is(err, fault.Invalid) { // it is over, or somebody else's
		http.Redirect(w, r, providerPath+"?over=1", http.StatusSeeOther) // to look makes no row, so nothing is kept for that page
		return nil
	}
	if err != nil {
		return err
	}
	v, p, name := d.providerView(r), page.Printer(r), d.account.ProviderName()
	v.Title, v.Lead, v.Action = p.Say("We are taking you to %s", name), "", ""
	v.Redirect = page.Link{Text: p.Say("Continue to %s", name), Href: address}
	w.Header().Set("Refresh", "0; url="+address)
	return providerPage.Write(w, r, http.StatusOK, v)
}

// getProviderCallback takes what the browser brings back. It is a link to us from
// elsewhere, and changes something all the same; what makes it good is that it
// was begun here, in this browser, a short while ago.
func (d *Handlers) getProviderCallback(w http.ResponseWriter, r *http.Request) error {
	if !d.limiter.Allow() {
		return errBusy
	}
	a, err := d.account.FinishProvider(
		r.Context(),
		site.Actor(r),
		d.sessions.GetString(r.Context(), keyBrowserSecret),
		account.ParseCallback(r.URL.Query()),
	)
	if err != nil {
		return d.writeProviderError(w, r, err)
	}
	name := d.account.ProviderName()
	switch {
	case a.Linked:
		d.setNotice(r, page.Printer(r).Say("Your account is now linked. You can sign in with %s.", name))
		return site.Redirect(w, r, accountProviderPath)
	case a.MFA:
		return d.signInAndRedirect(w, r, a.Person, name)
	case a.Person.HasTOTP():
		if err := d.startSession(r, a.Person, keyPartial, ""); err != nil {
			return err
		}
		return site.Redirect(w, r, signInPath+"/code")
	}
	return d.writeProviderError(
		w,
		r,
		fault.Newf(
			fault.Forbidden,
			"%s did not confirm that you used a second factor, and you have not set up an authenticator app here. Sign in with your passkey, or ask your administrator.",
			name,
		),
	)
}

// writeProviderError says what went wrong, with the button to try again.
func (d *Handlers) writeProviderError(w http.ResponseWriter, r *http.Request, err error) error {
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
	v.Problem, v.Lead, v.Button = page.ErrorMessage(r, err), "", page.Printer(r).Say("Try again")
	if site.Actor(r).ID != "" {
		v.Action, v.OtherMethod = accountProviderPath, page.Link{Text: page.Printer(r).Say("Your account"), Href: accountPath}
	}
	return providerPage.Write(w, r, status, v)
}

func (d *Handlers) getProviderInvitation(w http.ResponseWriter, r *http.Request) error {
	if _, err := d.account.TokenHolder(r.Context(), account.InvitationToken, r.PathValue("token")); err != nil {
		return err
	}
	v := d.providerView(r)
	v.Action, v.OtherMethod = acceptProviderPath+r.PathValue(
		"token",
	), page.Link{
		Text: page.Printer(r).Say("Choose a password and set up an authenticator app"),
		Href: "/staff/invitation/" + r.PathValue("token"),
	}
	return providerPage.Write(w, r, http.StatusOK, v)
}

func (d *Handlers) postProviderInvitation(w http.ResponseWriter, r *http.Request) error {
	return d.redirectToProvider(w, r, func() (string, error) {
		return d.account.BeginProviderInvitation(r.Context(), r.PathValue("token"), d.browserSecret(r), d.callbackURL())
	})
}

// getProviderLink says whether the account is linked, with the button to change that.
func (d *Handlers) getProviderLink(w http.ResponseWriter, r *http.Request) error {
	return d.writeProviderLink(w, r, http.StatusOK, "")
}

func (d *Handlers) writeProviderLink(w http.ResponseWriter, r *http.Request, status int, problem string) error {
	linked, err := d.account.IsLinkedToProvider(r.Context(), site.Actor(r))
	if err != nil {
		return err
	}
	v, p, name := d.providerView(r), page.Printer(r), d.account.ProviderName()
	v.Title, v.Problem, v.OtherMethod = p.Say("Signing in with %s", name), problem, page.Link{Text: p.Say("Your account"), Href: accountPath}
	if linked {
		v.Lead, v.Action, v.Button = p.Say(
			"Your account is linked. You can sign in with %s.",
			name,
		), accountProviderPath+"/unlink", p.Say(
			"Unlink your account",
		)
	} else {
		v.Lead, v.Action, v.Button = p.Say("Your account is not linked. Link it so that you can sign in with %s.", name), accountProviderPath, p.Say("Link your account")
	}
	if told := d.popNotice(r); told != "" {
		v.Lead = told
	}
	return providerPage.Write(w, r, status, v)
}

func (d *Handlers) postProviderLink(w http.ResponseWriter, r *http.Request) error {
	return d.redirectToProvider(w, r, func() (string, error) {
		return d.account.BeginProviderLink(r.Context(), site.Actor(r), d.browserSecret(r), d.callbackURL())
	})
}

func (d *Handlers) postProviderUnlink(w http.ResponseWriter, r *http.Request) error {
	if err := d.account.UnlinkProvider(r.Context(), site.Actor(r)); err != nil {
		say, err := formError(r, err)
		if err != nil {
			return err
		}
		return d.writeProviderLink(w, r, http.StatusUnprocessableEntity, say)
	}
	d.setNotice(r, page.Printer(r).Say("Your account has been unlinked."))
	return site.Redirect(w, r, accountProviderPath)
}
