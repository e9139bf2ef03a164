package web

import (
	"github.com/folkmoot/folkmoot/internal/chart"
	"github.com/folkmoot/folkmoot/internal/place"
)

// NewPlaceMap returns the tile map of places. value returns the value of a place and its text; without it, the map shows none.
func NewPlaceMap(
	words PagePrinter, title string, tiles []place.Place, value func(place.Place) (float64, string, bool), format func(float64) string,
) *chart.Tiles {
	var all []chart.Tile
	for _, p := range tiles {
		t := chart.Tile{Column: p.Column, Row: p.Row, Name: p.Name, Href: "/places/" + p.Ref}
		if value != nil {
			var ok bool
			t.Value, t.Text, ok = value(p)
			t.Missing = !ok
		}
		all = append(all, t)
	}
	m := chart.NewTiles(words.Printer, "map", title, words.LangOrCouncil(""), all, format)
	m.Caption = words.Say("Tiles show roughly how places lie to each other. They do not show their shapes or sizes.")
	return m
}
