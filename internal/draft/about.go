package draft

import (
	"strings"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// AboutText is a text of a consultation, besides its documents and questionnaire, or a list of short texts with one on
// each line.
type AboutText struct {
	Name, Label, Hint   string // Label and Hint are messages of the interface, in English
	Multiline, Optional bool
	of                  func(*consult.Definition) *string   // nil for a list
	lines               func(*consult.Definition) *[]string // nil for a text
}

// Text returns the text in def, or the lines of the list.
func (t *AboutText) Text(def *consult.Definition) string {
	if t.lines != nil {
		return strings.Join(*t.lines(def), "\n")
	}
	return *t.of(def)
}

// Set sets the text in def to what was typed, without space around it and, in a list, without blank lines.
func (t *AboutText) Set(def *consult.Definition, typed string) {
	typed = survey.CleanText(strings.TrimSpace(typed))
	if t.lines == nil {
		*t.of(def) = typed
		return
	}
	list := t.lines(def)
	*list = nil
	for line := range strings.Lines(typed) {
		if line = strings.TrimSpace(line); line != "" {
			*list = append(*list, line)
		}
	}
}

// IsMultiline reports whether the text can have several lines.
func (t *AboutText) IsMultiline() bool { return t.Multiline || t.lines != nil }

// AboutGroup is a group of texts with a heading.
type AboutGroup struct {
	Title string // a message of the interface, in English
	Texts []AboutText
}

// AboutTexts returns the texts of all groups.
func AboutTexts() (all []AboutText) {
	for _, g := range AboutGroups {
		all = append(all, g.Texts...)
	}
	return all
}

// AboutGroups are the texts of a consultation in the order in which they are edited.
var AboutGroups = []AboutGroup{
	{locale.Key("What the consultation is about"), []AboutText{
		{Name: "title", Label: locale.Key("Title"), of: func(d *consult.Definition) *string { return &d.Title }},
		{Name: "summary", Label: locale.Key("Summary"), Multiline: true,
			Hint: locale.Key("A few sentences. These appear in the list of consultations."),
			of:   func(d *consult.Definition) *string { return &d.Summary }},
		{Name: "audience", Label: locale.Key("Who should respond"), Optional: true,
			Hint: locale.Key("For example, people who use our libraries"),
			of:   func(d *consult.Definition) *string { return &d.Audience }},
		{Name: "area", Label: locale.Key("Area"), Optional: true,
			Hint: locale.Key("The places affected"),
			of:   func(d *consult.Definition) *string { return &d.Area }},
		{Name: "language", Label: locale.Key("Language of this text"), Optional: true,
			Hint: locale.Key("Leave blank if it is the same as the original questionnaire."),
			of:   func(d *consult.Definition) *string { return &d.Language }},
		{Name: "subjects", Label: locale.Key("Subjects"), Optional: true, Hint: locale.Key(
			"Put each one on a new line, for example Transport. People can filter the list of consultations by them."),
			lines: func(d *consult.Definition) *[]string { return &d.Subjects }},
	}},
	{locale.Key("Reasons and what can still change"), []AboutText{
		{Name: "why", Label: locale.Key("Why change is proposed"), Multiline: true,
			Hint: locale.Key("Explain the reasons clearly enough for people to form a view on the proposal."),
			of:   func(d *consult.Definition) *string { return &d.Why }},
		{Name: "formative", Label: locale.Key("What can still change and what cannot"), Multiline: true,
			of: func(d *consult.Definition) *string { return &d.Formative }},
		{Name: "no-alternatives", Label: locale.Key("Why there are no alternatives"), Multiline: true, Optional: true,
			Hint: locale.Key("Leave blank if you list alternatives below."),
			of:   func(d *consult.Definition) *string { return &d.NoAlternatives }},
		{Name: "so-far", Label: locale.Key("What has happened so far"), Multiline: true, Optional: true,
			of: func(d *consult.Definition) *string { return &d.SoFar }},
		{Name: "duty", Label: locale.Key("Duty to consult"), Optional: true,
			Hint: locale.Key("For example, a law, a commitment you have made or an established practice"),
			of:   func(d *consult.Definition) *string { return &d.Duty }},
	}},
	{locale.Key("What happens next"), []AboutText{
		{Name: "next", Label: locale.Key("What happens next"), Multiline: true,
			Hint: locale.Key("Say who will make the decision and when."),
			of:   func(d *consult.Definition) *string { return &d.Next }},
	}},
	{locale.Key("Contact details"), []AboutText{
		{Name: "team", Label: locale.Key("Team"),
			Hint: locale.Key("The name of a team, not a person"),
			of:   func(d *consult.Definition) *string { return &d.Contact.Team }},
		{Name: "email", Label: locale.Key("Email address"), Optional: true,
			of: func(d *consult.Definition) *string { return &d.Contact.Email }},
		{Name: "phone", Label: locale.Key("Phone number"), Optional: true,
			of: func(d *consult.Definition) *string { return &d.Contact.Phone }},
		{Name: "address", Label: locale.Key("Postal address"), Multiline: true, Optional: true,
			of: func(d *consult.Definition) *string { return &d.Contact.Address }},
		{Name: "other-ways", Label: locale.Key("Other ways to respond"), Optional: true,
			Hint:  locale.Key("Put each one on a new line. For example, on paper, by phone or at an event."),
			lines: func(d *consult.Definition) *[]string { return &d.OtherWays }},
	}},
	{locale.Key("Related work"), []AboutText{
		{Name: "strategy", Label: locale.Key("Strategy"), Optional: true,
			of: func(d *consult.Definition) *string { return &d.Strategy }},
		{Name: "follows", Label: locale.Key("Earlier consultation this follows"), Optional: true,
			of: func(d *consult.Definition) *string { return &d.Follows }},
		{Name: "source", Label: locale.Key("Source of the facts"), Optional: true,
			of: func(d *consult.Definition) *string { return &d.Source }},
		{Name: "invented", Label: locale.Key("What is invented in this consultation"), Optional: true,
			Hint: locale.Key("Use this for demonstrations and training. It is shown publicly."),
			of:   func(d *consult.Definition) *string { return &d.Invented }},
	}},
}
