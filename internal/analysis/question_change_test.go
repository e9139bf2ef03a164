package analysis_test

import (
	"slices"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/intake"
)

// A release lists wording changes with the responses to each version, and the
// audit recomputes the same release.
func TestReleaseListsQuestionChanges(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newFixture(t, d)
		h.importResponses(responsesCSV(0, 100, "counted"))
		def := park
		def.Forms = slices.Clone(def.Forms)
		def.Forms[0].Pages = slices.Clone(def.Forms[0].Pages)
		def.Forms[0].Pages[0].Questions = slices.Clone(def.Forms[0].Pages[0].Questions)
		q := &def.Forms[0].Pages[0].Questions[0]
		was := q.Text
		q.Text = "How do you use the park?"
		def.ChangeReason, def.DeclaredChanges = "It was unclear.", []consult.DeclaredChange{
			{Question: q.ID, Kind: consult.WordingChange, Note: "Clearer."},
		}
		consults := &consult.Service{DB: d, Log: h.log, CountResponses: intake.Count}
		if err := consults.Define(t.Context(), actor.System, def); err != nil {
			t.Fatal(err)
		}
		h.importResponses(responsesCSV(100, 60, "counted"))
		h.advanceDays(5)
		f := h.mustRelease()
		if len(f.Changes) != 1 || f.Versions == nil {
			t.Fatalf("%+v, %v", f.Changes, f.Versions)
		}
		c := f.Changes[0]
		if c.Question != q.ID || c.Kind != consult.WordingChange || c.Note != "Clearer." || c.OldText != was || c.NewText != q.Text ||
			c.Date != "2026-03-02" {
			t.Errorf("%+v", c)
		}
		for version, want := range map[string]string{c.OldVersion: "100", c.NewVersion: "60"} {
			if i := slices.Index(f.Versions.Names, version); i < 0 || f.Versions.Cells[i].String() != want {
				t.Errorf("version %s: %v, want %s", version, f.Versions, want)
			}
		}
		if found := h.auditFindings(); len(found) > 0 {
			t.Errorf("audit findings %v", found)
		}
	})
}
