package sheet

import (
	"archive/zip"
	"bufio"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Limits of workbooks that are written. They are those of Excel, and of LibreOffice from version 7.4.
const (
	MaxWrittenRows    = 1_048_576
	MaxWrittenColumns = 16_384
)

// Layout is how a sheet that is written looks.
type Layout struct {
	Name    string
	Widths  []int // of the first columns, in characters; 0 and those of the others are 12
	Rows    int   // that stay in view at the top
	Columns int   // that stay in view at the side
}

// Heading is a cell with a text in bold.
type Heading string

// Writer writes a workbook to a stream, sheet by sheet and row by row. The same cells give the same bytes.
//
// Text is stored as text and in a format for text, so that programs show a text that begins with = as it is, also after a person
// has edited the cell: it needs no guard. Numbers are stored as numbers. No cell has a formula or the result of one.
type Writer struct {
	zip    *zip.Writer
	as     bookFormat
	sheets []Layout
	next   int // sheet
	rows   int // of the sheet that is being written
	out    *bufio.Writer
	begun  bool // a sheet
}

// bookFormat writes the parts of a format.
type bookFormat interface {
	// begin writes what is before the sheets. It returns where those are written that are in one part, or nil.
	begin(z *zip.Writer, title string, sheets []Layout) (io.Writer, error)
	beginSheet(z *zip.Writer, i int) (io.Writer, error) // nil is where begin said
	sheetHead(out *bufio.Writer, i int, l *Layout)
	row(out *bufio.Writer, number int, cells []any) error
	endSheet(out *bufio.Writer)
	end(out *bufio.Writer)
}

// NewWriter returns a Writer of a workbook with these sheets, in the format XLSX or ODS.
func NewWriter(to io.Writer, format Format, title string, sheets []Layout) (*Writer, error) {
	w := &Writer{zip: zip.NewWriter(to), sheets: sheets, out: bufio.NewWriterSize(nil, 64<<10)}
	switch format {
	case XLSX:
		w.as = xlsxFormat{}
	case ODS:
		w.as = odsFormat{}
	default:
		return nil, fmt.Errorf("sheet: cannot write the format %q", format)
	}
	for i := range sheets {
		if n := sheets[i].Name; n == "" || utf8.RuneCountInString(n) > 31 || strings.ContainsAny(n, `[]:*?/\'`) {
			return nil, fmt.Errorf("sheet: %q cannot be the name of a sheet", n)
		}
	}
	body, err := w.as.begin(w.zip, title, sheets)
	w.out.Reset(body)
	return w, err
}

// Next begins the next sheet.
func (w *Writer) Next() error {
	if err := w.endSheet(); err != nil {
		return err
	}
	body, err := w.as.beginSheet(w.zip, w.next)
	if err != nil {
		return err
	}
	if body != nil {
		w.out.Reset(body)
	}
	w.as.sheetHead(w.out, w.next, &w.sheets[w.next])
	w.begun, w.rows, w.next = true, 0, w.next+1
	return nil
}

func (w *Writer) endSheet() error {
	if !w.begun {
		return nil
	}
	w.begun = false
	w.as.endSheet(w.out)
	return w.out.Flush()
}

// Row writes a row. A cell is a string, a Heading, an int64 or a float64. The error is an *Error if the sheet has too many rows or
// columns, or a text is too long.
func (w *Writer) Row(cells ...any) error {
	w.rows++
	of := &Error{Sheet: w.sheets[w.next-1].Name, Row: w.rows}
	switch {
	case w.rows > MaxWrittenRows:
		of.Fault = TooManyRows
		return of
	case len(cells) > MaxWrittenColumns:
		of.Fault = TooWide
		return of
	}
	for i, cell := range cells {
		text, isText := cell.(string)
		if h, ok := cell.(Heading); ok {
			text, isText = string(h), true
		}
		if isText && len(text) > MaxCell && utf16Length(text) > MaxCell {
			of.Fault, of.Column = LongCell, i+1
			return of
		}
	}
	return w.as.row(w.out, w.rows, cells)
}

// Close ends the workbook.
func (w *Writer) Close() error {
	for w.next < len(w.sheets) {
		if err := w.Next(); err != nil {
			return err
		}
	}
	if err := w.endSheet(); err != nil {
		return err
	}
	w.as.end(w.out)
	if err := w.out.Flush(); err != nil {
		return err
	}
	return w.zip.Close()
}

// utf16Length returns the number of UTF-16 code units of a text, which is how Excel counts.
func utf16Length(s string) (n int) {
	for _, r := range s {
		if n++; r > 0xFFFF {
			n++
		}
	}
	return n
}

// addPart writes a part of an archive.
func addPart(z *zip.Writer, name, content string) error {
	part, err := z.Create(name)
	if err == nil {
		_, err = io.WriteString(part, content)
	}
	return err
}

// numeral writes a number as both formats have it.
func numeral(cell any) (string, error) {
	switch n := cell.(type) {
	case int64:
		return strconv.FormatInt(n, 10), nil
	case float64:
		if !math.IsNaN(n) && !math.IsInf(n, 0) {
			return strconv.FormatFloat(n, 'f', -1, 64), nil
		}
	}
	return "", fmt.Errorf("sheet: a cell cannot be %T %v", cell, cell)
}

// xmlText escapes a text. Characters that XML cannot have, and lone carriage returns, are replaced.
func xmlText(s string) string {
	clean := !strings.ContainsAny(s, "&<>\"\r")
	for i := 0; clean && i < len(s); i++ {
		clean = s[i] < utf8.RuneSelf && (s[i] >= ' ' || s[i] == '\n' || s[i] == '\t')
	}
	if clean {
		return s
	}
	var b strings.Builder
	for _, r := range strings.ReplaceAll(s, "\r\n", "\n") { // what is not UTF-8 is U+FFFD
		switch {
		case r == '&':
			b.WriteString("&amp;")
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '"':
			b.WriteString("&quot;")
		case r == '\r':
			b.WriteByte('\n')
		case r < ' ' && r != '\n' && r != '\t', r == 0xFFFE, r == 0xFFFF:
			b.WriteRune(utf8.RuneError)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// width returns the width of column i in characters.
func (l *Layout) width(i int) int {
	if i < len(l.Widths) && l.Widths[i] > 0 {
		return l.Widths[i]
	}
	return 12
}
