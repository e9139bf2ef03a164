package analysis

import (
	"context"
	"fmt"
	"time"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
)

// AuditAll recomputes the releases of every consultation. It calls report for each
// difference and returns in words what it looked at.
func AuditAll(ctx context.Context, tx *db.Tx, report func(problem string)) (checked string, err error) {
	n := 0
	if err := consult.EachSlug(ctx, tx, func(slug consult.Slug) error {
		heads, err := Heads(ctx, tx, slug)
		if err != nil {
			return err
		}
		n += len(heads)
		return Audit(ctx, tx, slug, report)
	}); err != nil {
		return "", err
	}
	return fmt.Sprintf("%d releases", n), nil
}

// LastReleased returns when results of a consultation were last released, or the
// zero time.
func LastReleased(ctx context.Context, tx *db.Tx, slug string) (at time.Time, err error) {
	heads, err := Heads(ctx, tx, slug)
	if err == nil && len(heads) > 0 {
		at = heads[0].ReleasedAt
	}
	return at, err
}
