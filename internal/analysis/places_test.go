package analysis

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/survey"
)

// Places on a map are released as numbers by area, whether people set a pin or chose the area, with the rules about small
// numbers of any choice, and with the outlines of the areas. No pin is in a release.
//
// Row G of docs/faults.md.
func TestPlacesAreReleasedByArea(t *testing.T) {
	f, err := survey.Parse([]byte(`{"id":"park","title":"The park","lang":"en","edition":"standard","pages":[{"id":"p","title":"P",
		"questions":[{"id":"where","kind":"map","text":"Where?","options":[
			{"id":"n","text":"North","shape":"POLYGON((-1.2 52.6,-1.1 52.6,-1.1 52.7,-1.2 52.7,-1.2 52.6))"},
			{"id":"s","text":"South","shape":"POLYGON((-1.2 52.5,-1.1 52.5,-1.1 52.6,-1.2 52.6,-1.2 52.5))"}],
		"rows":[{"id":"pins","text":"On the map"},{"id":"areas","text":"From a list"},{"id":"words","text":"In words"}]}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	w := &world{rng: rand.New(rand.NewPCG(1, 2)), forms: []*survey.Form{f}}
	for i := range 40 {
		raw := survey.Raw{"where-pins": {"POINT(-1.1234 52.6543)"}}
		if i%2 == 0 {
			raw = survey.Raw{"where-areas": {"n"}}
		}
		if i >= 15 {
			raw = survey.Raw{"where-areas": {"s"}}
		}
		a, problems := f.Check(raw)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		w.people = append(w.people, &person{form: f, answers: a, state: intake.Counted})
	}
	w.release(t)
	areas := w.releases[0].Question("where-areas")
	if got := fmt.Sprintf("%s %s of %s", areas.Cells[0], areas.Cells[1], areas.Answered); got != "15 25 of 40" {
		t.Errorf("the areas: %s", got)
	}
	if !strings.HasPrefix(areas.Options[0].Shape, "POLYGON((-1.2 52.6,") {
		t.Errorf("the outline of an area: %s", areas.Options[0].Shape)
	}
	released, err := json.Marshal(w.releases[0])
	if err != nil || strings.Contains(string(released), "POINT") || strings.Contains(string(released), "52.6543") {
		t.Errorf("a pin is in the release: %v", err)
	}
}
