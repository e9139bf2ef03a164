package moderationweb

import (
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
)

var publishingExamples = []publishingView{
	{
		Title: exampleTitle, Back: exampleBackLink, Self: "/publishing", HasSettings: true,
		Notice:   "2 approved for publication.",
		Consent:  "May we publish what you write?",
		Settings: form.Form{exampleReasonField("texts", "")},
		Lists:    exampleLists(0), Heading: "Answers to review", Action: "/publishing/answers",
		ShowsNames: true, Partial: true,
		Pages: page.Pagination{Previous: "/publishing?page=1", Next: "/publishing?page=3"},
		Answers: []answerReview{
			{
				ID: "item-1", Question: "What would help?", Text: "A later bus.", Value: "1/why/x", Response: "/r/1",
				Tag: page.Tag{Text: "To review", Colour: "yellow"}, Changed: true,
			},
			{
				ID: "item-2", Question: "What would help?", Text: "A later bus, for our members.", Value: "3/why/x", Response: "/r/3",
				Attribution: "The bus users’ group (invented)", ShowsName: true, MixedScript: true,
				Tag: page.Tag{Text: "To review", Colour: "yellow"},
			},
		},
	},
	{
		Title: exampleTitle, Back: exampleBackLink, Self: "/publishing", HasSettings: true,
		Settings: form.Form{exampleReasonField("texts", "")},
		Lists:    exampleLists(1), Heading: "Reviewed answers", Count: "2 decisions", Action: "/publishing/answers?list=reviewed",
		Errors: form.Form{{
			Kind: form.Checkboxes, ID: "item-1", Name: "item", Error: "Select what you have decided about.",
		}},
		Answers: []answerReview{
			{
				ID: "item-1", Question: "What would help?", Text: "Shelters.", Value: "4/why/x", Response: "/r/4",
				Attribution: "An organisation", Tag: page.Tag{Text: "Not published", Colour: "grey"},
			},
			{
				ID: "item-2", Question: "What would help?", Text: "Benches.", Value: "2/why/x", Response: "/r/2",
				Tag: page.Tag{Text: "Published", Colour: "green"},
			},
		},
	},
	{
		Title: exampleTitle, Back: exampleBackLink, Self: "/publishing", HasSettings: true,
		Settings: form.Form{exampleReasonField("texts", "")},
		Lists:    exampleLists(2), Heading: "Letters, petitions and events to review", Action: "/publishing/submissions",
		Submissions: []submissionReview{
			{
				submissionView: exampleSubmission, ID: "item-1", Value: "1/2", MixedScript: true,
				Tag: page.Tag{Text: "To review", Colour: "yellow"}, Changed: true,
			},
			{
				submissionView: submissionView{Kind: "Letter", Day: "27 May 2016", Title: "Benches"}, ID: "item-2", Value: "2/1",
				Tag: page.Tag{Text: "To review", Colour: "yellow"},
			},
		},
	},
	{
		Title: exampleTitle, Back: exampleBackLink, Self: "/publishing", HasSettings: true,
		Settings: form.Form{exampleReasonField("texts", "Select at least one question whose answers can be published.")},
		Lists:    exampleLists(0), Heading: "Answers to review", Empty: "There are no answers to review yet.",
	},
	{
		Title: exampleTitle, Back: exampleBackLink, Self: "/publishing", Settings: form.Form{exampleReasonField("texts", "")},
		Lists: exampleLists(0), Heading: "Answers to review", Empty: "There are no answers to review yet.",
	},
}

var publishedExamples = []publishedView{
	{
		Title: exampleTitle, Consultation: "/consultations/getting-about",
		Questions: []publishedQuestion{{
			ID: "help", Question: "What would help?",
			Uses: []page.UserText{{Text: "Buses stop too early", Href: "/decisions/buses#issue-early"}},
			Texts: []publishedText{
				{Text: "A later bus."},
				{Text: "Benches, and [redacted]."},
				{Text: "A later bus, for our members.", Attribution: "The bus users’ group (invented)"},
				{Text: "Shelters.", Attribution: "An organisation"},
			},
			Pages: page.Pagination{Next: "/consultations/getting-about/published-responses?page=2&question=help"},
		}},
		SubmissionPages: page.Pagination{Next: "/consultations/getting-about/published-responses?list=submissions&page=2"},
		Submissions:     []submissionView{exampleSubmission, {Kind: "Letter", Day: "27 May 2016", Title: "Benches"}},
		ResultsHref:     "/consultations/getting-about/results",
	},
	{
		Title: exampleTitle, Consultation: "/consultations/getting-about",
		AllHref: "/consultations/getting-about/published-responses",
		Questions: []publishedQuestion{{
			ID: "help", Question: "What would help?", Texts: []publishedText{{Text: "Trees."}},
			Pages: page.Pagination{Previous: "/consultations/getting-about/published-responses?page=1&question=help"},
		}},
	},
	{Title: exampleTitle, Consultation: "/consultations/getting-about"},
}
