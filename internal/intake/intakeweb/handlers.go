// Package intakeweb serves the pages on which residents respond to a consultation:
// the questionnaire, "Check your answers", the receipt and withdrawal.
package intakeweb

import (
	"embed"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/retention"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html
var files embed.FS

// Handlers are the HTTP handlers for respondents.
type Handlers struct {
	*web.Deps
	intake  *intake.Service
	deleter *retention.Deleter
	reading reading // see readUploads
}

// New returns the feature with the routes and pages of the questionnaire.
func New(deps *web.Deps, service *intake.Service, consults *consult.Service, deleter *retention.Deleter) feature.Feature {
	h := &Handlers{Deps: deps, intake: service, deleter: deleter}
	f := feature.Feature{Name: "intake", AuditLabels: auditLabels, Unlinkable: intake.UnlinkableTables, Work: work}
	const answers = "/consultations/{slug}/answers/{edition}/{key}/"
	for _, r := range []struct {
		method, pattern string
		handler         site.Handler
	}{
		{"GET", "/consultations/{slug}/respond", h.showStart},
		{"GET", "/consultations/{slug}/respond/{edition}", h.startPaged},
		{"GET", "/consultations/{slug}/respond/{edition}/all", h.startAllPages},
		{"GET", "/consultations/{slug}/continue", h.showContinue},
		{"POST", "/consultations/{slug}/continue", h.continueDraft},
		{"GET", answers + "{page}", h.withVisit(h.showQuestions)},
		{"POST", answers + "{page}", h.withVisit(h.savePage)},
		{"GET", answers + "check", h.withVisit(h.showCheck)},
		{"POST", answers + "check", h.withVisit(h.send)},
		{"GET", answers + "later", h.withVisit(h.showLater)},
		{"POST", answers + "later", h.withVisit(h.emailDraftLink)},
		{"POST", answers + "clear", h.withVisit(h.deleteDraft)},
		{"GET", answers + "receipt", h.withVisit(h.showReceipt)},
		{"POST", answers + "receipt", h.withVisit(h.showReceipt)},
		{"POST", answers + "receipt-email", h.emailReceipt},
		{"POST", answers + "full-copy.txt", h.downloadFullCopy},
		{"GET", "/consultations/{slug}/withdraw", h.showWithdraw},
		{"POST", "/consultations/{slug}/withdraw", h.withdraw},
	} {
		route := site.Route{Method: r.method, Pattern: r.pattern, Needs: actor.Public, Handler: r.handler}
		if r.method == "POST" && r.pattern == answers+"{page}" {
			route.MaxUpload = maxUpload
		}
		f.AddRoutes(route)
	}
	f.AddExamples(startPage, continuePage, questionsPage, repetitionsPage, checkPage)
	f.AddExamples(receiptPage, sentPage, laterPage, clearedPage, withdrawPage)
	f.Definitions = service.Definitions(consults)
	f.Audit = []feature.Check{{Run: intake.AuditAll}, {Run: service.AuditFiles}}
	for _, kind := range intake.LeafKinds {
		f.Leaves = append(f.Leaves, feature.LeafKind{Kind: kind})
	}
	return f
}
