package chart

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/locale"
)

// Tile is a place in a tile map, at a column and a row that count from 1.
type Tile struct {
	Column, Row int
	Name, Href  string
	Value       float64
	Text        string // the value as it is shown; "" if the map shows none
	Missing     bool   // there is no value for it
	Note        string // why a value is missing; "" is that there is none
}

// Tiles is a map of places as squares of one size, which shows roughly how they lie to each other. The darker a tile, the
// larger its value. A table with the same values is beside it.
type Tiles struct {
	ID, Title, Caption string
	Lang               string // of Title and the names
	Key                []Key
	Cells              []TileCell
	Height             int
	Description        string // of a map whose tiles lead nowhere, for those who do not see it
}

// TileCell is a tile as it is drawn. X and Width are percentages, Y is pixels.
type TileCell struct {
	X, Width string
	Y        int
	Class    string
	Href     string // "" if the tile leads nowhere
	Label    string // for those who do not see it
	Fit      string // class that hides the texts where the tile is too narrow
	Lines    []TileLine
}

// TileLine is a line of the text of a tile.
type TileLine struct {
	X     string
	Y     int
	Text  string
	Value bool // it is the value, and not part of the name
}

// IsHatched reports whether the tile has no value.
func (c TileCell) IsHatched() bool { return c.Class == hatched }

// TileHeight is the height of a tile in pixels.
const (
	TileHeight    = 92
	tileLine      = 18
	tileNameLines = 3 // of a name
	tileLevels    = 5
	lineLetters   = 45 // of all tiles beside each other
)

// NewTiles returns the map of tiles. format writes a value for the key.
func NewTiles(words *locale.Printer, id, title, lang string, tiles []Tile, format func(float64) string) *Tiles {
	m := &Tiles{ID: id, Title: title, Lang: lang}
	columns, low, high := 1, math.Inf(1), math.Inf(-1)
	var notes []string // of tiles without a value, each once
	valued := false
	for _, t := range tiles {
		columns, m.Height = max(columns, t.Column), max(m.Height, t.Row*TileHeight)
		switch {
		case t.Missing:
			if note := t.note(words); !slices.Contains(notes, note) {
				notes = append(notes, note)
			}
		case t.Text != "":
			valued = true
			low, high = min(low, t.Value), max(high, t.Value)
		}
	}
	level := func(v float64) int {
		if high <= low {
			return tileLevels / 2
		}
		return min(int((v-low)/(high-low)*tileLevels), tileLevels-1)
	}
	used := map[int]bool{}
	for _, t := range tiles {
		class := "s6"
		switch {
		case t.Missing:
			class = hatched
		case t.Text != "":
			used[level(t.Value)] = true
			class = levelClass(level(t.Value))
		}
		m.Cells = append(m.Cells, newTileCell(words, t, columns, class))
	}
	slices.SortStableFunc(m.Cells, func(a, b TileCell) int { return cmp.Compare(a.Y, b.Y) })
	if !slices.ContainsFunc(tiles, func(t Tile) bool { return t.Href != "" }) {
		var labels []string
		for _, c := range m.Cells {
			labels = append(labels, c.Label)
		}
		m.Description = strings.Join(labels, ", ")
	}
	if valued {
		m.Key = tileKey(words, used, low, high, format)
		for _, note := range notes {
			m.Key = append(m.Key, Key{hatched, note})
		}
	}
	return m
}

// note says why t has no value.
func (t Tile) note(words *locale.Printer) string {
	if t.Note != "" {
		return t.Note
	}
	return words.Say("No figure")
}

// levelClass is the class of a level: the colours of a scale with one side, from light to dark.
func levelClass(level int) string { return fmt.Sprintf("s%d", tileLevels-level) }

func tileKey(words *locale.Printer, used map[int]bool, low, high float64, format func(float64) string) (key []Key) {
	if high <= low {
		return []Key{{levelClass(tileLevels / 2), format(low)}}
	}
	step := (high - low) / tileLevels
	for i := range tileLevels {
		if used[i] {
			key = append(key, Key{levelClass(i), words.Say("%s to %s", format(low+float64(i)*step), format(low+float64(i+1)*step))})
		}
	}
	return key
}

func newTileCell(words *locale.Printer, t Tile, columns int, class string) TileCell {
	width := 1 / float64(columns)
	c := TileCell{
		X: percent(float64(t.Column-1) * width), Width: percent(width), Y: (t.Row - 1) * TileHeight, Class: class, Href: t.Href, Label: t.Name,
	}
	lines := wrap(t.Name, max(8, lineLetters/columns))
	if len(lines) > tileNameLines { // its label has all of it
		lines = append(lines[:tileNameLines-1], lines[tileNameLines-1]+"…")
	}
	switch {
	case t.Missing:
		c.Label = t.Name + " " + t.note(words)
		if t.Note != "" {
			lines = append(lines, t.Note)
		}
	case t.Text != "":
		c.Label = t.Name + " " + t.Text // as it is shown, so that people who speak to their computer can say it
		lines = append(lines, t.Text)
	}
	switch {
	case columns <= 3:
		c.Fit = "any"
	case columns <= 6:
		c.Fit = "medium"
	default:
		c.Fit = "wide"
	}
	first := c.Y + (TileHeight-len(lines)*tileLine)/2 + tileLine*3/4
	for i, line := range lines {
		isValue := t.Text != "" && i == len(lines)-1
		c.Lines = append(c.Lines, TileLine{percent((float64(t.Column) - 0.5) * width), first + i*tileLine, line, isValue})
	}
	return c
}

// wrap returns the words of a text in lines of about this many characters.
func wrap(text string, letters int) (lines []string) {
	for _, word := range strings.Fields(text) {
		if last := len(lines) - 1; last >= 0 && len(lines[last])+1+len(word) <= letters {
			lines[last] += " " + word
			continue
		}
		lines = append(lines, word)
	}
	return lines
}
