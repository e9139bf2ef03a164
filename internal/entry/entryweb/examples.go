package entryweb

import (
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/question"
	"github.com/folkmoot/folkmoot/survey"
)

// The examples show every branch of every page. They are rendered when the
// program starts and compared with the golden files in testdata.

// exampleSurvey is a fictional survey with a question of every kind.
var exampleBackLink = page.Link{Text: "Back to the consultation", Href: "/staff/consultations/x"}

var exampleSurvey = must(
	survey.Parse(
		[]byte(
			`{"id":"buses","title":"Getting about in Exampleshire","lang":"en","edition":"standard",
 "intro":"It takes about **10 minutes**.","pages":[
{"id":"use","title":"How you get about","questions":[
 {"id":"bus","kind":"single","text":"Do you take the bus?","options":[{"id":"yes","text":"Yes"},{"id":"no","text":"No"}]},
 {"id":"often","kind":"dropdown","text":"How often?","when":{"question":"bus","is":"yes"},
  "options":[{"id":"day","text":"Every day"},{"id":"week","text":"Every week","hint":"Or nearly"}]},
 {"id":"how","kind":"multiple","text":"How else do you get about?",
  "options":[{"id":"foot","text":"On foot"},{"id":"wheel","text":"By wheelchair or scooter"},
   {"id":"other","text":"Another way","writeIn":true},{"id":"none","text":"None of these","exclusive":true}]},
 {"id":"two","kind":"multiple","text":"Which two matter most?","max":2,
  "options":[{"id":"a","text":"Price"},{"id":"b","text":"Shelter"},{"id":"c","text":"Time"}]}]},
{"id":"views","title":"Your views","when":{"question":"bus","is":"yes"},"intro":"Think of the **last year**.","questions":[
 {"id":"info","kind":"panel","text":"What we propose","body":"Buses run an hour later on Fridays."},
 {"id":"agree","kind":"matrix","text":"What do you think of these?","preferNotToSay":true,
  "options":[{"id":"good","text":"Good"},{"id":"bad","text":"Bad"}],
  "rows":[{"id":"late","text":"Later buses","hint":"On Fridays"},{"id":"fare","text":"One fare"}]},
 {"id":"order","kind":"ranking","text":"What should come first?",
  "options":[{"id":"late","text":"Later buses"},{"id":"shelter","text":"Shelters","hint":"At twelve stops"}]},
 {"id":"money","kind":"budget","text":"How would you share out the money?","total":100,"unit":"points",
  "options":[{"id":"late","text":"Later buses","hint":"On Fridays"},{"id":"shelter","text":"Shelters"}]}]},
{"id":"rest","title":"Anything else","questions":[
 {"id":"cost","kind":"number","text":"How much do you spend on travel in a week, in pounds?","preferNotToSay":true},
 {"id":"since","kind":"date","text":"When did you move here?","preferNotToSay":true},
 {"id":"stop","kind":"short-text","text":"Which stop do you use most?","preferNotToSay":true},
 {"id":"wish","kind":"long-text","text":"What would make it easier?","hint":"Do not write names here.","maxLength":800},
 {"id":"post","kind":"postcode","text":"What is your postcode?"}]},
{"id":"you","title":"Equality questions","monitoring":true,"intro":"These questions are **voluntary**.","questions":[
 {"id":"sex","kind":"single","text":"What is your sex?","preferNotToSay":true,
  "options":[{"id":"f","text":"Female"},{"id":"m","text":"Male"}]}]}]}`,
		),
	),
)

func must[V any](v V, err error) V {
	if err != nil {
		panic(err)
	}
	return v
}

var examplePaper = entry.NewPaperForm(exampleSurvey)

var paperExamples = func() []paperView {
	v := paperView{
		Lang:           "en",
		Title:          exampleSurvey.Title,
		Consultation:   "Getting about",
		Intro:          exampleSurvey.Intro,
		Style:          page.PaperStyle,
		Closes:         "31 May 2026 at 11:59pm",
		PostalDeadline: "3 June 2026",
		Team:           "Transport team",
		Address:        "Exampleshire County Council\nThe Moot Hall",
		Phone:          "01632 960000",
		Email:          "transport@example.org",
		Link:           "https://consult.example.org/consultations/getting-about/respond",
		QRCode:         page.QRCode{Size: 41, Path: "M4 4h7v1h-7z"},
		PDF:            "/consultations/getting-about/paper/standard/document.pdf",
		Back:           "/consultations/getting-about",
		Others: []page.Link{
			{Text: "Easy Read questionnaire", Href: "/consultations/getting-about/paper/easy-read"},
		},
		Version:  "0f1e2d3c4b5a",
		Invented: "This consultation is invented for the demonstration.",
		Kept: "We will delete your equality monitoring answers 6 months after the latest results are published. " +
			"We will keep the published tables.",
	}
	for _, p := range examplePaper.Sections {
		section := paperSection{Title: p.Title, Intro: p.Intro, OnlyIf: p.OnlyIf}
		for _, q := range p.Questions {
			section.Questions = append(section.Questions, newPrintedQuestion(nil, q))
		}
		if p.Monitoring {
			v.Monitoring = append(v.Monitoring, section)
		} else {
			v.Sections = append(v.Sections, section)
		}
	}
	bare := paperView{
		Lang:           "ur",
		Title:          "اپنی رائے دیں",
		Consultation:   "Getting about",
		Style:          page.PaperStyle,
		Large:          true,
		Closes:         "31 May 2026",
		PostalDeadline: "3 June 2026",
		Team:           "Transport team",
		Link:           v.Link,
		QRCode:         v.QRCode,
		Back:           v.Back,
		Version:        "0f1e2d3c4b5a",
		Sections:       []paperSection{{Questions: v.Sections[0].Questions[:1]}},
	}
	return []paperView{v, bare}
}()

var exampleDateField = form.NewDate(nil, "day", "When did we receive the forms?", survey.TypedDate{})

var overviewExamples = []overviewView{
	{
		Title:          "Getting about",
		Back:           exampleBackLink,
		AssistedURL:    "/staff/consultations/x/assisted",
		SubmissionsURL: "/staff/consultations/x/submissions",
		Total:          1240,
		Channels: []channelLine{
			{"Online", 1200},
			{"On paper", 40},
		},
		PaperForms: []page.Link{{Text: "Standard questionnaire", Href: "/consultations/x/paper/standard"}},
		Heads: []page.ColumnHead{
			{Text: "Batch", Href: "/d?sort=batch"}, {Text: "Received on", Href: "/d?sort=-received", Sorted: "descending"}, {Text: "Status"},
			{Text: "Entered", Numeric: true},
		},
		Batches: []batchLine{
			{"Market Street library, 2", "/staff/consultations/x/data-entry/b", "On paper", "27 May 2026", "First entry", 12, 40},
		},
		Form: form.Form{textField("reference", "Batch reference", "For example, Market Street library, 2", ""), exampleDateField},
	},
	{
		Title:          "Getting about",
		Back:           exampleBackLink,
		AssistedURL:    "/a",
		SubmissionsURL: "/s",
		Channels:       []channelLine{{"Online", 0}},
		Form: form.Form{
			{
				Kind:  form.Text,
				ID:    "reference",
				Name:  "reference",
				Label: "Batch reference",
				Error: "Enter a batch reference of up to 100 characters.",
			},
		},
	},
}

var exampleRows = []page.SummaryRow{{Key: "How it was received", Value: "On paper"}, {Key: "Entered", Value: "12 of 40"}}

var batchExamples = []batchView{
	{
		Title:        "Library 2",
		Reference:    "Library 2",
		Back:         "/staff/consultations/x/data-entry",
		Rows:         exampleRows,
		NextURL:      "/next",
		SeedHash:     "9f86d081884c7d65",
		FinishButton: "Finish first entry",
		Reason: textField(
			"why",
			"Reason, if not all forms have been entered",
			"",
			"",
		),
		KeyedForms: []keyedFormLine{
			{Number: 1, By: "An officer", Href: "/forms/1"},
			{Number: 2, By: "Another officer", Unreadable: "4, 7", Corrected: true, Sampled: true},
		},
		Pages: page.Pagination{Next: "/staff/consultations/x/data-entry/b?page=l"},
	},
	{
		Title:        "Library 2",
		Reference:    "Library 2",
		Back:         "/staff/consultations/x/data-entry",
		Rows:         exampleRows,
		SecondURL:    "/second",
		SeedHash:     "9f86d081884c7d65",
		Seed:         "746573746572",
		Sample:       "3, 9",
		FinishButton: "Close batch",
		Reason: &form.Field{
			Kind:  form.Text,
			ID:    "why",
			Name:  "why",
			Label: "Reason, if not all forms have been entered",
			Error: "Not all forms have been entered. Enter a reason for finishing now, such as “the batch had fewer forms”.",
		},
		Form: form.Form{
			{
				ID:    "why",
				Error: "Not all forms have been entered. Enter a reason for finishing now, such as “the batch had fewer forms”.",
			},
		},
		DifferencesURL: "/staff/consultations/x/data-entry/b/differences",
		Agreement: &agreementView{
			Forms:        2,
			Unresolved:   1,
			SelfResolved: 1,
			Overall:      rateLine{"All questions", 2, 20, "2.8% to 30.1%"},
			Questions: []rateLine{
				{"1. Do you take the bus?", 2, 2, "34.2% to 100.0%"},
			},
			Clerks: []rateLine{{"An officer", 1, 20, "0.9% to 23.6%"}},
		},
	},
	{
		Title:          "Library 2",
		Reference:      "Library 2",
		Back:           "/staff/consultations/x/data-entry",
		Rows:           exampleRows,
		SeedHash:       "9f86d081884c7d65",
		Seed:           "746573746572",
		WaitReason:     "You did the first entry of the remaining selected forms. A colleague must do the second entry.",
		DifferencesURL: "/differences",
		Agreement:      &agreementView{Forms: 1, Overall: rateLine{"All questions", 0, 10, "0.0% to 27.8%"}},
	},
}

var keyExamples = func() []keyView {
	v := keyView{
		Title:     "Library 2",
		Reference: "Library 2",
		Back:      "/staff/consultations/x/data-entry/b",
		Lang:      "en",
		Dir:       "ltr",
		Number:    13,
		Forms:     40,
		Token:     "t",
		Notice:    "Form 12 saved.",
		Another:   true,
	}
	for i := range examplePaper.Sections {
		for j := range examplePaper.Sections[i].Questions {
			q := &examplePaper.Sections[i].Questions[j]
			if q.Number == 0 {
				continue
			}
			line := keyLine{PaperQuestion: q, ID: "k-" + q.ID, Long: q.Kind == survey.LongText}
			for _, c := range q.CodedOptions {
				line.Codes = append(line.Codes, keyCode{c.Code, c.Text})
			}
			v.Lines = append(v.Lines, line)
		}
	}
	v.Lines[0].Instruction = "A code"
	v.finishForm(true)
	wrong := v
	wrong.Notice = ""
	wrong.correcting()
	wrong.Lines = append([]keyLine(nil), v.Lines[:2]...)
	wrong.Lines[0].Value, wrong.Lines[0].Error = "q", "Question 1 does not have an answer with the code “q”. Its codes are a, b."
	wrong.Lines[1].Value, wrong.Lines[1].Error, wrong.Lines[1].CanKeep = "ab", "Select only one answer to: "+wrong.Lines[1].Text, true
	wrong.LeaveOut = "often"
	wrong.finishForm(false)
	again := v
	again.Notice = ""
	again.secondKeying()
	return []keyView{v, wrong, again}
}()

var differenceListExamples = []differenceListView{
	{
		Reference: "Library 2",
		Back:      "/staff/consultations/x/data-entry/b",
		Lang:      "en",
		Notice:    "2 differences resolved.",
		Count:     "3 differences to resolve.",
		Filter: &form.Field{
			Kind: form.Select, ID: "question", Name: "question", Label: "Show only this question",
			Options: []form.Option{{Value: "bus", Label: "1. Do you take the bus? (3)", Checked: true}},
		},
		ClearURL:     "/staff/consultations/x/data-entry/b/differences",
		Action:       "/staff/consultations/x/data-entry/b/differences?question=bus",
		Token:        "t",
		SelectAllURL: "/staff/consultations/x/data-entry/b/differences?question=bus&select=all",
		Rows: []differenceRow{
			{
				ID: "item-1", Value: "3/bus", Checked: true, Number: 3, Position: 1, Question: "Do you take the bus?",
				First: "a", Second: "b", Href: "/differences/3",
				Error: "Form 3: Question 2 does not have an answer with the code “q”. Its codes are a, b.",
			},
			{
				Number: 9, Position: 13, Question: "What would make it easier?", Note: "The entries are too long to compare here.",
				Href: "/differences/9",
			},
			{
				Number: 2, Position: 1, Question: "Do you take the bus?", Decided: "An officer: The first box is ticked.",
				Tag: page.Tag{Text: "Second entry correct", Colour: "green"},
			},
		},
		Reason: textField("reason", "How did you decide?", "", "The first box is ticked."),
		Form:   form.Form{{ID: "item-1", Error: "Form 3: Question 2 does not have an answer with the code “q”. Its codes are a, b."}},
		Pages:  page.Pagination{Next: "/staff/consultations/x/data-entry/b/differences?page=l"},
	},
	{
		Reference: "Library 2", Back: "/b", Lang: "ur", ClearURL: "/differences",
		Rows: []differenceRow{{Number: 2, Position: 1, Question: "بس؟", Tag: page.Tag{Text: "Deleted", Colour: "grey"}}},
	},
}

var differencesExamples = []differencesView{
	{Reference: "Library 2", Back: "/staff/consultations/x/data-entry/b", Number: 3, Token: "t",
		Questions: []differenceQuestion{
			{
				&form.Field{
					Kind:  form.Radios,
					ID:    "r-bus",
					Name:  "r-bus",
					Label: "1. Do you take the bus?",
					Error: "Question 1: select which entry is correct.",
					Options: []form.Option{
						{Value: "first", Label: "The first entry", Hint: "Entered: a"},
						{Value: "second", Label: "The second entry", Hint: "Entered: b"},
					},
				},
				textField("t-bus", "If it is something else, enter it here", "", ""),
			},
		},
		Form:   form.Form{{ID: "r-bus", Error: "Question 1: select which entry is correct."}},
		Reason: textField("reason", "How did you decide?", "", "")},
	{Reference: "Library 2", Back: "/b", Number: 3, Token: "t", LeaveOut: "often", Reason: textField("reason", "How did you decide?", "", "")},
}

var assistedStartExamples = []assistedStartView{
	{
		Title: "Getting about",
		Back:  "/staff/consultations/x/data-entry",
		Form: form.Form{
			{
				Kind:    form.Radios,
				ID:      "channel",
				Name:    "channel",
				Label:   "How are you speaking to them?",
				Options: []form.Option{{Value: "phone", Label: "By phone"}, {Value: "in-person", Label: "In person"}},
			},
		},
	},
	{
		Title: "Getting about",
		Back:  "/staff/consultations/x/data-entry",
		Form: form.Form{
			{
				Kind:    form.Radios,
				ID:      "channel",
				Name:    "channel",
				Label:   "How are you speaking to them?",
				Error:   "Select whether you are speaking by phone or in person.",
				Options: []form.Option{{Value: "phone", Label: "By phone"}},
			},
		},
	},
}

var assistedExamples = []assistedView{
	{
		Title:   "Getting about",
		Heading: "Getting about in Exampleshire",
		Back:    "/b",
		Lang:    "en",
		Intro:   "It takes about **10 minutes**.",
		Script:  "I will read the questions and type your answers.",
	},
	{
		Title:    "Getting about",
		Heading:  "Your views",
		Back:     "/b",
		Lang:     "en",
		Progress: "Part 2 of 6",
		Notice:   "These answers have been changed in another tab or window.",
		Form: form.Form{
			{Kind: form.Text, ID: "stop", Name: "stop", Label: "Which stop do you use most?", Error: "Shorten your answer."},
		},
	},
	{
		Title:   "Getting about",
		Heading: "Read the answers back, then send them",
		Back:    "/b",
		Lang:    "en",
		Rows:    []question.AnswerRow{{Question: "Do you take the bus?", Answer: "Yes", ChangeHref: "/use#bus"}},
	},
	{
		Title:   "Getting about",
		Heading: "Response sent",
		Back:    "/b",
		Code:    "q0Y1d2ZkQ3JhQmNkZWZnaGpaW5vcHFyc3R1dnd4eXoxMjM0",
		Receipt: "/receipt",
		NextURL: "/again", Channel: "phone", Edition: "standard",
	},
}
