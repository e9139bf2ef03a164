package placeweb

import (
	"net/http"

	"github.com/folkmoot/folkmoot/internal/chart"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/internal/web"
)

type listView struct {
	Map    *chart.Tiles // nil if no place is on it
	Items  []listItem
	Tables []page.UserText
	Pages  page.Pagination
}

type listItem struct {
	page.UserText
	Kind string
}

var listPage = page.New(files, "templates/list.html",
	listView{},
	listView{
		Map: exampleMap(false), Items: []listItem{{page.UserText{Text: "Exampleton", Href: "/places/exampleton", Lang: "en"}, "District"}},
		Tables: []page.UserText{{Text: "Age", Href: "/figures/age", Lang: "en"}}, Pages: page.Pagination{Next: "/places?page=2"},
	},
)

func exampleMap(valued bool) *chart.Tiles {
	tiles := []chart.Tile{
		{Column: 1, Row: 1, Name: "Exampleton", Href: "/places/exampleton"},
		{Column: 2, Row: 1, Name: "North West Sampleshire", Href: "/places/north-west"},
		{Column: 2, Row: 2, Name: "Melby", Href: "/places/melby"},
	}
	if valued {
		tiles[0].Value, tiles[0].Text = 12.5, "12.5%"
		tiles[1].Value, tiles[1].Text = 20, "20%"
		tiles[2].Missing = true
	}
	return chart.NewTiles(nil, "map", "Districts", "en", tiles, func(f float64) string { return web.PagePrinter{}.Decimal(f) + "%" })
}

// listSize is the number of places on a page of a list.
const listSize = 60

func (h *handlers) list(w http.ResponseWriter, r *http.Request) error {
	var found db.Page[place.Place]
	var tiles []place.Place
	var tables []*place.Table
	at := r.URL.Query().Get(page.CursorName)
	err := h.DB.View(r.Context(), func(tx *db.Tx) (err error) {
		tables = nil
		if found, err = place.ListPage(r.Context(), tx, at, listSize); err != nil || at != "" {
			return err
		}
		now, err := tx.Now(r.Context())
		if err != nil {
			return err
		}
		if tiles, err = place.Tiles(r.Context(), tx, now); err != nil {
			return err
		}
		return place.EachTable(r.Context(), tx, func(t *place.Table) error {
			tables = append(tables, t)
			return nil
		})
	})
	if err != nil {
		return err
	}
	words := h.PagePrinter(r)
	v := listView{Pages: page.Neighbours(placesPath, nil, found.Previous, found.Next)}
	if len(tiles) > 0 {
		v.Map = web.NewPlaceMap(words, words.Say("Map"), tiles, nil, nil)
		v.Map.Lang = words.Lang()
	}
	for _, p := range found.Items {
		v.Items = append(v.Items, listItem{placeLink(words, p), p.Kind.Label().In(words.Printer)})
	}
	for _, t := range tables {
		v.Tables = append(v.Tables, tableLink(words, t))
	}
	return listPage.Write(w, r, http.StatusOK, v)
}

func placeLink(words web.PagePrinter, p place.Place) page.UserText {
	return page.UserText{Text: p.Name, Href: placesPath + "/" + p.Ref, Lang: words.LangOrCouncil("")}
}

func tableLink(words web.PagePrinter, t *place.Table) page.UserText {
	return page.UserText{Text: t.Title, Href: figuresPath + "/" + t.Ref, Lang: words.LangOrCouncil("")}
}
