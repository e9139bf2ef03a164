package analysis_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/survey"
)

// A release shows the answers to a matrix of which Easy Read has a shorter scale together on
// that scale, and those to each scale as they were given, if enough people answered both. The
// figures of the original scale can be quoted, of those who were offered it.
//
// Row A5 of docs/faults.md.
func TestShorterScaleOfEasyReadInARelease(t *testing.T) {
	before := park.Forms
	t.Cleanup(func() { park.Forms = before })
	rate := before[0].Pages[0].Questions[1]
	rate.Options = []survey.Option{{ID: "great", Text: "Great"}, {ID: "good", Text: "Good"}, {ID: "bad", Text: "Bad"}}
	standard := before[0]
	standard.Pages = []survey.Page{{ID: "one", Questions: []survey.Question{before[0].Pages[0].Questions[0], rate}}}
	rate.Text = "Are they OK?"
	rate.Options = []survey.Option{{ID: "fine", Text: "Yes", Merges: []string{"great", "good"}}, {ID: "bad", Text: "No"}}
	easy := standard
	easy.Edition, easy.Pages = "easy-read", []survey.Page{{ID: "one", Questions: []survey.Question{rate}}}
	park.Forms = []survey.Form{standard, easy}
	for _, test := range []struct {
		easy                     int
		grass, original, shorter string
		figure                   string // of “great” for the grass
	}{
		{12, "[great--good bad] [24 28]", "[great good bad] [10 10 20]", "[fine bad] [4 8]", "25% (10 of 40 offered this answer)"},
		{9, "[great--good bad] [23 26]", "", "", ""},
		{0, "[great good bad] [10 10 20]", "", "", "25% (10 of 40)"},
	} {
		dbtest.Each(t, func(t *testing.T, d *db.DB) {
			h := newFixture(t, d)
			var b strings.Builder
			b.WriteString("row,channel,edition,day,use,rate--grass,rate--paths\n")
			for i := range 40 {
				fmt.Fprintf(&b, "%d,web,standard,2026-02-20,yes,%s,good\n", i, []string{"great", "good", "bad", "bad"}[i%4])
			}
			for i := range test.easy {
				fmt.Fprintf(&b, "e%d,web,easy-read,2026-02-20,,%s,\n", i, []string{"fine", "bad", "bad"}[i%3])
			}
			h.importResponses(b.String())
			h.advanceDays(5)
			f := h.mustRelease()
			q := f.Question("rate")
			show := func(at int) string {
				if at >= len(q.ByScale) {
					return ""
				}
				var ids []string
				for _, o := range q.ByScale[at].Options {
					ids = append(ids, o.ID)
				}
				return fmt.Sprint(ids, " ", q.ByScale[at].Rows[0].Cells)
			}
			var ids []string
			for _, o := range q.Options {
				ids = append(ids, o.ID)
			}
			for what, got := range map[string][2]string{
				"together":           {fmt.Sprint(ids, " ", q.Rows[0].Cells), test.grass},
				"the original scale": {show(0), test.original},
				"the shorter scale":  {show(1), test.shorter},
			} {
				if got[0] != got[1] {
					t.Errorf("%d Easy Read responses, %s: %s, want %s", test.easy, what, got[0], got[1])
				}
			}
			h.view(func(ctx context.Context, tx *db.Tx) error {
				if got, err := h.analysis.Figure(ctx, tx, "park#1/rate/grass/great"); got.Text != test.figure {
					t.Errorf("%d Easy Read responses, the figure: %q, %v, want %q", test.easy, got.Text, err, test.figure)
				}
				return nil
			})
			if found := h.auditFindings(); len(found) > 0 {
				t.Errorf("the audit finds %v", found)
			}
		})
	}
}
