package eia

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/record"
)

// A signature counts for one publication of one assessment: an officer who restores what was signed before, or types it into
// another draft, has no signatures under it, and no role is signed twice.
func TestSignaturesCountForOnePublication(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		d.SetClock(func() time.Time { return time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC) })
		ctx := t.Context()
		log, err := record.Open(ctx, d, record.Options{Dir: t.TempDir(), Origin: "example.org/record"})
		if err != nil {
			t.Fatal(err)
		}
		if err := (&action.Service{DB: d}).Define(ctx, actor.System, action.Definition{Actions: []action.Action{
			{Ref: "taxis", What: "Pay for taxis", Who: "Head of transport", Due: day("2026-12-31"), Measure: "Journeys"}}}); err != nil {
			t.Fatal(err)
		}
		s := &Service{DB: d, Edit: &edit.Service{DB: d, Log: log}}
		open := edit.Option{Value: "strategy:open", Label: edit.Name("Open")}
		s.Activities = &edit.Lookup{
			Page: func(context.Context, *db.Tx, string, int) (db.Page[edit.Option], error) {
				return db.Page[edit.Option]{Items: []edit.Option{open}}, nil
			},
			Get: func(context.Context, *db.Tx, []string) ([]edit.Option, error) { return []edit.Option{open}, nil },
		}
		k := s.AssessmentKind()
		roles := map[string][]actor.Role{"ann": {actor.Editor}, "bob": {actor.EqualityOfficer}, "cat": {actor.HeadOfService}}
		person := func(id string) actor.Actor {
			return actor.Actor{ID: id, Org: actor.CouncilOrg, Roles: roles[id],
				Capabilities: []actor.Capability{actor.Staff, actor.EditRecords, actor.ApproveRecords}}
		}
		ann, dan := person("ann"), person("dan")
		must := func(c *edit.Copy, err error) *edit.Copy {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
		sign := func(c *edit.Copy, who, role string) error {
			return s.Sign(ctx, person(who), c.Address(), c.Version, role, "Post of "+who)
		}
		signAll := func(c *edit.Copy) {
			t.Helper()
			for i, signer := range DefaultRules().Signers {
				if err := sign(c, []string{"ann", "bob", "cat"}[i], signer.Role); err != nil {
					t.Fatal(err)
				}
			}
		}
		refused := func(c *edit.Copy, what string) {
			t.Helper()
			if _, err := s.Edit.Submit(ctx, ann, &k, c.Address(), c.Version); err == nil {
				t.Errorf("%s is submitted", what)
			} else if all, err := s.SignaturesUnder(ctx, c); err != nil || len(all) > 0 {
				t.Errorf("%s has the signatures %v, %v", what, all, err)
			}
		}
		values := complete().Values()
		c := must(s.Edit.Start(ctx, ann, &k, db.NewID(), edit.Save{Values: values}))
		role := DefaultRules().Signers[0].Role
		if err := sign(c, "ann", strings.ToUpper(role)); !fault.Is(err, fault.Invalid) {
			t.Errorf("a role that signs nothing: %v", err)
		}
		waits := func(who string) (all []ToSign) {
			t.Helper()
			if err := d.View(ctx, func(tx *db.Tx) (err error) {
				all, err = ListToSign(ctx, tx, person(who))
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return all
		}
		for _, signer := range DefaultRules().Signers[1:] {
			if err := sign(c, "ann", signer.Role); !fault.Is(err, fault.Invalid) {
				t.Errorf("an account without the role signs as %s: %v", signer.Role, err)
			}
		}
		if all := waits("bob"); len(all) > 0 {
			t.Errorf("a draft without signatures waits for %v", all)
		}
		signAll(c)
		if all := slices.Concat(waits("ann"), waits("bob"), waits("cat")); len(all) > 0 {
			t.Errorf("a draft that all have signed waits for %v", all)
		}
		if err := sign(c, "dan", role); !fault.Is(err, fault.Conflict) {
			t.Errorf("a role signs twice: %v", err)
		}
		c = must(s.Edit.Submit(ctx, ann, &k, c.Address(), c.Version))
		c = must(s.Edit.ApproveAndPublish(ctx, dan, &k, c.Address(), c.Version))
		if all, err := s.SignaturesUnder(ctx, c); err != nil || len(all) != len(DefaultRules().Signers) {
			t.Errorf("what is published has the signatures %v, %v", all, err)
		}
		first := c.Version

		twin := must(s.Edit.Start(ctx, ann, &k, db.NewID(), edit.Save{Values: values}))
		refused(twin, "a draft that says the same")
		signAll(twin)
		changed := c.Values.Clone()
		changed.Set("reasons", "The operator agreed.")
		c = must(s.Edit.SaveDraft(ctx, ann, &k, c.Address(), edit.Save{Version: c.Version, Seen: c.Seen(), Values: changed}))
		if err := sign(c, "ann", role); err != nil {
			t.Fatal(err)
		}
		want := []ToSign{{SignPath(c.Address()), changed.Text("title"), DefaultRules().Signers[1].Role}}
		if all := waits("bob"); !slices.Equal(all, want) {
			t.Errorf("what one person has signed waits for %v, want %v", all, want)
		}
		if all := waits("ann"); len(all) > 0 {
			t.Errorf("what a person has signed waits for that person: %v", all)
		}
		changed.Set("reasons", "The operator has agreed.") // no longer what was signed
		c = must(s.Edit.SaveDraft(ctx, ann, &k, c.Address(), edit.Save{Version: c.Version, Seen: c.Seen(), Values: changed}))
		signAll(c)
		c = must(s.Edit.Submit(ctx, ann, &k, c.Address(), c.Version))
		c = must(s.Edit.ApproveAndPublish(ctx, dan, &k, c.Address(), c.Version))
		c = must(s.Edit.Undo(ctx, ann, &k, c.Address(), c.Version, first))
		refused(c, "an earlier text")
	})
}
