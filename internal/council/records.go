package council

import (
	"context"
	"slices"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// Records returns the kinds of records that officers edit in the browser: the council's details. kinds returns the kinds
// of all features, whose approval rules are part of the details.
func Records(kinds func() []edit.Kind) []edit.Kind {
	return []edit.Kind{{
		Name: "council", Path: "/staff/council", Only: "council", Order: 52,
		One: "Council’s details", Many: "Council’s details",
		Files: "council.yaml",
		About: "Name, contact, colour and logo, languages, accessibility statement, privacy notice and who approves what.",
		Write: actor.Operate, Approve: actor.Operate, Agrees: edit.AgreesNothing,
		Fields:  slices.Concat(generalFields(kinds), lookFields(), plansFields(), accessibilityFields(), privacyFields()),
		Load:    edit.LoadBound(func(ctx context.Context, tx *db.Tx, _ string) (*Profile, error) { return Get(ctx, tx) }, (*Profile).form),
		Publish: publish, PublicPath: func(string) string { return "/privacy" },
		Example: example(),
	}}
}

// publish validates and stores the details.
func publish(ctx context.Context, l *definition.Loading, _ string, v edit.Values) error {
	if !l.By.MayForAll(actor.Operate) {
		return forbidden()
	}
	p, err := Get(ctx, l.Tx)
	if fault.Is(err, fault.NotFound) {
		p, err = &Profile{}, nil
	}
	if err != nil {
		return err
	}
	p.form().Change(v)
	if err := p.validate(); err != nil {
		return err
	}
	if err := p.Look.publishLogo(ctx, l.Tx, l.By); err != nil {
		return err
	}
	return save(ctx, l.Tx, p)
}

func generalFields(kinds func() []edit.Kind) []edit.Field {
	return []edit.Field{
		{Section: "The council", Name: "name", Kind: edit.Line, Required: true, Label: "Name of the council"},
		{Name: "area", Kind: edit.Line, Required: true, Label: "Area", Width: 30},
		{Name: "service", Kind: edit.Line, Required: true, Label: "Name of the service", Hint: "Shown at the top of every page."},
		{Name: "language", Kind: edit.Language, Label: "Language of the council’s own texts"},
		{Section: "Contact", Name: "email", Kind: edit.Line, Setting: "contact/email", Label: "Email address", Width: 30, Check: checkEmail},
		{Name: "phone", Kind: edit.Line, Setting: "contact/phone", Label: "Telephone", Width: 20},
		{Name: "relay", Kind: edit.Line, Setting: "contact/relay", Label: "Text relay or sign language service"},
		{Name: "post", Kind: edit.Text, Setting: "contact/post", Label: "Postal address"},
		{Section: "Approval", Name: "same-person", Kind: edit.Choices, Setting: "approval", Label: "Records that people may approve themselves",
			Hint: "For all other records, another person must approve what is published.",
			Options: func(context.Context, *db.Tx) (all []edit.Option, err error) {
				for _, k := range kinds() {
					if k.OwnApproval {
						continue
					}
					label := locale.Lazy(k.Many)
					if k.EditPath != nil {
						label = locale.Lazy(k.One)
					}
					all = append(all, edit.Option{Value: k.Name, Label: label})
				}
				return all, nil
			}},
		{Name: "second-person", Kind: edit.Number, Setting: "second-person-from", Label: "A second person confirms from this many people",
			Hint: "For acts that cannot be undone, such as deleting answers. Leave blank for 100."},
		{Section: "Safeguarding", Name: "safeguarding", Kind: edit.Lines, Label: "Who is notified if a person may be in danger",
			Hint:  "Email addresses of colleagues who can read responses, one on each line. If you leave this blank, all of them are notified.",
			Check: checkEmail},
		{Section: "Demonstration", Name: "demonstration", Kind: edit.YesNo, Label: "This website is a demonstration"},
		{Name: "invented", Kind: edit.Lines, Label: "What is invented", Hint: "One on each line, for example “the responses”."},
	}
}

func accessibilityFields() []edit.Field {
	gaps := func(name, setting, label string) edit.Field {
		return edit.Field{Name: name, Kind: edit.Rows, Setting: "accessibility/" + setting, Label: label, AddLabel: "Add a problem",
			Columns: []edit.Field{
				{Name: "what", Kind: edit.Line, Required: true, Label: "What does not work"},
				{Name: "why", Kind: edit.Text, Label: "Reason", Hint: "The success criterion that it fails, or why it is not fixed."},
				{Name: "alternative", Kind: edit.Line, Label: "Alternative"},
				{Name: "by", Kind: edit.Date, Label: "Fixed by"},
			}}
	}
	return []edit.Field{
		{Section: "Accessibility statement", Name: "scope", Kind: edit.Text, Required: true, Setting: "accessibility/scope",
			Label: "Website that the statement covers"},
		{Name: "compliance", Kind: edit.Choice, Required: true, Setting: "accessibility/compliance", Label: "Compliance with WCAG 2.2 AA",
			Options: edit.Choose(
				edit.Option{Value: string(FullyCompliant), Label: locale.Lazy("Fully compliant")},
				edit.Option{Value: string(PartiallyCompliant), Label: locale.Lazy("Partially compliant")},
				edit.Option{Value: string(NotCompliant), Label: locale.Lazy("Not compliant")},
			)},
		gaps("non-compliance", "non-compliance", locale.Key("Problems that break the regulations")),
		gaps("burden", "disproportionate-burden", locale.Key("Problems that are a disproportionate burden to fix")),
		gaps("out-of-scope", "out-of-scope", locale.Key("Content that the regulations do not cover")),
		{Name: "formats", Kind: edit.Text, Setting: "accessibility/formats", Label: "Formats people can ask for"},
		{Name: "answer-days", Kind: edit.Number, Setting: "accessibility/answer-days", Label: "Working days to answer a request"},
		{Name: "enforcement-name", Kind: edit.Line, Setting: "accessibility/enforcement/name", Label: "Body for complaints about accessibility"},
		{Name: "enforcement", Kind: edit.Line, Required: true, Setting: "accessibility/enforcement", Label: "Web address of that body"},
		{Name: "prepared", Kind: edit.Date, Required: true, Setting: "accessibility/prepared", Label: "Statement prepared on"},
		{Name: "reviewed", Kind: edit.Date, Setting: "accessibility/reviewed", Label: "Statement last reviewed on"},
		{Name: "tester", Kind: edit.Line, Setting: "accessibility/tester", Label: "Who tested the website"},
		{Name: "method", Kind: edit.Text, Setting: "accessibility/method", Label: "How it was tested"},
		{Name: "sample", Kind: edit.Text, Setting: "accessibility/sample", Label: "How the tested pages were chosen"},
	}
}

func privacyFields() []edit.Field {
	return []edit.Field{
		{Section: "Privacy notice", Name: "controller", Kind: edit.Line, Required: true, Setting: "privacy/controller", Label: "Data controller"},
		{Name: "officer", Kind: edit.Line, Setting: "privacy/officer", Label: "Contact of the data protection officer"},
		{Name: "basis", Kind: edit.Lines, Required: true, Setting: "privacy/basis", Label: "Lawful bases", Hint: "One sentence on each line."},
		{Name: "sharing", Kind: edit.Text, Setting: "privacy/sharing", Label: "Who data is shared with"},
		{Name: "policy", Kind: edit.Line, Setting: "privacy/policy/name", Label: "Appropriate policy document"},
		{Name: "policy-address", Kind: edit.Line, Setting: "privacy/policy/address", Label: "Web address of the policy document"},
		{Name: "policy-reviewed", Kind: edit.Date, Setting: "privacy/policy-reviewed", Label: "Policy document reviewed on"},
		{Name: "complaints", Kind: edit.Line, Setting: "privacy/complaints/name", Label: "Body for complaints about privacy"},
		{Name: "complaints-address", Kind: edit.Line, Setting: "privacy/complaints/address", Label: "Web address for complaints about privacy"},
		{Name: "notice-reviewed", Kind: edit.Date, Required: true, Setting: "privacy/reviewed", Label: "Privacy notice last reviewed on"},
	}
}

func checkEmail(text string) error {
	if survey.IsEmail(text) {
		return nil
	}
	return fault.New(fault.Invalid, "Enter an email address like name@example.com.")
}
