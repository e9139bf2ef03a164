package draftweb

import (
	"net/url"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
)

// The examples of the pages, which are invented, show every branch of every template. They are rendered when the
// program starts, and tests compare them with testdata.

var newExamples = []newView{
	{
		FormKey: "K1",
		Back:    page.Link{Text: "Back to all consultations", Href: draftedit.RootPath},
		Fields: draftedit.ExampleFields(
			newFields(nil, []draft.ListItem{{Slug: "park", Title: "The park"}},
				[]form.Option{{Value: "saved:one", Label: "Our usual survey", Hint: "Saved by An officer on 2 March 2026"}}),
			url.Values{"from": {"nothing"}}, nil),
	},
	{
		FormKey: "K1",
		Back:    page.Link{Text: "Back to all consultations", Href: draftedit.RootPath},
		Fields: draftedit.ExampleFields(
			newFields(nil, nil, nil), nil, draftedit.FieldErrors{"title": locale.Lazy("Enter a title. You can change it later.")}),
		Problems: []form.Problem{
			{Href: "#title", Say: "Enter a title. You can change it later."},
			{Href: "#file", Say: "Select a definition file."},
		},
		FileError: "Select a definition file.",
	},
}

var deleteExamples = []deleteView{
	{Head: draftedit.ExampleHead(), Until: "30 December 2026"},
	{
		Head:      draftedit.Head{Title: "The park", Slug: "park", Back: draftedit.ExampleBack, Live: true, Version: "2"},
		ChangedBy: "Another officer",
	},
}

var exampleDefinition = consult.Definition{
	Slug:   "buses",
	Title:  "Getting about in Exampleshire",
	Type:   consult.Engagement,
	Opens:  "2026-03-02",
	Closes: "2026-05-31 23:59",
	Text: consult.Text{
		Summary:      "Tell us how you get about.",
		Alternatives: []consult.Alternative{{Option: "Do nothing", WhyDiscarded: "It costs more."}, {Option: "Later buses only"}},
	},
}

var exampleAboutPicks = aboutPicks{
	"strategy": {{Value: "travel", Label: edit.Name("Travel for everyone")}},
	"follows":  {{Value: "buses-2019", Label: edit.Name("Getting about in 2019"), Lang: "en"}},
}

var editorExamples = func() []draftedit.FormView {
	def := &exampleDefinition
	aboutValues, _ := aboutEditor{slug: "buses"}.Values(def) // it always has them
	about := draftedit.FormView{
		Head:     draftedit.ExampleHead(),
		Name:     "Details, dates and contact",
		Lead:     "You can save at any time and finish later.",
		Sections: aboutSections(nil, false, exampleAboutPicks, def, aboutValues),
	}
	live := draftedit.FormView{Head: draftedit.ExampleHead(), Name: "Details, dates and contact",
		Sections: []draftedit.Section{datesSection(nil, true, def)}}
	live.Live, live.Saved = true, true
	live.Errors = draftedit.FieldErrors{
		"feedback": locale.Lazy("Date must include a month and a year: %s", locale.Lazy("Publish feedback by")),
	}
	equal := draftedit.FormView{
		Head:     draftedit.ExampleHead(),
		Name:     "Equality monitoring questions",
		Sections: []draftedit.Section{{Fields: monitoringFields(nil, "2026-03-02")}},
	}
	return []draftedit.FormView{
		about.Filled(aboutValues), live.Filled(url.Values{"feedback-day": {"45"}}), equal.Filled(url.Values{"questions": {"sex"}}),
	}
}()
