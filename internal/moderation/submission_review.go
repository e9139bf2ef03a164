package moderation

import (
	"context"
	"slices"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// PublishableSubmission is a letter, email, petition or event whose sender agreed to
// publication. SubmissionsFunc returns them.
type PublishableSubmission struct {
	Attribution
	ID, Kind, Day               string
	Version                     int64
	Title, Summary              string
	Claimed, Checked, Attending int64
	State                       string // Approved, Rejected, or "" before the decision
	Changed                     bool   // it has changed since the decision
}

// publishableSubmissions returns the submissions to a consultation that can be
// published, with the decision about each, those without a decision first.
func (s *Service) publishableSubmissions(
	ctx context.Context,
	tx *db.Tx,
	slug string,
) (all []PublishableSubmission, err error) {
	if all, err = s.submissions(ctx, tx, slug); err != nil {
		return nil, err
	}
	type review struct {
		id, state string
		version   int64
	}
	reviews, err := db.All(ctx, tx, func(r db.Row) (v review, err error) {
		return v, r.Scan(&v.id, &v.version, &v.state)
	}, `SELECT submission, version, state FROM moderation_submission_review WHERE consultation = $1`, slug)
	for i := range all {
		for _, v := range reviews {
			if v.id == all[i].ID && v.version == all[i].Version {
				all[i].State = v.state
			}
			all[i].Changed = all[i].Changed || v.id == all[i].ID && v.version != all[i].Version
		}
	}
	slices.SortStableFunc(all, func(a, b PublishableSubmission) int {
		return compareUndecided(a.State, b.State)
	})
	return all, err
}

// ReviewSubmission saves the decision whether to publish a submission: Approved or
// Rejected. version is the version that by read: if there is a later one, it is
// fault.Conflict.
func (s *Service) ReviewSubmission(
	ctx context.Context,
	by actor.Actor,
	slug, id string,
	version int64,
	state string,
) (err error) {
	defer fault.Wrap(&err, "review a submission to %s", slug)
	if state != Approved && state != Rejected {
		return fault.New(fault.Invalid, "Select whether to publish this.")
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		if _, err := ownConsultation(ctx, tx, by, actor.Moderate, slug, mayNotModerate); err != nil {
			return err
		}
		all, err := s.publishableSubmissions(ctx, tx, slug)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(all, func(s PublishableSubmission) bool { return s.ID == id && s.Version == version }) {
			return fault.New(fault.Conflict, "Someone else has changed this. Open the page again.")
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO moderation_submission_review
			(submission, consultation, version, state, actor, at) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (submission) DO UPDATE SET version = excluded.version, state = excluded.state,
				actor = excluded.actor, at = excluded.at`,
			id, slug, version, state, by.ID, db.Time(now)); err != nil {
			return err
		}
		act := "publish-submission"
		if state == Rejected {
			act = "do-not-publish-submission"
		}
		return audit.Append(ctx, tx, by, act, "submission", id, "")
	})
}
