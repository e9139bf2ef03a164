package moderation_test

import (
	"slices"
	"testing"

	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/moderation/moderationtest"
)

// Officers read the answers of a page of responses at once, and are led to those that they have not read. Each response
// that is read has its entry in the audit log, and the list of unread ones stays the same while it is read.
func TestOfficersReadManyResponsesAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := moderationtest.New(t, d), t.Context()
		for range 30 {
			h.Send(moderationtest.TextAnswer("The grass."))
		}
		list := func(q moderation.Query) moderation.ResponsePage {
			t.Helper()
			found, err := h.ListResponses(ctx, officer, "park", q)
			if err != nil {
				t.Fatal(err)
			}
			return found
		}
		all := list(moderation.Query{})
		q := moderation.Query{Unread: all.LastEntry, Answers: true}
		first := list(q)
		again := list(q)
		if len(first.Items) != moderation.PageSize || !slices.EqualFunc(first.Items, again.Items,
			func(a, b moderation.ListedResponse) bool { return a.ID == b.ID && !b.Read }) {
			t.Fatalf("the list of %d changes while it is read, to %d", len(first.Items), len(again.Items))
		}
		for _, r := range first.Items {
			if len(intake.FreeTexts(r.ParsedAnswers)) != 1 {
				t.Fatalf("the answers of %s are missing", r.ID)
			}
			var read int
			if err := d.View(ctx, func(tx *db.Tx) error {
				entries, err := audit.ListBySubject(ctx, tx, "response", r.ID, "", 50)
				for _, e := range entries.Items {
					if e.Act == "read-response" && e.ActorID == officer.ID {
						read++
					}
				}
				return err
			}); err != nil || read != 2 {
				t.Fatalf("reading %s twice is logged %d times: %v", r.ID, read, err)
			}
		}
		rest := list(moderation.Query{Unread: list(moderation.Query{}).LastEntry})
		if len(rest.Items) != 5 {
			t.Errorf("%d are unread, want 5", len(rest.Items))
		}
		next, err := h.NextUnread(ctx, officer, "park", first.Items[0].ResponseRow)
		if err != nil || next != rest.Items[0].ID {
			t.Errorf("the next unread response is %q, want %q: %v", next, rest.Items[0].ID, err)
		}
		if other, err := h.ListResponses(ctx, reader, "park", moderation.Query{}); err != nil || other.Items[0].Read {
			t.Errorf("a colleague has read it: %v", err)
		}
		if err := d.Update(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE intake_response SET state = 'excluded', day = '2026-02-01' WHERE id IN ($1, $2)`, next, first.Items[0].ID)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		dbtest.CheckSorts(t, intake.ResponseSorts.Names(), func(by db.Sort, at string) (db.Page[moderation.ListedResponse], error) {
			q := moderation.Query{Sort: by, At: at}
			found, err := h.ListResponses(ctx, officer, "park", q)
			return found.Page, err
		}, func(r moderation.ListedResponse) []string { return []string{string(r.State), r.ReceivedOn, r.ID} })
	})
}

// Selected responses are excluded, and included again, in one step. Each has an entry in the public record and in the
// audit log; those that have another state already are left alone.
func TestManyResponsesAreExcludedAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := moderationtest.New(t, d), t.Context()
		var ids []string
		for range 14 {
			ids = append(ids, h.Send(moderationtest.TextAnswer("The grass.")).ID())
		}
		if err := h.Exclude(ctx, officer, "park", ids[13], "test"); err != nil {
			t.Fatal(err)
		}
		expect := func(what string, n int64, err error, want int64, excluded int64) {
			t.Helper()
			var counts map[intake.ResponseState]int64
			if e := d.View(ctx, func(tx *db.Tx) (e error) { counts, e = intake.CountByState(ctx, tx, "park"); return e }); e != nil {
				t.Fatal(e)
			}
			if err != nil || n != want || counts[intake.Excluded] != excluded {
				t.Errorf("%s: %d changed, want %d; %d are excluded, want %d: %v", what, n, want, counts[intake.Excluded], excluded, err)
			}
		}
		n, err := h.ExcludeAll(ctx, officer, "park", ids, "duplicate")
		expect("exclude", n, err, 13, 14)
		n, err = h.RestoreAll(ctx, officer, "park", ids[:3], "A mistake.")
		expect("include again", n, err, 3, 11)
		for name, try := range map[string]func() error{
			"none selected": func() error { _, err := h.ExcludeAll(ctx, officer, "park", nil, "duplicate"); return err },
			"no reason":     func() error { _, err := h.ExcludeAll(ctx, officer, "park", ids[:1], ""); return err },
			"without why":   func() error { _, err := h.RestoreAll(ctx, officer, "park", ids, " "); return err },
			"too many": func() error {
				_, err := h.ExcludeAll(ctx, officer, "park", make([]string, moderation.MaxSelected+1), "duplicate")
				return err
			},
		} {
			if err := try(); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := h.ExcludeAll(ctx, reader, "park", ids[:1], "duplicate"); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a reader: %v", err)
		}
		h.CheckTotals(14)
	})
}
