package sharingweb

import (
	"net/http"
	"strconv"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/sharing"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

func signPath(ref string) string     { return sharing.SigningPath + "/" + ref + "/sign" }
func withdrawPath(ref string) string { return sharing.SigningPath + "/" + ref + "/withdraw" }

// agreementToSign returns the agreement of the address, if the person who asks may sign it.
func (h *handlers) agreementToSign(r *http.Request) (a *sharing.Agreement, err error) {
	err = h.DB.View(r.Context(), func(tx *db.Tx) (err error) {
		a, err = sharing.Get(r.Context(), tx, r.PathValue("ref"))
		return err
	})
	if by := site.Actor(r); err == nil && (!sharing.MaySign(by) || a.Party(by.OwnOrg()) == nil) {
		err = fault.New(fault.NotFound, "Only organisations of the agreement sign it.")
	}
	return a, err
}

// sign is the page on which a representative of an organisation signs an agreement.
func (h *handlers) sign(w http.ResponseWriter, r *http.Request) error {
	a, err := h.agreementToSign(r)
	if err != nil {
		return err
	}
	words := h.PagePrinter(r)
	v := web.FormView{
		Title: words.Say("Sign the data-sharing agreement"), Action: signPath(a.Ref), Button: words.Say("Sign for our organisation"),
		Back: page.Link{Text: words.Say("Signatures under data-sharing agreements"), Href: sharing.SigningPath},
		Lead: []string{a.Title, words.Say("This is version %d. Everyone can see that your organisation has signed it, your role and the date. "+
			"Your name is not shown.", a.Version)},
		Form: form.Form{
			{Kind: form.Hidden, ID: "version", Name: "version", Value: strconv.FormatInt(a.Version, 10)},
			{Kind: form.Text, ID: "role", Name: "role", Label: words.Say("Your role in the organisation"), LabelSize: "s",
				Hint: words.Say("For example, “Chair”."), Width: 30, Value: r.PostFormValue("role")},
		},
	}
	for _, f := range texts(words, a) {
		v.Lead = append(v.Lead, f.Label+": "+f.Text)
	}
	if r.Method == http.MethodGet {
		return web.WriteForm(w, r, v)
	}
	version, err := strconv.ParseInt(r.PostFormValue("version"), 10, 64)
	if err != nil {
		return fault.New(fault.Invalid, "Open the page again and sign there.")
	}
	if err := h.service.Sign(r.Context(), site.Actor(r), a.Ref, version, r.PostFormValue("role")); err != nil {
		if v.Form[1].Error, err = web.FormError(r, err); err != nil {
			return err
		}
		return web.WriteForm(w, r, v)
	}
	h.SetNotice(r, words.Say("Your organisation has signed the agreement."))
	return site.Redirect(w, r, sharing.SigningPath)
}

// withdraw is the page on which a representative of an organisation withdraws its signature.
func (h *handlers) withdraw(w http.ResponseWriter, r *http.Request) error {
	a, err := h.agreementToSign(r)
	if err != nil {
		return err
	}
	words := h.PagePrinter(r)
	if r.Method == http.MethodGet {
		return web.WriteForm(w, r, web.FormView{
			Title: words.Say("Withdraw the signature of your organisation"), Action: withdrawPath(a.Ref),
			Button: words.Say("Withdraw the signature"),
			Back:   page.Link{Text: words.Say("Signatures under data-sharing agreements"), Href: sharing.SigningPath},
			Lead: []string{a.Title,
				words.Say("The agreement is then no longer in force, and no data may be shared under it. You can sign again.")},
		})
	}
	if err := h.service.Withdraw(r.Context(), site.Actor(r), a.Ref); err != nil {
		return err
	}
	h.SetNotice(r, words.Say("The signature of your organisation has been withdrawn."))
	return site.Redirect(w, r, sharing.SigningPath)
}
