package draftweb

import (
	"net/http"
	"net/url"

	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
)

// sheetView is the page of every sheet.
type sheetView struct {
	head
	Name     string // the h1
	Lead     string
	Sections []section
	Asked    []page.Link // the questions of a page
	Add      *page.Link
	Remove   *page.Link
}

// section is some fields under one heading, or a list, or a condition.
type section struct {
	Title   string
	Fields  form.Form
	Facts   []page.SummaryRow // what is told and not asked
	List    *optionList
	Routing *routingView
	Again   string // a button that shows the page anew
}

// optionList is options, rows or alternatives, each with two fields.
type optionList struct {
	Kind       string // the beginning of the names of its fields
	Title      string
	Says       string
	Text, Hint string // the labels of the two
	Add        string // the words of the button
	Lines      []optionLine
}

// optionLine is one of them.
type optionLine struct {
	Kind                         string
	N                            int
	Label                        string // "Answer 2"
	ID, Text, Hint               string
	WriteIn, Exclusive           bool
	TakesWriteIn, TakesExclusive bool
	First, Last                  bool
}

// Field is the name and the id of a field of the line.
func (l optionLine) Field(field string) string { return lineName(l.Kind, l.N, field) }

func (list *optionList) fill(words *locale.Printer, all []line, writeIn, exclusive bool) {
	for i, l := range all {
		list.Lines = append(list.Lines, optionLine{Kind: list.Kind, N: i + 1, Label: words.Say("%s %d", list.Text, i+1), ID: l.get("id"), Text: l.get("text"), Hint: l.get("hint"),
			WriteIn: l.get("writein") != "", Exclusive: l.get("exclusive") != "", TakesWriteIn: writeIn, TakesExclusive: exclusive, First: i == 0, Last: i == len(all)-1})
	}
}

var sheetPage = page.New(files, "templates/sheet.html", sheetExamples[0], sheetExamples[1:]...)

// write shows v with what was typed.
func (v sheetView) write(w http.ResponseWriter, r *http.Request, status int, typed url.Values) error {
	for _, s := range v.Sections {
		v.fill(page.In(r), typed, s.Fields)
	}
	return sheetPage.Write(w, r, status, v)
}
