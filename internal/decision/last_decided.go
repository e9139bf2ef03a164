package decision

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
)

// LastDecided returns when the last decision after a consultation was made, or the
// zero time.
func LastDecided(ctx context.Context, tx *db.Tx, slug string) (at time.Time, err error) {
	all, err := ForConsultation(ctx, tx, slug)
	for _, d := range all {
		if (d.Kind == "" || d.Kind == Outcome) && d.Date.After(at) {
			at = d.Date
		}
	}
	return at, err
}
