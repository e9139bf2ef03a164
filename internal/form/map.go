package form

import (
	"slices"
	"strconv"
	"strings"
)

// Map is the outline map of a field of kind places.
type Map struct {
	Width, Height int // of the drawing; the numbers of all paths and positions are within it
	Areas         []MapArea
	Marks         []MapMark
	Clicks        []MapClick // images that send where they were clicked, for browsers without scripts
	Typed         bool       // the answer is also an input, for staff
	Remove        string     // name of the buttons that remove a mark, by its number
	Join          string     // name of the buttons that join pins
	CanLine       bool       // lines can be drawn
	CanArea       bool       // areas can be drawn
	CanPin        bool       // pins can be set
	Max           int        // the most marks that can be set
	Decimals      int        // of coordinates, in degrees

	// The numbers by which scripts turn a position in the drawing into degrees: the longitude at 0, the degrees for each
	// unit to the right, the latitude at 0, the degrees for each unit down.
	Lon, PerX, Lat, PerY string
}

// MapArea is an area, a street or a place of a map.
type MapArea struct {
	Name    string
	Label   []string // the name in lines, if there is room for it; the name is also beside the map
	IsWide  bool     // there is room for Label in wide windows only
	Path    string   // data of an SVG path
	IsArea  bool     // closed, and not a line
	X, Y    string   // of its label, or of the place
	IsPoint bool     // a place; Path is ""
	Shade   int      // of a map with numbers: from 0, the lightest, to 4; -1 for no number
	Number  string   // of a map with numbers, beside the name
}

// Lines returns the lines that are written in the area: its label and its number.
func (a *MapArea) Lines() []string {
	if len(a.Label) == 0 || a.Number == "" {
		return a.Label
	}
	return append(slices.Clip(a.Label), a.Number)
}

// FirstLine returns how far below its position the first line is written, in em: above a place, and
// so that all lines are around the middle of an area.
func (a *MapArea) FirstLine() string {
	if a.IsPoint {
		return "-0.6em"
	}
	return strconv.FormatFloat(0.35-0.6*float64(len(a.Lines())-1), 'f', 2, 64) + "em"
}

// MapMark is a mark that has been set on a map.
type MapMark struct {
	Number int
	Text   string // what and where it is, in words
	X, Y   string // of its first point
	Path   string // data of an SVG path of a line or an area; "" for a pin
	IsArea bool
}

// MapClick is an image to click on.
type MapClick struct {
	Name          string
	Width, Height int
}

// Names returns the names of the areas, for readers who do not see the map.
func (m *Map) Names() string {
	names := make([]string, len(m.Areas))
	for i := range m.Areas {
		names[i] = m.Areas[i].Name
	}
	return strings.Join(names, ", ")
}

// IsFull reports whether no further mark can be set.
func (m *Map) IsFull() bool { return len(m.Marks) >= m.Max }

// Pins returns the number of pins among the marks.
func (m *Map) Pins() (n int) {
	for i := range m.Marks {
		if m.Marks[i].Path == "" {
			n++
		}
	}
	return n
}
