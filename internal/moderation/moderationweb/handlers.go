// Package moderationweb has the pages on which officers moderate responses, and the
// public page with published responses.
package moderationweb

import (
	"context"
	"embed"
	"net/http"
	"net/url"
	"sync/atomic"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/feature"
	uploads "github.com/folkmoot/folkmoot/internal/files"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/operation"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/retention"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html
var files embed.FS

// Handlers serves the pages on which officers moderate responses, and the page with
// published responses.
type Handlers struct {
	*web.Deps
	service *moderation.Service
	deleter *retention.Deleter
	files   *uploads.Service
	sending atomic.Int32 // how many archives of files are being sent
}

// New returns the feature with the pages for reading, moderating and exporting responses.
func New(
	deps *web.Deps, service *moderation.Service, deleter *retention.Deleter, attachments *uploads.Service,
) feature.Feature {
	h := &Handlers{Deps: deps, service: service, deleter: deleter, files: attachments}
	f := feature.Feature{Name: "moderation", AuditLabels: auditLabels, Work: h.work, Notices: moderation.Notices()}
	const base = "/staff/consultations/{slug}/"
	for _, r := range []site.Route{
		{Method: "GET", Pattern: base + "responses", Needs: actor.ReadResponses, Handler: h.list},
		{Method: "POST", Pattern: base + "responses", Needs: actor.Moderate, Handler: h.changeSelected},
		{Method: "GET", Pattern: base + "responses/{id}", Needs: actor.ReadResponses, Handler: h.response},
		{Method: "POST", Pattern: base + "responses/{id}", Needs: actor.Moderate, Handler: h.changeResponse},
		{Method: "POST", Pattern: base + "responses/{id}/files/{file}", Needs: actor.ReadResponses, Handler: h.responseFile},
		{Method: "POST", Pattern: base + "responses/{id}/withdraw", Needs: actor.ManageRetention, Handler: h.withdraw},
		{Method: "GET", Pattern: base + "responses/{id}/monitoring", Needs: actor.ReadMonitoring, Handler: h.monitoringPurpose},
		{Method: "POST", Pattern: base + "responses/{id}/monitoring", Needs: actor.ReadMonitoring, Handler: h.monitoring},
		{Method: "GET", Pattern: base + "letters", Needs: actor.ReadResponses, Handler: h.letters},
		{Method: "GET", Pattern: base + "letters/{id}", Needs: actor.ReadResponses, Handler: h.letter},
		{Method: "POST", Pattern: base + "letters/{id}", Needs: actor.Moderate, Handler: h.flagLetter},
		{Method: "GET", Pattern: base + "letters/{id}/files/{file}", Needs: actor.ReadResponses, Handler: h.letterFile},
		{Method: "GET", Pattern: base + "monitoring-texts", Needs: actor.ReadMonitoring, Handler: h.monitoringTextsPurpose},
		{Method: "POST", Pattern: base + "monitoring-texts", Needs: actor.ReadMonitoring, Handler: h.monitoringTexts},
		{Method: "POST", Pattern: base + "monitoring-texts/checked", Needs: actor.ReadMonitoring, Handler: h.checkMonitoringTexts},
		{Method: "POST", Pattern: base + "monitoring-texts/{handle}", Needs: actor.ReadMonitoring, Handler: h.redactMonitoringText},
		{Method: "GET", Pattern: base + "contacts", Needs: actor.ReadContacts, Handler: h.contactsPurpose, RequireReauth: true},
		{Method: "POST", Pattern: base + "contacts", Needs: actor.ReadContacts, Handler: h.contacts, RequireReauth: true},
		{Method: "GET", Pattern: base + "export", Needs: actor.ExportData, Handler: h.exportForm, RequireReauth: true},
		{Method: "POST", Pattern: base + "export", Needs: actor.ExportData, Handler: h.export, RequireReauth: true},
		{Method: "GET", Pattern: base + "export/{id}", Needs: actor.ExportData, Handler: h.file, RequireReauth: true},
		{Method: "POST", Pattern: base + "export/{id}", Needs: actor.ExportData, Handler: h.downloadFile, RequireReauth: true},
		{Method: "GET", Pattern: base + "publishing", Needs: actor.Moderate, Handler: h.publishing},
		{Method: "POST", Pattern: base + "publishing", Needs: actor.Moderate, Handler: h.savePublishing},
		{Method: "POST", Pattern: base + "publishing/answers", Needs: actor.Moderate, Handler: h.reviewAnswers},
		{Method: "POST", Pattern: base + "publishing/submissions", Needs: actor.Moderate, Handler: h.reviewSubmissions},
		{Method: "GET", Pattern: base + "similar-responses", Needs: actor.ReadResponses, Handler: h.clusters},
		{Method: "POST", Pattern: base + "similar-responses", Needs: actor.Moderate, Handler: h.decideClusters},
		{Method: "POST", Pattern: base + "similar-responses/compare", Needs: actor.ReadResponses, Handler: h.compare},
		{Method: "GET", Pattern: "/consultations/{slug}/published-responses", Needs: actor.Public, Handler: h.published},
	} {
		f.AddRoutes(r)
	}
	for _, task := range []web.ConsultationTask{
		{Text: "Responses", Path: base + "responses", Needs: actor.ReadResponses, AffectsCounts: true, Stage: web.StageResponses},
		{Text: locale.Key("Read letters, petitions and events"), Path: base + "letters", Needs: actor.ReadResponses, Stage: web.StageResponses},
		{Text: "Equality monitoring: written answers", Path: base + "monitoring-texts", Needs: actor.ReadMonitoring, Stage: web.StageResponses},
		{Text: "Publish responses", Path: base + "publishing", Needs: actor.Moderate, Stage: web.StageResults},
		{
			Text:          "Similar responses and campaigns",
			Path:          base + "similar-responses",
			Needs:         actor.ReadResponses,
			AffectsCounts: true,
			Stage:         web.StageResponses,
		},
		{Text: "Contact details of respondents", Path: base + "contacts", Needs: actor.ReadContacts, Stage: web.StageFeedback},
		{Text: "Export responses", Path: base + "export", Needs: actor.ExportData, Stage: web.StageResponses},
	} {
		f.AddTask(task)
	}
	f.Related = func(ctx context.Context, slug string) (link page.Link, err error) {
		yes, err := service.HasPublished(ctx, slug)
		if yes {
			link = page.Link{
				Text: locale.Key("Published responses"),
				Href: "/consultations/" + slug + "/published-responses",
			}
		}
		return link, err
	}
	f.Operations = []operation.Kind{compareOperation(service), h.exportOperation()}
	f.AddExamples(
		listPage,
		responsePage,
		purposePage,
		filePage,
		monitoringPage,
		monitoringTextsPage,
		contactsPage,
		publishingPage,
		clustersPage,
		publishedPage,
	)
	return f
}

// staffURL returns the address of a staff page about a consultation.
func staffURL(slug, part string) string {
	return "/staff/consultations/" + url.PathEscape(slug) + "/" + part
}

// shortCode returns the beginning of a receipt code, which is enough to tell responses
// apart in a list.
func shortCode(code string) string { return code[:min(9, len(code))] }

func seeOther(w http.ResponseWriter, r *http.Request, to string) error {
	return site.Redirect(w, r, to)
}
