package account

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/jobs"
)

// resetJob is what the jobs are called that answer those who asked for a new
// password.
const resetJob = "account-reset"

// RegisterJobs has runner do the jobs of s.
func (s *Service) RegisterJobs(runner *jobs.Runner) { runner.Handle(resetJob, s.sendPasswordReset) }

// RequestPasswordReset sends a link for a new password to whoever has this address, a few
// times a day at the most. It says the same whoever that is, and whether there
// is anybody; and it does the same, because who it is will be looked up later.
func (s *Service) RequestPasswordReset(ctx context.Context, email string) (err error) {
	defer fault.Wrap(&err, "forgotten password")
	email, err = checkEmail(email)
	if err != nil {
		return err
	}
	if err := s.countAttempt(ctx, attemptReset, email); fault.Is(err, fault.Busy) {
		return nil // there is a letter on the way already, or there is nobody
	} else if err != nil {
		return err
	}
	id := newID()
	sealed := s.Seal("asked "+id, []byte(email))
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO signin_reset_request (id, email, requested_at) VALUES ($1, $2, $3)`, id, sealed, db.Time(now)); err != nil {
			return err
		}
		return jobs.Enqueue(ctx, tx, jobs.Job{Kind: resetJob, Key: id, Payload: "{}"}, now)
	})
}

// sendPasswordReset sends the letter that was asked for, if there is somebody to
// get it.
func (s *Service) sendPasswordReset(ctx context.Context, j jobs.Job) (err error) {
	defer fault.Wrap(&err, "answer who forgot a password")
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		sealed, err := db.One(
			ctx,
			tx,
			func(r db.Row) (b []byte, err error) { return b, r.Scan(&b) },
			`SELECT email FROM signin_reset_request WHERE id = $1`,
			j.Key,
		)
		if fault.Is(err, fault.NotFound) {
			return nil // it has been answered
		}
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM signin_reset_request WHERE id = $1`, j.Key); err != nil {
			return err
		}
		email, err := s.Open("asked "+j.Key, sealed)
		if err != nil {
			return err
		}
		p, err := GetPersonByEmail(ctx, tx, string(email))
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil || p.State != requiredState[ResetToken] || p.OrgSuspended || p.Demo {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		o, err := GetOrg(ctx, tx, p.Org)
		if err != nil {
			return err
		}
		token, until, err := newToken(ctx, tx, ResetToken, p, "", now)
		if err != nil {
			return err
		}
		return s.queueTokenEmail(ctx, tx, p, ResetToken, token, o.Name, until, now)
	})
}
