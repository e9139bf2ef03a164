package overviewweb

import (
	"github.com/folkmoot/folkmoot/internal/chart"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
)

// The examples are invented and show every branch of the template.
var showExamples = []showView{
	{
		Title: "The park", Slug: "park", Back: exampleBack, Tag: page.Tag{Text: "Open", Colour: "green"},
		Facts: []string{"Consultation", "2 March 2026 to 31 May 2026", "12 days left"}, PublicHref: "/consultations/park",
		Next: &nextStep{Text: "This consultation closes on 31 May 2026 at 11:59pm. It closes automatically."},
		From: "4 June 2026",
		Obstacles: []page.Link{
			{Text: "You cannot release results while the consultation is open. It closes on 31 May 2026 at 11:59pm."},
			{Text: "The batch “Library” is not closed.", Href: "/staff/consultations/park/data-entry/1"},
		},
		Numbers: &numbersView{
			Unheard: page.Link{Text: "2 groups are far below their share", Href: "/staff/consultations/parks/heard"},
			Hints:   []string{"No responses yet to this version: Easy Read."},
			Total:   page.Figure{Number: "412", Label: "Responses received"},
			Rows:    []page.SummaryRow{{Key: "Saved to finish later", Value: "14"}},
			Days: &chart.Bars{ID: "by-day", Title: "Responses by week", Label: "Week from", Bars: []chart.Bar{
				{Label: "2 March 2026", Value: 300, Text: "300"}, {Label: "9 March 2026", Value: 112, Text: "112"},
			}},
			Channels: &chart.Bars{ID: "by-channel", Title: "Responses by channel", Bars: []chart.Bar{
				{Label: "Online", Value: 400, Text: "400"}, {Label: "On paper", Value: 12, Text: "12"},
			}},
			Editions: &chart.Bars{ID: "by-version", Title: "Responses by version", Bars: []chart.Bar{
				{Label: "Standard", Value: 400, Text: "400"}, {Label: "Gujarati", Hidden: true, Text: "hidden to protect people’s identities"},
			}},
			Groups: &groupsView{
				Sources: "Census 2021, TS007", Counted: "Counted on 9 March 2026, when there were 391 responses.",
				Next: "We count again when there are 488 responses.",
				Charts: chart.NewMultiples("by-group", "People by area and equality group", "", []chart.Bars{
					{ID: "by-district", Title: "Which district do you live in?", Lang: "en", Label: "Group", Number: "People", Bars: []chart.Bar{
						{Label: "Melton", Lang: "en", Value: 150, Text: "at least 150 (65%)"},
						{Label: "Blaby", Lang: "en", Value: 80, Text: "at least 80 (35%)"},
						{Label: "Harborough", Lang: "en", Hidden: true, Text: "fewer than 10 counted"},
					}},
					{ID: "by-disability", Title: "Disability", Label: "Group", Number: "People", Bars: []chart.Bar{
						{Label: "Disabled under the Equality Act", Value: 20, Text: "at least 20, 10% (population 17%)"},
						{Label: "Not disabled under the Equality Act", Value: 190, Text: "at least 190, 90% (population 83%)"},
					}},
				}),
			},
		},
		Events: []eventView{
			{Date: "9 March 2026 at 3pm", Text: "Changed a consultation", By: "An officer", Reason: "We corrected the address."},
			{Date: "2 March 2026 at 9am", Text: "Opened"},
		},
		EventPages: page.Pagination{Next: "/staff/consultations/park?page=2"},
	},
	{
		Title: "Getting about", Slug: "buses", Back: exampleBack, Saved: true, Tag: page.Tag{Text: "Draft", Colour: "grey"},
		Facts: []string{"Engagement", "no dates yet"}, Changed: "Changed by An officer on 2 March 2026 at 3pm",
		Next: &nextStep{
			Text: "Finish this draft, check it and publish it.",
			Link: page.Link{Text: "Check and publish", Href: "/staff/consultations/buses/check"},
		},
		ToDo: []taskView{
			{"Details, dates and contact", "/x", "", []page.Link{{Text: "Say in the summary what this is about.", Href: "/x#summary"}}},
			{"Questionnaire", "/x", "2 pages, 3 questions", nil},
		},
		Writes: true, HasDraft: true,
	},
	{
		Title: "The park", Slug: "park", Back: exampleBack,
		Tag: page.Tag{Text: "Results published", Colour: "teal"}, Changes: true,
		Facts: []string{"Survey", "until 1 May 2025"}, Writes: true, HasDraft: true,
		ToDo: []taskView{{"Questionnaire", "/x", "", []page.Link{{Text: "Write the question.", Href: "/x#text"}}}},
		Numbers: &numbersView{
			Total:  page.Figure{Number: "0", Label: "Responses received"},
			Groups: &groupsView{Next: "They are shown here once there are 50 responses."},
		},
		Next: &nextStep{Text: "Publish feedback: tell people what you did.", Who: "Publisher"},
	},
}

var exampleBack = page.Link{Text: "Back to all consultations", Href: rootPath}

var exampleHeads = []page.ColumnHead{
	{Text: "Consultation", Href: rootPath + "?sort=title"}, {Text: "State"}, {Text: "Type"},
	{Text: "Opens", Href: rootPath + "?sort=opened", Sorted: "ascending"}, {Text: "Closes", Href: rootPath + "?sort=closes"},
	{Text: "Responses", Numeric: true},
}

var listExamples = []listView{
	{
		Writes: true, AllHref: rootPath, Action: rootPath + "/archive?", SelectAll: rootPath + "?select=all", Filter: form.Form{
			{Kind: form.Text, ID: "q", Name: "q", Label: "Search by title", LabelSize: "s", Optional: true},
			{Kind: form.Select, ID: "state", Name: "state", Label: "State", LabelSize: "s", Options: []form.Option{{Label: "All"}}},
		},
		Drafts: []listItem{{
			Slug: "buses", Title: "Getting about", Href: rootPath + "/buses", Tag: page.Tag{Text: "Draft", Colour: "grey"},
			Facts: []string{"Engagement", "no dates yet", "Changed by An officer on 2 March 2026"},
		}},
		DraftsAt: page.Pagination{Next: rootPath + "?list=drafts&page=2"},
		Heads:    exampleHeads,
		Items: []listItem{{
			Slug: "park", Title: "The park", Href: rootPath + "/park", Tag: page.Tag{Text: "Open", Colour: "green"}, HasChanges: true,
			Type: "Consultation", Opens: "2 March 2026", Closes: "31 May 2026", Left: "12 days left", Responses: "412",
		}},
		Pages: page.Pagination{Next: rootPath + "?page=2"},
	},
	{
		AllHref: rootPath, Filtered: true, Sort: "-opened",
		Years: []page.Link{{Text: "2026"}, {Text: "2025", Href: "/staff/consultations?year=2025"}},
		Heads: exampleHeads,
		Items: []listItem{{
			Slug: "pool", Title: "The pool", Href: rootPath + "/pool", Tag: page.Tag{Text: "Closed"},
			Type: "Survey", Closes: "1 May 2025",
		}},
	},
	{
		Writes: true, AllHref: rootPath, Archived: true, Notice: "2 consultations moved back to the list.",
		Action: rootPath + "/archive?archived=yes", SelectAll: rootPath + "?archived=yes&select=all",
		Heads: exampleHeads,
		Items: []listItem{{
			CanArchive: true, Selected: true, Slug: "pool", Title: "The pool", Href: rootPath + "/pool", Tag: page.Tag{Text: "Closed"},
			Type: "Survey", Closes: "1 May 2025",
		}},
	},
	{Writes: true, AllHref: rootPath, Filtered: true, Problem: "Select at least one consultation."},
	{AllHref: rootPath},
}

var discardedExamples = []discardedView{
	{Back: page.Link{Text: "Consultations", Href: "/staff/consultations"}, Days: 30, Items: []discardedItem{{
		Title: "The park", Href: "/staff/consultations/the-park/changes", Version: "4",
		Facts: []string{"Engagement", "Changed by Ann Officer on 2 March 2026", "Can be restored until 1 April 2026"},
	}}},
	{Back: page.Link{Text: "Consultations", Href: "/staff/consultations"}, Days: 30},
}
