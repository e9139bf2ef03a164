package moderation_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
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

// Hostile input 80 and T-AUTHZ: what one may not see is refused or is not there,
// and nothing of it is noted as seen; what one sees is noted first.
func TestReadsAreAuditedAndOthersAreRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := moderationtest.New(t, d), t.Context()
		id := h.Send(moderationtest.TextAnswer("The grass.")).ID()
		looks := map[string]func(by actor.Actor) error{
			"list": func(by actor.Actor) error { _, err := h.ListResponses(ctx, by, "park", moderation.Query{}); return err },
			"read": func(by actor.Actor) error { _, err := h.ReadResponse(ctx, by, "park", id); return err },
			"monitoring": func(by actor.Actor) error {
				_, _, err := h.ReadMonitoring(ctx, by, "park", id, "To answer a complaint.")
				return err
			},
			"write-ins": func(by actor.Actor) error {
				_, err := h.ReadMonitoringTexts(ctx, by, "park", "To look for names.")
				return err
			},
			"cut": func(by actor.Actor) error {
				_, err := h.RedactMonitoringText(ctx, by, "park", "x", "x", "health")
				return err
			},
			"letter":   func(by actor.Actor) error { return h.ReviewSubmission(ctx, by, "park", "x", 1, moderation.Approved) },
			"contacts": func(by actor.Actor) error { _, err := h.ReadContacts(ctx, by, "park", "To write by hand."); return err },
			"patterns": func(by actor.Actor) error { _, _, err := h.ListClusters(ctx, by, "park"); return err },
			"replies":  func(by actor.Actor) error { _, err := h.ReviewQueue(ctx, by, "park"); return err },
			"export": func(by actor.Actor) error {
				_, err := h.ExportCSV(ctx, by, "park", moderation.ExportOptions{Why: "For the committee."})
				return err
			},
			"flag":    func(by actor.Actor) error { return h.Flag(ctx, by, "park", id, "abuse", "") },
			"publish": func(by actor.Actor) error { return h.ReviewAnswer(ctx, by, "park", id, "why", "", moderation.Approved) },
			"settings": func(by actor.Actor) error {
				return h.SetPublishingSettings(ctx, by, "park", moderation.PublishingSettings{})
			},
			"decide": func(by actor.Actor) error {
				return h.DecideCluster(ctx, by, "park", "x", moderation.CountAll, "Why not.")
			},
			"keep": func(by actor.Actor) error {
				return h.Retention.SetRule(ctx, by, "park", retention.Rule{Months: 12}, retention.Rule{What: retention.Texts, Months: 3, Why: "Shorter."})
			},
			"order": func(by actor.Actor) error { return h.Retention.RequestDeletion(ctx, by, "park", retention.Texts) },
			"carry out": func(by actor.Actor) error {
				_, err := h.Retention.DeleteDue(ctx, by, "park", retention.Texts)
				return err
			},
		}
		for name, look := range looks {
			if err := look(moderationtest.Stranger); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s, by another organisation: %v", name, err)
			}
			if err := look(moderationtest.Drafter); !fault.Is(err, fault.Forbidden) {
				t.Errorf("%s, by one who may not: %v", name, err)
			}
			may := slices.Contains([]string{"list", "read", "patterns"}, name)
			if err := look(moderationtest.Reader); (err == nil) != may {
				t.Errorf("%s, by a moderationtest.Reader: %v", name, err)
			}
		}
		if got := h.AuditedActs("response", id); !slices.Equal(got, []string{"read-response"}) {
			t.Errorf("of the response there is noted: %v", got)
		}
		for _, name := range []string{"read", "monitoring", "flag"} {
			if err := looks[name](moderationtest.Officer); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if got := h.AuditedActs("response", id); !slices.Equal(got, []string{"flag", "read-monitoring", "read-response", "read-response"}) {
			t.Errorf("of the response there is noted: %v", got)
		}
		if _, _, err := h.ReadMonitoring(ctx, moderationtest.Officer, "park", id, " "); !fault.Is(err, fault.Invalid) {
			t.Errorf("without a purpose: %v", err)
		}
		if _, err := h.ReadResponse(ctx, moderationtest.Officer, "park", "nobody"); !fault.Is(err, fault.NotFound) {
			t.Errorf("one that is not there: %v", err)
		}
		h.CheckTotals(1)
	})
}

// The list shows every response once, whatever narrows it, and in no order of
// arrival.
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
			if err := h.Flag(ctx, moderationtest.Officer, "park", id, "other", "Look."); err != nil {
				t.Fatal(err)
			}
		}
		if err := h.Exclude(ctx, moderationtest.Officer, "park", sent[7], "test"); err != nil {
			t.Fatal(err)
		}
		if err := h.Deleter.WithdrawOnBehalf(ctx, moderationtest.Officer, "park", sent[0], "They came."); err != nil {
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
			{"flagged; the flag of what is erased is gone", moderation.Query{Flagged: true}, 4},
			{"with words, otherwise written", moderation.Query{Search: "gate cafe\u0301"}, 19},
			{"with words that are not there", moderation.Query{Search: "bench"}, 0},
			{"with signs that a database might read", moderation.Query{Search: "%"}, 0},
		} {
			var got []string
			for q := test.q; ; {
				l, err := h.ListResponses(ctx, moderationtest.Officer, "park", q)
				if err != nil {
					t.Fatalf("%s: %v", test.name, err)
				}
				for _, e := range l.Rows {
					got = append(got, e.ID)
				}
				if q.After = l.Next; l.Next == "" {
					break
				}
			}
			if n := len(slices.Compact(slices.Sorted(slices.Values(got)))); n != test.want || len(got) != n {
				t.Errorf("%s: %d, of which %d different, want %d", test.name, len(got), n, test.want)
			}
			if !slices.IsSorted(got) {
				t.Errorf("%s: not in the order of the random ids", test.name)
			}
		}
		for _, q := range []moderation.Query{{Filter: intake.Filter{Channel: "x"}}, {Filter: intake.Filter{State: "answers' OR 1"}}} {
			if _, err := h.ListResponses(ctx, moderationtest.Officer, "park", q); !fault.Is(err, fault.Invalid) {
				t.Errorf("%+v: %v", q, err)
			}
		}
		h.CheckTotals(60)
	})
}

// Hostile input 56, and 50: no cell of an export is a formula, numbers of columns
// hold, the file says whose it is, and what people said of themselves is in it
// only for those who may.
func TestExportIsSafeAndNamesTheExporter(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := moderationtest.New(t, d), t.Context()
		for _, text := range []string{"=HYPERLINK(\"x\")", "+1", "-1", "@SUM", "＝1", "a,\"b\"\nc;d", "plain"} {
			h.Send(survey.Raw{"use": {"else"}, "use--else": {text}, "why": {text}, "where": {"LE3 8RA"}, "sex": {"female"}})
		}
		for _, monitoring := range []bool{false, true} {
			write, err := h.ExportCSV(ctx, moderationtest.Officer, "park", moderation.ExportOptions{Why: "For the committee.", Monitoring: monitoring})
			if err != nil {
				t.Fatal(err)
			}
			var file bytes.Buffer
			if err := write(&file); err != nil {
				t.Fatal(err)
			}
			in := csv.NewReader(&file)
			in.FieldsPerRecord = -1
			rows, err := in.ReadAll()
			if err != nil || len(rows) != 9 || !strings.Contains(rows[0][0], "officer-1") || !strings.Contains(rows[0][0], "For the committee.") {
				t.Fatalf("%d rows, %v, first %q", len(rows), err, rows[0])
			}
			if got := slices.Contains(rows[1], "sex"); got != monitoring {
				t.Errorf("the monitoring column is there: %t", got)
			}
			if slices.Contains(rows[1], "mail") {
				t.Error("there is a column for addresses")
			}
			for _, row := range rows[1:] {
				if len(row) != len(rows[1]) {
					t.Errorf("a row has %d cells: %q", len(row), row)
				}
				for _, cell := range row {
					if strings.ContainsAny(cell[:min(1, len(cell))], "=+-@\t\r") || strings.HasPrefix(cell, "＝") {
						t.Errorf("a formula: %q", cell)
					}
				}
			}
		}
		if got := h.AuditedActs("consultation", "park"); !slices.Contains(got, "export-responses") || !slices.Contains(got, "export-monitoring") {
			t.Errorf("noted: %v", got)
		}
		half := moderationtest.Officer
		half.Capabilities = []actor.Capability{actor.ReadResponses, actor.ExportData}
		if _, err := h.ExportCSV(ctx, half, "park", moderation.ExportOptions{Why: "For the committee.", Monitoring: true}); !fault.Is(
			err,
			fault.Forbidden,
		) {
			t.Errorf("monitoring by one who may not: %v", err)
		}
		half.Capabilities = []actor.Capability{actor.ExportData}
		if _, err := h.ExportCSV(ctx, half, "park", moderation.ExportOptions{Why: "For the committee."}); !fault.Is(err, fault.Forbidden) {
			t.Errorf("without reading: %v", err)
		}
	})
}

// Only what somebody agreed to and an moderationtest.Officer approved is published, in an order
// that is not that of arrival and stays the same; what is erased is gone at once.
func TestOnlyConsentedAndApprovedAnswersArePublished(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := moderationtest.New(t, d), t.Context()
		var keys []intake.Key
		for i := range 12 {
			consent := "yes"
			if i%4 == 3 {
				consent = "no"
			}
			keys = append(keys, h.Send(survey.Raw{"use": {"yes"}, "why": {fmt.Sprintf("Text %02d", i)}, "consent": {consent}, "sex": {"female"}}))
		}
		for _, bad := range []moderation.PublishingSettings{{}, {ConsentQuestion: "sex", ConsentOption: "female", TextQuestions: []string{"why"}}, {ConsentQuestion: "consent", ConsentOption: "maybe", TextQuestions: []string{"why"}}, {ConsentQuestion: "consent", ConsentOption: "yes", TextQuestions: []string{"where"}}, {ConsentQuestion: "consent", ConsentOption: "yes"}} {
			if err := h.SetPublishingSettings(ctx, moderationtest.Officer, "park", bad); !fault.Is(err, fault.Invalid) {
				t.Errorf("%+v: %v", bad, err)
			}
		}
		good := moderation.PublishingSettings{ConsentQuestion: "consent", ConsentOption: "yes", TextQuestions: []string{"why"}}
		if err := h.SetPublishingSettings(ctx, moderationtest.Officer, "park", good); err != nil {
			t.Fatal(err)
		}
		if err := h.SetPublishingSettings(ctx, moderationtest.Officer, "park", good); !fault.Is(err, fault.Conflict) {
			t.Errorf("from an old page: %v", err)
		}
		for i, key := range keys {
			err := h.ReviewAnswer(
				ctx,
				moderationtest.Officer,
				"park",
				key.ID(),
				"why",
				(&moderation.PublishableAnswer{Text: fmt.Sprintf("Text %02d", i)}).Digest(),
				map[bool]string{true: moderation.Rejected, false: moderation.Approved}[i == 0],
			)
			if i%4 == 3 != fault.Is(err, fault.Conflict) {
				t.Errorf("reply %d: %v", i, err)
			}
		}
		texts := func() []string {
			shown, err := h.PublishedResponses(ctx, "park")
			if err != nil || len(shown.Questions) != 1 {
				t.Fatalf("%+v %v", shown, err)
			}
			var texts []string
			for _, one := range shown.Questions[0].Texts {
				texts = append(texts, one.Text)
			}
			return texts
		}
		if _, err := h.PublishedResponses(ctx, "park"); !fault.Is(err, fault.NotFound) {
			t.Errorf("before the close: %v", err)
		}
		h.SetTime(dbtest.Now.AddDate(0, 0, 2))
		first := texts()
		if len(first) != 8 || slices.IsSorted(first) || slices.Contains(first, "Text 00") || slices.Contains(first, "Text 03") {
			t.Errorf("published: %q", first)
		}
		if again := texts(); !slices.Equal(first, again) {
			t.Errorf("in another order: %q, %q", first, again)
		}
		if _, err := h.Redact(ctx, moderationtest.Officer, "park", keys[1].ID(), moderation.RedactionRequest{Question: "why", Text: "01", Reason: "third-party"}); err != nil {
			t.Fatal(err)
		}
		if err := h.Deleter.Withdraw(ctx, "park", keys[2].WithdrawalCode()); err != nil {
			t.Fatal(err)
		}
		if err := h.Exclude(ctx, moderationtest.Officer, "park", keys[4].ID(), "test"); err != nil {
			t.Fatal(err)
		}
		if left := texts(); len(left) != 5 || slices.Contains(left, "Text 01") || slices.Contains(left, "Text 02") ||
			slices.Contains(left, "Text 04") {
			t.Errorf("after a redaction, which wants another look, a withdrawal and an exclusion: %q", left)
		}
		h.CheckTotals(12)

		// The page is for everybody, as often as they like: it reads no response that
		// was not approved, so that one which cannot be read does not matter to it.
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
			t.Errorf("it reads what was not approved: %q", left)
		}
		if _, err := h.ReviewQueue(ctx, moderationtest.Officer, "park"); err == nil {
			t.Error("the officers' list does not read it either, so this shows nothing")
		}
	})
}

// What looks alike is shown, and nothing happens to it; what is decided is kept.
func TestClustersAreListedAndNothingIsRemoved(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := moderationtest.New(t, d), t.Context()
		const letter = "I ask the council to keep the old gate open until nine in the evening all summer long"
		for range 4 {
			h.Send(moderationtest.TextAnswer(letter))
		}
		h.Send(moderationtest.TextAnswer("Please, " + letter + " for my children."))
		for i := range 6 {
			h.Send(
				survey.Raw{
					"use": {"no"},
					"why": {fmt.Sprintf("Something else entirely, number %d, about %d benches and %d bins.", i, i*7, i*11)},
					"sex": {"male"},
				},
			)
		}
		_, all, err := h.ListClusters(ctx, moderationtest.Officer, "park")
		if err != nil || len(all) != 2 || all[0].Method != moderation.SimilarText || len(all[0].Members) != 5 ||
			all[1].Method != moderation.SameAnswers ||
			len(all[1].Members) != 4 {
			t.Fatalf("%+v %v", all, err)
		}
		if e := all[0].Effect[0]; e.Option != "Yes" || e.With != 5 || e.Without != 0 {
			t.Errorf("with and without: %+v", e)
		}
		_, again, _ := h.ListClusters(ctx, moderationtest.Officer, "park")
		if again[0].Key != all[0].Key || again[1].Key != all[1].Key {
			t.Error("looked for twice, it is not the same")
		}
		if err := h.DecideCluster(ctx, moderationtest.Officer, "park", all[0].Key, moderation.CountOnce, ""); !fault.Is(err, fault.Invalid) {
			t.Errorf("without a why: %v", err)
		}
		if err := h.DecideCluster(ctx, moderationtest.Officer, "park", "no such set", moderation.CountOnce, "One letter."); !fault.Is(err, fault.Conflict) {
			t.Errorf("of what is not there: %v", err)
		}
		for _, decision := range []string{moderation.CountAll, moderation.CountOnce} {
			if err := h.DecideCluster(ctx, moderationtest.Officer, "park", all[0].Key, decision, "One letter."); err != nil {
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
