package signin

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/jobs"
	"github.com/folkmoot/folkmoot/internal/notify"
)

// resetJob is the kind of the jobs that send password reset links.
const resetJob = "password-reset"

// RegisterJobs makes runner run the jobs of s.
func (s *Service) RegisterJobs(runner *jobs.Runner) { runner.Handle(resetJob, s.sendPasswordReset) }

// RequestPasswordReset emails a link to choose a new password, if there is an
// active account with this address. The account is looked up later, in a job, so
// that neither the answer nor its time shows whether it exists. Too many
// requests are ignored.
func (s *Service) RequestPasswordReset(ctx context.Context, email string) (err error) {
	defer fault.Wrap(&err, "request password reset")
	email, err = account.CheckEmail(email)
	if err != nil {
		return err
	}
	if err := s.countAttempt(ctx, attemptReset, email); fault.Is(err, fault.Busy) {
		return nil // an earlier request has sent the link if there is an account
	} else if err != nil {
		return err
	}
	id := db.NewID()
	sealed := s.Seal(resetOwner(id), []byte(email))
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(
			ctx,
			`INSERT INTO signin_reset_request (id, email, requested_at) VALUES ($1, $2, $3)`,
			id, sealed, db.Time(now),
		); err != nil {
			return err
		}
		return jobs.Enqueue(ctx, tx, jobs.Job{Kind: resetJob, Key: id, Payload: "{}"}, now)
	})
}

// resetOwner is the owner for which the address of reset request id is encrypted.
func resetOwner(id string) string { return "password reset " + id }

// sendPasswordReset emails the link for a request, if there is an active account.
func (s *Service) sendPasswordReset(ctx context.Context, j jobs.Job) (err error) {
	defer fault.Wrap(&err, "send password reset")
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		sealed, err := db.One(
			ctx, tx, func(r db.Row) (b []byte, err error) { return b, r.Scan(&b) },
			`SELECT email FROM signin_reset_request WHERE id = $1`,
			j.Key,
		)
		if fault.Is(err, fault.NotFound) {
			return nil // an earlier run of the job has sent it
		}
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM signin_reset_request WHERE id = $1`, j.Key); err != nil {
			return err
		}
		email, err := s.Open(resetOwner(j.Key), sealed)
		if err != nil {
			return err
		}
		p, err := account.GetPersonByEmail(ctx, tx, string(email))
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil || p.State != requiredState[ResetToken] || p.OrgSuspended || p.Demo {
			return err
		}
		o, err := account.GetOrg(ctx, tx, p.Org)
		if err != nil {
			return err
		}
		_, err = s.sendToken(ctx, tx, p, ResetToken, notify.Reset, o.Name)
		return err
	})
}
