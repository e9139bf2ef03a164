package moderationweb

import (
	"cmp"
	"net/http"
	"net/url"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/moderation/responseview"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/question"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

// letters is the list of letters, emails, petitions and events, whether or not they may be
// published.
func (h *Handlers) letters(w http.ResponseWriter, r *http.Request) error {
	slug, typed, p := r.PathValue("slug"), r.URL.Query(), page.Printer(r)
	q := moderation.SubmissionQuery{
		Kind: entry.SubmissionKind(typed.Get("kind")), Flagged: typed.Get("flagged") == "yes",
		Search: typed.Get("words"), Sort: page.SortBy(typed), At: typed.Get(page.CursorName),
	}
	list, err := h.service.ListSubmissions(r.Context(), site.Actor(r), slug, q)
	if err != nil {
		return err
	}
	view := listView{
		Title: list.Consultation.Title, Back: web.BackToConsultation(r, slug), Heading: p.Say("Letters, petitions and events"),
		Intro: p.Say("Letters that may not be published are shown too. Your access is logged."),
		Empty: p.Say("No letters, petitions or events found."),
	}
	kinds := []form.Option{{Value: "", Label: p.Say("All")}}
	for _, k := range entry.SubmissionKinds {
		kinds = append(kinds, form.Option{Value: string(k), Label: submissionKind(p, string(k))})
	}
	kind := responseview.RadiosField("kind", p.Say("Type"), kinds, string(q.Kind), "")
	kind.Kind = form.Select
	view.Filter = form.Form{
		kind,
		{
			Kind: form.Checkboxes, ID: "flagged", Name: "flagged", Label: p.Say("Flags"), LabelSize: "s",
			Options: []form.Option{{Value: "yes", Label: p.Say("Only those with an open flag"), Checked: q.Flagged}},
		},
		{Kind: form.Text, ID: "words", Name: "words", Label: p.Say("Search letters, petitions and events"), LabelSize: "s", Value: q.Search},
	}
	view.Heads = page.ColumnHeads(r.URL.Path, typed, entry.SubmissionSorts.Link,
		page.Column{Text: p.Say("About")}, page.Column{Text: p.Say("Status")},
		page.Column{Text: p.Say("Type"), Sort: "type"}, page.Column{Text: p.Say("Day"), Sort: "day"})
	view.keepSort(q.Sort)
	for _, s := range list.Items {
		view.Rows = append(view.Rows, listItem{
			Href: letterURL(slug, s.ID), Title: cmp.Or(s.Title, p.Say("Deleted")), Tag: letterTag(p, s.Revision),
			Facts: []page.SummaryRow{{Key: p.Say("Type"), Value: submissionKind(p, string(s.Kind))},
				{Key: p.Say("Day"), Value: responseview.Day(p, s.Day)}}, Flags: int64(s.Flags),
		})
	}
	if q.Kind != "" || q.Flagged || q.Search != "" {
		view.ClearURL = staffURL(slug, "letters")
	}
	view.setPages(r, list.Previous, list.Next)
	return listPage.Write(w, r, http.StatusOK, view)
}

func letterURL(slug, id string) string { return staffURL(slug, "letters/"+url.PathEscape(id)) }

func letterTag(p *locale.Printer, s *entry.Revision) page.Tag {
	switch {
	case s.Erased:
		return page.Tag{Text: p.Say("Deleted"), Colour: "grey"}
	case s.Excluded:
		return page.Tag{Text: p.Say("Excluded"), Colour: "grey"}
	case !s.Publish:
		return page.Tag{Text: p.Say("Not for publication"), Colour: "yellow"}
	}
	return page.Tag{Text: p.Say("The sender agreed to publication"), Colour: "green"}
}

func (h *Handlers) letter(w http.ResponseWriter, r *http.Request) error {
	return h.showLetter(w, r, http.StatusOK, "")
}

// showLetter shows a letter, petition or event. problem is why a flag was refused, or "".
func (h *Handlers) showLetter(w http.ResponseWriter, r *http.Request, status int, problem string) error {
	slug, by, p := r.PathValue("slug"), site.Actor(r), page.Printer(r)
	d, err := h.service.ReadSubmission(r.Context(), by, slug, r.PathValue("id"))
	if err != nil {
		return err
	}
	base, typed := letterURL(slug, d.ID), r.URL.Query()
	self, back := inList(base, typed), page.Link{Text: p.Say("Back to letters, petitions and events"), Href: staffURL(slug, "letters")}
	view := responseView{
		IsLetter: true, Title: d.Consultation.Title, Self: self, Heading: submissionKind(p, string(d.Kind)),
		Back:       back,
		Subheading: p.Say("Content"), Tag: letterTag(p, d.Revision), Withdrawn: d.Erased, Flags: h.flagViews(r, d.Flags),
	}
	if typed.Get("letters") == "yes" { // it was opened from the list of responses
		view.Back = page.Link{Text: p.Say("Back to the responses"), Href: inList(staffURL(slug, "responses"), typed)}
		if view.InList, err = h.neighbours(r, moderation.ListedResponse{Letter: d.Revision}); err != nil {
			return err
		}
	}
	if d.Published {
		view.Tag = page.Tag{Text: p.Say("Published"), Colour: "green"}
	}
	view.Facts = []page.SummaryRow{{Key: p.Say("Day"), Value: responseview.Day(p, d.Day)}}
	fact := func(key, value string) {
		if value != "" {
			view.Facts = append(view.Facts, page.SummaryRow{Key: key, Value: value})
		}
	}
	fact(p.Say("Organisation"), d.Organisation)
	fact(p.Say("Place"), d.Place)
	switch d.Kind {
	case entry.Petition:
		fact(p.Say("Signatures"), p.Say("%s signatures claimed, %s checked", p.Number(d.Claimed), p.Number(d.Checked)))
	case entry.Event:
		fact(p.Say("Attendance"), p.Count(d.Attending, "%d person attended", "%d people attended"))
	}
	view.Rows = []question.AnswerRow{{Question: p.Say("About"), Answer: d.Title}}
	if d.Summary != "" {
		view.Rows = append(view.Rows, question.AnswerRow{Question: p.Say("What it says"), Answer: d.Summary})
	}
	for _, f := range d.Files {
		view.Files = append(view.Files, attachedFile{f.Name, base + "/files/" + f.ID, web.FileSize(p, f.Size), f.Digest})
	}
	if by.May(actor.Moderate) && !d.Erased {
		view.Actions = []responseAction{flagAction(p, self, p.Say("Flag this"),
			p.Say("A flag asks a colleague to check it. It changes nothing else."),
			func(_, name string) string { return r.PostFormValue(name) })}
		if problem != "" {
			view.Actions[0].Fields[0].Error, view.Errors = problem, view.Actions[0].Fields
		}
	}
	return responsePage.Write(w, r, status, view)
}

// flagLetter flags a letter, petition or event, or resolves a flag of it.
func (h *Handlers) flagLetter(w http.ResponseWriter, r *http.Request) error {
	slug, id, by, typed := r.PathValue("slug"), r.PathValue("id"), site.Actor(r), r.PostFormValue
	var err error
	switch typed("do") {
	case "flag":
		err = h.service.FlagSubmission(r.Context(), by, slug, id, typed("flag-reason"), typed("flag-note"))
	case "resolve":
		err = h.service.ResolveSubmissionFlag(r.Context(), by, slug, id, typed("flag"))
	}
	if isFormError(err) && by.May(actor.ReadResponses) {
		return h.showLetter(w, r, http.StatusUnprocessableEntity, page.ErrorMessage(r, err))
	}
	if err != nil {
		return err
	}
	return seeOther(w, r, inList(letterURL(slug, id), r.URL.Query()))
}

// letterFile sends a file that is attached to a letter, petition or event.
func (h *Handlers) letterFile(w http.ResponseWriter, r *http.Request) error {
	f, err := h.service.SubmissionFile(r.Context(), site.Actor(r), r.PathValue("slug"), r.PathValue("id"), r.PathValue("file"))
	if err != nil {
		return err
	}
	return web.SendFile(w, r, h.files, f)
}
