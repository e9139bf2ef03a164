package collected

import (
	"bytes"

	"github.com/folkmoot/folkmoot/internal/sheet"
)

// File is a file of responses.
type File struct {
	Format   string // csv, xlsx, ods or jsonl
	Encoding sheet.Encoding
	Hidden   int      // sheets that are hidden and were not read
	Sheets   []string // names of those that have rows

	tables []*sheet.Sheet
	table  *Table // of an archive of i.AI Consult
}

// Read reads a file of responses. Its error is a *sheet.Error.
func Read(data []byte) (*File, error) {
	if bytes.HasPrefix(data, []byte("PK")) {
		a, err := sheet.OpenArchive(data)
		if err != nil {
			return nil, err
		}
		if t, err := readConsult(a); t != nil || err != nil {
			return &File{Format: "jsonl", Encoding: sheet.UTF8, Sheets: []string{""}, table: t}, err
		}
	}
	f, err := sheet.Read(data)
	if err != nil {
		return nil, err
	}
	out := &File{Format: string(f.Format), Encoding: f.Encoding, Hidden: f.Hidden}
	for i := range f.Sheets {
		if s := &f.Sheets[i]; len(s.Rows) > 0 {
			out.Sheets = append(out.Sheets, s.Name)
			out.tables = append(out.tables, s)
		}
	}
	return out, nil
}

// Table returns the table of a sheet, from 0; of the first one if there is no such sheet.
func (f *File) Table(i int) *Table {
	if f.table != nil {
		return f.table
	}
	if i < 0 || i >= len(f.tables) {
		i = 0
	}
	return NewTable(f.tables[i])
}
