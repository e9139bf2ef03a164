package moderationweb

import (
	"net/http"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
)

// contactLookupView lets somebody find out whether their address is held.
type contactLookupView struct {
	privatePage
	Title, Consultation, Self string
	Step                      string // "", or the step in words of the template
	Form                      form.Form
	Address, DeleteURL        string
	Count                     int64
}

// The steps after the first, as the template tells them apart.
func (v contactLookupView) Sent() bool    { return v.Step == "sent" }
func (v contactLookupView) Opened() bool  { return v.Step == "opened" }
func (v contactLookupView) Shown() bool   { return v.Step == "shown" }
func (v contactLookupView) Deleted() bool { return v.Step == "gone" }

var contactLookupPage = page.New(files, "templates/contact_lookup.html", contactLookupExamples[0], contactLookupExamples[1:]...)

func (d *Handlers) showContactLookup(w http.ResponseWriter, r *http.Request, status int, view contactLookupView) error {
	slug := r.PathValue("slug")
	if err := d.DB.View(r.Context(), func(tx *db.Tx) error {
		c, err := consult.Get(r.Context(), tx, slug)
		if err == nil && c.Stage == consult.StageDraft {
			err = fault.New(fault.NotFound, "We cannot find that consultation. Check the list of consultations.")
		}
		if err == nil {
			view.Title, view.Consultation, view.Self = c.Title, "/consultations/"+slug, r.URL.Path
		}
		return err
	}); err != nil {
		return err
	}
	if view.Form == nil && view.Step == "" {
		view.Form = d.contactLookupFields(r, "")
	}
	return contactLookupPage.Write(w, r, status, view)
}

func (d *Handlers) contactLookupFields(r *http.Request, wrong string) form.Form {
	p := page.Printer(r)
	return form.Form{
		{
			Kind:         form.Email,
			ID:           "email",
			Name:         "email",
			Label:        p.Say("Email address"),
			LabelSize:    "m",
			Autocomplete: "email",
			Value:        r.PostFormValue("email"),
			Error:        wrong,
			Hint:         p.Say("We will email a link to this address, whether or not we hold it."),
		},
	}
}

func (d *Handlers) contactLookupForm(w http.ResponseWriter, r *http.Request) error {
	return d.showContactLookup(w, r, http.StatusOK, contactLookupView{})
}

func (d *Handlers) sendContactLink(w http.ResponseWriter, r *http.Request) error {
	err := d.service.Notifications.AllowNetwork(site.ClientNetwork(r), d.Now())
	if err == nil {
		err = d.service.SendContactLink(r.Context(), r.PathValue("slug"), page.Printer(r).Lang(), r.PostFormValue("email"))
	}
	if fault.Is(err, fault.Invalid) {
		return d.showContactLookup(
			w,
			r,
			http.StatusUnprocessableEntity,
			contactLookupView{Form: d.contactLookupFields(r, page.ErrorMessage(r, err))},
		)
	}
	if err != nil {
		return err
	}
	return d.showContactLookup(w, r, http.StatusOK, contactLookupView{Step: "sent"})
}

// openContactLink shows a button and nothing else: mail programs open links to look
// at them, and a link works once.
func (d *Handlers) openContactLink(w http.ResponseWriter, r *http.Request) error {
	return d.showContactLookup(w, r, http.StatusOK, contactLookupView{Step: "opened"})
}

func (d *Handlers) contactLookup(w http.ResponseWriter, r *http.Request) error {
	slug, token := r.PathValue("slug"), r.PathValue("token")
	if r.PostFormValue("do") == "delete" {
		n, err := d.service.DeleteContactByLink(r.Context(), slug, token)
		if err != nil {
			return err
		}
		return d.showContactLookup(w, r, http.StatusOK, contactLookupView{Step: "gone", Count: int64(n)})
	}
	address, n, next, err := d.service.LookUpContact(r.Context(), slug, token)
	if err != nil {
		return err
	}
	view := contactLookupView{Step: "shown", Address: address, Count: int64(n)}
	if next != "" {
		view.DeleteURL = "/consultations/" + slug + "/my-address/" + next
	}
	return d.showContactLookup(w, r, http.StatusOK, view)
}
