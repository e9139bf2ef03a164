package opendata

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"slices"

	"github.com/folkmoot/folkmoot/disclose"
)

// writeRows writes a CSV file with a head and a line for each row. Spreadsheets run no text in it as a formula.
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
			if cells[i] = c.value(row); c.datatype == "string" {
				cells[i] = csvText(cells[i])
			}
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
	required                []string // the columns that are never blank and have no symbol
	others                  []string // files with the same content
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
		if slices.Contains(f.required, c.name) {
			d["required"] = true
		}
		described = append(described, d)
	}
	var same []object
	for _, name := range f.others {
		same = append(same, object{"@id": name})
	}
	return json.MarshalIndent(object{
		"@context":       []any{"http://www.w3.org/ns/csvw", object{"@language": "en"}},
		"url":            f.url,
		"dc:title":       f.title,
		"dc:description": f.description + " Symbols in place of numbers: " + describeMarks("; ") + ".",
		"dc:license":     object{"@id": LicencePath},
		"dc:hasFormat":   same,
		"tableSchema":    object{"columns": described, "primaryKey": f.key},
	}, "", "  ")
}
