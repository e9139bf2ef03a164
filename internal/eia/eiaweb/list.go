package eiaweb

import (
	"net/http"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/eia"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/web"
)

type listView struct {
	List                        page.FilteredList
	Items                       []listItem
	Introduction, Contact, Lang string
}

type listItem struct {
	Title, Href, Lang, Date, Service string
	Tag                              page.Tag
	Outcome, Words                   string // Words is one paragraph: what decision makers must know first
	Invented                         string
}

var listPage = page.New(files, "templates/list.html",
	listView{List: page.FilteredList{Path: listPath, TabsLabel: "Filter assessments", Heading: "No assessments"}},
	listView{
		List: page.FilteredList{
			Path: listPath, TabsLabel: "Filter assessments", Heading: "2 assessments",
			Tabs: []page.FilterTab{{Text: "All", Count: 12, Href: listPath}, {Text: "Not needed", Count: 2,
				Href: "/assessments?state=not-needed", Current: true}},
			Selects: []page.FilterSelect{{Name: "service", Label: "Service", All: "All services",
				Options: []page.FilterOption{{Value: "Transport", Text: "Transport", Chosen: true}}}},
			Chosen: []page.UserText{{Text: "Transport"}}, ClearHref: "/assessments?state=not-needed",
			Pages: page.Pagination{Next: "/assessments?page=2"},
		},
		Introduction: "We assess each proposal before we consult.", Contact: "Equality team", Lang: "en",
		Items: []listItem{
			{Title: "Evening buses", Href: "/assessments/buses", Lang: "en", Date: "2 March 2026", Service: "Transport",
				Tag: page.Tag{Text: "Current", Colour: "green"}, Outcome: "Change the proposal",
				Words: "Adverse impact on disabled people.", Invented: "this assessment"},
			{Title: "New signs", Href: "/assessments/signs", Date: "2 March 2026", Tag: page.Tag{Text: "Not needed", Colour: "grey"},
				Words: "No assessment is needed."},
		},
	},
)

// filterName is the parameter with the filter.
const filterName = "state"

func parseQuery(r *http.Request) eia.Query {
	q := eia.Query{Group: web.QueryText(r, "group"), Service: web.QueryText(r, "service"), At: r.FormValue(page.CursorName)}
	if f := eia.Filter(r.FormValue(filterName)); slices.Contains(eia.Filters, f) {
		q.Filter = f
	}
	return q
}

func (h *handlers) list(w http.ResponseWriter, r *http.Request) error {
	q := parseQuery(r)
	var l *eia.Listing
	err := h.DB.View(r.Context(), func(tx *db.Tx) (err error) {
		l, err = eia.List(r.Context(), tx, q)
		return err
	})
	if err != nil {
		return err
	}
	words := h.PagePrinter(r)
	v := listView{List: filtered(words, q, l), Introduction: l.Rules.Introduction, Contact: l.Rules.Contact, Lang: words.LangOrCouncil("")}
	for _, a := range l.Items {
		v.Items = append(v.Items, newListItem(words, a, &l.Rules, l.Today))
	}
	return listPage.Write(w, r, http.StatusOK, v)
}

func newListItem(words web.PagePrinter, a *eia.Assessment, rules *eia.Rules, day time.Time) listItem {
	item := listItem{Title: a.Title, Href: listPath + "/" + a.Ref, Lang: words.LangOrCouncil(""),
		Date: words.Date(consult.LocalTime(a.Recorded)), Service: a.Service, Tag: stateTag(words.Printer, a, day), Invented: a.Invented}
	if a.Needed == eia.NeedYes {
		item.Outcome = a.Leading.Label().In(words.Printer)
	}
	if digest := a.Digest(rules); len(digest) > 0 {
		item.Words = digest[0].In(words.Printer)
	}
	return item
}

// stateTag says whether an assessment is current, was not needed, or is overdue.
func stateTag(words *locale.Printer, a *eia.Assessment, day time.Time) page.Tag {
	switch {
	case a.Needed == eia.NeedPlanned && !a.Current(day):
		return page.Tag{Text: words.Say("Overdue"), Colour: "red"}
	case a.Needed == eia.NeedPlanned:
		return page.Tag{Text: words.Say("Planned"), Colour: "yellow"}
	case a.Needed == eia.NeedUnknown:
		return page.Tag{Text: words.Say("No assessment recorded"), Colour: "red"}
	case !a.Current(day):
		return page.Tag{Text: words.Say("Review overdue"), Colour: "red"}
	case a.Needed == eia.NeedNo:
		return page.Tag{Text: words.Say("Not needed"), Colour: "grey"}
	}
	return page.Tag{Text: words.Say("Current"), Colour: "green"}
}

func filtered(words web.PagePrinter, q eia.Query, l *eia.Listing) page.FilteredList {
	p := words.Printer
	f := page.Filter{{filterName, string(q.Filter)}, {"group", q.Group}, {"service", q.Service}}
	view := page.NewFilteredList(listPath, f, "", l.Previous, l.Next)
	view.FeedHref = ""
	view.TabsLabel = p.Say("Filter assessments")
	view.Heading = p.Count(l.Counts[q.Filter], "%d assessment", "%d assessments")
	for _, of := range eia.Filters {
		view.AddTab(f, string(of), of.Label().In(p), l.Counts[of])
	}
	groups := page.FilterSelect{Name: "group", Label: p.Say("Adverse impact on"), All: p.Say("All groups")}
	for _, code := range l.Groups {
		groups.Options = append(groups.Options, page.FilterOption{Value: code, Text: l.Rules.GroupName(code).In(p), Chosen: code == q.Group})
	}
	view.AddSelect(groups)
	view.AddSelect(page.NewFilterSelect("service", p.Say("Service"), p.Say("All services"), q.Service, l.Services, words.LangOrCouncil("")))
	return view
}
