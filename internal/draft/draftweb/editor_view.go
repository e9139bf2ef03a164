package draftweb

import (
	"net/http"
	"net/url"

	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
)

// editorView is the page of every sheet.
type editorView struct {
	head
	Name      string // the h1
	Lead      string
	Sections  []section
	Questions []page.Link // the questions of a page
	Add       *page.Link
	Remove    *page.Link
}

// section is some fields under one heading, or a list, or a condition.
type section struct {
	Title         string
	Fields        form.Form
	Facts         []page.SummaryRow // what is told and not asked
	List          *optionList
	Condition     *conditionView
	RefreshButton string // a button that shows the page anew
}

// optionList is options, rows or alternatives, each with two fields.
type optionList struct {
	Kind        string // the beginning of the names of its fields
	Title       string
	Description string
	Text, Hint  string // the labels of the two
	AddButton   string // the words of the button
	Rows        []optionRow
}

// optionRow is one of them.
type optionRow struct {
	Kind                         string
	N                            int
	Label                        string // "Answer 2"
	ID, Text, Hint               string
	WriteIn, Exclusive           bool
	TakesWriteIn, TakesExclusive bool
	First, Last                  bool
}

// Field is the name and the id of a field of the line.
func (l optionRow) Field(field string) string { return rowFieldName(l.Kind, l.N, field) }

func (list *optionList) fill(words *locale.Printer, all []formRow, writeIn, exclusive bool) {
	for i, l := range all {
		list.Rows = append(
			list.Rows,
			optionRow{
				Kind:  list.Kind,
				N:     i + 1,
				Label: words.Say("%s %d", list.Text, i+1),
				ID:    l.get("id"),
				Text:  l.get("text"),
				Hint:  l.get("hint"),
				WriteIn: l.get(
					"writein",
				) != "",
				Exclusive:      l.get("exclusive") != "",
				TakesWriteIn:   writeIn,
				TakesExclusive: exclusive,
				First:          i == 0,
				Last:           i == len(all)-1,
			},
		)
	}
}

var editorPage = page.New(templateFiles, "templates/editor.html", editorExamples[0], editorExamples[1:]...)

// write shows v with what was typed.
func (v editorView) write(w http.ResponseWriter, r *http.Request, status int, typed url.Values) error {
	for _, s := range v.Sections {
		v.fill(page.Printer(r), typed, s.Fields)
	}
	return editorPage.Write(w, r, status, v)
}
