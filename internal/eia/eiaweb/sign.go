package eiaweb

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/eia"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
)

// signView is the form with which a draft is signed.
type signView struct {
	Notice, Action, Version string
	Missing                 []page.Link // what has to be done before, with the fields
	Waits                   []string    // for which roles others have to sign
	Signed                  bool        // by the person who is shown this
	Roles                   *form.Field
	Post                    *form.Field
	Problems                []form.Problem
}

// preview shows a draft as the public will see it, with the form that signs it.
func (h *handlers) preview(w http.ResponseWriter, r *http.Request) error {
	return h.showDraft(w, r, http.StatusOK, nil)
}

func (h *handlers) showDraft(w http.ResponseWriter, r *http.Request, status int, wrong error) error {
	c, err := h.service.Edit.Get(r.Context(), site.Actor(r), &h.kind, r.PathValue("id"))
	if err != nil {
		return err
	}
	words := h.PagePrinter(r)
	a := eia.FromValues(c.Record, c.Values)
	if a.Signatures, err = h.service.SignaturesUnder(r.Context(), c); err != nil {
		return err
	}
	var l loaded
	var incomplete error
	err = h.DB.View(r.Context(), func(tx *db.Tx) (err error) {
		if l, err = h.load(r.Context(), tx, a); err != nil {
			return err
		}
		incomplete = eia.Incomplete(r.Context(), tx, c)
		return nil
	})
	if err != nil {
		return err
	}
	v := h.view(words, &l)
	v.Back = page.Link{Text: words.Say("Back to the record"), Href: eia.RecordsPath + "/" + c.Address()}
	v.Tag = page.Tag{Text: c.State.Label().In(words.Printer), Colour: "grey"}
	v.Downloads = h.Downloads(r, eia.SignPath(c.Address()))
	v.Sign = h.signForm(r, &l, c)
	if v.Sign.Signed, err = h.service.Signed(r.Context(), site.Actor(r), c); err != nil {
		return err
	}
	offered, err := h.service.Edit.Offered(r.Context(), site.Actor(r), &h.kind, c.Values)
	if err != nil {
		return err
	}
	var within definition.SettingErrors
	within.Add(incomplete)
	mistakes := h.kind.At(within)
	says := h.kind.Tell(words.Printer, offered.Labels, c.Values, mistakes, func(err error) string { return page.ErrorMessage(r, err) })
	for i, say := range says {
		href, _ := h.kind.FixPath(h.kind.FormPath(c.Address()), mistakes[i])
		v.Sign.Missing = append(v.Sign.Missing, page.Link{Text: say, Href: href})
	}
	if wrong != nil {
		say := page.ErrorMessage(r, wrong)
		v.Sign.Post.Error = say
		v.Sign.Problems = []form.Problem{{Href: "#post", Say: say}}
		if v.Sign.Signed { // there is no form
			v.Sign.Problems[0].Href = "#sign"
		}
	}
	if v.Title == "" {
		v.Title, v.Lang = words.Say("No title yet"), words.Lang()
	}
	v.setContents(words.Printer)
	return showPage.Write(w, r, status, v)
}

func (h *handlers) signForm(r *http.Request, l *loaded, c *edit.Copy) *signView {
	words, by := page.Printer(r), site.Actor(r)
	v := &signView{Notice: h.PopNotice(r), Action: eia.SignPath(c.Address()), Version: strconv.FormatInt(c.Version, 10),
		Roles: &form.Field{Kind: form.Radios, ID: "role", Name: "role", Label: words.Say("You sign as"), LabelSize: "s"},
		Post: &form.Field{Kind: form.Text, ID: "post", Name: "post", Label: words.Say("Your post"), LabelSize: "s",
			Hint: words.Say("It is published with the signature, instead of your name."), Value: r.PostForm.Get("post")},
	}
	if !c.Pending() || l.Needed != eia.NeedYes {
		return v
	}
	for _, signer := range l.rules.Signers {
		switch {
		case slices.ContainsFunc(l.Signatures, func(s eia.Signature) bool { return s.Role == signer.Role }):
		case signer.MayBe(by):
			v.Roles.Options = append(v.Roles.Options, form.Option{Value: signer.Role, Label: signer.Role, Hint: signer.Words,
				Checked: signer.Role == r.PostForm.Get("role")})
		default:
			v.Waits = append(v.Waits, words.Say("%s: a person whose account has the role %s", signer.Role, rolesOf(words, &signer)))
		}
	}
	return v
}

// rolesOf returns the names of the roles whose accounts sign for s.
func rolesOf(words *locale.Printer, s *eia.Signer) string {
	names := make([]string, len(s.By))
	for i, role := range s.By {
		info, _ := account.Info(role)
		names[i] = words.Say(info.Name)
	}
	return strings.Join(names, words.Say(" or "))
}

// sign stores a signature under the version that was shown.
func (h *handlers) sign(w http.ResponseWriter, r *http.Request) error {
	version, err := strconv.ParseInt(r.PostForm.Get("version"), 10, 64)
	if err != nil {
		version = -1 // no version has it
	}
	err = h.service.Sign(r.Context(), site.Actor(r), r.PathValue("id"), version, r.PostForm.Get("role"), r.PostForm.Get("post"))
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) {
		return h.showDraft(w, r, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	h.SetNotice(r, page.Printer(r).Say("You have signed this version."))
	return site.Redirect(w, r, eia.SignPath(r.PathValue("id")))
}
