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
