package accountweb

import (
	"net/http"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/page"
)

func whoIsHere(d *Handlers, r *http.Request) (*account.Person, error) { return d.person(r), nil }

// whoIsHalfway is somebody who has given a password and has nothing else yet.
func whoIsHalfway(d *Handlers, r *http.Request) (*account.Person, error) {
	p, err := d.halfway(r)
	if p == nil || err != nil {
		return nil, err
	}
	if second, err := d.account.HasSecond(r.Context(), p); second || err != nil {
		return nil, err
	}
	return p, nil
}

func whoIsInvited(d *Handlers, r *http.Request) (*account.Person, error) {
	return d.account.TokenHolder(r.Context(), account.Invitation, r.PathValue("token"))
}

func (d *Handlers) passkeySignIn(w http.ResponseWriter, r *http.Request, a passkeyAnswer) error {
	p, err := d.account.PasskeySignIn(r.Context(), a.party, a.id, a.browser, a.response)
	if err != nil {
		return err
	}
	return d.establish(w, r, p, "passkey")
}

func (d *Handlers) passkeyConfirm(w http.ResponseWriter, r *http.Request, a passkeyAnswer) error {
	p, err := d.account.PasskeySignIn(r.Context(), a.party, a.id, a.browser, a.response)
	if err != nil {
		return err
	}
	if p.ID != d.person(r).ID {
		return fault.New(fault.Forbidden, "That is the passkey of somebody else. Use your own.")
	}
	return d.confirmed(w, r)
}

func (d *Handlers) passkeyAdd(w http.ResponseWriter, r *http.Request, a passkeyAnswer) error {
	p, err := d.account.AddPasskey(r.Context(), site.By(r), a.party, a.id, a.browser, a.name, a.response)
	if err != nil {
		return err
	}
	return d.onPasskeys(w, r, p, page.In(r).Say("The passkey is added. From now on you can sign in with it. Your other sessions have ended."))
}

func (d *Handlers) passkeyFirst(w http.ResponseWriter, r *http.Request, a passkeyAnswer) error {
	p, err := d.account.AddFirstPasskey(r.Context(), a.person.ID, a.party, a.id, a.browser, a.name, a.response)
	if err != nil {
		return err
	}
	return d.establish(w, r, p, "passkey")
}

func (d *Handlers) passkeyAccept(w http.ResponseWriter, r *http.Request, a passkeyAnswer) error {
	p, err := d.account.AcceptWithPasskey(r.Context(), r.PathValue("token"), a.party, a.id, a.browser, a.name, a.response)
	if err != nil {
		return err
	}
	return d.establish(w, r, p, "passkey")
}

func viewSignIn(d *Handlers, r *http.Request) passkeyView {
	p := page.In(r)
	return passkeyView{Title: p.Say("Sign in with a passkey"), Button: p.Say("Use your passkey"), Now: true,
		Lead:  p.Say("Your browser asks for your finger, your face or the PIN of your device. We learn neither of them."),
		Other: page.Link{Text: p.Say("Sign in with a password and a code"), Href: signInPath}}
}

func viewConfirm(d *Handlers, r *http.Request) passkeyView {
	p := page.In(r)
	v := viewSignIn(d, r)
	v.Title, v.Other = p.Say("Confirm that it is you"), page.Link{Text: p.Say("Use your password"), Href: confirmPath}
	return v
}

func viewAdd(d *Handlers, r *http.Request) passkeyView {
	p := page.In(r)
	return passkeyView{Title: p.Say("Add a passkey"), Button: p.Say("Make a passkey"),
		Lead:  p.Say("A passkey is kept by your phone, your computer or a security key. It takes the place of the password and the code."),
		Other: page.Link{Text: p.Say("Your passkeys"), Href: accountPath + "/passkeys"}}
}

func viewFirst(d *Handlers, r *http.Request) passkeyView {
	v := viewAdd(d, r)
	v.Other = page.Link{Text: page.In(r).Say("Set up an authenticator app"), Href: enrolPath}
	return v
}

func viewAccept(d *Handlers, r *http.Request) passkeyView {
	v := viewAdd(d, r)
	v.Other = page.Link{Text: page.In(r).Say("Choose a password and set up an authenticator app"), Href: "/staff/invitation/" + r.PathValue("token")}
	return v
}

// enrolWays are what somebody may do instead of setting up an authenticator app
// who has no second factor yet.
func (d *Handlers) enrolWays(r *http.Request) []page.Link {
	if d.person(r) != nil {
		return nil
	}
	return []page.Link{{Text: page.In(r).Say("Use a passkey instead"), Href: enrolPath + "/passkey"}}
}
