package opendata

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/folkmoot/folkmoot/disclose"
)

// writeRows writes a CSV file with a head and a line for each row.
func writeRows[T any](w io.Writer, columns []column[T], rows []T) error {
	out := csv.NewWriter(w)
	cells := make([]string, len(columns))
	for i, c := range columns {
		cells[i] = c.name
	}
	if err := out.Write(cells); err != nil {
		return err
	}
	for _, row := range rows {
		for i, c := range columns {
			cells[i] = c.value(row)
		}
		if err := out.Write(cells); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// file is what the description of a CSV file says of it.
type file struct {
	url, title, description string
	key                     []string // the columns by which rows are told apart
}

// describe returns the description of a file in the format of CSV on the Web (W3C,
// https://www.w3.org/TR/tabular-metadata/).
func describe[T any](f file, columns []column[T]) ([]byte, error) {
	type object = map[string]any
	var described []object
	for _, c := range columns {
		d := object{"name": c.name, "titles": c.title, "dc:description": c.description, "datatype": c.datatype}
		if c.datatype != "string" {
			d["null"] = disclose.Marks
		}
		described = append(described, d)
	}
	var marks []string
	for _, m := range disclose.Marks {
		marks = append(marks, fmt.Sprintf("%s: %s", m, m.Description()))
	}
	return json.MarshalIndent(object{
		"@context":       []any{"http://www.w3.org/ns/csvw", object{"@language": "en"}},
		"url":            f.url,
		"dc:title":       f.title,
		"dc:description": f.description + " Symbols in place of numbers: " + strings.Join(marks, "; ") + ".",
		"tableSchema":    object{"columns": described, "primaryKey": f.key},
	}, "", "  ")
}
