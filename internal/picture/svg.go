package picture

import (
	"fmt"
	"html"
	"io"
	"strings"
)

// fontNames are those of families, with what other programs have instead.
const fontNames = "Noto Sans, Noto Naskh Arabic, Noto Sans Gujarati, Segoe UI, Arial, sans-serif"

// WriteSVG writes p as an SVG file, without scripts and without anything that is loaded from elsewhere.
func (p *Picture) WriteSVG(to io.Writer) error {
	var b strings.Builder
	q := html.EscapeString
	fmt.Fprintf(&b, `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="%[1]s" height="%[2]s" viewBox="0 0 %[1]s %[2]s" role="img" `+
		`aria-labelledby="title" aria-describedby="description" lang="%[3]s" xml:lang="%[3]s" font-family="%[4]s">
<title id="title">%[5]s</title>
<desc id="description">%[6]s</desc>
`, number(p.Width), number(p.Height), q(p.Lang), fontNames, q(p.Title), q(p.Description))
	p.writeMetadata(&b)
	b.WriteString(`<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">` +
		`<rect width="2" height="6" fill="` + p.stripes().String() + `"/></pattern></defs>` + "\n")
	fmt.Fprintf(&b, `<rect width="%s" height="%s" fill="#ffffff"/>`+"\n", number(p.Width), number(p.Height))
	for _, s := range p.shapes {
		s.writeSVG(&b)
	}
	b.WriteString("</svg>\n")
	_, err := io.WriteString(to, b.String())
	return err
}

// stripes returns the colour of the stripes, which all hatched areas share.
func (p *Picture) stripes() Colour {
	for _, s := range p.shapes {
		if s.kind == hatch {
			return s.line
		}
	}
	return 0
}

// writeMetadata writes who published the picture under which licence, in the terms of Dublin Core and Creative Commons.
func (p *Picture) writeMetadata(b *strings.Builder) {
	q := html.EscapeString
	b.WriteString(`<metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/" ` +
		`xmlns:cc="http://creativecommons.org/ns#"><cc:Work rdf:about="">`)
	terms := [][2]string{{"title", p.Title}, {"creator", p.Creator}, {"source", p.Source}, {"rights", p.Rights}, {"language", p.Lang}}
	for _, of := range terms {
		if of[1] != "" {
			fmt.Fprintf(b, "<dc:%s>%s</dc:%s>", of[0], q(of[1]), of[0])
		}
	}
	if p.Licence != "" {
		fmt.Fprintf(b, `<cc:license rdf:resource="%s"/>`, q(p.Licence))
	}
	b.WriteString("</cc:Work></rdf:RDF></metadata>\n")
}

func (s *shape) writeSVG(b *strings.Builder) {
	line := ""
	if s.width > 0 {
		line = fmt.Sprintf(` stroke="%s" stroke-width="%s"`, s.line, number(s.width))
	}
	switch s.kind {
	case area:
		fmt.Fprintf(b, `<rect x="%s" y="%s" width="%s" height="%s" fill="%s"%s/>`,
			number(s.x), number(s.y), number(s.w), number(s.h), s.fill, line)
	case hatch:
		for _, fill := range []string{s.fill.String(), "url(#hatch)"} {
			fmt.Fprintf(b, `<rect x="%s" y="%s" width="%s" height="%s" fill="%s" stroke="%s"/>`,
				number(s.x), number(s.y), number(s.w), number(s.h), fill, s.line)
		}
	case stroke:
		if s.dashes {
			line += ` stroke-dasharray="4 4"`
		}
		fmt.Fprintf(b, `<line x1="%s" y1="%s" x2="%s" y2="%s"%s/>`, number(s.x), number(s.y), number(s.x+s.w), number(s.y+s.h), line)
	case disc:
		fmt.Fprintf(b, `<circle cx="%s" cy="%s" r="%s" fill="%s"%s/>`, number(s.x), number(s.y), number(s.w), s.fill, line)
	case words:
		s.writeText(b)
	}
	b.WriteByte('\n')
}

// writeText writes a text. With the direction from right to left, SVG counts the start of a text from the right.
func (s *shape) writeText(b *strings.Builder) {
	anchor, direction := s.anchor, ""
	if s.text.RTL {
		direction = ` direction="rtl"`
		if anchor != Middle {
			anchor = End - anchor
		}
	}
	look := ""
	if s.style.Bold {
		look += ` font-weight="700"`
	}
	if s.style.Halo {
		look += ` stroke="#ffffff" stroke-width="4" stroke-linejoin="round" paint-order="stroke"`
	}
	fmt.Fprintf(b, `<text x="%s" y="%s" font-size="%s" fill="%s" text-anchor="%s"%s%s>%s</text>`,
		number(s.x), number(s.y), number(s.style.Size), s.style.Colour, [...]string{"start", "middle", "end"}[anchor],
		look, direction, html.EscapeString(s.text.Text))
}
