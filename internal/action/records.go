package action

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/strategy"
)

// Records returns the kinds of records that officers edit in the browser: actions, without their updates.
func (s *Service) Records() []edit.Kind { return []edit.Kind{s.kind()} }

// Kind returns the kind of records that actions are, without the assessments that can be chosen.
func Kind() edit.Kind { return (&Service{}).kind() }

func (s *Service) kind() edit.Kind {
	return edit.Kind{
		Name: "action", Path: "/staff/action-plan", Order: 32,
		One: "Action", Many: "Actions", AddLabel: "Add an action",
		Files: "actions/*.yaml", Within: "actions/*",
		About: "What we will do, by when, and how we will know that it worked.",
		Write: actor.EditRecords, Approve: actor.ApproveRecords, Agrees: edit.AgreesActivity, Covered: coveredBy,
		Fields: []edit.Field{
			{Name: "what", Kind: edit.Line, Required: true, Label: "What we will do"},
			{Name: "who", Kind: edit.Line, Required: true, Label: "Who will do it", Hint: "A role, not a person, like “Head of property”."},
			{Name: "organisation", Kind: edit.Pick, Label: "Partner organisation", Options: account.PartnerOptions,
				Hint: "If a partner does it and reports on it. Leave blank for the council."},
			{Name: "due", Kind: edit.Date, Expected: true, Label: "Done by"},
			{Name: "when", Kind: edit.Line, Label: "Timescale in words", Hint: "If the plan says more than the date, like “every year”."},
			{Name: "objective", Kind: edit.Pick, Label: "Objective", Options: strategy.ObjectiveOptions},
			{Name: "cost", Kind: edit.Decimal, Setting: "cost-pence", Label: "Cost in pounds", Width: 10,
				Hint:  "Like 1,250. Leave blank if it is not known.",
				Check: func(text string) error { _, err := ParsePounds(text); return err }},
			{Name: "continues", Kind: edit.Pick, Label: "Action that it carries forward", Lookup: Lookup,
				Hint: "If an earlier plan had it. Its updates stay part of the history."},
			{Section: "How success is measured", Name: "measure", Kind: edit.Line, Expected: true, Label: "Measure"},
			{Name: "unit", Kind: edit.Line, Label: "Unit", Hint: "Like % or days.", Width: 10},
			{Name: "baseline", Kind: edit.Decimal, Label: "Baseline", Hint: "The value before the work begins."},
			{Name: "target", Kind: edit.Decimal, Label: "Target"},
			{Section: "Reasons", Name: "why", Kind: edit.Text, Label: "Why"},
			{Name: "needs", Kind: edit.Picks, Label: "Evidence", Lookup: evidence.Lookup},
			{Name: "closes", Kind: edit.Picks, Setting: "closes-gaps", Label: "Gaps in evidence that it closes", Lookup: evidence.GapLookup},
			{Name: "groups", Kind: edit.Choices, Label: "Who it is for", Options: evidence.CharacteristicOptions},
			{Name: "module", Kind: edit.Pick, Label: "Module of the Equality Framework for Local Government", Options: moduleOptions},
			{Name: "assessment", Kind: edit.Pick, Label: "Reduces an impact found in", Lookup: s.assessments(),
				Hint: "An impact assessment, also as a draft. The action is then agreed as a part of it."},
		},
		Listed: edit.ListColumns{Ref: "ref", Title: "what", Date: "due", DateLabel: "Due"},
		List: func(ctx context.Context, tx *db.Tx, q edit.ListQuery) (db.Page[edit.Item], error) {
			return db.ReadPage(ctx, tx, q.Scan, q.Position, q.PageQuery, `SELECT ref, what, due FROM action_action`, "")
		},
		Load:    edit.LoadBound(Get, (*Action).form),
		Publish: publish,
		Advise: func(v edit.Values) definition.SettingErrors {
			a := &Action{}
			a.form().Change(v)
			return a.Advice()
		},
		PublicPath: func(ref string) string { return "/actions/" + ref },
		Example: edit.Values{
			"what": {"Repair every hearing loop"}, "who": {"Head of property"}, "due": {"2027-09-30"}, "measure": {"Hearing loops that work"},
			"unit": {"%"}, "baseline": {"64.5"}, "target": {"100"}, "why": {"People plan their visit around it."},
			"cost": {"1250.50"}, "groups": {"disability"}, "module": {"eflg-2021-services"},
		},
	}
}

// form connects the fields of the form with a.
func (a *Action) form() edit.Binding {
	return edit.Binding{
		edit.BindLine("what", &a.What),
		edit.BindLine("who", &a.Who),
		edit.BindLine("organisation", &a.Organisation),
		edit.BindDate("due", &a.Due),
		edit.BindLine("when", &a.When),
		edit.BindLine("objective", &a.Objective),
		edit.BindLine("measure", &a.Measure),
		edit.BindLine("unit", &a.Unit),
		edit.BindDecimal("baseline", &a.Baseline),
		edit.BindDecimal("target", &a.Target),
		edit.BindText("why", &a.Why),
		edit.BindTexts("needs", &a.Needs),
		edit.BindTexts("closes", &a.Closes),
		edit.BindFunc("cost", a.typedCost, a.setCost),
		edit.BindLine("continues", &a.Continues),
		edit.BindTexts("groups", &a.Groups),
		edit.BindLine("module", &a.Module),
		edit.BindLine("assessment", &a.Assessment),
	}
}

// typedCost returns the cost as it is typed.
func (a *Action) typedCost() []string {
	if a.Cost == nil {
		return nil
	}
	return []string{a.Cost.Pounds()}
}

// setCost sets the cost to what was typed, which Field.Check has accepted.
func (a *Action) setCost(typed []string) {
	a.Cost = nil
	for _, text := range typed {
		if cost, err := ParsePounds(text); err == nil && text != "" {
			a.Cost = &cost
		}
	}
}

// coveredBy returns the strategy and the assessment of which an action is a part.
func coveredBy(ctx context.Context, tx *db.Tx, v edit.Values) ([]string, error) {
	var all []string
	if assessment := v.Text("assessment"); assessment != "" {
		all = append(all, edit.ActivityName("assessment", assessment))
	}
	of, err := strategy.ActivityOfObjective(ctx, tx, v.Text("objective"))
	return append(all, of...), err
}

// assessments finds the impact assessments that an action can name.
func (s *Service) assessments() *edit.Lookup {
	if s.Assessments == nil {
		return edit.Joined()
	}
	return s.Assessments
}

// publish stores the action ref. What the form does not have, such as its updates, stays as it is.
func publish(ctx context.Context, l *definition.Loading, ref string, v edit.Values) error {
	tx := l.Tx
	if !l.By.MayForAll(actor.EditRecords) {
		return fault.New(fault.Forbidden, "You do not have permission to edit actions. Ask an administrator for permission to draft.")
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	a, err := Get(ctx, tx, ref)
	if fault.Is(err, fault.NotFound) {
		a, err = &Action{Ref: ref}, nil
	}
	if err != nil {
		return err
	}
	a.form().Change(v)
	if err := a.validate(now); err != nil {
		return err
	}
	if err := a.checkLinks(ctx, tx); err != nil {
		return err
	}
	position, err := db.One(ctx, tx, db.Int, `SELECT position FROM action_action WHERE ref = $1`, ref)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	return a.save(ctx, tx, int(position))
}
