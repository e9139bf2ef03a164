package signinweb

import (
	"net/http"
	"net/url"

	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/signin"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

// signInMethod is a link to another way of signing in. Text is a message of the
// interface, with %s for ProviderName unless that is "".
type signInMethod struct{ Text, ProviderName, Href string }

// methodLinks returns the links of all in the language of r. They pass on the
// page that the person wants.
func (h *Handlers) methodLinks(r *http.Request, all []signInMethod) (links []page.Link) {
	for _, m := range all {
		links = append(links, m.link(r))
	}
	if next := r.FormValue("next"); next != "" {
		for i := range links {
			links[i].Href += "?next=" + url.QueryEscape(safeNext(next))
		}
	}
	return links
}

func (m signInMethod) link(r *http.Request) page.Link {
	if m.ProviderName != "" {
		return page.Link{Text: page.Printer(r).Say(m.Text, m.ProviderName), Href: m.Href}
	}
	return page.Link{Text: page.Printer(r).Say(m.Text), Href: m.Href}
}

// passkeyView is a page to use or create a passkey.
type passkeyView struct {
	signedOutPage
	Title, Lead string
	Problem     string // error of the last attempt
	Action      string
	Next        string
	Button      string
	OtherMethod page.Link
	// The following are for the script. Without Options, the page has only a button
	// that starts the ceremony.
	Kind      string // method of navigator.credentials: "get" or "create"
	Options   string // JSON
	Immediate bool   // whether to ask the browser at once
	Form      form.Form
}

// Scripts implements what page asks of views: the script asks the browser for a
// passkey.
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
		Lead:        "Your browser will ask for your fingerprint, face or device PIN. We never see these.",
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

// passkeyRow is a passkey in the list.
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
		Notice: "The passkey has been renamed.",
		Passkeys: []passkeyRow{
			{"a", "Work laptop", "Added on 2 March 2026, last used on 3 March 2026"},
			{"b", "Phone", "Added on 2 March 2026, not used yet"},
		},
	},
	passkeysView{
		Problem:  "You cannot remove your only way to sign in. First add another passkey, or a password and an authenticator app.",
		Passkeys: []passkeyRow{{"a", "Work laptop", "Added on 2 March 2026, not used yet"}},
	},
)

func (h *Handlers) listPasskeys(w http.ResponseWriter, r *http.Request) error {
	return h.writePasskeys(w, r, http.StatusOK, "")
}

func (h *Handlers) writePasskeys(w http.ResponseWriter, r *http.Request, status int, problem string) error {
	keys, err := h.service.ListPasskeys(r.Context(), site.Actor(r))
	if err != nil {
		return err
	}
	p := page.Printer(r)
	v := passkeysView{Notice: h.PopNotice(r), Problem: problem}
	for _, k := range keys {
		facts := p.Say("Added on %s, not used yet", p.Date(k.AddedAt))
		if !k.UsedAt.IsZero() {
			facts = p.Say("Added on %s, last used on %s", p.Date(k.AddedAt), p.Date(k.UsedAt))
		}
		v.Passkeys = append(v.Passkeys, passkeyRow{k.ID, k.Name, facts})
	}
	return passkeysPage.Write(w, r, status, v)
}

func (h *Handlers) renamePasskey(w http.ResponseWriter, r *http.Request) error {
	err := h.service.RenamePasskey(r.Context(), site.Actor(r), r.PathValue("passkey"), r.PostFormValue("name"))
	if err != nil {
		return h.writePasskeysError(w, r, err)
	}
	h.SetNotice(r, page.Printer(r).Say("The passkey has been renamed."))
	return site.Redirect(w, r, passkeysPath)
}

func (h *Handlers) removePasskey(w http.ResponseWriter, r *http.Request) error {
	a, err := h.service.RemovePasskey(r.Context(), site.Actor(r), r.PathValue("passkey"))
	if err != nil {
		return h.writePasskeysError(w, r, err)
	}
	return h.redirectToPasskeys(w, r, a, locale.Key(
		"The passkey has been removed. Remove it from your device too. You have been signed out everywhere else.",
	))
}

// writePasskeysError shows an error above the list.
func (h *Handlers) writePasskeysError(w http.ResponseWriter, r *http.Request, err error) error {
	if fault.Is(err, fault.NotFound) {
		return err
	}
	message, err := web.FormError(r, err)
	if err != nil {
		return err
	}
	return h.writePasskeys(w, r, http.StatusUnprocessableEntity, message)
}

// redirectToPasskeys restarts the session after a change that ended all sessions,
// and redirects to the list with a message.
func (h *Handlers) redirectToPasskeys(w http.ResponseWriter, r *http.Request, a *signin.Account, message string) error {
	if err := h.restartSession(r, a); err != nil {
		return err
	}
	h.SetNotice(r, page.Printer(r).Say(message))
	return site.Redirect(w, r, passkeysPath)
}
