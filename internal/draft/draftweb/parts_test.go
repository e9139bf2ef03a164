package draftweb

import (
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
)

// Every field of the details, dates and contact of a consultation belongs to a part between whose versions officers
// choose: what was typed into any other would be dropped without a word when two have edited the page.
//
// Row C8 of docs/faults.md.
func TestEveryFieldOfTheDetailsIsChosenWhenTwoEditThem(t *testing.T) {
	e := aboutEditor{slug: "buses"}
	values, _ := e.Values(&exampleDefinition) // it always has them
	var names []string
	for _, s := range aboutSections(nil, false, exampleAboutPicks, &exampleDefinition, values) {
		for _, f := range s.Fields {
			names = append(names, f.Name)
			for _, part := range f.Parts {
				names = append(names, part.Name)
			}
		}
		if s.List != nil {
			names = append(names, s.List.Kind+"-1-text")
		}
	}
	for _, name := range names {
		if !slices.ContainsFunc(e.Parts(), func(p draftedit.Part) bool {
			return p.Name == name || slices.ContainsFunc(p.Fields, func(field string) bool {
				return field == name || strings.HasSuffix(field, "-") && strings.HasPrefix(name, field)
			})
		}) {
			t.Errorf("%s is in no part", name)
		}
	}
	if len(names) < 30 {
		t.Errorf("only %d fields", len(names))
	}
}
