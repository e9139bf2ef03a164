package project

import (
	"context"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Service loads projects from files and records what their organisations do.
type Service struct {
	DB *db.DB
	// Gate is asked whether a project may be agreed, as for other records. It may be nil.
	Gate edit.GateFunc
	// InForce reports whether a data-sharing agreement is in force on a day. Without it, none is.
	InForce func(ctx context.Context, tx *db.Tx, ref string, day time.Time) (bool, error)
}

// Definitions returns the kinds of definition files of this feature: projects.
func (s *Service) Definitions() []definition.Kind {
	projects := definition.FileKind[Definition]{
		One: "joint project", Many: "joint projects", Pattern: "projects/*.yaml",
		Count: func(d Definition) int { return len(d.Projects) },
		Names: func(d Definition, defines func(kind, ref string)) {
			for _, p := range d.Projects {
				defines(KindName, p.Ref)
			}
		},
		Define: Define,
		Export: func(ctx context.Context, tx *db.Tx, files map[string]any) error {
			d := &Definition{}
			err := Each(ctx, tx, Query{}, func(p *Project) error {
				if err := p.loadAll(ctx, tx); err != nil {
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
	if before != nil && slices.Index(Stages, before.Stage) > slices.Index(Stages, p.Stage) {
		p.Stage = before.Stage // it has passed a gate meanwhile
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
	var wrong definition.SettingErrors
	for i, r := range p.Results {
		for j := range r.Measures {
			m := &p.Results[i].Measures[j]
			m.Result, m.Project = r.Ref, p.Ref
			stored, err := GetMeasure(ctx, l.Tx, m.Ref)
			switch {
			case err == nil && stored.Project != p.Ref:
				wrong.Add(fault.Newf(fault.Invalid, "Another project has a measure with the reference %q.", m.Ref), "results", i, "measures", j, "ref")
				continue
			case err == nil && db.JSON(stored) == db.JSON(m) && stored.Title == m.Title && stored.Result == m.Result:
				continue
			case err != nil && !fault.Is(err, fault.NotFound):
				return false, err
			}
			changed = true
			if err := m.keepRead(before); err != nil {
				wrong.Add(err, "results", i, "measures", j)
				continue
			}
			if err := m.save(ctx, l.Tx); err != nil {
				return false, err
			}
		}
	}
	if err := wrong.Err(); err != nil {
		return false, err
	}
	added, err := p.defineActs(ctx, l.Tx)
	return changed || added, err
}

// loadAll loads everything that a definition file has.
func (p *Project) loadAll(ctx context.Context, tx *db.Tx) (err error) {
	if err = p.loadMeasures(ctx, tx); err != nil {
		return err
	}
	if err = p.loadReadings(ctx, tx); err != nil {
		return err
	}
	if p.Signed, err = Signatures(ctx, tx, p.Ref); err != nil {
		return err
	}
	if p.Gates, err = Gates(ctx, tx, p.Ref); err != nil {
		return err
	}
	p.SignOffs, err = signOffs(ctx, tx, p.Ref)
	return err
}

// defineActs stores what a file says that organisations have signed, approved, read and decided, and reports whether something is
// new. What is stored already stays as it is.
func (p *Project) defineActs(ctx context.Context, tx *db.Tx) (added bool, err error) {
	var wrong definition.SettingErrors
	stored, err := Get(ctx, tx, p.Ref)
	if err != nil {
		return false, err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return false, err
	}
	for i, s := range p.Signed {
		current, err := CurrentAgreement(ctx, tx, p.Ref)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return false, err
		}
		if err != nil || s.Version < 1 || s.Version > current.Version || !p.Has(s.Org) || s.Role == "" || s.On.IsZero() {
			wrong.Add(fault.New(fault.Invalid,
				"Name an organisation of the project, a version of its agreement, the role of who signed and the day."), "signed", i)
			continue
		}
		n, err := insertSignature(ctx, tx, p.Ref, s, "", keepStored)
		if err != nil {
			return false, err
		}
		added = added || n > 0
	}
	gates, err := Gates(ctx, tx, p.Ref)
	if err != nil {
		return false, err
	}
	for i, g := range p.Gates {
		at := slices.Index(Stages, g.To)
		if at < 1 || g.Owner == "" || g.Due.IsZero() || g.Status != Scheduled && !slices.Contains(Outcomes, g.Status) {
			wrong.Add(fault.New(fault.Invalid, "A gate needs the stage to which it leads, its owner, its date and its status."), "gates", i)
			continue
		}
		if slices.ContainsFunc(gates, func(other Gate) bool { return other.To == g.To }) {
			continue
		}
		added = true
		if err := g.save(ctx, tx, p.Ref); err != nil {
			return false, err
		}
		for _, a := range g.Approvals {
			a.part = g.part()
			if err := saveApproval(ctx, tx, p.Ref, g.To, a, ""); err != nil {
				return false, err
			}
		}
	}
	for i, r := range p.Results {
		for j := range r.Measures {
			m := &r.Measures[j]
			for k := range m.Periods {
				period := &m.Periods[k]
				known := stored.Measure(m.Ref).Periods[k].Readings
				for n := len(known); n < len(period.Readings); n++ {
					reading := period.Readings[n]
					if err := reading.validate(period, n+1, now); err != nil {
						wrong.Add(err, "results", i, "measures", j, "periods", k, "readings", n)
						continue
					}
					reading.Number, reading.At, added = int64(n)+1, reading.On, true
					if err := reading.insert(ctx, tx, p.Ref, m.Ref, period.From, ""); err != nil {
						return false, err
					}
				}
			}
		}
	}
	before, err := signOffs(ctx, tx, p.Ref)
	for i, s := range p.SignOffs {
		if !s.Quarter.Equal(quarterOf(s.Quarter)) || !p.Has(s.Org) || s.Role == "" || s.Words == "" || s.On.IsZero() {
			wrong.Add(fault.New(fault.Invalid,
				"A sign-off needs the first day of its quarter, an organisation of the project, its words, a role and a day."), "sign-offs", i)
			continue
		}
		if !slices.ContainsFunc(before, func(other SignOff) bool { return other.Org == s.Org && other.Quarter.Equal(s.Quarter) }) {
			added = true
			if err := s.insert(ctx, tx, p.Ref, ""); err != nil {
				return false, err
			}
		}
	}
	if err == nil {
		err = wrong.Err()
	}
	return added, err
}
