package resultview

import (
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/page"
)

// Wherever a mean, a mean rank, a median or a quartile is shown, its base and its method are said beside it.
//
// Row D8 of docs/faults.md.
func TestBasesAndMethodsOfMeasuresAreSaid(t *testing.T) {
	measures, tables := 0, map[string]bool{}
	for _, v := range []View{ExampleFull(), ExampleSmall()} {
		for _, q := range slices.Concat(v.Questions, v.MonitoringQuestions) {
			if len(q.Measures) > 0 {
				measures++
				checkSays(t, q.ID, q.Note, "the median is the lower one")
				if !q.Chart.IsEmpty() {
					checkSays(t, q.ID, q.Note, "of the people who gave a number")
				} else if q.Summary == "" {
					t.Errorf("%s does not say how many people answered", q.ID)
				}
			}
			if q.Table == nil || slices.ContainsFunc(q.Table.Columns, func(c page.UserText) bool { return c.Text == "Answered" }) {
				continue // no measures: counts of a matrix
			}
			for _, c := range q.Table.Columns {
				tables[c.Text] = true
				switch c.Text {
				case "Mean rank":
					checkSays(t, q.ID, q.Table.Note, "over the people who ranked it", "1 is first")
				case "Points":
					checkSays(t, q.ID, q.Table.Note, "Borda count")
				case "Mean":
					checkSays(t, q.ID, q.Table.Note, "over the people who shared out the budget", "rounded so that they add up")
				case "Median":
					checkSays(t, q.ID, q.Table.Note, "the median is the lower one")
				default:
					t.Errorf("%s has a column %q whose base and method are not said", q.ID, c.Text)
				}
			}
		}
	}
	if measures < 2 || len(tables) < 4 {
		t.Errorf("%d questions with measures and the columns %v were looked at", measures, tables)
	}
}

func checkSays(t *testing.T, question, note string, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(note, w) {
			t.Errorf("%s does not say %q: %q", question, w, note)
		}
	}
}
