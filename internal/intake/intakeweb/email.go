package intakeweb

import (
	"net/http"
	"net/url"
	"time"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
)

// emailForm is the form that emails a link or a receipt to the respondent. It is
// nil if this site sends no email.
type emailForm struct {
	Form   form.Form
	Action string // URL path
	Sent   bool   // the email has just been sent
}

// Fields returns the fields for the error summary; m may be nil.
func (m *emailForm) Fields() form.Form {
	if m == nil {
		return nil
	}
	return m.Form
}

const sentParam = "sent" // query parameter of a page from which an email has just been sent

// newEmailForm returns the form for the page at the path action. remind adds the
// option of a reminder before the consultation closes.
func (h *Handlers) newEmailForm(words *locale.Printer, r *http.Request, action string, remind bool) *emailForm {
	if h.intake.Notify == nil {
		return nil
	}
	m := &emailForm{Action: action, Sent: r.Method == http.MethodGet && r.URL.Query().Get(sentParam) != ""}
	var typed url.Values
	if r.URL.Path == action {
		typed = r.PostForm // on other paths, a field named "email" is an answer to a question
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

// canRemind reports whether there is at least a day left before reminders for c
// are sent.
func (h *Handlers) canRemind(c *consult.Consultation) bool {
	return h.Now().Before(c.Closes.End().Add(-intake.RemindBefore - 24*time.Hour))
}

// emailDraftLink sends the link to a draft by email.
func (h *Handlers) emailDraftLink(w http.ResponseWriter, r *http.Request) error {
	v, err := h.loadVisit(r)
	if err != nil {
		return err
	}
	if h.intake.Notify == nil {
		return fault.New(fault.NotFound, "This site does not send emails. Copy the link and keep it somewhere safe.")
	}
	view := h.newLaterView(v, r)
	if v.draft.Version == 0 {
		return site.Redirect(w, r, v.link("later")) // nothing has been saved, so the link would lead to an empty form
	}
	if err = h.intake.Notify.AllowNetwork(site.ClientNetwork(r), h.Now()); err == nil {
		err = h.intake.EmailDraftLink(
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

// emailReceipt sends the receipt code by email.
func (h *Handlers) emailReceipt(w http.ResponseWriter, r *http.Request) error {
	key, err := intake.ParseKey(r.PathValue("key"))
	if err != nil {
		return err
	}
	if h.intake.Notify == nil {
		return fault.New(fault.NotFound, "This site does not send emails. Copy the link and keep it somewhere safe.")
	}
	slug, edition := r.PathValue("slug"), r.PathValue("edition")
	view, words, err := h.loadReceipt(r, key)
	if err != nil {
		return err
	}
	if err = h.intake.Notify.AllowNetwork(site.ClientNetwork(r), h.Now()); err == nil {
		err = h.intake.EmailReceipt(
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
