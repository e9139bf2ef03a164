package question

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/outline"
	"github.com/folkmoot/folkmoot/survey"
)

// mapWidth is the width of the drawing of maps; pages show it as wide as there is room.
const mapWidth = 600

// The size of labels in a drawing mapWidth pixels wide: about that of a character, half a line, and half the height of a
// capital. In narrow windows the drawing is smaller, so labels are labelNarrow times as large within it, here and in
// folkmoot.css.
const (
	labelWidth   = 7.3
	labelHeight  = 8
	labelCapital = 5
	labelNarrow  = 1.85
)

// mapField returns the map of q, of kind places, with the marks in value. It returns nil if q has no map.
func mapField(words *locale.Printer, q *survey.Question, value string) *form.Map {
	m := DrawMap(q)
	if m == nil {
		return nil
	}
	m.Remove, m.Join, m.Max, m.Decimals = q.MapRemove(), q.MapJoin(), q.MaxMarks(), q.MapDecimals()
	m.CanPin, m.CanLine, m.CanArea = q.CanMark(outline.Pin), q.CanMark(outline.Line), q.CanMark(outline.Area)
	for _, width := range survey.MapWidths {
		view := q.Outline().View(width)
		m.Clicks = append(m.Clicks, form.MapClick{Name: q.MapClick(width), Width: view.Width, Height: view.Height})
	}
	SetMarks(words, m, q, value)
	return m
}

// DrawMap returns the map of q, without marks; nil if it has none.
func DrawMap(q *survey.Question) *form.Map { return DrawOutline(q.Outline()) }

// DrawOutline returns the map of, without marks; nil if it has no areas.
func DrawOutline(of *outline.Map) *form.Map {
	if of == nil || len(of.Areas) == 0 {
		return nil
	}
	view := of.View(mapWidth)
	m := &form.Map{Width: view.Width, Height: view.Height}
	lon, perX, lat, perY := view.Affine()
	number := func(f float64) string { return strconv.FormatFloat(f, 'g', 12, 64) }
	m.Lon, m.PerX, m.Lat, m.PerY = number(lon), number(perX), number(lat), number(perY)
	for i := range of.Areas {
		area := &of.Areas[i]
		x, y := view.XY(area.Shape.Middle())
		one := form.MapArea{
			Name: area.Name, IsArea: area.Shape.Kind == outline.Area, IsPoint: area.Shape.Kind == outline.Pin, Shade: -1,
			X: outline.FormatPixel(x), Y: outline.FormatPixel(y),
		}
		if !one.IsPoint {
			one.Path = view.Path(area.Shape)
		}
		one.Label = label(view, area, x, y, 1)
		one.IsWide = !slices.Equal(one.Label, label(view, area, x, y, labelNarrow))
		m.Areas = append(m.Areas, one)
	}
	return m
}

// label returns the name of area in lines that fit into it around the pixel x, y of view, with characters of size times
// their usual size. It returns nil if there is no room, and one line for streets and places.
func label(view outline.View, area *outline.Named, x, y, size float64) []string {
	words := strings.Fields(area.Name)
	if area.Shape.Kind != outline.Area {
		return []string{area.Name}
	}
	lines := []string{strings.Join(words, " ")}
	if !fits(view, area.Shape, lines, x, y, size) {
		for n := 1; n < len(words); n++ { // the two lines that are most alike
			two := []string{strings.Join(words[:n], " "), strings.Join(words[n:], " ")}
			if len(lines) == 1 || longest(two) < longest(lines) {
				lines = two
			}
		}
	}
	if !fits(view, area.Shape, lines, x, y, size) {
		return nil
	}
	return lines
}

// longest returns the number of characters of the longest of lines.
func longest(lines []string) (n int) {
	for _, line := range lines {
		n = max(n, utf8.RuneCountInString(line))
	}
	return n
}

// fits reports whether lines are inside shape around the pixel x, y of view.
func fits(view outline.View, shape outline.Shape, lines []string, x, y, size float64) bool {
	for i, line := range lines {
		half := labelWidth * size * float64(utf8.RuneCountInString(line)) / 2
		middle := y + float64(2*i-len(lines)+1)*labelHeight*size
		for part := -1.0; part <= 1; part += 0.125 {
			for _, edge := range []float64{-labelCapital, labelCapital} {
				if !shape.Contains(view.At(x+part*half, middle+edge*size)) {
					return false
				}
			}
		}
	}
	return true
}

// SetMarks adds the marks in value, which is an answer to q, to m, its map.
func SetMarks(words *locale.Printer, m *form.Map, q *survey.Question, value string) {
	of := q.Outline()
	view := of.View(m.Width)
	marks, _ := outline.Parse(value) // what cannot be read is not shown; its error is beside the field
	for i, mark := range marks {
		x, y := view.XY(mark.Points()[0])
		one := form.MapMark{
			Number: i + 1, X: outline.FormatPixel(x), Y: outline.FormatPixel(y),
			Text: markText(words, of, mark), IsArea: mark.Kind == outline.Area,
		}
		if mark.Kind != outline.Pin {
			one.Path = view.Path(mark)
		}
		m.Marks = append(m.Marks, one)
	}
}

// PlacesText returns the marks of an answer to q in words, one on each line.
func PlacesText(words *locale.Printer, q *survey.Question, value string) string {
	marks, err := outline.Parse(value)
	if value == survey.DeletedPlaces {
		return words.Say("The marks on the map were deleted")
	}
	of := q.Outline()
	if err != nil || of == nil {
		return value
	}
	var lines []string
	for _, mark := range marks {
		p := mark.Points()[0]
		lat, lon, _ := strings.Cut(p.String(), " ")
		lines = append(lines, markText(words, of, mark)+" ("+lon+", "+lat+")")
	}
	return strings.Join(lines, "\n")
}

// markText says what and where a mark is: “Pin in Northfield”.
func markText(words *locale.Printer, of *outline.Map, mark outline.Shape) string {
	var names []string
	for _, id := range of.In(mark) {
		for i := range of.Areas {
			if of.Areas[i].ID == id {
				names = append(names, of.Areas[i].Name)
			}
		}
	}
	where := strings.Join(names, ", ")
	switch {
	case where == "" && mark.Kind == outline.Pin:
		return words.Say("Pin outside the named areas")
	case where == "" && mark.Kind == outline.Line:
		return words.Say("Line outside the named areas")
	case where == "":
		return words.Say("Area outside the named areas")
	case mark.Kind == outline.Pin:
		return words.Say("Pin in %s", where)
	case mark.Kind == outline.Line:
		return words.Say("Line in %s", where)
	}
	return words.Say("Area in %s", where)
}
