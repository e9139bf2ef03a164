package project

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/strategy"
)

// Reading is the value of a measure in a period, with who read it, how and when. It is never changed: a correction is another
// reading of the same period.
type Reading struct {
	Value   float64   `yaml:"value" json:"value"`
	On      time.Time `yaml:"on" json:"on"`            // day on which it was read
	Org     string    `yaml:"organisation" json:"org"` // that read it
	Role    string    `yaml:"role" json:"role"`        // of who read it
	How     string    `yaml:"how" json:"how,omitempty"`
	Because string    `yaml:"because" json:"because,omitempty"` // of a correction: why the reading before it was wrong

	Number int64     `yaml:"-" json:"-"` // in its period; 1 is the first
	At     time.Time `yaml:"-" json:"-"` // when it was recorded
}

// Current returns the latest reading of p, or nil.
func (p *Period) Current() *Reading {
	if len(p.Readings) == 0 {
		return nil
	}
	return &p.Readings[len(p.Readings)-1]
}

// Reached reports whether the reading of a period has reached its target; known is false without one of them.
func (m *Measure) Reached(p *Period) (reached, known bool) {
	r := p.Current()
	if r == nil || p.Target == nil {
		return false, false
	}
	if m.Better == strategy.Lower {
		return r.Value <= *p.Target, true
	}
	return r.Value >= *p.Target, true
}

// LatestReading returns the last period of m that has a reading, or nil.
func (m *Measure) LatestReading() *Period {
	for i := len(m.Periods) - 1; i >= 0; i-- {
		if m.Periods[i].Current() != nil {
			return &m.Periods[i]
		}
	}
	return nil
}

// Progress is how many measures have reached the target of the last period in which both are known.
type Progress struct {
	Reached, Missed int
	Unread          int // without such a period
}

// Progress returns how the measures of a result of p stand, with those of the results that lead to it.
func (p *Project) Progress(ref string) (sum Progress) {
	for _, r := range p.Results {
		if r.Ref == ref || p.leadsInto(r.PartOf, ref) {
			for i := range r.Measures {
				sum.add(&r.Measures[i])
			}
		}
	}
	return sum
}

// leadsInto reports whether the result ref is other or leads to it, directly or not.
func (p *Project) leadsInto(ref, other string) bool {
	for range p.Results {
		r := p.Result(ref)
		if ref == other || r == nil {
			return r != nil && ref == other
		}
		ref = r.PartOf
	}
	return false
}

func (sum *Progress) add(m *Measure) {
	for i := len(m.Periods) - 1; i >= 0; i-- {
		if reached, known := m.Reached(&m.Periods[i]); known {
			if reached {
				sum.Reached++
			} else {
				sum.Missed++
			}
			return
		}
	}
	sum.Unread++
}

// loadReadings sets the readings of the periods of the measures of p, each with its corrections.
func (p *Project) loadReadings(ctx context.Context, tx *db.Tx) error {
	type row struct {
		measure string
		from    time.Time
		Reading
	}
	all, err := db.All(ctx, tx, func(r db.Row) (x row, err error) {
		return x, r.Scan(&x.measure, db.ScanTime(&x.from), &x.Number, &x.Value, db.ScanTime(&x.On), &x.Org, &x.Role, &x.How, &x.Because,
			db.ScanTime(&x.At))
	}, `SELECT measure, period, number, value, read_on, org, role, how, because, recorded_at FROM project_reading
		WHERE project = $1 ORDER BY measure, period, number`, p.Ref)
	for _, x := range all {
		if m := p.Measure(x.measure); m != nil {
			if i := m.period(x.from); i >= 0 {
				m.Periods[i].Readings = append(m.Periods[i].Readings, x.Reading)
			}
		}
	}
	return err
}

// Measure returns the measure of p with this reference, or nil.
func (p *Project) Measure(ref string) *Measure {
	for i := range p.Results {
		for j := range p.Results[i].Measures {
			if p.Results[i].Measures[j].Ref == ref {
				return &p.Results[i].Measures[j]
			}
		}
	}
	return nil
}

// period returns the index of the period of m that begins on a day, or -1.
func (m *Measure) period(from time.Time) int {
	return slices.IndexFunc(m.Periods, func(p Period) bool { return p.From.Equal(from) })
}

// validate returns definition.SettingErrors if r cannot be stored as the reading with this number of a period.
func (r *Reading) validate(p *Period, number int, now time.Time) error {
	var wrong definition.SettingErrors
	role, err := cleanRole(r.Role)
	r.Role = role
	wrong.Add(err, "role")
	r.How, r.Because = strings.TrimSpace(r.How), strings.TrimSpace(r.Because)
	switch {
	case r.On.IsZero() || r.On.After(now):
		wrong.Add(fault.New(fault.Invalid, "Enter the day on which the value was read. It cannot be in the future."), "on")
	case r.On.Before(p.From):
		wrong.Add(fault.New(fault.Invalid, "The value was read before the period began. Check the date and the period."), "on")
	}
	if r.How == "" {
		wrong.Add(fault.New(fault.Invalid, "Enter how the value was read."), "how")
	}
	if number > 1 && r.Because == "" {
		wrong.Add(fault.New(fault.Invalid, "There is a reading already. Enter why it is wrong. It stays in the history."), "because")
	}
	if number == 1 && r.Because != "" {
		wrong.Add(fault.New(fault.Invalid, "There is no earlier reading. Leave out why it is wrong."), "because")
	}
	return wrong.Err()
}

// Read records a reading of the period of a measure that begins on a day, for by's organisation. seen is how many readings the
// period had when the page was made, so that two people do not correct each other unseen.
func (s *Service) Read(ctx context.Context, by actor.Actor, ref, measure string, from time.Time, seen int, r Reading) (err error) {
	defer fault.Wrap(&err, "record a reading of %s", measure)
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		p, err := getAsMember(ctx, tx, by, ref)
		if err != nil {
			return err
		}
		m := p.Measure(measure)
		if m == nil || m.period(from) < 0 {
			return fault.New(fault.NotFound, "We cannot find that measure or period. Open the project again.")
		}
		period := &m.Periods[m.period(from)]
		if len(period.Readings) != seen {
			return fault.New(fault.Conflict, "There is a new reading since you opened the page. Open it again to see it.")
		}
		if p.Stage != Deliver {
			return fault.New(fault.Invalid, "Readings are recorded while a project is under way.")
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		r.Org, r.At, r.Number = by.Org, now, int64(seen)+1
		if err := r.validate(period, seen+1, now); err != nil {
			return err
		}
		if err := r.insert(ctx, tx, p.Ref, measure, from, by.ID); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "read-measure", KindName, ref, measure)
	})
}

func (r *Reading) insert(ctx context.Context, tx *db.Tx, project, measure string, from time.Time, account string) error {
	_, err := tx.Exec(ctx, `INSERT INTO project_reading (project, measure, period, number, value, read_on, org, role, account, how, because,
		recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		project, measure, db.Time(from), r.Number, r.Value, db.Time(r.On), r.Org, r.Role, account, r.How, r.Because, db.Time(r.At))
	return err
}
