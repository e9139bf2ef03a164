// Package accountweb is the staff area's home page and its pages for people, organisations and the audit log.
package accountweb

import (
	"context"
	"embed"
	"net/http"
	"time"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/feature"
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
	feature  feature.Feature
}

// New returns the feature with the pages about accounts, organisations and the
// audit log. councilName is the name that the council has in its
// profile; nil leaves the name of its organisation alone.
func New(deps *web.Deps, accounts *account.Service, councilName func(context.Context) string) feature.Feature {
	h := &Handlers{Deps: deps, accounts: accounts, feature: feature.Feature{Name: "account", AuditLabels: auditLabels,
		Definitions: accounts.Definitions()}}
	deps.PersonNames = accounts.PersonNames
	h.route(http.MethodGet, homePath, actor.Staff, h.getHome)
	h.route(http.MethodGet, keyboardPath, actor.Staff, h.keyboard)
	h.peopleRoutes()
	h.orgRoutes()
	h.route(http.MethodGet, auditPath, actor.ReadAudit, h.listAudit)
	f := &h.feature
	f.AddStaffLink(1, locale.Key("My work"), homePath, actor.Staff, "")
	f.AddStaffLink(50, locale.Key("People"), peoplePath, actor.ManagePeople,
		locale.Key("Invite colleagues, assign roles and suspend accounts."))
	f.AddStaffLink(51, locale.Key("Organisations"), orgsPath, actor.Operate,
		locale.Key("Add partner organisations and manage their users."))
	f.AddStaffLink(60, locale.Key("Audit log"), auditPath, actor.ReadAudit,
		locale.Key("See who did what and who viewed what."))
	f.AddStaffLink(90, locale.Key("Keyboard shortcuts"), keyboardPath, actor.Staff, "")
	f.Search = []web.Search{
		{Name: "people", Heading: locale.Lazy("People"), Needs: actor.ManagePeople, Find: searchPeople},
		{Name: "organisations", Heading: locale.Lazy("Organisations"), Needs: actor.ManagePeople, Find: searchOrgs},
	}
	f.Find = map[string]web.FindFunc{"account": findPerson, "organisation": findOrg}
	f.AddExamples(homePage, keyboardPage, peoplePage, personPage, orgsPage, auditPage)
	f.Leaves = []feature.LeafKind{{Kind: audit.RootKind}}
	f.Audit = []feature.Check{{Run: func(ctx context.Context, tx *db.Tx, report func(string)) (string, error) {
		return "every entry of the audit log", audit.Verify(ctx, tx, deps.Record, report)
	}}}
	f.Periodic = []feature.Periodic{{Name: "publish the audit log's root", Every: 5 * time.Second, Run: func(ctx context.Context) error {
		return audit.PublishRoot(ctx, deps.Record)
	}}}
	if councilName != nil {
		f.Periodic = append(f.Periodic, feature.Periodic{Name: "name the council", Every: 5 * time.Second, Run: func(ctx context.Context) error {
			return accounts.EnsureCouncil(ctx, councilName(ctx))
		}})
	}
	return *f
}

func (h *Handlers) route(method, pattern string, needs actor.Capability, handler site.Handler) {
	h.feature.AddRoutes(site.Route{Method: method, Pattern: pattern, Needs: needs, Handler: handler})
}

// routeReauth adds a route for people who have recently confirmed their sign-in.
func (h *Handlers) routeReauth(method, pattern string, needs actor.Capability, handler site.Handler) {
	h.feature.AddRoutes(site.Route{Method: method, Pattern: pattern, Needs: needs, Handler: handler, RequireReauth: true})
}
