package definition_test

import (
	"maps"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/definition"
)

// A folder with a mistake in one file stores nothing of the files before it: no need, no
// consultation, no entry of the public record. Without the mistake it is loaded.
//
// Row D10 of docs/faults.md.
func TestFolderWithMistakeStoresNothing(t *testing.T) {
	const consultation = `title: The park
type: survey
opens: 2026-01-05
closes: 2026-06-30 23:59
published: true
summary: The park.
next: We report.
contact: {email: park@demonstration.example}
`
	const plan = `invented: all responses
seed: 1
number: 3
census: census.csv
area: E1
first-day: 2026-02-01
last-day: 2026-02-03
channels: {web: 1}
editions: {standard: 1}
`
	const figures = "area-code,area,topic,category,base,count,table\nE1,Here,Sex,Female,all,600,T1\n"
	const head = "row,channel,edition,day,why\n"
	closed := strings.NewReplacer("2026-06-30 23:59", "2026-02-20 17:00").Replace(consultation)
	folder := func(consultation string, more ...string) map[string]string {
		all := map[string]string{"evidence/a.yaml": need, "consultations/park/consultation.yaml": consultation,
			"consultations/park/form.yaml": form}
		for i := 0; i < len(more); i += 2 {
			all[more[i]] = more[i+1]
		}
		return all
	}
	const given, invented = "consultations/park/responses.csv", "consultations/park/responses.yaml"
	// Three people answered whether they like it, which is too few to be shown.
	const answered = "row,channel,edition,day,like\n" +
		"1,web,standard,2026-02-01,yes\n2,web,standard,2026-02-01,yes\n3,web,standard,2026-02-01,no\n"
	const decided, quote = "decisions/park.yaml", `{{figure:park#1/responses}} people`
	quoting := func(responses ...string) map[string]string {
		return folder(closed, append([]string{
			"consultations/park/form.yaml", strings.Replace(form, "{id: why, kind: long-text, text: Why?}",
				`{id: like, kind: single, text: Do you like it?, options: [{id: "yes", text: "Yes"}, {id: "no", text: "No"}]}`, 1),
			"consultations/park/results.yaml", "reported: In the newspaper.\n",
			decided, `ref: park
title: The park stays
kind: decision
body: Council
date: 2026-02-25
summary: The park stays.
decided: [That the park stays.]
reasons: People like it.
consultation: park
release: park#1
issues:
  - ref: like
    issue: The park is liked by ` + quote + `.
    raised-by: Residents
    response: We agree.
    no-change: It stays as it is.
`}, responses...)...)
	}
	tests := []struct {
		name           string
		files          map[string]string
		file, old, new string // the mistake
		want           string
	}{
		{"a channel that does not exist", folder(consultation, given, head+"1,paper,standard,2026-02-01,It is green\n"),
			given, "paper", "pigeon", given + `:2: Channel must be`},
		{"an edition that the consultation does not have", folder(consultation, given, head+"1,web,standard,2026-02-01,\n"),
			given, "standard", "braille", given + `:2: Edition must be`},
		{"a column that the form does not have", folder(consultation, given, head), given, "why", "who", given + ":1: Column 5"},
		{"responses to a draft", folder(consultation, given, head+"1,web,standard,2026-02-01,\n"),
			"consultations/park/consultation.yaml", "published: true", "published: false",
			given + ":1: You can only import responses while a consultation is open or closed."},
		{"a plan without population figures", folder(consultation, invented, plan, "census.csv", figures),
			invented, "census.csv", "counts.csv", invented + `:4:9: There is no file "counts.csv"`},
		{"a plan with another edition", folder(consultation, invented, plan, "census.csv", figures),
			invented, "standard", "braille", invented + ":"},
		{"a consultation that is not valid", folder(consultation), "consultations/park/consultation.yaml", "survey", "chat",
			`consultations/park/consultation.yaml:2:7: The type "chat"`},
		{"results of a consultation that is open", folder(closed, "consultations/park/results.yaml", "reported: In the newspaper."),
			"consultations/park/consultation.yaml", "2026-02-20 17:00", "2026-06-30 23:59",
			"consultations/park/results.yaml:1:1: You cannot release results while the consultation is open."},
		{"a figure that will be hidden", quoting(given, answered), decided, quote, "{{figure:park#1/like/yes}}",
			decided + `:13:12: The figure "park#1/like/yes" is hidden so that no one can be identified.`},
		{"a figure of invented responses that will be hidden", quoting(invented, plan, "census.csv", figures),
			decided, quote, "{{figure:park#1/like/yes}}", decided + `:13:12: The figure "park#1/like/yes" is hidden`},
	}
	withMistake := func(files map[string]string, file, old, new string) fstest.MapFS {
		var names []string
		for name, text := range files {
			if name == file {
				text = strings.Replace(text, old, new, 1)
			}
			names = append(names, name, text)
		}
		return testFolder(names...)
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newServices(t, d)
		before := dumpTables(t, d)
		for _, test := range tests {
			_, err := definition.Load(t.Context(), f.Log, withMistake(test.files, test.file, test.old, test.new), actor.System, f.kinds())
			if found := definition.ProblemsIn(err); len(found) != 1 || !strings.HasPrefix(found[0].String(), test.want) {
				t.Errorf("%s: got %v, want %s", test.name, err, test.want)
			}
			if !maps.Equal(before, dumpTables(t, d)) {
				t.Fatalf("%s: the folder with the mistake changed the database", test.name)
			}
		}
	})
	for _, test := range tests {
		d := dbtest.Open(t, filepath.Join(t.TempDir(), "test.db"))
		d.SetClock(func() time.Time { return dbtest.Now })
		f := newServices(t, d)
		if _, err := definition.Load(t.Context(), f.Log, withMistake(test.files, "", "", ""), actor.System, f.kinds()); err != nil {
			t.Errorf("%s: without the mistake: %v", test.name, err)
		}
	}
}

// The error about a file that is not there names no system call: it is shown to people who write definition files.
func TestMissingFileIsSaidInWords(t *testing.T) {
	f, _ := definition.ReadFolder(fstest.MapFS{}, nil) // it is empty, which is a problem of its own
	if _, err := f.ReadFile("census.csv"); err == nil || err.Error() != "file does not exist" {
		t.Errorf("the error is %v", err)
	}
}
