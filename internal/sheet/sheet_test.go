package sheet_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/folkmoot/folkmoot/internal/sheet"
	"github.com/folkmoot/folkmoot/internal/sheet/sheettest"
)

// cells writes the rows of a sheet as text, with their numbers.
func cells(s *sheet.Sheet) string {
	var b strings.Builder
	for _, r := range s.Rows {
		fmt.Fprintf(&b, "%d:%s\n", r.Number, strings.Join(r.Cells, "|"))
	}
	return b.String()
}

// workbook returns a workbook with the XML of its only sheet.
func workbook(t *testing.T, data string) []byte {
	t.Helper()
	return sheettest.Archive(t,
		"xl/workbook.xml", `<workbook xmlns:r="r"><sheets><sheet name="S" sheetId="1" r:id="a"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="a" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml", `<worksheet><sheetData>`+data+`</sheetData></worksheet>`)
}

func ods(t *testing.T, data string) []byte {
	t.Helper()
	return sheettest.Archive(t, "mimetype", "application/vnd.oasis.opendocument.spreadsheet", "content.xml",
		`<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet>`+
			`<table:table table:name="S">`+data+`</table:table></office:spreadsheet></office:body></office:document-content>`)
}

// Rows of a CSV file have the numbers that a spreadsheet shows, whatever separates its cells and encodes its text.
func TestCSVFilesAreReadAsSpreadsheetsDo(t *testing.T) {
	const want = "1:name|say\n3:Zoë|one\ntwo \"x\"; 3\n5:|last\n"
	comma := "name,say\n\nZoë,\"one\ntwo \"\"x\"\"; 3\"\n,\n,last"
	for name, test := range map[string]struct {
		data     string
		encoding sheet.Encoding
	}{
		"comma":         {comma, sheet.UTF8},
		"mark":          {"\ufeff" + strings.ReplaceAll(comma, "\n", "\r\n"), sheet.UTF8},
		"semicolon":     {"name;say\n\nZoë;\"one\ntwo \"\"x\"\"; 3\"\n;\n;last\n", sheet.UTF8},
		"tab":           {"name\tsay\n\nZoë\t\"one\ntwo \"\"x\"\"; 3\"\n\t\n\tlast\n", sheet.UTF8},
		"Windows-1252":  {strings.ReplaceAll(comma, "ë", "\xeb"), sheet.Windows1252},
		"UTF-16":        {"\xff\xfe" + utf16(comma), sheet.UTF16},
		"named by sep=": {"sep=;\nname;say\n\nZoë;\"one\ntwo \"\"x\"\"; 3\"\n;\n;last\n", sheet.UTF8},
	} {
		f, err := sheet.Read([]byte(test.data))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got := cells(&f.Sheets[0])
		if name == "named by sep=" { // the line counts
			got = strings.NewReplacer("2:name", "1:name", "4:Zo", "3:Zo", "6:|", "5:|").Replace(got)
		}
		if got != want || f.Encoding != test.encoding {
			t.Errorf("%s: %s %q", name, f.Encoding, got)
		}
	}
}

func utf16(s string) string {
	var b strings.Builder
	for _, r := range s {
		b.WriteByte(byte(r))
		b.WriteByte(byte(r >> 8))
	}
	return b.String()
}

// What a spreadsheet library writes is read cell by cell, with dates as dates.
func TestWorkbooksAreReadAsTheyWereWritten(t *testing.T) {
	book := excelize.NewFile()
	name := book.GetSheetName(0)
	long, err := book.NewStyle(&excelize.Style{CustomNumFmt: new(`dd\-mmm\-yyyy;@`)})
	if err != nil {
		t.Fatal(err)
	}
	percent, err := book.NewStyle(&excelize.Style{NumFmt: 9})
	if err != nil {
		t.Fatal(err)
	}
	for cell, value := range map[string]any{
		"A1": "name", "B1": "when", "C1": "share", "A3": "Zoë & <b>", "B3": time.Date(2025, 10, 3, 0, 0, 0, 0, time.UTC), "C3": 0.1 + 0.2,
		"D3": true, "A4": "=1+1", "B4": 45933.5, "E4": 1234567890123,
	} {
		if err := book.SetCellValue(name, cell, value); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(book.SetCellStyle(name, "B4", "B4", long), book.SetCellStyle(name, "C3", "C3", percent)); err != nil {
		t.Fatal(err)
	}
	if _, err := book.NewSheet("Hidden"); err != nil {
		t.Fatal(err)
	}
	if err := book.SetSheetVisible("Hidden", false); err != nil {
		t.Fatal(err)
	}
	out, err := book.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	f, err := sheet.Read(out.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	const want = "1:name|when|share\n3:Zoë & <b>|2025-10-03|0.3|TRUE\n4:=1+1|2025-10-03 12:00:00|||1234567890123\n"
	if got := cells(&f.Sheets[0]); got != want || f.Hidden != 1 || len(f.Sheets) != 1 {
		t.Errorf("%d hidden, %q", f.Hidden, got)
	}
}

func TestOpenDocumentSpreadsheetsAreRead(t *testing.T) {
	f, err := sheet.Read(ods(t, `<table:table-row><table:table-cell office:value-type="string"><text:p>name</text:p></table:table-cell>`+
		`<table:table-cell table:number-columns-repeated="2"><text:p>x</text:p>`+
		`<office:annotation><text:p>note</text:p></office:annotation></table:table-cell>`+
		`<table:table-cell table:number-columns-repeated="16000"/></table:table-row>`+
		`<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>`+
		`<table:table-row table:number-rows-repeated="2"><table:table-cell>`+
		`<text:p>a<text:s text:c="2"/>b</text:p><text:p>c</text:p></table:table-cell>`+
		`<table:table-cell office:value-type="date" office:date-value="2025-10-03T00:00:00"><text:p>3.10.25</text:p></table:table-cell>`+
		`<table:table-cell office:value-type="float" office:value="1.50"><text:p>1,5</text:p></table:table-cell></table:table-row>`+
		`<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>`))
	if err != nil {
		t.Fatal(err)
	}
	const want = "1:name|x|x\n4:a  b\nc|2025-10-03|1.5\n5:a  b\nc|2025-10-03|1.5\n"
	if got := cells(&f.Sheets[0]); got != want {
		t.Errorf("%q", got)
	}
}

// Rows 37 to 41 and 64 of the hostile inputs: files that would take much memory, or that say something else than they show, are
// refused with their row, in time.
func TestHostileFilesAreRefused(t *testing.T) {
	row := func(cells string) string { return `<row r="7">` + cells + `</row>` }
	var many []string
	for i := range sheet.MaxParts + 1 {
		many = append(many, fmt.Sprint(i), "")
	}
	deep := strings.Repeat("<a>", 100_000)
	for name, test := range map[string]struct {
		data     []byte
		fault    sheet.Fault
		row, col int
	}{
		"nothing":                    {nil, sheet.Empty, 0, 0},
		"blank lines":                {[]byte("\n,,\n \n"), sheet.Empty, 0, 0},
		"a zero byte":                {[]byte("a,b\n1,x\x00y\n"), sheet.HasZero, 2, 2},
		"a quotation mark":           {[]byte("a,b\n1,\"x\n3,4\n"), sheet.OpenQuote, 2, 2},
		"text after quotation marks": {[]byte("a,b\n1,\"x\"y\n"), sheet.OpenQuote, 2, 2},
		"a huge cell":                {[]byte("a,b\n\n1," + strings.Repeat("x", sheet.MaxCell+1)), sheet.LongCell, 3, 2},
		"many columns":               {[]byte(strings.Repeat(",", 16_384) + "x\n"), sheet.TooWide, 1, 0},
		"many rows":                  {[]byte(strings.Repeat("x\n", sheet.MaxRows+1)), sheet.TooManyRows, 0, 0},
		"a large file":               {make([]byte, sheet.MaxBytes+1), sheet.TooLarge, 0, 0},
		"an old workbook":            {[]byte("\xd0\xcf\x11\xe0 and more"), sheet.OldWorkbook, 0, 0},
		"another archive":            {sheettest.Archive(t, "a.txt", "x"), sheet.Unknown, 0, 0},
		"a damaged archive":          {[]byte("PK\x03\x04 and more"), sheet.Unknown, 0, 0},
		"an archive with many parts": {sheettest.Archive(t, many...), sheet.TooLarge, 0, 0},
		"a part twice":               {sheettest.Archive(t, "xl/workbook.xml", "<a/>", "xl/workbook.xml", "<b/>"), sheet.Unknown, 0, 0},
		"a formula":                  {workbook(t, row(`<c r="B7"><f>HYPERLINK("http://x")</f><v>1</v></c>`)), sheet.HasFormula, 7, 2},
		"an error value":             {workbook(t, row(`<c r="C7" t="e"><v>#REF!</v></c>`)), sheet.HasError, 7, 3},
		"a column beyond the last":   {workbook(t, row(`<c r="ZZZ1048576"><v>1</v></c>`)), sheet.TooWide, 7, 0},
		"a row beyond the last":      {workbook(t, `<row r="4294967295"><c r="A4294967295"><v>1</v></c></row>`), sheet.TooManyRows, 0, 0},
		"a cell again":               {workbook(t, row(`<c r="B7"><v>1</v></c><c r="A7"><v>2</v></c>`)), sheet.Unknown, 7, 1},
		"no such text":               {workbook(t, row(`<c r="B7" t="s"><v>99</v></c>`)), sheet.Unknown, 7, 2},
		"a number without end":       {workbook(t, row(`<c r="B7"><v>1e999</v></c>`)), sheet.BadText, 7, 2},
		"a document type":            {workbook(t, `<!DOCTYPE a [<!ENTITY b "c">]>`), sheet.HasEntities, 0, 0},
		"an entity":                  {workbook(t, row(`<c r="B7" t="str"><v>&lol;</v></c>`)), sheet.Unknown, 0, 0},
		"deep XML":                   {workbook(t, deep), sheet.TooDeep, 0, 0},
		"a long token": {
			workbook(t, row(`<c r="B7" t="str"><v>`+strings.Repeat("x", 2<<20)+`</v></c>`)),
			sheet.TooLarge, 0, 0,
		},
		"a zip bomb": {
			workbook(t, strings.Repeat(strings.Repeat(" ", 1<<19)+"<row/>", 210)),
			sheet.TooLarge, 0, 0,
		},
		"a formula of OpenDocument": {
			ods(t, `<table:table-row><table:table-cell table:formula="of:=1"/></table:table-row>`),
			sheet.HasFormula, 1, 1,
		},
		"a row again and again": {
			ods(t, `<table:table-row table:number-rows-repeated="100001">`+
				`<table:table-cell><text:p>x</text:p></table:table-cell></table:table-row>`),
			sheet.TooManyRows, 0, 0,
		},
		"a cell again and again": {
			ods(t, `<table:table-row>`+
				`<table:table-cell table:number-columns-repeated="501"><text:p>x</text:p></table:table-cell></table:table-row>`),
			sheet.TooWide, 1, 0,
		},
		"much text from a few letters": {
			ods(t, `<table:table-row table:number-rows-repeated="9000"><table:table-cell><text:p>`+
				strings.Repeat("x", 30_000)+`</text:p></table:table-cell></table:table-row>`),
			sheet.TooManyCells, 0, 0,
		},
	} {
		begun := time.Now()
		_, err := sheet.Read(test.data)
		wrong, ok := errors.AsType[*sheet.Error](err)
		if !ok || wrong.Fault != test.fault || wrong.Row != test.row || wrong.Column != test.col {
			t.Errorf("%s: %v", name, err)
		}
		if took := time.Since(begun); took > 20*time.Second {
			t.Errorf("%s took %v", name, took)
		}
	}
}

func TestColumnsAreNamedAsInSpreadsheets(t *testing.T) {
	for i, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 701: "ZZ", 702: "AAA", 16383: "XFD"} {
		if got := sheet.ColumnName(i); got != want {
			t.Errorf("column %d is %s", i, got)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("a,b\n\"1\",2\n"))
	f.Add([]byte("\xff\xfea\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		read, err := sheet.Read(data)
		if err != nil {
			if _, ok := errors.AsType[*sheet.Error](err); !ok {
				t.Errorf("%T", err)
			}
			return
		}
		last := 0
		for _, r := range read.Sheets[0].Rows {
			if r.Number <= last || len(r.Cells) > sheet.MaxColumns {
				t.Errorf("row %d after %d with %d cells", r.Number, last, len(r.Cells))
			}
			last = r.Number
		}
	})
}
