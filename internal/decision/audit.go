package decision

import (
	"context"
	"fmt"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/receipt"
)

// EachLeaf calls yield with the leaf of each edition of a decision, of key issues and of feedback, and
// where it is stored.
func EachLeaf(ctx context.Context, tx *db.Tx, yield func(leaf receipt.Leaf, place string)) error {
	type row struct {
		key, body string
		edition   int64
	}
	scan := func(r db.Row) (x row, err error) { return x, r.Scan(&x.key, &x.edition, &x.body) }
	position := func(x row) []any { return []any{x.key, x.edition} }
	for _, of := range []struct{ table, key, subject string }{
		{"decision_decision", "ref", "decision/"},
		{"decision_log", "consultation", "key-issues/"},
		{"decision_feedback", "consultation", "answer/"},
	} {
		order := db.Order{Columns: []db.Column{{Name: of.key}, {Name: "edition", Number: true}}}
		if err := db.ReadEach(ctx, tx, scan, position, order, func(x row) error {
			yield(recordLeaf(of.subject+x.key, x.body), fmt.Sprintf("table %s, %s edition %d", of.table, x.key, x.edition))
			return nil
		}, `SELECT `+of.key+`, edition, body FROM `+of.table, ""); err != nil {
			return err
		}
	}
	return nil
}
