// Package subjectaccessweb has the pages on which people see, download and delete
// what is held about their response or email address, and the register of requests
// about personal data.
package subjectaccessweb

import (
	"context"
	"embed"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/retention"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/subjectaccess"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html
var files embed.FS

// Handlers serves the pages for requests about personal data.
type Handlers struct {
	*web.Deps
	service *subjectaccess.Service
	deleter *retention.Deleter
}

// New returns the feature with the pages on which people see and erase what is held about them.
func New(deps *web.Deps, service *subjectaccess.Service, deleter *retention.Deleter) feature.Feature {
	h := &Handlers{deps, service, deleter}
	f := feature.Feature{Name: "subjectaccess", AuditLabels: auditLabels, Notices: service.Notices()}
	const base = "/consultations/{slug}/"
	for _, r := range []site.Route{
		{Method: "GET", Pattern: base + "my-response", Needs: actor.Public, Handler: h.myResponseForm},
		{Method: "POST", Pattern: base + "my-response", Needs: actor.Public, Handler: h.myResponse},
		{Method: "POST", Pattern: base + "my-response/download", Needs: actor.Public, Handler: h.download},
		{Method: "POST", Pattern: base + "my-response/erase", Needs: actor.Public, Handler: h.erase},
		{Method: "GET", Pattern: base + "my-address", Needs: actor.Public, Handler: h.myAddressForm},
		{Method: "POST", Pattern: base + "my-address", Needs: actor.Public, Handler: h.sendContactLink},
		{Method: "GET", Pattern: base + "my-address/open", Needs: actor.Public, Handler: h.openContactLink},
		{Method: "POST", Pattern: base + "my-address/open", Needs: actor.Public, Handler: h.myAddress},
	} {
		f.AddRoutes(r)
	}
	for _, r := range []site.Route{
		{Method: "GET", Pattern: requestsPath, Handler: h.requests},
		{Method: "GET", Pattern: requestsPath + "/add", Handler: h.addRequestForm},
		{Method: "POST", Pattern: requestsPath + "/add", Handler: h.addRequest},
		{Method: "GET", Pattern: requestsPath + "/register.csv", Handler: h.exportRequests},
		{Method: "GET", Pattern: requestsPath + "/{id}", Handler: h.request},
		{Method: "POST", Pattern: requestsPath + "/{id}", Handler: h.changeRequest},
	} {
		r.Needs = actor.HandleRequests
		f.AddRoutes(r)
	}
	f.AddRoutes(site.Route{
		Method: "POST", Pattern: requestsPath + "/{id}/erase", Needs: actor.ManageRetention, Handler: h.eraseResponse,
		RequireReauth: true,
	})
	f.Work = work
	f.AddStaffLink(57, "Requests about personal data", requestsPath, actor.HandleRequests,
		"Record requests from people about their data, and reply to them in time.")
	f.AddExamples(myResponsePage, myAddressPage, requestsPage, addRequestPage, requestPage)
	f.Periodic = []feature.Periodic{
		{Name: "erase closed requests about personal data", Every: time.Hour, Run: func(ctx context.Context) error {
			_, err := service.EraseClosedRequests(ctx)
			return err
		}},
	}
	return f
}
