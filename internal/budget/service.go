package budget

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/ledger"
)

// Service records the money, hours and support in kind of projects.
type Service struct{ DB *db.DB }

// CloseAct is the act of closing a financial year, in the audit log.
const CloseAct = "close-project-year"

// KindName is the name of the entries of a project in the audit log.
const KindName = "project-money"

// Get returns the money of a project in which by's organisation takes part. The council sees all.
func (s *Service) Get(ctx context.Context, tx *db.Tx, by actor.Actor, ref string) (*Money, error) {
	m, err := Get(ctx, tx, ref)
	if err == nil && !m.sees(by) {
		err = fault.New(fault.NotFound, "We cannot find that project. Check the list.")
	}
	return m, err
}

// New is what a person enters.
type New struct {
	Entry
	RateRef string // of Settings; "" for no value in pounds
}

// Add records an entry. The side for which by acts has confirmed it; the other side confirms it then.
func (s *Service) Add(ctx context.Context, by actor.Actor, ref string, n New) (id string, err error) {
	defer fault.Wrap(&err, "add to the money of %s", ref)
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		m, err := s.Get(ctx, tx, by, ref)
		if err != nil {
			return err
		}
		e := n.Entry
		if err := m.prepare(ctx, tx, by, &e, n.RateRef); err != nil {
			return err
		}
		id = e.ID
		if err := e.insert(ctx, tx); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "add-project-money", KindName, ref, e.ID)
	})
	return id, err
}

// prepare completes e and returns fault.Invalid or fault.Forbidden if by cannot add it.
func (m *Money) prepare(ctx context.Context, tx *db.Tx, by actor.Actor, e *Entry, rate string) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	if e.Day.IsZero() {
		return fault.New(fault.Invalid, "Enter the date.")
	}
	if (e.State == ledger.Spent || e.State == ledger.Delivered) && e.Day.After(now) {
		return fault.New(fault.Invalid, "What is spent or delivered cannot have a date after today.")
	}
	e.tidy()
	e.ID, e.Project, e.Org, e.Recorded, e.Reverses = db.NewID(), m.Project.Ref, by.OwnOrg(), now, ""
	e.ByGiver, e.ByReceiver = false, false
	if err := m.allow(by, e); err != nil {
		return err
	}
	e.Rate = nil
	if rate != "" {
		settings, err := GetSettings(ctx, tx)
		if err != nil {
			return err
		}
		r, ok := settings.Rate(rate)
		if !ok || r.Column != e.Column || r.Unit != e.Unit {
			return entryError(ledger.ErrRate)
		}
		e.Rate = r.value()
	}
	return m.check(e)
}

// check returns fault.Invalid if e is incomplete or does not fit the project.
func (m *Money) check(e *Entry) error {
	if err := e.Check(); err != nil {
		return entryError(err)
	}
	if m.Closed[e.Year] {
		return entryError(ledger.ErrFrozen)
	}
	for _, org := range []string{e.Partner, e.Receiver} {
		if org != "" && !m.Project.Has(org) {
			return fault.New(fault.Invalid, "Choose organisations that take part in the project.")
		}
	}
	if e.Fulfils != "" {
		p := m.Entry(e.Fulfils)
		if p == nil || p.State != ledger.Promised || e.State != ledger.Delivered || p.Column != e.Column || p.Unit != e.Unit ||
			p.Partner != e.Partner || p.Receiver != e.Receiver || m.Reversed(p.ID) {
			return fault.New(fault.Invalid, "Choose a promise of the same kind, between the same organisations.")
		}
	}
	return nil
}

// allow returns fault.Forbidden unless by may add e, and confirms it for the side for which by acts.
func (m *Money) allow(by actor.Actor, e *Entry) error {
	switch {
	case !m.Takes(by):
		return fault.New(fault.Forbidden, "Only the organisations of the project can record its money.")
	case e.State.Given():
		e.ByGiver, e.ByReceiver = by.ActsFor(e.Partner), by.ActsFor(e.Receiver)
		if !e.ByGiver && !e.ByReceiver {
			return fault.New(fault.Forbidden, "Record what your organisation gives or receives. Others record the rest.")
		}
	case e.State == ledger.Spent:
		e.Receiver = ""
		if e.Partner == "" {
			e.Partner = by.OwnOrg()
		}
		if !m.leads(by) && !by.ActsFor(e.Partner) {
			return fault.New(fault.Forbidden, "Record what your organisation spent. Others record the rest.")
		}
	default:
		e.Receiver = ""
		if !m.leads(by) {
			return fault.New(fault.Forbidden, "Only the organisation that leads the project and the council plan its money.")
		}
	}
	return nil
}

// Confirm confirms what is given for the side for which by acts.
func (s *Service) Confirm(ctx context.Context, by actor.Actor, ref, id string) (err error) {
	defer fault.Wrap(&err, "confirm entry %s", id)
	return s.change(ctx, by, ref, id, func(tx *db.Tx, m *Money, e *Entry) error {
		sides := m.Confirms(by, e)
		if len(sides) == 0 {
			return fault.New(fault.Conflict, "Your organisation cannot confirm this now.")
		}
		for _, side := range sides {
			e.ByGiver = e.ByGiver || side == ledger.Giver
			e.ByReceiver = e.ByReceiver || side == ledger.Receiver
		}
		if _, err := tx.Exec(ctx, `UPDATE budget_entry SET by_giver = $2, by_receiver = $3 WHERE id = $1`,
			e.ID, e.ByGiver, e.ByReceiver); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "confirm-project-money", KindName, ref, id)
	})
}

// Reverse takes back an entry: another with the opposite amount is added. Both stay.
func (s *Service) Reverse(ctx context.Context, by actor.Actor, ref, id, why string) (err error) {
	defer fault.Wrap(&err, "reverse entry %s", id)
	return s.change(ctx, by, ref, id, func(tx *db.Tx, m *Money, e *Entry) error {
		if !m.Reverses(by, e) {
			return fault.New(fault.Conflict, "Your organisation cannot correct this entry now.")
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		back := *e
		back.Entry = e.Reversal(db.NewID())
		back.Org, back.Recorded, back.Note = by.OwnOrg(), now, why
		if err := back.insert(ctx, tx); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "reverse-project-money", KindName, ref, id)
	})
}

// change calls fn with an entry of a project that by sees.
func (s *Service) change(ctx context.Context, by actor.Actor, ref, id string, fn func(*db.Tx, *Money, *Entry) error) error {
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		m, err := s.Get(ctx, tx, by, ref)
		if err != nil {
			return err
		}
		e := m.Entry(id)
		if e == nil {
			return fault.New(fault.NotFound, "We cannot find that entry.")
		}
		return fn(tx, m, e)
	})
}

// Closes returns fault.Forbidden or fault.Conflict if by cannot close a financial year now. The council closes a year once it is over.
func (m *Money) Closes(by actor.Actor, y ledger.Year, now time.Time) error {
	switch {
	case !by.MayForAll(actor.ApproveRecords):
		return fault.New(fault.Forbidden, "Only the council can close a financial year.")
	case m.Closed[y]:
		return fault.New(fault.Conflict, "This financial year is closed already.")
	case ledger.YearOf(now) <= y:
		return fault.New(fault.Conflict, "A financial year can be closed from 1 April after it.")
	}
	return nil
}

// CloseSubject is the subject of closing a year in the audit log.
func CloseSubject(ref string, y ledger.Year) string { return ref + "/" + y.String() }

// Close closes a financial year of a project. It takes no more entries, corrections and confirmations, and cannot be opened again.
func (s *Service) Close(ctx context.Context, by actor.Actor, ref string, y ledger.Year) (err error) {
	defer fault.Wrap(&err, "close %s of %s", y, ref)
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		m, err := s.Get(ctx, tx, by, ref)
		if err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if err := m.Closes(by, y, now); err != nil {
			return err
		}
		if err := m.close(ctx, tx, y, now); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, CloseAct, KindName, CloseSubject(ref, y), "")
	})
}

func (m *Money) close(ctx context.Context, tx *db.Tx, y ledger.Year, now time.Time) error {
	m.Closed[y] = true
	_, err := tx.Exec(ctx, `INSERT INTO budget_closed (project, year, closed) VALUES ($1, $2, $3)`, m.Project.Ref, int64(y), db.Time(now))
	return err
}
