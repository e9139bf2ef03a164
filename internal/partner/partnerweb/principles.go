package partnerweb

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/partner"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

func versionPath(version int64) string { return fmt.Sprintf("%s/%d", principlesPath, version) }

type principlesView struct {
	Back           page.Link
	Lang, Invented string
	Version        int64
	Published      string
	Introduction   string
	Changes        string
	Principles     []principleView
	Latest         page.Link   // of an earlier version
	Earlier        []page.Link // versions
	Signed         []signerView
	Unsigned       []page.UserText
	Partners       int64 // in the register
}

type principleView struct {
	Name, Means string
	Kept        page.Link // to the page that shows how it is kept
}

// signerView is a partner that has signed, the role of who signed for it, and when.
type signerView struct {
	page.UserText
	Role, On string
}

var principlesPage = page.New(files, "templates/principles.html",
	principlesView{
		Back: page.Link{Text: "Partners", Href: partner.PublicPath}, Lang: "en", Invented: "the wording and the signatures", Version: 2,
		Published: "1 May 2026", Introduction: "We work together as equals.", Changes: "Equality is new.",
		Principles: []principleView{
			{"Equality", "We ask who gains and who does not.", page.Link{Text: "How we keep this", Href: partner.KeepsPath(partner.Equality)}},
			{Name: "Kindness", Means: "We are kind."},
		},
		Earlier: []page.Link{{Text: "Version 1", Href: principlesPath + "/1"}},
		Signed: []signerView{{page.UserText{Text: "Example Valley Food Bank", Href: "/partners/food", Lang: "en"},
			"Chair of trustees", "2 May 2026"}},
		Unsigned: []page.UserText{{Text: "Walking group", Href: "/partners/walks", Lang: "en"}}, Partners: 2,
	},
	principlesView{Back: page.Link{Text: "Partners", Href: partner.PublicPath}, Version: 1, Published: "1 April 2025",
		Latest: page.Link{Text: "Version 2", Href: principlesPath}, Introduction: "We work together."},
	principlesView{Back: page.Link{Text: "Partners", Href: partner.PublicPath}},
)

// principles shows a version of the principles, or the latest, and who has signed it.
func (h *handlers) principles(w http.ResponseWriter, r *http.Request) error {
	words := h.PagePrinter(r)
	lang := words.LangOrCouncil("")
	v := principlesView{Back: page.Link{Text: words.Say("Partners"), Href: partner.PublicPath}, Lang: lang}
	err := h.DB.View(r.Context(), func(tx *db.Tx) error {
		current, err := partner.Current(r.Context(), tx)
		if fault.Is(err, fault.NotFound) && r.PathValue("version") == "" {
			return nil
		}
		if err != nil {
			return err
		}
		shown := current
		if asked := r.PathValue("version"); asked != "" {
			number, err := strconv.ParseInt(asked, 10, 64)
			if err != nil {
				return fault.New(fault.NotFound, "There is no such version of the principles.")
			}
			if shown, err = partner.Version(r.Context(), tx, number); err != nil {
				return err
			}
		}
		v.Version, v.Published, v.Introduction, v.Invented = shown.Version, words.Date(shown.Published), shown.Introduction, shown.Invented
		v.Changes = shown.Changes
		v.Principles, v.Signed, v.Unsigned, v.Earlier = nil, nil, nil, nil
		for _, one := range shown.Principles {
			shown := principleView{Name: one.Name, Means: one.Means}
			if one.Kept != "" {
				shown.Kept = page.Link{Text: words.Say("How we keep this"), Href: partner.KeepsPath(one.Kept)}
			}
			v.Principles = append(v.Principles, shown)
		}
		if shown.Version != current.Version {
			v.Latest = page.Link{Text: words.Say("Version %d", current.Version), Href: principlesPath}
		}
		for n := current.Version - 1; n >= 1 && shown.Version == current.Version; n-- {
			v.Earlier = append(v.Earlier, page.Link{Text: words.Say("Version %d", n), Href: versionPath(n)})
		}
		standing, err := partner.StandingOf(r.Context(), tx, shown.Version)
		if err != nil {
			return err
		}
		for _, s := range standing.Signed {
			v.Signed = append(v.Signed, signerView{page.UserText{Text: s.Name, Href: partner.Path(s.Partner), Lang: lang}, s.Role, words.Date(s.On)})
		}
		for _, p := range standing.Unsigned {
			v.Unsigned = append(v.Unsigned, page.UserText{Text: p.Name, Href: partner.Path(p.ID), Lang: lang})
		}
		v.Partners = int64(len(v.Signed) + len(v.Unsigned))
		return nil
	})
	if err != nil {
		return err
	}
	return principlesPage.Write(w, r, http.StatusOK, v)
}

// sign is the page on which a representative of a partner signs the current principles.
func (h *handlers) sign(w http.ResponseWriter, r *http.Request) error {
	if !represents(site.Actor(r)) {
		return fault.New(fault.NotFound, "Only partners sign the principles.")
	}
	words := h.PagePrinter(r)
	var current *partner.Principles
	if err := h.DB.View(r.Context(), func(tx *db.Tx) (err error) {
		current, err = partner.Current(r.Context(), tx)
		return err
	}); err != nil {
		return err
	}
	v := web.FormView{
		Title: words.Say("Sign the principles of the partnership"), Back: page.Link{Text: words.Say("Partnership"), Href: partner.StandingPath},
		Action: signPath, Button: words.Say("Sign for our organisation"),
		Lead: []string{words.Say("This is version %d. Everyone can see that your organisation has signed it, your role and the date. "+
			"Your name is not shown.", current.Version), current.Introduction},
		Form: form.Form{
			{Kind: form.Hidden, ID: "version", Name: "version", Value: strconv.FormatInt(current.Version, 10)},
			{Kind: form.Text, ID: "role", Name: "role", Label: words.Say("Your role in the organisation"), LabelSize: "s",
				Hint: words.Say("For example, “Chair”."), Width: 30, Value: r.PostFormValue("role")},
		},
	}
	if current.Changes != "" {
		v.Lead = append(v.Lead, words.Say("What changed since the version before")+": "+current.Changes)
	}
	for _, one := range current.Principles {
		v.Lead = append(v.Lead, one.Name+": "+one.Means)
	}
	if r.Method == http.MethodGet {
		return web.WriteForm(w, r, v)
	}
	version, err := strconv.ParseInt(r.PostFormValue("version"), 10, 64)
	if err != nil {
		return fault.New(fault.Invalid, "Open the page again and sign there.")
	}
	if err := h.service.Sign(r.Context(), site.Actor(r), version, r.PostFormValue("role")); err != nil {
		if v.Form[1].Error, err = web.FormError(r, err); err != nil {
			return err
		}
		return web.WriteForm(w, r, v)
	}
	h.SetNotice(r, words.Say("Your organisation has signed the principles."))
	return site.Redirect(w, r, partner.StandingPath)
}

// withdraw is the page on which a representative of a partner withdraws its signature.
func (h *handlers) withdraw(w http.ResponseWriter, r *http.Request) error {
	if !represents(site.Actor(r)) {
		return fault.New(fault.NotFound, "Only partners sign the principles.")
	}
	words := h.PagePrinter(r)
	version, err := strconv.ParseInt(r.FormValue("version"), 10, 64)
	if err != nil {
		return fault.New(fault.NotFound, "There is no such version of the principles.")
	}
	if r.Method == http.MethodGet {
		return web.WriteForm(w, r, web.FormView{
			Title: words.Say("Withdraw the signature of your organisation"), Action: withdrawPath, Button: words.Say("Withdraw the signature"),
			Back: page.Link{Text: words.Say("Partnership"), Href: partner.StandingPath},
			Lead: []string{words.Say("Everyone can see that version %d was signed and the signature withdrawn. You can sign again.", version)},
			Form: form.Form{{Kind: form.Hidden, ID: "version", Name: "version", Value: strconv.FormatInt(version, 10)}},
		})
	}
	if err := h.service.Withdraw(r.Context(), site.Actor(r), version); err != nil {
		return err
	}
	h.SetNotice(r, words.Say("The signature of your organisation has been withdrawn."))
	return site.Redirect(w, r, partner.StandingPath)
}
