package record

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
)

// bodyRange returns the first body about subject of a kind, or of any kind if kind is
// "", and the first body after them.
func bodyRange(subject, kind string) (from, to string) {
	// A body begins with label, subject and kind, each followed by a newline, and
	// no subject contains one. So all bodies about a subject are in one range.
	from = "folkmoot/leaf/v1\n" + subject + "\n"
	if kind != "" {
		from += kind + "\n"
	}
	return from, from[:len(from)-1] + "\v" // the character after a newline
}

// entriesPerPage is how many entries EachBySubject reads at once.
const entriesPerPage = 4096

// EachBySubject calls fn for the entries about subject in the order of the record: those of
// one kind, or all of them if kind is "". It has one page of them in memory at a time. fn may
// use tx.
func EachBySubject(ctx context.Context, tx *db.Tx, subject, kind string, fn func(Entry) error) error {
	from, to := bodyRange(subject, kind)
	for last := (Entry{Epoch: -1, Index: -1}); ; {
		page, err := queryEntries(ctx, tx, `WHERE (epoch, idx) > ($3, $4) AND body >= $1 AND body < $2
			ORDER BY epoch, idx LIMIT $5`, from, to, last.Epoch, last.Index, entriesPerPage)
		if err != nil {
			return err
		}
		for _, e := range page {
			if err := fn(e); err != nil {
				return err
			}
		}
		if len(page) < entriesPerPage {
			return nil
		}
		last = page[len(page)-1]
	}
}

// End returns the epoch and the index that the next entry will have, if no new epoch
// begins before.
func End(ctx context.Context, tx *db.Tx) (epoch, index int64, err error) {
	head, err := currentEpoch(ctx, tx)
	return head.Number, head.Size, err
}

// ChangedSince reports whether there is an entry about subject at or after a position
// that End returned. It reads only the entries after the position.
func ChangedSince(ctx context.Context, tx *db.Tx, subject string, epoch, index int64) (bool, error) {
	from, to := bodyRange(subject, "")
	return db.One(ctx, tx, db.Bool, `SELECT EXISTS (SELECT 1 FROM record_leaf
		WHERE (epoch, idx) >= ($3, $4) AND body >= $1 AND body < $2)`, from, to, epoch, index)
}
