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
	slugs, err := consult.Slugs(ctx, tx)
	if err != nil {
		return "", err
	}
	responses := int64(0)
	for _, slug := range slugs {
		n, err := Count(ctx, tx, slug)
		if err != nil {
			return "", err
		}
		responses += n
		if err := Audit(ctx, tx, slug, report); err != nil {
			return "", err
		}
	}
	orphans, err := db.All(ctx, tx, db.Text,
		`SELECT response FROM intake_monitoring WHERE response NOT IN (SELECT id FROM intake_response) ORDER BY response`)
	if err != nil {
		return "", err
	}
	for _, id := range orphans {
		report(fmt.Sprintf("table intake_monitoring, response %s: there is no such response", id))
	}
	return fmt.Sprintf("%d responses to %d consultations", responses, len(slugs)), nil
}
