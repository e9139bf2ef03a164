package consultweb

import (
	"net/http"
	"net/url"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/web"
)

type listView struct {
	Search        string // search words
	State         string // current filter; "" is all
	Filters       []listFilter
	Areas         []facetOption // empty if no consultation has an area
	Subjects      []facetOption
	ResultHeading string          // "3 closed consultations for “bus”"
	Chosen        []page.UserText // area and subject of the heading
	Lang          string          // of areas and subjects
	Items         []listItem
	First         string // path of the first page, or "" if this is it
	Next          string // path of the next page, or ""
	ClearHref     string // path without search words, area and subject, or ""
	FeedHref      string // of this list
	CalendarHref  string
}

// facetOption is an area or a subject in the form.
type facetOption struct {
	Value, Name string
	Chosen      bool
}

type listFilter struct {
	Text    string
	Count   int
	Href    string
	Current bool
}

type listItem struct {
	Title, Href, Lang string // Lang is the language of the council's text
	Tag               page.Tag
	Type              string
	Dates             string
	Excerpt           string
	Area              string
	Invented          bool
}

var listPage = page.New(templateFiles, "templates/list.html",
	listView{
		Filters: []listFilter{
			{"All", 49, "/consultations", true},
			{"Open", 1, "/consultations?state=open", false},
			{"Forthcoming", 1, "/consultations?state=forthcoming", false},
			{"Closed", 47, "/consultations?state=closed", false},
		},
		ResultHeading: "49 consultations",
		First:         "/consultations", Next: "/consultations?after=1.park",
		Areas:    []facetOption{{"charnwood", "Charnwood", false}},
		Subjects: []facetOption{{"parks", "Parks", true}, {"transport", "Transport", false}},
		Chosen:   []page.UserText{{Text: "Parks"}},
		FeedHref: "/consultations/feed.atom?subject=parks", CalendarHref: "/consultations/dates.ics?subject=parks",
		Items: []listItem{
			{
				"The future of the park",
				"/consultations/park",
				"",
				page.Tag{Text: "Open", Colour: "green"},
				"Consultation",
				"1 March 2026 to 1 April 2026, closes 11:59pm",
				"The lake floods the paths every winter. We want to hear where a new path should run.",
				"Charnwood",
				true,
			},
			{
				"Gwasanaethau llyfrgell cymunedol",
				"/consultations/libraries-2014",
				"cy",
				page.Tag{Text: "Closed", Colour: "grey"},
				"Statutory consultation",
				"2014",
				"",
				"",
				false,
			},
		},
	},
	listView{
		Search: "zeppelin", State: "closed",
		Filters: []listFilter{
			{"All", 0, "/consultations?q=zeppelin", false},
			{"Open", 0, "/consultations?q=zeppelin&state=open", false},
			{"Forthcoming", 0, "/consultations?q=zeppelin&state=forthcoming", false},
			{"Closed", 0, "/consultations?q=zeppelin&state=closed", true},
		},
		ResultHeading: "No closed consultations for “zeppelin”", ClearHref: "/consultations?state=closed",
	},
)

func (h *Handlers) listConsultations(w http.ResponseWriter, r *http.Request) error {
	q := parseQuery(r)
	list, err := h.service.List(r.Context(), q)
	if err != nil {
		return err
	}
	return listPage.Write(w, r, http.StatusOK, newListView(h.PagePrinter(r), q, list))
}

// parseQuery reads the query of a request. It ignores invalid values, so that
// URLs shortened by email programs still work.
func parseQuery(r *http.Request) consult.Query {
	q := consult.Query{Filter: consult.AllStates, Words: web.QueryText(r, "q")}
	switch f := consult.Filter(r.FormValue("state")); f {
	case consult.OnlyOpen, consult.OnlyForthcoming, consult.OnlyClosed:
		q.Filter = f
	}
	q.Area, q.Subject, q.After = web.QueryText(r, "area"), web.QueryText(r, "subject"), web.QueryText(r, "after")
	return q
}

func newListView(speech web.PagePrinter, q consult.Query, list *consult.Listing) listView {
	words := speech.Printer
	view := listView{Search: q.Words, ResultHeading: resultHeading(words, q, list.Counts.For(q.Filter))}
	if q.Filter != consult.AllStates {
		view.State = string(q.Filter)
	}
	if q.Words != "" || q.Area != "" || q.Subject != "" {
		view.ClearHref = listURL(consult.Query{Filter: q.Filter})
	}
	view.Lang = speech.LangOrCouncil("")
	for _, of := range []struct {
		all    []consult.Facet
		chosen string
		to     *[]facetOption
	}{{list.Areas, q.Area, &view.Areas}, {list.Subjects, q.Subject, &view.Subjects}} {
		for _, f := range of.all {
			*of.to = append(*of.to, facetOption{f.Value, f.Name, f.Value == of.chosen})
			if f.Value == of.chosen {
				view.Chosen = append(view.Chosen, page.UserText{Text: f.Name, Lang: view.Lang})
			}
		}
	}
	view.FeedHref, view.CalendarHref = feedURL(q), calendarURL(q)
	for _, f := range []struct {
		filter consult.Filter
		text   string
	}{{consult.AllStates, words.Say("All")}, {consult.OnlyOpen, consult.Open.Label().In(words)}, {consult.OnlyForthcoming,
		consult.Forthcoming.Label().In(words)}, {consult.OnlyClosed, consult.Closed.Label().In(words)}} {
		view.Filters = append(view.Filters, listFilter{f.text, int(list.Counts.For(f.filter)),
			listURL(consult.Query{Filter: f.filter, Words: q.Words, Area: q.Area, Subject: q.Subject}), f.filter == q.Filter})
	}
	for _, c := range list.Items {
		state := c.StateAt(list.Now)
		view.Items = append(view.Items, listItem{
			Title: c.Title, Href: consultationURL(c.Slug), Lang: speech.LangOrCouncil(c.Language), Tag: consultationTag(words,
				c, state), Type: c.Type.Label().In(words),
			Dates: listDates(words, c, state), Excerpt: excerpt(c.Summary), Area: c.Area, Invented: c.Invented != "",
		})
	}
	if first := q; q.After != "" {
		first.After = ""
		view.First = listURL(first)
	}
	if next := q; list.Next != "" {
		next.After = list.Next
		view.Next = listURL(next)
	}
	return view
}

// resultHeading returns the number of consultations with the filter and search
// words. Each combination is a message of its own, because word order and plural
// forms differ between languages.
func resultHeading(p *locale.Printer, q consult.Query, n int64) string {
	if q.Words == "" {
		switch {
		case q.Filter == consult.OnlyOpen && n == 0:
			return p.Say("No open consultations")
		case q.Filter == consult.OnlyOpen:
			return p.Count(n, "%d open consultation", "%d open consultations")
		case q.Filter == consult.OnlyForthcoming && n == 0:
			return p.Say("No forthcoming consultations")
		case q.Filter == consult.OnlyForthcoming:
			return p.Count(n, "%d forthcoming consultation", "%d forthcoming consultations")
		case q.Filter == consult.OnlyClosed && n == 0:
			return p.Say("No closed consultations")
		case q.Filter == consult.OnlyClosed:
			return p.Count(n, "%d closed consultation", "%d closed consultations")
		case n == 0:
			return p.Say("No consultations")
		}
		return p.Count(n, "%d consultation", "%d consultations")
	}
	switch {
	case q.Filter == consult.OnlyOpen && n == 0:
		return p.Say("No open consultations for “%s”", q.Words)
	case q.Filter == consult.OnlyOpen:
		return p.Count(n, "%d open consultation for “%s”", "%d open consultations for “%s”", q.Words)
	case q.Filter == consult.OnlyForthcoming && n == 0:
		return p.Say("No forthcoming consultations for “%s”", q.Words)
	case q.Filter == consult.OnlyForthcoming:
		return p.Count(n, "%d forthcoming consultation for “%s”", "%d forthcoming consultations for “%s”", q.Words)
	case q.Filter == consult.OnlyClosed && n == 0:
		return p.Say("No closed consultations for “%s”", q.Words)
	case q.Filter == consult.OnlyClosed:
		return p.Count(n, "%d closed consultation for “%s”", "%d closed consultations for “%s”", q.Words)
	case n == 0:
		return p.Say("No consultations for “%s”", q.Words)
	}
	return p.Count(n, "%d consultation for “%s”", "%d consultations for “%s”", q.Words)
}

// listURL returns the path of the list for q.
func listURL(q consult.Query) string { return withQuery("/consultations", q) }

// feedURL and calendarURL return the paths of the feed and of the calendar of the list for q.
func feedURL(q consult.Query) string {
	q.After = ""
	return withQuery("/consultations/feed.atom", q)
}

func calendarURL(q consult.Query) string {
	q.After = ""
	return withQuery("/consultations/dates.ics", q)
}

func withQuery(path string, q consult.Query) string {
	v := url.Values{}
	if q.Words != "" {
		v.Set("q", q.Words)
	}
	if q.Filter != consult.AllStates {
		v.Set("state", string(q.Filter))
	}
	for name, value := range map[string]string{"area": q.Area, "subject": q.Subject, "after": q.After} {
		if value != "" {
			v.Set(name, value)
		}
	}
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}
