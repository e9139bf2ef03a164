package analysis_test

import (
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
)

// While a consultation is open, officers see everything that is in the way of its release, with
// dates, and the release is refused for the same reasons.
//
// Row C22 of docs/faults.md.
func TestAllObstaclesToAReleaseAreNamedAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := newFixture(t, d), t.Context()
		by := actor.Actor{
			ID: "officer", Org: actor.CouncilOrg, Capabilities: []actor.Capability{actor.Staff, actor.Release, actor.EnterResponses},
		}
		clerks := &entry.Service{DB: d, Log: h.log, Intake: h.intake}
		for i, name := range []string{"Library", "Post room"} {
			opened := dbtest.Now.Add(time.Duration(i) * time.Minute) // the oldest is named first
			h.now.Store(&opened)
			if _, err := clerks.OpenBatch(ctx, by, entry.Batch{
				Consultation: "park", Edition: "standard", Reference: name, Channel: intake.Paper, ReceivedOn: "2026-03-01",
				FormCount: 1, IdempotencyKey: name,
			}); err != nil {
				t.Fatal(err)
			}
		}
		const closing, grace, post = "It closes on 3 March 2026 at 9:30am.", "until 3 March 2026 at 9:45am", "by 6 March 2026"
		for _, step := range []struct {
			days  int
			words []string // of the obstacles in their order
			until string   // the first day without those that end by themselves
		}{
			{0, []string{closing, post, "“Library”", "“Post room”"}, "2026-03-07"},
			{1, []string{grace, post, "“Library”", "“Post room”"}, "2026-03-07"},
			{2, []string{post, "“Library”", "“Post room”"}, "2026-03-07"},
			{5, []string{"“Library”", "“Post room”"}, "0001-01-01"},
		} {
			now := dbtest.Now.AddDate(0, 0, step.days)
			if step.days == 1 {
				now = parkCloses
			}
			h.now.Store(&now)
			p, err := h.analysis.Preview(ctx, by, "park", "")
			if err != nil {
				t.Fatal(err)
			}
			if len(p.Obstacles) != len(step.words) || p.Obstacles.Until().Format("2006-01-02") != step.until {
				t.Fatalf("day %d: %v, until %v", step.days, p.Obstacles, p.Obstacles.Until())
			}
			_, refused := h.analysis.Publish(ctx, by, "park", analysis.Terms{})
			for i, words := range step.words {
				if said := fault.Message(p.Obstacles[i].Err); !strings.Contains(said, words) {
					t.Errorf("day %d: obstacle %d is %q", step.days, i, said)
				}
				if !fault.Is(refused, fault.Conflict) || !strings.Contains(fault.Message(refused), words) {
					t.Errorf("day %d: the release does not say %q: %v", step.days, words, refused)
				}
				if o := p.Obstacles[i]; (o.Batch == "") == strings.HasPrefix(words, "“") {
					t.Errorf("day %d: obstacle %d leads to batch %q", step.days, i, o.Batch)
				}
			}
		}
		if got := (analysis.Obstacles{}).Err(); got != nil {
			t.Error(got)
		}
	})
}

// parkCloses is in the first minute in which the park is closed.
var parkCloses = time.Date(2026, 3, 3, 9, 30, 30, 0, time.UTC)
