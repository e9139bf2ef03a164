package offerweb

import (
	"net/http"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/offer"
	"github.com/folkmoot/folkmoot/internal/page"
)

// showView is the data for show.html.
type showView struct {
	itemView
	Back                      page.Link
	Lang                      string // of Terms
	InventedPart              string
	Basis, Terms, From, Last  string
	Communities               []string
	Need, Site, StandardEntry page.UserText
	Updated                   string
}

var showPage = page.New(files, "templates/show.html",
	showView{
		itemView: exampleItems[0], Back: page.Link{Text: "Offers and wants", Href: listPath}, Lang: "en",
		Basis: "Lend: it goes back to its owner", Terms: "Please leave it tidy.", From: "1 April 2026", Last: "31 December 2026",
		Communities:   []string{"Age"},
		Updated:       "2 March 2026",
		Site:          page.UserText{Text: "https://example.org", Href: "https://example.org"},
		StandardEntry: page.UserText{Text: "https://example.org/skills/12", Href: "https://example.org/skills/12"},
	},
	showView{
		itemView: exampleItems[1], Back: page.Link{Text: "Offers and wants", Href: listPath}, InventedPart: "this want",
		Basis: "Give: free of charge",
		Need:  page.UserText{Text: "Residents wait for an interpreter", Href: "/evidence/wait", Lang: "en"}, Updated: "2 March 2026",
	},
)

// show is the public page of an entry that is open. What has expired or is agreed is not found.
func (h *handlers) show(w http.ResponseWriter, r *http.Request) error {
	ctx, words := r.Context(), h.PagePrinter(r)
	var v showView
	err := h.DB.View(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		e, err := offer.GetOpen(ctx, tx, r.PathValue("ref"), now)
		if err != nil {
			return err
		}
		items, err := h.items(ctx, tx, words, []*offer.Entry{e}, now)
		if err != nil {
			return err
		}
		v = showView{
			itemView: items[0], Back: page.Link{Text: words.Say("Offers and wants"), Href: listPath}, Lang: words.LangOrCouncil(e.Language),
			InventedPart: e.Invented, Basis: e.Basis.Label().In(words.Printer), Terms: e.Terms, From: words.Date(e.From), Last: words.Date(e.Until),
			Updated: words.Date(e.Updated), StandardEntry: page.UserText{Text: e.Standard, Href: e.Standard},
		}
		v.Title.Href = ""
		for _, code := range e.Communities {
			if name, ok := evidence.GroupName(code); ok {
				v.Communities = append(v.Communities, name.In(words.Printer))
			}
		}
		orgs, err := orgNames(ctx, tx)
		if err != nil {
			return err
		}
		v.Site = page.UserText{Text: orgs[e.Org].Site, Href: orgs[e.Org].Site}
		if e.Need == "" {
			return nil
		}
		n, err := evidence.Get(ctx, tx, e.Need)
		if err == nil {
			v.Need = page.UserText{Text: n.Title, Href: "/evidence/" + n.Ref, Lang: words.LangOrCouncil("")}
		}
		if fault.Is(err, fault.NotFound) {
			err = nil
		}
		return err
	})
	if err != nil {
		return err
	}
	return showPage.Write(w, r, http.StatusOK, v)
}
