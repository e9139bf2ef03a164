package draft

import (
	"context"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/strategy"
)

// typeOptions are the types of consultations in the order in which they are offered, and what each is for.
var typeOptions = []edit.Option{
	{Value: string(consult.Statutory), Label: consult.Statutory.Label(), Hint: locale.Lazy("The law says you must consult")},
	{Value: string(consult.Formal), Label: consult.Formal.Label(),
		Hint: locale.Lazy("Asking for views on a proposal before a decision is made")},
	{Value: string(consult.Engagement), Label: consult.Engagement.Label(),
		Hint: locale.Lazy("Asking for views before there is a proposal")},
	{Value: string(consult.Survey), Label: consult.Survey.Label(), Hint: locale.Lazy("Asking about experience or satisfaction")},
	{Value: string(consult.Information), Label: consult.Information.Label(), Hint: locale.Lazy("Information only, with no questions")},
}

// TypeOptions returns the types of consultations in the order in which they are offered, and what each is for.
func TypeOptions() []edit.Option { return slices.Clone(typeOptions) }

// AboutForm is the form of the details, dates and contact of a consultation, which are a part of its draft.
func (s *Service) AboutForm() edit.Form {
	return edit.Form{Path: "/staff/consultations/{slug}/about", Needs: actor.Draft,
		Kind: func(_ context.Context, by actor.Actor, slug string) (*edit.Kind, error) {
			k := s.formKind("Details, dates and contact", aboutFields(by.OwnOrg(), slug), func(d *consult.Definition) edit.Values {
				return aboutBinding(d).Values()
			}, changeAbout)
			k.Path = "/staff/consultations/{slug}/about"
			k.Lead = func(_ context.Context, words *locale.Printer) (string, error) {
				return words.Say("You can save at any time and finish later."), nil
			}
			return k, nil
		}}
}

// changeAbout sets the details of d to what a form submits.
func changeAbout(d *consult.Definition, v edit.Values) []edit.Mistake {
	aboutBinding(d).Change(v)
	if d.Title == "" {
		return []edit.Mistake{{Field: "title", Row: -1, Err: fault.New(fault.Invalid, "Enter a title. You can change it later.")}}
	}
	return nil
}

// aboutFields returns the details of the consultation slug, whose earlier consultation is one of the organisation.
func aboutFields(org, slug string) []edit.Field {
	earlier := func(ctx context.Context, tx *db.Tx) ([]edit.Option, error) {
		all, err := consult.OptionsOf(ctx, tx, org)
		return slices.DeleteFunc(all, func(o edit.Option) bool { return o.Value == slug }), err
	}
	return []edit.Field{
		{Section: "What the consultation is about", Name: "title", Kind: edit.Line, Label: "Title", Required: true},
		{Name: "type", Kind: edit.Choice, Label: "Type of consultation", Expected: true, Options: edit.Choose(typeOptions...)},
		{Name: "summary", Kind: edit.Text, Label: "Summary", Expected: true,
			Hint: "A few sentences. These appear in the list of consultations."},
		{Name: "audience", Kind: edit.Line, Label: "Who should respond",
			Hint: "For example, people who use our libraries"},
		{Name: "area", Kind: edit.Line, Label: "Area", Hint: "The places affected"},
		{Name: "language", Kind: edit.Language, Label: "Language of this text",
			Hint: "Leave blank if it is the same as the original questionnaire."},
		{Name: "subjects", Kind: edit.Lines, Label: "Subjects",
			Hint: "Put each one on a new line, for example Transport. People can filter the list of consultations by them."},
		{Section: "When", Name: "opens", Kind: edit.DateTime, Label: "Opening date", Expected: true, UntilPublished: true, Partial: true,
			TimeLabel: "Opening time", TimeHint: "For example, 9am. Leave blank for the start of the day.",
			Check: checkClock("Opening time")},
		{Name: "closes", Kind: edit.DateTime, Label: "Closing date", Expected: true, UntilPublished: true, Partial: true,
			TimeLabel: "Closing time", TimeHint: "For example, 5pm. Leave blank for 11:59pm.", NoTime: "23:59",
			Check: CheckClosing("Closing time")},
		{Name: "feedback", Kind: edit.Date, Label: "Publish feedback by", Expected: true, Partial: true,
			Hint: "This date is shown publicly."},
		{Section: "Reasons and what can still change", Name: "why", Kind: edit.Text, Label: "Why change is proposed", Expected: true,
			Hint: "Explain the reasons clearly enough for people to form a view on the proposal."},
		{Name: "formative", Kind: edit.Text, Label: "What can still change and what cannot", Expected: true},
		{Name: "no-alternatives", Kind: edit.Text, Label: "Why there are no alternatives",
			Hint: "Leave blank if you list alternatives below."},
		{Name: "so-far", Kind: edit.Text, Label: "What has happened so far"},
		{Name: "duty", Kind: edit.Line, Label: "Duty to consult",
			Hint: "For example, a law, a commitment you have made or an established practice"},
		{Name: "alternatives", Kind: edit.Rows, Label: "Alternatives you considered", AddLabel: "Add another alternative",
			Hint: "Listing alternatives lets people say if they would have preferred one of them.", Columns: []edit.Field{
				{Name: "option", Kind: edit.Line, Label: "Alternative", Expected: true},
				{Name: "why", Kind: edit.Line, Label: "Why you did not choose it", Setting: "why-discarded", Expected: true},
			}},
		{Section: "What happens next", Name: "next", Kind: edit.Text, Label: "What happens next", Expected: true,
			Hint: "Say who will make the decision and when."},
		{Section: "Contact details", Name: "team", Kind: edit.Line, Label: "Team", Expected: true,
			Hint: "The name of a team, not a person"},
		{Name: "email", Kind: edit.Line, Label: "Email address"},
		{Name: "phone", Kind: edit.Line, Label: "Phone number"},
		{Name: "address", Kind: edit.Text, Label: "Postal address"},
		{Name: "other-ways", Kind: edit.Lines, Label: "Other ways to respond",
			Hint: "Put each one on a new line. For example, on paper, by phone or at an event."},
		{Section: "Related work", Name: "strategy", Kind: edit.Pick, Label: "Strategy", Options: strategy.Options},
		{Name: "follows", Kind: edit.Pick, Label: "Earlier consultation this follows", Options: earlier},
		{Name: "evidence", Kind: edit.Picks, Label: "Evidence for it", Lookup: evidence.Lookup},
		{Name: "source", Kind: edit.Line, Label: "Source of the facts"},
		{Name: "invented", Kind: edit.Line, Label: "What is invented in this consultation",
			Hint: "Use this for demonstrations and training. It is shown publicly."},
	}
}

// aboutBinding connects the fields with the definition of a consultation.
func aboutBinding(d *consult.Definition) edit.Binding {
	return edit.Binding{
		edit.BindLine("title", &d.Title),
		edit.BindCode("type", &d.Type),
		edit.BindText("summary", &d.Summary),
		edit.BindLine("audience", &d.Audience),
		edit.BindLine("area", &d.Area),
		edit.BindLine("language", &d.Language),
		edit.BindTexts("subjects", &d.Subjects),
		edit.BindLine("opens", &d.Opens),
		edit.BindLine("closes", &d.Closes),
		edit.BindLine("feedback", &d.Feedback),
		edit.BindText("why", &d.Why),
		edit.BindText("formative", &d.Formative),
		edit.BindText("no-alternatives", &d.NoAlternatives),
		edit.BindText("so-far", &d.SoFar),
		edit.BindLine("duty", &d.Duty),
		edit.BindRows("alternatives", &d.Alternatives, func(a *consult.Alternative) edit.Binding {
			return edit.Binding{edit.BindLine("option", &a.Option), edit.BindLine("why", &a.WhyDiscarded)}
		}),
		edit.BindText("next", &d.Next),
		edit.BindLine("team", &d.Contact.Team),
		edit.BindLine("email", &d.Contact.Email),
		edit.BindLine("phone", &d.Contact.Phone),
		edit.BindText("address", &d.Contact.Address),
		edit.BindTexts("other-ways", &d.OtherWays),
		edit.BindLine("strategy", &d.Strategy),
		edit.BindLine("follows", &d.Follows),
		edit.BindTexts("evidence", &d.Evidence),
		edit.BindLine("source", &d.Source),
		edit.BindLine("invented", &d.Invented),
	}
}

// checkClock returns a check whether a date and its time can be one, with the label of the time.
func checkClock(label string) func(text string) error {
	return func(text string) error {
		if _, err := consult.ParseCivilTime(text, ""); err != nil && strings.Contains(text, " ") {
			return fault.Newf(fault.Invalid, "%s happens twice or not at all, because the clocks change that night. "+
				"Enter a different time, or add GMT or BST.", locale.Lazy(label))
		}
		return nil
	}
}

// CheckClosing returns the check of a closing date and time, with the label of the time.
func CheckClosing(label string) func(text string) error {
	return func(text string) error {
		if _, clock, _ := strings.Cut(text, " "); strings.HasPrefix(clock, "00:00") {
			return fault.Newf(fault.Invalid, "%s cannot be midnight, which can mean the beginning or the end of the day. "+
				"Enter 11:59pm and the last day on which people can respond.", locale.Lazy(label))
		}
		return checkClock(label)(text)
	}
}
