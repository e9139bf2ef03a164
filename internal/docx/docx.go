// Package docx writes Word files (Office Open XML, ISO/IEC 29500) that people with a screen reader can use: real
// heading styles, lists and header rows, a language for every run, descriptions of pictures, and paragraphs and tables
// from right to left. The same document always gives the same bytes.
//
// FromHTML makes a document of the main part of a page, so that nothing is written twice.
package docx

import (
	"errors"
	"strings"
)

// Document is a text with headings, paragraphs, lists and tables.
type Document struct {
	Title, Author string
	Lang          string  // BCP 47 tag, like "en-GB" or "ur"
	Contents      string  // heading of the table of contents
	Blocks        []Block // from beginning to end
}

// Block is a Paragraph, a Table or a Contents.
type Block interface{ isBlock() }

// Style is the style of a paragraph. Its value is the id of the style in the file.
type Style string

// Styles. Heading returns those of headings.
const (
	Normal  Style = "Normal"
	Note    Style = "Note"    // small and grey, such as a hint
	Quote   Style = "Quote"   // set off by a line at its start
	Caption Style = "Caption" // of the table or figure that follows
	Term    Style = "Term"    // what the paragraphs after it define
	Listed  Style = "ListParagraph"
	Code    Style = "Code" // as typed
)

// Heading returns the style of a heading of level 1 to 6.
func Heading(level int) Style { return Style("Heading" + string(rune('0'+min(max(level, 1), 6)))) }

// level returns the level of a heading, and 0 for other styles.
func (s Style) level() int {
	if rest, ok := strings.CutPrefix(string(s), "Heading"); ok {
		return int(rest[0] - '0')
	}
	return 0
}

// Paragraph is a paragraph, a heading or a paragraph of an item of a list.
type Paragraph struct {
	Style    Style // "" is Normal
	RTL      bool
	Bookmark string // a name that links within the document can have; "" without one
	Item     *Item  // nil if it is not in a list
	KeepNext bool   // on the same page as the next paragraph
	NewPage  bool   // begins a page
	Runs     []Run
}

// Item is the place of a paragraph in a list.
type Item struct {
	Level   int // from 0; deeper ones than the format has are shown as the deepest
	List    int // number of the list, from 1: each is counted anew
	Ordered bool
	More    bool // a further paragraph of an item, without a bullet or number
}

// Run is a piece of text with one look.
type Run struct {
	Text                               string // tabs and line ends become spaces
	Lang                               string // "" is that of the document
	Bold, Italic, Code, Removed, Added bool
	Raised, Lowered                    bool   // superscript and subscript
	Tag                                bool   // the name of a state, set off by its ground
	Light                              bool   // not bold in the head of a row or column
	Href                               string // a safe address, "#" and a bookmark, or "": see Write
	Break                              bool   // a line break before the text
	Image                              *Image // instead of text
	linkID                             string // set by the writer
}

// Image is a picture in a paragraph.
type Image struct {
	PNG           []byte
	Alt           string  // what it shows
	Width, Height float64 // in points
}

// Table is a table. Its caption is a paragraph before it and its title for screen readers.
type Table struct {
	Caption Paragraph // without runs: none
	Unseen  bool      // the caption is only for screen readers
	RTL     bool
	Head    []Row // repeated on every page
	Rows    []Row
}

// Row is a row of a table.
type Row []Cell

// Cell is a cell of a table.
type Cell struct {
	Header       bool // heads a row or column
	Numeric      bool // aligned at its end
	Across, Down int  // columns and rows that it covers; 0 is 1
	Blocks       []Block
}

// Contents is the place of the table of contents, which has the headings of levels 2 and 3.
type Contents struct{}

func (*Paragraph) isBlock() {}
func (*Table) isBlock()     {}
func (*Contents) isBlock()  {}

// Limits of a document. Word opens no more than 63 columns and 9 levels of a list.
const (
	maxBlocks  = 200_000
	maxText    = 20 << 20 // in bytes
	maxColumns = 63
	maxLevel   = 8
	maxHref    = 2000 // Word calls files with longer addresses damaged
	maxNesting = 20   // of tables in tables
)

// ErrTooLarge says that a document is larger than a Word file may be.
var ErrTooLarge = errors.New("docx: the document is too large")

// Text returns the text of a document as a reader of the file meets it: a line for each paragraph, without the table of
// contents.
func (d *Document) Text() string {
	var all strings.Builder
	writeText(&all, d.Blocks)
	return all.String()
}

func writeText(to *strings.Builder, blocks []Block) {
	for _, b := range blocks {
		switch b := b.(type) {
		case *Paragraph:
			for _, r := range b.Runs {
				if r.Break {
					to.WriteByte('\n')
				}
				to.WriteString(r.Text)
			}
			to.WriteByte('\n')
		case *Table:
			if len(b.Caption.Runs) > 0 && !b.Unseen {
				writeText(to, []Block{&b.Caption})
			}
			for _, row := range append(append([]Row(nil), b.Head...), b.Rows...) {
				for _, c := range row {
					writeText(to, c.Blocks)
				}
			}
		}
	}
}

// plain returns the text of runs in one line.
func plain(runs []Run) string {
	var all strings.Builder
	for _, r := range runs {
		if r.Break {
			all.WriteByte(' ')
		}
		all.WriteString(r.Text)
	}
	return strings.Join(strings.Fields(all.String()), " ")
}
