// Package recordtest reads the public record in tests.
package recordtest

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/record"
)

// Entries returns the entries about subject in the order of the record: those of one kind,
// or all of them if kind is "".
func Entries(ctx context.Context, tx *db.Tx, subject, kind string) (all []record.Entry, err error) {
	return all, record.EachBySubject(ctx, tx, subject, kind, func(e record.Entry) error {
		all = append(all, e)
		return nil
	})
}
