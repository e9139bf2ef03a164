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

// addressView lets somebody find out whether their address is held.
type addressView struct {
	secret
	Title, Consultation, Self string
	Step                      string // "", or the step in words of the template
	Form                      form.Form
	Address, Next             string
	Count                     int64
}

// The steps after the first, as the template tells them apart.
func (v addressView) Sent() bool   { return v.Step == "sent" }
func (v addressView) Opened() bool { return v.Step == "opened" }
func (v addressView) Shown() bool  { return v.Step == "shown" }
func (v addressView) Gone() bool   { return v.Step == "gone" }

var addressPage = page.New(files, "templates/address.html", addressExamples[0], addressExamples[1:]...)

func (d *Handlers) showAddress(w http.ResponseWriter, r *http.Request, status int, view addressView) error {
	slug := r.PathValue("slug")
	if err := d.DB.View(r.Context(), func(tx *db.Tx) error {
		c, err := consult.Get(r.Context(), tx, slug)
		if err == nil && c.Stage == consult.Drafting {
			err = fault.New(fault.NotFound, "We cannot find that consultation. Look for it in the list of consultations.")
		}
		if err == nil {
			view.Title, view.Consultation, view.Self = c.Title, "/consultations/"+slug, r.URL.Path
		}
		return err
	}); err != nil {
		return err
	}
	if view.Form == nil && view.Step == "" {
		view.Form = d.addressForm(r, "")
	}
	return addressPage.Write(w, r, status, view)
}

func (d *Handlers) addressForm(r *http.Request, wrong string) form.Form {
	p := page.In(r)
	return form.Form{{Kind: form.Email, ID: "email", Name: "email", Label: p.Say("Email address"), LabelSize: "m", Autocomplete: "email", Value: r.PostFormValue("email"), Error: wrong,
		Hint: p.Say("We send a letter with a link to this address, whether we hold it or not.")}}
}

func (d *Handlers) askAddress(w http.ResponseWriter, r *http.Request) error {
	return d.showAddress(w, r, http.StatusOK, addressView{})
}

func (d *Handlers) sendAddress(w http.ResponseWriter, r *http.Request) error {
	err := d.custody.Post.Admit(site.Network(r), d.Now())
	if err == nil {
		err = d.custody.AskForLink(r.Context(), r.PathValue("slug"), page.In(r).Lang(), r.PostFormValue("email"))
	}
	if fault.Is(err, fault.Invalid) {
		return d.showAddress(w, r, http.StatusUnprocessableEntity, addressView{Form: d.addressForm(r, page.Said(r, err))})
	}
	if err != nil {
		return err
	}
	return d.showAddress(w, r, http.StatusOK, addressView{Step: "sent"})
}

// openAddress shows a button and nothing else: mail programs open links to look
// at them, and a link works once.
func (d *Handlers) openAddress(w http.ResponseWriter, r *http.Request) error {
	return d.showAddress(w, r, http.StatusOK, addressView{Step: "opened"})
}

func (d *Handlers) address(w http.ResponseWriter, r *http.Request) error {
	slug, token := r.PathValue("slug"), r.PathValue("token")
	if r.PostFormValue("do") == "delete" {
		n, err := d.custody.DeleteAddress(r.Context(), slug, token)
		if err != nil {
			return err
		}
		return d.showAddress(w, r, http.StatusOK, addressView{Step: "gone", Count: int64(n)})
	}
	address, n, next, err := d.custody.Addresses(r.Context(), slug, token)
	if err != nil {
		return err
	}
	view := addressView{Step: "shown", Address: address, Count: int64(n)}
	if next != "" {
		view.Next = "/consultations/" + slug + "/my-address/" + next
	}
	return d.showAddress(w, r, http.StatusOK, view)
}
