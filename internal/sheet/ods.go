package sheet

import (
	"encoding/xml"
	"slices"
	"strconv"
	"strings"
)

// odsReader reads content.xml of an OpenDocument spreadsheet.
type odsReader struct {
	file   *File
	used   *usage
	t      *table
	hidden map[string]bool // styles of sheets that are not shown
	skip   bool            // in a sheet that is hidden

	number, column int
	rowTimes       int // how often the row is repeated
	cellTimes      int // how often the cell is repeated
	value          string
	text           strings.Builder
	paragraphs     int
}

func readODS(a *Archive) (*File, error) {
	r := &odsReader{file: &File{Format: ODS}, used: &usage{}, hidden: map[string]bool{}}
	style := ""
	err := a.walk("content.xml", func(token xml.Token, in []string) error {
		switch e := token.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "style":
				style = attribute(e, "name")
			case "table-properties":
				if attribute(e, "display") == "false" && len(r.hidden) < maxStyles {
					r.hidden[style] = true
				}
			}
			return r.start(e, in)
		case xml.CharData:
			if r.t != nil && slices.Contains(in, "p") && !slices.Contains(in, "annotation") && r.text.Len() <= 4*MaxCell {
				r.text.Write(e)
			}
		case xml.EndElement:
			return r.end(e, in)
		}
		return nil
	})
	return r.file, err
}

// repeated returns a number of repetitions, which is 1 if it is not given.
func repeated(e xml.StartElement, name string) int {
	n, err := strconv.Atoi(attribute(e, name))
	if err != nil || n < 1 {
		return 1
	}
	return n
}

func (r *odsReader) start(e xml.StartElement, in []string) error {
	if slices.Contains(in, "annotation") || r.skip {
		return nil
	}
	switch e.Name.Local {
	case "table":
		switch {
		case r.t != nil: // a table in a cell
			return r.t.fail(Unknown, 0)
		case r.hidden[attribute(e, "style-name")]:
			r.file.Hidden++
			r.skip = true
			return nil
		case len(r.file.Sheets) == MaxSheets:
			return &Error{Fault: TooLarge}
		}
		r.t, r.number = &table{Sheet: &Sheet{Name: attribute(e, "name")}, used: r.used}, 0
	case "table-row":
		if r.t == nil {
			return nil
		}
		r.rowTimes, r.column = repeated(e, "number-rows-repeated"), 0
		r.t.begin(r.number + 1)
	case "table-cell", "covered-table-cell":
		if r.t == nil {
			return nil
		}
		if attribute(e, "formula") != "" {
			return r.t.fail(HasFormula, r.column+1)
		}
		r.cellTimes, r.value, r.paragraphs = repeated(e, "number-columns-repeated"), "", 0
		r.text.Reset()
		return r.typed(e)
	case "p":
		if r.paragraphs++; r.paragraphs > 1 {
			r.text.WriteByte('\n')
		}
	case "s":
		r.text.WriteString(strings.Repeat(" ", min(repeated(e, "c"), 100)))
	case "tab":
		r.text.WriteByte('\t')
	case "line-break":
		r.text.WriteByte('\n')
	}
	return nil
}

// typed sets the value of a cell that is not a text.
func (r *odsReader) typed(e xml.StartElement) error {
	switch attribute(e, "value-type") {
	case "float", "percentage", "currency":
		n, err := strconv.ParseFloat(attribute(e, "value"), 64)
		if err != nil {
			return r.t.fail(BadText, r.column+1)
		}
		r.value = number(n)
	case "date":
		r.value = strings.TrimSuffix(strings.Replace(attribute(e, "date-value"), "T", " ", 1), " 00:00:00")
	case "boolean":
		r.value = strings.ToUpper(attribute(e, "boolean-value"))
	}
	return nil
}

func (r *odsReader) end(e xml.EndElement, in []string) error {
	if r.skip {
		r.skip = e.Name.Local != "table"
		return nil
	}
	if r.t == nil || slices.Contains(in[:len(in)-1], "annotation") {
		return nil
	}
	switch e.Name.Local {
	case "table":
		r.file.Sheets = append(r.file.Sheets, *r.t.Sheet)
		r.t = nil
	case "table-cell", "covered-table-cell":
		value := r.value
		if value == "" {
			value = r.text.String()
		}
		if value == "" { // blank cells are repeated to the end of the sheet
			r.column += min(r.cellTimes, MaxColumns)
			return nil
		}
		for range min(r.cellTimes, MaxColumns+1) {
			if err := r.t.set(r.column, value); err != nil {
				return err
			}
			r.column++
		}
	case "table-row":
		return r.endRow()
	}
	return nil
}

// endRow ends a row as often as it is repeated. Blank rows are repeated to the end of the sheet.
func (r *odsReader) endRow() error {
	if r.t.row.isBlank() {
		r.number = min(r.number+r.rowTimes, MaxRows)
		return nil
	}
	cells := r.t.row.Cells
	for range r.rowTimes {
		r.number++
		r.t.begin(r.number)
		for i, cell := range cells {
			if err := r.t.set(i, cell); err != nil {
				return err
			}
		}
		r.t.end()
	}
	return nil
}
