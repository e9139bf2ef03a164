package decision

import (
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// A figure that is hidden in the results is refused in every text of a decision and of its feedback that can quote figures, and
// nothing is stored. Row R7 of docs/credibility.md.
func TestHiddenFiguresAreNotQuotedInDecisions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newService(t, d)
		for name, text := range map[string]func(*Decision) *string{
			"issue":     func(d *Decision) *string { return &d.Issues[0].Issue },
			"raised-by": func(d *Decision) *string { return &d.Issues[0].RaisedBy },
			"response":  func(d *Decision) *string { return &d.Issues[0].Response },
			"change":    func(d *Decision) *string { return &d.Issues[0].Change },
			"no-change": func(d *Decision) *string { return &d.Issues[1].NoChange },
			"asked":     func(d *Decision) *string { return &d.Feedback.Asked },
			"said":      func(d *Decision) *string { return &d.Feedback.Said },
			"did":       func(d *Decision) *string { return &d.Feedback.Did },
			"next":      func(d *Decision) *string { return &d.Feedback.Next },
		} {
			def := exampleDecision()
			*text(&def) = "Of you, {{figure:parks-2016#1/use/no}} do not use the park."
			if err := s.Define(t.Context(), actor.System, def); !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Message(err), "hidden") {
				t.Errorf("%s: %v", name, err)
			}
			err := d.View(t.Context(), func(tx *db.Tx) error { _, err := Get(t.Context(), tx, def.Ref); return err })
			if !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: it is stored: %v", name, err)
			}
		}
	})
}
