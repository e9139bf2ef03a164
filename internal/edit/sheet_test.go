package edit

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/folkmoot/folkmoot/internal/fault"
)

func sheetKind() *Kind {
	return &Kind{Name: "action", Fields: []Field{
		{Name: "what", Kind: Line, Label: "What we will do"}, {Name: "why", Kind: Text, Label: "Why"},
		{Name: "due", Kind: Date, Label: "Done by"},
		{Name: "target", Kind: Decimal, Label: "Target"}, {Name: "needs", Kind: Picks, Label: "Evidence"},
		{Name: "rows", Kind: Rows, Label: "Rows"},
	}}
}

// A file that is written and read again without a change says the same, as CSV and as a workbook, whatever the texts are:
// formulas, line breaks, quotation marks, commas.
//
// Row C9 of docs/faults.md.
func TestSpreadsheetsOfRecordsAreReadAsTheyWereWritten(t *testing.T) {
	k := sheetKind()
	text := rapid.StringMatching(`([=+@;,'"\-aé€1]|a\na){1,8}[a-z]`)
	rapid.Check(t, func(t *rapid.T) {
		var rows []SheetRow
		for i := range rapid.IntRange(0, 4).Draw(t, "rows") {
			v := Values{}
			v.Set("what", text.Draw(t, "what"))
			v.Set("why", text.Draw(t, "why"))
			v.Set("due", rapid.SampledFrom([]string{"", "2027-09-30"}).Draw(t, "due"))
			v.Set("target", rapid.SampledFrom([]string{"", "-2.5", "100"}).Draw(t, "target"))
			v.Set("needs", rapid.SliceOfN(rapid.StringMatching(`[a-z-]{1,4}[a-z]`), 0, 3).Draw(t, "needs")...)
			rows = append(rows, SheetRow{Line: i + 2, Ref: rapid.SampledFrom([]string{"", "a-1"}).Draw(t, "ref"), Values: v})
		}
		each := func(fn func(SheetRow) error) error {
			for _, r := range rows {
				if err := fn(r); err != nil {
					return err
				}
			}
			return nil
		}
		for _, write := range []func(*bytes.Buffer) error{
			func(b *bytes.Buffer) error { return k.WriteSheetCSV(b, each) },
			func(b *bytes.Buffer) error { return k.WriteSheetXLSX(b, each) },
		} {
			var b bytes.Buffer
			if err := write(&b); err != nil {
				t.Fatal(err)
			}
			got, err := k.ReadSheet(b.Bytes())
			if err != nil || len(got) != len(rows) {
				t.Fatalf("%d rows, want %d: %v", len(got), len(rows), err)
			}
			for i, r := range got {
				for _, f := range k.SheetFields() {
					if r.Ref != rows[i].Ref || r.Line != rows[i].Line || !sameCell(f, rows[i].Values[f.Name], r.Values[f.Name]) {
						t.Fatalf("row %d, %s: %q, want %q", r.Line, f.Name, r.Values[f.Name], rows[i].Values[f.Name])
					}
				}
			}
		}
	})
}

// Files that are no spreadsheet, have other columns or are too large are refused with a sentence.
//
// Row C9 of docs/faults.md.
func TestHostileSpreadsheetsAreRefused(t *testing.T) {
	k := sheetKind()
	var bomb bytes.Buffer
	z := zip.NewWriter(&bomb)
	w, err := z.Create("xl/workbook.xml")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(make([]byte, 8<<20)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string]string{
		"nothing": "", "another table": "Name,Age\nAnn,12\n", "no reference": "Why\nx\n", "a column twice": "Reference,Why,why\na,b,c\n",
		"too many rows":    "Reference\n" + strings.Repeat("a\n", maxSheetRows+2),
		"too many columns": "Reference" + strings.Repeat(",", 20_000) + "\n",
		"too large":        "Reference,Why\na,\"" + strings.Repeat("a", MaxSheetFile) + "\"\n", "an open quote": "Reference,Why\na,\"b",
		"a zip bomb": bomb.String(), "a broken workbook": "PK\x03\x04" + strings.Repeat("\x00", 99),
	} {
		if rows, err := k.ReadSheet([]byte(data)); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %d rows, %v", name, len(rows), err)
		}
	}
	rows, err := k.ReadSheet([]byte("Reference,Done by\na,46295\nb,30/9/2026\nc,soon\n"))
	if err != nil || rows[0].Values.Text("due") != "2026-09-30" ||
		rows[1].Values.Text("due") != "2026-09-30" || rows[2].Values.Text("due") != "soon" {
		t.Errorf("dates of spreadsheets: %+v, %v", rows, err)
	}
}

// Nothing of a file is written before its first row has been read, so that an error is shown as any other.
func TestNothingIsWrittenIfTheFirstRowCannotBeRead(t *testing.T) {
	k, wrong := sheetKind(), errors.New("wrong")
	var b bytes.Buffer
	for _, write := range []func(io.Writer, SheetRows) error{k.WriteSheetCSV, k.WriteSheetXLSX} {
		if err := write(&b, func(func(SheetRow) error) error { return wrong }); !errors.Is(err, wrong) || b.Len() > 0 {
			t.Errorf("%d bytes were written, and the error is %v", b.Len(), err)
		}
	}
}
