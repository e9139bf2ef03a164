package analysisweb

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/analysis/analysistest"
	"github.com/folkmoot/folkmoot/internal/csvout"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/opendata"
	"github.com/folkmoot/folkmoot/internal/opendata/csvwtest"
	"github.com/folkmoot/folkmoot/internal/sheet"
)

// Each CSV file is as its description says: columns, datatypes, blanks and symbols in place of numbers, and its key.
func TestFilesAreAsTheirDescriptionsSay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		get, svc, at := newSite(t, d)
		at(5)
		if _, err := svc.Publish(t.Context(), actor.System, "park", analysis.Terms{GroupBy: "religion"}); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"results.csv", "who-answered.csv"} {
			file := get("/consultations/park/results/1/" + name)
			described := get("/consultations/park/results/1/" + name + "-metadata.json").Body.Bytes()
			rows, wrong := csvwtest.Check(name, file.Body.Bytes(), described)
			if len(wrong) > 0 || rows == 0 && name == "results.csv" { // no population has this characteristic
				t.Errorf("%s with %d rows: %q", name, rows, wrong)
			}
			if link := file.Header().Get("Link"); !strings.Contains(link, "<"+name+"-metadata.json>") {
				t.Errorf("%s has the link %q", name, link)
			}
			for _, book := range []string{`"results.ods"`, `"results.xlsx"`} {
				if !strings.Contains(string(described), book) {
					t.Errorf("the description of %s does not name %s", name, book)
				}
			}
		}
	})
}

// The workbooks say what they are, have the figures of results.csv, and a symbol as text where a figure is hidden.
func TestWorkbooksHaveEverythingOfTheRelease(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		get, svc, at := newSite(t, d)
		at(5)
		if _, err := svc.Publish(t.Context(), actor.System, "park", analysis.Terms{GroupBy: "religion"}); err != nil {
			t.Fatal(err)
		}
		want, err := csv.NewReader(get("/consultations/park/results/1/results.csv").Body).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, format := range []sheet.Format{sheet.XLSX, sheet.ODS} {
			w := get("/consultations/park/results/1/results." + string(format))
			if w.Code != 200 || w.Header().Get("Content-Type") != format.MediaType() ||
				!strings.Contains(w.Header().Get("Content-Disposition"), "park-results-1."+string(format)) {
				t.Errorf("%s: %d, %v", format, w.Code, w.Header())
			}
			book, err := sheet.Read(w.Body.Bytes())
			if err != nil {
				t.Fatal(err)
			}
			sheets := map[string][]sheet.Row{}
			var names []string
			for _, s := range book.Sheets {
				sheets[s.Name], names = s.Rows, append(names, s.Name)
			}
			if !slices.Equal(names, []string{"About", "Answers", "By group", "Who answered", "All figures", "Columns"}) {
				t.Errorf("%s: the sheets are %q", format, names)
			}
			about := ""
			for _, row := range sheets["About"] {
				about += strings.Join(row.Cells, "|") + "\n"
			}
			for _, text := range []string{"The park: results, release 1\n", "Published on|7 March 2026\n", opendata.LicencePath, "Counted|1000\n",
				"We hide counts of fewer than 5 people, or fewer than 10 for sensitive subjects", "[c]|hidden", "/consultations/park/results/1\n"} {
				if !strings.Contains(about, text) {
					t.Errorf("%s: the first sheet has no %q:\n%s", format, text, about)
				}
			}
			if figures := sheets["All figures"]; len(figures) != len(want) {
				t.Errorf("%s: %d rows, want %d", format, len(figures), len(want))
			} else {
				for i, row := range figures {
					for j := range want[i] {
						if got := row.Cell(j); got != csvout.UnescapeCell(want[i][j]) {
							t.Errorf("%s: row %d, %s is %q, want %q", format, i+1, want[0][j], got, want[i][j])
						}
					}
				}
			}
			if len(sheets["Columns"]) != 1+len(want[0])+len(sheets["Who answered"][0].Cells) {
				t.Errorf("%s: %d columns are described", format, len(sheets["Columns"])-1)
			}
			hidden := 0
			for _, row := range sheets["By group"] {
				hidden += strings.Count(strings.Join(row.Cells, "|"), "[c]")
			}
			if hidden == 0 || len(sheets["By group"]) != 3 || sheets["By group"][1].Cell(1) != analysistest.Formula {
				t.Errorf("%s: by group: %v", format, sheets["By group"])
			}
			if format == sheet.XLSX {
				checkTypes(t, w.Body.Bytes())
			}
		}
	})
}

// checkTypes checks that symbols are cells with text, and that the other figures are numbers.
func checkTypes(t *testing.T, file []byte) {
	t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	rows, err := book.GetRows("By group")
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range rows[1:] {
		for j := 3; j < len(row); j++ {
			at, _ := excelize.CoordinatesToCellName(j+1, i+2)
			kind, err := book.GetCellType("By group", at)
			if isText := kind == excelize.CellTypeInlineString; err != nil || isText != strings.HasPrefix(row[j], "[") || row[j] == "" {
				t.Errorf("%s has the type %v and %q: %v", at, kind, row[j], err)
			}
		}
	}
}
