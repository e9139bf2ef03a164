package moderation

import (
	"context"
	"slices"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// PublishableSubmission is a letter, an email, a petition or an event whose sender agreed that
// it is published. Whoever keeps these tells of them.
type PublishableSubmission struct {
	Attribution
	ID, Kind, Day               string
	Version                     int64
	Title, Summary              string
	Claimed, Checked, Attending int64
	State                       string // "" while nobody has decided
	Changed                     bool   // it is not as it was when somebody decided
}

// publishableSubmissions returns the letters about a consultation that may be shown, with what
// officers said of each: what waits for a decision first.
func (s *Service) publishableSubmissions(ctx context.Context, tx *db.Tx, slug string) (all []PublishableSubmission, err error) {
	if all, err = s.submissions(ctx, tx, slug); err != nil {
		return nil, err
	}
	type verdict struct {
		id, state string
		version   int64
	}
	said, err := db.All(ctx, tx, func(r db.Row) (v verdict, err error) { return v, r.Scan(&v.id, &v.version, &v.state) },
		`SELECT submission, version, state FROM moderation_submission_review WHERE consultation = $1`, slug)
	for i := range all {
		for _, v := range said {
			if v.id == all[i].ID && v.version == all[i].Version {
				all[i].State = v.state
			}
			all[i].Changed = all[i].Changed || v.id == all[i].ID && v.version != all[i].Version
		}
	}
	slices.SortStableFunc(all, func(a, b PublishableSubmission) int { return compareUndecided(a.State, b.State) })
	return all, err
}

// ReviewSubmission approves or rejects a letter as it was when by read it.
func (s *Service) ReviewSubmission(ctx context.Context, by actor.Actor, slug, id string, version int64, state string) (err error) {
	defer fault.Wrap(&err, "decide on a letter about %s", slug)
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
		if !slices.ContainsFunc(all, func(l PublishableSubmission) bool { return l.ID == id && l.Version == version }) {
			return fault.New(fault.Conflict, "Someone else has changed this. Open the page again.")
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO moderation_submission_review (submission, consultation, version, state, actor, at) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (submission) DO UPDATE SET version = excluded.version, state = excluded.state, actor = excluded.actor, at = excluded.at`,
			id, slug, version, state, by.ID, db.Time(now)); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, state+"-letter", "submission", id, "")
	})
}
