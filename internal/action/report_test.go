package action

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
)

var (
	publisher = person("publisher", actor.CouncilOrg, actor.Publisher)
	owner     = person("invented-action-owner", actor.CouncilOrg, actor.ActionOwner)
	colleague = person("colleague", actor.CouncilOrg, actor.ActionOwner)
	partner   = person("partner", "invented-partner", actor.PartnerEditor)
)

func person(id, org string, role actor.Role) actor.Actor {
	return actor.Actor{ID: id, Org: org, Capabilities: actor.CapabilitiesOf(org == actor.CouncilOrg, role)}
}

// reportingDefinition is an action of the council, which is late, and one of a partner.
func reportingDefinition() Definition {
	def := exampleDefinition()
	def.Actions[0].Due = dbtest.Now.AddDate(0, 0, -3).Truncate(24 * time.Hour)
	def.Actions[1] = Action{
		Ref: "training", What: "Train staff", Who: "Partner", Measure: "Staff", Organisation: "invented-partner",
		Due: dbtest.Now.AddDate(0, 0, 10).Truncate(24 * time.Hour),
	}
	return def
}

// newReporting returns a service with the actions of reportingDefinition.
func newReporting(t *testing.T, d *db.DB) *Service {
	t.Helper()
	s := newService(t, d)
	if err := account.New(d, nil).AddOrg(t.Context(), actor.System, "invented-partner", "A partner"); err != nil {
		t.Fatal(err)
	}
	if err := s.Define(t.Context(), actor.System, reportingDefinition()); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *Service) counts(t *testing.T, by actor.Actor) string {
	t.Helper()
	var c DueCounts
	if err := s.DB.View(t.Context(), func(tx *db.Tx) (err error) {
		now, err := tx.Now(t.Context())
		if err == nil {
			c, err = CountDue(t.Context(), tx, by, now)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("late %d, soon %d, other %d, to sign off %d, returned %d", c.Late, c.Soon, c.Other, c.ToSignOff, c.ReturnedOwn)
}

// Row C3 of docs/faults.md. The owner reports; the publisher returns the report with a comment; the
// owner changes it and the publisher publishes it. Nothing is public before, and every step is in
// the audit log.
func TestReportOfAnOwnerIsReturnedAndPublished(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newReporting(t, d), t.Context()
		const ref = "reporting-centres"
		u := Update{Date: date(2026, 3, 1), Status: AtRisk, Text: " Two are late. ", Value: ptr(250),
			Source: evidence.Source{Name: "Minutes", Address: "https://example.org/minutes"}}
		report := func(by actor.Actor, version int64, want fault.Kind) {
			t.Helper()
			if field, err := s.Report(ctx, by, ref, version, u); fault.KindOf(err) != want {
				t.Fatalf("%s: %q, %v", by.ID, field, err)
			}
		}
		signOff := func(by actor.Actor, version int64, publish bool, comment string, want fault.Kind) {
			t.Helper()
			if err := s.SignOff(ctx, by, ref, version, publish, comment); fault.KindOf(err) != want {
				t.Fatalf("%s: %v", by.ID, err)
			}
		}
		want := func(by actor.Actor, want string) {
			t.Helper()
			if got := s.counts(t, by); got != want {
				t.Errorf("%s: %s, want %s", by.ID, got, want)
			}
		}
		updates := func(want int) {
			t.Helper()
			if a, err := s.Get(ctx, ref); err != nil || len(a.Updates) != want {
				t.Errorf("%d updates are published, want %d (%v)", len(a.Updates), want, err)
			}
		}
		want(person("elsewhere", "elsewhere", actor.PartnerEditor), "late 0, soon 0, other 0, to sign off 0, returned 0")
		want(owner, "late 1, soon 0, other 0, to sign off 0, returned 0")
		want(partner, "late 0, soon 1, other 0, to sign off 0, returned 0")
		d.SetClock(func() time.Time { return dbtest.Now.AddDate(0, 0, -30) })
		want(partner, "late 0, soon 0, other 1, to sign off 0, returned 0")
		d.SetClock(func() time.Time { return dbtest.Now })
		report(partner, 0, fault.NotFound)
		report(owner, 0, fault.Internal)
		report(owner, 0, fault.Conflict) // the form was sent twice
		want(owner, "late 0, soon 0, other 0, to sign off 0, returned 0")
		want(publisher, "late 0, soon 0, other 0, to sign off 1, returned 0")
		signOff(owner, 1, true, "", fault.Forbidden)
		signOff(person("elsewhere", "invented-partner", actor.Publisher), 1, true, "", fault.NotFound)
		signOff(publisher, 0, true, "", fault.Conflict)
		signOff(publisher, 1, false, " ", fault.Invalid)
		signOff(publisher, 1, false, "Which ones?", fault.Internal)
		want(owner, "late 1, soon 0, other 0, to sign off 0, returned 1")
		if _, r, err := s.GetMine(ctx, owner, ref); err != nil || r.State != Returned || r.Comment != "Which ones?" || r.Text != "Two are late." {
			t.Errorf("the owner reads %+v, %v", r, err)
		}
		report(owner, 2, fault.Internal)
		updates(1)
		signOff(publisher, 3, true, "", fault.Internal)
		signOff(publisher, 3, true, "", fault.Conflict)
		updates(2)
		if a, err := s.Get(ctx, ref); err != nil || a.Status() != AtRisk || a.Updates[1].Source.Address != u.Source.Address {
			t.Errorf("published %+v, %v", a.Updates, err)
		}
		want(owner, "late 1, soon 0, other 0, to sign off 0, returned 0")
		acts := ""
		if err := d.View(ctx, func(tx *db.Tx) error {
			all, err := db.All(ctx, tx, db.Text, `SELECT act FROM audit_entry WHERE subject = $1 ORDER BY number LIMIT 20`, ref)
			acts = strings.Join(all, " ")
			return err
		}); err != nil || acts != "define-action report-action return-action-report report-action update-action" {
			t.Errorf("the audit log has %s (%v)", acts, err)
		}
	})
}

// A report of a person who signs off is published at once. An action that is assigned to an account
// is in that person's list alone.
func TestOwnersOfActions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newReporting(t, d), t.Context()
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		list := func(by actor.Actor, q MineQuery) (refs string) {
			t.Helper()
			found, err := s.ListMine(ctx, by, q)
			must(err)
			for _, m := range found.Items {
				refs += m.Ref + " " + string(m.Status) + " " + string(m.Report) + "; "
			}
			return refs
		}
		accounts := account.New(d, nil)
		must(accounts.CreateDemoAccounts(ctx))
		if err := s.Assign(ctx, publisher, "reporting-centres", "invented-partner-editor"); !fault.Is(err, fault.Invalid) {
			t.Errorf("assigned to another organisation: %v", err)
		}
		if err := s.Assign(ctx, owner, "reporting-centres", ""); !fault.Is(err, fault.Forbidden) {
			t.Errorf("assigned by an owner: %v", err)
		}
		must(s.Assign(ctx, publisher, "reporting-centres", owner.ID))
		must(s.Define(ctx, actor.System, reportingDefinition())) // a file does not change who reports
		for _, test := range []struct {
			by   actor.Actor
			want string
		}{
			{owner, "reporting-centres on-track ; "}, {colleague, ""}, {partner, "training not-started ; "},
			{publisher, "reporting-centres on-track ; training not-started ; "},
		} {
			if got := list(test.by, MineQuery{}); got != test.want {
				t.Errorf("%s sees %q, want %q", test.by.ID, got, test.want)
			}
		}
		if got := list(colleague, MineQuery{All: true}); got != "reporting-centres on-track ; " {
			t.Errorf("a colleague sees %q among all", got)
		}
		dbtest.CheckSorts(t, MineSorts.Names(), func(by db.Sort, at string) (db.Page[Mine], error) {
			for _, q := range []MineQuery{{Sort: by, All: true}, {Sort: by}} { // their plans are checked
				_, err := s.ListMine(ctx, colleague, q)
				must(err)
			}
			return s.ListMine(ctx, publisher, MineQuery{Sort: by, At: at})
		}, func(m Mine) []string { return []string{db.Time(m.Due), m.What, m.Who, db.Time(m.Updated), m.Ref} })
		if _, _, err := s.GetMine(ctx, colleague, "reporting-centres"); err != nil {
			t.Errorf("a colleague opens it in the owner's place: %v", err)
		}
		_, err := s.Report(ctx, publisher, "reporting-centres", 0, Update{Date: date(2026, 3, 1), Status: Complete, Text: "Done."})
		must(err)
		if got := list(owner, MineQuery{Ended: true}); got != "reporting-centres complete ; " {
			t.Errorf("ended: %q", got)
		}
		for field, u := range map[string]Update{
			"status": {Date: date(2026, 3, 2), Text: "x"}, "text": {Date: date(2026, 3, 2), Status: OnTrack},
			"date":    {Date: date(2026, 3, 1), Status: OnTrack, Text: "x"},
			"source":  {Date: date(2026, 3, 2), Status: OnTrack, Text: "x", Source: evidence.Source{Address: "https://example.org"}},
			"address": {Date: date(2026, 3, 2), Status: OnTrack, Text: "x", Source: evidence.Source{Name: "a", Address: "javascript:x"}},
		} {
			if got, err := s.Report(ctx, owner, "reporting-centres", 0, u); got != field || !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: the field is %q (%v)", field, got, err)
			}
		}
	})
}

// Owners are notified of actions that are due or late, unless a report waits or the action is long past. Those who sign
// off are notified of the report, and its author when it is returned.
func TestOwnersAreNotifiedOfActionsThatAreDue(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newReporting(t, d), t.Context()
		want := func(want ...string) {
			t.Helper()
			var got []string
			for _, k := range s.Notices() {
				if k.Due == nil {
					continue
				}
				due, err := k.Due(ctx)
				if err != nil {
					t.Fatal(err)
				}
				for _, e := range due {
					got = append(got, strings.Join(append(e.Only, k.Name, e.Org, e.Key), " "))
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("%q, want %q", got, want)
			}
		}
		soon, late := "action-due invented-partner training/2026-03-12", "action-late council reporting-centres/2026-02-27"
		want(soon, late)
		if err := d.Update(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE action_action SET owner = $1 WHERE ref = 'reporting-centres'`, owner.ID)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		want(soon, owner.ID+" "+late)
		u := Update{Date: date(2026, 3, 1), Status: OnTrack, Text: "x"}
		if _, err := s.Report(ctx, owner, "reporting-centres", 0, u); err != nil {
			t.Fatal(err)
		}
		want(soon)
		if err := s.SignOff(ctx, publisher, "reporting-centres", 1, false, "Say how many."); err != nil {
			t.Fatal(err)
		}
		want(soon, owner.ID+" "+late)
		d.SetClock(func() time.Time { return dbtest.Now.AddDate(0, 0, 2) }) // five days late, so the council is notified too
		want(soon, owner.ID+" "+late, "action-late-lead council reporting-centres/2026-02-27")
		d.SetClock(func() time.Time { return dbtest.Now.AddDate(0, 6, 0) })
		want()
		appended := func(r db.Row) (string, error) {
			kind, audience := "", ""
			err := r.Scan(&kind, &audience)
			return kind + " " + audience, err
		}
		if err := d.View(ctx, func(tx *db.Tx) error {
			all, err := db.All(ctx, tx, appended, `SELECT kind, audience FROM staffnotice_event ORDER BY kind`)
			if want := []string{
				`action-reported {"Can":["publish"]}`, `action-returned {"Can":["update"],"Only":["` + owner.ID + `"]}`,
			}; !slices.Equal(all, want) {
				t.Errorf("appended %q, want %q", all, want)
			}
			return err
		}); err != nil {
			t.Error(err)
		}
	})
}
