package survey

import (
	"slices"

	"github.com/folkmoot/folkmoot/outline"
)

// Some kinds of question ask the same of several rows: how many hours a week for each of five
// activities, or which of four problems in each of three parks. [Parse] replaces such a question
// by one question for each row, which is of the kind that RowKind returns and is answered,
// checked, stored and counted like any other. Its ID is that of the question and of the row,
// joined by a hyphen; conditions refer to it. A row with a text field, such as “Another
// activity”, begins with a short text that names it, with "-name" after its ID; the other
// question is asked of those who named one.
//
// A question about places on a map is replaced in the same way: its rows are the ways in which
// places can be given. See RowPins.
//
// [Form.JSON] returns the questions as they were written.

// nameSuffix ends the ID of the question that names a row.
const nameSuffix = "-name"

// rowSeparator stands between the text of a question and that of its row.
const rowSeparator = " – "

// RowKind returns the kind of the question for each row of a question of kind k; "" if k has no
// rows, or, as a matrix, is one question. Of a map it is that of the row with the areas.
func (k QuestionKind) RowKind() QuestionKind {
	switch k {
	case MatrixNumber:
		return Number
	case MatrixText:
		return ShortText
	case MatrixMultiple, Map:
		return Multiple
	}
	return ""
}

// RowOf describes a question that Parse made for a row.
type RowOf struct {
	Question string // ID of the question with the rows
	Text     string // its text, without that of the row
	Row      string // text of the row
	Names    bool   // asks what the row is, not about it
	First    bool   // the first of its question; Hint and Body are shown before it
	Hint     string // of the question with the rows
	Body     string

	RandomOrder bool // the rows are in random order, except those that people name and Fixed ones
	Fixed       bool
}

// RowOf returns the question of which q is a row, or nil.
func (q *Question) RowOf() *RowOf { return q.rowOf }

// written is a form as it was written, before Parse has replaced its questions with rows.
type written struct {
	pages []Page
	made  *Page // the first page of the form that was made of them
}

// Source returns a copy of f with its questions as they were written. It can be changed; call
// Parse with its JSON afterwards.
func (f *Form) Source() *Form {
	source := *f
	source.plan, source.written = nil, nil
	source.Pages = slices.Clone(f.sourcePages())
	for i := range source.Pages {
		source.Pages[i].Questions = slices.Clone(source.Pages[i].Questions)
	}
	return &source
}

// sourcePages returns the pages of f as they were written.
func (f *Form) sourcePages() []Page {
	if f.written != nil && len(f.Pages) > 0 && f.written.made == &f.Pages[0] {
		return f.written.pages
	}
	return f.Pages
}

// Expanded returns f with one question for each row, one page for each repetition, and what its
// named conditions stand for, as Parse returns it, without checking it.
func (f *Form) Expanded() *Form {
	made := f.rowwise()
	if made.repeats() {
		made = made.repeated(f.Pages)
	}
	return made
}

// rowwise returns f with one question for each row, and with what its named conditions stand for.
func (f *Form) rowwise() *Form {
	if len(f.Pages) == 0 || !f.hasRows() && len(f.Conditions) == 0 {
		return f
	}
	made := *f
	made.plan, made.Pages = nil, slices.Clone(f.Pages)
	for i := range made.Pages {
		page := &made.Pages[i]
		var questions []Question
		for j := range page.Questions {
			questions = append(questions, page.Questions[j].Rowwise()...)
		}
		page.Questions = questions
	}
	made.expandConditions()
	made.written = &written{f.sourcePages(), &made.Pages[0]}
	return &made
}

// hasRows reports whether a question of f is one for each row.
func (f *Form) hasRows() bool {
	for _, q := range f.questions() {
		if q.Kind.RowKind() != "" {
			return true
		}
	}
	return false
}

// Rowwise returns the questions for the rows of q, or q itself.
func (q *Question) Rowwise() (all []Question) {
	if q.Kind.RowKind() == "" {
		return []Question{*q}
	}
	var m *outline.Map
	if q.Kind == Map {
		m = q.newOutline()
	}
	for i := range q.Rows {
		row := &q.Rows[i]
		one := *q
		one.ID, one.Kind, one.Rows = q.ID+"-"+row.ID, q.Kind.RowKind(), nil
		one.Text, one.Hint, one.Body = q.Text+rowSeparator+row.Text, row.Hint, row.Body
		one.Options = slices.Clone(q.Options)
		one.Wordings = nil
		for _, w := range q.Wordings {
			if w.Text != "" {
				one.Wordings = append(one.Wordings, Wording{ID: w.ID, When: w.When, Text: w.Text + rowSeparator + row.Text})
			}
		}
		one.rowOf = &RowOf{Question: q.ID, Text: q.Text, Row: row.Text, First: i == 0, Hint: q.Hint, Body: q.Body,
			RandomOrder: q.RandomOrder, Fixed: row.Fixed}
		one.RandomOrder = false
		if q.Kind == Map {
			one.askOnMap(q, row.ID, m)
		}
		if row.WriteIn {
			name := Question{ID: one.ID + nameSuffix, Kind: ShortText, Text: row.Text, Hint: row.Hint, Body: row.Body, When: q.When}
			of := *one.rowOf
			of.Names = true
			name.rowOf, one.rowOf.First = &of, false
			all = append(all, name)
			named := Condition{Question: name.ID, Answered: true}
			one.Hint, one.Body = "", ""
			if one.When = &named; q.When != nil {
				one.When = &Condition{All: []Condition{*q.When, named}}
			}
		}
		all = append(all, one)
	}
	return all
}

// sourceIndex returns the index of question j of p among its questions as they were written.
func (p *Page) sourceIndex(j int) (index int) {
	for i := range j {
		if next := p.Questions[i+1].rowOf; next == nil || next.First {
			index++
		}
	}
	return index
}

// checkRows checks the questions of f that are one for each row, before they are replaced.
func (f *Form) checkRows() error {
	in := &validator{f: f, byID: map[string]int{}}
	for page, q := range f.questions() {
		if q.Kind.RowKind() != "" {
			in.locate(f, page, q)
			in.checkID("question", q.ID)
			in.checkQuestion(q)
		}
	}
	return in.err()
}
