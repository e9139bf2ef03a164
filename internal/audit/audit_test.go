package audit_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/record"
)

var officer = actor.Actor{ID: "a1", Org: actor.CouncilOrg, Name: "An officer"}

func openRecord(t *testing.T, d *db.DB) *record.Log {
	t.Helper()
	log, err := record.Open(t.Context(), d, record.Options{Dir: t.TempDir(), Origin: "example.org/record"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { log.Close() })
	return log
}

func appendEntry(t *testing.T, d *db.DB, by actor.Actor, act, subject string) {
	t.Helper()
	err := d.Update(t.Context(), func(tx *db.Tx) error {
		return audit.Append(t.Context(), tx, by, act, "response", subject, "because")
	})
	if err != nil {
		t.Fatal(err)
	}
}

// verify returns what Verify reports.
func verify(t *testing.T, d *db.DB, log *record.Log) (all []string) {
	t.Helper()
	err := d.View(t.Context(), func(tx *db.Tx) error {
		all = nil
		return audit.Verify(t.Context(), tx, log, func(s string) { all = append(all, s) })
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func exec(t *testing.T, d *db.DB, query string) {
	t.Helper()
	err := d.Update(t.Context(), func(tx *db.Tx) error {
		n, err := tx.Exec(t.Context(), query)
		if err == nil && n == 0 {
			err = fmt.Errorf("%s changes nothing", query)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Verify names each row that an administrator of the database has changed.
func TestVerifyFindsTampering(t *testing.T) {
	for _, test := range []struct{ name, query, want string }{
		{"nothing", `UPDATE audit_entry SET act = 'read' WHERE number = 3`, ""},
		{"changed act", `UPDATE audit_entry SET act = 'reae' WHERE number = 3`, "audit_entry 3: has been changed"},
		{"changed reason", `UPDATE audit_entry SET reason = 'becausf' WHERE number = 5`, "audit_entry 5: has been changed"},
		{"changed time", `UPDATE audit_entry SET at = '2026-03-02T09:30:00.001Z' WHERE number = 1`, "audit_entry 1: has been changed"},
		{"changed digest", `UPDATE audit_entry SET digest = prev_digest WHERE number = 2`, "audit_entry 2: has been changed"},
		{"deleted row", `DELETE FROM audit_entry WHERE number = 4`, "audit_entry 4: missing"},
		{"deleted rows", `DELETE FROM audit_entry WHERE number IN (2, 3, 4)`, "audit_entry 2 to 4: missing"},
		{"deleted first row", `DELETE FROM audit_entry WHERE number = 1`, "audit_entry 1: missing"},
		{"deleted last row", `DELETE FROM audit_entry WHERE number = 5`, "audit_entry 5: missing; it was in the root of 2026-03-02"},
		{"deleted all rows", `DELETE FROM audit_entry`, "audit_entry 5: missing; it was in the root of 2026-03-02"},
		{"changed statement", `UPDATE audit_root SET statement = '{}'`, "audit_root 2026-03-02: the statement has been changed"},
		{"changed number of a root", `UPDATE audit_root SET number = 4`, "audit_root 2026-03-02: the statement has been changed"},
		{"deleted root", `DELETE FROM audit_root`, "the statement for the record's entry 0 of epoch 1 is missing"},
	} {
		t.Run(test.name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				log := openRecord(t, d)
				for i := range 5 {
					appendEntry(t, d, officer, "read", fmt.Sprint("r", i))
				}
				if err := audit.PublishRoot(t.Context(), log); err != nil {
					t.Fatal(err)
				}
				if all := verify(t, d, log); len(all) != 0 {
					t.Fatalf("before any change, found %q", all)
				}
				exec(t, d, test.query)
				all := verify(t, d, log)
				if test.want == "" && len(all) == 0 {
					return
				}
				if test.want == "" || !strings.Contains(strings.Join(all, "\n"), test.want) {
					t.Errorf("found %q, want %q", all, test.want)
				}
			})
		})
	}
}

// A log that was changed and whose digests were all computed again differs from
// the root in the public record.
func TestVerifyFindsRebuiltChain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		log := openRecord(t, d)
		appendEntry(t, d, officer, "export", "r1")
		appendEntry(t, d, officer, "read", "r2")
		if err := audit.PublishRoot(t.Context(), log); err != nil {
			t.Fatal(err)
		}
		exec(t, d, `DELETE FROM audit_entry`)
		appendEntry(t, d, officer, "read", "r1")
		appendEntry(t, d, officer, "read", "r2")
		if all := verify(t, d, log); len(all) != 1 || all[0] != "audit_entry 2: differs from the root of 2026-03-02" {
			t.Errorf("found %q", all)
		}
	})
}

// A root is published once a day, even by several servers, and not on days without
// new entries.
func TestPublishRootOncePerDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		log := openRecord(t, d)
		now := dbtest.Now
		d.SetClock(func() time.Time { return now })
		size := func() int64 {
			t.Helper()
			var group sync.WaitGroup
			for range 4 {
				group.Go(func() {
					if err := audit.PublishRoot(context.WithoutCancel(t.Context()), log); err != nil {
						t.Error(err)
					}
				})
			}
			group.Wait()
			head, err := log.Head(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			return head.Size
		}
		if n := size(); n != 0 {
			t.Errorf("the record has %d entries without any in the log", n)
		}
		appendEntry(t, d, officer, "read", "r1")
		if n := size(); n != 1 {
			t.Errorf("on the first day: %d entries", n)
		}
		appendEntry(t, d, officer, "read", "r2")
		if n := size(); n != 1 {
			t.Errorf("later on the first day: %d entries", n)
		}
		now = now.AddDate(0, 0, 1)
		if n := size(); n != 2 {
			t.Errorf("on the second day: %d entries", n)
		}
		now = now.AddDate(0, 0, 1)
		if n := size(); n != 2 {
			t.Errorf("on the third day, without new entries: %d entries", n)
		}
		if all := verify(t, d, log); len(all) != 0 {
			t.Errorf("found %q", all)
		}
	})
}

func TestListFiltersAndOrganisations(t *testing.T) {
	auditor := func(org string) actor.Actor {
		return actor.Actor{ID: "auditor", Org: org, Capabilities: []actor.Capability{actor.Staff, actor.ReadAudit}}
	}
	partner := actor.Actor{ID: "p1", Org: "partner"}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		appendEntry(t, d, officer, "read", "r1")
		appendEntry(t, d, officer, "exclude", "r1")
		appendEntry(t, d, partner, "read", "r2")
		appendEntry(t, d, actor.System, "purge", "r3")
		for _, test := range []struct {
			name   string
			by     actor.Actor
			filter audit.Filter
			want   string
		}{
			{"the council's auditor", auditor(actor.CouncilOrg), audit.Filter{}, "4 2 1"},
			{"a partner's auditor", auditor("partner"), audit.Filter{}, "3"},
			{"a partner's auditor, filtered by the council", auditor("partner"), audit.Filter{Org: actor.CouncilOrg}, ""},
			{"an auditor without an organisation", auditor(""), audit.Filter{}, ""},
			{"the system", actor.System, audit.Filter{}, "4 3 2 1"},
			{"by subject", auditor(actor.CouncilOrg), audit.Filter{SubjectKind: "response", Subject: "r1"}, "2 1"},
			{"by actor", auditor(actor.CouncilOrg), audit.Filter{ActorID: "system"}, "4"},
			{"by act", auditor(actor.CouncilOrg), audit.Filter{Act: "exclude"}, "2"},
			{"by organisation", actor.System, audit.Filter{Org: "partner"}, "3"},
			{"all fields", auditor(actor.CouncilOrg), audit.Filter{
				ActorID: "a1", Act: "read", SubjectKind: "response", Subject: "r1", Org: actor.CouncilOrg,
			}, "1"},
		} {
			t.Run(test.name, func(t *testing.T) {
				if got, _ := list(t, d, test.by, test.filter); got != test.want {
					t.Errorf("%s, want %s", got, test.want)
				}
			})
		}
		err := d.View(t.Context(), func(tx *db.Tx) error {
			_, err := audit.List(t.Context(), tx, officer, audit.Filter{})
			return err
		})
		if !fault.Is(err, fault.Forbidden) {
			t.Errorf("without the capability: %v", err)
		}
		for i := range audit.PageSize {
			appendEntry(t, d, officer, "read", fmt.Sprint("more", i))
		}
		_, next := list(t, d, actor.System, audit.Filter{})
		if got, end := list(t, d, actor.System, audit.Filter{At: next}); got != "4 3 2 1" || end != "" {
			t.Errorf("the second page is %s, with next %q", got, end)
		}
	})
}

func list(t *testing.T, d *db.DB, by actor.Actor, f audit.Filter) (numbers, next string) {
	t.Helper()
	err := d.View(t.Context(), func(tx *db.Tx) error {
		found, err := audit.List(t.Context(), tx, by, f)
		var words []string
		for _, e := range found.Items {
			words = append(words, fmt.Sprint(e.Number))
		}
		numbers, next = strings.Join(words, " "), found.Next
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return numbers, next
}

// A purpose is a sentence: neither a few letters nor a page.
func TestPurposeIsASentence(t *testing.T) {
	missing := fault.New(fault.Invalid, "Say why.")
	for _, test := range []struct {
		typed string
		want  string // the message
	}{
		{"", "Say why."}, {"  123456789 ", "Say why."}, {" 1234567890 ", ""}, {strings.Repeat("é", audit.MaxPurpose), ""},
		{strings.Repeat("é", audit.MaxPurpose+1), "This text is too long. The maximum is 1000 characters."},
	} {
		purpose, err := audit.Purpose(test.typed, missing)
		if got := fault.Message(err); got != test.want || purpose != strings.TrimSpace(test.typed) {
			t.Errorf("%.20q: %q, %v", test.typed, purpose, err)
		}
	}
}
