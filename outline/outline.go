// Package outline has the geometry of outline maps: the areas, streets and places that a map
// consists of, and what people mark on it.
//
// Coordinates are WGS 84 longitude and latitude, as whole numbers of 1/100,000 of a degree (about
// a metre), so that the same input gives the same result on every machine. [Parse] reads and
// [Format] writes shapes as well-known text, the notation of ISO 19125 that geographic
// information systems read. [ReadGeoJSON] reads the files in which councils have their
// boundaries (RFC 7946). A [View] draws a map to a given width and turns clicks into places.
package outline

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// Decimals is the number of decimal places of a degree that coordinates have, and Unit how many
// units a degree has.
const (
	Decimals = 5
	Unit     = 100_000
)

// The limits of shapes and files.
const (
	MaxPoints        = 10_000   // of one well-known text
	MaxTextBytes     = 400_000  // of one well-known text
	MaxGeoJSON       = 16 << 20 // bytes of a file
	maxGeoJSONPoints = 500_000
)

// Point is a place on earth.
type Point struct{ Lon, Lat int }

// ParsePoint returns the point at a longitude and latitude in degrees.
func ParsePoint(lon, lat string) (p Point, ok bool) {
	x, okX := parseDegrees(lon, 180)
	y, okY := parseDegrees(lat, 90)
	return Point{x, y}, okX && okY
}

// parseDegrees reads a plain decimal number of up to most degrees and rounds it to units.
func parseDegrees(text string, most int) (units int, ok bool) {
	if len(text) > 40 || strings.Trim(text, "+-0123456789.") != "" {
		return 0, false
	}
	degrees, err := strconv.ParseFloat(text, 64)
	if err != nil || math.Abs(degrees) > float64(most) {
		return 0, false
	}
	return int(math.Round(degrees * Unit)), true
}

// Round returns p with so many decimal places of a degree.
func (p Point) Round(decimals int) Point {
	step := 1
	for range Decimals - min(max(decimals, 0), Decimals) {
		step *= 10
	}
	round := func(n int) int { return int(math.Round(float64(n)/float64(step))) * step }
	return Point{round(p.Lon), round(p.Lat)}
}

// formatDegrees returns units in degrees, without zeros at the end.
func formatDegrees(units int) string {
	text := strconv.FormatFloat(float64(units)/Unit, 'f', Decimals, 64)
	text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	if text == "-0" {
		return "0"
	}
	return text
}

// String returns the longitude and latitude of p in degrees: "-1.1398 52.6369".
func (p Point) String() string { return formatDegrees(p.Lon) + " " + formatDegrees(p.Lat) }

// Kind is the kind of a Shape.
type Kind string

// The kinds of shapes.
const (
	Pin  Kind = "pin"
	Line Kind = "line"
	Area Kind = "area"
)

// Shape is a pin, a line or an area. A line can have several parts, and an area several
// polygons.
type Shape struct {
	Kind Kind
	// Parts has, for a pin, a list with a list of one point; for each part of a line, a list with
	// its points; for each polygon of an area, its outer ring and its holes, without the last
	// point, which is the first again.
	Parts [][][]Point
}

// NewPin returns the pin at p.
func NewPin(p Point) Shape { return Shape{Pin, [][][]Point{{{p}}}} }

// Points returns all points of s in order.
func (s Shape) Points() (all []Point) {
	for _, part := range s.Parts {
		for _, ring := range part {
			all = append(all, ring...)
		}
	}
	return all
}

// Contains reports whether p is inside s, an area. Of two areas that share a border, one contains
// the points on it.
func (s Shape) Contains(p Point) bool {
	if s.Kind != Area {
		return false
	}
	inside := false
	for _, part := range s.Parts {
		for _, ring := range part {
			for i, a := range ring {
				b := ring[(i+1)%len(ring)]
				if (a.Lat > p.Lat) != (b.Lat > p.Lat) && crosses(a, b, p) {
					inside = !inside
				}
			}
		}
	}
	return inside
}

// crosses reports whether the line from a to b, which crosses the latitude of p, is east of p
// there.
func crosses(a, b, p Point) bool {
	if b.Lat < a.Lat {
		a, b = b, a
	}
	return int64(p.Lon-a.Lon)*int64(b.Lat-a.Lat) < int64(b.Lon-a.Lon)*int64(p.Lat-a.Lat)
}

// Box returns the smallest rectangle with all points of s.
func (s Shape) Box() Box { return (&Map{[]Named{{Shape: s}}}).Box() }

// Map is an outline map.
type Map struct{ Areas []Named }

// Named is an area, a street or a place of a map.
type Named struct {
	ID, Name string
	Shape    Shape
}

// In returns the IDs of the areas of m in which a point of s is, in the order of m.
func (m *Map) In(s Shape) (ids []string) {
	points := s.Points()
	for i := range m.Areas {
		if slices.ContainsFunc(points, m.Areas[i].Shape.Contains) {
			ids = append(ids, m.Areas[i].ID)
		}
	}
	return ids
}

// Box is a rectangle of longitudes and latitudes.
type Box struct{ West, South, East, North int }

// Box returns the smallest rectangle with all points of m.
func (m *Map) Box() (b Box) {
	first := true
	for i := range m.Areas {
		for _, p := range m.Areas[i].Shape.Points() {
			if first {
				b, first = Box{p.Lon, p.Lat, p.Lon, p.Lat}, false
			}
			b.West, b.East = min(b.West, p.Lon), max(b.East, p.Lon)
			b.South, b.North = min(b.South, p.Lat), max(b.North, p.Lat)
		}
	}
	return b
}

// Nearest returns the point of b that is nearest to p.
func (b Box) Nearest(p Point) Point {
	return Point{min(max(p.Lon, b.West), b.East), min(max(p.Lat, b.South), b.North)}
}

// Contains reports whether p is in b or on its edge.
func (b Box) Contains(p Point) bool {
	return b.West <= p.Lon && p.Lon <= b.East && b.South <= p.Lat && p.Lat <= b.North
}
