package reachweb

import (
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
)

var exampleTitle = page.UserText{Text: "Library opening hours", Href: "/staff/consultations/library", Lang: "en"}

var listExamples = []listView{
	{Title: exampleTitle, Edit: "/staff/consultations/library/affected-users", MaxMB: 2, Form: fileField("")},
	{
		Title: exampleTitle, Edit: "/staff/consultations/library/affected-users", MaxMB: 2, Form: fileField("Choose a file to upload."),
		Notice: "The numbers are a draft now.", Facts: []page.SummaryRow{{Key: "Source", Value: "Library management system"}},
		Items: []listItem{{"cards.csv", "/staff/consultations/library/affected-users/files/x", "1 May 2026"}},
		Pages: page.Pagination{Next: "?page=2"},
	},
}

var fileExamples = []fileView{
	{
		Back: page.Link{Text: "Back to affected users", Href: "/staff/consultations/library/affected-users/files"}, Name: "cards.csv",
		Path: "/staff/consultations/library/affected-users/files/x", Lang: "en", About: "It has 3 rows below the headings.",
		Columns: []page.FilterSelect{
			page.NewFilterSelect("question", "Column with the question", "Not in the file", "A", []string{"A", "B", "C"}, ""),
			page.NewFilterSelect("group", "Column with the group", "Choose a column", "B", []string{"A", "B", "C"}, ""),
			page.NewFilterSelect("people", "Column with the number of people", "Choose a column", "C", []string{"A", "B", "C"}, ""),
		},
		Asked: []askedView{{Text: "Sex", Options: []page.FilterOption{{Value: "sex/female", Text: "Female"}, {Value: "sex/male", Text: "Male"}}}},
		Lines: []lineView{
			{Row: 2, Question: "Sex", Group: "F", People: "1,200", Target: "sex/female", Why: "The question and the answer have these words."},
			{Row: 3, Question: "Sex", Group: "M", People: "4", Target: "sex/male", Why: "The question and the answer have these words."},
			{Row: 4, Question: "Sex", Group: "All", People: "1,204", Why: "It is a total, and totals are not used."},
		},
		Tables: []tableView{{Question: "Sex", Total: "1,204", Notes: []string{"2 numbers are hidden in what is published."}, Rows: []groupView{
			{Group: "Female", People: "1,200", Share: "100%", Before: "1,100", Hidden: true},
			{Group: "Male", People: "4", Share: "0.3%", Hidden: true},
		}}},
	},
	{
		Back: page.Link{Text: "Back to affected users", Href: "/staff/consultations/library/affected-users/files"}, Name: "cards.csv",
		Path: "/staff/consultations/library/affected-users/files/x", Lang: "en", About: "It has 1 row below the headings.",
		Problems: []form.Problem{{Href: "#target-2", Say: "Row 2: “many” is not a whole number of people."}},
		Asked:    []askedView{{Text: "Sex", Options: []page.FilterOption{{Value: "sex/female", Text: "Female"}}}},
		Lines: []lineView{{Row: 2, Group: "F", People: "many", Target: "sex/female", Why: "Only this question has such an answer.",
			Error: "This is not a whole number of people."}},
	},
}
