package edit

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/folkmoot/folkmoot/internal/csvout"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/files"
	"github.com/folkmoot/folkmoot/internal/sheet"
)

// SheetRow is a record in a spreadsheet: a row with the columns of SheetFields, which have the same names in both directions.
type SheetRow struct {
	Line   int    // in the file, from 1; 0 if it was not read
	Ref    string // of the record; "" is a new one
	Values Values
}

// Limits of a spreadsheet that is read.
const (
	MaxSheetFile  = 2 << 20 // bytes
	maxSheetRows  = 2000
	maxSheetCells = 100 // in a row
)

// refColumn is the name of the column with the reference.
const refColumn = "Reference"

// SheetFields returns the fields of k that a spreadsheet has: those that are not lists of rows.
func (k *Kind) SheetFields() (all []*Field) {
	for i := range k.Fields {
		if f := &k.Fields[i]; f.Kind != Rows && f.Kind != Kept {
			all = append(all, f)
		}
	}
	return all
}

// separator joins the values of a field with several. Values are references and codes, which do not have it, or lines.
func (f *Field) separator() string {
	if f.Kind == Lines {
		return "\n"
	}
	return "; "
}

// isText reports whether a cell of f can begin with anything.
func (f *Field) isText() bool { return f.Kind != Number && f.Kind != Decimal && f.Kind != Date }

// SheetRows calls fn with each row of a spreadsheet, until it returns an error, which it returns.
type SheetRows func(fn func(SheetRow) error) error

// eachCells calls fn with the cells of each row, the names of the columns first.
func (k *Kind) eachCells(rows SheetRows, change func(f *Field, text string) string, fn func([]string) error) error {
	fields, begun := k.SheetFields(), false
	begin := func() error { // when the first row has been read, so that an error comes before the file
		if begun {
			return nil
		}
		begun = true
		head := []string{refColumn}
		for _, f := range fields {
			head = append(head, f.Label)
		}
		return fn(head)
	}
	err := rows(func(r SheetRow) error {
		if err := begin(); err != nil {
			return err
		}
		cells := []string{r.Ref}
		for _, f := range fields {
			cells = append(cells, change(f, strings.Join(r.Values[f.Name], f.separator())))
		}
		return fn(cells)
	})
	if err != nil {
		return err
	}
	return begin()
}

// WriteSheetCSV writes records as a CSV file, in which spreadsheets find no formula. If the first row cannot be read, nothing is
// written.
func (k *Kind) WriteSheetCSV(w io.Writer, rows SheetRows) error {
	out, begun := csvout.NewWriter(w), false
	err := k.eachCells(rows, func(f *Field, text string) string {
		if f.isText() {
			return csvout.EscapeCell(text)
		}
		return text
	}, func(cells []string) error {
		if !begun {
			begun = true
			if _, err := io.WriteString(w, csvout.ByteOrderMark); err != nil {
				return err
			}
		}
		out.Write(cells)
		return nil
	})
	if err != nil {
		return err
	}
	return out.Flush()
}

// WriteSheetXLSX writes records as a workbook. Text is stored as text and is never run as a formula. Nothing is written before all
// rows have been read.
func (k *Kind) WriteSheetXLSX(w io.Writer, rows SheetRows) error {
	var file bytes.Buffer
	book, err := sheet.NewWriter(&file, sheet.XLSX, k.Name, []sheet.Layout{
		{Name: "Sheet1", Rows: 1, Widths: slices.Repeat([]int{24}, len(k.SheetFields())+1)},
	})
	if err == nil {
		err = book.Next()
	}
	if err != nil {
		return err
	}
	head := true
	err = k.eachCells(rows, func(_ *Field, text string) string { return text }, func(texts []string) error {
		cells := make([]any, len(texts))
		for j, text := range texts {
			if cells[j] = text; head {
				cells[j] = sheet.Heading(text)
			}
		}
		head = false
		err := book.Row(cells...)
		if e, ok := errors.AsType[*sheet.Error](err); ok && e.Fault == sheet.LongCell {
			return fault.New(fault.Invalid, "A text is too long for a workbook. Download the CSV file instead.")
		}
		return err
	})
	if err = cmp.Or(err, book.Close()); err != nil {
		return err
	}
	_, err = file.WriteTo(w)
	return err
}

func unreadableSheet(err error) error {
	return &fault.Error{Kind: fault.Invalid, Err: err,
		Say: "We could not read this file. Select a CSV file or an Excel workbook with the columns of the file that you download here."}
}

func tooManySheetRows() error {
	return fault.Newf(fault.Invalid, "The file has more than %d rows. Split it into smaller files.", maxSheetRows)
}

// ReadSheet reads a CSV file or a workbook. A column that the file does not have is not in the Values of its rows. The error
// is fault.Invalid, with what to do, if the file is another one, damaged or too large.
func (k *Kind) ReadSheet(data []byte) ([]SheetRow, error) {
	if len(data) > MaxSheetFile {
		return nil, tooManySheetRows()
	}
	cells, isCSV := [][]string(nil), !bytes.HasPrefix(data, []byte("PK"))
	var err error
	if isCSV {
		cells, err = readCSVCells(data)
	} else {
		cells, err = readWorkbookCells(data)
	}
	if err != nil {
		return nil, err
	}
	if len(cells) == 0 {
		return nil, unreadableSheet(nil)
	}
	columns, err := k.sheetColumns(cells[0])
	if err != nil {
		return nil, err
	}
	var rows []SheetRow
	for i, row := range cells[1:] {
		if strings.TrimSpace(strings.Join(row, "")) == "" {
			continue
		}
		r := SheetRow{Line: i + 2, Values: Values{}}
		for j, f := range columns {
			text := ""
			if j < len(row) {
				text = strings.ReplaceAll(row[j], "\r\n", "\n")
			}
			if f == nil {
				r.Ref = strings.TrimSpace(text)
				continue
			}
			if isCSV && f.isText() {
				text = csvout.UnescapeCell(text)
			}
			r.Values[f.Name] = f.parseCell(text)
		}
		rows = append(rows, r)
	}
	return rows, nil
}

// sheetColumns returns the fields of the columns with these names; nil is the reference.
func (k *Kind) sheetColumns(head []string) (columns []*Field, err error) {
	refs := 0
	for _, name := range head {
		name = strings.TrimSpace(name)
		fields := k.SheetFields()
		i := slices.IndexFunc(fields, func(f *Field) bool { return strings.EqualFold(f.Label, name) })
		switch {
		case strings.EqualFold(name, refColumn):
			refs++
			columns = append(columns, nil)
		case i < 0:
			return nil, fault.Newf(fault.Invalid,
				"The file has a column “%s”, which is not one of the file that you download here. Delete it.", name)
		case slices.Contains(columns, fields[i]):
			return nil, fault.Newf(fault.Invalid, "The file has the column “%s” twice. Delete one of the two.", name)
		default:
			columns = append(columns, fields[i])
		}
	}
	if refs != 1 {
		return nil, unreadableSheet(nil)
	}
	return columns, nil
}

// serial matches a date as spreadsheets store it: days since 1900.
var serial = regexp.MustCompile(`^[0-9]{5}(\.0+)?$`)

// parseCell returns the values that a cell has. Spaces around them are removed, and dates are read in the usual ways.
func (f *Field) parseCell(text string) (values []string) {
	if f.Kind == Choices || f.Kind == Picks || f.Kind == Lines {
		for part := range strings.SplitSeq(text, strings.TrimRight(f.separator(), " ")) {
			if part = strings.TrimSpace(part); part != "" {
				values = append(values, part)
			}
		}
		return values
	}
	text = strings.TrimSpace(text)
	if text == "" {
		return nil
	}
	if f.Kind == Date {
		if serial.MatchString(text) {
			days, _, _ := strings.Cut(text, ".")
			n, err := strconv.Atoi(days)
			if day, err2 := excelize.ExcelDateToTime(float64(n), false); err == nil && err2 == nil {
				return []string{day.Format(time.DateOnly)}
			}
		}
		if day, err := time.Parse("2/1/2006", text); err == nil {
			return []string{day.Format(time.DateOnly)}
		}
	}
	return []string{text}
}

func readCSVCells(data []byte) (cells [][]string, err error) {
	in := csv.NewReader(csvout.LimitReader(bytes.NewReader(bytes.TrimPrefix(data, []byte(csvout.ByteOrderMark)))))
	in.FieldsPerRecord = -1
	for {
		row, err := in.Read()
		switch {
		case errors.Is(err, io.EOF):
			return cells, nil
		case err != nil || len(row) > maxSheetCells:
			return nil, unreadableSheet(err)
		case len(cells) > maxSheetRows:
			return nil, tooManySheetRows()
		}
		cells = append(cells, row)
	}
}

func readWorkbookCells(data []byte) (cells [][]string, err error) {
	// Sniff unpacks every part, up to its limits, before anything is parsed.
	if kind, err := files.Sniff(bytes.NewReader(data), int64(len(data))); err != nil || kind != files.XLSX {
		return nil, unreadableSheet(err)
	}
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{UnzipSizeLimit: 64 << 20, UnzipXMLSizeLimit: 64 << 20})
	if err != nil {
		return nil, unreadableSheet(err)
	}
	defer book.Close()
	rows, err := book.Rows(book.GetSheetName(0))
	if err != nil {
		return nil, unreadableSheet(err)
	}
	defer rows.Close()
	for n := 0; rows.Next(); n++ {
		row, err := rows.Columns(excelize.Options{RawCellValue: true})
		switch {
		case err != nil || len(row) > maxSheetCells:
			return nil, unreadableSheet(err)
		case n > 2*maxSheetRows || len(cells) > maxSheetRows:
			return nil, tooManySheetRows()
		}
		cells = append(cells, row)
	}
	if err := rows.Error(); err != nil {
		return nil, unreadableSheet(err)
	}
	return cells, nil
}
