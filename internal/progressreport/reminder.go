package progressreport

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/council"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/staffnotice"
)

// Unsigned is a report that is written, and that its owners have not all signed.
type Unsigned struct {
	Address string // of the working copy
	SignOff
	Due time.Time // last day on which it is published in time
}

// SignPath is where people sign their parts of reports.
const SignPath = "/staff/report-signatures"

// Path returns the path of the page that shows those who write reports which owners have signed.
func (u *Unsigned) Path() string { return RecordsPath + "/" + u.Address + "/sign-off" }

// For returns the parts that account still has to sign.
func (u *Unsigned) For(account string) (open []Line) {
	for _, l := range u.Lines {
		if l.Open() && l.Signer == account {
			open = append(open, l)
		}
	}
	return open
}

// maxUnsigned is how many working copies listUnsigned looks at, the last changed ones.
const maxUnsigned = 50

// listUnsigned returns the reports that could be published but for signatures.
func listUnsigned(ctx context.Context, tx *db.Tx, now time.Time) (all []*Unsigned, err error) {
	copies, err := edit.ListPendingIn(ctx, tx, &edit.Kind{Name: kindName}, actor.CouncilOrg, "", maxUnsigned)
	for _, c := range copies.Items {
		r, err := Preview(ctx, tx, c.Record, c.Values)
		if err != nil {
			return nil, err
		}
		if r.Ref == "" {
			r.Ref = "new" // it has no reference yet
		}
		if r.prepare(now) != nil {
			continue
		}
		s, err := signOff(ctx, tx, r)
		if err != nil {
			return nil, err
		}
		if s.Missing() > 0 {
			all = append(all, &Unsigned{c.Address(), *s, r.due()})
		}
	}
	return all, err
}

// due returns the last day on which r is published in time.
func (r *Report) due() time.Time {
	return time.Date(r.To.Year(), r.To.Month()+1+time.Month(r.Kind.grace()), 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, -1)
}

// ListToSign returns the reports of which by has to sign a part.
func ListToSign(ctx context.Context, tx *db.Tx, by actor.Actor, now time.Time) (all []*Unsigned, err error) {
	signs, err := db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM progressreport_signer WHERE account = $1`, by.ID)
	if err != nil || signs == 0 {
		return nil, err
	}
	unsigned, err := listUnsigned(ctx, tx, now)
	for _, u := range unsigned {
		if len(u.For(by.ID)) > 0 {
			all = append(all, u)
		}
	}
	return all, err
}

// ToSign is ListToSign in a transaction of its own.
func (s *Service) ToSign(ctx context.Context, by actor.Actor) (all []*Unsigned, err error) {
	defer fault.Wrap(&err, "list parts of reports to sign")
	return all, s.DB.View(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err == nil {
			all, err = ListToSign(ctx, tx, by, now)
		}
		return err
	})
}

// Names of the events of this package that staff are notified of.
const (
	signNotice     = "report-signature"
	unsignedNotice = "report-unsigned"
)

// Notices returns the events that staff are notified of.
func (s *Service) Notices() []staffnotice.Kind {
	return []staffnotice.Kind{
		{Name: signNotice, Say: "A part of a progress report is waiting for your signature", Default: staffnotice.AtOnce,
			Needs: []actor.Capability{actor.UpdateActions, actor.EditRecords}, Due: s.dueNotices(toSigners)},
		{Name: unsignedNotice, Say: "A progress report is due soon or late, and owners have not signed it",
			Needs: []actor.Capability{actor.EditRecords}, Due: s.dueNotices(toWriters)},
	}
}

// dueNotices returns a function that returns what events says about each report that waits for signatures.
func (s *Service) dueNotices(
	events func(context.Context, *db.Tx, *Unsigned, time.Time) ([]staffnotice.Event, error),
) func(context.Context) ([]staffnotice.Event, error) {
	return func(ctx context.Context) (due []staffnotice.Event, err error) {
		return due, s.DB.View(ctx, func(tx *db.Tx) error {
			due = nil
			now, err := tx.Now(ctx)
			if err != nil {
				return err
			}
			unsigned, err := listUnsigned(ctx, tx, now)
			for _, u := range unsigned {
				some, err := events(ctx, tx, u, now)
				if err != nil {
					return err
				}
				due = append(due, some...)
			}
			return err
		})
	}
}

// toSigners returns an event for each person who has to sign a part, and another one when a part that they signed has changed.
func toSigners(ctx context.Context, tx *db.Tx, u *Unsigned, _ time.Time) (all []staffnotice.Event, err error) {
	for _, l := range u.Lines {
		if !l.Open() || l.Signer == "" {
			continue
		}
		p, err := account.GetPerson(ctx, tx, l.Signer)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		all = append(all, staffnotice.Event{
			Key: fmt.Sprintf("%s/%s/%s/%s", u.Address, l.Owner, l.Signer, db.Time(l.SignedAt)), Org: p.Org,
			Audience: staffnotice.Audience{Can: []actor.Capability{actor.Staff}, Only: []string{l.Signer}},
			Title:    u.Title + ": " + l.Owner, Link: SignPath, Due: u.Due,
		})
	}
	return all, nil
}

// toWriters returns an event that names the owners who have not signed when the report is due soon, and another one when it is
// late.
func toWriters(ctx context.Context, tx *db.Tx, u *Unsigned, now time.Time) ([]staffnotice.Event, error) {
	plans, err := council.GetPlans(ctx, tx)
	if err != nil || u.Due.After(now.AddDate(0, 0, plans.RemindDays)) {
		return nil, err
	}
	when := "soon"
	if u.Due.Before(now.UTC().Truncate(24 * time.Hour)) {
		when = "late"
	}
	return []staffnotice.Event{{
		Key: u.Address + "/" + when, Org: actor.CouncilOrg,
		Audience: staffnotice.Audience{Can: []actor.Capability{actor.EditRecords}},
		Title:    u.Title + ": " + strings.Join(u.MissingOwners(), ", "), Link: u.Path(), Due: u.Due,
	}}, nil
}
