package information

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"iter"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/files"
)

// Limits of an uploaded file.
const (
	MaxBytes   = 10 << 20
	maxRows    = 60_000
	maxColumns = 100
	maxCell    = 200      // characters of a cell that is used
	maxSheet   = 64 << 20 // bytes of a workbook, uncompressed; it is read in memory, so that no row is ever on a disk
)

// Sheet is a table that was uploaded, in memory only.
type Sheet struct {
	Heads  []string
	Rows   [][]string // each as long as Heads
	Digest string     // SHA-256 of the file
	lines  []int      // of Rows, as a spreadsheet numbers them
}

// ReadSheet reads a CSV file or the first sheet of an Excel workbook, whatever its name says. Its errors have messages for
// the user.
func ReadSheet(content []byte, name string) (*Sheet, error) {
	if len(content) > MaxBytes {
		return nil, fault.Newf(fault.TooLarge,
			"The selected file must be %d MB or smaller. Reduce its size or split it into two files.", MaxBytes>>20)
	}
	checked, err := files.Check(bytes.NewReader(content), int64(len(content)), name)
	if err != nil {
		return nil, err
	}
	s := &Sheet{Digest: checked.Digest}
	switch checked.Type {
	case files.Text:
		err = s.readCSV(content)
	case files.XLSX:
		err = s.readWorkbook(content)
	default:
		err = fault.New(fault.Invalid, "The selected file must be a CSV file or an Excel workbook (.xlsx).")
	}
	if err != nil {
		return nil, err
	}
	if len(s.Rows) == 0 {
		return nil, fault.New(fault.Invalid, "The selected file has no rows below its headings. Choose another file.")
	}
	return s, nil
}

func (s *Sheet) readCSV(content []byte) error {
	text := bytes.TrimPrefix(content, []byte("\ufeff"))
	first, _, _ := bytes.Cut(text, []byte("\n"))
	in := csv.NewReader(bytes.NewReader(text))
	in.FieldsPerRecord = -1
	for _, separator := range []byte{';', '\t'} {
		if bytes.Count(first, []byte{separator}) > bytes.Count(first, []byte{byte(in.Comma)}) {
			in.Comma = rune(separator)
		}
	}
	for {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			line := 1
			if wrong, ok := errors.AsType[*csv.ParseError](err); ok {
				line = wrong.Line
			}
			return fault.Newf(fault.Invalid,
				"We cannot read line %d of the file. Check its quotation marks, or save the file as an Excel workbook.", line)
		}
		line, _ := in.FieldPos(0)
		if err := s.add(line, cells); err != nil {
			return err
		}
	}
}

func (s *Sheet) readWorkbook(content []byte) error {
	unreadable := fault.New(fault.Invalid, "The workbook cannot be read. Save it again as an Excel workbook (.xlsx), or as CSV.")
	book, err := excelize.OpenReader(bytes.NewReader(content), excelize.Options{UnzipSizeLimit: maxSheet, UnzipXMLSizeLimit: maxSheet})
	if err != nil {
		return unreadable
	}
	defer book.Close()
	sheets := book.GetSheetList()
	if len(sheets) == 0 {
		return unreadable
	}
	rows, err := book.Rows(sheets[0])
	if err != nil {
		return unreadable
	}
	defer rows.Close()
	for line := 1; rows.Next(); line++ {
		cells, err := rows.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return unreadable
		}
		for i, text := range cells {
			cells[i] = roundCell(text)
		}
		if err := s.add(line, cells); err != nil {
			return err
		}
	}
	if rows.Error() != nil {
		return unreadable
	}
	return nil
}

// longDecimal is a number as spreadsheets store it, with the error of its binary representation.
var longDecimal = regexp.MustCompile(`^[0-9]{1,9}\.[0-9]{7,}$`)

// roundCell rounds a number of a workbook to six decimal places.
func roundCell(text string) string {
	if !longDecimal.MatchString(text) {
		return text
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return text
	}
	return strconv.FormatFloat(n, 'f', 6, 64)
}

// add adds a row. The first that is not empty has the headings.
func (s *Sheet) add(line int, cells []string) error {
	for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	switch {
	case len(cells) == 0:
		return nil
	case len(cells) > maxColumns:
		return fault.Newf(fault.Invalid, "Line %d has more than %d columns. Delete the columns that are not needed.", line, maxColumns)
	case len(s.Rows) == maxRows:
		return fault.Newf(fault.Invalid, "The file has more than %d rows. Split it into two files.", maxRows)
	case s.Heads == nil:
		for _, text := range cells {
			s.Heads = append(s.Heads, strings.TrimSpace(text))
		}
		return nil
	case len(cells) > len(s.Heads):
		return fault.Newf(fault.Invalid, "Line %d has %d cells, but there are %d headings.", line, len(cells), len(s.Heads))
	}
	row := make([]string, len(s.Heads))
	for i, text := range cells {
		if row[i] = strings.TrimSpace(text); utf8.RuneCountInString(row[i]) > maxCell {
			return fault.Newf(fault.Invalid,
				"Line %d has more than %d characters in a cell. Delete the columns that are not needed.", line, maxCell)
		}
	}
	s.Rows, s.lines = append(s.Rows, row), append(s.lines, line)
	return nil
}

// all yields the rows with the numbers of their lines.
func (s *Sheet) all() iter.Seq2[int, []string] {
	return func(yield func(int, []string) bool) {
		for i, row := range s.Rows {
			if !yield(s.lines[i], row) {
				return
			}
		}
	}
}
