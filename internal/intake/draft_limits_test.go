package intake_test

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/survey"
)

// A client that saves drafts without end fills neither the share of its network nor that
// of the consultation, and responses are still received: drafts stop before responses
// do. Too long answers and answers to no question are not saved. Answers faster than a person
// are saved after a short wait.
//
// Row B6 of docs/faults.md.
func TestDraftsCannotFillTheDisk(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newFixture(t, d)
		h.intake.Now = func() time.Time { return *h.now.Load() }
		h.intake.Drafts = intake.DraftLimits{Pause: 200 * time.Millisecond, Total: 100_000, PerNetwork: 40_000}
		var version string
		if err := d.View(t.Context(), func(tx *db.Tx) error {
			ref, err := consult.FindForm(t.Context(), tx, "park", "standard")
			version = ref.Version
			return err
		}); err != nil {
			t.Fatal(err)
		}
		draft := func(from string, raw survey.Raw) *intake.Draft {
			return &intake.Draft{
				Issued: h.intake.Keys.Issue("park", h.now.Load().Add(-time.Minute)), Consultation: "park", FormVersion: version,
				Edition: "standard", Answers: raw, From: netip.MustParsePrefix(from),
			}
		}
		save := func(d *intake.Draft) error { return h.intake.SaveDraft(t.Context(), d) }
		words := survey.Raw{"why": {strings.Repeat("x", 300)}}

		for name, raw := range map[string]survey.Raw{
			"too long an answer": {"why": {strings.Repeat("x", 200_000)}},
			"a long option":      {"use": {strings.Repeat("x", 5_000)}},
			"no question":        {"nothing": {"x"}},
			"too many values":    {"use": strings.Split(strings.Repeat("x ", 5_000), " ")},
		} {
			if err := save(draft("192.0.2.1/32", raw)); !errors.Is(err, intake.ErrDraftTooLong) {
				t.Errorf("%s: %v", name, err)
			}
		}
		fast := draft("192.0.2.1/32", words)
		fast.Issued = h.intake.Keys.Issue("park", *h.now.Load())
		began := time.Now()
		if err := save(fast); err != nil || time.Since(began) < 200*time.Millisecond {
			t.Errorf("faster than a person: %v after %v", err, time.Since(began))
		}

		saved := func(from string) (n int) {
			for range 1000 {
				if err := save(draft(from, words)); errors.Is(err, intake.ErrDraftsFull) {
					return n
				} else if err != nil {
					t.Fatal(err)
				}
				n++
			}
			return n
		}
		kept := draft("192.0.2.9/32", words)
		if err := save(kept); err != nil {
			t.Fatal(err)
		}
		one := saved("192.0.2.1/32")
		if one < 50 || one > 120 {
			t.Errorf("one network saves %d drafts of 350 bytes within 40,000 bytes", one)
		}
		all := one
		for i := range 20 {
			all += saved(fmt.Sprintf("198.51.100.%d/32", i))
		}
		if all < 150 || all > 300 {
			t.Errorf("all networks save %d drafts of 350 bytes within 100,000 bytes", all)
		}
		h.setNow(h.now.Load().Add(time.Minute)) // the sum is read from the database
		if n := saved("203.0.113.1/32"); n != 0 {
			t.Errorf("%d drafts are saved above the total", n)
		}
		if err := d.View(t.Context(), func(tx *db.Tx) error {
			n, err := db.One(t.Context(), tx, db.Int, `SELECT SUM(LENGTH(sealed)) FROM intake_draft`)
			if n > 100_000 {
				t.Errorf("drafts take %d bytes", n)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		h.send(h.newResponse(validAnswers)) // responses go on

		// Idle drafts go early; those that people want to come back to stay.
		if err := d.Update(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), `UPDATE intake_draft SET kept = TRUE WHERE id = $1`, kept.Key.DraftID())
			return err
		}); err != nil {
			t.Fatal(err)
		}
		count := func() (n int64) {
			if err := d.View(t.Context(), func(tx *db.Tx) (err error) {
				n, err = intake.CountDrafts(t.Context(), tx, "park")
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return n
		}
		for _, step := range []struct {
			days int
			left int64
		}{{intake.IdleDays, int64(all) + 2}, {intake.IdleDays + 1, 1}} {
			if err := d.Update(t.Context(), func(tx *db.Tx) error {
				_, err := intake.DeleteIdleDrafts(t.Context(), tx, h.now.Load().AddDate(0, 0, step.days), 1000)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			if n := count(); n != step.left {
				t.Errorf("after %d days %d drafts are left, want %d", step.days, n, step.left)
			}
		}
	})
}

// Files that are attached and not sent take no more of the disk than the limits of a network and of a consultation; answers
// are still received.
//
// Row G of docs/faults.md.
func TestAttachedFilesCannotFillTheDisk(t *testing.T) {
	h := newFixture(t, dbtest.Open(t, t.TempDir()+"/test.db"))
	h.intake.Now = func() time.Time { return *h.now.Load() }
	h.intake.Drafts = intake.DraftLimits{Files: 100_000, FilesPerNetwork: 40_000}
	q := &survey.Question{ID: "plan", Kind: survey.Files, Text: "Plan?", Accept: []string{"documents"}}
	attach := func(from string) error {
		d := &intake.Draft{Issued: h.intake.Keys.Issue("park", *h.now.Load()), Consultation: "park", From: netip.MustParsePrefix(from)}
		_, err := h.intake.SaveFile(t.Context(), d, q, "plan.txt", strings.NewReader(strings.Repeat("x", 15_000)), 15_000)
		return err
	}
	for network, want := range []int{2, 2, 2, 0} {
		stored := 0
		for range 4 {
			if err := attach(fmt.Sprintf("192.0.2.%d/32", network)); err == nil {
				stored++
			} else if !fault.Is(err, fault.Busy) {
				t.Fatal(err)
			}
		}
		if stored != want {
			t.Errorf("network %d has %d files, want %d", network, stored, want)
		}
	}
	if _, err := h.intake.Receiver.Submit(t.Context(), h.newResponse(survey.Raw{"use": {"yes"}})); err != nil {
		t.Error(err)
	}
}
