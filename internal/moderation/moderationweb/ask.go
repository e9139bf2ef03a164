package moderationweb

import (
	"bytes"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/question"
)

// askView asks what somebody needs something for before it is shown.
type askView struct {
	page.Desk
	Title, Back           string
	Action                string
	Heading, Says, Button string
	Done                  string // what was just done, or ""
	Fields                form.Form
}

var askPage = page.New(files, "templates/ask.html", askExamples[0], askExamples[1:]...)

// rowsView is what somebody said of themselves.
type rowsView struct {
	page.Desk
	Title, Back, Purpose string
	Rows                 []question.Row
}

var rowsPage = page.New(files, "templates/rows.html", rowsExamples[0], rowsExamples[1:]...)

// contactsView is who wants to hear what came of a consultation.
type contactsView struct {
	page.Desk
	Title, Back string
	Addresses   []string
}

var contactsPage = page.New(files, "templates/contacts.html", contactsExamples[0], contactsExamples[1:]...)

func purpose(p *locale.Printer, r *http.Request, wrong string) *form.Field {
	return write("purpose", p.Say("What do you need it for?"), p.Say("It is kept in the audit log, and people may ask for it."), r.PostFormValue("purpose"), wrong)
}

// showAsk asks for the purpose, of what belongs to an organisation of by.
func (d *Handlers) showAsk(w http.ResponseWriter, r *http.Request, status int, view askView) error {
	if err := d.DB.View(r.Context(), func(tx *db.Tx) error {
		c, err := consult.Own(r.Context(), tx, site.By(r), r.PathValue("slug"))
		if err == nil {
			view.Title = c.Title
		}
		return err
	}); err != nil {
		return err
	}
	return askPage.Write(w, r, status, view)
}

func (d *Handlers) showAskMonitoring(w http.ResponseWriter, r *http.Request, status int, wrong string) error {
	p, one := page.In(r), desk(r.PathValue("slug"), "responses/"+r.PathValue("id"))
	return d.showAsk(w, r, status, askView{Back: one, Action: one + "/monitoring", Heading: p.Say("What the person said of themselves"),
		Says: p.Say("These answers are for finding out who was heard. Read them one by one only where counts will not do."), Button: p.Say("Show the answers"), Fields: form.Form{purpose(p, r, wrong)}})
}

func (d *Handlers) askMonitoring(w http.ResponseWriter, r *http.Request) error {
	return d.showAskMonitoring(w, r, http.StatusOK, "")
}

func (d *Handlers) monitoring(w http.ResponseWriter, r *http.Request) error {
	slug, id, why := r.PathValue("slug"), r.PathValue("id"), r.PostFormValue("purpose")
	asked, given, err := d.custody.ReadMonitoring(r.Context(), site.By(r), slug, id, why)
	if fault.Is(err, fault.Invalid) {
		return d.showAskMonitoring(w, r, http.StatusUnprocessableEntity, page.Said(r, err))
	}
	if err != nil {
		return err
	}
	// The answer to the form itself: the purpose must be given each time.
	return rowsPage.Write(w, r, http.StatusOK, rowsView{Title: slug, Back: desk(slug, "responses/"+id), Purpose: why, Rows: rows(page.In(r), asked, given, true)})
}

func (d *Handlers) showAskContacts(w http.ResponseWriter, r *http.Request, status int, wrong string) error {
	p, slug := page.In(r), r.PathValue("slug")
	return d.showAsk(w, r, status, askView{Back: "/staff/consultations/" + slug, Action: desk(slug, "contacts"), Heading: p.Say("Addresses of people who want to hear more"),
		Says: p.Say("They are joined to no response. Letters reach them without anybody reading their addresses."), Button: p.Say("Show the addresses"), Fields: form.Form{purpose(p, r, wrong)}})
}

func (d *Handlers) askContacts(w http.ResponseWriter, r *http.Request) error {
	return d.showAskContacts(w, r, http.StatusOK, "")
}

func (d *Handlers) contacts(w http.ResponseWriter, r *http.Request) error {
	slug := r.PathValue("slug")
	all, err := d.custody.ReadContacts(r.Context(), site.By(r), slug, r.PostFormValue("purpose"))
	if fault.Is(err, fault.Invalid) {
		return d.showAskContacts(w, r, http.StatusUnprocessableEntity, page.Said(r, err))
	}
	if err != nil {
		return err
	}
	return contactsPage.Write(w, r, http.StatusOK, contactsView{Title: slug, Back: "/staff/consultations/" + slug, Addresses: all})
}

func (d *Handlers) showAskExport(w http.ResponseWriter, r *http.Request, status int, wrong string) error {
	p, slug := page.In(r), r.PathValue("slug")
	view := askView{Back: "/staff/consultations/" + slug, Action: desk(slug, "responses.csv"), Heading: p.Say("Take responses out as a file"),
		Says: p.Say("The file holds what people wrote, word for word. It bears your account, the time and what it is for. You answer for it once it has left this service."), Button: p.Say("Download the file"), Fields: form.Form{purpose(p, r, wrong)}}
	if site.By(r).May(actor.ReadMonitoring) {
		view.Fields = append(view.Fields, &form.Field{Kind: form.Checkboxes, ID: "monitoring", Name: "monitoring", Label: p.Say("What people said of themselves"), LabelSize: "s",
			Options: []form.Option{{Value: "yes", Label: p.Say("Put it into the file as well"), Checked: r.PostFormValue("monitoring") == "yes"}}})
	}
	return d.showAsk(w, r, status, view)
}

func (d *Handlers) askExport(w http.ResponseWriter, r *http.Request) error {
	return d.showAskExport(w, r, http.StatusOK, "")
}

func (d *Handlers) export(w http.ResponseWriter, r *http.Request) error {
	slug := r.PathValue("slug")
	into, err := d.custody.ExportCSV(r.Context(), site.By(r), slug, moderation.Export{Why: r.PostFormValue("purpose"), Monitoring: r.PostFormValue("monitoring") == "yes"})
	if fault.Is(err, fault.Invalid) {
		return d.showAskExport(w, r, http.StatusUnprocessableEntity, page.Said(r, err))
	}
	if err != nil {
		return err
	}
	// All of it or nothing: half a file of responses looks like a whole one.
	var file bytes.Buffer
	if err := into(&file); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="responses-`+slug+`.csv"`)
	h.Set("Cache-Control", "no-store")
	_, err = w.Write(file.Bytes())
	return err
}
