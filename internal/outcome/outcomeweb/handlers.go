// Package outcomeweb shows indicators of the quality of life by place, and imports their readings from files.
package outcomeweb

import (
	"context"
	"embed"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/outcome"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html
var files embed.FS

type handlers struct {
	*web.Deps
	service *outcome.Service
}

// importsPath is the address above the pages on which readings are imported.
const importsPath = "/staff/indicator-imports"

// New returns the feature of indicators.
func New(deps *web.Deps, service *outcome.Service) feature.Feature {
	h := &handlers{deps, service}
	f := feature.Feature{
		Name: "outcome", Definitions: service.Definitions(), Records: service.Records(),
		AuditLabels: web.AuditLabels{Acts: map[string]string{
			"define-indicator": locale.Key("Imported an indicator"),
			"define-readings":  locale.Key("Imported readings from a definition file"),
			"upload-readings":  locale.Key("Uploaded a file of readings"),
			"import-readings":  locale.Key("Imported a file of readings"),
			outcome.RemoveAct:  locale.Key("Removed an uploaded file of readings"),
			"undo-readings":    locale.Key("Undid an import of readings"),
		}},
		Referrers: []web.Referrers{
			{To: web.PlaceRecord, Order: 50, Heading: locale.Lazy("Quality of life"), Needs: actor.Public, Find: indicatorsOf},
			{To: web.EvidenceRecord, Order: 70, Heading: locale.Lazy("Quality of life, as context"), Needs: actor.Public, Find: indicatorsFor},
		},
		DataTables: []web.DataTable{readingsTable},
	}
	const path, importPath = outcome.ListPath + "/{ref}", importsPath + "/{ref}/{id}"
	f.AddRoutes(
		site.Route{Method: http.MethodGet, Pattern: outcome.ListPath, Needs: actor.Public, Handler: h.list},
		site.Route{Method: http.MethodGet, Pattern: path, Needs: actor.Public, Handler: h.show},
		site.Route{Method: http.MethodGet, Pattern: path + "/readings.csv", Needs: actor.Public, Handler: h.downloadCSV},
		site.Route{Method: http.MethodGet, Pattern: path + "/readings.json", Needs: actor.Public, Handler: h.downloadJSON},
		site.Route{Method: http.MethodGet, Pattern: path + "/corrections.csv", Needs: actor.Public, Handler: h.downloadCorrections},
		site.Route{Method: http.MethodGet, Pattern: importsPath + "/{ref}", Needs: actor.ApproveRecords, Handler: h.listImports},
		site.Route{Method: http.MethodPost, Pattern: importsPath + "/{ref}", Needs: actor.ApproveRecords, Handler: h.upload,
			MaxBody: place.MaxFileBytes + 64<<10},
		site.Route{Method: http.MethodGet, Pattern: importPath, Needs: actor.ApproveRecords, Handler: h.showImport},
		site.Route{Method: http.MethodPost, Pattern: importPath, Needs: actor.ApproveRecords, Handler: h.applyImport},
		site.Route{Method: http.MethodPost, Pattern: importPath + "/undo", Needs: actor.ApproveRecords, Handler: h.undoImport},
		site.Route{Method: http.MethodPost, Pattern: importPath + "/remove", Needs: actor.ApproveRecords, Handler: h.removeImport},
	)
	f.AddExamples(listPage, showPage, importsPage, importPage)
	return f
}

// indicatorsOf returns the indicators with readings about a place, each with its latest value.
func indicatorsOf(ctx context.Context, tx *db.Tx, q web.ReferrerQuery) (found web.Referring, err error) {
	all, err := outcome.ListOf(ctx, tx, q.Ref, "", web.MaxReferrers)
	if err != nil {
		return found, err
	}
	for _, i := range all.Items {
		readings, err := outcome.ReadingsOf(ctx, tx, i.Ref, []string{q.Ref})
		if err != nil {
			return found, err
		}
		found.Items = append(found.Items, referrer(i, i.Compare(readings[q.Ref])))
	}
	if all.Next != "" {
		found.MoreHref = outcome.ListPath
	}
	return found, nil
}

// indicatorsFor returns the indicators that are context for a need.
func indicatorsFor(ctx context.Context, tx *db.Tx, q web.ReferrerQuery) (found web.Referring, err error) {
	all, err := outcome.ListFor(ctx, tx, q.Ref, "", web.MaxReferrers)
	for _, i := range all.Items {
		found.Items = append(found.Items, referrer(i, nil))
	}
	return found, err
}

func referrer(i *outcome.Indicator, c *outcome.Comparison) web.Referrer {
	r := web.Referrer{UserText: page.UserText{Text: i.Title, Href: outcome.Path(i.Ref), Lang: i.Language}}
	if c != nil {
		r.Fact = locale.Lazy("%s (%s)", lazyValue{i, c.Latest.Value}, lazyPeriod(c.Latest))
	}
	return r
}
