package intakeweb

import (
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/question"
)

// The examples show every branch of every page. They are rendered when the
// program starts and held against testdata.

var exampleFields = form.Form{
	{Kind: form.Radios, ID: "visit", Name: "visit", Label: "How often do you visit a library?", LabelSize: "m", Options: []form.Option{
		{ID: "visit", Value: "weekly", Label: "Every week"},
		{ID: "visit-2", Value: "rarely", Label: "Less often", Checked: true},
		{ID: "visit-3", Value: "prefer-not-to-say", Label: "Prefer not to say", Divider: true}}},
	{Kind: form.Textarea, ID: "why", Name: "why", Label: "What would help you to visit more often?", LabelSize: "m", Value: "A later bus.", MaxLength: 2000, Optional: true},
}

var exampleWrong = form.Form{
	{Kind: form.Radios, ID: "visit", Name: "visit", Label: "How often do you visit a library?", LabelSize: "m",
		Error: "Select an answer to: How often do you visit a library?", ErrorField: "visit",
		Options: []form.Option{{ID: "visit", Value: "weekly", Label: "Every week"}, {ID: "visit-2", Value: "rarely", Label: "Less often"}}},
}

var askExamples = []askView{
	{private: private{"en"}, Title: "Getting about", Heading: "Your visits", Progress: "Part 2 of 6", Back: "/back", Later: "/later",
		Sections: []section{{ID: "visits", Intro: "Think of the **last year**.", Fields: exampleFields}}, Form: exampleFields, Version: 1},
	{private: private{"en"}, Title: "Getting about", Heading: "Your visits", Progress: "Part 2 of 6", Back: "/back", Later: "/later",
		Sections: []section{{ID: "visits", Fields: exampleWrong}}, Form: exampleWrong, Version: 1},
	{private: private{"en"}, Title: "Getting about", Heading: "Getting about", Intro: "It takes about **10 minutes**.", Back: "/back", Later: "/later", All: true,
		Sections: []section{{ID: "visits", Heading: "Your visits", When: "Answer this part if it applies to you.", Fields: exampleFields}}, Form: exampleFields},
	{private: private{"ur"}, Title: "Getting about", Heading: "Your visits", Progress: "Part 2 of 6", Back: "/back", Later: "/later",
		Sections: []section{{ID: "visits", Fields: exampleFields}}, Form: exampleFields, Version: 3,
		Notice: "You changed these answers in another tab or window.", Theirs: []question.Row{{Question: "How often do you visit a library?", Answer: "Every week"}}},
}

var startExamples = []startView{
	{Title: "Getting about", Consultation: "/consultations/getting-about", Closes: "31 August 2027 at 11:59pm", Grace: 15, Parts: 6, Monitoring: true,
		Editions: []edition{{"Standard questionnaire", "en", "/a", "/a/all"}, {"Easy Read questionnaire", "en", "/b", "/b/all"}, {"اردو (Urdu)", "ur", "/c", "/c/all"}},
		Invented: "This consultation is invented for the demonstration."},
	{Title: "The park", Consultation: "/consultations/park", Closes: "1 March 2026 at 5pm", Grace: 15, Parts: 1, Editions: []edition{{"Standard questionnaire", "en", "/a", "/a/all"}}},
}

var checkExamples = []checkView{
	{private: private{"en"}, Title: "Getting about", Back: "/back", Later: "/later", Clear: "/clear", Parts: []part{
		{Heading: "Your visits", Rows: []question.Row{{Question: "How often do you visit a library?", Answer: "Less often", Change: "/visits#visit"}}},
		{Heading: "About you", Monitoring: true, Rows: []question.Row{{Question: "What is your sex?", Answer: "Prefer not to say", Change: "/about#sex"}}}},
		Dropped: []question.Row{{Question: "Which organisation do you write for?", Answer: "The bowls club"}}},
	{private: private{"en"}, Title: "Getting about", Back: "/back", Later: "/later", Clear: "/clear", Notice: "Many people are answering just now."},
}

var receiptExamples = []receiptView{
	{private: private{"en"}, Title: "Getting about", Consultation: "/consultations/getting-about", New: true, Code: "MFRG-GZDF-MZTW-Q2LK-NVXG-64DB-OFRW-2ZLN",
		File: "/f", QR: "/q", Copy: "/c", Link: "http://localhost:8080/r", Check: "/receipts", Withdraw: "/w", Withdrawal: "q0Y1d2ZkQ3JhQmNkZWZnaGpaW5vcHFyc3R1dnd4eXoxMjM0",
		Next: "We read every response and publish what we found.", Promise: "We promise an answer by 30 November 2027.", Invented: "This consultation is invented for the demonstration."},
	{private: private{"en"}, Title: "The park", Consultation: "/consultations/park", Code: "MFRG-GZDF-MZTW-Q2LK-NVXG-64DB-OFRW-2ZLN", File: "/f", QR: "/q", Copy: "/c", Link: "http://localhost:8080/r", Check: "/receipts",
		State: "You withdrew this response.", Mail: mailSent},
	{private: private{"en"}, Title: "The park", Consultation: "/consultations/park", Code: "MFRG-GZDF-MZTW-Q2LK-NVXG-64DB-OFRW-2ZLN", File: "/f", QR: "/q", Copy: "/c", Link: "http://localhost:8080/r", Check: "/receipts", Mail: mailWrong},
}

var withdrawExamples = []withdrawView{
	{private: private{"en"}, Title: "The park", Consultation: "/consultations/park", Form: codeField(nil, "", "")},
	{private: private{"en"}, Title: "The park", Consultation: "/consultations/park", Form: codeField(nil, "abc", "Enter the withdrawal code exactly as your receipt shows it.")},
	{private: private{"en"}, Title: "The park", Consultation: "/consultations/park", Done: true},
}

// The form to send something by email: as it is offered, and as it was refused.
var (
	mailExample = &mailForm{Action: "/later", Form: form.Form{{Kind: form.Email, ID: "email", Name: "email", Label: "Email address", Autocomplete: "email"},
		{Kind: form.Checkboxes, ID: "remind", Name: "remind", Label: "Reminder", Options: []form.Option{{ID: "remind", Value: "yes", Label: "Write to me again"}}}}}
	mailWrong = &mailForm{Action: "/later", Form: form.Form{{Kind: form.Email, ID: "email", Name: "email", Label: "Email address", Autocomplete: "email", Value: "her", Error: "Enter an email address in the correct format, like name@example.com."}}}
	mailSent  = &mailForm{Action: "/later", Sent: true}
)

var laterExamples = []laterView{
	{private{"en"}, "Getting about", "http://localhost:8080/x", "check", "clear", "31 August 2027 at 11:59pm", "14 September 2027", "", nil},
	{private{"en"}, "Getting about", "http://localhost:8080/x", "check", "clear", "31 August 2027 at 11:59pm", "14 September 2027", "", mailExample},
	{private{"en"}, "Getting about", "http://localhost:8080/x", "check", "clear", "31 August 2027 at 11:59pm", "14 September 2027", "", mailWrong},
	{private{"en"}, "Getting about", "http://localhost:8080/x", "check", "clear", "31 August 2027 at 11:59pm", "", "", mailSent},
}
