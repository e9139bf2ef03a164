package accountweb

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
)

// sessionView is a browser in which somebody is signed in, as they see it.
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
			{Key: "Password", Value: "Set", Href: "/staff/account/password", Action: "Change"},
			{Key: "Authenticator app", Value: "Set up", Href: "/staff/authenticator", Action: "Change"},
		},
		Links: []page.Link{{Text: "Passkeys", Href: "/staff/account/passkeys"}},
		Sessions: []sessionView{
			{ID: "a", Device: "A computer", Facts: "Signed in on 2 March 2026, by password and code", Current: true},
			{ID: "b", Device: "A phone", Facts: "Signed in on 1 March 2026, by passkey"},
		},
	},
	accountView{
		Facts:         []page.SummaryRow{{Key: "Name", Value: "Consultation officer"}},
		SignInMethods: []page.SummaryRow{{Key: "Password", Value: "Not set up"}},
	},
)

// What is kept of a session, as a message of the interface. Who signed in
// through a provider has its name there, which is said as it is.
var (
	deviceNames = map[string]string{
		"a phone":    locale.Key("A phone"),
		"a tablet":   locale.Key("A tablet"),
		"a computer": locale.Key("A computer"),
	}
	methodNames = map[string]string{
		account.MethodCode: locale.Key("with a password and code"), account.MethodRecoveryCode: locale.Key("with a password and recovery code"),
		"passkey": locale.Key("with a passkey"), "demonstration": locale.Key("as a demonstration user"),
	}
)

func (d *Handlers) showAccount(w http.ResponseWriter, r *http.Request) error {
	who, p := d.currentPerson(r), page.Printer(r)
	open, err := d.account.ListSessions(r.Context(), who.ID)
	if err != nil {
		return err
	}
	left, err := d.account.RecoveryCodesLeft(r.Context(), who)
	if err != nil {
		return err
	}
	orgs, err := d.account.ListOrgs(r.Context(), actor.Actor{Org: who.Org})
	if err != nil {
		return err
	}
	v := accountView{
		Notice:     d.popNotice(r),
		HasTOTP:    who.HasTOTP(),
		CurrentTag: page.Tag{Text: p.Say("This device")},
		Links:      d.methodLinks(r, d.accountMethods),
	}
	v.Facts = []page.SummaryRow{{Key: p.Say("Name"), Value: who.Name}, {Key: p.Say("Email address"), Value: who.Email}}
	for _, o := range orgs {
		v.Facts = append(v.Facts, page.SummaryRow{Key: p.Say("Organisation"), Value: o.Name})
	}
	v.Facts = append(v.Facts, page.SummaryRow{Key: p.Say("Roles"), Value: roleNames(p, who)})
	yes := func(ok bool) string {
		if ok {
			return p.Say("Set up")
		}
		return p.Say("Not set up")
	}
	if !who.Demo {
		v.Facts[1].Href, v.Facts[1].Action = emailChangePath, p.Say("Change")
	}
	v.SignInMethods = []page.SummaryRow{
		{Key: p.Say("Password"), Value: yes(who.HasPassword())},
		{Key: p.Say("Authenticator app"), Value: yes(who.HasTOTP())},
	}
	if !who.Demo {
		v.SignInMethods[0].Href, v.SignInMethods[0].Action = accountPath+"/password", p.Say("Change")
		v.SignInMethods[1].Href, v.SignInMethods[1].Action = enrolPath, p.Say("Change")
	}
	if who.HasTOTP() {
		v.SignInMethods = append(v.SignInMethods, page.SummaryRow{Key: p.Say("Recovery codes"), Value: p.Count(left, "%d left", "%d left")})
	}
	this := d.sessionTokenDigest(r)
	for _, s := range open {
		how := s.Method
		if message, ok := methodNames[how]; ok {
			how = p.Say(message)
		}
		v.Sessions = append(v.Sessions, sessionView{ID: s.TokenDigest, Device: p.Say(deviceNames[s.Device]), Current: s.TokenDigest == this,
			Facts: p.Say("Signed in on %s, %s", p.Date(s.StartedAt), how)})
	}
	return accountPage.Write(w, r, http.StatusOK, v)
}

// sessionTokenDigest is the name under which the session of r is kept.
func (d *Handlers) sessionTokenDigest(r *http.Request) string {
	sum := sha256.Sum256([]byte(d.sessions.Token(r.Context())))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

func (d *Handlers) endSession(w http.ResponseWriter, r *http.Request) error {
	if err := d.account.EndSession(r.Context(), d.currentPerson(r).ID, r.PostFormValue("session")); err != nil {
		return err
	}
	d.setNotice(r, page.Printer(r).Say("The session has ended."))
	return site.Redirect(w, r, accountPath)
}

// roleNames names the roles of who.
func roleNames(p *locale.Printer, who *account.Person) string {
	var names []string
	for _, role := range who.Roles {
		if info, ok := account.Info(role); ok {
			names = append(names, p.Say(info.Name))
		}
	}
	return strings.Join(names, ", ")
}
