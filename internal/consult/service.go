package consult

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/files"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/record"
)

// Service has the use cases for consultations.
type Service struct {
	DB             *db.DB
	Log            *record.Log
	CountResponses ResponseCountFunc  // nil: there are no responses
	Policies       []ResponsePolicies // in the order in which they are applied
}

// ResponseCountFunc returns the number of responses to a consultation, whatever their state.
type ResponseCountFunc func(ctx context.Context, tx *db.Tx, consultation Slug) (int64, error)

// Get returns consultation slug, whatever its state, or fault.NotFound.
func (s *Service) Get(ctx context.Context, slug Slug) (c *Consultation, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error { c, err = Get(ctx, tx, slug); return err })
	return c, err
}

// PublicView is the data for the public page of a consultation, read in one
// transaction.
type PublicView struct {
	*Consultation
	Now     time.Time // clock of the database
	History []*Act    // oldest first; without openings and closings that RecordTransitions has not recorded yet
	Forms   []FormRef
}

// State returns the state of the consultation at v.Now.
func (v *PublicView) State() State { return v.StateAt(v.Now) }

// GetPublic returns the public view of slug, or fault.NotFound, also for a
// draft.
func (s *Service) GetPublic(ctx context.Context, slug Slug) (view *PublicView, err error) {
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
		acts, err := listActs(ctx, tx, slug)
		if err != nil {
			return err
		}
		forms, err := Forms(ctx, tx, slug)
		view = &PublicView{c, now, acts, forms}
		return err
	})
	return view, err
}

// GetDocument returns the document of slug with this ID, with the texts of its
// editions, or fault.NotFound.
func (s *Service) GetDocument(ctx context.Context, slug Slug, id string) (view *PublicView, doc *Document, err error) {
	if view, err = s.GetPublic(ctx, slug); err != nil {
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
	return view, doc, nil
}

// Definition returns the current definition of slug, or fault.NotFound.
func (s *Service) Definition(ctx context.Context, slug Slug) (def *Definition, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		if _, err := Get(ctx, tx, slug); err != nil {
			return err
		}
		def, err = GetDefinition(ctx, tx, slug)
		return err
	})
	return def, err
}

// List returns a page of the consultations that are not drafts, newest first.
func (s *Service) List(ctx context.Context, q Query) (out *Listing, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error { out, err = List(ctx, tx, q); return err })
	return out, err
}

// Publish publishes a draft. It returns fault.Invalid if Check has findings that
// block publication.
func (s *Service) Publish(ctx context.Context, by actor.Actor, slug Slug) (err error) {
	defer fault.Wrap(&err, "publish %s", slug)
	if !by.May(actor.Publish) {
		return fault.New(fault.Forbidden, "You do not have permission to publish consultations.")
	}
	return s.update(ctx, func(tx *db.Tx, w *record.Writer) error {
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
}

// Extend moves the closing date of a consultation that has not closed. closes is
// parsed by ParseClosing in the time zone of the consultation.
func (s *Service) Extend(ctx context.Context, by actor.Actor, slug Slug, closes, reason string) error {
	return s.update(ctx, func(tx *db.Tx, w *record.Writer) error { return Extend(ctx, tx, w, by, slug, closes, reason) })
}

// Extend is Service.Extend in the transaction of the caller.
func Extend(ctx context.Context, tx *db.Tx, w *record.Writer, by actor.Actor, slug Slug, closes, reason string) (err error) {
	defer fault.Wrap(&err, "extend %s", slug)
	return updateAsPublisher(ctx, tx, w, by, slug, func(c *Consultation, now time.Time) (*Act, error) {
		to, err := ParseClosing(closes, c.Closes.Zone)
		if err != nil {
			return nil, err
		}
		return c.extend(now, to, reason)
	})
}

// CloseEarly closes an open consultation at the next full minute.
func (s *Service) CloseEarly(ctx context.Context, by actor.Actor, slug Slug, reason string) error {
	return s.update(ctx, func(tx *db.Tx, w *record.Writer) error { return CloseEarly(ctx, tx, w, by, slug, reason) })
}

// CloseEarly is Service.CloseEarly in the transaction of the caller.
func CloseEarly(ctx context.Context, tx *db.Tx, w *record.Writer, by actor.Actor, slug Slug, reason string) (err error) {
	defer fault.Wrap(&err, "close %s early", slug)
	return updateAsPublisher(ctx, tx, w, by, slug, func(c *Consultation, now time.Time) (*Act, error) {
		return c.closeEarly(now, reason)
	})
}

// Reopen opens a closed consultation again, until closes.
func (s *Service) Reopen(ctx context.Context, by actor.Actor, slug Slug, closes, reason string) error {
	return s.update(ctx, func(tx *db.Tx, w *record.Writer) error { return Reopen(ctx, tx, w, by, slug, closes, reason) })
}

// Reopen is Service.Reopen in the transaction of the caller.
func Reopen(ctx context.Context, tx *db.Tx, w *record.Writer, by actor.Actor, slug Slug, closes, reason string) (err error) {
	defer fault.Wrap(&err, "reopen %s", slug)
	return updateAsPublisher(ctx, tx, w, by, slug, func(c *Consultation, now time.Time) (*Act, error) {
		to, err := ParseClosing(closes, c.Closes.Zone)
		if err != nil {
			return nil, err
		}
		return c.reopen(now, to, reason)
	})
}

// Withdraw ends a consultation without results.
func (s *Service) Withdraw(ctx context.Context, by actor.Actor, slug Slug, reason string) error {
	return s.update(ctx, func(tx *db.Tx, w *record.Writer) error { return Withdraw(ctx, tx, w, by, slug, reason) })
}

// Withdraw is Service.Withdraw in the transaction of the caller.
func Withdraw(ctx context.Context, tx *db.Tx, w *record.Writer, by actor.Actor, slug Slug, reason string) (err error) {
	defer fault.Wrap(&err, "withdraw %s", slug)
	return updateAsPublisher(ctx, tx, w, by, slug, func(c *Consultation, now time.Time) (*Act, error) {
		return c.withdraw(now, reason)
	})
}

// MarkReported marks the results of slug as published.
func (s *Service) MarkReported(ctx context.Context, by actor.Actor, slug Slug, reason string) (err error) {
	defer fault.Wrap(&err, "report %s", slug)
	return s.update(ctx, func(tx *db.Tx, w *record.Writer) error { return MarkReported(ctx, tx, w, by, slug, reason) })
}

// MarkReportedOn is MarkReported for results that were first published on the day on, before they were loaded here. The
// zero day is now. Errors are also fault.Invalid, for a day before the end of the consultation or in the future.
func (s *Service) MarkReportedOn(ctx context.Context, by actor.Actor, slug Slug, reason string, on time.Time) (err error) {
	if on.IsZero() {
		return s.MarkReported(ctx, by, slug, reason)
	}
	defer fault.Wrap(&err, "report %s", slug)
	return s.update(ctx, func(tx *db.Tx, w *record.Writer) error {
		return updateConsultation(ctx, tx, w, by, slug, func(c *Consultation, now time.Time) (*Act, error) {
			if on.After(now) || on.Before(c.Closes.End()) {
				return nil, fault.Newf(fault.Invalid,
					"The results cannot have been published on %s. Enter a day after the consultation closed that is not in the future.",
					locale.LazyDate(on))
			}
			act, err := c.markReported(now, reason)
			if act != nil {
				act.At = on
			}
			return act, err
		})
	})
}

// MarkReported is Service.MarkReported in the transaction that publishes the
// results.
func MarkReported(ctx context.Context, tx *db.Tx, w *record.Writer, by actor.Actor, slug Slug, reason string) error {
	if !by.May(actor.Release) {
		return fault.New(fault.Forbidden, "You do not have permission to publish results.")
	}
	return updateConsultation(ctx, tx, w, by, slug, func(c *Consultation, now time.Time) (*Act, error) { return c.markReported(now, reason) })
}

// RecordTransitions enters openings and closings that have happened, by the
// clock of the database, in the public record, and returns the number of
// consultations it found. It may run at any time and on several servers at
// once: each opening and each closing gets one leaf.
func (s *Service) RecordTransitions(ctx context.Context) (n int, err error) {
	defer fault.Wrap(&err, "record openings and closings")
	for after := ""; ; {
		var slugs []Slug
		if err := s.DB.View(ctx, func(tx *db.Tx) error {
			now, err := tx.Now(ctx)
			if err == nil {
				slugs, err = listDueTransitions(ctx, tx, now, after)
			}
			return err
		}); err != nil {
			return n, err
		}
		for _, slug := range slugs {
			if _, err := s.Log.Update(ctx, func(tx *db.Tx, w *record.Writer) error {
				return updateConsultation(ctx, tx, w, actor.System, slug, func(*Consultation, time.Time) (*Act, error) { return nil, nil })
			}); err != nil {
				return n, err
			}
			n, after = n+1, slug
		}
		if len(slugs) < transitionsAtOnce {
			return n, nil
		}
	}
}

// transition changes a consultation at an instant and returns the act for it,
// or an error if the change is not allowed. A transition without an act must
// not change the consultation.
type transition func(c *Consultation, now time.Time) (*Act, error)

// updateAsPublisher is updateConsultation for officers with the capability to
// publish.
func updateAsPublisher(ctx context.Context, tx *db.Tx, w *record.Writer, by actor.Actor, slug Slug, move transition) error {
	if !by.May(actor.Publish) {
		return fault.New(fault.Forbidden, "You do not have permission to publish consultations or change their dates.")
	}
	return updateConsultation(ctx, tx, w, by, slug, move)
}

// update runs fn in a transaction with the public record.
func (s *Service) update(ctx context.Context, fn func(tx *db.Tx, w *record.Writer) error) error {
	_, err := s.Log.Update(ctx, fn)
	return err
}

// updateConsultation applies move to slug and stores its act, in the log, the
// audit log and the public record, after any openings and closings that were
// not recorded yet.
func updateConsultation(ctx context.Context, tx *db.Tx, w *record.Writer, by actor.Actor, slug Slug, move transition) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	c, err := GetOwned(ctx, tx, by, slug)
	if err != nil {
		return err
	}
	clockActs := c.recordClock(now)
	act, err := move(c, now)
	if err != nil {
		return err
	}
	return saveWithActs(ctx, tx, w, by, c, "", now, clockActs, act)
}

// saveWithActs saves c with clockActs, act and any opening or closing that
// follows from act at once. act may be nil. An empty definition leaves the
// stored one.
func saveWithActs(
	ctx context.Context,
	tx *db.Tx,
	w *record.Writer,
	by actor.Actor,
	c *Consultation,
	definition string,
	now time.Time,
	clockActs []*Act,
	act *Act,
) error {
	all := clockActs
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
	current := definition
	if current == "" {
		if current, err = definitionText(ctx, tx, c.Slug); err != nil {
			return err
		}
	}
	if c.Stage == StagePublished && act != nil {
		// Files that a published consultation links to become public.
		if err := files.Publish(ctx, tx, by, files.FindPaths(current)); err != nil {
			return err
		}
	}
	if err := c.addActs(w, now, all, forms, current); err != nil {
		return err
	}
	if err := saveConsultation(ctx, tx, c, definition); err != nil {
		return err
	}
	if err := insertActs(ctx, tx, c.Slug, all); err != nil {
		return err
	}
	return appendAudit(ctx, tx, by, c, act)
}

// auditActs are the names in the audit log of what people do to consultations.
var auditActs = map[ActKind]string{
	ActPublished:   "publish-consultation",
	ActAmended:     "amend-consultation",
	ActExtended:    "extend-consultation",
	ActClosedEarly: "close-early-consultation",
	ActReopened:    "reopen-consultation",
	ActReported:    "report-consultation",
	ActWithdrawn:   "withdraw-consultation",
}

// appendAudit adds the entry for act to the audit log; a nil act is a change of
// the definition that is not public. Openings and closings by the clock have no
// entry: RecordTransitions runs for no person.
func appendAudit(ctx context.Context, tx *db.Tx, by actor.Actor, c *Consultation, act *Act) error {
	switch {
	case act != nil && act.Kind != ActExtended && act.Kind != ActClosedEarly && act.Kind != ActReopened:
		return audit.Append(ctx, tx, by, auditActs[act.Kind], "consultation", c.Slug, act.Reason)
	case act != nil:
		return audit.Append(ctx, tx, by, auditActs[act.Kind], "consultation", c.Slug, c.Closes.Wall+" "+act.Reason)
	case by.ID != actor.System.ID:
		return audit.Append(ctx, tx, by, "define-consultation", "consultation", c.Slug, "")
	}
	return nil
}

// addActs numbers the acts, sets their bodies and adds their leaves to w.
func (c *Consultation) addActs(w *record.Writer, now time.Time, all []*Act, forms []FormRef, definition string) error {
	var versions []string
	for _, f := range forms {
		versions = append(versions, f.Version)
	}
	for _, a := range all {
		c.ActCount++
		a.Number, a.RecordedAt = c.ActCount, now
		var err error
		if a.Body, err = c.actBody(a, versions, digest.Of(definition).Hex()); err != nil {
			return err
		}
		w.Add(a.Leaf(c.Slug))
	}
	return nil
}
