package intake

import (
	"context"
	"fmt"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
)

// AuditAll compares the responses of every consultation with the record. It calls
// report for each difference and returns in words what it looked at.
func AuditAll(ctx context.Context, tx *db.Tx, report func(problem string)) (checked string, err error) {
	responses, consultations := int64(0), 0
	if err := consult.EachSlug(ctx, tx, func(slug consult.Slug) error {
		n, err := Count(ctx, tx, slug)
		if err != nil {
			return err
		}
		responses += n
		consultations++
		return Audit(ctx, tx, slug, report)
	}); err != nil {
		return "", err
	}
	if err := db.EachText(ctx, tx, "response", func(id string) error {
		report(fmt.Sprintf("table intake_monitoring, response %s: there is no such response", id))
		return nil
	}, `SELECT response FROM intake_monitoring`, `NOT EXISTS (SELECT 1 FROM intake_response r WHERE r.id = response)`); err != nil {
		return "", err
	}
	return fmt.Sprintf("%d responses to %d consultations", responses, consultations), nil
}
