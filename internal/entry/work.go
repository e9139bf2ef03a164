package entry

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
)

// CountOpenBatches returns how many batches of an organisation are not closed, for each
// consultation, at most 500 of them.
func CountOpenBatches(ctx context.Context, tx *db.Tx, org string) ([]consult.Number, error) {
	return db.All(ctx, tx, consult.ScanNumber, `SELECT consultation, COUNT(*) FROM entry_batch
		WHERE org = $1 AND state <> 'closed' GROUP BY consultation ORDER BY consultation LIMIT 500`, org)
}

// OpenBatchesOf returns the batches of an organisation that are not closed, by consultation, at
// most 100 of them.
func OpenBatchesOf(ctx context.Context, tx *db.Tx, org string) (all []BatchLine, err error) {
	batches, err := db.All(ctx, tx, scanBatch, `SELECT `+batchColumns+` FROM entry_batch
		WHERE org = $1 AND state <> 'closed' ORDER BY consultation, state, id LIMIT 100`, org)
	for _, b := range batches {
		line := BatchLine{Batch: b}
		if err == nil {
			line.KeyedCount, err = lastKeyedNumber(ctx, tx, b.ID)
		}
		all = append(all, line)
	}
	return all, err
}

// CountDifferences returns how many answers of the batches of an organisation that are not closed
// differ between the two entries and have not been resolved, for each consultation, at most 500 of them.
func CountDifferences(ctx context.Context, tx *db.Tx, org string) ([]consult.Number, error) {
	return db.All(ctx, tx, consult.ScanNumber, `SELECT b.consultation, COUNT(*)
		FROM entry_batch b JOIN entry_comparison c ON c.batch = b.id
		WHERE b.org = $1 AND b.state <> 'closed' AND c.differs AND c.resolution = ''
		GROUP BY b.consultation ORDER BY b.consultation LIMIT 500`, org)
}
