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
	"github.com/folkmoot/folkmoot/internal/web"
)

// emailForm is the form that emails a link or a receipt to the respondent. It is
// nil if this site sends no email.
type emailForm struct {
	web.Carried
	Form           form.Form
	Action         string // URL path
	Sent           bool   // the email has just been sent
	Receipt, Token string // hidden fields: code of the receipt to send, and the proof that its page was shown
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

// emailDraftLink sends the link to a draft, with its code, by email.
func (h *Handlers) emailDraftLink(w http.ResponseWriter, r *http.Request, v *visit) (err error) {
	if r.PostForm.Get("action") == actionShow {
		return h.goTo(w, r, v, "later")
	}
	if h.intake.Notify == nil {
		return fault.New(fault.NotFound, "This site does not send emails. Copy the code and keep it somewhere safe.")
	}
	if v.draft.Version == 0 {
		return h.goTo(w, r, v, v.firstIncomplete()) // nothing has been saved, so the link would lead to an empty form
	}
	if err = h.intake.Notify.AllowNetwork(site.ClientNetwork(r), h.Now()); err == nil {
		err = h.intake.EmailDraftLink(r.Context(), v.draft, intake.EmailRequest{
			To:     r.PostFormValue("email"),
			Lang:   v.printer.Lang(),
			Link:   consultationURL(v.draft.Consultation, "continue") + "#" + v.draft.Code.String(),
			Remind: r.PostFormValue("remind") != "",
		})
	}
	if fault.Is(err, fault.Invalid) {
		view := h.newLaterView(v, r)
		view.Email.Form[0].Error = page.ErrorMessage(r, err)
		return laterPage.Write(w, r, http.StatusUnprocessableEntity, view)
	}
	if err != nil {
		return err
	}
	if v.Carried.Half != "" {
		view := h.newLaterView(v, r)
		view.Email.Sent = true
		return laterPage.Write(w, r, http.StatusOK, view)
	}
	return site.Redirect(w, r, v.link("later")+"?"+sentParam+"=yes")
}

// emailReceipt sends the receipt code by email. The form has no half of the key, only a
// token that is good for nothing else, and a redirect follows: so no page of the
// browser's history leads back to the receipt.
func (h *Handlers) emailReceipt(w http.ResponseWriter, r *http.Request) error {
	slug, code, token := r.PathValue("slug"), r.PostFormValue("receipt"), r.PostFormValue("token")
	address, err := intake.ParseAddress(r.PathValue("key"))
	if err != nil {
		return err
	}
	if h.intake.Notify == nil {
		return fault.New(fault.NotFound, "This site does not send emails. Download the receipt instead.")
	}
	subject, ok := h.intake.Keys.OpenReceiptToken(slug, code, token)
	if !ok {
		return fault.New(fault.NotFound, "We cannot find a response with that link. Check that you copied all of it.")
	}
	words := page.Printer(r)
	if err = h.intake.Notify.AllowNetwork(site.ClientNetwork(r), h.Now()); err == nil {
		err = h.intake.EmailReceipt(r.Context(), slug, code, subject, intake.EmailRequest{
			To: r.PostFormValue("email"), Lang: words.Lang(), Link: "/receipts?code=" + url.QueryEscape(code),
		})
	}
	back := link(slug, r.PathValue("edition"), address.String(), "receipt")
	if fault.Is(err, fault.Invalid) {
		view, failed := h.newSentView(r, &alreadySent{})
		if failed != nil {
			return failed
		}
		view.Email = h.newEmailForm(words, r, r.URL.Path, false)
		view.Email.Receipt, view.Email.Token = code, token
		view.Email.Form[0].Error = page.ErrorMessage(r, err)
		return sentPage.Write(w, r, http.StatusUnprocessableEntity, view)
	}
	if err != nil {
		return err
	}
	return site.Redirect(w, r, back+"?"+sentParam+"=yes")
}
