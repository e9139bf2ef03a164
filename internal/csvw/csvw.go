// Package csvw writes tables as CSV files and as JSON, and describes their columns in the format of CSV on the Web
// (W3C, https://www.w3.org/TR/tabular-metadata/).
package csvw

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/folkmoot/folkmoot/internal/csvout"
)

// Column is a column of a table with rows of type T. The same columns are used for the files and their description, so
// that they always agree.
type Column[T any] struct {
	Name, Title string
	Datatype    string // of the W3C
	Description string
	Value       func(T) string // "" is no value
}

// The datatypes of columns.
const (
	String   = "string"
	Integer  = "integer"
	Decimal  = "decimal"
	Boolean  = "boolean"
	Date     = "date"
	DateTime = "dateTime"
)

// Rows calls fn with every row of a table.
type Rows[T any] func(fn func(T) error) error

// Slice returns the rows of a table that is in memory.
func Slice[T any](rows []T) Rows[T] {
	return func(fn func(T) error) error {
		for _, row := range rows {
			if err := fn(row); err != nil {
				return err
			}
		}
		return nil
	}
}

// WriteCSV writes a CSV file with a head and a line for each row, while they are read. Spreadsheets run no text in it as a
// formula.
func WriteCSV[T any](w io.Writer, columns []Column[T], rows Rows[T]) error {
	out := csv.NewWriter(w)
	cells := make([]string, len(columns))
	for i, c := range columns {
		cells[i] = c.Name
	}
	if err := out.Write(cells); err != nil {
		return err
	}
	err := rows(func(row T) error {
		for i, c := range columns {
			if cells[i] = c.Value(row); c.Datatype == String {
				cells[i] = csvout.EscapeCell(cells[i])
			}
		}
		return out.Write(cells)
	})
	if err != nil {
		return err
	}
	out.Flush()
	return out.Error()
}

// WriteJSON writes a list with an object for each row, while they are read. Its text is as it is stored: no program takes it
// for a formula.
func WriteJSON[T any](w io.Writer, columns []Column[T], rows Rows[T]) error {
	out := bufio.NewWriter(w)
	begin := "[\n"
	err := rows(func(row T) error {
		_, _ = out.WriteString(begin)
		begin = ",\n"
		for i, c := range columns {
			sep := byte(',')
			if i == 0 {
				sep = '{'
			}
			_ = out.WriteByte(sep)
			writeJSON(out, c.Name)
			_ = out.WriteByte(':')
			switch value := c.Value(row); {
			case value == "" && c.Datatype != String:
				_, _ = out.WriteString("null")
			case c.Datatype == Integer || c.Datatype == Decimal || c.Datatype == Boolean:
				_, _ = out.WriteString(value)
			default:
				writeJSON(out, value)
			}
		}
		return out.WriteByte('}') // which returns the first error of those before
	})
	if err != nil {
		return err
	}
	end := "\n]\n"
	if begin == "[\n" {
		end = "[]\n"
	}
	_, _ = out.WriteString(end)
	return out.Flush()
}

func writeJSON(out *bufio.Writer, text string) {
	encoded, err := json.Marshal(text)
	if err != nil {
		panic("csvw: " + err.Error()) // strings can always be encoded
	}
	_, _ = out.Write(encoded)
}

// Table is what the description of a CSV file says about it besides its columns.
type Table struct {
	URL, Title, Description string

	Licence string // address of the licence; "" if it has none of its own
	Rights  string // in words, if it is data of others

	Key      []string // the columns by which rows are told apart
	Required []string // the columns that are never blank and have no symbol
	Others   []string // files with the same content
	Symbols  []string // in place of values that are not strings; none: such a cell is blank if it has no value
}

// Describe returns the description of a CSV file.
func Describe[T any](t Table, columns []Column[T]) ([]byte, error) {
	type object = map[string]any
	var described []object
	for _, c := range columns {
		d := object{"name": c.Name, "titles": c.Title, "dc:description": c.Description, "datatype": c.Datatype}
		if c.Datatype != String && len(t.Symbols) > 0 {
			d["null"] = t.Symbols
		}
		if slices.Contains(t.Required, c.Name) {
			d["required"] = true
		}
		described = append(described, d)
	}
	same := []object{}
	for _, name := range t.Others {
		same = append(same, object{"@id": name})
	}
	about := object{
		"@context":       []any{"http://www.w3.org/ns/csvw", object{"@language": "en"}},
		"url":            t.URL,
		"dc:title":       t.Title,
		"dc:description": t.Description,
		"dc:hasFormat":   same,
		"tableSchema":    object{"columns": described, "primaryKey": t.Key},
	}
	if t.Licence != "" {
		about["dc:license"] = object{"@id": t.Licence}
	}
	if t.Rights != "" {
		about["dc:rights"] = t.Rights
	}
	return json.MarshalIndent(about, "", "  ")
}

// Text returns a column of text.
func Text[T any](name, title, description string, value func(T) string) Column[T] {
	return Column[T]{name, title, String, description, value}
}

// Day returns a column of dates without a time of day, which a row may lack.
func Day[T any](name, title, description string, value func(T) time.Time) Column[T] {
	return Column[T]{name, title, Date, description, func(row T) string { return formatTime(value(row), time.DateOnly) }}
}

// Time returns a column of times, which a row may lack.
func Time[T any](name, title, description string, value func(T) time.Time) Column[T] {
	return Column[T]{name, title, DateTime, description, func(row T) string { return formatTime(value(row).UTC(), time.RFC3339) }}
}

func formatTime(at time.Time, layout string) string {
	if at.IsZero() {
		return ""
	}
	return at.Format(layout)
}

// Number returns a column of decimal numbers, which a row may lack.
func Number[T any](name, title, description string, value func(T) *float64) Column[T] {
	return Column[T]{name, title, Decimal, description, func(row T) string {
		n := value(row)
		if n == nil {
			return ""
		}
		return strconv.FormatFloat(*n, 'f', -1, 64)
	}}
}

// Whole returns a column of whole numbers.
func Whole[T any](name, title, description string, value func(T) int64) Column[T] {
	return Column[T]{name, title, Integer, description, func(row T) string { return strconv.FormatInt(value(row), 10) }}
}

// Flag returns a column of true and false.
func Flag[T any](name, title, description string, value func(T) bool) Column[T] {
	return Column[T]{name, title, Boolean, description, func(row T) string { return strconv.FormatBool(value(row)) }}
}
