// Package host is what the house lends to every front desk.
package host

import (
	"cmp"
	"context"
	"log/slog"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
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

	Names func(ctx context.Context, ids []string) (map[string]string, error) // of accounts, for colleagues to read; nil: the ids are shown
	parts []Part
}

// Part is one kind of work on a consultation in the back office.
type Part struct {
	Text  string // English, a message of the interface
	Path  string // with {slug}, as in "/desk/consultations/{slug}/responses"
	Needs actor.Capability
}

// AddPart tells the page of a consultation in the back office of a part of the
// work that another desk does.
func (h *Host) AddPart(p Part) { h.parts = append(h.parts, p) }

// Parts returns the parts of the work on consultation slug that by may do.
func (h *Host) Parts(by actor.Actor, slug string) (all []page.Link) {
	for _, p := range h.parts {
		if by.May(p.Needs) {
			all = append(all, page.Link{Text: p.Text, Href: strings.ReplaceAll(p.Path, "{slug}", slug)})
		}
	}
	return all
}

// NameOf returns the name of the account id as colleagues read it, or the id
// where it is not known.
func (h *Host) NameOf(ctx context.Context, id string) string {
	if h.Names == nil {
		return id
	}
	names, err := h.Names(ctx, []string{id})
	if err != nil {
		h.Slog.ErrorContext(ctx, "names", "err", err)
	}
	return cmp.Or(names[id], id)
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
