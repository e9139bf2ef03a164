// Package opportunityweb shows partners what they could do together, and takes their answers.
package opportunityweb

import (
	"embed"
	"net/http"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/opportunity"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html
var files embed.FS

type handlers struct {
	*web.Deps
	service *opportunity.Service
}

// New returns the feature of opportunities for joint working.
func New(deps *web.Deps, service *opportunity.Service) feature.Feature {
	h := &handlers{deps, service}
	f := feature.Feature{
		Name: "opportunity", Notices: service.Notices(),
		AuditLabels: web.AuditLabels{
			Acts: map[string]string{
				"contact-opportunity":  locale.Key("Got in touch about an opportunity to work together"),
				"accept-opportunity":   locale.Key("Accepted an opportunity to work together"),
				"withdraw-opportunity": locale.Key("Withdrew the acceptance of an opportunity to work together"),
				"decline-opportunity":  locale.Key("Declined an opportunity to work together"),
				"defer-opportunity":    locale.Key("Deferred an opportunity to work together"),
				"end-opportunity":      locale.Key("Ended an agreement to work together"),
				"lapse-opportunity":    locale.Key("Opened an opportunity for an answer again"),
			},
			Kinds: map[string]string{"opportunity": locale.Key("Opportunity to work together")},
		},
		Routes: []site.Route{
			{Method: http.MethodGet, Pattern: opportunity.ListPath, Needs: actor.Offer, Handler: h.list},
			{Method: http.MethodGet, Pattern: opportunity.ListPath + "/{id}", Needs: actor.Offer, Handler: h.show},
			{Method: http.MethodPost, Pattern: opportunity.ListPath + "/{id}", Needs: actor.Offer, Handler: h.answer},
		},
		Examples: []site.GalleryItem{listPage, showPage},
		Periodic: []feature.Periodic{{Name: "work out opportunities", Every: time.Minute, Run: service.Compute}},
	}
	f.AddStaffLink(45, "Opportunities to work together", opportunity.ListPath, actor.Offer,
		"What your organisation could do together with partners, and why.")
	return f
}
