package chart

import (
	"github.com/folkmoot/folkmoot/internal/picture"
)

// labelWidth is the width of the labels of rows.
const labelWidth = inner * .36

// draw adds f to s.
func (f Figure) draw(s *sheet) {
	switch {
	case f.Bars != nil:
		s.heading(f.Bars.Title, f.Bars.Lang, f.Bars.Caption)
		f.Bars.draw(s)
	case f.Scale != nil:
		f.Scale.draw(s)
	case f.Multiples != nil:
		for i := range f.Multiples.Panels {
			s.heading(f.Multiples.Panels[i].Title, f.Multiples.Panels[i].Lang, "")
			f.Multiples.Panels[i].draw(s)
			s.y += 18
		}
	case f.Dots != nil:
		f.Dots.draw(s)
	case f.Pyramid != nil:
		f.Pyramid.draw(s)
	case f.Tiles != nil:
		f.Tiles.draw(s)
	}
}

// Describe returns what f shows, in words, a line for each row.
func (f Figure) Describe() (lines []string) {
	bars := func(b *Bars) {
		for _, one := range b.Bars {
			lines = append(lines, one.Label+": "+one.Text)
		}
	}
	noted := func(label, note, description string) {
		if note != "" {
			description = label + ": " + note
		}
		lines = append(lines, description)
	}
	switch {
	case f.Bars != nil:
		lines = append(lines, f.Bars.Title)
		bars(f.Bars)
	case f.Scale != nil:
		for _, row := range f.Scale.Rows {
			noted(row.Label, row.Note, row.Description)
		}
	case f.Multiples != nil:
		for i := range f.Multiples.Panels {
			lines = append(lines, f.Multiples.Panels[i].Title)
			bars(&f.Multiples.Panels[i])
		}
	case f.Dots != nil:
		lines = append(lines, f.Dots.Title, f.Dots.Caption)
		for _, row := range f.Dots.Rows {
			noted(row.Label, row.Note, row.Description)
		}
	case f.Pyramid != nil:
		for _, row := range f.Pyramid.Rows {
			lines = append(lines, row.Bars[0].Description, row.Bars[1].Description)
		}
	case f.Tiles != nil:
		lines = append(lines, f.Tiles.Title, f.Tiles.Caption)
		for _, c := range f.Tiles.Cells {
			lines = append(lines, c.Label)
		}
	}
	return lines
}

// row draws a label and returns where what is beside it begins and how high the row is at least.
func (s *sheet) row(label, lang string) (middle, bottom float64) {
	const pad = 9.0
	lines := s.lines(0, s.y+pad, picture.Start, labelWidth-24, labelStyle, label, lang)
	high := max(lines, 22) + 2*pad
	return s.y + high/2, s.y + high
}

// end draws the line below a row.
func (s *sheet) end(bottom float64) {
	s.y = bottom
	s.Stroke(margin, s.y, inner, 0, rule, 1, false)
}

// barText is the width of the numbers beside bars.
const barText = 150.0

func (b *Bars) draw(s *sheet) {
	const bar = 20.0
	room := inner - labelWidth - barText
	s.Stroke(margin, s.y, inner, 0, ink, 2, false)
	for _, one := range b.WithWidths() {
		middle, bottom := s.row(one.Label, one.Lang)
		if one.Hidden {
			s.lines(labelWidth, middle-11, picture.Start, inner-labelWidth, hiddenStyle, one.Text, "")
			s.end(bottom)
			continue
		}
		x := margin + labelWidth
		s.Area(x, middle-bar/2, room, bar, wash, 0, 0)
		s.Area(x, middle-bar/2, room*part(one.Width), bar, accent, 0, 0)
		if one.At != "" {
			s.Area(x+room*part(one.At)-2, middle-bar/2-3, 4, bar+6, ink, paper, 1)
		}
		s.Text(margin+inner, middle+6, picture.End, numberStyle, s.one(one.Text, "", numberStyle))
		s.end(bottom)
	}
	if b.MarkText != "" {
		s.y += 12
		s.Area(margin, s.y, 4, 18, ink, paper, 1)
		s.lines(14, s.y-2, picture.Start, inner-14, smallStyle, b.MarkText, "")
		s.y += 24
	}
}

func (c *Scale) draw(s *sheet) {
	const bar = 30.0
	s.key(c.Key, c.Lang)
	for _, row := range c.Rows {
		s.paragraph(0, inner, labelStyle, row.Label, c.Lang)
		s.y += 4
		if row.Note != "" {
			s.paragraph(0, inner, hiddenStyle, row.Note, "")
			s.y += 14
			continue
		}
		for _, segment := range row.Segments {
			x, width := margin+inner*part(segment.X), inner*part(segment.Width)
			s.swatch(x, s.y, width, bar, segment.Class)
			style := picture.Style{Size: 15, Bold: true, Colour: inkOf[segment.Class][1], Halo: segment.IsHatched()}
			if line := s.one(segment.Share, "", style); line.Width+8 <= width {
				s.Text(x+width/2, s.y+20.5, picture.Middle, style, line)
			}
		}
		if row.Middle != "" {
			s.Stroke(margin+inner*part(row.Middle), s.y-2, 0, bar+4, ink, 2, false)
		}
		s.y += bar + 16
	}
}

func (d *Dots) draw(s *sheet) {
	const number = 80.0
	s.heading(d.Title, d.Lang, d.Caption)
	room := inner - labelWidth - number
	x := margin + labelWidth
	s.Stroke(margin, s.y, inner, 0, ink, 2, false)
	for _, row := range d.Rows {
		middle, bottom := s.row(row.Label, row.Lang)
		if row.Note != "" {
			s.lines(labelWidth, middle-11, picture.Start, inner-labelWidth, hiddenStyle, row.Note, "")
			s.end(bottom)
			continue
		}
		for i := range d.Ticks {
			s.Stroke(x+room*float64(i)/2, middle-18, 0, 36, rule, 1, true)
		}
		s.Stroke(x+room*part(row.Low), middle, room*part(row.Width), 0, accent, 4, false)
		if row.At != "" {
			s.Area(x+room*part(row.At)-2, middle-13, 4, 26, ink, paper, 1)
		}
		s.Disc(x+room*part(row.X), middle, 8, accent, paper, 2)
		s.Text(margin+inner, middle+6, picture.End, numberStyle, s.one(row.Text, "", numberStyle))
		s.end(bottom)
	}
	s.y += 6
	for i, tick := range d.Ticks {
		anchor := []picture.Anchor{picture.Start, picture.Middle, picture.End}[i]
		s.Text(x+room*float64(i)/2, s.y+14, anchor, smallStyle, s.one(tick, "", smallStyle))
	}
	s.y += 32
	at := margin
	if d.MarkText != "" {
		text := s.one(d.MarkText, "", smallStyle)
		s.Area(at, s.y-2, 4, 18, ink, paper, 1)
		s.Text(at+12, s.y+13, picture.Start, smallStyle, text)
		at += 12 + text.Width + 28
	}
	s.Stroke(at, s.y+8, 30, 0, accent, 4, false)
	s.Disc(at+15, s.y+8, 6, accent, paper, 2)
	s.Text(at+40, s.y+13, picture.Start, smallStyle, s.one(d.RangeText, "", smallStyle))
	s.y += 28
}

func (c *Pyramid) draw(s *sheet) {
	const ages, number, bar = 150.0, 70.0, 24.0
	side := (inner - ages) / 2
	room := side - number
	left, right := margin+side, margin+side+ages
	s.Text(left, s.y+16, picture.End, numberStyle, s.one(c.Sides[0], c.Lang, numberStyle))
	s.Text(right, s.y+16, picture.Start, numberStyle, s.one(c.Sides[1], c.Lang, numberStyle))
	s.y += 28
	for _, row := range c.Rows {
		high := max(s.lines(side+ages/2, s.y+3, picture.Middle, ages-20, labelStyle, row.Label, c.Lang), bar) + 8
		middle := s.y + high/2
		for i, b := range row.Bars {
			width := room * part(b.Width)
			at, anchor, style := left-width-8, picture.End, numberStyle
			x := left - width
			if i == 1 {
				x, at, anchor = right, right+width+8, picture.Start
			}
			if b.Hidden {
				style = hiddenStyle
			} else {
				s.Area(x, middle-bar/2, width, bar, inkOf[pyramidClass(i)][0], 0, 0)
			}
			s.Text(at, middle+6, anchor, style, s.one(b.Text, "", style))
		}
		s.y += high
	}
}

// pyramidClass is the colour of a side.
func pyramidClass(side int) string { return []string{"p2", "m2"}[side] }

// draw draws the map the same in both directions of writing, because east stays east.
func (t *Tiles) draw(s *sheet) {
	s.heading(t.Title, t.Lang, t.Caption)
	s.key(t.Key, "")
	mirrored := s.Mirrored
	s.Mirrored = false
	for _, c := range t.Cells {
		s.swatch(margin+inner*part(c.X), s.y+float64(c.Y), inner*part(c.Width), TileHeight, c.Class)
		for _, line := range c.Lines {
			style := picture.Style{Size: 14, Bold: line.Value, Colour: inkOf[c.Class][1], Halo: c.IsHatched()}
			lang := t.Lang
			if line.Value {
				lang = ""
			}
			s.Text(margin+inner*part(line.X), s.y+float64(line.Y), picture.Middle, style, s.one(line.Text, lang, style))
		}
	}
	s.Mirrored = mirrored
	s.y += float64(t.Height) + 16
}
