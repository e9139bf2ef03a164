package decision

import (
	"context"
	"fmt"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/receipt"
)

// EachLeaf calls yield with the leaf of each edition of a decision and of feedback, and
// where it is stored.
func EachLeaf(ctx context.Context, tx *db.Tx, yield func(leaf receipt.Leaf, place string)) error {
	type row struct {
		key, body string
		edition   int64
	}
	scan := func(r db.Row) (x row, err error) { return x, r.Scan(&x.key, &x.edition, &x.body) }
	for _, of := range []struct{ table, key, subject string }{
		{"decision_decision", "ref", "decision/"},
		{"decision_feedback", "consultation", "answer/"},
	} {
		rows, err := db.All(ctx, tx, scan, `SELECT `+of.key+`, edition, body FROM `+of.table+` ORDER BY 1, 2`)
		if err != nil {
			return err
		}
		for _, x := range rows {
			yield(recordLeaf(of.subject+x.key, x.body), fmt.Sprintf("table %s, %s edition %d", of.table, x.key, x.edition))
		}
	}
	return nil
}
