package offerweb

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/offer"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/internal/skill"
	"github.com/folkmoot/folkmoot/internal/web"
)

// itemView is an entry in a list.
type itemView struct {
	Title           page.UserText
	Direction       page.Tag
	State           string // in the list of all: whether it is open, agreed or expired
	Skill, Kind     string
	Org             page.UserText
	Places          []page.UserText
	Quantity, Until string
	Invented        bool
}

// listView is the data for list.html.
type listView struct {
	List     page.FilteredList
	Items    []itemView
	Invented bool // all of Items
	Files    []page.Link
}

var exampleItems = []itemView{
	{
		Title:     page.UserText{Text: "Village hall on weekday evenings", Href: "/offers/hall", Lang: "en"},
		Direction: directionTag(nil, offer.Offered), Skill: "Hall or meeting room", Kind: "Asset",
		Org:      page.UserText{Text: "Example Valley Group"},
		Places:   []page.UserText{{Text: "Exampleton", Href: "/places/exampleton", Lang: "en"}},
		Quantity: "6 hours a week", Until: "31 December 2026", State: "Open",
	},
	{
		Title: page.UserText{Text: "Cyfieithydd", Href: "/offers/cyfieithydd", Lang: "cy"}, Direction: directionTag(nil, offer.Wanted),
		Skill: "Interpreting: Welsh", Kind: "Skill", Org: page.UserText{Text: "Example Surgery"}, Until: "1 March 2027", Invented: true,
		State: "Expired",
	},
}

var listPage = page.New(files, "templates/list.html",
	listView{List: page.FilteredList{Path: listPath}, Files: fileLinks(nil)},
	listView{
		List: page.FilteredList{
			Path: listPath, ClearHref: listPath, Pages: page.Pagination{Next: "/offers?page=2"},
			Selects: []page.FilterSelect{page.NewFilterSelect("place", "Place", "All places", "exampleton", []string{"exampleton"}, "")},
		},
		Items: exampleItems, Files: fileLinks(nil),
	},
	listView{List: page.FilteredList{Path: listPath, ClearHref: listPath}},
	listView{List: page.FilteredList{Path: listPath}, Items: exampleItems[1:], Invented: true},
)

// listSize is the number of entries on a page of a list.
const listSize = 50

// filters are the names of what the list is filtered by, in its address.
var filters = []string{"direction", "kind", "skill", "place"}

func (h *handlers) list(w http.ResponseWriter, r *http.Request) error {
	chosen := url.Values{}
	for _, name := range filters {
		if value := web.QueryText(r, name); value != "" {
			chosen.Set(name, value)
		}
	}
	q := offer.Query{
		Direction: offer.Direction(chosen.Get("direction")), Kind: skill.Kind(chosen.Get("kind")), Skill: chosen.Get("skill"),
		Place: chosen.Get("place"),
	}
	words := h.PagePrinter(r)
	var v listView
	err := h.DB.View(r.Context(), func(tx *db.Tx) error {
		now, err := tx.Now(r.Context())
		if err != nil {
			return err
		}
		found, err := offer.Find(r.Context(), tx, q, now, r.URL.Query().Get(page.CursorName), listSize)
		if err != nil {
			return err
		}
		v = listView{List: page.FilteredList{Path: listPath, Pages: page.Neighbours(listPath, chosen, found.Previous, found.Next)}}
		if v.Items, err = h.items(r.Context(), tx, words, found.Items, now); err != nil {
			return err
		}
		return addSelects(r.Context(), tx, words, &v.List, chosen, now)
	})
	if err != nil {
		return err
	}
	if len(chosen) > 0 {
		v.List.ClearHref = listPath
	}
	v.Invented = allInvented(v.Items)
	v.Files = fileLinks(page.Printer(r))
	return listPage.Write(w, r, http.StatusOK, v)
}

// items shows entries in a list.
func (h *handlers) items(ctx context.Context, tx *db.Tx, words web.PagePrinter, all []*offer.Entry, now time.Time) ([]itemView, error) {
	orgs, err := orgNames(ctx, tx)
	if err != nil {
		return nil, err
	}
	var refs []string
	for _, e := range all {
		refs = append(refs, e.Places...)
	}
	places, err := placeNames(ctx, tx, words, refs)
	if err != nil {
		return nil, err
	}
	var items []itemView
	for _, e := range all {
		item := itemView{
			Title:     page.UserText{Text: e.Title, Href: offer.Path(e.Ref), Lang: words.LangOrCouncil(e.Language)},
			Direction: directionTag(&words, e.Direction), State: e.StateOn(now).In(words.Printer),
			Skill: skill.Name(e.Skill).In(words.Printer), Kind: e.Kind().Label().In(words.Printer), Org: orgText(words, orgs[e.Org]),
			Quantity: e.Unit.Quantity(e.Quantity).In(words.Printer), Until: words.Date(e.Expires), Invented: e.Invented != "",
		}
		for _, ref := range e.Places {
			if p, ok := places[ref]; ok {
				item.Places = append(item.Places, p)
			}
		}
		items = append(items, item)
	}
	return items, nil
}

// allInvented marks items as invented once, if all of them are, and reports whether that is so.
func allInvented(items []itemView) bool {
	for _, item := range items {
		if !item.Invented {
			return false
		}
	}
	for i := range items {
		items[i].Invented = false
	}
	return len(items) > 0
}

func directionTag(words *web.PagePrinter, d offer.Direction) page.Tag {
	tag := page.Tag{Text: d.Label().In(nil), Colour: "blue"}
	if words != nil {
		tag.Text = d.Label().In(words.Printer)
	}
	if d == offer.Wanted {
		tag.Colour = "purple"
	}
	return tag
}

func orgText(words web.PagePrinter, o account.Org) page.UserText {
	return page.UserText{Text: o.Name, Lang: words.LangOrCouncil("")}
}

func placeNames(ctx context.Context, tx *db.Tx, words web.PagePrinter, refs []string) (map[string]page.UserText, error) {
	places, err := place.GetMany(ctx, tx, refs)
	names := map[string]page.UserText{}
	for _, p := range places {
		names[p.Ref] = page.UserText{Text: p.Name, Href: "/places/" + p.Ref, Lang: words.LangOrCouncil("")}
	}
	return names, err
}

// addSelects adds the filters of the list.
func addSelects(
	ctx context.Context, tx *db.Tx, words web.PagePrinter, list *page.FilteredList, chosen url.Values, now time.Time,
) error {
	p := words.Printer
	add := func(name, label, all string, options ...page.FilterOption) {
		for i := range options {
			options[i].Chosen = options[i].Value == chosen.Get(name)
		}
		list.AddSelect(page.FilterSelect{Name: name, Label: label, All: all, Options: options})
	}
	var directions, kinds, skills, inPlaces []page.FilterOption
	for _, d := range offer.Directions {
		directions = append(directions, page.FilterOption{Value: string(d), Text: d.Label().In(p)})
	}
	for _, k := range skill.Kinds {
		kinds = append(kinds, page.FilterOption{Value: string(k), Text: k.Label().In(p)})
	}
	for _, s := range skill.On(now) {
		skills = append(skills, page.FilterOption{Value: s.Code, Text: s.Name.In(p)})
	}
	refs, err := offer.Places(ctx, tx)
	if err != nil {
		return err
	}
	places, err := place.GetMany(ctx, tx, refs)
	for _, x := range places {
		inPlaces = append(inPlaces, page.FilterOption{Value: x.Ref, Text: x.Name, Lang: words.LangOrCouncil("")})
	}
	add("direction", p.Say("Offered or wanted"), p.Say("Both"), directions...)
	add("kind", p.Say("Kind"), p.Say("All kinds"), kinds...)
	add("skill", p.Say("Skill, asset or knowledge"), p.Say("All of them"), skills...)
	add("place", p.Say("Place"), p.Say("All places"), inPlaces...)
	return err
}

// allView is the data for all.html.
type allView struct {
	page.StaffView
	Heads []page.ColumnHead
	Items []itemView
	Pages page.Pagination
}

var allPage = page.New(files, "templates/all.html",
	allView{},
	allView{Heads: allHeads(web.PagePrinter{}, nil), Items: exampleItems, Pages: page.Pagination{Next: allPath + "?page=2"}},
)

func allHeads(words web.PagePrinter, query url.Values) []page.ColumnHead {
	p := words.Printer
	return page.ColumnHeads(allPath, query, offer.Sorts.Link,
		page.Column{Text: p.Say("Title"), Sort: "title"}, page.Column{Text: p.Say("Organisation")},
		page.Column{Text: p.Say("Skill, asset or knowledge")}, page.Column{Text: p.Say("State")},
		page.Column{Text: p.Say("Shown until"), Sort: "expires"})
}

// all shows the council what every organisation offers and wants, open or not.
func (h *handlers) all(w http.ResponseWriter, r *http.Request) error {
	words := h.PagePrinter(r)
	var v allView
	err := h.DB.View(r.Context(), func(tx *db.Tx) error {
		now, err := tx.Now(r.Context())
		if err != nil {
			return err
		}
		found, err := offer.ListAll(r.Context(), tx, page.SortBy(r.URL.Query()), r.URL.Query().Get(page.CursorName), listSize)
		if err != nil {
			return err
		}
		v = allView{Heads: allHeads(words, r.URL.Query()), Pages: page.Neighbours(allPath, r.URL.Query(), found.Previous, found.Next)}
		v.Items, err = h.items(r.Context(), tx, words, found.Items, now)
		for i, e := range found.Items {
			if !e.OpenOn(now) {
				v.Items[i].Title.Href = ""
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	return allPage.Write(w, r, http.StatusOK, v)
}
