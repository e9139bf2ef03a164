package intake_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/internal/retention"
	"github.com/folkmoot/folkmoot/survey"
)

// officerActor is of the council, and may do everything; stranger may too, but of
// another organisation.
var (
	officerActor  = actor.Actor{ID: "officer-1", Org: actor.CouncilOrg, Name: "An officer", Capabilities: actor.AllCapabilities}
	otherOrgActor = actor.Actor{ID: "officer-2", Org: "elsewhere", Name: "An officer", Capabilities: actor.AllCapabilities}
	readerActor   = actor.Actor{
		ID:           "officer-3",
		Org:          actor.CouncilOrg,
		Name:         "An officer",
		Capabilities: []actor.Capability{actor.Staff, actor.ReadResponses},
	}
)

// installation is a house with its folders, which can be put back to an earlier
// day as an operator would.
type installation struct {
	*fixture
	dsn, dir string
}

func newInstallation(t *testing.T, dsn string) *installation {
	t.Helper()
	in := &installation{dsn: dsn, dir: t.TempDir()}
	in.start(t)
	return in
}

// start opens the house on its folders, as the program does.
func (in *installation) start(t *testing.T) {
	t.Helper()
	d := dbtest.Open(t, in.dsn)
	log, err := record.Open(t.Context(), d, record.Options{Dir: in.dir, Origin: "test.invalid/record"})
	if err != nil {
		t.Fatal(err)
	}
	in.fixture = newFixtureOn(t, d, log)
	deletions, err := retention.OpenDeletionLog(in.dir)
	if err != nil {
		t.Fatal(err)
	}
	in.setDeletionLog(deletions)
	t.Cleanup(func() { deletions.Close(); log.Close() })
}

// tables names every table of d.
func tables(t *testing.T, d *db.DB) (names []string) {
	t.Helper()
	query := `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'sqlite_*' AND name NOT GLOB 'schema_*' ORDER BY name`
	if d.Engine() == "postgres" {
		query = `SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename !~ '^(saved|schema)_' ORDER BY tablename`
	}
	if err := d.View(context.Background(), func(tx *db.Tx) (err error) {
		names, err = db.All(context.Background(), tx, db.Text, query)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return names
}

// backup copies the database as it is, and returns what puts the copy back.
func (in *installation) backup(t *testing.T) (restore func()) {
	t.Helper()
	if in.d.Engine() == "sqlite" {
		if err := in.d.Checkpoint(t.Context()); err != nil {
			t.Fatal(err)
		}
		copied, err := os.ReadFile(in.dsn)
		if err != nil {
			t.Fatal(err)
		}
		return func() {
			in.close()
			os.Remove(in.dsn + "-wal")
			os.Remove(in.dsn + "-shm")
			if err := os.WriteFile(in.dsn, copied, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	all := tables(t, in.d)
	run := func(statements ...string) {
		if err := in.d.Update(t.Context(), func(tx *db.Tx) error {
			for _, s := range statements {
				if _, err := tx.Exec(t.Context(), s); err != nil {
					return fmt.Errorf("%s: %w", s, err)
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range all {
		run("CREATE TABLE saved_" + name + " AS TABLE " + name)
	}
	return func() {
		statements := []string{"SET LOCAL session_replication_role = replica"}
		for _, name := range all {
			statements = append(statements, "DELETE FROM "+name, "INSERT INTO "+name+" SELECT * FROM saved_"+name)
		}
		run(statements...)
		for _, name := range all {
			run("DROP TABLE saved_" + name)
		}
		in.close()
	}
}

// close ends the house as a server ends.
func (in *installation) close() {
	in.stop()
	<-in.done
	in.d.Close()
}

// checkAbsent looks for text in every row of every table, and in the bytes of the
// database and its log where there are such files.
func (in *installation) checkAbsent(t *testing.T, text string) {
	t.Helper()
	err := in.d.View(t.Context(), func(tx *db.Tx) error {
		for _, name := range tables(t, in.d) {
			if err := tx.Dump(t.Context(), name, func([]string) error { return nil }, func(row []any) error {
				if strings.Contains(fmt.Sprintf("%s", row), text) {
					t.Errorf("%q is in a row of %s", text, name)
				}
				return nil
			}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, ending := range []string{"", "-wal"} {
		if found, err := os.ReadFile(in.dsn + ending); err == nil && bytes.Contains(found, []byte(text)) {
			t.Errorf("%q is in the file %s", text, filepath.Base(in.dsn+ending))
		}
	}
	if found, err := os.ReadFile(filepath.Join(in.dir, "deletions.jsonl")); err != nil || bytes.Contains(found, []byte(text)) {
		t.Errorf("the ledger holds %q (%v)", text, err)
	}
}

func textAnswers(text string) survey.Raw {
	return survey.Raw{"use": {"yes"}, "why": {text}, "sex": {"female"}}
}

// What was erased or redacted stays so when yesterday's database is put back:
// the ledger is not put back with it.
func TestDeletionsSurviveRestore(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		in := newInstallation(t, dsn)
		const erased, cut, twice = "MARKER-erased-5b", "MARKER-cut-77", "MARKER-twice-31"
		gone, left, kept := in.newResponse(
			textAnswers(erased),
		), in.newResponse(
			textAnswers("I saw "+cut+" there, and "+cut+". Also "+twice+"."),
		), in.newResponse(
			textAnswers("The grass."),
		)
		for _, r := range []*intake.Response{gone, left, kept} {
			in.send(r)
		}
		draft := &intake.Draft{
			Key:          in.intake.Keys.New("park", *in.now.Load()),
			Consultation: "park",
			FormVersion:  "f",
			Edition:      "standard",
			Answers:      survey.Raw{"why": {"MARKER-draft"}},
		}
		if err := in.intake.SaveDraft(t.Context(), draft); err != nil {
			t.Fatal(err)
		}
		restore := in.backup(t)

		if err := in.deleter.Withdraw(t.Context(), "park", gone.Key.WithdrawalCode()); err != nil {
			t.Fatal(err)
		}
		if n, err := in.moderation.Redact(t.Context(), officerActor, "park", left.Key.ID(), moderation.RedactionRequest{Question: "why", Text: cut, Reason: "third-party"}); n != 2 ||
			err != nil {
			t.Fatalf("%d places, %v", n, err)
		}
		if n, err := in.moderation.Redact(t.Context(), officerActor, "park", left.Key.ID(), moderation.RedactionRequest{Question: "why", Text: twice, Reason: "health"}); n != 1 ||
			err != nil {
			t.Fatalf("%d places, %v", n, err)
		}
		if err := in.deleter.DeleteDraft(t.Context(), "park", draft.Key); err != nil {
			t.Fatal(err)
		}
		want := map[intake.ResponseState]int64{intake.Counted: 2, intake.Withdrawn: 1}
		check := func() {
			t.Helper()
			for _, text := range []string{erased, cut, twice, "MARKER-draft"} {
				in.checkAbsent(t, text)
			}
			in.checkTotals(3, want)
		}
		if in.d.Engine() == "sqlite" {
			check()
		} else {
			in.checkTotals(3, want) // PostgreSQL: the rows that were saved are tables too
		}

		restore()
		in.start(t)
		if err := in.d.View(t.Context(), func(tx *db.Tx) error {
			got, err := intake.CountByState(t.Context(), tx, "park")
			if got[intake.Counted] != 3 {
				t.Errorf("the backup was not put back: %v", got)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		done, err := in.deleter.Replay(t.Context())
		if err != nil || done != (retention.ReplayResult{Withdrawn: 1, Redacted: 2, Other: 1}) {
			t.Fatalf("%+v %v", done, err)
		}
		check()
		if err := in.d.View(t.Context(), func(tx *db.Tx) error {
			cuts, err := intake.ResponseRedactions(t.Context(), tx, left.Key.ID())
			if len(cuts) != 2 || cuts[0].Characters+cuts[1].Characters != int64(2*len(cut)+len(twice)) || cuts[0].By != officerActor.ID {
				t.Errorf("the history is %+v", cuts)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if done, err := in.deleter.Replay(t.Context()); err != nil || done.Any() {
			t.Errorf("once more: %+v %v", done, err)
		}
		in.close()
		in.start(t)
		if done, err := in.deleter.Replay(t.Context()); err != nil || done.Any() {
			t.Errorf("at the next start: %+v %v", done, err)
		}
		check()
	})
}

// A server that dies between the line of the ledger and the transaction does at
// its next start what it had said.
func TestReplayAppliesLoggedDeletion(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		in := newInstallation(t, dsn)
		r := in.newResponse(textAnswers("MARKER-dying"))
		in.send(r)
		// The transaction cannot begin: the turn of the record is taken away.
		ctx, cancel := context.WithCancel(t.Context())
		block := make(chan struct{})
		held := make(chan struct{})
		go in.log.Update(context.Background(), func(*db.Tx, *record.Writer) error { close(held); <-block; return fault.New(fault.Busy, "no") })
		<-held
		done := make(chan error)
		go func() { done <- in.deleter.Withdraw(ctx, "park", r.Key.WithdrawalCode()) }()
		for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(5 * time.Millisecond) {
			if deeds, err := in.deleter.Deletions().List(); err == nil && len(deeds) == 1 {
				break
			}
			if time.Now().After(deadline) {
				t.Fatal("nothing was written to the ledger")
			}
		}
		cancel()
		if err := <-done; err == nil {
			t.Fatal("it was withdrawn all the same")
		}
		close(block)
		in.checkTotals(1, map[intake.ResponseState]int64{intake.Counted: 1})
		if done, err := in.deleter.Replay(t.Context()); err != nil || done.Withdrawn != 1 {
			t.Errorf("%+v %v", done, err)
		}
		in.checkTotals(1, map[intake.ResponseState]int64{intake.Withdrawn: 1})
		in.checkAbsent(t, "MARKER-dying")
	})
}

// A line that a crash cut off was never begun; one that was changed stops the
// start.
func TestDamagedDeletionLogStopsStart(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "deletions.jsonl")
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newFixture(t, d)
		os.Remove(file)
		deletions, err := retention.OpenDeletionLog(dir)
		if err != nil {
			t.Fatal(err)
		}
		h.setDeletionLog(deletions)
		for range 2 {
			r := h.newResponse(validAnswers)
			h.send(r)
			if err := h.deleter.Withdraw(t.Context(), "park", r.Key.WithdrawalCode()); err != nil {
				t.Fatal(err)
			}
		}
		h.deleter.Deletions().Close()
		whole, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		lines := bytes.SplitAfter(whole, []byte("\n"))
		for name, test := range map[string]struct {
			text  []byte
			deeds int // -1: it does not open
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
			l, err := retention.OpenDeletionLog(dir)
			if (err != nil) != (test.deeds < 0) {
				t.Errorf("%s: %v", name, err)
			}
			if err != nil {
				continue
			}
			if deeds, err := l.List(); err != nil || len(deeds) != test.deeds {
				t.Errorf("%s: %d deeds, %v", name, len(deeds), err)
			}
			l.Close()
		}
	})
}

// Receipts issued = counted + withdrawn + excluded, whatever is done, as often
// as it is done; and the record says the last of it.
func TestExcludeRestoreRedactWithdraw(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		in := newInstallation(t, dsn)
		r, other := in.newResponse(textAnswers("Ask "+marker+" about it.")), in.newResponse(validAnswers)
		in.send(r)
		in.send(other)
		id, ctx := r.Key.ID(), t.Context()
		const counted, excluded, withdrawn = intake.Counted, intake.Excluded, intake.Withdrawn
		for _, step := range []struct {
			name string
			do   func() error
			want fault.Kind // Internal stands for no error
			then intake.ResponseState
		}{
			{"restoring what is counted changes nothing", func() error { return in.moderation.Restore(ctx, officerActor, "park", id, "x") }, fault.Internal, counted},
			{"no reason that anybody agreed", func() error { return in.moderation.Exclude(ctx, officerActor, "park", id, "unwelcome") }, fault.Invalid, counted},
			{"by one who may only read", func() error { return in.moderation.Exclude(ctx, readerActor, "park", id, "duplicate") }, fault.Forbidden, counted},
			{"by another organisation", func() error { return in.moderation.Exclude(ctx, otherOrgActor, "park", id, "duplicate") }, fault.NotFound, counted},
			{"excluded", func() error { return in.moderation.Exclude(ctx, officerActor, "park", id, "duplicate") }, fault.Internal, excluded},
			{"again for the same reason", func() error { return in.moderation.Exclude(ctx, officerActor, "park", id, "duplicate") }, fault.Internal, excluded},
			{"again for another", func() error { return in.moderation.Exclude(ctx, officerActor, "park", id, "test") }, fault.Conflict, excluded},
			{"restored without a why", func() error { return in.moderation.Restore(ctx, officerActor, "park", id, " ") }, fault.Invalid, excluded},
			{"restored", func() error { return in.moderation.Restore(ctx, officerActor, "park", id, "It was no duplicate.") }, fault.Internal, counted},
			{"excluded a second time for the same reason", func() error { return in.moderation.Exclude(ctx, officerActor, "park", id, "duplicate") }, fault.Internal, excluded},
			{"words taken out meanwhile", func() error {
				_, err := in.moderation.Redact(ctx, officerActor, "park", id, moderation.RedactionRequest{Question: "why", Text: marker, Reason: "third-party"})
				return err
			}, fault.Internal, excluded},
			{"words that are not there", func() error {
				_, err := in.moderation.Redact(ctx, officerActor, "park", id, moderation.RedactionRequest{Question: "why", Text: marker, Reason: "third-party"})
				return err
			}, fault.Invalid, excluded},
			{"words of a question that is not there", func() error {
				_, err := in.moderation.Redact(ctx, officerActor, "park", id, moderation.RedactionRequest{Question: "whence", Text: "Ask", Reason: "third-party"})
				return err
			}, fault.Invalid, excluded},
			{"redacted by another organisation", func() error {
				_, err := in.moderation.Redact(ctx, otherOrgActor, "park", id, moderation.RedactionRequest{Question: "why", Text: "Ask", Reason: "third-party"})
				return err
			}, fault.NotFound, excluded},
			{"restored a second time", func() error { return in.moderation.Restore(ctx, officerActor, "park", id, "Really.") }, fault.Internal, counted},
			{"excluded a third time", func() error { return in.moderation.Exclude(ctx, officerActor, "park", id, "test") }, fault.Internal, excluded},
			{"withdrawn for a person, without a note", func() error { return in.deleter.WithdrawOnBehalf(ctx, officerActor, "park", id, "") }, fault.Invalid, excluded},
			{"withdrawn for a person, elsewhere", func() error { return in.deleter.WithdrawOnBehalf(ctx, otherOrgActor, "park", id, "Letter.") }, fault.NotFound, excluded},
			{"withdrawn for a person", func() error {
				return in.deleter.WithdrawOnBehalf(ctx, officerActor, "park", id, "They showed the receipt.")
			}, fault.Internal, withdrawn},
			{"restored after that", func() error { return in.moderation.Restore(ctx, officerActor, "park", id, "Oh.") }, fault.Conflict, withdrawn},
		} {
			if err := step.do(); fault.KindOf(err) != step.want || (err == nil) != (step.want == fault.Internal) {
				t.Errorf("%s: %v", step.name, err)
			}
			want := map[intake.ResponseState]int64{counted: 1}
			want[step.then]++
			in.checkTotals(2, want)
		}
		in.checkAbsent(t, marker+" about")
	})
}

// The audit finds what was changed behind the back of the record.
func TestAuditReportsStateAndRedactionChanges(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		in := newInstallation(t, dsn)
		for i := range 4 {
			r := in.newResponse(textAnswers("Ask " + marker + " about it."))
			in.send(r)
			switch i {
			case 0:
				if err := in.moderation.Exclude(t.Context(), officerActor, "park", r.Key.ID(), "test"); err != nil {
					t.Fatal(err)
				}
			case 1:
				if _, err := in.moderation.Redact(t.Context(), officerActor, "park", r.Key.ID(), moderation.RedactionRequest{Question: "why", Text: marker, Reason: "health"}); err != nil {
					t.Fatal(err)
				}
			case 2:
				if err := in.moderation.Exclude(t.Context(), officerActor, "park", r.Key.ID(), "test"); err != nil {
					t.Fatal(err)
				}
				if err := in.moderation.Restore(t.Context(), officerActor, "park", r.Key.ID(), "It was none."); err != nil {
					t.Fatal(err)
				}
			}
		}
		in.checkTotals(4, map[intake.ResponseState]int64{intake.Counted: 3, intake.Excluded: 1})
		for name, sql := range map[string]string{
			"an exclusion undone":        `UPDATE intake_response SET state = 'counted', reason = '' WHERE state = 'excluded'`,
			"another reason":             `UPDATE intake_response SET reason = 'abusive' WHERE state = 'excluded'`,
			"a restoration undone":       `UPDATE intake_response SET state = 'excluded', reason = 'test', restored = 0 WHERE restored = 1`,
			"a restoration forgotten":    `UPDATE intake_response SET restored = 0 WHERE restored = 1`,
			"other words after a cut":    `UPDATE intake_response SET answers = replace(answers, 'about', 'never') WHERE redactions = 1`,
			"a redaction denied":         `UPDATE intake_response SET redactions = 0 WHERE redactions = 1`,
			"a redaction made up":        `UPDATE intake_response SET redactions = 2 WHERE redactions = 1`,
			"other words without a cut":  `UPDATE intake_response SET answers = replace(answers, 'about', 'never') WHERE redactions = 0`,
			"monitoring quietly deleted": `DELETE FROM intake_monitoring`,
			"monitoring said to be old":  `UPDATE intake_response SET monitoring_deleted = TRUE`,
			"the history of a cut gone":  `DELETE FROM intake_redaction`,
			"what is left tied to other": `UPDATE intake_redaction SET commitment = salt FROM intake_response WHERE intake_response.redactions = 1`,
		} {
			errRollback := fault.New(fault.Busy, "roll back")
			found := 0
			err := in.d.Update(t.Context(), func(tx *db.Tx) error {
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
				t.Errorf("%s: the audit found nothing", name)
			}
		}
		in.checkTotals(4, map[intake.ResponseState]int64{intake.Counted: 3, intake.Excluded: 1})
	})
}

// What was kept as long as was promised goes, what was chosen from lists stays,
// and the audit is content.
func TestRetentionDeletions(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		in := newInstallation(t, dsn)
		r := in.newResponse(textAnswers("Ask " + marker + " about it."))
		in.send(r)
		if _, err := in.moderation.Redact(t.Context(), officerActor, "park", r.Key.ID(), moderation.RedactionRequest{Question: "why", Text: "Ask", Reason: "health"}); err != nil {
			t.Fatal(err)
		}
		for range 3 {
			in.send(in.newResponse(textAnswers(marker)))
		}
		restore := in.backup(t)
		for range 2 { // twice is once
			if _, err := in.deleter.DeleteMonitoring(t.Context(), "park"); err != nil {
				t.Fatal(err)
			}
			if _, err := in.deleter.DeleteTexts(t.Context(), "park"); err != nil {
				t.Fatal(err)
			}
		}
		in.checkTotals(4, map[intake.ResponseState]int64{intake.Counted: 4})
		restore()
		in.start(t)
		if _, err := in.deleter.Replay(t.Context()); err != nil {
			t.Fatal(err)
		}
		in.checkTotals(4, map[intake.ResponseState]int64{intake.Counted: 4})
		in.checkAbsent(t, marker)
		in.checkAbsent(t, `["female"]`) // as an answer has it; the form has the word too
		if err := in.d.View(t.Context(), func(tx *db.Tx) error {
			return intake.EachResponse(t.Context(), tx, "park", func(k intake.StoredResponse) error {
				if !bytes.Contains(k.Answers, []byte(`"use":{"options":["yes"]}`)) || k.Monitoring != nil || k.Epoch == 0 {
					t.Errorf("left: %s %s", k.Answers, k.Monitoring)
				}
				return nil
			})
		}); err != nil {
			t.Fatal(err)
		}
	})
}
