package consult_test

import (
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Results that were published before they were loaded here are dated when they were published, and the record says when
// they were loaded. They cannot have been published before the consultation closed, or in the future.
//
// Row E5 of docs/faults.md.
func TestResultsAreDatedWhenTheyWerePublished(t *testing.T) {
	forEachDB(t, func(t *testing.T, h *fixture) {
		h.define(t, park)
		loaded := time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)
		h.setNow(loaded)
		published := time.Date(2026, 6, 13, 0, 0, 0, 0, time.UTC)
		for _, wrong := range []time.Time{time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), loaded.AddDate(0, 0, 1)} {
			if err := h.MarkReportedOn(t.Context(), actor.System, "park", "", wrong); !fault.Is(err, fault.Invalid) {
				t.Errorf("published on %v: %v", wrong, err)
			}
		}
		if err := h.MarkReportedOn(t.Context(), actor.System, "park", "", published); err != nil {
			t.Fatal(err)
		}
		shown, err := h.GetPublic(t.Context(), "park")
		if err != nil {
			t.Fatal(err)
		}
		last := shown.History[len(shown.History)-1]
		if last.Kind != consult.ActReported || !last.At.Equal(published) || !last.RecordedAt.Equal(loaded) {
			t.Errorf("%s at %v, recorded at %v", last.Kind, last.At, last.RecordedAt)
		}
		h.actKinds(t, "park") // each act is in the public record
	})
}
