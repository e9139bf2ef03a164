package audit

import (
	"context"
	"fmt"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Filter selects entries. Zero fields select all.
type Filter struct {
	ActorID     string // id of an account
	Act         string
	SubjectKind string
	Subject     string
	Org         string
	Sort        db.Sort // of Sorts
	At          string  // cursor of the page, or "" for the first
}

// reader is the organisation that reads an entry, as the index of audit_entry has it:
// the council also reads those of the program.
const reader = `(CASE WHEN org = '` + actor.AnyOrg + `' THEN '` + actor.CouncilOrg + `' ELSE org END)`

// PageSize is the number of entries on a page.
const PageSize = 40

// Sorts are the orders of the audit log: only by time.
var Sorts = db.Sorts[Entry]{{Name: "number", Order: newest, Position: func(e Entry) []any { return []any{e.Number} }}}

// newest is the order of the audit log.
var newest = db.Order{Columns: []db.Column{{Name: "number", Number: true}}, Descending: true}

// List returns a page of the entries that by may read, the newest first unless f.Sort says otherwise: those of their
// own organisation and, for the council, those of the program itself. It needs
// actor.ReadAudit.
func List(ctx context.Context, tx *db.Tx, by actor.Actor, f Filter) (found db.Page[Entry], err error) {
	if !by.May(actor.ReadAudit) {
		return found, fault.New(fault.Forbidden, "You do not have permission to read the audit log.")
	}
	var where []string
	var args []any
	equals := func(column, value string) {
		args = append(args, value)
		where = append(where, fmt.Sprintf("%s = $%d", column, len(args)))
	}
	if by.Org != actor.AnyOrg {
		equals(reader, by.Org)
	}
	for _, c := range []struct{ column, value string }{
		{"actor", f.ActorID}, {"act", f.Act}, {"kind", f.SubjectKind}, {"subject", f.Subject}, {"org", f.Org},
	} {
		if c.value != "" {
			equals(c.column, c.value)
		}
	}
	order, position := Sorts.In(f.Sort)
	return db.ReadPage(ctx, tx, scanEntry, position, db.PageQuery{Order: order, At: f.At, Size: PageSize},
		`SELECT `+entryColumns+` FROM audit_entry`, strings.Join(where, " AND "), args...)
}

// ListOwn returns the last entries of by, the newest first, at most limit. It needs no capability:
// people may see what they did themselves.
func ListOwn(ctx context.Context, tx *db.Tx, by actor.Actor, limit int) ([]Entry, error) {
	return db.All(ctx, tx, scanEntry, `SELECT `+entryColumns+` FROM audit_entry
		WHERE actor = $1 ORDER BY number DESC LIMIT $2`, by.ID, limit)
}

// ListBySubject returns the page of up to size entries about one item at the cursor at, the newest
// first. It checks no permission: callers choose which acts they show to whom.
func ListBySubject(ctx context.Context, tx *db.Tx, kind, subject, at string, size int) (db.Page[Entry], error) {
	return db.ReadPage(ctx, tx, scanEntry, func(e Entry) []any { return []any{e.Number} },
		db.PageQuery{Order: newest, At: at, Size: size},
		`SELECT `+entryColumns+` FROM audit_entry`, `kind = $1 AND subject = $2`, kind, subject)
}

// Newest returns the number of the newest entry; 0 if there is none.
func Newest(ctx context.Context, tx *db.Tx) (int64, error) {
	return db.One(ctx, tx, db.Int, `SELECT COALESCE(MAX(number), 0) FROM audit_entry`)
}

// DidTo returns on which of the items of a kind the person has done act, up to the entry with the number until.
func DidTo(ctx context.Context, tx *db.Tx, person, act, kind string, items []string, until int64) (map[string]bool, error) {
	did := map[string]bool{}
	if len(items) == 0 {
		return did, nil
	}
	found, err := db.All(ctx, tx, db.Text, `SELECT DISTINCT subject FROM audit_entry
		WHERE kind = $1 AND act = $2 AND actor = $3 AND number <= $4 AND subject IN (`+db.Placeholders(5, len(items))+`)`,
		append([]any{kind, act, person, until}, db.Args(items)...)...)
	for _, subject := range found {
		did[subject] = true
	}
	return did, err
}
