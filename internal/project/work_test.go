package project

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// lead is a representative of the council, which takes part in no project of the tests but decides about gates.
var lead = worker

// ok fails if err is not nil.
func (r *register) ok(err error) {
	r.Helper()
	if err != nil {
		r.Fatal(err)
	}
}

// refused fails unless err is of a kind and says want.
func (r *register) refused(err error, kind fault.Kind, want string) {
	r.Helper()
	if !fault.Is(err, kind) || !strings.Contains(err.Error(), want) {
		r.Errorf("%v, want %q", err, want)
	}
}

// signAll signs the current agreement for a and b.
func (r *register) signAll(version int64) {
	r.Helper()
	for _, by := range []actor.Actor{lead, partnerB} {
		r.ok(r.service.Sign(r.Context(), by, "lunch", version, "Chair"))
	}
}

func (r *register) unsigned() (orgs []string) {
	r.Helper()
	p := r.get("lunch")
	r.update(func(tx *db.Tx) (err error) {
		orgs, err = p.Unsigned(r.Context(), tx)
		return err
	})
	return orgs
}

// Each organisation signs the agreement of a project, and signs again when a part of it changes. The earlier version cannot be
// signed any more. Only those that take part sign. Row 8 of docs/complaints.md.
func TestChangedProjectAgreementIsSignedAgain(t *testing.T) {
	each(t, func(r *register) {
		ctx := t.Context()
		p := lunch()
		r.define(p)
		r.refused(r.service.Sign(ctx, stranger, "lunch", 1, "Chair"), fault.Forbidden, "takes part in the project")
		r.refused(r.service.Sign(ctx, officer, "lunch", 1, "Chair"), fault.Forbidden, "takes part in the project")
		r.refused(r.service.Sign(ctx, lead, "lunch", 1, " "), fault.Invalid, "Enter your role")
		r.signAll(1)
		if got := r.unsigned(); len(got) != 0 {
			t.Errorf("not signed: %v", got)
		}
		p.Summary = "Lunch on Wednesdays."
		r.define(p)
		if got := r.unsigned(); len(got) != 0 {
			t.Errorf("the summary is no part of the agreement, but %v have to sign again", got)
		}
		p.Partners[0].Role = Delivers
		r.define(p)
		if got := r.unsigned(); len(got) != 2 {
			t.Errorf("the roles have changed, and only %v have to sign again", got)
		}
		r.refused(r.service.Sign(ctx, lead, "lunch", 1, "Chair"), fault.Conflict, "has changed since")
		r.signAll(2)
		r.ok(r.service.Withdraw(ctx, partnerB, "lunch"))
		if got := r.unsigned(); len(got) != 1 || got[0] != "b" {
			t.Errorf("not signed after b withdrew: %v", got)
		}
	})
}

// A project is not agreed before it says what it costs, what it is to bring and what it does to people, and before an assessment
// covers it.
func TestAgreeingAProjectPassesTheThreeChecks(t *testing.T) {
	each(t, func(r *register) {
		p := lunch()
		p.Generation, p.Cost = "", nil
		r.define(p)
		err := r.service.Sign(t.Context(), lead, "lunch", 1, "Chair")
		r.refused(err, fault.Invalid, "in 25 years")
		r.refused(err, fault.Invalid, "what it costs in pounds")
		r.define(lunch())
		asked := edit.Activity{}
		r.service.Gate = func(_ context.Context, _ *db.Tx, a edit.Activity) error {
			asked = a
			return &edit.LinkedError{Err: fault.New(fault.Invalid, "No assessment covers it."), Href: "/staff/assessments/new"}
		}
		r.refused(r.service.Sign(t.Context(), lead, "lunch", 2, "Chair"), fault.Invalid, "No assessment covers it")
		if len(asked.Names) == 0 || asked.Names[0] != "project:lunch" || asked.Decided {
			t.Errorf("the gate was asked about %+v", asked)
		}
	})
}

// gate prepares and approves the next gate.
func (r *register) gate(to Stage) {
	r.Helper()
	ctx := r.Context()
	r.ok(r.service.PlanGate(ctx, lead, "lunch", Gate{To: to, Owner: "Manager", Due: day, Evidence: "The plan.", Conditions: "By May"}))
	part := ""
	r.update(func(tx *db.Tx) error {
		p, err := Get(ctx, tx, "lunch")
		if err != nil {
			return err
		}
		g, _, err := p.NextGate(ctx, tx)
		part = g.Part()
		return err
	})
	for _, by := range []actor.Actor{lead, partnerB} {
		r.ok(r.service.ApproveGate(ctx, by, "lunch", to, part, "Chair"))
	}
}

// A gate that something is missing for refuses with a sentence for each thing, and loses nothing that was prepared. What is decided
// is decided by the council, with a reason.
func TestGateSaysEverythingThatIsMissing(t *testing.T) {
	each(t, func(r *register) {
		ctx := t.Context()
		p := lunch()
		p.Benefit = ""
		r.define(p)
		r.ok(r.service.PlanGate(ctx, lead, "lunch", Gate{To: Prepare, Owner: "Manager", Due: day, Evidence: "The plan."}))
		err := r.service.DecideGate(ctx, officer, "lunch", Prepare, Met, "We go on.")
		for _, want := range []string{"say what it is to bring", "Organisation a has not signed", "Organisation b has not signed",
			"Organisation b has not approved the gate"} {
			r.refused(err, fault.Invalid, want)
		}
		r.refused(r.service.DecideGate(ctx, lead, "lunch", Prepare, Met, "We go on."), fault.Forbidden, "Only the council")
		r.refused(r.service.PlanGate(ctx, partnerB, "lunch", Gate{To: Prepare, Owner: "X", Due: day}), fault.Forbidden, "that leads")
		stored := r.get("lunch")
		r.update(func(tx *db.Tx) error {
			g, _, err := stored.NextGate(ctx, tx)
			if g.Owner != "Manager" || g.Evidence != "The plan." || g.Status != Scheduled {
				t.Errorf("what was prepared is lost: %+v", g)
			}
			return err
		})
		r.ok(r.service.DecideGate(ctx, officer, "lunch", Prepare, NotMet, "The hall is not free."))
		if got := r.get("lunch").Stage; got != Identify {
			t.Errorf("it went on to %s", got)
		}
		r.define(lunch())
		r.signAll(1)
		r.gate(Prepare)
		r.refused(r.service.DecideGate(ctx, officer, "lunch", Prepare, Met, " "), fault.Invalid, "Enter the decision")
		r.ok(r.service.DecideGate(ctx, officer, "lunch", Prepare, PartiallyMet, "We go on if the hall is free by May."))
		if got := r.get("lunch").Stage; got != Prepare {
			t.Errorf("it stays at %s", got)
		}
		r.refused(r.service.DecideGate(ctx, officer, "lunch", Prepare, Met, "Again."), fault.Conflict, "has gone on")
	})
}

// A change to what was prepared for a gate makes its approvals void, so that they cannot be used for something else.
func TestChangedGateIsApprovedAgain(t *testing.T) {
	each(t, func(r *register) {
		ctx := t.Context()
		r.define(lunch())
		r.signAll(1)
		r.gate(Prepare)
		r.ok(r.service.PlanGate(ctx, lead, "lunch", Gate{To: Prepare, Owner: "Manager", Due: day, Evidence: "Another plan."}))
		r.refused(r.service.DecideGate(ctx, officer, "lunch", Prepare, Met, "Go."), fault.Invalid,
			"Organisation b has not approved the gate as it is")
		r.refused(r.service.ApproveGate(ctx, partnerB, "lunch", Prepare, "stale", "Chair"), fault.Conflict, "has changed since")
	})
}

// A project that shares personal data does not begin without a data-sharing agreement in force.
func TestProjectThatSharesPersonalDataNeedsAnAgreementInForce(t *testing.T) {
	each(t, func(r *register) {
		ctx := t.Context()
		p := lunch()
		p.Stage, p.SharesData = Prepare, true
		r.define(p)
		r.signAll(1)
		r.gate(Deliver)
		decide := func() error { return r.service.DecideGate(ctx, officer, "lunch", Deliver, Met, "Go.") }
		r.refused(decide(), fault.Invalid, "names no data-sharing agreement")
		p.DataSharing = "hall"
		r.define(p)
		r.signAll(2)
		r.refused(decide(), fault.Invalid, "is not in force")
		inForce := false
		r.service.InForce = func(_ context.Context, _ *db.Tx, ref string, on time.Time) (bool, error) {
			return inForce && ref == "hall" && !on.IsZero(), nil
		}
		r.refused(decide(), fault.Invalid, "is not in force")
		inForce = true
		r.ok(decide())
		if got := r.get("lunch").Stage; got != Deliver {
			t.Errorf("it stays at %s", got)
		}
	})
}

// running is a project under way.
func (r *register) running() {
	r.Helper()
	p := lunch()
	p.Stage = Deliver
	if wrong := r.define(p); wrong != "" {
		r.Fatal(wrong)
	}
}

// A reading is corrected by another one with a reason, and stays in the history. Two people do not correct each other unseen. A
// result shows how the measures of what leads to it stand. Rows 4 and 12 of docs/complaints.md.
func TestReadingsAreCorrectedAndNeverOverwritten(t *testing.T) {
	each(t, func(r *register) {
		ctx := t.Context()
		r.running()
		from := lunch().Results[0].Measures[0].Periods[0].From
		read := func(by actor.Actor, seen int, one Reading) error {
			return r.service.Read(ctx, by, "lunch", "lunches-served", from, seen, one)
		}
		first := Reading{Value: 90, On: day, Role: "Cook", How: "Counted plates"}
		r.refused(read(stranger, 0, first), fault.Forbidden, "takes part in the project")
		r.refused(read(partnerB, 0, Reading{Value: 1, On: day.AddDate(0, 0, 2), Role: "Cook"}), fault.Invalid, "cannot be in the future")
		r.ok(read(partnerB, 0, first))
		if got := r.get("lunch").Progress("together"); got != (Progress{Missed: 1}) {
			t.Errorf("progress of the outcome: %+v", got)
		}
		second := Reading{Value: 110, On: day, Role: "Cook", How: "Counted plates again"}
		r.refused(read(lead, 1, second), fault.Invalid, "Enter why it is wrong")
		second.Because = "One week was left out."
		r.refused(read(lead, 0, second), fault.Conflict, "There is a new reading")
		r.ok(read(lead, 1, second))
		p := r.get("lunch")
		period := p.Results[0].Measures[0].Periods[0]
		if len(period.Readings) != 2 || period.Readings[0].Value != 90 || period.Readings[0].Org != "b" || period.Current().Value != 110 ||
			period.Current().Because != "One week was left out." {
			t.Errorf("readings: %+v", period.Readings)
		}
		for _, ref := range []string{"lunches", "together"} {
			if got := p.Progress(ref); got != (Progress{Reached: 1}) {
				t.Errorf("progress of %s: %+v", ref, got)
			}
		}
		v := p.Results[0].Measures[0].form().Values()
		v.SetRows("periods", v.Rows("periods")[1:])
		c := r.change(r.measure, lead, "lunches-served", v)
		_, err := r.edit.Submit(ctx, lead, r.measure, "lunches-served", c.Version)
		r.refused(err, fault.Invalid, "has a reading. Keep the period")
	})
}

// change makes a draft of a published record.
func (r *register) change(k *edit.Kind, by actor.Actor, ref string, v edit.Values) *edit.Copy {
	r.Helper()
	c, err := r.edit.Get(r.Context(), by, k, ref)
	r.ok(err)
	c, err = r.edit.SaveDraft(r.Context(), by, k, ref, edit.Save{Version: c.Version, Seen: c.Seen(), Values: v})
	r.ok(err)
	return c
}

// Every organisation signs off its own part of a quarter, and the one that leads the project signs last. Those that are late are
// named, to the public only after the days that the council's plans give.
func TestQuartersAreSignedOffAndTheLateOnesAreNamed(t *testing.T) {
	each(t, func(r *register) {
		ctx := t.Context()
		r.running()
		p := r.get("lunch")
		quarters := func(now time.Time) (all []Quarter) {
			r.Helper()
			r.update(func(tx *db.Tx) (err error) {
				all, err = p.Quarters(ctx, tx, now)
				return err
			})
			return all
		}
		first := quarterOf(p.From)
		end := first.AddDate(0, 3, -1)
		for now, want := range map[time.Time]string{
			end:                   "",
			end.AddDate(0, 0, 1):  "",
			end.AddDate(0, 0, 30): "",
			end.AddDate(0, 0, 31): "a b ",
			end.AddDate(0, 0, 40): "a b ",
			end.AddDate(0, 0, 41): "a b public",
		} {
			got := ""
			for _, q := range quarters(now) {
				if got = strings.Join(q.Late, " "); got != "" {
					got += " "
				}
				if q.Public && len(q.Late) > 0 {
					got += "public"
				}
			}
			if got != want {
				t.Errorf("on %s: %q, want %q", now.Format(time.DateOnly), got, want)
			}
		}
		off := SignOff{Quarter: first, Words: "We cooked.", Role: "Chair"}
		sign := func(by actor.Actor, one SignOff) error { return r.service.SignQuarter(ctx, by, "lunch", one) }
		r.refused(sign(stranger, off), fault.Forbidden, "takes part in the project")
		r.refused(sign(partnerB, SignOff{Quarter: first, Role: "Chair"}), fault.Invalid, "Enter what your organisation did")
		r.refused(sign(partnerB, SignOff{Quarter: quarterOf(day).AddDate(0, 3, 0), Role: "Chair", Words: "x"}), fault.NotFound, "has not ended")
		r.ok(sign(partnerB, off))
		r.refused(sign(partnerB, off), fault.Conflict, "already")
		var late []string
		r.update(func(tx *db.Tx) error {
			late = nil
			return EachLate(ctx, tx, end.AddDate(0, 0, 31), func(l LatePartner) error {
				late = append(late, l.Project.Ref+" "+l.Org)
				return nil
			})
		})
		if got := strings.Join(late, ", "); got != "lunch a" {
			t.Errorf("late: %s", got)
		}
		r.ok(sign(lead, off))
		if all := quarters(end.AddDate(0, 0, 41)); len(all[0].Late) != 0 || len(all[0].SignOffs) != 2 {
			t.Errorf("signed: %+v", all[0])
		}
	})
}
