// Package accountweb is the staff area's home page and its pages for people, organisations and the audit log.
package accountweb

import (
	"embed"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html
var files embed.FS

// Handlers handles requests about people, organisations and the audit log.
type Handlers struct {
	*web.Deps
	accounts *account.Service
}

// New adds the routes to deps.Site.
func New(deps *web.Deps, accounts *account.Service) *Handlers {
	h := &Handlers{deps, accounts}
	deps.PersonNames = accounts.PersonNames
	h.route(http.MethodGet, homePath, actor.Staff, h.getHome)
	h.peopleRoutes()
	h.orgRoutes()
	h.route(http.MethodGet, auditPath, actor.ReadAudit, h.listAudit)
	s := deps.Site
	s.AddStaffLink(
		locale.Key("People"),
		peoplePath,
		actor.ManagePeople,
		locale.Key("Invite colleagues, assign roles and suspend accounts."),
	)
	s.AddStaffLink(
		locale.Key("Organisations"),
		orgsPath,
		actor.Operate,
		locale.Key("Add partner organisations and manage their users."),
	)
	s.AddStaffLink(
		locale.Key("Audit log"),
		auditPath,
		actor.ReadAudit,
		locale.Key("See who did what and who viewed what."),
	)
	s.AddToGallery(homePage, peoplePage, personPage, orgsPage, auditPage)
	return h
}

func (h *Handlers) route(method, pattern string, needs actor.Capability, handler site.Handler) {
	h.Site.Add(site.Route{Method: method, Pattern: pattern, Needs: needs, Handler: handler})
}

// routeReauth adds a route for people who have recently confirmed their sign-in.
func (h *Handlers) routeReauth(method, pattern string, needs actor.Capability, handler site.Handler) {
	h.Site.Add(site.Route{Method: method, Pattern: pattern, Needs: needs, Handler: handler, RequireReauth: true})
}
