package actionweb

import (
	"net/http"
	"net/url"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/strategy"
	"github.com/folkmoot/folkmoot/internal/web"
)

const minePath = "/staff/actions"

// mineView is the list of the actions on which the reader reports.
type mineView struct {
	page.StaffView
	All   bool // the reader signs off reports and sees all actions
	Lists []listLink
	Heads []page.ColumnHead
	Rows  []mineRow
	Pages page.Pagination
}

// listLink leads to a list; that of the page has no Href.
type listLink struct{ Text, Href string }

type mineRow struct {
	Action         page.UserText
	Who, Lang      string
	Due            string
	Left           page.Tag // "3 days left"; without Text if the action has ended or has no date
	Status, Report page.Tag
	Updated        string
}

var minePage = page.New(files, "templates/mine.html",
	mineView{
		Lists: []listLink{{"Open", ""}, {"Ended", minePath + "?list=ended"}},
		Heads: []page.ColumnHead{
			{Text: "Action", Href: minePath + "?sort=action"}, {Text: "Who is responsible", Href: minePath + "?sort=who"},
			{Text: "Due", Href: minePath + "?sort=-due", Sorted: "ascending"}, {Text: "Work"},
			{Text: "Last update", Href: minePath + "?sort=updated"},
		},
		Rows: []mineRow{
			{page.UserText{Text: "Train staff", Href: minePath + "/train", Lang: "en"}, "Head of people", "en", "31 March 2026",
				page.Tag{Text: "12 days overdue", Colour: "red"}, page.Tag{Text: "On track"}, page.Tag{Text: "Returned", Colour: "yellow"},
				"2 March 2026"},
			{page.UserText{Text: "Hyfforddi staff", Href: minePath + "/hyfforddi", Lang: "cy"}, "Pennaeth pobl", "cy", "", page.Tag{},
				page.Tag{Text: "Not started", Colour: "grey"}, page.Tag{}, ""},
		},
		Pages: page.Pagination{Next: minePath + "?page=2"},
	},
	mineView{All: true, Lists: []listLink{{"Open", minePath}, {"Waiting for sign-off", ""}}},
)

// Values of the parameter "list".
var mineLists = []struct {
	name, text string
	query      action.MineQuery
}{
	{"", locale.Key("Open"), action.MineQuery{}},
	{"all", locale.Key("All in your organisation"), action.MineQuery{All: true}},
	{"reported", locale.Key("Waiting for sign-off"), action.MineQuery{State: action.Reported}},
	{"returned", locale.Key("Returned reports"), action.MineQuery{State: action.Returned}},
	{"ended", locale.Key("Ended"), action.MineQuery{Ended: true}},
}

func (h *Handlers) listMine(w http.ResponseWriter, r *http.Request) error {
	ctx, by, p := r.Context(), site.Actor(r), h.deps.PagePrinter(r)
	v := mineView{All: action.MaySignOff(by)}
	list, query := r.URL.Query().Get("list"), action.MineQuery{}
	for _, l := range mineLists {
		link := listLink{p.Say(l.text), minePath}
		if l.name != "" {
			link.Href += "?list=" + l.name
		}
		if l.query.All && v.All {
			continue // the first list has them
		}
		if l.name == list {
			query, link.Href = l.query, ""
		}
		v.Lists = append(v.Lists, link)
	}
	query.At, query.Sort = r.URL.Query().Get(page.CursorName), page.SortBy(r.URL.Query())
	found, err := h.Service.ListMine(ctx, by, query)
	if err != nil {
		return err
	}
	var languages map[string]string
	if err := h.deps.DB.View(ctx, func(tx *db.Tx) error {
		languages, err = strategy.ObjectiveLanguages(ctx, tx)
		return err
	}); err != nil {
		return err
	}
	for _, m := range found.Items {
		v.Rows = append(v.Rows, h.newMineRow(p, m, p.LangOrCouncil(languages[m.Objective])))
	}
	asked := url.Values{"list": {list}, page.SortName: {string(query.Sort)}}
	v.Pages = page.Neighbours(minePath, asked, found.Previous, found.Next)
	v.Heads = page.ColumnHeads(minePath, asked, action.MineSorts.Link,
		page.Column{Text: p.Say("Action"), Sort: "action"}, page.Column{Text: p.Say("Who is responsible"), Sort: "who"},
		page.Column{Text: p.Say("Due"), Sort: "due"}, page.Column{Text: p.Say("Work")},
		page.Column{Text: p.Say("Last update"), Sort: "updated"})
	return minePage.Write(w, r, http.StatusOK, v)
}

func (h *Handlers) newMineRow(p web.PagePrinter, m action.Mine, lang string) mineRow {
	row := mineRow{
		Action: page.UserText{Text: m.What, Href: minePath + "/" + m.Ref, Lang: lang}, Who: m.Who, Lang: lang,
		Status: web.ActionTag(p.Printer, m.Status), Report: reportTag(p.Printer, m.Report),
	}
	if !m.Due.IsZero() {
		row.Due = p.Date(m.Due)
		if d := (strategy.Deadline{Due: m.Due}); !m.Status.Ended() {
			row.Left = page.Tag{Text: d.Label(h.deps.Now()).In(p.Printer), Colour: "grey"}
			if d.Late(h.deps.Now()) {
				row.Left.Colour = "red"
			}
		}
	}
	if !m.Updated.IsZero() {
		row.Updated = p.Date(m.Updated)
	}
	return row
}

// reportTag returns the tag of a report that has not been published, or none.
func reportTag(p *locale.Printer, s action.ReportState) page.Tag {
	switch s {
	case action.Reported:
		return page.Tag{Text: p.Say("Waiting for sign-off"), Colour: "blue"}
	case action.Returned:
		return page.Tag{Text: p.Say("Returned"), Colour: "yellow"}
	}
	return page.Tag{}
}
