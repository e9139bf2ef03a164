package tally

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/folkmoot/folkmoot/survey"
)

// A Chooser chooses as many responses as a table with the same filters counts, also those on a shorter scale.
func TestChooserAgreesWithTables(t *testing.T) {
	for _, editions := range editionPairs(t) {
		rapid.Check(t, func(t *rapid.T) {
			columns, _, people := randomResponses(t, editions)
			variables := columns.Variables()
			q := Query{Variables: []string{variables[len(variables)-1].ID}}
			for range rapid.IntRange(1, 2).Draw(t, "filters") {
				f := Filter{Variable: variables[rapid.IntRange(0, len(variables)-1).Draw(t, "filter")].ID}
				for _, g := range groupsOf(columns, f.Variable) {
					if rapid.Bool().Draw(t, "group") {
						f.Any = append(f.Any, g)
					}
				}
				q.Filters = append(q.Filters, f)
			}
			tables, err := columns.Cross(q)
			if err != nil {
				t.Fatal(err)
			}
			chooser, err := NewChooser(editions[0], q.Filters, channels)
			if err != nil {
				t.Fatal(err)
			}
			var chosen int64
			for _, r := range people {
				yes, err := chooser.Chooses(r)
				if err != nil {
					t.Fatal(err)
				}
				if yes {
					chosen++
				}
			}
			if want := tables[0].States[0].Responses(); chosen != want {
				t.Fatalf("%+v chooses %d responses, and the table counts %d", q.Filters, chosen, want)
			}
		})
	}
}

// A filter by something that no questionnaire has is refused, not ignored.
func TestChooserRefusesUnknownGroups(t *testing.T) {
	master := editionPairs(t)[0][0]
	known := NewColumns(master, channels).Variables()[0]
	for _, f := range []Filter{
		{"nothing", nil}, {known.ID, []Group{{Category: "nothing"}}}, {known.ID, []Group{{}}},
		{known.ID, []Group{{State: survey.AnswerState("nothing")}}}, {known.ID, []Group{{Category: "web", State: survey.Skipped}}},
	} {
		if _, err := NewChooser(master, []Filter{f}, channels); err == nil {
			t.Errorf("%+v is accepted", f)
		}
	}
}
