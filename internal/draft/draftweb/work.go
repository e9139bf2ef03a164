package draftweb

import (
	"net/http"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/page"
)

// workView is the consultations of an organisation for those who do not write
// them: clerks, analysts, auditors. Each leads to the part of the work that is
// theirs.
type workView struct {
	page.Desk
	Items []workItem
}

type workItem struct {
	Title, Public string
	Tag           page.Tag
	Type, Dates   string
	Parts         []page.Link
}

var workPage = page.New(files, "templates/work.html",
	workView{},
	workView{Items: []workItem{
		{Title: "The park", Public: "/consultations/park", Tag: page.Tag{Text: "Open", Colour: "green"}, Type: "Consultation", Dates: "1 March 2026 to 1 April 2026", Parts: []page.Link{{Text: "Responses", Href: "/staff/consultations/park/responses"}}},
		{Title: "The pool", Public: "/consultations/pool", Tag: page.Tag{Text: "Closed"}, Type: "Survey", Dates: "no dates yet"}}})

// work shows what is published. Whoever does not write is not shown drafts.
func (d *Handlers) work(w http.ResponseWriter, r *http.Request) error {
	by, words := site.By(r), page.In(r)
	var v workView
	err := d.DB.View(r.Context(), func(tx *db.Tx) error {
		now, err := tx.Now(r.Context())
		if err != nil {
			return err
		}
		all, err := consult.OwnedBy(r.Context(), tx, by.Org)
		v.Items = nil
		for _, c := range all {
			if c.Stage == consult.Drafting || c.Register != nil {
				continue // nobody works on a draft but its writers, nor on an entry of the register
			}
			one := workItem{Title: c.Title, Public: "/consultations/" + c.Slug, Tag: stateTag(words, c.StateAt(now)), Type: c.Type.Words().In(words), Dates: spanWords(words, c.Opens.Wall, c.Closes.Wall)}
			for _, part := range d.Parts(by, c.Slug) {
				one.Parts = append(one.Parts, page.Link{Text: words.Say(part.Text), Href: part.Href})
			}
			v.Items = append(v.Items, one)
		}
		return err
	})
	if err != nil {
		return err
	}
	return workPage.Write(w, r, http.StatusOK, v)
}
