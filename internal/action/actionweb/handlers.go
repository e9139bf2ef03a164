// Package actionweb serves the list of actions, the page about an action, and those on which its owner reports on it.
package actionweb

import (
	"context"
	"embed"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/partner"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html
var files embed.FS

// Handlers serves the pages about actions.
type Handlers struct {
	Service *action.Service
	deps    *web.Deps
	records *edit.Service // drafts of actions, for what is imported
	whoCan  WhoCan
	causes  CausesFunc
}

// CausesFunc returns the key issues that led to actions. It is (*decision.Service).Causes except in tests.
type CausesFunc func(ctx context.Context, tx *db.Tx, actions ...*action.Action) ([]decision.Cause, error)

// WhoCan returns the people of an organisation who have a capability.
type WhoCan func(ctx context.Context, org string, can actor.Capability) ([]*account.Person, error)

// New returns the feature with the public list of actions, its feed, the page of an action and the pages on which owners report on
// theirs.
func New(
	deps *web.Deps, service *action.Service, records *edit.Service, whoCan WhoCan, causes CausesFunc,
) feature.Feature {
	h := &Handlers{service, deps, records, whoCan, causes}
	f := feature.Feature{
		Name:        "action",
		AuditLabels: auditLabels,
		Routes: []site.Route{
			{Method: http.MethodGet, Pattern: listPath, Needs: actor.Public, Handler: h.list},
			{Method: http.MethodGet, Pattern: feedPath, Needs: actor.Public, Handler: h.feed},
			{Method: http.MethodGet, Pattern: "/actions/{ref}", Needs: actor.Public, Handler: h.show},
			{Method: http.MethodGet, Pattern: minePath, Needs: actor.UpdateActions, Handler: h.listMine},
			{Method: http.MethodGet, Pattern: minePath + "/{ref}", Needs: actor.UpdateActions, Handler: h.getMine},
			{Method: http.MethodPost, Pattern: minePath + "/{ref}", Needs: actor.UpdateActions, Handler: h.report},
			{Method: http.MethodPost, Pattern: minePath + "/{ref}/sign-off", Needs: actor.Publish, Handler: h.signOff},
			{Method: http.MethodPost, Pattern: minePath + "/{ref}/owner", Needs: actor.Publish, Handler: h.assign},
			{Method: http.MethodGet, Pattern: sheetPath, Needs: actor.EditRecords, ForAll: true, Handler: h.sheet},
			{Method: http.MethodPost, Pattern: sheetPath, Needs: actor.EditRecords, ForAll: true, Handler: h.checkSheet,
				MaxUpload: 2 * edit.MaxSheetFile},
			{Method: http.MethodGet, Pattern: sheetPath + "/download", Needs: actor.EditRecords, ForAll: true, Handler: h.downloadSheet},
			{Method: http.MethodPost, Pattern: sheetPath + "/import", Needs: actor.EditRecords, ForAll: true, Handler: h.importSheet,
				MaxBody: 2 * edit.MaxSheetFile},
		},
		Examples:    []site.GalleryItem{listPage, showPage, minePage, reportPage, sheetPage},
		Definitions: service.Definitions(),
		Work:        work,
		Keepings:    []web.Keeping{{Principle: partner.Accountability, Order: 10, Count: countOnTime}},
		DataTables:  []web.DataTable{actionsTable, updatesTable},
		Find:        map[string]web.FindFunc{"action": findAction},
		Records:     service.Records(),
		Referrers: []web.Referrers{
			{To: web.EvidenceRecord, Order: 20, Heading: locale.Lazy("Actions because of this"), Needs: actor.Public, Find: actionsFor},
			{To: web.PlaceRecord, Order: 50, Heading: locale.Lazy("Actions"), Needs: actor.Public, Find: actionsIn},
		},
		Notices: service.Notices(),
	}
	f.Staff = append(f.Staff, site.StaffLink{Link: page.Link{Text: locale.Key("Action plans as spreadsheets"), Href: sheetPath}, Order: 33,
		Needs: actor.EditRecords, ForAll: true, Description: locale.Key("Download action plans, change them and import them again.")})
	f.AddStaffLink(15, "My actions", minePath, actor.UpdateActions, "Report on the actions that you are responsible for.")
	return f
}
