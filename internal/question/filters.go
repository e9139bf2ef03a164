package question

import (
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/opendata"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/survey"
	"github.com/folkmoot/folkmoot/tally"
)

// FilterNames are the fields with the answers that people must have given to be in a list or a table.
var FilterNames = []string{"only", "and"}

// FilterValue is the value of a choice of such a field: the variable, and the group.
func FilterValue(variable string, g tally.Group) string {
	return variable + " " + string(g.State) + " " + g.Category
}

// ReadFilters returns the filters that were chosen in the fields.
func ReadFilters(value func(name string) string) (all []tally.Filter) {
	for _, name := range FilterNames {
		variable, rest, chosen := strings.Cut(value(name), " ")
		state, category, _ := strings.Cut(rest, " ")
		if chosen {
			all = append(all, tally.Filter{Variable: variable, Any: []tally.Group{{Category: category, State: survey.AnswerState(state)}}})
		}
	}
	return all
}

// Names are the names of questions, answers and groups, in the language of the questions, Lang, or of the Printer.
type Names struct {
	*locale.Printer
	Lang string
}

// FilterFields returns the fields in which people choose one answer to each of up to two of variables.
func (n Names) FilterFields(variables []tally.Variable, value func(name string) string) (all form.Form) {
	options := []form.Option{{Value: "", Label: n.Say("Any answer")}}
	for i := range variables {
		v := &variables[i]
		add := func(g tally.Group, name string) {
			options = append(options, form.Option{Value: FilterValue(v.ID, g), Label: n.Variable(v) + ": " + name})
		}
		for _, c := range v.Categories {
			if c.ID == analysis.UnknownEdition {
				continue
			}
			add(tally.Group{Category: c.ID}, n.category(v, c))
		}
		if v.Question == nil {
			continue
		}
		if len(v.Categories) == 0 {
			add(tally.Group{State: survey.Answered}, n.Say("Answered"))
		}
		add(tally.Group{State: survey.Skipped}, n.Say("Left blank"))
	}
	for i, name := range FilterNames {
		label := n.Say("Only people who answered")
		if i > 0 {
			label = n.Say("and answered")
		}
		f := &form.Field{Kind: form.Select, ID: name, Name: name, Label: label, LabelSize: "s", Value: value(name),
			Options: slices.Clone(options)}
		for o := range f.Options {
			f.Options[o].Checked = f.Options[o].Value == f.Value
		}
		all = append(all, f)
	}
	return all
}

// Variable returns the name of a variable for a list.
func (n Names) Variable(v *tally.Variable) string {
	switch {
	case v.ID == analysis.EditionVariable:
		return n.Say("Version")
	case v.Question == nil:
		return n.Say("How it was received")
	}
	text := v.Question.Text
	if v.Part == "" {
		return text
	}
	return text + " – " + n.part(v)
}

// part returns the text of the row or the option of a variable.
func (n Names) part(v *tally.Variable) string {
	for _, o := range append(v.Question.Rows[:len(v.Question.Rows):len(v.Question.Rows)], v.Question.Options...) {
		if o.ID == v.Part {
			return o.Text
		}
	}
	return v.Part
}

// category returns the name of a category of v.
func (n Names) category(v *tally.Variable, c tally.Category) string {
	switch {
	case c.ID == analysis.UnknownEdition:
		return n.Say("Another version")
	case v.ID == analysis.EditionVariable:
		return opendata.EditionName(n.Printer, c.ID)
	case v.Question == nil:
		return opendata.ChannelName(n.Printer, c.ID)
	}
	if len(c.Merges) > 0 {
		var all []string
		for _, id := range c.Merges {
			all = append(all, n.option(v, id))
		}
		return strings.Join(all, " / ")
	}
	return n.option(v, c.ID)
}

func (n Names) option(v *tally.Variable, id string) string {
	for _, o := range v.Question.Options {
		if o.ID == id {
			return o.Text
		}
	}
	switch {
	case id == tally.Unranked:
		return n.Say("Not ranked")
	case id == survey.Typed:
		return n.Say("Another answer")
	}
	return id // a place in a ranking, a month or years
}

// Group returns the name of a category of v, with its language.
func (n Names) Group(v *tally.Variable, id string) page.UserText {
	text := page.UserText{Text: id}
	for _, c := range v.Categories {
		if c.ID == id {
			text.Text = n.category(v, c)
		}
	}
	if v.Question != nil {
		text.Lang = n.Lang
	}
	return text
}
