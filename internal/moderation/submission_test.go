package moderation_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/files"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/moderation/moderationtest"
)

// clerk can only enter what came by post.
var clerk = actor.Actor{
	ID: "clerk", Org: actor.CouncilOrg, Name: "A clerk", Capabilities: []actor.Capability{actor.Staff, actor.EnterResponses},
}

// Row C4 of docs/faults.md. Officers who may read responses read, search and flag letters,
// petitions and events, whether or not the sender agreed to publication, and download their
// scans. Every access is in the audit log, and deleting a letter deletes all of it.
func TestLettersAreReadLikeResponses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := moderationtest.New(t, d), t.Context()
		ok := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		letter := &entry.Submission{
			Consultation: "park", Kind: entry.Letter, Day: "2026-02-11", Title: "The Café", Summary: "Keep the kiosk.", Organisation: "Friends",
		}
		ok(h.Entry.SaveSubmission(ctx, clerk, letter, ""))
		event := &entry.Submission{Consultation: "park", Kind: entry.Event, Day: "2026-02-12", Title: "A walk", Attending: 9, Publish: true}
		ok(h.Entry.SaveSubmission(ctx, clerk, event, ""))
		ok(h.Entry.AttachFile(ctx, clerk, "park", letter.ID, "scan.txt", strings.NewReader("Dear council")))
		if err := h.Entry.AttachFile(ctx, reader, "park", letter.ID, "scan.txt", strings.NewReader("x")); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a reader attached a file: %v", err)
		}
		ok(h.FlagSubmission(ctx, officer, "park", letter.ID, "personal-data", ""))
		if err := h.FlagSubmission(ctx, reader, "park", letter.ID, "abuse", ""); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a reader flagged a letter: %v", err)
		}
		for _, test := range []struct {
			q    moderation.SubmissionQuery
			want []string
		}{
			{moderation.SubmissionQuery{}, []string{event.ID, letter.ID}},
			{moderation.SubmissionQuery{Kind: entry.Letter}, []string{letter.ID}},
			{moderation.SubmissionQuery{Flagged: true}, []string{letter.ID}},
			{moderation.SubmissionQuery{Search: "CAFE kiosk"}, []string{letter.ID}},
			{moderation.SubmissionQuery{Search: "friends"}, []string{letter.ID}},
			{moderation.SubmissionQuery{Search: "kiosk walk"}, nil},
		} {
			list, err := h.ListSubmissions(ctx, reader, "park", test.q)
			ok(err)
			var got []string
			for _, row := range list.Items {
				got = append(got, row.ID)
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("%+v: %v, want %v", test.q, got, test.want)
			}
		}
		detail, err := h.ReadSubmission(ctx, reader, "park", letter.ID)
		ok(err)
		if detail.Summary != letter.Summary || detail.Published || len(detail.Flags) != 1 || len(detail.Files) != 1 {
			t.Fatalf("%+v", detail)
		}
		scan := detail.Files[0]
		f, err := h.SubmissionFile(ctx, reader, "park", letter.ID, scan.ID)
		ok(err)
		var content strings.Builder
		ok(h.Entry.Files.Download(ctx, f, &content))
		if content.String() != "Dear council" || f.Digest != scan.Digest {
			t.Errorf("%q %+v", content.String(), f)
		}
		calls := map[string]func(by actor.Actor) error{
			"list": func(by actor.Actor) error {
				_, err := h.ListSubmissions(ctx, by, "park", moderation.SubmissionQuery{})
				return err
			},
			"read": func(by actor.Actor) error { _, err := h.ReadSubmission(ctx, by, "park", letter.ID); return err },
			"download": func(by actor.Actor) error {
				_, err := h.SubmissionFile(ctx, by, "park", letter.ID, scan.ID)
				return err
			},
		}
		for name, call := range calls {
			if err := call(stranger); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s, by another organisation: %v", name, err)
			}
			for _, by := range []actor.Actor{drafter, clerk} {
				if err := call(by); !fault.Is(err, fault.Forbidden) {
					t.Errorf("%s, by %s without the capability: %v", name, by.ID, err)
				}
			}
		}
		if _, err := h.SubmissionFile(ctx, reader, "park", event.ID, scan.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("the scan of another letter: %v", err)
		}
		want := []string{"download-submission-file", "read-submission", "flag-submission", "attach-file", "add-submission"}
		if got := h.AuditedActs("submission", letter.ID); !slices.Equal(got, want) {
			t.Errorf("the audit log has %v", got)
		}
		if got := h.AuditedActs("consultation", "park"); slices.Index(got, "list-submissions") != 0 {
			t.Errorf("the audit log has %v", got)
		}
		ok(h.Entry.EraseSubmission(ctx, officer, "park", letter.ID, "Its sender asked."))
		detail, err = h.ReadSubmission(ctx, reader, "park", letter.ID)
		ok(err)
		if detail.Title+detail.Summary != "" || len(detail.Files) != 0 || len(detail.Flags) != 0 {
			t.Errorf("left after the letter was deleted: %+v", detail)
		}
		if err := h.Entry.AttachFile(ctx, clerk, "park", letter.ID, "scan.txt", strings.NewReader("x")); !fault.Is(err, fault.Conflict) {
			t.Errorf("a file was attached to a deleted letter: %v", err)
		}
	})
}

// Row C4 of docs/faults.md. The pages of the list show every letter once, the latest day
// first, also if one is added in between.
func TestListOfLettersHasPages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := moderationtest.New(t, d), t.Context()
		add := func(day int) {
			kind := []entry.SubmissionKind{entry.Email, entry.Letter}[day%2]
			if err := h.Entry.SaveSubmission(ctx, clerk, &entry.Submission{
				Consultation: "park", Kind: kind, Day: fmt.Sprintf("2026-02-%02d", day), Title: fmt.Sprint("Letter ", day),
			}, ""); err != nil {
				t.Fatal(err)
			}
		}
		for i := range 57 {
			add(1 + i%7)
		}
		pages := func(read func(after string) ([]string, string, error)) (ids []string) {
			for after := ""; ; {
				rows, next, err := read(after)
				if err != nil {
					t.Fatal(err)
				}
				ids = append(ids, rows...)
				if next == "" {
					return ids
				}
				after = next
				add(28) // is before the first page
			}
		}
		var days []string
		read := pages(func(after string) (ids []string, next string, err error) {
			list, err := h.ListSubmissions(ctx, reader, "park", moderation.SubmissionQuery{At: after})
			for _, row := range list.Items {
				ids, days = append(ids, row.ID), append(days, row.Day)
			}
			return ids, list.Next, err
		})
		entered := pages(func(after string) (ids []string, next string, err error) {
			list, err := h.Entry.ListSubmissions(ctx, clerk, "park", "", after)
			for _, row := range list.Items {
				ids = append(ids, row.ID)
			}
			return ids, list.Next, err
		})
		dbtest.CheckSorts(t, entry.SubmissionSorts.Names(), func(by db.Sort, at string) (db.Page[moderation.ListedSubmission], error) {
			list, err := h.ListSubmissions(ctx, reader, "park", moderation.SubmissionQuery{Sort: by, At: at})
			return list.Page, err
		}, func(s moderation.ListedSubmission) []string { return []string{s.Day, string(s.Kind), s.ID} })
		slices.Reverse(days)
		if len(read) != 57 || !slices.IsSorted(days) || len(entered) != 59 {
			t.Errorf("%d and %d rows, in the order %v", len(read), len(entered), days)
		}
		for _, ids := range [][]string{read, entered} {
			slices.Sort(ids)
			if len(slices.Compact(slices.Clone(ids))) != len(ids) {
				t.Error("a letter is on two pages")
			}
		}
	})
}

// Row C4 of docs/faults.md. A scan has no address of its own, is not in the list of files and
// cannot be published, not even by those with every capability.
func TestScansAreNoFilesToLinkTo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := moderationtest.New(t, d), t.Context()
		letter := &entry.Submission{Consultation: "park", Kind: entry.Letter, Day: "2026-02-11", Title: "A letter"}
		if err := h.Entry.SaveSubmission(ctx, clerk, letter, ""); err != nil {
			t.Fatal(err)
		}
		if err := h.Entry.AttachFile(ctx, clerk, "park", letter.ID, "scan.txt", strings.NewReader("Dear council")); err != nil {
			t.Fatal(err)
		}
		detail, err := h.ReadSubmission(ctx, officer, "park", letter.ID)
		if err != nil || len(detail.Files) != 1 {
			t.Fatal(err)
		}
		scan := detail.Files[0]
		if _, err := h.Entry.Files.Get(ctx, officer, scan.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("by its address: %v", err)
		}
		if err := h.Entry.Files.Delete(ctx, officer, scan.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("deleted like a document: %v", err)
		}
		if err := d.Update(ctx, func(tx *db.Tx) error {
			return files.Publish(ctx, tx, officer, []string{scan.Path()})
		}); !fault.Is(err, fault.Invalid) {
			t.Errorf("published: %v", err)
		}
		if err := d.View(ctx, func(tx *db.Tx) error {
			all, err := files.List(ctx, tx, scan.Org, "", "", 10)
			if len(all.Items) != 0 {
				t.Errorf("in the list: %+v", all)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	})
}
