package builder

import (
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/survey"
)

// Areas are read from a file with boundaries. A newer file keeps the ids of areas with the same name, so that their
// answers, conditions and translations stay, and gives every version of the questionnaire the new outlines.
//
// Row G of docs/faults.md.
func TestAreasAreReplacedFromAFile(t *testing.T) {
	def := &consult.Definition{Forms: []survey.Form{{
		ID: "f", Lang: "en", Edition: "standard", Title: "Form", Pages: []survey.Page{{ID: "p", Questions: []survey.Question{{
			ID: "where", Kind: survey.Map, Text: "Where?", Rows: []survey.Option{{ID: "areas", Text: "List"}},
			Options: []survey.Option{{ID: "n", Text: "North", Hint: "Old town"}, {ID: "west", Text: "West"}},
		}}}},
	}}}
	name, err := AddEdition(def, consult.EasyRead, "en")
	if err != nil {
		t.Fatal(err)
	}
	edition := EditionIndex(def, name)
	ApplyEditionTexts(def, edition, map[string]string{
		"title--form": "Form", "text--where": "Where is it?",
		"option--where--n": "The north", "option--where--west": "The west", "row--where--areas": "List",
	})
	square := func(name, lon string) string {
		return `{"type":"Feature","properties":{"name":"` + name + `"},"geometry":{"type":"Polygon","coordinates":[[[` + lon +
			`,52],[-2,52],[-2,53],[` + lon + `,52]]]}}`
	}
	areas, err := ReadAreas([]byte(`{"type":"FeatureCollection","features":[` + square("North", "-1") + "," + square("East", "-1.5") + `]}`))
	if err != nil {
		t.Fatal(err)
	}
	if err := SetAreas(def, "where", areas); err != nil {
		t.Fatal(err)
	}
	q, own := def.Forms[0].Pages[0].Questions[0], def.Forms[edition].Pages[0].Questions[0]
	if len(q.Options) != 2 || q.Options[0].ID != "n" || q.Options[0].Hint != "Old town" || q.Options[1].ID != "east" {
		t.Errorf("the areas are %+v", q.Options)
	}
	if len(own.Options) != 1 || own.Options[0].Text != "The north" || own.Options[0].Shape != q.Options[0].Shape {
		t.Errorf("in the other version they are %+v", own.Options)
	}
	if err := survey.CheckEdition(&def.Forms[0], &def.Forms[edition]); err != nil {
		t.Error(err)
	}
	if _, err := survey.Parse(def.Forms[0].JSON()); err != nil {
		t.Error(err)
	}
	for file, want := range map[string]string{
		"x": "must be GeoJSON",
		`{"type":"FeatureCollection","features":[` + square("A", "458000") + `]}`:                       "not eastings and northings",
		`{"type":"FeatureCollection","features":[` + square("", "-1") + `]}`:                            "called “name”",
		`{"type":"FeatureCollection","features":[` + square("A", "-1") + "," + square("A", "-1") + `]}`: "have the name “A”",
	} {
		if _, err := ReadAreas([]byte(file)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60s: %v, want %s", file, err, want)
		}
	}
}
