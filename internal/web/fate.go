package web

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/receipt"
)

// Fate returns the number of the latest release of results that leaves out the
// response with this receipt code as one of several that are alike, or 0.
func (h *Deps) Fate(ctx context.Context, code string) (release int64, err error) {
	start, err := receipt.ParseCode(code)
	if err != nil || h.LeftOut == nil {
		return 0, err
	}
	err = h.DB.View(ctx, func(tx *db.Tx) error {
		at, err := h.Log.FindCode(ctx, tx, start)
		if fault.Is(err, fault.NotFound) {
			return nil // the entry was lost, and with it what was said of it
		}
		if err == nil {
			release, err = h.LeftOut(ctx, tx, at.Leaf)
		}
		return err
	})
	return release, err
}
