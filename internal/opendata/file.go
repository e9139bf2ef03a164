package opendata

import (
	"io"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/csvw"
)

// columnsOf returns columns as package csvw takes them.
func columnsOf[T any](columns []column[T]) []csvw.Column[T] {
	all := make([]csvw.Column[T], len(columns))
	for i, c := range columns {
		all[i] = csvw.Column[T]{Name: c.name, Title: c.title, Datatype: c.datatype, Description: c.description, Value: c.value}
	}
	return all
}

// writeRows writes a CSV file with a head and a line for each row.
func writeRows[T any](w io.Writer, columns []column[T], rows []T) error {
	return csvw.WriteCSV(w, columnsOf(columns), csvw.Slice(rows))
}

// describe returns the description of a file, in which a symbol stands in place of a number that is hidden or that there is not.
func describe[T any](t csvw.Table, columns []column[T]) ([]byte, error) {
	t.Description += " Symbols in place of numbers: " + describeMarks("; ") + "."
	t.Licence = LicencePath
	for _, mark := range disclose.Marks {
		t.Symbols = append(t.Symbols, string(mark))
	}
	return csvw.Describe(t, columnsOf(columns))
}
