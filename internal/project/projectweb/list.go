package projectweb

import (
	"context"
	"net/http"
	"net/url"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/internal/project"
	"github.com/folkmoot/folkmoot/internal/web"
)

// itemView is a project in a list.
type itemView struct {
	Title    page.UserText
	Stage    page.Tag
	Lead     page.UserText
	Places   []page.UserText
	Summary  string
	Days     string
	Invented bool
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
		Title: page.UserText{Text: "Interpreters at the surgery", Href: "/projects/interpreters", Lang: "en"},
		Stage: page.Tag{Text: "Under way", Colour: "green"}, Lead: page.UserText{Text: "Example Valley Group"},
		Places:  []page.UserText{{Text: "Exampleton", Href: "/places/exampleton", Lang: "en"}},
		Summary: "Interpreters sit in on appointments.", Days: "1 April 2026 to 31 March 2027",
	},
	{
		Title: page.UserText{Text: "Clwb cinio", Href: "/projects/clwb-cinio", Lang: "cy"}, Stage: page.Tag{Text: "Idea", Colour: "grey"},
		Lead: page.UserText{Text: "Example Surgery"}, Summary: "Cinio bob dydd Mawrth.", Days: "1 April 2026 to 31 March 2027", Invented: true,
	},
}

var listPage = page.New(files, "templates/list.html",
	listView{List: page.FilteredList{Path: listPath, SearchLabel: "Search projects"}, Files: fileLinks(nil)},
	listView{
		List: page.FilteredList{
			Path: listPath, ClearHref: listPath, Pages: page.Pagination{Next: "/projects?page=2"}, SearchLabel: "Search projects", Search: "surgery",
			Selects: []page.FilterSelect{page.NewFilterSelect("place", "Place", "All places", "exampleton", []string{"exampleton"}, "")},
		},
		Items: exampleItems, Files: fileLinks(nil),
	},
	listView{List: page.FilteredList{Path: listPath, ClearHref: listPath, SearchLabel: "Search projects", Search: "zeppelin"}},
	listView{List: page.FilteredList{Path: listPath, SearchLabel: "Search projects"}, Items: exampleItems[1:], Invented: true},
)

// listSize is the number of projects on a page of the list.
const listSize = 50

// filters are the names of what the list is filtered by, in its address.
var filters = []string{"q", "place", "need", "partner", "stage"}

func (h *handlers) list(w http.ResponseWriter, r *http.Request) error {
	chosen := url.Values{}
	for _, name := range filters {
		if value := web.QueryText(r, name); value != "" {
			chosen.Set(name, value)
		}
	}
	q := project.Query{
		Place: chosen.Get("place"), Need: chosen.Get("need"), Partner: chosen.Get("partner"), Stage: project.Stage(chosen.Get("stage")),
		Words: chosen.Get("q"),
	}
	words := h.PagePrinter(r)
	var v listView
	err := h.DB.View(r.Context(), func(tx *db.Tx) error {
		found, err := project.Find(r.Context(), tx, q, r.URL.Query().Get(page.CursorName), listSize)
		if err != nil {
			return err
		}
		v = listView{List: page.FilteredList{Path: listPath, Pages: page.Neighbours(listPath, chosen, found.Previous, found.Next),
			SearchLabel: words.Say("Search projects"), Search: q.Words}}
		if v.Items, err = items(r.Context(), tx, words, found.Items); err != nil {
			return err
		}
		return addSelects(r.Context(), tx, words, &v.List, chosen)
	})
	if err != nil {
		return err
	}
	if len(chosen) > 0 {
		v.List.ClearHref = listPath
	}
	v.Invented = allInvented(v.Items)
	v.Files = fileLinks(words.Printer)
	return listPage.Write(w, r, http.StatusOK, v)
}

// items shows projects in a list.
func items(ctx context.Context, tx *db.Tx, words web.PagePrinter, all []*project.Project) ([]itemView, error) {
	orgs, err := orgTexts(ctx, tx, words)
	if err != nil {
		return nil, err
	}
	var refs []string
	for _, p := range all {
		refs = append(refs, p.Places...)
	}
	places, err := placeTexts(ctx, tx, words, refs)
	if err != nil {
		return nil, err
	}
	var items []itemView
	for _, p := range all {
		item := itemView{
			Title: page.UserText{Text: p.Title, Href: project.Path(p.Ref), Lang: words.LangOrCouncil(p.Language)},
			Stage: stageTag(words, p.Stage), Lead: orgs[p.Lead], Summary: p.Summary, Days: days(words, p), Invented: p.Invented != "",
		}
		for _, ref := range p.Places {
			if x, ok := places[ref]; ok {
				item.Places = append(item.Places, x)
			}
		}
		items = append(items, item)
	}
	return items, nil
}

func days(words web.PagePrinter, p *project.Project) string {
	return words.Say("%s to %s", words.Date(p.From), words.Date(p.Until))
}

func stageTag(words web.PagePrinter, s project.Stage) page.Tag {
	colour := map[project.Stage]string{project.Prepare: "blue", project.Deliver: "green", project.Close: "purple"}[s]
	if colour == "" {
		colour = "grey"
	}
	return page.Tag{Text: s.Label().In(words.Printer), Colour: colour}
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

func placeTexts(ctx context.Context, tx *db.Tx, words web.PagePrinter, refs []string) (map[string]page.UserText, error) {
	places, err := place.GetMany(ctx, tx, refs)
	texts := map[string]page.UserText{}
	for _, p := range places {
		texts[p.Ref] = page.UserText{Text: p.Name, Href: "/places/" + p.Ref, Lang: words.LangOrCouncil("")}
	}
	return texts, err
}

// addSelects adds the filters of the list.
func addSelects(ctx context.Context, tx *db.Tx, words web.PagePrinter, list *page.FilteredList, chosen url.Values) error {
	lang := words.LangOrCouncil("")
	add := func(name, label, all string, options []page.FilterOption) {
		for i := range options {
			options[i].Chosen = options[i].Value == chosen.Get(name)
		}
		list.AddSelect(page.FilterSelect{Name: name, Label: label, All: all, Options: options})
	}
	labels, err := project.ListLabels(ctx, tx)
	if err != nil {
		return err
	}
	places, err := place.GetMany(ctx, tx, labels.Places)
	if err != nil {
		return err
	}
	needs, err := evidence.GetMany(ctx, tx, labels.Needs)
	if err != nil {
		return err
	}
	orgs, err := orgTexts(ctx, tx, words)
	if err != nil {
		return err
	}
	var inPlaces, forNeeds, ofPartners, stages []page.FilterOption
	for _, x := range places {
		inPlaces = append(inPlaces, page.FilterOption{Value: x.Ref, Text: x.Name, Lang: lang})
	}
	for _, x := range needs {
		forNeeds = append(forNeeds, page.FilterOption{Value: x.Ref, Text: x.Title, Lang: lang})
	}
	for _, id := range labels.Partners {
		ofPartners = append(ofPartners, page.FilterOption{Value: id, Text: orgs[id].Text, Lang: lang})
	}
	for _, s := range project.Stages {
		stages = append(stages, page.FilterOption{Value: string(s), Text: s.Label().In(words.Printer)})
	}
	add("place", words.Say("Place"), words.Say("All places"), inPlaces)
	add("need", words.Say("Need"), words.Say("All needs"), forNeeds)
	add("partner", words.Say("Organisation"), words.Say("All organisations"), ofPartners)
	add("stage", words.Say("Stage"), words.Say("All stages"), stages)
	return nil
}
