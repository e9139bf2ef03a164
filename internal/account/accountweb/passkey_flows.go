package accountweb

import (
	"net/http"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/page"
)

func signedInPerson(d *Handlers, r *http.Request) (*account.Person, error) {
	return d.currentPerson(r), nil
}

// personWithoutSecondFactor is somebody who has given a password and has nothing else yet.
func personWithoutSecondFactor(d *Handlers, r *http.Request) (*account.Person, error) {
	p, err := d.partialPerson(r)
	if p == nil || err != nil {
		return nil, err
	}
	if second, err := d.account.HasSecondFactor(r.Context(), p); second || err != nil {
		return nil, err
	}
	return p, nil
}

func invitedPerson(d *Handlers, r *http.Request) (*account.Person, error) {
	return d.account.TokenHolder(r.Context(), account.InvitationToken, r.PathValue("token"))
}

func (d *Handlers) finishPasskeySignIn(w http.ResponseWriter, r *http.Request, a passkeyResponse) error {
	p, err := d.account.FinishPasskeySignIn(r.Context(), a.party, a.ceremonyID, a.browserSecret, a.response)
	if err != nil {
		return err
	}
	return d.signInAndRedirect(w, r, p, "passkey")
}

func (d *Handlers) finishPasskeyConfirm(w http.ResponseWriter, r *http.Request, a passkeyResponse) error {
	p, err := d.account.FinishPasskeySignIn(r.Context(), a.party, a.ceremonyID, a.browserSecret, a.response)
	if err != nil {
		return err
	}
	if p.ID != d.currentPerson(r).ID {
		return fault.New(fault.Forbidden, "That passkey belongs to another account. Use your own.")
	}
	return d.confirmAndRedirect(w, r)
}

func (d *Handlers) finishPasskeyAdd(w http.ResponseWriter, r *http.Request, a passkeyResponse) error {
	p, err := d.account.AddPasskey(r.Context(), site.Actor(r), a.party, a.ceremonyID, a.browserSecret, a.name, a.response)
	if err != nil {
		return err
	}
	return d.redirectToPasskeys(
		w,
		r,
		p,
		page.Printer(r).Say("The passkey has been added. You can now sign in with it. You have been signed out everywhere else."),
	)
}

func (d *Handlers) finishPasskeyFirst(w http.ResponseWriter, r *http.Request, a passkeyResponse) error {
	p, err := d.account.AddFirstPasskey(r.Context(), a.person.ID, a.party, a.ceremonyID, a.browserSecret, a.name, a.response)
	if err != nil {
		return err
	}
	return d.signInAndRedirect(w, r, p, "passkey")
}

func (d *Handlers) finishPasskeyAccept(w http.ResponseWriter, r *http.Request, a passkeyResponse) error {
	p, err := d.account.AcceptWithPasskey(r.Context(), r.PathValue("token"), a.party, a.ceremonyID, a.browserSecret, a.name, a.response)
	if err != nil {
		return err
	}
	return d.signInAndRedirect(w, r, p, "passkey")
}

func passkeySignInView(d *Handlers, r *http.Request) passkeyView {
	p := page.Printer(r)
	return passkeyView{Title: p.Say("Sign in with a passkey"), Button: p.Say("Use your passkey"), Immediate: true,
		Lead:        p.Say("Your browser will ask for your fingerprint, face or device PIN. We never see these."),
		OtherMethod: page.Link{Text: p.Say("Sign in with a password and code"), Href: signInPath}}
}

func passkeyConfirmView(d *Handlers, r *http.Request) passkeyView {
	p := page.Printer(r)
	v := passkeySignInView(d, r)
	v.Title, v.OtherMethod = p.Say("Confirm it is you"), page.Link{Text: p.Say("Use your password"), Href: confirmPath}
	return v
}

func passkeyAddView(d *Handlers, r *http.Request) passkeyView {
	p := page.Printer(r)
	return passkeyView{Title: p.Say("Add a passkey"), Button: p.Say("Create a passkey"),
		Lead:        p.Say("A passkey is stored on your phone, computer or security key. You use it instead of a password and code."),
		OtherMethod: page.Link{Text: p.Say("Your passkeys"), Href: accountPath + "/passkeys"}}
}

func passkeyFirstView(d *Handlers, r *http.Request) passkeyView {
	v := passkeyAddView(d, r)
	v.OtherMethod = page.Link{Text: page.Printer(r).Say("Set up an authenticator app"), Href: enrolPath}
	return v
}

func passkeyAcceptView(d *Handlers, r *http.Request) passkeyView {
	v := passkeyAddView(d, r)
	v.OtherMethod = page.Link{
		Text: page.Printer(r).Say("Choose a password and set up an authenticator app"),
		Href: "/staff/invitation/" + r.PathValue("token"),
	}
	return v
}

// enrolMethods are what somebody may do instead of setting up an authenticator app
// who has no second factor yet.
func (d *Handlers) enrolMethods(r *http.Request) []page.Link {
	if d.currentPerson(r) != nil {
		return nil
	}
	return []page.Link{{Text: page.Printer(r).Say("Use a passkey instead"), Href: enrolPath + "/passkey"}}
}
