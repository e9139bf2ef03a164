package outcomeweb

import (
	"context"
	"net/http"
	"slices"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/outcome"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/internal/web"
)

// listView is the data for list.html.
type listView struct {
	Area   page.UserText // whose readings are shown
	Themes []themeView
	Pages  page.Pagination
	Empty  []string // themes without an indicator
	Files  []page.Link
}

type themeView struct {
	ID, Title string
	Items     []itemView
}

// Contents returns the links to the themes, if there are several.
func (v listView) Contents() (links []page.Link) {
	for _, theme := range v.Themes {
		links = append(links, page.Link{Text: theme.Title, Href: "#" + theme.ID})
	}
	if len(links) < 2 {
		return nil
	}
	return links
}

// itemView is an indicator in the list.
type itemView struct {
	Title         page.UserText
	Plain         string // what it is, in one line
	Value, Period string // "" without a reading of the area
	Direction     string
	Change        changeView
	Invented      bool
	Lang          string
}

var listPage = page.New(files, "templates/list.html",
	listView{},
	listView{
		Area: page.UserText{Text: "Exampleshire", Href: "/places/exampleshire", Lang: "en"},
		Themes: []themeView{
			{"safety", "Safety", []itemView{
				{Title: page.UserText{Text: "Feeling safe", Href: "/quality-of-life/safe", Lang: "en"}, Plain: "Do people feel safe?", Value: "72.0%",
					Period: "2024", Direction: "Higher is better", Lang: "en", Invented: true,
					Change: changeView{Tag: page.Tag{Text: "Better", Colour: "green"}, Text: "12.0 above the reading for 2023.",
						Since: page.Tag{Text: "Worse"}, SinceText: "1.0 below the reading for 2020."}},
			}},
			{"income", "Income", []itemView{
				{Title: page.UserText{Text: "Tlodi", Href: "/quality-of-life/tlodi", Lang: "cy"}, Direction: "Lower is better", Lang: "cy"},
				{Title: page.UserText{Text: "Pay", Href: "/quality-of-life/pay", Lang: "en"}, Value: "£550", Period: "2024",
					Direction: "Higher is better", Change: changeView{Text: "There is no earlier reading."}, Lang: "en"},
			}},
		},
		Empty: []string{"Environment", "Health"},
		Pages: page.Pagination{Next: "/quality-of-life?page=2"}, Files: fileLinks(nil),
	},
)

// listSize is the number of indicators on a page of the list.
const listSize = 50

func (h *handlers) list(w http.ResponseWriter, r *http.Request) error {
	ctx, words := r.Context(), h.PagePrinter(r)
	var v listView
	err := h.DB.View(ctx, func(tx *db.Tx) error {
		v = listView{}
		found, err := outcome.List(ctx, tx, r.URL.Query().Get(page.CursorName), listSize)
		if err != nil {
			return err
		}
		v.Pages = page.Neighbours(outcome.ListPath, nil, found.Previous, found.Next)
		area, err := wholeArea(ctx, tx)
		if err != nil {
			return err
		}
		if area != nil {
			v.Area = placeLink(words, *area)
		}
		for _, i := range found.Items {
			item := itemView{
				Title: page.UserText{Text: i.Title, Href: outcome.Path(i.Ref), Lang: words.LangOrCouncil(i.Language)}, Plain: i.EasyRead,
				Direction: i.Direction.Label().In(words.Printer), Invented: i.Invented != "", Lang: words.LangOrCouncil(i.Language),
			}
			if area != nil {
				readings, err := outcome.ReadingsOf(ctx, tx, i.Ref, []string{area.Ref})
				if err != nil {
					return err
				}
				if c := i.Compare(readings[area.Ref]); c != nil {
					item.Value, item.Period = lazyValue{i, c.Latest.Value}.In(words.Printer), lazyPeriod(c.Latest).In(words.Printer)
					item.Change = newChange(words, i, c)
				}
			}
			v.add(words, i.Theme, item)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if len(v.Themes) > 0 {
		v.addEmpty(words)
		v.Files = fileLinks(words.Printer)
	}
	return listPage.Write(w, r, http.StatusOK, v)
}

// add adds an indicator of a theme, which is the last one or comes after it.
func (v *listView) add(words web.PagePrinter, theme outcome.Theme, item itemView) {
	if n := len(v.Themes); n == 0 || v.Themes[n-1].ID != string(theme) {
		v.Themes = append(v.Themes, themeView{ID: string(theme), Title: theme.Label().In(words.Printer)})
	}
	last := &v.Themes[len(v.Themes)-1]
	last.Items = append(last.Items, item)
}

// addEmpty names the themes without an indicator, if all indicators are on the page.
func (v *listView) addEmpty(words web.PagePrinter) {
	if v.Pages.Next != "" || v.Pages.Previous != "" {
		return
	}
	for _, t := range outcome.Themes {
		if !slices.ContainsFunc(v.Themes, func(one themeView) bool { return one.ID == string(t) }) {
			v.Empty = append(v.Empty, t.Label().In(words.Printer))
		}
	}
}

// wholeArea returns the place that all others are in: the only county. It is nil if there are none or several.
func wholeArea(ctx context.Context, tx *db.Tx) (*place.Place, error) {
	all, err := place.Large(ctx, tx, place.County)
	if err != nil || len(all) != 1 {
		return nil, err
	}
	return &all[0], nil
}

func placeLink(words web.PagePrinter, p place.Place) page.UserText {
	return page.UserText{Text: p.Name, Href: "/places/" + p.Ref, Lang: words.LangOrCouncil("")}
}

// fileLinks are the files with the readings of all indicators.
func fileLinks(p *locale.Printer) (links []page.Link) {
	for _, f := range readingsTable.Files() {
		links = append(links, page.Link{Text: f.Format.In(p), Href: f.Path})
	}
	return links
}
