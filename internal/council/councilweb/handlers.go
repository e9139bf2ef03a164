// Package councilweb is the accessibility statement, the privacy notice and the list of open data.
package councilweb

import (
	"context"
	"embed"
	"io"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/council"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/retention"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html
var files embed.FS

// Handlers handles requests for these pages.
type Handlers struct {
	Service *council.Service
	deps    *web.Deps
	kept    RetentionNotice
	set     Installation
}

// RetentionNotice returns how long the data of respondents is kept. Nil is for tests.
type RetentionNotice func(context.Context) (retention.Notice, error)

// New returns the feature. set is what is set outside of the browser. records returns the kinds of records of all features,
// once they are known.
func New(
	deps *web.Deps, service *council.Service, kept RetentionNotice, set Installation,
	records func() []edit.Kind,
) feature.Feature {
	h := &Handlers{service, deps, kept, set}
	f := feature.Feature{Name: "council"}
	for pattern, handler := range map[string]site.Handler{
		"/accessibility": h.accessibility,
		"/privacy":       h.privacy,
		"/data":          h.openData,
		"/data/{list}":   h.datasets,
		cataloguePath:    h.catalogue,
	} {
		f.AddRoutes(site.Route{Method: http.MethodGet, Pattern: pattern, Needs: actor.Public, Handler: handler})
	}
	f.AddRoutes(site.Route{Method: http.MethodGet, Pattern: council.StylePrefix + "{colour}", Needs: actor.Public, Handler: h.style})
	f.AddRoutes(site.Route{Method: http.MethodGet, Pattern: installationPath, Needs: actor.Operate, Handler: h.installation})
	f.Staff = []site.StaffLink{installationNav}
	f.Definitions = service.Definitions()
	f.Records = council.Records(records)
	f.Doctor = []feature.Check{{Run: council.CheckFacts}}
	f.AuditLabels.Acts = map[string]string{"define-council": locale.Key("Imported the council's details")}
	f.AddExamples(accessibilityPage, privacyPage, openDataPage, datasetsPage, installationPage)
	return f
}

// style is the style sheet with the colour of the council. A change of the colour changes its address.
func (h *Handlers) style(w http.ResponseWriter, r *http.Request) error {
	p, err := h.profile(r.Context())
	if err != nil {
		return err
	}
	if p.Look.StylePath() != r.URL.Path {
		return fault.New(fault.NotFound, "The council has another colour now.")
	}
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	_, err = io.WriteString(w, p.Look.Style())
	return err
}

// profile returns the details of the council, or empty ones before they are
// defined. The pages then have what is true for every council.
func (h *Handlers) profile(ctx context.Context) (*council.Profile, error) {
	p, err := h.Service.Get(ctx)
	if fault.Is(err, fault.NotFound) {
		return &council.Profile{}, nil
	}
	return p, err
}
