package sustainability

import (
	"context"
	"slices"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Where officers edit long-term effects, and where the public reads them.
const (
	RecordsPath = "/staff/long-term-effects"
	PublicPath  = "/long-term-effects"
	kindName    = "long-term-effects"
)

// Path returns the public address of a check.
func Path(ref string) string { return PublicPath + "/" + ref }

// Service lets officers record long-term effects.
type Service struct {
	Activities *edit.Lookup // finds what can be covered: strategies, projects and actions
}

// Covers reports whether the long-term effects of records of k are recorded.
func Covers(k edit.Kind) bool { return slices.Contains(Kinds, k.Name) }

// Records returns the kinds of records that officers edit in the browser: long-term effects, and the rules about them.
func (s *Service) Records() []edit.Kind { return []edit.Kind{s.checkKind(), rulesKind()} }

func (s *Service) checkKind() edit.Kind {
	horizon := edit.ChooseOf(Horizons...)
	evidenceColumn := edit.Field{Name: "evidence", Kind: edit.Text, Required: true, Label: "Evidence"}
	return edit.Kind{
		Name: kindName, Path: RecordsPath, Order: 22, Agrees: edit.AgreesNothing,
		One: "Long-term effects", Many: "Long-term effects", AddLabel: "Record long-term effects",
		Files: "long-term-effects/*.yaml", Within: "checks/*",
		About: "What a strategy, project or action does to people now, in 5 years and in 25 years.",
		Write: actor.EditRecords, Approve: actor.ApproveRecords,
		Fields: []edit.Field{
			{Section: "What it is about", Name: "title", Kind: edit.Line, Required: true, Label: "Title",
				Hint: "In one line, like “A mobile library that runs on electricity”. The web address is made from it."},
			{Name: "activities", Kind: edit.Picks, Required: true, Label: "Strategies, projects and actions that it covers", Lookup: s.Activities},
			{Name: "needs", Kind: edit.Picks, Expected: true, Label: "Needs that it rests on", Lookup: evidence.Lookup},
			{Name: "without", Kind: edit.Text, Setting: "without-need", Label: "Why it rests on no need", Hint: "Leave blank if you chose a need."},
			{Name: "not-checked", Kind: edit.Text, Label: "Why no long-term effects are recorded",
				Hint: "Only for what was agreed before. Leave blank if you record effects below."},
			{Section: "Effects on people", Name: "effects", Kind: edit.Rows, Expected: true, Label: "Effects", AddLabel: "Add an effect",
				Hint: "At least one each for now, in 5 years and in 25 years. Say so if you expect none.", Columns: []edit.Field{
					{Name: "horizon", Kind: edit.Choice, Required: true, Label: "When", Options: horizon},
					{Name: "effect", Kind: edit.Text, Expected: true, Label: "What happens to people"},
					{Name: "who", Kind: edit.Line, Expected: true, Label: "Who loses or gains by it"},
					{Name: "direction", Kind: edit.Choice, Required: true, Label: "Better or worse off", Options: edit.ChooseOf(Directions...)},
					{Name: "undo", Kind: edit.Choice, Expected: true, Label: "Can it be undone?", Options: edit.ChooseOf(Undos...)},
					{Name: "evidence", Kind: edit.Text, Required: true, Label: "What this rests on"},
					{Name: "unless", Kind: edit.Text, Required: true, Label: "What would change this answer"},
					{Name: "review", Kind: edit.Date, Expected: true, Label: "Look at it again on",
						Hint: "Needed in 5 and in 25 years. It can be after the plan has ended."},
				}},
			{Section: "Reviews", Name: "reviews", Kind: edit.Rows, Label: "Reviews", AddLabel: "Add a review",
				Hint: "What was found when the effects were looked at again. Then give the effects their next date above.", Columns: []edit.Field{
					{Name: "on", Kind: edit.Date, Required: true, Label: "Date"},
					{Name: "horizon", Kind: edit.Choice, Required: true, Label: "Effects", Options: horizon},
					{Name: "found", Kind: edit.Text, Required: true, Label: "What was found"},
				}},
			{Section: "Well-being of Future Generations (Wales) Act 2015", Name: "goals", Kind: edit.Rows, Label: "Well-being goals",
				AddLabel: "Add a goal", Hint: "Only if the council has chosen to answer for them.", Columns: []edit.Field{
					{Name: "code", Kind: edit.Pick, Required: true, Label: "Goal", Options: duties(Goals)}, evidenceColumn,
				}},
			{Name: "ways", Kind: edit.Rows, Label: "Ways of working", AddLabel: "Add a way of working", Columns: []edit.Field{
				{Name: "code", Kind: edit.Pick, Required: true, Label: "Way of working", Options: duties(Ways)}, evidenceColumn,
			}},
		},
		Listed: edit.ListColumns{Ref: "ref", Title: "title", Date: "review", DateLabel: "Next review"},
		List: func(ctx context.Context, tx *db.Tx, q edit.ListQuery) (db.Page[edit.Item], error) {
			return db.ReadPage(ctx, tx, q.Scan, q.Position, q.PageQuery, `SELECT ref, title, review FROM sustainability_check`, "")
		},
		Load:       edit.LoadBound(Get, (*Check).form),
		Publish:    publish,
		PublicPath: Path,
		Example:    example(),
	}
}

func duties(all []Duty) func(context.Context, *db.Tx) ([]edit.Option, error) {
	var options []edit.Option
	for _, d := range all {
		options = append(options, edit.Option{Value: d.Code, Label: d.Name})
	}
	return edit.Choose(options...)
}

func example() edit.Values {
	v := edit.Values{"title": {"A library van that runs on electricity"}, "activities": {"strategy:open-to-all"},
		"without": {"A trial of the technology."}}
	effect := func(horizon string) edit.Values {
		return edit.Values{"horizon": {horizon}, "effect": {"The air on the round is cleaner."}, "who": {"People on the round"},
			"direction": {"better"}, "undo": {"yes"}, "evidence": {"Measurements of the maker."}, "unless": {"Electricity from coal."},
			"review": {"2051-04-01"}}
	}
	v.SetRows("effects", []edit.Values{effect("now"), effect("5-years"), effect("25-years")})
	v.SetRows("reviews", []edit.Values{{"on": {"2026-03-02"}, "horizon": {"now"}, "found": {"As expected."}}})
	return v
}

func (c *Check) form() edit.Binding {
	answers := func(a *Answer) edit.Binding {
		return edit.Binding{edit.BindLine("code", &a.Code), edit.BindText("evidence", &a.Evidence)}
	}
	return edit.Binding{
		edit.BindLine("title", &c.Title), edit.BindTexts("activities", &c.Activities), edit.BindTexts("needs", &c.Needs),
		edit.BindText("without", &c.WithoutWhy), edit.BindText("not-checked", &c.NotChecked),
		edit.BindRows("effects", &c.Effects, func(e *Effect) edit.Binding {
			return edit.Binding{
				edit.BindCode("horizon", &e.Horizon), edit.BindText("effect", &e.Does), edit.BindLine("who", &e.Who),
				edit.BindCode("direction", &e.Direction), edit.BindCode("undo", &e.Undo), edit.BindText("evidence", &e.Evidence),
				edit.BindText("unless", &e.Unless), edit.BindDate("review", &e.Review),
			}
		}),
		edit.BindRows("reviews", &c.Reviews, func(r *Review) edit.Binding {
			return edit.Binding{edit.BindDate("on", &r.On), edit.BindCode("horizon", &r.Horizon), edit.BindText("found", &r.Found)}
		}),
		edit.BindRows("goals", &c.Goals, answers), edit.BindRows("ways", &c.Ways, answers),
	}
}

func publish(ctx context.Context, l *definition.Loading, ref string, v edit.Values) error {
	c, err := Get(ctx, l.Tx, ref)
	if fault.Is(err, fault.NotFound) {
		c, err = &Check{Ref: ref}, nil
	}
	if err != nil {
		return err
	}
	c.form().Change(v)
	_, err = c.define(ctx, l)
	return err
}

// define publishes c as the next version with its entry in the public record, and reports whether that changed anything.
func (c *Check) define(ctx context.Context, l *definition.Loading) (changed bool, err error) {
	if err := authorise(l.By); err != nil {
		return false, err
	}
	rules, err := GetRules(ctx, l.Tx)
	if err != nil {
		return false, err
	}
	day, err := today(ctx, l.Tx)
	if err != nil {
		return false, err
	}
	if err := c.validate(ctx, l.Tx, rules, day); err != nil {
		return false, err
	}
	before, err := Get(ctx, l.Tx, c.Ref)
	switch {
	case fault.Is(err, fault.NotFound):
		c.Version = 1
	case err != nil:
		return false, err
	default:
		if c.Version = before.Version; db.JSON(before) == db.JSON(c) {
			return false, nil
		}
		c.Version++
	}
	if c.Recorded, err = l.Tx.Now(ctx); err != nil {
		return false, err
	}
	l.Record.Add(c.Leaf())
	return true, c.insert(ctx, l.Tx)
}

// Definition is the contents of a file of long-term effects.
type Definition struct {
	Checks []Check `yaml:"checks"`
}

// Definitions returns the kinds of definition files of this feature: the rules, and long-term effects.
func Definitions() []definition.Kind {
	rules := definition.FileKind[Rules]{
		One: "set of rules for long-term effects", Many: "sets of rules for long-term effects", Pattern: "long-term-rules.yaml",
		Count: func(Rules) int { return 1 }, Define: defineRulesFile,
		Export: func(ctx context.Context, tx *db.Tx, files map[string]any) error {
			r, err := GetRules(ctx, tx)
			if err == nil && db.JSON(r) != db.JSON(firstRules) {
				files["long-term-rules.yaml"] = r
			}
			return err
		},
	}
	checks := definition.FileKind[Definition]{
		One: "check of long-term effects", Many: "checks of long-term effects", Pattern: "long-term-effects/*.yaml",
		Count: func(d Definition) int { return len(d.Checks) },
		Define: func(ctx context.Context, l *definition.Loading, d Definition) error {
			var wrong definition.SettingErrors
			for i := range d.Checks {
				changed, err := d.Checks[i].define(ctx, l)
				if err == nil && changed {
					err = audit.Append(ctx, l.Tx, l.By, "define-long-term-effects", kindName, d.Checks[i].Ref, "")
				}
				wrong.Add(err, "checks", i)
			}
			return wrong.Err()
		},
		Export: func(ctx context.Context, tx *db.Tx, files map[string]any) error {
			d := &Definition{}
			err := db.Each(func(at string) (db.Page[*Check], error) { return ListWhole(ctx, tx, at, exportedAtOnce) }, func(c *Check) error {
				d.Checks = append(d.Checks, *c)
				return nil
			})
			if len(d.Checks) > 0 {
				files["long-term-effects/long-term-effects.yaml"] = d
			}
			return err
		},
	}
	return []definition.Kind{rules.Kind(), checks.Kind()}
}

// exportedAtOnce is the number of checks that are read at a time.
const exportedAtOnce = 100
