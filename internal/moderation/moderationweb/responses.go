package moderationweb

import (
	"net/http"
	"net/url"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/moderation/responseview"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

// listView is the list of responses, or of letters, petitions and events.
type listView struct {
	page.StaffView
	Title    string
	Heading  string
	Intro    string
	Back     page.Link
	Filter   form.Form
	Rows     []listItem
	Empty    string // shown instead of the rows if there are none
	Count    string // number of rows on all pages, or ""
	Partial  bool   // the page has fewer rows than fit, and there may be more on the next
	Pages    page.Pagination
	ClearURL string // removes the filter; "" if there is none
}

type listItem struct {
	Href, Code, Title string // Code of a response, or Title of a letter, petition or event
	Tag               page.Tag
	Facts             string
	Flags             int64
}

var listPage = page.New(files, "templates/responses.html", listExamples[0], listExamples[1:]...)

func (h *Handlers) list(w http.ResponseWriter, r *http.Request) error {
	slug, typed := r.PathValue("slug"), r.URL.Query()
	q := moderation.Query{
		Filter: intake.Filter{
			Channel:     typed.Get("channel"),
			Edition:     typed.Get("edition"),
			FormVersion: typed.Get("form"),
			State:       intake.ResponseState(typed.Get("state")),
		},
		Flagged: typed.Get("flagged") == "yes",
		Search:  typed.Get("words"),
		At:      typed.Get(page.CursorName),
	}
	list, err := h.service.ListResponses(r.Context(), site.Actor(r), slug, q)
	if err != nil {
		return err
	}
	p := page.Printer(r)
	view := listView{
		Title: list.Consultation.Title, Back: web.BackToConsultation(r, slug), Heading: p.Say("Responses"),
		Intro: p.Say("Responses are shown in random order. Your access is logged, and respondents can ask when their response was read."),
		Empty: p.Say("No responses found."),
	}
	withAll := func(all ...form.Option) []form.Option {
		return append([]form.Option{{Value: "", Label: p.Say("All")}}, all...)
	}
	var channels, editions, versions []form.Option
	for _, c := range intake.Channels {
		channels = append(channels, form.Option{Value: string(c), Label: responseview.Channel(p, string(c))})
	}
	for _, f := range list.Forms {
		editions = append(editions, form.Option{Value: f.Edition, Label: consult.EditionLabel(f.Edition).In(p)})
		versions = append(
			versions,
			form.Option{
				Value: f.Version, Label: consult.EditionLabel(f.Edition).In(p) + " " + f.Version[:min(8, len(f.Version))],
			},
		)
	}
	states := []form.Option{
		{Value: string(intake.Counted), Label: p.Say("Counted")},
		{Value: string(intake.Excluded), Label: p.Say("Excluded")},
		{Value: string(intake.Withdrawn), Label: p.Say("Withdrawn")},
	}
	for _, f := range []struct {
		id, label, chosen string
		options           []form.Option
	}{
		{"channel", p.Say("How it was received"), q.Channel, channels},
		{"edition", p.Say("Version"), q.Edition, editions},
		{"form", p.Say("Questionnaire version"), q.FormVersion, versions},
		{"state", p.Say("Status"), string(q.State), states},
	} {
		field := responseview.RadiosField(f.id, f.label, withAll(f.options...), f.chosen, "")
		field.Kind = form.Select
		view.Filter = append(view.Filter, field)
	}
	view.Filter = append(
		view.Filter,
		&form.Field{
			Kind:      form.Checkboxes,
			ID:        "flagged",
			Name:      "flagged",
			Label:     p.Say("Flags"),
			LabelSize: "s",
			Options:   []form.Option{{Value: "yes", Label: p.Say("Only responses with an open flag"), Checked: q.Flagged}},
		},
		&form.Field{Kind: form.Text, ID: "words", Name: "words", Label: p.Say("Search answers"), LabelSize: "s", Value: q.Search},
	)
	for _, e := range list.Items {
		view.Rows = append(
			view.Rows,
			listItem{
				staffURL(slug, "responses/"+url.PathEscape(e.ID)),
				shortCode(e.ReceiptCode),
				"",
				responseview.StateTag(p, e.State),
				p.Say("%s, %s, %s", responseview.Channel(p, e.Channel), consult.EditionLabel(e.Edition).In(p),
					responseview.Day(p, e.ReceivedOn)),
				int64(e.Flags),
			},
		)
	}
	if len(typed) > 0 {
		view.ClearURL = staffURL(slug, "responses")
	}
	if list.Total >= 0 {
		view.Count = p.Count(list.Total, "%d response", "%d responses")
	}
	view.setPages(r, list.Previous, list.Next)
	return listPage.Write(w, r, http.StatusOK, view)
}

// setPages adds the links to the neighbouring pages of the list at r.
func (v *listView) setPages(r *http.Request, previous, next string) {
	v.Pages = page.Neighbours(r.URL.Path, r.URL.Query(), previous, next)
	v.Partial = next != "" && len(v.Rows) < moderation.PageSize
}

// isFormError reports whether the page shows err above the form again.
func isFormError(err error) bool {
	return fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict)
}
