// Package accountweb is where staff sign in, and where accounts, organisations
// and the audit log are looked after.
package accountweb

import (
	"embed"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/alexedwards/scs/v2"
	"golang.org/x/time/rate"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html
var files embed.FS

const (
	signInPath  = "/staff/sign-in"
	signOutPath = "/staff/sign-out"
	confirmPath = "/staff/confirm"
	accountPath = "/staff/account"
	enrolPath   = "/staff/authenticator"
)

// Handlers answers the requests about accounts.
type Handlers struct {
	*web.Deps
	account       *account.Service
	sessions      *scs.SessionManager
	demonstration bool          // its people can be signed in as by a button
	tries         *rate.Limiter // of all who try a password or ask for a letter

	// Links that passkeys and the provider of the council add: to the page where
	// one signs in, confirms, looks after one's account; and, followed by the
	// token, takes up an invitation. Their words are messages of the interface.
	signInWays, confirmWays, accountWays, acceptWays []way
}

// New puts the feature in its place. A demonstration lets everybody in who can
// reach it: it must be on the visitor's own machine.
func New(h *web.Deps, service *account.Service, demonstration bool) *Handlers {
	d := &Handlers{Deps: h, account: service, demonstration: demonstration, tries: rate.NewLimiter(10, 100)}
	d.sessions = newSessions(service, h.BaseURL, h.Site.Refuse)
	h.Site.SignIn, h.Site.Confirm, h.Site.Session, h.Site.Fresh = signInPath, confirmPath, d.session, d.fresh
	h.Names = service.Names
	d.doors()
	d.ownRoutes()
	d.peopleRoutes()
	d.passkeyRoutes()
	d.providerRoutes()
	h.Site.Show(askPage, signInPage, enrolPage, codesPage, homePage, accountPage, peoplePage, personPage, orgsPage, auditPage)
	return d
}

// doors are the routes of those who are not signed in yet.
func (d *Handlers) doors() {
	const get, post, all = http.MethodGet, http.MethodPost, actor.Public
	d.anybody(get, signInPath, all, d.askSignIn)
	d.anybody(post, signInPath, all, d.takePassword)
	d.anybody(get, signInPath+"/code", all, d.askCode)
	d.anybody(post, signInPath+"/code", all, d.takeCode)
	d.anybody(get, "/staff/lost", all, d.lost)
	d.anybody(post, signOutPath, all, d.signOut)
	d.anybody(get, "/staff/invitation/{token}", all, d.askInvitation)
	d.anybody(post, "/staff/invitation/{token}", all, d.takeInvitation)
	d.anybody(get, "/staff/forgotten", all, d.askForgotten)
	d.anybody(post, "/staff/forgotten", all, d.takeForgotten)
	d.anybody(get, "/staff/new-password/{token}", all, d.askNewPassword)
	d.anybody(post, "/staff/new-password/{token}", all, d.takeNewPassword)
	d.anybody(get, enrolPath, all, d.askEnrol)
	d.anybody(post, enrolPath, all, d.takeEnrol)
	if d.demonstration {
		d.anybody(post, signInPath+"/demonstration", all, d.signInAs)
	}
}

// ownRoutes are what everybody does to their own account.
func (d *Handlers) ownRoutes() {
	const get, post = http.MethodGet, http.MethodPost
	d.anybody(get, home, actor.Staff, d.home)
	d.anybody(get, "/staff/recovery-codes", actor.Staff, d.readCodes)
	d.anybody(post, "/staff/recovery-codes", actor.Staff, d.haveCodes)
	d.anybody(get, accountPath, actor.Staff, d.showAccount)
	d.anybody(post, accountPath+"/sessions/end", actor.Staff, d.endSession)
	d.anybody(get, confirmPath, actor.Staff, d.askConfirm)
	d.anybody(post, confirmPath, actor.Staff, d.takeConfirm)
	d.carefully(get, accountPath+"/password", actor.Staff, d.askChange)
	d.carefully(post, accountPath+"/password", actor.Staff, d.takeChange)
	d.carefully(get, addressPath, actor.Staff, d.askAddress)
	d.carefully(post, addressPath, actor.Staff, d.takeAddress)
	d.anybody(get, accountPath+"/new-address/{token}", actor.Staff, d.askNewAddress)
	d.anybody(post, accountPath+"/new-address/{token}", actor.Staff, d.takeNewAddress)
	d.carefully(post, accountPath+"/recovery-codes", actor.Staff, d.newCodes)
	d.carefully(post, accountPath+"/authenticator/remove", actor.Staff, d.removeTOTP)
}

// peopleRoutes are what administrators and auditors do.
func (d *Handlers) peopleRoutes() {
	const get, post, person = http.MethodGet, http.MethodPost, peoplePath + "/{id}"
	d.anybody(get, peoplePath, actor.People, d.listPeople)
	d.carefully(get, peoplePath+"/invite", actor.People, d.askInvite)
	d.carefully(post, peoplePath+"/invite", actor.People, d.takeInvite)
	d.carefully(get, person, actor.People, d.showPerson)
	d.carefully(post, person+"/roles", actor.People, d.setRoles)
	d.carefully(get, person+"/address", actor.People, d.askElse)
	d.carefully(post, person+"/address", actor.People, d.takeElse)
	d.carefully(post, person+"/suspend", actor.People, d.manage(func(r *http.Request, by actor.Actor, id string) error {
		return d.account.Suspend(r.Context(), by, id)
	}, locale.Key("The account is suspended.")))
	d.carefully(post, person+"/restore", actor.People, d.manage(func(r *http.Request, by actor.Actor, id string) error {
		return d.account.Restore(r.Context(), by, id)
	}, locale.Key("They can sign in again.")))
	d.carefully(post, person+"/resend", actor.People, d.manage(func(r *http.Request, by actor.Actor, id string) error {
		_, err := d.account.Resend(r.Context(), by, id)
		return err
	}, locale.Key("The invitation is on its way.")))
	d.carefully(post, person+"/afresh", actor.People, d.manage(func(r *http.Request, by actor.Actor, id string) error {
		_, err := d.account.StartAfresh(r.Context(), by, id)
		return err
	}, locale.Key("The invitation is on its way.")))
	d.anybody(get, orgsPath, actor.Operator, d.listOrgs)
	d.carefully(post, orgsPath, actor.Operator, d.addOrg)
	d.turnRoutes(suspendOrg)
	d.turnRoutes(restoreOrg)
	d.anybody(get, auditPath, actor.Audit, d.readAudit)
	d.Site.AddDesk(locale.Key("People"), peoplePath, actor.People, locale.Key("Invite colleagues, give roles, and suspend accounts."))
	d.Site.AddDesk(locale.Key("Organisations"), orgsPath, actor.Operator, locale.Key("Add partner organisations and look after their people."))
	d.Site.AddDesk(locale.Key("Audit log"), auditPath, actor.Audit, locale.Key("Read who did and who saw what."))
}

// anybody adds a route that knows who is signed in.
func (d *Handlers) anybody(method, pattern string, needs actor.Capability, handler site.Handler) {
	d.Site.Add(site.Route{Method: method, Pattern: pattern, Needs: needs, Handler: d.alone(handler), Session: true})
}

// carefully adds a route for who has proved a short while ago who they are.
func (d *Handlers) carefully(method, pattern string, needs actor.Capability, handler site.Handler) {
	d.Site.Add(site.Route{Method: method, Pattern: pattern, Needs: needs, Handler: d.alone(handler), Session: true, Fresh: true})
}

// invitationWays are other ways of taking up the invitation with this token.
func (d *Handlers) invitationWays(r *http.Request, token string) (all []page.Link) {
	for _, one := range d.acceptWays {
		link := one.link(r)
		all = append(all, page.Link{Text: link.Text, Href: link.Href + token})
	}
	return all
}
