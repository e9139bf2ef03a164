package docx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/bidi"
)

// Namespaces of the file format.
const (
	nsMain     = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
	nsRel      = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	nsPackage  = "http://schemas.openxmlformats.org/package/2006/relationships"
	nsTypes    = "http://schemas.openxmlformats.org/package/2006/content-types"
	nsDrawing  = "http://schemas.openxmlformats.org/drawingml/2006/main"
	nsPlaced   = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
	nsPicture  = "http://schemas.openxmlformats.org/drawingml/2006/picture"
	xmlProlog  = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	mediaFiles = "application/vnd.openxmlformats-officedocument.wordprocessingml."
)

// Type is the media type of Word files.
const Type = mediaFiles + "document"

// writer writes the text of a document.
type writer struct {
	body      bytes.Buffer
	doc       *Document
	links     []string // addresses outside the document, each with the number of its relationship
	images    []*Image
	lists     []Item // of each list, its first item
	bookmarks map[string]int
	heads     map[*Paragraph]int // headings in the table of contents, each with its number
	blocks    int
	depth     int // of tables in tables
	err       error
}

// Bytes returns the file. Links are only written to http, https and mailto addresses and to bookmarks that the
// document has; the text of others is written without a link. Characters that XML cannot have become U+FFFD. Documents
// that are too large give ErrTooLarge.
func (d *Document) Bytes() ([]byte, error) {
	w := &writer{doc: d, bookmarks: map[string]int{}, heads: map[*Paragraph]int{}}
	w.collectBookmarks(d.Blocks)
	w.open(`<w:document xmlns:w="` + nsMain + `" xmlns:r="` + nsRel + `" xmlns:wp="` + nsPlaced + `"><w:body>`)
	w.writeBlocks(d.Blocks)
	w.open(`<w:sectPr><w:footerReference w:type="default" r:id="rIdFooter"/><w:pgSz w:w="11906" w:h="16838"/>` +
		`<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/>`)
	if rtl(d.Lang) {
		w.open(`<w:bidi/>`)
	}
	w.open(`</w:sectPr></w:body></w:document>`)
	if w.err != nil {
		return nil, w.err
	}
	return w.archive()
}

// open writes markup.
func (w *writer) open(markup string) { w.body.WriteString(markup) }

// escaped returns text as it can stand in an element or attribute.
func escaped(text string) string {
	var b bytes.Buffer
	xml.EscapeText(&b, []byte(strings.ToValidUTF8(text, "\uFFFD"))) // a buffer takes everything
	return b.String()
}

// collectBookmarks gives each bookmark a number. Of two with a name the first counts.
func (w *writer) collectBookmarks(blocks []Block) {
	for _, b := range blocks {
		switch b := b.(type) {
		case *Paragraph:
			if _, known := w.bookmarks[b.Bookmark]; b.Bookmark != "" && !known {
				w.bookmarks[b.Bookmark] = len(w.bookmarks) + 1
			}
		case *Table:
			for _, row := range slices.Concat(b.Head, b.Rows) {
				for _, c := range row {
					w.collectBookmarks(c.Blocks)
				}
			}
		}
	}
}

func (w *writer) writeBlocks(blocks []Block) {
	for _, b := range blocks {
		if w.blocks++; w.blocks > maxBlocks || w.body.Len() > maxText {
			w.err = ErrTooLarge
		}
		if w.err != nil {
			return
		}
		switch b := b.(type) {
		case *Paragraph:
			w.writeParagraph(b)
		case *Table:
			w.writeTable(b)
		case *Contents:
			w.writeContents()
		}
	}
}

// writeContents writes the table of contents, once: a field, so that Word can add the numbers of the pages, with links to the
// headings of levels 2 and 3 for programs that do not.
func (w *writer) writeContents() {
	var heads []*Paragraph
	for _, b := range w.doc.Blocks {
		if p, ok := b.(*Paragraph); ok && (p.Style.level() == 2 || p.Style.level() == 3) && plain(p.Runs) != "" {
			heads = append(heads, p)
		}
	}
	if len(heads) == 0 || len(w.heads) > 0 {
		return
	}
	w.writeParagraph(&Paragraph{Style: "TOCHeading", RTL: rtl(w.doc.Lang), Runs: []Run{{Text: w.doc.Contents}}})
	for i, p := range heads {
		w.heads[p] = i + 1
		style := Style("TOC" + strconv.Itoa(p.Style.level()))
		w.startParagraph(&Paragraph{Style: style, RTL: p.RTL})
		if i == 0 {
			w.open(`<w:r><w:fldChar w:fldCharType="begin"/></w:r>` +
				`<w:r><w:instrText xml:space="preserve"> TOC \o "2-3" \h \z \u </w:instrText></w:r>` +
				`<w:r><w:fldChar w:fldCharType="separate"/></w:r>`)
		}
		fmt.Fprintf(&w.body, `<w:hyperlink w:anchor="_Toc%d" w:history="1">`, i+1)
		for _, r := range p.Runs {
			w.writeText(&Run{Text: r.Text, Lang: r.Lang}, p.RTL)
		}
		w.open(`</w:hyperlink>`)
		if i == len(heads)-1 {
			w.open(`<w:r><w:fldChar w:fldCharType="end"/></w:r>`)
		}
		w.open("</w:p>\n")
	}
}

// anchor returns the name of a bookmark in the file, where names are short and have no blanks.
func (w *writer) anchor(bookmark string) string { return fmt.Sprintf("_b%d", w.bookmarks[bookmark]) }

// startParagraph writes the beginning of a paragraph with its properties, which must be in the order of the schema.
func (w *writer) startParagraph(p *Paragraph) {
	w.open(`<w:p><w:pPr>`)
	if p.Style != "" && p.Style != Normal {
		w.open(`<w:pStyle w:val="` + string(p.Style) + `"/>`)
	}
	if p.KeepNext {
		w.open(`<w:keepNext/>`)
	}
	if p.NewPage {
		w.open(`<w:pageBreakBefore/>`)
	}
	indent := 0
	if p.Item != nil {
		level := min(max(p.Item.Level, 0), maxLevel)
		if p.Item.More {
			indent = listIndent * (level + 1)
		} else {
			fmt.Fprintf(&w.body, `<w:numPr><w:ilvl w:val="%d"/><w:numId w:val="%d"/></w:numPr>`, level, w.list(p.Item))
		}
	}
	if p.RTL {
		w.open(`<w:bidi/>`)
	}
	if indent > 0 {
		fmt.Fprintf(&w.body, `<w:ind w:start="%d"/>`, indent)
	}
	w.open(`</w:pPr>`)
}

// list returns the number of the numbering of an item.
func (w *writer) list(i *Item) int {
	at := slices.IndexFunc(w.lists, func(known Item) bool { return known.List == i.List && known.Ordered == i.Ordered })
	if at < 0 {
		at = len(w.lists)
		w.lists = append(w.lists, *i)
	}
	return at + 1
}

func (w *writer) writeParagraph(p *Paragraph) {
	w.startParagraph(p)
	if number := w.bookmarks[p.Bookmark]; p.Bookmark != "" && number > 0 {
		fmt.Fprintf(&w.body, `<w:bookmarkStart w:id="%d" w:name="%s"/><w:bookmarkEnd w:id="%[1]d"/>`, number, w.anchor(p.Bookmark))
	}
	if number := w.heads[p]; number > 0 {
		fmt.Fprintf(&w.body, `<w:bookmarkStart w:id="%d" w:name="_Toc%d"/><w:bookmarkEnd w:id="%[1]d"/>`, len(w.bookmarks)+number, number)
	}
	for i := range p.Runs {
		w.writeRun(&p.Runs[i], p.RTL)
	}
	w.open("</w:p>\n")
}

func (w *writer) writeRun(r *Run, inRTL bool) {
	end := ""
	if name, ok := strings.CutPrefix(r.Href, "#"); ok && w.bookmarks[name] > 0 && name != "" {
		w.open(`<w:hyperlink w:anchor="` + w.anchor(name) + `" w:history="1">`)
		end = `</w:hyperlink>`
	} else if isSafe(r.Href) {
		at := slices.Index(w.links, r.Href)
		if at < 0 {
			at = len(w.links)
			w.links = append(w.links, r.Href)
		}
		fmt.Fprintf(&w.body, `<w:hyperlink r:id="rIdLink%d" w:history="1">`, at+1)
		end = `</w:hyperlink>`
	}
	link := *r
	link.linkID = end
	if r.Image != nil {
		w.writeImage(r.Image)
	} else {
		w.writeText(&link, inRTL)
	}
	w.open(end)
}

// isSafe reports whether href is an absolute address of a page or an email address.
func isSafe(href string) bool {
	if href == "" || len(href) > maxHref || !utf8.ValidString(href) {
		return false
	}
	u, err := url.Parse(href)
	return err == nil && ((u.Scheme == "http" || u.Scheme == "https") && u.Host != "" || u.Scheme == "mailto" && u.Opaque != "")
}

// writeText writes the text of a run: a run of the file for each piece in one direction.
func (w *writer) writeText(r *Run, inRTL bool) {
	text := oneLine(r.Text)
	if r.Break {
		w.open(`<w:r><w:br/></w:r>`)
	}
	for _, piece := range directions(text, inRTL) {
		w.open(`<w:r><w:rPr>`)
		if r.linkID != "" {
			w.open(`<w:rStyle w:val="Hyperlink"/>`)
		}
		flag := func(on bool, names ...string) {
			for _, name := range names {
				if on {
					w.open(`<w:` + name + `/>`)
				}
			}
		}
		if r.Code {
			w.open(`<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas" w:cs="Consolas"/>`)
		}
		flag(r.Bold, "b", "bCs")
		flag(r.Italic, "i", "iCs")
		flag(r.Removed, "strike")
		if r.Added {
			w.open(`<w:u w:val="single"/>`)
		}
		if r.Tag {
			w.open(`<w:shd w:val="clear" w:color="auto" w:fill="DFE8E5"/>`)
		}
		if r.Raised || r.Lowered {
			w.open(`<w:vertAlign w:val="` + map[bool]string{true: "superscript", false: "subscript"}[r.Raised] + `"/>`)
		}
		flag(piece.rtl, "rtl")
		if lang := languageTag(r.Lang); lang != "" {
			w.open(`<w:lang w:val="` + lang + `" w:eastAsia="` + lang + `" w:bidi="` + lang + `"/>`)
		}
		w.open(`</w:rPr><w:t xml:space="preserve">` + escaped(piece.text) + `</w:t></w:r>`)
	}
}

// oneLine returns text with a space for each tab and line end.
func oneLine(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\r' || r == '\t' || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, text)
}

type directed struct {
	text string
	rtl  bool
}

// directions cuts text into pieces that are written in one direction. Digits, spaces and signs belong to the piece
// before them, and at the beginning to the direction of the paragraph.
func directions(text string, inRTL bool) (all []directed) {
	start, now := 0, inRTL
	for i, r := range text {
		p, _ := bidi.LookupRune(r)
		next := now
		switch p.Class() {
		case bidi.L:
			next = false
		case bidi.R, bidi.AL:
			next = true
		}
		if next != now {
			if i > start {
				all = append(all, directed{text[start:i], now})
			}
			start, now = i, next
		}
	}
	return append(all, directed{text[start:], now})
}

// languageTag returns a tag as it can stand in the file, or "" if it is none.
func languageTag(lang string) string {
	for _, r := range lang {
		if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-') {
			return ""
		}
	}
	if lang == "en" {
		return "en-GB"
	}
	return lang
}

// writeImage writes a picture with its description.
func (w *writer) writeImage(m *Image) {
	w.images = append(w.images, m)
	n := len(w.images)
	const emu = 12700 // units of the format in a point
	fmt.Fprintf(&w.body, `<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="%d" cy="%d"/>`+
		`<wp:docPr id="%d" name="Picture %[3]d" descr="%s"/><a:graphic xmlns:a="%s"><a:graphicData uri="%s"><pic:pic xmlns:pic="%[6]s">`+
		`<pic:nvPicPr><pic:cNvPr id="%[3]d" name="Picture %[3]d" descr="%[4]s"/><pic:cNvPicPr/></pic:nvPicPr>`+
		`<pic:blipFill><a:blip r:embed="rIdImage%[3]d"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>`+
		`<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="%[1]d" cy="%[2]d"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>`+
		`</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>`,
		int(m.Width*emu), int(m.Height*emu), n, escaped(m.Alt), nsDrawing, nsPicture)
}

// archive returns the file with everything that belongs to the text.
func (w *writer) archive() ([]byte, error) {
	var file bytes.Buffer
	z := zip.NewWriter(&file)
	parts := []struct{ name, text string }{
		{"[Content_Types].xml", contentTypes},
		{"_rels/.rels", packageRelations},
		{"docProps/core.xml", w.coreProperties()},
		{"word/document.xml", xmlProlog + w.body.String()},
		{"word/styles.xml", styles(languageTag(w.doc.Lang), rtl(w.doc.Lang))},
		{"word/numbering.xml", w.numbering()},
		{"word/settings.xml", settings},
		{"word/footer1.xml", footer(rtl(w.doc.Lang))},
		{"word/_rels/document.xml.rels", w.relations()},
	}
	for i, m := range w.images {
		parts = append(parts, struct{ name, text string }{fmt.Sprintf("word/media/image%d.png", i+1), string(m.PNG)})
	}
	for _, part := range parts {
		to, err := z.CreateHeader(&zip.FileHeader{Name: part.name, Method: zip.Deflate})
		if err != nil {
			return nil, err
		}
		if _, err := to.Write([]byte(part.text)); err != nil {
			return nil, err
		}
	}
	err := z.Close()
	return file.Bytes(), err
}
