package draftweb

import (
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
)

var documentsExamples = []documentsView{
	{
		Title:   "The park",
		Back:    exampleHubLink,
		Version: "2",
		Form: form.Form{
			{Kind: form.Text, ID: "title", Name: "title", Label: "Title", LabelSize: "s"},
			{Kind: form.Select, ID: "kind", Name: "kind", Label: "Type of document", LabelSize: "s", Options: selectOptions(nil, documentKinds, "")},
		},
		Documents: []documentRow{{ID: "plan", Title: "The plan", Kind: "Proposal", Version: "2",
			Form:     addEditionForm(nil, "plan", *form.NewLanguage(nil, "lang", "Language", "")),
			Editions: []editionRow{{Name: "Standard", Href: "/m", Master: true}, {Name: "Easy Read", Href: "/e", Stale: true}}}},
	},
	{
		Title:  "The park",
		Back:   exampleHubLink,
		Notice: "Enter a title for the document.",
		Form:   form.Form{{Kind: form.Text, ID: "title", Name: "title", Label: "Title", LabelSize: "s"}},
	},
}

var exampleDocumentsLink = page.Link{Text: "Back to documents", Href: "/staff/consultations/park/documents"}

var documentEditionExamples = []documentEditionView{
	{
		Title:         "The park",
		Document:      "The plan",
		Name:          "Translation: Urdu",
		Back:          exampleDocumentsLink,
		Saved:         true,
		Stale:         "It is based on version 1. The current version is 2.",
		Changed:       []edit.Piece{{Text: "It stays "}, {Text: "wet.", Removed: true}, {Text: "dry.", Added: true}},
		Warnings:      []string{"Headings in the original: 1. Headings in the translation: 0."},
		Master:        "## A new path\n\nIt stays dry.",
		MasterLang:    "en",
		MasterVersion: "2",
		Version:       "4",
		Fields: form.Form{
			{
				Kind: form.Textarea, ID: "text", Name: "text", Label: "Text", Hint: "Markdown", LabelSize: "s",
				Value: "ایک نیا راستہ۔", Lang: "ur",
			},
			{Kind: form.Text, ID: "title", Name: "title", Label: "Title", LabelSize: "s", Value: "منصوبہ", Lang: "ur"},
		},
	},
	{
		Title:    "The park",
		Document: "The plan",
		Name:     "Standard",
		Back:     exampleDocumentsLink,
		IsMaster: true,
		Version:  "4",
		Fields:   form.Form{{Kind: form.Textarea, ID: "text", Name: "text", Label: "Text", LabelSize: "s", Value: "A new path."}},
	},
	{
		Title:         "The park",
		Document:      "The plan",
		Name:          "Easy Read",
		Back:          exampleDocumentsLink,
		Notice:        "Someone else has changed this.",
		Theirs:        "A dry path.",
		Current:       true,
		Master:        "A new path.",
		MasterLang:    "ur",
		MasterVersion: "2",
		Fields:        form.Form{{Kind: form.Textarea, ID: "text", Name: "text", Label: "Text", LabelSize: "s", Value: "A path."}},
	},
}

var editionsExamples = []editionsView{
	{
		Title:   "The park",
		Back:    exampleHubLink,
		Version: "4",
		Editions: []editionRow{
			{Name: "Standard", Href: "/q", Master: true},
			{Name: "Translation: Urdu", Href: "/u", Stale: true, Progress: "6 of 8 texts, 1 out of date",
				Note: "2 questions or answers still need text"},
		},
		Form: form.Form{
			{Kind: form.Select, ID: "format", Name: "format", Label: "Format", LabelSize: "s", Options: selectOptions(nil, formFormats, "")},
			form.NewLanguage(nil, "lang", "Language", ""),
		},
	},
	{
		Title:  "The park",
		Back:   exampleHubLink,
		Notice: "The questionnaire already has a version in that format or language.",
		Form:   form.Form{form.NewLanguage(nil, "lang", "Language", "ur")},
	},
}

var exampleEditionsLink = page.Link{Text: "Back to formats and translations", Href: "/staff/consultations/park/versions"}

var editionExamples = []editionView{
	{
		Title:      "The park",
		Name:       "Translation: Urdu",
		Back:       exampleEditionsLink,
		Saved:      true,
		Progress:   "2 of 3 texts, 1 out of date",
		MasterLang: "en",
		Lang:       "ur",
		Version:    "4",
		Path:       "/staff/consultations/park/versions/ur",
		Action:     "/staff/consultations/park/versions/ur?page=visits",
		Sections: []editionSection{
			{Link: page.Link{Text: "The questionnaire", Href: "?page=-"}, Progress: "1 of 1 text", Done: true},
			{Link: page.Link{Text: "Page 1: Your visits", Href: "?page=visits"}, Progress: "1 of 2 texts, 1 out of date", Current: true},
		},
		Pages: []editionPageView{
			{
				Heading: "The questionnaire",
				Texts: []editionText{
					{
						Label:  "Questionnaire title",
						Master: "The park",
						Field: &form.Field{
							Kind: form.Text, ID: "title--form", Name: "title--form", Label: "Questionnaire title",
							Value: "پارک", Lang: "ur",
						},
					},
				},
			},
			{Heading: "Page 1: Your visits", Texts: []editionText{
				{
					Label:  "Question",
					Master: "Do you use the park?",
					Changed: []edit.Piece{
						{Text: "Do you "}, {Text: "uze ", Removed: true}, {Text: "use ", Added: true}, {Text: "the park?"},
					},
					Stale: true,
					Field: &form.Field{
						Kind:  form.Text,
						ID:    "text--use",
						Name:  "text--use",
						Label: "Question",
						Value: "کیا آپ پارک استعمال کرتے ہیں؟",
						Lang:  "ur",
					},
				},
				{
					Label:    "Information text",
					Master:   "The park is [old](/old).",
					Rows:     3,
					Warnings: []string{"The link to /old is missing."},
					Field: &form.Field{
						Kind: form.Textarea, ID: "body--old", Name: "body--old", Label: "Information text", Value: "پارک", Lang: "ur",
					},
				}}}},
	},
	{
		Title:      "The park",
		Name:       "Easy Read",
		Back:       exampleEditionsLink,
		Notice:     "Someone else has changed this.",
		MasterLang: "ur",
		Lang:       "en",
		Problems:   []string{"Remove question \"x\" from this version: the original does not have it."},
		Pages: []editionPageView{
			{
				Heading: "Page 1: Your visits",
				Texts: []editionText{
					{
						Label:  "Question",
						Master: "کیا؟",
						Theirs: "Do you go?",
						Field:  &form.Field{Kind: form.Text, ID: "text--use", Name: "text--use", Label: "Question", Value: "Do you visit?", Lang: "en"},
					},
				},
			}},
	},
}

var importExamples = []importView{
	{
		Title: "The park", Name: "Translation: Urdu", Back: page.Link{Text: "Back", Href: "/staff/consultations/park/versions/ur"},
		MasterLang: "en", Lang: "ur", Checked: true, Untouched: "12 texts stay as they are.", Version: "4", Units: "{}",
		NotUsed: []importList{{"The file does not have these texts. They stay as they are:", []string{"Why?"}}},
		Changes: []importChange{
			{
				Label: "Question", Master: "Do you use the park?", OriginalChanged: true, Problems: []string{"The link to /old is missing."},
				Pieces: []edit.Piece{{Text: "کیا ", Removed: true}, {Text: "کیوں ", Added: true}, {Text: "پارک؟"}},
			},
			{Label: "Hint", Master: "Think of last week.", Confirmed: true, Pieces: []edit.Piece{{Text: "پچھلا ہفتہ"}}},
		},
	},
	{
		Title: "The park", Name: "Translation: Welsh", Back: page.Link{Text: "Back", Href: "/staff/consultations/park/versions/cy"},
		Notice: "Select the file that the translator has sent.", MasterLang: "ur", Lang: "en",
	},
	{
		Title: "The park", Name: "Easy Read", Back: page.Link{Text: "Back", Href: "/staff/consultations/park/versions/easy-read"},
		MasterLang: "ur", Lang: "ur", Checked: true, Untouched: "12 texts stay as they are.",
	},
	{
		Title: "The park", Name: "Easy Read", Back: page.Link{Text: "Back", Href: "/staff/consultations/park/versions/easy-read"},
		MasterLang: "ur", Lang: "en", Checked: true, Untouched: "No text stays as it is.",
		Changes: []importChange{{Label: "Question", Master: "کیا؟", Pieces: []edit.Piece{{Text: "Why?", Added: true}}}},
	},
}
