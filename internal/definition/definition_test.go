package definition_test

import (
	"fmt"
	"io/fs"
	"maps"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/definition"
)

func testFolder(files ...string) fstest.MapFS {
	all := fstest.MapFS{}
	for i := 0; i < len(files); i += 2 {
		all[files[i]] = &fstest.MapFile{Data: []byte(files[i+1])}
	}
	return all
}

const need = `needs:
  - ref: far-away
    title: It is far
    says: The way is long.
    source: {name: A count, date: 2021-03-21}
`

// park is a consultation, of which other definitions are part.
const park = "slug: park\ntitle: The park\ntype: survey\n"

const form = `id: park
title: The park
lang: en
edition: standard
pages:
  - id: only
    questions:
      - {id: why, kind: long-text, text: Why?}
`

// Each problem has its file, its line and column (from 1) and a message that says what to do.
func TestProblemsHaveFileAndLine(t *testing.T) {
	for _, test := range []struct {
		name  string
		files fstest.MapFS
		want  []string // one for each problem, in order
	}{
		{"an unknown key", testFolder("evidence/a.yaml", strings.Replace(need, "title:", "titel:", 1)),
			[]string{`evidence/a.yaml:3:5: There is no setting "titel" here. There is characteristics, figure, gap,`}},
		{"two unknown keys", testFolder("evidence/a.yaml", strings.NewReplacer("title:", "titel:", "date:", "day:").Replace(need)),
			[]string{
				`evidence/a.yaml:3:5: There is no setting "titel"`,
				`evidence/a.yaml:5:29: There is no setting "day" here. There is address, date, name.`,
			}},
		{"problems in two files", testFolder("evidence/a.yaml", "neds: []", "council.yaml", "name: A\nare: B"),
			[]string{`council.yaml:2:1: There is no setting "are"`, `evidence/a.yaml:1:1: There is no setting "neds" here. There is needs.`}},
		{"a repeated key", testFolder("council.yaml", "name: A\narea: B\nname: C"), []string{`council.yaml:3:1: `}},
		{"text where a day should be", testFolder("evidence/a.yaml", strings.Replace(need, "2021-03-21", "spring", 1)),
			[]string{`evidence/a.yaml:5:35: "spring" is not a day. Write it as 2016-05-27.`}},
		{"a word where a number should be", testFolder("duties.yaml", "jurisdiction: england\nemployees: many"),
			[]string{`duties.yaml:2:12: "many" is not a whole number.`}},
		{
			"yes where true should be", testFolder("council.yaml", "demonstration: yes"),
			[]string{`council.yaml:1:16: "yes" is neither true nor false.`},
		},
		{"a value where a list should be", testFolder("evidence/a.yaml", "needs: none"), []string{`evidence/a.yaml:1:8: Write a list here`}},
		{"a list where a value should be", testFolder("council.yaml", "name: [A, B]"),
			[]string{`council.yaml:1:7: Write a single value here`}},
		{"a value where settings should be", testFolder("council.yaml", "contact: by letter"),
			[]string{`council.yaml:1:10: Write settings here`}},
		{
			"an alias", testFolder("council.yaml", "name: &a A\narea: *a"),
			[]string{`council.yaml:1:7: Write this out in full`, `council.yaml:2:7: Write this out in full`},
		},
		{"invalid YAML", testFolder("council.yaml", "name: A\n  area: [B"), []string{`council.yaml:`}},
		{"an empty file", testFolder("council.yaml", ""), []string{`council.yaml: The file should hold one definition.`}},
		{
			"two documents in a file", testFolder("council.yaml", "name: A\n---\nname: B"),
			[]string{`council.yaml: The file should hold one definition.`},
		},
		{
			"a missing text", testFolder("strategies/a.yaml", "slug: a\nsummary: file:a.md"),
			[]string{`strategies/a.yaml:2:10: There is no file "a.md" beside this one.`},
		},
		{
			"a file outside the folder", testFolder("strategies/a.yaml", "slug: a\nsummary: file:../../secret"),
			[]string{`strategies/a.yaml:2:10: There is no file`},
		},
		{"a file in the wrong place", testFolder("needs.yaml", need), []string{`needs.yaml: No definition belongs here under this name.`}},
		{"an unknown file of a consultation", testFolder(
			"consultations/park/consultation.yaml", park, "consultations/park/survey.yaml", form,
		),
			[]string{`consultations/park/survey.yaml: No definition belongs here under this name. This folder may hold consultation.yaml`}},
		{
			"no consultation.yaml", testFolder("consultations/park/form.yaml", form),
			[]string{`consultations/park: The file consultation.yaml is missing.`},
		},
		{"a slug that differs from the folder", testFolder("consultations/park/consultation.yaml", "title: A\ntype: survey\nslug: lake"),
			[]string{`consultations/park/consultation.yaml:3:7: The slug "lake" is not the name of the folder, "park".`}},
		{"other versions without a form", testFolder(
			"consultations/park/consultation.yaml", park, "consultations/park/form.easy.yaml", form,
		),
			[]string{`consultations/park: There are other versions of a form, but no form.yaml`}},
		{"an invalid form", testFolder("consultations/park/consultation.yaml", park,
			"consultations/park/form.yaml", strings.Replace(form, "long-text", "essay", 1)),
			[]string{`consultations/park/form.yaml:8:25: Change the kind "essay" of question "why"`}},
		{"an edition with another question", testFolder("consultations/park/consultation.yaml", park,
			"consultations/park/form.yaml", form,
			"consultations/park/form.easy.yaml", strings.NewReplacer("standard", "easy-read", "why", "who").Replace(form)),
			[]string{`consultations/park/form.easy.yaml:8:14: Remove question "who" from this version`}},
		{"an undescribed plan", testFolder("consultations/park/consultation.yaml", park,
			"consultations/park/form.yaml", form,
			"consultations/park/responses.yaml", "number: 3"),
			[]string{`consultations/park/responses.yaml:1:1: Describe what is invented`}},
		{"collected and invented responses", testFolder("consultations/park/consultation.yaml", park,
			"consultations/park/form.yaml", form,
			"consultations/park/responses.yaml", "invented: all", "consultations/park/responses.csv", "row"),
			[]string{`consultations/park/responses.csv: There is a responses.yaml too.`}},
		{"an unknown retention setting", testFolder(
			"consultations/park/consultation.yaml",
			park+"retention:\n  - {what: words, years: 1}\npublishing: all", "consultations/park/form.yaml",
			form,
		),
			[]string{
				`consultations/park/consultation.yaml:5:19: There is no setting "years" here. There is days, months, what, why.`,
				`consultations/park/consultation.yaml:6:13: Write settings here`,
			}},
		{"a hundred thousand brackets", testFolder("council.yaml", "name: x\n"+strings.Repeat("a: [", 50_000)),
			[]string{`council.yaml:2: There are too many brackets, quotation marks or dashes here.`}},
		{"a hundred thousand dashes", testFolder("council.yaml", strings.Repeat("- ", 100_000)),
			[]string{`council.yaml:1: There are too many brackets, quotation marks or dashes here.`}},
		{"a hundred thousand quotation marks", testFolder("council.yaml", strings.Repeat("a: \"", 100_000)),
			[]string{`council.yaml:1: There are too many brackets, quotation marks or dashes here.`}},
		{"a hundred thousand anchors in brackets", testFolder("council.yaml", "["+strings.Repeat("&a ", 100_000)),
			[]string{`council.yaml:1: There are too many brackets, quotation marks or dashes here.`}},
		{"a pipe", fstest.MapFS{"council.yaml": {Mode: fs.ModeNamedPipe}},
			[]string{`council.yaml: This is not a file that can be read.`}},
		{"an empty folder", testFolder(), []string{`.: The folder is empty.`}},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := definition.ReadFolder(test.files, services{}.kinds())
			found := definition.ProblemsIn(err)
			if len(found) != len(test.want) {
				t.Fatalf("%d problems, want %d:\n%v", len(found), len(test.want), err)
			}
			for i, want := range test.want {
				if !strings.HasPrefix(found[i].String(), want) {
					t.Errorf("problem %d is\n%s, want\n%s", i+1, found[i], want)
				}
			}
		})
	}
}

func TestValidFolderIsRead(t *testing.T) {
	files := testFolder(
		"evidence/a.yaml", need, "README.md", "Any text.", "census.csv", "any,figures", ".hidden", "anything", ".git/config", "anything",
		"consultations/park/consultation.yaml", park+"documents:\n  - {id: a, title: A, version: \"1\", kind: proposal, "+
			"editions: [{format: standard, lang: en, from: \"1\", text: \"file:documents/a.md\"}]}",
		"consultations/park/form.yaml", form, "consultations/park/documents/a.md", "Any text.", "consultations/later/README.md", "Any text.",
		// Ids of answers that YAML could read as another type.
		"consultations/park/form.easy.yaml", strings.Replace(form, "standard", "easy-read", 1),
	)
	if _, err := definition.ReadFolder(files, services{}.kinds()); err != nil {
		t.Error(err)
	}
}

// A refusal by a feature has the place of what it is about. All files are tried, whatever is wrong with the others.
func TestServiceRefusalsHaveFileAndLine(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newServices(t, d)
		second := strings.NewReplacer("far-away", "Far Away").Replace(need)
		action := "actions:\n  - ref: walk\n    what: Walk\n    who: Walker\n    due: 2026-01-01\n    measure: steps\n    needs: [%s]\n"
		for _, test := range []struct {
			name  string
			files fstest.MapFS
			want  []string
		}{
			{"two files of one kind", testFolder(
				"evidence/a.yaml", second, "evidence/b.yaml", second, "actions/a.yaml",
				fmt.Sprintf(action, "nothing"),
			),
				[]string{`actions/a.yaml:7:13: There is no need with reference "nothing".`,
					`evidence/a.yaml:2:10: The reference for each need must be`, `evidence/b.yaml:2:10: The reference for each need must be`}},
			{"two kinds that are counted together", testFolder(
				"register.yaml", "consultations:\n  - {slug: Fair, title: The fair, type: survey, register: {}}",
				"consultations/park/consultation.yaml", "title: The park\ntype: chat",
			),
				[]string{`consultations/park/consultation.yaml:2:7: The type "chat"`, `register.yaml:2:12: The slug "Fair"`}},
			{"a dangling reference", testFolder("evidence/a.yaml", need, "actions/a.yaml", fmt.Sprintf(action, "nothing")),
				[]string{`actions/a.yaml:7:13: There is no need with reference "nothing".`}},
			{"an unknown retention category", testFolder(
				"consultations/park/consultation.yaml",
				"slug: park\ntitle: The park\ntype: survey\nretention:\n  - {what: words, months: 1, why: We said so.}\n"+
					"  - what: coffee\n    months: 1\n    why: It goes cold.",
			),
				[]string{`consultations/park/consultation.yaml:6:11: You cannot set a retention period for "coffee". Use drafts`}},
			{"publishing rules of a questionnaire that does not ask for consent", testFolder(
				"consultations/park/consultation.yaml",
				"slug: park\ntitle: The park\ntype: survey\npublishing:\n  texts: [why]",
				"consultations/park/form.yaml", form,
			),
				[]string{`consultations/park/consultation.yaml:4:1: Publishing settings ("publishing"): Add the question`}},
		} {
			t.Run(test.name, func(t *testing.T) {
				_, err := definition.Load(t.Context(), f.Log, test.files, actor.System, f.kinds())
				found := definition.ProblemsIn(err)
				if len(found) != len(test.want) {
					t.Fatalf("%d problems, want %d:\n%v", len(found), len(test.want), err)
				}
				for i, want := range test.want {
					if !strings.HasPrefix(found[i].String(), want) {
						t.Errorf("problem %d is\n%s, want\n%s", i+1, found[i], want)
					}
				}
			})
		}
	})
}

func TestSummaryText(t *testing.T) {
	one, two := definition.Count{One: "need", Many: "needs", N: 1}, definition.Count{One: "response", Many: "responses", N: 1200}
	for want, sum := range map[string]definition.Summary{
		"Loaded 1 file.":                                     {Files: 1},
		"Loaded 2 files: 1 need.":                            {Files: 2, Counts: []definition.Count{one}},
		"Loaded 0 files: 1 need and 1200 responses.":         {Counts: []definition.Count{one, two}},
		"Loaded 4 files.":                                    {Files: 4, Counts: []definition.Count{{One: "need", Many: "needs"}}},
		"Loaded 3 files: 1 need, 1 need and 1200 responses.": {Files: 3, Counts: []definition.Count{one, one, two}},
	} {
		if got := sum.String(); got != want {
			t.Errorf("%s\nwant %s", got, want)
		}
	}
}

func TestLoadRequiresCapability(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newServices(t, d)
		_, err := definition.Load(t.Context(), f.Log, testFolder("evidence/a.yaml", need), actor.Actor{ID: "u2"}, f.kinds())
		if found := definition.ProblemsIn(err); len(found) != 1 || !strings.Contains(found[0].Message, "You do not have permission") {
			t.Errorf("got %v", err)
		}
	})
}

// A failure of the program is not reported as a problem of a file.
func TestDatabaseErrorIsNotAProblem(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newServices(t, d)
		d.Close()
		_, err := definition.Load(t.Context(), f.Log, testFolder("evidence/a.yaml", need), actor.System, f.kinds())
		if err == nil || definition.ProblemsIn(err) != nil {
			t.Errorf("got %v", err)
		}
	})
}

func TestResponsesFileIsImportedOnce(t *testing.T) {
	park := func(csv string) fstest.MapFS {
		return testFolder("consultations/park/consultation.yaml", `slug: park
title: The park
type: survey
opens: 2026-01-05
closes: 2026-06-30 23:59
published: true
summary: The park.
next: We report.
contact: {email: park@demonstration.example}
`, "consultations/park/form.yaml", form, "consultations/park/responses.csv", "row,channel,edition,day,why\n"+csv)
	}
	const two = "1,paper,standard,2026-02-01,It is green\n2,web,standard,2026-02-02,\n"
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newServices(t, d)
		var before map[string]string
		for range 2 {
			done, err := definition.Load(t.Context(), f.Log, park(two), actor.System, f.kinds())
			if err != nil || done.N("responses") != 2 {
				t.Fatalf("%v, %v", done, err)
			}
			after := dumpTables(t, d)
			if before != nil && !maps.Equal(before, after) {
				t.Errorf("the second time changed the database")
			}
			before = after
		}
		again := park(two + "3,pigeon,standard,2026-02-02,\n4,web,braille,2026-02-30,\n")
		_, err := definition.Load(t.Context(), f.Log, again, actor.System, f.kinds())
		found := definition.ProblemsIn(err)
		if len(found) < 2 || found[0].Line != 4 || found[1].Line != 5 || !strings.Contains(found[0].Message, "pigeon") {
			t.Errorf("got %v", err)
		}
	})
}
