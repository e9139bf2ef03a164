package chart

import (
	"io"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/picture"
)

// File is what a figure says when it leaves the page: its heading, and below it what readers need to know.
type File struct {
	Words    *locale.Printer
	Heading  string   // such as the question
	Lang     string   // of Heading
	Internal string   // on top of a figure that is not to be published; "" if it is public
	Notes    []string // below the figure, such as what the symbols mean
	About    picture.About
}

// Sizes and colours of files.
const (
	sheetWidth = 960.0
	margin     = 32.0
	inner      = sheetWidth - 2*margin
	ink        = picture.Colour(0x17211f)
	quiet      = picture.Colour(0x4b5855)
	rule       = picture.Colour(0xc9d3ce)
	wash       = picture.Colour(0xe4ece7)
	accent     = picture.Colour(0x14524a)
	alarm      = picture.Colour(0xa02c1c)
	paper      = picture.Colour(0xffffff)
	lineSpace  = 1.36 // distance of lines, as a part of the size of the letters
)

// inkOf are the colours of the classes of chart.css on a white ground, and of the text on them.
var inkOf = map[string][2]picture.Colour{
	"p3": {0x1f5a91, 0xffffff}, "p2": {0x5b93c0, 0}, "p1": {0xa9cbe3, 0}, "n0": {0xd9dcdb, 0}, "m1": {0xf2c49d, 0}, "m2": {0xdd8f52, 0},
	"m3": {0x99480b, 0xffffff}, "s1": {0x0f453e, 0xffffff}, "s2": {0x2c6f63, 0xffffff}, "s3": {0x66a597, 0}, "s4": {0x9cc7bc, 0},
	"s5": {0xc9e1da, 0}, "s6": {0xe6f0ec, 0},
}

var (
	headingStyle = picture.Style{Size: 24, Bold: true, Colour: ink}
	titleStyle   = picture.Style{Size: 18, Bold: true, Colour: ink}
	labelStyle   = picture.Style{Size: 16, Colour: ink}
	numberStyle  = picture.Style{Size: 16, Bold: true, Colour: ink}
	hiddenStyle  = picture.Style{Size: 16, Colour: quiet}
	smallStyle   = picture.Style{Size: 14, Colour: quiet}
	alarmStyle   = picture.Style{Size: 18, Bold: true, Colour: alarm}
)

// sheet is a picture that is drawn from top to bottom.
type sheet struct {
	*picture.Picture
	set   *picture.Setter
	words *locale.Printer
	y     float64
}

// newSheet draws f as a file.
func newSheet(f Figure, file File) *sheet {
	words := file.Words
	s := &sheet{set: picture.NewSetter(), words: words, y: margin}
	s.Picture = &picture.Picture{About: file.About, Width: sheetWidth, Mirrored: words.RTL()}
	s.About.Lang = words.Lang()
	if file.Internal != "" {
		s.paragraph(0, inner, alarmStyle, file.Internal, "")
		s.y += 10
	}
	s.paragraph(0, inner, headingStyle, file.Heading, file.Lang)
	s.y += 14
	f.draw(s)
	s.y += 10
	s.Stroke(margin, s.y, inner, 0, rule, 1, false)
	s.y += 10
	said := []string{}
	for _, note := range append(file.Notes, file.About.Rights, file.About.Source) {
		if note != "" {
			s.paragraph(0, inner, smallStyle, note, "")
			s.y += 4
			said = append(said, note)
		}
	}
	s.Height = s.y + margin - 8
	s.About.Title = file.Heading
	s.About.Description = strings.Join(append(append(nonEmpty(file.Internal), f.Describe()...), said...), "\n")
	return s
}

func nonEmpty(text string) []string {
	if text == "" {
		return nil
	}
	return []string{text}
}

// WriteSVG writes f as an SVG file. Its letters are those of the fonts of its reader.
func (f Figure) WriteSVG(to io.Writer, file File) error { return newSheet(f, file).WriteSVG(to) }

// WritePNG writes f as a PNG file. It returns fault.NotFound if it has characters that our fonts lack, because they would be empty
// boxes, or if it is too high.
func (f Figure) WritePNG(to io.Writer, file File) error {
	s := newSheet(f, file)
	if missing := s.set.Missing(); missing != "" {
		return fault.Newf(fault.NotFound, "We cannot write some of the letters of this chart into a PNG file: %s. Download the SVG file instead.",
			missing)
	}
	err := s.WritePNG(to)
	if err == picture.ErrTooLarge {
		return &fault.Error{Kind: fault.NotFound, Say: "This chart is too large for a PNG file. Download the SVG file instead.", Err: err}
	}
	return err
}

// isRTL reports whether text in lang, "" for the language of the interface, is written from right to left.
func (s *sheet) isRTL(lang string) bool {
	if lang == "" {
		return s.words.RTL()
	}
	return locale.Direction(lang) == "rtl"
}

// height is that of n lines.
func height(style picture.Style, n int) float64 { return float64(n) * style.Size * lineSpace }

// lines sets text at x of the inside, without moving down, and returns the height of its lines.
func (s *sheet) lines(x, y float64, anchor picture.Anchor, width float64, style picture.Style, text, lang string) float64 {
	if lang == "" {
		lang = s.words.Lang()
	}
	set := s.set.Set(text, lang, s.isRTL(lang), style, width)
	for i, line := range set {
		s.Text(margin+x, y+style.Size+height(style, i), anchor, style, line)
	}
	return height(style, len(set))
}

// paragraph adds text below what is there.
func (s *sheet) paragraph(x, width float64, style picture.Style, text, lang string) {
	s.y += s.lines(x, s.y, picture.Start, width, style, text, lang)
}

// one returns text as one line.
func (s *sheet) one(text, lang string, style picture.Style) picture.Line {
	if lang == "" {
		lang = s.words.Lang()
	}
	return s.set.One(text, lang, s.isRTL(lang), style)
}

// part reads a percentage of a figure as a part of 1.
func part(text string) float64 {
	v, err := strconv.ParseFloat(strings.TrimSuffix(text, "%"), 64)
	if err != nil {
		return 0 // "" is none
	}
	return v / 100
}

// key adds the colours and their meanings, in as many lines as they need.
func (s *sheet) key(keys []Key, lang string) {
	const square, gap = 16.0, 24.0
	x := 0.0
	for _, k := range keys {
		line := s.one(k.Text, lang, labelStyle)
		if width := square + 8 + line.Width; x > 0 && x+width > inner {
			x, s.y = 0, s.y+28
		}
		s.swatch(margin+x, s.y, square, square, k.Class)
		s.Text(margin+x+square+8, s.y+14, picture.Start, labelStyle, line)
		x += square + 8 + line.Width + gap
	}
	if len(keys) > 0 {
		s.y += 38
	}
}

// swatch draws an area in the colour of a class.
func (s *sheet) swatch(x, y, w, h float64, class string) {
	if class == hatched {
		s.Hatch(x, y, w, h, paper, 0x8d9296)
		return
	}
	s.Area(x, y, w, h, inkOf[class][0], paper, 1.5)
}

// heading adds the title of a figure and its caption.
func (s *sheet) heading(title, lang, caption string) {
	s.paragraph(0, inner, titleStyle, title, lang)
	if caption != "" {
		s.y += 2
		s.paragraph(0, inner, smallStyle, caption, "")
	}
	s.y += 14
}
