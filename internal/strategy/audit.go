package strategy

import (
	"context"
	"fmt"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/receipt"
)

// EachLeaf calls yield with the leaf of each publication under a legal duty, and where it
// is stored.
func EachLeaf(ctx context.Context, tx *db.Tx, yield func(leaf receipt.Leaf, place string)) error {
	type row struct {
		p    Publication
		body string
	}
	rows, err := db.All(ctx, tx, func(r db.Row) (x row, err error) {
		return x, r.Scan(&x.p.Kind, db.ScanTime(&x.p.Date), &x.p.Strategy, &x.body)
	}, `SELECT kind, dated, strategy, body FROM strategy_publication ORDER BY kind, dated, strategy`)
	if err != nil {
		return err
	}
	for _, x := range rows {
		yield(x.p.leaf(x.body), fmt.Sprintf("table strategy_publication, %s %s", x.p.Kind, x.p.Date.Format(time.DateOnly)))
	}
	return nil
}
