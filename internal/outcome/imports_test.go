package outcome

import (
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/place"
)

// cube is a JSON-stat dataset about the places of the tests and one more.
const cube = `{"version":"2.0","class":"dataset","id":["areacd","period","measure"],"size":[3,2,3],"role":{"metric":["measure"]},
"dimension":{"areacd":{"category":{"index":["E07N","E07S","E99"]}},"period":{"category":{"index":["2023","2025"]}},
"measure":{"category":{"index":["value","lci","uci"]}}},
"value":[60,55,65, 80,78,82, null,null,null, 51,50,52, 1,1,1, 2,2,2]}`

// A file in JSON-stat or CSV is understood without a mapping, shows what would change before anything is stored, is refused if
// readings have changed since, and can be undone.
func TestReadingsAreImportedAfterALookAndUndone(t *testing.T) {
	for name, file := range map[string]string{
		"cube.json": cube,
		"table.csv": "Area Code,Year,Value,Lower CI,Upper CI\nE07N,2023,60,55,65\nE07N,2025,80,78,82\nE07S,2023,-,,\nE07S,2025,51,50,52\n" +
			"E99,2023,1,1,1\nE99,2025,2,2,2\n",
	} {
		t.Run(name, func(t *testing.T) { dbtest.Each(t, func(t *testing.T, d *db.DB) { importAndUndo(t, d, file) }) })
	}
}

func importAndUndo(t *testing.T, d *db.DB, file string) {
	i := safe()
	i.Text = strings.ReplaceAll(i.Text, ",2023,\n", ",,\n")
	if err := define(t, d, i); err != nil {
		t.Fatal(err)
	}
	s, by := &Service{d}, actor.System
	upload := func() string {
		id, err := s.Upload(t.Context(), by, "safe", "new", strings.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	before, id, late := read(t, d, "safe"), upload(), upload()
	p, err := s.Preview(t.Context(), by, id, nil)
	if err != nil || p.File == nil || len(p.Changes) != 2 || p.Same != 1 || p.Correct || p.File.UnknownN != 2 || len(p.File.Unknown) != 1 {
		t.Fatalf("%+v, %v", p, err)
	}
	if len(p.Guesses) != 5 {
		t.Errorf("guessed: %+v", p.Guesses)
	}
	if !slices.Equal(read(t, d, "safe"), before) {
		t.Error("a preview has changed readings")
	}
	m := p.Mapping
	if err := s.Apply(t.Context(), by, id, m, p.Indicator.Version-1, ""); !fault.Is(err, fault.Conflict) {
		t.Errorf("with an old version: %v", err)
	}
	if err := s.Apply(t.Context(), by, id, m, p.Indicator.Version, ""); err != nil {
		t.Fatal(err)
	}
	after := read(t, d, "safe")
	if len(after) != len(before)+2 || after[0] != "south 2025 51 50-52" || after[1] != "north 2025 80 78-82" {
		t.Errorf("%q", after)
	}
	for _, other := range []string{id, late} {
		if err := s.Apply(t.Context(), by, other, m, p.Indicator.Version, ""); !fault.Is(err, fault.Conflict) {
			t.Errorf("once more: %v", err)
		}
	}
	if err := s.Remove(t.Context(), by, id); !fault.Is(err, fault.Conflict) {
		t.Errorf("removed although it was imported: %v", err)
	}
	if err := s.Undo(t.Context(), by, id, ""); !fault.Is(err, fault.Invalid) {
		t.Errorf("undone without a reason: %v", err)
	}
	if err := s.Undo(t.Context(), by, id, "It was another survey."); err != nil {
		t.Fatal(err)
	}
	if got := read(t, d, "safe"); !slices.Equal(got, before) {
		t.Errorf("%q, want %q", got, before)
	}
	if err := s.Remove(t.Context(), by, late); err != nil {
		t.Error(err)
	}
	err = d.View(t.Context(), func(tx *db.Tx) error {
		all, err := Corrections(t.Context(), tx, "safe", "", 10)
		if err != nil || len(all.Items) != 2 || all.Items[0].After != nil || all.Items[0].Why != "It was another survey." {
			t.Errorf("what was withdrawn: %+v, %v", all.Items, err)
		}
		files, err := ListImports(t.Context(), tx, "safe", "", 10)
		if err != nil || len(files.Items) != 1 || files.Items[0].State != place.Undone || files.Items[0].Content != "" {
			t.Errorf("files: %+v, %v", files.Items, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A file with a wrong row imports nothing of it, and lists the rows that are wrong.
func TestFileWithWrongRowsImportsNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if err := define(t, d, safe()); err != nil {
			t.Fatal(err)
		}
		s, by, before := &Service{d}, actor.System, read(t, d, "safe")
		file := "area,year,value\nNorth,2025,1\nSouth,2025,one\nNorth,2025,2\nEast,2025,3\nSouth,soon,4\n"
		id, err := s.Upload(t.Context(), by, "safe", "wrong.csv", strings.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		p, err := s.Preview(t.Context(), by, id, nil)
		if err != nil {
			t.Fatal(err)
		}
		var rows []int
		for _, w := range p.File.Wrong {
			rows = append(rows, w.Row)
		}
		if !slices.Equal(rows, []int{3, 4, 6}) || p.File.WrongN != 3 || !slices.Equal(p.File.Unknown, []string{"East"}) {
			t.Errorf("wrong: %v, unknown: %v", p.File.Wrong, p.File.Unknown)
		}
		if err := s.Apply(t.Context(), by, id, p.Mapping, p.Indicator.Version, ""); !fault.Is(err, fault.Invalid) {
			t.Errorf("imported: %v", err)
		}
		if !slices.Equal(read(t, d, "safe"), before) {
			t.Error("part of the file was imported")
		}
		for _, bad := range []Mapping{
			{}, {Place: "area", Value: "value"}, {Place: "area", Value: "value", Period: "year", From: "year", To: "year"},
			{Place: "area", Value: "value", From: "year"}, {Place: "area", Value: "value", Period: "year", Lower: "value"},
			{Place: "area", Value: "value", Period: "when"},
		} {
			if err := s.Apply(t.Context(), by, id, bad, p.Indicator.Version, ""); !fault.Is(err, fault.Invalid) {
				t.Errorf("%+v: %v", bad, err)
			}
		}
	})
}

// Only people who approve records import, and files that are too large or no file of readings are refused before they are stored.
func TestUploadsAreBounded(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if err := define(t, d, safe()); err != nil {
			t.Fatal(err)
		}
		s := &Service{d}
		for name, file := range map[string]string{
			"a large table":   strings.Repeat("a,b\n", place.MaxFileBytes/4+1),
			"a large dataset": `{"x":"` + strings.Repeat("a", place.MaxFileBytes) + `"}`,
			"deep JSON":       strings.Repeat("[", 50_000), "no dataset": `{}`, "NaN": strings.Replace(cube, "82", "NaN", 1), "nothing": "",
		} {
			_, err := s.Upload(t.Context(), actor.System, "safe", name, strings.NewReader(file))
			if !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.TooLarge) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := s.Upload(t.Context(), actor.Actor{}, "safe", "x", strings.NewReader(cube)); !fault.Is(err, fault.Forbidden) {
			t.Errorf("by anyone: %v", err)
		}
		if _, err := s.Upload(t.Context(), actor.System, "none", "x", strings.NewReader(cube)); !fault.Is(err, fault.NotFound) {
			t.Errorf("for no indicator: %v", err)
		}
	})
}
