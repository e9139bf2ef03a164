package analysis_test

import (
	"encoding/csv"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// A release by a characteristic shows the numbers of the responses, is the same as its preview, and is recomputed by the
// audit.
func TestAnswersByGroup(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := newFixture(t, d), t.Context()
		file := responsesCSV(0, 200, "")
		h.importResponses(file)
		if _, err := h.analysis.Publish(ctx, actor.System, "park", analysis.Terms{GroupBy: "sex"}); !fault.Is(err, fault.Conflict) {
			t.Fatalf("while the consultation is open: %v", err)
		}
		h.advanceDays(5)
		for _, id := range []string{"visits", "use", "answer-equality-questions", "nothing"} {
			if _, err := h.analysis.Publish(ctx, actor.System, "park", analysis.Terms{GroupBy: id}); !fault.Is(err, fault.Invalid) {
				t.Errorf("by %s: %v", id, err)
			}
		}
		p, err := h.analysis.Preview(ctx, actor.System, "park", "sex")
		if err != nil || len(p.Characteristics) != 4 || p.Characteristics[0].ID != "sex" {
			t.Fatalf("%+v, %v", p, err)
		}
		f, err := h.analysis.ReleaseOn(ctx, actor.System, "park", analysis.Terms{GroupBy: "sex"})
		if err != nil {
			t.Fatal(err)
		}
		if p.Next.Roll = f.Roll; db.JSON(p.Next.Release) != db.JSON(f.Release) || f.Format != "folkmoot/release/v5" {
			t.Errorf("format %s; the preview is\n%s\nthe release\n%s", f.Format, db.JSON(p.Next.Release), db.JSON(f.Release))
		}
		if f.ByGroup == nil || len(f.ByGroup.Tables) != 1 {
			t.Fatalf("%+v", f.ByGroup)
		}
		table, counted := f.ByGroup.Tables[0], countPairs(t, file, "use", "sex")
		shown, hidden := 0, 0
		for i, answer := range table.Answers {
			for j, group := range f.ByGroup.Groups {
				n, ok := table.Cells[i][j].Number()
				if ok && n != counted[[2]string{answer.ID(), group.ID()}] {
					t.Errorf("%s by %s: %d, want %d", answer.ID(), group.ID(), n, counted[[2]string{answer.ID(), group.ID()}])
				}
				if ok {
					shown++
				} else {
					hidden++
				}
			}
		}
		if table.Question != "use" || table.Withheld != disclose.NotWithheld || shown == 0 || hidden != table.Hidden {
			t.Errorf("%s: %q, %d shown, %d hidden", table.Question, table.Withheld, shown, hidden)
		}
		if found := h.auditFindings(); len(found) > 0 {
			t.Error(found)
		}

		// The table of a question that was shown by group is not shown for other people.
		h.importResponses(responsesCSV(200, 30, ""))
		for _, by := range []string{"", "sex", "religion"} {
			p, err := h.analysis.Preview(ctx, actor.System, "park", by)
			if err != nil || p.Next == nil {
				t.Fatalf("%+v, %v", p, err)
			}
			if q := p.Next.Question("use"); q.Withheld != disclose.AlreadyReleased || p.Next.Question("rate").Rows[0].Withheld != "" {
				t.Errorf("by %q: %+v", by, q)
			}
			if g := p.Next.ByGroup; g != nil && g.Shown() > 0 {
				t.Errorf("by %q: %+v", by, g)
			}
		}
	})
}

// A question that an earlier release shows for other people is not shown by group later.
func TestNoGroupsOfOtherPeople(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newFixture(t, d)
		h.importResponses(responsesCSV(0, 100, ""))
		h.advanceDays(5)
		h.mustRelease()
		h.importResponses(responsesCSV(100, 100, ""))
		f, err := h.analysis.Publish(t.Context(), actor.System, "park", analysis.Terms{Reason: "A batch.", GroupBy: "sex"})
		if err != nil {
			t.Fatal(err)
		}
		if q := f.Question("use"); q.Withheld != disclose.NotWithheld {
			t.Errorf("%+v", q)
		}
		if g := f.ByGroup; len(g.Tables) != 1 || g.Groups != nil || g.Tables[0].Withheld != disclose.AlreadyReleased {
			t.Errorf("%+v", g)
		}
		if found := h.auditFindings(); len(found) > 0 {
			t.Error(found)
		}
	})
}

// countPairs counts the rows of an import file by two columns.
func countPairs(t *testing.T, file, row, column string) map[[2]string]int64 {
	t.Helper()
	all, err := csv.NewReader(strings.NewReader(file)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]int{}
	for i, name := range all[0] {
		at[name] = i
	}
	counted := map[[2]string]int64{}
	for _, r := range all[1:] {
		counted[[2]string{r[at[row]], r[at[column]]}]++
	}
	return counted
}
