package question

import (
	"fmt"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/outline"
)

// Names are written in the areas of a map where they fit, in one line or two, and in narrow windows only if they fit
// there as well.
//
// Row G of docs/faults.md.
func TestNamesFitInTheirAreas(t *testing.T) {
	shapes, err := outline.Parse("GEOMETRYCOLLECTION(POLYGON((-1.2 0,-1.1 0,-1.1 0.2,-1.2 0.2,-1.2 0)),LINESTRING(-1.2 0,-1 0.2))")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"Blaby":                     "Blaby false", // on both
		"North West Leicestershire": "North West Leicestershire true",
		"Oadby and Wigston and Harborough and Melton": "Oadby and Wigston and|Harborough and Melton true",
		strings.Repeat("Northfield", 5):               " false",
	} {
		m := DrawOutline(&outline.Map{Areas: []outline.Named{{ID: "a", Name: name, Shape: shapes[0]}, {ID: "b", Name: "Road", Shape: shapes[1]}}})
		if got := fmt.Sprint(strings.Join(m.Areas[0].Label, "|"), " ", m.Areas[0].IsWide); got != want {
			t.Errorf("%q is written as %q, want %q", name, got, want)
		}
	}
}
