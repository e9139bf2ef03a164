package intakeweb

import (
	"net/http"
	"net/url"
	"time"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
)

// mailForm asks where a link or a receipt is to be sent. It is nil where nothing
// is sent by email.
type mailForm struct {
	Form   form.Form
	Action string
	Sent   bool // it was sent just now
}

// Wrong is for the title and the error summary of the page.
func (m *mailForm) Wrong() form.Form {
	if m == nil {
		return nil
	}
	return m.Form
}

const sentMark = "sent" // in the address of a page from which a letter was sent

// mailForm returns the form of the page at action. A reminder is offered where
// there is time for one.
func (d *Handlers) mailForm(words *locale.Printer, r *http.Request, action string, remind bool) *mailForm {
	if d.intake.Post == nil {
		return nil
	}
	m := &mailForm{Action: action, Sent: r.Method == http.MethodGet && r.URL.Query().Get(sentMark) != ""}
	var typed url.Values
	if r.URL.Path == action {
		typed = r.PostForm // and not what a question of that name was answered with
	}
	m.Form = form.Form{{Kind: form.Email, ID: "email", Name: "email", Label: words.Say("Email address"), Autocomplete: "email", Value: typed.Get("email")}}
	if remind {
		m.Form = append(m.Form, &form.Field{Kind: form.Checkboxes, ID: "remind", Name: "remind", Label: words.Say("Reminder"),
			Options: []form.Option{{ID: "remind", Value: "yes", Label: words.Say("Write to me again three days before it closes, if I have not sent my answers"), Checked: typed.Get("remind") != ""}}})
	}
	return m
}

// remindable reports whether there is time to remind somebody before c closes.
func (d *Handlers) remindable(c *consult.Consultation) bool {
	return d.Now().Before(c.Closes.End().Add(-intake.RemindBefore - 24*time.Hour))
}

// mailLater sends the link to a draft by email.
func (d *Handlers) mailLater(w http.ResponseWriter, r *http.Request) error {
	v, err := d.arrive(r)
	if err != nil {
		return err
	}
	if d.intake.Post == nil {
		return fault.New(fault.NotFound, "This site sends no emails. Copy the link and keep it.")
	}
	view := d.laterView(v, r)
	if v.draft.Version == 0 {
		return site.See(w, r, v.link("later")) // nothing is saved, so there is nothing to come back to
	}
	if err = d.intake.Post.Admit(site.Network(r), d.Now()); err == nil {
		err = d.intake.MailDraft(r.Context(), v.draft.Consultation, v.draft.Key, intake.Mail{To: r.PostFormValue("email"), Lang: v.words.Lang(),
			Link: v.link("check"), Remind: r.PostFormValue("remind") != ""})
	}
	if fault.Is(err, fault.Invalid) {
		view.Mail.Form[0].Error = page.Said(r, err)
		return laterPage.Write(w, r, http.StatusUnprocessableEntity, view)
	}
	if err != nil {
		return err
	}
	return site.See(w, r, v.link("later")+"?"+sentMark+"=yes")
}

// mailReceipt sends the code of a receipt by email.
func (d *Handlers) mailReceipt(w http.ResponseWriter, r *http.Request) error {
	key, err := intake.ParseKey(r.PathValue("key"))
	if err != nil {
		return err
	}
	if d.intake.Post == nil {
		return fault.New(fault.NotFound, "This site sends no emails. Copy the link and keep it.")
	}
	slug, edition := r.PathValue("slug"), r.PathValue("edition")
	view, words, err := d.readReceipt(r, key)
	if err != nil {
		return err
	}
	if err = d.intake.Post.Admit(site.Network(r), d.Now()); err == nil {
		err = d.intake.MailReceipt(r.Context(), slug, key, intake.Mail{To: r.PostFormValue("email"), Lang: words.Lang(), Link: "/receipts?code=" + view.Code})
	}
	if fault.Is(err, fault.Invalid) {
		view.Mail.Form[0].Error = page.Said(r, err)
		return receiptPage.Write(w, r, http.StatusUnprocessableEntity, view)
	}
	if err != nil {
		return err
	}
	return site.See(w, r, link(slug, edition, key, "receipt")+"?"+sentMark+"=yes")
}
