// Package sheettest makes files for tests of what reads spreadsheets and archives.
package sheettest

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// Archive returns an archive with the parts, which are names and texts in turn.
func Archive(t testing.TB, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		part, err := w.Create(parts[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write([]byte(parts[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// XLSX writes rows as a workbook, as a spreadsheet program does.
func XLSX(t testing.TB, rows [][]string) []byte {
	t.Helper()
	book := excelize.NewFile()
	for i, row := range rows {
		for j, text := range row {
			name, err := excelize.CoordinatesToCellName(j+1, i+1)
			if err != nil {
				t.Fatal(err)
			}
			if err := book.SetCellStr(book.GetSheetName(0), name, text); err != nil {
				t.Fatal(err)
			}
		}
	}
	out, err := book.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// ODS writes rows as an OpenDocument spreadsheet.
func ODS(t testing.TB, rows [][]string) []byte {
	t.Helper()
	var b strings.Builder
	b.WriteString(`<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet>` +
		`<table:table table:name="A">`)
	for _, row := range rows {
		b.WriteString("<table:table-row>")
		for _, text := range row {
			b.WriteString("<table:table-cell>")
			for line := range strings.SplitSeq(text, "\n") {
				b.WriteString("<text:p>")
				if err := xml.EscapeText(&b, []byte(line)); err != nil {
					t.Fatal(err)
				}
				b.WriteString("</text:p>")
			}
			b.WriteString("</table:table-cell>")
		}
		b.WriteString("</table:table-row>")
	}
	b.WriteString("</table:table></office:spreadsheet></office:body></office:document-content>")
	return Archive(t, "mimetype", "application/vnd.oasis.opendocument.spreadsheet", "content.xml", b.String())
}
