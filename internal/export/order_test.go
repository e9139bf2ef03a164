package export_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/export"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/moderation/moderationtest"
)

// The export says in which order each response was given, for people in words, and loads again. A response on paper has the
// order in which the questionnaire was written.
//
// Row G of docs/faults.md.
func TestExportSaysTheOrderShown(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		const given = `row,channel,edition,day,:order,how,order--benches,order--lights
1,web,standard,2026-02-10,7,walk,2,1
2,paper,standard,2026-02-11,,swim,,
3,web,standard,2026-02-12,,swim,,
`
		open := func(dsn string) *moderationtest.Fixture {
			h := moderationtest.New(t, dbtest.Open(t, dsn))
			def := lake()
			page := &def.Forms[0].Pages[0]
			page.Questions[0].Required, page.Questions[1].When = false, nil
			for _, i := range []int{1, 2, 3} { // of several options, a grid and a ranking
				page.Questions[i].RandomOrder = true
			}
			consults := &consult.Service{DB: h.DB, Log: h.Log, CountResponses: intake.Count}
			if err := consults.Define(t.Context(), actor.System, def); err != nil {
				t.Fatal(err)
			}
			return h
		}
		first := open(dsn)
		if _, err := first.Intake.Import(t.Context(), actor.System, "lake", strings.NewReader(given)); err != nil {
			t.Fatal(err)
		}
		file := exported(t, first, "lake", export.Request{Format: export.MachineCSV})
		rows := table(t, file)
		column := func(name string) (values []string) {
			for i, head := range rows[0] {
				if head == name {
					for _, row := range rows[1:] {
						values = append(values, row[i])
					}
				}
			}
			return values
		}
		for name, want := range map[string]string{
			"channel": "paper,web,web", ":order": ",7,", "how:order": "written,", "views:order": "written,", "order:order": "written,",
		} {
			if got := strings.Join(column(name), ","); !strings.HasPrefix(got, want) {
				t.Errorf("column %s has %q, want %q", name, got, want)
			}
		}
		if got := column("how:order")[1]; got != "walk swim other" && got != "swim walk other" {
			t.Errorf("the options were shown in the order %q", got)
		}
		people := string(exported(t, first, "lake", export.Request{Format: export.CSV}))
		if !strings.Contains(people, "What for? (order shown)") || !strings.Contains(people, " | Other") {
			t.Errorf("for people:\n%s", people)
		}
		second := open(filepath.Join(t.TempDir(), "second.db"))
		if _, err := second.Intake.Import(t.Context(), actor.System, "lake", strings.NewReader(string(file))); err != nil {
			t.Fatal(err)
		}
		again := table(t, exported(t, second, "lake", export.Request{Format: export.MachineCSV}))
		for i := range rows {
			if strings.Join(rows[i], ",") != strings.Join(again[i], ",") {
				t.Errorf("row %d became\n%v, was\n%v", i, again[i], rows[i])
			}
		}
		wrong := strings.NewReplacer("1,web", "9,web", ",7,", ",121,").Replace(given)
		if _, err := second.Intake.Import(t.Context(), actor.System, "lake", strings.NewReader(wrong)); err == nil {
			t.Error("an order that does not exist is imported")
		}
	})
}
