package record

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
)

// EntriesBySubject returns the entries about subject in the order of the record:
// those of one kind, or all of them if kind is "".
func EntriesBySubject(ctx context.Context, tx *db.Tx, subject, kind string) ([]Entry, error) {
	// A body begins with label, subject and kind, each followed by a newline, and
	// no subject contains one. So all bodies about a subject are in one range.
	from := "folkmoot/leaf/v1\n" + subject + "\n"
	if kind != "" {
		from += kind + "\n"
	}
	to := from[:len(from)-1] + "\v" // the character after a newline
	return queryEntries(ctx, tx, `WHERE body >= $1 AND body < $2 ORDER BY epoch, idx`, from, to)
}
