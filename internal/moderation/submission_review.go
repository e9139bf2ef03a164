package moderation

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// PublishableSubmission is a letter, email, petition or event whose sender agreed to
// publication.
type PublishableSubmission struct {
	Attribution
	ID, Kind, Day               string
	Version                     int64
	Title, Summary              string
	Claimed, Checked, Attending int64
	State                       string // Approved, Rejected, or "" before the decision
	Changed                     bool   // it has changed since the decision
}

// newPublishableSubmission returns a submission before the decision, or nil if it cannot
// be published.
func newPublishableSubmission(r *entry.Revision) *PublishableSubmission {
	if !r.Publish || r.Excluded || r.Erased {
		return nil
	}
	return &PublishableSubmission{
		ID: r.ID, Version: r.Version, Kind: string(r.Kind), Day: r.Day, Title: r.Title, Summary: r.Summary,
		Claimed: r.Claimed, Checked: r.Checked, Attending: r.Attending,
		Attribution: Attribution{Organisation: r.Organisation != "" || r.HideOrganisation, Name: r.Organisation},
	}
}

// publishableSubmissions returns for each of rows the submission with the decision about
// it, or nil if it cannot be published.
func publishableSubmissions(ctx context.Context, tx *db.Tx, rows []*entry.Revision) ([]*PublishableSubmission, error) {
	all := make([]*PublishableSubmission, len(rows))
	if len(rows) == 0 {
		return all, nil
	}
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	type review struct {
		id, state string
		version   int64
	}
	reviews, err := db.All(ctx, tx, func(r db.Row) (v review, err error) {
		return v, r.Scan(&v.id, &v.version, &v.state)
	}, `SELECT submission, version, state FROM moderation_submission_review
		WHERE submission IN (`+db.Placeholders(1, len(ids))+`)`, db.Args(ids)...)
	byID := map[string]review{}
	for _, v := range reviews {
		byID[v.id] = v
	}
	for i, r := range rows {
		if all[i] = newPublishableSubmission(r); all[i] == nil {
			continue
		}
		switch v, ok := byID[r.ID]; {
		case ok && v.version == r.Version:
			all[i].State = v.state
		case ok:
			all[i].Changed = true
		}
	}
	return all, err
}

// SubmissionRef is a submission as an officer has read it.
type SubmissionRef struct {
	ID      string
	Version int64
}

// ReviewSubmissions saves the same decision about each of submissions: Approved or
// Rejected, with an audit entry for each. It leaves out those that have changed since by
// read them, and returns how many it decided about.
func (s *Service) ReviewSubmissions(
	ctx context.Context,
	by actor.Actor,
	slug, state string,
	submissions []SubmissionRef,
) (done int, err error) {
	defer fault.Wrap(&err, "review submissions to %s", slug)
	switch {
	case state != Approved && state != Rejected:
		return 0, errNoDecision
	case len(submissions) == 0:
		return 0, errNothingSelected
	case len(submissions) > maxReviewed:
		return 0, errTooMany
	}
	return done, s.DB.Update(ctx, func(tx *db.Tx) error {
		if _, err := ownConsultation(ctx, tx, by, actor.Moderate, slug, mayNotModerate); err != nil {
			return err
		}
		done = 0
		for _, r := range submissions {
			switch err := reviewSubmission(ctx, tx, by, slug, r, state); {
			case err == nil:
				done++
			case !fault.Is(err, fault.Conflict):
				return err
			}
		}
		return nil
	})
}

// ReviewSubmission saves the decision whether to publish a submission, as
// ReviewSubmissions does. If it has changed since by read it, it is fault.Conflict.
func (s *Service) ReviewSubmission(
	ctx context.Context,
	by actor.Actor,
	slug, id string,
	version int64,
	state string,
) (err error) {
	defer fault.Wrap(&err, "review a submission to %s", slug)
	if state != Approved && state != Rejected {
		return errNoDecision
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		if _, err := ownConsultation(ctx, tx, by, actor.Moderate, slug, mayNotModerate); err != nil {
			return err
		}
		return reviewSubmission(ctx, tx, by, slug, SubmissionRef{id, version}, state)
	})
}

// reviewSubmission saves the decision about a submission, with its audit entry.
func reviewSubmission(ctx context.Context, tx *db.Tx, by actor.Actor, slug string, r SubmissionRef, state string) error {
	changed := fault.New(fault.Conflict, "Someone else has changed this. Open the page again.")
	now, err := entry.GetSubmission(ctx, tx, slug, r.ID)
	if fault.Is(err, fault.NotFound) {
		return changed
	}
	if err != nil {
		return err
	}
	if now.Version != r.Version || newPublishableSubmission(now) == nil {
		return changed
	}
	at, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO moderation_submission_review
		(submission, consultation, version, day, state, actor, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (submission) DO UPDATE SET version = excluded.version, day = excluded.day, state = excluded.state,
			actor = excluded.actor, at = excluded.at`,
		r.ID, slug, r.Version, now.Day, state, by.ID, db.Time(at)); err != nil {
		return err
	}
	act := "publish-submission"
	if state == Rejected {
		act = "do-not-publish-submission"
	}
	return audit.Append(ctx, tx, by, act, "submission", r.ID, "")
}
