package action

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
)

// Name is what a form calls an action.
type Name struct{ Ref, What string }

var byWhat = db.Order{Columns: []db.Column{{Name: "what"}, {Name: "ref"}}}

const selectNames = `SELECT ref, what FROM action_action`

func scanName(r db.Row) (n Name, err error) { return n, r.Scan(&n.Ref, &n.What) }

func scanOption(r db.Row) (edit.Option, error) {
	n, err := scanName(r)
	return edit.Option{Value: n.Ref, Label: edit.Name(n.What)}, err
}

// Lookup finds the actions that fields name.
var Lookup = &edit.Lookup{
	Page: func(ctx context.Context, tx *db.Tx, at string, size int) (p db.Page[edit.Option], err error) {
		names, err := db.ReadPage(ctx, tx, scanName, func(n Name) []any { return []any{n.What, n.Ref} },
			db.PageQuery{Order: byWhat, At: at, Size: size}, selectNames, "")
		var all []edit.Option
		for _, n := range names.Items {
			all = append(all, edit.Option{Value: n.Ref, Label: edit.Name(n.What)})
		}
		return db.Paged(names, all), err
	},
	Get: func(ctx context.Context, tx *db.Tx, refs []string) ([]edit.Option, error) {
		return db.All(ctx, tx, scanOption, selectNames+` WHERE ref IN (`+db.Placeholders(1, len(refs))+`) ORDER BY what, ref`, db.Args(refs)...)
	},
}
