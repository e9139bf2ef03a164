package draftweb

import (
	"net/url"

	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
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
