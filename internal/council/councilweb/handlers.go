// Package councilweb shows who runs this installation and what they promise
// about it: the accessibility statement, the privacy notice and the catalogue
// of open data.
package councilweb

import (
	"context"
	"embed"
	"net/http"
	"time"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/council"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html
var files embed.FS

// Handlers answers the requests about the council.
type Handlers struct {
	Service  *council.Service
	deps     *web.Deps
	datasets Catalogue
}

// Catalogue lists what is released as open data. The features that release
// stand above the council, so it is handed in; nil lists nothing.
type Catalogue func(ctx context.Context) ([]Dataset, error)

// Dataset is one set of open data, in every form it can be had.
type Dataset struct {
	Title       string             // of the consultation
	Language    string             // of the title; "" is that of the council
	Release     int64              // its number
	Description locale.LazyMessage // what is in it
	Page        string             // where it is shown
	Released    time.Time
	Files       []File
}

// File is a dataset in one form.
type File struct {
	Format locale.LazyMessage // "CSV"
	Path   string
}

// New puts the feature in its place.
func New(h *web.Deps, s *council.Service, data Catalogue) *Handlers {
	d := &Handlers{s, h, data}
	for pattern, handler := range map[string]site.Handler{"/accessibility": d.accessibility, "/privacy": d.privacy, "/data": d.openData} {
		h.Site.Add(site.Route{Method: http.MethodGet, Pattern: pattern, Needs: actor.Public, Handler: handler})
	}
	h.Site.AddToGallery(accessibilityPage, privacyPage, openDataPage)
	return d
}

// profile is who runs this installation, or one that says nothing of itself:
// the statements of the product hold also before anybody has described the
// council.
func (d *Handlers) profile(ctx context.Context) (*council.Profile, error) {
	p, err := d.Service.Get(ctx)
	if fault.Is(err, fault.NotFound) {
		return &council.Profile{}, nil
	}
	return p, err
}
