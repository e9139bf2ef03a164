package subjectaccessweb

import (
	"net/http"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
)

// myAddressView is the page on which people check whether their email address is held.
type myAddressView struct {
	privatePage
	Title, Consultation, Self string
	Step                      string // "", or one of the steps below
	Form                      form.Form
	Address, DeleteURL        string
	Count                     int64
}

// The steps after the form that asks for the address.
func (v myAddressView) Sent() bool    { return v.Step == "sent" }
func (v myAddressView) Opened() bool  { return v.Step == "opened" }
func (v myAddressView) Shown() bool   { return v.Step == "shown" }
func (v myAddressView) Deleted() bool { return v.Step == "deleted" }

var myAddressPage = page.New(files, "templates/my_address.html", myAddressExamples[0], myAddressExamples[1:]...)

func (h *Handlers) showMyAddress(w http.ResponseWriter, r *http.Request, status int, view myAddressView) error {
	slug := r.PathValue("slug")
	if err := h.DB.View(r.Context(), func(tx *db.Tx) error {
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
		view.Form = h.addressForm(r, "")
	}
	return myAddressPage.Write(w, r, status, view)
}

func (h *Handlers) addressForm(r *http.Request, problem string) form.Form {
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
			Error:        problem,
			Hint:         p.Say("We will email a link to this address, whether or not we hold it."),
		},
	}
}

func (h *Handlers) myAddressForm(w http.ResponseWriter, r *http.Request) error {
	return h.showMyAddress(w, r, http.StatusOK, myAddressView{})
}

func (h *Handlers) sendContactLink(w http.ResponseWriter, r *http.Request) error {
	err := h.service.AllowNetwork(site.ClientNetwork(r), h.Now())
	if err == nil {
		err = h.service.SendContactLink(r.Context(), r.PathValue("slug"), page.Printer(r).Lang(), r.PostFormValue("email"))
	}
	if fault.Is(err, fault.Invalid) {
		return h.showMyAddress(
			w,
			r,
			http.StatusUnprocessableEntity,
			myAddressView{Form: h.addressForm(r, page.ErrorMessage(r, err))},
		)
	}
	if err != nil {
		return err
	}
	return h.showMyAddress(w, r, http.StatusOK, myAddressView{Step: "sent"})
}

// openContactLink shows only a button that redeems the link: mail programs open links
// to check them, and a link works once.
func (h *Handlers) openContactLink(w http.ResponseWriter, r *http.Request) error {
	return h.showMyAddress(w, r, http.StatusOK, myAddressView{Step: "opened"})
}

func (h *Handlers) myAddress(w http.ResponseWriter, r *http.Request) error {
	slug, token := r.PathValue("slug"), r.PathValue("token")
	if r.PostFormValue("do") == "delete" {
		n, err := h.service.DeleteContactByLink(r.Context(), slug, token)
		if err != nil {
			return err
		}
		return h.showMyAddress(w, r, http.StatusOK, myAddressView{Step: "deleted", Count: int64(n)})
	}
	address, n, next, err := h.service.LookUpContact(r.Context(), slug, token)
	if err != nil {
		return err
	}
	view := myAddressView{Step: "shown", Address: address, Count: int64(n)}
	if next != "" {
		view.DeleteURL = "/consultations/" + slug + "/my-address/" + next
	}
	return h.showMyAddress(w, r, http.StatusOK, view)
}
