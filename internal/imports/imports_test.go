package imports_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/csvout"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/imports"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/moderation/moderationtest"
	"github.com/folkmoot/folkmoot/internal/seal"
	"github.com/folkmoot/folkmoot/survey"
)

var officer = moderationtest.Officer

type fixture struct {
	*moderationtest.Fixture
	*imports.Service
	d    *db.DB
	t    *testing.T
	keys *seal.Keyring
}

func newFixture(t *testing.T, d *db.DB) *fixture {
	t.Helper()
	h := moderationtest.New(t, d)
	keys, err := seal.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = keys.Close() })
	return &fixture{h, &imports.Service{
		DB: d, Log: h.Log, Consults: &consult.Service{DB: d, Log: h.Log, CountResponses: intake.Count}, Intake: h.Intake, Box: keys,
		FreeSlug: draft.FreeSlug, NewID: builder.IDFrom,
	}, d, t, keys}
}

var details = imports.Details{
	Title: "The library (invented)", Type: consult.Survey, Summary: "What people think.", By: "Friends of the Library",
	With: "An online survey", Opened: "2025-10-01", Closed: "2025-10-31", Channel: intake.Web, Language: "en", Invented: "All of it.",
}

// library is a file with invented answers, in the way of Citizen Space.
func library(n int) [][]string {
	rows := [][]string{{
		"Response ID", "Date Submitted", "Your email", "Use - How often do you use the library?", "Which do you use? - Books",
		"Which do you use? - Films", "How good are these? - Staff", "How good are these? - Opening hours", "Visits last year",
		"Please tell us more about what you think of the library", "Which age group are you in?",
	}}
	ticks := []string{"", "Books"}
	films := []string{"Films", "", ""}
	scale := []string{"Very good", "Good", "Poor", ""}
	for i := range n {
		text := ""
		if i%3 == 0 {
			text = fmt.Sprintf("=1+1 I like it \"very\" much;\nreally, number %d.%s", i, strings.Repeat(" More words.", 10))
		}
		rows = append(rows, []string{
			fmt.Sprintf("A-%d", i), fmt.Sprintf("%02d/10/2025 10:0%d", 1+i%30, i%10), fmt.Sprintf("person%d@example.org", i),
			[]string{"Weekly", " weekly", "Monthly", "Never", "Prefer not to say"}[i%5], ticks[i%2], films[i%3], scale[i%4], scale[(i+1)%4],
			fmt.Sprint(i % 40), text, []string{"16 to 24", "25 to 64", "65 or over"}[i%3],
		})
	}
	return rows
}

func csvOf(rows [][]string) string {
	var b strings.Builder
	w := csvout.NewWriter(&b)
	for _, row := range rows {
		w.Write(row)
	}
	if err := w.Flush(); err != nil {
		panic(err)
	}
	return b.String()
}

// upload uploads a file and describes it.
func (h *fixture) upload(name, file string) *imports.File {
	h.t.Helper()
	f, again, err := h.Service.Upload(h.t.Context(), officer, name, strings.NewReader(file))
	if err != nil || again {
		h.t.Fatalf("%v, again %v", err, again)
	}
	if _, err := h.Look(h.t.Context(), officer, f.ID); err != nil {
		h.t.Fatal(err)
	}
	if f, _, err = h.Looked(h.t.Context(), officer, f.ID); err != nil {
		h.t.Fatal(err)
	}
	if err := h.Save(h.t.Context(), officer, f.ID, 0, f.Settings, details); err != nil {
		h.t.Fatal(err)
	}
	return f
}

func (h *fixture) try(id string) *imports.Trial {
	h.t.Helper()
	t, err := h.Try(h.t.Context(), officer, id)
	if err != nil {
		h.t.Fatal(err)
	}
	return t
}

// stored are the answers to the questions of a consultation, by the text of the question.
func (h *fixture) stored(slug string) (n int, all map[string]map[string]int) {
	h.t.Helper()
	all = map[string]map[string]int{}
	count := func(key, value string) {
		if all[key] == nil {
			all[key] = map[string]int{}
		}
		all[key][value]++
	}
	add := func(q *survey.Question, given survey.Answer) {
		name := func(id string) string {
			for _, o := range q.Options {
				if o.ID == id {
					return o.Text
				}
			}
			return id
		}
		switch {
		case given.State == survey.PreferNotToSay:
			count(q.Text, "Prefer not to say")
		case given.State != survey.Answered:
		case q.Kind == survey.Matrix:
			for _, row := range q.Rows {
				if id := given.Rows[row.ID]; id != "" {
					count(q.Text+" - "+row.Text, name(id))
				}
			}
		case len(given.Options) > 0:
			for _, id := range given.Options {
				count(q.Text, name(id))
			}
		default:
			count(q.Text, given.Text+given.Number+given.Date)
		}
	}
	err := h.d.View(h.t.Context(), func(tx *db.Tx) error {
		return intake.EachRow(h.t.Context(), tx, slug, intake.Filter{}, func(r intake.ResponseRow) error {
			n++
			_, answers, err := h.Intake.ParseAnswers(h.t.Context(), tx, r.FormVersion, r.Answers)
			if err != nil {
				return err
			}
			answers.Each(add)
			monitoring, err := intake.GetMonitoring(h.t.Context(), tx, slug, r.ID)
			if err != nil || monitoring == nil {
				return err
			}
			_, answers, err = h.Intake.ParseAnswers(h.t.Context(), tx, r.FormVersion, monitoring)
			if err == nil {
				answers.Each(add)
			}
			return err
		})
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return n, all
}

// Rows 64 and 65 of the hostile inputs. What is stored is what the file has, counted without the code that imports; a second
// import of the file changes nothing.
func TestCountsAfterImportAreThoseOfTheFile(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newFixture(t, d)
		rows := library(120)
		file := csvOf(rows)
		f := h.upload("library.csv", file)
		trial := h.try(f.ID)
		if len(trial.Problems) > 0 || trial.Missing || trial.Result.Responses != 120 {
			t.Fatalf("%+v, %v, %+v", trial.Problems, trial.Missing, trial.Result)
		}
		if n, err := h.Apply(t.Context(), officer, f.ID, "library", 1); err != nil || n != 120 {
			t.Fatalf("%d, %v", n, err)
		}
		n, stored := h.stored("library")
		if n != 120 {
			t.Errorf("%d responses", n)
		}
		want := map[string]map[string]int{}
		read, err := csv.NewReader(strings.NewReader(file)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range read[1:] {
			for i, cell := range row {
				cell = strings.TrimSpace(cell)
				key := read[0][i]
				switch {
				case i < 3 || cell == "":
					continue
				case cell == "weekly":
					cell = "Weekly"
				}
				if i == 4 || i == 5 {
					key = "Which do you use?"
				}
				if want[key] == nil {
					want[key] = map[string]int{}
				}
				want[key][cell]++
			}
		}
		for key, counts := range want {
			if !maps.Equal(counts, stored[key]) {
				t.Errorf("%s: stored %v, in the file %v", key, stored[key], counts)
			}
		}
		if len(stored) != len(want) {
			t.Errorf("questions %v", slices.Sorted(maps.Keys(stored)))
		}
		again, imported, err := h.Service.Upload(t.Context(), officer, "again.csv", strings.NewReader(file))
		if err != nil || !imported || again.ID != f.ID {
			t.Errorf("uploaded again: %v, %v, %v", again, imported, err)
		}
		if n, err := h.Apply(t.Context(), officer, f.ID, "library-2", 1); err != nil || n != 120 {
			t.Errorf("imported again: %d, %v", n, err)
		}
		if n, _ := h.stored("library"); n != 120 {
			t.Errorf("%d responses after importing again", n)
		}
		h.checkSources(f.ID)
		h.checkReleased()
		h.checkErased()
	})
}

// checkSources checks that the row and the raw value of a response are kept, and that nothing else of the file is.
func (h *fixture) checkSources(file string) {
	h.t.Helper()
	ctx := h.t.Context()
	err := h.d.View(ctx, func(tx *db.Tx) error {
		from, err := imports.SourceOf(ctx, tx, intake.ImportedID("library", "id A-1"))
		if err != nil || from.File != file || from.Row != 3 || !strings.Contains(from.Kept, `"weekly"`) {
			h.t.Errorf("source %+v, %v", from, err)
		}
		parts, err := db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM imports_part`)
		if err != nil || parts != 0 {
			h.t.Errorf("%d parts of files are left, %v", parts, err)
		}
		kept, err := db.All(ctx, tx, db.Text, `SELECT kept FROM imports_row`)
		for _, cells := range kept {
			if strings.Contains(cells, "example.org") || strings.Contains(cells, "More words") || strings.Contains(cells, "16 to 24") {
				h.t.Errorf("kept %s", cells)
			}
		}
		if err != nil {
			return err
		}
		entries, err := db.All(ctx, tx, db.Text, `SELECT reason FROM audit_entry WHERE kind = 'import' OR subject = 'library'`)
		for _, reason := range entries {
			if strings.Contains(reason, "library.csv") || strings.Contains(reason, "@") {
				h.t.Errorf("the audit log has %q", reason)
			}
		}
		return err
	})
	if err != nil {
		h.t.Error(err)
	}
}

// checkErased checks that nothing is left about the row of a response that is erased.
func (h *fixture) checkErased() {
	h.t.Helper()
	ctx, id := h.t.Context(), intake.ImportedID("library", "id A-1")
	if err := h.d.Update(ctx, func(tx *db.Tx) error { return imports.EraseResponse(ctx, tx, id) }); err != nil {
		h.t.Fatal(err)
	}
	if err := h.d.View(ctx, func(tx *db.Tx) error {
		if _, err := imports.SourceOf(ctx, tx, id); fault.KindOf(err) != fault.NotFound {
			h.t.Errorf("the row of an erased response: %v", err)
		}
		_, err := imports.SourceOf(ctx, tx, intake.ImportedID("library", "id A-2"))
		return err
	}); err != nil {
		h.t.Error(err)
	}
}

// checkReleased checks that the imported consultation is released like any other, with its own count of every answer.
func (h *fixture) checkReleased() {
	h.t.Helper()
	service := &analysis.Service{DB: h.d, Log: h.Fixture.Log}
	f, err := service.Release(h.t.Context(), actor.System, "library")
	if err != nil {
		h.t.Fatal(err)
	}
	if f.Responses.Counted != 120 {
		h.t.Errorf("released %+v", f.Responses)
	}
	q := f.Question("use-how-often-do-you-use-the-library")
	if got := fmt.Sprint(q.Cells); !strings.Contains(got, "48") {
		h.t.Errorf("released %s", got)
	}
}

// Rows 64 to 66 of the hostile inputs: each is refused with its row, and nothing is stored.
func TestBadRowsAreNamedAndNothingIsStored(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newFixture(t, d)
		for name, change := range map[string]func(rows [][]string) [][]string{
			"headings again":    func(rows [][]string) [][]string { return append(rows, rows[0]) },
			"a longer row":      func(rows [][]string) [][]string { rows[5] = append(rows[5], "more"); return rows },
			"no number":         func(rows [][]string) [][]string { rows[5][8] = "many"; return rows },
			"no date":           func(rows [][]string) [][]string { rows[5][1] = "31/31/2025"; return rows },
			"another time":      func(rows [][]string) [][]string { rows[5][1] = "01/01/2027"; return rows },
			"the same number":   func(rows [][]string) [][]string { rows[5][0] = rows[4][0]; return rows },
			"not ticked":        func(rows [][]string) [][]string { rows[5][4] = "perhaps"; return rows },
			"another direction": func(rows [][]string) [][]string { rows[5][3] = "Wee\u202Ekly"; return rows },
		} {
			settings := h.upload(name+".csv", csvOf(library(60))).Settings
			rows := change(library(60))
			f, _, err := h.Service.Upload(t.Context(), officer, name, strings.NewReader(csvOf(rows)))
			if err != nil {
				t.Fatal(err)
			}
			if err := h.Save(t.Context(), officer, f.ID, 0, settings, details); err != nil {
				t.Fatal(err)
			}
			trial := h.try(f.ID)
			row := 6
			if name == "headings again" {
				row = 62
			}
			if len(trial.Problems) == 0 || trial.Problems[0].Row != row {
				t.Errorf("%s: %+v", name, trial.Problems)
			}
			if _, err := h.Apply(t.Context(), officer, f.ID, "library", 1); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		h.checkNothing("library")
	})
}

// checkNothing checks that there is no such consultation and no response to it.
func (h *fixture) checkNothing(slug string) {
	h.t.Helper()
	ctx := h.t.Context()
	if err := h.d.View(ctx, func(tx *db.Tx) error {
		there, err := consult.Exists(ctx, tx, slug)
		if err != nil || there {
			h.t.Errorf("there is a consultation: %v", err)
		}
		n, err := db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM intake_response WHERE consultation = $1`, slug)
		if err != nil || n != 0 {
			h.t.Errorf("%d responses, %v", n, err)
		}
		n, err = db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM imports_row`)
		if err != nil || n != 0 {
			h.t.Errorf("%d rows, %v", n, err)
		}
		return nil
	}); err != nil {
		h.t.Error(err)
	}
}

// If storing the last row fails, neither the consultation nor one response is stored.
func TestImportIsDoneWholeOrNotAtAll(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newFixture(t, d)
		f := h.upload("library.csv", csvOf(library(30)))
		if err := d.Update(t.Context(), func(tx *db.Tx) error { // the last statements of the import meet this row
			_, err := tx.Exec(t.Context(), `INSERT INTO imports_row (response, file, number, kept) VALUES ($1, $2, 1, '{}')`,
				intake.ImportedID("library", "id A-29"), f.ID)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Apply(t.Context(), officer, f.ID, "library", 1); err == nil {
			t.Fatal("imported")
		}
		if err := d.Update(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), `DELETE FROM imports_row`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		h.checkNothing("library")
		if n, err := h.Apply(t.Context(), officer, f.ID, "library", 1); err != nil || n != 30 {
			t.Errorf("then: %d, %v", n, err)
		}
	})
}

// Files of another organisation are not found, people without the capability are refused, and a file that has changed since is
// not imported.
func TestWhoMayImport(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newFixture(t, d)
		f := h.upload("library.csv", csvOf(library(30)))
		for name, by := range map[string]actor.Actor{"another organisation": moderationtest.Stranger, "a reader": moderationtest.Reader,
			"a drafter": moderationtest.Drafter} {
			want := fault.Forbidden
			if by.Org != officer.Org {
				want = fault.NotFound
			}
			for what, call := range map[string]func() error{
				"get":  func() error { _, err := h.Service.Get(t.Context(), by, f.ID); return err },
				"open": func() error { _, _, err := h.Open(t.Context(), by, f.ID); return err },
				"save": func() error { return h.Save(t.Context(), by, f.ID, 1, nil, imports.Details{}) },
				"try":  func() error { _, err := h.Try(t.Context(), by, f.ID); return err },
				"apply": func() error {
					_, err := h.Apply(t.Context(), by, f.ID, "library", 1)
					return err
				},
				"remove": func() error { return h.Service.Remove(t.Context(), by, f.ID) },
			} {
				if err := call(); fault.KindOf(err) != want {
					t.Errorf("%s: %s: %v", name, what, err)
				}
			}
		}
		if _, err := h.Apply(t.Context(), officer, f.ID, "library", 0); fault.KindOf(err) != fault.Conflict {
			t.Errorf("an older version: %v", err)
		}
		if err := h.Save(t.Context(), officer, f.ID, 0, f.Settings, imports.Details{}); fault.KindOf(err) != fault.Conflict {
			t.Errorf("saved an older version: %v", err)
		}
		h.checkNothing("library")
	})
}

// A file that is not imported is unreadable and gone after a week, in backups too: its key is destroyed.
func TestUploadsAreDeletedAfterAWeek(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newFixture(t, d)
		f := h.upload("library.csv", csvOf(library(30)))
		var sealed []byte
		if err := d.View(t.Context(), func(tx *db.Tx) (err error) {
			sealed, err = db.One(t.Context(), tx, func(r db.Row) (b []byte, err error) { return b, r.Scan(&b) },
				`SELECT sealed FROM imports_part WHERE file = $1`, f.ID)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(sealed), "example.org") {
			t.Error("the file is readable in the database")
		}
		if err := h.DeleteExpired(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, _, err := h.Open(t.Context(), officer, f.ID); err != nil {
			t.Errorf("deleted too early: %v", err)
		}
		h.SetTime(dbtest.Now.AddDate(0, 0, 8))
		if err := h.DeleteExpired(context.Background()); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Service.Get(t.Context(), officer, f.ID); fault.KindOf(err) != fault.NotFound {
			t.Errorf("still there: %v", err)
		}
		for _, name := range []string{"import-" + imports.BoxSuffix(f.ID)} {
			if _, err := h.keys.Open(name, sealed); fault.KindOf(err) != fault.Closed {
				t.Errorf("the key is there: %v", err)
			}
		}
	})
}
