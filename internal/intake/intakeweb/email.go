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

// emailForm asks where a link or a receipt is to be sent. It is nil where nothing
// is sent by email.
type emailForm struct {
	Form   form.Form
	Action string
	Sent   bool // it was sent just now
}

// Fields is for the title and the error summary of the page.
func (m *emailForm) Fields() form.Form {
	if m == nil {
		return nil
	}
	return m.Form
}

const sentParam = "sent" // in the address of a page from which a letter was sent

// newEmailForm returns the form of the page at action. A reminder is offered where
// there is time for one.
func (d *Handlers) newEmailForm(words *locale.Printer, r *http.Request, action string, remind bool) *emailForm {
	if d.intake.Notify == nil {
		return nil
	}
	m := &emailForm{Action: action, Sent: r.Method == http.MethodGet && r.URL.Query().Get(sentParam) != ""}
	var typed url.Values
	if r.URL.Path == action {
		typed = r.PostForm // and not what a question of that name was answered with
	}
	m.Form = form.Form{
		{Kind: form.Email, ID: "email", Name: "email", Label: words.Say("Email address"), Autocomplete: "email", Value: typed.Get("email")},
	}
	if remind {
		m.Form = append(m.Form, &form.Field{Kind: form.Checkboxes, ID: "remind", Name: "remind", Label: words.Say("Reminder"),
			Options: []form.Option{
				{
					ID:      "remind",
					Value:   "yes",
					Label:   words.Say("Remind me 3 days before the consultation closes, if I have not sent my answers"),
					Checked: typed.Get("remind") != "",
				},
			}})
	}
	return m
}

// canRemind reports whether there is time to remind somebody before c closes.
func (d *Handlers) canRemind(c *consult.Consultation) bool {
	return d.Now().Before(c.Closes.End().Add(-intake.RemindBefore - 24*time.Hour))
}

// emailDraftLink sends the link to a draft by email.
func (d *Handlers) emailDraftLink(w http.ResponseWriter, r *http.Request) error {
	v, err := d.loadVisit(r)
	if err != nil {
		return err
	}
	if d.intake.Notify == nil {
		return fault.New(fault.NotFound, "This site does not send emails. Copy the link and keep it somewhere safe.")
	}
	view := d.newLaterView(v, r)
	if v.draft.Version == 0 {
		return site.Redirect(w, r, v.link("later")) // nothing is saved, so there is nothing to come back to
	}
	if err = d.intake.Notify.AllowNetwork(site.ClientNetwork(r), d.Now()); err == nil {
		err = d.intake.EmailDraftLink(
			r.Context(),
			v.draft.Consultation,
			v.draft.Key,
			intake.EmailRequest{To: r.PostFormValue("email"), Lang: v.printer.Lang(),
				Link: v.link("check"), Remind: r.PostFormValue("remind") != ""},
		)
	}
	if fault.Is(err, fault.Invalid) {
		view.Email.Form[0].Error = page.ErrorMessage(r, err)
		return laterPage.Write(w, r, http.StatusUnprocessableEntity, view)
	}
	if err != nil {
		return err
	}
	return site.Redirect(w, r, v.link("later")+"?"+sentParam+"=yes")
}

// emailReceipt sends the code of a receipt by email.
func (d *Handlers) emailReceipt(w http.ResponseWriter, r *http.Request) error {
	key, err := intake.ParseKey(r.PathValue("key"))
	if err != nil {
		return err
	}
	if d.intake.Notify == nil {
		return fault.New(fault.NotFound, "This site does not send emails. Copy the link and keep it somewhere safe.")
	}
	slug, edition := r.PathValue("slug"), r.PathValue("edition")
	view, words, err := d.loadReceipt(r, key)
	if err != nil {
		return err
	}
	if err = d.intake.Notify.AllowNetwork(site.ClientNetwork(r), d.Now()); err == nil {
		err = d.intake.EmailReceipt(
			r.Context(),
			slug,
			key,
			intake.EmailRequest{To: r.PostFormValue("email"), Lang: words.Lang(), Link: "/receipts?code=" + view.Code},
		)
	}
	if fault.Is(err, fault.Invalid) {
		view.Email.Form[0].Error = page.ErrorMessage(r, err)
		return receiptPage.Write(w, r, http.StatusUnprocessableEntity, view)
	}
	if err != nil {
		return err
	}
	return site.Redirect(w, r, link(slug, edition, key, "receipt")+"?"+sentParam+"=yes")
}
