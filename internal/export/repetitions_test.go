package export_test

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/export"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/moderation/moderationtest"
	"github.com/folkmoot/folkmoot/survey"
)

// Each child is a row of a file of its own, without those that were not asked about; the file of responses has columns for
// each child and loads again.
//
// Row G of docs/faults.md.
func TestEachRepetitionIsARow(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := moderationtest.New(t, d)
		def := lake()
		def.Forms[0].Pages = []survey.Page{{ID: "child", Title: "Your children",
			Repeat: &survey.Repeat{Item: "Child", Most: 3, More: "Another?", Yes: "Yes", No: "No"},
			Questions: []survey.Question{
				{ID: "age", Kind: survey.Number, Text: "How old?"},
				{ID: "likes", Kind: survey.Multiple, Text: "Likes what?",
					Options: []survey.Option{{ID: "swim", Text: "Swimming"}, {ID: "play", Text: "Playing"}}},
			}}, {ID: "end", Questions: []survey.Question{{ID: "why", Kind: survey.ShortText, Text: "Why?"}}}}
		consults := &consult.Service{DB: d, Log: h.Log, CountResponses: intake.Count}
		if err := consults.Define(t.Context(), actor.System, def); err != nil {
			t.Fatal(err)
		}
		const given = "row,channel,edition,day,status,age-1,likes-1,child-more-1,age-2,likes-2,child-more-2,why\n" +
			"1,web,standard,2026-02-10,,4,swim|play,yes,12,swim,no,Because\n2,web,standard,2026-02-10,,7,,no,9,,,\n"
		done, err := h.Intake.Import(t.Context(), actor.System, "lake", strings.NewReader(given))
		if err != nil || done.New != 2 {
			t.Fatal(done, err)
		}
		want := [][]string{
			{"channel", "edition", "day", "status", "page", "number", "age", "age:state", "likes=swim", "likes=play", "likes:state"},
			{"web", "standard", "2026-02-10", "counted", "child", "1", "4", "answered", "1", "1", "answered"},
			{"web", "standard", "2026-02-10", "counted", "child", "1", "7", "answered", "", "", "skipped"},
			{"web", "standard", "2026-02-10", "counted", "child", "2", "12", "answered", "1", "0", "answered"},
		}
		if got := table(t, exported(t, h, "lake", export.Request{Format: export.RepetitionsCSV})); !reflect.DeepEqual(got, want) {
			t.Errorf("exported\n%v\nwant\n%v", got, want)
		}
		again, err := h.Intake.Import(t.Context(), actor.System, "lake",
			bytes.NewReader(exported(t, h, "lake", export.Request{Format: export.MachineCSV})))
		if err != nil || again.New != 0 {
			t.Errorf("the export of responses loads again as %+v (%v)", again, err)
		}
		book, err := excelize.OpenReader(bytes.NewReader(exported(t, h, "lake", export.Request{Format: export.Workbook})))
		if err != nil {
			t.Fatal(err)
		}
		rows, err := book.GetRows("Repetitions")
		if err != nil || len(rows) != 4 || rows[0][7] != "How old?" {
			t.Errorf("the sheet of repetitions: %v (%v)", rows, err)
		}
	})
}
