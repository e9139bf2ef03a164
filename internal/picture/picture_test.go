package picture

import (
	"bytes"
	"encoding/xml"
	"errors"
	"image/png"
	"io"
	"strings"
	"testing"
)

var black = Style{Size: 20, Colour: 0}

func example(rtl bool) *Picture {
	s := NewSetter()
	p := &Picture{Width: 200, Height: 100, Mirrored: rtl, About: About{Lang: "en", Title: "Buses & trains", Description: "Melby: <hidden>",
		Creator: "Exampleshire", Source: "https://example.org/1", Rights: "Open Government Licence", Licence: "https://example.org/ogl"}}
	p.Area(10, 10, 40, 20, 0x14524a, 0, 0)
	p.Hatch(60, 10, 40, 20, 0xffffff, 0x808080)
	p.Stroke(10, 40, 100, 0, 0, 2, true)
	p.Disc(20, 60, 8, 0xff0000, 0xffffff, 2)
	p.Text(10, 90, Start, black, s.One("Melby", "en", false, black))
	return p
}

// An SVG file is well-formed, loads nothing from elsewhere and says what it shows, from where and under which licence.
func TestSVGSaysWhatItShows(t *testing.T) {
	var b bytes.Buffer
	if err := example(false).WriteSVG(&b); err != nil {
		t.Fatal(err)
	}
	d := xml.NewDecoder(bytes.NewReader(b.Bytes()))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{"<title id=\"title\">Buses &amp; trains</title>", "Melby: &lt;hidden&gt;",
		"<dc:creator>Exampleshire<",
		"<dc:source>https://example.org/1<", `<cc:license rdf:resource="https://example.org/ogl"/>`, ">Melby</text>",
		`x="10" y="10" width="40"`} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is missing in\n%s", want, &b)
		}
	}
	for _, unwanted := range []string{"<script", "href", "@import", "<image"} {
		if strings.Contains(b.String(), unwanted) {
			t.Errorf("it contains %q", unwanted)
		}
	}
}

// A PNG file shows the shapes where they are in the SVG file, mirrored from right to left, and has the same texts as metadata.
func TestPNGShowsTheSame(t *testing.T) {
	for _, rtl := range []bool{false, true} {
		var b bytes.Buffer
		if err := example(rtl).WritePNG(&b); err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"iTXtTitle\x00", "Buses & trains", "Melby: <hidden>", "iTXtCopyright\x00", "https://example.org/ogl"} {
			if !strings.Contains(b.String(), want) {
				t.Errorf("%q is missing", want)
			}
		}
		got, err := png.Decode(&b)
		if err != nil {
			t.Fatal(err)
		}
		if size := got.Bounds(); size.Dx() != 400 || size.Dy() != 200 {
			t.Errorf("%v", size)
		}
		for _, point := range []struct {
			x, y int
			want Colour
		}{{30, 20, 0x14524a}, {20, 60, 0xff0000}, {150, 50, 0xffffff}} {
			x := point.x
			if rtl {
				x = 200 - x
			}
			if c := point.want.rgba(); got.At(2*x, 2*point.y) != c {
				t.Errorf("mirrored %v: at %d, %d is %v, not %v", rtl, x, point.y, got.At(2*x, 2*point.y), c)
			}
		}
		dark := false
		for x := range 400 {
			for y := 150; y < 185; y++ {
				if r, _, _, _ := got.At(x, y).RGBA(); r < 0x4000 {
					dark = true
					if rtl == (x < 200) {
						t.Fatalf("mirrored %v: a letter at %d", rtl, x)
					}
				}
			}
		}
		if !dark {
			t.Error("no letters")
		}
	}
}

// Text is set in the scripts of the interface languages: Arabic letters join, so a word is narrower than its letters, and
// Gujarati ones combine. What our fonts lack is reported and never an empty box.
func TestTextIsSetInScriptsOfTheInterface(t *testing.T) {
	s := NewSetter()
	for _, test := range []struct {
		lang, text string
		rtl        bool
	}{{"ur", "پوشیدہ", true}, {"gu", "ક્ષ", false}} {
		whole, apart := s.One(test.text, test.lang, test.rtl, black).Width, 0.0
		for _, r := range test.text {
			apart += s.One(string(r), test.lang, test.rtl, black).Width
		}
		if whole <= 0 || whole >= apart {
			t.Errorf("%s is %g wide, its letters %g", test.text, whole, apart)
		}
	}
	if got := s.Missing(); got != "" {
		t.Errorf("the fonts lack %q", got)
	}
	for _, text := range []string{"Ŵy a'r dŵr ŷ Łódź żółć “–…” \u2068isolated\u2069", "نہیں ہے، سوال؟ ۱۲۳", "ગુજરાતી ૧૨૩"} {
		if got := Missing(text); got != "" {
			t.Errorf("%q in %q", got, text)
		}
	}
	s.One("漢字", "zh", false, black)
	if got := s.Missing(); got != "漢字" || Missing("漢漢字 a") != "漢字" {
		t.Errorf("%q", got)
	}
}

// Lines are no wider than they may be, and have all words.
func TestLinesFit(t *testing.T) {
	text := "Charnwood and the villages around it, and Hinckley"
	lines := NewSetter().Set(text, "en", false, black, 150)
	var all []string
	for _, line := range lines {
		if all = append(all, line.Text); line.Width > 151 {
			t.Errorf("%q is %g wide", line.Text, line.Width)
		}
	}
	if len(lines) < 3 || strings.Join(all, " ") != text {
		t.Errorf("%q", all)
	}
}

// A picture that would need too much memory is refused.
func TestHighPicturesAreNoPNG(t *testing.T) {
	if err := (&Picture{Width: 10, Height: maxHeight + 1}).WritePNG(io.Discard); !errors.Is(err, ErrTooLarge) {
		t.Error(err)
	}
}
