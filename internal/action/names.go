package action

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
)

// Name is what a form calls an action.
type Name struct{ Ref, What string }

var byRef = db.Order{Columns: []db.Column{{Name: "ref"}}}

// EachName calls fn with the names of all actions.
func EachName(ctx context.Context, tx *db.Tx, fn func(Name) error) error {
	return db.ReadEach(ctx, tx, func(r db.Row) (n Name, err error) { return n, r.Scan(&n.Ref, &n.What) },
		func(n Name) []any { return []any{n.Ref} }, byRef, fn, `SELECT ref, what FROM action_action`, "")
}
