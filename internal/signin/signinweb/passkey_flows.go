package signinweb

import (
	"net/http"

	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/signin"
	"github.com/folkmoot/folkmoot/internal/site"
)

func signedInAccount(h *Handlers, r *http.Request) (*signin.Account, error) {
	return h.currentAccount(r), nil
}

// accountWithoutSecondFactor returns the account of a person who has given a
// password, if it has no second factor.
func accountWithoutSecondFactor(h *Handlers, r *http.Request) (*signin.Account, error) {
	a, err := h.partialAccount(r)
	if a == nil || err != nil {
		return nil, err
	}
	if second, err := h.service.HasSecondFactor(r.Context(), a); second || err != nil {
		return nil, err
	}
	return a, nil
}

func invitedAccount(h *Handlers, r *http.Request) (*signin.Account, error) {
	return h.service.TokenHolder(r.Context(), signin.InvitationToken, r.PathValue("token"))
}

func (h *Handlers) finishPasskeySignIn(w http.ResponseWriter, r *http.Request, p passkeyResponse) error {
	a, err := h.service.FinishPasskeySignIn(r.Context(), p.party, p.ceremonyID, p.browserSecret, p.response)
	if err != nil {
		return err
	}
	return h.signInAndRedirect(w, r, a, signin.MethodPasskey)
}

func (h *Handlers) finishPasskeyConfirm(w http.ResponseWriter, r *http.Request, p passkeyResponse) error {
	a, err := h.service.FinishPasskeySignIn(r.Context(), p.party, p.ceremonyID, p.browserSecret, p.response)
	if err != nil {
		return err
	}
	if a.ID != h.currentAccount(r).ID {
		return fault.New(fault.Forbidden, "That passkey belongs to another account. Use your own.")
	}
	return h.confirmAndRedirect(w, r)
}

func (h *Handlers) finishPasskeyAdd(w http.ResponseWriter, r *http.Request, p passkeyResponse) error {
	a, err := h.service.AddPasskey(
		r.Context(), site.Actor(r), p.party, p.ceremonyID, p.browserSecret, p.name, p.response,
	)
	if err != nil {
		return err
	}
	return h.redirectToPasskeys(w, r, a, locale.Key(
		"The passkey has been added. You can now sign in with it. You have been signed out everywhere else.",
	))
}

func (h *Handlers) finishPasskeyFirst(w http.ResponseWriter, r *http.Request, p passkeyResponse) error {
	a, err := h.service.AddFirstPasskey(
		r.Context(), p.account.ID, p.party, p.ceremonyID, p.browserSecret, p.name, p.response,
	)
	if err != nil {
		return err
	}
	return h.signInAndRedirect(w, r, a, signin.MethodPasskey)
}

func (h *Handlers) finishPasskeyAccept(w http.ResponseWriter, r *http.Request, p passkeyResponse) error {
	a, err := h.service.AcceptWithPasskey(
		r.Context(), r.PathValue("token"), p.party, p.ceremonyID, p.browserSecret, p.name, p.response,
	)
	if err != nil {
		return err
	}
	return h.signInAndRedirect(w, r, a, signin.MethodPasskey)
}

func passkeySignInView(h *Handlers, r *http.Request) passkeyView {
	p := page.Printer(r)
	return passkeyView{
		Title: p.Say("Sign in with a passkey"), Button: p.Say("Use your passkey"), Immediate: true,
		Lead:        p.Say("Your browser will ask for your fingerprint, face or device PIN. We never see these."),
		OtherMethod: page.Link{Text: p.Say("Sign in with a password and code"), Href: signInPath},
	}
}

func passkeyConfirmView(h *Handlers, r *http.Request) passkeyView {
	p := page.Printer(r)
	v := passkeySignInView(h, r)
	v.Title, v.OtherMethod = p.Say("Confirm it is you"), page.Link{Text: p.Say("Use your password"), Href: confirmPath}
	return v
}

func passkeyAddView(h *Handlers, r *http.Request) passkeyView {
	p := page.Printer(r)
	return passkeyView{
		Title: p.Say("Add a passkey"), Button: p.Say("Create a passkey"),
		Lead: p.Say(
			"A passkey is stored on your phone, computer or security key. " +
				"You use it instead of a password and code.",
		),
		OtherMethod: page.Link{Text: p.Say("Your passkeys"), Href: passkeysPath},
	}
}

func passkeyFirstView(h *Handlers, r *http.Request) passkeyView {
	v := passkeyAddView(h, r)
	v.OtherMethod = page.Link{Text: page.Printer(r).Say("Set up an authenticator app"), Href: enrolPath}
	return v
}

func passkeyAcceptView(h *Handlers, r *http.Request) passkeyView {
	v := passkeyAddView(h, r)
	v.OtherMethod = page.Link{
		Text: page.Printer(r).Say("Choose a password and set up an authenticator app"),
		Href: invitationPath + r.PathValue("token"),
	}
	return v
}

// enrolMethods returns links to other second factors for a person who has none.
func (h *Handlers) enrolMethods(r *http.Request) []page.Link {
	if h.currentAccount(r) != nil {
		return nil
	}
	return []page.Link{{Text: page.Printer(r).Say("Use a passkey instead"), Href: enrolPath + "/passkey"}}
}
