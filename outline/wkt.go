package outline

import (
	"errors"
	"slices"
	"strings"
)

// ErrNotText is returned for what is not well-known text that this package reads.
var ErrNotText = errors.New("outline: not well-known text")

// Format returns shapes as one well-known text, a collection:
//
//	GEOMETRYCOLLECTION(POINT(-1.14 52.63),LINESTRING(-1.14 52.63,-1.13 52.64))
//
// No shapes are "". Equal shapes have equal texts.
func Format(shapes []Shape) string {
	if len(shapes) == 0 {
		return ""
	}
	all := make([]string, len(shapes))
	for i := range shapes {
		all[i] = shapes[i].String()
	}
	return "GEOMETRYCOLLECTION(" + strings.Join(all, ",") + ")"
}

// String returns s as well-known text.
func (s Shape) String() string {
	var b strings.Builder
	switch {
	case s.Kind == Pin:
		b.WriteString("POINT")
		writeRing(&b, s.Parts[0][0], false)
	case s.Kind == Line && len(s.Parts) == 1:
		b.WriteString("LINESTRING")
		writeRing(&b, s.Parts[0][0], false)
	case s.Kind == Line:
		b.WriteString("MULTILINESTRING")
		var lines [][]Point
		for _, part := range s.Parts {
			lines = append(lines, part[0])
		}
		writeRings(&b, lines, false)
	case len(s.Parts) == 1:
		b.WriteString("POLYGON")
		writeRings(&b, s.Parts[0], true)
	default:
		b.WriteString("MULTIPOLYGON(")
		for i, part := range s.Parts {
			if i > 0 {
				b.WriteByte(',')
			}
			writeRings(&b, part, true)
		}
		b.WriteByte(')')
	}
	return b.String()
}

// writeRings writes rings in parentheses, each closed if they are of a polygon.
func writeRings(b *strings.Builder, rings [][]Point, closed bool) {
	b.WriteByte('(')
	for i, ring := range rings {
		if i > 0 {
			b.WriteByte(',')
		}
		writeRing(b, ring, closed)
	}
	b.WriteByte(')')
}

func writeRing(b *strings.Builder, ring []Point, closed bool) {
	b.WriteByte('(')
	for i, p := range ring {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(p.String())
	}
	if closed {
		b.WriteByte(',')
		b.WriteString(ring[0].String())
	}
	b.WriteByte(')')
}

// Parse reads well-known text: one shape or a collection of shapes. Blank text has none.
// Coordinates are rounded to [Decimals].
func Parse(text string) ([]Shape, error) {
	if len(text) > MaxTextBytes {
		return nil, ErrNotText
	}
	r := textReader{rest: text}
	if r.space(); r.rest == "" {
		return nil, nil
	}
	var all []Shape
	if r.word("GEOMETRYCOLLECTION") {
		r.list(func() { all = append(all, r.shape()) })
	} else {
		all = append(all, r.shape())
	}
	if r.space(); r.failed || r.rest != "" {
		return nil, ErrNotText
	}
	return all, nil
}

// textReader reads well-known text. After the first mismatch failed is set, and it reads nothing more.
type textReader struct {
	rest   string
	points int
	failed bool
}

func (r *textReader) space() { r.rest = strings.TrimLeft(r.rest, " \t\r\n") }

// word skips word, in either case, if it comes next, and reports whether it did.
func (r *textReader) word(word string) bool {
	r.space()
	if r.failed || len(r.rest) < len(word) || !strings.EqualFold(r.rest[:len(word)], word) {
		return false
	}
	r.rest = r.rest[len(word):]
	return true
}

// list reads a list in parentheses; item reads each of its items.
func (r *textReader) list(item func()) {
	if !r.word("(") {
		r.failed = true
	}
	for !r.failed {
		item()
		if r.word(")") {
			return
		}
		if !r.word(",") {
			r.failed = true
		}
	}
}

// shape reads one shape.
func (r *textReader) shape() (s Shape) {
	switch {
	case r.word("POINT"):
		s = Shape{Pin, [][][]Point{{r.ring(1, 1)}}}
	case r.word("LINESTRING"):
		s = Shape{Line, [][][]Point{{r.ring(2, MaxPoints)}}}
	case r.word("MULTILINESTRING"):
		s.Kind = Line
		r.list(func() { s.Parts = append(s.Parts, [][]Point{r.ring(2, MaxPoints)}) })
	case r.word("POLYGON"):
		s = Shape{Area, [][][]Point{r.polygon()}}
	case r.word("MULTIPOLYGON"):
		s.Kind = Area
		r.list(func() { s.Parts = append(s.Parts, r.polygon()) })
	default:
		r.failed = true
	}
	return s
}

// polygon reads the rings of a polygon.
func (r *textReader) polygon() (rings [][]Point) {
	r.list(func() {
		ring := r.ring(4, MaxPoints)
		if r.failed || ring[0] != ring[len(ring)-1] {
			r.failed = true
			return
		}
		rings = append(rings, ring[:len(ring)-1])
	})
	return rings
}

// ring reads between least and most points.
func (r *textReader) ring(least, most int) (points []Point) {
	r.list(func() {
		r.space()
		end := strings.IndexAny(r.rest, ",)")
		if r.points++; end < 0 || r.points > MaxPoints {
			r.failed = true
			return
		}
		numbers := strings.Fields(r.rest[:end])
		if r.rest = r.rest[end:]; len(numbers) != 2 {
			r.failed = true
			return
		}
		p, ok := ParsePoint(numbers[0], numbers[1])
		r.failed = r.failed || !ok
		points = append(points, p)
	})
	if len(points) < least || len(points) > most {
		r.failed = true
		return make([]Point, least)
	}
	return slices.Clip(points)
}
