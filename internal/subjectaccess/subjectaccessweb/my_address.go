package subjectaccessweb

import (
	"net/http"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/subjectaccess"
)

// myAddressView is the page on which people check whether their email address is held.
type myAddressView struct {
	privatePage
	Title, Consultation, Self string
	Step                      string // "", or one of the steps below
	Form                      form.Form
	Address                   string
	Open                      string // URL path of the page that asks for the code
	Code                      string // with which the address can be deleted, in a hidden field
	Count                     int64
}

// The steps after the form that asks for the address.
func (v myAddressView) Sent() bool    { return v.Step == "sent" }
func (v myAddressView) Opened() bool  { return v.Step == "opened" }
func (v myAddressView) Shown() bool   { return v.Step == "shown" }
func (v myAddressView) Deleted() bool { return v.Step == "deleted" }

// LinkHours is for how many hours the emailed link works.
func (myAddressView) LinkHours() int64 { return subjectaccess.LinkHours }

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
			view.Open = view.Consultation + "/my-address/open"
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

// openContactLink asks for the code that was emailed. It is in the fragment of the link,
// which browsers do not send, so it is in no log; a script fills it in. Mail programs
// that open links to check them do not use it up.
func (h *Handlers) openContactLink(w http.ResponseWriter, r *http.Request) error {
	return h.showMyAddress(w, r, http.StatusOK, myAddressView{Step: "opened", Form: addressCodeForm(r, nil)})
}

func addressCodeForm(r *http.Request, failed error) form.Form {
	p := page.Printer(r)
	return form.Form{{
		Kind:      form.Text,
		ID:        "code",
		Name:      "code",
		Label:     p.Say("Code"),
		LabelSize: "m",
		Hint:      p.Say("The 16 letters in four groups in the email"),
		Value:     r.PostFormValue("code"),
		Error:     page.ErrorMessage(r, failed),
	}}
}

func (h *Handlers) myAddress(w http.ResponseWriter, r *http.Request) error {
	slug, code := r.PathValue("slug"), r.PostFormValue("code")
	if r.PostFormValue("do") == "delete" {
		n, err := h.service.DeleteContactByLink(r.Context(), slug, code)
		if err != nil {
			return err
		}
		return h.showMyAddress(w, r, http.StatusOK, myAddressView{Step: "deleted", Count: int64(n)})
	}
	address, n, next, err := h.service.LookUpContact(r.Context(), slug, code)
	if fault.Is(err, fault.Invalid) {
		return h.showMyAddress(w, r, http.StatusUnprocessableEntity, myAddressView{Step: "opened", Form: addressCodeForm(r, err)})
	}
	if err != nil {
		return err
	}
	return h.showMyAddress(w, r, http.StatusOK, myAddressView{Step: "shown", Address: address, Count: int64(n), Code: next})
}
