package placeweb

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/folkmoot/folkmoot/internal/chart"
	"github.com/folkmoot/folkmoot/internal/csvout"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/internal/web"
)

type figuresView struct {
	Title, Lang string
	Back        page.Link
	Path        string
	Select      page.FilterSelect // category
	Source      sourceView
	Map         *chart.Tiles // nil if no place on the map has a figure
	Bars        chart.Bars
	Download    string
	Corrections string // address of the file; "" if there are none
	Pages       page.Pagination
}

var figuresPage = page.New(files, "templates/figures.html",
	figuresView{Title: "Age", Lang: "en", Back: page.Link{Text: "Places", Href: placesPath}},
	figuresView{
		Title: "Disability", Lang: "en", Back: page.Link{Text: "Places", Href: placesPath}, Path: "/figures/disability",
		Select: page.NewFilterSelect("category", "Category", "", "Disabled", []string{"Disabled", "Not disabled"}, "en"),
		Source: sourceView{
			page.UserText{Text: "Disability", Lang: "en"}, page.UserText{Text: "Census 2021", Href: "https://example.org", Lang: "en"},
			"usual residents", "21 March 2021", "", "en", "", "Open Government Licence v3.0",
		},
		Map: exampleMap(true),
		Bars: chart.Bars{ID: "by-place", Title: "Disabled", Lang: "en", Label: "Place", Number: "Number", Total: 100,
			Bars: []chart.Bar{{Label: "Exampleton", Value: 12.5, Text: "1,250 (12.5%)", Lang: "en"}}},
		Download: "/figures/disability/figures.csv", Corrections: "/figures/disability/corrections.csv",
		Pages: page.Pagination{Next: "/figures/disability?page=2"},
	},
)

// categoryName is the name of the category in the address of a page of figures.
const categoryName = "category"

func (h *handlers) showFigures(w http.ResponseWriter, r *http.Request) error {
	var t *place.Table
	var found db.Page[place.InTable]
	var tiles []place.InTable
	corrected := false
	err := h.DB.View(r.Context(), func(tx *db.Tx) (err error) {
		if t, err = place.GetTable(r.Context(), tx, r.PathValue("ref")); err != nil {
			return err
		}
		if found, err = place.TablePage(r.Context(), tx, t.Ref, r.URL.Query().Get(page.CursorName), listSize); err != nil {
			return err
		}
		if corrected, err = place.HasCorrections(r.Context(), tx, t.Ref); err != nil {
			return err
		}
		now, err := tx.Now(r.Context())
		if err != nil {
			return err
		}
		tiles, err = place.TilesWith(r.Context(), tx, now, t.Ref)
		return err
	})
	if err != nil {
		return err
	}
	words, shown := h.PagePrinter(r), t.Shown()
	category := web.QueryText(r, categoryName)
	if len(shown) > 0 && category == "" {
		category = shown[0]
	}
	if len(shown) > 0 && !slices.Contains(shown, category) {
		return fault.New(fault.NotFound, "There are no such figures.")
	}
	path := figuresPath + "/" + t.Ref
	v := figuresView{
		Title: t.Title, Lang: words.LangOrCouncil(""), Back: page.Link{Text: words.Say("Places"), Href: placesPath}, Path: path,
		Source: newSource(words, t), Download: path + "/figures.csv",
		Pages: page.Neighbours(path, map[string][]string{categoryName: {category}}, found.Previous, found.Next),
	}
	if corrected {
		v.Corrections = path + "/corrections.csv"
	}
	v.Source.Table.Href = ""
	v.Select = page.NewFilterSelect(categoryName, words.Say("Category"), "", category, shown, v.Lang)
	v.Map = tableMap(words, t, tiles, category)
	v.Bars = placeBars(words, t, found.Items, category)
	return figuresPage.Write(w, r, http.StatusOK, v)
}

// tableMap returns the map of a category, or nil if no place on it has a figure.
func tableMap(words web.PagePrinter, t *place.Table, tiles []place.InTable, category string) *chart.Tiles {
	places, figures, any := []place.Place{}, map[string]place.Figures{}, false
	for _, tile := range tiles {
		places = append(places, tile.Place)
		figures[tile.Ref] = tile.Figures
		_, has := tile.Figures[category]
		any = any || has
	}
	if !any {
		return nil
	}
	format := words.Decimal
	if t.Measure == place.Parts {
		format = func(f float64) string { return percentText(words, f) }
	}
	return web.NewPlaceMap(words, category, places, func(p place.Place) (float64, string, bool) {
		if _, ok := figures[p.Ref][category]; !ok {
			return 0, "", false
		}
		value, _ := measured(words, t, figures[p.Ref], category)
		return value, format(value), true
	}, format)
}

// placeBars returns the figures of a category by place.
func placeBars(words web.PagePrinter, t *place.Table, places []place.InTable, category string) chart.Bars {
	b := chart.Bars{ID: "by-place", Title: category, Lang: words.LangOrCouncil(""), Label: words.Say("Place"), Number: words.Say("Number")}
	for _, p := range places {
		one := chart.Bar{Label: p.Name, Lang: words.LangOrCouncil("")}
		if _, ok := p.Figures[category]; ok {
			one.Value, one.Text = measured(words, t, p.Figures, category)
		} else {
			one.Hidden, one.Text = true, words.Say("No figure")
		}
		b.Bars = append(b.Bars, one)
	}
	return b
}

// download sends the figures of a table as CSV.
func (h *handlers) download(w http.ResponseWriter, r *http.Request) error {
	var t *place.Table
	var all []place.InTable
	err := h.DB.View(r.Context(), func(tx *db.Tx) (err error) {
		all = nil
		if t, err = place.GetTable(r.Context(), tx, r.PathValue("ref")); err != nil {
			return err
		}
		return db.Each(func(at string) (db.Page[place.InTable], error) {
			return place.TablePage(r.Context(), tx, t.Ref, at, 500)
		}, func(p place.InTable) error {
			all = append(all, p)
			return nil
		})
	})
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+t.Ref+`.csv"`)
	out := csvout.NewWriter(w)
	out.Write([]string{"code", "place", "category", "value"})
	for _, p := range all {
		for _, category := range t.Categories {
			if n, ok := p.Figures[category]; ok {
				out.Write([]string{p.Code, csvout.EscapeCell(p.Name), csvout.EscapeCell(category), strconv.FormatFloat(n, 'f', -1, 64)})
			}
		}
	}
	return out.Flush()
}

// downloadCorrections sends what was corrected of the figures of a table as CSV, the oldest first.
func (h *handlers) downloadCorrections(w http.ResponseWriter, r *http.Request) error {
	table, rows := r.PathValue("ref"), [][]string{{"date", "place", "category", "before", "after", "why"}}
	err := h.DB.View(r.Context(), func(tx *db.Tx) error {
		if _, err := place.GetTable(r.Context(), tx, table); err != nil {
			return err
		}
		rows = rows[:1]
		return place.EachCorrection(r.Context(), tx, table, func(c place.Correction) error {
			p, err := place.Get(r.Context(), tx, c.Place)
			for _, change := range c.Changes {
				after := ""
				if change.After != nil {
					after = strconv.FormatFloat(*change.After, 'f', -1, 64)
				}
				rows = append(rows, []string{c.Changed.Format(time.DateOnly), p.Code, csvout.EscapeCell(change.Category),
					strconv.FormatFloat(*change.Before, 'f', -1, 64), after, csvout.EscapeCell(c.Why)})
			}
			return err
		})
	})
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+table+`-corrections.csv"`)
	out := csvout.NewWriter(w)
	for _, row := range rows {
		out.Write(row)
	}
	return out.Flush()
}
