package editweb

import (
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
)

// The examples of the pages, which are invented, show every branch of every template.

var (
	exampleBack = page.Link{Text: "Evidence", Href: "/staff/evidence"}
	exampleHead = head{Kind: "Evidence", Title: "One in six residents is disabled", Back: exampleBack,
		Tag: page.Tag{Text: "Draft", Colour: "grey"}}
	exampleWho     = "An officer, 3:15pm on 2 March 2026"
	exampleChanges = []changedField{{"Title", edit.CompareWords("One in six residents", "One in five residents")}}
)

var (
	exampleCopyHeads = []page.ColumnHead{{Text: "Title", Href: "/staff/evidence?sort=title"}, {Text: "State"},
		{Text: "Last changed", Href: "/staff/evidence?sort=-date", Sorted: "descending"}}
	exampleHeads = []page.ColumnHead{{Text: "Title", Href: "/staff/evidence?sort=-title", Sorted: "ascending"},
		{Text: "Date", Href: "/staff/evidence?sort=date"}}
)

var listExamples = []listView{
	{
		Title: "Evidence", About: "Findings about people’s lives.", Add: page.Link{Text: "Add evidence", Href: "/staff/evidence/new"},
		Parts: []listPart{
			{Heading: "Drafts and changes", Heads: exampleCopyHeads, State: true, DateLabel: "Last changed", Items: []listItem{
				{Link: page.Link{Text: exampleHead.Title, Href: "/staff/evidence/disabled"}, Tag: exampleHead.Tag, Date: exampleWho},
			}, Pages: page.Pagination{Next: "/staff/evidence?list=changes&page=2"}},
			{Heading: "Published", Heads: exampleHeads, DateLabel: "Date", Items: []listItem{
				{Link: page.Link{Text: "61,299 residents provide unpaid care", Href: "/staff/evidence/carers"}, Date: "21 March 2021"},
			}, Pages: page.Pagination{Next: "/staff/evidence?list=published&page=2"}},
		},
		Discarded: page.Link{Text: "Discarded drafts", Href: "/staff/evidence?list=discarded"},
	},
	{
		Title: "Evidence", Add: page.Link{Text: "Add evidence", Href: "/staff/evidence/new"},
		Parts: []listPart{{Heading: "Published"}}, All: page.Link{Text: "Show everything", Href: "/staff/evidence"},
	},
	{
		Title: "Evidence", Add: page.Link{Text: "Add evidence", Href: "/staff/evidence/new"},
		Parts: []listPart{{Heading: "Discarded drafts", Heads: exampleCopyHeads, State: true, DateLabel: "Last changed", Items: []listItem{{
			Link: page.Link{Text: exampleHead.Title, Href: "/staff/evidence/disabled"}, Tag: page.Tag{Text: "Discarded", Colour: "grey"},
			Date: exampleWho, Fact: "Can be restored until 1 April 2026", Restore: "4"}}}},
		All: page.Link{Text: "Show everything", Href: "/staff/evidence"},
	},
}

var exampleSections = []section{
	{ID: "part-1", Items: []item{
		{Field: &form.Field{Kind: form.Text, ID: "title", Name: "title", Label: "Title", LabelSize: "s", Value: exampleHead.Title}},
		{Field: &form.Field{Kind: form.Text, ID: "when", Name: "when", Label: "When", LabelSize: "s", Value: "Ongoing", Advised: true,
			Advice: "“Ongoing” has no end."}},
		{Fact: &page.SummaryRow{Key: "Area", Value: "Exampleshire"}},
		{Field: &form.Field{Kind: form.Text, ID: "follows", Name: "follows", Label: "Replaces", LabelSize: "s", List: "options-follows"}},
		{Field: &form.Field{Kind: form.Text, ID: "action", Name: "action", Label: "Action", LabelSize: "s", List: "options-action",
			LookUp: "action", Focus: true, Value: "library", Hint: "Type part of the name and choose from the list."}},
		{Field: &form.Field{Kind: form.Hidden, Name: "action-asked", Value: "library"}},
		{Field: &form.Field{Kind: form.Radios, ID: "action-found", Name: "action-found", Label: "Found for “library”", LabelSize: "s",
			Options: []form.Option{{Value: "a1", Label: "Open the library on Sundays"},
				{Value: "a2", Label: "Large print in every library"}}}},
	}},
	{ID: "part-2", Title: "Known problems", Items: []item{
		{Rows: &rowsView{Name: "gaps", Label: "Problems", Hint: "One row for each.", AddLabel: "Add a problem",
			Error: "Fill in “Problems”.", Rows: []rowView{
				{Label: "Row 1", N: 1, List: "gaps", First: true, Columns: []*form.Field{exampleColumn("gaps-1-what", "Some maps")},
					About: "Some maps", Folds: true},
				{Label: "Row 2", N: 2, List: "gaps", Columns: []*form.Field{exampleColumn("gaps-2-what", "")}, Folds: true, Open: true},
				{Label: "Row 3", N: 3, List: "gaps", Last: true, Columns: []*form.Field{exampleColumn("gaps-3-what", "")}},
			}}},
		{Rows: &rowsView{Name: "cells", Label: "Findings", Steady: true, Rows: []rowView{
			{Label: "Row 1", N: 1, List: "cells", First: true, Last: true, About: "Age", Folds: true,
				Columns: []*form.Field{exampleColumn("cells-1-reason", "")}}}}},
		{Rows: &rowsView{Name: "plans", Focus: true, Titled: true, Label: "Plans", AddLabel: "Add a plan"}},
	}},
}

func exampleColumn(name, value string) *form.Field {
	return &form.Field{Kind: form.Text, ID: name, Name: name, Label: "Problem", LabelSize: "s", Value: value}
}

var formExamples = []formView{
	{head: exampleHead, Action: "/staff/evidence/disabled/edit", Version: "4", Seen: "1a2b3c4d", Autosave: true,
		Quotable: true, Quotes: []edit.Quote{
			{Code: "{{figure:parks#2/responses}}", Question: edit.Name("Responses counted"), Readable: "1,204"},
			{Code: "{{figure:parks#2/rate/grass/good}}", Question: edit.Name("How good is it?"), Row: "The grass", Option: "Good",
				Readable: "62% (412 of 668)"},
		},
		Saved: "Draft saved at 3:15pm", Sections: exampleSections, Lists: []suggestions{{"options-follows", []form.Option{
			{Value: "Census 2011"}, {Value: "Cyfrifiad 2011", Lang: "cy"}}}}, Contents: []page.Link{{Text: "Known problems", Href: "#part-2"}}},
	{head: exampleHead, Action: "/staff/evidence/disabled/edit", Version: "4", Waits: true, Unsaved: true, Quotable: true, Live: true,
		About: "These questions are optional.",
		ReadFirst: []readingView{{page.UserText{Text: "Effects of the last strategy", Href: "/long-term-effects/last", Lang: "en"},
			"Looked at again on 1 April 2031"}},
		Sections: exampleSections[:1],
		Problems: []form.Problem{{Href: "#title", Say: "Fill in “Title”."}}},
	{head: head{Title: "Add evidence", Back: exampleBack}, Action: "/staff/evidence/new", Version: "0", Key: "k", Autosave: true,
		Sections: exampleSections[:1]},
}

var exampleItems = [][]page.SummaryCell{
	{{Text: "Close the library"}, {Label: "Saving:", Text: "52,000"}, {Label: "Source:", Text: "/evidence", Href: "/evidence"}},
	{{Text: "Change nothing"}},
}

var recordExamples = []recordView{
	{
		head: exampleHead, Notice: "Submitted for approval.", Action: "/staff/evidence/disabled", Version: "4",
		Changed: "Last changed by an officer at 3:15pm on 2 March 2026",
		Edit:    page.Link{Text: "Edit", Href: "/staff/evidence/disabled/edit"},
		Links:   []page.Link{{Text: "History", Href: "/staff/evidence/disabled/history"}},
		Next:    "Another person must approve it before it is published.",
		Who:     "Consultation officer",
		Can:     actions{Submit: true, Approve: true, ApproveAndPublish: true, Return: true, Publish: true, Discard: true},
		Changes: exampleChanges, Says: []saysPart{{ID: "says-1", Rows: []page.SummaryRow{{Key: "Title", Value: "One in five residents"},
			{Key: "Web address", Value: "https://example.org/", ValueHref: "https://example.org/"}}}},
		Comments: []commentView{{exampleWho, "Please give the table."}}, CommentKey: "k",
	},
	{
		head: head{Title: "Council’s details", Back: page.Link{Text: "Staff area", Href: "/staff"},
			Tag: page.Tag{Text: "Published", Colour: "green"}},
		Action: "/staff/council", Version: "0", Can: actions{Submit: true},
		Says: []saysPart{{"says-1", "General", []page.SummaryRow{{Key: "Name", Value: "Exampleshire"}}, nil}, {"says-2", "Plans",
			[]page.SummaryRow{{Key: "Options", Items: exampleItems}, {Key: "Findings", Items: exampleItems, Folded: "9 rows"}}, nil},
			{"says-3", "Options", nil, exampleItems}},
		CommentWrong: "Write a comment.", Problems: []form.Problem{{Href: "#comment", Say: "Write a comment."}},
	},
	{head: exampleHead, Action: "/staff/assessments/buses", New: true, Parts: []partView{
		{Link: page.Link{Text: "General", Href: "/staff/assessments/buses/edit?part=title"},
			Tag: page.Tag{Text: "1 thing missing", Colour: "yellow"}, Who: "Head of transport", By: "2 March 2026", Late: true,
			Missing: []page.Link{{Text: "Fill in “Title”.", Href: "/staff/assessments/buses/edit?part=title#title"}}},
		{Link: page.Link{Text: "Evidence", Href: "/staff/assessments/buses/edit?part=evidence"},
			Tag: page.Tag{Text: "Nothing yet", Colour: "grey"}, By: "2 March 2026"},
		{Link: page.Link{Text: "Outcome", Href: "/staff/assessments/buses/edit?part=outcome"},
			Tag: page.Tag{Text: "Nothing missing"}, Who: "Equality team"},
	}},
	{head: exampleHead, Action: "/staff/evidence/disabled", New: true, Can: actions{Restore: true},
		Advice:  []page.Link{{Text: "“Ongoing” has no end.", Href: "/staff/evidence/disabled/edit#when"}},
		Missing: []page.Link{{Text: "Fill in “Finding”.", Href: "/staff/evidence/disabled/edit#finding"}}},
}

var historyExamples = []historyView{
	{head: exampleHead, Action: "/staff/evidence/disabled/history", Version: "2", Versions: []versionView{
		{Number: 2, What: "Saved", Who: exampleWho, Current: true, Changes: exampleChanges},
		{Number: 1, What: "Saved", Who: exampleWho},
	}},
	{head: exampleHead, Action: "/staff/evidence/disabled/history", Version: "0"},
}

var conflictExamples = []conflictView{
	{
		head: exampleHead, Action: "/staff/evidence/disabled/edit", Version: "5", Seen: "1a2b3c4d",
		Explanation: "An officer saved changes at 3:15pm on 2 March 2026 while you were editing. Choose which version to keep.",
		Hidden:      []hidden{{"title", "One in five residents"}},
		Differences: []difference{
			{Name: "title", Label: "Title", Mine: "One in five residents", Theirs: "One in six residents", Choice: "mine"},
			{Name: "figure", Label: "Figure", Mine: "", Theirs: "16.6%", Choice: "theirs"},
		},
	},
	{
		head: exampleHead, Action: "/staff/evidence/disabled/edit", Version: "5", Imported: true,
		Problems: []form.Problem{{Href: "#choose-title", Say: "Title: choose which version to keep"}},
		Differences: []difference{
			{Name: "title", Label: "Title", Mine: "One in five residents", Error: "Choose which version to keep."},
		},
	},
	{head: exampleHead},
}
