package translation

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/sheet"
)

// sheetName is the name of the sheet with the texts.
const sheetName = "Texts"

// The first rows of the sheet say what is translated; a row with the headings and the texts follow.
var headings = []string{"ID", "Part", "Note for the translator", "Original", "Translation", "State", "Original before it changed"}

// Columns, counted from 0.
const (
	colID = iota
	colSection
	colNote
	colSource
	colTarget
	colState
	colPrevious
)

// stateNames are the states in workbooks.
var stateNames = map[State]string{Missing: "To translate", Outdated: "Out of date", Translated: "Translated"}

// maxColumns is the maximum number of columns of a row. Translators add some of their own.
const maxColumns = 200

// WriteWorkbook writes f as a workbook with a row for each text. Text is stored as text and is never run as a formula.
func (f *File) WriteWorkbook(w io.Writer) error {
	widths := make([]int, len(headings))
	for column, width := range map[int]int{colSection: 20, colNote: 30, colSource: 50, colTarget: 50, colState: 14, colPrevious: 50} {
		widths[column] = width
	}
	book, err := sheet.NewWriter(w, sheet.XLSX, f.Name, []sheet.Layout{{Name: sheetName, Widths: widths}})
	if err == nil {
		err = book.Next()
	}
	if err != nil {
		return err
	}
	rows := [][]string{{"Texts", f.Name}, {"From", f.SourceLang}, {"To", f.Lang}, headings}
	for i := range f.Units {
		u := &f.Units[i]
		rows = append(rows, []string{u.ID, u.Section, u.Note, u.Source, u.Target, stateNames[u.State], u.Previous})
	}
	for _, row := range rows {
		cells := make([]any, len(row))
		for j, text := range row {
			cells[j] = text
		}
		err := book.Row(cells...)
		if e, ok := errors.AsType[*sheet.Error](err); ok && e.Fault == sheet.LongCell {
			return fault.New(fault.Invalid, "A text is too long for a workbook. Download the texts as XLIFF instead.")
		}
		if err != nil {
			return err
		}
	}
	return book.Close()
}

// readWorkbook reads a workbook whose parts are within the limits of package files.
func readWorkbook(data []byte) (f *File, err error) {
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{UnzipSizeLimit: 64 << 20, UnzipXMLSizeLimit: 64 << 20})
	if err != nil {
		return nil, unknownFile(err)
	}
	defer book.Close()
	name := sheetName
	if sheets := book.GetSheetList(); !slices.Contains(sheets, name) && len(sheets) > 0 {
		name = sheets[0]
	}
	rows, err := book.Rows(name)
	if err != nil {
		return nil, unknownFile(err)
	}
	defer rows.Close()
	f = &File{}
	head := []*string{&f.Name, &f.SourceLang, &f.Lang}
	for n := 0; rows.Next(); n++ {
		row, err := rows.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return nil, unknownFile(err)
		}
		cell := func(column int) string {
			if column < len(row) {
				return row[column]
			}
			return ""
		}
		switch {
		case n > 2*maxUnits:
			return nil, tooManyUnits()
		case len(row) > maxColumns:
			return nil, unknownFile(nil)
		case n < len(head):
			*head[n] = strings.TrimSpace(cell(1))
		case n == len(head) && (cell(colID) != headings[colID] || cell(colTarget) != headings[colTarget]):
			return nil, unknownFile(nil)
		case n == len(head) || cell(colID) == "" && cell(colTarget) == "":
		case len(f.Units) == maxUnits:
			return nil, tooManyUnits()
		default:
			f.Units = append(f.Units, Unit{ID: strings.TrimSpace(cell(colID)), Source: cell(colSource), Target: cell(colTarget),
				State: stateNamed(cell(colState))})
		}
	}
	if err := rows.Error(); err != nil {
		return nil, unknownFile(err)
	}
	return f, nil
}

// stateNamed returns the state with this name. A translator who writes something else, or nothing, has translated
// the text.
func stateNamed(name string) State {
	for state, known := range stateNames {
		if strings.EqualFold(strings.TrimSpace(name), known) {
			return state
		}
	}
	return Translated
}
