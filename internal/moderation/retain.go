package moderation

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/jobs"
	"github.com/folkmoot/folkmoot/internal/notify"
)

// Due is one thing of one consultation, and when its time is up.
type Due struct {
	Kept
	Consultation, Title string
	At                  time.Time // zero: what it is kept from has not come yet
	Count               int64     // how much of it there is
	Is                  bool      // its time is up and there is some
}

// Retention returns what is kept of the consultations of by's organisation and
// when its time is up: what is due first.
func (s *Service) Retention(ctx context.Context, by actor.Actor) (all []Due, clock Clock, err error) {
	defer fault.Wrap(&err, "see what is due")
	if !by.May(actor.Retain) {
		return nil, clock, fault.New(fault.Forbidden, mayNotRetain)
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		all = nil
		slugs, err := consult.Slugs(ctx, tx)
		if err != nil {
			return err
		}
		for _, slug := range slugs {
			c, err := consult.Get(ctx, tx, slug)
			if err != nil {
				return err
			}
			if !by.In(c.Org) || c.Register != nil {
				continue
			}
			for _, d := range Defaults {
				due, err := s.due(ctx, tx, c, d.What)
				if err != nil {
					return err
				}
				all = append(all, due)
			}
		}
		clock, err = readClock(ctx, tx)
		return err
	})
	slices.SortStableFunc(all, func(a, b Due) int {
		switch {
		case a.Is != b.Is && a.Is:
			return -1
		case a.Is != b.Is:
			return 1
		case a.At.IsZero() != b.At.IsZero():
			if b.At.IsZero() {
				return -1
			}
			return 1
		}
		return a.At.Compare(b.At)
	})
	return all, clock, err
}

func (s *Service) due(ctx context.Context, tx *db.Tx, c *consult.Consultation, what string) (due Due, err error) {
	due.Kept, _ = defaultOf(what)
	due.Consultation, due.Title = c.Slug, c.Title
	if due.Rule, err = inForce(ctx, tx, c.Slug, what); err != nil {
		return due, err
	}
	from := c.Closes.End()
	count, others := intake.CountDrafts, s.countDraftsElsewhere
	switch what {
	case Contacts:
		count, others = intake.CountContacts, none
	case Monitoring:
		count, others = intake.CountMonitoring, none
		from, err = when(ctx, tx, s.Released, c.Slug)
	case Words:
		count, others = intake.CountWords, s.countWordsElsewhere
		from, err = when(ctx, tx, s.Decided, c.Slug)
	}
	if c.Closes.IsZero() && (what == Drafts || what == Contacts) {
		from = time.Time{}
	}
	if err != nil {
		return due, err
	}
	due.At = due.add(from)
	if due.Count, err = count(ctx, tx, c.Slug); err != nil {
		return due, err
	}
	more, err := others(ctx, tx, c.Slug)
	if due.Count += more; err != nil {
		return due, err
	}
	now, err := tx.Now(ctx)
	due.Is = due.Count > 0 && !due.At.IsZero() && !now.Before(due.At)
	return due, err
}

func none(context.Context, *db.Tx, string) (int64, error) { return 0, nil }

func (s *Service) countDraftsElsewhere(ctx context.Context, tx *db.Tx, slug string) (int64, error) {
	if s.Elsewhere == nil {
		return 0, nil
	}
	return s.Elsewhere.CountDrafts(ctx, tx, slug)
}

func (s *Service) countWordsElsewhere(ctx context.Context, tx *db.Tx, slug string) (int64, error) {
	if s.Elsewhere == nil {
		return 0, nil
	}
	return s.Elsewhere.CountWords(ctx, tx, slug)
}

func when(ctx context.Context, tx *db.Tx, of func(context.Context, *db.Tx, string) (time.Time, error), slug string) (time.Time, error) {
	if of == nil {
		return time.Time{}, nil
	}
	return of(ctx, tx, slug)
}

// Run is something that was deleted because its time was up.
type Run struct {
	ID, Consultation, What, By string
	Due, At                    time.Time
	Gone                       int64
}

// Runs returns what was deleted because its time was up, the latest first.
func (s *Service) Runs(ctx context.Context, by actor.Actor) (all []Run, err error) {
	if !by.May(actor.Retain) {
		return nil, fault.New(fault.Forbidden, mayNotRetain)
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		found, err := db.All(ctx, tx, func(row db.Row) (r Run, err error) {
			return r, row.Scan(&r.ID, &r.Consultation, &r.What, db.ScanTime(&r.Due), &r.Gone, &r.By, db.ScanTime(&r.At))
		}, `SELECT id, consultation, what, due, gone, actor, at FROM custody_run ORDER BY at DESC, id LIMIT 200`)
		all = nil
		for _, r := range found {
			if c, err := consult.Get(ctx, tx, r.Consultation); err == nil && by.In(c.Org) {
				all = append(all, r)
			}
		}
		return err
	})
	return all, err
}

// RetainJob carries out what an officer asked to be deleted.
const RetainJob = "custody.retain"

// request is what a RetainJob is told.
type request struct{ Consultation, What, By, Org string }

// Order asks for what is due to be deleted. It is done by a job soon, and once
// however often it is asked for.
func (s *Service) Order(ctx context.Context, by actor.Actor, slug, what string) (err error) {
	defer fault.Wrap(&err, "order what is due of %s to be deleted", slug)
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		due, err := s.mayRun(ctx, tx, by, slug, what)
		if err != nil {
			return err
		}
		if !due.Is {
			return fault.New(fault.Conflict, "There is nothing of that to delete now.")
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if err := audit.Note(ctx, tx, by, "order-retention", "consultation", slug, what); err != nil {
			return err
		}
		return jobs.Enqueue(ctx, tx, jobs.Job{Kind: RetainJob, Key: slug + "/" + what + "/" + strconv.FormatInt(now.Unix(), 10),
			Payload: jobs.Payload(request{slug, what, by.ID, by.Org})}, now)
	})
}

func (s *Service) mayRun(ctx context.Context, tx *db.Tx, by actor.Actor, slug, what string) (due Due, err error) {
	c, err := own(ctx, tx, by, actor.Retain, slug, mayNotRetain)
	if err != nil {
		return due, err
	}
	if _, ok := defaultOf(what); !ok {
		return due, fault.New(fault.Invalid, "Choose what is to be deleted from the list.")
	}
	clock, err := readClock(ctx, tx)
	if err != nil {
		return due, err
	}
	if clock.Jumped {
		return due, fault.New(fault.Conflict, "The clock of the server jumped by more than a day. Nothing is deleted until somebody has said that it is right.")
	}
	return s.due(ctx, tx, c, what)
}

// HandleRetain is what does a RetainJob.
func (s *Service) HandleRetain(ctx context.Context, j jobs.Job) error {
	var r request
	if err := j.Read(&r); err != nil {
		return err
	}
	by := actor.Actor{ID: r.By, Org: r.Org, Can: []actor.Capability{actor.Retain}}
	_, err := s.CarryOut(ctx, by, r.Consultation, r.What)
	return err
}

// CarryOut deletes what is due of a consultation and keeps a report. Nothing is
// due: nothing is done, so that twice is the same as once.
func (s *Service) CarryOut(ctx context.Context, by actor.Actor, slug, what string) (gone int64, err error) {
	defer fault.Wrap(&err, "delete what is due of %s", slug)
	var due Due
	var more int64
	if err := s.DB.View(ctx, func(tx *db.Tx) error {
		due, err = s.mayRun(ctx, tx, by, slug, what)
		return err
	}); err != nil || !due.Is {
		return 0, err
	}
	switch what {
	case Drafts:
		gone, err = s.Intake.DeleteDrafts(ctx, slug)
		if err == nil && s.Elsewhere != nil {
			more, err = s.Elsewhere.DeleteDrafts(ctx, slug)
		}
	case Contacts:
		if s.Box != nil {
			err = s.Box.Forget(slug)
		}
		if err == nil {
			gone, err = s.Intake.DeleteContacts(ctx, slug)
		}
	case Monitoring:
		gone, err = s.Intake.DeleteMonitoring(ctx, slug)
	case Words:
		gone, err = s.Intake.DeleteWords(ctx, slug)
		if err == nil && s.Elsewhere != nil {
			more, err = s.Elsewhere.DeleteWords(ctx, slug)
		}
	}
	if gone += more; err != nil {
		return 0, err
	}
	return gone, s.DB.Update(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if err := audit.Note(ctx, tx, by, "retention", "consultation", slug, what+": "+strconv.FormatInt(gone, 10)); err != nil {
			return err
		}
		if what == Contacts {
			if err := notify.Forget(ctx, tx, slug); err != nil {
				return err
			}
		}
		_, err = tx.Exec(ctx, `INSERT INTO custody_run (id, consultation, what, due, gone, actor, at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			db.NewID(), slug, what, db.Time(due.At), gone, by.ID, db.Time(now))
		return err
	})
}
