package web

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/receipt"
)

// ReleaseExcluding returns the number of the latest release of results that leaves out the
// response with this receipt code as one of several that are alike, or 0.
func (h *Deps) ReleaseExcluding(ctx context.Context, code string) (release int64, err error) {
	start, err := receipt.ParseCode(code)
	if err != nil || h.ExcludedInRelease == nil {
		return 0, err
	}
	err = h.DB.View(ctx, func(tx *db.Tx) error {
		at, err := h.Record.FindCode(ctx, tx, start)
		if fault.Is(err, fault.NotFound) {
			return nil // the entry was lost, and with it what was said of it
		}
		if err == nil {
			release, err = h.ExcludedInRelease(ctx, tx, at.Leaf)
		}
		return err
	})
	return release, err
}
