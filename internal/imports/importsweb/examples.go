package importsweb

import (
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/imports"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/survey"
)

var exampleBack = page.Link{Text: "Back to all imports", Href: RootPath}

var listExamples = []listView{
	{Back: page.Link{Text: "Back to all consultations", Href: "/staff/consultations"}, MaxMB: 20, Form: fileField("")},
	{
		Back: page.Link{Text: "Back to all consultations", Href: "/staff/consultations"}, MaxMB: 20, Form: fileField("Choose a file to upload."),
		Heads: []page.ColumnHead{{Text: "File", Href: RootPath + "?sort=name"},
			{Text: "Uploaded", Href: RootPath + "?sort=-date", Sorted: "descending"}, {Text: "Status"}},
		Items: []listItem{{"parks.csv", RootPath + "/x", "1 May 2026", "Imported"}}, Pages: page.Pagination{Next: "?page=2"},
	},
}

var exampleUses = []form.Option{{Value: "leave-out", Label: "Leave out"}, {Value: "single", Label: "One answer from a list", Checked: true}}

var columnsExamples = []columnsView{
	{
		Back: exampleBack, Name: "parks.csv", Path: RootPath + "/x",
		About: []string{"The file has a row of headings and a row for each response.", "It has 120 rows below the headings."},
		Columns: []columnView{
			{Number: 1, Title: "Column A", Heading: "Do you use the park?", Why: "The values are a scale.", Examples: []string{"Yes", "No"},
				Uses: exampleUses, Wording: "Do you use the park?"},
			{Number: 2, Title: "Column B", Heading: "Your name", Why: "The heading asks who people are or how to reach them, so it is left out.",
				Uses: exampleUses, Wording: "Your name", Equality: true, Part: "Part"},
		},
	},
	{
		Back: exampleBack, Name: "parks.xlsx", Path: RootPath + "/x", About: []string{"The headings are like those of Citizen Space."},
		Left: []string{"Themes and which responses they were given to: outputs/themes.json"},
		Sheets: form.Form{{Kind: form.Select, ID: "sheet", Name: "sheet", Label: "Sheet of the workbook", LabelSize: "s",
			Options: []form.Option{{Value: "0", Label: "Responses", Checked: true}, {Value: "1", Label: "Notes"}}}},
		Columns: []columnView{{Number: 1, Title: "Column A", Heading: "Use", Uses: exampleUses,
			Error: "Column A: Enter the wording of the question."}},
		Problems: []form.Problem{{Href: "#use-1", Say: "Column A: Enter the wording of the question."}},
	},
}

var detailsExamples = []detailsView{
	{
		Back: page.Link{Text: "Back to the columns", Href: RootPath + "/x"}, Name: "parks.csv",
		Fields: detailFields(locale.For("en"), &imports.Details{Type: consult.Survey, Channel: intake.Web, Language: "en"},
			survey.TypedDate{}, survey.TypedDate{}),
	},
	{
		Back: page.Link{Text: "Back to the columns", Href: RootPath + "/x"}, Name: "parks.csv",
		Fields: form.Form{{Kind: form.Text, ID: "title", Name: "title", Label: "Title", LabelSize: "s",
			Error: "Enter a title for the consultation."}},
	},
}

var checkExamples = []checkView{
	{
		Back: page.Link{Text: "Back to the details", Href: RootPath + "/x/details"}, Name: "parks.csv", Lang: "en", Columns: RootPath + "/x",
		Facts: []string{"120 rows in the file.", "119 responses will be imported.", "1 row has no answers and is left out: 7."},
		Questions: []checkedQuestion{
			{Text: "Do you use the park?", Kind: "One answer from a list", Answered: "119 responses have an answer.",
				Answers: []checkedAnswer{{"Yes", "80"}, {"No", "39"}}},
			{Text: "How safe is it?", Kind: "One row of a grid", Answered: "100 responses have an answer.", Equality: true,
				Heads: []string{"Safe", "Unsafe"}, Rows: []checkedRow{{"By day", []string{"90", "10"}}}},
			{Text: "Why?", Kind: "Long text", Answered: "20 responses have an answer."},
		},
		Left: []string{"Your name"}, Path: RootPath + "/x/check", Remove: RootPath + "/x/remove", Button: "Import 119 responses",
	},
	{
		Back: page.Link{Text: "Back to the details", Href: RootPath + "/x/details"}, Name: "parks.csv", Lang: "en", Columns: RootPath + "/x",
		Wrong: "Some rows or columns have problems. Fix them before you import the responses.", Details: RootPath + "/x/details",
		Problems: []string{"Row 7: The row repeats the headings. Remove it."}, Facts: []string{"120 rows in the file."},
		Remove: RootPath + "/x/remove",
	},
}

var importedExample = importedView{
	Back: exampleBack, Name: "parks.csv", Notice: "This file was imported before, so nothing has changed.",
	Consultation: page.UserText{Text: "Parks", Href: "/staff/consultations/parks"}, Public: "/consultations/parks",
	Rows:  RootPath + "/x/rows",
	Facts: []summaryRow{{"Collected by", "Friends of the Park"}, {"SHA-256 digest", "0f3c"}},
}

var unreadExample = unreadView{
	Back: exampleBack, Name: "parks.xlsx", Path: RootPath + "/x/look", Remove: RootPath + "/x/remove", Next: "/check",
}
