package overview

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// archivedOf returns which of these consultations are archived.
func archivedOf(ctx context.Context, tx *db.Tx, slugs []consult.Slug) (map[consult.Slug]bool, error) {
	have := map[consult.Slug]bool{}
	if len(slugs) == 0 {
		return have, nil
	}
	found, err := db.All(ctx, tx, db.Text,
		`SELECT consultation FROM overview_archived WHERE consultation IN (`+db.Placeholders(1, len(slugs))+`)`, db.Args(slugs)...)
	for _, slug := range found {
		have[slug] = true
	}
	return have, err
}

// Archive takes consultations out of the list of staff or, with back, puts them into it again, and
// returns how many that changed. They stay public. Either all of them are changed or none. Errors are
// fault.Forbidden, fault.NotFound, and fault.Conflict for one that is open or has not opened yet.
func (s *Service) Archive(ctx context.Context, by actor.Actor, slugs []string, back bool) (changed int64, err error) {
	defer fault.Wrap(&err, "archive %d consultations", len(slugs))
	if !by.May(actor.Draft) {
		return 0, fault.New(fault.Forbidden, "You do not have permission to archive consultations.")
	}
	if len(slugs) == 0 {
		return 0, fault.New(fault.Invalid, "Select at least one consultation.")
	}
	if len(slugs) > pageSize {
		return 0, fault.Newf(fault.Invalid, "Select no more than %d consultations.", pageSize)
	}
	return changed, s.DB.Update(ctx, func(tx *db.Tx) error {
		changed = 0
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		for _, slug := range slugs {
			c, err := consult.GetOwned(ctx, tx, by, slug)
			if err != nil {
				return err
			}
			switch c.StateAt(now) {
			case consult.Closed, consult.Reported, consult.Withdrawn:
			default:
				return fault.Newf(fault.Conflict, "You can only archive consultations that have closed. “%s” has not.", c.Title)
			}
			statement, act, args := `INSERT INTO overview_archived (consultation, archived_at, archived_by) VALUES ($1, $2, $3)
				ON CONFLICT (consultation) DO NOTHING`, "archive-consultation", []any{c.Slug, db.Time(now), by.ID}
			if back {
				statement, act, args = `DELETE FROM overview_archived WHERE consultation = $1`, "unarchive-consultation", []any{c.Slug}
			}
			n, err := tx.Exec(ctx, statement, args...)
			if err != nil {
				return err
			}
			if n == 0 {
				continue // it is as it should be
			}
			changed++
			if err := audit.Append(ctx, tx, by, act, "consultation", c.Slug, ""); err != nil {
				return err
			}
		}
		return nil
	})
}
