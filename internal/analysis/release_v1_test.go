package analysis_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/survey"
)

// Releases in the first format, without submissions, cluster decisions and
// wordings, stay as they are and are audited in their own format.
func TestReleaseV1StillReadsAndAudits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newFixture(t, d)
		h.importResponses(responsesCSV(0, 100, ""))
		h.changeQuestion(consult.MeaningChange, func(q *survey.Question) { q.Text = "Would you use the park?" })
		h.importResponses(responsesCSV(100, 40, ""))
		h.importResponses(campaignCSV("c", 25, gatesText, false))
		h.decideCluster(25, moderation.CountOnce, "One letter.")
		h.addSubmission(entry.Submission{Kind: entry.Letter})
		h.advanceDays(5)
		old, err := h.analysis.ReleaseV1(t.Context(), "park")
		if err != nil {
			t.Fatal(err)
		}
		for _, added := range []string{"v2", "submissions", "similar-responses", "wordings", "epoch", "sequence", "campaign"} {
			if strings.Contains(string(old.Bytes), `"`+added) {
				t.Errorf("%q is in a release of the first format", added)
			}
		}
		if q := old.Question("use"); q.Answered.String() != "160" {
			t.Errorf("%+v", q)
		}
		if found := h.auditFindings(); len(found) > 0 {
			t.Error(found)
		}
		if last, err := h.analysis.Get(t.Context(), "park", 1); err != nil || !bytes.Equal(last.Bytes, old.Bytes) {
			t.Errorf("%v", err)
		}
		f, err := h.analysis.ReleaseAgain(t.Context(), actor.System, "park", "Similar responses are counted once.")
		if err != nil || f.Number != 2 || f.Responses.Excluded != 24 || len(f.Submissions) != 1 || len(f.Question("use").Wordings) != 2 {
			t.Errorf("%+v %v", f, err)
		}
		if found := h.auditFindings(); len(found) > 0 {
			t.Error(found)
		}
	})
}

// After an older backup is restored, the public record starts a new epoch, so that
// two responses have the same index.
func TestResponsesWithSameIndexInTwoEpochs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newFixture(t, d)
		tables := []string{"record_head", "record_leaf", "record_tile", "record_checkpoint", "intake_monitoring", "intake_response"}
		run := func(query string) {
			t.Helper()
			if err := d.Update(t.Context(), func(tx *db.Tx) error {
				for i := range tables {
					table := tables[i]
					if strings.HasPrefix(query, "INSERT") {
						table = tables[len(tables)-1-i]
					}
					if _, err := tx.Exec(t.Context(), strings.ReplaceAll(query, "NAME", table)); err != nil {
						return err
					}
				}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
		}
		h.importResponses(responsesCSV(0, 50, ""))
		run(`CREATE TABLE copy_NAME AS SELECT * FROM NAME`)
		h.importResponses(responsesCSV(50, 10, ""))
		run(`DELETE FROM NAME`)
		run(`INSERT INTO NAME SELECT * FROM copy_NAME`)
		log, err := record.Open(t.Context(), d, record.Options{Dir: h.dir, Origin: "test.invalid/record"})
		if err != nil {
			t.Fatal(err)
		}
		defer log.Close()
		h.log, h.analysis.Log, h.intake.Log = log, log, log
		h.intake.Receiver = intake.NewReceiver(d, log, nil, slog.New(slog.DiscardHandler))
		h.importResponses(responsesCSV(60, 40, ""))
		h.advanceDays(5)
		f := h.mustRelease()
		checkTotals(t, f)
		at, twice := map[string]bool{}, 0
		indices := map[int64]int{}
		for _, s := range f.Statuses {
			if pair := fmt.Sprint(s.Epoch, "/", s.Index); at[pair] {
				t.Errorf("position %s appears twice", pair)
			} else {
				at[pair] = true
			}
			if indices[s.Index]++; indices[s.Index] == 2 {
				twice++
			}
		}
		if twice < 10 {
			t.Fatalf("only %d indices belong to two responses, so the test proves nothing", twice)
		}
		if found := h.auditFindings(); len(found) > 0 {
			t.Error(found)
		}
		// Exclude a response of the first epoch whose index is also in the second.
		if err := d.Update(t.Context(), func(tx *db.Tx) error {
			leaves, err := record.EntriesBySubject(context.Background(), tx, "park", "response")
			if err != nil {
				return err
			}
			for _, e := range leaves {
				if e.Epoch == 1 && indices[e.Index] == 2 {
					_, err := tx.Exec(t.Context(),
						`UPDATE intake_response SET state = 'excluded', reason = 'whim' WHERE commitment = $1`, e.Leaf.Commitment[:])
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if found := strings.Join(h.auditFindings(), "; "); !strings.Contains(found, "the status of responses has changed (1)") {
			t.Errorf("audit findings %q", found)
		}
	})
}
