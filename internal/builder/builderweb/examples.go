package builderweb

import (
	"net/url"
	"slices"

	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/survey"
)

var questionnaireExamples = []questionnaireView{
	{
		Head:         draftedit.ExampleHead(),
		Introduction: page.Link{Text: "Getting about", Href: "/x"},
		Paste:        page.Link{Text: "Paste a questionnaire", Href: "/x"},
		File:         page.Link{Text: "Upload a questionnaire", Href: "/x"},
		Conditions:   page.Link{Text: "Named conditions", Href: "/x"},
		SavedList:    page.Link{Text: "Saved questions and templates", Href: "/x"},
		TemplateName: templateNameField(nil),
		Counts:       "2 pages, 2 questions",
		NewTitle:     exampleTitle(),
		MoveTo: moveField(nil, &survey.Form{Pages: []survey.Page{
			{ID: "use", Title: "How you get about"}, {ID: "you", Title: "About you"},
		}}),
		Undo:   "Question removed.",
		Routes: newRoutesView(nil, &routesForm, []builder.Hint{{Page: "you", Unreachable: true}}),
		Pages: []pageRow{
			{ID: "use", N: 1, Intro: "Think of **last week**.",
				Title: "How you get about", Href: "/x", Add: "/x", Remove: "/x", First: true, Questions: []questionRow{
					{
						ID:       "bus",
						Text:     "Do you take the bus?",
						Href:     "/x",
						Remove:   "/x",
						Kind:     "Single choice (radio buttons)",
						Options:  "Yes · No",
						Required: true,
						First:    true,
						Preview:  previewField(nil, &exampleForm, &exampleForm.Pages[0].Questions[0]),
					},
					{
						ID:       "why",
						Text:     "Why not?",
						Href:     "/x",
						Remove:   "/x",
						Kind:     "Long text answer",
						When:     "“Do you take the bus?” is “No”",
						Findings: exampleFindings[:1],
						Last:     true,
					}}},
			{
				ID:         "you",
				N:          2,
				Title:      "About you",
				Href:       "/x",
				Add:        "/x",
				Remove:     "/x",
				Last:       true,
				Monitoring: true,
				When:       "“Do you take the bus?” was answered",
				Findings:   exampleFindings, ToDo: true,
			}},
	},
	{
		Head: draftedit.Head{
			Title: "The park",
			Slug:  "park",
			Back:  draftedit.ExampleBack,
			Live:  true,
			Saved: true,
			Hints: []string{"Add a page with at least one question."}, Findings: exampleFindings,
		},
		Introduction: page.Link{Text: "Title and introduction", Href: "/x"},
		Paste:        page.Link{Text: "Paste a questionnaire", Href: "/x"},
		File:         page.Link{Text: "Upload a questionnaire", Href: "/x"},
		Conditions:   page.Link{Text: "Named conditions", Href: "/x"},
		SavedList:    page.Link{Text: "Saved questions and templates", Href: "/x"},
		TemplateName: templateNameField(nil),
		Counts:       "0 pages, 0 questions",
		NewTitle:     exampleTitle(),
		Notice:       "Question saved.",
		ChangedBy:    "Another officer",
		Failed:       "Equality monitoring questions and other questions cannot be on the same page.",
		Edition:      "Standard",
	},
}

func exampleTitle() *form.Field {
	return &form.Field{Kind: form.Text, ID: "title", Name: "title", Label: "Title of the new page", LabelSize: "s"}
}

var removeExamples = []removeView{
	{Head: draftedit.ExampleHead(), Name: "Why not?"},
	{
		Head:       draftedit.Head{Title: "The park", Back: draftedit.ExampleBack, Live: true},
		Page:       true,
		Name:       "How you get about",
		Questions:  []string{"Do you take the bus?"},
		Dependents: []page.Link{{Text: "Why not?", Href: "/x"}},
		ChangedBy:  "Another officer",
	},
}

var addQuestionExamples = func() []addQuestionView {
	own, bank := addQuestionForms(nil)
	bare := addQuestionView{
		Head: draftedit.ExampleHead(),
		Name: "How you get about",
		Own:  draftedit.ExampleFields(own, nil, nil),
		Bank: draftedit.ExampleFields(bank, nil, nil),
	}
	own, bank = addQuestionForms(nil)
	bad := addQuestionView{
		Head: draftedit.ExampleHead(),
		Own:  draftedit.ExampleFields(own, nil, draftedit.FieldErrors{"text": locale.Lazy("Enter the question.")}),
		Bank: draftedit.ExampleFields(bank, nil, nil),
	}
	bad.Problems = bad.Own.Problems()
	bad.Saved = draftedit.ExampleFields(savedForm(nil, []form.Option{
		{Value: "one", Label: "Do you take the bus?", Hint: "Saved by An officer on 2 March 2026"},
	}), nil, nil)
	return []addQuestionView{bare, bad}
}()

var pasteExamples = func() []pasteView {
	view := func(text string, invalid draftedit.FieldErrors) pasteView {
		var p *builder.Pasted
		if text != "" {
			p, _ = builder.ParsePasted(text) // the text is short
		}
		v := newPasteView(nil, p)
		v.Head, v.Errors = draftedit.ExampleHead(), invalid
		v.Text = draftedit.ExampleFields(pasteFieldsOf(nil), url.Values{"text": {text}}, invalid)
		v.Problems = v.Text.Problems()
		return v
	}
	return []pasteView{
		view("", nil),
		view("# Getting about\nTell us about last week.\n1. Do you take the bus? (required)\n- Yes\n- No\n"+
			"2. Why?\nSomething else\n\nAnother line\n# The rest\n", nil),
		view("# Getting about\n1. How satisfied are you?\nRows: Buses; Trains\nAnswers: Satisfied; Dissatisfied\n", nil),
		view("", draftedit.FieldErrors{"text": locale.Lazy("Paste or type the questions.")}),
	}
}()

// routesForm has the conditions of the example of the questionnaire.
var routesForm = survey.Form{Pages: []survey.Page{
	{ID: "use", Title: "How you get about", Questions: []survey.Question{
		exampleForm.Pages[0].Questions[0],
		{ID: "why", Text: "Why not?", When: &survey.Condition{Question: "bus", Is: "no"}},
	}},
	{ID: "you", Title: "About you", When: &survey.Condition{Question: "bus", Answered: true}},
}}

// exampleForm has questions and conditions of many kinds.
var exampleForm = survey.Form{ID: "survey", Title: "Getting about", Lang: "en", Edition: "standard", Pages: []survey.Page{
	{ID: "use", Title: "How you get about", Questions: []survey.Question{
		{
			ID:             "bus",
			Kind:           survey.Single,
			Text:           "Do you take the bus?",
			PreferNotToSay: true,
			Options:        []survey.Option{{ID: "yes", Text: "Yes"}, {ID: "no", Text: "No"}},
		},
		{
			ID:      "views",
			Kind:    survey.Matrix,
			Text:    "What do you think of these?",
			Options: []survey.Option{{ID: "good", Text: "Good"}, {ID: "bad", Text: "Bad"}},
			Rows:    []survey.Option{{ID: "late", Text: "Later buses"}},
		},
		{ID: "cost", Kind: survey.Number, Text: "What does it cost you?"}}},
	{
		ID:    "rest",
		Title: "The rest",
		When: &survey.Condition{
			Any: []survey.Condition{
				{Question: "bus", AnyOf: []string{"yes", "no"}},
				{Question: "views", Row: "late", Is: "good"},
				{Question: "cost", Above: "5"},
				{Question: "gone", Is: "x"},
			},
		},
		Questions: []survey.Question{
			{
				ID:       "how",
				Kind:     survey.Multiple,
				Text:     "How else do you get about?",
				Required: true,
				Options: []survey.Option{
					{ID: "foot", Text: "On foot"},
					{ID: "other", Text: "Another way", WriteIn: true},
					{ID: "none", Text: "None of these", Exclusive: true},
				},
				Wordings: []survey.Wording{{ID: "quoted", Text: "You said {bus}. How else do you get about?"}},
				When: &survey.Condition{
					All: []survey.Condition{
						{Any: []survey.Condition{{Question: "bus", Is: "no"}, {Question: "cost", Answered: true}}},
						{Question: "bus", Answered: true},
					},
				},
			},
		},
	},
}}

var exampleFindings = []draftedit.FindingView{
	{Text: "Enter the question.", Href: "/staff/consultations/buses/questions/how#text", Tag: page.Tag{Text: "Must be fixed", Colour: "red"}},
	{Text: "This text is long.", Href: "/staff/consultations/buses/versions/cy#text--how", Version: "“Welsh” version",
		Tag: page.Tag{Text: "Suggestion", Colour: "grey"}},
}

var editorExamples = func() []draftedit.FormView {
	def := &consult.Definition{
		Slug: "buses", Title: "Getting about in Exampleshire", Type: consult.Engagement, Forms: []survey.Form{exampleForm},
	}
	f := &def.Forms[0]
	first, second := &f.Pages[0], &f.Pages[1]
	values, _ := pageEditor{"buses", second.ID}.Values(def) // the page exists
	title := "When to show this page"
	withQuestions := draftedit.FormView{
		Head: draftedit.ExampleHead(),
		Name: second.Title,
		Sections: []draftedit.Section{
			{Fields: append(titleFields(nil), pageOrderField(nil))},
			{Condition: newConditionView(nil, title, f, second.When, values, builder.QuestionsBefore(f, second.ID, ""), nil)},
		},
		Questions: []page.Link{{Text: "How else do you get about?", Href: "/x"}},
		Add:       &page.Link{Text: "Add a question to this page", Href: "/x"},
		Remove:    &page.Link{Text: "Remove this page", Href: "/x"},
	}
	empty := draftedit.FormView{
		Head:     draftedit.ExampleHead(),
		Name:     first.Title,
		Sections: []draftedit.Section{{Condition: newConditionView(nil, title, f, nil, nil, nil, nil)}},
		Add:      &page.Link{Text: "Add a question to this page", Href: "/x"},
	}
	empty.Live, empty.Saved = true, true
	empty.Hints = []string{"This page has no questions. Add a question, or remove the page."}
	empty.Checked, empty.Findings = true, exampleFindings
	all := []draftedit.FormView{withQuestions.Filled(values), empty.Filled(nil)}
	for _, q := range []*survey.Question{&second.Questions[0], &first.Questions[1], &first.Questions[2]} {
		values, _ := questionEditor{"buses", q.ID}.Values(def) // the question exists
		condition := newConditionView(nil, "When to ask this question", f, q.When, values, builder.QuestionsBefore(f, "rest", "how"),
			builder.ConditionNames(f))
		v := draftedit.FormView{
			Head: draftedit.ExampleHead(),
			Name: q.Text,
			Sections: slices.Concat(questionSections(nil, q.Kind, values, boundSelects(nil, f, second.ID, q.ID, q.Kind, values)),
				wordingSection(nil, f, second.ID, q, values),
				[]draftedit.Section{{Condition: condition}}),
			Remove: &page.Link{Text: "Remove this question", Href: "/x"},
		}
		all = append(all, v.Filled(values))
	}
	blank := draftedit.FormView{
		Head: draftedit.ExampleHead(), Name: "Untitled question", Sections: questionSections(nil, survey.Multiple, nil, nil),
	}
	blank.Errors = draftedit.FieldErrors{"min": locale.Lazy("%s must be a whole number, or blank.", locale.Lazy(minLabel))}
	return append(all, blank.Filled(nil))
}()
