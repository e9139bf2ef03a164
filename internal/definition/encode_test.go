package definition_test

import (
	"maps"
	"path"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"pgregory.net/rapid"

	"github.com/folkmoot/folkmoot/demo"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/survey"
)

// Any text comes back from the file unchanged.
func TestEncodeDecodeRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.OneOf(
			rapid.String(),
			rapid.StringMatching(`[ \n\t:#|>'"\\\-?{}\[\],&*!%@yesnotrue0-9.~]{0,12}`),
			rapid.StringMatching(`( {0,3}[a-z#:-]{0,5}\n){0,5}`),
			rapid.SampledFrom(
				[]string{
					"yes",
					"null",
					"~",
					"2016-05-27",
					"0x1f",
					"1_000",
					"- a",
					"a: b",
					"a #b",
					"|",
					"line\n",
					"\nline",
					"a\r\nb",
					"\t",
					" x",
					"x ",
					"“”",
					"📮",
					"---",
					"...\n",
					"%TAG",
				},
			),
		).
			Filter(
				func(s string) bool { return !strings.HasPrefix(s, "file:") },
			)
		say := func(name string) string { return words.Draw(t, name) }
		minutes, least := rapid.IntRange(0, 3).Draw(t, "grace"), say("least")
		def := consult.Definition{
			Slug:         "park",
			Title:        say("title"),
			Type:         consult.Survey,
			Published:    rapid.Bool().Draw(t, "published"),
			GraceMinutes: &minutes,
		}
		def.Summary, def.Next = say("summary"), say("next")
		def.OtherWays = []string{say("way"), say("way")}
		def.Documents = []consult.Document{
			{
				ID:       "plan",
				Title:    say("document"),
				Version:  say("version"),
				Editions: []consult.Edition{{Format: consult.Standard, Lang: "en", Text: say("text")}},
			},
		}
		def.Forms = []survey.Form{
			{
				ID:      "park",
				Title:   say("form"),
				Lang:    "en",
				Edition: "standard",
				Pages: []survey.Page{{ID: "one", Title: say("page"), Questions: []survey.Question{
					{
						ID:      "why",
						Kind:    survey.Number,
						Text:    say("question"),
						Body:    say("body"),
						Least:   &least,
						When:    &survey.Condition{Any: []survey.Condition{{Question: "x", Is: say("is")}, {Question: "y", Answered: true}}},
						Options: []survey.Option{{ID: "a", Text: say("option"), WriteIn: true}},
					}}}},
			},
		}
		def.Monitoring = &consult.Monitoring{
			Purpose:   say("purpose"),
			Questions: []string{"age"},
			Purposes:  map[string]string{"age": say("purpose of age"), "sex": say("purpose of sex")},
		}
		file, err := consult.FormatDefinition(&def)
		if err != nil {
			t.Fatal(err)
		}
		again, err := consult.ParseDefinition(t.Context(), file)
		if err != nil || !reflect.DeepEqual(again, def) {
			t.Fatalf("%v\n%s\nread %+v\nwant %+v", err, file, again, def)
		}
	})
	if _, err := consult.FormatDefinition(&consult.Definition{Slug: "park", Title: "file:/etc/passwd"}); !fault.Is(err, fault.Invalid) {
		t.Errorf("a text that names a file: %v", err)
	}
}

// Each consultation of the demonstration is the same after it has been written
// and read as a single file.
func TestConsultationExportAndImport(t *testing.T) {
	d := dbtest.Open(t, t.TempDir()+"/county.db")
	d.SetClock(func() time.Time { return demoDate })
	f := newServices(t, d)
	if _, err := definition.Load(t.Context(), f.Log, demo.Files(), actor.System, f.kinds()); err != nil {
		t.Fatal(err)
	}
	for _, slug := range []string{"equality-strategy-2016-2020", "getting-about", "equality-data"} {
		def, err := f.Consult.Definition(t.Context(), slug)
		if err != nil {
			t.Fatal(err)
		}
		file, err := consult.FormatDefinition(def)
		if err != nil {
			t.Fatal(err)
		}
		again, err := consult.ParseDefinition(t.Context(), file)
		if err != nil {
			t.Fatalf("%v\n%s", err, file)
		}
		if want, got := db.JSON(def), db.JSON(&again); got != want {
			t.Errorf("%s came back as\n%s\nwant\n%s", slug, got, want)
		}
	}
}

// An exported folder changes nothing where it came from, and loads into another
// installation, except what depends on responses.
func TestInstallationExportAndImport(t *testing.T) {
	save := func(d *db.DB) fstest.MapFS {
		t.Helper()
		files := fstest.MapFS{}
		err := definition.Export(t.Context(), d, services{}.kinds(), func(name string, data []byte) error {
			files[name] = &fstest.MapFile{Data: data}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return files
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		d.SetClock(func() time.Time { return demoDate })
		f := newServices(t, d)
		if files := save(d); len(files) > 0 {
			t.Errorf("nothing has the files %v", slices.Sorted(maps.Keys(files)))
		}
		if _, err := definition.Load(t.Context(), f.Log, demo.Files(), actor.System, f.kinds()); err != nil {
			t.Fatal(err)
		}
		before, files := dumpTables(t, d), save(d)
		loaded, err := definition.Load(t.Context(), f.Log, files, actor.System, f.kinds())
		if err != nil || loaded.N("needs") == 0 || loaded.N("strategies") != 3 || loaded.N("consultations") != 52 || loaded.N("actions") == 0 ||
			loaded.N("decisions") != 3 {
			t.Fatalf("%v, %v", loaded, err)
		}
		for table, rows := range dumpTables(t, d) {
			if rows != before[table] {
				t.Errorf("what was taken changed %s", table)
			}
		}
		maps.DeleteFunc(files, func(name string, _ *fstest.MapFile) bool { // they quote figures, or refer to what quotes them
			return slices.Contains([]string{"decisions", "reports", "consultation-reports", "forward-plan"}, path.Dir(name))
		})
		other := dbtest.Open(t, t.TempDir()+"/other.db")
		other.SetClock(func() time.Time { return demoDate })
		into := newServices(t, other)
		if _, err := definition.Load(t.Context(), into.Log, files, actor.System, into.kinds()); err != nil {
			t.Fatal(err)
		}
		for name, file := range save(other) {
			if files[name] == nil || string(file.Data) != string(files[name].Data) {
				t.Errorf("%s came out of the other as\n%s", name, file.Data)
			}
		}
	})
}
