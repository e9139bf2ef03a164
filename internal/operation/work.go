package operation

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
)

// ListRecent returns the operations that by has started since a time and that have not ended, or
// have failed, the latest first.
func ListRecent(ctx context.Context, tx *db.Tx, by actor.Actor, since time.Time) ([]Operation, error) {
	return db.All(ctx, tx, scan, `SELECT `+columns+` FROM operation_item
		WHERE started_by = $1 AND started_at >= $2 AND (ended_at = '' OR problem <> '')
		ORDER BY started_at DESC LIMIT 5`, by.ID, db.Time(since))
}
