package definition_test

import (
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/folkmoot/folkmoot/demo"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/definition"
)

// seed is a mistake in a file of the demonstration.
type seed struct {
	file, old, new string // new replaces old where it first is
	at             string // the part of new at which the mistake is reported
	want           string // the beginning of the message
}

// seeds has a mistake for each kind of record, and for the parts of records.
var seeds = []seed{
	{"council.yaml", "email: equalities@demonstration.example", "email: equalities", "equalities",
		"The council's details are missing: a contact email address"},
	{"duties.yaml", "jurisdiction: england", "jurisdiction: atlantis", "atlantis", ""},
	{"duties.yaml", "kind: equality-objectives", "kind: equality-figures", "equality-figures",
		`"equality-figures" is not a type of publication.`},
	{"evidence/deprivation-2025.yaml", "[rural-isolation]", "[rural]", "rural",
		`"rural" in need "rural-barriers" is not a characteristic`},
	{"strategies/equality-strategy-2016-2020.yaml", "kind: consulted", "kind: talked", "talked",
		`"talked" is not a type of version.`},
	{"register.yaml", `opens: "2011-09"`, `opens: "2011-13"`, `"2011-13"`, "opens: "},
	{"consultations/equality-data/consultation.yaml", "what: contacts", "what: coffee", "coffee",
		`You cannot set a retention period for "coffee".`},
	{"consultations/getting-about/form.ur.yaml", "kind: multiple", "kind: several", "several",
		`Change the kind "several" of question "services"`},
	{"consultations/equality-strategy-2016-2020/responses.yaml", "{standard: 91", "{braille: 91", "91",
		`There is no edition "braille"`},
	{"consultations/equality-strategy-2016-2020/results.yaml", "reported:", "reportd:", "reportd",
		`There is no setting "reportd" here.`},
	{"imports/community-transport-2025.yaml", `closed: "2025-04-13"`, `closed: "2025-02-13"`, `"2025-02-13"`,
		"The last day must not be before the first day."},
	{"actions/edi-strategy-2024-2028.yaml", "objective: edi24-hard-to-reach", "objective: edi24-easy", "edi24-easy",
		`Action "edi24-a1" refers to objective "edi24-easy", which does not exist.`},
	{"organisations.yaml", "category: Charity", "site: charity", "charity", "Enter the full web address, starting with https://."},
	{"actions/edi-strategy-2024-2028.yaml", "organisation: invented-partner", "organisation: unknown", "unknown",
		`There is no organisation "unknown".`},
	{"actions/edi-strategy-2024-2028.yaml", "{date: 2026-06-30, status: at-risk", "{date: 2036-06-30, status: at-risk",
		"2036-06-30",
		`The update to action "edi24-a1" is dated 30 June 2036, which is in the future.`},
	{"actions/equality-strategy-2016-2020.yaml", "status: at-risk", "status: worried", "worried",
		`"worried" is not a status.`},
	{"decisions/equality-strategy-2016.yaml", `version: "1", date: 2016-04-25`, `version: "1", date: 2017-04-25`,
		"2017-04-25",
		`“Draft Equality Strategy 2016–2020” of 25 April 2017 is later than the decision of 30 June 2016`},
	{"decisions/equality-strategy-2016.yaml", "issue: Easy Read versions are published weeks after",
		"issue: '{{figure:equality-strategy-2016-2020#1/none}} of'",
		"'{{figure", `The figure "equality-strategy-2016-2020#1/none" does not match a question`},
	{"information/gender-pay-gap-2024.yaml", "kind: gender-pay-gap", "kind: pay", "pay", ""},
	{"call-in.yaml", "full-days: 28", "full-days: many", "many", `"many" is not a whole number.`},
	{"reports/equality-strategy-2016.yaml", "role: possible", "role: second", "second", ""},
	{"forward-plan/equality-strategy-2016.yaml", "announced: 2016-06-30", "announced: 30 June", "30 June", `"30 June" is not a day.`},
	{"risks/risks.yaml", "who: [age,", "who: [old,", "old", `"old" is not a characteristic code.`},
	{"options/mobile-library.yaml", "chosen: Stop every four weeks", "chosen: Stop it", "Stop it", ""},
	{"progress-reports/equality-strategy-2016-2017.yaml", "kind: annual", "kind: yearly", "yearly", ""},
}

// withSeeds returns the files of the demonstration with mistakes, and the lines that report them.
func withSeeds(t *testing.T, seeds []seed) (files fstest.MapFS, want []string) {
	t.Helper()
	files = fstest.MapFS{}
	err := fs.WalkDir(demo.Files(), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(demo.Files(), name)
		files[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range seeds {
		before, after, found := strings.Cut(string(files[s.file].Data), s.old)
		if !found {
			t.Fatalf("%s has no %q", s.file, s.old)
		}
		if strings.HasPrefix(s.new, "issue: '") { // the rest of the line is another sentence
			_, after, _ = strings.Cut(after, "\n")
			after = "\n" + after
		}
		files[s.file].Data = []byte(before + s.new + after)
		// Seeds replace text within a line, so the places of earlier ones in the file stay.
		before += s.new[:strings.Index(s.new, s.at)]
		line := 1 + strings.Count(before, "\n")
		column := 1 + len([]rune(before[strings.LastIndex(before, "\n")+1:]))
		want = append(want, fmt.Sprintf("%s:%d:%d: %s", s.file, line, column, s.want))
	}
	return files, want
}

// With a mistake in each kind of record of a folder, all are reported at once, each where it is
// and nothing else, and nothing is stored: no row of any table. What refers to a record with a
// mistake is not reported.
//
// Row D10 of docs/faults.md.
// Row F of docs/faults.md.
func TestMistakesInEveryKindOfRecordAreToldAtOnce(t *testing.T) {
	files, want := withSeeds(t, seeds)
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		d.SetClock(now)
		f := newServices(t, d)
		before := dumpTables(t, d)
		_, err := definition.Load(t.Context(), f.Log, files, actor.System, f.kinds())
		found := definition.ProblemsIn(err)
		reported := make([]bool, len(found))
		for _, line := range want {
			at := -1
			for i, p := range found {
				if !reported[i] && strings.HasPrefix(p.String(), line) {
					at = i
				}
			}
			if at < 0 {
				t.Errorf("not reported: %s", line)
				continue
			}
			reported[at] = true
		}
		for i, p := range found {
			if !reported[i] {
				t.Errorf("also reported: %s", p)
			}
		}
		if !maps.Equal(before, dumpTables(t, d)) {
			t.Error("the folder with the mistakes changed the database")
		}
	})
}

// A mistake in what is loaded last is enough to keep the whole folder out.
//
// Row D10 of docs/faults.md.
func TestOneMistakeKeepsTheWholeFolderOut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		d.SetClock(now)
		f := newServices(t, d)
		before := dumpTables(t, d)
		for _, s := range seeds[len(seeds)-1:] { // of the kind that is loaded last
			files, want := withSeeds(t, []seed{s})
			_, err := definition.Load(t.Context(), f.Log, files, actor.System, f.kinds())
			if found := definition.ProblemsIn(err); len(found) != 1 || !strings.HasPrefix(found[0].String(), want[0]) {
				t.Errorf("got %v, want %s", err, want[0])
			}
			if !maps.Equal(before, dumpTables(t, d)) {
				t.Fatalf("%s: the folder with the mistake changed the database", s.file)
			}
		}
	})
}

// Mistakes in forms name settings as the file does, and two forms of one edition are reported with the others.
//
// Row F of docs/faults.md.
func TestFormMistakesAreInTheSpellingOfTheFile(t *testing.T) {
	const consultation, wrong = "consultations/park/consultation.yaml", "consultations/park/form.yaml"
	files := testFolder(consultation, park, wrong, strings.Replace(form, "{id: why, kind: long-text, text: Why?}", `
        id: why
        kind: single
        text: Why?
        max-length: 5
        prefer-not-to-say: true
        options:
          - {id: "yes", text: Yes, require-write-in: true}
          - {id: "no", text: I’d rather not say}
        when: {question: why, any-of: []}`, 1), "consultations/park/form.easy.yaml", form)
	_, err := definition.ReadFolder(files, services{}.kinds())
	got := err.Error()
	for _, want := range []string{
		wrong + `:12:21: Remove max-length from question "why"`,
		wrong + `:15:13: Add write-in to option "yes" of question "why", or remove require-write-in.`,
		wrong + `:16:13: Remove option "no" from question "why" and set prefer-not-to-say instead.`,
		`consultations/park/form.easy.yaml:4:10: There are two forms for the edition "standard".`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("not reported: %s", want)
		}
	}
	for _, spelling := range []string{"maxLength", "writeIn", "requireWriteIn", "preferNotToSay", "anyOf"} {
		if strings.Contains(got, spelling) {
			t.Errorf("%s is not how the file spells it:\n%s", spelling, got)
		}
	}
}

// Loading a folder tells what the check before publication would warn of, each at its line: here gaps of a translation
// and a language that the interface does not have.
//
// Row A10 of docs/faults.md.
// Row F of docs/faults.md.
func TestGapsOfTranslationsInFilesHaveTheirLine(t *testing.T) {
	translated := strings.NewReplacer("lang: en", "lang: de", "edition: standard", "edition: de", "text: Why?", `text: "-"`).Replace(form)
	f := newServices(t, dbtest.Open(t, filepath.Join(t.TempDir(), "test.db")))
	files := testFolder("consultations/park/consultation.yaml", park, "consultations/park/form.yaml", form,
		"consultations/park/form.de.yaml", translated)
	done, err := definition.Load(t.Context(), f.Log, files, actor.System, f.kinds())
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"consultations/park/form.de.yaml:8:42: The “German” version has only “-” where the original has “Why?”.",
		"consultations/park/form.de.yaml:1:1: The “German” version of the questionnaire will have buttons and error messages in English",
	} {
		if !strings.Contains(done.Advice.Error(), want) {
			t.Errorf("no %q in\n%s", want, done.Advice.Error())
		}
	}
}
