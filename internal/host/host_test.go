package host

import (
	"context"
	"errors"
	"log/slog"
	"testing"

	"github.com/folkmoot/folkmoot/internal/page"
)

// Where a matter stands is good to know, and no reason to keep anybody from the
// page.
func TestAChainThatCannotBeHadIsLeftOut(t *testing.T) {
	h := &Host{Slog: slog.New(slog.DiscardHandler)}
	if got := h.ChainFor(t.Context(), "consultation", "park"); got != nil {
		t.Errorf("a house without chains gave %v", got)
	}
	h.Chain = func(_ context.Context, kind, ref string) (page.Chain, error) {
		if kind != "consultation" || ref != "park" {
			t.Errorf("asked for %s %s", kind, ref)
		}
		return page.Chain{{Name: "Findings"}}, nil
	}
	if got := h.ChainFor(t.Context(), "consultation", "park"); len(got) != 1 {
		t.Errorf("got %v", got)
	}
	h.Chain = func(context.Context, string, string) (page.Chain, error) {
		return nil, errors.New("the database is gone")
	}
	if got := h.ChainFor(t.Context(), "consultation", "park"); got != nil {
		t.Errorf("a chain that failed gave %v", got)
	}
}
