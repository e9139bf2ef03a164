package analysis_test

import (
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/moderation"
)

// Row D9 of docs/faults.md. While a release counts, others can write: responses arrive
// between counting and publishing. Then it counts again, so that what is published is
// never out of date.
func TestReleaseCountsOutsideTheWriteLock(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newFixture(t, d)
		h.importResponses(responsesCSV(0, 60, ""))
		h.importResponses(campaignCSV("c", 12, gatesText, false))
		h.advanceDays(5)
		counts := 0
		h.analysis.SetAfterCounting(func() {
			switch counts++; counts {
			case 1:
				h.importResponses(responsesCSV(60, 20, ""))
			case 2:
				h.decideCluster(12, moderation.CountOnce, "One letter.")
			}
		})
		f := h.mustRelease()
		if counts != 3 || f.Responses.Counted != 81 || f.Responses.Excluded != 11 || len(f.Clusters) != 1 {
			t.Errorf("counted %d times: %+v", counts, f.Responses)
		}
		if found := h.auditFindings(); len(found) > 0 {
			t.Error(found)
		}
	})
}

// Row D9 of docs/faults.md. If something changes each time, nothing is published and the
// officer is told to try again.
func TestReleaseThatIsAlwaysOutOfDateIsNotPublished(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newFixture(t, d)
		h.importResponses(responsesCSV(0, 60, ""))
		h.advanceDays(5)
		from := 60
		h.analysis.SetAfterCounting(func() {
			h.importResponses(responsesCSV(from, 1, ""))
			from++
		})
		_, err := h.analysis.Release(t.Context(), actor.System, "park")
		if !fault.Is(err, fault.Conflict) || !strings.Contains(fault.Message(err), "Try again in a few minutes.") {
			t.Errorf("%v", err)
		}
		if _, all, err := h.analysis.Releases(t.Context(), "park"); err != nil || len(all) != 0 {
			t.Errorf("%d releases, %v", len(all), err)
		}
	})
}
