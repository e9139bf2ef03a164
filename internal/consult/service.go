package consult

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/files"
	"github.com/folkmoot/folkmoot/internal/record"
)

// Service is what can be done with consultations.
type Service struct {
	DB        *db.DB
	Log       *record.Log
	Responses Counter
	Custody   Custody // nil: nobody looks after responses here
}

// Counter says how many responses a consultation has had. Responses are kept
// above.
type Counter interface {
	Count(ctx context.Context, tx *db.Tx, consultation Slug) (int64, error)
}

// Get returns consultation slug, whatever its state, or fault.NotFound.
func (s *Service) Get(ctx context.Context, slug Slug) (c *Consultation, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error { c, err = Get(ctx, tx, slug); return err })
	return c, err
}

// Shown is everything that the page of a consultation needs, as of one moment.
type Shown struct {
	*Consultation
	Now   time.Time // by the clock of the database
	Log   []*Act    // oldest first; what the clock did since the last Tick is in it
	Forms []FormRef
}

// State is where it stands now.
func (s *Shown) State() State { return s.StateAt(s.Now) }

// Show returns what the public may see of slug; of a draft that is nothing.
func (s *Service) Show(ctx context.Context, slug Slug) (shown *Shown, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		c, err := Get(ctx, tx, slug)
		if err != nil {
			return err
		}
		if c.Stage == Drafting {
			return missing()
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		log, err := acts(ctx, tx, slug)
		if err != nil {
			return err
		}
		forms, err := Forms(ctx, tx, slug)
		shown = &Shown{c, now, log, forms}
		return err
	})
	return shown, err
}

// Read returns the document id of slug with the texts of its editions, or
// fault.NotFound.
func (s *Service) Read(ctx context.Context, slug Slug, id string) (shown *Shown, doc *Document, err error) {
	if shown, err = s.Show(ctx, slug); err != nil {
		return nil, nil, err
	}
	def, err := s.Definition(ctx, slug)
	if err != nil {
		return nil, nil, err
	}
	doc, ok := def.Document(id)
	if !ok {
		return nil, nil, fault.New(fault.NotFound, "We cannot find that document. Look for it on the page of the consultation.")
	}
	return shown, doc, nil
}

// Definition returns the definition slug was last given.
func (s *Service) Definition(ctx context.Context, slug Slug) (def *Definition, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		if _, err := Get(ctx, tx, slug); err != nil {
			return err
		}
		text, err := definitionOf(ctx, tx, slug)
		if err != nil {
			return err
		}
		def = &Definition{}
		return json.Unmarshal([]byte(text), def)
	})
	return def, err
}

// List returns a page of the consultations that are no drafts, newest first.
func (s *Service) List(ctx context.Context, q Query) (out *Listing, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error { out, err = list(ctx, tx, q); return err })
	return out, err
}

// Publish makes a draft public, if nothing that fairness needs is missing.
func (s *Service) Publish(ctx context.Context, by actor.Actor, slug Slug) (err error) {
	defer fault.Wrap(&err, "publish %s", slug)
	if !by.May(actor.Publish) {
		return fault.New(fault.Forbidden, "You may not publish consultations.")
	}
	_, err = s.Log.Update(ctx, func(tx *db.Tx, w *record.Writer) error {
		return change(ctx, tx, w, by, slug, func(c *Consultation, now time.Time) (*Act, error) {
			forms, err := Forms(ctx, tx, slug)
			if err != nil {
				return nil, err
			}
			if err := refusal(slug, c.Check(len(forms) > 0)); err != nil {
				return nil, err
			}
			return c.publish(now, false)
		})
	})
	return err
}

// Extend moves the close of a consultation that has not closed. closes is read
// as ParseMoment reads it, in the zone of the consultation.
func (s *Service) Extend(ctx context.Context, by actor.Actor, slug Slug, closes, reason string) (err error) {
	defer fault.Wrap(&err, "extend %s", slug)
	return s.act(ctx, by, slug, func(c *Consultation, now time.Time) (*Act, error) {
		to, err := ParseMoment(closes, c.Closes.Zone)
		if err != nil {
			return nil, err
		}
		return c.extend(now, to, reason)
	})
}

// Shorten closes an open consultation at the next full minute.
func (s *Service) Shorten(ctx context.Context, by actor.Actor, slug Slug, reason string) (err error) {
	defer fault.Wrap(&err, "close %s early", slug)
	return s.act(ctx, by, slug, func(c *Consultation, now time.Time) (*Act, error) { return c.shorten(now, reason) })
}

// Reopen opens again a consultation that has closed, until closes.
func (s *Service) Reopen(ctx context.Context, by actor.Actor, slug Slug, closes, reason string) (err error) {
	defer fault.Wrap(&err, "reopen %s", slug)
	return s.act(ctx, by, slug, func(c *Consultation, now time.Time) (*Act, error) {
		to, err := ParseMoment(closes, c.Closes.Zone)
		if err != nil {
			return nil, err
		}
		return c.reopen(now, to, reason)
	})
}

// Withdraw ends a consultation that should not go on.
func (s *Service) Withdraw(ctx context.Context, by actor.Actor, slug Slug, reason string) (err error) {
	defer fault.Wrap(&err, "withdraw %s", slug)
	return s.act(ctx, by, slug, func(c *Consultation, now time.Time) (*Act, error) { return c.withdraw(now, reason) })
}

// Report says that the results of slug are published.
func (s *Service) Report(ctx context.Context, by actor.Actor, slug Slug, reason string) (err error) {
	defer fault.Wrap(&err, "report %s", slug)
	_, err = s.Log.Update(ctx, func(tx *db.Tx, w *record.Writer) error { return Report(ctx, tx, w, by, slug, reason) })
	return err
}

// Report is Service.Report in the transaction that publishes the results.
func Report(ctx context.Context, tx *db.Tx, w *record.Writer, by actor.Actor, slug Slug, reason string) error {
	if !by.May(actor.Release) {
		return fault.New(fault.Forbidden, "You may not publish results.")
	}
	return change(ctx, tx, w, by, slug, func(c *Consultation, now time.Time) (*Act, error) { return c.report(now, reason) })
}

// Tick writes down the openings and closings that have come, by the clock of
// the database, and returns how many consultations it found. It may run as
// often as one likes, on as many nodes as there are: each opening and each
// closing gets its one leaf.
func (s *Service) Tick(ctx context.Context) (n int, err error) {
	defer fault.Wrap(&err, "tell the record of openings and closings")
	var slugs []Slug
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err == nil {
			slugs, err = due(ctx, tx, now)
		}
		return err
	})
	for _, slug := range slugs {
		if err != nil {
			break
		}
		_, err = s.Log.Update(ctx, func(tx *db.Tx, w *record.Writer) error {
			return change(ctx, tx, w, actor.System, slug, func(*Consultation, time.Time) (*Act, error) { return nil, nil })
		})
	}
	return len(slugs), err
}

// act is what officers who may publish do.
func (s *Service) act(ctx context.Context, by actor.Actor, slug Slug, move func(*Consultation, time.Time) (*Act, error)) error {
	if !by.May(actor.Publish) {
		return fault.New(fault.Forbidden, "You may not publish consultations, nor change their dates.")
	}
	_, err := s.Log.Update(ctx, func(tx *db.Tx, w *record.Writer) error { return change(ctx, tx, w, by, slug, move) })
	return err
}

// change moves slug as move says, and writes the act down, in the log and in
// the record, after what the clock did first. A move without an act changes
// nothing itself.
func change(ctx context.Context, tx *db.Tx, w *record.Writer, by actor.Actor, slug Slug, move func(*Consultation, time.Time) (*Act, error)) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	c, err := Own(ctx, tx, by, slug)
	if err != nil {
		return err
	}
	before := c.settle(now)
	act, err := move(c, now)
	if err != nil {
		return err
	}
	return conclude(ctx, tx, w, by, c, "", now, before, act)
}

// conclude saves c with its acts: those of the clock before act, act, and what
// follows from it at once. A nil act is none.
func conclude(ctx context.Context, tx *db.Tx, w *record.Writer, by actor.Actor, c *Consultation, definition string, now time.Time, before []*Act, act *Act) error {
	all := before
	for _, a := range all {
		a.By = actor.System.ID
	}
	if act != nil {
		act.By = by.ID
		all = append(all, act)
		for _, a := range c.settle(now) {
			a.By = actor.System.ID
			all = append(all, a)
		}
	}
	if len(all) == 0 && definition == "" {
		return nil
	}
	forms, err := Forms(ctx, tx, c.Slug)
	if err != nil {
		return err
	}
	says := definition
	if says == "" {
		if says, err = definitionOf(ctx, tx, c.Slug); err != nil {
			return err
		}
	}
	if c.Stage == Published && act != nil {
		// What is published leads to files that everybody may then have.
		if err := files.Release(ctx, tx, by, files.Paths(says)); err != nil {
			return err
		}
	}
	if err := c.write(w, now, all, forms, says); err != nil {
		return err
	}
	if err := save(ctx, tx, c, definition); err != nil {
		return err
	}
	return insertActs(ctx, tx, c.Slug, all)
}

// write numbers the acts, sets down what each says and adds their leaves.
func (c *Consultation) write(w *record.Writer, now time.Time, all []*Act, forms []FormRef, definition string) error {
	var versions []string
	for _, f := range forms {
		versions = append(versions, f.Version)
	}
	sum := sha256.Sum256([]byte(definition))
	for _, a := range all {
		c.Acts++
		a.Number, a.Noted = c.Acts, now
		var err error
		if a.Body, err = c.statement(a, versions, hex.EncodeToString(sum[:])); err != nil {
			return err
		}
		w.Add(a.leaf(c.Slug))
	}
	return nil
}
