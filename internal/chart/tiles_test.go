package chart

import (
	"slices"
	"strconv"
	"testing"
)

// A tile map has its tiles at their places, from light for the least value to dark for the largest, and says what each shows.
func TestTilesShowValuesFromLightToDark(t *testing.T) {
	m := NewTiles(nil, "map", "Disabled residents", "en", []Tile{
		{Column: 2, Row: 2, Name: "Melby", Missing: true},
		{Column: 1, Row: 1, Name: "North West Sampleshire", Value: 10, Text: "10%"},
		{Column: 3, Row: 1, Name: "Exampleton", Value: 20, Text: "20%"},
	}, func(f float64) string { return strconv.FormatFloat(f, 'f', 0, 64) + "%" })
	var got []string
	for _, c := range m.Cells {
		got = append(got, c.Class+" "+c.X+" "+strconv.Itoa(c.Y)+" "+c.Label)
	}
	want := []string{"s5 0.0% 0 North West Sampleshire 10%", "s1 66.7% 0 Exampleton 20%", "other 33.3% 92 Melby No figure"}
	if !slices.Equal(got, want) || m.Height != 2*TileHeight {
		t.Errorf("%q, height %d", got, m.Height)
	}
	if key := []Key{{"s5", "10% to 12%"}, {"s1", "18% to 20%"}, {"other", "No figure"}}; !slices.Equal(m.Key, key) {
		t.Errorf("key %q", m.Key)
	}
	if lines := m.Cells[0].Lines; len(lines) != 3 || lines[0].Text != "North West" || lines[2].Text != "10%" || lines[0].X != "16.7%" {
		t.Errorf("lines %v", lines)
	}
}
