package audit

import (
	"context"
	"fmt"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/record"
)

// batchSize is the number of rows read at once.
const batchSize = 1000

// Verify checks the digests of all entries and compares them with the public
// record. It calls report for each row that is missing or has been changed.
func Verify(ctx context.Context, tx *db.Tx, log *record.Log, report func(string)) error {
	var last Entry
	for {
		entries, err := db.All(
			ctx,
			tx,
			scanEntry,
			`SELECT `+entryColumns+` FROM audit_entry WHERE number > $1 ORDER BY number LIMIT $2`,
			last.Number,
			batchSize,
		)
		if err != nil {
			return err
		}
		for _, e := range entries {
			digest, err := e.digest()
			switch {
			case err != nil:
				return err
			case e.Number == last.Number+2:
				report(fmt.Sprintf("audit_entry %d: missing", last.Number+1))
			case e.Number > last.Number+2:
				report(fmt.Sprintf("audit_entry %d to %d: missing", last.Number+1, e.Number-1))
			case e.PrevDigest != last.Digest:
				report(fmt.Sprintf("audit_entry %d: does not follow the entry before", e.Number))
			}
			if digest != e.Digest {
				report(fmt.Sprintf("audit_entry %d: has been changed", e.Number))
			}
			last = e
		}
		if len(entries) < batchSize {
			break
		}
	}
	return checkRoots(ctx, tx, log, report)
}
