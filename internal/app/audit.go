package app

import (
	"context"
	"fmt"

	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/intake"
)

// Audit recomputes the record, the responses and the releases from the
// database, in one state of it. It tells report each place that differs, and
// returns in words what it looked at.
func (a *App) Audit(ctx context.Context, report func(string)) (checked string, err error) {
	err = a.DB.View(ctx, func(tx *db.Tx) error {
		if err := a.Log.Audit(ctx, tx, report); err != nil {
			return err
		}
		if err := audit.Verify(ctx, tx, a.Log, report); err != nil {
			return err
		}
		slugs, err := consult.Slugs(ctx, tx)
		if err != nil {
			return err
		}
		responses := int64(0)
		for _, slug := range slugs {
			n, err := intake.Count(ctx, tx, slug)
			if err != nil {
				return err
			}
			responses += n
			if err := intake.Audit(ctx, tx, slug, report); err != nil {
				return err
			}
			if err := analysis.Audit(ctx, tx, slug, report); err != nil {
				return err
			}
		}
		checked = fmt.Sprintf(
			"Every byte of the record, every entry of the audit log, %d responses to %d consultations, and every release agree.",
			responses,
			len(slugs),
		)
		return nil
	})
	return checked, err
}
