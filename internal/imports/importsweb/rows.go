package importsweb

import (
	"net/http"
	"strings"

	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

// rowsAtOnce is how many rows a page lists.
const rowsAtOnce = 30

// rowsView lists the rows of a file that was imported.
type rowsView struct {
	page.StaffView
	Back     page.Link
	Name     string
	Download string
	Rows     []rowView
	Pages    page.Pagination
}

// rowView is a row with the values that are not word for word the answers that they became.
type rowView struct {
	Link page.Link // to the response
	Kept []keptView
}

type keptView struct{ Column, Wording, Value string }

var rowsPage = page.New(files, "templates/rows.html",
	rowsView{
		Back: page.Link{Text: "Back to the import", Href: RootPath + "/x"}, Name: "parks.csv", Download: RootPath + "/x/rows.csv",
		Rows: []rowView{
			{page.Link{Text: "Row 2", Href: "/staff/consultations/parks/responses/a"},
				[]keptView{{"Column B", "When did you last visit?", "3/5/16"}, {"Column D", "", "completed"}}},
			{page.Link{Text: "Row 3", Href: "/staff/consultations/parks/responses/b"}, nil},
		},
		Pages: page.Pagination{Next: "?at=2"},
	},
	rowsView{Back: page.Link{Text: "Back to the import", Href: RootPath + "/x"}, Name: "parks.csv", Download: RootPath + "/x/rows.csv"},
)

func (h *handlers) rows(w http.ResponseWriter, r *http.Request) error {
	f, found, err := h.service.Rows(r.Context(), site.Actor(r), r.PathValue("id"), r.URL.Query().Get(page.CursorName), rowsAtOnce)
	if err != nil {
		return err
	}
	words, here := page.Printer(r), RootPath+"/"+f.ID
	v := rowsView{
		Back: page.Link{Text: words.Say("Back to the import"), Href: here}, Name: f.Name, Download: here + "/rows.csv",
		Pages: page.Neighbours(here+"/rows", nil, found.Previous, found.Next),
	}
	for _, row := range found.Items {
		one := rowView{Link: page.Link{Text: words.Say("Row %d", row.Number),
			Href: "/staff/consultations/" + f.Consultation + "/responses/" + row.Response}}
		for _, c := range row.Kept {
			one.Kept = append(one.Kept, keptView{words.Say("Column %s", c.Column), strings.TrimSpace(c.Wording), c.Value})
		}
		v.Rows = append(v.Rows, one)
	}
	return rowsPage.Write(w, r, http.StatusOK, v)
}

func (h *handlers) downloadRows(w http.ResponseWriter, r *http.Request) error {
	f, err := h.service.Get(r.Context(), site.Actor(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	to := &web.Download{To: w, Name: strings.TrimSuffix(f.Consultation, "/") + "-rows.csv", Media: "text/csv; charset=utf-8"}
	return h.service.WriteRows(r.Context(), site.Actor(r), f.ID, to)
}
