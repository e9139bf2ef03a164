package draftweb

import (
	"net/http"
	"time"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
)

// publishedView is the list of the published consultations of an organisation, for staff who do not write drafts.
type publishedView struct {
	page.StaffView
	Items []publishedItem
	Pages page.Pagination
}

type publishedItem struct {
	Title, Href string
	Tag         page.Tag
	Type, Dates string
}

var publishedPage = page.New(templateFiles, "templates/published.html",
	publishedView{},
	publishedView{Pages: page.Pagination{Next: "/staff/consultations?page=2"}, Items: []publishedItem{
		{
			Title: "The park",
			Href:  "/staff/consultations/park",
			Tag:   page.Tag{Text: "Open", Colour: "green"},
			Type:  "Consultation",
			Dates: "1 March 2026 to 1 April 2026",
		},
		{Title: "The pool", Href: "/staff/consultations/pool", Tag: page.Tag{Text: "Closed"}, Type: "Survey", Dates: "no dates yet"}}})

// listPublished shows the published consultations of the actor's organisation, without register entries.
func (h *Handlers) listPublished(w http.ResponseWriter, r *http.Request) error {
	by, words := site.Actor(r), page.Printer(r)
	var v publishedView
	err := h.DB.View(r.Context(), func(tx *db.Tx) error {
		now, err := tx.Now(r.Context())
		if err != nil {
			return err
		}
		found, err := db.Sift(r.URL.Query().Get(page.CursorName), publishedPerPage, db.Window{Rows: 100, Limit: 5000},
			func(at string, size int) (db.Page[*consult.Consultation], error) {
				return consult.ListByOrg(r.Context(), tx, by.Org, at, size)
			}, func(rows []*consult.Consultation) ([]*publishedItem, error) {
				chosen := make([]*publishedItem, len(rows))
				for i, c := range rows {
					if c.Stage != consult.StageDraft && c.Register == nil {
						chosen[i] = newPublishedItem(words, c, now)
					}
				}
				return chosen, nil
			})
		if err != nil {
			return err
		}
		v.Items = found.Items
		v.Pages = page.Neighbours(draftedit.RootPath, r.URL.Query(), found.Previous, found.Next)
		return nil
	})
	if err != nil {
		return err
	}
	return publishedPage.Write(w, r, http.StatusOK, v)
}

// publishedPerPage is the number of consultations on a page.
const publishedPerPage = 20

func newPublishedItem(words *locale.Printer, c *consult.Consultation, now time.Time) *publishedItem {
	return &publishedItem{
		Title: c.Title,
		Href:  draftedit.HubPath(c.Slug),
		Tag:   draftedit.StateTag(words, c.StateAt(now)),
		Type:  c.Type.Label().In(words),
		Dates: draftedit.DateRange(words, c.Opens.Wall, c.Closes.Wall),
	}
}
