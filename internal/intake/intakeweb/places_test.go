package intakeweb

import (
	"net/url"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/survey"
)

// On the website a click on the map sets a pin without any script, and the page says in words where it is. A place in
// words, or an area from the list, is an answer as well.
//
// Row G of docs/faults.md.
func TestPlacesAreMarkedOnTheWebsite(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		def := lido()
		def.Forms[0].Pages = []survey.Page{{ID: "first", Questions: []survey.Question{
			{ID: "where", Kind: survey.Map, Text: "Where is it dark?", Required: true, Options: []survey.Option{
				{ID: "north", Text: "Northfield", Shape: "POLYGON((-1.2 52.6,-1.1 52.6,-1.1 52.7,-1.2 52.7,-1.2 52.6))"}},
				Rows: []survey.Option{{ID: "pins", Text: "On the map"}, {ID: "areas", Text: "From a list"}, {ID: "words", Text: "In words"}}},
		}}}
		f.define(def)
		base := f.startOf("lido")
		first := f.get(base + "first").Body.String()
		for _, want := range []string{
			`<h2 class="govuk-label govuk-label--m">Where is it dark?</h2>`, `aria-label="Outline map of Northfield"`,
			`name="where-pins--at-280" width="280"`, `name="where-areas" type="checkbox" value="north"`, `name="where-words"`,
		} {
			if !strings.Contains(first, want) {
				t.Errorf("the page lacks %s", want)
			}
		}
		sent := url.Values{"--shown": {"where-pins where-areas where-words"}}
		f.check("nothing", f.post(base+"first", sent), 422, "Mark a place on the map or select an area: Where is it dark?")
		sent.Set("where-pins--at-280.x", "140")
		sent.Set("where-pins--at-280.y", "120")
		f.check("a click", f.post(base+"first", sent), 303, base+"first#where-pins")
		marked := f.get(base + "first").Body.String()
		if !strings.Contains(marked, "Pin in Northfield") || !strings.Contains(marked, `name="where-pins--remove" value="1"`) {
			t.Error("the pin is not shown with a button to remove it")
		}
		sent = url.Values{"--shown": sent["--shown"], "version": {"1"}, "where-pins": {"GEOMETRYCOLLECTION(POINT(-1.15 52.652))"}}
		f.check("all", f.post(base+"first", sent), 303, base+"check")
		if check := f.get(base + "check").Body.String(); !strings.Contains(check, "Pin in Northfield (52.652, -1.15)") {
			t.Error("the page to check does not say where the pin is")
		}
		f.check("sent", f.post(base+"check", url.Values{"action": {"send"}}), 200, "Response received")
		want := `"where-pins":{"text":"GEOMETRYCOLLECTION(POINT(-1.15 52.652))"},"where-areas":{"options":["north"]},"where-words":"skipped"`
		if got := f.storedAnswers(); !strings.Contains(got, want) {
			t.Errorf("stored %s, want %s", got, want)
		}
	})
}
