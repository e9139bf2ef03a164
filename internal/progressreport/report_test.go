package progressreport

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/internal/strategy"
)

func on(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

// reporting is a council with a strategy, and the use cases of two officers.
type reporting struct {
	*testing.T
	d        *db.DB
	actions  *action.Service
	service  *Service
	kind     edit.Kind
	ann, bob actor.Actor
	partner  actor.Actor // signs for the head of parks
}

func newReporting(t *testing.T, d *db.DB) *reporting {
	t.Helper()
	log, err := record.Open(t.Context(), d, record.Options{Dir: t.TempDir(), Origin: "example.org/record"})
	if err != nil {
		t.Fatal(err)
	}
	x := &reporting{T: t, d: d, actions: &action.Service{DB: d}}
	x.service = &Service{DB: d, Edit: &edit.Service{DB: d, Log: log, SamePersonMayApprove: nil}, Accounts: account.New(d, nil)}
	if err := x.service.Accounts.CreateDemoAccounts(t.Context()); err != nil {
		t.Fatal(err)
	}
	x.partner = actor.Actor{ID: "invented-partner-editor", Org: "invented-partner"}
	x.partner.Capabilities = actor.CapabilitiesOf(false, actor.PartnerEditor)
	x.kind = x.service.kind()
	officer := func(id string) actor.Actor {
		return actor.Actor{ID: id, Org: actor.CouncilOrg, Capabilities: []actor.Capability{actor.EditRecords, actor.ApproveRecords}}
	}
	x.ann, x.bob = officer("ann"), officer("bob")
	baseline, target := 10.0, 20.0
	if err := (&strategy.Service{DB: d, Log: log}).Define(t.Context(), actor.System, strategy.Strategy{
		Slug: "green", Title: "Green", From: on(2024, 1, 1), To: on(2027, 12, 31),
		Versions: []strategy.Version{{Kind: strategy.Adopted, Date: on(2024, 1, 1)}},
		Aims: []strategy.Aim{{Ref: "trees", Title: "Trees", Objectives: []strategy.Objective{{
			Ref: "plant", Title: "More trees", Measure: "Trees", Baseline: &baseline, Target: &target, By: on(2027, 1, 1),
			Owner:    "Head of parks",
			Readings: []strategy.Reading{{Date: on(2024, 6, 1), Value: 12}, {Date: on(2025, 6, 1), Value: 9}},
		}}}},
	}); err != nil {
		t.Fatal(err)
	}
	x.define([]action.Update{
		{Date: on(2024, 5, 1), Status: action.AtRisk, Text: "No spades."}, {Date: on(2025, 5, 1), Status: action.Complete},
	})
	return x
}

func (x *reporting) define(updates []action.Update) {
	x.Helper()
	if err := x.actions.Define(x.Context(), actor.System, action.Definition{Actions: []action.Action{
		{Ref: "dig", What: "Dig", Who: "Gardeners", Due: on(2024, 6, 30), Measure: "Holes", Objective: "plant", Updates: updates},
		{Ref: "water", What: "Water", Who: "Gardeners", Due: on(2025, 3, 1), Measure: "Litres", Objective: "plant"},
	}}); err != nil {
		x.Fatal(err)
	}
}

// write starts a report on the year 2024 and returns its address and version.
func (x *reporting) write(words string) *edit.Copy {
	x.Helper()
	v := edit.Values{"title": {"Trees 2024"}, "kind": {"annual"}, "strategy": {"green"}, "from": {"2024-01-01"}, "to": {"2024-12-31"},
		"foreword": {"A year."}}
	v.SetRows("objectives", []edit.Values{{"objective": {"plant"}, "words": {words}}})
	c, err := x.service.Edit.Start(x.Context(), x.ann, &x.kind, db.NewID(), edit.Save{Values: v})
	if err != nil {
		x.Fatal(err)
	}
	return c
}

func (x *reporting) sign(c *edit.Copy) error {
	s, err := x.service.SignOff(x.Context(), x.partner, c.Address())
	if err != nil {
		return err
	}
	return x.service.Sign(x.Context(), x.partner, c.Address(), "Head of parks", s.Part("Head of parks"))
}

// waits are what is in “My work” and in the notices about signatures, each with the accounts that are notified.
func (x *reporting) waits() (waiting string) {
	x.Helper()
	err := x.d.View(x.Context(), func(tx *db.Tx) error {
		now, err := tx.Now(x.Context())
		if err != nil {
			return err
		}
		all, err := ListToSign(x.Context(), tx, x.partner, now)
		for _, u := range all {
			waiting += "sign " + u.Title + "; "
		}
		return err
	})
	for _, k := range x.service.Notices() {
		events, dueErr := k.Due(x.Context())
		if dueErr != nil {
			err = dueErr
		}
		for _, e := range events {
			waiting += k.Name + " " + e.Org + " " + strings.Join(e.Only, " ") + " " + e.Title + "; "
		}
	}
	if err != nil {
		x.Fatal(err)
	}
	return waiting
}

// A person of a partner organisation, who cannot write reports, is chosen to sign for a role. Until they have, it is in their “My
// work”, they are notified with a link to the page, and the reminder to those who write reports names the role. Others can
// neither see nor sign it.
func TestOwnerWithoutRightToWriteSignsOwnPart(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newReporting(t, d)
		c, ctx, at := x.write("It was dry."), t.Context(), ""
		at = c.Address()
		late := "report-unsigned council  Trees 2024: Head of parks; "
		if got := x.waits(); got != late {
			t.Errorf("before anyone is chosen: %q", got)
		}
		if _, err := x.service.SignOff(ctx, x.partner, at); !fault.Is(err, fault.NotFound) {
			t.Errorf("the page before they are chosen: %v", err)
		}
		if err := x.service.Choose(ctx, x.partner, at, "Head of parks", x.partner.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("choosing oneself: %v", err)
		}
		if err := x.service.Choose(ctx, x.ann, at, "Head of parks", "invented-viewer"); !fault.Is(err, fault.Invalid) {
			t.Errorf("choosing a person who only reads: %v", err)
		}
		if err := x.service.Choose(ctx, x.ann, at, "Head of parks", x.partner.ID); err != nil {
			t.Fatal(err)
		}
		want := "sign Trees 2024; report-signature invented-partner " + x.partner.ID + " Trees 2024: Head of parks; " + late
		if got := x.waits(); got != want {
			t.Errorf("waiting is %q, want %q", got, want)
		}
		s, err := x.service.SignOff(ctx, x.partner, at)
		if err != nil || s.Whole || len(s.Lines) != 1 {
			t.Fatalf("the signer sees %+v, %v", s, err)
		}
		if err := x.service.Sign(ctx, x.bob, at, "Head of parks", s.Part("Head of parks")); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a person who writes reports signs for the owner: %v", err)
		}
		if err := x.sign(c); err != nil {
			t.Fatal(err)
		}
		if got := x.waits(); got != "" {
			t.Errorf("after signing, waiting is %q", got)
		}
	})
}

// The figures of a report are those on the last day of its period, late actions first; each owner signs what it says about
// their objectives, and a change afterwards needs another signature; and once published, the figures do not change.
func TestReportIsComputedSignedAndFrozen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newReporting(t, d)
		c := x.write("It was dry.")
		if err := x.service.Choose(t.Context(), x.ann, c.Address(), "Head of parks", x.partner.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := x.service.Edit.Submit(t.Context(), x.ann, &x.kind, c.Address(), c.Version); err == nil {
			t.Fatal("a report that its owner has not signed is submitted")
		}
		if err := x.service.Sign(t.Context(), x.partner, c.Address(), "Head of parks", "something else"); !fault.Is(err, fault.Conflict) {
			t.Errorf("signing something else: %v", err)
		}
		if err := x.sign(c); err != nil {
			t.Fatal(err)
		}
		changed := c.Values.Clone()
		changed.SetRows("objectives", []edit.Values{{"objective": {"plant"}, "words": {"It was wet."}}})
		save := edit.Save{Version: c.Version, Seen: c.Seen(), Values: changed}
		c, err := x.service.Edit.SaveDraft(t.Context(), x.ann, &x.kind, c.Address(), save)
		if err != nil {
			t.Fatal(err)
		}
		if s, err := x.service.SignOff(t.Context(), x.bob, c.Address()); err != nil || s.Missing() != 1 || !s.Lines[0].Stale {
			t.Errorf("a signature on other words counts: %+v, %v", s, err)
		}
		if err := x.sign(c); err != nil {
			t.Fatal(err)
		}
		if c, err = x.service.Edit.Submit(t.Context(), x.ann, &x.kind, c.Address(), c.Version); err != nil {
			t.Fatal(err)
		}
		if c, err = x.service.Edit.ApproveAndPublish(t.Context(), x.bob, &x.kind, c.Address(), c.Version); err != nil {
			t.Fatal(err)
		}
		x.define([]action.Update{{Date: on(2024, 5, 1), Status: action.AtRisk, Text: "No spades."},
			{Date: on(2024, 12, 1), Status: action.Closed, Text: "Entered afterwards."}, {Date: on(2025, 5, 1), Status: action.Complete}})
		r := x.get(c.Record)
		dig, plant := r.Facts.Actions[0], r.Facts.Objectives[0]
		if dig.Ref != "dig" || !dig.Late || dig.DaysLate != 184 || dig.Status != action.AtRisk || dig.Update != "No spades." {
			t.Errorf("the late action is %+v", dig)
		}
		if plant.Latest == nil || *plant.Latest != 12 || plant.Late != 1 || plant.Actions != 2 {
			t.Errorf("the objective is %+v", plant)
		}
		if len(r.Facts.Due) != 1 || r.Facts.Due[0].Ref != "water" || len(r.Signed) != 1 || r.Edition != 1 {
			t.Errorf("due %+v, signed %+v, edition %d", r.Facts.Due, r.Signed, r.Edition)
		}
		x.correct(c, r)
	})
}

func (x *reporting) get(ref string) (r *Report) {
	x.Helper()
	if err := x.d.View(x.Context(), func(tx *db.Tx) (err error) { r, err = Get(x.Context(), tx, ref); return err }); err != nil {
		x.Fatal(err)
	}
	return r
}

// correct corrects the foreword of a published report: its figures stay, and both editions have an entry.
func (x *reporting) correct(c *edit.Copy, before *Report) {
	x.Helper()
	changed := c.Values.Clone()
	changed.Set("foreword", "A long year.")
	ctx, k := x.Context(), &x.kind
	c, err := x.service.Edit.SaveDraft(ctx, x.ann, k, c.Address(), edit.Save{Version: c.Version, Seen: c.Seen(), Values: changed})
	if err == nil {
		c, err = x.service.Edit.Submit(ctx, x.ann, k, c.Address(), c.Version)
	}
	if err == nil {
		c, err = x.service.Edit.ApproveAndPublish(ctx, x.bob, k, c.Address(), c.Version)
	}
	if err != nil {
		x.Fatal(err)
	}
	after := x.get(c.Record)
	if after.Edition != 2 || after.Foreword != "A long year." || db.JSON(after.Facts) != db.JSON(before.Facts) {
		x.Errorf("the correction is %+v", after)
	}
	leaves := 0
	if err := x.d.View(ctx, func(tx *db.Tx) error {
		return record.EachEntry(ctx, tx, func(e record.Entry) {
			if e.Leaf == before.Leaf() || e.Leaf == after.Leaf() {
				leaves++
			}
		})
	}); err != nil || leaves != 2 {
		x.Errorf("%d entries in the public record, %v", leaves, err)
	}
	if err := x.d.View(ctx, func(tx *db.Tx) error {
		all, err := List(ctx, tx, "")
		if err != nil {
			return err
		}
		heads, err := ListHeads(ctx, tx, "")
		if err != nil || len(heads.Items) != 1 || len(all.Items) != 1 {
			x.Errorf("%d heads of %d reports, %v", len(heads.Items), len(all.Items), err)
			return err
		}
		h, r := heads.Items[0], all.Items[0]
		if h.Ref != r.Ref || h.Title != r.Title || !h.To.Equal(r.To) || !h.RecordedAt.Equal(r.RecordedAt) || h.RecordedAt.IsZero() {
			x.Errorf("the head %+v is not that of %+v", h, r)
		}
		return nil
	}); err != nil {
		x.Error(err)
	}
}

// A series of reports that stops is overdue three months after the end of a year and one month after the end of a quarter,
// until its strategy ends.
func TestStoppedSeriesIsOverdue(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newReporting(t, d)
		for _, test := range []struct {
			kind Kind
			to   time.Time
			due  time.Time
		}{{Annual, on(2024, 6, 30), on(2025, 9, 30)}, {Quarterly, on(2024, 9, 30), on(2025, 1, 31)}} {
			err := d.Update(t.Context(), func(tx *db.Tx) error {
				_, err := tx.Exec(t.Context(), `
					INSERT INTO progressreport_report (ref, edition, latest, recorded, kind, strategy, starts, ends, title, body)
					VALUES ($1, 1, TRUE, '', $2, 'green', '', $3, '', '{}')`, string(test.kind), string(test.kind), db.Time(test.to))
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			for now, want := range map[time.Time]bool{test.due: false, test.due.AddDate(0, 0, 1): true} {
				var all []Overdue
				err := d.View(x.Context(), func(tx *db.Tx) (err error) { all, err = ListOverdue(x.Context(), tx, now); return err })
				if err != nil {
					t.Fatal(err)
				}
				late := slices.ContainsFunc(all, func(o Overdue) bool { return o.Kind == test.kind && o.Due.Equal(test.due) })
				if late != want {
					t.Errorf("%s on %s: overdue %t, want %t: %+v", test.kind, now, late, want, all)
				}
			}
		}
	})
}
