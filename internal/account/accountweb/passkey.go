package accountweb

import (
	"cmp"
	"net"
	"net/http"
	"strings"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
)

// passkeyFlow is one thing that a passkey is asked for. Every errand has the same
// four steps: a page with a button, the button, a page on which the script asks
// the browser, and the answer.
type passkeyFlow struct {
	path   string // of all four; the last two have the id of the question after it
	needs  actor.Capability
	reauth bool
	// person is for whom a passkey is made; nil: one is shown.
	person func(d *Handlers, r *http.Request) (*account.Person, error)
	// view is what the page says.
	view func(d *Handlers, r *http.Request) passkeyView
	// finish takes the answer.
	finish func(d *Handlers, w http.ResponseWriter, r *http.Request, a passkeyResponse) error
}

// passkeyResponse is what came back from a browser.
type passkeyResponse struct {
	party                     account.RelyingParty
	ceremonyID, browserSecret string // of the question
	name, response            string
	person                    *account.Person // for whom one is made
}

const acceptPasskeyPath = "/staff/invitation-passkey/" // and the token

// passkeyFlows are all that passkeys are asked for.
var passkeyFlows = []passkeyFlow{
	{path: signInPath + "/passkey", needs: actor.Public, view: passkeySignInView, finish: (*Handlers).finishPasskeySignIn},
	{path: confirmPath + "/passkey", needs: actor.Staff, view: passkeyConfirmView, finish: (*Handlers).finishPasskeyConfirm},
	{
		path:   accountPath + "/add-passkey",
		needs:  actor.Staff,
		reauth: true,
		person: signedInPerson,
		view:   passkeyAddView,
		finish: (*Handlers).finishPasskeyAdd,
	},
	{
		path:   enrolPath + "/passkey",
		needs:  actor.Public,
		person: personWithoutSecondFactor,
		view:   passkeyFirstView,
		finish: (*Handlers).finishPasskeyFirst,
	},
	{
		path:   acceptPasskeyPath + "{token}",
		needs:  actor.Public,
		person: invitedPerson,
		view:   passkeyAcceptView,
		finish: (*Handlers).finishPasskeyAccept,
	},
}

// passkeyRoutes puts what is about passkeys in its place.
func (d *Handlers) passkeyRoutes() {
	for _, e := range passkeyFlows {
		add := d.route
		if e.reauth {
			add = d.routeReauth
		}
		add("GET", e.path, e.needs, func(w http.ResponseWriter, r *http.Request) error { return d.getPasskey(w, r, e) })
		add("POST", e.path, e.needs, func(w http.ResponseWriter, r *http.Request) error { return d.postPasskey(w, r, e) })
		add("GET", e.path+"/{question}", e.needs, func(w http.ResponseWriter, r *http.Request) error { return d.getPasskeyChallenge(w, r, e) })
		add("POST", e.path+"/{question}", e.needs, func(w http.ResponseWriter, r *http.Request) error { return d.postPasskeyChallenge(w, r, e) })
	}
	d.route("GET", accountPath+"/passkeys", actor.Staff, d.listPasskeys)
	d.route("POST", accountPath+"/passkeys/{passkey}/name", actor.Staff, d.renamePasskey)
	d.routeReauth("POST", accountPath+"/passkeys/{passkey}/remove", actor.Staff, d.removePasskey)
	d.signInMethods = append(d.signInMethods, signInMethod{Text: locale.Key("Sign in with a passkey"), Href: signInPath + "/passkey"})
	d.confirmMethods = append(d.confirmMethods, signInMethod{Text: locale.Key("Use a passkey"), Href: confirmPath + "/passkey"})
	d.accountMethods = append(d.accountMethods, signInMethod{Text: locale.Key("Passkeys"), Href: accountPath + "/passkeys"})
	d.acceptMethods = append(
		d.acceptMethods,
		signInMethod{Text: locale.Key("Use a passkey instead of a password and code"), Href: acceptPasskeyPath},
	)
	d.Site.AddToGallery(passkeyPage, passkeysPage)
}

// pathFor is the address of e for the request: the pattern may have a token in it.
func (e passkeyFlow) pathFor(r *http.Request) string {
	return strings.ReplaceAll(e.path, "{token}", r.PathValue("token"))
}

// relyingParty is who asks for passkeys on the page of r. On one's own machine it is
// the name in the bar of the browser, whatever port it has.
func (d *Handlers) relyingParty(r *http.Request) (account.RelyingParty, error) {
	base := d.BaseURL
	if host, _, err := net.SplitHostPort(r.Host); base == "" ||
		err == nil && host == "localhost" && strings.HasPrefix(base, "http://localhost") {
		base = "http://" + r.Host
	}
	return account.NewRelyingParty(base, "Folkmoot")
}

const keyBrowserSecret = "browser" // a secret that says in which browser something was begun

// browserSecret returns the secret of the session of r, and makes one if there is
// none.
func (d *Handlers) browserSecret(r *http.Request) string {
	secret := d.sessions.GetString(r.Context(), keyBrowserSecret)
	if secret == "" {
		secret = db.NewSecret()
		d.sessions.Put(r.Context(), keyBrowserSecret, secret)
	}
	return secret
}

// getPasskey shows a page with a button. Asking makes a row in the database,
// and no link does that.
func (d *Handlers) getPasskey(w http.ResponseWriter, r *http.Request, e passkeyFlow) error {
	if e.person != nil {
		if p, err := e.person(d, r); p == nil || err != nil {
			return d.redirectToSignIn(w, r, err)
		}
	}
	return d.writePasskey(w, r, http.StatusOK, e, "")
}

// redirectToSignIn returns err, or sends the browser to sign in where nobody is known.
func (d *Handlers) redirectToSignIn(w http.ResponseWriter, r *http.Request, err error) error {
	if err == nil {
		http.Redirect(w, r, signInPath, http.StatusSeeOther)
	}
	return err
}

func (d *Handlers) postPasskey(w http.ResponseWriter, r *http.Request, e passkeyFlow) error {
	party, err := d.relyingParty(r)
	if err != nil {
		return d.writePasskeyError(w, r, e, err)
	}
	if !d.limiter.Allow() {
		return errBusy
	}
	ask := func() (string, error) { return d.account.BeginPasskeySignIn(r.Context(), party, d.browserSecret(r)) }
	if e.person != nil {
		p, err := e.person(d, r)
		if p == nil || err != nil {
			return d.redirectToSignIn(w, r, err)
		}
		ask = func() (string, error) {
			return d.account.BeginPasskeyRegistration(r.Context(), p.ID, party, d.browserSecret(r))
		}
	}
	id, err := ask()
	if err != nil {
		return d.writePasskeyError(w, r, e, err)
	}
	if next := r.FormValue("next"); next != "" {
		d.sessions.Put(r.Context(), keyNext, safeNext(next))
	}
	return site.Redirect(w, r, e.pathFor(r)+"/"+id)
}

// getPasskeyChallenge shows the page on which the script asks the browser.
func (d *Handlers) getPasskeyChallenge(w http.ResponseWriter, r *http.Request, e passkeyFlow) error {
	v, person := e.view(d, r), ""
	if e.person != nil {
		p, err := e.person(d, r)
		if p == nil || err != nil {
			return d.redirectToSignIn(w, r, err)
		}
		person = p.ID
	}
	options, err := d.account.PasskeyOptions(r.Context(), person, r.PathValue("question"), d.sessions.GetString(r.Context(), keyBrowserSecret))
	if fault.Is(err, fault.Invalid) { // it is over, or somebody else's
		return d.writePasskey(w, r, http.StatusOK, e, page.ErrorMessage(r, err)) // to look makes no row, so nothing is kept for another page
	}
	if err != nil {
		return err
	}
	v.Action, v.Options, v.Kind = e.pathFor(r)+"/"+r.PathValue("question"), options, "get"
	if person != "" {
		v.Kind = "create"
		v.Form = form.Form{
			{Kind: form.Text, ID: "name", Name: "name", Label: page.Printer(r).Say("Passkey name"), Value: page.Printer(r).Say("Passkey"), Width: 20,
				Hint: page.Printer(r).Say("A name to help you recognise it, like Work laptop.")},
		}
	}
	return passkeyPage.Write(w, r, http.StatusOK, v)
}

// postPasskeyChallenge takes the answer.
func (d *Handlers) postPasskeyChallenge(w http.ResponseWriter, r *http.Request, e passkeyFlow) error {
	party, err := d.relyingParty(r)
	if err != nil {
		return d.writePasskeyError(w, r, e, err)
	}
	a := passkeyResponse{party: party, ceremonyID: r.PathValue("question"), browserSecret: d.sessions.GetString(r.Context(), keyBrowserSecret),
		name: r.PostFormValue("name"), response: r.PostFormValue("credential")}
	if e.person != nil {
		if a.person, err = e.person(d, r); a.person == nil || err != nil {
			return d.redirectToSignIn(w, r, err)
		}
	}
	if err := e.finish(d, w, r, a); err != nil {
		return d.writePasskeyError(w, r, e, err)
	}
	return nil
}

// writePasskeyError shows what went wrong with the button to start again: a question is
// asked once.
func (d *Handlers) writePasskeyError(w http.ResponseWriter, r *http.Request, e passkeyFlow, err error) error {
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Conflict, fault.Forbidden:
		d.Slog.InfoContext(r.Context(), "passkey", "err", err)
		return d.writePasskey(w, r, http.StatusUnprocessableEntity, e, page.ErrorMessage(r, err))
	}
	return err
}

func (d *Handlers) writePasskey(w http.ResponseWriter, r *http.Request, status int, e passkeyFlow, problem string) error {
	v := e.view(d, r)
	v.Action, v.Problem = e.pathFor(r), cmp.Or(problem, d.popNotice(r))
	if next := r.FormValue("next"); next != "" {
		v.Next = safeNext(next)
	}
	return passkeyPage.Write(w, r, status, v)
}
