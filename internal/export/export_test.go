package export_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/csvout"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/export"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/moderation/moderationtest"
	"github.com/folkmoot/folkmoot/survey"
)

var officer = moderationtest.Officer

// lake has a question of every kind whose answers are exported.
func lake() consult.Definition {
	def := moderationtest.Park
	options := func(ids ...string) (all []survey.Option) {
		for _, id := range ids {
			all = append(all, survey.Option{ID: id, Text: strings.ToUpper(id[:1]) + id[1:]})
		}
		return all
	}
	several := options("walk", "swim", "other")
	several[2].WriteIn = true
	named := options("walk", "other")
	named[1].WriteIn = true
	def.Slug, def.Title = "lake", "The lake"
	def.Forms = []survey.Form{{ID: "lake", Title: "The lake", Lang: "en", Edition: "standard", Pages: []survey.Page{
		{ID: "one", Title: "One", Questions: []survey.Question{
			{ID: "use", Kind: survey.Single, Text: "Do you use it?", Required: true, PreferNotToSay: true, Options: options("yes", "no")},
			{ID: "how", Kind: survey.Multiple, Text: "What for?", PreferNotToSay: true, Options: several,
				When: &survey.Condition{Question: "use", Is: "yes"}},
			{ID: "views", Kind: survey.Matrix, Text: "What do you think?", PreferNotToSay: true, Options: options("good", "bad"),
				Rows: options("path", "cafe")},
			{ID: "order", Kind: survey.Ranking, Text: "What first?", Options: options("benches", "lights")},
			{ID: "split", Kind: survey.Budget, Text: "How much?", Total: 100, Unit: "£", Options: options("benches", "lights")},
			{ID: "visits", Kind: survey.Number, Text: "How often?", Decimals: 1, PreferNotToSay: true,
				Options: []survey.Option{{ID: "dont-know", Text: "Don’t know"}}},
			{ID: "since", Kind: survey.Date, Text: "Since when?"},
			{ID: "moved", Kind: survey.Date, Precision: survey.PrecisionMonth, Text: "When did you move?"},
			{ID: "trip", Kind: survey.Duration, Units: []string{"hours", "minutes"}, Text: "How long is the way?"},
			{ID: "stay", Kind: survey.Period, Text: "From when to when?"},
			{ID: "why", Kind: survey.LongText, Text: "Why?", MaxLength: 500},
			{ID: "where", Kind: survey.Postcode, Text: "Where?"},
			{ID: "hours", Kind: survey.MatrixNumber, Text: "How long?", Rows: named},
			{ID: "wrong", Kind: survey.MatrixMultiple, Text: "What is wrong?", Options: options("litter", "dark"),
				Rows: options("path", "cafe")},
			{ID: "publish", Kind: survey.Consent, Text: "May we publish what you write?", Options: options("yes", "no")},
			{ID: "mail", Kind: survey.Email, Text: "Your email?"}}},
		{ID: "you", Monitoring: true, Questions: []survey.Question{
			{ID: "sex", Kind: survey.Single, Text: "Sex?", PreferNotToSay: true, Options: options("female", "male")},
			{ID: "faith", Kind: survey.ShortText, Text: "Religion?", MaxLength: 100}}},
	}}}
	return def
}

// given are responses to lake, as a file that another system could have made.
const given = "row,channel,edition,day,status,use,how,how--other,views--path,views--cafe,order--benches,order--lights," +
	"split--benches,split--lights,visits,visits--prefer-not-to-say,visits--instead,since,moved,trip,stay," +
	"why,where,publish,sex,faith,hours-walk,hours-other-name,hours-other,wrong-path" + `
1,web,standard,2026-02-10,,yes,walk|other,"Kites | and ""boats"";=1",good,bad,2,1,60,40,2.5,,,` +
	`2016-05-27,2016-05,90,2016-05-01/2016-05-27,"=HYPERLINK(""x"")",LE3 8RA,yes,female,@SUM,5,Kites,2,litter|dark
2,paper,standard,2026-02-11,excluded:test,no,,,,,,,,,,yes,,,,,,"'=1 and a | bar","",no,prefer-not-to-say,,,,,
3,web,standard,2026-02-12,,prefer-not-to-say,,,prefer-not-to-say,,1,2,0,100,-3,,,,,,,"＝1
two; lines",,,male,"'plain",0,,,
4,phone,standard,2026-02-12,,yes,prefer-not-to-say,,,,,,,,,,dont-know,,,,,,,,,,,,,
`

// newLake returns an installation with the consultation lake.
func newLake(t *testing.T, d *db.DB) *moderationtest.Fixture {
	t.Helper()
	h := moderationtest.New(t, d)
	consults := &consult.Service{DB: d, Log: h.Log, CountResponses: intake.Count}
	if err := consults.Define(t.Context(), actor.System, lake()); err != nil {
		t.Fatal(err)
	}
	return h
}

func exported(t *testing.T, h *moderationtest.Fixture, slug string, r export.Request) []byte {
	t.Helper()
	s := &export.Service{DB: h.DB, Intake: h.Intake}
	r.Why = "For the committee."
	write, err := s.Prepare(t.Context(), officer, slug, r)
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if err := write(&file); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// table returns the rows of a CSV file without its first column, sorted after the header.
func table(t *testing.T, file []byte) (rows [][]string) {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(file, []byte(csvout.ByteOrderMark)))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for i := range rows {
		rows[i] = rows[i][1:]
	}
	slices.SortFunc(rows[1:], slices.Compare)
	return rows
}

// What is exported for machines loads again: into the same consultation it changes nothing, and
// in another installation it makes the same responses, whatever they say.
//
// Row C9 of docs/faults.md.
func TestExportLoadsAgainUnchanged(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		first := newLake(t, dbtest.Open(t, dsn))
		done, err := first.Intake.Import(t.Context(), actor.System, "lake", strings.NewReader(given))
		if err != nil || done.New != 4 {
			t.Fatal(done, err)
		}
		request := export.Request{Format: export.MachineCSV, Monitoring: true}
		file := exported(t, first, "lake", request)
		again, err := first.Intake.Import(t.Context(), actor.System, "lake", bytes.NewReader(file))
		if err != nil || again.New != 0 || again.Rows != 4 {
			t.Errorf("into the same consultation: %+v, %v", again, err)
		}
		if !bytes.Equal(exported(t, first, "lake", request), file) {
			t.Error("loading the export again has changed it")
		}

		second := newLake(t, dbtest.Open(t, filepath.Join(t.TempDir(), "second.db")))
		if done, err = second.Intake.Import(t.Context(), actor.System, "lake", bytes.NewReader(file)); err != nil || done.New != 4 {
			t.Fatal(done, err)
		}
		got, want := table(t, exported(t, second, "lake", request)), table(t, file)
		for i := range want {
			if i >= len(got) || !slices.Equal(got[i], want[i]) {
				t.Errorf("row %d is\n%q, want\n%q", i, got[min(i, len(got)-1)], want[i])
			}
		}
		text := string(file)
		for _, part := range []string{
			`"how=walk"`, `"how--other"`, `"views--path"`, `"order--benches"`, `"split--lights"`, `"'=HYPERLINK`,
		} {
			if !strings.Contains(text, part) {
				t.Errorf("the file has no %s", part)
			}
		}
		if strings.Contains(text, `"mail"`) {
			t.Error("the file has a column for email addresses")
		}
	})
}

// What was written on paper and is not valid is in a column of its own, with the state, and no
// column of answers has a number that a program would take for one. It loads again unchanged.
//
// Row C16 of docs/faults.md.
func TestAnswersKeptAsWrittenLoadAgainUnchanged(t *testing.T) {
	const given = "row,channel,edition,day,views--cafe,visits,faith,written" + `
1,paper,standard,2026-02-11,good,,,"{""split--benches"":[""60""],""split--lights"":[""50""],""views--path"":[""good"",""bad""]}"
2,paper,standard,2026-02-11,,2,None of yours,"{""use"":[""no"",""yes""],""sex"":[""female"",""male""]}"
`
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		first := newLake(t, dbtest.Open(t, dsn))
		if done, err := first.Intake.Import(t.Context(), actor.System, "lake", strings.NewReader(given)); err != nil || done.New != 2 {
			t.Fatal(done, err)
		}
		request := export.Request{Format: export.MachineCSV, Monitoring: true}
		file := exported(t, first, "lake", request)
		rows := table(t, file)
		cell := func(row []string, column string) string { return row[slices.Index(rows[0], column)] }
		states := map[string]int{}
		for _, row := range rows[1:] {
			for _, column := range []string{"use:state", "split:state", "sex:state", "views:state", "views--path"} {
				states[column+" "+cell(row, column)]++
			}
			if cell(row, "split--benches")+cell(row, "use")+cell(row, "sex") != "" {
				t.Errorf("a column of answers has what is not valid: %q", row)
			}
		}
		want := map[string]int{
			"use:state skipped": 1, "use:state not-valid": 1, "split:state not-valid": 1, "split:state skipped": 1, "views--path ": 1,
			"sex:state skipped": 1, "sex:state not-valid": 1, "views:state answered": 1, "views:state skipped": 1, "views--path not-valid": 1,
		}
		if !maps.Equal(states, want) {
			t.Errorf("states %v, want %v", states, want)
		}
		second := newLake(t, dbtest.Open(t, filepath.Join(t.TempDir(), "second.db")))
		if done, err := second.Intake.Import(t.Context(), actor.System, "lake", bytes.NewReader(file)); err != nil || done.New != 2 {
			t.Fatal(done, err)
		}
		if got := table(t, exported(t, second, "lake", request)); !slices.EqualFunc(got, rows, slices.Equal[[]string]) {
			t.Errorf("loaded again:\n%q, want\n%q", got, rows)
		}
		for format, parts := range map[export.Format][]string{
			export.CSV:       {"How much?: Benches: 60", "What do you think?: Path: Good; Bad", "Do you use it?: Yes; No"},
			export.JSONLines: {`"written":{"split--benches":["60"],"split--lights":["50"],"views--path":["good","bad"]}`},
		} {
			text := string(exported(t, first, "lake", export.Request{Format: format}))
			for _, part := range parts {
				if !strings.Contains(text, part) {
					t.Errorf("%s has no %s:\n%s", format, part, text)
				}
			}
			if strings.Contains(text, "Female; Male") || strings.Contains(text, `"female","male"`) {
				t.Errorf("%s has a monitoring answer that was not asked for", format)
			}
		}
		web := strings.ReplaceAll(given, ",paper,", ",web,")
		if _, err := second.Intake.Import(t.Context(), actor.System, "lake", strings.NewReader(web)); fault.KindOf(err) != fault.Invalid {
			t.Errorf("by web: %v", err)
		}
	})
}

// Hostile inputs 56 and 50: no cell of an export is a formula, all rows have the same number of
// cells, and it has equality monitoring answers only for users who can read them. A file for
// people begins with a byte-order mark and has labels; the workbook names the exporter.
//
// Row C9 of docs/faults.md.
func TestExportIsSafeAndNamesTheExporter(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := moderationtest.New(t, d), t.Context()
		for _, text := range []string{"=HYPERLINK(\"x\")", "+1", "-1", "@SUM", "＝1", "a,\"b\"\nc;d", "plain"} {
			h.Send(survey.Raw{"use": {"else"}, "use--else": {text}, "why": {text}, "where": {"LE3 8RA"}, "sex": {"female"}})
		}
		for _, monitoring := range []bool{false, true} {
			file := exported(t, h, "park", export.Request{Format: export.CSV, Monitoring: monitoring})
			if !bytes.HasPrefix(file, []byte(csvout.ByteOrderMark)) {
				t.Error("the file for people has no byte-order mark")
			}
			rows := table(t, file)
			if len(rows) != 8 || !slices.Contains(rows[0], "Do you use the park?") {
				t.Errorf("%d rows, first %q", len(rows), rows[0])
			}
			if got := slices.Contains(rows[0], "What is your sex?"); got != monitoring {
				t.Errorf("has a monitoring column: %t, want %t", got, monitoring)
			}
			for _, row := range rows[1:] {
				for _, cell := range row {
					if strings.ContainsAny(cell[:min(1, len(cell))], "=+-@\t\r") || strings.HasPrefix(cell, "＝") {
						t.Errorf("a formula: %q", cell)
					}
				}
			}
		}
		if bytes.HasPrefix(exported(t, h, "park", export.Request{Format: export.MachineCSV}), []byte(csvout.ByteOrderMark)) {
			t.Error("the file for machines has a byte-order mark")
		}
		if got := h.AuditedActs("consultation", "park"); !slices.Contains(got, "export-responses") ||
			!slices.Contains(got, "export-responses-with-monitoring") {
			t.Errorf("the audit log has %v", got)
		}
		s := &export.Service{DB: d, Intake: h.Intake}
		half := officer
		half.Capabilities = []actor.Capability{actor.ReadResponses, actor.ExportData}
		only := officer
		only.Capabilities = []actor.Capability{actor.ExportData}
		why := "For the committee."
		for name, c := range map[string]struct {
			by   actor.Actor
			r    export.Request
			want fault.Kind
		}{
			"monitoring without the capability": {half, export.Request{export.CSV, why, true}, fault.Forbidden},
			"without the capability to read":    {only, export.Request{export.CSV, why, false}, fault.Forbidden},
			"another organisation":              {moderationtest.Stranger, export.Request{export.CSV, why, false}, fault.NotFound},
			"an unknown format":                 {officer, export.Request{"doc", why, false}, fault.Invalid},
			"without a reason":                  {officer, export.Request{export.CSV, "x", false}, fault.Invalid},
		} {
			if _, err := s.Prepare(ctx, c.by, "park", c.r); fault.KindOf(err) != c.want {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// A workbook has the responses with labels and with codes, what each column means, the letters
// and where the file comes from. Its ids are those on screen.
//
// Row C9 of docs/faults.md.
func TestWorkbookHasEverySheet(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newLake(t, d)
		if _, err := h.Intake.Import(t.Context(), actor.System, "lake", strings.NewReader(given)); err != nil {
			t.Fatal(err)
		}
		book, err := excelize.OpenReader(bytes.NewReader(exported(t, h, "lake", export.Request{Format: export.Workbook})))
		if err != nil {
			t.Fatal(err)
		}
		defer book.Close()
		want := []string{"Responses", "Codes", "Dictionary", "Letters and events", "Provenance"}
		if got := book.GetSheetList(); !slices.Equal(got, want) {
			t.Errorf("sheets %q", got)
		}
		text := map[string]string{}
		for _, sheet := range want {
			rows, err := book.GetRows(sheet)
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range rows {
				text[sheet] += strings.Join(row, "\t") + "\n"
			}
		}
		list, err := h.ListResponses(t.Context(), officer, "lake", moderation.Query{})
		if err != nil {
			t.Fatal(err)
		}
		for sheet, parts := range map[string][]string{
			"Responses":          {"Do you use it?", "What for?: Walk", "Yes", list.Items[0].ReceiptCode, `=HYPERLINK("x")`},
			"Codes":              {"use\t", "how=walk", "split--benches", "60", list.Items[0].ReceiptCode},
			"Dictionary":         {"views--path", "good = Good", "budget"},
			"Letters and events": {"organisation"},
			"Provenance":         {"officer-1", "For the committee.", "The lake"},
		} {
			for _, part := range parts {
				if !strings.Contains(text[sheet], part) {
					t.Errorf("sheet %s has no %q:\n%s", sheet, part, text[sheet])
				}
			}
		}
		if formula, err := book.GetCellFormula("Responses", "A1"); err != nil || formula != "" {
			t.Errorf("a formula: %q, %v", formula, err)
		}
		if strings.Contains(text["Codes"], "sex") {
			t.Error("the workbook has monitoring answers that were not asked for")
		}
		lines := strings.Split(strings.TrimSpace(string(exported(t, h, "lake", export.Request{Format: export.JSONLines}))), "\n")
		for _, line := range lines {
			if !json.Valid([]byte(line)) {
				t.Errorf("not JSON: %s", line)
			}
		}
		if len(lines) != 4 {
			t.Errorf("%d lines", len(lines))
		}
	})
}

// The dictionary says for which answers of the original an answer of a shorter scale stands.
//
// Row A5 of docs/faults.md.
func TestDictionaryExplainsShorterScale(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := moderationtest.New(t, d)
		def := lake()
		easy := def.Forms[0]
		views := easy.Pages[0].Questions[2]
		views.Options = []survey.Option{{ID: "any", Text: "Anything", Merges: []string{"good", "bad"}}}
		views.Options = append(views.Options, survey.Option{ID: "unsure", Text: "Unsure"})
		master := easy.Pages[0].Questions[2]
		master.Options = append(slices.Clone(master.Options), survey.Option{ID: "unsure", Text: "Unsure"})
		def.Forms[0].Pages[0].Questions[2] = master
		easy.Edition, easy.Pages = "easy-read", []survey.Page{{ID: "one", Questions: []survey.Question{views}}}
		def.Forms = append(def.Forms, easy)
		consults := &consult.Service{DB: d, Log: h.Log, CountResponses: intake.Count}
		if err := consults.Define(t.Context(), actor.System, def); err != nil {
			t.Fatal(err)
		}
		book, err := excelize.OpenReader(bytes.NewReader(exported(t, h, "lake", export.Request{Format: export.Workbook})))
		if err != nil {
			t.Fatal(err)
		}
		defer book.Close()
		rows, err := book.GetRows("Dictionary")
		if text := fmt.Sprint(rows); err != nil || !strings.Contains(text, "any = Anything (counts as good, bad)") {
			t.Errorf("%s, %v", text, err)
		}
	})
}

// LibreOffice opens the workbook, where it is installed.
//
// Row C9 of docs/faults.md.
func TestWorkbookOpensInLibreOffice(t *testing.T) {
	office, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("LibreOffice is not installed")
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newLake(t, d)
		if _, err := h.Intake.Import(t.Context(), actor.System, "lake", strings.NewReader(given)); err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		book := filepath.Join(dir, "responses.xlsx")
		if err := os.WriteFile(book, exported(t, h, "lake", export.Request{Format: export.Workbook}), 0o600); err != nil {
			t.Fatal(err)
		}
		run := exec.CommandContext(t.Context(), office, "-env:UserInstallation=file://"+dir+"/profile", "--headless",
			"--convert-to", "csv", "--outdir", dir, book)
		if out, err := run.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		text, err := os.ReadFile(filepath.Join(dir, "responses.csv"))
		if err != nil || !bytes.Contains(text, []byte("Do you use it?")) {
			t.Errorf("%v\n%s", err, text)
		}
	})
}
