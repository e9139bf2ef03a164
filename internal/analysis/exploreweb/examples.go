package exploreweb

import (
	"github.com/folkmoot/folkmoot/internal/analysis/resultview"
	"github.com/folkmoot/folkmoot/internal/chart"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
)

func exampleName(id, problem string) *form.Field {
	return &form.Field{Kind: form.Text, ID: id, Name: "name", Label: "Name", LabelSize: "s", Value: "Use by area", Error: problem}
}

// exampleChart is that of the table of the first example.
func exampleChart() chart.Figure {
	group := func(name string, a, b int64) chart.Group {
		return chart.Group{Name: name, Base: a + b, Cells: []chart.Cell{{N: a, Base: a + b}, {N: b, Base: a + b}}}
	}
	return chart.Choose(nil, chart.Cross{ID: "c-use", Title: "How often do you use the park?", Lang: "en", Question: "use", By: "area",
		Options:  []chart.Option{{ID: "week", Text: "Every week"}, {ID: "less", Text: "Less often"}},
		Everyone: group("", 612, 522), Groups: []chart.Group{group("North", 401, 246), group("South", 201, 264)}})
}

var examples = []tablesView{
	{
		Title: "The park", Back: page.Link{Text: "The park", Href: "/staff/consultations/park"},
		Who: "Counted: 1,204. Not counted: 3 withdrawn, 13 excluded.",
		Note: "Percentages are of the people of each group who answered the question and were offered the answer. " +
			"There are none of fewer than 20 people.",
		Fields: form.Form{
			{Kind: form.Select, ID: "question", Name: "question", Label: "Question", LabelSize: "s", Value: "use",
				Options: []form.Option{{Value: "~all", Label: "All questions"}, {Value: "use", Label: "How often do you use the park?"}}},
			{Kind: form.Select, ID: "by", Name: "by", Label: "Groups to compare", LabelSize: "s", Value: "area",
				Options: []form.Option{{Value: "", Label: "Everyone together"}, {Value: "area", Label: "Where do you live?"}}},
			{Kind: form.Text, ID: "purpose", Name: "purpose", Label: "Why do you need this information?", LabelSize: "s", Optional: true,
				Hint: "Only if you count equality monitoring answers. Your reason is kept in the audit log."},
		},
		Internal: "These are exact numbers for your work.", File: "/tables/file", Purpose: "To check the findings",
		Weights: &weightsView{Open: true, Made: true,
			Reasons: []weightLine{{page.UserText{Text: "Sex", Lang: "en"}, "Residents: The figures are about another area."}},
			Field: &form.Field{Kind: form.Checkboxes, ID: "weight", Name: "weight", Label: "Questions to weight on", LabelSize: "s",
				Options: []form.Option{{Value: "area", Label: "Where do you live?", Hint: "Residents of Exampleshire: Census 2021, TS001.",
					Checked: true}}},
			Facts: []weightFact{{"Effective sample size", []weightLine{{Text: "987"}}}, {"Groups with no responses",
				[]weightLine{{Name: page.UserText{Text: "East", Lang: "en"}}, {Name: page.UserText{Text: "West", Lang: "en"}}}}}},
		Path: "/tables", Opened: "Use by area", Notice: "The view has been renamed.",
		Missing: "This view uses a question or an answer that is no longer in the questionnaire. Choose others.",
		Views: []savedView{
			{"Use by area", "/tables?view=1", "/views/1", "Saved by An analyst on 27 May 2016", true, exampleName("name-1", "")},
			{"All questions", "/tables?view=2", "/views/2", "Saved by An analyst on 28 May 2016", false, exampleName("name-2", "")},
		},
		Save: "/views", Name: exampleName("name", ""), Chosen: []page.SummaryRow{{Key: "question", Value: "use"}},
		Method: []string{"3 responses are excluded: duplicate.", "Letters, petitions and events are not in the tables."},
		Similar: []resultview.Cluster{{Heading: "40 responses with identical answers", Detection: "Every answer is identical.",
			Decision: "Counted as one response.", Reason: "A campaign of the friends of the park.",
			Effect: "39 responses are excluded from the figures on this page."}},
		Contents: []page.Link{{Text: "How often do you use the park?", Href: "#t-use"}},
		Tables: []tableView{{
			ID: "t-use", Heading: page.UserText{Text: "How often do you use the park?", Lang: "en"},
			Chart: exampleChart(), Path: "/tables/chart", Download: []page.SummaryRow{{Key: "question", Value: "use"}, {Key: "by", Value: "area"}},
			Columns: []tableColumn{{UserText: page.UserText{Text: "Everyone"}}, {UserText: page.UserText{Text: "North", Lang: "en"}},
				{page.UserText{Text: "North", Lang: "en"}, true}, {UserText: page.UserText{Text: "Left blank"}}},
			Rows: []tableRow{
				{Label: page.UserText{Text: "Every week", Lang: "en"}, Cells: []tableCell{
					{"Everyone", "612", "54%"}, {"North", "401", "62%"}, {"North, weighted", "59%", ""}, {"Left blank", "10", "45%"}}},
				{Label: page.UserText{Text: "Less often", Lang: "en"}, Cells: []tableCell{
					{"Everyone", "522", "46%"}, {"North", "246", "38%"}, {"North, weighted", "41%", ""}, {"Left blank", "12", "55%"}}},
				{Label: page.UserText{Text: "Answered"}, Base: true, Cells: []tableCell{
					{"Everyone", "1,134", ""}, {"North", "647", ""}, {"North, weighted", "655", ""}, {"Left blank", "22", ""}}},
			},
			Note: "The meaning of this question changed while the consultation was open. All answers are counted together.",
		}},
	},
	{Title: "The park", Back: page.Link{Text: "The park", Href: "/staff/consultations/park"}, Counting: true},
	{Back: page.Link{Text: "The park", Href: "/staff/consultations/park"},
		Message: "Answers are counted by group once the consultation has closed."},
	{
		Title: "The park", Back: page.Link{Text: "The park", Href: "/staff/consultations/park"}, Path: "/tables",
		Views: []savedView{{"Use", "/tables?view=1", "/views/1", "Saved by An analyst on 27 May 2016", false,
			exampleName("name-1", "Another view has this name. Enter a different one.")}},
	},
	{
		Title: "The park", Back: page.Link{Text: "The park", Href: "/staff/consultations/park"}, Path: "/tables",
		Weights: &weightsView{Failed: []weightLine{{page.UserText{Text: "Sex", Lang: "en"}, "We have no figures."}}},
	},
	{
		Title: "The park", Back: page.Link{Text: "The park", Href: "/staff/consultations/park"}, Limited: true,
		Who: "Counted: 1,204. Not counted: 3 withdrawn, 13 excluded.",
		Fields: form.Form{{Kind: form.Select, ID: "question", Name: "question", Label: "Question", LabelSize: "s",
			Error: "Choose one of the questions in the list.", Options: []form.Option{{Value: "~all", Label: "All questions"}}}},
	},
}
