package sheet_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"github.com/folkmoot/folkmoot/internal/sheet"
)

var bothFormats = []sheet.Format{sheet.XLSX, sheet.ODS}

// write writes a workbook with two sheets, of which the second has the rows.
func write(t rapid.TB, format sheet.Format, rows [][]any) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := sheet.NewWriter(&b, format, "A <title>", []sheet.Layout{
		{Name: "About"}, {Name: "Rows & columns", Widths: []int{30, 0, 8}, Rows: 1, Columns: 1},
	})
	if err == nil {
		err = errors.Join(w.Next(), w.Row(sheet.Heading("About")), w.Next())
	}
	for _, row := range rows {
		err = errors.Join(err, w.Row(row...))
	}
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// dangerous are texts that programs like to change.
var dangerous = []string{
	"=1+1", "+44 1234", "-", "@SUM(A1)", "007", "1e5", "TRUE", "12/05/2026", " two  spaces ", "a\tb", "\t", "first\nsecond\n", "_x0041_",
	`<b> & "quoted" 'too'`, "ünïcödé", "دو", "emoji 🗳️", "[c]", "'=1",
}

// What is written is read again as it was: text as text, and numbers as numbers. The same cells give the same bytes.
func TestWrittenWorkbooksAreReadAgain(t *testing.T) {
	for _, format := range bothFormats {
		rapid.Check(t, func(t *rapid.T) {
			text := rapid.OneOf(rapid.SampledFrom(dangerous), rapid.StringMatching(`[ -~é\n\t]{0,20}`))
			var rows [][]any
			var want []string
			for i := range rapid.IntRange(1, 8).Draw(t, "rows") {
				row := []any{"row", sheet.Heading("h"), int64(i), float64(i) / 4}
				cells := []string{"row", "h", numberText(int64(i) * 100), numberText(int64(i) * 25)}
				for range rapid.IntRange(0, 4).Draw(t, "cells") {
					s := text.Draw(t, "text")
					row, cells = append(row, s), append(cells, asWritten(format, s))
				}
				rows = append(rows, row)
				want = append(want, strings.TrimRight(strings.Join(cells, "|"), "|"))
			}
			data := write(t, format, rows)
			if !bytes.Equal(data, write(t, format, rows)) {
				t.Fatalf("%s: the same cells give other bytes", format)
			}
			read, err := sheet.Read(data)
			if err != nil || len(read.Sheets) != 2 || read.Sheets[1].Name != "Rows & columns" {
				t.Fatalf("%s: %v, %+v", format, err, read)
			}
			for i, row := range read.Sheets[1].Rows {
				if got := strings.TrimRight(strings.Join(row.Cells, "|"), "|"); got != want[i] || row.Number != i+1 {
					t.Fatalf("%s: row %d is %q, want %q", format, row.Number, got, want[i])
				}
			}
		})
	}
}

// asWritten returns a text as a format has it: OpenDocument spreadsheets have no tabs in cells.
func asWritten(format sheet.Format, text string) string {
	if format == sheet.ODS {
		return strings.ReplaceAll(text, "\t", " ")
	}
	return text
}

// numberText writes a number of hundredths as spreadsheets do.
func numberText(hundredths int64) string {
	text := strings.TrimRight(string([]byte{byte('0' + hundredths/100), '.', byte('0' + hundredths/10%10), byte('0' + hundredths%10)}), "0")
	return strings.TrimSuffix(text, ".")
}

// The library that reads workbooks in our tests finds text in cells of the type text, without formulas, and the panes.
func TestWrittenWorkbookOpensByLibrary(t *testing.T) {
	rows := [][]any{{sheet.Heading("Text"), sheet.Heading("Number")}}
	for i, s := range dangerous {
		rows = append(rows, []any{s, int64(i)})
	}
	book, err := excelize.OpenReader(bytes.NewReader(write(t, sheet.XLSX, rows)))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	for i, want := range dangerous {
		at, _ := excelize.CoordinatesToCellName(1, i+2)
		got, err := book.GetCellValue("Rows & columns", at)
		kind, err2 := book.GetCellType("Rows & columns", at)
		formula, err3 := book.GetCellFormula("Rows & columns", at)
		if err := errors.Join(err, err2, err3); err != nil || got != want || kind != excelize.CellTypeInlineString || formula != "" {
			t.Errorf("%s is %q of type %v with the formula %q, want %q: %v", at, got, kind, formula, want, err)
		}
		number, _ := excelize.CoordinatesToCellName(2, i+2)
		if kind, _ := book.GetCellType("Rows & columns", number); kind != excelize.CellTypeUnset { // a number
			t.Errorf("%s has type %v", number, kind)
		}
	}
	panes, err := book.GetPanes("Rows & columns")
	props, err2 := book.GetDocProps()
	if err := errors.Join(err, err2); err != nil || !panes.Freeze || panes.XSplit != 1 || panes.YSplit != 1 || props.Title != "A <title>" {
		t.Errorf("panes %+v, properties %+v: %v", panes, props, err)
	}
}

// LibreOffice, where it is installed, reads both formats, and the same text from both.
func TestWrittenWorkbooksOpenInLibreOffice(t *testing.T) {
	office, err := exec.LookPath("soffice")
	if err != nil {
		t.Log("LibreOffice is not installed")
		return
	}
	rows := [][]any{{sheet.Heading("Text"), sheet.Heading("Number")}}
	for _, s := range dangerous {
		rows = append(rows, []any{s, 0.25})
	}
	for _, format := range bothFormats {
		dir := t.TempDir()
		file := filepath.Join(dir, "book."+string(format))
		if err := os.WriteFile(file, write(t, format, rows), 0o600); err != nil {
			t.Fatal(err)
		}
		// Commas, quotation marks, UTF-8, as it is stored and not as it is shown, every sheet in a file of its own.
		out, err := exec.CommandContext(t.Context(), office, "-env:UserInstallation=file://"+dir+"/profile", "--headless", "--convert-to",
			"csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1", "--outdir", dir, file).CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", format, err, out)
		}
		data, err := os.ReadFile(filepath.Join(dir, "book-Rows & columns.csv"))
		if err != nil {
			t.Fatalf("%s: %v\n%s", format, err, out)
		}
		read, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
		if err != nil || len(read) != len(rows) {
			t.Fatalf("%s: %d rows: %v", format, len(read), err)
		}
		for i, want := range dangerous {
			if got := read[i+1]; !slices.Equal(got, []string{asWritten(format, want), "0.25"}) {
				t.Errorf("%s: row %d is %q, want %q", format, i+2, got, want)
			}
		}
	}
}

// What no program could open is refused with its place.
func TestWorkbooksBeyondTheLimitsAreRefused(t *testing.T) {
	for _, format := range bothFormats {
		w, err := sheet.NewWriter(&bytes.Buffer{}, format, "", []sheet.Layout{{Name: "One"}})
		if err = errors.Join(err, w.Next(), w.Row("")); err != nil {
			t.Fatal(err)
		}
		for want, cells := range map[sheet.Fault][]any{
			sheet.LongCell: {"", strings.Repeat("🗳", sheet.MaxCell/2+1)}, sheet.TooWide: make([]any, sheet.MaxWrittenColumns+1),
		} {
			var e *sheet.Error
			if err := w.Row(cells...); !errors.As(err, &e) || e.Fault != want || e.Sheet != "One" {
				t.Errorf("%s: %v, want %s", format, err, want)
			}
		}
		if err := w.Row(true); err == nil {
			t.Errorf("%s: a cell that is neither text nor a number is written", format)
		}
	}
	if _, err := sheet.NewWriter(&bytes.Buffer{}, sheet.ODS, "", []sheet.Layout{{Name: "a/b"}}); err == nil {
		t.Error("a name that Excel does not open is written")
	}
}
