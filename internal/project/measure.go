package project

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/strategy"
)

func measureKind() edit.Kind {
	return edit.Kind{
		Name: "measure", Path: MeasuresPath, Order: 49,
		One: "Measure of a project", Many: "Measures of projects", AddLabel: "Add a measure",
		Files: "projects/*.yaml", Within: "projects/*/results/*/measures/*",
		About: "How we will know that a joint project brings its results: what is measured, from which baseline and with which targets.",
		Write: actor.Partnership, Approve: actor.ApproveRecords, Agrees: edit.AgreesPartly, Proposed: true, Begun: true,
		Covered: func(ctx context.Context, tx *db.Tx, v edit.Values) ([]string, error) {
			return db.All(ctx, tx, func(r db.Row) (string, error) {
				ref, err := db.Text(r)
				return edit.ActivityName(KindName, ref), err
			}, `SELECT project FROM project_result WHERE ref = $1`, v.Text("result"))
		},
		Fields: measureFields(),
		Listed: edit.ListColumns{Ref: "ref", Title: "title", Date: "last_day", DateLabel: "Last period ends"},
		List: func(ctx context.Context, tx *db.Tx, q edit.ListQuery) (db.Page[edit.Item], error) {
			return db.ReadPage(ctx, tx, q.Scan, q.Position, q.PageQuery, `SELECT ref, title, last_day FROM project_measure`, "")
		},
		Load:    edit.LoadBound(GetMeasure, (*Measure).form),
		Publish: publishMeasure,
		Lacks: func(ctx context.Context, tx *db.Tx, by actor.Actor, c *edit.Copy) error {
			m := &Measure{}
			m.form().Change(c.Values)
			var wrong definition.SettingErrors
			wrong.Add(m.checkResult(ctx, tx, by), "result")
			return wrong.Err()
		},
		Org: func(ctx context.Context, tx *db.Tx, ref string) (string, error) {
			m, err := GetMeasure(ctx, tx, ref)
			if err != nil {
				return "", err
			}
			p, err := Get(ctx, tx, m.Project)
			if err != nil {
				return "", err
			}
			return p.Lead, nil
		},
		Example: exampleMeasure(),
	}
}

func measureFields() []edit.Field {
	return []edit.Field{
		{Name: "title", Kind: edit.Line, Required: true, Label: "What is measured", Hint: "Like “Appointments with an interpreter”."},
		{Name: "result", Kind: edit.Pick, Required: true, Label: "Result", Lookup: ResultLookup,
			Hint: "Of a project that your organisation leads."},
		{Name: "unit", Kind: edit.Line, Required: true, Label: "Unit", Hint: "Like people or %.", Width: 20},
		{Name: "better", Kind: edit.Pick, Required: true, Label: "Which way is better", Options: edit.ChooseOf(strategy.Higher, strategy.Lower)},
		{Name: "method", Kind: edit.Text, Setting: "how", Label: "How it is measured"},
		{Name: "baseline", Kind: edit.Decimal, Expected: true, Label: "Baseline", Hint: "The value before the project begins.", Width: 10},
		{Name: "dated", Kind: edit.Date, Setting: "baseline-date", Label: "Date of the baseline"},
		{Name: "no-baseline", Kind: edit.Line, Label: "None, because", Hint: "Only if there is no baseline."},
		{Name: "periods", Kind: edit.Rows, Label: "Periods", AddLabel: "Add a period",
			Hint: "A target can be missing. Readings are recorded on the page of the project.", Columns: []edit.Field{
				{Name: "from", Kind: edit.Date, Required: true, Label: "First day"},
				{Name: "until", Kind: edit.Date, Required: true, Label: "Last day"},
				{Name: "target", Kind: edit.Decimal, Label: "Target", Width: 10},
				{Name: "note", Kind: edit.Line, Label: "Note"},
			}},
	}
}

func (m *Measure) form() edit.Binding {
	return edit.Binding{
		edit.BindLine("title", &m.Title), edit.BindLine("result", &m.Result), edit.BindLine("unit", &m.Unit),
		edit.BindCode("better", &m.Better), edit.BindText("method", &m.Method), edit.BindDecimal("baseline", &m.Baseline),
		edit.BindDate("dated", &m.Dated), edit.BindLine("no-baseline", &m.NoBaseline),
		edit.BindRows("periods", &m.Periods, func(p *Period) edit.Binding {
			return edit.Binding{edit.BindDate("from", &p.From), edit.BindDate("until", &p.Until), edit.BindDecimal("target", &p.Target),
				edit.BindLine("note", &p.Note)}
		}),
	}
}

func exampleMeasure() edit.Values {
	v := edit.Values{"title": {"Appointments with an interpreter"}, "result": {"interpreters-at-the-surgery-result-1"},
		"unit":   {"appointments"},
		"better": {string(strategy.Higher)}, "method": {"The surgery counts them."}, "baseline": {"40"}, "dated": {"2026-03-31"}}
	v.SetRows("periods", []edit.Values{{"from": {"2026-04-01"}, "until": {"2026-06-30"}, "target": {"60"}, "note": {"From May"}}})
	return v
}

// checkResult sets the project of m, and returns fault.Invalid unless its result is one of a project that by may change.
func (m *Measure) checkResult(ctx context.Context, tx *db.Tx, by actor.Actor) error {
	ref, err := db.One(ctx, tx, db.Text, `SELECT project FROM project_result WHERE ref = $1`, m.Result)
	if fault.Is(err, fault.NotFound) {
		return fault.New(fault.Invalid, "Choose a result of a project from the list.")
	}
	if err != nil {
		return err
	}
	p, err := Get(ctx, tx, ref)
	if err != nil {
		return err
	}
	if requireWriter(by, p.Lead) != nil {
		return fault.New(fault.Invalid, "Choose a result of a project that your organisation leads.")
	}
	m.Project = ref
	return nil
}

// publishMeasure stores a measure. It stays with its project.
func publishMeasure(ctx context.Context, l *definition.Loading, ref string, v edit.Values) error {
	m, err := GetMeasure(ctx, l.Tx, ref)
	if fault.Is(err, fault.NotFound) {
		m, err = &Measure{Ref: ref}, nil
	}
	if err != nil {
		return err
	}
	of := m.Project
	m.form().Change(v)
	var wrong definition.SettingErrors
	if err := m.checkResult(ctx, l.Tx, l.By); err != nil {
		wrong.Add(err, "result")
	} else if of != "" && m.Project != of {
		wrong.Add(fault.New(fault.Invalid, "Choose a result of the same project."), "result")
	}
	wrong.Add(m.validate())
	if of != "" {
		p, err := Get(ctx, l.Tx, of)
		if err != nil {
			return err
		}
		wrong.Add(m.keepRead(p))
	}
	if err := wrong.Err(); err != nil {
		return err
	}
	return m.save(ctx, l.Tx)
}

// keepRead returns definition.SettingErrors if m lacks a period for which the measure had a reading in p, the project as it was.
func (m *Measure) keepRead(p *Project) error {
	var wrong definition.SettingErrors
	if p == nil {
		return nil
	}
	was := p.Measure(m.Ref)
	for i := 0; was != nil && i < len(was.Periods); i++ {
		if was.Periods[i].Current() != nil && m.period(was.Periods[i].From) < 0 {
			wrong.Add(fault.Newf(fault.Invalid, "The period from %s has a reading. Keep the period and its first day.",
				locale.LazyDate(was.Periods[i].From)), "periods")
		}
	}
	return wrong.Err()
}
