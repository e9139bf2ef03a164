package partnerweb

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/easyread"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/partner"
	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/internal/web"
)

type listView struct {
	Search    string
	Selects   []page.FilterSelect
	Filtered  bool
	Items     []listItem
	Pages     page.Pagination
	Downloads []page.Link
	Invented  string
}

type listItem struct {
	page.UserText
	Kind, Purpose string
}

var exampleDownloads = []page.Link{{Text: "CSV", Href: csvPath}, {Text: "JSON", Href: jsonPath}}

var listPage = page.New(files, "templates/list.html",
	listView{Downloads: exampleDownloads},
	listView{Search: "food", Filtered: true, Downloads: exampleDownloads, Invented: "what the partners say they do",
		Selects: []page.FilterSelect{page.NewFilterSelect("place", "Place", "All places", "north", []string{"north"}, "")},
		Items: []listItem{
			{page.UserText{Text: "Example Valley Food Bank", Href: "/partners/food", Lang: "en"}, "Charity", "We give food to families."},
			{page.UserText{Text: "Walking group", Href: "/partners/walks", Lang: "en"}, "Group without a registration", ""},
		},
		Pages: page.Pagination{Next: "/partners?page=2"}},
	listView{Filtered: true, Search: "zeppelin", Downloads: exampleDownloads},
)

// listSize is the number of partners on a page of the list.
const listSize = 50

func (h *handlers) list(w http.ResponseWriter, r *http.Request) error {
	words, chosen := h.PagePrinter(r), url.Values{}
	for _, name := range []string{"q", "place", "sector", "group"} {
		if value := web.QueryText(r, name); value != "" {
			chosen.Set(name, value)
		}
	}
	v := listView{Search: chosen.Get("q"), Filtered: len(chosen) > 0}
	err := h.DB.View(r.Context(), func(tx *db.Tx) error {
		around, err := placesAround(r.Context(), tx, chosen.Get("place"))
		if err != nil {
			return err
		}
		q := partner.Query{Places: around, Sector: partner.Sector(chosen.Get("sector")), Group: chosen.Get("group"), Words: v.Search}
		found, err := partner.Find(r.Context(), tx, q, r.URL.Query().Get(page.CursorName), listSize)
		if err != nil {
			return err
		}
		v.Items = nil
		for _, p := range found.Items {
			v.Items = append(v.Items, listItem{page.UserText{Text: p.Name, Href: partner.Path(p.ID), Lang: words.LangOrCouncil("")},
				p.Kind.Label().In(words.Printer), p.Purpose})
			if p.Invented != "" {
				v.Invented = p.Invented
			}
		}
		v.Pages = page.Neighbours(partner.PublicPath, chosen, found.Previous, found.Next)
		refs, groups, err := partner.Labels(r.Context(), tx)
		if err != nil {
			return err
		}
		places, err := place.GetMany(r.Context(), tx, refs)
		v.Selects = newSelects(words, chosen, places, groups)
		return err
	})
	if err != nil {
		return err
	}
	v.Downloads = []page.Link{{Text: words.Say("CSV"), Href: csvPath}, {Text: words.Say("JSON"), Href: jsonPath}}
	return listPage.Write(w, r, http.StatusOK, v)
}

// placesAround returns the place ref and those that it is within: a partner of the county serves each district. It returns
// nil for "".
func placesAround(ctx context.Context, tx *db.Tx, ref string) (refs []string, err error) {
	for ref != "" && !slices.Contains(refs, ref) {
		refs = append(refs, ref)
		p, err := place.Get(ctx, tx, ref)
		if fault.Is(err, fault.NotFound) {
			return refs, nil
		}
		if err != nil {
			return nil, err
		}
		ref = p.Within
	}
	return refs, nil
}

// newSelects returns the filters of the list.
func newSelects(words web.PagePrinter, chosen url.Values, places []place.Place, groups []string) []page.FilterSelect {
	choose := func(name, label, all string, options []page.FilterOption) page.FilterSelect {
		for i := range options {
			options[i].Chosen = options[i].Value == chosen.Get(name)
		}
		return page.FilterSelect{Name: name, Label: label, All: all, Options: options}
	}
	var inPlaces, sectors, ofGroups []page.FilterOption
	for _, p := range places {
		inPlaces = append(inPlaces, page.FilterOption{Value: p.Ref, Text: p.Name, Lang: words.LangOrCouncil("")})
	}
	for _, s := range partner.Sectors {
		sectors = append(sectors, page.FilterOption{Value: string(s), Text: s.Label().In(words.Printer)})
	}
	for _, code := range groups {
		if name, ok := evidence.GroupName(code); ok {
			ofGroups = append(ofGroups, page.FilterOption{Value: code, Text: name.In(words.Printer)})
		}
	}
	slices.SortFunc(ofGroups, func(a, b page.FilterOption) int { return strings.Compare(locale.Fold(a.Text), locale.Fold(b.Text)) })
	return []page.FilterSelect{
		choose("place", words.Say("Place"), words.Say("All places"), inPlaces),
		choose("sector", words.Say("Area of work"), words.Say("All areas of work"), sectors),
		choose("group", words.Say("Group"), words.Say("All groups"), ofGroups),
	}
}

// easyRead shows the directory in Easy Read, in the language of the council.
func (h *handlers) easyRead(w http.ResponseWriter, r *http.Request) error {
	words := h.PagePrinter(r)
	lang := words.LangOrCouncil("")
	own := locale.For(lang)
	v := web.EasyReadView{
		Lang: lang, Report: page.UserText{Text: words.Say("Partners"), Href: partner.PublicPath},
		Lines: []easyread.Line{
			{Picture: "read", Words: own.Say("The council works with other organisations.")},
			{Picture: "answer", Words: own.Say("We call them partners.")},
			{Picture: "check", Words: own.Say("Here you can read what they do.")},
		},
	}
	err := h.DB.View(r.Context(), func(tx *db.Tx) error {
		found, err := partner.Find(r.Context(), tx, partner.Query{}, "", listSize)
		for _, p := range found.Items {
			if p.EasyRead == "" {
				continue
			}
			v.Lines = append(v.Lines, easyread.Line{Picture: "send", Words: "**" + p.Name + "**\n\n" + p.EasyRead})
			if p.Invented != "" {
				v.Invented = p.Invented
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	return web.EasyReadPage.Write(w, r, http.StatusOK, v)
}
