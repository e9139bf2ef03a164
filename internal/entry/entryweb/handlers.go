// Package entryweb is where paper is printed and keyed, calls are typed in, and
// letters, petitions and events are put down.
package entryweb

import (
	"embed"
	"net/http"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/print"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html
var files embed.FS

// Handlers answers the requests about what does not come over the web.
type Handlers struct {
	*web.Deps
	service *entry.Service
	printer *print.Renderer
}

// New puts the feature in its place. Without a printer the paper form is a page
// to print, and nothing else.
func New(h *web.Deps, service *entry.Service, printer *print.Renderer) *Handlers {
	d := &Handlers{h, service, printer}
	h.Site.Add(site.Route{Method: http.MethodGet, Pattern: "/consultations/{slug}/paper/{edition}", Needs: actor.Public, Handler: d.paper})
	const reply = "/consultations/{slug}/group-response"
	for _, r := range []struct {
		method, pattern string
		handler         site.Handler
	}{
		{"GET", reply, d.groupStart},
		{"POST", reply, d.beginGroupResponse},
		{"GET", reply + "/{token}", d.groupResponse},
		{"POST", reply + "/{token}", d.changeGroupResponse},
		{"GET", reply + "/{token}/{page}", d.groupEdit},
		{"POST", reply + "/{token}/{page}", d.saveGroupEdit},
	} {
		h.Site.Add(site.Route{Method: r.method, Pattern: r.pattern, Needs: actor.Public, Handler: r.handler})
	}
	const desk = "/staff/consultations/{slug}/"
	for _, r := range []struct {
		method, pattern string
		handler         site.Handler
	}{
		{"GET", "data-entry", d.overview},
		{"POST", "data-entry", d.openBatch},
		{"GET", "data-entry/{batch}", d.batch},
		{"POST", "data-entry/{batch}", d.advanceBatch},
		{"GET", "data-entry/{batch}/next", d.nextForm},
		{"POST", "data-entry/{batch}/next", d.keyNextForm},
		{"GET", "data-entry/{batch}/forms/{number}", d.correctionForm},
		{"POST", "data-entry/{batch}/forms/{number}", d.saveCorrection},
		{"GET", "data-entry/{batch}/second", d.secondForm},
		{"POST", "data-entry/{batch}/second", d.keySecondForm},
		{"GET", "data-entry/{batch}/differences/{number}", d.differences},
		{"POST", "data-entry/{batch}/differences/{number}", d.resolveDifferences},
		{"GET", "assisted", d.assistedStart},
		{"POST", "assisted", d.beginAssisted},
		{"GET", "assisted/{edition}/{channel}/{key}/{page}", d.assisted},
		{"POST", "assisted/{edition}/{channel}/{key}/{page}", d.saveAssisted},
		{"GET", "submissions", d.submissions},
		{"POST", "submissions", d.addSubmission},
		{"GET", "submissions/{id}", d.submission},
		{"POST", "submissions/{id}", d.changeSubmission},
	} {
		h.Site.Add(site.Route{Method: r.method, Pattern: desk + r.pattern, Needs: actor.EnterResponses, Handler: r.handler})
	}
	h.Site.Add(site.Route{Method: http.MethodGet, Pattern: desk + "submissions/{id}/erase", Needs: actor.ManageRetention, Handler: d.askErase})
	h.Site.Add(site.Route{Method: http.MethodPost, Pattern: desk + "submissions/{id}/erase", Needs: actor.ManageRetention, Handler: d.erase})
	h.AddTask(
		web.ConsultationTask{Text: locale.Key("Data entry"), Path: desk + "data-entry", Needs: actor.EnterResponses, AffectsCounts: true},
	)
	h.AddTask(
		web.ConsultationTask{
			Text:          locale.Key("Letters, petitions and events"),
			Path:          desk + "submissions",
			Needs:         actor.EnterResponses,
			AffectsCounts: true,
		},
	)
	h.Site.AddToGallery(
		paperPage,
		overviewPage,
		batchPage,
		keyPage,
		differencesPage,
		assistedStartPage,
		assistedPage,
		submissionsPage,
		submissionPage,
		erasePage,
		groupJoinPage,
		groupPage,
		groupEditPage,
	)
	return d
}

// staffURL is an address below the desk of a consultation.
func staffURL(slug string, parts ...string) string {
	return "/staff/consultations/" + slug + "/" + strings.Join(parts, "/")
}

// isFormError reports whether err is for the person at the form to mend, who then
// sees the form again with all that they typed.
func isFormError(err error) bool {
	return fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) || fault.Is(err, fault.Closed)
}

// channelName is the channel in words, a message of the interface.
func channelName(c intake.Channel) string { return c.Label().String() }

// formName names an edition of a questionnaire for people.
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

// dateField asks for a day. prefix begins the names of its parts.
func dateField(r *http.Request, prefix, label, hint, day string) *form.Field {
	f := &form.Field{
		Kind:       form.Date,
		ID:         prefix,
		Name:       prefix,
		Label:      page.Printer(r).Say(label),
		Hint:       page.Printer(r).Say(hint),
		LabelSize:  "s",
		ErrorField: prefix + "--day",
	}
	parts := []string{r.PostForm.Get(prefix + "--day"), r.PostForm.Get(prefix + "--month"), r.PostForm.Get(prefix + "--year")}
	if day != "" && r.Method == http.MethodGet {
		parts = []string{strings.TrimPrefix(day[8:], "0"), strings.TrimPrefix(day[5:7], "0"), day[:4]}
	}
	for i, name := range []string{locale.Key("Day"), locale.Key("Month"), locale.Key("Year")} {
		id := prefix + "--" + strings.ToLower(name)
		f.Parts = append(
			f.Parts,
			form.Field{ID: id, Name: id, Label: page.Printer(r).Say(name), Value: parts[i], InputMode: "numeric", Width: []int{2, 2, 4}[i]},
		)
	}
	return f
}

// parseDate reads what was typed into a dayField, as 2016-05-27, or "".
func parseDate(r *http.Request, prefix string) string {
	get := func(part string) string { return strings.TrimSpace(r.PostForm.Get(prefix + "--" + part)) }
	day, err := time.Parse("2006-1-2", get("year")+"-"+strings.TrimLeft(get("month"), "0")+"-"+strings.TrimLeft(get("day"), "0"))
	if err != nil || day.Year() < 1900 {
		return ""
	}
	return day.Format(time.DateOnly)
}

// formatDate writes a day such as 2016-05-27 as people read it.
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

// setFieldError puts the sentence of err at the field id of f, or at the first.
func setFieldError(r *http.Request, f form.Form, id string, err error) {
	for _, field := range f {
		if field.ID == id {
			field.Error = page.ErrorMessage(r, err)
			return
		}
	}
	f[0].Error = page.ErrorMessage(r, err)
}
