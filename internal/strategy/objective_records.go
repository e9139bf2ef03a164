package strategy

import (
	"context"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// ObjectivesPath is where officers edit objectives.
const ObjectivesPath = "/staff/objectives"

// ObjectiveKind returns the kind of records that objectives are.
func ObjectiveKind() edit.Kind {
	return edit.Kind{
		Name: "objective", Path: ObjectivesPath, Order: 31,
		One: "Objective", Many: "Objectives", AddLabel: "Add an objective",
		Files: "strategies/*.yaml", Within: "aims/*/objectives/*",
		About: "What we want to achieve under each aim of a strategy, by when, and how we measure it.",
		Write: actor.EditRecords, Approve: actor.ApproveRecords, Agrees: edit.AgreesPartly,
		Covered: func(ctx context.Context, tx *db.Tx, v edit.Values) ([]string, error) {
			return db.All(ctx, tx, activityName, `SELECT strategy FROM strategy_aim WHERE ref = $1`, v.Text("aim"))
		},
		Fields: objectiveFields(),
		Listed: edit.ListColumns{Ref: "ref", Title: "title", Date: "due", DateLabel: "Due"},
		List: func(ctx context.Context, tx *db.Tx, q edit.ListQuery) (db.Page[edit.Item], error) {
			return db.ReadPage(ctx, tx, q.Scan, q.Position, q.PageQuery, `SELECT ref, title, due FROM strategy_objective`, "")
		},
		Load:    edit.LoadBound(getObjective, (*objectiveRow).form),
		Publish: publishObjective,
		Advise: func(v edit.Values) definition.SettingErrors {
			o := &objectiveRow{}
			o.form().Change(v)
			return o.Advice()
		},
		PublicPath: func(ref string) string { return "/objectives/" + ref },
		Example:    exampleObjectiveValues(),
	}
}

func objectiveFields() []edit.Field {
	return slices.Concat([]edit.Field{
		{Name: "title", Kind: edit.Line, Required: true, Label: "Objective"},
		{Name: "aim", Kind: edit.Pick, Required: true, Label: "Aim", Options: aimOptions},
		{Name: "owner", Kind: edit.Line, Expected: true, Label: "Who is responsible", Hint: "A role, not a person, like “Head of property”."},
		{Name: "by", Kind: edit.Date, Expected: true, Label: "Reached by"},
		{Name: "needs", Kind: edit.Picks, Label: "Evidence for it", Lookup: evidence.Lookup},
		{Section: "Measure", Name: "measure", Kind: edit.Line, Expected: true, Label: "Measure",
			Hint: "Like “Percentage of hearing loops that work”."},
		{Name: "unit", Kind: edit.Line, Label: "Unit", Hint: "Like % or days.", Width: 10},
		{Name: "baseline", Kind: edit.Decimal, Expected: true, Label: "Baseline", Hint: "The value before the work begins.", Width: 10},
		{Name: "target", Kind: edit.Decimal, Expected: true, Label: "Target", Width: 10},
		{Name: "better", Kind: edit.Pick, Label: "Which way is better", Options: edit.ChooseOf(Higher, Lower),
			Hint: "Only needed if the target is the same as the baseline."},
		{Name: "measured-every", Kind: edit.Number, Label: "Months between measurements", Width: 4, Hint: "Leave blank for 12."},
	}, sourceFields(""), []edit.Field{
		{Section: "Measurements", Name: "readings", Kind: edit.Rows, Label: "Measurements", AddLabel: "Add a measurement", Columns: []edit.Field{
			{Name: "key", Kind: edit.Kept},
			{Name: "dated", Kind: edit.Date, Required: true, Setting: "date", Label: "Date"},
			{Name: "value", Kind: edit.Decimal, Required: true, Label: "Value", Width: 10},
			{Name: "note", Kind: edit.Line, Label: "Note"},
			{Name: "reading-source", Kind: edit.Line, Setting: "source/name", Label: "Source, if it is another one"},
		}},
	})
}

// form connects the fields of the form with o.
func (o *objectiveRow) form() edit.Binding {
	return append(edit.Binding{
		edit.BindLine("title", &o.Title),
		edit.BindLine("aim", &o.aim),
		edit.BindLine("owner", &o.Owner),
		edit.BindDate("by", &o.By),
		edit.BindTexts("needs", &o.Needs),
		edit.BindLine("measure", &o.Measure),
		edit.BindLine("unit", &o.Unit),
		edit.BindDecimal("baseline", &o.Baseline),
		edit.BindDecimal("target", &o.Target),
		edit.BindCode("better", &o.Better),
		edit.BindNumber("measured-every", &o.Every),
		edit.BindRows("readings", &o.Readings, (*Reading).form),
	}, bindSource(&o.Source)...)
}

func (r *Reading) form() edit.Binding {
	key := ""
	if !r.Date.IsZero() {
		key = r.Date.Format(time.DateOnly)
	}
	return edit.Binding{
		edit.BindKept("key", key),
		edit.BindDate("dated", &r.Date),
		edit.BindFloat("value", &r.Value),
		edit.BindLine("note", &r.Note),
		edit.BindLine("reading-source", &r.Source.Name),
	}
}

// exampleObjectiveValues is an invented objective of the example of a strategy.
func exampleObjectiveValues() edit.Values {
	v := edit.Values{"title": {"Repair the hearing loops"}, "aim": {"open-to-all-aim-1"}, "owner": {"Head of property"}, "by": {"2028-03-31"},
		"measure": {"Hearing loops that work"}, "unit": {"%"}, "baseline": {"64.5"}, "target": {"100"}, "better": {string(Higher)},
		"measured-every": {"6"}, "source": {"Survey of buildings"}, "source-address": {"https://example.org/loops"}}
	v.SetRows("readings", []edit.Values{{"key": {"2026-09-30"}, "dated": {"2026-09-30"}, "value": {"71"}, "note": {"Half were checked."}}})
	return v
}

// publishObjective validates and stores the objective ref. What the form does not have stays as it is.
func publishObjective(ctx context.Context, l *definition.Loading, ref string, v edit.Values) error {
	if err := authorise(l.By); err != nil {
		return err
	}
	o, err := getObjective(ctx, l.Tx, ref)
	if fault.Is(err, fault.NotFound) {
		o, err = &objectiveRow{Objective: Objective{Ref: ref}}, nil
	}
	if err != nil {
		return err
	}
	stored := *o
	o.form().Change(v)
	now, err := l.Tx.Now(ctx)
	if err != nil {
		return err
	}
	var wrong definition.SettingErrors
	wrong.Add(evidence.CheckRef("each objective", ref), "title")
	wrong.Add(o.checkAim(ctx, l.Tx, &stored))
	wrong.Add(o.missingFields())
	wrong.Add(o.check(now))
	wrong.Add(evidence.RequireNeeds(ctx, l.Tx, o.Needs), "needs")
	if err := wrong.Err(); err != nil {
		return err
	}
	position, err := db.One(ctx, l.Tx, db.Int, `SELECT COALESCE((SELECT position FROM strategy_objective WHERE ref = $1),
		(SELECT COALESCE(MAX(o.position), 0) + 1 FROM strategy_objective o JOIN strategy_aim a ON a.ref = o.aim
			WHERE a.strategy = (SELECT strategy FROM strategy_aim WHERE ref = $2)))`, ref, o.aim)
	if err != nil {
		return err
	}
	for _, was := range stored.Readings {
		if !slices.ContainsFunc(o.Readings, func(r Reading) bool { return r.Date.Equal(was.Date) }) {
			if _, err := l.Tx.Exec(ctx, `DELETE FROM strategy_reading WHERE objective = $1 AND dated = $2`, ref, db.Time(was.Date)); err != nil {
				return err
			}
		}
	}
	return o.save(ctx, l.Tx, o.aim, int(position))
}

// checkAim returns a mistake if the aim does not exist, or belongs to another strategy than the stored objective.
func (o *objectiveRow) checkAim(ctx context.Context, tx *db.Tx, stored *objectiveRow) error {
	var wrong definition.SettingErrors
	of, err := db.One(ctx, tx, db.Text, `SELECT strategy FROM strategy_aim WHERE ref = $1`, o.aim)
	switch {
	case fault.Is(err, fault.NotFound):
		wrong.Add(fault.New(fault.Invalid, "Choose one of the aims in the list."), "aim")
	case err != nil:
		return err
	case stored.Strategy != "" && of != stored.Strategy:
		wrong.Add(fault.New(fault.Invalid, "Choose an aim of the same strategy."), "aim")
	}
	taken, err := db.One(ctx, tx, db.Bool, `SELECT EXISTS (SELECT 1 FROM strategy_aim WHERE ref = $1)`, o.Ref)
	if err != nil {
		return err
	}
	if taken {
		wrong.Add(fault.New(fault.Invalid, "An aim has this name. Word the objective differently."), "title")
	}
	return wrong.Err()
}

// missingMessages say what to do about what Objective.Missing lists.
var missingMessages = map[string]error{
	"measure":  fault.New(fault.Invalid, "Enter how the objective is measured."),
	"baseline": fault.New(fault.Invalid, "Enter the baseline: the value before the work begins."),
	"target":   fault.New(fault.Invalid, "Enter the target: the value that you want to reach."),
	"date":     fault.New(fault.Invalid, "Enter the date when the objective will be reached."),
	"owner":    fault.New(fault.Invalid, "Enter the role responsible for the objective."),
}

// missingFields returns a mistake for each part that o needs to be published, at its field. Objectives of old strategies
// are shown with their gaps.
func (o *objectiveRow) missingFields() error {
	if o.AsPublished {
		return nil
	}
	return o.missingSettings().Err()
}

// missingSettings returns what to do about each part that o lacks, at its setting.
func (o *Objective) missingSettings() (wrong definition.SettingErrors) {
	for _, part := range o.Missing() {
		setting := part
		if part == "date" {
			setting = "by"
		}
		wrong.Add(missingMessages[part], setting)
	}
	return wrong
}

// getBriefObjective is getObjective without readings.
func getBriefObjective(ctx context.Context, tx *db.Tx, ref string) (*objectiveRow, error) {
	o, err := db.One(ctx, tx, scanObjective, selectObjective+` WHERE o.ref = $1`, ref)
	if err != nil {
		return nil, err
	}
	return &o, nil
}

// getObjective returns the objective ref with its readings and its aim, or fault.NotFound.
func getObjective(ctx context.Context, tx *db.Tx, ref string) (*objectiveRow, error) {
	o, err := getBriefObjective(ctx, tx, ref)
	if err != nil {
		return nil, err
	}
	o.Readings, err = listReadings(ctx, tx, ref)
	return o, err
}

// aimOptions returns the aims of all strategies, each after the name of its strategy, newest period first.
func aimOptions(ctx context.Context, tx *db.Tx) (all []edit.Option, err error) {
	return db.All(ctx, tx, func(r db.Row) (o edit.Option, err error) {
		var of, title string
		if err = r.Scan(&o.Value, &of, &title); err == nil {
			o.Label = locale.Lazy("%s: %s", edit.Name(of), edit.Name(title))
		}
		return o, err
	}, `SELECT a.ref, s.title, a.title FROM strategy_aim a JOIN strategy_strategy s ON s.slug = a.strategy
		ORDER BY s.starts DESC, s.slug, a.position`)
}
