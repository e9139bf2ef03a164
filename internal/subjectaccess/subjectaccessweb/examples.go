package subjectaccessweb

import (
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/question"
)

const (
	exampleTitle = "Getting about"
	exampleCode  = "MFRG-GZDF-MZTW-Q2LK-NVXG-64DB-OFRW-2ZLN"
)

var exampleRows = []question.AnswerRow{
	{Question: "How often do you visit a library?", Answer: "Less often"},
	{Question: "What would help you to visit more often?", Answer: "A later bus. Ask [redacted]."},
}

var myResponseExamples = []myResponseView{
	{
		Title:        exampleTitle,
		Consultation: "/consultations/getting-about",
		Self:         "/my-response",
		ContactURL:   "/my-address",
		Form:         codeForm(nil, "", ""),
	},
	{
		Title:        exampleTitle,
		Consultation: "/consultations/getting-about",
		Self:         "/my-response",
		ContactURL:   "/my-address",
		Form:         codeForm(nil, "abc", "There is a mistake in this code. Check each letter and enter it again."),
	},
	{
		Title:        exampleTitle,
		Consultation: "/consultations/getting-about",
		Self:         "/my-response",
		Code:         "x",
		Tag:          page.Tag{Text: "Counted", Colour: "green"},
		Facts:        []page.SummaryRow{{Key: "Receipt code", Value: exampleCode}},
		Rows:         exampleRows,
		Monitoring: []question.AnswerRow{
			{Question: "What is your sex?", Answer: "Prefer not to say"},
		},
		Published: []publishedAnswer{
			{Label: "What would help?", Text: "A later bus."},
			{Label: "What else?", Text: "Benches.", Attribution: "The bus users’ group (invented)"},
		},
		Redactions: []string{
			"27 May 2016: 12 characters redacted. Names or describes another person",
		},
		Flags:     []string{"27 May 2016: It names or describes a person. See the second answer."},
		AccessLog: []string{"27 May 2016: an officer of the council. Read your response"},
		Released:  true,
	},
	{
		Title:        exampleTitle,
		Consultation: "/consultations/getting-about",
		Self:         "/my-response",
		Code:         "x",
		Tag:          page.Tag{Text: "Counted", Colour: "green"},
		Facts:        []page.SummaryRow{{Key: "Receipt code", Value: exampleCode}},
		Rows:         exampleRows,
	},
	{
		Title:        exampleTitle,
		Consultation: "/consultations/getting-about",
		Self:         "/my-response",
		Code:         "x",
		Tag:          page.Tag{Text: "Withdrawn", Colour: "grey"},
		Facts:        []page.SummaryRow{{Key: "Receipt code", Value: exampleCode}},
		Withdrawn:    true,
	},
	{Title: exampleTitle, Consultation: "/consultations/getting-about", Self: "/my-response", Erased: true},
}

var myAddressExamples = []myAddressView{
	{
		Title:        exampleTitle,
		Consultation: "/consultations/getting-about",
		Self:         "/my-address",
		Form:         form.Form{{Kind: form.Email, ID: "email", Name: "email", Label: "Email address", LabelSize: "m"}},
	},
	{
		Title:        exampleTitle,
		Consultation: "/consultations/getting-about",
		Self:         "/my-address",
		Form: form.Form{
			{
				Kind:      form.Email,
				ID:        "email",
				Name:      "email",
				Label:     "Email address",
				LabelSize: "m",
				Value:     "a@",
				Error:     "Enter an email address in the correct format, like name@example.com.",
			},
		},
	},
	{Title: exampleTitle, Consultation: "/consultations/getting-about", Self: "/my-address", Step: "sent"},
	{Title: exampleTitle, Consultation: "/consultations/getting-about", Self: "/my-address/open", Step: "opened", Open: "/my-address/open",
		Form: form.Form{{Kind: form.Text, ID: "code", Name: "code", Label: "Code", LabelSize: "m"}}},
	{
		Title:        exampleTitle,
		Consultation: "/consultations/getting-about",
		Self:         "/my-address/open",
		Step:         "shown",
		Address:      "a@example.org",
		Open:         "/my-address/open",
		Code:         "FQKB-WMXE-TRAC-HNPP",
		Count:        1,
	},
	{Title: exampleTitle, Consultation: "/consultations/getting-about", Self: "/my-address/open", Step: "shown", Address: "a@example.org"},
	{Title: exampleTitle, Consultation: "/consultations/getting-about", Self: "/my-address/open", Step: "deleted", Count: 1},
	{Title: exampleTitle, Consultation: "/consultations/getting-about", Self: "/my-address/open", Step: "deleted"},
}

var requestsExamples = []requestsView{
	{Add: requestsPath + "/add", Export: requestsPath + "/register.csv"},
	{
		Add: requestsPath + "/add", Export: requestsPath + "/register.csv",
		MineTable: &requestTable{"Waiting for you", "Reply by", []requestLine{
			{"Delete their data", "/staff/requests/x", "2 March 2026", "2 April 2026", page.Tag{Text: "Overdue", Colour: "red"}},
			{
				"A copy of their data", "/staff/requests/y", "16 March 2026", "Not running",
				page.Tag{Text: "Waiting for the person", Colour: "yellow"},
			},
		}},
		OthersTable: &requestTable{"Waiting for colleagues", "Reply by", []requestLine{
			{"Delete their data", "/staff/requests/z", "3 April 2026", "5 May 2026", page.Tag{Text: "Look up", Colour: "blue"}},
		}},
		ClosedTable: &requestTable{"Latest answered requests", "Closed on", []requestLine{
			{
				"Correct their data", "/staff/requests/w", "2 February 2026", "20 February 2026",
				page.Tag{Text: "Answered", Colour: "green"},
			},
		}},
	},
}

var addRequestExamples = []addRequestView{
	{
		Back: page.Link{Text: "Requests about personal data", Href: requestsPath},
		Form: form.Form{{Kind: form.Text, ID: "name", Name: "name", Label: "Name of the person", LabelSize: "s"}},
	},
	{
		Back: page.Link{Text: "Requests about personal data", Href: requestsPath},
		Form: form.Form{{
			Kind: form.Text, ID: "name", Name: "name", Label: "Name of the person", LabelSize: "s",
			Error: "Enter the name of the person, in 300 characters or fewer.",
		}},
	},
}

var requestExamples = []requestView{
	{
		Back: page.Link{Text: "Requests about personal data", Href: requestsPath}, ID: "x", Name: "Delete their data",
		Tag: page.Tag{Text: "Answer", Colour: "blue"}, Version: "3", Erase: true,
		Facts: []page.SummaryRow{
			{Key: "Received", Value: "2 March 2026 (Letter)"}, {Key: "Reply by", Value: "2 April 2026"},
			{Key: "Name of the person", Value: "Alex Example (invented)"},
		},
		Steps: []stepLine{
			{"2 March 2026", "Received", "", "Ann Example (invented)"},
			{"4 March 2026", "Checked who the person is", "They wrote from the address that we have.", "Ann Example (invented)"},
		},
		Form: form.Form{{Kind: form.Textarea, ID: "note", Name: "note", Label: "Details", LabelSize: "s", Optional: true}},
	},
	{
		Back: page.Link{Text: "Requests about personal data", Href: requestsPath}, ID: "y", Name: "A copy of their data",
		Tag: page.Tag{Text: "Answered", Colour: "green"}, Version: "9", Erased: true,
		Facts: []page.SummaryRow{{Key: "Received", Value: "2 March 2022 (Email)"}},
		Steps: []stepLine{{"2 March 2022", "Received", "", "Ann Example (invented)"}},
	},
}
