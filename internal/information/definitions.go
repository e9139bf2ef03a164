package information

import (
	"context"
	"encoding/json"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// day returns midnight UTC of the date of t.
func day(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// SetDefinition is figures in a definition file.
type SetDefinition struct {
	ID       string    `yaml:"id"`
	Kind     SetKind   `yaml:"kind"`
	AsAt     time.Time `yaml:"as-at"`
	Note     string    `yaml:"note"`
	Schools  bool      `yaml:"includes-schools"`
	Invented *Invented `yaml:"invented"` // from which the figures are computed
	Content  string    `yaml:"content"`  // or the figures of an uploaded file as they were published, JSON
}

// set returns the figures of d.
func (d *SetDefinition) set() (*Set, error) {
	var wrong definition.SettingErrors
	s := &Set{ID: d.ID, Kind: d.Kind, AsAt: d.AsAt, Note: d.Note, Schools: d.Schools, Made: d.Invented}
	if d.ID == "" || d.AsAt.IsZero() || d.Kind != Payroll && d.Kind != Workforce && d.Kind != Users {
		wrong.Add(fault.New(fault.Invalid, "Figures need an id, a date (as-at), and payroll, workforce or users as their kind."), "id")
		return nil, wrong.Err()
	}
	if d.Invented == nil {
		if err := json.Unmarshal([]byte(d.Content), &s.Figures); err != nil || len(s.Figures.Profiles) == 0 {
			wrong.Add(fault.New(fault.Invalid, "Figures need an invented payroll, or the content of figures that were exported."), "content")
		}
		return s, wrong.Err()
	}
	if err := d.Invented.validate(); err != nil {
		wrong.Add(err, "invented")
		return s, wrong.Err()
	}
	r, err := Compute(d.Kind, d.Invented.Sheet(), Mapping{})
	wrong.Add(err, "invented")
	s.Figures = r.Figures
	return s, wrong.Err()
}

// definition returns s as it is in a definition file.
func (s *Set) definition() SetDefinition {
	d := SetDefinition{ID: s.ID, Kind: s.Kind, AsAt: s.AsAt, Note: s.Note, Schools: s.Schools, Invented: s.Made}
	if s.Made == nil {
		d.Content = db.JSON(s.Figures)
	}
	return d
}

// Definitions returns the kinds of definition files of this feature: releases.
func (s *Service) Definitions() []definition.Kind {
	releases := definition.FileKind[Definition]{
		One: "release of equality information", Many: "releases of equality information", Pattern: "information/*.yaml",
		Define: s.define,
		Count:  func(Definition) int { return 1 },
		Export: func(ctx context.Context, tx *db.Tx, files map[string]any) error {
			all, err := db.All(ctx, tx, scanRelease, `SELECT r.content FROM information_release r JOIN information_latest l
				ON r.ref = l.ref AND r.number = l.number ORDER BY r.ref`)
			for _, r := range all {
				def := &Definition{Statement: r.Statement, Published: r.Published}
				for i := range r.Figures {
					def.Figures = append(def.Figures, r.Figures[i].definition())
				}
				files["information/"+r.Ref+".yaml"] = def
			}
			return err
		},
	}
	return []definition.Kind{releases.Kind()}
}
