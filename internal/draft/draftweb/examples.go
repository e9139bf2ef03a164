package draftweb

import (
	"net/url"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/survey"
)

// The examples show every branch of every page. They are rendered when the
// program starts and held against testdata. All of it is invented.

var exampleBack = page.Link{Text: "Back to the questionnaire", Href: "/staff/consultations/buses/questionnaire"}

func exampleHead() head {
	return head{Title: "Getting about in Exampleshire", Slug: "buses", Back: exampleBack, Version: 4}
}

var listExamples = []listView{
	{AllHref: rootPath, MineHref: rootPath + "?whose=mine", CountText: "3 consultations", Items: []listItem{
		{
			Title:   "Getting about in Exampleshire",
			Href:    hubPath("buses"),
			Tag:     page.Tag{Text: "Draft", Colour: "grey"},
			Type:    "Engagement",
			Dates:   "no dates yet",
			Changed: "Changed by An officer on 2 March 2026",
		},
		{
			Title:      "The park",
			Href:       hubPath("park"),
			Tag:        page.Tag{Text: "Open", Colour: "green"},
			HasChanges: true,
			Type:       "Consultation",
			Dates:      "2 March 2026 to 31 May 2026",
			Changed:    "Changed by An officer on 2 March 2026",
		},
		{Title: "The library", Href: hubPath("library"), Tag: page.Tag{Text: "Closed"}, Type: "Survey", Dates: "until 1 May 2025"}}},
	{Query: "swimming", Mine: true, AllHref: rootPath, MineHref: rootPath + "?whose=mine", CountText: "0 consultations"},
	{AllHref: rootPath, MineHref: rootPath + "?whose=mine", CountText: "0 consultations"},
}

var newExamples = []newView{
	{
		FormKey: "K1",
		Back:    page.Link{Text: "Back to all consultations", Href: rootPath},
		Fields:  exampleFields(newFields(nil, []draft.ListItem{{Slug: "park", Title: "The park"}}), url.Values{"from": {"nothing"}}, nil),
	},
	{
		FormKey: "K1",
		Back:    page.Link{Text: "Back to all consultations", Href: rootPath},
		Fields:  exampleFields(newFields(nil, nil), nil, fieldErrors{"title": "Enter a title. You can change it later."}),
		Problems: []form.Problem{
			{Href: "#title", Say: "Enter a title. You can change it later."},
			{Href: "#file", Say: "Select a definition file."},
		},
		FileError: "Select a definition file.",
	},
}

func exampleFields(fields form.Form, typed url.Values, bad fieldErrors) form.Form {
	h := head{errors: bad}
	h.fill(nil, typed, fields)
	return fields
}

var hubExamples = []hubView{
	{
		head:     exampleHead(),
		Tag:      page.Tag{Text: "Draft", Colour: "grey"},
		Facts:    "Engagement, no dates yet",
		Changed:  "Changed by An officer on 2 March 2026 at 3pm",
		HasDraft: true,
		Tasks: []hubTask{
			{"Details, dates and contact", "/x", "", []string{"Summary", "Opening date"}},
			{"Questionnaire", "/x", "2 pages, 3 questions", []string{"1 thing to put right"}},
			{"Equality monitoring questions", "/x", "No equality questions", nil},
			{"Preview", "/x", "", nil},
		},
		Parts: []page.Link{{Text: "Read responses", Href: "/x"}},
	},
	{
		head:       head{Title: "The park", Slug: "park", Back: exampleBack, Live: true, Saved: true},
		Tag:        page.Tag{Text: "Open", Colour: "green"},
		Facts:      "Consultation, 2 March 2026 to 31 May 2026",
		PublicHref: "/consultations/park",
	},
	{
		head:       head{Title: "The park", Slug: "park", Back: exampleBack, Live: true, Version: 2},
		Tag:        page.Tag{Text: "Open", Colour: "green"},
		HasDraft:   true,
		PublicHref: "/consultations/park",
	},
}

var deleteExamples = []deleteView{
	{head: exampleHead()},
	{head: head{Title: "The park", Slug: "park", Back: exampleBack, Live: true, Version: 2}, ChangedBy: "Another officer"},
}

var questionnaireExamples = []questionnaireView{
	{
		head:         exampleHead(),
		Introduction: page.Link{Text: "Getting about", Href: "/x"},
		Counts:       "2 pages, 2 questions",
		NewTitle:     exampleTitle(),
		Pages: []pageRow{
			{ID: "use", N: 1, Title: "How you get about", Href: "/x", Add: "/x", Remove: "/x", First: true, Questions: []questionRow{
				{
					ID:       "bus",
					Text:     "Do you take the bus?",
					Href:     "/x",
					Remove:   "/x",
					Kind:     "Single choice (radio buttons)",
					Options:  "Yes · No",
					Required: true,
					First:    true,
				},
				{
					ID:     "why",
					Text:   "Why not?",
					Href:   "/x",
					Remove: "/x",
					Kind:   "Long text answer",
					When:   "“Do you take the bus?” is one of: No",
					Hints:  []string{"Enter the question."},
					Last:   true,
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
				Hints:      []string{"This page has no questions. Add a question, or remove the page."},
			}},
	},
	{
		head: head{
			Title: "The park",
			Slug:  "park",
			Back:  exampleBack,
			Live:  true,
			Saved: true,
			Hints: []string{"Add a page with at least one question."},
		},
		Introduction: page.Link{Text: "Title and introduction", Href: "/x"},
		Counts:       "0 pages, 0 questions",
		NewTitle:     exampleTitle(),
		ChangedBy:    "Another officer",
		Edition:      "standard",
	},
}

func exampleTitle() *form.Field {
	return &form.Field{Kind: form.Text, ID: "title", Name: "title", Label: "Title of the new page", LabelSize: "s"}
}

var removeExamples = []removeView{
	{head: exampleHead(), Name: "Why not?"},
	{
		head:       head{Title: "The park", Back: exampleBack, Live: true},
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
		head: exampleHead(),
		Name: "How you get about",
		Own:  exampleFields(own, nil, nil),
		Bank: exampleFields(bank, nil, nil),
	}
	own, bank = addQuestionForms(nil)
	bad := addQuestionView{
		head: exampleHead(),
		Own:  exampleFields(own, nil, fieldErrors{"text": "Enter the question."}),
		Bank: exampleFields(bank, nil, nil),
	}
	bad.Problems = bad.Own.Problems()
	return []addQuestionView{bare, bad}
}()

var conflictExamples = []conflictView{
	{
		Title:     "The park",
		ChangedBy: "Another officer",
		Time:      "3:15pm",
		Day:       "2 March 2026",
		Version:   5,
		Back:      exampleBack,
		Hidden:    []hiddenField{{"title", "Our park"}},
		Differences: []difference{
			{
				Name:   "title",
				Label:  "Title",
				Mine:   "Our park",
				Theirs: "The new park",
				Choice: "mine",
			}, {Name: "summary", Label: "Summary", Mine: "", Theirs: "Tell us what you think.", Choice: "theirs"}},
	},
	{
		Title:       "The park",
		ChangedBy:   "Another officer",
		Time:        "3:15pm",
		Day:         "2 March 2026",
		Version:     5,
		Back:        exampleBack,
		Problems:    []form.Problem{{Href: "#choose-title", Say: "Choose which one to keep: Title"}},
		Differences: []difference{{Name: "title", Label: "Title", Mine: "Our park", Theirs: "", Error: "Choose which version to keep."}},
	},
	{
		Title:       "The park",
		ChangedBy:   "Another officer",
		Time:        "3:15pm",
		Day:         "2 March 2026",
		Back:        exampleBack,
		Removed:     true,
		Differences: []difference{{Name: "text", Label: "Question", Mine: "Do you use the park?"}},
	},
	{Title: "The park", ChangedBy: "Another officer", Time: "3:15pm", Day: "2 March 2026", Back: exampleBack},
}

// exampleForm has what the examples of sheets need.
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

var editorExamples = func() []editorView {
	def := &consult.Definition{
		Slug:   "buses",
		Title:  "Getting about in Exampleshire",
		Type:   consult.Engagement,
		Forms:  []survey.Form{exampleForm},
		Opens:  "2026-03-02",
		Closes: "2026-05-31 23:59",
		Text: consult.Text{
			Summary:      "Tell us how you get about.",
			Alternatives: []consult.Alternative{{Option: "Do nothing", WhyDiscarded: "It costs more."}, {Option: "Later buses only"}},
		},
	}
	fill := func(v editorView, typed url.Values) editorView {
		for _, s := range v.Sections {
			v.fill(nil, typed, s.Fields)
		}
		return v
	}
	aboutValues, _ := aboutEditor{slug: "buses"}.values(def) // it always has them
	about := fill(
		editorView{
			head:     exampleHead(),
			Name:     "About this consultation",
			Lead:     "You can save at any time and finish later.",
			Sections: aboutSections(nil, false, def, aboutValues),
		},
		aboutValues,
	)
	live := editorView{head: exampleHead(), Name: "About this consultation", Sections: []section{datesSection(nil, true, def)}}
	live.Live, live.Saved, live.errors = true, true, fieldErrors{"feedback": "Enter a real date, like 27 5 2026."}
	live = fill(live, url.Values{"feedback-day": {"45"}})

	f := &def.Forms[0]
	first := &f.Pages[0]
	rest := pageEditor{"buses", "rest"}
	restValues, _ := rest.values(def) // it is there
	second := fill(
		editorView{
			head: exampleHead(),
			Name: "The rest",
			Sections: []section{
				{Fields: titleFields(nil)},
				{Condition: newConditionView(nil, "When to show this page", f, f.Pages[1].When, restValues, draft.QuestionsBefore(f, "rest", ""))},
			},
			Questions: []page.Link{
				{Text: "How else do you get about?", Href: "/x"},
			},
			Add:    &page.Link{Text: "Add a question to this page", Href: "/x"},
			Remove: &page.Link{Text: "Remove this page", Href: "/x"},
		},
		restValues,
	)
	empty := fill(editorView{head: exampleHead(), Name: "How you get about", Add: &page.Link{Text: "Add a question to this page", Href: "/x"},
		Sections: []section{{Condition: newConditionView(nil, "When to show this page", f, nil, nil, nil)}}}, nil)
	empty.Hints = []string{"This page has no questions. Add a question, or remove the page."}

	all := []editorView{about, live, second, empty}
	for _, q := range []*survey.Question{&f.Pages[1].Questions[0], &first.Questions[1], &first.Questions[2]} {
		s := questionEditor{"buses", q.ID}
		values, _ := s.values(def) // it is there
		v := editorView{
			head:     exampleHead(),
			Name:     q.Text,
			Sections: questionSections(nil, q.Kind, values),
			Remove:   &page.Link{Text: "Remove this question", Href: "/x"},
		}
		v.Sections = append(
			v.Sections,
			section{Condition: newConditionView(nil, "When to ask this question", f, q.When, values, draft.QuestionsBefore(f, "rest", "how"))},
		)
		all = append(all, fill(v, values))
	}
	blank := editorView{head: exampleHead(), Name: "Untitled question", Sections: questionSections(nil, survey.Single, nil)}
	equal := editorView{
		head:     exampleHead(),
		Name:     "Equality monitoring questions",
		Sections: []section{{Fields: monitoringFields(nil, "2026-03-02")}},
	}
	return append(all, fill(blank, nil), fill(equal, url.Values{"questions": {"sex"}}))
}()
