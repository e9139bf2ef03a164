package moderationweb

import (
	"fmt"
	"strings"

	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/moderation/responseview"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/question"
)

// The examples have every branch of every template.

const (
	exampleTitle = "Getting about"
	exampleBack  = "/staff/consultations/getting-about"
	exampleCode  = "MFRG-GZDF-MZTW-Q2LK-NVXG-64DB-OFRW-2ZLN"
)

var exampleBackLink = page.Link{Text: "Back to the consultation", Href: exampleBack}

var exampleRows = []question.AnswerRow{
	{Question: "How often do you visit a library?", Answer: "Less often"},
	{Question: "What would help you to visit more often?", Answer: "A later bus. Ask [redacted]."},
}

func exampleReasonField(id, problem string) *form.Field {
	return responseview.TextareaField(id, "Reason", "Your reason is kept in the audit log.", "", problem)
}

var exampleFacts = []page.SummaryRow{{Key: "How it was received", Value: "On paper"}, {Key: "Version", Value: "Standard"},
	{Key: "Received on", Value: "27 May 2016"}}

var listExamples = []listView{
	{
		Title:   exampleTitle,
		Heading: "Responses",
		Intro:   "Responses are shown in random order.",
		Back:    exampleBackLink,
		Filter:  form.Form{{Kind: form.Text, ID: "words", Name: "words", Label: "Search answers", LabelSize: "s"}},
		Heads: []page.ColumnHead{{Text: "Response"}, {Text: "Status", Href: "/r?sort=state"}, {Text: "How it was received"},
			{Text: "Version"}, {Text: "Received on", Href: "/r?sort=-received", Sorted: "descending"}},
		Rows: []listItem{
			{Href: "/r/1", Code: "MFRG-GZDF", Tag: page.Tag{Text: "Counted", Colour: "green"}, Flags: 2,
				Facts: exampleFacts, ID: "r1", Selected: true, Answers: exampleRows},
			{Href: "/r/2", Code: "QFRG-GZDF", Tag: page.Tag{Text: "Withdrawn", Colour: "grey"}, Facts: exampleFacts, Read: true},
		},
		Count: "52 responses", Notice: "13 responses excluded.", Self: "/r", SelectAll: "/r?select=all",
		Modes: []page.Link{{Text: "Read unread responses", Href: "/r?unread=7"}, {Text: "Hide the answers", Href: "/r"}},
		Forms: []listForm{{"exclude", "Exclude the selected responses", "The reason is shown in the public record.", "Exclude",
			form.Form{exampleReasonField("exclude-reason", "")}, true}},
		Pages: page.Pagination{Next: "/staff/consultations/getting-about/responses?page=x"},
	},
	{
		Title: exampleTitle, Heading: "Responses", Back: exampleBackLink, Empty: "No responses found.",
		ClearURL: "/staff/consultations/getting-about/responses",
	},
	{
		Title: exampleTitle, Heading: "Responses", Back: exampleBackLink,
		Heads: []page.ColumnHead{{Text: "Response"}, {Text: "Status", Href: "/r?sort=state"},
			{Text: "What would help you to visit more often?", Lang: "en"}, {Text: "How often?", Lang: "en"}, {Text: "How it was received"},
			{Text: "Version"}, {Text: "Received on", Href: "/r?sort=-received", Sorted: "descending"}},
		Shown: []page.ColumnHead{{Text: "What would help you to visit more often?"}, {Text: "How often?"}},
		Columns: form.Form{{Kind: form.Checkboxes, ID: "show", Name: "show", Label: "Questions to show as columns", LabelSize: "s",
			Options: []form.Option{{Value: "help", Label: "What would help you to visit more often?", Checked: true}}}},
		Rows: []listItem{
			{Href: "/r/1", Code: "MFRG-GZDF", Tag: page.Tag{Text: "Counted", Colour: "green"}, Facts: exampleFacts, ID: "r1",
				Cells: []answerCell{{"What would help you to visit more often?", "A later bus.", 1, false}, {"How often?", "Left blank", 1, true}}},
			{Href: "/l/1", Title: "Keep the bus", Tag: page.Tag{Text: "Not for publication", Colour: "yellow"}, Facts: exampleFacts,
				Cells: []answerCell{{"What it says", "The parish council asks for a later bus.", 2, false}}},
		},
		Self: "/r", SelectAll: "/r?select=all",
	},
	{
		Title: exampleTitle, Heading: "Letters, petitions and events", Back: exampleBackLink,
		Heads: []page.ColumnHead{{Text: "About"}, {Text: "Status"}, {Text: "Type", Href: "/l?sort=type"},
			{Text: "Day", Href: "/l?sort=-day", Sorted: "descending"}},
		Rows: []listItem{
			{Href: "/l/1", Title: "Keep the bus", Tag: page.Tag{Text: "Not for publication", Colour: "yellow"},
				Facts: []page.SummaryRow{{Key: "Type", Value: "Letter"}, {Key: "Day", Value: "27 May 2016"}}},
		},
	},
}

var responseExamples = []responseView{
	{
		Title:      exampleTitle,
		Back:       exampleBackLink,
		Heading:    "Response",
		Subheading: "Answers",
		Self:       "/self",
		Code:       exampleCode,
		Tag:        page.Tag{Text: "Counted", Colour: "green"},
		Facts:      []page.SummaryRow{{Key: "How it was received", Value: "On paper"}},
		Rows:       exampleRows,
		Flags: []flagView{
			{"f1", "It names or describes a person", "See the second answer.", "An officer", true},
			{"f2", "Something else", "", "An officer", false},
		},
		Redactions: []string{
			"27 May 2016: 12 characters redacted by An officer. Names or describes another person",
		},
		Attached: []respondentFile{
			{"A", "/self/files/A", "Do you have a plan?", "bridge.jpg", "Image", "812 KB", "0f0f", "Checked for viruses", false, ""},
			{"B", "/self/files/B", "Do you have a plan?", "plan.pdf", "PDF", "1.2 MB", "f0f0", "Not checked for viruses", true,
				"Confirm that you know that the file was not checked for viruses."},
		},
		Missing:    []string{"0a0a"},
		Monitoring: "/self/monitoring",
		InList:     listLinks{"/r/0", "/r/2"},
		NextUnread: "/r/2",
		Released:   true,
		Actions: []responseAction{
			{
				"/self",
				"exclude",
				"Exclude this response",
				"The reason is shown in the public record. The answers are kept so that the exclusion can be challenged.",
				"Exclude",
				true,
				form.Form{exampleReasonField("exclude-reason", "")},
			},
			{
				"/self",
				"flag",
				"Flag this response",
				"A flag asks a colleague to check the response. It does not change the response.",
				"Flag",
				false,
				form.Form{exampleReasonField("flag-note", "")},
			},
		},
	},
	{
		Title:      exampleTitle,
		Back:       exampleBackLink,
		Heading:    "Response",
		Subheading: "Answers",
		Self:       "/self",
		Code:       exampleCode,
		Tag:        page.Tag{Text: "Counted", Colour: "green"},
		Facts:      []page.SummaryRow{{Key: "How it was received", Value: "On paper"}},
		Rows:       exampleRows,
		Errors: form.Form{
			exampleReasonField("words", "Enter the text to redact, exactly as it appears in the answer."),
		},
		Actions: []responseAction{
			{
				"/self",
				"redact",
				"Redact text",
				"The text is deleted permanently, including from any backup restored later. You cannot undo this.",
				"Redact",
				true,
				form.Form{exampleReasonField("words", "Enter the text to redact, exactly as it appears in the answer.")},
			},
		},
	},
	{
		Title:     exampleTitle,
		Back:      exampleBackLink,
		Heading:   "Response",
		Self:      "/self",
		Code:      exampleCode,
		Tag:       page.Tag{Text: "Withdrawn", Colour: "grey"},
		Facts:     []page.SummaryRow{{Key: "How it was received", Value: "On paper"}},
		Withdrawn: true,
	},
	{
		IsLetter: true, Title: exampleTitle, Back: exampleBackLink, Self: "/self", Heading: "Letter", Subheading: "Content",
		Tag:   page.Tag{Text: "Not for publication", Colour: "yellow"},
		Facts: []page.SummaryRow{{Key: "Day", Value: "27 May 2016"}},
		Rows:  []question.AnswerRow{{Question: "About", Answer: "Keep the bus"}},
		Files: []attachedFile{{"Scan.pdf", "/self/files/A", "120 KB", strings.Repeat("0a", 32)}},
	},
	{
		IsLetter: true, Title: exampleTitle, Back: exampleBackLink, Self: "/self", Heading: "Letter", Withdrawn: true,
		Tag:   page.Tag{Text: "Deleted", Colour: "grey"},
		Facts: []page.SummaryRow{{Key: "Day", Value: "27 May 2016"}},
	},
}

var purposeExamples = []purposeView{
	{
		Title:   exampleTitle,
		Back:    exampleBackLink,
		Action:  "/do",
		Heading: "Export responses",
		Intro:   "The file contains people’s answers word for word.",
		Button:  "Download file",
		Fields:  form.Form{exampleReasonField("purpose", "")},
	},
	{
		Title:   exampleTitle,
		Back:    exampleBackLink,
		Action:  "/do",
		Heading: "Equality monitoring answers",
		Intro:   "These answers show which groups took part. Read individual answers only if totals are not enough.",
		Button:  "Show answers",
		Fields: form.Form{
			exampleReasonField(
				"purpose",
				"Explain in a sentence why you need these answers. Your reason is logged and the respondent can ask to see it.",
			),
		},
	},
	{
		Title:   exampleTitle,
		Back:    exampleBackLink,
		Action:  "/do",
		Heading: "Equality monitoring: written answers",
		Intro:   "Check these answers for names and redact them.",
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
	{Title: exampleTitle, Back: exampleBackLink, Addresses: []string{"a@example.org", "b@example.org"}},
	{Title: exampleTitle, Back: exampleBackLink},
}

var exampleSubmission = submissionView{
	Kind:        "Petition",
	Day:         "27 May 2016",
	Title:       "A later bus",
	Text:        "The petition asks for a bus after 6pm.",
	Attribution: "The bus users’ group (invented)",
	Numbers:     "900 signatures claimed, 850 checked",
}

// exampleLists returns the links to the lists, of which list i is shown.
func exampleLists(i int) []reviewList {
	all := []reviewList{
		{Text: "Answers to review", Href: "/publishing"},
		{Text: "Reviewed answers", Href: "/publishing?list=reviewed"},
		{Text: "Letters, petitions and events to review", Href: "/publishing?list=submissions"},
		{Text: "Reviewed letters, petitions and events", Href: "/publishing?list=reviewed-submissions"},
	}
	all[i].Current = true
	return all
}

var clustersExamples = []clustersView{
	{Title: exampleTitle, Back: exampleBackLink, Self: "/similar-responses", Action: "/similar-responses",
		Notice: "Decision saved about 1 group of similar responses.",
		Clusters: []clusterView{
			{
				ID:          "cluster-1",
				Key:         "k1",
				Heading:     "12 responses with identical answers",
				Description: "Every answer is identical. People may copy a campaign’s suggested answers and still agree with them.",
				Sample:      "Please keep the old gates of the park open all through the year.",
				Members:     []page.Link{{Text: "MFRG-GZDF", Href: "/r/1"}},
				More:        11,
				Effect:      []moderation.Effect{{Question: "Do you use the park?", Option: "Yes", With: 40, Without: 28}},
				Decision:    "Count them as one",
				Why:         "They are copies of one letter.",
			},
			{
				ID:          "cluster-2",
				Key:         "k2",
				Heading:     "30 responses on 27 May 2016",
				Description: "We received many more than on other days.",
				Members:     []page.Link{{Text: "QFRG-GZDF", Href: "/r/2"}},
			},
		},
		Fields: form.Form{exampleReasonField("why", "")},
	},
	{
		Title:  exampleTitle,
		Back:   exampleBackLink,
		Self:   "/similar-responses",
		Action: "/similar-responses?page=2",
		Pages:  page.Paginate(2, 5, func(n int) string { return fmt.Sprint("/similar-responses?page=", n) }),
		Errors: form.Form{exampleReasonField("why", "Enter a reason. It will be shown with the results.")},
		Clusters: []clusterView{
			{
				ID:          "cluster-1",
				Key:         "k1",
				Heading:     "2 responses with identical answers",
				Description: "Every answer is identical. People may copy a campaign’s suggested answers and still agree with them.",
				Selected:    true,
			},
		},
		Fields: form.Form{exampleReasonField("why", "Enter a reason. It will be shown with the results.")},
	},
	{
		Title: exampleTitle, Back: exampleBackLink, Self: "/similar-responses",
		Clusters: []clusterView{{Key: "k2", Heading: "30 responses on 27 May 2016", Description: "We received many more than on other days."}},
	},
	{Title: exampleTitle, Back: exampleBackLink, Self: "/similar-responses"},
	{Title: exampleTitle, Back: exampleBackLink, Self: "/similar-responses", Compare: "/similar-responses/compare"},
	{Title: exampleTitle, Back: exampleBackLink, Self: "/similar-responses", Comparing: "/staff/operations/1"},
}

var monitoringTextsExamples = []monitoringTextsView{
	{
		Title:   exampleTitle,
		Back:    exampleBackLink,
		Purpose: "To check for names",
		Self:    "/monitoring-texts",
		Notice:  "20 answers marked as checked.",
		Lists:   exampleMonitoringLists(moderation.MonitoringToCheck),
		Heading: "Answers to check",
		Count:   "41 answers to check",
		Mark:    "Mark all on this page as checked",
		Items: []monitoringTextView{
			{
				Handle: "a",
				Label:  "What is your sex? – I describe myself another way",
				Text:   "A neighbour of the park",
				Action: "/monitoring-texts/a",
				Fields: form.Form{exampleReasonField("words-a", "")},
			},
			{Handle: "b", Label: "What is your religion? – Another", Text: "[redacted]", Action: "/monitoring-texts/b"},
		},
		At: "p1", Previous: "p0", Next: "p2",
	},
	{
		Title:   exampleTitle,
		Back:    exampleBackLink,
		Purpose: "To check for names",
		Self:    "/monitoring-texts",
		Lists:   exampleMonitoringLists(moderation.MonitoringChecked),
		List:    moderation.MonitoringChecked,
		Heading: "Checked answers",
		Mark:    "Mark all on this page as not checked",
		Errors:  form.Form{exampleReasonField("words-a", "Enter the text to redact, exactly as it appears in the answer.")},
		Items: []monitoringTextView{
			{
				Handle: "a",
				Label:  "What is your sex? – I describe myself another way",
				Text:   "A neighbour of the park",
				Action: "/monitoring-texts/a",
				Fields: form.Form{exampleReasonField("words-a", "Enter the text to redact, exactly as it appears in the answer.")},
			},
		},
	},
	{
		Title: exampleTitle, Back: exampleBackLink, Purpose: "To check for names", Self: "/monitoring-texts",
		Lists: exampleMonitoringLists(moderation.MonitoringRedactions), List: moderation.MonitoringRedactions, Heading: "Redactions",
		Redactions: []string{"27 May 2016: 12 characters redacted by An officer. Reveals the writer’s identity or contact details"},
	},
	{
		Title: exampleTitle, Back: exampleBackLink, Purpose: "To check for names", Self: "/monitoring-texts",
		Lists: exampleMonitoringLists(moderation.MonitoringToCheck), Heading: "Answers to check", Empty: "There are no written answers to check.",
	},
}

func exampleMonitoringLists(current string) (all []monitoringList) {
	for _, l := range [][2]string{
		{moderation.MonitoringToCheck, "Answers to check"},
		{moderation.MonitoringChecked, "Checked answers"},
		{moderation.MonitoringRedactions, "Redactions"},
	} {
		all = append(all, monitoringList{l[0], l[1], l[0] == current})
	}
	return all
}
