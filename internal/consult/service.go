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
	Responses ResponseCounter
	Policies  []ResponsePolicies // of features above, in the order in which they are applied
}

// ResponseCounter says how many responses a consultation has had. Responses are kept
// above.
type ResponseCounter interface {
	Count(ctx context.Context, tx *db.Tx, consultation Slug) (int64, error)
}

// Get returns consultation slug, whatever its state, or fault.NotFound.
func (s *Service) Get(ctx context.Context, slug Slug) (c *Consultation, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error { c, err = Get(ctx, tx, slug); return err })
	return c, err
}

// PublicView is everything that the page of a consultation needs, as of one moment.
type PublicView struct {
	*Consultation
	Now     time.Time // by the clock of the database
	History []*Act    // oldest first; what the clock did since the last Tick is in it
	Forms   []FormRef
}

// State is where it stands now.
func (s *PublicView) State() State { return s.StateAt(s.Now) }

// GetPublic returns what the public may see of slug; of a draft that is nothing.
func (s *Service) GetPublic(ctx context.Context, slug Slug) (shown *PublicView, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		c, err := Get(ctx, tx, slug)
		if err != nil {
			return err
		}
		if c.Stage == StageDraft {
			return notFound()
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		log, err := listActs(ctx, tx, slug)
		if err != nil {
			return err
		}
		forms, err := Forms(ctx, tx, slug)
		shown = &PublicView{c, now, log, forms}
		return err
	})
	return shown, err
}

// GetDocument returns the document id of slug with the texts of its editions, or
// fault.NotFound.
func (s *Service) GetDocument(ctx context.Context, slug Slug, id string) (shown *PublicView, doc *Document, err error) {
	if shown, err = s.GetPublic(ctx, slug); err != nil {
		return nil, nil, err
	}
	def, err := s.Definition(ctx, slug)
	if err != nil {
		return nil, nil, err
	}
	doc, ok := def.Document(id)
	if !ok {
		return nil, nil, fault.New(fault.NotFound, "We cannot find that document. Look for it on the consultation page.")
	}
	return shown, doc, nil
}

// Definition returns the definition slug was last given.
func (s *Service) Definition(ctx context.Context, slug Slug) (def *Definition, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		if _, err := Get(ctx, tx, slug); err != nil {
			return err
		}
		text, err := definitionText(ctx, tx, slug)
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
	err = s.DB.View(ctx, func(tx *db.Tx) error { out, err = listPublic(ctx, tx, q); return err })
	return out, err
}

// Publish makes a draft public, if nothing that fairness needs is missing.
func (s *Service) Publish(ctx context.Context, by actor.Actor, slug Slug) (err error) {
	defer fault.Wrap(&err, "publish %s", slug)
	if !by.May(actor.Publish) {
		return fault.New(fault.Forbidden, "You do not have permission to publish consultations.")
	}
	_, err = s.Log.Update(ctx, func(tx *db.Tx, w *record.Writer) error {
		return updateConsultation(ctx, tx, w, by, slug, func(c *Consultation, now time.Time) (*Act, error) {
			forms, err := Forms(ctx, tx, slug)
			if err != nil {
				return nil, err
			}
			if err := blockingError(slug, c.Check(len(forms) > 0)); err != nil {
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
	return s.updateAsPublisher(ctx, by, slug, func(c *Consultation, now time.Time) (*Act, error) {
		to, err := ParseCivilTime(closes, c.Closes.Zone)
		if err != nil {
			return nil, err
		}
		return c.extend(now, to, reason)
	})
}

// CloseEarly closes an open consultation at the next full minute.
func (s *Service) CloseEarly(ctx context.Context, by actor.Actor, slug Slug, reason string) (err error) {
	defer fault.Wrap(&err, "close %s early", slug)
	return s.updateAsPublisher(ctx, by, slug, func(c *Consultation, now time.Time) (*Act, error) { return c.closeEarly(now, reason) })
}

// Reopen opens again a consultation that has closed, until closes.
func (s *Service) Reopen(ctx context.Context, by actor.Actor, slug Slug, closes, reason string) (err error) {
	defer fault.Wrap(&err, "reopen %s", slug)
	return s.updateAsPublisher(ctx, by, slug, func(c *Consultation, now time.Time) (*Act, error) {
		to, err := ParseCivilTime(closes, c.Closes.Zone)
		if err != nil {
			return nil, err
		}
		return c.reopen(now, to, reason)
	})
}

// Withdraw ends a consultation that should not go on.
func (s *Service) Withdraw(ctx context.Context, by actor.Actor, slug Slug, reason string) (err error) {
	defer fault.Wrap(&err, "withdraw %s", slug)
	return s.updateAsPublisher(ctx, by, slug, func(c *Consultation, now time.Time) (*Act, error) { return c.withdraw(now, reason) })
}

// MarkReported says that the results of slug are published.
func (s *Service) MarkReported(ctx context.Context, by actor.Actor, slug Slug, reason string) (err error) {
	defer fault.Wrap(&err, "report %s", slug)
	_, err = s.Log.Update(ctx, func(tx *db.Tx, w *record.Writer) error { return MarkReported(ctx, tx, w, by, slug, reason) })
	return err
}

// MarkReported is Service.Report in the transaction that publishes the results.
func MarkReported(ctx context.Context, tx *db.Tx, w *record.Writer, by actor.Actor, slug Slug, reason string) error {
	if !by.May(actor.Release) {
		return fault.New(fault.Forbidden, "You do not have permission to publish results.")
	}
	return updateConsultation(ctx, tx, w, by, slug, func(c *Consultation, now time.Time) (*Act, error) { return c.markReported(now, reason) })
}

// RecordTransitions writes down the openings and closings that have come, by the clock of
// the database, and returns how many consultations it found. It may run as
// often as one likes, on as many nodes as there are: each opening and each
// closing gets its one leaf.
func (s *Service) RecordTransitions(ctx context.Context) (n int, err error) {
	defer fault.Wrap(&err, "tell the record of openings and closings")
	var slugs []Slug
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err == nil {
			slugs, err = listDueTransitions(ctx, tx, now)
		}
		return err
	})
	for _, slug := range slugs {
		if err != nil {
			break
		}
		_, err = s.Log.Update(ctx, func(tx *db.Tx, w *record.Writer) error {
			return updateConsultation(ctx, tx, w, actor.System, slug, func(*Consultation, time.Time) (*Act, error) { return nil, nil })
		})
	}
	return len(slugs), err
}

// updateAsPublisher is what officers who may publish do.
func (s *Service) updateAsPublisher(
	ctx context.Context,
	by actor.Actor,
	slug Slug,
	move func(*Consultation, time.Time) (*Act, error),
) error {
	if !by.May(actor.Publish) {
		return fault.New(fault.Forbidden, "You do not have permission to publish consultations or change their dates.")
	}
	_, err := s.Log.Update(ctx, func(tx *db.Tx, w *record.Writer) error { return updateConsultation(ctx, tx, w, by, slug, move) })
	return err
}

// updateConsultation moves slug as move says, and writes the act down, in the log and in
// the record, after what the clock did first. A move without an act changes
// nothing itself.
func updateConsultation(
	ctx context.Context,
	tx *db.Tx,
	w *record.Writer,
	by actor.Actor,
	slug Slug,
	move func(*Consultation, time.Time) (*Act, error),
) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	c, err := GetOwned(ctx, tx, by, slug)
	if err != nil {
		return err
	}
	before := c.recordClock(now)
	act, err := move(c, now)
	if err != nil {
		return err
	}
	return saveWithActs(ctx, tx, w, by, c, "", now, before, act)
}

// saveWithActs saves c with its acts: those of the clock before act, act, and what
// follows from it at once. A nil act is none.
func saveWithActs(
	ctx context.Context,
	tx *db.Tx,
	w *record.Writer,
	by actor.Actor,
	c *Consultation,
	definition string,
	now time.Time,
	before []*Act,
	act *Act,
) error {
	all := before
	for _, a := range all {
		a.ActorID = actor.System.ID
	}
	if act != nil {
		act.ActorID = by.ID
		all = append(all, act)
		for _, a := range c.recordClock(now) {
			a.ActorID = actor.System.ID
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
		if says, err = definitionText(ctx, tx, c.Slug); err != nil {
			return err
		}
	}
	if c.Stage == StagePublished && act != nil {
		// What is published leads to files that everybody may then have.
		if err := files.Publish(ctx, tx, by, files.FindPaths(says)); err != nil {
			return err
		}
	}
	if err := c.addActs(w, now, all, forms, says); err != nil {
		return err
	}
	if err := saveConsultation(ctx, tx, c, definition); err != nil {
		return err
	}
	return insertActs(ctx, tx, c.Slug, all)
}

// addActs numbers the acts, sets down what each says and adds their leaves.
func (c *Consultation) addActs(w *record.Writer, now time.Time, all []*Act, forms []FormRef, definition string) error {
	var versions []string
	for _, f := range forms {
		versions = append(versions, f.Version)
	}
	sum := sha256.Sum256([]byte(definition))
	for _, a := range all {
		c.ActCount++
		a.Number, a.RecordedAt = c.ActCount, now
		var err error
		if a.Body, err = c.actBody(a, versions, hex.EncodeToString(sum[:])); err != nil {
			return err
		}
		w.Add(a.leaf(c.Slug))
	}
	return nil
}
