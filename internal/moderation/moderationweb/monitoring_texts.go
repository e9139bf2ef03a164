package moderationweb

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/moderation/responseview"
	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
)

// monitoringTextsView is what people wrote about themselves, one text beside the other
// and nothing of who wrote them.
type monitoringTextsView struct {
	page.StaffView
	Title, Back, Purpose string
	Errors               form.Form
	Items                []monitoringTextView
	Redactions           []string
}

type monitoringTextView struct {
	Label, Text, Action string
	Fields              form.Form // empty where nothing is left to take out
}

var monitoringTextsPage = page.New(files, "templates/monitoring_texts.html", monitoringTextsExamples[0], monitoringTextsExamples[1:]...)

func (h *Handlers) monitoringTextsPurpose(w http.ResponseWriter, r *http.Request) error {
	return h.showMonitoringTextsPurpose(w, r, http.StatusOK, "")
}

func (h *Handlers) showMonitoringTextsPurpose(w http.ResponseWriter, r *http.Request, status int, wrong string) error {
	p, slug := page.Printer(r), r.PathValue("slug")
	view := purposeView{
		Back:    "/staff/consultations/" + slug,
		Action:  staffURL(slug, "monitoring-texts"),
		Heading: p.Say("Equality monitoring: written answers"),
		Intro: p.Say(
			"Some people answer equality monitoring questions in their own words and include names. Check these answers for names and redact them. They are shown in random order, separately from all other answers.",
		),
		Button: p.Say("Show answers"),
		Fields: form.Form{purposeField(p, r, wrong)},
	}
	if typed := r.URL.Query(); typed.Has("done") {
		view.Notice, view.Fields[0].Value = p.Say("The text has been redacted permanently."), typed.Get("purpose")
	}
	return h.showPurpose(w, r, status, view)
}

// monitoringTexts answers the form itself: the purpose must be given each time.
func (h *Handlers) monitoringTexts(w http.ResponseWriter, r *http.Request) error {
	return h.showMonitoringTexts(w, r, http.StatusOK, "", "")
}

// showMonitoringTexts shows the list; handle is the text at which something was refused,
// and wrong why.
func (h *Handlers) showMonitoringTexts(w http.ResponseWriter, r *http.Request, status int, handle, wrong string) error {
	slug, p, why := r.PathValue("slug"), page.Printer(r), r.PostFormValue("purpose")
	all, err := h.service.ReadMonitoringTexts(r.Context(), site.Actor(r), slug, why)
	if fault.Is(err, fault.Invalid) {
		return h.showMonitoringTextsPurpose(w, r, http.StatusUnprocessableEntity, page.ErrorMessage(r, err))
	}
	if err != nil {
		return err
	}
	view := monitoringTextsView{Title: all.Consultation.Title, Back: staffURL(slug, "monitoring-texts"), Purpose: why}
	for _, one := range all.Texts {
		v := monitoringTextView{
			Label:  one.Label,
			Text:   responseview.Redacted(p, one.FreeText.Text),
			Action: staffURL(slug, "monitoring-texts/"+one.Handle),
		}
		if strings.Trim(one.FreeText.Text, intake.RedactionMark+" ") != "" {
			v.Fields = redactionFields(p, r, one, one.Handle == handle, wrong)
		}
		if one.Handle == handle && wrong != "" {
			view.Errors = v.Fields
		}
		view.Items = append(view.Items, v)
	}
	if wrong != "" && len(view.Errors) == 0 { // it is not there any more
		view.Errors = form.Form{{Kind: form.Text, ID: "texts", Error: wrong}}
	}
	for _, c := range all.Redactions {
		view.Redactions = append(
			view.Redactions,
			p.Say(
				"%s: %s by %s. %s",
				p.Date(c.At),
				p.Count(c.Characters, "%d character taken out", "%d characters redacted"),
				h.PersonName(r.Context(), c.By),
				responseview.RedactionReason(p, c.Reason),
			),
		)
	}
	return monitoringTextsPage.Write(w, r, status, view)
}

// redactionFields ask which words go and why. At first all of a text goes, unless some
// of it has gone already: a name is seldom typed beside anything else.
func redactionFields(p *locale.Printer, r *http.Request, one intake.MonitoringText, typed bool, wrong string) form.Form {
	words, why := one.FreeText.Text, ""
	if strings.Contains(words, intake.RedactionMark) {
		words = ""
	}
	if typed {
		words, why = r.PostFormValue("words"), r.PostFormValue("redact-reason")
	} else {
		wrong = ""
	}
	cut := responseview.TextareaField(
		"words",
		p.Say("Text to redact"),
		p.Say("Copy the text exactly, including capitals, spaces and line breaks. If it appears more than once, all of it is redacted."),
		words,
		wrong,
	)
	reason := responseview.RadiosField("redact-reason", p.Say("Reason"), reasonOptions(p, moderation.RedactionReasons), why, "")
	cut.ID, reason.ID = "words-"+one.Handle, "reason-"+one.Handle
	return form.Form{cut, reason}
}

func (h *Handlers) redactMonitoringText(w http.ResponseWriter, r *http.Request) error {
	slug, handle, why := r.PathValue("slug"), r.PathValue("handle"), r.PostFormValue("purpose")
	_, err := h.service.RedactMonitoringText(
		r.Context(),
		site.Actor(r),
		slug,
		handle,
		r.PostFormValue("words"),
		r.PostFormValue("redact-reason"),
	)
	if isFormError(err) {
		return h.showMonitoringTexts(w, r, http.StatusUnprocessableEntity, handle, page.ErrorMessage(r, err))
	}
	if err != nil {
		return err
	}
	return seeOther(w, r, staffURL(slug, "monitoring-texts")+"?"+url.Values{"done": {"yes"}, "purpose": {why}}.Encode())
}

var monitoringTextsExamples = []monitoringTextsView{
	{
		Title:      exampleTitle,
		Back:       exampleBack,
		Purpose:    "To look for names",
		Redactions: []string{"27 May 2016: 12 characters taken out by An officer. It says who the writer is, or how to reach them"},
		Items: []monitoringTextView{
			{
				Label:  "What is your sex? – I describe myself another way",
				Text:   "A neighbour of the park",
				Action: "/monitoring-texts/a",
				Fields: form.Form{exampleReasonField("words-a", "")},
			},
			{Label: "What is your religion? – Another", Text: "[redacted]", Action: "/monitoring-texts/b"},
		},
	},
	{
		Title:   exampleTitle,
		Back:    exampleBack,
		Purpose: "To look for names",
		Errors:  form.Form{exampleReasonField("words-a", "Enter the words to take out.")},
		Items: []monitoringTextView{
			{
				Label:  "What is your sex? – I describe myself another way",
				Text:   "A neighbour of the park",
				Action: "/monitoring-texts/a",
				Fields: form.Form{exampleReasonField("words-a", "Enter the words to take out.")},
			},
		},
	},
	{Title: exampleTitle, Back: exampleBack, Purpose: "To look for names"},
}
