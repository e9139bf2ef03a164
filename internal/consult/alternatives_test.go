package consult_test

import (
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// A formal consultation is not published without the alternatives that were considered and why each was rejected, or why there
// were none: neither from a file nor by a publisher. They cannot be removed afterwards, before it opens or while it is open.
// Rows R9 and F4 of docs/credibility.md.
func TestConsultationIsNotPublishedWithoutAlternatives(t *testing.T) {
	const considered = `alternatives:
  - {option: Leave it as it is, why-discarded: The paths are closed for four months a year.}
`
	without := strings.Replace(park, considered, "", 1)
	forEachDB(t, func(t *testing.T, h *fixture) {
		refused := func(what string, err error) {
			t.Helper()
			if !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Message(err), "alternative") {
				t.Errorf("%s: %v", what, err)
			}
		}
		define := func(text string) error { return h.Define(t.Context(), actor.System, parseDefinition(t, text)) }
		refused("from a file", define(without))
		const why = ", why-discarded: The paths are closed for four months a year."
		refused("rejected without a reason", define(strings.Replace(park, why, "", 1)))
		h.define(t, strings.Replace(without, "published: true", "published: false", 1))
		refused("by a publisher", h.Publish(t.Context(), actor.System, "park"))
		if c, err := h.Get(t.Context(), "park"); err != nil || c.Stage != consult.StageDraft {
			t.Fatalf("%+v, %v", c, err)
		}
		h.define(t, park)
		changed := "change: We changed the text.\n"
		refused("after it was published", define(without+changed))
		if c, err := h.Get(t.Context(), "park"); err != nil || len(c.Alternatives) != 1 {
			t.Errorf("the alternatives that people read are gone: %v, %v", c, err)
		}
		h.define(t, without+changed+"no-alternatives: The law requires the path.\n")
	})
}
