package project

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Service loads projects from files and records what their organisations do.
type Service struct{ DB *db.DB }

// Definitions returns the kinds of definition files of this feature: projects.
func (s *Service) Definitions() []definition.Kind {
	projects := definition.FileKind[Definition]{
		One: "joint project", Many: "joint projects", Pattern: "projects/*.yaml",
		Count:  func(d Definition) int { return len(d.Projects) },
		Define: Define,
		Export: func(ctx context.Context, tx *db.Tx, files map[string]any) error {
			d := &Definition{}
			err := Each(ctx, tx, Query{}, func(p *Project) error {
				if err := p.loadMeasures(ctx, tx); err != nil {
					return err
				}
				d.Projects = append(d.Projects, *p)
				return nil
			})
			if len(d.Projects) > 0 {
				files["projects/projects.yaml"] = d
			}
			return err
		},
	}
	return []definition.Kind{projects.Kind()}
}

// Define stores the projects of a file. Defining the same again changes nothing.
func Define(ctx context.Context, l *definition.Loading, d Definition) error {
	if !l.By.MayForAll(actor.EditRecords) {
		return fault.New(fault.Forbidden, "You do not have permission to import projects. Ask the council to do it.")
	}
	var wrong definition.SettingErrors
	for i := range d.Projects {
		changed, err := d.Projects[i].define(ctx, l)
		if err == nil && changed {
			err = audit.Append(ctx, l.Tx, l.By, "define-project", KindName, d.Projects[i].Ref, "")
		}
		wrong.Add(err, "projects", i)
	}
	return wrong.Err()
}

// define stores p with its measures, and reports whether that changed anything. A file without a stage has a project that is an
// idea, or leaves the stage as it is.
func (p *Project) define(ctx context.Context, l *definition.Loading) (changed bool, err error) {
	before, err := Get(ctx, l.Tx, p.Ref)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return false, err
	}
	if p.Stage == "" {
		p.Stage = Identify
		if before != nil {
			p.Stage = before.Stage
		}
	}
	if err := p.check(ctx, l.Tx); err != nil {
		return false, err
	}
	if before == nil || db.JSON(before) != db.JSON(p) || before.Title != p.Title || before.Lead != p.Lead || before.Stage != p.Stage {
		changed = true
		if err := p.save(ctx, l.Tx); err != nil {
			return false, err
		}
	}
	for i, r := range p.Results {
		for j := range r.Measures {
			m := &p.Results[i].Measures[j]
			m.Result, m.Project = r.Ref, p.Ref
			stored, err := GetMeasure(ctx, l.Tx, m.Ref)
			switch {
			case err == nil && stored.Project != p.Ref:
				var wrong definition.SettingErrors
				wrong.Add(fault.Newf(fault.Invalid, "Another project has a measure with the reference %q.", m.Ref), "results", i, "measures", j, "ref")
				return false, wrong.Err()
			case err == nil && db.JSON(stored) == db.JSON(m) && stored.Title == m.Title && stored.Result == m.Result:
				continue
			case err != nil && !fault.Is(err, fault.NotFound):
				return false, err
			}
			changed = true
			if err := m.save(ctx, l.Tx); err != nil {
				return false, err
			}
		}
	}
	return changed, nil
}
