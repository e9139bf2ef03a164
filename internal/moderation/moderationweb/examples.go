package moderationweb

import (
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/moderation/responseview"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/question"
)

// The examples show every branch of every page.

const (
	exampleTitle = "Getting about"
	exampleBack  = "/staff/consultations/getting-about"
	exampleCode  = "MFRG-GZDF-MZTW-Q2LK-NVXG-64DB-OFRW-2ZLN"
)

var exampleRows = []question.AnswerRow{
	{Question: "How often do you visit a library?", Answer: "Less often"},
	{Question: "What would help you to visit more often?", Answer: "A later bus. Ask [redacted]."},
}

func exampleReasonField(id, wrong string) *form.Field {
	return responseview.TextareaField(id, "Reason", "It is kept in the audit log.", "", wrong)
}

var listExamples = []listView{
	{
		Title:  exampleTitle,
		Back:   exampleBack,
		Filter: form.Form{{Kind: form.Text, ID: "words", Name: "words", Label: "Search answers", LabelSize: "s"}},
		Rows: []listItem{
			{"/r/1", "MFRG-GZDF", page.Tag{Text: "Counted", Colour: "green"}, "On paper, standard, 27 May 2016", 2},
			{"/r/2", "QFRG-GZDF", page.Tag{Text: "Withdrawn", Colour: "grey"}, "On this website, easy-read, 28 May 2016", 0},
		},
		Next: "/staff/consultations/getting-about/responses?after=x",
	},
	{Title: exampleTitle, Back: exampleBack, ClearURL: "/staff/consultations/getting-about/responses"},
}

var responseExamples = []responseView{
	{
		Title: exampleTitle,
		Back:  exampleBack,
		Self:  "/self",
		Code:  exampleCode,
		Tag:   page.Tag{Text: "Counted", Colour: "green"},
		Facts: []page.SummaryRow{{Key: "How it was received", Value: "On paper"}},
		Rows:  exampleRows,
		Flags: []flagView{
			{"f1", "It names or describes a person", "See the second answer.", "An officer", true},
			{"f2", "Something else", "", "An officer", false},
		},
		Redactions: []string{
			"27 May 2016: 12 characters taken out by An officer. It names or describes another person",
		},
		Monitoring: "/self/monitoring",
		Released:   true,
		Actions: []responseAction{
			{
				"/self",
				"exclude",
				"Exclude this response",
				"The reason stands in the public record.",
				"Exclude",
				true,
				form.Form{exampleReasonField("exclude-reason", "")},
			},
			{
				"/self",
				"flag",
				"Flag this response",
				"A flag asks a colleague to look.",
				"Flag",
				false,
				form.Form{exampleReasonField("flag-note", "")},
			},
		},
	},
	{
		Title: exampleTitle,
		Back:  exampleBack,
		Self:  "/self",
		Code:  exampleCode,
		Tag:   page.Tag{Text: "Counted", Colour: "green"},
		Facts: []page.SummaryRow{{Key: "How it was received", Value: "On paper"}},
		Rows:  exampleRows,
		Errors: form.Form{
			exampleReasonField("words", "Enter the words to take out."),
		},
		Actions: []responseAction{
			{
				"/self",
				"redact",
				"Redact text",
				"Nobody can undo this.",
				"Redact",
				true,
				form.Form{exampleReasonField("words", "Enter the words to take out.")},
			},
		},
	},
	{
		Title:     exampleTitle,
		Back:      exampleBack,
		Self:      "/self",
		Code:      exampleCode,
		Tag:       page.Tag{Text: "Withdrawn", Colour: "grey"},
		Facts:     []page.SummaryRow{{Key: "How it was received", Value: "On paper"}},
		Withdrawn: true,
	},
}

var purposeExamples = []purposeView{
	{
		Title:   exampleTitle,
		Back:    exampleBack,
		Action:  "/do",
		Heading: "Export responses",
		Intro:   "The file holds what people wrote.",
		Button:  "Download file",
		Fields:  form.Form{exampleReasonField("purpose", "")},
	},
	{
		Title:   exampleTitle,
		Back:    exampleBack,
		Action:  "/do",
		Heading: "Equality monitoring answers",
		Intro:   "Read them only where counts will not do.",
		Button:  "Show answers",
		Fields:  form.Form{exampleReasonField("purpose", "Say in a sentence what you need these answers for.")},
	},
	{
		Title:   exampleTitle,
		Back:    exampleBack,
		Action:  "/do",
		Heading: "Equality monitoring: written answers",
		Intro:   "Read these texts to find names.",
		Notice:  "The text has been redacted permanently.",
		Button:  "Show answers",
		Fields:  form.Form{exampleReasonField("purpose", "")},
	},
}

var monitoringExamples = []monitoringView{
	{
		Title:   exampleTitle,
		Back:    exampleBack,
		Purpose: "To answer a complaint",
		Rows:    []question.AnswerRow{{Question: "What is your sex?", Answer: "Prefer not to say"}},
	},
	{Title: exampleTitle, Back: exampleBack, Purpose: "To answer a complaint"},
}

var contactsExamples = []contactsView{
	{Title: exampleTitle, Back: exampleBack, Addresses: []string{"a@example.org", "b@example.org"}},
	{Title: exampleTitle, Back: exampleBack},
}

var exampleSubmission = submissionView{
	Kind:        "Petition",
	Day:         "27 May 2016",
	Title:       "A later bus",
	Text:        "It asks for a bus after six.",
	Attribution: "The bus users’ group (invented)",
	Numbers:     "900 signatures claimed, 850 checked",
}

var publishingExamples = []publishingView{
	{
		Title:       exampleTitle,
		Back:        exampleBack,
		Self:        "/publishing",
		HasSettings: true,
		Settings:    form.Form{exampleReasonField("consent", "")},
		Answers: []answerReview{
			{
				Question: "What would help?",
				Text:     "A later bus.",
				Action:   "/publishing/1/why",
				Response: "/r/1",
				Tag:      page.Tag{Text: "To review", Colour: "yellow"},
				Changed:  true,
			},
			{
				Question:    "What would help?",
				Text:        "A later bus, for our members.",
				Attribution: "The bus users’ group (invented)",
				ShowsName:   true,
				MixedScript: true,
				Action:      "/publishing/3/why",
				Response:    "/r/3",
				Tag:         page.Tag{Text: "To review", Colour: "yellow"},
			},
			{
				Question:    "What would help?",
				Text:        "Shelters.",
				Attribution: "An organisation",
				Action:      "/publishing/4/why",
				Response:    "/r/4",
				Tag:         page.Tag{Text: "Not published", Colour: "grey"},
			},
			{
				Question: "What would help?",
				Text:     "Benches.",
				Action:   "/publishing/2/why",
				Response: "/r/2",
				Tag:      page.Tag{Text: "Published", Colour: "green"},
			}},
		Submissions: []submissionReview{
			{
				submissionView: exampleSubmission,
				MixedScript:    true,
				Action:         "/publishing/submissions/1",
				Version:        2,
				Tag:            page.Tag{Text: "To review", Colour: "yellow"},
				Changed:        true,
			},
			{
				submissionView: submissionView{Kind: "Letter", Day: "27 May 2016", Title: "Benches"},
				Action:         "/publishing/submissions/2",
				Version:        1,
				Tag:            page.Tag{Text: "Published", Colour: "green"},
			},
		},
	},
	{
		Title:       exampleTitle,
		Back:        exampleBack,
		Self:        "/publishing",
		HasSettings: true,
		Settings:    form.Form{exampleReasonField("consent", "Choose the question at which people agree.")},
	},
	{Title: exampleTitle, Back: exampleBack, Self: "/publishing", Settings: form.Form{exampleReasonField("consent", "")}},
}

var publishedExamples = []publishedView{
	{
		exampleTitle,
		"/consultations/getting-about",
		[]publishedQuestion{
			{
				"What would help?",
				[]publishedText{
					{Text: "A later bus."},
					{Text: "Benches, and [redacted]."},
					{Text: "A later bus, for our members.", Attribution: "The bus users’ group (invented)"},
					{Text: "Shelters.", Attribution: "An organisation"},
				},
			},
		},
		[]submissionView{exampleSubmission, {Kind: "Letter", Day: "27 May 2016", Title: "Benches"}},
	},
	{exampleTitle, "/consultations/getting-about", nil, nil},
}

var clustersExamples = []clustersView{
	{Title: exampleTitle, Back: exampleBack, Self: "/similar-responses", Clusters: []clusterView{
		{
			Key:         "k1",
			Heading:     "12 responses with the same answers",
			Description: "Every answer is the same.",
			Members:     []page.Link{{Text: "q0Y1d2ZkQ", Href: "/r/1"}},
			More:        11,
			Effect:      []moderation.Effect{{Question: "Do you use the park?", Option: "Yes", With: 40, Without: 28}},
			Decision:    "Count them as one",
			Why:         "One letter.",
			Fields:      form.Form{exampleReasonField("why-k1", "")},
		},
		{
			Key:         "k2",
			Heading:     "30 responses on 27 May 2016",
			Description: "Far more than on other days.",
			Members:     []page.Link{{Text: "r0Y1d2ZkQ", Href: "/r/2"}},
		}}},
	{
		Title:  exampleTitle,
		Back:   exampleBack,
		Self:   "/similar-responses",
		Errors: form.Form{exampleReasonField("why-k1", "Say why.")},
		Clusters: []clusterView{
			{
				Key:         "k1",
				Heading:     "2 responses with the same answers",
				Description: "Every answer is the same.",
				Fields:      form.Form{exampleReasonField("why-k1", "Say why.")},
			},
		},
	},
	{Title: exampleTitle, Back: exampleBack, Self: "/similar-responses"},
}
