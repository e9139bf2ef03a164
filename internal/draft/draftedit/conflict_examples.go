package draftedit

import (
	"github.com/folkmoot/folkmoot/internal/form"
)

var conflictExamples = []conflictView{
	{
		Title:     "The park",
		ChangedBy: "Another officer",
		Time:      "3:15pm",
		Day:       "2 March 2026",
		Version:   5,
		Back:      ExampleBack,
		Hidden:    []hiddenField{{"title", "Our park"}},
		Differences: []difference{
			{
				Name:   "title",
				Label:  "Title",
				Mine:   "Our park",
				Theirs: "The new park",
				Choice: "mine",
			}, {Name: "summary", Label: "Summary", Mine: "", Theirs: "Tell us what you think.", Choice: "theirs"}},
	},
	{
		Title:       "The park",
		ChangedBy:   "Another officer",
		Time:        "3:15pm",
		Day:         "2 March 2026",
		Version:     5,
		Back:        ExampleBack,
		Problems:    []form.Problem{{Href: "#choose-title", Say: "Choose which one to keep: Title"}},
		Differences: []difference{{Name: "title", Label: "Title", Mine: "Our park", Theirs: "", Error: "Choose which version to keep."}},
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
}
