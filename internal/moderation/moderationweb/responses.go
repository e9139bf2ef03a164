package moderationweb

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/moderation/responseview"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/question"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

// listView is the list of responses, or of letters, petitions and events.
type listView struct {
	page.StaffView
	Title     string
	Heading   string
	Intro     string
	Back      page.Link
	Filter    form.Form
	Columns   form.Form         // the questions that can be shown as columns
	Shown     []page.ColumnHead // those that are: the page is as wide as it can be
	Heads     []page.ColumnHead
	Rows      []listItem
	Empty     string // shown instead of the rows if there are none
	Count     string // number of rows on all pages, or ""
	Partial   bool   // the page has fewer rows than fit, and there may be more on the next
	Pages     page.Pagination
	ClearURL  string      // removes the filter; "" if there is none
	Notice    string      // what was changed
	Modes     []page.Link // to the unread responses and to a page with or without answers
	Self      string      // the address of the page, to which selected responses are sent; "" without forms
	SelectAll string      // the address of the page with all selected
	Forms     []listForm  // what can be done with selected responses
	Errors    form.Form
}

// listForm is an act on the selected responses of a list.
type listForm struct {
	Name, Heading, Description, Button string
	Fields                             form.Form
	Warning                            bool
}

type listItem struct {
	Href, Code, Title string // Code of a response, or Title of a letter, petition or event
	Tag               page.Tag
	Facts             []page.SummaryRow // the cells behind Tag, with the heads of their columns
	Flags             int64
	Read              bool   // the officer has read the response
	ID                string // of a response that can be selected, or ""
	Selected          bool
	Answers           []question.AnswerRow // if they are read in the list
	Cells             []answerCell         // of the questions that are shown as columns
}

var listPage = page.New(files, "templates/responses.html", listExamples[0], listExamples[1:]...)

func (h *Handlers) list(w http.ResponseWriter, r *http.Request) error {
	return h.showList(w, r, http.StatusOK, "", "")
}

// showList shows the list that the address asks for. do is the act on the selected responses that was refused, and
// problem the reason; both are "" if none was.
func (h *Handlers) showList(w http.ResponseWriter, r *http.Request, status int, do, problem string) error {
	slug, typed, by := r.PathValue("slug"), r.URL.Query(), site.Actor(r)
	q, err := readQuery(typed)
	if err != nil {
		return err
	}
	list, err := h.service.ListResponses(r.Context(), by, slug, q)
	if err != nil {
		return err
	}
	p := page.Printer(r)
	shown := newShownQuestions(list.Questionnaire, typed["show"], list.Consultation.Language)
	view := listView{
		Shown: shown.heads,
		Title: list.Consultation.Title, Back: web.BackToConsultation(r, slug), Heading: p.Say("Responses"),
		Intro: p.Say("Responses are shown in random order. Your access is logged, and respondents can ask when their response was read."),
		Empty: p.Say("No responses found."), Notice: h.PopNotice(r),
	}
	view.addFilter(p, &list, &q, typed, &shown)
	view.keepSort(q.Sort)
	selects, selected := by.May(actor.Moderate), r.PostForm["response"]
	sorted, byState := typed, "state"
	if q.Letters {
		byState = ""
		sorted = maps.Clone(typed)
		sorted.Set(page.SortName, string(moderation.ReceivedOrder(q.Sort)))
	}
	view.Heads = page.ColumnHeads(r.URL.Path, sorted, intake.ResponseSorts.Link,
		page.Column{Text: p.Say("Response")}, page.Column{Text: p.Say("Status"), Sort: byState},
		page.Column{Text: p.Say("How it was received")}, page.Column{Text: p.Say("Version")},
		page.Column{Text: p.Say("Received on"), Sort: "received"})
	view.Heads = slices.Insert(view.Heads, 2, shown.heads...)
	for i := range list.Items {
		e := &list.Items[i]
		if e.Letter != nil {
			view.Rows = append(view.Rows, letterItem(p, slug, typed, e, q.Answers, len(shown.heads)))
			continue
		}
		item := listItem{
			Href: inList(staffURL(slug, "responses/"+url.PathEscape(e.ID)), typed), Code: shortCode(e.ReceiptCode),
			Tag: responseview.StateTag(p, e.State), Flags: int64(e.Flags),
			Facts: []page.SummaryRow{
				{Key: p.Say("How it was received"), Value: responseview.Channel(p, e.Channel)},
				{Key: p.Say("Version"), Value: consult.EditionLabel(e.Edition).In(p)},
				{Key: p.Say("Received on"), Value: responseview.Day(p, e.ReceivedOn)},
			}, Read: e.Read,
		}
		if selects && e.State != intake.Withdrawn {
			item.ID, item.Selected = e.ID, slices.Contains(selected, e.ID) || r.Method == http.MethodGet && typed.Get("select") == "all"
		}
		if rows := responseview.AnswerRows(p, e.Questionnaire, e.ParsedAnswers, false); len(shown.heads) > 0 {
			item.Cells = shown.cells(rows)
		} else if q.Answers {
			item.Answers = answeredRows(rows)
		}
		view.Rows = append(view.Rows, item)
	}
	if selects && len(view.Rows) > 0 {
		view.Self = withQuery(r.URL.Path, typed, nil)
		view.SelectAll = withQuery(r.URL.Path, typed, func(v url.Values) { v.Set("select", "all") })
		view.addForms(p, q.State, r.PostFormValue, do, problem)
	}
	view.Modes = modes(p, r.URL.Path, typed, q, list.LastEntry)
	if q.Filter != (intake.Filter{}) || q.Flagged || q.Unread > 0 || q.Search != "" || q.Letters || len(q.Given) > 0 {
		view.ClearURL = staffURL(slug, "responses")
	}
	if list.Total >= 0 {
		view.Count = p.Count(list.Total, "%d response", "%d responses")
	}
	view.setPages(r, list.Previous, list.Next)
	return listPage.Write(w, r, status, view)
}

// addFilter adds the fields that choose responses, and those that choose the columns.
func (v *listView) addFilter(
	p *locale.Printer, list *moderation.ResponsePage, q *moderation.Query, typed url.Values, shown *shownQuestions,
) {
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
		v.Filter = append(v.Filter, field)
	}
	v.Filter = append(
		v.Filter,
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
	if list.Questionnaire != nil {
		names := question.Names{Printer: p, Lang: list.Consultation.Language}
		v.Filter = append(v.Filter, names.FilterFields(list.Variables, typed.Get)...)
		v.Columns = form.Form{shown.field(p)}
	}
	v.Filter = append(v.Filter, &form.Field{Kind: form.Checkboxes, ID: "letters", Name: "letters",
		Label: p.Say("Letters, petitions and events"), LabelSize: "s",
		Options: []form.Option{{Value: "yes", Label: p.Say("Show them in the list, by date"), Checked: q.Letters}}})
}

// keepSort adds to the filter by what the list is sorted, so that it stays so.
func (v *listView) keepSort(sort db.Sort) {
	if sort != "" {
		v.Filter = append(v.Filter, &form.Field{Kind: form.Hidden, Name: page.SortName, Value: string(sort)})
	}
}

// modes returns the links to the responses that the officer has not read, and to the same list with answers or without.
func modes(p *locale.Printer, path string, typed url.Values, q moderation.Query, last int64) (all []page.Link) {
	with := func(text string, change func(url.Values)) {
		all = append(all, page.Link{Text: text, Href: withQuery(path, typed, change)})
	}
	if q.Unread == 0 {
		with(p.Say("Read unread responses"), func(v url.Values) {
			v.Set("unread", strconv.FormatInt(last, 10))
			v.Set("answers", "yes")
			v.Del(page.CursorName)
		})
	}
	if q.Answers {
		with(p.Say("Hide the answers"), func(v url.Values) {
			v.Del("answers")
			v.Del("show")
		})
	} else {
		with(p.Say("Show the answers"), func(v url.Values) { v.Set("answers", "yes") })
	}
	return all
}

// withQuery returns the address of the list with a changed query, in which nothing is selected. change may be nil.
func withQuery(path string, typed url.Values, change func(url.Values)) string {
	query := maps.Clone(typed)
	query.Del("select")
	if change != nil {
		change(query)
	}
	return strings.TrimSuffix(path+"?"+query.Encode(), "?")
}

// answeredRows returns the rows with an answer, or all if there is none.
func answeredRows(rows []question.AnswerRow) []question.AnswerRow {
	answered := slices.DeleteFunc(slices.Clone(rows), func(r question.AnswerRow) bool { return r.IsEmpty })
	if len(answered) == 0 {
		return rows
	}
	return answered
}

// addForms adds what can be done with the selected responses of a list of those with a state, or of all.
func (v *listView) addForms(
	p *locale.Printer, state intake.ResponseState, typed func(name string) string, do, problem string,
) {
	v.Forms = append(v.Forms, listForm{
		"flag", p.Say("Flag the selected responses"), p.Say("A flag asks a colleague to check the response. It does not change the response."),
		p.Say("Flag"), flagAction(p, "", "", "", func(_, name string) string { return typed(name) }).Fields, false,
	})
	if state != intake.Excluded {
		v.Forms = append(v.Forms, listForm{
			"exclude", p.Say("Exclude the selected responses"),
			p.Say("The reason is shown in the public record. The answers are kept so that the exclusion can be challenged."),
			p.Say("Exclude"),
			form.Form{responseview.RadiosField("exclude-reason", p.Say("Reason"), reasonOptions(p, moderation.ExclusionReasons),
				typed("exclude-reason"), "")}, true,
		})
	}
	if state != intake.Counted {
		v.Forms = append(v.Forms, listForm{
			"restore", p.Say("Include the selected responses again"),
			p.Say("The public record will show that the responses were included again."), p.Say("Include again"),
			form.Form{responseview.TextareaField("restore-why", p.Say("Why should they be counted again?"), "", typed("restore-why"), "")}, true,
		})
	}
	for i := range v.Forms {
		if problem != "" && v.Forms[i].Name == do {
			v.Forms[i].Fields[0].Error, v.Errors = problem, v.Forms[i].Fields
		}
	}
}

// changeSelected excludes the selected responses, or includes them again.
func (h *Handlers) changeSelected(w http.ResponseWriter, r *http.Request) error {
	slug, by, p := r.PathValue("slug"), site.Actor(r), page.Printer(r)
	do, why := r.PostFormValue("do"), r.PostFormValue("restore-why") // PostFormValue parses the form
	ids := r.PostForm["response"]
	var n int64
	var err error
	if do == "restore" {
		if n, err = h.service.RestoreAll(r.Context(), by, slug, ids, why); err == nil {
			h.SetNotice(r, p.Count(n, "%d response included again.", "%d responses included again."))
		}
	} else if do == "flag" {
		if n, err = h.service.FlagAll(r.Context(), by, slug, ids, r.PostFormValue("flag-reason"), r.PostFormValue("flag-note")); err == nil {
			h.SetNotice(r, p.Count(n, "%d response flagged.", "%d responses flagged."))
		}
	} else {
		do = "exclude"
		if n, err = h.service.ExcludeAll(r.Context(), by, slug, ids, r.PostFormValue("exclude-reason")); err == nil {
			h.SetNotice(r, p.Count(n, "%d response excluded.", "%d responses excluded."))
		}
	}
	if err != nil && isFormError(err) && by.May(actor.ReadResponses) {
		return h.showList(w, r, http.StatusUnprocessableEntity, do, page.ErrorMessage(r, err))
	}
	if err != nil {
		return err
	}
	return seeOther(w, r, withQuery(staffURL(slug, "responses"), r.URL.Query(), nil))
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
