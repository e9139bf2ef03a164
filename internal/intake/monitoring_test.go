package intake_test

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
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/survey"
)

// monitoringRaw is somebody who says something of themselves in their own words.
func monitoringRaw(self, faith string) survey.Raw {
	raw := survey.Raw{"use": {"yes"}, "why": {"The grass."}, "sex": {"other"}, "sex--other": {self}}
	if faith != "" {
		raw["faith"] = []string{faith}
	}
	return raw
}

func (in *fixture) monitoringTexts(t *testing.T) (all []intake.MonitoringText) {
	t.Helper()
	if err := in.d.View(t.Context(), func(tx *db.Tx) (err error) {
		all, err = in.intake.MonitoringTexts(t.Context(), tx, "park")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return all
}

// handleOf returns the handle of the one write-in that holds text.
func (in *fixture) handleOf(t *testing.T, text string) string {
	t.Helper()
	for _, w := range in.monitoringTexts(t) {
		if strings.Contains(w.FreeText.Text, text) {
			return w.Handle
		}
	}
	t.Fatalf("nobody wrote %q", text)
	return ""
}

// Words in what people say of themselves go like those of any answer: from rows,
// the file and, by the ledger, from yesterday's backup, once and for good.
func TestMonitoringRedactionSurvivesRestore(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		in := newInstallation(t, dsn)
		const name, second, faith = "MARKER-name-1c", "MARKER-second-2d", "MARKER-faith-3e"
		her := in.newResponse(monitoringRaw("I am "+name+", "+name+" and "+second, "I am "+faith))
		in.send(her)
		for range 3 {
			in.send(in.newResponse(monitoringRaw("Somebody else", "")))
		}
		restore := in.backup(t)
		for _, cut := range []struct {
			words  string
			places int
		}{{name, 2}, {faith, 1}, {second, 1}} {
			if n, err := in.moderation.RedactMonitoringText(t.Context(), officerActor, "park", in.handleOf(t, cut.words), cut.words, "own-identity"); n != cut.places ||
				err != nil {
				t.Fatalf("%s: %d places, %v", cut.words, n, err)
			}
		}
		check := func() {
			t.Helper()
			in.checkTotals(4, map[intake.ResponseState]int64{intake.Counted: 4})
			if got := in.handleOf(t, "I am ▇, ▇ and ▇"); got == "" {
				t.Error("what is left is not what should be left")
			}
		}
		check()
		restore()
		in.start(t)
		if done, err := in.deleter.Replay(t.Context()); err != nil || done.Redacted != 3 {
			t.Fatalf("%+v %v", done, err)
		}
		check()
		for _, text := range []string{name, second, faith} {
			in.checkAbsent(t, text)
		}
		in.close()
		in.start(t)
		if done, err := in.deleter.Replay(t.Context()); err != nil || done.Any() {
			t.Errorf("at the next start: %+v %v", done, err)
		}
		check()
		if err := in.deleter.Withdraw(t.Context(), "park", her.Key.WithdrawalCode()); err != nil {
			t.Fatal(err)
		}
		in.checkTotals(4, map[intake.ResponseState]int64{intake.Counted: 3, intake.Withdrawn: 1})
		if n := len(in.monitoringTexts(t)); n != 3 {
			t.Errorf("%d write-ins are left after one of four took hers back", n)
		}
	})
}

// What taking words out leaves behind leads to no response: not the ledger, not
// the audit log, not the record, not the list, and not the row of the response.
func TestMonitoringRedactionIsUnlinkable(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		in := newInstallation(t, dsn)
		her := in.newResponse(monitoringRaw("I am "+marker, "Your version"))
		in.send(her)
		for range 5 {
			in.send(in.newResponse(monitoringRaw("Somebody else", "Your version")))
		}
		row := func() (cells string) {
			_ = in.d.View(t.Context(), func(tx *db.Tx) error {
				return tx.Dump(t.Context(), "intake_response", func([]string) error { return nil }, func(r []any) error {
					if s, ok := r[0].(string); ok && s == her.Key.ID() {
						cells = joinRow(r)
					}
					return nil
				})
			})
			return cells
		}
		before, leaves := row(), 0
		if _, err := in.moderation.RedactMonitoringText(t.Context(), officerActor, "park", in.handleOf(t, marker), marker, "own-identity"); err != nil {
			t.Fatal(err)
		}
		if after := row(); before == "" || after != before {
			t.Errorf("the row of the response changed:\n%s\n%s", before, after)
		}
		ledger, err := os.ReadFile(filepath.Join(in.dir, "deletions.jsonl"))
		if err != nil || len(ledger) == 0 || strings.Contains(string(ledger), her.Key.ID()) {
			t.Errorf("the ledger: %s %v", ledger, err)
		}
		for _, table := range []string{"intake_monitoring_redaction", "intake_redaction", "audit_entry"} {
			if err := in.d.View(t.Context(), func(tx *db.Tx) error {
				return tx.Dump(t.Context(), table, func([]string) error { return nil }, func(r []any) error {
					if strings.Contains(joinRow(r), her.Key.ID()) {
						t.Errorf("%s names the response: %v", table, r)
					}
					return nil
				})
			}); err != nil {
				t.Fatal(err)
			}
		}
		seen := map[string]bool{}
		for _, w := range in.monitoringTexts(t) {
			if seen[w.Handle] || strings.Contains(w.Handle, her.Key.ID()) {
				t.Errorf("the handle %s tells too much", w.Handle)
			}
			seen[w.Handle] = true
		}
		if err := in.d.View(t.Context(), func(tx *db.Tx) error {
			all, err := record.EntriesBySubject(t.Context(), tx, "park", "")
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
						t.Errorf("the record says %q with the commitment of a response", e.Leaf.Kind)
					}
				}
			}
			return err
		}); err != nil || leaves != 1 {
			t.Errorf("%d leaves %v", leaves, err)
		}
		// The full copy that the person has, or takes now, still opens.
		if _, err := in.intake.FullCopy(t.Context(), "park", her.Key); err != nil {
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

// Only who may read what people said of themselves takes words out of it, of
// their own organisation; and two at once do not undo each other.
func TestRedactMonitoringTextPermissions(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		in := newInstallation(t, dsn)
		in.send(in.newResponse(monitoringRaw("I am "+marker+" of the second house", "")))
		handle, ctx := in.handleOf(t, marker), t.Context()
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
			"who reads responses":              {readerActor, handle, marker, "health", fault.Forbidden},
			"who moderates":                    {moderator, handle, marker, "health", fault.Forbidden},
			"another organisation":             {otherOrgActor, handle, marker, "health", fault.NotFound},
			"no reason":                        {officerActor, handle, marker, "because", fault.Invalid},
			"words that do not stand there":    {officerActor, handle, "Nobody", "health", fault.Invalid},
			"no words":                         {officerActor, handle, " ", "health", fault.Invalid},
			"a handle of nobody":               {officerActor, "x", marker, "health", fault.Conflict},
			"the id of a response as a handle": {officerActor, in.newResponse(validAnswers).Key.ID(), marker, "health", fault.Conflict},
		} {
			if _, err := in.moderation.RedactMonitoringText(ctx, test.by, "park", test.handle, test.words, test.reason); fault.KindOf(err) != test.want {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := in.d.View(ctx, func(tx *db.Tx) error {
			all, _, err := audit.List(ctx, tx, actor.System, audit.Filter{Act: "redact-write-in"})
			if len(all) != 0 {
				t.Errorf("what was refused is noted as done: %v", all)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		restore := in.backup(t)
		var both sync.WaitGroup
		won := make(chan string, 2)
		for _, words := range []string{marker, "second house"} {
			both.Go(func() {
				if _, err := in.moderation.RedactMonitoringText(ctx, officerActor, "park", handle, words, "health"); err == nil {
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
			t.Fatal("both or neither were done on one text")
		}
		in.checkTotals(1, map[intake.ResponseState]int64{intake.Counted: 1})
		restore()
		in.start(t)
		if _, err := in.deleter.Replay(ctx); err != nil {
			t.Fatal(err)
		}
		in.checkAbsent(t, first)
		in.checkTotals(1, map[intake.ResponseState]int64{intake.Counted: 1})
	})
}

// Two officers who take words out of one answer at the same time: whatever each
// was told, after a restore nothing comes back that was said to be gone.
func TestConcurrentRedactionsSurviveRestore(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		in := newInstallation(t, dsn)
		r := in.newResponse(textAnswers("MARKER-a1 and MARKER-b2 and MARKER-c3"))
		in.send(r)
		restore := in.backup(t)
		var all sync.WaitGroup
		var mu sync.Mutex
		gone := []string{}
		for _, text := range []string{"MARKER-a1", "MARKER-b2", "MARKER-c3"} {
			all.Go(func() {
				if _, err := in.moderation.Redact(t.Context(), officerActor, "park", r.Key.ID(), moderation.RedactionRequest{Question: "why", Text: text, Reason: "health"}); err == nil {
					mu.Lock()
					gone = append(gone, text)
					mu.Unlock()
				} else if !fault.Is(err, fault.Conflict) {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if len(gone) != 3 {
			t.Errorf("%d of three were done, though each waits for the other", len(gone))
		}
		restore()
		in.start(t)
		if _, err := in.deleter.Replay(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, text := range gone {
			in.checkAbsent(t, text)
		}
		in.checkTotals(1, map[intake.ResponseState]int64{intake.Counted: 1})
	})
}
