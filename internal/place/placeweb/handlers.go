// Package placeweb shows places and the figures about them, and imports figures from files.
package placeweb

import (
	"context"
	"embed"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html
var files embed.FS

type handlers struct {
	*web.Deps
	service *place.Service
	records *edit.Service
	kind    edit.Kind // of places
}

// Addresses of the public pages.
const (
	placesPath  = "/places"
	figuresPath = "/figures"
)

// New returns the feature of places.
func New(deps *web.Deps, service *place.Service, records *edit.Service) feature.Feature {
	kinds := service.Records()
	h := &handlers{deps, service, records, kinds[0]}
	f := feature.Feature{
		Name: "place", Definitions: service.Definitions(), Records: kinds, AuditLabels: auditLabels,
		Nav:     []feature.NavLink{{Link: page.Link{Text: locale.Key("Places"), Href: placesPath}, Order: 45}},
		Related: h.related, Datasets: datasets,
	}
	f.AddRoutes(
		site.Route{Method: http.MethodGet, Pattern: placesPath, Needs: actor.Public, Handler: h.list},
		site.Route{Method: http.MethodGet, Pattern: placesPath + "/{ref}", Needs: actor.Public, Handler: h.show},
		site.Route{Method: http.MethodGet, Pattern: figuresPath + "/{ref}", Needs: actor.Public, Handler: h.showFigures},
		site.Route{Method: http.MethodGet, Pattern: figuresPath + "/{ref}/figures.csv", Needs: actor.Public, Handler: h.download},
		site.Route{Method: http.MethodGet, Pattern: figuresPath + "/{ref}/corrections.csv", Needs: actor.Public, Handler: h.downloadCorrections},
		site.Route{Method: http.MethodGet, Pattern: place.RecordsPath + "/{id}/preview", Needs: h.kind.Write, Handler: h.preview},
	)
	const importPath = importsPath + "/{ref}/{id}"
	f.AddRoutes(
		site.Route{Method: http.MethodGet, Pattern: importsPath + "/{ref}", Needs: actor.ApproveRecords, Handler: h.listImports},
		site.Route{Method: http.MethodPost, Pattern: importsPath + "/{ref}", Needs: actor.ApproveRecords, Handler: h.upload,
			MaxBody: place.MaxFileBytes + 64<<10},
		site.Route{Method: http.MethodGet, Pattern: importPath, Needs: actor.ApproveRecords, Handler: h.showImport},
		site.Route{Method: http.MethodPost, Pattern: importPath, Needs: actor.ApproveRecords, Handler: h.applyImport},
		site.Route{Method: http.MethodPost, Pattern: importPath + "/undo", Needs: actor.ApproveRecords, Handler: h.undoImport},
		site.Route{Method: http.MethodPost, Pattern: importPath + "/remove", Needs: actor.ApproveRecords, Handler: h.removeImport},
	)
	f.AddExamples(listPage, placePage, figuresPage, importsPage, importPage)
	return f
}

// auditLabels are what the audit log shows for the codes of this feature.
var auditLabels = web.AuditLabels{
	Acts: map[string]string{
		"define-place":   locale.Key("Imported a place"),
		"define-figures": locale.Key("Imported figures from a definition file"),
		"upload-figures": locale.Key("Uploaded a file of figures"),
		"import-figures": locale.Key("Imported a file of figures"),
		place.RemoveAct:  locale.Key("Removed an uploaded file of figures"),
		"undo-figures":   locale.Key("Undid an import of figures"),
	},
}

// related returns the link to the page of the place that a consultation is about.
func (h *handlers) related(ctx context.Context, slug string) (link page.Link, err error) {
	err = h.DB.View(ctx, func(tx *db.Tx) error {
		c, err := consult.Get(ctx, tx, slug)
		if err != nil {
			return err
		}
		p, err := place.ForArea(ctx, tx, c.Area)
		if err == nil {
			link = page.Link{Text: locale.Key("About this area"), Href: placesPath + "/" + p.Ref}
		}
		return err
	})
	if fault.Is(err, fault.NotFound) {
		return page.Link{}, nil
	}
	return link, err
}
