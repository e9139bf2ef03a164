package entryweb

import (
	"github.com/folkmoot/folkmoot/internal/form"
)

var groupJoinExamples = []groupJoinView{
	{
		Title:     "Getting about",
		Back:      "/consultations/x",
		Begin:     true,
		Closes:    "31 May 2026 at 11:59pm",
		DeletedOn: "14 June 2026",
		Form:      form.Form{textField("name", "What is your role in the organisation?", "", "")},
	},
	{
		Title:  "Getting about",
		Back:   "/consultations/x",
		Begin:  true,
		Closes: "31 May 2026 at 11:59pm",
		Form:   form.Form{textField("name", "What is your role in the organisation?", "", "")},
	},
	{
		Title:  "Getting about",
		Back:   "/consultations/x",
		Closes: "31 May 2026 at 11:59pm",
		Form: form.Form{
			{
				Kind:  form.Text,
				ID:    "name",
				Name:  "name",
				Label: "What is your role in the organisation?",
				Error: "Enter your role in the organisation, such as chair or treasurer, in 60 characters or fewer.",
			},
		},
	},
}

var groupCodeExamples = []groupCodeView{
	{Title: "Getting about", Back: "/consultations/x", Form: form.Form{textField("code", "Code", "16 letters in four groups", "")}},
}

var groupSentExamples = []groupSentView{
	{
		Title: "Getting about", Back: "/consultations/x", Receipt: "/receipts/MFRG-GZDF", ReceiptCode: "MFRG-GZDF",
		WithdrawalCode: "FQKB-WMXE-TRAC-HNPP", Withdraw: "/withdraw", Start: "/group-response",
	},
	{
		Title: "Getting about", Back: "/consultations/x", SentOn: "29 November 2026", Withdraw: "/withdraw", Start: "/group-response",
		Again: "/again",
	},
}

var groupExamples = []groupView{
	{
		Title:      "Getting about",
		Name:       "chair",
		Back:       "/consultations/x",
		Closes:     "31 May 2026 at 11:59pm",
		JoinURL:    "https://consult.example.org/join",
		OwnCode:    "FQKB-WMXE-TRAC-HNPP",
		InviteLink: "https://consult.example.org/join#FQKB-WMXE-TRAC-HNPP",
		InviteCode: "FQKB-WMXE-TRAC-HNPP",
		Names:      []string{"chair", "treasurer"},
		CanSend:    true,
		Pages: []groupSection{
			{
				"page-1",
				"Your views",
				"/p",
				[]groupAnswer{{"Do you take the bus?", "Yes", "treasurer"}, {"Reason", "Not answered yet", ""}},
			},
		},
		Form: form.Form{{ID: "page-1", Error: "Enter an answer to: Why?"}},
	},
	{
		Title:   "Getting about",
		Name:    "treasurer",
		Back:    "/consultations/x",
		Closes:  "31 May 2026 at 11:59pm",
		JoinURL: "https://consult.example.org/join",
		OwnCode: "FQKB-WMXE-TRAC-HNPP",
		Names:   []string{"chair", "treasurer"},
	},
}

var groupEditExamples = []groupEditView{
	{
		Title:    "Getting about",
		Heading:  "Your views",
		Back:     "/r",
		Lang:     "en",
		Intro:    "Think of the **last year**.",
		Versions: []answerVersion{{"v-stop", 2}},
		Form:     form.Form{textField("stop", "Which stop do you use most?", "", "Market")},
	},
	{
		Title:        "Getting about",
		Heading:      "Your views",
		Back:         "/r",
		Lang:         "en",
		Notice:       "Someone else has changed this. Their answer is shown first and yours is in the form. Combine the two, then save.",
		OtherAnswers: []groupAnswer{{"Which stop do you use most?", "Station", "treasurer"}},
		Form: form.Form{
			{Kind: form.Text, ID: "stop", Name: "stop", Label: "Which stop do you use most?", Error: "Shorten your answer."},
		},
	},
}
