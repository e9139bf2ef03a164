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

// errand is one thing that a passkey is asked for. Every errand has the same
// four steps: a page with a button, the button, a page on which the script asks
// the browser, and the answer.
type errand struct {
	path  string // of all four; the last two have the id of the question after it
	needs actor.Capability
	fresh bool
	// who is for whom a passkey is made; nil: one is shown.
	who func(d *Handlers, r *http.Request) (*account.Person, error)
	// view is what the page says.
	view func(d *Handlers, r *http.Request) passkeyView
	// done takes the answer.
	done func(d *Handlers, w http.ResponseWriter, r *http.Request, a passkeyAnswer) error
}

// passkeyAnswer is what came back from a browser.
type passkeyAnswer struct {
	party          account.Party
	id, browser    string // of the question
	name, response string
	person         *account.Person // for whom one is made
}

const acceptPath = "/staff/invitation-by-passkey/" // and the token

// errands are all that passkeys are asked for.
var errands = []errand{
	{path: signInPath + "/passkey", needs: actor.Public, view: viewSignIn, done: (*Handlers).passkeySignIn},
	{path: confirmPath + "/passkey", needs: actor.Staff, view: viewConfirm, done: (*Handlers).passkeyConfirm},
	{path: accountPath + "/add-passkey", needs: actor.Staff, fresh: true, who: whoIsHere, view: viewAdd, done: (*Handlers).passkeyAdd},
	{path: enrolPath + "/passkey", needs: actor.Public, who: whoIsHalfway, view: viewFirst, done: (*Handlers).passkeyFirst},
	{path: acceptPath + "{token}", needs: actor.Public, who: whoIsInvited, view: viewAccept, done: (*Handlers).passkeyAccept},
}

// passkeyRoutes puts what is about passkeys in its place.
func (d *Handlers) passkeyRoutes() {
	for _, e := range errands {
		add := d.anybody
		if e.fresh {
			add = d.carefully
		}
		add("GET", e.path, e.needs, func(w http.ResponseWriter, r *http.Request) error { return d.beforePasskey(w, r, e) })
		add("POST", e.path, e.needs, func(w http.ResponseWriter, r *http.Request) error { return d.beginPasskey(w, r, e) })
		add("GET", e.path+"/{question}", e.needs, func(w http.ResponseWriter, r *http.Request) error { return d.askPasskey(w, r, e) })
		add("POST", e.path+"/{question}", e.needs, func(w http.ResponseWriter, r *http.Request) error { return d.takePasskey(w, r, e) })
	}
	d.anybody("GET", accountPath+"/passkeys", actor.Staff, d.listPasskeys)
	d.anybody("POST", accountPath+"/passkeys/{passkey}/name", actor.Staff, d.renamePasskey)
	d.carefully("POST", accountPath+"/passkeys/{passkey}/remove", actor.Staff, d.removePasskey)
	d.signInWays = append(d.signInWays, way{Text: locale.Key("Sign in with a passkey"), Href: signInPath + "/passkey"})
	d.confirmWays = append(d.confirmWays, way{Text: locale.Key("Use a passkey"), Href: confirmPath + "/passkey"})
	d.accountWays = append(d.accountWays, way{Text: locale.Key("Passkeys"), Href: accountPath + "/passkeys"})
	d.acceptWays = append(d.acceptWays, way{Text: locale.Key("Use a passkey instead of a password and a code"), Href: acceptPath})
	d.Site.Show(passkeyPage, passkeysPage)
}

// here is the address of e for the request: the pattern may have a token in it.
func (e errand) here(r *http.Request) string {
	return strings.ReplaceAll(e.path, "{token}", r.PathValue("token"))
}

// party is who asks for passkeys on the page of r. On one's own machine it is
// the name in the bar of the browser, whatever port it has.
func (d *Handlers) party(r *http.Request) (account.Party, error) {
	base := d.BaseURL
	if host, _, err := net.SplitHostPort(r.Host); base == "" || err == nil && host == "localhost" && strings.HasPrefix(base, "http://localhost") {
		base = "http://" + r.Host
	}
	return account.PartyOf(base, "Folkmoot")
}

const keyBrowser = "browser" // a secret that says in which browser something was begun

// browser returns the secret of the session of r, and makes one if there is
// none.
func (d *Handlers) browser(r *http.Request) string {
	secret := d.sessions.GetString(r.Context(), keyBrowser)
	if secret == "" {
		secret = db.NewSecret()
		d.sessions.Put(r.Context(), keyBrowser, secret)
	}
	return secret
}

// beforePasskey shows a page with a button. Asking makes a row in the database,
// and no link does that.
func (d *Handlers) beforePasskey(w http.ResponseWriter, r *http.Request, e errand) error {
	if e.who != nil {
		if p, err := e.who(d, r); p == nil || err != nil {
			return d.orSignIn(w, r, err)
		}
	}
	return d.showPasskey(w, r, http.StatusOK, e, "")
}

// orSignIn returns err, or sends the browser to sign in where nobody is known.
func (d *Handlers) orSignIn(w http.ResponseWriter, r *http.Request, err error) error {
	if err == nil {
		http.Redirect(w, r, signInPath, http.StatusSeeOther)
	}
	return err
}

func (d *Handlers) beginPasskey(w http.ResponseWriter, r *http.Request, e errand) error {
	party, err := d.party(r)
	if err != nil {
		return d.failed(w, r, e, err)
	}
	if !d.tries.Allow() {
		return errTries
	}
	ask := func() (string, error) { return d.account.AskPasskey(r.Context(), party, d.browser(r)) }
	if e.who != nil {
		p, err := e.who(d, r)
		if p == nil || err != nil {
			return d.orSignIn(w, r, err)
		}
		ask = func() (string, error) { return d.account.AskNewPasskey(r.Context(), p.ID, party, d.browser(r)) }
	}
	id, err := ask()
	if err != nil {
		return d.failed(w, r, e, err)
	}
	if next := r.FormValue("next"); next != "" {
		d.sessions.Put(r.Context(), keyNext, safe(next))
	}
	return site.See(w, r, e.here(r)+"/"+id)
}

// askPasskey shows the page on which the script asks the browser.
func (d *Handlers) askPasskey(w http.ResponseWriter, r *http.Request, e errand) error {
	v, person := e.view(d, r), ""
	if e.who != nil {
		p, err := e.who(d, r)
		if p == nil || err != nil {
			return d.orSignIn(w, r, err)
		}
		person = p.ID
	}
	options, err := d.account.PasskeyQuestion(r.Context(), person, r.PathValue("question"), d.sessions.GetString(r.Context(), keyBrowser))
	if fault.Is(err, fault.Invalid) { // it is over, or somebody else's
		return d.showPasskey(w, r, http.StatusOK, e, page.Said(r, err)) // to look makes no row, so nothing is kept for another page
	}
	if err != nil {
		return err
	}
	v.Action, v.Options, v.Kind = e.here(r)+"/"+r.PathValue("question"), options, "get"
	if person != "" {
		v.Kind = "create"
		v.Form = form.Form{{Kind: form.Text, ID: "name", Name: "name", Label: page.In(r).Say("Name of the passkey"), Value: page.In(r).Say("Passkey"), Width: 20,
			Hint: page.In(r).Say("So that you know it from others, like Work laptop.")}}
	}
	return passkeyPage.Write(w, r, http.StatusOK, v)
}

// takePasskey takes the answer.
func (d *Handlers) takePasskey(w http.ResponseWriter, r *http.Request, e errand) error {
	party, err := d.party(r)
	if err != nil {
		return d.failed(w, r, e, err)
	}
	a := passkeyAnswer{party: party, id: r.PathValue("question"), browser: d.sessions.GetString(r.Context(), keyBrowser),
		name: r.PostFormValue("name"), response: r.PostFormValue("credential")}
	if e.who != nil {
		if a.person, err = e.who(d, r); a.person == nil || err != nil {
			return d.orSignIn(w, r, err)
		}
	}
	if err := e.done(d, w, r, a); err != nil {
		return d.failed(w, r, e, err)
	}
	return nil
}

// failed shows what went wrong with the button to start again: a question is
// asked once.
func (d *Handlers) failed(w http.ResponseWriter, r *http.Request, e errand, err error) error {
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Conflict, fault.Forbidden:
		d.Slog.InfoContext(r.Context(), "passkey", "err", err)
		return d.showPasskey(w, r, http.StatusUnprocessableEntity, e, page.Said(r, err))
	}
	return err
}

func (d *Handlers) showPasskey(w http.ResponseWriter, r *http.Request, status int, e errand, problem string) error {
	v := e.view(d, r)
	v.Action, v.Problem = e.here(r), cmp.Or(problem, d.told(r))
	if next := r.FormValue("next"); next != "" {
		v.Next = safe(next)
	}
	return passkeyPage.Write(w, r, status, v)
}
