package draftweb

import (
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
)

var previewLinksExamples = []previewLinksView{
	{
		Title:  "The park",
		Back:   exampleHubLink,
		NewURL: "https://consult.example.org/preview/q0Y1d2ZkQ3JhQmNkZWZnaGpaW5vcHFyc3R1dnd4eXoxMjM0",
		Form: form.Form{
			{Kind: form.Number, ID: "days", Name: "days", Label: "Number of days the link will work", LabelSize: "s", Value: "7", Width: 2},
		},
		Links: []previewLinkRow{
			{
				ID: "a1", Facts: "Created by An officer on 2 March 2026, works until 9 March 2026",
				Opened: "opened 2 times", Tag: page.Tag{Text: "Valid", Colour: "green"}, Active: true,
			},
			{
				ID: "b2", Facts: "Created by An officer on 1 March 2026, works until 2 March 2026",
				Opened: "opened 0 times", Tag: page.Tag{Text: "Ended"}, Active: false,
			},
		},
	},
	{
		Title: "The park",
		Back:  exampleHubLink,
		Form: form.Form{
			{
				Kind:      form.Number,
				ID:        "days",
				Name:      "days",
				Label:     "Number of days the link will work",
				LabelSize: "s",
				Value:     "90",
				Width:     2,
				Error:     "Number of days must be between 1 and 14.",
			},
		},
	},
}

var previewExamples = []previewView{
	{
		Title:    "The park",
		Ends:     "9 March 2026",
		Dates:    "1 March 2026 at 9am to 1 April 2026 at 11:59pm",
		Lead:     "Tell us what you think of the plan.",
		Sections: []previewSection{{"why", "Why change is proposed", "It floods."}},
		Alternatives: []consult.Alternative{
			{Option: "Do nothing", WhyDiscarded: "It floods every winter."},
		},
		Documents: []previewDocument{{"The plan", []page.Link{{Text: "Standard", Href: "/preview/x/documents/plan/standard"}}}},
		Questionnaires: []page.Link{
			{Text: "Standard", Href: "/preview/x/questions/standard/use"},
		},
		Contact: consult.Contact{Team: "Parks team", Email: "parks@example.org"},
	},
	{Title: "The park", Ends: "9 March 2026", Incomplete: true},
}

var previewDocumentExamples = []previewDocumentView{
	{privatePage{"ur"}, "منصوبہ", "/preview/x", "ایک راستہ۔", page.Link{}},
	{privatePage{"bfi"}, "The plan", "/preview/x", "", page.Link{
		Text: "https://video.example.org/park", Href: "https://video.example.org/park",
	}},
	{privatePage{"en"}, "The map", "/preview/x", "", page.Link{
		Text: "Map.pdf (PDF, 1.2 MB)", Href: "/preview/x/files/AAAAAAAAAAAAAAAAAAAAAAAAAA",
	}},
}

var previewQuestionsExamples = []previewQuestionsView{
	{
		privatePage: privatePage{"en"},
		Title:       page.UserText{Text: "The park"},
		Heading:     "Your visits",
		Body:        "It takes five minutes.",
		Intro:       "Think of **last year**.",
		Progress:    "Part 1 of 3",
		Back:        "/preview/x",
		Fields:      form.Form{{Kind: form.Text, ID: "why", Name: "why", Label: "Reason", Error: "Enter an answer.", LabelSize: "m"}},
	},
	{
		privatePage: privatePage{"ur"},
		Title:       page.UserText{Text: "The park"},
		Heading:     "پارک",
		Progress:    "Part 2 of 3",
		Back:        "/preview/x",
		Fields:      form.Form{{Kind: form.Text, ID: "why", Name: "why", Label: "کیوں؟", LabelSize: "m", Lang: "ur"}},
	},
	{privatePage: privatePage{"en"}, Title: page.UserText{Text: "The park"}, Heading: "End of preview", Back: "/preview/x", End: true},
}
