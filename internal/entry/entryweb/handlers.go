// Package entryweb serves the pages for data entry, printable forms, assisted
// and group responses, and letters, petitions and events.
package entryweb

import (
	"embed"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/feature"
	uploads "github.com/folkmoot/folkmoot/internal/files"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
	"github.com/folkmoot/folkmoot/survey"
)

//go:embed templates/*.html
var files embed.FS

// Handlers serves the pages of data entry.
type Handlers struct {
	*web.Deps
	service *entry.Service
}

// New returns the feature with the pages for data entry, submissions and group
// responses.
func New(deps *web.Deps, service *entry.Service) feature.Feature {
	h := &Handlers{deps, service}
	f := feature.Feature{Name: "entry", AuditLabels: auditLabels, Notices: service.Notices()}
	f.AddRoutes(
		site.Route{Method: http.MethodGet, Pattern: "/consultations/{slug}/paper/{edition}", Needs: actor.Public, Handler: h.paper},
		site.Route{Method: http.MethodGet, Pattern: "/consultations/{slug}/paper/{edition}" + web.PDFEnding, Needs: actor.Public,
			Handler: h.paperPDF},
	)
	const reply = "/consultations/{slug}/group-response"
	for _, r := range []struct {
		method, pattern string
		handler         site.Handler
	}{
		{"GET", reply, h.groupStart},
		{"POST", reply, h.beginGroupResponse},
		{"GET", reply + "/join", h.showGroupCode},
		{"POST", reply + "/join", h.joinGroupResponse},
		{"GET", reply + "/{key}", h.withGroup(h.groupResponse)},
		{"POST", reply + "/{key}", h.withGroup(h.changeGroupResponse)},
		{"GET", reply + "/{key}/{page}", h.withGroup(h.groupEdit)},
		{"POST", reply + "/{key}/{page}", h.withGroup(h.saveGroupEdit)},
	} {
		f.AddRoutes(site.Route{Method: r.method, Pattern: r.pattern, Needs: actor.Public, Handler: r.handler})
	}
	const staff = "/staff/consultations/{slug}/"
	for _, r := range []struct {
		method, pattern string
		handler         site.Handler
	}{
		{"GET", "data-entry", h.overview},
		{"POST", "data-entry", h.openBatch},
		{"GET", "data-entry/{batch}", h.batch},
		{"POST", "data-entry/{batch}", h.advanceBatch},
		{"GET", "data-entry/{batch}/next", h.nextForm},
		{"POST", "data-entry/{batch}/next", h.keyNextForm},
		{"GET", "data-entry/{batch}/forms/{number}", h.correctionForm},
		{"POST", "data-entry/{batch}/forms/{number}", h.saveCorrection},
		{"GET", "data-entry/{batch}/second", h.secondForm},
		{"POST", "data-entry/{batch}/second", h.keySecondForm},
		{"GET", "data-entry/{batch}/differences", h.differenceList},
		{"POST", "data-entry/{batch}/differences", h.resolveMany},
		{"GET", "data-entry/{batch}/differences/{number}", h.differences},
		{"POST", "data-entry/{batch}/differences/{number}", h.resolveDifferences},
		{"GET", "assisted", h.assistedStart},
		{"POST", "assisted", h.beginAssisted},
		{"GET", "assisted/{edition}/{channel}/{key}/{page}", h.assisted},
		{"POST", "assisted/{edition}/{channel}/{key}/{page}", h.saveAssisted},
		{"GET", "submissions", h.submissions},
		{"POST", "submissions", h.addSubmission},
		{"GET", "submissions/{id}", h.submission},
		{"POST", "submissions/{id}", h.changeSubmission},
	} {
		f.AddRoutes(site.Route{Method: r.method, Pattern: staff + r.pattern, Needs: actor.EnterResponses, Handler: r.handler})
	}
	f.AddRoutes(
		site.Route{
			Method: "POST", Pattern: staff + "submissions/{id}/files", Needs: actor.EnterResponses, Handler: h.attachFile,
			MaxBody: uploads.MaxBytes + 1<<20, // and the rest of the form
		},
		site.Route{Method: "GET", Pattern: staff + "submissions/{id}/erase", Needs: actor.ManageRetention, Handler: h.askErase},
		site.Route{Method: "POST", Pattern: staff + "submissions/{id}/erase", Needs: actor.ManageRetention, Handler: h.erase},
	)
	f.Work = work
	f.AddTask(web.ConsultationTask{
		Text: locale.Key("Data entry"), Path: staff + "data-entry", Needs: actor.EnterResponses, AffectsCounts: true,
		Stage: web.StageResponses,
	})
	f.AddTask(web.ConsultationTask{
		Text: locale.Key("Letters, petitions and events"), Path: staff + "submissions", Needs: actor.EnterResponses, AffectsCounts: true,
		Stage: web.StageResponses,
	})
	f.AddExamples(
		paperPage,
		overviewPage,
		batchPage,
		keyPage,
		differenceListPage,
		differencesPage,
		assistedStartPage,
		assistedPage,
		submissionsPage,
		submissionPage,
		erasePage,
		groupJoinPage,
		groupCodePage,
		groupSentPage,
		groupPage,
		groupEditPage,
	)
	return f
}

// staffURL returns the URL of a page of a consultation in the staff area.
func staffURL(slug string, parts ...string) string {
	at := "/staff/consultations/" + url.PathEscape(slug)
	for _, part := range strings.Split(strings.Join(parts, "/"), "/") {
		at += "/" + url.PathEscape(part)
	}
	return at
}

// isFormError reports whether err is to be shown on the form, with everything
// the person typed, so that they can correct it.
func isFormError(err error) bool {
	return fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) || fault.Is(err, fault.Closed)
}

// channelName returns the message key of the name of a channel.
func channelName(c intake.Channel) string { return c.Label().String() }

// formName returns the name of an edition of a questionnaire.
func formName(words *locale.Printer, edition, lang string) string {
	switch edition {
	case "standard":
		return words.Say("Standard questionnaire")
	case "easy-read":
		return words.Say("Easy Read questionnaire")
	case "large-print":
		return words.Say("Large print questionnaire")
	}
	if own := locale.NativeName(lang); own != "" && lang != "en" {
		return own + " (" + words.LanguageName(lang) + ")"
	}
	return edition
}

// dateField returns a field for a date with what was typed, or else with a day like 2016-05-27.
func dateField(r *http.Request, name, label, hint, day string) *form.Field {
	typed := form.TypedDate(r.PostForm, name)
	if r.Method == http.MethodGet {
		typed = survey.TypedDateOf(day)
	}
	words := page.Printer(r)
	f := form.NewDate(words, name, words.Say(label), typed)
	f.Hint = words.Say(hint)
	return f
}

// readDate returns the date typed into a dateField like 2016-05-27, or "" if it is not a date.
func readDate(r *http.Request, name string) string {
	date, _ := form.TypedDate(r.PostForm, name).Read(page.Printer(r).Lang(), "")
	return date
}

// formatDate formats a date such as 2016-05-27 for display.
func formatDate(r *http.Request, day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return page.Printer(r).Date(t)
}

func textField(id, label, hint, value string) *form.Field {
	return &form.Field{Kind: form.Text, ID: id, Name: id, Label: label, Hint: hint, Value: value, LabelSize: "s"}
}

func numberField(id, label, hint, value string) *form.Field {
	f := textField(id, label, hint, value)
	f.Kind, f.InputMode, f.Width = form.Number, "numeric", 5
	return f
}

// setFieldError shows err at the field of f with this id, or at the first
// field.
func setFieldError(r *http.Request, f form.Form, id string, err error) {
	for _, field := range f {
		if field.ID == id {
			field.SetError(page.ErrorMessage(r, err))
			return
		}
	}
	f[0].SetError(page.ErrorMessage(r, err))
}
