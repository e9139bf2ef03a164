package project

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/council"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// SignOff is what an organisation says about its own part of a project in a quarter, and signs. What can be read from measures and
// actions is not in it. It stays when the account goes.
type SignOff struct {
	Quarter time.Time `yaml:"quarter"` // first day
	Org     string    `yaml:"organisation"`
	Words   string    `yaml:"words"`
	Role    string    `yaml:"role"`
	On      time.Time `yaml:"on"`
}

// Quarter is three months of a project for which its organisations sign off their progress.
type Quarter struct {
	From, Until time.Time // first and last day
	Due         time.Time // last day on which it is signed in time
	SignOffs    []SignOff
	Late        []string // ids of members that have not signed, once it is due; the one that leads comes first
	Public      bool     // the late ones are named on the public page
}

// quarterOf returns the first day of the quarter of the year in which a day is.
func quarterOf(day time.Time) time.Time {
	return time.Date(day.Year(), (day.Month()-1)/3*3+1, 1, 0, 0, 0, 0, time.UTC)
}

// signDays is how many days after the end of a quarter the organisations have to sign.
const signDays = 30

// maxQuarters is how many quarters Quarters returns at most.
const maxQuarters = 40

// Quarters returns the quarters of p that have ended, the latest first: from its first day on, while it is under way. The council's
// plans say how many days after they were due the public sees who is late.
func (p *Project) Quarters(ctx context.Context, tx *db.Tx, now time.Time) (all []Quarter, err error) {
	if p.Stage != Deliver && p.Stage != Close {
		return nil, nil
	}
	plans, err := council.GetPlans(ctx, tx)
	if err != nil {
		return nil, err
	}
	signed, err := signOffs(ctx, tx, p.Ref)
	if err != nil {
		return nil, err
	}
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
	for from := quarterOf(p.From); !from.After(p.Until); from = from.AddDate(0, 3, 0) {
		q := Quarter{From: from, Until: from.AddDate(0, 3, -1)}
		if !q.Until.Before(today) {
			break
		}
		q.Due = q.Until.AddDate(0, 0, signDays)
		for _, s := range signed {
			if s.Quarter.Equal(from) {
				q.SignOffs = append(q.SignOffs, s)
			}
		}
		if q.Due.Before(today) {
			for _, m := range p.Members() {
				if !q.Signed(m.Org) {
					q.Late = append(q.Late, m.Org)
				}
			}
		}
		q.Public = q.Due.AddDate(0, 0, plans.PublicDays).Before(today)
		all = append(all, q)
	}
	slices.Reverse(all)
	return all[:min(len(all), maxQuarters)], nil
}

// signOffs returns what the organisations of a project have signed off, the first quarter first.
func signOffs(ctx context.Context, tx *db.Tx, project string) ([]SignOff, error) {
	return db.All(ctx, tx, func(r db.Row) (s SignOff, err error) {
		return s, r.Scan(db.ScanTime(&s.Quarter), &s.Org, &s.Words, &s.Role, db.ScanTime(&s.On))
	}, `SELECT quarter, org, words, role, signed_at FROM project_sign_off WHERE project = $1 ORDER BY quarter, signed_at, org`, project)
}

// Signed reports whether an organisation has signed the quarter.
func (q *Quarter) Signed(org string) bool {
	return slices.ContainsFunc(q.SignOffs, func(s SignOff) bool { return s.Org == org })
}

// LatePartner is an organisation that has not signed off its progress in a quarter of a project.
type LatePartner struct {
	Project *Project
	Quarter Quarter
	Org     string
}

// EachLate calls fn with every organisation that has not signed off a quarter of a project that is under way, by the title of the
// project, the latest quarter first.
func EachLate(ctx context.Context, tx *db.Tx, now time.Time, fn func(LatePartner) error) error {
	return Each(ctx, tx, Query{Stage: Deliver}, func(p *Project) error {
		quarters, err := p.Quarters(ctx, tx, now)
		if err != nil {
			return err
		}
		for _, q := range quarters {
			for _, org := range q.Late {
				if err := fn(LatePartner{p, q, org}); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// SignQuarter signs off a quarter of a project for by's organisation. The organisation that leads the project signs the whole.
func (s *Service) SignQuarter(ctx context.Context, by actor.Actor, ref string, off SignOff) (err error) {
	defer fault.Wrap(&err, "sign off a quarter of project %s", ref)
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		p, err := getAsMember(ctx, tx, by, ref)
		if err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		quarters, err := p.Quarters(ctx, tx, now)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(quarters, func(q Quarter) bool { return q.From.Equal(off.Quarter) })
		if i < 0 {
			return fault.New(fault.NotFound, "The quarter has not ended yet, or the project was not under way.")
		}
		if quarters[i].Signed(by.Org) {
			return fault.New(fault.Conflict, "Your organisation has signed this quarter already.")
		}
		off.Org, off.On, off.Words = by.Org, now, strings.TrimSpace(off.Words)
		var wrong definition.SettingErrors
		off.Role, err = cleanRole(off.Role)
		wrong.Add(err, "role")
		if off.Words == "" {
			wrong.Add(fault.New(fault.Invalid, "Enter what your organisation did in this quarter, and what it did not."), "words")
		}
		if by.Org == p.Lead {
			for _, m := range p.Partners {
				if !quarters[i].Signed(m.Org) && !slices.Contains(quarters[i].Late, m.Org) {
					wrong.Add(fault.New(fault.Invalid,
						"The other organisations sign first. Those that have not signed by the last day are named as late."), "words")
					break
				}
			}
		}
		if err := wrong.Err(); err != nil {
			return err
		}
		if err := off.insert(ctx, tx, ref, by.ID); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "sign-project-quarter", KindName, ref, off.Quarter.Format(time.DateOnly))
	})
}

func (s *SignOff) insert(ctx context.Context, tx *db.Tx, project, account string) error {
	_, err := tx.Exec(ctx, `INSERT INTO project_sign_off (project, quarter, org, words, role, account, signed_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
		project, db.Time(s.Quarter), s.Org, s.Words, s.Role, account, db.Time(s.On))
	return err
}
