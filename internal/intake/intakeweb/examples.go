package intakeweb

import (
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/question"
	"github.com/folkmoot/folkmoot/internal/web"
)

// The examples cover every branch of every template. They are rendered when the
// program starts, in the gallery and in golden tests.

var exampleFields = form.Form{
	{Kind: form.Radios, ID: "visit", Name: "visit", Label: "How often do you visit a library?", LabelSize: "m", Options: []form.Option{
		{ID: "visit", Value: "weekly", Label: "Every week"},
		{ID: "visit-2", Value: "rarely", Label: "Less often", Checked: true},
		{ID: "visit-3", Value: "prefer-not-to-say", Label: "Prefer not to say", Divider: true}}},
	{
		Kind:      form.Textarea,
		ID:        "why",
		Name:      "why",
		Label:     "What would help you to visit more often?",
		LabelSize: "m",
		Value:     "A later bus.",
		MaxLength: 2000,
		Optional:  true,
	},
}

var exampleFieldErrors = form.Form{
	{Kind: form.Radios, ID: "visit", Name: "visit", Label: "How often do you visit a library?", LabelSize: "m",
		Error: "Select an answer to: How often do you visit a library?", ErrorField: "visit",
		Options: []form.Option{{ID: "visit", Value: "weekly", Label: "Every week"}, {ID: "visit-2", Value: "rarely", Label: "Less often"}}},
}

// exampleFollowUp is a page that is shown once more because of an answer. One question of it is only for the script.
var exampleFollowUp = append(form.Form{}, exampleFields[0], &form.Field{
	Kind: form.Text, ID: "bus", Name: "bus", Label: "Which bus do you take?", LabelSize: "m", Optional: true,
	Question: "bus", When: `{"question":"visit","is":"rarely"}`, Notice: "One more question because of your answer",
}, &form.Field{
	Kind: form.Text, ID: "day", Name: "day", Label: "Which day do you visit?", LabelSize: "m", Optional: true,
	Question: "day", When: `{"question":"visit","is":"weekly"}`, Waiting: true,
})

const (
	exampleCondition = "Answer this part if it applies to you. If your other answers show that it does not, we will leave it out and tell you."
	exampleConflict  = "You changed these answers in another tab or window. Your saved answers are shown here, " +
		"and the answers you have just typed are below. Select “Continue” to keep the answers below."
)

var questionsExamples = []questionsView{
	{privatePage: privatePage{Lang: "en"}, Title: "Getting about", Heading: "Your visits", Progress: "Part 2 of 6",
		Back: "/back", Later: "/later",
		Sections: []section{{ID: "visits", Intro: "Think of the **last year**.", Fields: exampleFields, Kept: exampleKept}},
		Form:     exampleFields, Version: 1},
	{privatePage: privatePage{Lang: "en"}, Title: "Getting about", Heading: "Your visits", Progress: "Part 2 of 6",
		Back: "/back", Later: "/later",
		Sections: []section{{ID: "visits", Fields: exampleFieldErrors}}, Form: exampleFieldErrors, Version: 1},
	{privatePage: privatePage{Lang: "en"}, Title: "Getting about", Heading: "Your visits", Progress: "Part 2 of up to 6",
		Back:  "/back",
		Later: "/later", Sections: []section{{ID: "visits", Fields: exampleFollowUp}}, Form: exampleFollowUp, Version: 2,
		Shown: &form.Field{Kind: form.Hidden, ID: "shown", Name: "--shown", Value: "visit bus"}},
	{
		privatePage: privatePage{Lang: "en"},
		Title:       "Getting about",
		Heading:     "Getting about",
		Intro:       "It takes about **10 minutes**.",
		Back:        "/back",
		Later:       "/later",
		AllPages:    true,
		Sections: []section{
			{ID: "visits", Heading: "Your visits", Condition: exampleCondition, Fields: exampleFields},
		},
		Form: exampleFields,
	},
	{privatePage: privatePage{Lang: "en", Easy: true, Pictures: true}, Title: "Getting about", Heading: "Getting to our services",
		Progress: "Part 1 of 4", Intro: "We want to know how you get to our services.", Back: "/back", Later: "/later",
		Sections: []section{{ID: "visits", Fields: exampleFields}}, Form: exampleFields},
	{privatePage: privatePage{Lang: "ur"}, Title: "Getting about", Heading: "Your visits", Progress: "Part 2 of 6",
		Back: "/back", Later: "/later",
		Sections: []section{{ID: "visits", Fields: exampleFields}}, Form: exampleFields, Version: 3,
		Notice: exampleConflict, SavedRows: []question.AnswerRow{{Question: "How often do you visit a library?", Answer: "Every week"}}},
}

var exampleRepetitions = []repetitionItem{
	{1, "Journey 1", "/journey-1", []question.AnswerRow{{Question: "Where do you go?", Answer: "To work"}}},
	{2, "Journey 2", "/journey-2", []question.AnswerRow{{Question: "Where do you go?", Answer: "Left blank"}}},
}

var repetitionsExamples = []repetitionsView{
	{privatePage: privatePage{Lang: "en"}, Title: "Getting about", Heading: "Your journeys", Progress: "Part 2 of up to 6",
		Self: "/journey", Back: "/journey-2", Version: 2, List: exampleRepetitions, CanRemove: true, More: "Is there another journey?"},
	{privatePage: privatePage{Lang: "en"}, Title: "Getting about", Heading: "Your journeys", Progress: "Part 2 of up to 6",
		Carried: web.Carried{Half: "FQKBWMXETRACHNPP"}, Self: "/journey", Back: "/journey-2", Version: 2, List: exampleRepetitions,
		CanRemove: true, More: "Is there another journey?", Remove: &exampleRepetitions[1]},
	{privatePage: privatePage{Lang: "en"}, Title: "Getting about", Heading: "Your journeys", Progress: "Part 2 of up to 6",
		Self: "/journey", Back: "/journey-2", Version: 2, List: exampleRepetitions, CanRemove: true, Most: 2,
		Notice: "You changed these answers in another tab or window. Check them, then choose again."},
	{privatePage: privatePage{Lang: "ur"}, Title: "Getting about", Heading: "Your journeys", Progress: "Part 2 of up to 6",
		Self: "/journey", Back: "/journey-2", Version: 2, List: exampleRepetitions[:1], More: "Is there another journey?"},
}

var startExamples = []startView{
	{
		Title:        "Getting about",
		Consultation: "/consultations/getting-about",
		Continue:     "/continue",
		Closes:       "31 August 2027 at 11:59pm",
		Grace:        15,
		Parts:        6,
		PartsDepend:  true,
		Monitoring:   true,
		Editions: []editionLink{
			{"Standard questionnaire", "en", "/a", "/a/all"},
			{"Easy Read questionnaire", "en", "/b", "/b/all"},
			{"اردو (Urdu)", "ur", "/c", "/c/all"},
		},
		Invented: "This consultation is invented for the demonstration.",
	},
	{
		Title:        "The park",
		Consultation: "/consultations/park",
		Continue:     "/continue",
		Closes:       "1 March 2026 at 5pm",
		Grace:        15,
		Parts:        1,
		Editions:     []editionLink{{"Standard questionnaire", "en", "/a", "/a/all"}},
	},
}

var checkExamples = []checkView{
	{privatePage: privatePage{Lang: "en"}, Title: "Getting about", Back: "/back", Later: "/later", Groups: []answerGroup{
		{
			Heading: "Your visits",
			Rows:    []question.AnswerRow{{Question: "How often do you visit a library?", Answer: "Less often", ChangeHref: "/visits#visit"}},
		},
		{
			Heading:    "About you",
			Monitoring: true,
			Rows:       []question.AnswerRow{{Question: "What is your sex?", Answer: "Prefer not to say", ChangeHref: "/about#sex"}},
		}},
		NotSent: []question.AnswerRow{{Question: "Which organisation are you responding for?", Answer: "The bowls club"}}},
	{
		privatePage: privatePage{Lang: "en"},
		Title:       "Getting about",
		Back:        "/back",
		Later:       "/later",
		Notice:      "The service is busy and your answers have not been sent yet. Try sending them again in a minute.",
	},
}

var receiptExamples = []receiptView{
	{
		privatePage:    privatePage{Lang: "en"},
		Carried:        web.Carried{Half: "FQKBWMXETRACHNPP"},
		Title:          "Getting about",
		Consultation:   "/consultations/getting-about",
		Code:           "MFRG-GZDF-MZTW-Q2LK-NVXG-64DB-OFRW-2ZLN",
		File:           "/f",
		QR:             "data:image/svg+xml;base64,PHN2Zy8+",
		Copy:           "/c",
		CheckURL:       "/receipts",
		WithdrawURL:    "/w",
		WithdrawalCode: "FQKB-WMXE-TRAC-HNPP",
		Next:           "We will read every response and publish the results.",
		Feedback:       "We will publish what you told us and what we will do about it by 30 November 2027.",
		Invented:       "This consultation is invented for the demonstration.",
		Email:          emailReceiptExample,
	},
	{
		privatePage:  privatePage{Lang: "en"},
		Title:        "The park",
		Consultation: "/consultations/park",
		Code:         "MFRG-GZDF-MZTW-Q2LK-NVXG-64DB-OFRW-2ZLN",
		File:         "/f",
		Copy:         "/c",
		CheckURL:     "/receipts",
		StatusText: "You withdrew this response. We have deleted your answers and your response is not counted. " +
			"The public record shows only that a response was received and withdrawn.",
	},
}

var sentExamples = []sentView{
	{
		Title: "Getting about", Consultation: "/consultations/getting-about", SentOn: "29 November 2026",
		Withdraw: "/withdraw", Start: "/respond",
	},
	{
		Title: "Getting about", Consultation: "/consultations/getting-about", SentOn: "29 November 2026",
		Withdraw: "/withdraw", Start: "/respond", NotSent: true, Receipt: "/receipt", Carried: web.Carried{Half: "FQKBWMXETRACHNPP"},
	},
	{Title: "Getting about", Consultation: "/consultations/getting-about", SentOn: "29 November 2026", Withdraw: "/withdraw", EmailSent: true},
	{Title: "Getting about", Consultation: "/consultations/getting-about", Withdraw: "/withdraw", Email: emailErrorExample},
}

var continueExamples = []continueView{
	{Title: "Getting about", Consultation: "/consultations/getting-about", Form: continueForm(nil, "", "")},
	{
		Title: "Getting about", Consultation: "/consultations/getting-about",
		Form: continueForm(nil, "ABCD", "Enter the whole code. It has 16 letters in four groups, like FQKB-WMXE-TRAC-HNPP."),
	},
}

var withdrawExamples = []withdrawView{
	{privatePage: privatePage{Lang: "en"}, Title: "The park", Consultation: "/consultations/park", Form: withdrawalCodeForm(nil, "", "")},
	{
		privatePage:  privatePage{Lang: "en"},
		Title:        "The park",
		Consultation: "/consultations/park",
		Form:         withdrawalCodeForm(nil, "abc", "Enter the withdrawal code exactly as your receipt shows it."),
	},
	{privatePage: privatePage{Lang: "en"}, Title: "The park", Consultation: "/consultations/park", Done: true},
}

// The email form: empty, with an error, and after sending.
var (
	emailExample = &emailForm{
		Action: "/later",
		Form: form.Form{{Kind: form.Email, ID: "email", Name: "email", Label: "Email address", Autocomplete: "email"},
			{
				Kind:  form.Checkboxes,
				ID:    "remind",
				Name:  "remind",
				Label: "Reminder",
				Options: []form.Option{
					{ID: "remind", Value: "yes", Label: "Remind me 3 days before the consultation closes, if I have not sent my answers"},
				},
			}},
	}
	emailReceiptExample = &emailForm{
		Action: "/receipt-email", Receipt: "MFRG-GZDF", Token: "t",
		Form: form.Form{{Kind: form.Email, ID: "email", Name: "email", Label: "Email address", Autocomplete: "email"}},
	}
	emailErrorExample = &emailForm{
		Action: "/later",
		Form: form.Form{
			{
				Kind:         form.Email,
				ID:           "email",
				Name:         "email",
				Label:        "Email address",
				Autocomplete: "email",
				Value:        "sam",
				Error:        "Enter an email address in the correct format, like name@example.com.",
			},
		},
	}
	emailSentExample = &emailForm{Action: "/later", Sent: true}
)

var laterExamples = []laterView{
	laterExample("14 September 2027", nil),
	laterExample("14 September 2027", emailExample),
	laterExample("14 September 2027", emailErrorExample),
	laterExample("", emailSentExample),
}

func laterExample(deleted string, email *emailForm) laterView {
	return laterView{
		privatePage: privatePage{Lang: "en"},
		Title:       "Getting about",
		Code:        "FQKB-WMXE-TRAC-HNPP",
		Link:        "http://localhost:8080/consultations/getting-about/continue",
		Done:        "You have completed 3 parts of 7.",
		Resume:      "use",
		Clear:       "clear",
		Closes:      "31 August 2027 at 11:59pm",
		Deleted:     deleted,
		Email:       email,
	}
}

// exampleKept is how long answers are kept, where the equality monitoring questions begin.
var exampleKept = "We will delete your equality monitoring answers 6 months after the latest results are published. " +
	"We will keep the published tables."
