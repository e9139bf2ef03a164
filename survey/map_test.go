package survey_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/survey"
)

// mapForm returns the form of testdata/map.json, in which up to two pins and lines can be set.
func mapForm(t *testing.T) *survey.Form {
	t.Helper()
	data, err := os.ReadFile("testdata/map.json")
	if err != nil {
		t.Fatal(err)
	}
	var example struct{ Form json.RawMessage }
	if err := json.Unmarshal(data, &example); err != nil {
		t.Fatal(err)
	}
	f, err := survey.Parse(example.Form)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// A browser without scripts sends where an image was clicked. Each click sets a pin and shows the page again, without
// errors about what is not answered yet; buttons remove marks and join pins.
//
// Row G of docs/faults.md.
func TestPlacesAreMarkedWithoutScripts(t *testing.T) {
	f := mapForm(t)
	saved := survey.Raw{}
	turn := func(want string, sent survey.Raw) survey.Turn {
		t.Helper()
		if sent["where-pins"] = saved["where-pins"]; sent["where-pins"] == nil {
			delete(sent, "where-pins")
		}
		made := f.Turn("p", saved, sent)
		saved = made.Raw
		if got := strings.Join(saved["where-pins"], ""); got != want {
			t.Errorf("%v: the marks are %q, want %q", sent, got, want)
		}
		return made
	}
	first := turn("GEOMETRYCOLLECTION(POINT(-1.15 52.6709))", survey.Raw{"where-pins--at-280.x": {"140"}, "where-pins--at-280.y": {"123"}})
	if !first.Again || first.At != "where-pins" || len(first.Problems) > 0 || first.Complete {
		t.Errorf("after a click: %+v", first)
	}
	turn("GEOMETRYCOLLECTION(POINT(-1.15 52.6709),POINT(-1.1 52.5786))",
		survey.Raw{"where-pins--at-600.x": {"599"}, "where-pins--at-600.y": {"1045"}})
	turn("GEOMETRYCOLLECTION(LINESTRING(-1.15 52.6709,-1.1 52.5786))", survey.Raw{"where-pins--join": {"line"}})
	turn("", survey.Raw{"where-pins--remove": {"1"}})
	for _, sent := range []survey.Raw{
		{"where-pins--at-280.x": {"0"}, "where-pins--at-280.y": {"0"}}, // the Enter key in another field
		{"where-pins--at-280.x": {"-4"}, "where-pins--at-280.y": {"10"}},
		{"where-pins--at-280.x": {"4", "5"}, "where-pins--at-280.y": {"10"}},
		{"where-pins--at-300.x": {"4"}, "where-pins--at-300.y": {"10"}}, {"where-pins--remove": {"1"}}, {"where-pins--join": {"circle"}},
	} {
		if made := turn("", sent); made.At != "" || len(made.Problems) != 1 {
			t.Errorf("%v changed the map: %+v", sent, made)
		}
	}
	done := f.Turn("p", survey.Raw{}, survey.Raw{"where-areas": {"south"}})
	if !done.Complete || done.At != "" {
		t.Errorf("an area chosen from the list: %+v", done)
	}
}

// Marks can be deleted from stored answers, which then still have the areas.
//
// Row G of docs/faults.md.
func TestMarksAreDeletedAndTheirAreasStay(t *testing.T) {
	f := mapForm(t)
	a, problems := f.Check(survey.Raw{"where-pins": {"POINT(-1.15 52.65)"}, "where-words": {"Behind the mill"}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	left, err := a.MapTexts(func(q *survey.Question, _, text string) string {
		if q.Kind == survey.Places {
			return survey.DeletedPlaces
		}
		return strings.Repeat("x", len(text))
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := left.Get("where-areas").Options; !slices.Equal(got, []string{"north"}) || strings.Contains(string(left.Canonical()), "POINT") {
		t.Errorf("%s", left.Canonical())
	}
	if again, err := survey.ParseAnswers(f, left.Canonical()); err != nil || string(again.Canonical()) != string(left.Canonical()) {
		t.Error(err)
	}
}

// A version of the questionnaire has the outlines of the original, and may leave out areas unless it is a translation.
//
// Row G of docs/faults.md.
func TestVersionsHaveTheSameMap(t *testing.T) {
	master := mapForm(t)
	for _, test := range []struct{ old, new, want string }{
		{`"edition":"standard"`, `"edition":"easy-read"`, ""},
		{`,{"id":"street","text":"Long Street","shape":"LINESTRING(-1.2 52.55,-1.1 52.65)"}`, ``, ""},
		{`LINESTRING(-1.2 52.55`, `LINESTRING(-1.2 52.56`, "Set the areas, marks and limits"},
		{`"marks":["pin","line"]`, `"marks":["pin"]`, "Set the areas, marks and limits"},
		{`"max":2`, `"max":3`, "Set the areas, marks and limits"},
	} {
		f, err := survey.Parse([]byte(strings.Replace(string(master.JSON()), test.old, test.new, 1)))
		if err != nil {
			t.Fatal(err)
		}
		if f.Version() == master.Version() {
			t.Fatalf("%s is not in the form", test.old)
		}
		if err := survey.CheckEdition(master, f); (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("with %s: %v", test.new, err)
		}
	}
}
