package signinweb

import (
	"net/http"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/signin"
	"github.com/folkmoot/folkmoot/internal/site"
)

// sessionView is a session as its owner sees it.
type sessionView struct {
	ID, Device, Facts string
	Current           bool
}

type accountView struct {
	page.StaffView
	Notice               string
	Facts, SignInMethods []page.SummaryRow
	Links                []page.Link
	HasTOTP              bool
	Sessions             []sessionView
	CurrentTag           page.Tag
}

var accountPage = page.New(
	files,
	"templates/account.html",
	accountView{
		Facts: []page.SummaryRow{
			{Key: "Name", Value: "An officer"},
			{Key: "Email address", Value: "officer@example.org", Href: "/staff/account/address", Action: "Change"},
			{Key: "Roles", Value: "Publisher"},
		},
		HasTOTP:    true,
		CurrentTag: page.Tag{Text: "This device"},
		Notice:     "Your password has been changed.",
		SignInMethods: []page.SummaryRow{
			{Key: "Password", Value: "Set up", Href: "/staff/account/password", Action: "Change"},
			{Key: "Authenticator app", Value: "Set up", Href: "/staff/authenticator", Action: "Change"},
		},
		Links: []page.Link{{Text: "Passkeys", Href: "/staff/account/passkeys"}},
		Sessions: []sessionView{
			{ID: "a", Device: "A computer", Facts: "Signed in on 2 March 2026, with a password and code", Current: true},
			{ID: "b", Device: "A phone", Facts: "Signed in on 1 March 2026, with a passkey"},
		},
	},
	accountView{
		Facts:         []page.SummaryRow{{Key: "Name", Value: "Consultation officer"}},
		SignInMethods: []page.SummaryRow{{Key: "Password", Value: "Not set up"}},
	},
)

// methodDemo is the method of signing in to the demonstration without a password.
const methodDemo = "demonstration"

// Messages for what is stored of a session. The name of a provider is shown as
// it is.
var (
	deviceNames = map[string]string{
		"a phone":    locale.Key("A phone"),
		"a tablet":   locale.Key("A tablet"),
		"a computer": locale.Key("A computer"),
	}
	methodNames = map[string]string{
		signin.MethodCode:         locale.Key("with a password and code"),
		signin.MethodRecoveryCode: locale.Key("with a password and recovery code"),
		signin.MethodPasskey:      locale.Key("with a passkey"),
		methodDemo:                locale.Key("as a demonstration user"),
	}
)

func (h *Handlers) showAccount(w http.ResponseWriter, r *http.Request) error {
	a, p := h.currentAccount(r), page.Printer(r)
	active, err := h.service.ListSessions(r.Context(), a.ID)
	if err != nil {
		return err
	}
	left, err := h.service.RecoveryCodesLeft(r.Context(), a)
	if err != nil {
		return err
	}
	org, err := h.service.OrgName(r.Context(), a)
	if err != nil {
		return err
	}
	v := accountView{
		Notice:     h.PopNotice(r),
		HasTOTP:    a.HasTOTP(),
		CurrentTag: page.Tag{Text: p.Say("This device")},
		Links:      h.methodLinks(r, h.accountMethods),
		Facts: []page.SummaryRow{
			{Key: p.Say("Name"), Value: a.Name},
			{Key: p.Say("Email address"), Value: a.Email},
		},
		SignInMethods: []page.SummaryRow{
			{Key: p.Say("Password"), Value: setUpText(p, a.HasPassword())},
			{Key: p.Say("Authenticator app"), Value: setUpText(p, a.HasTOTP())},
		},
	}
	if org != "" {
		v.Facts = append(v.Facts, page.SummaryRow{Key: p.Say("Organisation"), Value: org})
	}
	v.Facts = append(v.Facts, page.SummaryRow{Key: p.Say("Roles"), Value: account.RoleNames(p, a.Roles)})
	if !a.Demo {
		change := p.Say("Change")
		v.Facts[1].Href, v.Facts[1].Action = emailChangePath, change
		v.SignInMethods[0].Href, v.SignInMethods[0].Action = accountPath+"/password", change
		v.SignInMethods[1].Href, v.SignInMethods[1].Action = enrolPath, change
	}
	if a.HasTOTP() {
		v.SignInMethods = append(v.SignInMethods, page.SummaryRow{
			Key: p.Say("Recovery codes"), Value: p.Count(left, "%d left", "%d left"),
		})
	}
	current := h.sessionTokenDigest(r)
	for _, s := range active {
		method := s.Method
		if message, ok := methodNames[method]; ok {
			method = p.Say(message)
		}
		v.Sessions = append(v.Sessions, sessionView{
			ID: s.TokenDigest, Device: p.Say(deviceNames[s.Device]), Current: s.TokenDigest == current,
			Facts: p.Say("Signed in on %s, %s", p.Date(s.StartedAt), method),
		})
	}
	return accountPage.Write(w, r, http.StatusOK, v)
}

func setUpText(p *locale.Printer, ok bool) string {
	if ok {
		return p.Say("Set up")
	}
	return p.Say("Not set up")
}

// sessionTokenDigest returns the digest of the token of r's session, as package
// scs computes it for the store.
func (h *Handlers) sessionTokenDigest(r *http.Request) string {
	return digest.Of(h.sessions.Token(r.Context())).Base64()
}

func (h *Handlers) endSession(w http.ResponseWriter, r *http.Request) error {
	if err := h.service.EndSession(r.Context(), h.currentAccount(r).ID, r.PostFormValue("session")); err != nil {
		return err
	}
	h.SetNotice(r, page.Printer(r).Say("The session has ended."))
	return site.Redirect(w, r, accountPath)
}
