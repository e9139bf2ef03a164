package signinweb

import (
	"net/http"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/signin"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

const (
	providerPath        = signInPath + "/provider"
	accountProviderPath = accountPath + "/provider"
	acceptProviderPath  = "/staff/invitation-provider/" // the token follows
)

// providerRoutes adds the pages for signing in through the provider and links to
// them, if there is a provider.
func (h *Handlers) providerRoutes() {
	name := h.service.ProviderName()
	if name == "" {
		return
	}
	const get, post, all = http.MethodGet, http.MethodPost, actor.Public
	h.route(get, providerPath, all, h.getProvider)
	h.route(post, providerPath, all, h.postProvider)
	h.route(get, providerPath+"/redirect/{state}", all, h.getProviderRedirect)
	h.route(get, providerPath+"/callback", all, h.getProviderCallback)
	h.route(get, acceptProviderPath+"{token}", all, h.getProviderInvitation)
	h.route(post, acceptProviderPath+"{token}", all, h.postProviderInvitation)
	h.route(get, accountProviderPath, actor.Staff, h.getProviderLink)
	h.routeReauth(post, accountProviderPath, actor.Staff, h.postProviderLink)
	h.routeReauth(post, accountProviderPath+"/unlink", actor.Staff, h.postProviderUnlink)
	link := func(all *[]signInMethod, text, href string) {
		*all = append(*all, signInMethod{Text: text, ProviderName: name, Href: href})
	}
	link(&h.signInMethods, locale.Key("Sign in with %s"), providerPath)
	link(&h.accountMethods, locale.Key("Signing in with %s"), accountProviderPath)
	link(&h.acceptMethods, locale.Key("Sign in with %s instead"), acceptProviderPath)
	h.feature.AddExamples(providerPage)
}

// providerView is a page with a link or button to the provider, or with the error
// of a sign-in that failed.
type providerView struct {
	signedOutPage
	Title, Lead string
	Problem     string
	Action      string // of the button; "" for no button
	Next        string
	Button      string
	Redirect    page.Link // to the provider
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
		Title:       "We are taking you to the county network",
		Redirect:    page.Link{Text: "Continue to the county network", Href: "https://login.example.org/authorize?client_id=folkmoot"},
		OtherMethod: page.Link{Text: "Sign in another way", Href: "/staff/sign-in"},
	},
)

func (h *Handlers) providerView(r *http.Request) providerView {
	p := page.Printer(r)
	v := providerView{
		Title:       p.Say("Sign in with %s", h.service.ProviderName()),
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

func (h *Handlers) getProvider(w http.ResponseWriter, r *http.Request) error {
	v := h.providerView(r)
	v.Problem = h.PopNotice(r)
	if v.Problem == "" && r.URL.Query().Has("over") {
		v.Problem = page.Printer(r).Say(
			"That took longer than 5 minutes, was started in another browser or has already been used. Start again.",
		)
	}
	return providerPage.Write(w, r, http.StatusOK, v)
}

// callbackURL returns our address to which the provider sends people back. It
// depends on the settings only, because it is registered at the provider.
func (h *Handlers) callbackURL() string { return h.BaseURL + providerPath + "/callback" }

func (h *Handlers) postProvider(w http.ResponseWriter, r *http.Request) error {
	if next := r.FormValue("next"); next != "" {
		h.sessions.Put(r.Context(), keyNext, safeNext(next))
	}
	return h.redirectToProvider(w, r, func() (string, error) {
		return h.service.BeginProviderSignIn(r.Context(), h.browserSecret(r), h.callbackURL())
	})
}

// redirectToProvider calls begin and redirects to a page of ours that redirects to
// the provider. Our content security policy has form-action 'self', and browsers
// apply it to redirects after a form too, so it cannot redirect at once.
func (h *Handlers) redirectToProvider(w http.ResponseWriter, r *http.Request, begin func() (string, error)) error {
	if !h.limiter.Allow() {
		return errBusy
	}
	state, err := begin()
	if err != nil {
		return h.writeProviderError(w, r, err)
	}
	return site.Redirect(w, r, providerPath+"/redirect/"+state)
}

func (h *Handlers) getProviderRedirect(w http.ResponseWriter, r *http.Request) error {
	secret := h.sessions.GetString(r.Context(), keyBrowserSecret)
	address, err := h.service.ProviderAuthURL(r.Context(), r.PathValue("state"), secret)
	if fault.Is(err, fault.Invalid) { // over, or of another browser
		http.Redirect(w, r, providerPath+"?over=1", http.StatusSeeOther) // a GET request stores no notice
		return nil
	}
	if err != nil {
		return err
	}
	v, p, name := h.providerView(r), page.Printer(r), h.service.ProviderName()
	v.Title, v.Lead, v.Action = p.Say("We are taking you to %s", name), "", ""
	v.Redirect = page.Link{Text: p.Say("Continue to %s", name), Href: address}
	w.Header().Set("Refresh", "0; url="+address)
	return providerPage.Write(w, r, http.StatusOK, v)
}

// getProviderCallback ends a sign-in through the provider. It is a GET request
// from another site that changes something; the state parameter makes sure that
// this browser started the sign-in here.
func (h *Handlers) getProviderCallback(w http.ResponseWriter, r *http.Request) error {
	if !h.limiter.Allow() {
		return errBusy
	}
	result, err := h.service.FinishProvider(
		r.Context(),
		site.Actor(r),
		h.sessions.GetString(r.Context(), keyBrowserSecret),
		signin.ParseCallback(r.URL.Query()),
	)
	if err != nil {
		return h.writeProviderError(w, r, err)
	}
	name := h.service.ProviderName()
	switch {
	case result.Linked:
		h.SetNotice(r, page.Printer(r).Say("Your account is now linked. You can sign in with %s.", name))
		return site.Redirect(w, r, accountProviderPath)
	case result.MFA:
		return h.signInAndRedirect(w, r, result.Account, name)
	case result.Account.HasTOTP():
		if err := h.startSession(r, result.Account, keyPartial, ""); err != nil {
			return err
		}
		return site.Redirect(w, r, signInPath+"/code")
	}
	return h.writeProviderError(w, r, fault.Newf(
		fault.Forbidden,
		"%s did not confirm that you used a second factor, and you have not set up an authenticator app here. "+
			"Sign in with your passkey, or ask your administrator.",
		name,
	))
}

// writeProviderError shows an error that people can do something about, with a
// button to try again. It returns other errors.
func (h *Handlers) writeProviderError(w http.ResponseWriter, r *http.Request, err error) error {
	status := http.StatusUnprocessableEntity
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Conflict, fault.Forbidden:
		h.Slog.InfoContext(r.Context(), "provider sign-in refused", "err", err)
	case fault.Busy:
		h.Slog.WarnContext(r.Context(), "provider unavailable", "err", err)
		status = http.StatusServiceUnavailable
	default:
		return err
	}
	v := h.providerView(r)
	v.Problem, v.Lead, v.Button = page.ErrorMessage(r, err), "", page.Printer(r).Say("Try again")
	if site.Actor(r).ID != "" {
		v.Action = accountProviderPath
		v.OtherMethod = page.Link{Text: page.Printer(r).Say("Your account"), Href: accountPath}
	}
	return providerPage.Write(w, r, status, v)
}

func (h *Handlers) getProviderInvitation(w http.ResponseWriter, r *http.Request) error {
	if _, err := h.service.TokenHolder(r.Context(), signin.InvitationToken, r.PathValue("token")); err != nil {
		return err
	}
	v := h.providerView(r)
	v.Action = acceptProviderPath + r.PathValue("token")
	v.OtherMethod = page.Link{
		Text: page.Printer(r).Say("Choose a password and set up an authenticator app"),
		Href: invitationPath + r.PathValue("token"),
	}
	return providerPage.Write(w, r, http.StatusOK, v)
}

func (h *Handlers) postProviderInvitation(w http.ResponseWriter, r *http.Request) error {
	return h.redirectToProvider(w, r, func() (string, error) {
		token, secret := r.PathValue("token"), h.browserSecret(r)
		return h.service.BeginProviderInvitation(r.Context(), token, secret, h.callbackURL())
	})
}

// getProviderLink shows whether the account is linked, with a button to change that.
func (h *Handlers) getProviderLink(w http.ResponseWriter, r *http.Request) error {
	return h.writeProviderLink(w, r, http.StatusOK, "")
}

func (h *Handlers) writeProviderLink(w http.ResponseWriter, r *http.Request, status int, problem string) error {
	linked, err := h.service.IsLinkedToProvider(r.Context(), site.Actor(r))
	if err != nil {
		return err
	}
	v, p, name := h.providerView(r), page.Printer(r), h.service.ProviderName()
	v.Title, v.Problem = p.Say("Signing in with %s", name), problem
	v.OtherMethod = page.Link{Text: p.Say("Your account"), Href: accountPath}
	v.Lead = p.Say("Your account is not linked. Link it so that you can sign in with %s.", name)
	v.Action, v.Button = accountProviderPath, p.Say("Link your account")
	if linked {
		v.Lead = p.Say("Your account is linked. You can sign in with %s.", name)
		v.Action, v.Button = accountProviderPath+"/unlink", p.Say("Unlink your account")
	}
	if notice := h.PopNotice(r); notice != "" {
		v.Lead = notice
	}
	return providerPage.Write(w, r, status, v)
}

func (h *Handlers) postProviderLink(w http.ResponseWriter, r *http.Request) error {
	return h.redirectToProvider(w, r, func() (string, error) {
		return h.service.BeginProviderLink(r.Context(), site.Actor(r), h.browserSecret(r), h.callbackURL())
	})
}

func (h *Handlers) postProviderUnlink(w http.ResponseWriter, r *http.Request) error {
	if err := h.service.UnlinkProvider(r.Context(), site.Actor(r)); err != nil {
		message, err := web.FormError(r, err)
		if err != nil {
			return err
		}
		return h.writeProviderLink(w, r, http.StatusUnprocessableEntity, message)
	}
	h.SetNotice(r, page.Printer(r).Say("Your account has been unlinked."))
	return site.Redirect(w, r, accountProviderPath)
}
