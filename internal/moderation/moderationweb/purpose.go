package moderationweb

import (
	"cmp"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/export"
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
			"These answers show which groups took part. Read individual answers only if totals are not enough.",
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

// formatNames are the formats of an export, in English.
var formatNames = map[export.Format][2]string{
	export.Workbook: {
		locale.Key("Excel workbook"), locale.Key("With labels, codes, an explanation of every column, and letters and events."),
	},
	export.CSV:        {locale.Key("CSV with labels"), locale.Key("For spreadsheet programs.")},
	export.MachineCSV: {locale.Key("CSV with codes"), locale.Key("For statistics programs, and to import again.")},
	export.JSONLines:  {locale.Key("JSON Lines"), locale.Key("For programs, one response on each line.")},
	export.LettersCSV: {
		locale.Key("Letters, petitions and events (CSV)"),
		locale.Key("Including those that may not be published, with the names and digital fingerprints of their files."),
	},
	export.LettersJSONLines: {locale.Key("Letters, petitions and events (JSON Lines)"), locale.Key("For programs, one on each line.")},
}

func (h *Handlers) showExportForm(w http.ResponseWriter, r *http.Request, status int, problem string) error {
	p, slug := page.Printer(r), r.PathValue("slug")
	chosen := cmp.Or(r.PostFormValue("format"), string(export.Workbook))
	var formats []form.Option
	for _, f := range export.Formats {
		formats = append(formats, form.Option{
			Value: string(f), Label: p.Say(formatNames[f][0]), Hint: p.Say(formatNames[f][1]), Checked: string(f) == chosen,
		})
	}
	view := purposeView{Back: web.BackToConsultation(r, slug), Action: staffURL(slug, "export"), Heading: p.Say("Export responses"),
		Intro: p.Say(
			"The file contains people’s answers word for word. It shows your account, the time and your reason for exporting it. " +
				"You are responsible for the file once you have downloaded it.",
		), Button: p.Say("Download file"), Fields: form.Form{
			purposeField(p, r, problem),
			{Kind: form.Radios, ID: "format", Name: "format", Label: p.Say("Format"), LabelSize: "s", Options: formats},
		}}
	if site.Actor(r).May(actor.ReadMonitoring) {
		view.Fields = append(
			view.Fields,
			&form.Field{Kind: form.Checkboxes, ID: "monitoring", Name: "monitoring", Label: p.Say("Equality monitoring answers"), LabelSize: "s",
				Options: []form.Option{{Value: "yes", Label: p.Say("Include in the file"), Checked: r.PostFormValue("monitoring") == "yes"}}},
		)
	}
	return h.showPurpose(w, r, status, view)
}

func (h *Handlers) exportForm(w http.ResponseWriter, r *http.Request) error {
	return h.showExportForm(w, r, http.StatusOK, "")
}

func (h *Handlers) export(w http.ResponseWriter, r *http.Request) error {
	slug, format := r.PathValue("slug"), export.Format(r.PostFormValue("format"))
	exports := &export.Service{DB: h.DB, Intake: h.service.Intake}
	write, err := exports.Prepare(r.Context(), site.Actor(r), slug, export.Request{
		Format: format, Why: r.PostFormValue("purpose"), Monitoring: r.PostFormValue("monitoring") == "yes",
	})
	if fault.Is(err, fault.Invalid) {
		return h.showExportForm(w, r, http.StatusUnprocessableEntity, page.ErrorMessage(r, err))
	}
	if err != nil {
		return err
	}
	name := "responses-"
	if format == export.LettersCSV || format == export.LettersJSONLines {
		name = "letters-"
	}
	return sendFile(w, r, format, name+slug, write)
}

// sendFile writes a file that was exported. The file is complete before it is sent, because
// half a file would look like a whole one. It is kept in a temporary file that has no name any
// more, not in memory.
func sendFile(w http.ResponseWriter, r *http.Request, format export.Format, name string, write func(io.Writer) error) error {
	file, err := os.CreateTemp("", "folkmoot-export-*")
	if err != nil {
		return err
	}
	defer file.Close()
	if err := os.Remove(file.Name()); err != nil {
		return err
	}
	if err := write(file); err != nil {
		return err
	}
	size, err := file.Seek(0, io.SeekCurrent)
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		return err
	}
	mediaType, ending := format.MediaType()
	head := w.Header()
	head.Set("Content-Type", mediaType)
	head.Set("Content-Length", strconv.FormatInt(size, 10))
	head.Set("Content-Disposition", `attachment; filename="`+name+`.`+ending+`"`)
	head.Set("Cache-Control", "no-store")
	_, err = io.Copy(w, file)
	return err
}
