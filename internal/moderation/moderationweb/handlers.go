// Package moderationweb is where officers look after responses, and where people
// see and take back what is held of theirs.
package moderationweb

import (
	"context"
	"embed"
	"net/http"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/question"
	"github.com/folkmoot/folkmoot/internal/web"
	"github.com/folkmoot/folkmoot/survey"
)

//go:embed templates/*.html
var files embed.FS

// Handlers answers the requests about responses that are in.
type Handlers struct {
	*web.Deps
	service *moderation.Service
}

// New puts the feature in its place.
func New(h *web.Deps, service *moderation.Service) *Handlers {
	d := &Handlers{h, service}
	h.DraftsDeletedAt = service.DraftsDeletedAt
	const one, mine = "/staff/consultations/{slug}/", "/consultations/{slug}/"
	for _, r := range []site.Route{
		{Method: "GET", Pattern: one + "responses", Needs: actor.ReadResponses, Handler: d.list},
		{Method: "GET", Pattern: one + "responses/{id}", Needs: actor.ReadResponses, Handler: d.response},
		{Method: "POST", Pattern: one + "responses/{id}", Needs: actor.Moderate, Handler: d.changeResponse},
		{Method: "POST", Pattern: one + "responses/{id}/withdraw", Needs: actor.ManageRetention, Handler: d.withdraw},
		{Method: "GET", Pattern: one + "responses/{id}/monitoring", Needs: actor.ReadMonitoring, Handler: d.monitoringPurpose},
		{Method: "POST", Pattern: one + "responses/{id}/monitoring", Needs: actor.ReadMonitoring, Handler: d.monitoring},
		{Method: "GET", Pattern: one + "monitoring-texts", Needs: actor.ReadMonitoring, Handler: d.monitoringTextsPurpose},
		{Method: "POST", Pattern: one + "monitoring-texts", Needs: actor.ReadMonitoring, Handler: d.monitoringTexts},
		{Method: "POST", Pattern: one + "monitoring-texts/{handle}", Needs: actor.ReadMonitoring, Handler: d.redactMonitoringText},
		{Method: "GET", Pattern: one + "contacts", Needs: actor.ReadContacts, Handler: d.contactsPurpose, RequireReauth: true},
		{Method: "POST", Pattern: one + "contacts", Needs: actor.ReadContacts, Handler: d.contacts, RequireReauth: true},
		{Method: "GET", Pattern: one + "export", Needs: actor.ExportData, Handler: d.exportForm, RequireReauth: true},
		{Method: "POST", Pattern: one + "responses.csv", Needs: actor.ExportData, Handler: d.export, RequireReauth: true},
		{Method: "GET", Pattern: one + "publishing", Needs: actor.Moderate, Handler: d.publishing},
		{Method: "POST", Pattern: one + "publishing", Needs: actor.Moderate, Handler: d.savePublishing},
		{Method: "POST", Pattern: one + "publishing/{id}/{question}", Needs: actor.Moderate, Handler: d.reviewAnswer},
		{Method: "POST", Pattern: one + "publishing/submissions/{id}", Needs: actor.Moderate, Handler: d.reviewSubmission},
		{Method: "GET", Pattern: one + "similar-responses", Needs: actor.ReadResponses, Handler: d.clusters},
		{Method: "POST", Pattern: one + "similar-responses", Needs: actor.Moderate, Handler: d.decideCluster},
		{Method: "GET", Pattern: "/staff/retention", Needs: actor.ManageRetention, Handler: d.retention},
		{Method: "POST", Pattern: "/staff/retention", Needs: actor.ManageRetention, Handler: d.changeRetention, RequireReauth: true},
		{Method: "GET", Pattern: mine + "my-response", Needs: actor.Public, Handler: d.subjectAccessForm},
		{Method: "POST", Pattern: mine + "my-response", Needs: actor.Public, Handler: d.subjectAccess},
		{Method: "POST", Pattern: mine + "my-response/download", Needs: actor.Public, Handler: d.download},
		{Method: "POST", Pattern: mine + "my-response/erase", Needs: actor.Public, Handler: d.erase},
		{Method: "GET", Pattern: mine + "my-address", Needs: actor.Public, Handler: d.contactLookupForm},
		{Method: "POST", Pattern: mine + "my-address", Needs: actor.Public, Handler: d.sendContactLink},
		{Method: "GET", Pattern: mine + "my-address/{token}", Needs: actor.Public, Handler: d.openContactLink},
		{Method: "POST", Pattern: mine + "my-address/{token}", Needs: actor.Public, Handler: d.contactLookup},
		{Method: "GET", Pattern: mine + "published-responses", Needs: actor.Public, Handler: d.published},
	} {
		h.Site.Add(r)
	}
	h.Site.AddStaffLink(
		"Retention",
		"/staff/retention",
		actor.ManageRetention,
		"See how long data is kept and delete data that is due for deletion.",
	)
	h.AddTask(web.ConsultationTask{Text: "Responses", Path: one + "responses", Needs: actor.ReadResponses, AffectsCounts: true})
	h.AddTask(web.ConsultationTask{Text: "Equality monitoring: written answers", Path: one + "monitoring-texts", Needs: actor.ReadMonitoring})
	h.AddTask(web.ConsultationTask{Text: "Publish responses", Path: one + "publishing", Needs: actor.Moderate})
	h.AddTask(
		web.ConsultationTask{
			Text:          "Similar responses and campaigns",
			Path:          one + "similar-responses",
			Needs:         actor.ReadResponses,
			AffectsCounts: true,
		},
	)
	h.AddTask(web.ConsultationTask{Text: "Email addresses for updates", Path: one + "contacts", Needs: actor.ReadContacts})
	h.AddTask(web.ConsultationTask{Text: "Export responses", Path: one + "export", Needs: actor.ExportData})
	h.AddRelatedLink(func(ctx context.Context, slug string) (link page.Link, err error) {
		yes, err := service.HasPublished(ctx, slug)
		if yes {
			link = page.Link{Text: locale.Key("Published responses"), Href: "/consultations/" + slug + "/published-responses"}
		}
		return link, err
	})
	h.Site.AddToGallery(
		listPage,
		responsePage,
		purposePage,
		monitoringPage,
		monitoringTextsPage,
		contactsPage,
		publishingPage,
		clustersPage,
		retentionPage,
		subjectAccessPage,
		contactLookupPage,
		publishedPage,
	)
	return d
}

// staffURL is the address of a part of the work on a consultation.
func staffURL(slug, part string) string { return "/staff/consultations/" + slug + "/" + part }

// words are the questions of a page and what was answered, in words. What was
// taken out is told in a word, not by a black bar.
func answerRows(p *locale.Printer, asked *survey.Form, given survey.Answers, monitoring bool) (all []question.AnswerRow) {
	if asked == nil {
		return nil
	}
	raw := given.Raw()
	for i := range asked.Pages {
		if asked.Pages[i].Monitoring != monitoring {
			continue
		}
		for _, row := range question.AnswerRowsIn(p, question.FieldsIn(p, question.OnPage(&asked.Pages[i]), raw, nil, asked.Lang), "") {
			row.Answer = markRedactions(p, row.Answer)
			all = append(all, row)
		}
	}
	return all
}

// markRedactions says in words where something was taken out.
func markRedactions(p *locale.Printer, text string) string {
	return strings.ReplaceAll(text, intake.RedactionMark, p.Say("[redacted]"))
}

func channelName(p *locale.Printer, channel string) string {
	if words := intake.Channel(channel).Label().In(p); words != "" {
		return words
	}
	return channel
}

func stateTag(p *locale.Printer, state intake.ResponseState) page.Tag {
	return page.Tag{
		Text:   state.Label().In(p),
		Colour: map[intake.ResponseState]string{intake.Counted: "green", intake.Withdrawn: "grey", intake.Excluded: "orange"}[state],
	}
}

func formatDay(p *locale.Printer, text string) string {
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return text
	}
	return p.Date(at)
}

// radiosField is a question with one answer.
func radiosField(id, label string, options []form.Option, chosen, wrong string) *form.Field {
	for i := range options {
		options[i].Checked = options[i].Value == chosen
	}
	return &form.Field{Kind: form.Radios, ID: id, Name: id, Label: label, LabelSize: "s", Options: options, Error: wrong}
}

// textareaField is a question that is answered in words.
func textareaField(id, label, hint, value, wrong string) *form.Field {
	return &form.Field{
		Kind:      form.Textarea,
		ID:        id,
		Name:      id,
		Label:     label,
		LabelSize: "s",
		Hint:      hint,
		Value:     value,
		Error:     wrong,
		MaxLength: 1000,
	}
}

func seeOther(w http.ResponseWriter, r *http.Request, to string) error {
	return site.Redirect(w, r, to)
}
