package moderationweb

import (
	"net/http"
	"net/url"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/moderation/responseview"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/question"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

// purposeView asks for the purpose of an access before data is shown.
type purposeView struct {
	page.StaffView
	Title                  string
	Back                   page.Link
	Action                 string
	Heading, Intro, Button string
	Notice                 string // confirms the previous action, or ""
	Fields                 form.Form
}

var purposePage = page.New(files, "templates/purpose.html", purposeExamples[0], purposeExamples[1:]...)

// monitoringView is the equality monitoring answers of one response.
type monitoringView struct {
	page.StaffView
	Title, Back, Purpose string
	Rows                 []question.AnswerRow
}

var monitoringPage = page.New(files, "templates/monitoring.html", monitoringExamples[0], monitoringExamples[1:]...)

// contactsView is the email addresses of people who asked for updates.
type contactsView struct {
	page.StaffView
	Title     string
	Back      page.Link
	Addresses []string
}

var contactsPage = page.New(files, "templates/contacts.html", contactsExamples[0], contactsExamples[1:]...)

func purposeField(p *locale.Printer, r *http.Request, problem string) *form.Field {
	return responseview.TextareaField(
		"purpose",
		p.Say("Why do you need this information?"),
		p.Say("Your reason is kept in the audit log, and respondents can ask to see it."),
		r.PostFormValue("purpose"),
		problem,
	)
}

// showPurpose shows the form that asks for the purpose. The user must belong to the
// organisation of the consultation.
func (h *Handlers) showPurpose(w http.ResponseWriter, r *http.Request, status int, view purposeView) error {
	title, err := h.consultationTitle(r)
	if err != nil {
		return err
	}
	view.Title = title
	return purposePage.Write(w, r, status, view)
}

// consultationTitle returns the title of the consultation of r, which must belong to
// the organisation of the user.
func (h *Handlers) consultationTitle(r *http.Request) (title string, err error) {
	err = h.DB.View(r.Context(), func(tx *db.Tx) error {
		c, err := consult.GetOwned(r.Context(), tx, site.Actor(r), r.PathValue("slug"))
		if err == nil {
			title = c.Title
		}
		return err
	})
	return title, err
}

func (h *Handlers) showMonitoringPurpose(w http.ResponseWriter, r *http.Request, status int, problem string) error {
	p, response := page.Printer(r), staffURL(r.PathValue("slug"), "responses/"+url.PathEscape(r.PathValue("id")))
	return h.showPurpose(w, r, status, purposeView{
		Back:    page.Link{Text: p.Say("Back to the response"), Href: response},
		Action:  response + "/monitoring",
		Heading: p.Say("Equality monitoring answers"),
		Intro: p.Say(
			"These answers show which groups took part. They must not be used to decide anything about a person. " +
				"Read individual answers only if totals are not enough.",
		),
		Button: p.Say("Show answers"),
		Fields: form.Form{purposeField(p, r, problem)},
	})
}

func (h *Handlers) monitoringPurpose(w http.ResponseWriter, r *http.Request) error {
	return h.showMonitoringPurpose(w, r, http.StatusOK, "")
}

func (h *Handlers) monitoring(w http.ResponseWriter, r *http.Request) error {
	slug, id, why := r.PathValue("slug"), r.PathValue("id"), r.PostFormValue("purpose")
	asked, answers, err := h.service.ReadMonitoring(r.Context(), site.Actor(r), slug, id, why)
	if fault.Is(err, fault.Invalid) {
		return h.showMonitoringPurpose(w, r, http.StatusUnprocessableEntity, page.ErrorMessage(r, err))
	}
	if err != nil {
		return err
	}
	title, err := h.consultationTitle(r)
	if err != nil {
		return err
	}
	// The POST is answered with the page, without a redirect: every access needs a purpose.
	return monitoringPage.Write(w, r, http.StatusOK, monitoringView{
		Title:   title,
		Back:    staffURL(slug, "responses/"+url.PathEscape(id)),
		Purpose: why,
		Rows:    responseview.AnswerRows(page.Printer(r), asked, answers, true),
	})
}

func (h *Handlers) showContactsPurpose(w http.ResponseWriter, r *http.Request, status int, problem string) error {
	p, slug := page.Printer(r), r.PathValue("slug")
	return h.showPurpose(
		w,
		r,
		status,
		purposeView{Back: web.BackToConsultation(r, slug), Action: staffURL(slug, "contacts"), Heading: p.Say("Contact details of respondents"),
			Intro: p.Say(
				"These addresses are not linked to responses. You do not need to see them to send people an email.",
			), Button: p.Say("Show contact details"), Fields: form.Form{purposeField(p, r, problem)}},
	)
}

func (h *Handlers) contactsPurpose(w http.ResponseWriter, r *http.Request) error {
	return h.showContactsPurpose(w, r, http.StatusOK, "")
}

func (h *Handlers) contacts(w http.ResponseWriter, r *http.Request) error {
	slug := r.PathValue("slug")
	all, err := h.service.ReadContacts(r.Context(), site.Actor(r), slug, r.PostFormValue("purpose"))
	if fault.Is(err, fault.Invalid) {
		return h.showContactsPurpose(w, r, http.StatusUnprocessableEntity, page.ErrorMessage(r, err))
	}
	if err != nil {
		return err
	}
	title, err := h.consultationTitle(r)
	if err != nil {
		return err
	}
	return contactsPage.Write(w, r, http.StatusOK, contactsView{
		Title:     title,
		Back:      web.BackToConsultation(r, slug),
		Addresses: all,
	})
}
