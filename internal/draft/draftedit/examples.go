package draftedit

import (
	"net/url"

	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
)

// ExampleBack is a back link for the examples of pages.
var ExampleBack = page.Link{Text: "Back to the consultation", Href: "/staff/consultations/buses"}

// ExampleHead returns a head for the examples of pages.
func ExampleHead() Head {
	return Head{Title: "Getting about in Exampleshire", Slug: "buses", Back: ExampleBack, Version: "4"}
}

// ExampleFields sets the values and errors of fields for the examples of pages and returns them.
func ExampleFields(fields form.Form, typed url.Values, errors FieldErrors) form.Form {
	head := Head{Errors: errors}
	head.Fill(nil, typed, fields)
	return fields
}

var conflictExamples = []conflictView{
	{
		Title:     "The park",
		ChangedBy: "Another officer",
		Time:      "3:15pm",
		Day:       "2 March 2026",
		Version:   "5",
		Back:      ExampleBack,
		Hidden:    []hiddenField{{"title", "Our park"}},
		Differences: []difference{
			{Name: "title", Label: "Title", Mine: "Our park", Theirs: "The new park", Choice: "mine"},
			{Name: "summary", Label: "Summary", Mine: "", Theirs: "Tell us what you think.", Choice: "theirs"},
		},
	},
	{
		Title:     "The park",
		ChangedBy: "Another officer",
		Time:      "3:15pm",
		Day:       "2 March 2026",
		Version:   "5",
		Back:      ExampleBack,
		Problems:  []form.Problem{{Href: "#choose-title", Say: "Title: choose which version to keep"}},
		Differences: []difference{
			{Name: "title", Label: "Title", Mine: "Our park", Theirs: "", Error: "Choose which version to keep."},
		},
	},
	{
		Title:       "The park",
		ChangedBy:   "Another officer",
		Time:        "3:15pm",
		Day:         "2 March 2026",
		Back:        ExampleBack,
		Removed:     true,
		Differences: []difference{{Name: "text", Label: "Question", Mine: "Do you use the park?"}},
	},
	{Title: "The park", ChangedBy: "Another officer", Time: "3:15pm", Day: "2 March 2026", Back: ExampleBack},
	{
		Title:   "The park",
		Version: "5-1f2e3d4c5b6a7988",
		Back:    ExampleBack,
		Outside: true,
		Hidden:  []hiddenField{{"title", "Our park"}},
		Differences: []difference{
			{Name: "title", Label: "Title", Mine: "Our park", Theirs: "The park at the river"},
		},
	},
}
