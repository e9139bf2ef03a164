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

// monitoringTextsView is the list of written equality monitoring answers.
type monitoringTextsView struct {
	page.StaffView
	Title, Purpose string
	Back           page.Link
	Errors         form.Form
	Items          []monitoringTextView
	Redactions     []string
}

type monitoringTextView struct {
	Label, Text, Action string
	Fields              form.Form // of the redaction; empty if nothing is left to redact
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
	}
	return h.showPurpose(w, r, status, view)
}

// monitoringTexts answers the POST with the page, without a redirect: every access
// needs a purpose.
func (h *Handlers) monitoringTexts(w http.ResponseWriter, r *http.Request) error {
	return h.showMonitoringTexts(w, r, http.StatusOK, "", "")
}

// showMonitoringTexts shows the list. handle is the text whose redaction was refused,
// and problem the reason; both are "" if none was.
func (h *Handlers) showMonitoringTexts(w http.ResponseWriter, r *http.Request, status int, handle, problem string) error {
	slug, p, why := r.PathValue("slug"), page.Printer(r), r.PostFormValue("purpose")
	all, err := h.service.ReadMonitoringTexts(r.Context(), site.Actor(r), slug, why)
	if fault.Is(err, fault.Invalid) {
		return h.showMonitoringTextsPurpose(w, r, http.StatusUnprocessableEntity, page.ErrorMessage(r, err))
	}
	if err != nil {
		return err
	}
	view := monitoringTextsView{Title: all.Consultation.Title, Back: web.BackToConsultation(r, slug), Purpose: why}
	for _, text := range all.Texts {
		v := monitoringTextView{
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
	return monitoringTextsPage.Write(w, r, status, view)
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
		return h.showMonitoringTexts(w, r, http.StatusUnprocessableEntity, handle, page.ErrorMessage(r, err))
	}
	if err != nil {
		return err
	}
	return seeOther(w, r, staffURL(slug, "monitoring-texts")+"?"+url.Values{"done": {"yes"}, "purpose": {why}}.Encode())
}
