package web

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/receipt"
)

// ReleaseExcluding returns the number of the latest release that excludes the
// response with this receipt code as one of several similar ones, or 0.
func (d *Deps) ReleaseExcluding(ctx context.Context, code string) (release int64, err error) {
	prefix, err := receipt.ParseCode(code)
	if err != nil || d.ExcludedInRelease == nil {
		return 0, err
	}
	err = d.DB.View(ctx, func(tx *db.Tx) error {
		entry, err := d.Record.FindCode(ctx, tx, prefix)
		if fault.Is(err, fault.NotFound) {
			return nil // lost in a restore of the public record
		}
		if err == nil {
			release, err = d.ExcludedInRelease(ctx, tx, entry.Leaf)
		}
		return err
	})
	return release, err
}
