package question

import (
	"maps"
	"slices"
	"testing"

	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// Months, years, durations and periods have an input for each part, are read back in words, and are one cell in tables
// that becomes the same answer again.
//
// Row G of docs/faults.md.
func TestMonthsDurationsAndPeriodsAsUnderstood(t *testing.T) {
	for _, test := range []struct {
		question       survey.Question
		raw            survey.Raw
		cell, en, cyIs string
		kind           form.FieldKind
	}{
		{
			survey.Question{ID: "q", Kind: survey.Date, Precision: survey.PrecisionMonth},
			survey.Raw{"q--month": {"may"}, "q--year": {"2016"}}, "2016-05", "May 2016", "Mai 2016", form.Date,
		},
		{
			survey.Question{ID: "q", Kind: survey.Date, Precision: survey.PrecisionYear},
			survey.Raw{"q--year": {"1966"}}, "1966", "1966", "1966", form.Date,
		},
		{
			survey.Question{ID: "q", Kind: survey.Duration, Units: []string{"hours", "minutes"}},
			survey.Raw{"q--minutes": {"90"}}, "90", "1 hour 30 minutes", "1 awr 30 munud", form.Date,
		},
		{
			survey.Question{ID: "q", Kind: survey.Duration, Units: []string{"weeks"}},
			survey.Raw{"q--weeks": {"0"}}, "0", "0 weeks", "0 wythnos", form.Date,
		},
		{
			survey.Question{ID: "q", Kind: survey.Period},
			survey.Raw{
				"q--from-day": {"1"}, "q--from-month": {"5"}, "q--from-year": {"2016"},
				"q--to-day": {"3"}, "q--to-month": {"5"}, "q--to-year": {"2016"},
			},
			"2016-05-01/2016-05-03", "1 May 2016 to 3 May 2016", "1 Mai 2016 – 3 Mai 2016", form.Period,
		},
	} {
		q := &test.question
		q.Text = "When?"
		if got := Text(nil, q, test.raw, "en"); got != test.en {
			t.Errorf("%q, want %q", got, test.en)
		}
		if got := Text(locale.For("cy"), q, test.raw, "en"); got != test.cyIs {
			t.Errorf("%q, want %q", got, test.cyIs)
		}
		a, ok := q.Read(test.raw, "en")
		again := survey.Raw{}
		q.SetCell(again, q.Cell(a))
		b, okAgain := q.Read(again, "en")
		if !ok || !okAgain || q.Cell(a) != test.cell || q.Cell(b) != test.cell {
			t.Errorf("the cell is %q, and again %q, want %q", q.Cell(a), q.Cell(b), test.cell)
		}
		f := Field(q, test.raw, nil)
		given := survey.Raw{}
		for _, part := range f.Parts {
			for _, inner := range append(part.Parts, part) {
				if inner.Value != "" {
					given[inner.Name] = []string{inner.Value}
				}
			}
		}
		if f.Kind != test.kind || !maps.EqualFunc(given, test.raw, slices.Equal) {
			t.Errorf("the inputs of kind %s have %v, want %v", f.Kind, given, test.raw)
		}
	}
}
