package form

import (
	"slices"
	"testing"
)

func TestProblemsLinkToTheirFields(t *testing.T) {
	for _, test := range []struct {
		name string
		form Form
		want []Problem
	}{
		{"nothing", Form{{ID: "a"}, {ID: "b", Options: []Option{{ID: "b"}}}}, nil},
		{"a text input", Form{{ID: "a", Kind: Text, Error: "Enter a."}}, []Problem{{"#a", "Enter a."}}},
		{"with an error field", Form{{ID: "a", Error: "Enter a year.", ErrorField: "a--year"}}, []Problem{{"#a--year", "Enter a year."}}},
		{
			"the first radio button",
			Form{{ID: "a", Kind: Radios, Error: "Select one.", Options: []Option{{ID: "a-yes"}, {ID: "a-no"}}}},
			[]Problem{{"#a-yes", "Select one."}},
		},
		{"radios without ids", Form{{ID: "a", Kind: Radios, Error: "Select one.", Options: []Option{{}, {}}}}, []Problem{{"#a", "Select one."}}},
		{
			"a select, which is one input",
			Form{{ID: "a", Kind: Select, Error: "Select one.", Options: []Option{{ID: "a-yes"}}}},
			[]Problem{{"#a", "Select one."}},
		},
		{"a row, once", Form{{
			ID: "m", Kind: Matrix, Error: "Row two.", ErrorField: "m--2",
			Rows: []Row{{ID: "m--1"}, {ID: "m--2", Error: "Row two."}, {ID: "m--3", Error: "Row three."}},
		}},
			[]Problem{{"#m--2", "Row two."}, {"#m--3", "Row three."}}},
		{
			"parts",
			Form{{ID: "r", Kind: Ranking, Parts: []Field{{ID: "r--1"}, {ID: "r--2", Error: "Give a number."}}}},
			[]Problem{{"#r--2", "Give a number."}},
		},
		{
			"a write-in",
			Form{{ID: "a", Kind: Radios, Options: []Option{{WriteIn: &Field{ID: "a--other", Error: "Shorten it."}}}}},
			[]Problem{{"#a--other", "Shorten it."}},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := test.form.Problems(); !slices.Equal(got, test.want) {
				t.Errorf("%v, want %v", got, test.want)
			}
		})
	}
}

func TestDatePartsWithErrorsAreMarked(t *testing.T) {
	parts := []Field{{ID: "d--day"}, {ID: "d--month"}, {ID: "d--year"}}
	for _, test := range []struct {
		name  string
		field Field
		want  [3]bool
	}{
		{"nowhere", Field{Kind: Date}, [3]bool{}},
		{"in the year", Field{Kind: Date, Error: "Enter a year.", ErrorField: "d--year"}, [3]bool{2: true}},
		{"as a whole", Field{Kind: Date, Error: "Enter a date."}, [3]bool{true, true, true}},
	} {
		test.field.Parts = parts
		var got [3]bool
		for i, p := range parts {
			got[i] = test.field.PartHasError(p)
		}
		if got != test.want {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}

func TestDescribedBy(t *testing.T) {
	for want, f := range map[string]Field{
		"":                       {ID: "a"},
		"a-hint a-error":         {ID: "a", Hint: "h", Error: "e"},
		"a-hint a-limit":         {ID: "a", Kind: Textarea, Hint: "h", MaxLength: 9},
		"a-error a-total":        {ID: "a", Kind: Budget, Error: "e"},
		"b-hint b-error b-limit": {ID: "b", Kind: Textarea, Hint: "h", Error: "e", MaxLength: 9},
	} {
		if got := f.DescribedBy(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestWidthClass(t *testing.T) {
	for _, test := range []struct {
		f    Field
		want string
	}{
		{Field{}, ""}, {Field{Width: 4}, "4"}, {Field{Width: 6}, "10"}, {Field{Width: 99}, ""},
		{Field{Kind: Postcode}, "10"}, {Field{Kind: Number, Width: 3}, "3"},
	} {
		if got := test.f.WidthClass(); got != test.want {
			t.Errorf("%+v: %q", test.f, got)
		}
	}
}

// No two lines of an error summary are the same: each names its question and row.
//
// Row A8 of docs/faults.md.
func TestLinesOfAnErrorSummaryDiffer(t *testing.T) {
	const wrong = "Enter a whole number between 0 and 10"
	fields := Form{
		{Kind: Number, ID: "buses", Label: "Buses", Error: wrong},
		{Kind: Number, ID: "trains", Label: "Trains", Error: wrong},
		{Kind: Number, ID: "more", Label: "Trains", Error: wrong},
		{Kind: Matrix, ID: "grid", Label: "How good is", Rows: []Row{
			{ID: "grid--a", Label: "the bus", Error: "Select an answer"}, {ID: "grid--b", Label: "the train", Error: "Select an answer"},
		}},
		{Kind: Text, ID: "name", Label: "Name", Error: "Enter a name"},
	}
	want := []Problem{
		{"#buses", "Buses: " + wrong},
		{"#trains", "Trains: " + wrong + " (1/2)"},
		{"#more", "Trains: " + wrong + " (2/2)"},
		{"#grid--a", "How good is – the bus: Select an answer"},
		{"#grid--b", "How good is – the train: Select an answer"},
		{"#name", "Enter a name"},
	}
	if got := fields.Problems(); !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
}
