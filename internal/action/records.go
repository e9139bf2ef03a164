package action

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/strategy"
)

// Records returns the kinds of records that officers edit in the browser: actions, without their updates.
func (s *Service) Records() []edit.Kind {
	return []edit.Kind{{
		Name: "action", Path: "/staff/action-plan", Order: 21,
		One: "Action", Many: "Actions", AddLabel: "Add an action",
		About: "What we will do, by when, and how we will know that it worked.",
		Write: actor.EditRecords, Approve: actor.ApproveRecords,
		Fields: []edit.Field{
			{Name: "what", Kind: edit.Line, Required: true, Label: "What we will do"},
			{Name: "who", Kind: edit.Line, Required: true, Label: "Who will do it", Hint: "A role, not a person, like “Head of property”."},
			{Name: "due", Kind: edit.Date, Label: "Done by"},
			{Name: "when", Kind: edit.Line, Label: "Timescale in words", Hint: "If the plan says more than the date, like “every year”."},
			{Name: "objective", Kind: edit.Pick, Label: "Objective", Options: objectiveOptions},
			{Section: "How success is measured", Name: "measure", Kind: edit.Line, Label: "Measure"},
			{Name: "unit", Kind: edit.Line, Label: "Unit", Hint: "Like % or days.", Width: 10},
			{Name: "baseline", Kind: edit.Decimal, Label: "Baseline", Hint: "The value before the work begins."},
			{Name: "target", Kind: edit.Decimal, Label: "Target"},
			{Section: "Reasons", Name: "why", Kind: edit.Text, Label: "Why"},
			{Name: "needs", Kind: edit.Choices, Label: "Evidence", Options: needOptions},
		},
		List: func(ctx context.Context, tx *db.Tx, at string, size int) (db.Page[edit.Item], error) {
			return db.ReadPage(ctx, tx, scanItem, func(i edit.Item) []any { return []any{i.Title, i.Ref} },
				db.PageQuery{Order: byWhat, At: at, Size: size}, `SELECT ref, what FROM action_action`, "")
		},
		Load: func(ctx context.Context, tx *db.Tx, ref string) (edit.Values, error) {
			a, err := Get(ctx, tx, ref)
			if err != nil {
				return nil, err
			}
			return a.values(), nil
		},
		Publish:    publish,
		PublicPath: func(ref string) string { return "/actions/" + ref },
		Example: edit.Values{
			"what": {"Repair every hearing loop"}, "who": {"Head of property"}, "due": {"2027-09-30"}, "measure": {"Hearing loops that work"},
			"unit": {"%"}, "baseline": {"64.5"}, "target": {"100"}, "why": {"People plan their visit around it."},
		},
	}}
}

// byWhat is the order of the list of actions.
var byWhat = db.Order{Columns: []db.Column{{Name: "what"}, {Name: "ref"}}}

func scanItem(row db.Row) (i edit.Item, err error) { return i, row.Scan(&i.Ref, &i.Title) }

func (a *Action) values() edit.Values {
	v := edit.Values{}
	for name, text := range map[string]string{"what": a.What, "who": a.Who, "when": a.When, "objective": a.Objective,
		"measure": a.Measure, "unit": a.Unit, "why": a.Why} {
		v.Set(name, text)
	}
	v.SetDate("due", a.Due)
	v.SetDecimal("baseline", a.Baseline)
	v.SetDecimal("target", a.Target)
	v.Set("needs", a.Needs...)
	return v
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
	a.What, a.Who, a.When, a.Objective = v.Text("what"), v.Text("who"), v.Text("when"), v.Text("objective")
	a.Measure, a.Unit, a.Why = v.Text("measure"), v.Text("unit"), v.Text("why")
	a.Due, a.Baseline, a.Target, a.Needs = v.Date("due"), v.Decimal("baseline"), v.Decimal("target"), v["needs"]
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

// objectiveOptions returns the objectives of all strategies, each after the name of its strategy.
func objectiveOptions(ctx context.Context, tx *db.Tx) (all []edit.Option, err error) {
	strategies, err := strategy.All(ctx, tx)
	for _, s := range strategies {
		for _, o := range s.Objectives() {
			all = append(all, edit.Option{Value: o.Ref, Label: edit.Name(s.Title + ": " + o.Title)})
		}
	}
	return all, err
}

// needOptions returns all needs by title.
func needOptions(ctx context.Context, tx *db.Tx) (all []edit.Option, err error) {
	return all, db.Each(func(at string) (db.Page[evidence.Need], error) { return evidence.ListPage(ctx, tx, at, 100) },
		func(n evidence.Need) error {
			all = append(all, edit.Option{Value: n.Ref, Label: edit.Name(n.Title)})
			return nil
		})
}
