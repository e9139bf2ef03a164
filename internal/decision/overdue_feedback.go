package decision

import (
	"context"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/staffnotice"
)

// Notices returns the events that staff are notified of: feedback to respondents is overdue.
func (s *Service) Notices() []staffnotice.Kind {
	return []staffnotice.Kind{{
		Name: "feedback-overdue", Say: "Consultation feedback is overdue", Needs: []actor.Capability{actor.Publish},
		Default: staffnotice.AtOnce, Due: s.listOverdueFeedback,
	}}
}

// listOverdueFeedback returns an event for each consultation whose feedback is overdue, another for another deadline.
func (s *Service) listOverdueFeedback(ctx context.Context) (overdue []staffnotice.Event, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		overdue = nil
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		promised, err := ListFeedbackDue(ctx, tx)
		if err != nil {
			return err
		}
		for _, c := range promised {
			if c.Register != nil || c.Feedback >= now.UTC().Format(time.DateOnly) {
				continue
			}
			due, err := time.Parse(time.DateOnly, c.Feedback)
			if err != nil {
				return err
			}
			overdue = append(overdue, staffnotice.Event{
				Key: c.Slug + "/" + c.Feedback, Org: c.Org, Audience: staffnotice.Audience{Can: []actor.Capability{actor.Publish}},
				Title: c.Title, Lang: c.Language, Link: "/staff/consultations/" + c.Slug, Due: due,
			})
		}
		return nil
	})
	return overdue, err
}

// ListFeedbackDue returns the closed consultations to which feedback was promised, and none is published that says what
// was done.
func ListFeedbackDue(ctx context.Context, tx *db.Tx) ([]*consult.Consultation, error) {
	promised, err := consult.ListAwaitingFeedback(ctx, tx)
	if err != nil {
		return nil, err
	}
	slugs := make([]consult.Slug, len(promised))
	for i, c := range promised {
		slugs[i] = c.Slug
	}
	answered, err := Answered(ctx, tx, slugs...)
	return slices.DeleteFunc(promised, func(c *consult.Consultation) bool { return answered[c.Slug] }), err
}
