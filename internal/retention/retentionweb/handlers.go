// Package retentionweb has the page on which officers see how long data is kept and
// delete what is due.
package retentionweb

import (
	"embed"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/retention"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html
var files embed.FS

// Handlers serves the page of the feature.
type Handlers struct {
	*web.Deps
	service *retention.Service
}

// New registers the page of the feature, and tells all pages when saved drafts are
// deleted.
func New(deps *web.Deps, service *retention.Service) *Handlers {
	h := &Handlers{deps, service}
	deps.DraftsDeletedAt = service.DraftsDeletedAt
	const path = "/staff/retention"
	deps.Site.Add(site.Route{Method: "GET", Pattern: path, Needs: actor.ManageRetention, Handler: h.retention})
	deps.Site.Add(site.Route{
		Method: "POST", Pattern: path, Needs: actor.ManageRetention, Handler: h.changeRetention, RequireReauth: true,
	})
	deps.Site.AddStaffLink(
		"Retention",
		path,
		actor.ManageRetention,
		"See how long data is kept and delete data that is due for deletion.",
	)
	deps.Site.AddToGallery(retentionPage)
	return h
}
