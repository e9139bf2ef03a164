// Package signinweb is the pages on which staff sign in and manage how they sign in.
package signinweb

import (
	"embed"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"
	"golang.org/x/time/rate"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/signin"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html
var files embed.FS

const (
	homePath    = "/staff"
	signInPath  = "/staff/sign-in"
	signOutPath = "/staff/sign-out"
	confirmPath = "/staff/confirm"
	accountPath = "/staff/account"
	enrolPath   = "/staff/authenticator"

	invitationPath    = "/staff/invitation/" // the token follows
	newPasswordPath   = "/staff/new-password/"
	forgottenPath     = "/staff/forgotten-password"
	lostCodePath      = signInPath + "/no-code"
	recoveryCodesPath = "/staff/recovery-codes"
)

// Handlers handles requests to sign in and out and to manage one's own account.
type Handlers struct {
	*web.Deps
	service       *signin.Service
	sessions      *scs.SessionManager
	demonstration bool          // whether its people sign in without a password
	limiter       *rate.Limiter // of attempts to sign in and of emailed links, over all people

	// Links to the pages for passkeys and the provider: on the pages to sign in,
	// to confirm a sign-in, to manage one's account and to accept an invitation.
	// The last end in the token.
	signInMethods, confirmMethods, accountMethods, acceptMethods []signInMethod
	feature                                                      feature.Feature
}

// New returns the feature and makes deps.Site use the sessions of service. A
// demonstration lets anyone on the same computer sign in without a password.
func New(deps *web.Deps, service *signin.Service, demonstration bool) feature.Feature {
	return newHandlers(deps, service, demonstration).feature
}

func newHandlers(deps *web.Deps, service *signin.Service, demonstration bool) *Handlers {
	h := &Handlers{
		feature: feature.Feature{Name: "signin", AuditLabels: auditLabels},
		Deps:    deps, service: service, demonstration: demonstration,
		limiter: rate.NewLimiter(10, 100), // a second, and at once
	}
	h.sessions = newSessionManager(service, deps.BaseURL, deps.Site.WriteError)
	deps.Notices = h
	s := deps.Site
	s.SignInPath, s.ReauthPath = signInPath, confirmPath
	s.SessionMiddleware, s.RecentlyAuthenticated = h.sessionMiddleware, h.recentlyConfirmed
	h.signInRoutes()
	h.accountRoutes()
	h.passkeyRoutes()
	h.providerRoutes()
	h.feature.AddExamples(web.FormPage(), signInPage, enrolPage, codesPage, accountPage)
	h.feature.Jobs = service.RegisterJobs
	h.feature.Periodic = []feature.Periodic{{Name: "delete expired sessions", Every: time.Hour, Run: service.DeleteExpired}}
	return h
}

// signInRoutes adds the pages for people who are not signed in.
func (h *Handlers) signInRoutes() {
	const get, post, all = http.MethodGet, http.MethodPost, actor.Public
	h.route(get, signInPath, all, h.getSignIn)
	h.route(post, signInPath, all, h.postSignIn)
	h.route(get, signInPath+"/code", all, h.getCode)
	h.route(post, signInPath+"/code", all, h.postCode)
	h.route(get, lostCodePath, all, h.getLostCode)
	h.route(post, signOutPath, all, h.postSignOut)
	h.route(get, invitationPath+"{token}", all, h.getInvitation)
	h.route(post, invitationPath+"{token}", all, h.postInvitation)
	h.route(get, forgottenPath, all, h.getForgotten)
	h.route(post, forgottenPath, all, h.postForgotten)
	h.route(get, newPasswordPath+"{token}", all, h.getNewPassword)
	h.route(post, newPasswordPath+"{token}", all, h.postNewPassword)
	h.route(get, enrolPath, all, h.getEnrol)
	h.route(post, enrolPath, all, h.postEnrol)
	if h.demonstration {
		h.route(post, signInPath+"/demonstration", all, h.postSignInAsDemo)
	}
}

// accountRoutes adds the pages on which people manage their own account.
func (h *Handlers) accountRoutes() {
	const get, post = http.MethodGet, http.MethodPost
	h.route(get, recoveryCodesPath, actor.Staff, h.getRecoveryCodes)
	h.route(post, recoveryCodesPath, actor.Staff, h.postRecoveryCodes)
	h.route(get, accountPath, actor.Staff, h.showAccount)
	h.route(post, accountPath+"/sessions/end", actor.Staff, h.endSession)
	h.route(get, confirmPath, actor.Staff, h.getConfirm)
	h.route(post, confirmPath, actor.Staff, h.postConfirm)
	h.routeReauth(get, accountPath+"/password", actor.Staff, h.getChangePassword)
	h.routeReauth(post, accountPath+"/password", actor.Staff, h.postChangePassword)
	h.routeReauth(get, emailChangePath, actor.Staff, h.getEmailChange)
	h.routeReauth(post, emailChangePath, actor.Staff, h.postEmailChange)
	h.route(get, accountPath+"/new-address/{token}", actor.Staff, h.getEmailConfirm)
	h.route(post, accountPath+"/new-address/{token}", actor.Staff, h.postEmailConfirm)
	h.routeReauth(post, accountPath+"/recovery-codes", actor.Staff, h.postNewRecoveryCodes)
	h.routeReauth(post, accountPath+"/authenticator/remove", actor.Staff, h.postRemoveTOTP)
}

// route adds a route that loads the session.
func (h *Handlers) route(method, pattern string, needs actor.Capability, handler site.Handler) {
	h.feature.AddRoutes(site.Route{
		Method: method, Pattern: pattern, Needs: needs, Handler: h.withSession(handler), LoadSession: true,
	})
}

// routeReauth adds a route for people who have recently confirmed their sign-in.
func (h *Handlers) routeReauth(method, pattern string, needs actor.Capability, handler site.Handler) {
	h.feature.AddRoutes(site.Route{
		Method: method, Pattern: pattern, Needs: needs, Handler: h.withSession(handler),
		LoadSession: true, RequireReauth: true,
	})
}

// invitationMethods returns links to other ways of accepting an invitation.
func (h *Handlers) invitationMethods(r *http.Request, token string) (all []page.Link) {
	for _, m := range h.acceptMethods {
		link := m.link(r)
		all = append(all, page.Link{Text: link.Text, Href: link.Href + token})
	}
	return all
}
