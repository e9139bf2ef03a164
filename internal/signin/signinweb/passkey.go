package signinweb

import (
	"cmp"
	"net"
	"net/http"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/signin"
	"github.com/folkmoot/folkmoot/internal/site"
)

// passkeyFlow is one purpose of using or creating a passkey. Each has the same
// four steps: a page with a button, sending it, a page on which the script asks
// the browser, and sending the browser's response.
type passkeyFlow struct {
	path   string // of all steps; the last two append the id of the ceremony
	needs  actor.Capability
	reauth bool
	// account returns the account that gets a new passkey, or nil to redirect to
	// the sign-in page. It is nil if a passkey is used, not created.
	account func(h *Handlers, r *http.Request) (*signin.Account, error)
	view    func(h *Handlers, r *http.Request) passkeyView
	finish  func(h *Handlers, w http.ResponseWriter, r *http.Request, p passkeyResponse) error
}

// passkeyResponse is the response of a browser in a ceremony.
type passkeyResponse struct {
	party                     signin.RelyingParty
	ceremonyID, browserSecret string
	name, response            string
	account                   *signin.Account // that gets a new passkey
}

const (
	acceptPasskeyPath = "/staff/invitation-passkey/" // the token follows
	passkeysPath      = accountPath + "/passkeys"
)

var passkeyFlows = []passkeyFlow{
	{
		path:   signInPath + "/passkey",
		needs:  actor.Public,
		view:   passkeySignInView,
		finish: (*Handlers).finishPasskeySignIn,
	},
	{
		path:   confirmPath + "/passkey",
		needs:  actor.Staff,
		view:   passkeyConfirmView,
		finish: (*Handlers).finishPasskeyConfirm,
	},
	{
		path:    accountPath + "/add-passkey",
		needs:   actor.Staff,
		reauth:  true,
		account: signedInAccount,
		view:    passkeyAddView,
		finish:  (*Handlers).finishPasskeyAdd,
	},
	{
		path:    enrolPath + "/passkey",
		needs:   actor.Public,
		account: accountWithoutSecondFactor,
		view:    passkeyFirstView,
		finish:  (*Handlers).finishPasskeyFirst,
	},
	{
		path:    acceptPasskeyPath + "{token}",
		needs:   actor.Public,
		account: invitedAccount,
		view:    passkeyAcceptView,
		finish:  (*Handlers).finishPasskeyAccept,
	},
}

// passkeyRoutes adds the pages for passkeys and links to them.
func (h *Handlers) passkeyRoutes() {
	for _, f := range passkeyFlows {
		add := h.route
		if f.reauth {
			add = h.routeReauth
		}
		with := func(step func(*Handlers, http.ResponseWriter, *http.Request, passkeyFlow) error) site.Handler {
			return func(w http.ResponseWriter, r *http.Request) error { return step(h, w, r, f) }
		}
		add("GET", f.path, f.needs, with((*Handlers).getPasskey))
		add("POST", f.path, f.needs, with((*Handlers).postPasskey))
		add("GET", f.path+"/{ceremony}", f.needs, with((*Handlers).getPasskeyChallenge))
		add("POST", f.path+"/{ceremony}", f.needs, with((*Handlers).postPasskeyChallenge))
	}
	h.route("GET", passkeysPath, actor.Staff, h.listPasskeys)
	h.route("POST", passkeysPath+"/{passkey}/name", actor.Staff, h.renamePasskey)
	h.routeReauth("POST", passkeysPath+"/{passkey}/remove", actor.Staff, h.removePasskey)
	link := func(all *[]signInMethod, text, href string) {
		*all = append(*all, signInMethod{Text: text, Href: href})
	}
	link(&h.signInMethods, locale.Key("Sign in with a passkey"), signInPath+"/passkey")
	link(&h.confirmMethods, locale.Key("Use a passkey"), confirmPath+"/passkey")
	link(&h.accountMethods, locale.Key("Passkeys"), passkeysPath)
	link(&h.acceptMethods, locale.Key("Use a passkey instead of a password and code"), acceptPasskeyPath)
	h.feature.AddExamples(passkeyPage, passkeysPage)
}

// pathFor returns the path of f with the token of r.
func (f passkeyFlow) pathFor(r *http.Request) string {
	return strings.ReplaceAll(f.path, "{token}", r.PathValue("token"))
}

// relyingParty returns this site for WebAuthn. On localhost, it uses the host and
// port of the request.
func (h *Handlers) relyingParty(r *http.Request) (signin.RelyingParty, error) {
	base := h.BaseURL
	host, _, err := net.SplitHostPort(r.Host)
	if base == "" || err == nil && host == "localhost" && strings.HasPrefix(base, "http://localhost") {
		base = "http://" + r.Host
	}
	return signin.NewRelyingParty(base, "Folkmoot")
}

// browserSecret returns the secret in r's session that binds ceremonies to this
// browser. It creates one if there is none.
func (h *Handlers) browserSecret(r *http.Request) string {
	secret := h.sessions.GetString(r.Context(), keyBrowserSecret)
	if secret == "" {
		secret = db.NewSecret()
		h.sessions.Put(r.Context(), keyBrowserSecret, secret)
	}
	return secret
}

// getPasskey shows a page with a button. The ceremony starts when it is sent,
// because a GET request stores nothing.
func (h *Handlers) getPasskey(w http.ResponseWriter, r *http.Request, f passkeyFlow) error {
	if f.account != nil {
		if a, err := f.account(h, r); a == nil || err != nil {
			return h.redirectToSignIn(w, r, err)
		}
	}
	return h.writePasskey(w, r, http.StatusOK, f, "")
}

// redirectToSignIn returns err, or redirects if it is nil.
func (h *Handlers) redirectToSignIn(w http.ResponseWriter, r *http.Request, err error) error {
	if err == nil {
		http.Redirect(w, r, signInPath, http.StatusSeeOther)
	}
	return err
}

func (h *Handlers) postPasskey(w http.ResponseWriter, r *http.Request, f passkeyFlow) error {
	party, err := h.relyingParty(r)
	if err != nil {
		return h.writePasskeyError(w, r, f, err)
	}
	if !h.limiter.Allow() {
		return errBusy
	}
	begin := func() (string, error) { return h.service.BeginPasskeySignIn(r.Context(), party, h.browserSecret(r)) }
	if f.account != nil {
		a, err := f.account(h, r)
		if a == nil || err != nil {
			return h.redirectToSignIn(w, r, err)
		}
		begin = func() (string, error) {
			return h.service.BeginPasskeyRegistration(r.Context(), a.ID, party, h.browserSecret(r))
		}
	}
	id, err := begin()
	if err != nil {
		return h.writePasskeyError(w, r, f, err)
	}
	if next := r.FormValue("next"); next != "" {
		h.sessions.Put(r.Context(), keyNext, safeNext(next))
	}
	return site.Redirect(w, r, f.pathFor(r)+"/"+id)
}

// getPasskeyChallenge shows the page on which the script asks the browser.
func (h *Handlers) getPasskeyChallenge(w http.ResponseWriter, r *http.Request, f passkeyFlow) error {
	v, accountID := f.view(h, r), ""
	if f.account != nil {
		a, err := f.account(h, r)
		if a == nil || err != nil {
			return h.redirectToSignIn(w, r, err)
		}
		accountID = a.ID
	}
	id, secret := r.PathValue("ceremony"), h.sessions.GetString(r.Context(), keyBrowserSecret)
	options, err := h.service.PasskeyOptions(r.Context(), accountID, id, secret)
	if fault.Is(err, fault.Invalid) { // over, or of another browser
		return h.writePasskey(w, r, http.StatusOK, f, page.ErrorMessage(r, err))
	}
	if err != nil {
		return err
	}
	v.Action, v.Options, v.Kind = f.pathFor(r)+"/"+id, options, "get"
	if accountID != "" {
		p := page.Printer(r)
		v.Kind = "create"
		v.Form = form.Form{{
			Kind: form.Text, ID: "name", Name: "name", Label: p.Say("Passkey name"), Value: p.Say("Passkey"), Width: 20,
			Hint: p.Say("A name to help you recognise it, like Work laptop."),
		}}
	}
	return passkeyPage.Write(w, r, http.StatusOK, v)
}

// postPasskeyChallenge checks the browser's response.
func (h *Handlers) postPasskeyChallenge(w http.ResponseWriter, r *http.Request, f passkeyFlow) error {
	party, err := h.relyingParty(r)
	if err != nil {
		return h.writePasskeyError(w, r, f, err)
	}
	p := passkeyResponse{
		party:         party,
		ceremonyID:    r.PathValue("ceremony"),
		browserSecret: h.sessions.GetString(r.Context(), keyBrowserSecret),
		name:          r.PostFormValue("name"),
		response:      r.PostFormValue("credential"),
	}
	if f.account != nil {
		if p.account, err = f.account(h, r); p.account == nil || err != nil {
			return h.redirectToSignIn(w, r, err)
		}
	}
	if err := f.finish(h, w, r, p); err != nil {
		return h.writePasskeyError(w, r, f, err)
	}
	return nil
}

// writePasskeyError shows an error that people can do something about, with the
// button to start again: a challenge is used once. It returns other errors.
func (h *Handlers) writePasskeyError(w http.ResponseWriter, r *http.Request, f passkeyFlow, err error) error {
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Conflict, fault.Forbidden:
		h.Slog.InfoContext(r.Context(), "passkey refused", "err", err)
		return h.writePasskey(w, r, http.StatusUnprocessableEntity, f, page.ErrorMessage(r, err))
	}
	return err
}

func (h *Handlers) writePasskey(w http.ResponseWriter, r *http.Request, status int, f passkeyFlow, problem string) error {
	v := f.view(h, r)
	v.Action, v.Problem = f.pathFor(r), cmp.Or(problem, h.PopNotice(r))
	if next := r.FormValue("next"); next != "" {
		v.Next = safeNext(next)
	}
	return passkeyPage.Write(w, r, status, v)
}
