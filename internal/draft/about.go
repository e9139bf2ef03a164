package draft

import (
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// AboutText is a text of a consultation, besides its documents and questionnaire.
type AboutText struct {
	Name, Label, Hint   string // Label and Hint are messages of the interface, in English
	Multiline, Optional bool
	Of                  func(*consult.Definition) *string
}

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
		{"title", locale.Key("Title"), "", false, false, func(d *consult.Definition) *string { return &d.Title }},
		{
			"summary",
			locale.Key("Summary"),
			locale.Key("A few sentences. These appear in the list of consultations."),
			true,
			false,
			func(d *consult.Definition) *string { return &d.Summary },
		},
		{
			"audience",
			locale.Key("Who should respond"),
			locale.Key("For example, people who use our libraries"),
			false,
			true,
			func(d *consult.Definition) *string { return &d.Audience },
		},
		{"area", locale.Key("Area"), locale.Key("The places affected"), false, true, func(d *consult.Definition) *string { return &d.Area }},
		{
			"language",
			locale.Key("Language of this text"),
			locale.Key("Leave blank if it is the same as the original questionnaire."),
			false,
			true,
			func(d *consult.Definition) *string { return &d.Language },
		}}},
	{locale.Key("Reasons and what can still change"), []AboutText{
		{
			"why",
			locale.Key("Why change is proposed"),
			locale.Key("Explain the reasons clearly enough for people to form a view on the proposal."),
			true,
			false,
			func(d *consult.Definition) *string { return &d.Why },
		},
		{
			"formative",
			locale.Key("What can still change and what cannot"),
			"",
			true,
			false,
			func(d *consult.Definition) *string { return &d.Formative },
		},
		{
			"no-alternatives",
			locale.Key("Why there are no alternatives"),
			locale.Key("Leave blank if you list alternatives below."),
			true,
			true,
			func(d *consult.Definition) *string { return &d.NoAlternatives },
		},
		{"so-far", locale.Key("What has happened so far"), "", true, true, func(d *consult.Definition) *string { return &d.SoFar }},
		{
			"duty",
			locale.Key("Duty to consult"),
			locale.Key("For example, a law, a commitment you have made or an established practice"),
			false,
			true,
			func(d *consult.Definition) *string { return &d.Duty },
		}}},
	{locale.Key("What happens next"), []AboutText{
		{
			"next",
			locale.Key("What happens next"),
			locale.Key("Say who will make the decision and when."),
			true,
			false,
			func(d *consult.Definition) *string { return &d.Next },
		}}},
	{locale.Key("Contact details"), []AboutText{
		{
			"team",
			locale.Key("Team"),
			locale.Key("The name of a team, not a person"),
			false,
			false,
			func(d *consult.Definition) *string { return &d.Contact.Team },
		},
		{"email", locale.Key("Email address"), "", false, true, func(d *consult.Definition) *string { return &d.Contact.Email }},
		{"phone", locale.Key("Phone number"), "", false, true, func(d *consult.Definition) *string { return &d.Contact.Phone }},
		{"address", locale.Key("Postal address"), "", true, true, func(d *consult.Definition) *string { return &d.Contact.Address }}}},
	{locale.Key("Related work"), []AboutText{
		{
			"strategy",
			locale.Key("Strategy"),
			"",
			false,
			true,
			func(d *consult.Definition) *string { return &d.Strategy },
		},
		{
			"follows",
			locale.Key("Earlier consultation this follows"),
			"",
			false,
			true,
			func(d *consult.Definition) *string { return &d.Follows },
		},
		{"source", locale.Key("Source of the facts"), "", false, true, func(d *consult.Definition) *string { return &d.Source }},
		{
			"invented",
			locale.Key("What is invented in this consultation"),
			locale.Key("Use this for demonstrations and training. It is shown publicly."),
			false,
			true,
			func(d *consult.Definition) *string { return &d.Invented },
		}}},
}
