// Package overview collects what staff see about one consultation: its state, its numbers while it
// runs, what happened and what comes next; and the list of consultations, which they can archive.
package overview

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Service has the use cases.
type Service struct {
	DB     *db.DB
	Drafts *draft.Service
}

// Subject is a consultation as the menu beside its pages needs it.
type Subject struct {
	Slug, Title string
	Published   bool
	Register    bool // it was not run on this website
}

// Overview is what staff see about a consultation.
type Overview struct {
	Subject
	Type          consult.Type
	State         consult.State
	Opens, Closes string // local date and time as in the definition, or ""
	Now           time.Time

	Consultation *consult.Consultation // nil if it has never been stored as one
	Draft        *draft.Draft          // nil for those who write no drafts

	Releases  []analysis.Head    // the latest first
	Obstacles analysis.Obstacles // to a release
	Feedback  *decision.Feedback // nil if there is none
	Numbers   *Numbers           // nil before it opens, and if it was run elsewhere
	Events    db.Page[Event]     // the latest first
}

// Find returns the consultation slug if it belongs to the organisation of by, published or not. Others
// get fault.NotFound.
func (s *Service) Find(ctx context.Context, by actor.Actor, slug string) (out Subject, err error) {
	if !by.May(actor.Staff) {
		return out, forbidden()
	}
	return out, s.DB.View(ctx, func(tx *db.Tx) error {
		c, err := consult.GetOwned(ctx, tx, by, slug)
		if err == nil {
			out = subjectOf(c)
			return nil
		}
		if fault.Is(err, fault.NotFound) {
			var d draft.Outline
			d, err = draft.GetOutline(ctx, tx, by, slug)
			out = Subject{Slug: slug, Title: d.Title}
		}
		return err
	})
}

func forbidden() error {
	return fault.New(fault.Forbidden, "You do not have permission to see consultations in the staff area.")
}

func subjectOf(c *consult.Consultation) Subject {
	return Subject{Slug: c.Slug, Title: c.Title, Published: c.Stage != consult.StageDraft, Register: c.Register != nil}
}

// Get returns the overview of consultation slug, with the page of events at the cursor at. Errors are
// those of Find. Only people who write drafts get what is in the draft.
func (s *Service) Get(ctx context.Context, by actor.Actor, slug, at string) (o *Overview, err error) {
	defer fault.Wrap(&err, "overview of %s", slug)
	if !by.May(actor.Staff) {
		return nil, forbidden()
	}
	o = &Overview{State: consult.Draft}
	if by.May(actor.Draft) {
		if o.Draft, err = s.Drafts.Get(ctx, by, slug); err != nil {
			return nil, err
		}
	}
	return o, s.DB.View(ctx, func(tx *db.Tx) error { return o.load(ctx, tx, by, slug, at) })
}

func (o *Overview) load(ctx context.Context, tx *db.Tx, by actor.Actor, slug, at string) (err error) {
	if o.Now, err = tx.Now(ctx); err != nil {
		return err
	}
	d, err := draft.GetOutline(ctx, tx, by, slug)
	if err != nil {
		return err
	}
	if o.Events, err = listEvents(ctx, tx, slug, at); err != nil {
		return err
	}
	o.Subject, o.Type, o.Opens, o.Closes = Subject{Slug: slug, Title: d.Title}, d.Type, d.Opens, d.Closes
	c, err := consult.GetOwned(ctx, tx, by, slug)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	o.Consultation, o.State = c, c.StateAt(o.Now)
	if c.Stage == consult.StageDraft {
		return nil
	}
	o.Subject, o.Type, o.Opens, o.Closes = subjectOf(c), c.Type, c.Opens.Wall, c.Closes.Wall
	if o.Releases, err = analysis.Heads(ctx, tx, slug); err != nil {
		return err
	}
	if o.Obstacles, err = analysis.ListObstacles(ctx, tx, c, o.Now); err != nil {
		return err
	}
	o.Feedback, err = decision.GetFeedback(ctx, tx, slug)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	if o.Register || o.State == consult.Forthcoming {
		return nil
	}
	if o.Numbers, err = loadNumbers(ctx, tx, c, o.Now); err != nil {
		return err
	}
	if len(o.Releases) == 0 && (c.Monitoring != nil || c.AreaQuestion != "") {
		o.Numbers.Groups, err = loadGroupsOf(ctx, tx, c)
	}
	return err
}
