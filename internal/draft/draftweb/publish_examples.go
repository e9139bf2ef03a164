package draftweb

import (
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
)

var exampleHubLink = page.Link{Text: "Back to the consultation", Href: "/staff/consultations/buses"}

var checkExamples = []checkView{
	{Title: "Getting about", Back: exampleHubLink, Counts: "Must be fixed: 1. Fix, or give a reason: 1.",
		Version: "3", CanPublish: true, Blocked: true,
		Groups: []checkGroup{
			{ID: "formative", Title: "1. Proposals are still at a formative stage",
				Description: "Say what can still change.", Findings: []findingRow{
					{
						ID:   "finding-1",
						Code: "fairness/formative",
						Text: "Say what is still open to change.",
						Href: "/staff/consultations/buses/about",
						Tag:  page.Tag{Text: "Must be fixed", Colour: "red"},
					}}},
			{ID: "adequate-time", Title: "3. People have enough time to respond",
				Description: "How long people need depends on who they are.", Findings: []findingRow{
					{
						ID:          "finding-2",
						Code:        "dates/short",
						Text:        "The consultation is open for 20 days.",
						Href:        "/staff/consultations/buses/about",
						Tag:         page.Tag{Text: "Fix, or give a reason", Colour: "yellow"},
						NeedsReason: true,
					},
					{
						ID:          "finding-3",
						Code:        "dates/summer",
						Text:        "The consultation is open during the summer holidays.",
						Href:        "/staff/consultations/buses/about",
						Tag:         page.Tag{Text: "Reason given", Colour: "blue"},
						NeedsReason: true,
						Reason:      "The grant ends in October.",
						ReasonBy:    "An officer, 2 March 2026",
					}}},
			{
				ID:          "reasons",
				Title:       "2. People have enough information to respond",
				Description: "Give reasons, documents and a contact for questions.",
				Findings: []findingRow{
					{
						ID:    "finding-4",
						Code:  "questionnaire/problem-1-1",
						Where: "Page “About you”",
						Text:  "This page has no questions. Add a question, or remove the page.",
						Href:  "/staff/consultations/buses/pages/you",
						Tag:   page.Tag{Text: "Must be fixed", Colour: "red"},
					}},
			},
			{ID: "access", Title: "Accessibility", Description: "You do not need to check colour contrast."}},
		Texts: []textRow{{"What this is about", 40, "12.5", "71", 19}, {"Document: منصوبہ", 12, "6.0", "", 8}}},
	{
		Title:      "The park",
		Back:       exampleHubLink,
		Counts:     "Must be fixed: 0. Fix, or give a reason: 0.",
		Version:    "5",
		CanPublish: true,
		Ready:      true,
		Live:       true,
		Saved:      true,
		LockedText: "3 people have responded.",
		Changes: []changeRow{
			{
				ID:       "change-1",
				Question: "use", Edition: "standard",
				Name:   "Question “Do you use the park?”",
				Pieces: edit.CompareWords("Do you uze the park?", "Do you use the park?"),
				Kind:   "wording",
				Note:   "A spelling mistake.",
			},
			{ID: "change-2", Question: "why", Edition: "standard", Name: "Question “Why not?”", Pieces: edit.CompareWords("Reason", "Why not?"),
				Error: "Select what has changed.", Kind: "meaning"},
			{
				ID:       "change-3",
				Question: "how", Edition: "standard",
				Name:         "Question “How do you get there?”",
				Pieces:       edit.CompareWords("", "How do you get there?"),
				ForcedReason: "This question is new.",
			},
			{
				ID:       "change-4",
				Question: "when", Edition: "standard",
				Name:         "Question “When?”",
				Pieces:       edit.CompareWords("When?", ""),
				ForcedReason: "This question has been removed.",
			}},
		Change: "A spelling mistake.",
	},
	{
		Title:          "The park",
		Back:           exampleHubLink,
		Problems:       []form.Problem{{Href: "#change", Say: "Enter the reason for the changes."}},
		Counts:         "Must be fixed: 0. Fix, or give a reason: 0.",
		Live:           true,
		Blocked:        true,
		BrokenPromises: []string{"You cannot change what equality monitoring answers are used for after people have responded."},
	},
	{
		Title:     "The park",
		Back:      exampleHubLink,
		Counts:    "Must be fixed: 0. Fix, or give a reason: 0.",
		Ready:     true,
		Live:      true,
		Unchanged: true,
	},
	{Title: "The park", Back: exampleHubLink, Counts: "Must be fixed: 0. Fix, or give a reason: 0.", Ready: true},
	{Title: "The park", Back: exampleHubLink, Counts: "Must be fixed: 0. Fix, or give a reason: 0.", Ready: true, CanPublish: true},
	{Title: "The park", Back: exampleHubLink, Counts: "Must be fixed: 0. Fix, or give a reason: 0.", Ready: true, CanPublish: true,
		Approval: "/staff/consultations/park/changes"},
}

var statusExamples = []statusView{
	{
		Title:      "The park",
		Back:       exampleHubLink,
		PublicHref: "/consultations/park",
		State:      "This consultation is open. It will close automatically on 1 April 2026 at 11:59pm.",
		Published:  true,
		Forms:      statusForms(nil, consult.Open),
		Log: []statusRow{
			{"1 March 2026 at 9am", "Opened", "", "Automatically"},
			{"2 March 2026 at 10am", "Extended until 8 April 2026 at 11:59pm", "The leaflets were late.", "An officer"},
		},
	},
	{
		Title:      "The park",
		Back:       exampleHubLink,
		PublicHref: "/consultations/park",
		State:      "This consultation closed on 1 April 2026.",
		Forms:      statusForms(nil, consult.Closed),
		Form:       form.Form{{ID: "reopen-closes", Error: "Closing date must be in the future."}},
	},
	{Title: "The park", Back: exampleHubLink, State: "This consultation is a draft. Check and publish it first."},
}

var documentsExamples = []documentsView{
	{
		Title:   "The park",
		Back:    exampleHubLink,
		Version: "2",
		Form: form.Form{
			{Kind: form.Text, ID: "title", Name: "title", Label: "Title", LabelSize: "s"},
			{Kind: form.Select, ID: "kind", Name: "kind", Label: "Type of document", LabelSize: "s", Options: selectOptions(nil, documentKinds, "")},
		},
		Documents: []documentRow{{ID: "plan", Title: "The plan", Kind: "Proposal", Version: "2", Form: addEditionForm(nil, "plan", languageOptions(nil, "")),
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
			langField(nil, "lang", languageOptions(nil, "")),
		},
	},
	{
		Title:  "The park",
		Back:   exampleHubLink,
		Notice: "The questionnaire already has a version in that format or language.",
		Form:   form.Form{langField(nil, "lang", languageOptions(nil, "ur"))},
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
