package docx

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	pageWidth  = 9638 // of the text, in twentieths of a point: A4 with margins of 2 cm
	listIndent = 425
)

// writeTable writes a table with its caption. One that is too wide for Word, or too deep within others, is written as
// paragraphs.
func (w *writer) writeTable(t *Table) {
	if len(t.Caption.Runs) > 0 && !t.Unseen {
		caption := t.Caption
		caption.Style, caption.KeepNext = Caption, true
		w.writeParagraph(&caption)
	}
	rows := slices.Concat(t.Head, t.Rows)
	columns := 0
	for _, row := range rows {
		columns = max(columns, width(row))
	}
	if columns == 0 {
		return
	}
	if columns > maxColumns || w.depth >= maxNesting {
		for _, row := range rows {
			for _, c := range row {
				w.writeBlocks(c.Blocks)
			}
		}
		return
	}
	w.depth++
	defer func() { w.depth-- }()
	w.open(`<w:tbl><w:tblPr><w:tblStyle w:val="Grid"/>`)
	if t.RTL {
		w.open(`<w:bidiVisual/>`)
	}
	firstColumn := len(t.Rows) > 0 && !slices.ContainsFunc(t.Rows, func(r Row) bool { return len(r) == 0 || !r[0].Header })
	fmt.Fprintf(&w.body, `<w:tblW w:w="5000" w:type="pct"/><w:tblLayout w:type="fixed"/>`+
		`<w:tblLook w:val="0000" w:firstRow="%d" w:lastRow="0" w:firstColumn="%d" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>`,
		bit(len(t.Head) > 0), bit(firstColumn))
	if caption := plain(t.Caption.Runs); caption != "" {
		w.open(`<w:tblCaption w:val="` + escaped(shorten(caption, 250)) + `"/>`)
	}
	w.open(`</w:tblPr><w:tblGrid>`)
	widths := columnWidths(rows, columns)
	for _, n := range widths {
		fmt.Fprintf(&w.body, `<w:gridCol w:w="%d"/>`, n)
	}
	w.open(`</w:tblGrid>`)
	below := make([]covering, columns)
	for i, row := range rows {
		w.writeRow(row, i < len(t.Head), widths, below, len(rows)-i)
	}
	w.open("</w:tbl>\n")
	w.open(`<w:p><w:pPr><w:pStyle w:val="AfterTable"/></w:pPr></w:p>`) // Word joins tables that follow each other
}

func bit(on bool) int {
	if on {
		return 1
	}
	return 0
}

// width returns how many columns the cells of a row cover.
func width(row Row) (n int) {
	for _, c := range row {
		n += max(1, c.Across)
	}
	return n
}

// covering says that a cell of an earlier row covers a column, and those after it.
type covering struct{ rows, across int }

// writeRow writes a row. below holds, for each column, how far a cell of an earlier row reaches; left is how many rows
// are left with this one.
func (w *writer) writeRow(row Row, head bool, widths []int, below []covering, left int) {
	w.open(`<w:tr><w:trPr>`)
	if size(row) < 500 { // longer rows may go over the end of a page
		w.open(`<w:cantSplit/>`)
	}
	if head {
		w.open(`<w:tblHeader/>`)
	}
	w.open(`</w:trPr>`)
	column := 0
	take := func() { // the cells of earlier rows that reach into this one
		for column < len(below) && below[column].rows > 0 {
			across := below[column].across
			below[column].rows--
			w.startCell(widths[column:column+across], across, `<w:vMerge/>`, head)
			w.open(`<w:p/></w:tc>`)
			column += across
		}
	}
	for _, c := range row {
		take()
		if column >= len(widths) {
			break
		}
		across := min(max(1, c.Across), len(widths)-column)
		for i := 1; i < across; i++ {
			if below[column+i].rows > 0 { // overlapping cells do not occur in tables that people can read
				across = i
			}
		}
		merge := ""
		if down := min(c.Down, left); down > 1 {
			merge, below[column] = `<w:vMerge w:val="restart"/>`, covering{down - 1, across}
		}
		w.startCell(widths[column:column+across], across, merge, head || c.Header)
		w.writeCell(c, head)
		w.open(`</w:tc>`)
		column += across
	}
	take()
	for ; column < len(widths); column++ {
		take()
		if column < len(widths) {
			w.startCell(widths[column:column+1], 1, "", head)
			w.open(`<w:p/></w:tc>`)
		}
	}
	w.open("</w:tr>\n")
}

func (w *writer) startCell(widths []int, across int, merge string, head bool) {
	total := 0
	for _, n := range widths {
		total += n
	}
	fmt.Fprintf(&w.body, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>`, total)
	if across > 1 {
		fmt.Fprintf(&w.body, `<w:gridSpan w:val="%d"/>`, across)
	}
	w.open(merge)
	if head {
		w.open(`<w:shd w:val="clear" w:color="auto" w:fill="EEF2F1"/>`)
	}
	w.open(`</w:tcPr>`)
}

// writeCell writes the content of a cell, which must end with a paragraph.
func (w *writer) writeCell(c Cell, head bool) {
	for _, b := range c.Blocks {
		if p, ok := b.(*Paragraph); ok {
			in := *p
			in.KeepNext = in.KeepNext || head
			switch in.Style {
			case "", Normal, Listed:
				in.Style = "Cell"
				if c.Numeric {
					in.Style = "CellNumber"
				}
			case Quote:
				in.Style = "CellQuote"
			}
			if c.Header {
				in.Runs = slices.Clone(in.Runs)
				for i := range in.Runs {
					in.Runs[i].Bold = in.Runs[i].Bold || !in.Runs[i].Light
				}
			}
			b = &in
		}
		w.writeBlocks([]Block{b})
	}
	if len(c.Blocks) == 0 {
		w.open(`<w:p/>`)
	}
}

// size returns about how many bytes of text a row has.
func size(row Row) (n int) {
	for _, c := range row {
		var text strings.Builder
		writeText(&text, c.Blocks)
		n += text.Len()
	}
	return n
}

// columnWidths shares the width of the page among the columns by the text in them: each has room for its longest word,
// and columns with more text are wider.
func columnWidths(rows []Row, columns int) []int {
	weight := make([]int, columns)
	for _, row := range rows {
		column := 0
		for _, c := range row {
			across := max(1, c.Across)
			if across == 1 && column < columns {
				weight[column] = max(weight[column], cellWeight(c))
			}
			column += across
		}
	}
	total := 0
	for i := range weight {
		weight[i] = max(weight[i], 6)
		total += weight[i]
	}
	widths := make([]int, columns)
	for i := range weight {
		widths[i] = max(pageWidth*weight[i]/total, 150)
	}
	return widths
}

func cellWeight(c Cell) int {
	var text strings.Builder
	writeText(&text, c.Blocks)
	longest := 0
	for word := range strings.FieldsSeq(text.String()) {
		longest = max(longest, min(utf8.RuneCountInString(word), 24))
	}
	return max(longest+2, min(text.Len()/6, 40))
}

// shorten returns at most n characters of text.
func shorten(text string, n int) string {
	if runes := []rune(text); len(runes) > n {
		return string(runes[:n-1]) + "…"
	}
	return text
}
