package db

import "context"

// Names are the names of the records of a table. It needs an index on Name and Ref.
type Names struct {
	Select    string // of the columns Ref and Name, like `SELECT ref, title FROM evidence_need`
	Ref, Name string // columns
	Where     string // a condition without arguments; "" for all records
}

// Named is the reference of a record and its name.
type Named struct{ Ref, Name string }

func scanNamed(r Row) (n Named, err error) { return n, r.Scan(&n.Ref, &n.Name) }

// Page returns the page q of the records by name, whatever the order in q.
func (n Names) Page(ctx context.Context, tx *Tx, q PageQuery) (Page[Named], error) {
	q.Order = Order{Columns: []Column{{Name: n.Name}, {Name: n.Ref}}}
	return ReadPage(ctx, tx, scanNamed, func(one Named) []any { return []any{one.Name, one.Ref} }, q, n.Select, n.Where)
}

// Get returns those records that exist, by name.
func (n Names) Get(ctx context.Context, tx *Tx, refs []string) ([]Named, error) {
	where := n.Ref + ` IN (` + Placeholders(1, len(refs)) + `)`
	if n.Where != "" {
		where += ` AND ` + n.Where
	}
	return All(ctx, tx, scanNamed, n.Select+` WHERE `+where+` ORDER BY `+n.Name+`, `+n.Ref, Args(refs)...)
}
