package moderationweb

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/moderation/responseview"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

// monitoringTextsView is a page of the written equality monitoring answers, or of their
// redactions. Every page needs a purpose, so the links to other pages are buttons.
type monitoringTextsView struct {
	page.StaffView
	Title, Purpose string
	Self           string // address to which the buttons are sent
	Back           page.Link
	Notice         string // confirms the previous action, or ""
	Errors         form.Form
	Lists          []monitoringList
	List, At       string // the list that is shown, and the cursor of its page
	Heading, Empty string
	Count          string // number of answers to check, or ""
	Mark           string // the button that marks all answers on the page, or ""
	Items          []monitoringTextView
	Redactions     []string
	Previous, Next string // cursors, or ""
}

// monitoringList is a list that can be shown.
type monitoringList struct {
	List, Text string
	Current    bool
}

type monitoringTextView struct {
	Handle, Label, Text, Action string
	Fields                      form.Form // of the redaction; empty if nothing is left to redact
}

var monitoringTextsPage = page.New(files, "templates/monitoring_texts.html", monitoringTextsExamples[0], monitoringTextsExamples[1:]...)

func (h *Handlers) monitoringTextsPurpose(w http.ResponseWriter, r *http.Request) error {
	return h.showMonitoringTextsPurpose(w, r, http.StatusOK, "")
}

func (h *Handlers) showMonitoringTextsPurpose(w http.ResponseWriter, r *http.Request, status int, problem string) error {
	p, slug := page.Printer(r), r.PathValue("slug")
	view := purposeView{
		Back:    web.BackToConsultation(r, slug),
		Action:  staffURL(slug, "monitoring-texts"),
		Heading: p.Say("Equality monitoring: written answers"),
		Intro: p.Say(
			"Some people answer equality monitoring questions in their own words and include names. " +
				"Check these answers for names and redact them. " +
				"They are shown in random order, separately from all other answers.",
		),
		Button: p.Say("Show answers"),
		Fields: form.Form{purposeField(p, r, problem)},
	}
	if typed := r.URL.Query(); typed.Has("done") {
		view.Notice, view.Fields[0].Value = p.Say("The text has been redacted permanently."), typed.Get("purpose")
		for _, name := range []string{"list", page.CursorName} { // back to the page with the text
			view.Fields = append(view.Fields, &form.Field{Kind: form.Hidden, ID: name, Name: name, Value: typed.Get(name)})
		}
	}
	return h.showPurpose(w, r, status, view)
}

// monitoringTexts answers the POST with the page, without a redirect: every access
// needs a purpose.
func (h *Handlers) monitoringTexts(w http.ResponseWriter, r *http.Request) error {
	return h.showMonitoringTexts(w, r, http.StatusOK, monitoringTextsView{}, "", "")
}

// showMonitoringTexts shows the list and the page that the form of r names, with the notice
// of view. handle is the text whose redaction was refused, and problem the reason; both are
// "" if none was.
func (h *Handlers) showMonitoringTexts(
	w http.ResponseWriter, r *http.Request, status int, view monitoringTextsView, handle, problem string,
) error {
	slug, p, why := r.PathValue("slug"), page.Printer(r), r.PostFormValue("purpose")
	q := moderation.MonitoringQuery{List: r.PostFormValue("list"), At: r.PostFormValue(page.CursorName)}
	all, err := h.service.ReadMonitoringTexts(r.Context(), site.Actor(r), slug, why, q)
	if fault.Is(err, fault.Invalid) {
		return h.showMonitoringTextsPurpose(w, r, http.StatusUnprocessableEntity, page.ErrorMessage(r, err))
	}
	if err != nil {
		return err
	}
	view.Title, view.Back, view.Purpose = all.Consultation.Title, web.BackToConsultation(r, slug), why
	view.Self, view.At, view.Previous, view.Next = staffURL(slug, "monitoring-texts"), q.At, all.Previous, all.Next
	view.setList(p, q.List)
	if q.List == moderation.MonitoringToCheck && all.ToCheck > 0 {
		view.Count = p.Count(all.ToCheck, "%d answer to check", "%d answers to check")
	}
	for _, text := range all.Texts {
		v := monitoringTextView{
			Handle: text.Handle,
			Label:  text.Label,
			Text:   responseview.Redacted(p, text.FreeText.Text),
			Action: staffURL(slug, "monitoring-texts/"+text.Handle),
		}
		if strings.Trim(text.FreeText.Text, intake.RedactionMark+" ") != "" {
			v.Fields = redactionFields(p, r, text, text.Handle == handle, problem)
		}
		if text.Handle == handle && problem != "" {
			view.Errors = v.Fields
		}
		view.Items = append(view.Items, v)
	}
	if problem != "" && len(view.Errors) == 0 { // the text no longer exists
		view.Errors = form.Form{{Kind: form.Text, ID: "texts", Error: problem}}
	}
	for _, c := range all.Redactions {
		view.Redactions = append(view.Redactions, h.monitoringRedaction(r, c))
	}
	return monitoringTextsPage.Write(w, r, status, view)
}

// monitoringRedaction returns what the page says about a redaction.
func (h *Handlers) monitoringRedaction(r *http.Request, c intake.Redaction) string {
	p := page.Printer(r)
	return p.Say(
		"%s: %s by %s. %s",
		p.Date(c.At),
		p.Count(c.Characters, "%d character redacted", "%d characters redacted"),
		h.PersonName(r.Context(), c.By),
		responseview.RedactionReason(p, c.Reason),
	)
}

// setList sets the lists that can be shown, and what the page says about the one that is.
func (v *monitoringTextsView) setList(p *locale.Printer, list string) {
	v.List = list
	for _, l := range []struct{ list, text, empty, mark string }{
		{
			moderation.MonitoringToCheck, p.Say("Answers to check"), p.Say("There are no written answers to check."),
			p.Say("Mark all on this page as checked"),
		},
		{
			moderation.MonitoringChecked, p.Say("Checked answers"), p.Say("No written answers have been checked yet."),
			p.Say("Mark all on this page as not checked"),
		},
		{moderation.MonitoringRedactions, p.Say("Redactions"), p.Say("Nothing has been redacted."), ""},
	} {
		v.Lists = append(v.Lists, monitoringList{l.list, l.text, l.list == list})
		if l.list == list {
			v.Heading, v.Empty, v.Mark = l.text, l.empty, l.mark
		}
	}
}

// checkMonitoringTexts marks the answers on a page as checked, or as not checked, and shows
// the next ones.
func (h *Handlers) checkMonitoringTexts(w http.ResponseWriter, r *http.Request) error {
	p, checked := page.Printer(r), r.PostFormValue("list") != moderation.MonitoringChecked
	n, err := h.service.CheckMonitoringTexts(r.Context(), site.Actor(r), r.PathValue("slug"), r.PostForm["item"], checked)
	if isFormError(err) {
		return h.showMonitoringTexts(w, r, http.StatusUnprocessableEntity, monitoringTextsView{}, "", page.ErrorMessage(r, err))
	}
	if err != nil {
		return err
	}
	view := monitoringTextsView{Notice: p.Count(n, "%d answer marked as checked.", "%d answers marked as checked.")}
	if !checked {
		view.Notice = p.Count(n, "%d answer marked as not checked.", "%d answers marked as not checked.")
	}
	return h.showMonitoringTexts(w, r, http.StatusOK, view, "", "")
}

// redactionFields returns the fields of a redaction. The whole text is proposed,
// unless part of it was redacted before: a name is seldom written next to anything
// else.
func redactionFields(
	p *locale.Printer,
	r *http.Request,
	text intake.MonitoringText,
	typed bool,
	problem string,
) form.Form {
	words, why := text.FreeText.Text, ""
	if strings.Contains(words, intake.RedactionMark) {
		words = ""
	}
	if typed {
		words, why = r.PostFormValue("words"), r.PostFormValue("redact-reason")
	} else {
		problem = ""
	}
	field := responseview.TextareaField(
		"words",
		p.Say("Text to redact"),
		p.Say("Copy the text exactly, including capitals, spaces and line breaks. "+
			"If it appears more than once, all of it is redacted."),
		words,
		problem,
	)
	reason := responseview.RadiosField("redact-reason", p.Say("Reason"), reasonOptions(p, moderation.RedactionReasons), why, "")
	field.ID, reason.ID = "words-"+text.Handle, "reason-"+text.Handle
	return form.Form{field, reason}
}

func (h *Handlers) redactMonitoringText(w http.ResponseWriter, r *http.Request) error {
	slug, handle, why := r.PathValue("slug"), r.PathValue("handle"), r.PostFormValue("purpose")
	by, words, reason := site.Actor(r), r.PostFormValue("words"), r.PostFormValue("redact-reason")
	places, err := h.service.CountMonitoringRedactions(r.Context(), by, slug, handle, words, reason)
	if err == nil {
		var ok bool
		if by, ok, err = h.confirmRedaction(w, r, places, web.Irreversible{
			Act: "redact-monitoring-answer", SubjectKind: "consultation", Subject: slug, Needs: actor.ReadMonitoring,
		}); !ok {
			return err
		}
		_, err = h.service.RedactMonitoringText(r.Context(), by, slug, handle, words, reason)
	}
	if isFormError(err) {
		return h.showMonitoringTexts(w, r, http.StatusUnprocessableEntity, monitoringTextsView{}, handle, page.ErrorMessage(r, err))
	}
	if err != nil {
		return err
	}
	return seeOther(w, r, staffURL(slug, "monitoring-texts")+"?"+url.Values{
		"done": {"yes"}, "purpose": {why}, "list": {r.PostFormValue("list")}, page.CursorName: {r.PostFormValue(page.CursorName)},
	}.Encode())
}
