package decisionweb

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/strategy"
	"github.com/folkmoot/folkmoot/internal/web"
)

const (
	listPath = "/decisions"
	feedPath = "/decisions/feed.atom"
)

type listView struct {
	List     page.FilteredList
	Items    []listItem
	Feedback int64 // how many consultations have published feedback, with a decision or without
}

type listItem struct {
	Title, Href, Lang         string // Lang is the language of Title, Body and Summary
	Date, Body, Kind, Summary string
	Answered                  bool
	Due, DueLabel             string // by which feedback was promised, and "12 days overdue"; "" if none is due
	Late                      bool
}

var listPage = page.New(files, "templates/list.html",
	listView{List: newFilteredList(nil, decision.Query{}, &decision.Listing{})},
	listView{
		List: page.FilteredList{
			Path:      listPath,
			Hidden:    []page.Link{{Text: "feedback", Href: "due"}},
			TabsLabel: "Filter decisions by feedback",
			Tabs: []page.FilterTab{
				{Text: "All", Count: 12, Href: "/decisions?body=Cabinet"},
				{Text: "Feedback due", Count: 2, Href: "/decisions?body=Cabinet&feedback=due", Current: true},
			},
			Selects: []page.FilterSelect{{Name: "body", Label: "Decided by", All: "All bodies", Options: []page.FilterOption{
				{Value: "Cabinet", Text: "Cabinet", Chosen: true}, {Value: "County Council", Text: "County Council"},
			}}},
			Heading: "2 decisions with feedback due", Chosen: []page.UserText{{Text: "Cabinet"}}, ClearHref: "/decisions?feedback=due",
			Pages:    page.Pagination{Previous: "/decisions?page=11"},
			FeedHref: "/decisions/feed.atom?body=Cabinet&feedback=due", FeedText: "Feed of these decisions (Atom)",
		},
		Feedback: 12,
		Items: []listItem{
			{
				Title: "Equality strategy adopted", Href: "/decisions/adopt", Lang: "en", Date: "6 July 2016", Body: "County Council",
				Kind: "Decision", Summary: "The strategy was adopted with two changes.", Answered: true,
			},
			{
				Title: "Bus routes", Href: "/decisions/buses", Date: "1 June 2016", Body: "Cabinet", Kind: "Decision",
				Due: "1 July 2016", DueLabel: "12 days overdue", Late: true,
			},
			{Title: "Caniatâd i ymgynghori", Href: "/decisions/leave", Lang: "cy", Date: "18 April 2016", Body: "Cabinet",
				Kind: "Approval to consult"},
		},
	},
)

// parseQuery reads the query of a request. It ignores invalid values, so that addresses shortened by email programs
// still work.
func parseQuery(r *http.Request) decision.Query {
	q := decision.Query{
		Body: web.QueryText(r, "body"), Area: web.QueryText(r, "area"), Subject: web.QueryText(r, "subject"),
		At: r.FormValue(page.CursorName),
	}
	if f := decision.Filter(r.FormValue("feedback")); slices.Contains(decision.Filters, f) {
		q.Filter = f
	}
	if at, err := time.Parse("2006", r.FormValue("year")); err == nil {
		q.Year = at.Year()
	}
	return q
}

// filter returns what q says in addresses.
func filter(q decision.Query) page.Filter {
	year := ""
	if q.Year > 0 {
		year = strconv.Itoa(q.Year)
	}
	return page.Filter{
		{"feedback", string(q.Filter)}, {"body", q.Body}, {"area", q.Area}, {"subject", q.Subject}, {"year", year},
	}
}

// list shows a page of the list of decisions.
func (h *Handlers) list(w http.ResponseWriter, r *http.Request) error {
	q := parseQuery(r)
	l, err := h.Service.List(r.Context(), q)
	if err != nil {
		return err
	}
	printer := h.deps.PagePrinter(r)
	view := listView{List: newFilteredList(&printer, q, l), Feedback: l.Feedback}
	for _, d := range l.Items {
		view.Items = append(view.Items, newListItem(printer, d, l.Today))
	}
	return listPage.Write(w, r, http.StatusOK, view)
}

func newListItem(printer web.PagePrinter, d decision.Listed, today time.Time) listItem {
	p := printer.Printer
	item := listItem{
		Title: d.Title, Href: "/decisions/" + d.Ref, Lang: printer.LangOrCouncil(d.Language), Date: p.Date(d.Date), Body: d.Body,
		Kind: d.Kind.Label().In(p), Summary: d.Summary, Answered: d.Answered,
	}
	if due, err := time.Parse(time.DateOnly, d.Due); err == nil {
		deadline := strategy.Deadline{Due: due}
		item.Due, item.DueLabel, item.Late = p.Date(due), deadline.Label(today).In(p), deadline.Late(today)
	}
	return item
}

// newFilteredList returns the filters of l and the number of decisions that they leave.
func newFilteredList(printer *web.PagePrinter, q decision.Query, l *decision.Listing) page.FilteredList {
	var p *locale.Printer
	lang := ""
	if printer != nil {
		p, lang = printer.Printer, printer.LangOrCouncil("")
	}
	f := filter(q)
	view := page.NewFilteredList(listPath, f, feedPath, l.Previous, l.Next)
	view.TabsLabel, view.FeedText = p.Say("Filter decisions by feedback"), p.Say("Feed of these decisions (Atom)")
	view.Heading = resultHeading(p, q.Filter, l.Counts[q.Filter])
	for _, of := range decision.Filters {
		view.AddTab(f, string(of), of.Label().In(p), l.Counts[of])
	}
	view.AddSelect(page.NewFilterSelect("body", p.Say("Decided by"), p.Say("All bodies"), q.Body, l.Bodies, lang))
	view.AddSelect(labelSelect("area", p.Say("Area"), p.Say("All areas"), q.Area, l.Areas, lang))
	view.AddSelect(labelSelect("subject", p.Say("Subject"), p.Say("All subjects"), q.Subject, l.Subjects, lang))
	view.AddSelect(page.NewFilterSelect("year", p.Say("Year"), p.Say("All years"), f[4][1], l.Years, ""))
	return view
}

func labelSelect(name, label, all, chosen string, facets []consult.Facet, lang string) page.FilterSelect {
	s := page.FilterSelect{Name: name, Label: label, All: all}
	for _, f := range facets {
		s.Options = append(s.Options, page.FilterOption{Value: f.Value, Text: f.Name, Lang: lang, Chosen: f.Value == chosen})
	}
	return s
}

// resultHeading returns the number of decisions that a filter leaves. Each is a message of its own, because word order
// and plural forms differ between languages.
func resultHeading(p *locale.Printer, f decision.Filter, n int64) string {
	switch f {
	case decision.OnlyWithFeedback:
		return p.Count(n, "%d decision with published feedback", "%d decisions with published feedback")
	case decision.OnlyFeedbackDue:
		return p.Count(n, "%d decision with feedback due", "%d decisions with feedback due")
	}
	return p.Count(n, "%d decision or report", "%d decisions and reports")
}

// feed serves the newest decisions of a filtered list as an Atom feed.
func (h *Handlers) feed(w http.ResponseWriter, r *http.Request) error {
	q := parseQuery(r)
	q.At = ""
	l, err := h.Service.List(r.Context(), q)
	if err != nil {
		return err
	}
	printer, base := h.deps.PagePrinter(r), h.deps.SiteURL(r)
	feed := web.NewListFeed(printer.Lang(), base, h.deps.CouncilName(r), newFilteredList(&printer, q, l))
	for _, d := range l.Items {
		item := newListItem(printer, d, l.Today)
		feed.Add(web.AtomEntry{
			ID: base + item.Href, Title: item.Title + ": " + item.Kind, Link: web.AtomLink{Href: base + item.Href}, Summary: item.Summary,
		}, d.Date)
	}
	return web.WriteXML(w, web.AtomType, feed)
}
