package question

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// Section is the fields of one page of a questionnaire.
type Section struct {
	Page   *survey.Page
	Fields form.Form
}

// PageFields is a page of a questionnaire as a respondent sees it, or all pages as one.
type PageFields struct {
	Sections []Section
	Shown    *form.Field // the hidden field that lists what the page shows; see survey.ShownField
	Order    *form.Field // the hidden field with the order that was drawn; nil if nothing is in random order. See survey.OrderField
}

// All returns the fields of all sections and the hidden field.
func (p PageFields) All() (all form.Form) {
	for _, s := range p.Sections {
		all = append(all, s.Fields...)
	}
	if p.Order != nil {
		all = append(all, p.Order)
	}
	return append(all, p.Shown)
}

// NewPageFields returns the fields of a page with the values from raw and the errors from problems; for page "" those of
// all pages as one, whether or not they apply. A question that another answer on the page can make apply is part of it
// for scripts, and hidden without them. Before the first that applies because of an answer and was not shown yet is a
// notice. What is in random order is in the order that raw has. Questions for which include returns false are left out;
// nil leaves out none.
func NewPageFields(
	p *locale.Printer, f *survey.Form, page string, raw survey.Raw, problems []survey.Problem,
	include func(*survey.Question) bool,
) PageFields {
	order := survey.OrderOf(raw)
	items := survey.InOrder(f.Items(page, raw), order)
	if include != nil {
		items = slices.DeleteFunc(items, func(item survey.Item) bool { return !include(item.Question) })
	}
	notice := ""
	if len(problems) == 0 {
		notice = newItemsNotice(p, items)
	}
	var all PageFields
	var shown []string
	for _, item := range items {
		field := FieldsIn(p, []*survey.Question{item.Question}, raw, problems, f.Lang)[0]
		field.Question = item.Question.ID
		SetBounds(p, item.Bounds, field, page == "")
		field.Waiting = !item.Asked && page != ""
		if item.When != nil {
			when, err := json.Marshal(item.When)
			if err != nil {
				panic(err) // impossible: a condition consists of texts and numbers
			}
			field.When = string(when)
		}
		if item.New {
			field.Notice, notice = notice, ""
		}
		if !field.Waiting {
			shown = append(shown, item.Question.ID)
		}
		if last := len(all.Sections) - 1; last < 0 || all.Sections[last].Page != item.Page {
			all.Sections = append(all.Sections, Section{Page: item.Page})
		}
		last := &all.Sections[len(all.Sections)-1]
		last.Fields = append(last.Fields, field)
	}
	if order > 0 && f.HasRandomOrder() {
		all.Order = &form.Field{Kind: form.Hidden, ID: "order", Name: survey.OrderField, Value: strconv.Itoa(order)}
	}
	all.Shown = &form.Field{Kind: form.Hidden, ID: "shown", Name: survey.ShownField, Value: strings.Join(shown, " ")}
	return all
}

// newItemsNotice returns what the page says of items that apply only since an answer on it was given; "" if there are
// none or if the page is shown for the first time.
func newItemsNotice(p *locale.Printer, items []survey.Item) string {
	questions, panels, known := 0, 0, 0
	for _, item := range items {
		switch {
		case !item.Asked:
		case !item.New:
			known++
		case item.Question.Kind == survey.Panel:
			panels++
		default:
			questions++
		}
	}
	switch {
	case known == 0 || questions+panels == 0:
		return ""
	case questions == 0:
		return p.Say("More information because of your answer")
	case questions == 1:
		return p.Say("One more question because of your answer")
	}
	return p.Count(int64(questions), "%d more question because of your answers", "%d more questions because of your answers")
}

// ProgressLine says where a page is on the way through the form.
func ProgressLine(words *locale.Printer, p survey.Progress) string {
	if p.Exact {
		return words.Say("Part %d of %d", p.Part, p.Most)
	}
	return words.Say("Part %d of up to %d", p.Part, p.Most)
}
