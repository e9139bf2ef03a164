package retention_test

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/moderation/moderationtest"
	"github.com/folkmoot/folkmoot/internal/record/recordtest"
	"github.com/folkmoot/folkmoot/survey"
)

// monitoringRaw returns answers with written monitoring answers. faith may be "".
func monitoringRaw(self, faith string) survey.Raw {
	raw := survey.Raw{"use": {"yes"}, "why": {"The grass."}, "sex": {"other"}, "sex--other": {self}}
	if faith != "" {
		raw["faith"] = []string{faith}
	}
	return raw
}

func monitoringTexts(t *testing.T, in *installation) (all []intake.MonitoringText) {
	t.Helper()
	if err := in.DB.View(t.Context(), func(tx *db.Tx) error {
		return db.Each(func(at string) (db.Page[intake.MonitoringText], error) {
			return in.Intake.ListMonitoringTexts(t.Context(), tx, "park", false, at, 3)
		}, func(text intake.MonitoringText) error {
			all = append(all, text)
			return nil
		})
	}); err != nil {
		t.Fatal(err)
	}
	return all
}

// handleOf returns the handle of the written monitoring answer that contains text.
func handleOf(t *testing.T, in *installation, text string) string {
	t.Helper()
	for _, w := range monitoringTexts(t, in) {
		if strings.Contains(w.FreeText.Text, text) {
			return w.Handle
		}
	}
	t.Fatalf("no written monitoring answer contains %q", text)
	return ""
}

// Redacted text of written monitoring answers is deleted from the rows and the
// database file, and deleted again when an older copy is restored.
func TestMonitoringRedactionSurvivesRestore(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		in := newInstallation(t, dsn)
		const name, second, faith = "MARKER-name-1c", "MARKER-second-2d", "MARKER-faith-3e"
		response := in.NewResponse(monitoringRaw("I am "+name+", "+name+" and "+second, "I am "+faith))
		in.Submit(response)
		for range 3 {
			in.Submit(in.NewResponse(monitoringRaw("Another description", "")))
		}
		restore := in.backup(t)
		for _, redaction := range []struct {
			text        string
			occurrences int
		}{{name, 2}, {faith, 1}, {second, 1}} {
			if n, err := in.RedactMonitoringText(
				t.Context(), officer, "park", handleOf(t, in, redaction.text), redaction.text, "own-identity",
			); n != redaction.occurrences ||
				err != nil {
				t.Fatalf("%s: %d occurrences, %v", redaction.text, n, err)
			}
		}
		check := func() {
			t.Helper()
			in.CheckStates(4, map[intake.ResponseState]int64{intake.Counted: 4})
			if got := handleOf(t, in, "I am ▇, ▇ and ▇"); got == "" {
				t.Error("the redacted answer is not as expected")
			}
		}
		check()
		restore()
		in.start(t)
		if done, err := in.Deleter.Replay(t.Context()); err != nil || done.Redacted != 3 {
			t.Fatalf("%+v %v", done, err)
		}
		check()
		for _, text := range []string{name, second, faith} {
			in.checkAbsent(t, text)
		}
		in.close()
		in.start(t)
		if done, err := in.Deleter.Replay(t.Context()); err != nil || done.Any() {
			t.Errorf("at the next start: %+v %v", done, err)
		}
		check()
		if err := in.Deleter.Withdraw(t.Context(), "park", response.Key.WithdrawalCode().String()); err != nil {
			t.Fatal(err)
		}
		in.CheckStates(4, map[intake.ResponseState]int64{intake.Counted: 3, intake.Withdrawn: 1})
		if n := len(monitoringTexts(t, in)); n != 3 {
			t.Errorf("%d written answers are left after one of four responses was withdrawn", n)
		}
	})
}

// A redaction of a written monitoring answer does not reveal its response: not in the
// deletion log, the audit log, the record, the list or the row of the response.
func TestMonitoringRedactionIsUnlinkable(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		in := newInstallation(t, dsn)
		response := in.NewResponse(monitoringRaw("I am "+marker, "Your version"))
		in.Submit(response)
		for range 5 {
			in.Submit(in.NewResponse(monitoringRaw("Another description", "Your version")))
		}
		row := func() (cells string) {
			_ = in.DB.View(t.Context(), func(tx *db.Tx) error {
				return tx.Dump(
					t.Context(),
					"intake_response",
					func([]string) error { return nil },
					func(r []any) error {
						if s, ok := r[0].(string); ok && s == response.Key.ID() {
							cells = joinRow(r)
						}
						return nil
					},
				)
			})
			return cells
		}
		before, leaves := row(), 0
		if _, err := in.RedactMonitoringText(t.Context(), officer, "park", handleOf(t, in, marker), marker, "own-identity"); err != nil {
			t.Fatal(err)
		}
		if after := row(); before == "" || after != before {
			t.Errorf("the row of the response changed:\n%s\n%s", before, after)
		}
		log, err := os.ReadFile(filepath.Join(in.dir, "deletions.jsonl"))
		if err != nil || len(log) == 0 || strings.Contains(string(log), response.Key.ID()) {
			t.Errorf("the deletion log: %s %v", log, err)
		}
		for _, table := range []string{"intake_monitoring_redaction", "intake_redaction", "audit_entry"} {
			if err := in.DB.View(t.Context(), func(tx *db.Tx) error {
				return tx.Dump(t.Context(), table, func([]string) error { return nil }, func(r []any) error {
					if strings.Contains(joinRow(r), response.Key.ID()) {
						t.Errorf("%s names the response: %v", table, r)
					}
					return nil
				})
			}); err != nil {
				t.Fatal(err)
			}
		}
		seen := map[string]bool{}
		for _, w := range monitoringTexts(t, in) {
			if seen[w.Handle] || strings.Contains(w.Handle, response.Key.ID()) {
				t.Errorf("the handle %s is not unique or contains the id of the response", w.Handle)
			}
			seen[w.Handle] = true
		}
		if err := in.DB.View(t.Context(), func(tx *db.Tx) error {
			all, err := recordtest.Entries(t.Context(), tx, "park", "")
			kinds := map[[32]byte]bool{}
			for _, e := range all {
				if e.Leaf.Kind == "response" {
					kinds[e.Leaf.Commitment] = true
				}
			}
			for _, e := range all {
				if strings.HasPrefix(e.Leaf.Kind, "redaction") {
					leaves++
					if e.Leaf.Kind != "redaction:monitoring" || kinds[e.Leaf.Commitment] {
						t.Errorf("the record has %q with the commitment of a response", e.Leaf.Kind)
					}
				}
			}
			return err
		}); err != nil || leaves != 1 {
			t.Errorf("%d leaves %v", leaves, err)
		}
		// A full copy of the response can still be made.
		if _, err := in.Intake.FullCopy(t.Context(), "park", response.Key); err != nil {
			t.Error(err)
		}
	})
}

func joinRow(row []any) string {
	var b strings.Builder
	for _, v := range row {
		if raw, ok := v.([]byte); ok {
			v = string(raw)
		}
		if s, ok := v.(string); ok {
			b.WriteString(s + "|")
		}
	}
	return b.String()
}

// Only users with the capability to read monitoring answers can redact them, in their
// own organisation. Of two redactions at the same time, one is refused.
func TestRedactMonitoringTextPermissions(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		in := newInstallation(t, dsn)
		in.Submit(in.NewResponse(monitoringRaw("I am "+marker+" of the second street", "")))
		handle, ctx := handleOf(t, in, marker), t.Context()
		moderator := actor.Actor{
			ID:           "m",
			Org:          actor.CouncilOrg,
			Capabilities: []actor.Capability{actor.Staff, actor.ReadResponses, actor.Moderate},
		}
		for name, test := range map[string]struct {
			by                    actor.Actor
			handle, words, reason string
			want                  fault.Kind
		}{
			"who can only read responses":        {reader, handle, marker, "health", fault.Forbidden},
			"who can only moderate":              {moderator, handle, marker, "health", fault.Forbidden},
			"another organisation":               {stranger, handle, marker, "health", fault.NotFound},
			"no reason":                          {officer, handle, marker, "because", fault.Invalid},
			"text that the answer does not have": {officer, handle, "Absent", "health", fault.Invalid},
			"no text":                            {officer, handle, " ", "health", fault.Invalid},
			"unknown handle":                     {officer, "x", marker, "health", fault.Conflict},
			"the id of a response as a handle": {
				officer, in.NewResponse(moderationtest.TextAnswer("The grass.")).Key.ID(), marker, "health", fault.Conflict,
			},
		} {
			if _, err := in.RedactMonitoringText(ctx, test.by, "park", test.handle, test.words, test.reason); fault.KindOf(
				err,
			) != test.want {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := in.DB.View(ctx, func(tx *db.Tx) error {
			all, err := audit.List(ctx, tx, actor.System, audit.Filter{Act: "redact-monitoring-answer"})
			if len(all.Items) != 0 {
				t.Errorf("a refused redaction is in the audit log: %v", all)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		restore := in.backup(t)
		var both sync.WaitGroup
		won := make(chan string, 2)
		for _, words := range []string{marker, "second street"} {
			both.Go(func() {
				if _, err := in.RedactMonitoringText(ctx, officer, "park", handle, words, "health"); err == nil {
					won <- words
				} else if !fault.Is(err, fault.Conflict) {
					t.Errorf("%s: %v", words, err)
				}
			})
		}
		both.Wait()
		close(won)
		first, more := <-won, false
		if _, more = <-won; more || first == "" {
			t.Fatal("both or neither of two redactions succeeded")
		}
		in.CheckStates(1, map[intake.ResponseState]int64{intake.Counted: 1})
		restore()
		in.start(t)
		if _, err := in.Deleter.Replay(ctx); err != nil {
			t.Fatal(err)
		}
		in.checkAbsent(t, first)
		in.CheckStates(1, map[intake.ResponseState]int64{intake.Counted: 1})
	})
}

// If officers redact one answer at the same time, every redaction that succeeded is
// made again after a restore.
func TestConcurrentRedactionsSurviveRestore(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		in := newInstallation(t, dsn)
		r := in.NewResponse(moderationtest.TextAnswer("MARKER-a1 and MARKER-b2 and MARKER-c3"))
		in.Submit(r)
		restore := in.backup(t)
		var all sync.WaitGroup
		var mu sync.Mutex
		redacted := []string{}
		for _, text := range []string{"MARKER-a1", "MARKER-b2", "MARKER-c3"} {
			all.Go(func() {
				if _, err := in.Redact(
					t.Context(), officer, "park", r.Key.ID(),
					moderation.RedactionRequest{Question: "why", Text: text, Reason: "health"},
				); err == nil {
					mu.Lock()
					redacted = append(redacted, text)
					mu.Unlock()
				} else if !fault.Is(err, fault.Conflict) {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if len(redacted) != 3 {
			t.Errorf("%d of three redactions succeeded", len(redacted))
		}
		restore()
		in.start(t)
		if _, err := in.Deleter.Replay(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, text := range redacted {
			in.checkAbsent(t, text)
		}
		in.CheckStates(1, map[intake.ResponseState]int64{intake.Counted: 1})
	})
}
