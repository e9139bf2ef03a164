package action

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
)

// Lookup finds the actions that fields name.
var Lookup = &edit.Lookup{
	Page: func(ctx context.Context, tx *db.Tx, at string, size int) (db.Page[edit.Option], error) {
		return db.ReadPage(ctx, tx, edit.ScanName, edit.NamePosition,
			db.PageQuery{Order: edit.ByName("what", "ref"), At: at, Size: size}, `SELECT ref, what FROM action_action`, "")
	},
	Get: func(ctx context.Context, tx *db.Tx, refs []string) ([]edit.Option, error) {
		return db.All(ctx, tx, edit.ScanName,
			`SELECT ref, what FROM action_action WHERE ref IN (`+db.Placeholders(1, len(refs))+`) ORDER BY what, ref`, db.Args(refs)...)
	},
}
