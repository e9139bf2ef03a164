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
	limiter       *rate.Limiter // of all who try a password or ask for a letter

	// Links that passkeys and the provider of the council add: to the page where
	// one signs in, confirms, looks after one's account; and, followed by the
	// token, takes up an invitation. Their words are messages of the interface.
	signInMethods, confirmMethods, accountMethods, acceptMethods []signInMethod
}

// New puts the feature in its place. A demonstration lets everybody in who can
// reach it: it must be on the visitor's own machine.
func New(h *web.Deps, service *account.Service, demonstration bool) *Handlers {
	d := &Handlers{Deps: h, account: service, demonstration: demonstration, limiter: rate.NewLimiter(10, 100)}
	d.sessions = newSessionManager(service, h.BaseURL, h.Site.WriteError)
	h.Site.SignInPath, h.Site.ReauthPath, h.Site.SessionMiddleware, h.Site.RecentlyAuthenticated = signInPath, confirmPath, d.sessionMiddleware, d.recentlyConfirmed
	h.PersonNames = service.PersonNames
	d.signInRoutes()
	d.accountRoutes()
	d.adminRoutes()
	d.passkeyRoutes()
	d.providerRoutes()
	h.Site.AddToGallery(formPage, signInPage, enrolPage, codesPage, homePage, accountPage, peoplePage, personPage, orgsPage, auditPage)
	return d
}

// signInRoutes are the routes of those who are not signed in yet.
func (d *Handlers) signInRoutes() {
	const get, post, all = http.MethodGet, http.MethodPost, actor.Public
	d.route(get, signInPath, all, d.getSignIn)
	d.route(post, signInPath, all, d.postSignIn)
	d.route(get, signInPath+"/code", all, d.getCode)
	d.route(post, signInPath+"/code", all, d.postCode)
	d.route(get, "/staff/sign-in/no-code", all, d.getLostCode)
	d.route(post, signOutPath, all, d.postSignOut)
	d.route(get, "/staff/invitation/{token}", all, d.getInvitation)
	d.route(post, "/staff/invitation/{token}", all, d.postInvitation)
	d.route(get, "/staff/forgotten-password", all, d.getForgotten)
	d.route(post, "/staff/forgotten-password", all, d.postForgotten)
	d.route(get, "/staff/new-password/{token}", all, d.getNewPassword)
	d.route(post, "/staff/new-password/{token}", all, d.postNewPassword)
	d.route(get, enrolPath, all, d.getEnrol)
	d.route(post, enrolPath, all, d.postEnrol)
	if d.demonstration {
		d.route(post, signInPath+"/demonstration", all, d.postSignInAsDemo)
	}
}

// accountRoutes are what everybody does to their own account.
func (d *Handlers) accountRoutes() {
	const get, post = http.MethodGet, http.MethodPost
	d.route(get, homePath, actor.Staff, d.getHome)
	d.route(get, "/staff/recovery-codes", actor.Staff, d.getRecoveryCodes)
	d.route(post, "/staff/recovery-codes", actor.Staff, d.postRecoveryCodes)
	d.route(get, accountPath, actor.Staff, d.showAccount)
	d.route(post, accountPath+"/sessions/end", actor.Staff, d.endSession)
	d.route(get, confirmPath, actor.Staff, d.getConfirm)
	d.route(post, confirmPath, actor.Staff, d.postConfirm)
	d.routeReauth(get, accountPath+"/password", actor.Staff, d.getChangePassword)
	d.routeReauth(post, accountPath+"/password", actor.Staff, d.postChangePassword)
	d.routeReauth(get, emailChangePath, actor.Staff, d.getEmailChange)
	d.routeReauth(post, emailChangePath, actor.Staff, d.postEmailChange)
	d.route(get, accountPath+"/new-address/{token}", actor.Staff, d.getEmailConfirm)
	d.route(post, accountPath+"/new-address/{token}", actor.Staff, d.postEmailConfirm)
	d.routeReauth(post, accountPath+"/recovery-codes", actor.Staff, d.postNewRecoveryCodes)
	d.routeReauth(post, accountPath+"/authenticator/remove", actor.Staff, d.postRemoveTOTP)
}

// adminRoutes are what administrators and auditors do.
func (d *Handlers) adminRoutes() {
	const get, post, person = http.MethodGet, http.MethodPost, peoplePath + "/{id}"
	d.route(get, peoplePath, actor.ManagePeople, d.listPeople)
	d.routeReauth(get, peoplePath+"/invite", actor.ManagePeople, d.getInvite)
	d.routeReauth(post, peoplePath+"/invite", actor.ManagePeople, d.postInvite)
	d.routeReauth(get, person, actor.ManagePeople, d.showPerson)
	d.routeReauth(post, person+"/roles", actor.ManagePeople, d.setRoles)
	d.routeReauth(get, person+"/address", actor.ManagePeople, d.getPersonEmail)
	d.routeReauth(post, person+"/address", actor.ManagePeople, d.postPersonEmail)
	d.routeReauth(post, person+"/suspend", actor.ManagePeople, d.personAction(func(r *http.Request, by actor.Actor, id string) error {
		return d.account.SuspendPerson(r.Context(), by, id)
	}, locale.Key("The account has been suspended.")))
	d.routeReauth(post, person+"/restore", actor.ManagePeople, d.personAction(func(r *http.Request, by actor.Actor, id string) error {
		return d.account.RestorePerson(r.Context(), by, id)
	}, locale.Key("The account has been restored.")))
	d.routeReauth(post, person+"/resend", actor.ManagePeople, d.personAction(func(r *http.Request, by actor.Actor, id string) error {
		_, err := d.account.ResendInvitation(r.Context(), by, id)
		return err
	}, locale.Key("The invitation has been sent.")))
	d.routeReauth(post, person+"/reset-sign-in", actor.ManagePeople, d.personAction(func(r *http.Request, by actor.Actor, id string) error {
		_, err := d.account.ResetSignIn(r.Context(), by, id)
		return err
	}, locale.Key("The invitation has been sent.")))
	d.route(get, orgsPath, actor.Operate, d.listOrgs)
	d.routeReauth(post, orgsPath, actor.Operate, d.addOrg)
	d.orgActionRoutes(suspendOrg)
	d.orgActionRoutes(restoreOrg)
	d.route(get, auditPath, actor.ReadAudit, d.listAudit)
	d.Site.AddStaffLink(
		locale.Key("People"),
		peoplePath,
		actor.ManagePeople,
		locale.Key("Invite colleagues, assign roles and suspend accounts."),
	)
	d.Site.AddStaffLink(locale.Key("Organisations"), orgsPath, actor.Operate, locale.Key("Add partner organisations and manage their users."))
	d.Site.AddStaffLink(locale.Key("Audit log"), auditPath, actor.ReadAudit, locale.Key("See who did what and who viewed what."))
}

// route adds a route that knows who is signed in.
func (d *Handlers) route(method, pattern string, needs actor.Capability, handler site.Handler) {
	d.Site.Add(site.Route{Method: method, Pattern: pattern, Needs: needs, Handler: d.withSession(handler), LoadSession: true})
}

// routeReauth adds a route for who has proved a short while ago who they are.
func (d *Handlers) routeReauth(method, pattern string, needs actor.Capability, handler site.Handler) {
	d.Site.Add(
		site.Route{Method: method, Pattern: pattern, Needs: needs, Handler: d.withSession(handler), LoadSession: true, RequireReauth: true},
	)
}

// invitationMethods are other ways of taking up the invitation with this token.
func (d *Handlers) invitationMethods(r *http.Request, token string) (all []page.Link) {
	for _, one := range d.acceptMethods {
		link := one.link(r)
		all = append(all, page.Link{Text: link.Text, Href: link.Href + token})
	}
	return all
}
