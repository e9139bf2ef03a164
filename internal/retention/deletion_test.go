package retention_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/moderation/moderationtest"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/internal/retention"
	"github.com/folkmoot/folkmoot/internal/waittest"
	"github.com/folkmoot/folkmoot/survey"
)

const marker = "MARKER-7f3a"

var (
	officer  = moderationtest.Officer
	stranger = moderationtest.Stranger
	reader   = moderationtest.Reader
)

// What was withdrawn, redacted or deleted is deleted again when an older copy of the
// database is restored, because the deletion log is not restored with it.
func TestDeletionsSurviveRestore(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		in := newInstallation(t, dsn)
		const erased, first, second = "MARKER-erased-5b", "MARKER-cut-77", "MARKER-twice-31"
		toWithdraw := in.NewResponse(moderationtest.TextAnswer(erased))
		toRedact := in.NewResponse(moderationtest.TextAnswer("I saw " + first + " there, and " + first + ". Also " + second + "."))
		unchanged := in.NewResponse(moderationtest.TextAnswer("The grass."))
		for _, r := range []*intake.Response{toWithdraw, toRedact, unchanged} {
			in.Submit(r)
		}
		draft := &intake.Draft{
			Issued:       in.Intake.Keys.Issue("park", dbtest.Now),
			Consultation: "park",
			FormVersion:  "f",
			Edition:      "standard",
			Answers:      survey.Raw{"why": {"MARKER-draft"}},
		}
		if err := in.Intake.SaveDraft(t.Context(), draft); err != nil {
			t.Fatal(err)
		}
		restore := in.backup(t)

		if err := in.Deleter.Withdraw(t.Context(), "park", toWithdraw.Key.WithdrawalCode().String()); err != nil {
			t.Fatal(err)
		}
		if n, err := in.Redact(
			t.Context(), officer, "park", toRedact.Key.ID(),
			moderation.RedactionRequest{Question: "why", Text: first, Reason: "third-party"},
		); n != 2 ||
			err != nil {
			t.Fatalf("%d occurrences, %v", n, err)
		}
		if n, err := in.Redact(
			t.Context(), officer, "park", toRedact.Key.ID(),
			moderation.RedactionRequest{Question: "why", Text: second, Reason: "health"},
		); n != 1 ||
			err != nil {
			t.Fatalf("%d occurrences, %v", n, err)
		}
		if err := in.Deleter.DeleteDraft(t.Context(), "park", draft.Key); err != nil {
			t.Fatal(err)
		}
		want := map[intake.ResponseState]int64{intake.Counted: 2, intake.Withdrawn: 1}
		check := func() {
			t.Helper()
			for _, text := range []string{erased, first, second, "MARKER-draft"} {
				in.checkAbsent(t, text)
			}
			in.CheckStates(3, want)
		}
		if in.DB.Engine() == "sqlite" {
			check()
		} else {
			in.CheckStates(3, want) // on PostgreSQL the backup is tables of the same database
		}

		restore()
		in.start(t)
		if err := in.DB.View(t.Context(), func(tx *db.Tx) error {
			got, err := intake.CountByState(t.Context(), tx, "park")
			if got[intake.Counted] != 3 {
				t.Errorf("the backup was not restored: %v", got)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		done, err := in.Deleter.Replay(t.Context())
		if err != nil || done != (retention.ReplayResult{Withdrawn: 1, Redacted: 2, Other: 1}) {
			t.Fatalf("%+v %v", done, err)
		}
		check()
		if err := in.DB.View(t.Context(), func(tx *db.Tx) error {
			redactions, err := intake.ResponseRedactions(t.Context(), tx, toRedact.Key.ID())
			if len(redactions) != 2 || redactions[0].By != officer.ID ||
				redactions[0].Characters+redactions[1].Characters != int64(2*len(first)+len(second)) {
				t.Errorf("redactions: %+v", redactions)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if done, err := in.Deleter.Replay(t.Context()); err != nil || done.Any() {
			t.Errorf("a second replay: %+v %v", done, err)
		}
		in.close()
		in.start(t)
		if done, err := in.Deleter.Replay(t.Context()); err != nil || done.Any() {
			t.Errorf("at the next start: %+v %v", done, err)
		}
		check()
	})
}

// If the server stops after the entry in the deletion log and before the transaction,
// its next start makes the deletion.
func TestReplayAppliesLoggedDeletion(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		in := newInstallation(t, dsn)
		r := in.NewResponse(moderationtest.TextAnswer("MARKER-dying"))
		in.Submit(r)
		// Another update of the record blocks the transaction of the withdrawal.
		ctx, cancel := context.WithCancel(t.Context())
		block := make(chan struct{})
		held := make(chan struct{})
		go in.Log.Update(
			context.Background(),
			func(*db.Tx, *record.Writer) error { close(held); <-block; return fault.New(fault.Busy, "no") },
		)
		<-held
		done := make(chan error)
		go func() { done <- in.Deleter.Withdraw(ctx, "park", r.Key.WithdrawalCode().String()) }()
		waittest.Until(t, "the deletion log has an entry", func() bool {
			all, err := in.Deleter.Deletions().List()
			return err == nil && len(all) == 1
		})
		cancel()
		if err := <-done; err == nil {
			t.Fatal("the withdrawal succeeded although its transaction was blocked")
		}
		close(block)
		in.CheckStates(1, map[intake.ResponseState]int64{intake.Counted: 1})
		if done, err := in.Deleter.Replay(t.Context()); err != nil || done.Withdrawn != 1 {
			t.Errorf("%+v %v", done, err)
		}
		in.CheckStates(1, map[intake.ResponseState]int64{intake.Withdrawn: 1})
		in.checkAbsent(t, "MARKER-dying")
	})
}

// An entry that a crash cut off is ignored: the database was not changed. An entry
// that was changed stops the start.
func TestDamagedDeletionLogStopsStart(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		in := newInstallation(t, dsn)
		for range 2 {
			key := in.Send(moderationtest.TextAnswer("The grass."))
			if err := in.Deleter.Withdraw(t.Context(), "park", key.WithdrawalCode().String()); err != nil {
				t.Fatal(err)
			}
		}
		in.close()
		file := filepath.Join(in.dir, "deletions.jsonl")
		whole, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		lines := bytes.SplitAfter(whole, []byte("\n"))
		for name, test := range map[string]struct {
			text    []byte
			entries int // -1: opening it fails
		}{
			"whole":                 {whole, 2},
			"cut off":               {whole[:len(whole)-9], 1},
			"of another kind":       {bytes.Replace(whole, []byte("withdrawal"), []byte("redactionX"), 1), -1},
			"of another subject":    {bytes.Replace(whole, []byte(`"subject":"`), []byte(`"subject":"x`), 1), -1},
			"cut off, then written": {append(append(append([]byte{}, lines[0]...), []byte("{\"id\":\"half torn\n")...), lines[1]...), 2},
		} {
			if err := os.WriteFile(file, test.text, 0o600); err != nil {
				t.Fatal(err)
			}
			l, err := retention.OpenDeletionLog(in.dir)
			if (err != nil) != (test.entries < 0) {
				t.Errorf("%s: %v", name, err)
			}
			if err != nil {
				continue
			}
			if all, err := l.List(); err != nil || len(all) != test.entries {
				t.Errorf("%s: %d entries, %v", name, len(all), err)
			}
			l.Close()
		}
	})
}

// Every change of a response keeps receipts = counted + withdrawn + excluded, however
// often it is repeated, and is in the record.
func TestExcludeRestoreRedactWithdraw(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		in := newInstallation(t, dsn)
		r, other := in.NewResponse(
			moderationtest.TextAnswer("Ask "+marker+" about it."),
		), in.NewResponse(
			moderationtest.TextAnswer("The grass."),
		)
		in.Submit(r)
		in.Submit(other)
		id, ctx := r.Key.ID(), t.Context()
		const counted, excluded, withdrawn = intake.Counted, intake.Excluded, intake.Withdrawn
		for _, step := range []struct {
			name string
			do   func() error
			want fault.Kind // fault.Internal: no error
			then intake.ResponseState
		}{
			{
				"including a counted response again changes nothing",
				func() error { return in.Restore(ctx, officer, "park", id, "x") }, fault.Internal, counted,
			},
			{"excluded for an unknown reason", func() error { return in.Exclude(ctx, officer, "park", id, "unwelcome") }, fault.Invalid, counted},
			{"excluded without the capability", func() error { return in.Exclude(ctx, reader, "park", id, "duplicate") }, fault.Forbidden, counted},
			{
				"excluded by another organisation", func() error { return in.Exclude(ctx, stranger, "park", id, "duplicate") },
				fault.NotFound, counted,
			},
			{"excluded", func() error { return in.Exclude(ctx, officer, "park", id, "duplicate") }, fault.Internal, excluded},
			{
				"excluded again for the same reason", func() error { return in.Exclude(ctx, officer, "park", id, "duplicate") },
				fault.Internal, excluded,
			},
			{"excluded again for another reason", func() error { return in.Exclude(ctx, officer, "park", id, "test") }, fault.Conflict, excluded},
			{"included again without a reason", func() error { return in.Restore(ctx, officer, "park", id, " ") }, fault.Invalid, excluded},
			{"included again", func() error { return in.Restore(ctx, officer, "park", id, "It was no duplicate.") }, fault.Internal, counted},
			{
				"excluded a second time for the same reason",
				func() error { return in.Exclude(ctx, officer, "park", id, "duplicate") }, fault.Internal, excluded,
			},
			{"redacted while excluded", func() error {
				_, err := in.Redact(ctx, officer, "park", id, moderation.RedactionRequest{Question: "why", Text: marker, Reason: "third-party"})
				return err
			}, fault.Internal, excluded},
			{"redaction of text that the answer does not have", func() error {
				_, err := in.Redact(ctx, officer, "park", id, moderation.RedactionRequest{Question: "why", Text: marker, Reason: "third-party"})
				return err
			}, fault.Invalid, excluded},
			{"redaction of a question that does not exist", func() error {
				_, err := in.Redact(ctx, officer, "park", id, moderation.RedactionRequest{Question: "whence", Text: "Ask", Reason: "third-party"})
				return err
			}, fault.Invalid, excluded},
			{"redacted by another organisation", func() error {
				_, err := in.Redact(ctx, stranger, "park", id, moderation.RedactionRequest{Question: "why", Text: "Ask", Reason: "third-party"})
				return err
			}, fault.NotFound, excluded},
			{"included again a second time", func() error { return in.Restore(ctx, officer, "park", id, "Really.") }, fault.Internal, counted},
			{"excluded a third time", func() error { return in.Exclude(ctx, officer, "park", id, "test") }, fault.Internal, excluded},
			{
				"withdrawn on behalf, without a note",
				func() error { return in.Deleter.WithdrawOnBehalf(ctx, officer, "park", id, "") }, fault.Invalid, excluded,
			},
			{
				"withdrawn on behalf, by another organisation",
				func() error { return in.Deleter.WithdrawOnBehalf(ctx, stranger, "park", id, "Letter.") }, fault.NotFound,
				excluded,
			},
			{"withdrawn on behalf", func() error {
				return in.Deleter.WithdrawOnBehalf(ctx, officer, "park", id, "They showed their receipt.")
			}, fault.Internal, withdrawn},
			{"included again after the withdrawal", func() error { return in.Restore(ctx, officer, "park", id, "Oh.") }, fault.Conflict, withdrawn},
		} {
			if err := step.do(); fault.KindOf(err) != step.want || (err == nil) != (step.want == fault.Internal) {
				t.Errorf("%s: %v", step.name, err)
			}
			want := map[intake.ResponseState]int64{counted: 1}
			want[step.then]++
			in.CheckStates(2, want)
		}
		in.checkAbsent(t, marker+" about")
	})
}

// intake.Audit reports changes of the database that are not in the record.
func TestAuditReportsStateAndRedactionChanges(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		in := newInstallation(t, dsn)
		for i := range 4 {
			r := in.NewResponse(moderationtest.TextAnswer("Ask " + marker + " about it."))
			in.Submit(r)
			switch i {
			case 0:
				if err := in.Exclude(t.Context(), officer, "park", r.Key.ID(), "test"); err != nil {
					t.Fatal(err)
				}
			case 1:
				if _, err := in.Redact(
					t.Context(), officer, "park", r.Key.ID(),
					moderation.RedactionRequest{Question: "why", Text: marker, Reason: "health"},
				); err != nil {
					t.Fatal(err)
				}
			case 2:
				if err := in.Exclude(t.Context(), officer, "park", r.Key.ID(), "test"); err != nil {
					t.Fatal(err)
				}
				if err := in.Restore(t.Context(), officer, "park", r.Key.ID(), "It was not a test."); err != nil {
					t.Fatal(err)
				}
			}
		}
		in.CheckStates(4, map[intake.ResponseState]int64{intake.Counted: 3, intake.Excluded: 1})
		for name, sql := range map[string]string{
			"an exclusion undone": `UPDATE intake_response SET state = 'counted', reason = '' WHERE state = 'excluded'`,
			"another reason":      `UPDATE intake_response SET reason = 'abusive' WHERE state = 'excluded'`,
			"an inclusion undone": `UPDATE intake_response
				SET state = 'excluded', reason = 'test', restored = 0 WHERE restored = 1`,
			"an inclusion not counted":             `UPDATE intake_response SET restored = 0 WHERE restored = 1`,
			"other text after a redaction":         `UPDATE intake_response SET answers = replace(answers, 'about', 'never') WHERE redactions = 1`,
			"a redaction not counted":              `UPDATE intake_response SET redactions = 0 WHERE redactions = 1`,
			"a redaction too many":                 `UPDATE intake_response SET redactions = 2 WHERE redactions = 1`,
			"other text without a redaction":       `UPDATE intake_response SET answers = replace(answers, 'about', 'never') WHERE redactions = 0`,
			"monitoring answers deleted":           `DELETE FROM intake_monitoring`,
			"monitoring answers marked as deleted": `UPDATE intake_response SET monitoring_deleted = TRUE`,
			"the history of a redaction deleted":   `DELETE FROM intake_redaction`,
			"remaining answers linked to others": `UPDATE intake_redaction SET commitment = salt
				FROM intake_response WHERE intake_response.redactions = 1`,
		} {
			errRollback := fault.New(fault.Busy, "roll back")
			found := 0
			err := in.DB.Update(t.Context(), func(tx *db.Tx) error {
				if _, err := tx.Exec(t.Context(), sql); err != nil {
					return err
				}
				if err := intake.Audit(t.Context(), tx, "park", func(string) { found++ }); err != nil {
					return err
				}
				return errRollback
			})
			if err != errRollback {
				t.Fatalf("%s: %v", name, err)
			}
			if found == 0 {
				t.Errorf("%s: intake.Audit reported nothing", name)
			}
		}
		in.CheckStates(4, map[intake.ResponseState]int64{intake.Counted: 3, intake.Excluded: 1})
	})
}

// At the end of their retention periods, written and monitoring answers are deleted,
// answers chosen from lists stay, and intake.Audit reports nothing. All of it again
// after a restore.
func TestRetentionDeletions(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		in := newInstallation(t, dsn)
		r := in.NewResponse(moderationtest.TextAnswer("Ask " + marker + " about it."))
		in.Submit(r)
		if _, err := in.Redact(
			t.Context(), officer, "park", r.Key.ID(),
			moderation.RedactionRequest{Question: "why", Text: "Ask", Reason: "health"},
		); err != nil {
			t.Fatal(err)
		}
		for range 3 {
			in.Submit(in.NewResponse(moderationtest.TextAnswer(marker)))
		}
		restore := in.backup(t)
		for range 2 { // twice is the same as once
			if _, err := in.Deleter.DeleteMonitoring(t.Context(), "park", 0); err != nil {
				t.Fatal(err)
			}
			if _, err := in.Deleter.DeleteTexts(t.Context(), "park", 0); err != nil {
				t.Fatal(err)
			}
		}
		in.CheckStates(4, map[intake.ResponseState]int64{intake.Counted: 4})
		restore()
		in.start(t)
		if _, err := in.Deleter.Replay(t.Context()); err != nil {
			t.Fatal(err)
		}
		in.CheckStates(4, map[intake.ResponseState]int64{intake.Counted: 4})
		in.checkAbsent(t, marker)
		in.checkAbsent(t, `["female"]`) // as in an answer; the form has the word too
		if err := in.DB.View(t.Context(), func(tx *db.Tx) error {
			return intake.EachResponse(t.Context(), tx, "park", func(k intake.StoredResponse) error {
				if !bytes.Contains(k.Answers, []byte(`"use":{"options":["yes"]}`)) || k.Monitoring != nil || k.Epoch == 0 {
					t.Errorf("left over: %s %s", k.Answers, k.Monitoring)
				}
				return nil
			})
		}); err != nil {
			t.Fatal(err)
		}
	})
}

// Two servers share a database. A response is withdrawn and another one redacted on the
// first. Then an old backup is restored, and only the second is started: it recognises the
// old database, and both texts stay gone.
//
// Row H2 of docs/faults.md.
func TestTextsDeletedOnAnotherServerStayDeletedAfterRestore(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		ctx := t.Context()
		first := newInstallation(t, dsn)
		key := first.Send(moderationtest.TextAnswer("Mr Withdrawn wrote this."))
		redacted := first.Send(moderationtest.TextAnswer("Mrs Redacted lives at Number Twelve, next to the park.")).ID()
		restore := first.backup(t)
		second := first.secondServer(t)
		if err := first.Deleter.Withdraw(ctx, "park", key.WithdrawalCode().String()); err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{"Mrs Redacted", "Number Twelve"} {
			request := moderation.RedactionRequest{Question: "why", Text: text, Reason: "third-party"}
			if n, err := first.Redact(ctx, officer, "park", redacted, request); n != 1 || err != nil {
				t.Fatalf("%d occurrences, %v", n, err)
			}
		}

		// What every server does every few seconds.
		if err := errors.Join(second.Deleter.SyncLog(ctx), second.Log.KeepCheckpoint(ctx)); err != nil {
			t.Fatal(err)
		}
		second.close()
		restore()
		second.start(t)
		if epochs, err := second.Log.Epochs(ctx); err != nil || len(epochs) != 2 || epochs[0].Missing() != 5 {
			t.Errorf("the second server did not recognise that the database is an old one: %+v %v", epochs, err)
		}
		done, err := second.Deleter.Replay(ctx)
		if err != nil || done.Withdrawn != 1 || done.Redacted != 2 {
			t.Errorf("deleted again: %+v %v", done, err)
		}
		second.checkAbsent(t, "Mr Withdrawn")
		second.checkAbsent(t, "Mrs Redacted")
		second.checkAbsent(t, "Number Twelve")
		if err := second.DB.View(ctx, func(tx *db.Tx) error {
			_, err := second.Deleter.AuditLog(ctx, tx, func(problem string) { t.Error(problem) })
			return err
		}); err != nil {
			t.Fatal(err)
		}
	})
}
