package moderation_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/moderation/moderationtest"
	"github.com/folkmoot/folkmoot/internal/retention"
	"github.com/folkmoot/folkmoot/survey"
)

var (
	officer  = moderationtest.Officer
	stranger = moderationtest.Stranger
	reader   = moderationtest.Reader
	drafter  = moderationtest.Drafter
)

// Hostile input 80 and T-AUTHZ: a refused read is not logged as an access; a
// permitted one is logged first.
func TestReadsAreAuditedAndOthersAreRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := moderationtest.New(t, d), t.Context()
		id := h.Send(moderationtest.TextAnswer("The grass.")).ID()
		calls := map[string]func(by actor.Actor) error{
			"list": func(by actor.Actor) error { _, err := h.ListResponses(ctx, by, "park", moderation.Query{}); return err },
			"read": func(by actor.Actor) error { _, err := h.ReadResponse(ctx, by, "park", id); return err },
			"monitoring": func(by actor.Actor) error {
				_, _, err := h.ReadMonitoring(ctx, by, "park", id, "To answer a complaint.")
				return err
			},
			"monitoring texts": func(by actor.Actor) error {
				_, err := h.ReadMonitoringTexts(ctx, by, "park", "To check for names.", moderation.MonitoringQuery{})
				return err
			},
			"redact a monitoring text": func(by actor.Actor) error {
				_, err := h.RedactMonitoringText(ctx, by, "park", "x", "x", "health")
				return err
			},
			"review a submission": func(by actor.Actor) error { return h.ReviewSubmission(ctx, by, "park", "x", 1, moderation.Approved) },
			"contacts":            func(by actor.Actor) error { _, err := h.ReadContacts(ctx, by, "park", "To send letters."); return err },
			"similar responses":   func(by actor.Actor) error { _, _, _, err := h.ListClusters(ctx, by, "park", nil); return err },
			"review queue": func(by actor.Actor) error {
				_, err := h.ReviewQueue(ctx, by, "park", moderation.ReviewQuery{})
				return err
			},
			"flag":    func(by actor.Actor) error { return h.Flag(ctx, by, "park", id, "abuse", "") },
			"publish": func(by actor.Actor) error { return h.ReviewAnswer(ctx, by, "park", id, "why", "", moderation.Approved) },
			"settings": func(by actor.Actor) error {
				return h.SetPublishingSettings(ctx, by, "park", moderation.PublishingSettings{})
			},
			"decide about similar responses": func(by actor.Actor) error {
				return h.DecideClusters(ctx, by, "park", nil, []string{"x"}, moderation.CountAll, "Why not.")
			},
			"set a retention period": func(by actor.Actor) error {
				return h.Retention.SetRule(
					ctx,
					by,
					"park",
					retention.Rule{Months: 12},
					retention.Rule{What: retention.Texts, Months: 3, Why: "Shorter."},
				)
			},
			"request a deletion": func(by actor.Actor) error {
				return d.Update(ctx, func(tx *db.Tx) error { return h.Retention.RequestDeletion(ctx, tx, by, "park", retention.Texts) })
			},
			"delete": func(by actor.Actor) error {
				_, err := h.Retention.DeleteDue(ctx, by, "park", retention.Texts)
				return err
			},
		}
		for name, call := range calls {
			if err := call(stranger); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s, by another organisation: %v", name, err)
			}
			if err := call(drafter); !fault.Is(err, fault.Forbidden) {
				t.Errorf("%s, without the capability: %v", name, err)
			}
			may := slices.Contains([]string{"list", "read", "similar responses"}, name)
			if err := call(reader); (err == nil) != may {
				t.Errorf("%s, by a reader: %v", name, err)
			}
		}
		if got := h.AuditedActs("response", id); !slices.Equal(got, []string{"read-response"}) {
			t.Errorf("the audit log has %v", got)
		}
		for _, name := range []string{"read", "monitoring", "flag"} {
			if err := calls[name](officer); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if got := h.AuditedActs("response", id); !slices.Equal(
			got,
			[]string{"flag-response", "read-monitoring", "read-response", "read-response"},
		) {
			t.Errorf("the audit log has %v", got)
		}
		if _, _, err := h.ReadMonitoring(ctx, officer, "park", id, " "); !fault.Is(err, fault.Invalid) {
			t.Errorf("without a purpose: %v", err)
		}
		if _, err := h.ReadResponse(ctx, officer, "park", "unknown"); !fault.Is(err, fault.NotFound) {
			t.Errorf("a response that does not exist: %v", err)
		}
		h.CheckTotals(1)
	})
}

// The pages of the list show every response that matches the filters once, ordered by
// random ids.
func TestListShowsEachResponseOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := moderationtest.New(t, d), t.Context()
		var sent []string
		for i := range 60 {
			text := "The grass is long."
			if i%3 == 0 {
				text = "CAFÉ at the gate, " + fmt.Sprint(i)
			}
			sent = append(sent, h.Send(moderationtest.TextAnswer(text)).ID())
		}
		for _, id := range sent[:5] {
			if err := h.Flag(ctx, officer, "park", id, "other", "Look."); err != nil {
				t.Fatal(err)
			}
		}
		if err := h.Exclude(ctx, officer, "park", sent[7], "test"); err != nil {
			t.Fatal(err)
		}
		if err := h.Deleter.WithdrawOnBehalf(ctx, officer, "park", sent[0], "They came."); err != nil {
			t.Fatal(err)
		}
		for _, test := range []struct {
			name string
			q    moderation.Query
			want int
		}{
			{"all", moderation.Query{}, 60},
			{"counted", moderation.Query{Filter: intake.Filter{State: intake.Counted}}, 58},
			{"excluded", moderation.Query{Filter: intake.Filter{State: intake.Excluded}}, 1},
			{"on paper", moderation.Query{Filter: intake.Filter{Channel: "paper"}}, 0},
			{"of the edition", moderation.Query{Filter: intake.Filter{Edition: "standard", Channel: "web"}}, 60},
			{"of another version", moderation.Query{Filter: intake.Filter{FormVersion: "x"}}, 0},
			{"flagged; the flag of the withdrawn response is deleted", moderation.Query{Flagged: true}, 4},
			{"search with other case and composition", moderation.Query{Search: "gate cafe\u0301"}, 19},
			{"search without a match", moderation.Query{Search: "bench"}, 0},
			{"search with SQL wildcards", moderation.Query{Search: "%"}, 0},
		} {
			var got []string
			for q := test.q; ; {
				l, err := h.ListResponses(ctx, officer, "park", q)
				if err != nil {
					t.Fatalf("%s: %v", test.name, err)
				}
				for _, e := range l.Items {
					got = append(got, e.ID)
				}
				if q.At = l.Next; l.Next == "" {
					break
				}
			}
			if n := len(slices.Compact(slices.Sorted(slices.Values(got)))); n != test.want || len(got) != n {
				t.Errorf("%s: %d, of which %d different, want %d", test.name, len(got), n, test.want)
			}
		}
		for _, q := range []moderation.Query{{Filter: intake.Filter{Channel: "x"}}, {Filter: intake.Filter{State: "answers' OR 1"}}} {
			if _, err := h.ListResponses(ctx, officer, "park", q); !fault.Is(err, fault.Invalid) {
				t.Errorf("%+v: %v", q, err)
			}
		}
		h.CheckTotals(60)
	})
}

// An answer is published only with consent and approval, in a random order that stays
// the same. Redacted, withdrawn and excluded answers disappear at once.
//
// Row C1 of docs/faults.md.
func TestOnlyConsentedAndApprovedAnswersArePublished(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := moderationtest.New(t, d), t.Context()
		var keys []intake.Key
		for i := range 12 {
			consent := "yes"
			if i%4 == 3 {
				consent = "no"
			}
			keys = append(
				keys,
				h.Send(
					survey.Raw{
						"use":     {"yes"},
						"why":     {fmt.Sprintf("Text %02d", i)},
						"consent": {consent},
						"sex":     {"female"},
					},
				),
			)
		}
		for _, bad := range []moderation.PublishingSettings{
			{}, {TextQuestions: []string{"where"}}, {TextQuestions: []string{"consent"}}, {TextQuestions: []string{"faith"}},
		} {
			if err := h.SetPublishingSettings(ctx, officer, "park", bad); !fault.Is(err, fault.Invalid) {
				t.Errorf("%+v: %v", bad, err)
			}
		}
		good := moderation.PublishingSettings{
			TextQuestions: []string{"why"},
		}
		if err := h.SetPublishingSettings(ctx, officer, "park", good); err != nil {
			t.Fatal(err)
		}
		if err := h.SetPublishingSettings(ctx, officer, "park", good); !fault.Is(err, fault.Conflict) {
			t.Errorf("from an outdated page: %v", err)
		}
		for i, key := range keys {
			err := h.ReviewAnswer(
				ctx,
				officer,
				"park",
				key.ID(),
				"why",
				(&moderation.PublishableAnswer{Text: fmt.Sprintf("Text %02d", i)}).Digest(),
				map[bool]string{true: moderation.Rejected, false: moderation.Approved}[i == 0],
			)
			if i%4 == 3 != fault.Is(err, fault.Conflict) {
				t.Errorf("answer %d: %v", i, err)
			}
		}
		texts := func() []string {
			shown, err := h.PublishedResponses(ctx, "park", moderation.PublishedQuery{})
			if err != nil || len(shown.Questions) != 1 {
				t.Fatalf("%+v %v", shown, err)
			}
			var texts []string
			for _, text := range shown.Questions[0].Texts {
				texts = append(texts, text.Text)
			}
			return texts
		}
		if _, err := h.PublishedResponses(ctx, "park", moderation.PublishedQuery{}); !fault.Is(err, fault.NotFound) {
			t.Errorf("before the close: %v", err)
		}
		h.SetTime(dbtest.Now.AddDate(0, 0, 2))
		first := texts()
		if len(first) != 8 || slices.IsSorted(first) || slices.Contains(first, "Text 00") ||
			slices.Contains(first, "Text 03") {
			t.Errorf("published: %q", first)
		}
		if again := texts(); !slices.Equal(first, again) {
			t.Errorf("the order changed: %q, %q", first, again)
		}
		if _, err := h.Redact(
			ctx, officer, "park", keys[1].ID(),
			moderation.RedactionRequest{Question: "why", Text: "01", Reason: "third-party"},
		); err != nil {
			t.Fatal(err)
		}
		if err := h.Deleter.Withdraw(ctx, "park", keys[2].WithdrawalCode().String()); err != nil {
			t.Fatal(err)
		}
		if err := h.Exclude(ctx, officer, "park", keys[4].ID(), "test"); err != nil {
			t.Fatal(err)
		}
		if left := texts(); len(left) != 5 || slices.Contains(left, "Text 01") || slices.Contains(left, "Text 02") ||
			slices.Contains(left, "Text 04") {
			t.Errorf("after a redaction, a withdrawal and an exclusion: %q", left)
		}
		h.CheckTotals(12)

		// The public page reads only responses with an approved answer, so broken rows of
		// other responses do not affect it.
		if err := d.Update(ctx, func(tx *db.Tx) error {
			n, err := tx.Exec(ctx, `UPDATE intake_response SET answers = '{' WHERE id = $1 OR id = $2`, keys[0].ID(), keys[3].ID())
			if err == nil && n != 2 {
				t.Errorf("%d responses", n)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if left := texts(); len(left) != 5 {
			t.Errorf("the page reads responses without an approved answer: %q", left)
		}
		if _, err := h.ReviewQueue(ctx, officer, "park", moderation.ReviewQuery{}); err == nil {
			t.Error("the review queue does not fail on broken rows, so this test shows nothing")
		}
	})
}

// Similar responses are listed and all still counted; decisions are saved.
func TestClustersAreListedAndNothingIsRemoved(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := moderationtest.New(t, d), t.Context()
		const campaign = "I ask the council to keep the old gate open until nine in the evening all summer long"
		for range 4 {
			h.Send(moderationtest.TextAnswer(campaign))
		}
		h.Send(moderationtest.TextAnswer("Please, " + campaign + " for my children."))
		for i := range 6 {
			h.Send(
				survey.Raw{
					"use": {"no"},
					"why": {
						fmt.Sprintf("Something else entirely, number %d, about %d benches and %d bins.", i, i*7, i*11),
					},
					"sex": {"male"},
				},
			)
		}
		_, all, _, err := h.ListClusters(ctx, officer, "park", nil)
		if err != nil || len(all) != 2 || all[0].Method != moderation.SimilarText || len(all[0].Members) != 5 ||
			all[1].Method != moderation.SameAnswers ||
			len(all[1].Members) != 4 {
			t.Fatalf("%+v %v", all, err)
		}
		if e := all[0].Effect[0]; e.Option != "Yes" || e.With != 5 || e.Without != 0 {
			t.Errorf("with and without: %+v", e)
		}
		_, again, _, _ := h.ListClusters(ctx, officer, "park", nil)
		if again[0].Key != all[0].Key || again[1].Key != all[1].Key {
			t.Error("the keys differ between two listings")
		}
		if err := h.DecideClusters(ctx, officer, "park", nil, []string{all[0].Key}, moderation.CountOnce, ""); !fault.Is(
			err,
			fault.Invalid,
		) {
			t.Errorf("without a reason: %v", err)
		}
		both := []string{all[0].Key, "no such cluster"}
		if err := h.DecideClusters(ctx, officer, "park", nil, both, moderation.CountOnce, "A campaign."); !fault.Is(err, fault.Conflict) {
			t.Errorf("about a cluster that does not exist: %v", err)
		}
		for _, decision := range []string{moderation.CountAll, moderation.CountOnce} {
			if err := h.DecideClusters(ctx, officer, "park", nil, []string{all[0].Key}, decision, "A campaign."); err != nil {
				t.Fatal(err)
			}
		}
		if err := d.View(ctx, func(tx *db.Tx) error {
			decided, err := moderation.ListClusterDecisions(ctx, tx, "park")
			if len(decided) != 1 || decided[0].Decision != moderation.CountOnce || decided[0].Members != 5 || decided[0].Version != 2 {
				t.Errorf("%+v", decided)
			}
			got, _ := intake.CountByState(ctx, tx, "park")
			if got[intake.Counted] != 11 {
				t.Errorf("counted: %v", got)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		h.CheckTotals(11)
	})
}
