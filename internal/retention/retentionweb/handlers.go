// Package retentionweb has the page on which officers see how long data is kept and
// delete what is due.
package retentionweb

import (
	"context"
	"embed"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/operation"
	"github.com/folkmoot/folkmoot/internal/retention"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html
var files embed.FS

// Handlers serves the page about retention.
type Handlers struct {
	*web.Deps
	service *retention.Service
}

// New returns the feature with the page on which officers delete data that is due.
func New(deps *web.Deps, service *retention.Service) feature.Feature {
	h := &Handlers{deps, service}
	f := feature.Feature{Name: "retention", AuditLabels: auditLabels, Work: h.work, Notices: service.Notices()}
	f.AddRoutes(
		site.Route{Method: "GET", Pattern: retentionPath, Needs: actor.ManageRetention, Handler: h.retention},
		site.Route{Method: "POST", Pattern: retentionPath, Needs: actor.ManageRetention, Handler: h.changeRetention, RequireReauth: true},
	)
	f.AddStaffLink(56, "Retention", retentionPath, actor.ManageRetention,
		"See how long data is kept and delete data that is due for deletion.")
	f.AddExamples(retentionPage)
	f.Operations = []operation.Kind{deleteOperation(service)}
	f.Periodic = []feature.Periodic{{Name: "delete expired drafts", Every: 5 * time.Second, Run: func(ctx context.Context) error {
		n, err := service.DeleteExpiredDrafts(ctx)
		if n > 0 { // no officer requests this deletion, so the log says that it happened
			deps.Slog.InfoContext(ctx, "deleted expired drafts", "drafts", n)
		}
		return err
	}}}
	f.Periodic = append(f.Periodic, feature.Periodic{Name: "copy the deletion log of other servers",
		Every: retention.SyncLogEvery, Run: service.Deleter().SyncLog})
	f.Periodic = append(f.Periodic, feature.Periodic{Name: "compute what is due for deletion",
		Every: retention.RefreshDueEvery, Run: service.RefreshDue})
	f.Audit = []feature.Check{{Run: service.Deleter().AuditLog}}
	f.Unlinkable = retention.UnlinkableTables
	return f
}
