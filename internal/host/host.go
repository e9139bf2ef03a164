// Package host is what the house lends to every front desk.
package host

import (
	"context"
	"log/slog"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/record"
)

// Host holds nothing that only some features need, and knows none of them.
type Host struct {
	DB      *db.DB
	Log     *record.Log
	Slog    *slog.Logger
	Site    *page.Site
	Now     func() time.Time // for what is shown; what opens and closes goes by the clock of the database
	Chain   page.ChainOf     // nil: no page shows a chain
	BaseURL string           // "https://consult.example.org", or "" where links are relative
}

// ChainFor returns the chain of the matter that ref is about, to stand under
// the header. A chain that cannot be had is left out and logged: it must not
// keep anybody from the page.
func (h *Host) ChainFor(ctx context.Context, kind, ref string) page.Chain {
	if h.Chain == nil {
		return nil
	}
	chain, err := h.Chain(ctx, kind, ref)
	if err != nil {
		h.Slog.ErrorContext(ctx, "chain", "kind", kind, "ref", ref, "err", err)
		return nil
	}
	return chain
}
