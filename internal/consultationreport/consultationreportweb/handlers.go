// Package consultationreportweb has the pages of reports on consultations.
package consultationreportweb

import (
	"context"
	"embed"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consultationreport"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html
var files embed.FS

// Handlers serves the pages of reports on consultations.
type Handlers struct {
	*web.Deps
	service *consultationreport.Service
	records *edit.Service
}

// New returns the feature with reports on consultations.
func New(deps *web.Deps, service *consultationreport.Service, records *edit.Service) feature.Feature {
	h := &Handlers{deps, service, records}
	const one = "/consultations/{slug}/report"
	const version, easy = one + "/versions/{version}", one + "/easy-read"
	return feature.Feature{
		Name: "consultationreport", Records: []edit.Kind{service.Kind()}, Definitions: service.Definitions(),
		Routes: deps.WithDocuments([]site.Route{
			{Method: http.MethodGet, Pattern: one, Needs: actor.Public, Handler: h.showLatest},
			{Method: http.MethodGet, Pattern: version, Needs: actor.Public, Handler: h.showVersion},
			{Method: http.MethodGet, Pattern: easy, Needs: actor.Public, Handler: h.easyRead},
			{Method: http.MethodGet, Pattern: consultationreport.RecordPath + "/preview", Needs: actor.Draft, Handler: h.preview},
		}, version, easy),
		Examples: []site.GalleryItem{showPage},
		Tasks: []web.ConsultationTask{{Text: locale.Key("Consultation report"), Path: consultationreport.RecordPath, Needs: actor.Draft,
			Stage: web.StageFeedback}},
		AuditLabels: web.AuditLabels{
			Acts: map[string]string{"publish-consultation-report": locale.Key("Published a consultation report")},
		},
		Leaves:    []feature.LeafKind{{Kind: "publication", Open: consultationreport.EachLeaf}},
		LeafPages: map[string]web.LeafPage{"consultation-report": h.leafPage},
		Related:   h.related,
	}
}

// leafPage is web.LeafPage of versions of reports.
func (h *Handlers) leafPage(ctx context.Context, tx *db.Tx, slug string, number int64) (page.UserText, error) {
	versions, err := consultationreport.Versions(ctx, tx, slug)
	for _, v := range versions {
		if v.Edition == number {
			return page.UserText{Text: v.Facts.Title, Href: consultationreport.VersionPath(slug, number), Lang: v.Facts.Language}, err
		}
	}
	if err == nil {
		err = notFound()
	}
	return page.UserText{}, err
}

// related returns a link to the report on a consultation, if there is one.
func (h *Handlers) related(ctx context.Context, slug string) (link page.Link, err error) {
	err = h.DB.View(ctx, func(tx *db.Tx) error {
		_, err := consultationreport.Get(ctx, tx, slug)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		link = page.Link{Text: locale.Key("Consultation report"), Href: consultationreport.Path(slug)}
		return err
	})
	return link, err
}

// easyRead shows the Easy Read summary of the latest version of a report.
func (h *Handlers) easyRead(w http.ResponseWriter, r *http.Request) error {
	slug, words := r.PathValue("slug"), h.PagePrinter(r)
	var x *consultationreport.Report
	err := h.DB.View(r.Context(), func(tx *db.Tx) (err error) {
		x, err = consultationreport.Get(r.Context(), tx, slug)
		return err
	})
	if err == nil && len(x.EasyRead) == 0 {
		err = fault.New(fault.NotFound, "This report has no Easy Read summary.")
	}
	if err != nil {
		return err
	}
	return web.EasyReadPage.Write(w, r, http.StatusOK, web.EasyReadView{
		Lang: langOf(words, x), Invented: x.Invented, Lines: x.EasyRead,
		Report: page.UserText{Text: words.Say("Consultation report: %s", x.Facts.Title), Href: consultationreport.Path(slug),
			Lang: words.LangOrCouncil(x.Facts.Language)},
		Downloads: h.Downloads(r, consultationreport.Path(slug)+"/easy-read"),
	})
}

func notFound() error {
	return fault.New(fault.NotFound, "We have not published a report on this consultation.")
}
