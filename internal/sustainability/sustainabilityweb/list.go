package sustainabilityweb

import (
	"net/http"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/sustainability"
)

// listView is the data for list.html.
type listView struct {
	Items []lineView
	Pages page.Pagination
	Files []page.Link

	Introduction, Contact, Lang string // of the council
}

type lineView struct {
	page.UserText
	Review    string
	Unchecked bool // only the reason why there is no check is recorded
}

var listPage = page.New(files, "templates/list.html",
	listView{},
	listView{Items: []lineView{
		{UserText: page.UserText{Text: "A library van that runs on electricity", Href: "/long-term-effects/van", Lang: "en"},
			Review: "1 April 2031"},
		{UserText: page.UserText{Text: "Equality strategy", Href: "/long-term-effects/strategy", Lang: "en"}, Unchecked: true},
	}, Pages: page.Pagination{Next: sustainability.PublicPath + "?page=2"},
		Introduction: "We look ahead before we agree.", Contact: "Policy team, policy@example.org", Lang: "en",
		Files: []page.Link{{Text: "CSV", Href: "/data/long-term-effects.csv"}}},
)

// listSize is the number of checks on a page of their list.
const listSize = 50

func (h *handlers) list(w http.ResponseWriter, r *http.Request) error {
	words := h.PagePrinter(r)
	var found db.Page[sustainability.Line]
	var rules sustainability.Rules
	err := h.DB.View(r.Context(), func(tx *db.Tx) (err error) {
		if found, err = sustainability.List(r.Context(), tx, r.URL.Query().Get(page.CursorName), listSize); err != nil {
			return err
		}
		rules, err = sustainability.GetRules(r.Context(), tx)
		return err
	})
	if err != nil {
		return err
	}
	v := listView{Pages: page.Neighbours(sustainability.PublicPath, nil, found.Previous, found.Next), Introduction: rules.Introduction,
		Contact: rules.Contact, Lang: words.LangOrCouncil("")}
	for _, l := range found.Items {
		line := lineView{Unchecked: !l.Checked,
			UserText: page.UserText{Text: l.Title, Href: sustainability.Path(l.Ref), Lang: words.LangOrCouncil("")}}
		if !l.Review.IsZero() {
			line.Review = words.Date(l.Review)
		}
		v.Items = append(v.Items, line)
	}
	for _, f := range effectsTable.Files() {
		v.Files = append(v.Files, page.Link{Text: f.Format.In(words.Printer), Href: f.Path})
	}
	return listPage.Write(w, r, http.StatusOK, v)
}
