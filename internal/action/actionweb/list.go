package actionweb

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/web"
)

const (
	listPath = "/actions"
	feedPath = "/actions/feed.atom"
)

type listView struct {
	List  page.FilteredList
	Items []listItem
}

// listItem is an action in the list. Lang is the language of Title and Who.
type listItem struct {
	Title, Href, Lang, Who string
	Status                 page.Tag
	Due, DueLabel, Updated string
	Late, Invented         bool
}

var listPage = page.New(files, "templates/list.html",
	listView{List: newFilteredList(nil, action.Query{}, &action.Listing{})},
	listView{
		List: page.FilteredList{
			Path:      listPath,
			Hidden:    []page.Link{{Text: "status", Href: "late"}},
			TabsLabel: "Filter actions by status",
			Tabs: []page.FilterTab{
				{Text: "All", Count: 12, Href: "/actions?owner=Safety+team"},
				{Text: "Overdue", Count: 2, Href: "/actions?owner=Safety+team&status=late", Current: true},
			},
			Selects: []page.FilterSelect{{Name: "owner", Label: "Who does it", All: "Everyone", Options: []page.FilterOption{
				{Value: "Equalities team", Text: "Equalities team"}, {Value: "Safety team", Text: "Safety team", Chosen: true},
			}}},
			Heading: "2 overdue actions", Chosen: []page.UserText{{Text: "Safety team"}}, ClearHref: "/actions?status=late",
			Pages:    page.Pagination{Next: "/actions?owner=Safety+team&page=12&status=late"},
			FeedHref: "/actions/feed.atom?owner=Safety+team&status=late", FeedText: "Feed of the updates on these actions (Atom)",
		},
		Items: []listItem{
			{
				Title: "Open ten reporting centres", Href: "/actions/centres", Who: "Safety team", Status: page.Tag{Text: "On track"},
				Due: "31 March 2017", DueLabel: "12 days overdue", Updated: "1 February 2017", Late: true, Invented: true,
			},
			{Title: "Cyhoeddi calendr", Href: "/actions/calendar", Lang: "cy", Who: "Tîm diogelwch", Status: page.Tag{
				Text: "Not started", Colour: "grey"}},
		},
	},
)

// parseQuery reads the query of a request. It ignores invalid values, so that addresses shortened by email programs
// still work.
func parseQuery(r *http.Request) action.Query {
	q := action.Query{
		Strategy: web.QueryText(r, "strategy"), Objective: web.QueryText(r, "objective"), Owner: web.QueryText(r, "owner"),
		At: r.FormValue(page.CursorName),
	}
	if f := action.Filter(r.FormValue("status")); slices.Contains(action.Filters, f) {
		q.Filter = f
	}
	if at, err := time.Parse("2006", r.FormValue("due")); err == nil {
		q.Year = at.Year()
	}
	return q
}

// filter returns what q says in addresses.
func filter(q action.Query) page.Filter {
	year := ""
	if q.Year > 0 {
		year = strconv.Itoa(q.Year)
	}
	return page.Filter{
		{"status", string(q.Filter)}, {"strategy", q.Strategy}, {"objective", q.Objective}, {"owner", q.Owner}, {"due", year},
	}
}

// list shows a page of the list of actions.
func (h *Handlers) list(w http.ResponseWriter, r *http.Request) error {
	q := parseQuery(r)
	l, err := h.Service.List(r.Context(), q)
	if err != nil {
		return err
	}
	printer := h.deps.PagePrinter(r)
	view := listView{List: newFilteredList(&printer, l.Query, l)}
	for _, a := range l.Items {
		view.Items = append(view.Items, newListItem(printer, a, l.Today))
	}
	return listPage.Write(w, r, http.StatusOK, view)
}

func newListItem(printer web.PagePrinter, a *action.Action, today time.Time) listItem {
	p := printer.Printer
	item := listItem{
		Title: a.What, Href: "/actions/" + a.Ref, Lang: printer.LangOrCouncil(a.Language), Who: a.Who,
		Status: web.ActionTag(p, a.Status()), Due: p.Date(a.Due), DueLabel: a.DueLabel(today).In(p), Late: a.Late(today),
		Invented: a.Invented != "",
	}
	if u, ok := a.Latest(); ok {
		item.Updated = p.Date(u.Date)
	}
	return item
}

// newFilteredList returns the filters of l and the number of actions that they leave.
func newFilteredList(printer *web.PagePrinter, q action.Query, l *action.Listing) page.FilteredList {
	var p *locale.Printer
	lang := func(lang string) string { return lang }
	if printer != nil {
		p, lang = printer.Printer, printer.LangOrCouncil
	}
	f := filter(q)
	view := page.NewFilteredList(listPath, f, feedPath, l.Previous, l.Next)
	view.TabsLabel, view.FeedText = p.Say("Filter actions by status"), p.Say("Feed of the updates on these actions (Atom)")
	view.Heading = resultHeading(p, q.Filter, l.Counts[q.Filter])
	for _, of := range action.Filters {
		view.AddTab(f, string(of), of.Label().In(p), l.Counts[of])
	}
	strategies := page.FilterSelect{Name: "strategy", Label: p.Say("Strategy"), All: p.Say("All strategies")}
	objectives := page.FilterSelect{Name: "objective", Label: p.Say("Objective"), All: p.Say("All objectives")}
	for _, s := range l.Strategies {
		chosen := s.Slug == q.Strategy
		strategies.Options = append(strategies.Options, page.FilterOption{Value: s.Slug, Text: s.Title, Lang: lang(s.Language), Chosen: chosen})
		if !chosen {
			continue
		}
		for _, o := range s.Objectives {
			objectives.Options = append(objectives.Options,
				page.FilterOption{Value: o.Ref, Text: o.Title, Lang: lang(s.Language), Chosen: o.Ref == q.Objective})
		}
	}
	if len(strategies.Options) > 0 {
		strategies.Options = append(strategies.Options,
			page.FilterOption{Value: action.NoStrategy, Text: p.Say("Without a strategy"), Chosen: q.Strategy == action.NoStrategy})
	}
	view.AddSelect(strategies)
	view.AddSelect(objectives)
	view.AddSelect(page.NewFilterSelect("owner", p.Say("Who does it"), p.Say("All roles"), q.Owner, l.Owners, lang("")))
	view.AddSelect(page.NewFilterSelect("due", p.Say("Due in"), p.Say("All years"), f[4][1], l.Years, ""))
	return view
}

// resultHeading returns the number of actions that a filter leaves. Each is a message of its own, because word order
// and plural forms differ between languages.
func resultHeading(p *locale.Printer, f action.Filter, n int64) string {
	switch f {
	case action.OnlyLate:
		return p.Count(n, "%d overdue action", "%d overdue actions")
	case action.OnlyOnTime:
		return p.Count(n, "%d action on time", "%d actions on time")
	case action.OnlyDone:
		return p.Count(n, "%d complete action", "%d complete actions")
	case action.OnlyNotDelivered:
		return p.Count(n, "%d action closed or carried forward", "%d actions closed or carried forward")
	case action.OnlyNoReport:
		return p.Count(n, "%d action without an update", "%d actions without an update")
	}
	return p.Count(n, "%d action", "%d actions")
}

// maxFeed is how many updates the feed has.
const maxFeed = 60

// feed serves the latest updates on the actions of a filtered list as an Atom feed.
func (h *Handlers) feed(w http.ResponseWriter, r *http.Request) error {
	q := parseQuery(r)
	q.At = ""
	var l *action.Listing
	var updates []action.DatedUpdate
	err := h.deps.DB.View(r.Context(), func(tx *db.Tx) (err error) {
		if l, err = action.List(r.Context(), tx, q); err != nil {
			return err
		}
		updates, err = action.RecentUpdates(r.Context(), tx, l.Query, maxFeed)
		return err
	})
	if err != nil {
		return err
	}
	printer, base := h.deps.PagePrinter(r), h.deps.SiteURL(r)
	view := newFilteredList(&printer, l.Query, l)
	feed := web.NewListFeed(printer.Lang(), base, h.deps.CouncilName(r), view)
	for _, u := range updates {
		path := "/actions/" + u.Update.Action
		feed.Add(web.AtomEntry{
			ID: base + path + "#" + u.Date.Format(time.DateOnly), Title: u.Action.What + ": " + u.Status.Label().In(printer.Printer),
			Link: web.AtomLink{Href: base + u.Update.Path()}, Summary: u.Text,
		}, u.Date)
	}
	return web.WriteXML(w, web.AtomType, feed)
}
