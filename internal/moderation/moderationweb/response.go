package moderationweb

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
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

// responseView is the page of one response, or of one letter, petition or event.
type responseView struct {
	page.StaffView
	Title, Self string
	Back        page.Link
	Heading     string
	Code        string // of a response
	Subheading  string // above Rows
	Tag         page.Tag
	Facts       []page.SummaryRow
	Rows        []question.AnswerRow
	Flags       []flagView
	Redactions  []string
	Monitoring  string // address of the page with the monitoring answers, or ""
	InList      listLinks
	NextUnread  string // address of the next response that the officer has not read, or ""
	Withdrawn   bool
	Released    bool // results have been released
	IsLetter    bool // it is a letter, petition or event
	Files       []attachedFile
	Attached    []respondentFile // of a response
	Missing     []string         // digests of files of a response that are not stored
	Errors      form.Form
	Actions     []responseAction
}

// attachedFile is a file that came with a letter, petition or event.
type attachedFile struct{ Name, Href, Size, Digest string }

type flagView struct {
	ID, Label, Note, By string
	Open                bool
}

// responseAction is a form with which an officer changes the response.
type responseAction struct {
	URL, Name, Heading, Description, Button string
	Warning                                 bool
	Fields                                  form.Form
}

var responsePage = page.New(files, "templates/response.html", responseExamples[0], responseExamples[1:]...)

func (h *Handlers) response(w http.ResponseWriter, r *http.Request) error {
	return h.showResponse(w, r, http.StatusOK, "", "")
}

// showResponse shows a response. do is the action that was refused, and problem the
// reason; both are "" if none was.
func (h *Handlers) showResponse(w http.ResponseWriter, r *http.Request, status int, do, problem string) error {
	slug, id, by, p := r.PathValue("slug"), r.PathValue("id"), site.Actor(r), page.Printer(r)
	detail, err := h.service.ReadResponse(r.Context(), by, slug, id)
	if err != nil {
		return err
	}
	base, typedList := staffURL(slug, "responses/"+url.PathEscape(id)), r.URL.Query()
	view := responseView{
		Title:      detail.Consultation.Title,
		Heading:    p.Say("Response"),
		Back:       page.Link{Text: p.Say("Back to the responses"), Href: inList(staffURL(slug, "responses"), typedList)},
		Subheading: p.Say("Answers"),
		Self:       inList(base, typedList),
		Code:       detail.ReceiptCode,
		Tag:        responseview.StateTag(p, detail.State),
		Rows:       responseview.AnswerRows(p, detail.Questionnaire, detail.ParsedAnswers, false),
		Withdrawn:  detail.State == intake.Withdrawn,
		Released:   detail.Released,
		Missing:    detail.MissingFiles,
	}
	view.Attached = respondentFiles(p, detail, base)
	for i := range view.Attached {
		if f := &view.Attached[i]; problem != "" && do == "file "+f.ID {
			f.Error = problem
			view.Errors = form.Form{{ID: "knows-" + f.ID, Error: problem}}
		}
	}
	if view.Withdrawn {
		view.Rows, view.Missing = nil, nil
	}
	view.Facts = []page.SummaryRow{
		{Key: p.Say("How it was received"), Value: responseview.Channel(p, detail.Channel)},
		{Key: p.Say("Version"), Value: consult.EditionLabel(detail.Edition).In(p)},
		{Key: p.Say("Day"), Value: responseview.Day(p, detail.ReceivedOn)},
	}
	if detail.Reason != "" {
		view.Facts = append(
			view.Facts,
			page.SummaryRow{Key: p.Say("Reason for exclusion"), Value: responseview.ExclusionReason(p, detail.Reason)},
		)
	}
	if detail.EnteredBy != "" {
		view.Facts = append(view.Facts, page.SummaryRow{Key: p.Say("Entered by"), Value: h.PersonName(r.Context(), detail.EnteredBy)})
	}
	if detail.HasMonitoring && by.May(actor.ReadMonitoring) {
		view.Monitoring = base + "/monitoring"
	}
	view.Flags = h.flagViews(r, detail.Flags)
	if view.InList, err = h.neighbours(r, moderation.ListedResponse{ResponseRow: detail.ResponseRow}); err != nil {
		return err
	}
	next, err := h.service.NextUnread(r.Context(), by, slug, detail.ResponseRow)
	if err != nil {
		return err
	}
	if next != "" {
		view.NextUnread = staffURL(slug, "responses/"+url.PathEscape(next))
	}
	for _, c := range detail.Redactions {
		view.Redactions = append(
			view.Redactions,
			p.Say(
				"%s: %s by %s. %s",
				p.Date(c.At),
				p.Count(c.Characters, "%d character redacted", "%d characters redacted"),
				h.PersonName(r.Context(), c.By),
				responseview.RedactionReason(p, c.Reason),
			),
		)
	}
	typed := func(act, name string) string {
		if act == do {
			return r.PostFormValue(name)
		}
		return ""
	}
	view.Actions = responseActions(p, by, detail, base, typed)
	for i := range view.Actions {
		if view.Actions[i].URL == base {
			view.Actions[i].URL = view.Self
		}
		if a := &view.Actions[i]; problem != "" && a.Name == do {
			a.Fields[0].Error, view.Errors = problem, a.Fields
		}
	}
	return responsePage.Write(w, r, status, view)
}

func (h *Handlers) flagViews(r *http.Request, flags []moderation.Flag) (all []flagView) {
	for _, f := range flags {
		all = append(all, flagView{
			ID:    f.ID,
			Label: responseview.FlagReason(page.Printer(r), f.Reason),
			Note:  f.Note,
			By:    h.PersonName(r.Context(), f.By),
			Open:  f.ResolvedBy == "",
		})
	}
	return all
}

// flagAction is the form with which an officer flags what is at self.
func flagAction(p *locale.Printer, self, heading, description string, typed func(act, name string) string) responseAction {
	var reasons []form.Option
	for _, c := range moderation.FlagReasons {
		reasons = append(reasons, form.Option{Value: c.Code, Label: p.Say(c.Label)})
	}
	note := responseview.TextareaField(
		"flag-note", p.Say("Note for colleagues"), p.Say("The respondent can ask to see this note."), typed("flag", "flag-note"), "")
	return responseAction{self, "flag", heading, description, p.Say("Flag"), false, form.Form{
		responseview.RadiosField("flag-reason", p.Say("Reason"), reasons, typed("flag", "flag-reason"), ""), note,
	}}
}

// responseActions returns the actions that by can take on a response.
func responseActions(
	p *locale.Printer,
	by actor.Actor,
	detail *moderation.ResponseDetail,
	self string,
	typed func(act, name string) string,
) (all []responseAction) {
	moderate, withdrawn := by.May(actor.Moderate), detail.State == intake.Withdrawn
	if moderate && !withdrawn {
		all = append(all, flagAction(p, self, p.Say("Flag this response"),
			p.Say("A flag asks a colleague to check the response. It does not change the response."), typed))
	}
	if moderate && len(detail.Texts) > 0 && !detail.TextsDeleted {
		var texts []form.Option
		for _, t := range detail.Texts {
			texts = append(texts, form.Option{Value: t.Question + "/" + t.Choice, Label: t.Label})
		}
		all = append(
			all,
			responseAction{
				self,
				"redact",
				p.Say("Redact text"),
				p.Say("The text is deleted permanently, including from any backup restored later. You cannot undo this."),
				p.Say("Redact"),
				true,
				form.Form{
					responseview.TextareaField(
						"words",
						p.Say("Text to redact"),
						p.Say("Copy the text exactly, including capitals, spaces and line breaks. "+
							"If it appears more than once, all of it is redacted."),
						typed("redact", "words"),
						"",
					),
					responseview.RadiosField(
						"text",
						p.Say("Which answer is it in?"),
						texts,
						defaultOption(typed("redact", "text"), texts),
						"",
					),
					responseview.RadiosField("redact-reason", p.Say("Reason"), reasonOptions(p, moderation.RedactionReasons),
						typed("redact", "redact-reason"), ""),
				},
			},
		)
	}
	if moderate && detail.State == intake.Counted {
		all = append(
			all,
			responseAction{
				self,
				"exclude",
				p.Say("Exclude this response"),
				p.Say("The reason is shown in the public record. The answers are kept so that the exclusion can be challenged."),
				p.Say("Exclude"),
				true,
				form.Form{
					responseview.RadiosField("exclude-reason", p.Say("Reason"), reasonOptions(p, moderation.ExclusionReasons),
						typed("exclude", "exclude-reason"), ""),
				},
			},
		)
	}
	if moderate && detail.State == intake.Excluded {
		all = append(
			all,
			responseAction{
				self,
				"restore",
				p.Say("Include again"),
				p.Say("The public record will show that the response was included again."),
				p.Say("Include again"),
				false,
				form.Form{responseview.TextareaField("restore-why", p.Say("Why should it be counted again?"), "",
					typed("restore", "restore-why"), "")},
			},
		)
	}
	if by.May(actor.ManageRetention) && !withdrawn {
		all = append(
			all,
			responseAction{
				self + "/withdraw",
				"withdraw",
				p.Say("Withdraw for the respondent"),
				p.Say(
					"Use this if a respondent has lost their withdrawal code and has proved in another way that the response is theirs. " +
						"The answers are deleted permanently.",
				),
				p.Say("Withdraw the response"),
				true,
				form.Form{
					responseview.TextareaField(
						"how",
						p.Say("How did they prove the response is theirs?"),
						p.Say("Say what you checked. Do not copy details from it."),
						typed("withdraw", "how"),
						"",
					),
				},
			},
		)
	}
	return all
}

// defaultOption returns chosen, or the only option if nothing is chosen.
func defaultOption(chosen string, options []form.Option) string {
	if chosen == "" && len(options) == 1 {
		return options[0].Value
	}
	return chosen
}

func reasonOptions(p *locale.Printer, all []moderation.Reason) (options []form.Option) {
	for _, r := range all {
		options = append(options, form.Option{Value: r.Code, Label: p.Say(r.Label)})
	}
	return options
}

func (h *Handlers) changeResponse(w http.ResponseWriter, r *http.Request) error {
	slug, id, by, ctx := r.PathValue("slug"), r.PathValue("id"), site.Actor(r), r.Context()
	do, typed := r.PostFormValue("do"), r.PostFormValue
	var err error
	switch do {
	case "flag":
		err = h.service.Flag(ctx, by, slug, id, typed("flag-reason"), typed("flag-note"))
	case "resolve":
		err = h.service.ResolveFlag(ctx, by, slug, id, typed("flag"))
	case "exclude":
		err = h.service.Exclude(ctx, by, slug, id, typed("exclude-reason"))
	case "restore":
		err = h.service.Restore(ctx, by, slug, id, typed("restore-why"))
	case "redact":
		q, choice, _ := strings.Cut(typed("text"), "/")
		request := moderation.RedactionRequest{Question: q, Choice: choice, Text: typed("words"), Reason: typed("redact-reason")}
		var places int
		if places, err = h.service.CountRedactions(ctx, by, slug, id, request); err != nil {
			break
		}
		var ok bool
		if by, ok, err = h.confirmRedaction(w, r, places, web.Irreversible{
			Act: "redact-answer", SubjectKind: "response", Subject: id, Needs: actor.Moderate,
		}); !ok {
			return err
		}
		_, err = h.service.Redact(ctx, by, slug, id, request)
	default:
		return seeOther(w, r, inList(staffURL(slug, "responses/"+url.PathEscape(id)), r.URL.Query()))
	}
	return h.afterChange(w, r, do, err)
}

func (h *Handlers) withdraw(w http.ResponseWriter, r *http.Request) error {
	p, slug, id, how := page.Printer(r), r.PathValue("slug"), r.PathValue("id"), r.PostFormValue("how")
	by := site.Actor(r)
	if strings.TrimSpace(how) != "" { // otherwise WithdrawOnBehalf says what is missing
		title, err := h.consultationTitle(r)
		if err != nil {
			return err
		}
		var ok bool
		if by, ok, err = h.Confirm(w, r, web.Irreversible{
			Act: "withdraw-on-behalf", SubjectKind: "response", Subject: id, Needs: actor.ManageRetention,
			Title: p.Say("Withdraw the response"), Name: title, Count: 1,
			Effects: []string{
				p.Say("All answers of this response will be deleted, with the equality monitoring answers sent with it."),
				p.Say("The public record will show that one response was withdrawn."),
			},
			Back: page.Link{Text: p.Say("Back to the response"), Href: staffURL(slug, "responses/"+url.PathEscape(id))},
		}); err != nil || !ok {
			return err
		}
	}
	return h.afterChange(w, r, "withdraw", h.deleter.WithdrawOnBehalf(r.Context(), by, slug, id, how))
}

// confirmRedaction asks for confirmation of the redaction act of the submitted text, which is
// in so many places. act says which redaction it is.
func (h *Handlers) confirmRedaction(
	w http.ResponseWriter, r *http.Request, places int, act web.Irreversible,
) (by actor.Actor, ok bool, err error) {
	p := page.Printer(r)
	act.Title, act.Name, act.Back = p.Say("Redact text"), p.Say("Redact"), page.Link{Text: p.Say("Back"), Href: r.URL.Path}
	act.Effects = []string{
		p.Say("“%s”", strings.TrimSpace(r.PostFormValue("words"))),
		p.Count(int64(places), "This text will be deleted in %d place.", "This text will be deleted in %d places."),
		p.Say("It is also deleted from any backup that is restored later."),
	}
	return h.Confirm(w, r, act)
}

func (h *Handlers) afterChange(w http.ResponseWriter, r *http.Request, do string, err error) error {
	if err == nil {
		return seeOther(w, r, inList(staffURL(r.PathValue("slug"), "responses/"+url.PathEscape(r.PathValue("id"))), r.URL.Query()))
	}
	if isFormError(err) && site.Actor(r).May(actor.ReadResponses) {
		return h.showResponse(w, r, http.StatusUnprocessableEntity, do, page.ErrorMessage(r, err))
	}
	return err
}
