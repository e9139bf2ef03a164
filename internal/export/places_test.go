package export_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/export"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/moderation/moderationtest"
	"github.com/folkmoot/folkmoot/outline"
	"github.com/folkmoot/folkmoot/survey"
)

// Every mark on a map is a feature of a GeoJSON file, which names its response and the areas that it is in. A file without
// marks is a valid collection, too.
//
// Row G of docs/faults.md.
func TestEachMarkIsAFeature(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := moderationtest.New(t, d)
		def := lake()
		def.Forms[0].Pages = []survey.Page{{ID: "p", Questions: []survey.Question{{
			ID: "where", Kind: survey.Map, Text: "Where is it dark?", Marks: []string{"pin", "line"},
			Options: []survey.Option{
				{ID: "north", Text: "Northfield", Shape: "POLYGON((-1.2 52.6,-1.1 52.6,-1.1 52.7,-1.2 52.7,-1.2 52.6))"},
				{ID: "south", Text: "Southfield", Shape: "POLYGON((-1.2 52.5,-1.1 52.5,-1.1 52.6,-1.2 52.6,-1.2 52.5))"},
			},
			Rows: []survey.Option{{ID: "pins", Text: "On the map"}, {ID: "areas", Text: "From a list"}, {ID: "words", Text: "In words"}},
		}}}}
		consults := &consult.Service{DB: d, Log: h.Log, CountResponses: intake.Count}
		if err := consults.Define(t.Context(), actor.System, def); err != nil {
			t.Fatal(err)
		}
		marks := func() (all outline.GeoJSON) {
			file := exported(t, h, "lake", export.Request{Format: export.PlacesGeoJSON})
			if err := json.Unmarshal(file, &all); err != nil || all.Type != "FeatureCollection" {
				t.Fatalf("%v: %s", err, file)
			}
			return all
		}
		if none := marks(); len(none.Features) != 0 {
			t.Errorf("marks before the first response: %v", none)
		}
		const given = `row,channel,edition,day,status,where-pins,where-areas,where-words
1,web,standard,2026-02-10,,"GEOMETRYCOLLECTION(POINT(-1.15 52.65),LINESTRING(-1.15 52.65,-1.14 52.55))",north|south,
2,web,standard,2026-02-10,,,south,Behind the mill
`
		if done, err := h.Intake.Import(t.Context(), actor.System, "lake", strings.NewReader(given)); err != nil || done.New != 2 {
			t.Fatal(done, err)
		}
		var got []string
		for _, f := range marks().Features {
			if f.Properties["row"] == "" || f.Properties["channel"] != "web" || f.Properties["status"] != "counted" {
				t.Errorf("a mark has the properties %v", f.Properties)
			}
			geometry, err := json.Marshal(f.Geometry)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, f.Properties["question"]+" "+f.Properties["number"]+" "+f.Properties["areas"]+" "+string(geometry))
		}
		want := []string{
			`where-pins 1 north {"type":"Point","coordinates":[-1.15,52.65]}`,
			`where-pins 2 north south {"type":"LineString","coordinates":[[-1.15,52.65],[-1.14,52.55]]}`,
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("marks\n%q\nwant\n%q", got, want)
		}
	})
}
