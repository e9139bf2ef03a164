package picture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"math"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"golang.org/x/image/vector"
)

// Limits of a PNG file.
const (
	scale     = 2    // pixels of the file for each pixel of a picture, so that it is sharp in print
	maxHeight = 4000 // of a picture
)

// ErrTooLarge is the error of a picture that is too high for a PNG file.
var ErrTooLarge = errors.New("the picture is too high for a PNG file")

// WritePNG writes p as a PNG file. Its text is always that of Set, so the caller has to refuse text of which Setter.Missing
// returns something.
func (p *Picture) WritePNG(to io.Writer) error {
	if p.Height > maxHeight {
		return ErrTooLarge
	}
	c := &canvas{image.NewRGBA(image.Rect(0, 0, int(math.Ceil(p.Width*scale)), int(math.Ceil(p.Height*scale))))}
	draw.Draw(c.RGBA, c.Bounds(), image.White, image.Point{}, draw.Src)
	for i := range p.shapes {
		c.draw(&p.shapes[i])
	}
	var file bytes.Buffer
	if err := png.Encode(&file, c.RGBA); err != nil {
		return err
	}
	const head = 8 + 25 // signature and first chunk
	var b bytes.Buffer
	b.Write(file.Bytes()[:head])
	for _, of := range [][2]string{{"Title", p.Title}, {"Description", p.Description}, {"Author", p.Creator}, {"Source", p.Source},
		{"Copyright", p.Rights}, {"License", p.Licence}} {
		if of[1] != "" {
			writeChunk(&b, "iTXt", []byte(of[0]+"\x00\x00\x00"+p.Lang+"\x00\x00"+of[1]))
		}
	}
	b.Write(file.Bytes()[head:])
	_, err := to.Write(b.Bytes())
	return err
}

// writeChunk writes a chunk of a PNG file (ISO/IEC 15948, 5.3).
func writeChunk(b *bytes.Buffer, name string, content []byte) {
	binary.Write(b, binary.BigEndian, uint32(len(content)))
	of := append([]byte(name), content...)
	b.Write(of)
	binary.Write(b, binary.BigEndian, crc32.ChecksumIEEE(of))
}

// canvas is a PNG file on which shapes are drawn.
type canvas struct {
	*image.RGBA
}

func (c Colour) rgba() color.RGBA { return color.RGBA{uint8(c >> 16), uint8(c >> 8), uint8(c), 255} }

func (c *canvas) draw(s *shape) {
	switch s.kind {
	case area:
		c.fill(s.x, s.y, s.w, s.h, s.fill)
		c.frame(s)
	case hatch:
		c.fill(s.x, s.y, s.w, s.h, s.fill)
		r := box(s.x, s.y, s.w, s.h)
		for y := r.Min.Y; y < r.Max.Y; y++ {
			for x := r.Min.X; x < r.Max.X; x++ {
				if (x+y)%16 < 5 {
					c.SetRGBA(x, y, s.line.rgba())
				}
			}
		}
		s.width = 1
		c.frame(s)
	case stroke:
		c.stroke(s)
	case disc:
		if s.width > 0 {
			c.disc(s.x, s.y, s.w+s.width/2, s.line)
		}
		c.disc(s.x, s.y, s.w-s.width/2, s.fill)
	case words:
		c.text(s)
	}
}

func box(x, y, w, h float64) image.Rectangle {
	return image.Rect(int(math.Round(x*scale)), int(math.Round(y*scale)), int(math.Round((x+w)*scale)), int(math.Round((y+h)*scale)))
}

func (c *canvas) fill(x, y, w, h float64, with Colour) {
	draw.Draw(c.RGBA, box(x, y, w, h), image.NewUniform(with.rgba()), image.Point{}, draw.Src)
}

// frame draws the line around s.
func (c *canvas) frame(s *shape) {
	half := s.width / 2
	if half == 0 {
		return
	}
	c.fill(s.x-half, s.y-half, s.w+s.width, s.width, s.line)
	c.fill(s.x-half, s.y+s.h-half, s.w+s.width, s.width, s.line)
	c.fill(s.x-half, s.y-half, s.width, s.h+s.width, s.line)
	c.fill(s.x+s.w-half, s.y-half, s.width, s.h+s.width, s.line)
}

// stroke draws a line that is horizontal or vertical.
func (c *canvas) stroke(s *shape) {
	const dash = 4
	half, length := s.width/2, max(s.w, s.h)
	step := length
	if s.dashes {
		step = dash
	}
	for at := 0.0; at < length; at += 2 * step {
		part := min(step, length-at)
		if s.h > s.w {
			c.fill(s.x-half, s.y+at, s.width, part, s.line)
		} else {
			c.fill(s.x+at, s.y-half, part, s.width, s.line)
		}
	}
}

func (c *canvas) disc(x, y, radius float64, with Colour) {
	const k = 0.5522847498 // of a circle as four cubic curves
	cx, cy, r := float32(x*scale), float32(y*scale), float32(radius*scale)
	outline := []opentype.Segment{{Op: opentype.SegmentOpMoveTo, Args: [3]opentype.SegmentPoint{{X: cx + r, Y: cy}}}}
	for _, q := range [][2]float32{{1, 1}, {-1, 1}, {-1, -1}, {1, -1}} {
		a, b := q[0]*r, q[1]*r
		from, to := opentype.SegmentPoint{X: cx + a, Y: cy}, opentype.SegmentPoint{X: cx, Y: cy + b}
		if q[0]*q[1] < 0 {
			from, to = to, from
		}
		first, second := opentype.SegmentPoint{X: from.X, Y: from.Y + (to.Y-from.Y)*k}, opentype.SegmentPoint{X: to.X + (from.X-to.X)*k, Y: to.Y}
		if q[0]*q[1] < 0 {
			first, second = opentype.SegmentPoint{X: from.X + (to.X-from.X)*k, Y: from.Y}, opentype.SegmentPoint{X: to.X, Y: to.Y + (from.Y-to.Y)*k}
		}
		outline = append(outline, opentype.Segment{Op: opentype.SegmentOpCubeTo, Args: [3]opentype.SegmentPoint{first, second, to}})
	}
	c.path(outline, with)
}

// text draws the glyphs of a line.
func (c *canvas) text(s *shape) {
	x := s.x
	switch s.anchor {
	case Middle:
		x -= s.text.Width / 2
	case End:
		x -= s.text.Width
	}
	if s.style.Halo {
		const edge = 1.75
		for i := range 12 {
			dx, dy := edge*math.Cos(float64(i)*math.Pi/6), edge*math.Sin(float64(i)*math.Pi/6)
			c.glyphs(s.text, x+dx, s.y+dy, 0xffffff)
		}
	}
	c.glyphs(s.text, x, s.y, s.style.Colour)
}

func (c *canvas) glyphs(line Line, x, y float64, with Colour) {
	for _, run := range line.runs {
		unit := float32(run.Size) / 64 * scale / float32(run.Face.Upem())
		for _, g := range run.Glyphs {
			if outline, ok := run.Face.GlyphData(g.GlyphID).(font.GlyphOutline); ok {
				ox, oy := float32((x+float64(g.XOffset)/64)*scale), float32((y-float64(g.YOffset)/64)*scale)
				placed := make([]opentype.Segment, len(outline.Segments))
				for i, segment := range outline.Segments {
					for j := range segment.Args {
						segment.Args[j].X, segment.Args[j].Y = ox+segment.Args[j].X*unit, oy-segment.Args[j].Y*unit
					}
					placed[i] = segment
				}
				c.path(placed, with)
			}
			x += float64(g.Advance) / 64
		}
	}
}

// path fills an outline, which is in pixels of the file.
func (c *canvas) path(outline []opentype.Segment, with Colour) {
	if len(outline) == 0 {
		return
	}
	left, top, right, bottom := float32(math.Inf(1)), float32(math.Inf(1)), float32(math.Inf(-1)), float32(math.Inf(-1))
	for i := range outline {
		for _, a := range outline[i].ArgsSlice() {
			left, top, right, bottom = min(left, a.X), min(top, a.Y), max(right, a.X), max(bottom, a.Y)
		}
	}
	down, up := func(v float32) int { return int(math.Floor(float64(v))) }, func(v float32) int { return int(math.Ceil(float64(v))) + 1 }
	r := image.Rect(down(left), down(top), up(right), up(bottom))
	ras := vector.NewRasterizer(r.Dx(), r.Dy())
	ox, oy := float32(r.Min.X), float32(r.Min.Y)
	for _, s := range outline {
		a := s.Args
		switch s.Op {
		case opentype.SegmentOpMoveTo:
			ras.ClosePath()
			ras.MoveTo(a[0].X-ox, a[0].Y-oy)
		case opentype.SegmentOpLineTo:
			ras.LineTo(a[0].X-ox, a[0].Y-oy)
		case opentype.SegmentOpQuadTo:
			ras.QuadTo(a[0].X-ox, a[0].Y-oy, a[1].X-ox, a[1].Y-oy)
		case opentype.SegmentOpCubeTo:
			ras.CubeTo(a[0].X-ox, a[0].Y-oy, a[1].X-ox, a[1].Y-oy, a[2].X-ox, a[2].Y-oy)
		}
	}
	ras.ClosePath()
	ras.Draw(c.RGBA, r, image.NewUniform(with.rgba()), image.Point{})
}
