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
	Before      int64 // only entries with a smaller number
}

// PageSize is the largest number of entries that List returns.
const PageSize = 50

// List returns the newest entries that by may read: those of their own
// organisation and, for the council, those of the program itself. It needs
// actor.ReadAudit. If next is not zero, there are more entries before that number.
func List(ctx context.Context, tx *db.Tx, by actor.Actor, f Filter) (found []Entry, next int64, err error) {
	if !by.May(actor.ReadAudit) {
		return nil, 0, fault.New(fault.Forbidden, "You do not have permission to read the audit log.")
	}
	var where []string
	var args []any
	equals := func(column, value string) {
		args = append(args, value)
		where = append(where, fmt.Sprintf("%s = $%d", column, len(args)))
	}
	switch by.Org {
	case actor.AnyOrg:
	case actor.CouncilOrg:
		args = append(args, actor.CouncilOrg, actor.AnyOrg)
		where = append(where, "org IN ($1, $2)")
	default:
		equals("org", by.Org)
	}
	for _, c := range []struct{ column, value string }{
		{"actor", f.ActorID}, {"act", f.Act}, {"kind", f.SubjectKind}, {"subject", f.Subject}, {"org", f.Org},
	} {
		if c.value != "" {
			equals(c.column, c.value)
		}
	}
	if f.Before > 0 {
		args = append(args, f.Before)
		where = append(where, fmt.Sprintf("number < $%d", len(args)))
	}
	query := `SELECT ` + entryColumns + ` FROM audit_entry`
	if len(where) > 0 {
		query += ` WHERE ` + strings.Join(where, " AND ")
	}
	found, err = db.All(ctx, tx, scanEntry, query+fmt.Sprintf(` ORDER BY number DESC LIMIT %d`, PageSize+1), args...)
	if len(found) > PageSize {
		found = found[:PageSize]
		next = found[PageSize-1].Number
	}
	return found, next, err
}
