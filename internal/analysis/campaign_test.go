package analysis_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/record/recordtest"
)

// campaignCSV is a file of n responses with the same text; if own is true, each text
// has a different last word.
func campaignCSV(name string, n int, text string, own bool) string {
	var b strings.Builder
	b.WriteString("row,channel,edition,day,status,use,rate--grass,rate--paths,visits,why\n")
	for i := range n {
		end := ""
		if own {
			end = fmt.Sprintf(" Number%d", i)
		}
		fmt.Fprintf(&b, "%s%d,web,standard,2026-02-21,,no,good,good,3,%s%s\n", name, i, text, end)
	}
	return b.String()
}

const (
	gatesText = "Please keep the old gates of the park open all through the year"
	lakeText  = "We walk round the lake every week and want it left as it is now"
)

// decideCluster decides about the cluster with this number of members.
func (h *fixture) decideCluster(members int, decision, why string) {
	h.t.Helper()
	ctx := context.Background()
	svc := moderation.New(h.intake, nil, nil)
	_, all, _, err := svc.ListClusters(ctx, actor.System, "park", nil)
	if err != nil {
		h.t.Fatal(err)
	}
	i := slices.IndexFunc(all, func(f moderation.Cluster) bool {
		no := slices.IndexFunc(f.Effect, func(e moderation.Effect) bool { return e.Option == "No" })
		return len(f.Members) == members && f.Method != moderation.BurstDay && f.Effect[no].With-f.Effect[no].Without == int64(members)
	})
	if i < 0 {
		h.t.Fatalf("no cluster of %d responses", members)
	}
	if err := svc.DecideClusters(ctx, actor.System, "park", nil, []string{all[i].Key}, decision, why); err != nil {
		h.t.Fatal(err)
	}
}

// checkTotals checks that the counts of a release add up.
func checkTotals(t *testing.T, f *analysis.StoredRelease) {
	t.Helper()
	if r := f.Responses; r.Counted+r.Withdrawn+r.Excluded != r.Receipts {
		t.Errorf("counts %+v", r)
	}
}

func TestReleaseAppliesClusterDecisions(t *testing.T) {
	for _, test := range []struct {
		name, decision string
		members        int
		counted, left  int64
		use, effect    string
		few            bool
	}{
		{"count all", moderation.CountAll, 25, 125, 0, "[62 50 10]", "", false},
		{"count once", moderation.CountOnce, 25, 101, 24, "[62 26 10]", "[0 24 0]", false},
		{"report separately", moderation.ReportSeparately, 25, 100, 25, "[62 25 10]", "[0 25 0]", false},
		{"two, count once: the only exclusion, whose number is public", moderation.CountOnce, 2, 101, 1, "[62 26 10]", "", false},
		{"nine, report separately: the same", moderation.ReportSeparately, 9, 100, 9, "[62 25 10]", "", false},
		{"nine, count all", moderation.CountAll, 9, 109, 0, "[62 34 10]", "", true},
		{"eleven, count once: the ten excluded gave the same answer, so it is hidden", moderation.CountOnce, 11, 101, 10,
			"[62 26 10]", "", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				h := newFixture(t, d)
				h.importResponses(responsesCSV(0, 100, ""))
				h.importResponses(campaignCSV("c", test.members, gatesText, false))
				h.decideCluster(test.members, test.decision, "A society asked its members to send it.")
				h.advanceDays(5)
				f := h.mustRelease()
				checkTotals(t, f)
				if f.Responses.Counted != test.counted || f.Responses.Excluded != test.left {
					t.Errorf("%+v", f.Responses)
				}
				if got := fmt.Sprint(f.Question("use").Cells); got != test.use {
					t.Errorf("use: %s, want %s", got, test.use)
				}
				if len(f.Clusters) != 1 {
					t.Fatalf("%+v", f.Clusters)
				}
				s, effect := f.Clusters[0], ""
				if len(s.Effect) > 0 {
					effect = fmt.Sprint(s.Effect[0].Cells)
				}
				if s.Decision != test.decision || s.Reason != "A society asked its members to send it." || s.DetectedBy != moderation.SameAnswers ||
					s.SizeHidden != test.few ||
					effect != test.effect {
					t.Errorf("%+v", s)
				}
				if want := int64(test.members); !test.few && (s.Responses != want || s.Excluded != test.left) ||
					test.few && s.Responses+s.Excluded != 0 {
					t.Errorf("of %d: %+v", test.members, s)
				}
				for _, e := range s.Effect {
					if q := f.Question(e.Question); q.Monitoring {
						t.Errorf("a cluster shows answers to an equality question: %s", e.Question)
					}
				}
				if found := h.auditFindings(); len(found) > 0 {
					t.Error(found)
				}
				if test.left > 0 {
					if err := d.Update(t.Context(), func(tx *db.Tx) error {
						_, err := tx.Exec(t.Context(), `DELETE FROM analysis_excluded`)
						return err
					}); err != nil {
						t.Fatal(err)
					}
					if found := strings.Join(h.auditFindings(), ""); !strings.Contains(found, "table analysis_excluded") {
						t.Errorf("excluded responses are not stored, audit findings %q", found)
					}
				}
			})
		})
	}
}

// People who check a receipt learn whether their response is excluded.
func TestExcludedInRelease(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newFixture(t, d)
		h.importResponses(responsesCSV(0, 50, ""))
		h.importResponses(campaignCSV("c", 12, gatesText, false))
		h.decideCluster(12, moderation.CountOnce, "One letter.")
		out := func() (n int) {
			h.view(func(ctx context.Context, tx *db.Tx) error {
				leaves, err := recordtest.Entries(ctx, tx, "park", "response")
				for _, e := range leaves {
					release, err := analysis.ExcludedInRelease(ctx, tx, e.Leaf)
					if err != nil {
						return err
					}
					if release == 1 {
						n++
					}
				}
				return err
			})
			return n
		}
		if n := out(); n != 0 {
			t.Errorf("%d excluded before the release", n)
		}
		h.advanceDays(5)
		h.mustRelease()
		if n := out(); n != 11 {
			t.Errorf("%d excluded, want 11", n)
		}
	})
}

func TestDecisionAfterReleaseNeedsReason(t *testing.T) {
	for _, test := range []struct {
		name, decision string
		members        int
		refused        string
	}{
		{"count once", moderation.CountOnce, 25, ""},
		{"count all, so no figure changes", moderation.CountAll, 25, ""},
		{"so few that a comparison would reveal answers", moderation.CountOnce, 2, "Only 1 response has changed"},
	} {
		t.Run(test.name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				h := newFixture(t, d)
				h.importResponses(responsesCSV(0, 100, ""))
				h.importResponses(campaignCSV("c", test.members, gatesText, false))
				h.advanceDays(5)
				h.mustRelease()
				h.decideCluster(test.members, test.decision, "A society asked its members to send it.")
				if found := strings.Join(h.auditFindings(), "; "); !strings.Contains(found, "a new release is due") {
					t.Errorf("audit findings %q", found)
				}
				if _, err := h.analysis.Release(t.Context(), actor.System, "park"); !fault.Is(err, fault.Conflict) ||
					!strings.Contains(err.Error(), "Give a reason") {
					t.Errorf("without a reason: %v", err)
				}
				f, err := h.analysis.ReleaseAgain(t.Context(), actor.System, "park", "A campaign was found.")
				if test.refused != "" {
					if !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), test.refused) {
						t.Errorf("%v", err)
					}
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				checkTotals(t, f)
				if f.Number != 2 || len(f.Clusters) != 1 || f.Clusters[0].Decision != test.decision {
					t.Errorf("%d %+v", f.Number, f.Clusters)
				}
				for _, e := range f.Clusters[0].Effect { // it follows from the two releases, so nothing may be hidden
					if e.Hidden > 0 {
						t.Errorf("%+v", e)
					}
				}
				if again := h.mustRelease(); again.Number != 2 {
					t.Errorf("unchanged, but there is release %d", again.Number)
				}
				if found := h.auditFindings(); len(found) > 0 {
					t.Error(found)
				}
			})
		})
	}
}

// Clusters overlap: identical letters, and the same letter with own words. The last
// decision about a response applies, so that comparing two clusters reveals nothing
// about responses in only one of them.
func TestLastClusterDecisionApplies(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newFixture(t, d)
		h.importResponses(responsesCSV(0, 60, ""))
		h.importResponses(campaignCSV("a", 20, gatesText, false))
		h.importResponses(campaignCSV("b", 15, gatesText, true))
		h.decideCluster(20, moderation.CountOnce, "One letter.")
		h.advanceDays(1)
		h.decideCluster(35, moderation.CountOnce, "One letter, with words of their own.")
		h.advanceDays(5)
		f := h.mustRelease()
		checkTotals(t, f)
		if len(f.Clusters) != 1 || f.Clusters[0].Responses != 35 || f.Clusters[0].DetectedBy != moderation.SimilarText ||
			f.Responses.Counted != 61 {
			t.Errorf("%+v %+v", f.Responses, f.Clusters)
		}
	})
}

// After the release, the one response that is counted for a cluster is withdrawn.
// It was counted rightly at the time, so no new release is due.
func TestWithdrawalFromClusterNeedsNoRelease(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newFixture(t, d)
		h.importResponses(responsesCSV(0, 60, ""))
		h.importResponses(campaignCSV("a", 20, lakeText, false))
		h.decideCluster(20, moderation.CountOnce, "One letter.")
		h.advanceDays(5)
		h.mustRelease()
		if err := d.Update(t.Context(), func(tx *db.Tx) error {
			n, err := tx.Exec(t.Context(), `UPDATE intake_response SET state = 'withdrawn', answers = ''
				WHERE id IN (SELECT response FROM moderation_cluster_member) AND commitment NOT IN (SELECT commitment FROM analysis_excluded)`)
			if err == nil && n != 1 {
				t.Errorf("%d responses of the cluster were counted", n)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if found := h.auditFindings(); len(found) > 0 {
			t.Error(found)
		}
		if again := h.mustRelease(); again.Number != 1 {
			t.Errorf("release %d", again.Number)
		}
	})
}
