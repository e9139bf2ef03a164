package bench

import (
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/survey"
)

// Definition returns the consultation that the load responds to: five common
// kinds of question, and two about the respondent.
func Definition() consult.Definition {
	agree := []survey.Option{
		{ID: "strongly-agree", Text: "Strongly agree"},
		{ID: "agree", Text: "Agree"},
		{ID: "neither", Text: "Neither"},
		{ID: "disagree", Text: "Disagree"},
	}
	return consult.Definition{
		Slug: Consultation, Title: "Benchmark", Type: consult.Survey, Published: true,
		Opens: "2020-01-01 00:00", Closes: "2099-12-31 23:59",
		Text: consult.Text{Summary: "A consultation for benchmarks.", Next: "Nothing.", Audience: "Benchmarks.",
			Contact: consult.Contact{Team: "Benchmarks", Address: "None"}, Feedback: "2100-01-31", Invented: "All of it."},
		Forms: []survey.Form{{ID: Consultation, Title: "Benchmark", Lang: "en", Edition: Edition, Pages: []survey.Page{
			{ID: "all", Title: "Your views", Questions: []survey.Question{
				{
					ID:       "use",
					Kind:     survey.Single,
					Text:     "How often do you use the library?",
					Required: true,
					Options:  []survey.Option{{ID: "weekly", Text: "Every week"}, {ID: "never", Text: "Never"}},
				},
				{
					ID:   "ways",
					Kind: survey.Multiple,
					Text: "How do you get there?",
					Options: []survey.Option{
						{ID: "bus", Text: "By bus"},
						{ID: "walk", Text: "On foot"},
						{ID: "car", Text: "By car"},
						{ID: "none", Text: "None of these", Exclusive: true},
					},
				},
				{
					ID:      "agree",
					Kind:    survey.Matrix,
					Text:    "Do you agree?",
					Options: agree,
					Rows: []survey.Option{
						{ID: "one", Text: "Open later"},
						{ID: "two", Text: "Open on Sundays"},
						{ID: "three", Text: "Open earlier"},
					},
				},
				{
					ID:      "money",
					Kind:    survey.Budget,
					Text:    "Divide 100 points",
					Total:   100,
					Unit:    "points",
					Options: []survey.Option{{ID: "parks", Text: "Parks"}, {ID: "libraries", Text: "Libraries"}},
				},
				{ID: "why", Kind: survey.LongText, Text: "What would you change?", MaxLength: 2000},
			}},
			{ID: "you", Title: "About you", Monitoring: true, Questions: []survey.Question{
				{
					ID:             "age",
					Kind:           survey.Single,
					Text:           "How old are you?",
					PreferNotToSay: true,
					Options:        []survey.Option{{ID: "a16-34", Text: "16 to 34"}, {ID: "a35-44", Text: "35 to 44"}},
				},
				{
					ID:             "sex",
					Kind:           survey.Single,
					Text:           "What is your sex?",
					PreferNotToSay: true,
					Options:        []survey.Option{{ID: "female", Text: "Female"}, {ID: "male", Text: "Male"}},
				},
			}},
		}}},
	}
}
