package imports_test

import (
	"encoding/xml"
	"fmt"
	"maps"
	"reflect"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/sheet/sheettest"
)

// xlsxOf writes rows as a workbook, as a spreadsheet program does.
func xlsxOf(t *testing.T, rows [][]string) string {
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
	return out.String()
}

// odsOf writes rows as an OpenDocument spreadsheet.
func odsOf(t *testing.T, rows [][]string) string {
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
	return string(sheettest.Archive(t, "mimetype", "application/vnd.oasis.opendocument.spreadsheet", "content.xml", b.String()))
}

// The same table gives the same responses in every format.
func TestEveryFormatGivesTheSameResponses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newFixture(t, d)
		rows := library(60)
		var want map[string]map[string]int
		for i, file := range []string{csvOf(rows), xlsxOf(t, rows), odsOf(t, rows)} {
			f := h.upload(fmt.Sprint("file ", i), file)
			slug := fmt.Sprint("library-", i)
			if n, err := h.Apply(t.Context(), officer, f.ID, slug, 1); err != nil || n != 60 {
				t.Fatalf("%d, %v, %+v", n, err, h.try(f.ID).Problems)
			}
			n, stored := h.stored(slug)
			if i == 0 {
				want = stored
			}
			if n != 60 || len(want) < 7 || !reflect.DeepEqual(stored, want) {
				t.Errorf("format %d: %d responses: %v, want %v", i, n, stored, want)
			}
		}
	})
}

// An archive of i.AI Consult becomes responses whose counts are those of its lines.
func TestArchiveOfConsultIsImported(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newFixture(t, d)
		var people, texts, chosen strings.Builder
		want := map[string]map[string]int{"Do you live here?": {}, "Should the square be closed to cars?": {}}
		for i := range 50 {
			here, answer := []string{"Yes", "No", "Nearby"}[i%3], []string{"Yes, always", "At weekends"}[i%2]
			fmt.Fprintf(&people, "{\"themefinder_id\":%d,\"demographic_data\":{\"Do you live here?\":[%q]}}\n", i, here)
			fmt.Fprintf(&chosen, "{\"themefinder_id\":%d,\"options\":[%q]}\n", i, answer)
			fmt.Fprintf(&texts, "{\"themefinder_id\":%d,\"text\":\"Because of number %d\"}\n", i, i)
			want["Do you live here?"][here]++
			want["Should the square be closed to cars?"][answer]++
		}
		f := h.upload("square.zip", string(sheettest.Archive(t, "square/inputs/respondents.jsonl", people.String(),
			"square/inputs/question_part_1/question.json",
			`{"question_text":"Should the square be closed to cars?","question_number":1,"multi_choice_options":["Yes, always","At weekends"]}`,
			"square/inputs/question_part_1/responses.jsonl", texts.String(), "square/inputs/question_part_1/multi_choice.jsonl", chosen.String())))
		if n, err := h.Apply(t.Context(), officer, f.ID, "square", 1); err != nil || n != 50 {
			t.Fatalf("%d, %v", n, err)
		}
		_, stored := h.stored("square")
		for question, counts := range want {
			if !maps.Equal(stored[question], counts) {
				t.Errorf("%s: %v, want %v", question, stored[question], counts)
			}
		}
		if len(stored["Should the square be closed to cars? (comments)"]) != 50 {
			t.Errorf("texts %v", stored)
		}
	})
}
