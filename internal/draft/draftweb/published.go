package draftweb

import (
	"net/http"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/page"
)

// publishedView is the consultations of an organisation for those who do not write
// them: clerks, analysts, auditors. Each leads to the part of the work that is
// theirs.
type publishedView struct {
	page.StaffView
	Items []publishedItem
}

type publishedItem struct {
	Title, Href string
	Tag         page.Tag
	Type, Dates string
	Parts       []page.Link
}

var publishedPage = page.New(templateFiles, "templates/published.html",
	publishedView{},
	publishedView{Items: []publishedItem{
		{
			Title: "The park",
			Href:  "/consultations/park",
			Tag:   page.Tag{Text: "Open", Colour: "green"},
			Type:  "Consultation",
			Dates: "1 March 2026 to 1 April 2026",
			Parts: []page.Link{{Text: "Responses", Href: "/staff/consultations/park/responses"}},
		},
		{Title: "The pool", Href: "/consultations/pool", Tag: page.Tag{Text: "Closed"}, Type: "Survey", Dates: "no dates yet"}}})

// listPublished shows what is published. Whoever does not write is not shown drafts.
func (h *Handlers) listPublished(w http.ResponseWriter, r *http.Request) error {
	by, words := site.Actor(r), page.Printer(r)
	var v publishedView
	err := h.DB.View(r.Context(), func(tx *db.Tx) error {
		now, err := tx.Now(r.Context())
		if err != nil {
			return err
		}
		all, err := consult.ListByOrg(r.Context(), tx, by.Org)
		v.Items = nil
		for _, c := range all {
			if c.Stage == consult.StageDraft || c.Register != nil {
				continue // nobody works on a draft but its writers, nor on an entry of the register
			}
			one := publishedItem{
				Title: c.Title,
				Href:  "/consultations/" + c.Slug,
				Tag:   stateTag(words, c.StateAt(now)),
				Type:  c.Type.Label().In(words),
				Dates: dateRange(words, c.Opens.Wall, c.Closes.Wall),
			}
			for _, part := range h.Tasks(by, c.Slug) {
				one.Parts = append(one.Parts, page.Link{Text: words.Say(part.Text), Href: part.Href})
			}
			v.Items = append(v.Items, one)
		}
		return err
	})
	if err != nil {
		return err
	}
	return publishedPage.Write(w, r, http.StatusOK, v)
}
