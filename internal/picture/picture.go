// Package picture draws lines, areas and text as files that can be put into other documents: SVG and PNG.
//
// Both are made from one list of shapes, so they show the same. A file says in itself what it shows, where it comes from and
// under which licence: as title and description for screen readers, and as metadata for programs.
package picture

import (
	"fmt"
	"strconv"
)

// Colour is a colour as 0xRRGGBB.
type Colour uint32

// String returns the colour as in CSS: #1f5a91.
func (c Colour) String() string { return fmt.Sprintf("#%06x", uint32(c)) }

// About is what a picture says of itself.
type About struct {
	Lang        string // of Title and Description
	Title       string
	Description string // everything that the picture shows, in words
	Creator     string // who publishes it
	Source      string // address of what it was drawn from
	Rights      string // who may use it for what, in words
	Licence     string // address of the licence; "" if there is none
}

// Picture is a list of shapes on a white ground. Positions and sizes are in pixels, from the top left. A picture that is
// Mirrored is drawn from right to left: each shape is moved to the other side, and texts begin there.
type Picture struct {
	About
	Width, Height float64
	Mirrored      bool
	shapes        []shape
}

// kind is what a shape is.
type kind int

const (
	area kind = iota
	stroke
	disc
	hatch
	words
)

// shape is one thing to draw.
type shape struct {
	kind       kind
	x, y, w, h float64 // of a stroke, x+w and y+h are its end; of a disc, w is its radius
	fill, line Colour
	width      float64 // of the line; 0 is none
	dashes     bool
	text       Line
	style      Style
	anchor     Anchor
}

// Anchor is the part of a text that is at its position.
type Anchor int

// The anchors. Start is the left of a text, and the right in a picture that is mirrored.
const (
	Start Anchor = iota
	Middle
	End
)

// Style is how a text looks.
type Style struct {
	Size   float64
	Bold   bool
	Colour Colour
	Halo   bool // a white edge, on a ground of any colour
}

// at returns where something of this width begins.
func (p *Picture) at(x, w float64) float64 {
	if p.Mirrored {
		return p.Width - x - w
	}
	return x
}

// Area adds a rectangle. Without a width, its line is not drawn.
func (p *Picture) Area(x, y, w, h float64, fill, line Colour, width float64) {
	p.shapes = append(p.shapes, shape{kind: area, x: p.at(x, w), y: y, w: w, h: h, fill: fill, line: line, width: width})
}

// Hatch adds a rectangle with stripes.
func (p *Picture) Hatch(x, y, w, h float64, ground, stripes Colour) {
	p.shapes = append(p.shapes, shape{kind: hatch, x: p.at(x, w), y: y, w: w, h: h, fill: ground, line: stripes})
}

// Stroke adds a line that is horizontal or vertical.
func (p *Picture) Stroke(x, y, w, h float64, line Colour, width float64, dashes bool) {
	p.shapes = append(p.shapes, shape{kind: stroke, x: p.at(x, w), y: y, w: w, h: h, line: line, width: width, dashes: dashes})
}

// Disc adds a circle around a point.
func (p *Picture) Disc(x, y, radius float64, fill, line Colour, width float64) {
	p.shapes = append(p.shapes, shape{kind: disc, x: p.at(x, 0), y: y, w: radius, fill: fill, line: line, width: width})
}

// Text adds a line of text, with its baseline at y.
func (p *Picture) Text(x, y float64, anchor Anchor, style Style, line Line) {
	if p.Mirrored && anchor != Middle {
		anchor = End - anchor
	}
	p.shapes = append(p.shapes, shape{kind: words, x: p.at(x, 0), y: y, text: line, style: style, anchor: anchor})
}

// number writes a position or a size with at most one decimal place.
func number(v float64) string {
	return strconv.FormatFloat(float64(int64(v*10+copysign(.5, v)))/10, 'f', -1, 64)
}

func copysign(half, v float64) float64 {
	if v < 0 {
		return -half
	}
	return half
}
