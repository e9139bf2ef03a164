package decision

import (
	"context"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/notify"
)

// StaffNotifier notifies the staff of an organisation who have a capability, once
// for each key of a notification.
type StaffNotifier interface {
	NotifyStaff(ctx context.Context, org string, can actor.Capability, n notify.Notification) error
}

// RemindOfOverdueFeedback notifies everyone who may publish for an organisation
// when feedback on one of its consultations is overdue, once for each deadline.
func (s *Service) RemindOfOverdueFeedback(ctx context.Context, staff StaffNotifier) error {
	var overdue []*consult.Consultation
	err := s.DB.View(ctx, func(tx *db.Tx) error {
		overdue = nil
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		promised, err := ListFeedbackDue(ctx, tx)
		for _, c := range promised {
			if c.Register == nil && c.Feedback < now.UTC().Format(time.DateOnly) {
				overdue = append(overdue, c)
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, c := range overdue {
		n := notify.Notification{
			Kind: notify.FeedbackOverdue,
			Key:  c.Slug + "/" + c.Feedback,
			Data: map[string]string{"title": c.Title, "due": c.Feedback + "T00:00:00Z", "link": "/consultations/" + c.Slug},
		}
		if err := staff.NotifyStaff(ctx, c.Org, actor.Publish, n); err != nil {
			return err
		}
	}
	return nil
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
