package record

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
)

// EntriesBySubject returns every entry about subject, in the order of the record; kind
// narrows them to one kind, unless it is "".
func EntriesBySubject(ctx context.Context, tx *db.Tx, subject, kind string) ([]Entry, error) {
	// The body begins with label, subject and kind, each ended by a newline,
	// which no subject contains: a range of texts finds what is about one.
	from := "folkmoot/leaf/v1\n" + subject + "\n"
	if kind != "" {
		from += kind + "\n"
	}
	to := from[:len(from)-1] + "\v" // the character after a newline
	return queryEntries(ctx, tx, `WHERE body >= $1 AND body < $2 ORDER BY epoch, idx`, from, to)
}
