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

// verify is what Verify has to say.
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

// Whoever owns the database can change it. What they change is found, and the
// row is named.
func TestVerifyFindsTampering(t *testing.T) {
	for _, test := range []struct{ name, query, want string }{
		{"nothing", `UPDATE audit_entry SET act = 'read' WHERE number = 3`, ""},
		{"one byte of an act", `UPDATE audit_entry SET act = 'reae' WHERE number = 3`, "audit_entry 3: it has been changed"},
		{"one byte of a reason", `UPDATE audit_entry SET why = 'becausf' WHERE number = 5`, "audit_entry 5: it has been changed"},
		{"another time", `UPDATE audit_entry SET at = '2026-03-02T09:30:00.001Z' WHERE number = 1`, "audit_entry 1: it has been changed"},
		{"a digest", `UPDATE audit_entry SET digest = prev_digest WHERE number = 2`, "audit_entry 2: it has been changed"},
		{"one row less", `DELETE FROM audit_entry WHERE number = 4`, "audit_entry 4: it is missing"},
		{"three rows less", `DELETE FROM audit_entry WHERE number IN (2, 3, 4)`, "audit_entry 2 to 4: they are missing"},
		{"the first row less", `DELETE FROM audit_entry WHERE number = 1`, "audit_entry 1: it is missing"},
		{"the last row less", `DELETE FROM audit_entry WHERE number = 5`, "audit_entry 5: it is missing; it was sealed on 2026-03-02"},
		{"all rows less", `DELETE FROM audit_entry`, "audit_entry 5: it is missing; it was sealed on 2026-03-02"},
		{"the statement of a day", `UPDATE audit_root SET statement = '{}'`, "audit_root 2026-03-02: the statement is not what was sealed"},
		{"the number of a day", `UPDATE audit_root SET number = 4`, "audit_root 2026-03-02: the statement is not what was sealed"},
		{"the root and the last row", `DELETE FROM audit_root`, "the record has a daily root at index 0 of epoch 1, and its statement is missing"},
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
					t.Fatalf("before anything is done: %q", all)
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

// Who changes an entry and computes all digests anew leaves a whole chain, but
// not the one that was sealed.
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
		if all := verify(t, d, log); len(all) != 1 || all[0] != "audit_entry 2: it is not the one that was sealed on 2026-03-02" {
			t.Errorf("found %q", all)
		}
	})
}

// A day is sealed once, by however many servers, and a day on which nothing was
// done is not.
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
			t.Errorf("nothing was done, and the record has %d entries", n)
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
			t.Errorf("on a third day without anything: %d entries", n)
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
			{"a partner's auditor who asks for the council", auditor("partner"), audit.Filter{Org: actor.CouncilOrg}, ""},
			{"somebody of nowhere", auditor(""), audit.Filter{}, ""},
			{"the system", actor.System, audit.Filter{}, "4 3 2 1"},
			{"by subject", auditor(actor.CouncilOrg), audit.Filter{SubjectKind: "response", Subject: "r1"}, "2 1"},
			{"by actor", auditor(actor.CouncilOrg), audit.Filter{ActorID: "system"}, "4"},
			{"by act", auditor(actor.CouncilOrg), audit.Filter{Act: "exclude"}, "2"},
			{"by organisation", actor.System, audit.Filter{Org: "partner"}, "3"},
			{"before", actor.System, audit.Filter{Before: 3}, "2 1"},
			{"all at once", auditor(actor.CouncilOrg), audit.Filter{ActorID: "a1", Act: "read", SubjectKind: "response", Subject: "r1", Org: actor.CouncilOrg, Before: 9}, "1"},
		} {
			t.Run(test.name, func(t *testing.T) {
				if got, _ := list(t, d, test.by, test.filter); got != test.want {
					t.Errorf("%s, want %s", got, test.want)
				}
			})
		}
		err := d.View(t.Context(), func(tx *db.Tx) error {
			_, _, err := audit.List(t.Context(), tx, officer, audit.Filter{})
			return err
		})
		if !fault.Is(err, fault.Forbidden) {
			t.Errorf("who may not: %v", err)
		}
		for i := range audit.PageSize {
			appendEntry(t, d, officer, "read", fmt.Sprint("more", i))
		}
		_, next := list(t, d, actor.System, audit.Filter{})
		if got, end := list(t, d, actor.System, audit.Filter{Before: next}); got != "4 3 2 1" || end != 0 {
			t.Errorf("the second page is %s, and then %d", got, end)
		}
	})
}

func list(t *testing.T, d *db.DB, by actor.Actor, f audit.Filter) (numbers string, next int64) {
	t.Helper()
	err := d.View(t.Context(), func(tx *db.Tx) error {
		found, more, err := audit.List(t.Context(), tx, by, f)
		var words []string
		for _, e := range found {
			words = append(words, fmt.Sprint(e.Number))
		}
		numbers, next = strings.Join(words, " "), more
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return numbers, next
}
