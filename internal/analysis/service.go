package analysis

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/record"
)

// fewest is how many responses must differ between two releases. Of fewer, the
// difference of the tables would tell how they answered.
const fewest = 10

// Service is what can be done with results.
type Service struct {
	DB  *db.DB
	Log *record.Log

	// Told hears of a release in the transaction that publishes it, so that those
	// who asked are written to. nil: nobody is.
	Told func(ctx context.Context, tx *db.Tx, consultation string, number int64, now time.Time) error

	shelf shelf
}

// Release publishes the results of a consultation that has closed. Nothing has
// changed since the last release: that one is returned, and nothing is
// published. Responses that were withdrawn since change nothing; they were
// counted when they were there.
func (s *Service) Release(ctx context.Context, by actor.Actor, consultation string) (*Frozen, error) {
	return s.release(ctx, by, consultation, "", nil)
}

// Revise publishes another release, and says why: responses were excluded, or
// brought in late, after the last one.
func (s *Service) Revise(ctx context.Context, by actor.Actor, consultation, reason string) (*Frozen, error) {
	if reason = strings.TrimSpace(reason); reason == "" {
		return nil, fault.New(fault.Invalid, "Say why there is another release. The reason is published with it.")
	}
	return s.release(ctx, by, consultation, reason, nil)
}

// Publish is Release, or Revise where there is a reason, and says of the
// consultation that its results are out, all in one transaction.
func (s *Service) Publish(ctx context.Context, by actor.Actor, consultation, reason string) (*Frozen, error) {
	return s.release(ctx, by, consultation, strings.TrimSpace(reason), func(tx *db.Tx, w *record.Writer, c *consult.Consultation, now time.Time) error {
		if c.StateAt(now) != consult.Closed {
			return nil
		}
		return consult.Report(ctx, tx, w, by, c.Slug, "")
	})
}

func (s *Service) release(ctx context.Context, by actor.Actor, consultation, reason string, then func(*db.Tx, *record.Writer, *consult.Consultation, time.Time) error) (out *Frozen, err error) {
	defer fault.Wrap(&err, "release the results of %s", consultation)
	_, err = s.Log.Update(ctx, func(tx *db.Tx, w *record.Writer) error {
		c, now, err := s.ready(ctx, tx, by, consultation)
		if err != nil {
			return err
		}
		next, left, err := s.next(ctx, tx, c, reason)
		if err != nil {
			return err
		}
		if out = next; next.Bytes == nil {
			if out, err = insert(ctx, tx, next.Release, left, now); err != nil {
				return err
			}
			w.Add(leaf(consultation, out.Bytes))
			if s.Told != nil {
				if err := s.Told(ctx, tx, consultation, out.Release.Number, now); err != nil {
					return err
				}
			}
		}
		if then == nil {
			return nil
		}
		return then(tx, w, c, now)
	})
	return out, err
}

// ready returns the consultation if by may release its results and all that is
// counted is in.
func (s *Service) ready(ctx context.Context, tx *db.Tx, by actor.Actor, slug string) (c *consult.Consultation, now time.Time, err error) {
	if !by.May(actor.Release) {
		return nil, now, fault.New(fault.Forbidden, "You may not release results.")
	}
	if c, err = consult.Own(ctx, tx, by, slug); err != nil {
		return nil, now, err
	}
	if c.Register != nil {
		return c, now, fault.New(fault.Conflict, "This consultation was not held on this site, so there is nothing to count.")
	}
	if now, err = tx.Now(ctx); err != nil {
		return c, now, err
	}
	if err := over(c.StateAt(now), now.Before(c.GraceEnds())); err != nil {
		return c, now, err
	}
	if err := intake.PostOver(c, now); err != nil {
		return c, now, err
	}
	return c, now, entry.Settled(ctx, tx, slug)
}

// over returns nil if nobody can respond any more.
func over(state consult.State, grace bool) error {
	switch state {
	case consult.Closed, consult.Reported:
		if grace {
			return fault.New(fault.Conflict, "Some people who began in time may still be sending their responses. Release the results in a few minutes.")
		}
		return nil
	case consult.Open:
		return fault.New(fault.Conflict, "Nothing is shown while a consultation is open. Release the results after it has closed.")
	case consult.Withdrawn:
		return fault.New(fault.Conflict, "This consultation was withdrawn, so it has no results.")
	}
	return fault.New(fault.Conflict, "This consultation has not been open yet. Release the results after it has closed.")
}

// next returns the release that is to be made, without Bytes; or the latest
// one, if nothing has changed. Left are the responses that it leaves out because
// of a set.
func (s *Service) next(ctx context.Context, tx *db.Tx, c *consult.Consultation, reason string) (_ *Frozen, left [][32]byte, err error) {
	all, err := List(ctx, tx, c.Slug)
	if err != nil {
		return nil, nil, err
	}
	now, err := count(ctx, tx, c, nil)
	if err != nil {
		return nil, nil, err
	}
	if len(all) == 0 {
		return &Frozen{Release: now.release(c.Slug, 1, reason)}, now.left, nil
	}
	last := all[0]
	d := differ(last.Release, now)
	if d.same() {
		again, err := now.release(c.Slug, last.Number, last.Reason).freeze()
		if err != nil || reason == "" || d.withdrawn > 0 || bytes.Equal(again, last.Bytes) {
			return last, nil, err
		}
		// The responses are the same, and a word of the form or a rule of
		// disclosure is not: only whoever says why wants that published.
	}
	switch {
	case reason == "" && d.other > 0:
		return nil, nil, fault.Newf(fault.Conflict, "The responses have changed since release %d. A new release needs a reason.", last.Number)
	case reason == "":
		return nil, nil, fault.Newf(fault.Conflict, "The letters, petitions and events, or what was decided about like responses, have changed since release %d. A new release needs a reason.", last.Number)
	case d.counted > 0 && d.counted < fewest:
		return nil, nil, fault.Newf(fault.Conflict, "Only %d responses differ from release %d. A new release would tell how those people answered, so wait until at least %d differ.", d.counted, last.Number, fewest)
	}
	return &Frozen{Release: now.release(c.Slug, last.Number+1, reason)}, now.left, nil
}

// Releases returns the consultation and its releases, the latest first.
func (s *Service) Releases(ctx context.Context, consultation string) (c *consult.Consultation, all []*Frozen, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		if c, err = consult.Get(ctx, tx, consultation); err != nil {
			return err
		}
		all, err = db.All(ctx, tx, scanBytes, listed, consultation)
		return err
	})
	for _, f := range all {
		err = errors.Join(err, s.shelf.thaw(f))
	}
	return c, all, err
}

// Get returns one release of a consultation.
func (s *Service) Get(ctx context.Context, consultation string, number int64) (f *Frozen, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		f, err = Get(ctx, tx, consultation, number)
		return err
	})
	return f, err
}

// Entry returns where the record has the leaf of f.
func (s *Service) Entry(ctx context.Context, f *Frozen) (e record.Entry, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		e, err = inRecord(ctx, tx, f.Consultation, f.Bytes)
		return err
	})
	return e, err
}

func inRecord(ctx context.Context, tx *db.Tx, consultation string, frozen []byte) (record.Entry, error) {
	want := leaf(consultation, frozen)
	entries, err := record.Leaves(ctx, tx, consultation, want.Kind)
	if err != nil {
		return record.Entry{}, err
	}
	for _, e := range entries {
		if e.Leaf == want {
			return e, nil
		}
	}
	return record.Entry{}, fault.New(fault.NotFound, "The record has no entry for this release.")
}

// Released reports whether any results of consultation were released. From
// then on no response can be withdrawn: the results are frozen.
func (s *Service) Released(ctx context.Context, tx *db.Tx, consultation string) (bool, error) {
	n, err := db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM analysis_release WHERE consultation = $1`, consultation)
	return n > 0, err
}
