package accountweb

import (
	"net/http"
	"net/url"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
)

// signInMethod is a link to another way of signing in. Its words are a message of the
// interface, with %s for the name of the provider, if it has one.
type signInMethod struct{ Text, ProviderName, Href string }

// methodLinks are the links of all, in the language of r. They take along where the
// browser wants to go.
func (d *Handlers) methodLinks(r *http.Request, all []signInMethod) (links []page.Link) {
	for _, one := range all {
		links = append(links, one.link(r))
	}
	if next := r.FormValue("next"); next != "" {
		for i := range links {
			links[i].Href += "?next=" + url.QueryEscape(safeNext(next))
		}
	}
	return links
}

func (one signInMethod) link(r *http.Request) page.Link {
	if one.ProviderName != "" {
		return page.Link{Text: page.Printer(r).Say(one.Text, one.ProviderName), Href: one.Href}
	}
	return page.Link{Text: page.Printer(r).Say(one.Text), Href: one.Href}
}

// passkeyView is a page on which a passkey is asked for, or is going to be.
type passkeyView struct {
	signedOutPage
	Title, Lead string
	Problem     string // with the last attempt
	Action      string
	Next        string
	Button      string
	OtherMethod page.Link // another way
	// For the script; without Options there is only a button to go on.
	Kind      string // what the browser is to do: "get" or "create"
	Options   string // JSON
	Immediate bool   // without waiting for the button
	Form      form.Form
}

// Scripts implements what Page asks of a view: only a script can ask a browser
// for a passkey.
func (v passkeyView) Scripts(a page.Assets) []string {
	if v.Options == "" {
		return nil
	}
	return []string{a.Passkey}
}

var passkeyPage = page.New(
	files,
	"templates/passkey.html",
	passkeyView{
		Title:       "Sign in with a passkey",
		Lead:        "Your browser asks for your finger, your face or the PIN of your device.",
		Button:      "Use your passkey",
		Action:      "/staff/sign-in/passkey",
		Next:        "/staff/consultations",
		OtherMethod: page.Link{Text: "Sign in with a password and code", Href: "/staff/sign-in"},
	},
	passkeyView{
		Title:       "Sign in with a passkey",
		Button:      "Use your passkey",
		Action:      "/staff/sign-in/passkey",
		Problem:     "We could not check that passkey. Try again, or sign in with your password and a code.",
		OtherMethod: page.Link{Text: "Sign in with a password and code", Href: "/staff/sign-in"},
	},
	passkeyView{
		Title:       "Sign in with a passkey",
		Button:      "Use your passkey",
		Action:      "/staff/sign-in/passkey/abc",
		Kind:        "get",
		Options:     `{}`,
		Immediate:   true,
		OtherMethod: page.Link{Text: "Sign in with a password and code", Href: "/staff/sign-in"},
	},
	passkeyView{Title: "Add a passkey", Button: "Create a passkey", Action: "/staff/account/add-passkey/abc", Kind: "create", Options: `{}`,
		Form:        form.Form{{Kind: form.Text, ID: "name", Name: "name", Label: "Passkey name", Value: "Passkey", Width: 20}},
		OtherMethod: page.Link{Text: "Your passkeys", Href: "/staff/account/passkeys"}},
)

// passkeyRow is a passkey as its owner sees it.
type passkeyRow struct{ ID, Name, Facts string }

type passkeysView struct {
	page.StaffView
	Notice   string
	Problem  string
	Passkeys []passkeyRow
}

var passkeysPage = page.New(
	files,
	"templates/passkeys.html",
	passkeysView{},
	passkeysView{
		Notice: "The passkey is added.",
		Passkeys: []passkeyRow{
			{"a", "Work laptop", "Added on 2 March 2026, used last on 3 March 2026"},
			{"b", "Telephone", "Added on 2 March 2026, not used yet"},
		},
	},
	passkeysView{
		Problem:  "You cannot remove your only way to sign in. First add another passkey, or a password and an authenticator app.",
		Passkeys: []passkeyRow{{"a", "Work laptop", "Added on 2 March 2026, not used yet"}},
	},
)

func (d *Handlers) listPasskeys(w http.ResponseWriter, r *http.Request) error {
	return d.writePasskeys(w, r, http.StatusOK, "")
}

func (d *Handlers) writePasskeys(w http.ResponseWriter, r *http.Request, status int, problem string) error {
	all, err := d.account.ListPasskeys(r.Context(), site.Actor(r))
	if err != nil {
		return err
	}
	p := page.Printer(r)
	v := passkeysView{Notice: d.popNotice(r), Problem: problem}
	for _, k := range all {
		facts := p.Say("Added on %s, not used yet", p.Date(k.AddedAt))
		if !k.UsedAt.IsZero() {
			facts = p.Say("Added on %s, last used on %s", p.Date(k.AddedAt), p.Date(k.UsedAt))
		}
		v.Passkeys = append(v.Passkeys, passkeyRow{k.ID, k.Name, facts})
	}
	return passkeysPage.Write(w, r, status, v)
}

func (d *Handlers) renamePasskey(w http.ResponseWriter, r *http.Request) error {
	if err := d.account.RenamePasskey(r.Context(), site.Actor(r), r.PathValue("passkey"), r.PostFormValue("name")); err != nil {
		return d.writePasskeysError(w, r, err)
	}
	d.setNotice(r, page.Printer(r).Say("The passkey has been renamed."))
	return site.Redirect(w, r, accountPath+"/passkeys")
}

func (d *Handlers) removePasskey(w http.ResponseWriter, r *http.Request) error {
	p, err := d.account.RemovePasskey(r.Context(), site.Actor(r), r.PathValue("passkey"))
	if err != nil {
		return d.writePasskeysError(w, r, err)
	}
	return d.redirectToPasskeys(
		w,
		r,
		p,
		page.Printer(r).Say("The passkey has been removed. Remove it from your device too. You have been signed out everywhere else."),
	)
}

// writePasskeysError says on the list what is wrong.
func (d *Handlers) writePasskeysError(w http.ResponseWriter, r *http.Request, err error) error {
	if fault.Is(err, fault.NotFound) {
		return err
	}
	say, err := formError(r, err)
	if err != nil {
		return err
	}
	return d.writePasskeys(w, r, http.StatusUnprocessableEntity, say)
}

// redirectToPasskeys goes on with a new session after a change that ended all sessions.
func (d *Handlers) redirectToPasskeys(w http.ResponseWriter, r *http.Request, p *account.Person, told string) error {
	if err := d.restartSession(r, p); err != nil {
		return err
	}
	d.setNotice(r, told)
	return site.Redirect(w, r, accountPath+"/passkeys")
}
