package picture

import (
	"bytes"
	"embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
)

// fontFiles are the fonts in which pictures are written, under the SIL Open Font License: see fonts/OFL.txt.
//
//go:embed fonts/*.ttf
var fontFiles embed.FS

// families are the fonts in the order in which a character is looked for: of Latin, Cyrillic, Greek and Devanagari scripts, of
// Arabic and of Gujarati.
var families = []string{"NotoSans", "NotoNaskhArabic", "NotoSansGujarati"}

var fonts = sync.OnceValue(func() (all [2][]*font.Font) {
	for bold, weight := range []string{"400Regular", "700Bold"} {
		for _, family := range families {
			name := "fonts/" + family + "_" + weight + ".ttf"
			file, err := fontFiles.ReadFile(name)
			if err != nil {
				panic(err) // it is embedded
			}
			face, err := font.ParseTTF(bytes.NewReader(file))
			if err != nil {
				panic(fmt.Sprintf("%s: %v", name, err))
			}
			all[bold] = append(all[bold], face.Font)
		}
	}
	return all
})

// Line is a line of text that has been set: its characters, and where its glyphs are.
type Line struct {
	Text  string
	RTL   bool
	Width float64
	runs  []shaping.Output // from left to right
}

// Setter sets text into lines. It is not for concurrent use.
type Setter struct {
	faces   [2][]*font.Face
	shaper  shaping.HarfbuzzShaper
	runs    shaping.Segmenter
	wrapper shaping.LineWrapper
	bold    int
	lacks   []rune // characters that no font has, each once
}

// NewSetter returns a Setter.
func NewSetter() *Setter {
	s := &Setter{}
	for bold, weight := range fonts() {
		for _, f := range weight {
			s.faces[bold] = append(s.faces[bold], font.NewFace(f))
		}
	}
	return s
}

// ResolveFace returns the first font that has r.
func (s *Setter) ResolveFace(r rune) *font.Face {
	for _, face := range s.faces[s.bold] {
		if _, has := face.NominalGlyph(r); has {
			return face
		}
	}
	if !isInvisible(r) && !slices.Contains(s.lacks, r) {
		s.lacks = append(s.lacks, r)
	}
	return s.faces[s.bold][0]
}

// isInvisible reports whether r only says how the characters beside it are written, like a direction or a joiner.
func isInvisible(r rune) bool {
	return r >= 0x200b && r <= 0x200f || r >= 0x202a && r <= 0x202e || r >= 0x2060 && r <= 0x2069 || r == 0xfeff || r == 0xad
}

// Missing returns the characters of the lines that no font has.
func (s *Setter) Missing() string { return string(s.lacks) }

// Set returns text in lines that are no wider than width, broken between words. A longer word is broken where that is allowed.
func (s *Setter) Set(text, lang string, rtl bool, style Style, width float64) []Line {
	text = strings.Join(strings.Fields(text), " ")
	if text == "" {
		return nil
	}
	s.bold = 0
	if style.Bold {
		s.bold = 1
	}
	letters, direction := []rune(text), di.DirectionLTR
	if rtl {
		direction = di.DirectionRTL
	}
	whole := shaping.Input{
		Text: letters, RunEnd: len(letters), Direction: direction, Size: fixed.Int26_6(style.Size * 64), Language: language.NewLanguage(lang),
	}
	var set []shaping.Output
	for _, run := range s.runs.Split(whole, s) {
		set = append(set, s.shaper.Shape(run))
	}
	config := shaping.WrapConfig{Direction: direction, BreakPolicy: shaping.WhenNecessary}
	wrapped, _ := s.wrapper.WrapParagraphF(config, fixed.Int26_6(width*64), letters, shaping.NewSliceIterator(set))
	var lines []Line
	for _, w := range wrapped {
		line := Line{RTL: rtl}
		first, last := len(letters), 0
		for _, run := range w {
			first, last = min(first, run.Runes.Offset), max(last, run.Runes.Offset+run.Runes.Count)
			line.Width += float64(run.Advance) / 64
			run.Glyphs = slices.Clone(run.Glyphs) // the wrapper uses them again
			line.runs = append(line.runs, run)
		}
		slices.SortFunc(line.runs, func(a, b shaping.Output) int { return int(a.VisualIndex - b.VisualIndex) })
		line.Text = strings.TrimSpace(string(letters[min(first, last):last]))
		lines = append(lines, line)
	}
	return lines
}

// Missing returns the characters of text, each once, that our fonts lack.
func Missing(text string) string {
	var lacks []rune
	for _, r := range text {
		has := isInvisible(r) || r < ' ' || slices.ContainsFunc(fonts()[0], func(f *font.Font) bool {
			_, ok := f.NominalGlyph(r)
			return ok
		})
		if !has && !slices.Contains(lacks, r) {
			lacks = append(lacks, r)
		}
	}
	return string(lacks)
}

// One returns text as one line, however wide that is.
func (s *Setter) One(text, lang string, rtl bool, style Style) Line {
	const wide = 1 << 20
	if lines := s.Set(text, lang, rtl, style, wide); len(lines) > 0 {
		return lines[0]
	}
	return Line{RTL: rtl}
}
