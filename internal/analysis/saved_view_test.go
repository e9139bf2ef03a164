package analysis_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/tally"
)

// A view is saved under a name, seen by colleagues, replaced, renamed and deleted. It says what it uses that the questionnaire
// does not have, or that a person may not count.
func TestSavedViews(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := newFixture(t, d), t.Context()
		h.importResponses(responsesCSV(0, 30, ""))
		if _, err := h.analysis.SaveView(ctx, analyst, "park", "Use", analysis.Chosen{}); !fault.Is(err, fault.Conflict) {
			t.Errorf("while it is open: %v", err)
		}
		h.advanceDays(5)
		use := analysis.Chosen{Question: "use", Group: analysis.ChannelVariable,
			Filters: []tally.Filter{{Variable: "use", Any: []tally.Group{{Category: "yes"}}}}}
		id, err := h.analysis.SaveView(ctx, analyst, "park", "  Use by \n channel ", use)
		if err != nil {
			t.Fatal(err)
		}
		again, err := h.analysis.SaveView(ctx, officer, "park", "Use by channel", analysis.Chosen{Question: "use", Group: "sex"})
		if err != nil || again != id {
			t.Errorf("saved again as %q, want %q: %v", again, id, err)
		}
		second, err := h.analysis.SaveView(ctx, analyst, "park", "All", analysis.Chosen{})
		if err != nil {
			t.Fatal(err)
		}
		views := func() []analysis.SavedView {
			t.Helper()
			all, err := h.analysis.Views(ctx, analyst, "park")
			if err != nil {
				t.Fatal(err)
			}
			return all
		}
		all := views()
		if len(all) != 2 || all[0].Name != "All" || all[1].Name != "Use by channel" || all[1].Group != "sex" || all[1].By != officer.ID {
			t.Fatalf("the views are %+v", all)
		}
		tables, err := h.analysis.Variables(ctx, analyst, "park")
		if err != nil || !slices.Equal(all[1].Missing(tables), []string{"sex"}) {
			t.Errorf("an analyst lacks %q of a view about an equality question: %v", all[1].Missing(tables), err)
		}
		gone := analysis.Chosen{Question: "other", Filters: []tally.Filter{{Variable: "use", Any: []tally.Group{{Category: "sometimes"}}}}}
		if missing := gone.Missing(tables); !slices.Equal(missing, []string{"use", "other"}) {
			t.Errorf("missing are %q", missing)
		}
		if missing := use.Missing(tables); missing != nil {
			t.Errorf("missing are %q of what there is", missing)
		}
		if err := h.analysis.RenameView(ctx, analyst, "park", id, "All"); !fault.Is(err, fault.Invalid) {
			t.Errorf("two views of one name: %v", err)
		}
		if err := h.analysis.RenameView(ctx, analyst, "park", id, "Use"); err != nil || views()[1].Name != "Use" {
			t.Errorf("renamed to %q: %v", views()[1].Name, err)
		}
		for what, wrong := range map[string]struct {
			name string
			analysis.Chosen
		}{"without name": {" ", use}, "long name": {strings.Repeat("x", 101), use}, "other question": {"Other", gone}} {
			if _, err := h.analysis.SaveView(ctx, analyst, "park", wrong.name, wrong.Chosen); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", what, err)
			}
		}
		elsewhere := actor.Actor{ID: "elsewhere", Org: "partner", Capabilities: analyst.Capabilities}
		for name, by := range map[string]actor.Actor{"a viewer": citizen, "another organisation": elsewhere} {
			_, saved := h.analysis.SaveView(ctx, by, "park", "Use", use)
			_, listed := h.analysis.Views(ctx, by, "park")
			for _, err := range []error{saved, listed, h.analysis.RenameView(ctx, by, "park", id, "X"), h.analysis.DeleteView(ctx, by, "park", id)} {
				if !fault.Is(err, fault.Forbidden) && !fault.Is(err, fault.NotFound) {
					t.Errorf("%s: %v", name, err)
				}
			}
		}
		if err := h.analysis.DeleteView(ctx, analyst, "park", second); err != nil || len(views()) != 1 {
			t.Errorf("%d views are left: %v", len(views()), err)
		}
		for _, err := range []error{
			h.analysis.DeleteView(ctx, analyst, "park", second), h.analysis.RenameView(ctx, analyst, "park", second, "X"),
		} {
			if !fault.Is(err, fault.NotFound) {
				t.Errorf("a deleted view: %v", err)
			}
		}
	})
}
