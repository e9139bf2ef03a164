package app

import (
	"context"
	"path/filepath"
	"time"

	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/moderation/moderationweb"
	"github.com/folkmoot/folkmoot/internal/seal"
)

// setUpRetention puts in place what looks after responses once they are in. It carries out
// again what the ledger says was deleted, so that nothing of it is there when the
// site begins to listen, whatever database was put back.
func (a *App) setUpRetention(ctx context.Context, cfg Config, box *seal.Keyring) (err error) {
	a.Intake.OnErase = func(ctx context.Context, tx *db.Tx, id string, whole bool) error {
		if err := entry.EraseResponse(ctx, tx, id, whole); err != nil || !whole {
			return err
		}
		return moderation.EraseResponse(ctx, tx, id)
	}
	a.Intake.SubjectEraser = entry.EraseSubmission
	if a.Intake.Deletions, err = intake.OpenDeletionLog(filepath.Join(cfg.Data, "record")); err != nil {
		return err
	}
	done, err := a.Intake.Replay(ctx)
	if err != nil {
		return err
	}
	if done.Any() {
		a.slog.Warn(
			"an older database was put back; what had been deleted since is deleted again",
			"withdrawn",
			done.Withdrawn,
			"redacted",
			done.Redacted,
			"other",
			done.Other,
		)
	}
	a.custody = &moderation.Service{
		DB:            a.DB,
		Intake:        a.Intake,
		Notifications: a.notifications,
		Box:           box,
		BaseURL:       cfg.BaseURL,
		ReleasedAt:    lastReleased,
		DecidedAt:     lastDecided,
		Source:        a.entry,
		Submissions:   publishedSubmissions,
	}
	a.Services.Consult.Policies = a.custody
	a.jobs.Handle(moderation.DeleteJob, a.custody.HandleDeleteJob)
	moderationweb.New(a.host, a.custody)
	return nil
}

// lastReleased is when the latest results of a consultation were released.
func lastReleased(ctx context.Context, tx *db.Tx, slug string) (at time.Time, err error) {
	all, err := analysis.List(ctx, tx, slug)
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
