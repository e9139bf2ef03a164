// Package sampleweb serves the pages of samples.
package sampleweb

import (
	"context"
	"embed"
	"fmt"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/sample"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html
var files embed.FS

// Handlers serves the pages.
type Handlers struct{ *web.Deps }

type view struct{ Samples []sample.Sample }

var (
	publicPage = page.New(files, "templates/samples.html", view{[]sample.Sample{{Title: "A sample"}}}, view{})
	staffPage  = page.New(files, "templates/samples.html", staffView{view: view{[]sample.Sample{{Title: "A sample"}}}}, staffView{})
)

type staffView struct {
	page.StaffView
	view
}

// New returns the feature.
func New(deps *web.Deps) feature.Feature {
	h, service := &Handlers{deps}, &sample.Service{DB: deps.DB}
	return feature.Feature{
		Name: "sample",
		Routes: []site.Route{
			{Method: http.MethodGet, Pattern: "/samples", Needs: actor.Public, Handler: h.public},
			{Method: http.MethodGet, Pattern: "/staff/samples", Needs: actor.Draft, Handler: h.staff},
		},
		Examples:    []site.GalleryItem{publicPage, staffPage},
		Nav:         []feature.NavLink{{Link: page.Link{Text: "Samples", Href: "/samples"}, Order: 90}},
		Staff:       []site.StaffLink{{Link: page.Link{Text: "Samples", Href: "/staff/samples"}, Needs: actor.Draft, Order: 90}},
		Steps:       []feature.Step{{Order: feature.OrderFindings + 1, Find: step}},
		Definitions: service.Definitions(),
		Audit: []feature.Check{{Run: func(ctx context.Context, tx *db.Tx, _ func(string)) (string, error) {
			all, err := sample.First(ctx, tx)
			return fmt.Sprintf("%d samples", len(all)), err
		}}},
	}
}

func step(ctx context.Context, tx *db.Tx, m feature.Matter) (page.Step, error) {
	all, err := sample.ForConsultation(ctx, tx, m.Consultation)
	if err != nil || len(all) == 0 {
		return page.Step{}, err
	}
	return page.Step{Name: "Sample", State: page.Done, Href: "/samples", Note: all[0].Title}, nil
}

func (h *Handlers) load(ctx context.Context) (v view, err error) {
	err = h.DB.View(ctx, func(tx *db.Tx) error {
		v.Samples, err = sample.First(ctx, tx)
		return err
	})
	return v, err
}

func (h *Handlers) public(w http.ResponseWriter, r *http.Request) error {
	v, err := h.load(r.Context())
	if err != nil {
		return err
	}
	return publicPage.Write(w, r, http.StatusOK, v)
}

func (h *Handlers) staff(w http.ResponseWriter, r *http.Request) error {
	v, err := h.load(r.Context())
	if err != nil {
		return err
	}
	return staffPage.Write(w, r, http.StatusOK, staffView{view: v})
}
