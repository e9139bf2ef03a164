package draftedit

import (
	"net/http"
	"net/url"

	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
)

// FormView is the page of every sheet.
type FormView struct {
	Head
	Name      string // the h1
	Lead      string
	Sections  []Section
	Questions []page.Link // the questions of a page
	Add       *page.Link
	Remove    *page.Link
}

// Section is some fields under one heading, or a list, or a condition.
type Section struct {
	Title         string
	Fields        form.Form
	Facts         []page.SummaryRow // what is told and not asked
	List          *OptionList
	Condition     *ConditionView
	RefreshButton string // a button that shows the page anew
}

// OptionList is options, rows or alternatives, each with two fields.
type OptionList struct {
	Kind        string // the beginning of the names of its fields
	Title       string
	Description string
	Text, Hint  string // the labels of the two
	AddButton   string // the words of the button
	Rows        []OptionRow
}

// OptionRow is one of them.
type OptionRow struct {
	Kind                         string
	N                            int
	Label                        string // "Answer 2"
	ID, Text, Hint               string
	WriteIn, Exclusive           bool
	TakesWriteIn, TakesExclusive bool
	First, Last                  bool
}

// Field is the name and the id of a field of the line.
func (l OptionRow) Field(field string) string { return rowFieldName(l.Kind, l.N, field) }

func (list *OptionList) Fill(words *locale.Printer, all []FormRow, writeIn, exclusive bool) {
	for i, l := range all {
		list.Rows = append(
			list.Rows,
			OptionRow{
				Kind:  list.Kind,
				N:     i + 1,
				Label: words.Say("%s %d", list.Text, i+1),
				ID:    l.Get("id"),
				Text:  l.Get("text"),
				Hint:  l.Get("hint"),
				WriteIn: l.Get(
					"writein",
				) != "",
				Exclusive:      l.Get("exclusive") != "",
				TakesWriteIn:   writeIn,
				TakesExclusive: exclusive,
				First:          i == 0,
				Last:           i == len(all)-1,
			},
		)
	}
}

// FormPage is the page of an editor. Each package of handlers has one, with examples of its own forms.
type FormPage struct{ *page.Page[FormView] }

// NewFormPage returns the page with the given examples.
func NewFormPage(example FormView, more ...FormView) FormPage {
	return FormPage{page.New(formTemplates, "templates/editor.html", example, more...)}
}

// Show writes v with the submitted values.
func (p FormPage) Show(w http.ResponseWriter, r *http.Request, status int, v FormView, typed url.Values) error {
	return p.Write(w, r, status, v.filled(page.Printer(r), typed))
}

// Filled returns v with the submitted values in English, for examples.
func (v FormView) Filled(typed url.Values) FormView { return v.filled(nil, typed) }

func (v FormView) filled(words *locale.Printer, typed url.Values) FormView {
	for _, s := range v.Sections {
		v.Fill(words, typed, s.Fields)
	}
	return v
}
