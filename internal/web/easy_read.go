package web

import (
	"github.com/folkmoot/folkmoot/internal/easyread"
	"github.com/folkmoot/folkmoot/internal/page"
)

// EasyReadView is the Easy Read summary of a report.
type EasyReadView struct {
	Lang, Invented string // Lang is the language of the lines
	Report         page.UserText
	Lines          []easyread.Line
	Downloads      []page.Link
}

// EasyReadPage is the page of the Easy Read summary of any report.
var EasyReadPage = page.New(files, "templates/easy-read.html", EasyReadView{
	Invented: "this report", Report: page.UserText{Text: "Annual report 2016 to 2017", Href: "/progress-reports/annual-2017"},
	Lines: []easyread.Line{
		{Picture: "read", Words: "This is our report."}, {Picture: "answer", Words: "You told us what is hard."},
		{Picture: "check", Words: "We looked at our work."}, {Picture: "send", Words: "We send this to you."},
		{Picture: "code", Words: "Doors are open."},
	},
	Downloads: ExampleDownloads("/progress-reports/annual-2017/easy-read"),
})
