package draftedit

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
)

// FormView is the view of a page with an editing form.
type FormView struct {
	Head
	Name      string // heading of the page
	Lead      string
	Sections  []Section
	Questions []page.Link // for a page of the questionnaire
	Add       *page.Link  // to add a question; nil for other pages
	Remove    *page.Link  // to remove what is edited; nil if that is not possible
}

// Scripts returns the script of the page.
func (FormView) Scripts(a page.Assets) []string { return []string{a.Builder, a.Edit} }

// Section is a part of the form with one heading: fields, a list or a condition.
type Section struct {
	Title         string
	Fields        form.Form
	List          *OptionList
	Condition     *ConditionView
	Link          *page.Link // to a page for a part of what is edited; nil for most
	RefreshButton string     // label of a button that saves and shows the form again; "" for none
}

// OptionList is a list of answer options, rows or alternatives with a text and a hint each.
type OptionList struct {
	Kind        string // prefix of the names of its fields
	Title       string
	Description string
	Text, Hint  string // labels of the two fields
	AddButton   string // label; "" if none can be added
	Rows        []OptionRow
	Describes   bool      // each entry has a description of several lines
	Paste       form.Form // to add several entries at once, one a line; nil if that is not possible
	PasteTitle  string
	PasteButton string
}

// ID returns the HTML id of the list: options, rows, boxes.
func (list *OptionList) ID() string {
	if strings.HasSuffix(list.Kind, "x") {
		return list.Kind + "es"
	}
	return list.Kind + "s"
}

// PasteOpen reports whether the fields for several entries are shown at once: they were used before and there is
// something wrong with them, or the list has no entries yet.
func (list *OptionList) PasteOpen() bool {
	return len(list.Rows) == 0 || len(list.Paste.Problems()) > 0
}

// OptionRow is an entry of an OptionList.
type OptionRow struct {
	Kind                         string // of the list
	N                            int    // position in the list, from 1
	Label                        string // like “Answer 2”
	ID, Text, Hint, Body         string
	WriteIn, Exclusive           bool
	RequireWriteIn               bool
	TakesWriteIn, TakesExclusive bool // show the checkboxes for WriteIn and Exclusive
	Fixed, TakesFixed            bool // stays in its place in random order; show the checkbox for it
	TakesName                    bool // show a checkbox for WriteIn, as people name the row themselves
	First, Last                  bool
	Selects                      []RowSelect
}

// RowSelect is a drop-down list in an OptionRow.
type RowSelect struct {
	Name, Label string
	Items       []SelectItem
}

// Field returns the name, which is also the id, of a field of the row.
func (row OptionRow) Field(field string) string { return rowFieldName(row.Kind, row.N, field) }

// Fill adds the submitted rows to the list.
func (list *OptionList) Fill(words *locale.Printer, rows []FormRow, writeIn, exclusive bool) {
	for i, row := range rows {
		list.Rows = append(list.Rows, OptionRow{
			Kind:           list.Kind,
			N:              i + 1,
			Label:          words.Say("%s %d", list.Text, i+1),
			ID:             row.Get("id"),
			Text:           row.Get("text"),
			Hint:           row.Get("hint"),
			Body:           row.Get("body"),
			WriteIn:        row.Get("writein") != "",
			RequireWriteIn: row.Get("requirewritein") != "",
			Exclusive:      row.Get("exclusive") != "",
			Fixed:          row.Get("fixed") != "",
			TakesWriteIn:   writeIn,
			TakesExclusive: exclusive,
			First:          i == 0,
			Last:           i == len(rows)-1,
		})
	}
}

// FormPage is the page of editing forms. Each package of handlers has one, with examples of its own forms.
type FormPage struct{ *page.Page[FormView] }

// NewFormPage returns the page with the given examples.
func NewFormPage(example FormView, more ...FormView) FormPage {
	return FormPage{page.New(templateFiles, "templates/editor.html", example, more...)}
}

// Show writes v with the submitted values.
func (p FormPage) Show(w http.ResponseWriter, r *http.Request, status int, v FormView, typed url.Values) error {
	site.AllowFetch(w)
	return p.Write(w, r, status, v.filled(page.Printer(r), typed))
}

// Filled returns v with the submitted values in English, for examples.
func (v FormView) Filled(typed url.Values) FormView { return v.filled(nil, typed) }

func (v FormView) filled(words *locale.Printer, typed url.Values) FormView {
	for _, s := range v.Sections {
		v.Fill(words, typed, s.Fields)
		if s.List != nil {
			v.Fill(words, typed, s.List.Paste)
		}
	}
	return v
}
