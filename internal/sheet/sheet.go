// Package sheet reads tables from CSV files, Excel workbooks and OpenDocument spreadsheets, within bounds, and writes workbooks.
//
// Files come from other systems, and may be damaged or made to do harm. Every bound is checked before the memory is used: on the
// bytes that an archive really unpacks to, not on those that it declares, and on the number of a row or column, not on the cells
// that are there. Formulas are refused, because what they show depends on the program that opens the file.
package sheet

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Bounds of a file.
const (
	MaxBytes    = 20 << 20 // of the file
	MaxUnpacked = 64 << 20 // of everything that is read from an archive
	MaxParts    = 2_000    // of an archive
	MaxSheets   = 50
	MaxRows     = 100_000   // of a sheet, counted from its first row
	MaxColumns  = 500       // of a sheet
	MaxCells    = 5_000_000 // of a file
	MaxCell     = 32_767    // characters of a cell, as in Excel
	MaxText     = 64 << 20  // bytes of all cells

	maxDepth = 64      // of the XML of a part
	maxToken = 1 << 20 // bytes of an element or a text of the XML of a part
)

// Format is the format of a file.
type Format string

// The formats.
const (
	CSV  Format = "csv"
	XLSX Format = "xlsx"
	ODS  Format = "ods"
)

// MediaType returns the media type of a workbook, and "" for CSV files, whose type says more.
func (f Format) MediaType() string {
	switch f {
	case XLSX:
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	case ODS:
		return odsType
	}
	return ""
}

// Encoding is how the text of a CSV file is encoded.
type Encoding string

// The encodings.
const (
	UTF8        Encoding = "UTF-8"
	UTF16       Encoding = "UTF-16"
	Windows1252 Encoding = "Windows-1252" // guessed: it is what is not UTF-8
)

// File is a file that has been read.
type File struct {
	Format    Format
	Encoding  Encoding // of a CSV file
	Separator rune     // of a CSV file
	Sheets    []Sheet  // that are not hidden; one of a CSV file
	Hidden    int      // sheets that are hidden and were not read
}

// Sheet is a table.
type Sheet struct {
	Name string // "" of a CSV file
	Rows []Row  // those that are not blank
}

// Row is a row of a table. Cells at its end that are blank may be missing.
type Row struct {
	Number int // as a spreadsheet shows it, from 1
	Cells  []string
}

// Cell returns the cell of column i, from 0, or "".
func (r *Row) Cell(i int) string {
	if i < len(r.Cells) {
		return r.Cells[i]
	}
	return ""
}

// isBlank reports whether the row has no text.
func (r *Row) isBlank() bool {
	for _, cell := range r.Cells {
		if strings.TrimSpace(cell) != "" {
			return false
		}
	}
	return true
}

// Fault is what is wrong with a file.
type Fault string

// The faults.
const (
	Unknown      Fault = "unknown"       // it is none of the formats, or damaged
	OldWorkbook  Fault = "old-workbook"  // .xls, or a workbook with a password
	Empty        Fault = "empty"         // it has no rows
	TooLarge     Fault = "too-large"     // the file, or what it unpacks to
	TooManyRows  Fault = "too-many-rows" // in a sheet
	TooWide      Fault = "too-wide"      // columns
	TooManyCells Fault = "too-many-cells"
	LongCell     Fault = "long-cell"
	HasFormula   Fault = "formula"
	HasError     Fault = "error-value" // such as #REF!
	HasZero      Fault = "zero"        // a NUL character
	BadText      Fault = "bad-text"    // not valid in its encoding
	OpenQuote    Fault = "open-quote"  // a quotation mark that is not closed, or is in the middle of a cell
	HasEntities  Fault = "entities"    // XML with a document type, which can define entities
	TooDeep      Fault = "too-deep"    // XML
	BadRecord    Fault = "bad-record"  // a line that is not one of the layout, or is about no respondent or one again
)

// Error says what is wrong with a file, and where.
type Error struct {
	Fault  Fault
	Sheet  string
	Row    int // as a spreadsheet shows it; 0 is not about a row
	Column int // from 1; 0 is not about a column
	Err    error
}

// Error implements error.
func (e *Error) Error() string {
	text := "sheet: " + string(e.Fault)
	if e.Row > 0 {
		text += fmt.Sprintf(" in row %d of %q", e.Row, e.Sheet)
	}
	if e.Column > 0 {
		text += ", column " + ColumnName(e.Column-1)
	}
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// ColumnName returns the letters of column i, from 0, in a spreadsheet: A to Z, AA and so on.
func ColumnName(i int) (name string) {
	for i++; i > 0; i = (i - 1) / 26 {
		name = string(rune('A'+(i-1)%26)) + name
	}
	return name
}

// Read reads a file. Its error is an *Error.
func Read(data []byte) (*File, error) {
	switch {
	case len(data) > MaxBytes:
		return nil, &Error{Fault: TooLarge}
	case bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0")):
		return nil, &Error{Fault: OldWorkbook}
	case bytes.HasPrefix(data, []byte("PK")):
		return readArchive(data)
	}
	return readCSV(data)
}

func readArchive(data []byte) (*File, error) {
	a, err := OpenArchive(data)
	if err != nil {
		return nil, err
	}
	var f *File
	switch {
	case a.Has("xl/workbook.xml"):
		f, err = readXLSX(a)
	case a.Has("content.xml"):
		f, err = readODS(a)
	default:
		return nil, &Error{Fault: Unknown}
	}
	if err != nil {
		return nil, err
	}
	return f, f.check()
}

// check returns an error if f has no rows.
func (f *File) check() error {
	for i := range f.Sheets {
		if len(f.Sheets[i].Rows) > 0 {
			return nil
		}
	}
	return &Error{Fault: Empty}
}

// table collects the rows of a sheet within the bounds of its file.
type table struct {
	*Sheet
	used *usage
	row  Row
}

// usage is how much of the bounds a file has used.
type usage struct{ cells, text int }

// fail returns an error about the row that is being read.
func (t *table) fail(what Fault, column int) error {
	return &Error{Fault: what, Sheet: t.Name, Row: t.row.Number, Column: column}
}

// begin begins a row.
func (t *table) begin(number int) { t.row = Row{Number: number} }

// set sets the cell of column i, from 0. Columns come in their order.
func (t *table) set(i int, text string) error {
	switch {
	case text == "":
		return nil
	case t.row.Number > MaxRows: // those that are blank may go to the end of a spreadsheet
		return &Error{Fault: TooManyRows, Sheet: t.Name}
	case i >= MaxColumns:
		return t.fail(TooWide, 0)
	case len(text) > MaxCell && utf8.RuneCountInString(text) > MaxCell:
		return t.fail(LongCell, i+1)
	case strings.ContainsRune(text, 0):
		return t.fail(HasZero, i+1)
	case !utf8.ValidString(text):
		return t.fail(BadText, i+1)
	case i < len(t.row.Cells):
		return t.fail(Unknown, i+1) // a cell again
	}
	t.used.cells += i + 1 - len(t.row.Cells)
	if t.used.text += len(text); t.used.cells > MaxCells || t.used.text > MaxText {
		return &Error{Fault: TooManyCells, Sheet: t.Name}
	}
	for len(t.row.Cells) < i {
		t.row.Cells = append(t.row.Cells, "")
	}
	t.row.Cells = append(t.row.Cells, text)
	return nil
}

// end ends the row.
func (t *table) end() {
	if !t.row.isBlank() {
		t.Rows = append(t.Rows, t.row)
	}
}
