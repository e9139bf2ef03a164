package consultweb

import (
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/page"
)

// showExamples are an open consultation, one that is closed without results, a
// register entry, and one with as little data as possible.
var showExamples = []showView{
	{
		Title: "The future of the park", Type: "Consultation", Tag: stateTag(nil, consult.Open),
		Dates: "1 March 2026 to 1 April 2026, closes 11:59pm", ZoneLabel: "UK time",
		Related: []relatedLinks{{"Actions this is about", []page.UserText{{Text: "Raise the path", Href: "/actions/path"}}}},
		Chain: page.Chain{
			{Name: "Consultation", State: page.Current, Href: "/consultations/park"},
			{Name: "Results", State: page.Promised, Note: "promised by 30 June 2026"},
		},
		Invented: "This consultation is invented.",
		Respond: &respondLinks{
			"/consultations/park/respond",
			"1 April 2026 at 11:59pm",
			15,
			"/consultations/park/paper/standard",
			"/consultations/park/group-response",
		},
		Summary: "We want to hear where a new path should run.\n\nIt takes about **5 minutes**.",
		Facts: []fact{
			{Key: "Who we want to hear from", Value: "Everyone who uses the park, or would like to"},
			{Key: "We will report back by", Value: "30 June 2026"},
			{Key: "Related strategy", Value: "Read the strategy", Href: "/strategies/open-space"},
		},
		Sections: []section{
			{"why", "Why change is proposed", "The lake floods the paths every winter."},
			{"next", "What happens next", "Cabinet decides in June."},
		},
		Formative:    "We have not decided anything yet. You can influence the route of the new path.",
		Alternatives: []consult.Alternative{{Option: "Leave it as it is", WhyDiscarded: "The paths are closed for four months a year."}},
		Documents: []documentItem{{Title: "The plan for the park", Kind: "Proposal", Editions: []editionLink{
			{Name: "Standard", Href: "/consultations/park/documents/plan?edition=standard"},
			{
				Name:         "Easy Read",
				Href:         "/consultations/park/documents/plan?edition=easy-read",
				OutdatedNote: "based on version 1, and the current version is 2",
			},
			{Name: "Gujarati", NativeName: "ગુજરાતી", Lang: "gu", Dir: "ltr",
				Href: "/consultations/park/documents/plan?edition=translation-gu"},
		}}},
		HowToHeading: "How to have your say",
		OtherWays:    []string{"Ask for a paper form at any library.", "Come to the town hall on 12 March 2026 at 6pm."},
		Contact: consult.Contact{
			Team:    "Parks team",
			Email:   "parks@example.org",
			Phone:   "0116 496 0000",
			Address: "Town Hall, Example Street",
		},
		PhoneLink: "01164960000",
		Timeline: []timelineEntry{
			{When: "20 February 2026 at 10am", What: "Published"},
			{
				When: "1 March 2026 at 9am", What: "Opened", RecordedNote: "Added to the public record on 1 March 2026 at 11:02am",
				Entry: page.Link{Text: "Entry 12 in the public record", Href: "/record?part=1&before=12#entry-12"},
			},
			{When: "5 March 2026 at 2pm", What: "Extended until 1 April 2026 at 11:59pm", Reason: "The leaflets were late."},
		},
		Source: "The council’s website, 2 March 2026.",

		Address: "https://consult.example.org/consultations/park", ShareHref: "mailto:?subject=Park",
		CalendarHref: "/consultations/park/dates.ics",
	},
	{
		Title: "Bus services", Type: "Statutory consultation", Tag: stateTag(nil, consult.Closed),
		Dates: "4 October 2025 to 27 December 2025, closed 5pm", ZoneLabel: "UK time",
		Notice: &notice{Title: "This consultation has closed", Text: "Thank you to everyone who took part.",
			Next: "We read every response.", Feedback: "28 February 2026", Overdue: true},
		Summary:        "Which routes should run on Sundays?",
		NoAlternatives: "We can only spend the grant on Sunday routes.",
		HowToHeading:   "Contact", Contact: consult.Contact{Team: "Transport team", Email: "buses@example.org"},
	},
	{
		Title: "Community library services", Type: "Statutory consultation", Tag: stateTag(nil, consult.Reported), Dates: "2014",
		Notice: &notice{
			Title:       "This consultation has closed",
			Text:        "The results have been published.",
			ResultsHref: "/consultations/libraries/results",
		},
		IsOver: true, AsItWas: "This is what we published while the consultation was open.",
		Formative: "We can still change how many libraries we fund.",
		Outcome:   []outcomeLink{{"Decision", "/decisions/libraries", "19 September 2014"}, {"Progress", "/progress#libraries", ""}},
		Register: []fact{
			{Key: "How people were consulted", Value: "Open meetings and written representations"},
			{Key: "Outcome", Value: "Sixteen funded libraries"},
		},
	},
	{
		Title: "The library", Lang: "en", Type: "Survey", Tag: stateTag(nil, consult.Closed), Dates: "Closed on 31 October 2025", IsOver: true,
		Notice: &notice{Title: "This consultation has closed", Text: "Thank you to everyone who took part."},
		Collected: []fact{
			{Key: "Collected by", Value: "Friends of the Library", Lang: "en"}, {Key: "SHA-256 digest of the file", Value: "0f3c"},
		},
	},
	{Title: "Dim mwy yn hysbys", Lang: "cy", Type: "Survey", Tag: stateTag(nil, consult.Withdrawn), Dates: "Withdrawn on 5 March 2026",
		IsOver: true, AsItWas: "This is what we published before the consultation was withdrawn.",
		Notice: &notice{
			Title:  "This consultation was withdrawn on 5 March 2026",
			Text:   "We are no longer accepting responses.",
			Reason: "Cafodd y cynllun ei dynnu’n ôl.",
		}},
}
