package evidenceweb

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/internal/web"
)

type listView struct {
	List  page.FilteredList
	Items []listItem
}

type listItem struct {
	page.UserText
	Fact string // kind, source and date
	Gap  bool
}

var listPage = page.New(files, "templates/list.html",
	listView{},
	listView{Items: []listItem{
		{page.UserText{Text: "One in six residents is disabled", Href: "/evidence/disabled", Lang: "en"}, "Data, 21 March 2021", true},
		{page.UserText{Text: "Buses are rare", Href: "/evidence/buses", Lang: "en"}, "", false},
	}, List: page.FilteredList{Path: publicPath, Pages: page.Pagination{Next: "/evidence?page=2"}, ClearHref: publicPath,
		Selects: []page.FilterSelect{page.NewFilterSelect("place", "Place", "All places", "north", []string{"north"}, "")}}},
	listView{List: page.FilteredList{Path: publicPath, ClearHref: publicPath}},
)

// listSize is the number of needs on a page of the list.
const listSize = 50

// Values of the filter by age.
const (
	newest = "3-years"
	middle = "3-to-5-years"
	oldest = "over-5-years"
)

// readQuery returns what the address of the list selects at now.
func readQuery(r *http.Request, now time.Time) (q evidence.Query, err error) {
	q = evidence.Query{
		Place: web.QueryText(r, "place"), Group: web.QueryText(r, "group"), Kind: evidence.Kind(web.QueryText(r, "kind")),
		Quality: evidence.Quality(web.QueryText(r, "quality")), Gaps: web.QueryText(r, "gap") != "",
	}
	three, five := now.AddDate(-3, 0, 0), now.AddDate(-5, 0, 0)
	switch web.QueryText(r, "age") {
	case "":
	case newest:
		q.Since = three
	case middle:
		q.Since, q.Until = five, three
	case oldest:
		q.Until = five
	default:
		return q, fault.New(fault.NotFound, "There is no such filter.")
	}
	return q, nil
}

func (h *handlers) list(w http.ResponseWriter, r *http.Request) error {
	var found db.Page[evidence.Need]
	var places []place.Place
	var groups []string
	err := h.DB.View(r.Context(), func(tx *db.Tx) error {
		now, err := tx.Now(r.Context())
		if err != nil {
			return err
		}
		q, err := readQuery(r, now)
		if err != nil {
			return err
		}
		if found, err = evidence.Find(r.Context(), tx, q, r.URL.Query().Get(page.CursorName), listSize); err != nil {
			return err
		}
		var refs []string
		if refs, groups, err = evidence.Labels(r.Context(), tx); err != nil {
			return err
		}
		places, err = place.GetMany(r.Context(), tx, refs)
		return err
	})
	if err != nil {
		return err
	}
	words, chosen := h.PagePrinter(r), url.Values{}
	for _, name := range []string{"place", "group", "kind", "quality", "age", "gap"} {
		if value := web.QueryText(r, name); value != "" {
			chosen.Set(name, value)
		}
	}
	v := listView{List: page.FilteredList{Path: publicPath, Pages: page.Neighbours(publicPath, chosen, found.Previous, found.Next)}}
	for _, s := range newSelects(words, chosen, places, groups) {
		v.List.AddSelect(s)
	}
	if len(chosen) > 0 {
		v.List.ClearHref = publicPath
	}
	for _, n := range found.Items {
		v.Items = append(v.Items, newListItem(words, n))
	}
	return listPage.Write(w, r, http.StatusOK, v)
}

func newListItem(words web.PagePrinter, n evidence.Need) listItem {
	item := listItem{UserText: page.UserText{Text: n.Title, Href: publicPath + "/" + n.Ref, Lang: words.LangOrCouncil("")}, Gap: n.Gap != ""}
	switch kind := n.Kind.Label().In(words.Printer); {
	case n.Source.Date.IsZero():
		item.Fact = kind
	case kind == "":
		item.Fact = words.Date(n.Source.Date)
	default:
		item.Fact = words.Say("%s, %s", kind, words.Date(n.Source.Date))
	}
	return item
}

// newSelects returns the filters of the list.
func newSelects(words web.PagePrinter, chosen url.Values, places []place.Place, groups []string) []page.FilterSelect {
	choose := func(name, label, all string, options ...page.FilterOption) page.FilterSelect {
		for i := range options {
			options[i].Chosen = options[i].Value == chosen.Get(name)
		}
		return page.FilterSelect{Name: name, Label: label, All: all, Options: options}
	}
	var inPlaces, ofGroups, kinds, qualities []page.FilterOption
	for _, p := range places {
		inPlaces = append(inPlaces, page.FilterOption{Value: p.Ref, Text: p.Name, Lang: words.LangOrCouncil("")})
	}
	for _, code := range groups {
		if name, ok := evidence.GroupName(code); ok {
			ofGroups = append(ofGroups, page.FilterOption{Value: code, Text: name.In(words.Printer)})
		}
	}
	slices.SortFunc(ofGroups, func(a, b page.FilterOption) int { return strings.Compare(locale.Fold(a.Text), locale.Fold(b.Text)) })
	for _, k := range evidence.Kinds {
		kinds = append(kinds, page.FilterOption{Value: string(k), Text: k.Label().In(words.Printer)})
	}
	for _, q := range evidence.Qualities {
		qualities = append(qualities, page.FilterOption{Value: string(q), Text: q.Label().In(words.Printer)})
	}
	return []page.FilterSelect{
		choose("place", words.Say("Place"), words.Say("All places"), inPlaces...),
		choose("group", words.Say("Group"), words.Say("All groups"), ofGroups...),
		choose("kind", words.Say("Kind of evidence"), words.Say("All kinds"), kinds...),
		choose("quality", words.Say("Quality"), words.Say("Any quality"), qualities...),
		choose("age", words.Say("Age"), words.Say("Any age"), page.FilterOption{Value: newest, Text: words.Say("Up to 3 years old")},
			page.FilterOption{Value: middle, Text: words.Say("3 to 5 years old")},
			page.FilterOption{Value: oldest, Text: words.Say("Over 5 years old")}),
		choose("gap", words.Say("Gaps"), words.Say("With or without gaps"), page.FilterOption{Value: "yes", Text: words.Say("Only with gaps")}),
	}
}

// evidenceIn returns evidence about a place.
func evidenceIn(ctx context.Context, tx *db.Tx, q web.ReferrerQuery) (found web.Referring, err error) {
	needs, err := evidence.Find(ctx, tx, evidence.Query{Place: q.Ref}, "", web.MaxReferrers)
	for _, n := range needs.Items {
		found.Items = append(found.Items, web.Referrer{
			UserText: page.UserText{Text: n.Title, Href: publicPath + "/" + n.Ref}, Fact: n.Kind.Label(),
		})
	}
	if needs.Next != "" {
		found.MoreHref = publicPath + "?place=" + q.Ref
	}
	return found, err
}
