package accountweb

import (
	"context"
	"net/http"
	"time"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/strategy"
	"github.com/folkmoot/folkmoot/internal/web"
)

const homePath = "/staff"

// listItem is a link with a description, or an action.
type listItem struct{ Text, Href, Description string }

// homeView is “My work”, the first page of the staff area.
type homeView struct {
	page.StaffView
	Notice, Name, Org string
	Waiting, Due      workList
	Open              workList
	Lists             []web.List
	Area              string // that a councillor represents, or ""
	Councillor        bool
	Recent            []recentRow
	Sections          []linkSection
}

// workList is a list of work. More are those after the first lines, shown on request.
type workList struct{ Rows, More []workRow }

// workRow is a line of work.
type workRow struct {
	Text, Href string
	About      page.UserText
	Due        string   // day by which it is due
	Left       page.Tag // "3 days left"; red if it is late
}

// shownRows is how many lines of a list are shown at once.
const shownRows = 12

// newWorkList returns the items of a kind.
func newWorkList(p web.PagePrinter, all []web.WorkItem, now time.Time, choose func(web.WorkItem) bool) (list workList) {
	for _, item := range all {
		if !choose(item) {
			continue
		}
		row := workRow{Text: item.Text.In(p.Printer), Href: item.Href, About: item.About}
		row.About.Lang = p.LangOrCouncil(item.About.Lang)
		if !item.Due.IsZero() {
			row.Due = p.Date(item.Due)
			row.Left = dueTag(p.Printer, item.Due, now)
		}
		if len(list.Rows) < shownRows {
			list.Rows = append(list.Rows, row)
		} else {
			list.More = append(list.More, row)
		}
	}
	return list
}

// dueTag says how many days are left, in red if none are.
func dueTag(p *locale.Printer, due, now time.Time) page.Tag {
	d := strategy.Deadline{Due: due}
	tag := page.Tag{Text: d.Label(now).In(p), Colour: "grey"}
	switch {
	case d.Late(now):
		tag.Colour = "red"
	case d.DaysLeft(now) <= 7:
		tag.Colour = "yellow"
	}
	return tag
}

var homePage = page.New(
	files,
	"templates/home.html",
	homeView{
		Name: "An officer",
		Org:  "Exampleshire County Council",
		Waiting: workList{
			Rows: []workRow{
				{"3 flagged responses", "/staff/consultations/parks/responses?flagged=yes", page.UserText{Text: "Parks", Lang: "en"}, "", page.Tag{}},
				{"1 request about personal data to answer", "/staff/requests", page.UserText{},
					"25 March 2026", page.Tag{Text: "23 days left", Colour: "grey"}},
				{"1 background job has failed. The server log says why.", "", page.UserText{}, "", page.Tag{}},
			},
			More: []workRow{{"Ready to publish", "/staff/consultations/buses/check", page.UserText{Text: "Bysiau", Lang: "cy"}, "", page.Tag{}}},
		},
		Due: workList{Rows: []workRow{
			{"Publish feedback", "/staff/consultations/libraries/feedback", page.UserText{Text: "Libraries", Lang: "en"}, "1 March 2026",
				page.Tag{Text: "1 day overdue", Colour: "red"}},
		}},
		Open: workList{Rows: []workRow{
			{"1,186 responses", "/staff/consultations/parks", page.UserText{Text: "Parks", Lang: "en"}, "30 March 2026",
				page.Tag{Text: "28 days left", Colour: "grey"}},
		}},
		Recent: []recentRow{{page.UserText{Text: "Parks", Lang: "en", Href: "/staff/consultations/parks"}, "Changed a draft", "2 March 2026"}},
		Sections: []linkSection{
			{"", []listItem{{"Consultations", "/staff/consultations", "Write, open and close consultations."}}},
			{"Administration", []listItem{{"Emails sent", "/staff/notifications", ""}}},
		},
	},
	homeView{
		Name: "A councillor", Org: "Exampleshire County Council", Councillor: true, Area: "North", Lists: []web.List{
			{
				ID: "consultations", Title: "Consultations", Heads: []string{"Consultation", "State", "What people said"},
				All: page.Link{Text: "All consultations", Href: "/consultations"},
				Rows: [][]web.ListCell{
					{
						{UserText: page.UserText{Text: "Parks", Href: "/consultations/parks", Lang: "en"},
							Tags: []page.Tag{{Text: "Your area", Colour: "blue"}}},
						{Tags: []page.Tag{{Text: "Open", Colour: "green"}}, Note: "30 March 2026"}, {Note: "Results are not published yet"},
					},
					{
						{UserText: page.UserText{Text: "Bysiau", Href: "/consultations/buses", Lang: "cy"}},
						{Tags: []page.Tag{{Text: "Closed", Colour: "grey"}}, Note: "1 March 2026"},
						{UserText: page.UserText{Text: "1,186 responses", Href: "/consultations/buses/results"}},
					},
				},
			},
			{ID: "decisions", Title: "Decisions to come", Empty: "There are no decisions to come in the forward plan."},
		},
	},
	homeView{Name: "A new councillor", Org: "Exampleshire County Council", Councillor: true},
	homeView{Notice: "Your account is now linked.", Name: "A viewer", Org: "Exampleshire County Council"},
)

func (h *Handlers) getHome(w http.ResponseWriter, r *http.Request) error {
	by, p := site.Actor(r), h.PagePrinter(r)
	orgs, err := h.accounts.ListOrgs(r.Context(), actor.Actor{Org: by.Org})
	if err != nil {
		return err
	}
	work, now, err := h.Work(r.Context(), by)
	if err != nil {
		return err
	}
	v := homeView{Notice: h.PopNotice(r), Name: by.Name}
	for _, o := range orgs {
		v.Org = o.Name
	}
	soon := func(i web.WorkItem) bool { return !i.Due.IsZero() && strategy.Deadline{Due: i.Due}.DaysLeft(now) <= 7 }
	v.Waiting = newWorkList(p, work, now, func(i web.WorkItem) bool { return i.Kind == web.Waiting && !soon(i) })
	v.Due = newWorkList(p, work, now, func(i web.WorkItem) bool { return i.Kind == web.DueWork || i.Kind == web.Waiting && soon(i) })
	v.Open = newWorkList(p, work, now, func(i web.WorkItem) bool { return i.Kind == web.OpenNow })
	if err := h.addLists(r.Context(), &v, by, p, now); err != nil {
		return err
	}
	if v.Recent, err = h.recent(r.Context(), by, p); err != nil {
		return err
	}
	v.Sections = listSections(p.Printer, h.Site.StaffLinks(by))
	return homePage.Write(w, r, http.StatusOK, v)
}

// addLists adds what by may want to read, and for a councillor their area.
func (h *Handlers) addLists(ctx context.Context, v *homeView, by actor.Actor, p web.PagePrinter, now time.Time) error {
	if v.Councillor = by.May(actor.ReadReports); v.Councillor {
		err := h.DB.View(ctx, func(tx *db.Tx) (err error) {
			v.Area, err = account.AreaOf(ctx, tx, by.ID)
			return err
		})
		if err != nil {
			return err
		}
	}
	lists, err := h.Lists(ctx, web.ListQuery{By: by, Area: v.Area, Now: now, Printer: p})
	v.Lists = lists
	return err
}

// linkSection is a heading of the staff area, which may be "", with its links.
type linkSection struct {
	Text  string
	Items []listItem
}

// listSections returns the links to the staff area by section, without those to this page and to the keyboard shortcuts.
func listSections(p *locale.Printer, links []site.StaffLink) (all []linkSection) {
	text, sections := "", site.StaffSections(links)
	for i, l := range links {
		if len(sections) > 0 && sections[0].From == i {
			text, sections = p.Say(sections[0].Text), sections[1:]
		}
		if l.Href == homePath || l.Href == keyboardPath {
			continue
		}
		description := l.Description
		if description != "" {
			description = p.Say(description)
		}
		if len(all) == 0 || all[len(all)-1].Text != text {
			all = append(all, linkSection{Text: text})
		}
		last := &all[len(all)-1]
		last.Items = append(last.Items, listItem{p.Say(l.Text), l.Href, description})
	}
	return all
}
