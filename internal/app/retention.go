package app

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/moderation/moderationweb"
	"github.com/folkmoot/folkmoot/internal/retention"
	"github.com/folkmoot/folkmoot/internal/retention/retentionweb"
	"github.com/folkmoot/folkmoot/internal/seal"
	"github.com/folkmoot/folkmoot/internal/subjectaccess"
	"github.com/folkmoot/folkmoot/internal/subjectaccess/subjectaccessweb"
)

// setUpRetention builds the features that moderate, delete and give access to
// responses. It replays the deletion log first, so that nothing that was deleted is
// in the database when the site starts to listen, even if an older copy of the
// database was restored.
func (a *App) setUpRetention(ctx context.Context, cfg Config, box *seal.Keyring) error {
	done, err := a.deleter.Replay(ctx)
	if err != nil {
		return err
	}
	if done.Any() {
		a.slog.Warn(
			"the database was restored from an older copy; what was deleted since has been deleted again",
			"withdrawn", done.Withdrawn, "redacted", done.Redacted, "other", done.Other,
		)
	}
	a.retention = retention.New(a.deleter, retention.Config{
		Box:        box,
		Source:     a.entry,
		ReleasedAt: lastReleased,
		DecidedAt:  lastDecided,
	})
	a.moderation = moderation.New(a.Intake, a.deleter, box, publishedSubmissions)
	requests := subjectaccess.New(a.moderation, a.deleter, box, a.notifications, cfg.BaseURL)
	a.Services.Consult.Policies = []consult.ResponsePolicies{a.retention, a.moderation}
	a.jobs.Handle(retention.DeleteJob, a.retention.HandleDeleteJob)
	retentionweb.New(a.host, a.retention)
	moderationweb.New(a.host, a.moderation, a.deleter)
	subjectaccessweb.New(a.host, requests, a.deleter)
	return nil
}

// eraseResponse erases what features hold about a response.
func eraseResponse(ctx context.Context, tx *db.Tx, id string, whole bool) error {
	if err := entry.EraseResponse(ctx, tx, id, whole); err != nil || !whole {
		return err
	}
	return moderation.EraseResponse(ctx, tx, id)
}

// lastReleased is when the latest results of a consultation were released.
func lastReleased(ctx context.Context, tx *db.Tx, slug string) (at time.Time, err error) {
	all, err := analysis.Heads(ctx, tx, slug)
	if err == nil && len(all) > 0 {
		at = all[0].ReleasedAt
	}
	return at, err
}

// lastDecided is when the last decision after a consultation was taken.
func lastDecided(ctx context.Context, tx *db.Tx, slug string) (at time.Time, err error) {
	all, err := decision.ForConsultation(ctx, tx, slug)
	for _, d := range all {
		if (d.Kind == "" || d.Kind == decision.Outcome) && d.Date.After(at) {
			at = d.Date
		}
	}
	return at, err
}

// publishedSubmissions are the letters, petitions and events whose senders agreed that they
// are published.
func publishedSubmissions(ctx context.Context, tx *db.Tx, slug string) (all []moderation.PublishableSubmission, err error) {
	subs, err := entry.PublishableSubmissions(ctx, tx, slug)
	for _, s := range subs {
		all = append(
			all,
			moderation.PublishableSubmission{
				ID:          s.ID,
				Version:     s.Version,
				Kind:        string(s.Kind),
				Day:         s.Day,
				Title:       s.Title,
				Summary:     s.Summary,
				Claimed:     s.Claimed,
				Checked:     s.Checked,
				Attending:   s.Attending,
				Attribution: moderation.Attribution{Organisation: s.Organisation != "" || s.HideOrganisation, Name: s.Organisation},
			},
		)
	}
	return all, err
}
